//! Reference data that changes while the node is at work.

use serde_json::{Value, json};

use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Region, until};

/// Puts reference data in the place of what is there, whole or not at all.
fn put(region: &Region, change: impl FnOnce(&mut Value)) {
    let path = &region.sn.config.paths.reference;
    let mut data: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    change(&mut data);
    let beside = path.with_extension("part");
    std::fs::write(&beside, data.to_string()).unwrap();
    std::fs::rename(beside, path).unwrap();
}

/// Whether an amount in euros is covered by a guarantee in francs, which takes a rate.
async fn covered(region: &Region, lrn: &str) -> bool {
    let (number, trader) = (grn("SN"), region.sn.client("SN100"));
    let mut command = Declared { lrn, grn: &number, amount: 1 }.command();
    command["Present"]["declaration"]["guarantees"][0]["amount"]["currency"] = json!("EUR");
    let done = trader.done("/movements", lrn, &command).await;
    let place = format!("/movements/{}", done["dossier"].as_str().unwrap());
    until("an answer about cover", || async {
        let view = trader.get(&place).await.json();
        let state = view["covers"][0]["state"].as_str()?.to_owned();
        (state != "asked" && state != "requested").then_some(state == "held")
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_data_that_changes_is_used_without_a_restart_and_what_is_broken_is_not() {
    let mut region = Region::start().await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    assert!(!covered(&region, "LRN-0").await);
    let day = crate::region::day(0);
    put(&region, |data| {
        data["rates"] = json!([{"from": "EUR", "to": "XOF", "factor": "655.957", "day": day}]);
    });
    let mut number = 0;
    let mut used = false;
    while !used {
        number += 1;
        assert!(number < 1000, "the rate is not used");
        used = covered(&region, &format!("LRN-{number}")).await;
    }
    put(&region, |data| data["rates"] = json!([{"from": "EUR"}]));
    put(&region, |data| data["routes"] = json!("none"));
    for number in 0..20 {
        assert!(covered(&region, &format!("LRN-B{number}")).await);
    }
    region.stop().await;
}
