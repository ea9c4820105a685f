//! Who may ask what: every route against everybody.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::papers::{Declared, basis, grn, guarantee, registering};
use crate::region::{OFFICER, Region, SYSTEM};

/// Everybody, in the order of the table's columns.
const WHO: [&str; 6] = ["nobody", "trader", "other trader", "officer", "system", "peer"];

/// Anybody may.
const ANYBODY: [u16; 6] = [200; 6];
/// Whoever works for the administration may.
const STAFF: [u16; 6] = [401, 403, 403, 200, 200, 401];
/// Whoever may see the movement may; for other traders there is none.
const SEEN: [u16; 6] = [401, 200, 404, 200, 200, 401];
/// Whoever is recognised may, and finds what is his own.
const OWN: [u16; 6] = [401, 200, 200, 200, 200, 401];
/// Peers alone may; what they bring here cannot be read.
const PEERS: [u16; 6] = [401, 401, 401, 401, 401, 400];

/// An endpoint on which nobody is.
const ENDPOINT: &str = "http://127.0.0.1:9/";

/// What is sent by each to a route.
pub(crate) type Content = fn(&Scene, &str) -> Vec<u8>;

/// A route, what is sent to it, and what each gets.
pub(crate) type Row = (&'static str, &'static str, Content, [u16; 6]);

pub(crate) const TABLE: [Row; 44] = [
    ("GET", "/health", nothing, ANYBODY),
    ("GET", "/documents", nothing, ANYBODY),
    ("GET", "/directory", nothing, ANYBODY),
    ("GET", "/errors/{code}", nothing, ANYBODY),
    ("GET", "/openapi.json", nothing, ANYBODY),
    ("GET", "/node", nothing, STAFF),
    ("GET", "/alarms", nothing, STAFF),
    ("GET", "/events", nothing, OWN),
    ("GET", "/webhooks", nothing, OWN),
    ("POST", "/webhooks", hooking, [401, 201, 201, 201, 201, 401]),
    ("GET", "/webhooks/{webhook}", nothing, SEEN),
    ("POST", "/webhooks/{webhook}/commands", resuming, SEEN),
    ("GET", "/messages", nothing, OWN),
    ("GET", "/answers", nothing, STAFF),
    ("GET", "/answers/{number}", nothing, [401, 403, 403, 404, 404, 401]),
    ("GET", "/ledger", nothing, STAFF),
    ("POST", "/messages", declaration, [401, 200, 403, 200, 200, 401]),
    ("GET", "/movements", nothing, [401, 200, 200, 200, 200, 401]),
    ("POST", "/movements", presenting, [401, 201, 403, 201, 201, 401]),
    ("GET", "/movements/{movement}", nothing, SEEN),
    ("POST", "/movements/{movement}/commands", leaving, [401, 403, 404, 200, 200, 401]),
    ("GET", "/movements/{movement}/history", nothing, SEEN),
    ("GET", "/movements/{movement}/messages", nothing, SEEN),
    ("GET", "/movements/{movement}/messages/{number}", nothing, SEEN),
    ("POST", "/movements/{movement}/wanted", nothing, [401, 403, 403, 202, 202, 401]),
    ("GET", "/guarantees", nothing, [401, 200, 200, 200, 200, 401]),
    ("POST", "/guarantees", lodging, [401, 403, 403, 201, 201, 401]),
    ("GET", "/guarantees/{guarantee}", nothing, SEEN),
    ("GET", "/guarantees/{guarantee}/history", nothing, SEEN),
    ("POST", "/guarantees/{guarantee}/commands", coding, [401, 403, 404, 200, 200, 401]),
    ("GET", "/guarantees/{guarantee}/messages", nothing, SEEN),
    ("GET", "/guarantees/{guarantee}/messages/{number}", nothing, SEEN),
    ("GET", "/holds", nothing, STAFF),
    ("GET", "/holds/{hold}", nothing, STAFF),
    ("GET", "/holds/{hold}/history", nothing, STAFF),
    ("GET", "/holds/{hold}/why", nothing, STAFF),
    ("GET", "/movements/{movement}/why", nothing, SEEN),
    ("GET", "/why", nothing, [401, 200, 200, 200, 200, 401]),
    ("GET", "/why/holds", nothing, STAFF),
    ("POST", "/pouches/{node}", packing, STAFF),
    ("POST", "/pouches", nothing, [401, 403, 403, 400, 400, 401]),
    ("POST", "/exchange/1/envelopes", nothing, PEERS),
    ("POST", "/exchange/1/asks", nothing, PEERS),
    ("GET", "/no/such/place", nothing, [404; 6]),
];

