//! Reference data that changes while the node is at work.

use std::path::Path;

use serde_json::{Value, json};

use crate::papers::{Declared, grn, guarantee};
use crate::region::{AT_THE_FRONTIER, OFFICER, Region, until};

/// Puts reference data in the place of what is there.
fn put(region: &Region, change: impl FnOnce(&mut Value)) {
    change_file(&region.sn.config.paths.reference, change);
}

/// Puts a file in the place of what is there, whole or not at all.
pub(crate) fn change_file(path: &Path, change: impl FnOnce(&mut Value)) {
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

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_handed_over_is_another_officers_without_a_restart() {
    let mut region = Region::start().await;
    let (first, second) = (region.sn.client(OFFICER), region.sn.client(AT_THE_FRONTIER));
    guarantee(&first, "SN").await;
    let number = grn("SN");
    let suspend = json!({"Suspend": {"basis": crate::papers::basis()}});
    let place = format!("/guarantees/{number}/commands");
    let refused = second.post(&place, "too-early", &suspend).await;
    assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("NOD-003")));
    let now = api::now().to_string();
    change_file(&region.sn.config.paths.people, |people| {
        let holdings = people["holdings"].as_array_mut().unwrap();
        let post = json!("SNDKR000/guarantee");
        for holding in holdings.iter_mut().filter(|holding| holding["post"] == post) {
            holding["until"] = json!(now);
        }
        holdings.push(json!({"officer": AT_THE_FRONTIER, "post": post, "from": now}));
    });
    // A refusal is an answer too, and kept under its key: each try has its own.
    let tries = std::sync::atomic::AtomicU32::new(0);
    until("the post", || async {
        let number = tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let answer = second.post(&place, &format!("try-{number}"), &suspend).await;
        (answer.status < 300).then_some(())
    })
    .await;
    let lift = json!({"LiftSuspension": {"basis": crate::papers::basis()}});
    assert_eq!(first.post(&place, "no-more", &lift).await.status, 403);
    region.stop().await;
}
