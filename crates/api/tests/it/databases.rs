//! Nodes that keep store and keystore in PostgreSQL: one process or several on one database, and a server
//! that is stopped in the middle of it.

use std::collections::BTreeSet;

use api::Config;
use identity::Root;
use serde_json::Value;
use store::Read;
use testkit::{Database, Server};
use tokio::task::JoinSet;

use crate::client::{Answer, Client};
use crate::crossing::seen_through;
use crate::papers::{Declared, grn, guarantee, registering};
use crate::region::{OFFICER, Place, Region, free_address, until};

/// A database for the store of a node and one for its keys.
struct Databases {
    store: Database,
    keys: Database,
}

impl Databases {
    /// None where there is no PostgreSQL, which is counted.
    fn new() -> Option<Self> {
        Some(Self { store: Database::new()?, keys: Database::new()? })
    }

    fn set(&self, config: &mut Config) {
        config.database.store = Some(self.store.named().into());
        config.database.keystore = Some(self.keys.named().into());
    }
}

/// One more process of a node, which is not started yet.
pub(crate) fn beside(place: &Place) -> Place {
    let mut config = place.config.clone();
    config.serve.listen = free_address();
    Place { config, running: None }
}

/// Registers guarantees one after the other, each under a key; what was answered.
pub(crate) async fn register(client: Client, keys: Vec<String>) -> Vec<(String, Answer)> {
    let mut answered = Vec::new();
    for key in keys {
        let answer = client.post("/guarantees", &key, &registering("SN", "SN100")).await;
        answered.push((key, answer));
    }
    answered
}

pub(crate) fn keys(of: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{of}-{number}")).collect()
}

pub(crate) fn dossier(answer: &Answer) -> String {
    assert!(answer.status < 300, "{}", answer.text());
    answer.json()["dossier"].as_str().unwrap().to_owned()
}

/// What a node keeps is whole: every entry, checkpoint and proof, and the numbers of what was told.
fn whole(config: &Config) -> u64 {
    let root: Root = serde_json::from_slice(&std::fs::read(&config.paths.root).unwrap()).unwrap();
    let (read, keys) = (api::snapshot(config).unwrap(), api::read_keys(config).unwrap());
    let (node, region) = (&config.node.node, &config.node.region);
    let found = node::verify(read.as_ref(), keys.as_ref(), &root, node, region).unwrap();
    assert!(found.ok, "{:?}", found.first_bad);
    let told = read.told_after(0, usize::MAX >> 1).unwrap();
    let numbers: Vec<i64> = told.iter().map(|row| row.seq).collect();
    assert_eq!(numbers, (1..=i64::try_from(told.len()).unwrap()).collect::<Vec<_>>());
    found.entries
}

/// The same on a thread that may wait.
pub(crate) async fn is_whole(config: &Config) -> u64 {
    let config = config.clone();
    tokio::task::spawn_blocking(move || whole(&config)).await.unwrap()
}

