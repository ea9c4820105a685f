//! What passes between nodes: envelopes, answers, questions, entries given back, pouches.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use exchange::{
    Answer, Ask, Carried, Consistency, Envelope, Known, Line, Proven, Reject, Returned, Unpacking,
    open, open_receipts, open_returned,
};
use journal::{Excerpt, Group, LogId, leaf_hash};
use kernel::{Digest, NodeId, SigningKey, VerifyingKey};

use crate::{made, returns, seed};

const ENVELOPE: &[u8] = include_bytes!("../../../crates/exchange/testdata/envelope-1.json");
const EPOCH: &[u8] = include_bytes!("../../../crates/exchange/testdata/envelope-1-epoch.json");
const POUCH: &[u8] = include_bytes!("../../../crates/exchange/testdata/pouch-1.jsonl");
const RETURNED: &[u8] = include_bytes!("../../../crates/exchange/testdata/returned-1.json");

/// The key under which the golden envelopes are signed.
fn keys() -> [VerifyingKey; 1] {
    [SigningKey::from_seed("CI-1", &[1; 32]).verifying()]
}

fn node(code: &str) -> NodeId {
    made(NodeId::parse(code))
}

pub(crate) fn run(bytes: &[u8]) -> bool {
    let Some((reader, bytes)) = bytes.split_first() else { return false };
    match reader {
        b'e' => exchange::read::<Envelope>("envelope", bytes).is_ok_and(|it| opened(&it, bytes)),
        b'r' => {
            exchange::read::<Returned>("returned", bytes).is_ok_and(|it| given_back(&it, bytes))
        }
        b'a' => returns::<Answer>(bytes).is_some_and(|answer| {
            // Nobody's key can be guessed, so what it carries is refused wherever it carries anything.
            let said = (answer.checkpoint.as_str(), &answer.consistency);
            let keys = keys();
            let by = (&answer.from, &keys[..]);
            let _refused: Result<_, Reject> = open_receipts(said, &answer.receipts, by, None);
            true
        }),
        b'k' => returns::<Ask>(bytes).is_some(),
        b'c' => returns::<Carried>(bytes).is_some_and(|carried| {
            carried.seen_from(4);
            true
        }),
        b'x' => returns::<Excerpt>(bytes)
            .is_some_and(|excerpt| excerpt.header().is_ok() && excerpt.groups().is_ok()),
        b'p' => unpacked(bytes),
        _ => false,
    }
}

/// Whatever opens was told by whoever holds the key: the golden envelopes and nothing else.
fn opened(envelope: &Envelope, bytes: &[u8]) -> bool {
    made(returns::<Envelope>(bytes).ok_or("an envelope"));
    let (to, from) = (node("BF-1"), node("CI-1"));
    let delivery = open(envelope, (&to, Some(&from)), &keys(), |_| Known::default());
    if let Ok(delivery) = &delivery {
        let entries = delivery.entries.iter().map(|numbered| &numbered.entry);
        let dispatches = delivery.dispatches.iter().map(|(_, proven)| proven);
        entries.chain(dispatches).for_each(told);
    }
    let receipts = (envelope.checkpoint.as_str(), &envelope.consistency);
    if let Ok(opened) = open_receipts(receipts, &envelope.receipts, (&from, &keys()), None) {
        opened.receipts.iter().for_each(|(_, proven)| told(proven));
    }
    delivery.is_ok()
}

fn told(entry: &Proven) {
    assert!(golden().contains(&leaf(&entry.excerpt)), "{entry:?}");
}

fn leaf(excerpt: &Excerpt) -> Digest {
    let groups = made(excerpt.groups());
    let commitments: Vec<_> = groups.iter().map(Group::commitment).collect();
    leaf_hash(excerpt.header_bytes(), &commitments)
}

/// Every entry that was ever signed with the key.
fn golden() -> &'static BTreeSet<Digest> {
    static GOLDEN: OnceLock<BTreeSet<Digest>> = OnceLock::new();
    GOLDEN.get_or_init(|| {
        let envelopes =
            [ENVELOPE, EPOCH].map(|bytes| made(exchange::read::<Envelope>("it", bytes)));
        let told = envelopes
            .iter()
            .flat_map(|it| it.dispatches.iter().chain(&it.entries).chain(&it.receipts).map(leaf));
        let returned = made(exchange::read::<Returned>("it", RETURNED));
        told.chain(returned.entries.iter().map(|returning| leaf(&returning.entry))).collect()
    })
}

fn given_back(returned: &Returned, bytes: &[u8]) -> bool {
    made(returns::<Returned>(bytes).ok_or("what is given back"));
    let log = made(LogId::parse("passavant/corridor/CI-1/1/0"));
    let brought = open_returned(returned, (&log, returned.from), &keys());
    if let Ok(brought) = &brought {
        brought.entries.iter().for_each(|(_, _, proven)| told(proven));
    }
    brought.is_ok()
}

/// A pouch that is whole says of each of its lines what it is, once more.
fn unpacked(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut unpacking = Unpacking::default();
    let mut envelopes = 0;
    for line in text.lines() {
        match unpacking.line(line) {
            Ok(Line::Envelope(_)) => envelopes += 1,
            Ok(Line::Head(head)) => assert!(!head.bound_to().is_empty()),
            Ok(Line::End) => {}
            Err(_) => return false,
        }
    }
    match unpacking.end() {
        Ok(count) => {
            assert_eq!(count, envelopes);
            true
        }
        Err(_) => false,
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let envelope = made(exchange::read::<Envelope>("it", ENVELOPE));
    let (checkpoint, entry) = (envelope.checkpoint.clone(), envelope.entries.first());
    let entry = made(serde_json::to_vec(&entry));
    let answer = |outcome: &str| {
        let checkpoint = made(serde_json::to_string(&checkpoint));
        format!(
            "{{\"v\":1,\"from\":\"BF-1\",\"to\":\"CI-1\",\"outcome\":{outcome},\
             \"checkpoint\":{checkpoint},\"consistency\":{{\"from\":0,\"path\":[]}}}}"
        )
    };
    let log = "\"log\":\"passavant/corridor/CI-1/1/0\"";
    let asks = [
        format!(
            "{{\"stream\":{{\"through\":3,\"dispatch\":7,\"verified\":{{{log},\"size\":8}}}}}}"
        ),
        "{\"dossier\":{\"wanted\":{\"mrn\":\"26CI000000000001J1\"}}}".to_owned(),
        format!("{{\"consistency\":{{{log},\"from\":1,\"to\":4}}}}"),
        format!("{{\"return\":{{{log},\"from\":1}}}}"),
        format!("{{\"again\":{{{log},\"through\":1}}}}"),
    ];
    let outcomes = [
        "\"recorded\"".to_owned(),
        format!("{{\"behind\":{{{log},\"through\":1,\"dispatch\":null,\"size\":2}}}}"),
        "{\"refused\":{\"reason\":\"no\"}}".to_owned(),
    ];
    let carried = Carried {
        envelope,
        growth: vec![Consistency { from: 4, path: vec![Digest::of(&[b"1"])] }],
    };
    let mut seeds = vec![
        seed(b'e', ENVELOPE),
        seed(b'e', EPOCH),
        seed(b'r', RETURNED),
        seed(b'p', POUCH),
        seed(b'x', entry),
        seed(b'c', made(serde_json::to_vec(&carried))),
    ];
    seeds.extend(asks.iter().map(|ask| seed(b'k', ask)));
    seeds.extend(outcomes.iter().map(|outcome| seed(b'a', answer(outcome))));
    seeds
}
