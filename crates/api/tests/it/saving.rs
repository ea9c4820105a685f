//! A backup of a node that keeps its store in PostgreSQL, and the node that goes on from it in a file.

use api::{Config, Fault, Saved, back_up, restore};
use serde_json::json;
use store::Fault::Filled;
use testkit::Database;

use crate::crossing::seen_through;
use crate::region::{OFFICER, Place, Region, until};

/// On a thread that may wait.
async fn saved(config: &Config, file: &std::path::Path) -> Result<Saved, Fault> {
    let (config, file) = (config.clone(), file.to_owned());
    tokio::task::spawn_blocking(move || back_up(&config, &file, &mut |_, _| {})).await.unwrap()
}

async fn restored(config: &Config, file: &std::path::Path) -> Result<Saved, Fault> {
    let (config, file) = (config.clone(), file.to_owned());
    tokio::task::spawn_blocking(move || restore(&config, &file, &mut |_, _| {})).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_node_on_postgresql_is_a_file_from_which_it_goes_on_without_one() {
    let Some(store) = Database::new() else { return };
    let mut region = Region::with_database(&store).await;
    seen_through(&region).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("monday.db");
    let config = region.sn.config.clone();
    // The node is at work.
    let backup = saved(&config, &file).await.unwrap();
    assert!(backup.found.ok && backup.rows > Some(100), "{backup:?}");
    let again = saved(&config, &file).await.unwrap_err();
    assert!(matches!(again, Fault::File { .. }), "{again:?}");
    region.sn.stop().await;
    // A database with something in it is not written over.
    let filled = restored(&config, &file).await.unwrap_err();
    assert!(matches!(filled, Fault::Store(Filled { .. })), "{filled:?}");
    let mut in_file = config.clone();
    in_file.database = api::DatabaseConfig::default();
    let restored = restored(&in_file, &file).await.unwrap();
    assert_eq!((restored.rows, restored.replaced), (backup.rows, None));
    region.sn = Place { config: in_file, running: None };
    region.sn.start().await;
    let dakar = region.sn.client(OFFICER);
    region.accept_gap_without_hub().await;
    until("the next epoch", || async {
        let recovery = dakar.get("/recovery").await.json();
        (recovery["reads_only"] == json!(false)).then_some(())
    })
    .await;
    let movement = dakar.only_movement().await;
    dakar.movement_in(&movement, "discharged").await;
    region.stop().await;
}
