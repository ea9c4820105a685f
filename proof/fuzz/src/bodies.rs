//! Bodies in JSON: what is asked of a node, what happened at another one, and the files an
//! administration writes.

use guarantee::{account, hold};
use identity::People;
use journal::{Adopted, Alarm, Dispatch, Erasure, Header, Opened, Preservation, Receipt};
use kernel::{Basis, Decider, Decision, Element, Finding, Money, Rate};
use node::{Done, Settings};
use reference::Reference;
use serde::de::DeserializeOwned;

use crate::{returns, seed};

/// What happened, as it stands in a journal: the event and its groups.
fn happened<D: Decider>(bytes: &[u8]) -> bool {
    returns::<(D::Event, D::Details)>(bytes).is_some()
}

fn is<T: DeserializeOwned>(bytes: &[u8]) -> bool {
    serde_json::from_slice::<T>(bytes).is_ok()
}

pub(crate) fn run(bytes: &[u8]) -> bool {
    let Some((reader, bytes)) = bytes.split_first() else { return false };
    match reader {
        b'm' => is::<transit::Command>(bytes),
        b'g' => is::<account::Command>(bytes),
        b'h' => is::<hold::Command>(bytes),
        b'1' => happened::<transit::Part>(bytes),
        b'2' => happened::<account::Account>(bytes),
        b'3' => happened::<hold::Conversation>(bytes),
        b'4' => returns::<Header>(bytes).is_some(),
        b'5' => returns::<Dispatch>(bytes).is_some_and(|dispatch| {
            // The numbers it gives are those it counts; an envelope whose numbers do not begin at 1 is
            // not opened, and neither is one that has more of them than there are numbers.
            let counted = dispatch.first > 0 && dispatch.first.checked_add(1 << 20).is_some();
            let last = counted.then(|| dispatch.numbered().last()).flatten();
            assert!(last.is_none_or(|(number, _)| number == dispatch.last()));
            true
        }),
        b'6' => returns::<Receipt>(bytes).is_some(),
        b'7' => returns::<Opened>(bytes).is_some(),
        b'8' => returns::<Adopted>(bytes).is_some(),
        b'9' => returns::<Alarm>(bytes).is_some(),
        b'x' => returns::<Erasure>(bytes).is_some(),
        b'k' => returns::<Preservation>(bytes).is_some(),
        b'p' => returns::<People>(bytes).is_some(),
        b's' => returns::<Settings>(bytes).is_some(),
        b'd' => returns::<Done>(bytes).is_some(),
        b'e' => returns::<(Element, Finding, Decision)>(bytes).is_some(),
        b'b' => is::<(Basis, Money, Rate)>(bytes),
        b'r' => reference(bytes),
        _ => false,
    }
}

/// Reference data is taken whole, or everything that is wrong with it is told.
fn reference(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    match Reference::load(text) {
        Ok(_) => true,
        Err(findings) => {
            assert!(!findings.is_empty());
            false
        }
    }
}

const REFERENCE: &str = r#"{
  "lists": [{"id": "CL231", "name": "declaration types", "standing": "assumed", "codes": [{"code": "T1"}]}],
  "members": [{"country": "SN"}],
  "routes": [{"departure": "SNDKR000", "destination": "MLBKO000", "countries": ["SN", "ML"],
    "entries": {"ML": ["MLX02000"]}, "limit_days": 10,
    "frontiers": [{"exit": "SNKID000", "entry": "MLX02000"}]}],
  "traders": [{"id": "SN100", "name": "Transit Teranga",
    "address": {"street_and_number": "Rue 12", "city": "Dakar", "country": "SN"}}],
  "authorisations": [{"kind": "C521", "number": "CIACR2026001", "holder": "SN100", "offices": ["SNDKR000"]}],
  "guarantors": [{"id": "G-1", "name": "Caution commune", "undertaking": "SN 2026/1",
    "address": {"street_and_number": "Rue 12", "city": "Dakar", "country": "SN"}}],
  "calendars": [{"country": "SN", "weekly": [6, 7], "holidays": ["2026-04-04"]}],
  "rates": [{"from": "EUR", "to": "XOF", "factor": "655.957", "day": "2026-11-23"}],
  "rate_age_max_days": 30
}"#;

