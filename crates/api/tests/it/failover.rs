//! A database whose standby takes over while nodes are at work: either it has all that was answered, or
//! the node knows that it has not.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use api::Config;
use serde_json::{Value, json};
use store::Read;
use testkit::{Database, Server, Standby};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::databases::{answered, beside, dossier, is_whole, keys, numbers, register};
use crate::papers::{Declared, grn, guarantee, registering};
use crate::region::{OFFICER, Region, until};

/// How many commands are answered before the server is ended, and how many after its standby took over.
const ANSWERED: usize = 40;

/// Has something done to a server, on a thread that may wait.
async fn at(mut server: Server, done: fn(&mut Server)) -> Server {
    let done = tokio::task::spawn_blocking(move || {
        done(&mut server);
        server
    });
    done.await.unwrap()
}

/// Both nodes, Dakar's store in one database and its keys in another.
async fn region(store: &str, keystore: &str) -> Region {
    Region::with_both(|config| {
        if config.node.administration.as_str() == "SN" {
            config.database.store = Some(store.into());
            config.database.keystore = Some(keystore.into());
            config.node.heartbeat_ms = 500;
        }
    })
    .await
}

/// The load on a node: what is registered, until that is enough.
#[derive(Default)]
struct Load {
    answered: AtomicUsize,
    enough: AtomicBool,
}

impl Load {
    /// Registers one guarantee after the other, each again until it is answered.
    async fn press(self: Arc<Self>, client: Client, of: String) -> Vec<(String, String)> {
        let mut done = Vec::new();
        while !self.enough.load(Ordering::SeqCst) {
            let key = format!("{of}-{}", done.len());
            done.push((key.clone(), answered(&client, &key).await));
            self.answered.fetch_add(1, Ordering::SeqCst);
        }
        done
    }

    /// Until so many more have been answered.
    async fn goes_on(&self) {
        let before = self.answered.load(Ordering::SeqCst);
        until("commands that are answered", || async {
            (self.answered.load(Ordering::SeqCst) >= before + ANSWERED).then_some(())
        })
        .await;
    }
}

async fn health(client: &Client) -> (u16, String) {
    let answer = client.get("/health").await;
    (answer.status, answer.text())
}

async fn in_health(client: &Client, status: u16, word: &str) {
    until(word, || async {
        let (answered, text) = health(client).await;
        (answered == status && text.starts_with(word)).then_some(())
    })
    .await;
}

async fn refused(client: &Client, key: &str, code: &str) {
    let refused = client.post("/guarantees", key, &registering("SN", "SN100")).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (503, Some(code)));
}

/// How many events the store has in its order.
async fn told(config: &Config) -> usize {
    let config = config.clone();
    let told = tokio::task::spawn_blocking(move || {
        let read: Box<dyn Read> = api::snapshot(&config).unwrap();
        read.told_after(0, usize::MAX >> 1).unwrap().len()
    });
    told.await.unwrap()
}

/// A movement that Dakar releases and Bamako has heard of.
async fn told_to_bamako(region: &Region, lrn: &str) -> String {
    let declared = Declared { lrn, grn: &grn("SN"), amount: 100_000 };
    let presented = region.sn.client("SN100").done("/movements", lrn, &declared.command()).await;
    let movement = presented["dossier"].as_str().unwrap().to_owned();
    region.ml.client(OFFICER).movement_in(&movement, "released").await;
    movement
}

async fn goes_on_in_the_next_epoch(region: &Region) {
    region.accept_gap_without_hub().await;
    in_health(&region.sn.client(OFFICER), 200, "ready").await;
}

