//! The evidence bundle of a movement: what is in it, what it proves to somebody who has the root of the
//! directory alone, and that no byte of it can change unseen.

use std::collections::BTreeSet;

use exchange::Outcome;
use journal::{LogId, Receipt, Subject, Verdict};
use kernel::{Decides, Digest, DossierId, Epoch, Inadmissible, canonical};
use node::evidence::{Evidence, verify};
use serde_json::{Value, json};
use store::{KeyId, Keys as _, Read as _};

use crate::acts::*;
use crate::altering::{KINDS, each_changed};
use crate::forger::Forger;
use crate::region::*;

/// Dakar to Bamako and discharged, under a guarantee that is kept in Mali.
pub(crate) fn discharged(random: u64) -> (Region, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.settle();
    let now = region.now;
    for command in [entry("MLX02000", now), arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    (region, movement)
}

pub(crate) fn bundle(
    region: &Region,
    code: &str,
    movement: &DossierId,
    withheld: &[&str],
) -> Vec<u8> {
    let withheld: BTreeSet<_> = withheld.iter().map(|group| (*group).to_owned()).collect();
    region.reader(code).evidence(movement, &withheld).unwrap().unwrap()
}

/// What a bundle proves of each event: its writer, its name, whether as many have cosigned it as must.
fn told(found: &Evidence) -> Vec<(&str, &str, bool)> {
    let records = found.records.iter();
    records.map(|record| (record.writer.as_str(), record.event.as_str(), record.cosigned)).collect()
}

/// The file as somebody writes it who has changed what is in it, and its digest with it.
fn changed(bytes: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(bytes).unwrap();
    change(&mut value);
    value.as_object_mut().unwrap().remove("digest");
    let digest = Digest::of(&[&canonical(&value).unwrap()]);
    value["digest"] = json!(digest);
    [canonical(&value).unwrap(), b"\n".to_vec()].concat()
}

fn log_of<'a>(value: &'a mut Value, node: &str) -> &'a mut Value {
    let logs = value["logs"].as_array_mut().unwrap();
    logs.iter_mut().find(|log| log["log"].as_str().unwrap().contains(node)).unwrap()
}

/// What is found first, in short.
pub(crate) fn first_bad(bytes: &[u8]) -> (&'static str, String) {
    let found = verify(bytes, &root());
    assert!(!found.ok);
    let bad = found.first_bad.unwrap();
    (bad.what, bad.why)
}

#[test]
fn a_bundle_of_a_whole_journey_verifies_with_nothing_but_the_root() {
    let (region, movement) = discharged(300);
    let journey = [
        ("SN-1", "Presented", true),
        ("SN-1", "Accepted", true),
        ("SN-1", "HoldRequested", true),
        ("ML-1", "Held", true),
        ("SN-1", "Covered", true),
        ("SN-1", "Released", true),
        ("SN-1", "Exited", true),
        ("ML-1", "Entered", true),
        ("ML-1", "Arrived", true),
        ("ML-1", "Controlled", true),
        ("ML-1", "Ended", true),
        ("SN-1", "Discharged", true),
        ("SN-1", "CreditRequested", true),
        ("ML-1", "Credited", true),
        ("SN-1", "CoverCredited", true),
    ];
    for code in ["SN", "ML"] {
        let bytes = bundle(&region, code, &movement, &[]);
        let found = verify(&bytes, &root());
        assert_eq!(found.first_bad, None, "{code}");
        assert!(found.ok && found.receipts > 0, "{code}");
        assert_eq!(told(&found), journey, "{code}");
        assert!(found.records.iter().all(|record| record.verdict == Verdict::Admitted), "{code}");
        assert_eq!((found.missing, found.movement), (Vec::new(), Some(movement.clone())), "{code}");
        let view = found.view.unwrap();
        assert_eq!(view.mrn, Some(region.mrn("SN", &movement)));
        assert_eq!(view.standing.phase, transit::Phase::Discharged);
        // Asked again, it is the same file.
        assert_eq!(bundle(&region, code, &movement, &[]), bytes, "{code}");
    }
    // Whoever has no such movement has no bundle of it, and nobody else's dossier is one.
    assert_eq!(region.reader("CI").evidence(&movement, &BTreeSet::new()).unwrap(), None);
}

