//! What a peer may send that its own rules would never let it write: logs made by hand.

use std::collections::BTreeMap;

use exchange::{Answer, Envelope, Outcome};
use journal::{Checkpoint, Excerpt, LogId, Receipt, leaf_hash};
use kernel::{Decides, Digest, DossierId, Epoch, Name, NameKind};
use serde_json::{Value, json};
use store::{Place, Read};

use crate::acts::*;
use crate::forger::Forger;
use crate::region::*;

fn journey(random: u64) -> (Region, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    (region, movement)
}

fn received(region: &mut Region, envelope: &Envelope) -> Answer {
    let now = region.now;
    region.node("CI").receive(now, Some(&node_id("BF")), envelope).unwrap()
}

/// BF says the goods arrived at Bamako, which is Mali's to say.
fn arrived() -> Value {
    json!({"Arrived": {
        "decides": "node", "office": "MLBKO000", "at": START, "trader": "BF300"
    }})
}

#[test]
fn an_event_its_writer_may_not_write_contests_the_dossier_and_stalls_nothing() {
    let (mut region, movement) = journey(70);
    let before = region.movement("CI", &movement).standing;
    let mut forger = Forger::new();
    forger.event(&movement, "movement", 1, arrived());
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let viewed = region.reader("CI").movement(&movement).unwrap().unwrap();
    assert_eq!((viewed.view.standing, viewed.flag.as_str()), (before, "contested"));
    // It keeps its place and is receipted as such; what BF says properly goes on arriving.
    let now = region.now;
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    // Whoever has its key has opened an epoch that BF knows nothing of: it hears so, and goes on in the
    // next.
    region.carry_one("BF", "CI");
    region.ask_back("BF", &[]);
    region.settle();
    let steps = region.movement("CI", &movement).steps;
    assert!(steps.iter().any(|step| step.what == "entered"));
}

#[test]
fn an_arrival_that_a_peer_claims_at_an_office_of_transit_does_not_count() {
    let (mut region, movement) = journey(72);
    let before = region.movement("CI", &movement).standing;
    let mut forger = Forger::new();
    let mut claimed = arrived();
    claimed["Arrived"]["office"] = json!("BFX01000");
    forger.event(&movement, "movement", 1, claimed);
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let viewed = region.reader("CI").movement(&movement).unwrap().unwrap();
    assert_eq!((viewed.view.standing, viewed.flag.as_str()), (before, "contested"));
    let alarms = region.reader("CI").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("contested")), "{alarms:?}");
}

#[test]
fn a_command_meant_for_a_version_is_done_also_where_the_last_event_does_not_count() {
    let (mut region, movement) = journey(79);
    let mut forger = Forger::new();
    forger.event(&movement, "movement", 1, arrived());
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let viewed = region.reader("CI").movement(&movement).unwrap().unwrap();
    assert_eq!(viewed.flag, "contested");
    let now = region.now;
    let left = node::Command::Movement(Box::new(exit("CIX01000", now)));
    let mut asked = region.asked(node::Target::Dossier(movement), left);
    asked.versions = Some(vec![viewed.version]);
    assert_eq!(region.submit("CI", asked).outcome.unwrap().events, ["Exited"]);
}

#[test]
fn an_event_of_a_newer_program_is_kept_and_marked_unreadable() {
    let (mut region, movement) = journey(71);
    let mut forger = Forger::new();
    forger.event(&movement, "movement", 1, json!({"Teleported": {}}));
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    assert_eq!(region.reader("CI").movement(&movement).unwrap().unwrap().flag, "unreadable");
    let alarms = region.reader("CI").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("unreadable")), "{alarms:?}");
}

#[test]
fn nobody_but_its_home_says_of_what_kind_a_dossier_is() {
    let (mut region, movement) = journey(73);
    let mut forger = Forger::new();
    forger.event(&movement, "hovercraft", 1, json!({"Landed": {}}));
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let viewed = region.reader("CI").movement(&movement).unwrap().unwrap();
    assert_eq!(viewed.flag, "contested");
    assert!(viewed.view.steps.iter().all(|step| step.what != "landed"));
}

