//! A peer that holds its key signs whatever it likes: bodies of no sense at all, in good envelopes.

use exchange::Outcome;
use journal::{Cites, Receipt, Subject};
use kernel::{Decides, Digest, DossierId, Epoch, Seen};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Map, Value, json};

use crate::acts::*;
use crate::forger::Forger;
use crate::region::*;

/// How many entries one log has: nearly as many as one dispatch may number.
const ENTRIES: usize = 250;
/// The largest number that canonical JSON has.
const MOST: u64 = (1 << 53) - 1;

/// Every event there is, as its writer would write it.
const EVENTS: [(&str, &str); 3] = [
    ("movement", include_str!("../../../../domain/transit/testdata/events.jsonl")),
    ("guarantee", include_str!("../../../../domain/guarantee/testdata/account/events.jsonl")),
    ("hold", include_str!("../../../../domain/guarantee/testdata/hold/events.jsonl")),
];

fn below(random: &mut ChaCha8Rng, bound: usize) -> usize {
    usize::try_from(random.next_u32()).unwrap() % bound.max(1)
}

/// What no field is meant to hold.
fn anything(random: &mut ChaCha8Rng) -> Value {
    let deep = (0..100).fold(json!("deep"), |inside, _| json!([inside]));
    let values = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(u64::MAX),
        json!(1.5),
        json!(""),
        json!("\u{0}\u{ffff}\n"),
        json!("9999-12-31T23:59:59Z"),
        json!("-009999-01-01"),
        json!("79228162514264337593543950335"),
        json!("x".repeat(5000)),
        json!([]),
        json!({}),
        json!({"Accepted": {}}),
        deep,
    ];
    values[below(random, values.len())].clone()
}

/// Every place in a value, from the root on.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(member, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{place}"), found);
            }
        }
        _ => {}
    }
}

/// The value with up to three of its places put wrong.
fn wrong(random: &mut ChaCha8Rng, value: &Value) -> Value {
    let mut value = value.clone();
    for _ in 0..below(random, 4) {
        let mut found = Vec::new();
        places(&value, "", &mut found);
        let at = &found[below(random, found.len())];
        let instead = anything(random);
        let Some(place) = value.pointer_mut(at) else { continue };
        match place {
            Value::Object(members) if below(random, 2) == 0 => {
                let names: Vec<_> = members.keys().cloned().collect();
                match names.get(below(random, names.len() + 1)) {
                    Some(name) => drop(members.remove(name)),
                    None => drop(members.insert("surplus".to_owned(), instead)),
                }
            }
            Value::Array(items) if below(random, 2) == 0 => {
                let again: Vec<_> = items.iter().cycle().take(items.len() * 3).cloned().collect();
                *items = again;
            }
            place => *place = instead,
        }
    }
    value
}

/// The dossiers it speaks of: ours, its own, and one nobody has heard of.
fn dossiers(movement: &DossierId) -> Vec<DossierId> {
    let own = |home: &str, random| {
        DossierId::mint(&administration(home), &node_id(home), Epoch(2), [random; 16])
    };
    vec![movement.clone(), own("BF", 1), own("BF", 2), own("ML", 3)]
}

/// A log of entries that are each wrong in a way of its own.
fn log(random: &mut ChaCha8Rng, movement: &DossierId) -> Forger {
    let mut forger = Forger::new();
    let known = dossiers(movement);
    let events: Vec<(&str, Value)> = EVENTS
        .iter()
        .flat_map(|(kind, text)| text.lines().map(move |line| (*kind, line)))
        .map(|(kind, line)| (kind, serde_json::from_str::<Value>(line).unwrap()[0].clone()))
        .collect();
    let usual = forger.cites.clone();
    for _ in 0..ENTRIES {
        let (kind, core) = &events[below(random, events.len())];
        let core = wrong(random, core);
        forger.cites = match below(random, 12) {
            0 => Cites { directory: 0, ..Cites::default() },
            1 => Cites { directory: MOST, agreements: [("trie".to_owned(), MOST)].into() },
            _ => usual.clone(),
        };
        let dossier = known[below(random, known.len())].clone();
        let part = [1, 1, 2, 3, 0, MOST][below(random, 6)];
        match below(random, 16) {
            0 => forger.add(Subject::Adopted, "books", core),
            1 => forger.add(Subject::Alarm, "books", core),
            2 => forger.add(Subject::Opened, "books", core),
            3 => forger.add(Subject::Dispatch, "node", core),
            4 => forger.add(Subject::Receipt, "books", core),
            5 => {
                let seen = Seen([(node_id("CI"), (Epoch(u32::MAX), MOST))].into());
                let kind = (*kind).to_owned();
                let subject = Subject::Event { dossier, kind: kind.clone(), part, seen };
                forger.add(subject, &kind, core);
            }
            6 => forger.event(&dossier, "", part, core),
            7 => forger.add(Subject::Receipt, "", json!(Map::new())),
            _ => forger.event(&dossier, kind, part, core),
        }
    }
    forger
}

#[test]
fn whatever_a_peer_signs_is_answered_and_the_node_goes_on() {
    for seed in 0..9 {
        let mut region = Region::new(90 + seed, Decides::Node);
        region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
        let movement = region.present("CI", &TO_BAMAKO);
        region.settle();
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut forger = log(&mut random, &movement);
        forger.receipt(&Receipt {
            to: node_id("CI"),
            of: forger.log.clone(),
            through: MOST,
            dispatch: Some(MOST),
            size: MOST,
            root: Digest([7; 32]),
            exceptions: Vec::new(),
        });
        let envelope = forger.tell();
        let now = region.now;
        let answer = region.node("CI").receive(now, Some(&node_id("BF")), &envelope).unwrap();
        assert_eq!(answer.outcome, Outcome::Recorded, "{seed}");
        // What is due of it is done, what it asks for is answered, and it can be read.
        for _ in 0..40 {
            region.later(3600);
            let now = region.now;
            region.node("CI").work(now).unwrap();
            region.node("CI").outgoing(now).unwrap();
        }
        for dossier in dossiers(&movement) {
            region.reader("CI").movement(&dossier).unwrap();
        }
        region.restart("CI", 900 + seed);
        // Others are served as before.
        let later = Declared { lrn: "LRN-9", amount: 1_000, ..TO_BAMAKO };
        let next = region.present("CI", &later);
        let now = region.now;
        region.node("CI").work(now).unwrap();
        let viewed = region.reader("CI").movement(&next).unwrap().unwrap();
        assert_eq!(viewed.flag, "", "{seed}");
    }
}
