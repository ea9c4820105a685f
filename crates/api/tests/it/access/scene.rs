//! A movement, a guarantee and a hold of one trader's, and everybody who asks for them.

use serde_json::{Value, json};

use super::table::AT_HOME;
use crate::client::Client;
use crate::papers::{Declared, basis, grn, guarantee, registering};
use crate::region::{
    AT_THE_FRONTIER, GUARANTOR, MALIAN, OFFICER, Region, SYSTEM, WITHOUT_POST, day,
};

/// An endpoint on which nobody is.
const ENDPOINT: &str = "http://127.0.0.1:9/";

/// What is sent by each to a route.
pub(super) type Content = fn(&Scene, &str) -> Vec<u8>;

/// A movement of the first trader's, and everybody.
pub(super) struct Scene {
    grn: String,
    movement: String,
    guarantee: String,
    hold: String,
    webhook: String,
    directory: String,
    /// In the order of the columns.
    pub(super) clients: [Client; 15],
}

impl Scene {
    /// A route as a path of this scene.
    pub(super) fn path(&self, route: &str, column: usize) -> String {
        let peer = if column < AT_HOME { "ML-1" } else { "SN-1" };
        route
            .replace("{code}", "NOD-001")
            .replace("{movement}", &self.movement)
            .replace("{number}", "1")
            .replace("{guarantee}", &self.guarantee)
            .replace("{hold}", &self.hold)
            .replace("{webhook}", &self.webhook)
            .replace("{office}", "SNDKR000")
            .replace("{party}", "SN100")
            .replace("{node}", peer)
    }
}

pub(super) async fn scene(region: &Region) -> Scene {
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
    let directory = officer.get("/directory").await.text();
    let abroad = region.ml.client(MALIAN);
    abroad.movement_in(&movement, "released").await;
    let clients = [
        Client::new(&region.sn, None, None),
        trader,
        region.sn.client("SN200"),
        region.sn.client(GUARANTOR),
        region.sn.client("G-2"),
        officer,
        region.sn.client(AT_THE_FRONTIER),
        region.sn.client(WITHOUT_POST),
        region.sn.client(SYSTEM),
        region.sn.client(MALIAN),
        Client::new(&region.sn, Some(&region.ml.pem()), None),
        abroad,
        region.ml.client(SYSTEM),
        region.ml.client("ML300"),
        region.ml.client("SN100"),
    ];
    Scene { grn, movement, guarantee, hold, webhook, directory, clients }
}

pub(super) fn hooking(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"endpoint": ENDPOINT}))
}

pub(super) fn resuming(_: &Scene, _: &str) -> Vec<u8> {
    json_of(&json!({"Resume": {}}))
}

fn json_of(value: &Value) -> Vec<u8> {
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
    json_of(&Declared { lrn: &lrn, grn: &scene.grn, amount: 1_000 }.command())
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