/// BF presents and accepts a movement of its own, which it calls as CI calls one, and asks for cover
/// of CI's.
fn called_as(movement: &DossierId, mrn: &str) -> (Forger, DossierId, DossierId) {
    let own =
        |random| DossierId::mint(&administration("BF"), &node_id("BF"), Epoch(2), [random; 16]);
    let (foreign, hold) = (own(1), own(2));
    let mut forger = Forger::new();
    let declaration = json!({
        "countries": ["BF", "CI"], "declaration_type": "T1", "departure": "BFX01000",
        "destination": "CIABJ000", "holder": "CI100", "lrn": TO_BAMAKO.lrn, "security": "0",
        "guarantees": [], "transits": [],
    });
    let decision = json!({
        "made": "by-officer", "office": "BFX01000", "officer": "awa", "post": "BFX01000/passage",
        "provision": "A/P4/5/82",
    });
    let presented = json!({"Presented": {"decides": "node", "declaration": declaration}});
    forger.event(&foreign, "movement", 1, presented);
    let accepted = json!({"Accepted": {"date": "2026-11-23", "decision": decision, "mrn": mrn}});
    forger.event(&foreign, "movement", 2, accepted);
    let usage = json!({
        "amount": {"amount": "400000", "currency": "XOF"}, "countries": ["BF", "CI"], "cover": 1,
        "departure": "BFX01000", "destination": "CIABJ000", "holder": "CI100",
        "movement": movement, "mrn": mrn, "requester": "BF",
    });
    let requested = json!({"HoldRequested": {
        "attempt": 1, "guarantee_home": "CI", "reference": {"grn": TO_BAMAKO.grn}, "usage": usage,
    }});
    forger.event(&hold, "hold", 1, requested);
    (forger, foreign, hold)
}

#[test]
fn what_a_peer_calls_as_ours_is_never_taken_for_ours() {
    let (mut region, movement) = journey(83);
    let mrn = region.movement("CI", &movement).mrn.unwrap();
    let (forger, foreign, hold) = called_as(&movement, mrn.as_str());
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let store = region.homes["CI"].store();
    // Its number is not of its country, and the movement of which it asks is not its own.
    assert_eq!(
        store.named(&Name::new(NameKind::Mrn, &mrn)).unwrap(),
        std::slice::from_ref(&movement)
    );
    let cover = format!("{movement} 1");
    let covers = store.named(&Name::new(NameKind::Cover, cover)).unwrap();
    assert!(covers.len() == 1 && covers[0] != hold, "{covers:?}");
    for dossier in [&foreign, &hold] {
        assert_eq!(store.dossier(dossier).unwrap().unwrap().flag, "contested");
    }
    // A trader's own name for it is anybody's to say, and at home means the one lodged at home.
    let called = Name::new(NameKind::Lrn, format!("CI100/{}", TO_BAMAKO.lrn));
    assert_eq!(store.named(&called).unwrap(), [foreign, movement.clone()]);
    let (now, left) = (region.now, |now| node::Command::Movement(Box::new(exit("CIX01000", now))));
    let asked = region.asked(node::Target::Named(called), left(now));
    assert_eq!(region.submit("CI", asked).outcome.unwrap().dossier, movement);
}

#[test]
fn of_third_logs_only_those_are_kept_that_the_directory_gives() {
    let (mut region, _) = journey(84);
    let log = |region: &str, epoch, partition| LogId {
        region: region.to_owned(),
        node: node_id("ML"),
        epoch: Epoch(epoch),
        partition,
    };
    let next = log(REGION, 2, 0);
    let others =
        [log("elsewhere", 1, 0), log(REGION, 1, 1), log(REGION, 65, 0), log(REGION, u32::MAX, 0)];
    let mut envelope = Forger::new().tell();
    let signed = others.iter().chain([&next]).map(|log| {
        let checkpoint = Checkpoint { log: log.clone(), size: 5, root: Digest([5; 32]) };
        checkpoint.sign(&log_key("ML")).to_string()
    });
    envelope.heads = signed.collect();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let heard = region.homes["CI"].store().heard().unwrap();
    let heard: Vec<_> = heard.into_iter().map(|row| row.log).collect();
    // A node that begins anew after a loss goes on in the epoch that follows.
    assert!(heard.contains(&next), "{heard:?}");
    assert!(others.iter().all(|other| !heard.contains(other)), "{heard:?}");
}

