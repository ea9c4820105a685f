//! The evidence bundle of a movement of which each byte is changed once: it is found, and what is named is
//! what was changed.

use std::collections::BTreeSet;
use std::ops::Range;

use agreement::Agreement;
use journal::{Checkpoint, Header, LogId};
use kernel::{Decides, Note, canonical};
use node::evidence::verify;
use serde_json::Value;

use crate::acts::*;
use crate::evidence::{bundle, first_bad};
use crate::region::*;

/// Among how many tests the bytes are shared.
const SHARES: usize = 4;
/// How far behind a changed byte a file is said to be wrong at most: no name, number or digest is longer.
const BEHIND_MAX: usize = 48;

/// Dakar to Bamako, released: every kind of part is in its bundle, and it is small enough to change each
/// byte of it.
fn small(random: u64) -> Vec<u8> {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    bundle(&region, "SN", &movement, &[])
}

/// What is named where something does not hold: what it is, of which log, and its number there.
type Named = (&'static str, String, u64);

/// A part of a file, by its place there.
#[derive(Debug, Clone, Copy)]
enum Part {
    Agreement(usize),
    Checkpoint(usize, usize),
    Digest,
    Directory(usize),
    Entry(usize, usize),
    Log(usize),
    Movement,
}

fn texts(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    value.as_array().unwrap().iter().enumerate()
}

/// Where each part stands in a file. What is in none of them is what holds them together.
fn parts(bytes: &[u8]) -> Vec<(Range<usize>, Part)> {
    let text = std::str::from_utf8(bytes).unwrap();
    let value: Value = serde_json::from_slice(bytes).unwrap();
    let mut parts = Vec::new();
    let mut put = |name: &str, value: &Value, part| {
        let piece = String::from_utf8(canonical(value).unwrap()).unwrap();
        let piece = format!("{name}{piece}");
        let mut found = text.match_indices(&piece).map(|(place, _)| place);
        let start = found.next().unwrap();
        assert_eq!(found.next(), None, "{part:?}");
        parts.push((start + name.len()..start + piece.len(), part));
    };
    for (place, note) in texts(&value["agreements"]) {
        put("", note, Part::Agreement(place));
    }
    for (place, note) in texts(&value["directories"]) {
        put("", note, Part::Directory(place));
    }
    put("\"digest\":", &value["digest"], Part::Digest);
    put("\"movement\":", &value["movement"], Part::Movement);
    for (log, excerpts) in texts(&value["logs"]) {
        put("\"log\":", &excerpts["log"], Part::Log(log));
        for (place, sealed) in texts(&excerpts["checkpoints"]) {
            put("", sealed, Part::Checkpoint(log, place));
        }
        for (place, entry) in texts(&excerpts["entries"]) {
            put("", entry, Part::Entry(log, place));
        }
    }
    parts
}

/// What must be named of a part of a file that can be read: by what it calls itself, as far as it says so,
/// else by its place.
fn named(file: &Value, part: Part) -> Named {
    let counted = |place: usize| u64::try_from(place).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let note = |value: &Value| Note::parse(value.as_str().unwrap()).ok();
    match part {
        Part::Agreement(place) => {
            let said = note(&file["agreements"][place]);
            let said = said.and_then(|note| serde_json::from_str::<Agreement>(note.text()).ok());
            let called = said.map(|said| (said.id, said.version));
            let (id, version) = called.unwrap_or(("agreement".to_owned(), counted(place)));
            ("agreement", id, version)
        }
        Part::Checkpoint(log, place) => {
            let excerpts = &file["logs"][log];
            let said = note(&excerpts["checkpoints"][place]["note"]);
            let said = said.and_then(|note| Checkpoint::of(&note).ok());
            let size = said.map_or(counted(place), |said| said.size);
            ("checkpoint", text(&excerpts["log"]), size)
        }
        Part::Digest => ("digest", String::new(), 0),
        Part::Directory(place) => ("directory", "directory".to_owned(), counted(place) + 1),
        Part::Entry(log, place) => {
            let excerpts = &file["logs"][log];
            let header = excerpts["entries"][place]["header"].as_str().unwrap();
            let header = serde_json::from_str::<Header>(header);
            let index = header.map_or(counted(place), |header| header.index);
            ("entry", text(&excerpts["log"]), index)
        }
        Part::Log(place) => log_named(file, place),
        Part::Movement => ("movement", text(&file["movement"]), 0),
    }
}

/// A log of another name is out of order, or of nobody, or its checkpoints are not of it.
fn log_named(file: &Value, place: usize) -> Named {
    let name = |place: usize| LogId::parse(file["logs"][place]["log"].as_str().unwrap()).unwrap();
    let log = name(place);
    let listed = ["CI", "BF", "ML", "SN", "CORRIDOR"].map(node_id).contains(&log.node);
    let in_order = place.checked_sub(1).is_none_or(|before| name(before) < log);
    if !in_order || !listed || log.region != REGION {
        return ("log", log.to_string(), 0);
    }
    named(file, Part::Checkpoint(place, 0))
}

/// Which byte a file that cannot be read is said to be wrong at.
fn wrong_at(why: &str) -> Option<usize> {
    let words = ["column ", "index ", "from byte "];
    let (_, number) = words.iter().find_map(|word| why.rsplit_once(word))?;
    let digits = number.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

/// A file that is not of the form is said to be wrong where it was changed, as near as whoever reads it from
/// its beginning can tell.
fn is_named_near(bytes: &[u8], place: usize, why: &str) -> bool {
    let text = std::str::from_utf8(bytes).unwrap();
    let form = text.find("\"form\":").unwrap();
    let key = form..form + "\"form\":".len();
    let name = key.end..key.end + "\"passavant-evidence/1\"".len();
    let Some(at) = wrong_at(why) else {
        return name.contains(&place) && why.starts_with("its form is called ");
    };
    // That the form has no name is known at the end; what a list has become, behind the first of it.
    let later = bytes[place] == b'[' || key.contains(&place);
    at >= place && (later || at <= place + BEHIND_MAX)
}

/// Changes bytes, one at a time; each is found, and what is named is what was changed. Gives back what was
/// named.
pub(crate) fn each_changed(
    bytes: &[u8],
    places: impl IntoIterator<Item = usize>,
) -> BTreeSet<&'static str> {
    assert!(verify(bytes, &root()).ok);
    let parts = parts(bytes);
    let mut found_as = BTreeSet::new();
    for (turn, place) in places.into_iter().enumerate() {
        let mut changed = bytes.to_vec();
        changed[place] ^= if turn % 2 == 0 { 0x01 } else { 0x20 };
        let found = verify(&changed, &root());
        let bad = found.first_bad.unwrap_or_else(|| panic!("byte {place} is changed unseen"));
        assert!(!found.ok && !bad.why.is_empty(), "byte {place}: {bad:?}");
        found_as.insert(bad.what);
        let said = (bad.what, bad.log, bad.index);
        if said == ("form", String::new(), 0) {
            assert!(is_named_near(bytes, place, &bad.why), "byte {place}: {}", bad.why);
            continue;
        }
        let part = parts.iter().find(|(range, _)| range.contains(&place));
        let (_, part) = part.unwrap_or_else(|| panic!("byte {place} is in no part: {said:?}"));
        let file: Value = serde_json::from_slice(&changed).unwrap();
        assert_eq!(said, named(&file, *part), "byte {place} of {part:?}: {}", bad.why);
    }
    found_as
}

/// Whatever can be named of a file.
pub(crate) const KINDS: [&str; 8] =
    ["agreement", "checkpoint", "digest", "directory", "entry", "form", "log", "movement"];

fn each_of_a_share(share: usize) {
    let bytes = small(312);
    let places = (share..bytes.len()).step_by(SHARES);
    assert_eq!(each_changed(&bytes, places), KINDS.into());
}

#[test]
fn whichever_byte_of_a_small_bundle_is_changed_is_found_and_what_was_changed_is_named() {
    each_of_a_share(0);
}

#[test]
fn whichever_byte_after_those_is_changed_is_found_and_named_as_well() {
    each_of_a_share(1);
}

#[test]
fn whichever_third_of_four_bytes_is_changed_is_found_and_named_as_well() {
    each_of_a_share(2);
}

#[test]
fn whichever_last_of_four_bytes_is_changed_is_found_and_named_as_well() {
    each_of_a_share(3);
}

#[test]
fn whatever_is_cut_off_a_bundle_or_added_to_it_is_found() {
    let bytes = small(313);
    for shorter in 0..bytes.len() {
        assert_eq!(first_bad(&bytes[..shorter]).0, "form");
    }
    for (before, after) in [(&b" "[..], &b""[..]), (b"", b"\n"), (b"", b" ")] {
        assert_eq!(first_bad(&[before, &bytes, after].concat()).0, "form");
    }
}
