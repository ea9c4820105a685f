//! What customs has for traders, across movements, in the order it happened.

use std::collections::BTreeMap;

use kernel::{Decider, DossierId, TraderId};
use transit::Part;

use super::{Message, Reader};
use crate::fault::Fault;

/// A message with the notice of the event it tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// The number of the notice.
    pub notice: i64,
    /// The movement.
    pub dossier: DossierId,
    /// The message.
    pub message: Message,
}

/// The letters of some notices, and how far that goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Letters {
    /// The letters.
    pub letters: Vec<Letter>,
    /// The last notice that was looked at; none where there was none left.
    pub through: Option<i64>,
}

impl Reader {
    /// The messages that tell of the next so many notices after a number: of all, or of those a
    /// trader is told. One notice has at most one message.
    pub fn letters(
        &self,
        trader: Option<&TraderId>,
        after: i64,
        count: usize,
    ) -> Result<Letters, Fault> {
        let rows = self.read.notices(trader.map(TraderId::as_str), after, count)?;
        let through = rows.last().map(|(notice, _)| notice.id);
        let mut of: BTreeMap<DossierId, BTreeMap<i64, i64>> = BTreeMap::new();
        for (notice, told) in rows {
            let counts = notice.verdict.is_empty() && told.kind == Part::KIND;
            if counts && told.writer == self.settings.node {
                of.entry(told.dossier).or_default().insert(told.seq, notice.id);
            }
        }
        let mut letters = Vec::new();
        for (dossier, notices) in of {
            let last = notices.keys().next_back().copied().unwrap_or_default();
            let written = self.written(&dossier, last, |seq| notices.contains_key(&seq))?;
            letters.extend(written.into_iter().filter_map(|(seq, message)| {
                let notice = *notices.get(&seq)?;
                Some(Letter { notice, dossier: dossier.clone(), message })
            }));
        }
        letters.sort_by_key(|letter| letter.notice);
        Ok(Letters { letters, through })
    }
}
