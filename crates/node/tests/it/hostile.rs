//! What a peer may send that its own rules would never let it write: logs made by hand.

use std::collections::BTreeMap;

use exchange::{Answer, Consistency, Envelope, Outcome};
use journal::{
    Checkpoint, Cites, Dispatch, Excerpt, Group, Header, Item, ItemAs, LogId, Subject, VERSION,
    inclusion_proof, leaf_hash, seal_leaf, subtree_root,
};
use kernel::{Decides, Digest, DossierId, Epoch, Seen};
use serde_json::{Value, json};

use crate::acts::*;
use crate::region::*;

/// A log of BF written by hand: each entry a subject and a core.
struct Forger {
    log: LogId,
    entries: Vec<(Vec<u8>, Vec<Group>)>,
}

impl Forger {
    /// A log of BF that nobody has heard of, so that anything may stand in it.
    fn new() -> Self {
        let log =
            LogId { region: REGION.to_owned(), node: node_id("BF"), epoch: Epoch(2), partition: 0 };
        Self { log, entries: Vec::new() }
    }

    fn add(&mut self, subject: Subject, class: &str, core: Value) {
        let header = Header {
            v: VERSION,
            log: self.log.clone(),
            index: u64::try_from(self.entries.len()).unwrap(),
            at: at(START),
            class: class.to_owned(),
            cites: Cites { directory: 1, agreements: BTreeMap::from([("trie".to_owned(), 1)]) },
            subject,
        };
        let groups = vec![("core".to_owned(), core)];
        self.entries.push(seal_leaf(&header, groups, || [1; 32]).unwrap());
    }

    fn event(&mut self, dossier: &DossierId, kind: &str, part: u64, core: Value) {
        let (dossier, kind) = (dossier.clone(), kind.to_owned());
        let subject = Subject::Event { dossier, kind: kind.clone(), part, seen: Seen::default() };
        self.add(subject, &kind, core);
    }

    /// Everything so far, numbered for CI and put into an envelope.
    fn tell(mut self) -> Envelope {
        let count = u64::try_from(self.entries.len()).unwrap();
        let items = (0..count).map(|index| Item { index, told_as: ItemAs::Leaf });
        let dispatch =
            Dispatch { to: node_id("CI"), previous: None, first: 1, items: items.collect() };
        self.add(Subject::Dispatch, "node", serde_json::to_value(dispatch).unwrap());
        let leaves: Vec<Digest> = self
            .entries
            .iter()
            .map(|(header, groups)| {
                let commitments: Vec<_> = groups.iter().map(Group::commitment).collect();
                leaf_hash(header, &commitments)
            })
            .collect();
        let size = count + 1;
        let mut node = |level: u32, index: u64| {
            let width = 1_u64 << level;
            let first = usize::try_from(index * width).unwrap();
            let last = usize::try_from((index + 1) * width).unwrap();
            Ok::<_, ()>(journal::root(&leaves[first..last]))
        };
        let root = subtree_root(0, size, &mut node).unwrap();
        let mut excerpts: Vec<_> = (0..size)
            .map(|index| {
                let proof = inclusion_proof(index, size, &mut node).unwrap();
                let (header, groups) = &self.entries[usize::try_from(index).unwrap()];
                Excerpt::new(header, groups, proof).unwrap()
            })
            .collect();
        let dispatches = vec![excerpts.pop().unwrap()];
        let checkpoint = Checkpoint { log: self.log, size, root };
        Envelope {
            v: ::exchange::VERSION,
            from: node_id("BF"),
            to: node_id("CI"),
            checkpoint: checkpoint.sign(&log_key("BF")).to_string(),
            consistency: Consistency { from: 0, path: Vec::new() },
            dispatches,
            entries: excerpts,
            receipts: Vec::new(),
            verified: Vec::new(),
            heads: Vec::new(),
        }
    }
}

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
    region.settle();
    let steps = region.movement("CI", &movement).steps;
    assert!(steps.iter().any(|step| step.what == "entered"));
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
