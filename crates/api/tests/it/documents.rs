//! Signed documents that are brought to a node at work: the directory and agreements.

use agreement::Agreement;
use identity::{Directory, Member, Office, Root};
use kernel::{Function, Note};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::region::{OFFICER, Place, REGION, Region, SYSTEM, hours_from_now};
use crate::signing::{agreement, key_of, member};

/// The directory in force, as a node shows it and anybody can check it.
pub(crate) async fn in_force(client: &Client, root: &Root) -> Directory {
    let text = client.get("/directory").await.text();
    Directory::verify(&Note::parse(&text).unwrap(), None, root).unwrap()
}

pub(crate) fn root(place: &Place) -> Root {
    serde_json::from_slice(&std::fs::read(&place.config.paths.root).unwrap()).unwrap()
}

/// What Mali states once it has an office more, of a country.
pub(crate) fn with_an_office(region: &Region, code: &str) -> Member {
    let mut member = member(&region.ml.config, "ML");
    member.serial = 2;
    member.offices.push(Office {
        code: code.parse().unwrap(),
        name: "Kayes".to_owned(),
        functions: [Function::Passage].into(),
        mark: None,
    });
    member
}

/// The next directory with what Mali states now, signed by neither.
pub(crate) fn next(region: &Region, known: &Directory, mali: &Member) -> Note {
    let statements = [
        member(&region.sn.config, "SN").sign(&key_of(&region.sn.config)).unwrap(),
        mali.sign(&key_of(&region.ml.config)).unwrap(),
    ];
    let days = (hours_from_now(0), hours_from_now(24 * 365));
    Directory::draft(REGION, known.root().clone(), &statements, Some(known), 1, days).unwrap()
}

pub(crate) fn signed(region: &Region, note: Note) -> String {
    let note = note.signed_by(&key_of(&region.sn.config));
    note.signed_by(&key_of(&region.ml.config)).to_string()
}

