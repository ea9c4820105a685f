//! What stands on the disk and in the log of a node: no token, and in a store alone nothing that a body
//! has said.

use identity::{Actor, Token, TokenHash};
use serde_json::json;

use crate::access::lines::Lines;
use crate::folder::{refused, taken};
use crate::papers::{Declared, arrival, basis, grn, registering};
use crate::receiver::Receiver;
use crate::region::{OFFICER, Region, SYSTEM, holding, people, write_json};

/// Tokens that are found nowhere by chance, and one that nobody was given.
const TRADERS: &str = "Kc2vQ9xPz4JmW7-of-a-trader";
const OFFICERS: &str = "Hy5bN3dLs8RgT1-of-an-officer";
const SYSTEMS: &str = "Vm6fD0wXk2QaE9-of-a-system";
const NOBODYS: &str = "Zu1jC7tBn5YoI3-of-nobody";

/// What the declaration says that everything begins with.
const DECLARED: [&str; 8] = [
    "Zone 4, rue 12",
    "Comptoir d'Abidjan",
    "Hamdallaye",
    "CSQU3054383",
    "CI-SEAL-77",
    "1234 AB 01",
    "semi-milled",
    "CA/BKO",
];
/// What is said in other bodies.
const SAID: [&str; 9] = [
    "qwertz-named",
    "qwertz-provision",
    "qwertz-goods",
    "qwertz-reason",
    "qwertz-found",
    "qwertz-asked",
    "qwertz-answered",
    "qwertz-refused",
    "qwertz-unreadable",
];
/// What is asked for behind a question mark.
const ASKED: &str = "qwertz-query";

/// Dakar, where three are known by such tokens too, with a watched folder and an endpoint that is told.
async fn started(receiver: &Receiver) -> Region {
    let host = receiver.address.clone();
    Region::with(&json!({}), &json!({}), |config| {
        let mut people = people("SN");
        for (token, actor) in [
            (TRADERS, Actor::Trader("SN100".parse().unwrap())),
            (OFFICERS, Actor::Officer(OFFICER.parse().unwrap())),
            (SYSTEMS, Actor::NationalSystem(SYSTEM.to_owned())),
        ] {
            people.tokens.push(Token { hash: TokenHash::of(token), actor });
        }
        write_json(&config.paths.people, &people);
        config.webhooks.hosts = vec![host];
        let folder = json!({"path": config.paths.root.with_file_name("folder"), "poll_ms": 20});
        config.folder = Some(serde_json::from_value(folder).unwrap());
        let acts = json!({"system": SYSTEM, "acceptance": "a", "release": "r", "exit": "e"});
        config.national = Some(serde_json::from_value(json!({"acts": acts})).unwrap());
    })
    .await
}

/// Everything of which something is kept: declarations, decisions and answers by every door, what is
/// refused, what cannot be read, and questions. Gives the secret of a webhook.
async fn lived(region: &Region, receiver: &Receiver) -> String {
    let [officer, trader, system, nobody] =
        [OFFICERS, TRADERS, SYSTEMS, NOBODYS].map(|token| region.sn.client(token));
    let endpoint = format!("{}?key={ASKED}", receiver.endpoint());
    let begun = officer.done("/webhooks", "hook", &json!({"endpoint": endpoint})).await;
    let mut register = registering("SN", "SN100");
    register["Register"]["grn"] = json!(grn("SN"));
    register["Register"]["holder_name"] = json!("qwertz-named");
    register["Register"]["basis"]["provision"] = json!("qwertz-provision");
    let done = officer.done("/guarantees", "register", &register).await;
    let codes = json!({"ReplaceAccessCodes": {"codes": [crate::papers::CODE], "basis": basis()}});
    let commands = format!("/guarantees/{}/commands", done["dossier"].as_str().unwrap());
    officer.done(&commands, "codes", &codes).await;
    let number = grn("SN");
    let declared = Declared { lrn: "LRN-IN-CLEAR", grn: &number, amount: 1_000 };
    let sent = trader.message(&declared.message("SN100", "M-1")).await;
    let movement = sent.header("location").rsplit('/').next().unwrap().to_owned();
    let view = officer.movement_in(&movement, "released").await;
    judged(region, &movement, view["mrn"].as_str().unwrap()).await;
    // One that comes to nothing, and what is refused or not even read.
    let mut command = Declared { lrn: "LRN-2", ..declared }.command();
    let goods = json!(["Consignment", [["descriptionOfGoods", "qwertz-goods"]]]);
    command["Present"]["contents"] = json!({"goods": goods});
    let done = trader.done("/movements", "second", &command).await;
    let commands = format!("/movements/{}/commands", done["dossier"].as_str().unwrap());
    let invalidate = json!({"Invalidate": {"remarks": "qwertz-reason", "basis": basis()}});
    officer.done(&commands, "invalidate", &invalidate).await;
    let again = Declared { lrn: "LRN-2", ..declared }.message("SN100", "M-2");
    let again = again.replace("Hamdallaye", "qwertz-refused");
    assert_eq!(trader.message(&again).await.status, 422);
    let unreadable = officer.bring(&commands, "{\"Invalidate\": \"qwertz-unreadable\"}").await;
    assert_eq!(unreadable.status, 400);
    assert_eq!(trader.message("<a>qwertz-unreadable</a>").await.status, 422);
    for client in [&officer, &trader, &system, &nobody] {
        client.get(&format!("/movements?lrn={ASKED}")).await;
        client.get(&format!("/no/such/place?{ASKED}={ASKED}")).await;
    }
    let third = Declared { lrn: "LRN-3", ..declared }.message("SN100", "M-3");
    taken(&region.sn, "good.xml", &third).await;
    refused(&region.sn, "again.xml", again.as_bytes()).await;
    receiver.until("somebody is told", |received| !received.is_empty()).await;
    begun["secret"].as_str().unwrap().to_owned()
}