#[test]
fn a_member_nobody_knows_is_not_heard_whoever_carries_what_it_says() {
    let (mut region, movement) = journey(78);
    let before = region.reader("CI").journal().unwrap().entries;
    let mut stranger = Forger::of("GH");
    stranger.event(&movement, "movement", 1, arrived());
    let envelope = stranger.tell();
    let now = region.now;
    for carrier in [Some("GH"), Some("BF"), None] {
        let carrier = carrier.map(node_id);
        let answer = region.node("CI").receive(now, carrier.as_ref(), &envelope).unwrap();
        let Outcome::Refused { reason } = answer.outcome else { panic!("{:?}", answer.outcome) };
        assert!(reason.contains("GH"), "{reason}");
    }
    assert_eq!(region.reader("CI").journal().unwrap().entries, before);
    assert_eq!(region.reader("CI").movement(&movement).unwrap().unwrap().flag, "");
    let peers = region.reader("CI").peers().unwrap();
    assert!(peers.iter().all(|peer| peer.node != node_id("GH")), "{peers:?}");
}

#[test]
fn a_log_the_directory_does_not_list_is_refused() {
    let (mut region, movement) = journey(72);
    let mut forger = Forger::new();
    forger.log.partition = 7;
    forger.event(&movement, "movement", 1, arrived());
    let envelope = forger.tell();
    let answer = received(&mut region, &envelope);
    assert!(matches!(answer.outcome, Outcome::Refused { .. }), "{:?}", answer.outcome);
    assert_eq!(region.reader("CI").movement(&movement).unwrap().unwrap().flag, "");
}

/// The root of an own log of CI at a size, from its entries.
fn root_at(region: &Region, size: u64) -> Digest {
    let place = Place { epoch: Epoch::FIRST, partition: 0, index: 0 };
    let rows = region.homes["CI"].store().entries(place, 10_000).unwrap();
    let rows = &rows[..usize::try_from(size).unwrap()];
    let leaves: Vec<_> = rows.iter().map(|row| leaf_hash(&row.header, &row.commitments)).collect();
    journal::root(&leaves)
}

#[test]
fn a_receipt_for_a_size_we_never_signed_is_no_cosignature_and_our_journal_still_verifies() {
    let (mut region, _) = journey(74);
    region.present("CI", &Declared { lrn: "LRN-7", ..TO_BOBO });
    let log = region.reader("CI").journal().unwrap().logs[0].log.clone();
    let signed = region.homes["CI"].store().checkpoints(Epoch::FIRST, 0, 0, 999).unwrap();
    let signed: Vec<u64> = signed.into_iter().map(|(size, _)| size).collect();
    let size = (0..*signed.last().unwrap()).rev().find(|size| !signed.contains(size)).unwrap();
    let peers = region.reader("CI").peers().unwrap();
    let to_bf = peers.into_iter().find(|peer| peer.node == node_id("BF")).unwrap();
    assert!(size > to_bf.cosigned, "{size} {to_bf:?}");
    let true_root = root_at(&region, size);
    let mut forger = Forger::new();
    forger.receipt(&Receipt {
        of: log,
        to: node_id("BF"),
        through: to_bf.receipted,
        dispatch: None,
        exceptions: Vec::new(),
        size,
        root: true_root,
    });
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let peers = region.reader("CI").peers().unwrap();
    assert!(peers.iter().all(|peer| peer.cosigned != size), "{peers:?}");
    let (store, keys) = (region.homes["CI"].store(), region.homes["CI"].keys());
    let found = node::verify(&store, &keys, &root(), &node_id("CI"), REGION).unwrap();
    assert_eq!(found.first_bad, None);
}

/// What BF records of a passage.
fn crossed(what: &str, office: &str) -> Value {
    let decision = json!({
        "made": "by-officer", "office": office, "officer": "awa", "post": "BFX01000/post",
        "provision": "A/P4/5/82"
    });
    json!({what: {"decides": "node", "office": office, "at": START, "decision": decision}})
}