/// Two processes are under load, a server is made ready to fail and ends, and its standby takes over.
async fn fails_over(server: Server, keystore: &str, ready: fn(&mut Server)) {
    let mut region = region(server.named(), keystore).await;
    let mut other = beside(&region.sn);
    other.start().await;
    let clients = [region.sn.client(OFFICER), other.client(OFFICER)];
    let load = Arc::new(Load::default());
    let mut under_way = JoinSet::new();
    for line in 0..4 {
        let client = clients[line % 2].clone();
        under_way.spawn(Arc::clone(&load).press(client, format!("line-{line}")));
    }
    load.goes_on().await;
    let server = at(at(server, ready).await, Server::stop).await;
    for client in &clients {
        in_health(client, 503, "not ").await;
        refused(client, "in-between", "NOD-014").await;
    }
    // Nobody tells the processes that another server is there now.
    let server = at(server, Server::promote).await;
    load.goes_on().await;
    load.enough.store(true, Ordering::SeqCst);
    let done: Vec<_> = under_way.join_all().await.into_iter().flatten().collect();
    let in_between = answered(&clients[0], "in-between").await;
    assert_eq!(answered(&clients[1], "in-between").await, in_between);
    // Each command is known by its first answer, at whichever process, and none was done beside it.
    for (at, (key, first)) in done.iter().enumerate() {
        assert_eq!(answered(&clients[at % 2], key).await, *first);
    }
    let dossiers: BTreeSet<String> = done.into_iter().map(|(_, dossier)| dossier).collect();
    let dossiers = &dossiers | &BTreeSet::from([in_between]);
    assert_eq!(numbers(&clients[0], &dossiers).await, numbers(&clients[1], &dossiers).await);
    other.stop().await;
    region.stop().await;
    is_whole(&region.sn.config).await;
    assert_eq!(told(&region.sn.config).await, dossiers.len());
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_takes_over_under_load_and_what_was_answered_is_there_once() {
    let Some(server) = Server::with_standby(Standby::Synchronous) else { return };
    let Some(keystore) = Database::new() else { return };
    Box::pin(fails_over(server, keystore.named(), |_| {})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_standby_never_got_was_not_answered_and_is_done_once_when_it_took_over() {
    let Some(server) = Server::with_standby(Standby::Synchronous) else { return };
    let Some(keystore) = Database::new() else { return };
    Box::pin(fails_over(server, keystore.named(), |server| {
        server.part();
        server.until("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_lacks_the_end_is_known_by_the_head_beside_it_and_only_read() {
    let Some(server) = Server::with_standby(Standby::Asynchronous) else { return };
    let Some(keys_of_it) = Database::new() else { return };
    let mut region = region(server.named(), keys_of_it.named()).await;
    let client = region.sn.client(OFFICER);
    let there = register(client.clone(), keys("there", 3)).await;
    let server = at(server, Server::part).await;
    let lacking = register(client.clone(), keys("lacking", 3)).await;
    let server = at(server, Server::promote).await;
    in_health(&client, 503, "recovering").await;
    refused(&client, "new", "NOD-005").await;
    for (lines, status) in [(&there, 200), (&lacking, 404)] {
        for (_, answer) in lines {
            let path = format!("/guarantees/{}", dossier(answer));
            assert_eq!(client.get(&path).await.status, status);
        }
    }
    let recovery = client.get("/recovery").await.json();
    assert_eq!((&recovery["reads_only"], &recovery["why"]), (&json!(true), &json!("noted")));
    let of_log: &Value = &recovery["logs"][0];
    let lost = of_log["written"].as_u64().unwrap() - of_log["held"].as_u64().unwrap();
    assert!(lost >= 3, "{recovery}");
    // What is lost is said by number, and its senders send it again.
    goes_on_in_the_next_epoch(&region).await;
    for (key, answer) in &there {
        assert_eq!(answered(&client, key).await, dossier(answer));
    }
    for (key, answer) in &lacking {
        assert_ne!(answered(&client, key).await, dossier(answer));
    }
    region.stop().await;
    is_whole(&region.sn.config).await;
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_store_and_keys_lack_their_end_together_a_peer_that_heard_more_shows_it() {
    let Some(server) = Server::with_standby(Standby::Asynchronous) else { return };
    server.run("CREATE DATABASE keys");
    let keystore = format!("{} dbname=keys", server.named());
    let mut region = region(server.named(), &keystore).await;
    let dakar = region.sn.client(OFFICER);
    guarantee(&dakar, "SN").await;
    let before = told_to_bamako(&region, "LRN-1").await;
    let server = at(server, Server::part).await;
    let movement = told_to_bamako(&region, "LRN-2").await;
    let server = at(server, Server::promote).await;
    in_health(&dakar, 503, "recovering").await;
    let recovery = dakar.get("/recovery").await.json();
    assert_eq!((&recovery["reads_only"], &recovery["why"]), (&json!(true), &json!("told")));
    goes_on_in_the_next_epoch(&region).await;
    // What the peer was told comes back from it.
    for movement in [&before, &movement] {
        dakar.movement_in(movement, "released").await;
    }
    region.stop().await;
    is_whole(&region.sn.config).await;
    is_whole(&region.ml.config).await;
    drop(server);
}