/// The numbers of the guarantees a node holds, by dossier.
pub(crate) async fn numbers(client: &Client, dossiers: &BTreeSet<String>) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    for dossier in dossiers {
        let view = client.get(&format!("/guarantees/{dossier}")).await.json();
        let number = view["registration"]["reference"]["grn"].as_str();
        let number = number.unwrap_or_else(|| panic!("{dossier} has no number: {view}"));
        assert!(numbers.insert(number.to_owned()), "{view}");
    }
    numbers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_goes_through_nodes_that_keep_store_and_keys_in_postgresql() {
    let Some(of_both) = Databases::new().zip(Databases::new()) else { return };
    let mut region = Region::with_both(|config| {
        let dakar = config.node.administration.as_str() == "SN";
        if dakar { of_both.0.set(config) } else { of_both.1.set(config) }
    })
    .await;
    seen_through(&region).await;
    region.stop().await;
    assert!(is_whole(&region.sn.config).await > 0);
    assert!(is_whole(&region.ml.config).await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_of_one_node_take_commands_at_once_and_each_counts_once() {
    let Some(databases) = Databases::new() else { return };
    let mut region = Region::with_both(|config| {
        if config.node.administration.as_str() == "SN" {
            databases.set(config);
        }
    })
    .await;
    let mut other = beside(&region.sn);
    other.start().await;
    let clients = [region.sn.client(OFFICER), other.client(OFFICER)];
    let mut ear = clients[1].listen("", None).await;
    let mut under_way = JoinSet::new();
    for (number, client) in clients.iter().enumerate() {
        for line in 0..4 {
            under_way.spawn(register(client.clone(), keys(&format!("{number}-{line}"), 12)));
        }
        // The same commands at both.
        under_way.spawn(register(client.clone(), keys("same", 12)));
    }
    let answered: Vec<_> = under_way.join_all().await.into_iter().flatten().collect();
    let mut dossiers = BTreeSet::new();
    for (key, answer) in &answered {
        let is_new = dossiers.insert(dossier(answer));
        assert!(is_new || key.starts_with("same"), "{key} was done twice");
    }
    assert_eq!(dossiers.len(), 2 * 4 * 12 + 12);
    // Each sees all of it, whoever took it, and no number was given twice.
    let seen = numbers(&clients[0], &dossiers).await;
    assert_eq!((seen.len(), &seen), (dossiers.len(), &numbers(&clients[1], &dossiers).await));
    let mut heard = BTreeSet::new();
    while heard.len() < dossiers.len() {
        heard.insert(ear.next().await.unwrap().data["dossier"].as_str().unwrap().to_owned());
    }
    assert_eq!(heard, dossiers);
    other.stop().await;
    region.stop().await;
    is_whole(&region.sn.config).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_process_is_told_another_goes_on_with_and_the_duties_pass_to_who_is_left() {
    let Some(databases) = Databases::new() else { return };
    let mut region = Region::with_both(|config| {
        if config.node.administration.as_str() == "SN" {
            databases.set(config);
        }
    })
    .await;
    // Officers are at one process, and peers reach the other, which was there first and has the duties.
    let mut first = beside(&region.sn);
    std::mem::swap(&mut first, &mut region.sn);
    region.sn.start().await;
    seen_through(&region).await;
    first.stop().await;
    // Whoever is left tells peers, from what stands in the store.
    let dakar = region.sn.client(OFFICER);
    guarantee(&dakar, "SN").await;
    let declared = Declared { lrn: "LRN-2", grn: &grn("SN"), amount: 400_000 };
    let presented =
        region.sn.client("SN100").done("/movements", "second", &declared.command()).await;
    let movement = presented["dossier"].as_str().unwrap();
    region.ml.client(OFFICER).movement_in(movement, "released").await;
    region.stop().await;
    is_whole(&region.sn.config).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_stops_under_load_costs_no_answer_and_the_node_goes_on_by_itself() {
    let Some(mut server) = Server::start(&[]) else { return };
    let Some(keys_of_it) = Database::new() else { return };
    let mut region = Region::with_both(|config| {
        if config.node.administration.as_str() == "SN" {
            config.database.store = Some(server.named().into());
            config.database.keystore = Some(keys_of_it.named().into());
        }
    })
    .await;
    let client = region.sn.client(OFFICER);
    let mut under_way = JoinSet::new();
    for line in 0..4 {
        under_way.spawn(persistent(client.clone(), format!("line-{line}"), 40));
    }
    // In the middle of it, twice.
    for _ in 0..2 {
        let (stopped, count) = (server, under_way.len());
        server = tokio::task::spawn_blocking(move || {
            let mut server = stopped;
            server.stop();
            server
        })
        .await
        .unwrap();
        assert!(count > 0);
        let health = until("an outage", || async {
            let answer = client.get("/health").await;
            (answer.status == 503).then(|| answer.text())
        });
        assert!(health.await.starts_with("not "));
        let refused = client.post("/guarantees", "in-between", &registering("SN", "SN100")).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (503, Some("NOD-014")));
        assert_eq!(refused.header("retry-after"), "1");
        server = tokio::task::spawn_blocking(move || {
            server.go_on();
            server
        })
        .await
        .unwrap();
        until("the end of an outage", || async {
            (client.get("/health").await.status == 200).then_some(())
        })
        .await;
    }
    let answered: Vec<_> = under_way.join_all().await.into_iter().flatten().collect();
    let dossiers: BTreeSet<String> = answered.iter().map(|(_, dossier)| dossier.clone()).collect();
    assert_eq!(dossiers.len(), 4 * 40);
    numbers(&client, &dossiers).await;
    // Each command is known by its first answer, and none was done beside it.
    for (key, dossier_of_it) in &answered {
        let again = client.post("/guarantees", key, &registering("SN", "SN100")).await;
        assert_eq!(dossier(&again), *dossier_of_it);
    }
    region.stop().await;
    is_whole(&region.sn.config).await;
    let config = region.sn.config.clone();
    let kept = tokio::task::spawn_blocking(move || {
        let read: Box<dyn Read> = api::snapshot(&config).unwrap();
        read.told_after(0, usize::MAX >> 1).unwrap().len()
    });
    // Those of the outage count once each where their sender never heard.
    let lost: usize = kept.await.unwrap() - dossiers.len();
    assert!(lost <= 1, "{lost}");
}

/// Registers a guarantee, again under its key until that is answered; the dossier.
pub(crate) async fn answered(client: &Client, key: &str) -> String {
    let answer: Value = until("an answer", || async {
        let answer = client.post("/guarantees", key, &registering("SN", "SN100")).await;
        assert!(answer.status == 503 || answer.status < 300, "{}", answer.text());
        (answer.status != 503).then(|| answer.json())
    })
    .await;
    answer["dossier"].as_str().unwrap().to_owned()
}

/// The same with many; what came of each.
async fn persistent(client: Client, of: String, count: usize) -> Vec<(String, String)> {
    let mut done = Vec::new();
    for key in keys(&of, count) {
        let dossier = answered(&client, &key).await;
        done.push((key, dossier));
    }
    done
}
