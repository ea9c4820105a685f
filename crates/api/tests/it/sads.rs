//! A national system and its SAD: exported again as the goods go on, and sometimes amended.

use serde_json::{Value, json};

use crate::client::Client;
use crate::folder::{appears, refused, taken};
use crate::papers::{Sad, guarantee};
use crate::region::{OFFICER, Region, day};

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
    let back = crate::region::until("the exit written back", || async {
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
    // Corrected, it is taken without another word.
    sad.released = Some(day(10));
    taken(&region.sn, "3.xml", &sad.text()).await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amended_sad_is_told_what_differs_and_blocks_nothing_that_follows() {
    let mut region = region().await;
    let officer = region.sn.client(OFFICER);
    let mut sad = Sad::registered("LRN-1");
    taken(&region.sn, "1.xml", &sad.text()).await;
    let movement = officer.only_movement().await;
    sad.amount = 500_000;
    let problem = refused(&region.sn, "2.xml", sad.text().as_bytes()).await;
    assert_eq!(differing(&problem), ["/ASYCUDA/Financial/Guarantee/Amount"]);
    sad.released = Some(day(10));
    let problem = refused(&region.sn, "3.xml", sad.text().as_bytes()).await;
    assert_eq!(differing(&problem), ["/ASYCUDA/Financial/Guarantee/Amount"]);
    officer.movement_in(&movement, "released").await;
    // As it was declared, every later export is taken.
    sad.amount = 400_000;
    sad.gone = Some("10:00:00");
    taken(&region.sn, "4.xml", &sad.text()).await;
    let view = shown(&officer, &movement).await;
    assert_eq!(steps(&view), ["presented", "accepted", "released", "exited"]);
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
