//! The pool of readers.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc::channel;
use std::task::Poll;

use serde_json::json;
use tempfile::TempDir;

use super::Readers;
use crate::config::Config;
use crate::keeping::Kept;
use crate::keyring::Keyring;

/// A pool of one reader, over a store in which nothing is.
async fn only_one() -> (Readers, TempDir) {
    let files = tempfile::tempdir().unwrap();
    let (store, keystore) = (files.path().join("store"), files.path().join("keystore"));
    let keys = files.path().join("keys");
    Keyring::at(&keys).make(&mut crate::entropy().unwrap()).unwrap();
    let config = json!({
        "node": {"region": "corridor", "administration": "SN", "node": "SN-1", "currency": "XOF"},
        "serve": {"listen": "127.0.0.1:0", "readers": 1},
        "paths": {"store": store, "keystore": keystore, "keys": keys},
    });
    let config: Config = serde_json::from_value(config).unwrap();
    drop(Kept::open(&config).unwrap());
    (Readers::open(config).await.unwrap(), files)
}

#[tokio::test]
async fn a_reader_nobody_waits_for_any_more_goes_back_to_the_pool() {
    let (readers, _files) = only_one().await;
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
    let (readers, _files) = only_one().await;
    assert!(readers.read::<()>(|_| panic!("stumbled")).await.is_err());
    assert_eq!(readers.read(|reader| reader.task_count(crate::clock::now())).await.unwrap(), 0);
}