#[test]
fn each_record_names_the_earliest_cosignatures_that_cover_it_and_who_has_witnessed_others() {
    let (region, movement) = discharged(301);
    let found = verify(&bundle(&region, "SN", &movement, &[]), &root());
    for record in &found.records {
        let by: BTreeSet<_> = record.cosigned_by.iter().map(|one| one.node.as_str()).collect();
        let expected = match record.writer.as_str() {
            "SN-1" => BTreeSet::from(["CORRIDOR-1", "ML-1"]),
            // Of Mali's log, Dakar has no other receipts than its own.
            _ => BTreeSet::from(["SN-1"]),
        };
        assert_eq!(by, expected, "{record:?}");
        for one in &record.cosigned_by {
            assert!(one.size > record.entry && one.at >= record.at, "{record:?}");
        }
    }
    // What was presented first was cosigned long before the movement ended.
    let (first, last) = (&found.records[0], &found.records[14]);
    assert!(first.cosigned_by.iter().all(|one| one.at < last.at), "{first:?}");
}

#[test]
fn a_redacted_bundle_verifies_and_lacks_what_was_left_out() {
    let (region, movement) = discharged(302);
    let whole = String::from_utf8(bundle(&region, "SN", &movement, &[])).unwrap();
    assert!(whole.contains("60000.204") && whole.contains("1234 HA"));
    for (withheld, absent, there) in [
        (&["goods"][..], &["60000.204"][..], &["1234 HA"][..]),
        (&["goods", "transport"], &["60000.204", "1234 HA"], &[]),
    ] {
        let bytes = bundle(&region, "SN", &movement, withheld);
        let found = verify(&bytes, &root());
        assert_eq!(found.first_bad, None);
        let text = String::from_utf8(bytes).unwrap();
        assert!(absent.iter().all(|one| !text.contains(one)), "{withheld:?}");
        assert!(there.iter().all(|one| text.contains(one)), "{withheld:?}");
        let presented = &found.records[0];
        assert!(withheld.iter().all(|group| !presented.open.contains(&(*group).to_owned())));
        let leaves =
            |found: &Evidence| found.records.iter().map(|record| record.leaf).collect::<Vec<_>>();
        assert_eq!(leaves(&found), leaves(&verify(whole.as_bytes(), &root())));
    }
}

#[test]
fn who_asked_and_access_codes_are_in_no_bundle() {
    let (region, movement) = discharged(303);
    for code in ["SN", "ML"] {
        let value: Value = serde_json::from_slice(&bundle(&region, code, &movement, &[])).unwrap();
        let mut names = BTreeSet::new();
        for log in value["logs"].as_array().unwrap() {
            for entry in log["entries"].as_array().unwrap() {
                let groups = entry["groups"].as_array().unwrap();
                names.extend(groups.iter().filter_map(|group| group["name"].as_str()));
                let header: Value =
                    serde_json::from_str(entry["header"].as_str().unwrap()).unwrap();
                let subject = &header["subject"];
                assert!(subject["event"].is_object() || subject == "receipt", "{subject}");
            }
        }
        assert_eq!(names, BTreeSet::from(["core", "goods", "transport"]), "{code}");
    }
}

/// Every place at which a text begins or ends, and every so many others: of a whole journey, each byte would
/// take too long, and is changed of a small bundle.
fn places(bytes: &[u8]) -> BTreeSet<usize> {
    let quotes = (0..bytes.len()).filter(|place| bytes[*place] == b'"');
    let around = quotes.flat_map(|place| place.saturating_sub(1)..=place + 1);
    let all = around.chain((0..bytes.len()).step_by(41)).chain([bytes.len() - 1]);
    all.filter(|place| *place < bytes.len()).collect()
}

#[test]
fn any_changed_byte_is_found_and_what_fails_is_named() {
    let (region, movement) = discharged(304);
    let bytes = bundle(&region, "SN", &movement, &[]);
    assert_eq!(each_changed(&bytes, places(&bytes)), KINDS.into());
    for shorter in (0..bytes.len()).step_by(997) {
        assert_eq!(first_bad(&bytes[..shorter]).0, "form");
    }
    for (before, after) in [(&b" "[..], &b""[..]), (b"", b"\n"), (b"", b" ")] {
        assert_eq!(first_bad(&[before, &bytes, after].concat()).0, "form");
    }
}

#[test]
fn whoever_changes_the_digest_too_gains_nothing() {
    let (region, movement) = discharged(305);
    let bytes = bundle(&region, "SN", &movement, &[]);
    assert_eq!(changed(&bytes, |_| ()), bytes);
    let amount = changed(&bytes, |value| {
        let text = value["logs"].to_string().replace("400000", "400001");
        value["logs"] = serde_json::from_str(&text).unwrap();
    });
    assert_eq!(first_bad(&amount).0, "entry");
    let swapped = changed(&bytes, |value| {
        log_of(value, "SN-1")["entries"].as_array_mut().unwrap().swap(0, 1);
    });
    assert_eq!(first_bad(&swapped), ("entry", "it is not in its order".to_owned()));
    let growth = changed(&bytes, |value| {
        let checkpoints = log_of(value, "SN-1")["checkpoints"].as_array_mut().unwrap();
        checkpoints[1]["growth"] = checkpoints[2]["growth"].clone();
    });
    assert_eq!(first_bad(&growth).0, "checkpoint");
    let none = changed(&bytes, |value| value["directories"] = json!([]));
    assert_eq!(first_bad(&none), ("directory", "it is missing".to_owned()));
    let other = changed(&bytes, |value| {
        let movement = value["movement"].as_str().unwrap();
        value["movement"] = json!(format!("{}0", &movement[..movement.len() - 1]));
    });
    assert_eq!(first_bad(&other), ("movement", "nothing in the file is about it".to_owned()));
    let later = changed(&bytes, |value| value["form"] = json!("passavant-evidence/2"));
    let (what, why) = first_bad(&later);
    assert!(what == "form" && why.contains("passavant-evidence/2"), "{why}");
}