fn codes(answer: &Answer) -> Vec<String> {
    let refusals = answer.json()["refusals"].as_array().unwrap().clone();
    refusals.iter().map(|refusal| refusal["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_brought_is_in_force_at_once_and_after_a_restart() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let known = in_force(&officer, &root(&region.sn)).await;
    let draft = next(&region, &known, &with_an_office(&region, "MLKAY000"));
    let alone = draft.clone().signed_by(&key_of(&region.sn.config)).to_string();
    let refused = officer.bring("/documents", &alone).await;
    assert_eq!((refused.status, codes(&refused)), (422, vec!["NOD-025".to_owned()]));
    let needed = &refused.json()["refusals"][0]["arguments"];
    assert_eq!(needed, &json!({"signed": "1", "needed": "2"}));
    assert_eq!(officer.get("/offices/MLKAY000").await.status, 404);
    let note = signed(&region, draft);
    for repeated in [false, true] {
        let taken = officer.bring("/documents", &note).await.json();
        assert_eq!(taken, json!({"what": "directory", "version": 2, "repeated": repeated}));
    }
    assert_eq!(officer.get("/offices/MLKAY000").await.json()["name"], "Kayes");
    // One of the same version that says something else, and one that leaves a version out.
    let other = signed(&region, next(&region, &known, &with_an_office(&region, "MLKAY001")));
    let refused = officer.bring("/documents", &other).await;
    assert_eq!((refused.status, codes(&refused)), (409, vec!["NOD-026".to_owned()]));
    let second = Directory::verify(
        &Note::parse(&officer.get("/directory").await.text()).unwrap(),
        Some(&known),
        known.root(),
    )
    .unwrap();
    let third = next(&region, &second, &with_an_office(&region, "MLKAY000"));
    let third = Directory::verify(
        &Note::parse(&signed(&region, third)).unwrap(),
        Some(&second),
        known.root(),
    )
    .unwrap();
    let fourth = signed(&region, next(&region, &third, &with_an_office(&region, "MLKAY000")));
    let refused = officer.bring("/documents", &fourth).await;
    let between = json!({"known": "2", "found": "4"});
    assert_eq!((refused.status, codes(&refused)), (409, vec!["NOD-026".to_owned()]));
    assert_eq!(refused.json()["refusals"][0]["arguments"], between);
    region.sn.stop().await;
    region.sn.start().await;
    assert_eq!(region.sn.client(OFFICER).get("/offices/MLKAY000").await.status, 200);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_says_what_it_may_not_is_refused_with_all_of_it() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let known = in_force(&officer, &root(&region.sn)).await;
    let mut mali = with_an_office(&region, "BFDKO000");
    mali.nodes.iter_mut().for_each(|entry| entry.training = true);
    let note = signed(&region, next(&region, &known, &mali));
    let refused = officer.bring("/documents", &note).await;
    assert_eq!((refused.status, codes(&refused)), (422, vec!["NOD-028".to_owned(); 2]));
    let reasons = refused.json()["refusals"].clone();
    let reason =
        |number: usize| reasons[number]["arguments"]["reason"].as_str().unwrap().to_owned();
    assert_eq!([reason(0), reason(1)], ["not-theirs", "mixed"]);
    assert!(reasons[0]["title"].as_str().unwrap().contains("ML: BFDKO000"), "{reasons}");
    for text in ["", "no note at all", "{}\n"] {
        let refused = officer.bring("/documents", text).await;
        assert_eq!((refused.status, codes(&refused)), (422, vec!["NOD-028".to_owned()]), "{text}");
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_that_is_brought_is_in_force_once_all_its_parties_have_signed() {
    let mut region = Region::start().await;
    let system = region.sn.client(SYSTEM);
    let longer = Agreement { version: 2, run_off_days: 365, ..agreement() };
    let proposed = longer.propose().unwrap();
    let stranger = kernel::SigningKey::from_seed("somebody", &[7; 32]);
    let refused =
        system.bring("/documents", &proposed.clone().signed_by(&stranger).to_string()).await;
    assert_eq!((refused.status, codes(&refused)), (422, vec!["NOD-024".to_owned(); 2]));
    let by = |number: usize| refused.json()["refusals"][number]["arguments"]["by"].clone();
    assert_eq!([by(0), by(1)], [json!("ML"), json!("SN")]);
    let note = signed(&region, proposed);
    let taken = system.bring("/documents", &note).await.json();
    assert_eq!(taken, json!({"what": "dakar-bamako", "version": 2, "repeated": false}));
    let agreements = system.get("/agreements").await.json();
    let versions: Vec<_> =
        agreements.as_array().unwrap().iter().map(|agreement| &agreement["version"]).collect();
    assert_eq!(versions, [&json!(1), &json!(2)]);
    assert!(system.get("/documents").await.json().as_array().unwrap().contains(&Value::from(note)));
    let otherwise = Agreement { run_off_days: 1, ..longer.clone() };
    let refused = system.bring("/documents", &signed(&region, otherwise.propose().unwrap())).await;
    assert_eq!((refused.status, codes(&refused)), (409, vec!["NOD-027".to_owned()]));
    let stranger =
        Agreement { parties: ["SN", "TG"].map(|code| code.parse().unwrap()).into(), ..longer };
    let refused = system.bring("/documents", &signed(&region, stranger.propose().unwrap())).await;
    assert_eq!((refused.status, codes(&refused)), (422, vec!["NOD-028".to_owned()]));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_is_shown_before_anything_was_told_to_it_and_can_be_tried_at_once() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let shown = officer.get("/peers/ML-1").await.json();
    assert_eq!((&shown["node"], &shown["sent"]), (&json!("ML-1"), &json!(0)));
    let retry = json!({"Retry": {}});
    assert_eq!(officer.post("/peers/ML-1/commands", "again", &retry).await.status, 202);
    for (nobody, code) in [("TG-1", "NOD-030"), ("SN-1", "NOD-030"), ("nobody", "NOD-012")] {
        let answer = officer.post(&format!("/peers/{nobody}/commands"), "again", &retry).await;
        assert_eq!((answer.status, &answer.json()["code"]), (404, &json!(code)), "{nobody}");
    }
    region.stop().await;
}
