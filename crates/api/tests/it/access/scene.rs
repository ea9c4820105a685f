//! A movement, a guarantee and a hold of one trader's, and everybody who asks for them.

use kernel::SealedText;
use serde_json::{Value, json};

use super::table::AT_HOME;
use crate::client::Client;
use crate::papers::{Declared, arrival, basis, grn, guarantee, registering};
use crate::region::{
    AT_THE_FRONTIER, GUARANTOR, MALIAN, OFFICER, Place, Region, SYSTEM, WITHOUT_POST, day,
};

/// An endpoint on which nobody is.
const ENDPOINT: &str = "http://127.0.0.1:9/";
/// Who declares for the holder.
const REPRESENTATIVE: &str = "SN300";
/// Who notifies the arrival; at the other node it is the guarantor's agent.
const NOTIFIER: &str = "ML300";

/// What is sent by each to a route.
pub(super) type Content = fn(&Scene, &str) -> Vec<u8>;

/// A movement of the first trader's, and everybody.
pub(super) struct Scene {
    grn: String,
    pub(super) movement: String,
    guarantee: String,
    pub(super) hold: String,
    pub(super) mrn: String,
    webhook: String,
    directory: String,
    /// The first message for the declarant, and the first answer for the national system.
    mail: i64,
    answer: i64,
    /// What each node has packed for the other, and the envelope in the one for home.
    pouches: [Value; 2],
    envelope: Value,
    /// In the order of the columns.
    pub(super) clients: [Client; 20],
}

impl Scene {
    /// A route as a path of this scene.
    pub(super) fn path(&self, route: &str, column: usize) -> String {
        let peer = if column < AT_HOME { "ML-1" } else { "SN-1" };
        let number = match route {
            "/answers/{number}" => self.answer,
            "/messages/{number}" => self.mail,
            _ => 1,
        };
        route
            .replace("{code}", "NOD-001")
            .replace("{movement}", &self.movement)
            .replace("{number}", &number.to_string())
            .replace("{guarantee}", &self.guarantee)
            .replace("{hold}", &self.hold)
            .replace("{webhook}", &self.webhook)
            .replace("{office}", "SNDKR000")
            .replace("{party}", "SN100")
            .replace("{node}", peer)
    }
}

pub(super) async fn scene(region: &Region) -> Scene {
    let (officer, system) = (region.sn.client(OFFICER), region.sn.client(SYSTEM));
    let (grn, guarantee) = (grn("SN"), guarantee(&officer, "SN").await);
    let entered = system.bring("/parties", &represented().to_string()).await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    let (trader, broker) = (region.sn.client("SN100"), region.sn.client(REPRESENTATIVE));
    let declared = Declared { lrn: "LRN-1", grn: &grn, amount: 400_000 };
    let presented = broker.done("/movements", "first", &for_the_holder(declared)).await;
    let movement = presented["dossier"].as_str().unwrap().to_owned();
    let view = trader.movement_in(&movement, "released").await;
    let hold = view["covers"][0]["hold"].as_str().unwrap().to_owned();
    let hook = trader.done("/webhooks", "hook", &json!({"endpoint": ENDPOINT})).await;
    let webhook = hook["id"].as_str().unwrap().to_owned();
    let directory = officer.get("/directory").await.text();
    let first =
        async |path: &str| officer.get(path).await.json()["items"][0]["id"].as_i64().unwrap();
    let (mail, answer) = (first("/messages").await, first("/answers").await);
    let abroad = region.ml.client(MALIAN);
    abroad.movement_in(&movement, "released").await;
    let notifier = region.ml.client(NOTIFIER);
    let mrn = view["mrn"].as_str().unwrap().to_owned();
    let notified = notifier.message(&arrival(NOTIFIER, &mrn, "A-1")).await;
    assert_eq!(notified.status, 200, "{}", notified.text());
    let packed = async |client: &Client, node: &str| {
        let pack = client.bring(&format!("/pouches/{node}"), "{}").await.json();
        json!({"head": pack["head"], "sealed": pack["sealed"]})
    };
    let pouches = [packed(&abroad, "SN-1").await, packed(&officer, "ML-1").await];
    let envelope = opened(&region.sn, &pouches[0]);
    let clients = [
        Client::new(&region.sn, None, None),
        trader,
        broker,
        region.sn.client("SN200"),
        region.sn.client(GUARANTOR),
        region.sn.client("G-2"),
        region.sn.client("ML300"),
        officer,
        region.sn.client(AT_THE_FRONTIER),
        region.sn.client(WITHOUT_POST),
        system,
        region.sn.client(MALIAN),
        Client::new(&region.sn, Some(&region.ml.pem()), None),
        Client::new(&region.sn, Some(&region.hub_pem()), None),
        abroad,
        region.ml.client(SYSTEM),
        region.ml.client("SN200"),
        notifier,
        region.ml.client(GUARANTOR),
        region.ml.client("SN100"),
    ];
    Scene {
        grn,
        movement,
        guarantee,
        hold,
        mrn,
        webhook,
        directory,
        mail,
        answer,
        pouches,
        envelope,
        clients,
    }
}