#[test]
fn a_bundle_is_refused_by_whoever_has_another_root() {
    let (region, movement) = discharged(306);
    let bytes = bundle(&region, "SN", &movement, &[]);
    let strangers = ["CI", "BF", "ML"];
    let keys = strangers.map(|code| {
        let name = identity::member_key_name(REGION, &administration(code));
        let key = kernel::SigningKey::from_seed(&name, &seed(code, 77));
        (administration(code), key.verifying())
    });
    let other = identity::Root { threshold: 1, keys: keys.into() };
    let found = verify(&bytes, &other);
    let bad = found.first_bad.unwrap();
    assert_eq!((bad.what, bad.index), ("directory", 1));
    assert_eq!(bad.why, "0 of the 1 signatures that make a directory");
    assert_eq!((found.records.len(), found.view), (0, None));
}

#[test]
fn what_was_taken_out_is_missed_where_anything_names_it() {
    let (region, movement) = discharged(307);
    let bytes = bundle(&region, "SN", &movement, &[]);
    let without = |node: &'static str, index: u64| {
        changed(&bytes, |value| {
            let entries = log_of(value, node)["entries"].as_array_mut().unwrap();
            entries.retain(|entry| {
                let header: Value =
                    serde_json::from_str(entry["header"].as_str().unwrap()).unwrap();
                header["index"] != index
            });
        })
    };
    let whole = verify(&bytes, &root());
    let place =
        |event: &str| whole.records.iter().find(|record| record.event == event).unwrap().entry;
    // In the middle of a part, what follows it does not count any more.
    let found = verify(&without("SN-1", place("Covered")), &root());
    assert_eq!(found.first_bad, None);
    let missing: Vec<_> = found.missing.iter().map(|one| (one.writer.as_str(), one.part)).collect();
    assert!(missing.contains(&("SN-1", Some(3))), "{missing:?}");
    let released = found.records.iter().find(|record| record.event == "Released").unwrap();
    assert_eq!(released.verdict, Verdict::Waiting);
    // The last word of Mali is missed because Dakar had seen it.
    let found = verify(&without("ML-1", place("Ended")), &root());
    let missing: Vec<_> =
        found.missing.iter().map(|one| (one.writer.as_str(), one.entry)).collect();
    assert!(missing.contains(&("ML-1", Some(place("Ended")))), "{missing:?}");
}

#[test]
fn without_its_receipts_a_bundle_holds_and_says_that_nobody_has_cosigned() {
    let (region, movement) = discharged(308);
    let bytes = bundle(&region, "SN", &movement, &[]);
    let alone = changed(&bytes, |value| {
        for log in value["logs"].as_array_mut().unwrap() {
            let entries = log["entries"].as_array_mut().unwrap();
            entries.retain(|entry| !entry["header"].as_str().unwrap().contains("\"receipt\""));
        }
    });
    let found = verify(&alone, &root());
    assert_eq!((found.first_bad, found.receipts, found.cosigned), (None, 0, 0));
    assert!(found.records.iter().all(|record| record.cosigned_by.is_empty()));
    assert!(found.records.iter().all(|record| record.quorum == Some(1) && !record.cosigned));
    // A receipt for a checkpoint that is not there cosigns nothing that anybody could look at.
    let astray = changed(&bytes, |value| {
        let logs = value["logs"].as_array_mut().unwrap();
        logs.retain(|log| !log["log"].as_str().unwrap().contains("/ML-1/"));
    });
    assert_eq!(first_bad(&astray), ("receipt", "the checkpoint it cosigns is missing".to_owned()));
}

