//! What customs has for traders and guarantors, across movements, in the order it happened.

use std::collections::BTreeMap;

use identity::Actor;
use kernel::{Decider, DossierId};
use store::{NoticeRow, ToldRow};
use transit::Part;
use wire::MessageCode;

use super::{Message, Reader};
use crate::fault::Fault;
use crate::rejections::{Refers, Rejection, headed, kept, key_of, opened};

/// A message with the notice it came about with.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// The number of the notice.
    pub notice: i64,
    /// The message.
    pub mail: Mail,
}

/// A message, and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Mail {
    /// It tells of an event of a movement.
    Told {
        /// The movement.
        dossier: DossierId,
        /// The message.
        message: Message,
    },
    /// It says no to what somebody sent.
    Rejected {
        /// Who sent it.
        sender: Actor,
        /// Which message it is.
        code: MessageCode,
        /// What it refers to.
        refers: Refers,
    },
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
    /// The messages that came about with the next so many notices after a number: of all, or of
    /// those somebody is told. One notice has at most one message.
    pub fn letters(
        &self,
        addressee: Option<&str>,
        after: i64,
        count: usize,
    ) -> Result<Letters, Fault> {
        let rows = self.read.mail(addressee, after, count)?;
        let through = rows.last().map(|(notice, _)| notice.id);
        Ok(Letters { letters: self.mail(rows)?, through })
    }

    /// The message that came about with a notice; none where there is none, or no longer.
    pub fn letter(&self, notice: i64) -> Result<Option<Letter>, Fault> {
        let mut rows = self.read.mail(None, notice.saturating_sub(1), 1)?;
        rows.retain(|(row, _)| row.id == notice);
        Ok(self.mail(rows)?.into_iter().next())
    }

    fn mail(&self, rows: Vec<(NoticeRow, Option<ToldRow>)>) -> Result<Vec<Letter>, Fault> {
        let mut of: BTreeMap<DossierId, BTreeMap<i64, i64>> = BTreeMap::new();
        let mut letters = Vec::new();
        for (notice, told) in rows {
            let Some(told) = told else {
                letters.extend(self.rejection(notice.id)?);
                continue;
            };
            let counts = notice.verdict.is_empty() && told.kind == Part::KIND;
            if counts && told.writer == self.settings.node {
                of.entry(told.dossier).or_default().insert(told.seq, notice.id);
            }
        }
        for (dossier, notices) in of {
            let last = notices.keys().next_back().copied().unwrap_or_default();
            let written = self.written(&dossier, last, |seq| notices.contains_key(&seq))?;
            letters.extend(written.into_iter().filter_map(|(seq, message)| {
                let notice = *notices.get(&seq)?;
                Some(Letter { notice, mail: Mail::Told { dossier: dossier.clone(), message } })
            }));
        }
        letters.sort_by_key(|letter| letter.notice);
        Ok(letters)
    }

    fn rejection(&self, notice: i64) -> Result<Option<Letter>, Fault> {
        let Some(row) = self.read.rejection(notice)? else { return Ok(None) };
        let key = self.key(&key_of(&self.settings.node, &row.day))?;
        let Some((code, refers)) = key.map(|key| headed(&row, &key)).transpose()? else {
            return Ok(None);
        };
        let sender = serde_json::from_str(&row.owner).map_err(kept)?;
        Ok(Some(Letter { notice, mail: Mail::Rejected { sender, code, refers } }))
    }

    /// A rejection as it was sent; none where there is none with that notice, or no longer.
    pub fn rejected(&self, notice: i64) -> Result<Option<Rejection>, Fault> {
        let Some(row) = self.read.rejection(notice)? else { return Ok(None) };
        let key = self.key(&key_of(&self.settings.node, &row.day))?;
        opened(self.read.as_ref(), &row, key)
    }
}
