//! What is known of other logs: the latest checkpoint heard of each, and whether any of them has
//! told two histories.

use std::collections::BTreeMap;

use kernel::Note;

use crate::checkpoint::{Checkpoint, LogId};

/// What hearing a checkpoint means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Longer than what was known, or the first of its log. It is remembered.
    Longer,
    /// What was known already.
    Same,
    /// Shorter than what is known: an older one, which may well be consistent.
    Older,
    /// As long as what is known, with another root: proof of two histories. Holds both notes.
    TwoHistories(Box<(Note, Note)>),
}

/// The latest checkpoint heard of each log, whoever passed it on.
#[derive(Debug, Clone, Default)]
pub struct HeadBook {
    heads: BTreeMap<LogId, (Checkpoint, Note)>,
}

impl HeadBook {
    /// Remembers a checkpoint whose signature has been checked.
    pub fn hear(&mut self, checkpoint: Checkpoint, note: Note) -> Heard {
        let Some((known, known_note)) = self.heads.get(&checkpoint.log) else {
            self.heads.insert(checkpoint.log.clone(), (checkpoint, note));
            return Heard::Longer;
        };
        match (checkpoint.size.cmp(&known.size), checkpoint.root == known.root) {
            (std::cmp::Ordering::Equal, true) => Heard::Same,
            (std::cmp::Ordering::Equal, false) => {
                Heard::TwoHistories(Box::new((known_note.clone(), note)))
            }
            (std::cmp::Ordering::Less, _) => Heard::Older,
            (std::cmp::Ordering::Greater, _) => {
                self.heads.insert(checkpoint.log.clone(), (checkpoint, note));
                Heard::Longer
            }
        }
    }

    /// The latest checkpoint of a log.
    pub fn head(&self, log: &LogId) -> Option<&Checkpoint> {
        self.heads.get(log).map(|(checkpoint, _)| checkpoint)
    }

    /// The signed checkpoints of all logs.
    pub fn notes(&self) -> impl Iterator<Item = (&LogId, &Note)> {
        self.heads.iter().map(|(log, (_, note))| (log, note))
    }
}
