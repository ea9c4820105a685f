//! A national system over HTTP, both ways; and one that cannot be reached for a day.

use std::fs;

use api::PushConfig;
use serde_json::{Value, json};

use crate::client::Client;
use crate::folder::taken;
use crate::papers::{Sad, guarantee};
use crate::receiver::{Received, Receiver};
use crate::region::{OFFICER, Place, Region, SYSTEM, day, until};

const TOKEN: &str = "of-the-node";

/// Every answer there is for the national system, fetched a few at a time: identifier and name.
async fn fetched(client: &Client, limit: usize) -> Vec<(i64, String)> {
    let (mut after, mut fetched) = (0, Vec::new());
    loop {
        let page = client.get(&format!("/answers?after={after}&limit={limit}")).await.json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit, "{page}");
        for item in items {
            fetched.push((item["id"].as_i64().unwrap(), item["name"].as_str().unwrap().to_owned()));
        }
        after = page["through"].as_i64().unwrap();
        if page["more"] == json!(false) {
            return fetched;
        }
    }
}

/// What each of them tells.
fn told(fetched: &[(i64, String)]) -> Vec<&str> {
    fetched.iter().map(|(_, name)| name.rsplit('.').next().unwrap()).collect()
}

async fn document(client: &Client, id: i64) -> String {
    let answer = client.get(&format!("/answers/{id}")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/xml"));
    answer.text()
}

/// A SAD by HTTP; it is taken.
async fn posted(system: &Client, sad: &Sad) -> Value {
    let answer = system.message(&sad.text()).await;
    assert!(answer.status < 300, "{}", answer.text());
    answer.json()
}

async fn covered(officer: &Client, movement: &str) {
    until("cover", || async {
        let view = officer.get(&format!("/movements/{movement}")).await.json();
        (view["covers"][0]["state"] == "held").then_some(())
    })
    .await;
}

/// A movement from its SAD to its entry in Mali; told of it, six answers.
async fn goes(region: &Region, lrn: &'static str, registration: u32) -> String {
    let (system, officer) = (region.sn.client(SYSTEM), region.sn.client(OFFICER));
    let mut sad = Sad { registration, amount: 300_000, ..Sad::registered(lrn) };
    let dossier = posted(&system, &sad).await["dossier"].as_str().unwrap().to_owned();
    covered(&officer, &dossier).await;
    sad.vehicle = Some("DK 1234 A");
    assert_eq!(posted(&system, &sad).await["dossier"], json!(dossier));
    sad.released = Some(day(10));
    posted(&system, &sad).await;
    sad.gone = Some("10:00:00");
    posted(&system, &sad).await;
    let mali = region.ml.client(OFFICER);
    mali.movement_in(&dossier, "under-way").await;
    let entry = json!({"RecordEntry": {
        "office": "MLX02000", "at": api::now(), "basis": crate::papers::basis(),
    }});
    mali.done(&format!("/movements/{dossier}/commands"), lrn, &entry).await;
    until("the entry", || async {
        let entered = told_of(region, &dossier).await;
        entered.contains(&"entered".to_owned()).then_some(())
    })
    .await;
    dossier
}

/// What the national system can fetch of one movement.
async fn told_of(region: &Region, dossier: &str) -> Vec<String> {
    let page = region.sn.client(SYSTEM).get("/answers?limit=100").await.json();
    let items = page["items"].as_array().unwrap().iter();
    let of_it = items.filter(|item| item["movement"] == json!(dossier));
    of_it.map(|item| item["what"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_national_system_posts_its_sads_and_fetches_every_answer_once_by_its_place() {
    let mut region = Region::with_national(|_| {}).await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let system = region.sn.client(SYSTEM);
    let dossier = goes(&region, "LRN-1", 4711).await;
    let all = fetched(&system, 50).await;
    assert_eq!(told(&all), ["accepted", "covered", "amended", "exited", "entered"]);
    assert_eq!(fetched(&system, 1).await, all, "a page at a time it is the same");
    for (id, name) in &all {
        let sad = document(&system, *id).await;
        assert!(sad.contains("<Number>LRN-1</Number>") && name.contains("SN"), "{name} {sad}");
    }
    // Nothing is new after the last place, and a place that never was is no place.
    let last = system.get("/answers?limit=100").await.json()["through"].as_i64().unwrap();
    let page = system.get(&format!("/answers?after={last}")).await.json();
    assert_eq!(page, json!({"items": [], "through": last, "more": false}));
    let beyond = system.get(&format!("/answers?after={}", last + 1)).await;
    assert_eq!((beyond.status, &beyond.json()["code"]), (409, &json!("NOD-023")));
    // What another administration's movements become is none of this system's answers.
    assert_eq!(fetched(&region.ml.client(SYSTEM), 50).await, []);
    assert_eq!(told_of(&region, &dossier).await.len(), 5);
    region.stop().await;
}

/// What the last answer of this word says beside it.
async fn result_of(region: &Region, word: &str) -> Option<String> {
    let system = region.sn.client(SYSTEM);
    let all = fetched(&system, 100).await;
    let (id, _) = all.iter().rev().find(|(_, name)| name.ends_with(&format!(".{word}")))?;
    let text = document(&system, *id).await;
    let (_, rest) = text.split_once("<Result_of_control>")?;
    Some(rest.split('<').next().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_that_only_declares_is_told_what_the_node_decides() {
    let mut region = Region::with_national(|config| config.node.decides.clear()).await;
    let officer = region.sn.client(OFFICER);
    guarantee(&officer, "SN").await;
    let system = region.sn.client(SYSTEM);
    let sad = Sad { amount: 300_000, ..Sad::registered("LRN-1") };
    let dossier = posted(&system, &sad).await["dossier"].as_str().unwrap().to_owned();
    let released = officer.movement_in(&dossier, "released").await;
    until("the release", || async {
        told_of(&region, &dossier).await.contains(&"released".to_owned()).then_some(())
    })
    .await;
    assert_eq!(told_of(&region, &dossier).await, ["accepted", "covered", "released"]);
    assert_eq!(json!(result_of(&region, "released").await), released["limit_date"]);
    // The next one is more than the guarantee has: another is awaited, and an officer ends it.
    let sad = Sad { registration: 4712, amount: 9_000_000, ..Sad::registered("LRN-2") };
    let dossier = posted(&system, &sad).await["dossier"].as_str().unwrap().to_owned();
    until("the wait", || async {
        let told = told_of(&region, &dossier).await;
        told.contains(&"other-guarantee-awaited".to_owned()).then_some(())
    })
    .await;
    let refuse = json!({"RefuseRelease": {"reason": "control", "basis": crate::papers::basis()}});
    officer.done(&format!("/movements/{dossier}/commands"), "no-release", &refuse).await;
    until("no release", || async {
        told_of(&region, &dossier).await.contains(&"not-released".to_owned()).then_some(())
    })
    .await;
    let words = ["accepted", "not-covered", "other-guarantee-awaited", "not-released"];
    assert_eq!(told_of(&region, &dossier).await, words);
    assert_eq!(result_of(&region, "not-released").await.as_deref(), Some("C1"));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sad_over_http_that_may_not_change_what_is_released_is_answered_with_all_findings() {
    let mut region = Region::with_national(|_| {}).await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let system = region.sn.client(SYSTEM);
    let mut sad = Sad { released: Some(day(10)), ..Sad::registered("LRN-1") };
    posted(&system, &sad).await;
    (sad.amount, sad.vehicle) = (9_000, Some("DK 1234 A"));
    let answer = system.message(&sad.text()).await;
    let places = answer.json()["findings"].clone();
    let places = places.as_array().unwrap().iter().map(|finding| finding["path"].as_str().unwrap());
    assert_eq!(answer.status, 422);
    assert_eq!(
        places.collect::<Vec<_>>(),
        ["/ASYCUDA/Financial/Guarantee/Amount", "/ASYCUDA/Transport", "/ASYCUDA"]
    );
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sad_that_amends_is_answered_with_the_amendment_and_the_movement_as_it_is_now() {
    let mut region = Region::with_national(|_| {}).await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let system = region.sn.client(SYSTEM);
    let mut sad = Sad::registered("LRN-1");
    let first = posted(&system, &sad).await;
    assert_eq!(first["events"], json!(["Presented", "Accepted"]));
    assert_eq!(posted(&system, &sad).await["events"], json!([]), "it is so already");
    sad.vehicle = Some("DK 1234 A");
    let amended = posted(&system, &sad).await;
    assert_eq!(amended["events"], json!(["Amended"]), "{amended}");
    assert_eq!(amended["dossier"], first["dossier"]);
    let place = format!("/movements/{}", amended["dossier"].as_str().unwrap());
    let etag = system.get(&place).await.header("etag").to_owned();
    assert_eq!(etag, format!("\"{}\"", amended["version"]));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_said_twice_is_no_contradiction_and_one_with_another_limit_is() {
    let mut region = Region::with_national(|_| {}).await;
    let officer = region.sn.client(OFFICER);
    guarantee(&officer, "SN").await;
    let system = region.sn.client(SYSTEM);
    let sad = Sad { released: Some(day(10)), ..Sad::registered("LRN-1") };
    let dossier = posted(&system, &sad).await["dossier"].as_str().unwrap().to_owned();
    let mut basis = crate::papers::basis();
    basis["national_reference"] = json!("SNDKR000 T 4711");
    for (key, limit, alarm_count) in
        [("same", day(10), 0), ("other", day(12), 1), ("other", day(12), 1)]
    {
        let release = json!({"Release": {"limit_date": limit, "basis": basis}});
        let path = format!("/movements/{dossier}/commands");
        let answer = system.post(&path, key, &release).await;
        assert_eq!((answer.status, &answer.json()["code"]), (422, &json!("TRA-023")));
        let alarms = officer.get("/alarms").await.json();
        let alarms = alarms.as_array().unwrap().iter();
        let national = alarms.filter(|line| line["alarm"]["kind"] == "national-contradicts");
        assert_eq!(national.count(), alarm_count, "{key}");
    }
    // What has a mistake of its own says nothing about the record, and a person's mistake neither.
    let unfounded = json!({"Discharge": {"basis": crate::papers::basis()}});
    let path = format!("/movements/{dossier}/commands");
    assert_eq!(system.post(&path, "form", &unfounded).await.json()["code"], "TRA-035");
    let release = json!({"Release": {"limit_date": day(14), "basis": basis}});
    assert_eq!(officer.post(&path, "person", &release).await.json()["code"], "TRA-023");
    let why = officer.get(&format!("{}/why", path.trim_end_matches("/commands"))).await.json();
    assert_eq!(why["contradictions"].as_array().unwrap().len(), 1);
    // It is told even once nothing keeps the movement open.
    let listed = until("the list", || async {
        officer.get("/why").await.json()["items"].as_array().unwrap().first().cloned()
    });
    assert_eq!(listed.await["contradictions"], why["contradictions"]);
    region.stop().await;
}

/// Dakar, which pushes to an endpoint and tries again soon.
async fn pushing(receiver: &Receiver) -> Region {
    let region = Region::with_national(|config| {
        let token_file = config.paths.root.with_file_name("endpoint.token");
        fs::write(&token_file, format!("{TOKEN}\n")).unwrap();
        let (endpoint, token_file) = (receiver.endpoint(), Some(token_file));
        let push = PushConfig { endpoint, token_file, retry_ms: vec![1, 5] };
        config.national.as_mut().unwrap().push = Some(push);
    })
    .await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    region
}

/// What was pushed, each answer once, in the order in which each came first.
fn pushed(received: &[Received]) -> Vec<(String, String)> {
    let mut pushed: Vec<(String, String)> = Vec::new();
    for one in received {
        assert_eq!(one.header("authorization"), format!("Bearer {TOKEN}"));
        assert_eq!(one.header("content-type"), "application/xml");
        let name = one.header("idempotency-key").to_owned();
        if pushed.iter().all(|(known, _)| *known != name) {
            pushed.push((name, String::from_utf8(one.body.clone()).unwrap()));
        }
    }
    pushed
}

/// Every answer there is, as it would be pushed.
async fn expected(system: &Client) -> Vec<(String, String)> {
    let mut expected = Vec::new();
    for (id, name) in fetched(system, 50).await {
        let document = document(system, id).await;
        expected.push((name, document));
    }
    expected
}

#[tokio::test(flavor = "multi_thread")]
async fn a_national_system_that_was_down_is_pushed_everything_in_order_also_over_a_restart() {
    let mut receiver = Receiver::down();
    let mut region = pushing(&receiver).await;
    let officer = region.sn.client(OFFICER);
    goes(&region, "LRN-1", 4711).await;
    // It is tried on, its operator is told once, and nobody can take its place away.
    until("an alarm", || async {
        let alarms = officer.get("/alarms").await.json();
        let alarms = alarms.as_array().unwrap().iter();
        let silent = alarms.filter(|line| line["alarm"]["kind"] == "undelivered");
        assert!(silent.clone().count() < 2);
        (silent.count() == 1).then_some(())
    })
    .await;
    let shown = officer.get("/webhooks/national").await.json();
    assert_eq!(
        (&shown["disabled"], &shown["endpoint"]),
        (&Value::Null, &json!(receiver.endpoint()))
    );
    assert!(shown["failure_count"].as_u64().unwrap() >= 2, "{shown}");
    let remove = officer.post("/webhooks/national/commands", "away", &json!({"Remove": {}})).await;
    assert_eq!((remove.status, &remove.json()["code"]), (403, &json!("NOD-003")));
    region.sn.stop().await;
    region.sn.start().await;
    goes(&region, "LRN-2", 4712).await;
    let all = expected(&region.sn.client(SYSTEM)).await;
    assert_eq!(all.len(), 10);
    assert_eq!(receiver.received().len(), 0);
    receiver.up().await;
    let received = receiver.until("all of them", |received| received.len() >= all.len()).await;
    assert_eq!(pushed(&received), all);
    assert_eq!(received.len(), all.len(), "what was taken is not carried again");
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_not_taken_is_pushed_again_under_its_name_before_any_other() {
    let receiver = Receiver::start().await;
    // Whatever it answers, gone for good included, it is the administration's own system.
    receiver.answers(&[500, 410, 302]);
    let mut region = pushing(&receiver).await;
    goes(&region, "LRN-1", 4711).await;
    let all = expected(&region.sn.client(SYSTEM)).await;
    let received = receiver.until("all of them", |received| received.len() >= 8).await;
    let keys: Vec<_> = received.iter().map(|one| one.header("idempotency-key")).collect();
    let first = all[0].0.as_str();
    assert_eq!(keys[..4], [first; 4]);
    assert_eq!(pushed(&received), all);
    region.stop().await;
}

/// The names of the files in the folder's `out`.
fn written(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(place.folder("out")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names.iter().map(|name| name.trim_end_matches(".xml").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_was_away_is_written_whole_and_in_order_once_it_is_back() {
    let mut region = Region::with_national(|config| {
        let path = config.paths.root.with_file_name("folder");
        let folder = json!({"path": path, "poll_ms": 20});
        config.folder = Some(serde_json::from_value(folder).unwrap());
    })
    .await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let mut sad = Sad::registered("LRN-0");
    (sad.registration, sad.amount) = (4700, 1_000);
    taken(&region.sn, "0.xml", &sad.text()).await;
    // The share is gone: what stands in its place is no folder.
    let folder = region.sn.config.folder.as_ref().unwrap().path.clone();
    let aside = folder.with_file_name("aside");
    until("the share unmounted", || async {
        let moved = fs::rename(&folder, &aside).is_ok();
        (moved && fs::write(&folder, b"").is_ok()).then_some(())
    })
    .await;
    goes(&region, "LRN-1", 4711).await;
    goes(&region, "LRN-2", 4712).await;
    let system = region.sn.client(SYSTEM);
    let all: Vec<_> = fetched(&system, 50).await.into_iter().map(|(_, name)| name).collect();
    assert_eq!(all.len(), 12);
    // What the system put there meanwhile, it put into its own copy.
    fs::write(
        aside.join("in").join("late.xml"),
        Sad::registered("LRN-3").text().replace("4711", "4713"),
    )
    .unwrap();
    fs::remove_file(&folder).unwrap();
    fs::rename(&aside, &folder).unwrap();
    until("the late file", || async {
        (!region.sn.folder("in").join("late.xml").exists()).then_some(())
    })
    .await;
    until("every answer", || async { (written(&region.sn).len() >= 14).then_some(()) }).await;
    let out = written(&region.sn);
    assert_eq!(out[..12], all);
    assert_eq!(out.len(), 14, "{out:?}");
    region.stop().await;
}
