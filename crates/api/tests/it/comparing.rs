//! A machine that is put back whole: its node asks its peers before it writes anything.

use std::path::Path;

use serde_json::json;

use crate::crossing::seen_through;
use crate::region::{OFFICER, Region, until};

/// Puts a copy of a file, or of a folder with all in it, in the place of another.
fn put(from: &Path, to: &Path) {
    if from.is_file() {
        std::fs::copy(from, to).unwrap();
        return;
    }
    if to.exists() {
        std::fs::remove_dir_all(to).unwrap();
    }
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        put(&path, &to.join(path.file_name().unwrap()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_is_put_back_whole_only_reads_until_it_has_recovered() {
    let mut region = Region::start().await;
    let (machine, copy) = (region.files.path().join("SN"), region.files.path().join("copy"));
    region.sn.stop().await;
    put(&machine, &copy);
    region.sn.start().await;
    seen_through(&region).await;
    region.sn.stop().await;
    put(&copy, &machine);
    region.sn.start().await;
    let dakar = region.sn.client(OFFICER);
    let recovery = dakar.get("/recovery").await.json();
    assert_eq!((&recovery["reads_only"], &recovery["why"]), (&json!(true), &json!("told")));
    until("the next epoch", || async {
        let recovery = dakar.get("/recovery").await.json();
        (recovery["reads_only"] != json!(true)).then_some(())
    })
    .await;
    let movement = dakar.only_movement().await;
    dakar.movement_in(&movement, "discharged").await;
    let alarms = region.ml.client(OFFICER).get("/alarms").await.json();
    assert!(!alarms.to_string().contains("two-histories"), "{alarms}");
    region.stop().await;
}
