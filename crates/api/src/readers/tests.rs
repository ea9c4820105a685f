//! The pool of readers.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc::channel;
use std::task::Poll;

use serde_json::json;
use store::{Sqlite, SqliteKeys, Vfs};
use tempfile::TempDir;

use super::Readers;

/// A pool of one reader, over a store in which nothing is.
fn only_one() -> (Readers, TempDir) {
    let files = tempfile::tempdir().unwrap();
    let (store, keystore) = (files.path().join("store"), files.path().join("keystore"));
    Sqlite::open(&store, &Vfs::default()).unwrap();
    SqliteKeys::open(&keystore, &Vfs::default()).unwrap();
    let settings = json!({
        "region": "corridor", "administration": "SN", "node": "SN-1", "currency": "XOF",
    });
    let settings = serde_json::from_value(settings).unwrap();
    let readers = Readers::open(&store, &keystore, &settings, 1).unwrap();
    (readers, files)
}

#[tokio::test]
async fn a_reader_nobody_waits_for_any_more_goes_back_to_the_pool() {
    let (readers, _files) = only_one();
    let (go_on, told) = channel::<()>();
    {
        let mut given_up = pin!(readers.read(move |_| Ok(told.recv().is_ok())));
        // Whoever asked is gone as soon as the reading has begun.
        poll_fn(|context| Poll::Ready(given_up.as_mut().poll(context).is_pending())).await;
    }
    go_on.send(()).unwrap();
    assert_eq!(readers.read(|reader| reader.task_count(crate::clock::now())).await.unwrap(), 0);
}

#[tokio::test]
async fn a_reading_that_stumbles_costs_the_pool_no_reader() {
    let (readers, _files) = only_one();
    assert!(readers.read::<()>(|_| panic!("stumbled")).await.is_err());
    assert_eq!(readers.read(|reader| reader.task_count(crate::clock::now())).await.unwrap(), 0);
}