/// A movement of the first trader's, and everybody.
pub(crate) struct Scene {
    grn: String,
    movement: String,
    guarantee: String,
    hold: String,
    webhook: String,
    clients: [Client; 6],
}

impl Scene {
    /// A route as a path of this scene.
    pub(crate) fn path(&self, route: &str) -> String {
        route
            .replace("{code}", "NOD-001")
            .replace("{movement}", &self.movement)
            .replace("{number}", "1")
            .replace("{guarantee}", &self.guarantee)
            .replace("{hold}", &self.hold)
            .replace("{webhook}", &self.webhook)
            .replace("{node}", "ML-1")
    }
}

pub(crate) async fn scene(region: &Region) -> Scene {
    let officer = region.sn.client(OFFICER);
    let (grn, guarantee) = (grn("SN"), guarantee(&officer, "SN").await);
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "LRN-1", grn: &grn, amount: 400_000 };
    let presented = trader.done("/movements", "first", &declared.command()).await;
    let movement = presented["dossier"].as_str().unwrap().to_owned();
    let view = trader.movement_in(&movement, "released").await;
    let hold = view["covers"][0]["hold"].as_str().unwrap().to_owned();
    let hook = trader.done("/webhooks", "hook", &json!({"endpoint": ENDPOINT})).await;
    let webhook = hook["id"].as_str().unwrap().to_owned();
    let clients = [
        Client::new(&region.sn, None, None),
        trader,
        region.sn.client("SN200"),
        officer,
        region.sn.client(SYSTEM),
        Client::new(&region.sn, Some(&region.ml.pem()), None),
    ];
    Scene { grn, movement, guarantee, hold, webhook, clients }
}

fn hooking(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"endpoint": ENDPOINT}))
}

fn resuming(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"Resume": {}}))
}

fn json_of(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

fn nothing(_: &Scene, _: &str) -> Vec<u8> {
    Vec::new()
}

fn packing(_: &Scene, _: &str) -> Vec<u8> {
    b"{}".to_vec()
}

fn declaration(scene: &Scene, who: &str) -> Vec<u8> {
    let lrn = format!("M-{}", who.replace(' ', "-"));
    let declared = Declared { lrn: &lrn, grn: &scene.grn, amount: 1_000 };
    declared.message("SN100", &lrn).into_bytes()
}

fn presenting(scene: &Scene, who: &str) -> Vec<u8> {
    let lrn = format!("P-{who}");
    json_of(&Declared { lrn: &lrn, grn: &scene.grn, amount: 1_000 }.command())
}

fn leaving(_: &Scene, _: &str) -> Vec<u8> {
    let exit = json!({"office": "SNKID000", "at": "2026-01-01T00:00:00Z", "basis": basis()});
    json_of(&json!({"RecordExit": exit}))
}

fn lodging(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&registering("SN", "SN200"))
}

fn coding(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"ReplaceAccessCodes": {"codes": ["AB12"], "basis": basis()}}))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_open_to_whom_it_should_be_and_to_nobody_else() {
    let hosts = |config: &mut api::Config| config.webhooks.hosts = vec!["127.0.0.1:9".to_owned()];
    let mut region = Region::with(&json!({}), &json!({}), hosts).await;
    let scene = scene(&region).await;
    let mut wrong = Vec::new();
    for (method, route, content, expected) in TABLE {
        let path = scene.path(route);
        for ((who, client), expected) in WHO.iter().zip(&scene.clients).zip(expected) {
            let key = format!("{route} {who}").replace(' ', "-");
            let answer = client
                .send(Request {
                    method: method.parse::<Method>().unwrap(),
                    path: &path,
                    headers: &[("idempotency-key", &key)],
                    body: content(&scene, who),
                })
                .await;
            if answer.status != expected {
                let (status, text) = (answer.status, answer.text());
                wrong.push(format!("{method} {route} by {who}: {status} not {expected} {text}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    region.stop().await;
}

#[test]
fn no_route_is_missing_from_the_table() {
    let source = include_str!("../../src/routes.rs");
    let mut routes = BTreeSet::new();
    for line in source.split(".route(").skip(1) {
        let place = line.split('"').nth(1).unwrap();
        let (handlers, _) = line.split_once('\n').unwrap();
        for (word, method) in
            [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")]
        {
            if handlers.contains(word) {
                routes.insert((method, place));
            }
        }
    }
    let table: BTreeSet<_> = TABLE
        .iter()
        .map(|(method, route, ..)| (*method, *route))
        .filter(|(_, route)| *route != "/no/such/place")
        .collect();
    assert_eq!(routes, table);
}