/// The goods arrive at Bamako, and not all of them are there.
async fn judged(region: &Region, movement: &str, mrn: &str) {
    let bamako = region.ml.client(OFFICER);
    bamako.movement_in(movement, "released").await;
    let arrived = region.ml.client("ML300").message(&arrival("ML300", mrn, "A-1")).await;
    assert_eq!(arrived.status, 200, "{}", arrived.text());
    let (officer, trader) = (region.sn.client(OFFICERS), region.sn.client(TRADERS));
    let commands = format!("/movements/{movement}/commands");
    let control = json!({"code": "B1", "seals": "intact", "remarks": "qwertz-found",
        "basis": basis()});
    bamako.done(&commands, "control", &json!({"RecordControl": control})).await;
    let asking = json!({"remarks": "qwertz-asked", "basis": basis()});
    officer.movement_in(movement, "controlled").await;
    officer.done(&commands, "ask", &json!({"NotifyDiscrepancies": asking})).await;
    let answer = json!({"AnswerDiscrepancies": {"remarks": "qwertz-answered"}});
    trader.done(&commands, "answer", &answer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_stands_in_clear_in_any_file_of_a_node() {
    let receiver = Receiver::start().await;
    let mut region = started(&receiver).await;
    lived(&region, &receiver).await;
    for at_work in [true, false] {
        if !at_work {
            region.stop().await;
        }
        for token in [TRADERS, OFFICERS, SYSTEMS, NOBODYS] {
            assert_eq!(holding(region.files.path(), token), [""; 0], "{token}");
        }
    }
    // What stands for them does.
    let hash = serde_json::to_value(TokenHash::of(TRADERS)).unwrap();
    assert_eq!(holding(region.files.path(), hash.as_str().unwrap()), ["people.json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_body_says_can_be_read_in_a_store_alone() {
    let receiver = Receiver::start().await;
    let mut region = started(&receiver).await;
    let secret = lived(&region, &receiver).await;
    let stores = [&region.sn, &region.ml].map(|place| place.config.paths.store.clone());
    let stores = stores.map(|store| store.parent().unwrap().to_owned());
    for at_work in [true, false] {
        if !at_work {
            region.stop().await;
        }
        for store in &stores {
            for said in DECLARED.iter().chain(&SAID).chain([&secret.as_str()]) {
                assert_eq!(holding(store, said), [""; 0], "{said}");
            }
        }
        // By its name a declaration is found, and so is this.
        assert_ne!(holding(&stores[0], "LRN-IN-CLEAR"), [""; 0]);
    }
}

#[test]
fn the_log_says_no_token_nothing_of_a_body_and_nothing_of_a_query_however_much_it_says() {
    let lines = Lines::default();
    lines.keep_all();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let secret = runtime.block_on(async {
        let receiver = Receiver::start().await;
        let mut region = started(&receiver).await;
        let secret = lived(&region, &receiver).await;
        region.stop().await;
        secret
    });
    assert!(lines.count("who=\"trader:SN100\" method=\"POST\" path=\"/messages\"") > 0);
    assert!(lines.count("who=\"nobody\" method=\"GET\" path=\"/movements\" status=401") > 0);
    let tokens = [TRADERS, OFFICERS, SYSTEMS, NOBODYS, crate::papers::CODE, ASKED, &secret];
    for said in DECLARED.iter().chain(&SAID).chain(&tokens) {
        assert_eq!(lines.count(said), 0, "{said}");
    }
}
