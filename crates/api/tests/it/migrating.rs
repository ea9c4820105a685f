//! What a node keeps, moved from files into databases and back, and the node that goes on from there.

use api::{Config, Fault, Moved, migrate};
use store::{Fault::Filled, Sqlite, SqliteKeys, Store, Vfs, differing, differing_keys};
use testkit::Database;

use crate::crossing::seen_through;
use crate::region::{Place, Region};

/// Moves everything on a thread that may wait.
async fn moved(from: &Config, to: &Config) -> Result<Moved, Fault> {
    let (from, to) = (from.clone(), to.clone());
    tokio::task::spawn_blocking(move || migrate(&from, &to, &mut |_, _| {})).await.unwrap()
}

fn in_databases(config: &Config, store: &Database, keys: &Database) -> Config {
    let mut config = config.clone();
    config.database.store = Some(store.named().into());
    config.database.keystore = Some(keys.named().into());
    config
}

/// Other files, in a folder beside.
fn in_files(config: &Config, folder: &str) -> Config {
    let mut config = config.clone();
    config.database = api::DatabaseConfig::default();
    for path in [&mut config.paths.store, &mut config.paths.keystore] {
        *path = config.paths.root.with_file_name(folder).join(path.file_name().unwrap());
    }
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_goes_on_in_databases_and_in_files_again_with_every_row_and_key() {
    let (Some(store), Some(keys)) = (Database::new(), Database::new()) else { return };
    let mut region = Region::start().await;
    seen_through(&region).await;
    let files = region.sn.config.clone();
    let databases = in_databases(&files, &store, &keys);
    // Not while the node is at work.
    let fault = moved(&files, &databases).await.unwrap_err();
    assert!(matches!(fault, Fault::AlreadyRunning { .. }), "{fault:?}");
    region.sn.stop().await;
    let there = moved(&files, &databases).await.unwrap();
    assert!(there.rows > Some(100) && there.keys > Some(1), "{there:?}");
    // Nobody goes on with what was moved, nor is anything moved upon it.
    let fault = api::open_node(&files).map(drop).unwrap_err();
    assert!(matches!(&fault, Fault::Moved { to } if *to == there.to), "{fault:?}");
    let fault = moved(&files, &in_files(&files, "twice")).await.unwrap_err();
    assert!(matches!(fault, Fault::Moved { .. }), "{fault:?}");
    let back = in_files(&files, "back");
    let again = moved(&databases, &back).await.unwrap();
    assert_eq!((again.rows, again.keys), (there.rows, there.keys));
    assert_eq!(differs(&files, &back), [None, None]);
    // The node goes on there.
    region.sn = Place { config: back.clone(), running: None };
    region.sn.start().await;
    let dakar = region.sn.client(crate::region::OFFICER);
    let movement = dakar.only_movement().await;
    dakar.movement_in(&movement, "discharged").await;
    let fault = moved(&back, &databases).await.unwrap_err();
    assert!(matches!(fault, Fault::AlreadyRunning { .. }), "{fault:?}");
    region.stop().await;
    let fault = moved(&back, &databases).await.unwrap_err();
    assert!(matches!(fault, Fault::Store(Filled { .. })), "{fault:?}");
}

/// In which table two nodes differ, but for the first one's knowing that it was moved.
fn differs(one: &Config, other: &Config) -> [Option<&'static str>; 2] {
    let open = |config: &Config| Sqlite::open(&config.paths.store, &Vfs::default()).unwrap();
    let (one_store, mut other_store) = (open(one), open(other));
    let known = store::Read::text(&one_store, "moved").unwrap().unwrap();
    other_store.begin().unwrap();
    other_store.put_text("moved", &known).unwrap();
    let stores = differing(&one_store, &other_store).unwrap();
    other_store.roll_back().unwrap();
    let open = |config: &Config| SqliteKeys::open(&config.paths.keystore, &Vfs::default()).unwrap();
    let keys = differing_keys(&open(one), &open(other)).unwrap();
    [stores.map(|(table, _)| table.name()), keys.map(|(table, _)| table)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_at_work_on_a_database_is_not_moved_from_it_and_only_a_node_is_moved_to_its_own() {
    let (Some(store), Some(keys)) = (Database::new(), Database::new()) else { return };
    let mut region = Region::with(&serde_json::json!({}), &serde_json::json!({}), |config| {
        *config = in_databases(config, &store, &keys);
    })
    .await;
    let databases = region.sn.config.clone();
    let fault = moved(&databases, &in_files(&databases, "back")).await.unwrap_err();
    assert!(matches!(&fault, Fault::Store(store::Fault::Claimed { .. })), "{fault:?}");
    region.stop().await;
    let fault = moved(&databases, &databases).await.unwrap_err();
    assert!(matches!(&fault, Fault::SamePlace { .. }), "{fault:?}");
    let fault = moved(&databases, &region.ml.config).await.unwrap_err();
    assert!(matches!(&fault, Fault::OtherNode), "{fault:?}");
}
