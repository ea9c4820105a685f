//! A national system and its SAD: exported again as the goods go on, and sometimes amended.

use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::folder::{appears, refused, taken};
use crate::papers::{CODE, Sad, basis, grn, guarantee, registering};
use crate::region::{OFFICER, Region, SYSTEM, day, until};

async fn region() -> Region {
    let region = Region::with_folder(|_| {}).await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    region
}

/// The steps that were recorded, without what follows of cover.
fn steps(view: &Value) -> Vec<&str> {
    let steps = view["steps"].as_array().unwrap().iter();
    let names = steps.map(|step| step["what"].as_str().unwrap());
    names.filter(|what| !what.contains("cover")).collect()
}

/// Where the findings of a refused file are, by rule.
fn differing(problem: &Value) -> Vec<&str> {
    let findings = problem["findings"].as_array().unwrap().iter();
    assert_eq!(problem["code"], "NOD-015", "{problem}");
    let recorded = findings.filter(|finding| finding["rule"] == "recorded");
    recorded.map(|finding| finding["path"].as_str().unwrap()).collect()
}

async fn shown(officer: &Client, movement: &str) -> Value {
    officer.get(&format!("/movements/{movement}")).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sad_is_registered_released_and_gone_and_each_step_counts_once() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let mut sad = Sad::registered("LRN 1");
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    assert_eq!(steps(&shown(&officer, &movement).await), ["presented", "accepted"]);
    taken(&region.sn, "2.xml", &sad.text()).await;
    sad.released = Some(day(10));
    taken(&region.sn, "3.xml", &sad.text()).await;
    officer.movement_in(&movement, "released").await;
    sad.gone = Some("10:00:00");
    for name in ["4.xml", "5.xml"] {
        taken(&region.sn, name, &sad.text()).await;
    }
    let steps_taken = ["presented", "accepted", "released", "exited"];
    assert_eq!(steps(&shown(&officer, &movement).await), steps_taken);
    let listed = officer.get("/movements").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    // Bamako is told of it, and what the node adds goes back to the system.
    region.ml.client(OFFICER).movement_in(&movement, "under-way").await;
    let mrn = shown(&officer, &movement).await["mrn"].as_str().unwrap().to_owned();
    let out = region.sn.folder("out");
    let back = until("the exit written back", || async {
        let names = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
        names
            .into_iter()
            .find(|path| path.to_string_lossy().ends_with(&format!("{mrn}.exited.xml")))
    });
    let back = back.await;
    assert!(String::from_utf8(appears(back).await).unwrap().contains("LRN 1"));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exit_is_taken_although_an_earlier_step_is_told_otherwise_now() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let mut sad = Sad { released: Some(day(10)), ..Sad::registered("LRN-1") };
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    sad.released = Some(day(12));
    sad.gone = Some("10:00:00");
    let problem = refused(&region.sn, "2.xml", sad.text().as_bytes()).await;
    assert_eq!(differing(&problem), ["/ASYCUDA/Transit/Time_limit"]);
    assert_eq!(problem["findings"][0]["found"], json!(day(12)));
    assert_eq!(problem["findings"][0]["expected"], json!(day(10)));
    let view = shown(&officer, &movement).await;
    assert_eq!(steps(&view), ["presented", "accepted", "released", "exited"]);
    assert_eq!(view["limit_date"], json!(day(10)));
    // Gone at another time than was recorded: that too is kept.
    sad.gone = Some("11:00:00");
    let problem = refused(&region.sn, "2b.xml", sad.text().as_bytes()).await;
    let places = ["/ASYCUDA/Transit/Time_limit", "/ASYCUDA/Export_release/Time_of_exit"];
    assert_eq!(differing(&problem), places);
    sad.gone = Some("10:00:00");
    let said = contradictions(&officer, &movement).await;
    assert_eq!(said, ["release: TRA-023", "record-exit: TRA-025"]);
    // Corrected, it is taken without another word.
    sad.released = Some(day(10));
    taken(&region.sn, "3.xml", &sad.text()).await;
    region.stop().await;
}

/// The names of the answers in the folder's `out`, without their numbers.
fn answers(region: &Region) -> Vec<String> {
    let out = std::fs::read_dir(region.sn.folder("out")).unwrap();
    let names = out.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    let what = |name: String| name.trim_end_matches(".xml").rsplit('.').next().unwrap().to_owned();
    names.into_iter().map(what).collect()
}