const BASIS: &str = r#"{"provision": "A/P4/5/82", "officer": "awa"}"#;

fn commands() -> Vec<Vec<u8>> {
    let declaration = r#"{"lrn": "LRN-1", "declaration_type": "T1", "security": "0", "holder": "SN100",
        "departure": "SNDKR000", "destination": "MLBKO000", "transits": ["MLX02000"],
        "countries": ["SN", "ML"], "commodities": ["100630"], "guarantees": [{"type": "1",
        "reference": {"grn": "26SN0000010000012"}, "amount": {"amount": "1", "currency": "XOF"}}]}"#;
    let movement = [
        format!(
            r#"{{"Present": {{"declaration": {declaration}, "access_codes": {{"1": "ZQ7X"}}}}}}"#
        ),
        format!(r#"{{"Release": {{"limit_date": "2026-12-03", "basis": {BASIS}}}}}"#),
        format!(
            r#"{{"RecordExit": {{"office": "SNKID000", "at": "2026-11-23T08:00:00Z", "basis": {BASIS}}}}}"#
        ),
        format!(r#"{{"Invalidate": {{"remarks": "no \" 'more", "basis": {BASIS}}}}}"#),
    ];
    let account = [
        format!(
            r#"{{"Register": {{"grn": "26SN0000010000012", "type": "1", "holder": "SN100",
            "guarantor": "G-1", "office": "SNDKR000", "percentage": 100,
            "reference_amount": {{"amount": "1000000", "currency": "XOF"}},
            "validity": {{"from": "2026-01-01"}}, "basis": {BASIS}}}}}"#
        ),
        format!(r#"{{"Suspend": {{"basis": {BASIS}}}}}"#),
    ];
    let movement = movement.iter().map(|text| seed(b'm', text));
    movement.chain(account.iter().map(|text| seed(b'g', text))).collect()
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let events = [
        (b'1', include_str!("../../../domain/transit/testdata/events.jsonl")),
        (b'2', include_str!("../../../domain/guarantee/testdata/account/events.jsonl")),
        (b'3', include_str!("../../../domain/guarantee/testdata/hold/events.jsonl")),
    ];
    let lines = |(reader, text): (u8, &'static str)| {
        text.lines().map(move |line| seed(reader, line)).collect::<Vec<_>>()
    };
    let mut seeds: Vec<_> = events.into_iter().flat_map(lines).collect();
    seeds.extend(commands());
    let log = r#""log":"passavant/corridor/CI-1/1/0""#;
    let dossier = "CI.CI-1.1.0123456789abcdef0123456789abcdef";
    seeds.extend([
        seed(
            b'4',
            format!(
                "{{\"at\":\"2026-11-23T10:00:00Z\",\"cites\":{{\"agreements\":{{\"trie\":1}},\
                 \"directory\":1}},\"class\":\"movement\",\"index\":1,{log},\"subject\":{{\"event\":\
                 {{\"dossier\":\"{dossier}\",\"kind\":\"movement\",\"part\":1}}}},\"v\":1}}"
            ),
        ),
        seed(b'5', r#"{"to":"BF-1","previous":null,"first":1,"items":[{"index":0,"as":"leaf"}]}"#),
        seed(
            b'x',
            format!(
                r#"{{"dossier":"{dossier}","kind":"movement","erased":[{{"author":"CI-1",
                "class":"movement"}}],"ground":{{"kept":{{"days":3650}}}}}}"#
            ),
        ),
        seed(
            b'k',
            format!(
                r#"{{"dossier":"{dossier}","preserved":true,"provision":"A/P4/5/82",
                "reference":"file 7","officers":["awa","moussa"]}}"#
            ),
        ),
        seed(
            b'p',
            r#"{"posts":[{"post":"SNDKR000/departure","office":"SNDKR000","function":"departure"}],
            "holdings":[{"officer":"awa","post":"SNDKR000/departure","from":"2026-01-01T00:00:00Z"}]}"#,
        ),
        seed(
            b's',
            r#"{"region":"corridor","administration":"SN","currency":"XOF","node":"SN-1"}"#,
        ),
        seed(b'r', REFERENCE),
    ]);
    seeds
}