#[test]
fn what_follows_an_event_that_counts_does_not_wait_for_one_in_its_place_that_does_not() {
    let (mut region, movement) = journey(80);
    let mut forger = Forger::new();
    forger.event(&movement, "movement", 1, arrived());
    forger.event(&movement, "movement", 1, crossed("Entered", "BFX01000"));
    forger.event(&movement, "movement", 2, crossed("Exited", "BFX02000"));
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let steps = region.movement("CI", &movement).steps;
    assert!(steps.iter().any(|step| step.what == "exited"), "{steps:?}");
}

#[test]
fn versions_cited_within_one_log_never_go_back() {
    let (mut region, movement) = journey(75);
    let later = agreement_from("trie", 2, &["CI", "BF", "ML"], "2026-01-01").to_string();
    let now = region.now;
    region.node("CI").adopt(now, &[later]).unwrap();
    let other = region.present("CI", &Declared { lrn: "LRN-7", amount: 1_000, ..TO_BOBO });
    region.settle();
    let trie = |version| BTreeMap::from([("trie".to_owned(), version)]);
    let mut forger = Forger::new();
    forger.cites.agreements = trie(2);
    forger.event(&movement, "movement", 1, crossed("Entered", "BFX01000"));
    forger.cites.agreements = trie(1);
    forger.event(&other, "movement", 1, crossed("Entered", "BFX01000"));
    forger.event(&movement, "movement", 2, crossed("Exited", "BFX02000"));
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let seen = |movement: &DossierId| {
        let viewed = region.reader("CI").movement(movement).unwrap().unwrap();
        let steps = viewed.view.steps.into_iter().map(|step| step.what);
        (steps.collect::<Vec<_>>().split_off(4), viewed.flag)
    };
    // What was released under the earlier version stays under it.
    assert_eq!(seen(&movement), (vec!["entered", "exited"], String::new()));
    assert_eq!(seen(&other), (Vec::new(), "contested".to_owned()));
}

#[test]
fn an_agreement_cited_on_a_day_it_was_not_in_force_lets_nobody_have_anything() {
    let (mut region, movement) = journey(76);
    let late = agreement_from("later", 1, &["CI", "BF"], "2026-12-01").to_string();
    let now = region.now;
    region.node("CI").adopt(now, &[late]).unwrap();
    let mut forger = Forger::new();
    forger.cites.agreements = BTreeMap::from([("later".to_owned(), 1)]);
    forger.event(&movement, "movement", 1, arrived());
    let envelope = forger.tell();
    assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    let alarms = region.reader("CI").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("no-agreement")), "{alarms:?}");
}

#[test]
fn a_first_telling_with_the_core_withheld_is_healed_by_the_next() {
    let (mut region, movement) = journey(77);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let whole = region.envelope("CI", "BF");
    let mut withheld = serde_json::to_value(&whole).unwrap();
    for entry in withheld["entries"].as_array_mut().unwrap() {
        let read: Excerpt = serde_json::from_value(entry.clone()).unwrap();
        let commitments = read.groups().unwrap().into_iter().map(|group| group.commitment());
        let groups: Vec<_> =
            commitments.map(|commitment| json!({"commitment": commitment})).collect();
        entry["groups"] = json!(groups);
    }
    let withheld: Envelope = serde_json::from_value(withheld).unwrap();
    let answer = region.node("BF").receive(now, Some(&node_id("CI")), &withheld).unwrap();
    assert_eq!(answer.outcome, Outcome::Recorded);
    assert_eq!(region.reader("BF").movement(&movement).unwrap().unwrap().flag, "unreadable");
    let body = ::exchange::write("an answer", &answer).unwrap();
    region.node("CI").answered(now, &node_id("BF"), &body).unwrap();
    // BF asks for the dossier, and CI tells all of it again.
    let ask = ::exchange::Ask::Dossier { wanted: ::exchange::Wanted::Dossier(movement.clone()) };
    region.node("CI").asked(now, &node_id("BF"), &ask).unwrap();
    region.settle();
    let viewed = region.reader("BF").movement(&movement).unwrap().unwrap();
    assert_eq!(viewed.flag, "");
    assert!(viewed.view.steps.iter().any(|step| step.what == "exited"), "{:?}", viewed.view.steps);
    region.nodes.remove("BF");
    let (store, keys) = (region.homes["BF"].store(), region.homes["BF"].keys());
    let found = node::verify(&store, &keys, &root(), &node_id("BF"), REGION).unwrap();
    assert_eq!(found.first_bad, None);
}