/// Waits for an answer of this name in the folder's `out`.
async fn answered(region: &Region, what: &str) {
    let there = || async { answers(region).contains(&what.to_owned()).then_some(()) };
    until(what, there).await;
}

/// What is alarmed about contradictions, the earliest first.
async fn contradictions(officer: &Client, movement: &str) -> Vec<String> {
    let alarms = officer.get("/alarms").await.json();
    let alarms = alarms.as_array().unwrap().iter().rev().map(|line| &line["alarm"]);
    let national = alarms.filter(|alarm| alarm["kind"] == "national-contradicts");
    national
        .map(|alarm| {
            assert_eq!(alarm["about"], json!(movement));
            alarm["detail"].as_str().unwrap().to_owned()
        })
        .collect()
}

fn amount(view: &Value) -> &Value {
    &view["declaration"]["guarantees"][0]["amount"]["amount"]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sad_that_says_something_else_before_release_amends_the_movement_once() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let mut sad = Sad::registered("LRN-1");
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    (sad.amount, sad.vehicle) = (500_000, Some("DK 1234 A"));
    for name in ["2.xml", "3.xml"] {
        taken(&region.sn, name, &sad.text()).await;
    }
    let view = shown(&officer, &movement).await;
    assert_eq!(steps(&view), ["presented", "accepted", "amended"]);
    assert_eq!(amount(&view), "500000");
    assert!(view["transport"].to_string().contains("DK 1234 A"), "{}", view["transport"]);
    let decision = &view["steps"].as_array().unwrap().iter().find(|step| step["what"] == "amended");
    let reference = decision.unwrap()["decision"]["national_reference"].clone();
    assert_eq!(reference, json!("SNDKR000 T 4711"));
    // What it said first is another amendment, and not the old news it looks like.
    (sad.amount, sad.vehicle) = (400_000, None);
    for name in ["4.xml", "5.xml"] {
        taken(&region.sn, name, &sad.text()).await;
    }
    let view = shown(&officer, &movement).await;
    assert_eq!(steps(&view), ["presented", "accepted", "amended", "amended"]);
    assert_eq!(amount(&view), "400000");
    assert!(!view["transport"].to_string().contains("DK 1234 A"));
    // So is what it said second, said again.
    sad.amount = 500_000;
    taken(&region.sn, "6.xml", &sad.text()).await;
    (sad.amount, sad.vehicle) = (500_000, Some("DK 1234 A"));
    taken(&region.sn, "7.xml", &sad.text()).await;
    assert!(shown(&officer, &movement).await["transport"].to_string().contains("DK 1234 A"));
    // One export may amend and release.
    (sad.amount, sad.released) = (300_000, Some(day(10)));
    taken(&region.sn, "8.xml", &sad.text()).await;
    let view = officer.movement_in(&movement, "released").await;
    assert_eq!(amount(&view), "300000");
    until("five amendments written back", || async {
        let amended = answers(&region).into_iter().filter(|what| what == "amended");
        (amended.count() == 5).then_some(())
    })
    .await;
    assert_eq!(contradictions(&officer, &movement).await, Vec::<String>::new());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sad_that_is_stored_and_not_registered_is_amended_under_its_declarants_reference() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let stored = |sad: &Sad| sad.text().replace("<Number>4711</Number>", "");
    let mut sad = Sad::registered("LRN-1");
    taken(&region.sn, "1.xml", &stored(&sad)).await;
    let movement = officer.only_movement().await;
    sad.amount = 500_000;
    taken(&region.sn, "2.xml", &stored(&sad)).await;
    let view = shown(&officer, &movement).await;
    assert_eq!((steps(&view), amount(&view)), (vec!["presented", "amended"], &json!("500000")));
    taken(&region.sn, "3.xml", &sad.text()).await;
    assert_eq!(steps(&shown(&officer, &movement).await), ["presented", "amended", "accepted"]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_amended_sad_may_not_change_is_refused_with_all_findings_and_kept() {
    // The other principal has a guarantee too, so that nothing else is wrong with his SAD.
    let mut region = Region::with_folder(|national| {
        let set = serde_json::from_value(json!({"grn": grn("SN")})).unwrap();
        national.guarantees.insert("SN200".to_owned(), set);
    })
    .await;
    let officer = region.sn.client(OFFICER);
    guarantee(&officer, "SN").await;
    let sad = Sad::registered("LRN-1");
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    // The same registration, with another reference, another principal and another amount.
    let other = Sad { lrn: "LRN-2", holder: "SN200", amount: 9_000, ..sad.clone() };
    let problem = refused(&region.sn, "2.xml", other.text().as_bytes()).await;
    let places = [
        "/ASYCUDA/Declarant/Reference/Number",
        "/ASYCUDA/Transit/Principal/Code",
        "/ASYCUDA/Financial/Guarantee/Amount",
    ];
    assert_eq!(differing(&problem), places);
    let fixed = problem["findings"].as_array().unwrap().iter();
    let fixed = fixed.filter(|finding| finding["rule"] == "TRA-048");
    let fixed: Vec<_> = fixed.map(|finding| finding["found"].as_str().unwrap()).collect();
    assert_eq!(fixed, ["LRN", "HolderOfTheTransitProcedure", "Representative"]);
    answered(&region, "amendment-refused").await;
    let view = shown(&officer, &movement).await;
    assert_eq!((steps(&view), amount(&view)), (vec!["presented", "accepted"], &json!("400000")));
    let said = contradictions(&officer, &movement).await;
    assert!(matches!(said.as_slice(), [said] if said.starts_with("amend: TRA-048")), "{said:?}");
    // Put in again as it was, it is taken.
    taken(&region.sn, "3.xml", &sad.text()).await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sad_that_says_something_else_after_release_is_refused_and_blocks_nothing_that_follows() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let mut sad = Sad { released: Some(day(10)), ..Sad::registered("LRN-1") };
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    sad.amount = 500_000;
    for name in ["2.xml", "3.xml"] {
        let problem = refused(&region.sn, name, sad.text().as_bytes()).await;
        assert_eq!(differing(&problem), ["/ASYCUDA/Financial/Guarantee/Amount"]);
        let rules = problem["findings"].as_array().unwrap().iter().map(|finding| &finding["rule"]);
        assert!(rules.into_iter().any(|rule| rule == "TRA-023"), "{problem}");
    }
    answered(&region, "amendment-refused").await;
    sad.gone = Some("10:00:00");
    let problem = refused(&region.sn, "4.xml", sad.text().as_bytes()).await;
    assert_eq!(differing(&problem), ["/ASYCUDA/Financial/Guarantee/Amount"]);
    // As it was declared, every later export is taken.
    sad.amount = 400_000;
    taken(&region.sn, "5.xml", &sad.text()).await;
    let view = shown(&officer, &movement).await;
    assert_eq!(steps(&view), ["presented", "accepted", "released", "exited"]);
    assert_eq!(amount(&view), "400000");
    let said = contradictions(&officer, &movement).await;
    assert!(!said.is_empty() && said.iter().all(|said| said == "amend: TRA-023"), "{said:?}");
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_sad_invalidates_its_movement_once_and_what_it_says_afterwards_is_kept() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let mut sad = Sad::registered("LRN-1");
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    sad.status = Some("Cancelled");
    for name in ["2.xml", "3.xml"] {
        taken(&region.sn, name, &sad.text()).await;
    }
    let view = officer.movement_in(&movement, "invalidated").await;
    assert_eq!(steps(&view), ["presented", "accepted", "invalidated"]);
    answered(&region, "invalidated").await;
    // A misspelt status says so, and does not pass for one that says nothing.
    sad.status = Some("Canceled");
    let problem = refused(&region.sn, "4.xml", sad.text().as_bytes()).await;
    assert_eq!(problem["findings"][0]["path"], "/ASYCUDA/Property/Status");
    // Released after all: the record stands, and people are shown both.
    (sad.status, sad.released) = (Some("Released"), Some(day(10)));
    let problem = refused(&region.sn, "5.xml", sad.text().as_bytes()).await;
    assert_eq!(problem["code"], "TRA-055");
    assert_eq!(contradictions(&officer, &movement).await, ["release: TRA-055"]);
    let why = officer.get(&format!("/movements/{movement}/why")).await.json();
    let said = &why["contradictions"][0];
    assert_eq!((&said["refused"], &said["said"]), (&json!("release: TRA-055"), &json!(day(10))));
    // In words, not in codes.
    let sentence = said["sentence"].as_str().unwrap();
    let told = format!("the national system said: released for transit ({}). ", day(10));
    assert!(sentence.contains(&told) && !sentence.contains("TRA-"), "{sentence}");
    assert!(sentence.contains("The declaration was invalidated on "), "{sentence}");
    // His own trader is not shown what customs disagree on with themselves.
    let trader = region.sn.client("SN100").get(&format!("/movements/{movement}/why")).await;
    assert_eq!((trader.status, &trader.json()["contradictions"]), (200, &Value::Null));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_that_is_taken_back_is_no_old_news() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let released = Sad { released: Some(day(10)), ..Sad::registered("LRN-1") };
    taken(&region.sn, "1.xml", &released.text()).await;
    let movement = officer.only_movement().await;
    officer.movement_in(&movement, "released").await;
    let cancelled = Sad { status: Some("Cancelled"), ..released.clone() };
    taken(&region.sn, "2.xml", &cancelled.text()).await;
    officer.movement_in(&movement, "invalidated").await;
    // Every step of it was taken when it was said first.
    for name in ["3.xml", "4.xml"] {
        let problem = refused(&region.sn, name, released.text().as_bytes()).await;
        assert_eq!(problem["code"], "TRA-055");
    }
    assert_eq!(contradictions(&officer, &movement).await, ["release: TRA-055"]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_too_late_or_was_never_presented_is_answered() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let mut sad = Sad { status: Some("Cancelled"), ..Sad::registered("LRN-1") };
    let problem = refused(&region.sn, "1.xml", sad.text().as_bytes()).await;
    assert_eq!(differing(&problem), ["/ASYCUDA/Property/Status"]);
    sad.status = None;
    sad.released = Some(day(10));
    sad.gone = Some("10:00:00");
    taken(&region.sn, "2.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    let at_bamako = region.ml.client(OFFICER).movement_in(&movement, "under-way").await;
    let mrn = at_bamako["mrn"].as_str().unwrap();
    let arrival = crate::papers::arrival("ML300", mrn, "A-1");
    assert_eq!(region.ml.client("ML300").message(&arrival).await.status, 200);
    officer.movement_in(&movement, "arrived").await;
    sad.status = Some("Cancelled");
    let problem = refused(&region.sn, "3.xml", sad.text().as_bytes()).await;
    assert_eq!(problem["code"], "TRA-057");
    answered(&region, "invalidation-refused").await;
    let said = contradictions(&officer, &movement).await;
    assert_eq!(said, ["invalidate: TRA-057"]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_that_another_sad_used_is_refused_and_nothing_is_recorded_of_the_first() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let sad = Sad { released: Some(day(10)), ..Sad::registered("LRN-1") };
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    let other = Sad { registration: 4712, amount: 9_000, gone: Some("10:00:00"), ..sad };
    let problem = refused(&region.sn, "2.xml", other.text().as_bytes()).await;
    assert_eq!(problem["code"], "NOD-004");
    let view = shown(&officer, &movement).await;
    assert_eq!(steps(&view), ["presented", "accepted", "released"]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_between_two_runs() {
    let mut region = region().await;
    let mut sad = Sad::registered("LRN-1");
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = region.sn.client(OFFICER).only_movement().await;
    let before = shown(&region.sn.client(OFFICER), &movement).await;
    region.sn.stop().await;
    sad.released = Some(day(10));
    crate::folder::put(&region.sn, "2.xml", sad.text().as_bytes());
    region.sn.start().await;
    let officer = region.sn.client(OFFICER);
    let view = officer.movement_in(&movement, "released").await;
    assert_eq!((&view["mrn"], &view["declaration"]), (&before["mrn"], &before["declaration"]));
    appears(region.sn.folder("done").join("2.xml")).await;
    taken(&region.sn, "1.xml", &Sad::registered("LRN-1").text()).await;
    assert_eq!(officer.only_movement().await, movement);
    region.ml.client(OFFICER).movement_in(&movement, "released").await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sad_amends_what_its_declarant_lodged_and_what_it_says_otherwise_is_kept_once() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let number = grn("SN");
    let declared = crate::papers::Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
    taken(&region.sn, "0.xml", &declared.message("SN100", "M-1")).await;
    let movement = officer.only_movement().await;
    let before = shown(&officer, &movement).await;
    let mut sad = Sad { amount: 500_000, ..Sad::registered("LRN-1") };
    for name in ["1.xml", "2.xml"] {
        let problem = refused(&region.sn, name, sad.text().as_bytes()).await;
        let places = differing(&problem);
        // The code of the goods has more digits than the message gave, and is the same.
        assert_eq!(places, ["/ASYCUDA/Financial/Guarantee/Amount"]);
    }
    assert_eq!(contradictions(&officer, &movement).await, ["declare: recorded"]);
    let why = officer.get(&format!("/movements/{movement}/why")).await.json();
    let said = why["contradictions"][0]["said"].as_str().unwrap();
    assert!(said.contains("/ASYCUDA/Financial/Guarantee/Amount 500000 XOF"), "{said}");
    sad.amount = 600_000;
    refused(&region.sn, "3.xml", sad.text().as_bytes()).await;
    assert_eq!(contradictions(&officer, &movement).await.len(), 2);
    // Other goods in another vehicle are no less told than another amount.
    let other = Sad { vehicle: Some("7777 AB 01"), ..Sad::registered("LRN-1") };
    let other = other.text().replace(">460<", ">200<").replace(">23500.5<", ">9000<");
    let problem = refused(&region.sn, "4.xml", other.as_bytes()).await;
    let places = differing(&problem);
    let vehicle = "/ASYCUDA/Transport/Means_of_transport/Departure_arrival_information/Identity";
    let goods =
        ["/ASYCUDA/Valuation/Weight/Gross_weight", "/ASYCUDA/Item/Packages/Number_of_packages"];
    assert_eq!(places, [&goods[..], &[vehicle]].concat());
    let same = Sad { vehicle: Some("1234AB-01"), ..Sad::registered("LRN-1") };
    taken(&region.sn, "5.xml", &same.text()).await;
    let view = shown(&officer, &movement).await;
    assert_eq!(view["declaration"], before["declaration"]);
    assert_eq!(steps(&view), ["presented", "accepted"], "the system accepts it all the same");
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sad_whose_declarant_acts_for_its_principal_goes_by_the_mandate_where_the_node_decides() {
    let mut region = Region::with(&json!({}), &json!({}), |config| {
        let code = config.paths.root.with_file_name("SN200.code");
        std::fs::write(&code, CODE).unwrap();
        let acts = json!({
            "system": SYSTEM, "acceptance": "A/P4/5/82", "release": "A/P4/5/82",
            "exit": "A/P4/5/82",
        });
        let guarantees = json!({"SN200": {"access_code_file": code}});
        let national = json!({"acts": acts, "guarantees": guarantees});
        config.national = Some(serde_json::from_value(national).unwrap());
    })
    .await;
    let (officer, system) = (region.sn.client(OFFICER), region.sn.client(SYSTEM));
    let done = officer.done("/guarantees", "register", &registering("SN", "SN200")).await;
    let codes = json!({"ReplaceAccessCodes": {"codes": [CODE], "basis": basis()}});
    let path = format!("/guarantees/{}/commands", done["dossier"].as_str().unwrap());
    officer.done(&path, "codes", &codes).await;
    let sad = Sad { holder: "SN200", ..Sad::registered("LRN 1") };
    let stored = sad.text().replace(
        "<Registration><Serial_number>T</Serial_number><Number>4711</Number></Registration>",
        "",
    );
    let refused = system.message(&stored).await;
    assert_eq!(refused.json()["code"], "TRA-042", "{}", refused.text());
    let address = json!({"street_and_number": "Rue 12", "city": "Dakar", "country": "SN"});
    let mandate = |number: &str, kind: &str| {
        json!({"number": number, "principal": "SN200", "representative": "SN100", "kind": kind,
            "procedures": ["transit"], "valid": {"from": day(0)}})
    };
    let entered = json!({
        "traders": [{"id": "SN200", "name": "Sahel Négoce", "address": address}],
        "mandates": [mandate("M-1", "indirect")],
        "licences": [{"number": "L-1", "trader": "SN100", "procedures": ["transit"]}],
    });
    assert_eq!(system.bring("/parties", &entered.to_string()).await.status, 200);
    let headers = [("idempotency-key", "again")];
    let body = stored.clone().into_bytes();
    let method = reqwest::Method::POST;
    let asked = Request { method, path: "/messages", headers: &headers, body };
    let taken = system.send(asked).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let view = shown(&officer, &officer.only_movement().await).await;
    let declared = &view["declaration"];
    assert_eq!(
        [&declared["representative"], &declared["representation"]],
        [&json!("SN100"), &json!("indirect")]
    );
    // With another mandate nobody can say which way is meant; what was completed first stays.
    let more = json!({"mandates": [mandate("M-2", "direct")]});
    assert_eq!(system.bring("/parties", &more.to_string()).await.status, 200);
    let other = Sad { holder: "SN200", ..Sad::registered("LRN 2") };
    let refused = system.message(&other.text()).await.json();
    assert_eq!(refused["refusals"][0]["arguments"]["reason"], "representation-unsaid");
    region.stop().await;
}
