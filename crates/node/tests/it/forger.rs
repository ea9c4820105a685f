//! Logs made by hand, as a peer may write them whose rules are not ours.

use std::collections::BTreeMap;

use exchange::{Consistency, Envelope};
use journal::{
    Checkpoint, Cites, Dispatch, Excerpt, Group, Header, Item, ItemAs, LogId, Receipt, Subject,
    VERSION, inclusion_proof, leaf_hash, seal_leaf, subtree_root,
};
use kernel::{Digest, DossierId, Epoch, Seen};
use serde_json::Value;

use crate::region::*;

/// A log written by hand: each entry a subject and a core.
pub(crate) struct Forger {
    author: &'static str,
    pub(crate) log: LogId,
    pub(crate) cites: Cites,
    /// Which of them are receipts.
    receipts: Vec<u64>,
    entries: Vec<(Vec<u8>, Vec<Group>)>,
}

impl Forger {
    /// A log of BF that nobody has heard of, so that anything may stand in it.
    pub(crate) fn new() -> Self {
        Self::of("BF")
    }

    pub(crate) fn of(author: &'static str) -> Self {
        let node = node_id(author);
        let log = LogId { region: REGION.to_owned(), node, epoch: Epoch(2), partition: 0 };
        let cites = Cites { directory: 1, agreements: BTreeMap::from([("trie".to_owned(), 1)]) };
        Self { author, log, cites, receipts: Vec::new(), entries: Vec::new() }
    }

    pub(crate) fn add(&mut self, subject: Subject, class: &str, core: Value) {
        let header = Header {
            v: VERSION,
            log: self.log.clone(),
            index: u64::try_from(self.entries.len()).unwrap(),
            at: at(START),
            class: class.to_owned(),
            cites: self.cites.clone(),
            subject,
        };
        let groups = vec![("core".to_owned(), core)];
        self.entries.push(seal_leaf(&header, groups, || [1; 32]).unwrap());
    }

    pub(crate) fn event(&mut self, dossier: &DossierId, kind: &str, part: u64, core: Value) {
        let (dossier, kind) = (dossier.clone(), kind.to_owned());
        let subject = Subject::Event { dossier, kind: kind.clone(), part, seen: Seen::default() };
        self.add(subject, &kind, core);
    }

    pub(crate) fn receipt(&mut self, receipt: &Receipt) {
        self.receipts.push(u64::try_from(self.entries.len()).unwrap());
        self.add(Subject::Receipt, "books", serde_json::to_value(receipt).unwrap());
    }

    /// Everything so far, numbered for CI and put into an envelope.
    pub(crate) fn tell(mut self) -> Envelope {
        let count = u64::try_from(self.entries.len()).unwrap();
        let told = (0..count).filter(|index| !self.receipts.contains(index));
        let items = told.map(|index| Item::here(index, ItemAs::Leaf));
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
        let (receipts, excerpts): (Vec<_>, Vec<_>) = (0..)
            .zip(excerpts)
            .partition(|(index, _): &(u64, Excerpt)| self.receipts.contains(index));
        let all = |excerpts: Vec<(u64, Excerpt)>| excerpts.into_iter().map(|(_, of)| of).collect();
        let checkpoint = Checkpoint { log: self.log, size, root };
        Envelope {
            v: ::exchange::VERSION,
            from: node_id(self.author),
            to: node_id("CI"),
            checkpoint: checkpoint.sign(&log_key(self.author)).to_string(),
            consistency: Consistency { from: 0, path: Vec::new() },
            dispatches,
            entries: all(excerpts),
            receipts: all(receipts),
            verified: Vec::new(),
            heads: Vec::new(),
            earlier: Vec::new(),
        }
    }
}