#[test]
fn a_history_that_cannot_have_happened_sets_its_dossier_apart_for_good_and_alarms_once() {
    let (mut region, movement) = journey(84);
    let other = region.present("CI", &Declared { lrn: "LRN-OTHER", ..TO_BAMAKO });
    region.settle();
    let decision = json!({
        "made": "by-officer", "office": "BFX01000", "officer": "awa", "post": "BFX01000/passage",
        "provision": "A/P4/5/82",
    });
    let crossed = |event: &str| {
        let said =
            json!({"decides": "node", "office": "BFX01000", "at": START, "decision": decision});
        json!({event: said})
    };
    let mut forger = Forger::new();
    // It enters twice at one office, and goes on; each of them BF may say.
    for (part, event) in (1..).zip(["Entered", "Entered", "Exited", "Entered"]) {
        forger.event(&movement, "movement", part, crossed(event));
    }
    let envelope = forger.tell();
    for _ in 0..2 {
        assert_eq!(received(&mut region, &envelope).outcome, Outcome::Recorded);
    }
    for restarted in [false, true] {
        if restarted {
            region.restart("CI", 85);
        }
        let viewed = region.reader("CI").movement(&movement).unwrap().unwrap();
        assert_eq!(viewed.flag, "quarantined");
        let now = region.now;
        let refused = region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap_err();
        let codes: Vec<_> = refused.iter().map(|refused| refused.code.as_str()).collect();
        assert_eq!(codes, ["NOD-006"]);
        let alarms = region.alarms_of("CI", "quarantined");
        let alarms: Vec<Value> =
            alarms.iter().map(|alarm| serde_json::from_str(alarm).unwrap()).collect();
        let said = json!({
            "kind": "quarantined", "about": movement, "detail": "entry 1 of BF-1",
        });
        assert_eq!(alarms, [said]);
    }
    // The node lives on, and so does every other dossier.
    let now = region.now;
    let done = region.officer("CI", &other, exit("CIX01000", now)).outcome.unwrap();
    assert_eq!(done.events, ["Exited"]);
}

fn alarm_count(region: &Region, code: &str) -> usize {
    region.reader(code).alarms(999).unwrap().len()
}

#[test]
fn a_peer_that_goes_on_sending_what_is_refused_alarms_once_an_hour() {
    let (mut region, movement) = journey(78);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let envelope = region.envelope("CI", "BF");
    let entries = region.reader("BF").journal().unwrap().entries;
    for _ in 0..20 {
        region.later(1);
        let now = region.now;
        let answer = region.node("BF").receive(now, Some(&node_id("ML")), &envelope).unwrap();
        assert!(matches!(answer.outcome, Outcome::Refused { .. }));
    }
    assert_eq!(alarm_count(&region, "BF"), 1);
    assert_eq!(region.reader("BF").journal().unwrap().entries, entries + 1);
    region.later(3600);
    let now = region.now;
    region.node("BF").receive(now, Some(&node_id("ML")), &envelope).unwrap();
    assert_eq!(alarm_count(&region, "BF"), 2);
}

#[test]
fn a_forked_head_passed_on_again_and_again_alarms_once() {
    let (mut region, movement) = journey(79);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let told = region.envelope("CI", "BF");
    let note = kernel::Note::parse(&told.checkpoint).unwrap();
    let mut other = Checkpoint::of(&note).unwrap();
    region.node("BF").receive(now, Some(&node_id("CI")), &told).unwrap();
    other.root = Digest([7; 32]);
    region.officer("ML", &movement, entry("MLX01000", now)).outcome.unwrap();
    let mut from_ml = region.envelope("ML", "BF");
    from_ml.heads = vec![other.sign(&log_key("CI")).to_string()];
    for _ in 0..5 {
        region.later(4000);
        let now = region.now;
        region.node("BF").receive(now, Some(&node_id("ML")), &from_ml).unwrap();
    }
    assert_eq!(alarm_count(&region, "BF"), 1);
}