#[test]
fn what_was_erased_leaves_a_bundle_that_verifies() {
    let (region, movement) = discharged(309);
    let before = verify(&bundle(&region, "SN", &movement, &[]), &root());
    let class = "movement".to_owned();
    let key = KeyId { dossier: Some(movement.clone()), author: node_id("SN"), class };
    region.homes["SN"].keys().destroy(&key).unwrap();
    let bytes = bundle(&region, "SN", &movement, &[]);
    let found = verify(&bytes, &root());
    assert_eq!(found.first_bad, None);
    let own: Vec<_> = found.records.iter().filter(|one| one.writer == node_id("SN")).collect();
    assert_eq!(own.len(), 7);
    assert!(own.iter().all(|one| one.event.is_empty() && one.verdict == Verdict::Unreadable));
    assert!(own.iter().all(|one| one.open.is_empty() && one.cosigned));
    let leaf = |found: &Evidence| found.records.iter().map(|one| one.leaf).collect::<BTreeSet<_>>();
    assert!(leaf(&found).is_subset(&leaf(&before)));
}

/// Abidjan to Bobo-Dioulasso, released, and what a log of BF made by hand says of it.
fn forged(random: u64, say: impl FnOnce(&mut Forger, &DossierId)) -> Evidence {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let mut forger = Forger::new();
    say(&mut forger, &movement);
    let now = region.now;
    let answer = region.node("CI").receive(now, Some(&node_id("BF")), &forger.tell()).unwrap();
    assert_eq!(answer.outcome, Outcome::Recorded);
    verify(&bundle(&region, "CI", &movement, &[]), &root())
}

#[test]
fn what_others_say_who_may_not_stays_in_the_bundle_and_does_not_count() {
    let found = forged(310, |forger, movement| {
        forger.event(movement, "movement", 1, json!({"DiscrepanciesAnswered": null}));
        forger.event(movement, "movement", 2, json!({"Teleported": {}}));
        forger.event(movement, "hovercraft", 3, json!({"Landed": {}}));
    });
    assert_eq!(found.first_bad, None);
    let theirs: Vec<_> = found.records.iter().filter(|one| one.writer == node_id("BF")).collect();
    let verdicts: Vec<_> = theirs.iter().map(|one| &one.verdict).collect();
    assert_eq!(
        verdicts,
        [
            &Verdict::Contested(Inadmissible::NotHome),
            &Verdict::Unreadable,
            &Verdict::Contested(Inadmissible::OtherKind)
        ]
    );
    assert_eq!(found.view.unwrap().standing.phase, transit::Phase::Released);
}

#[test]
fn a_receipt_for_what_we_never_signed_is_in_no_bundle() {
    let mut region = Region::new(311, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let mut forger = Forger::new();
    let log = forger.log.clone();
    let of = LogId { node: node_id("CI"), epoch: Epoch(1), ..log.clone() };
    let size = region.homes["CI"].store().size(Epoch(1), 0).unwrap();
    let receipt = Receipt {
        of,
        to: node_id("BF"),
        through: 0,
        dispatch: None,
        exceptions: Vec::new(),
        size,
        root: Digest::of(&[b"another history"]),
    };
    // Told like any other entry, it is kept, before BF's own node has receipted anything of the exit.
    forger.add(Subject::Receipt, "books", serde_json::to_value(receipt).unwrap());
    forger.event(&movement, "movement", 1, json!({"Teleported": {}}));
    let told = region.node("CI").receive(now, Some(&node_id("BF")), &forger.tell()).unwrap();
    assert_eq!(told.outcome, Outcome::Recorded);
    assert!(region.homes["CI"].store().foreign_at(&log, 0).unwrap().is_some());
    // BF hears of an epoch that it has not opened, and goes on in the next.
    region.carry_one("CI", "BF");
    region.ask_back("BF", &[]);
    region.settle();
    let found = verify(&bundle(&region, "CI", &movement, &[]), &root());
    assert_eq!(found.first_bad, None);
    let left = found.records.iter().find(|record| record.event == "Exited").unwrap();
    let by: Vec<_> = left.cosigned_by.iter().map(|one| &one.log).collect();
    assert!(by.iter().any(|log| log.node == node_id("BF") && log.epoch == Epoch(3)), "{by:?}");
    assert!(by.iter().all(|one| **one != log), "{by:?}");
}

/// A bundle and the root of its region, as they were written when the form was made. What is issued once
/// must verify for ever: neither file is ever made anew.
#[test]
fn a_bundle_that_was_issued_once_verifies_for_ever() {
    let bytes = include_bytes!("../../testdata/evidence-1.json");
    let root = serde_json::from_str(include_str!("../../testdata/evidence-1-root.json")).unwrap();
    let found = verify(bytes, &root);
    assert_eq!(found.first_bad, None);
    assert_eq!((found.records.len(), found.cosigned, found.missing.len()), (15, 15, 0));
    let digest = found.digest.unwrap().to_string();
    assert_eq!(digest, "OUOLA3nfKI8zbjnbGi1nTeSbjqkvu9NSdNDCbUmp/dY=");
}
