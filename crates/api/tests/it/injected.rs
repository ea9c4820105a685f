//! Strings by which systems are broken into, in the bodies of commands, of the register, of webhooks and
//! of orders: carried as they are, and found again letter by letter.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AuthorisationNumber, MandateNumber, NationalReference, Provision, TraderId};
use serde_json::{Value, json};

use crate::client::Client;
use crate::crossing::at;
use crate::documents::{in_force, next, root, signed, with_an_office};
use crate::injection::{read, texts};
use crate::papers::{Declared, basis, grn, guarantee, registering};
use crate::receiver::Receiver;
use crate::region::{AT_THE_FRONTIER, OFFICER, Region, SYSTEM, day, until};
use crate::signing::agreement;

/// All of them as one text of many lines.
fn whole(payloads: &[String]) -> String {
    payloads.join("\r\n\t")
}

/// Those that a kind of text takes, each once.
fn taken_by<T, E>(payloads: &[String], parse: impl Fn(&str) -> Result<T, E>) -> Vec<&str> {
    payloads.iter().map(String::as_str).filter(|text| parse(text).is_ok()).collect()
}

/// A text as a part of a path.
fn in_path(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// What people wrote beside each step of a movement: the step, and whether it is what was written.
async fn written(client: &Client, movement: &str, text: &str) -> Vec<(String, bool)> {
    let view = client.get(&format!("/movements/{movement}")).await.json();
    let steps = view["steps"].as_array().unwrap().iter();
    let written = steps.filter(|step| step.get("remarks").is_some());
    written
        .map(|step| (step["what"].as_str().unwrap().to_owned(), step["remarks"] == json!(text)))
        .collect()
}

/// The texts of a name in the message of a kind.
fn said_in(told: &[(String, Vec<u8>)], kind: &str, name: &str) -> Vec<String> {
    let (_, message) = told.iter().find(|(told, _)| told == kind).unwrap();
    let (tree, mut found) = (read(message), Vec::new());
    texts(&tree, name, &mut found);
    found.into_iter().map(str::to_owned).collect()
}

/// A command with a text beside it.
async fn beside(client: &Client, path: &str, command: &str, said: &Value, text: &str) {
    let mut said = said.clone();
    said["remarks"] = json!(text);
    client.done(path, command, &json!({command: said})).await;
}

fn all_as_written(steps: &[&str]) -> Vec<(String, bool)> {
    steps.iter().map(|step| ((*step).to_owned(), true)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_customs_write_beside_a_declaration_is_told_again_letter_by_letter() {
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let text = whole(&payloads);
    let mut command = Declared { lrn: "LRN-1", grn: &grn("SN"), amount: 1 }.command();
    let goods = json!(["Consignment", [["grossMass", text]]]);
    command["Present"]["contents"] = json!({"goods": goods});
    let done = trader.done("/movements", "present", &command).await;
    let movement = done["dossier"].as_str().unwrap();
    let commands = format!("/movements/{movement}/commands");
    let call = json!({"CallForAmendment": {"remarks": text, "basis": basis()}});
    officer.done(&commands, "call", &call).await;
    let pieces: BTreeSet<_> = payloads.iter().flat_map(|one| testkit::pieces(one, 512)).collect();
    // No message has room for more than 99 of a sort.
    let asked: Vec<String> = pieces.iter().step_by(pieces.len() / 99).take(99).cloned().collect();
    let controls: Vec<_> = asked.iter().map(|text| json!({"type": "10", "text": text})).collect();
    let documents: Vec<_> =
        asked.iter().map(|text| json!({"type": "N935", "description": text})).collect();
    let order = json!({"OrderControl": {"notification": "0", "controls": controls,
        "documents": documents, "basis": basis()}});
    officer.done(&commands, "order", &order).await;
    for (client, command, more) in [
        (&trader, "RequestInvalidation", json!({})),
        (&officer, "RefuseInvalidation", json!({"basis": basis()})),
        (&officer, "RecordDepartureControl", json!({"code": "B1", "basis": basis()})),
        (&officer, "RefuseRelease", json!({"reason": "other", "basis": basis()})),
    ] {
        beside(client, &commands, command, &more, &text).await;
    }
    let view = officer.get(&format!("/movements/{movement}")).await.json();
    assert!(view["goods"] == goods);
    let steps = [
        "amendment-called-for",
        "invalidation-requested",
        "invalidation-refused",
        "departure-controlled",
        "not-released",
    ];
    for client in [&officer, &trader] {
        assert_eq!(written(client, movement, &text).await, all_as_written(&steps));
    }
    let told = officer.messages(movement).await;
    assert_eq!(said_in(&told, "CC060C", "text"), asked);
    assert_eq!(said_in(&told, "CC060C", "description"), asked);
    // A message has room for the first of it.
    let first = &testkit::pieces(&text, 512)[..1];
    assert_eq!(said_in(&told, "CC009C", "justification"), first);
    assert_eq!(said_in(&told, "CC051C", "noReleaseMotivationText"), first);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_about_goods_that_arrived_is_told_letter_by_letter_on_either_side() {
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let (dakar, bamako) = (region.sn.client(OFFICER), region.ml.client(OFFICER));
    let text = whole(&payloads);
    guarantee(&dakar, "SN").await;
    let declared = Declared { lrn: "LRN-1", grn: &grn("SN"), amount: 1 }.message("SN100", "M-1");
    let sent = region.sn.client("SN100").message(&declared).await;
    let movement = sent.header("location").rsplit('/').next().unwrap();
    bamako.movement_in(movement, "released").await;
    let numbers = taken_by(&payloads, AuthorisationNumber::parse);
    let number = numbers[numbers.len() / 2];
    let known = json!({"authorisations": [
        {"kind": "C522", "number": number, "holder": "ML300", "offices": ["MLBKO000"]}]});
    region.ml.client(SYSTEM).bring("/parties", &known.to_string()).await;
    let commands = format!("/movements/{movement}/commands");
    let consignee = region.ml.client("ML300");
    let mut arrived = at("NotifyArrival", "MLBKO000");
    arrived["NotifyArrival"] = json!({"office": "MLBKO000", "at": api::now(), "trader": "ML300",
        "authorisation": number});
    consignee.done(&commands, "arrival", &arrived).await;
    let unloading = json!({"date": day(0), "completed": true, "conform": false, "seals": "intact"});
    let found = json!(["Consignment", [["grossMass", text]]]);
    let control = json!({"code": "B1", "seals": "intact", "basis": basis()});
    for (client, command, more) in [
        (&consignee, "RemarkUnloading", json!({"unloading": unloading, "found": found})),
        (&bamako, "RecordControl", control),
    ] {
        beside(client, &commands, command, &more, &text).await;
    }
    dakar.movement_in(movement, "controlled").await;
    let trader = region.sn.client("SN100");
    for (client, command, more) in [
        (&dakar, "NotifyDiscrepancies", json!({"basis": basis()})),
        (&trader, "AnswerDiscrepancies", json!({})),
        (&dakar, "SolveDiscrepancies", json!({"basis": basis()})),
    ] {
        beside(client, &commands, command, &more, &text).await;
    }
    let steps = [
        "unloading-remarked",
        "controlled",
        "discrepancies-notified",
        "discrepancies-answered",
        "discrepancies-solved",
    ];
    for client in [&dakar, &trader] {
        assert_eq!(written(client, movement, &text).await, all_as_written(&steps));
    }
    let view = dakar.get(&format!("/movements/{movement}")).await.json();
    let mut said = view["steps"].as_array().unwrap().iter();
    let unloaded = said.find(|step| step["what"] == "unloading-remarked").unwrap();
    assert!(unloaded["found"] == found);
    let told = dakar.messages(movement).await;
    let first = &testkit::pieces(&text, 512)[..1];
    assert_eq!(said_in(&told, "CC019C", "discrepanciesNotificationText"), first);
    until("what was solved", || async {
        let told = written(&bamako, movement, &text).await;
        (told.len() == 5).then(|| assert_eq!(told, all_as_written(&steps)))
    })
    .await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_provision_and_reference_an_officer_names_is_found_again_in_the_history() {
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let dossier = guarantee(&officer, "SN").await;
    let provisions = taken_by(&payloads, Provision::parse);
    let references = taken_by(&payloads, NationalReference::parse);
    assert!(provisions.len() > 2000 && references.len() > 2000);
    let bases: Vec<_> = provisions.iter().zip(references.iter().cycle()).collect();
    for (number, (provision, reference)) in bases.iter().enumerate() {
        let command = if number % 2 == 0 { "Suspend" } else { "LiftSuspension" };
        let basis = json!({"provision": provision, "national_reference": reference});
        let said = json!({command: {"basis": basis}});
        officer
            .done(&format!("/guarantees/{dossier}/commands"), &format!("k{number}"), &said)
            .await;
    }
    let (mut found, mut after) = (Vec::new(), Some(0));
    while let Some(last) = after {
        let place = format!("/guarantees/{dossier}/history?limit=500&after={last}");
        let page = officer.get(&place).await.json();
        let items = page["items"].as_array().unwrap().iter();
        found.extend(items.map(|item| item["decision"].clone()));
        after = page["next"].as_i64();
    }
    let text = |decision: &Value, name: &str| decision[name].as_str().unwrap().to_owned();
    let found: Vec<_> = found[2..]
        .iter()
        .map(|decision| (text(decision, "provision"), text(decision, "national_reference")))
        .collect();
    let said: Vec<_> =
        bases.iter().map(|(one, other)| ((**one).to_owned(), (**other).to_owned())).collect();
    assert_eq!(found, said);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guarantee_is_registered_under_any_names_and_shown_under_them() {
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let accounts = taken_by(&payloads, kernel::CashAccount::parse);
    let text = whole(&payloads);
    let texts = payloads.iter().step_by(25).chain([&text]);
    for (number, (text, account)) in texts.zip(accounts.iter().cycle()).enumerate() {
        let mut cash = registering("SN", "SN100");
        cash["Register"]["type"] = json!("3");
        let said = [
            ("holder_name", text.as_str()),
            ("guarantor_name", text),
            ("other_reference", text),
            ("cash_account", account),
        ];
        for (name, text) in said {
            cash["Register"][name] = json!(text);
        }
        let done = officer.done("/guarantees", &format!("k{number}"), &cash).await;
        let path = format!("/guarantees/{}", done["dossier"].as_str().unwrap());
        let view = officer.get(&path).await.json();
        let shown = &view["registration"];
        assert!(view["names"] == json!({"holder": text, "guarantor": text}), "{text}");
        assert!(shown["other_reference"] == json!(text), "{text}");
        assert_eq!(shown["reference"], json!({"cash": account}));
    }
    region.stop().await;
}

/// Traders under every number that can be one, guarantors and mandates, all of whose texts are injection
/// strings.
fn register(payloads: &[String]) -> (BTreeMap<&str, &str>, Value) {
    let ids = taken_by(payloads, TraderId::parse);
    assert!(ids.len() > 300, "{}", ids.len());
    let mut ids = ids.into_iter();
    let names: BTreeMap<&str, &str> = payloads
        .iter()
        .step_by(2)
        .map(String::as_str)
        .zip(ids.by_ref())
        .map(|(name, id)| (id, name))
        .collect();
    let traders = names.iter().map(|(id, name)| {
        json!({"id": id, "name": name, "address": {
        "street_and_number": name, "postcode": name, "city": name, "country": "SN"}})
    });
    let numbers = taken_by(payloads, MandateNumber::parse);
    let mandates = names.keys().zip(&numbers).map(|(id, number)| {
        json!({"number": number,
        "principal": "SN100", "representative": id, "kind": "direct",
        "procedures": ["transit"], "valid": {"from": day(0)}})
    });
    let body = json!({"traders": traders.collect::<Vec<_>>(),
        "mandates": mandates.collect::<Vec<_>>()});
    (names, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_are_registered_under_any_numbers_and_names_and_found_by_them_also_after_a_restart()
{
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let (names, body) = register(&payloads);
    let entered = region.sn.client(SYSTEM).bring("/parties", &body.to_string()).await;
    assert_eq!(entered.status, 200, "{}", entered.text());
    for restarted in [false, true] {
        if restarted {
            region.sn.stop().await;
            region.sn.start().await;
        }
        let officer = region.sn.client(OFFICER);
        let (mut listed, mut after) = (BTreeMap::new(), Some(String::new()));
        while let Some(last) = after {
            let place = format!("/parties?limit=500&after={}", in_path(&last));
            let page = officer.get(&place).await.json();
            for party in page["items"].as_array().unwrap() {
                let text = |name: &str| party[name].as_str().unwrap().to_owned();
                listed.insert(text("id"), (text("name"), text("city")));
            }
            after = page["next"].as_str().map(str::to_owned);
        }
        for (id, name) in &names {
            assert_eq!(listed[*id], ((*name).to_owned(), (*name).to_owned()), "{id}");
        }
        for (id, name) in names.iter().step_by(25) {
            let party = officer.get(&format!("/parties/{}", in_path(id))).await.json();
            assert_eq!([&party["id"], &party["name"]], [&json!(id), &json!(name)]);
            assert_eq!(party["mandates"].as_array().unwrap().len(), 1, "{id}");
        }
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_webhook_is_begun_at_an_injection_string_and_one_with_it_in_its_query_is_told_there() {
    let Some(payloads) = testkit::payloads() else { return };
    let receiver = Receiver::start().await;
    let host = receiver.address.clone();
    let mut region = Region::with(&json!({}), &json!({}), |config| {
        config.webhooks.hosts = vec![host];
    })
    .await;
    let officer = region.sn.client(OFFICER);
    for (number, text) in payloads.iter().enumerate() {
        let refused =
            officer.post("/webhooks", &format!("r{number}"), &json!({"endpoint": text})).await;
        let (code, endpoint) = (
            refused.json()["code"].clone(),
            refused.json()["refusals"][0]["arguments"]["endpoint"].clone(),
        );
        assert_eq!((refused.status, code, endpoint), (422, json!("NOD-022"), json!(text)));
        let filter = json!({"endpoint": receiver.endpoint(), "movement": text});
        let refused = officer.post("/webhooks", &format!("m{number}"), &filter).await;
        assert_eq!(refused.status, 404, "{text}: {}", refused.text());
    }
    assert_eq!(officer.get("/webhooks").await.json()["items"], json!([]));
    let queries: Vec<_> = payloads.iter().filter(|text| !text.contains('#')).collect();
    let queries = queries.iter().step_by(queries.len() / 15);
    let mut endpoints = BTreeSet::new();
    for (number, text) in queries.enumerate() {
        let endpoint = format!("{}?said={text}\r\nx-smuggled: 1", receiver.endpoint());
        let asked = json!({"endpoint": endpoint});
        let begun = officer.done("/webhooks", &format!("w{number}"), &asked).await;
        let shown = officer.get(&format!("/webhooks/{}", begun["id"].as_str().unwrap())).await;
        assert_eq!(shown.json()["endpoint"], json!(endpoint));
        endpoints.insert(endpoint);
    }
    guarantee(&officer, "SN").await;
    let count = 2 * endpoints.len();
    let told = receiver.until("all are told", |received| received.len() >= count).await;
    for told in told {
        assert_eq!(told.path, "/told");
        assert!(!told.headers.contains_key("x-smuggled"));
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_that_holds_an_order_and_its_provision_may_be_called_anything() {
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let other = region.sn.client(AT_THE_FRONTIER);
    let (text, provisions) = (whole(&payloads), taken_by(&payloads, Provision::parse));
    let provision = provisions[provisions.len() / 2];
    let command = Declared { lrn: "LRN-1", grn: &grn("SN"), amount: 1 }.command();
    let done = trader.done("/movements", "present", &command).await;
    let movement = done["dossier"].as_str().unwrap();
    let invalidate = json!({"Invalidate": {"basis": basis()}});
    officer.done(&format!("/movements/{movement}/commands"), "invalidate", &invalidate).await;
    let order = json!({"dossier": movement, "provision": provision, "reference": text});
    for (officer, command) in [
        (&officer, "Preserve"),
        (&officer, "EndPreservation"),
        (&other, "EndPreservation"),
        (&officer, "Erase"),
        (&other, "Erase"),
    ] {
        let ordered = officer.done("/erasures/commands", command, &json!({command: order})).await;
        assert!(ordered["order"] == order, "{command}");
    }
    let erased = officer.get(&format!("/erasures?of={movement}")).await.json();
    let ground = &erased["items"][0]["ground"]["decision"];
    assert_eq!(ground["provision"], json!(provision));
    assert!(ground["reference"] == json!(text));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_are_brought_say_again_what_their_members_have_signed() {
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let (officer, text) = (region.sn.client(OFFICER), whole(&payloads));
    let known = in_force(&officer, &root(&region.sn)).await;
    let mut mali = with_an_office(&region, "MLKAY000");
    mali.offices.last_mut().unwrap().name.clone_from(&text);
    let directory = signed(&region, next(&region, &known, &mali));
    let mut longer = agreement();
    (longer.version, longer.title, longer.purpose) = (2, text.clone(), text.clone());
    longer.instrument.title.clone_from(&text);
    longer.instrument.citation.clone_from(&text);
    for document in [directory, signed(&region, longer.propose().unwrap())] {
        let taken = officer.bring("/documents", &document).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
    }
    assert!(officer.get("/offices/MLKAY000").await.json()["name"] == json!(text));
    let agreements = officer.get("/agreements").await.json();
    let last = agreements.as_array().unwrap().last().unwrap();
    for said in [&last["title"], &last["purpose"], &last["citation"]] {
        assert!(*said == json!(text));
    }
    region.stop().await;
}