/// A mandate of the holder's, and the representative's licence.
fn represented() -> Value {
    let address = json!({"street_and_number": "Rue 12", "city": "Dakar", "country": "SN"});
    json!({
        "traders": [{"id": REPRESENTATIVE, "name": "Courtier", "address": address}],
        "mandates": [{"number": "M-1", "principal": "SN100", "representative": REPRESENTATIVE,
            "kind": "direct", "procedures": ["transit"], "valid": {"from": day(0)}}],
        "licences": [{"number": "L-1", "trader": REPRESENTATIVE, "procedures": ["transit"]}],
    })
}

/// What the representative declares for the holder.
fn for_the_holder(declared: Declared<'_>) -> Value {
    let mut command = declared.command();
    command["Present"]["declaration"]["representative"] = json!(REPRESENTATIVE);
    command["Present"]["declaration"]["representation"] = json!("direct");
    command
}

/// The envelope in a pouch, as its recipient reads it.
fn opened(place: &Place, pouch: &Value) -> Value {
    let keyring = api::Keyring::at(&place.config.paths.keys);
    let keys = keyring.node(place.config.node.node.as_str()).unwrap();
    let head: exchange::Head = serde_json::from_value(pouch["head"].clone()).unwrap();
    let sealed: SealedText = serde_json::from_value(pouch["sealed"].clone()).unwrap();
    let carried = keys.seal.open(&head.bound_to(), &sealed).unwrap();
    serde_json::from_slice::<Value>(&carried).unwrap()["envelope"].clone()
}

pub(super) fn hooking(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"endpoint": ENDPOINT}))
}

pub(super) fn resuming(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"Resume": {}}))
}

pub(super) fn json_of(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

pub(super) fn nothing(_: &Scene, _: &str) -> Vec<u8> {
    Vec::new()
}

pub(super) fn packing(_: &Scene, _: &str) -> Vec<u8> {
    b"{}".to_vec()
}

pub(super) fn retrying(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"Retry": {}}))
}

pub(super) fn accepting(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"AcceptGap": {}}))
}

pub(super) fn erasing(_: &Scene, _: &str) -> Vec<u8> {
    let dossier = "SN.SN-1.1.0123456789abcdef0123456789abcdef";
    json_of(&json!({"Erase": {"dossier": dossier, "provision": "section 17", "reference": "18"}}))
}

pub(super) fn directory(scene: &Scene, _: &str) -> Vec<u8> {
    scene.directory.clone().into_bytes()
}

pub(super) fn declaration(scene: &Scene, who: &str) -> Vec<u8> {
    let lrn = format!("M-{}", who.replace(' ', "-"));
    let declared = Declared { lrn: &lrn, grn: &scene.grn, amount: 1_000 };
    declared.message("SN100", &lrn).into_bytes()
}

pub(super) fn presenting(scene: &Scene, who: &str) -> Vec<u8> {
    let lrn = format!("P-{who}");
    let declared = Declared { lrn: &lrn, grn: &scene.grn, amount: 1_000 };
    match who {
        "representative" => json_of(&for_the_holder(declared)),
        _ => json_of(&declared.command()),
    }
}

pub(super) fn unpacking(scene: &Scene, who: &str) -> Vec<u8> {
    let abroad = who.ends_with("abroad");
    json_of(&scene.pouches[usize::from(abroad)])
}

pub(super) fn telling(scene: &Scene, _: &str) -> Vec<u8> {
    json_of(&scene.envelope)
}

pub(super) fn asking(scene: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"dossier": {"wanted": {"dossier": scene.movement}}}))
}

pub(super) fn leaving(_: &Scene, _: &str) -> Vec<u8> {
    let at = format!("{}T00:00:00Z", day(0));
    let exit = json!({"office": "SNKID000", "at": at, "basis": basis()});
    json_of(&json!({"RecordExit": exit}))
}

pub(super) fn lodging(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&registering("SN", "SN200"))
}

pub(super) fn coding(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"ReplaceAccessCodes": {"codes": ["AB12"], "basis": basis()}}))
}
