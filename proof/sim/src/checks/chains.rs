//! Journals only grow, hash together, and are signed; what is receipted is recorded.

use journal::{Checkpoint, Frontier, Header, LogId, leaf_hash};
use kernel::{Epoch, Note, Timestamp};
use store::{EntryRow, Place};

use super::{Checks, Look, PAGE, Promise, broken};
use crate::charter::{Charter, REGION};
use crate::fault::Fault;
use crate::machine::{Eyes, Machine};

/// What was seen of a log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chain {
    frontier: Frontier,
    /// The time of its last entry.
    at: Option<Timestamp>,
}

impl Chain {
    pub(crate) fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Takes the next entry; says what is wrong with it.
    fn push(&mut self, row: &EntryRow) -> Result<(), String> {
        let index = self.frontier.size();
        let header: Header =
            serde_json::from_slice(&row.header).map_err(|error| format!("{index}: {error}"))?;
        if row.place.index != index || header.index != index {
            return Err(format!("entry {} stands where {index} should", header.index));
        }
        if self.at.is_some_and(|before| header.at < before) {
            return Err(format!("entry {index} is earlier than the one before it"));
        }
        self.at = Some(header.at);
        self.frontier.push(leaf_hash(&row.header, &row.commitments));
        Ok(())
    }
}

fn from(index: u64) -> Place {
    Place { epoch: Epoch::FIRST, partition: 0, index }
}

pub(super) fn size(eyes: &Eyes) -> Result<u64, Fault> {
    Ok(eyes.rows.size(Epoch::FIRST, 0)?)
}

impl Checks {
    /// The entries written since the last look follow those before, and are signed.
    pub(super) fn follow_journal(&mut self, charter: &Charter, number: usize, eyes: &Eyes) -> Look {
        let who = charter.who(number)?;
        let chain = &mut self.seen(number)?.chain;
        let before = chain.size();
        loop {
            let rows = eyes.rows.entries(from(chain.size()), PAGE)?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                if let Err(why) = chain.push(row) {
                    return broken(Promise::ChainsVerify, format!("{}: {why}", who.code));
                }
            }
        }
        if chain.size() == before {
            return Ok(Ok(()));
        }
        let signed = eyes.rows.last_checkpoint(Epoch::FIRST, 0)?;
        let key = who.keys().log.verifying();
        let checkpoint =
            signed.and_then(|(_, note)| Checkpoint::verify(&Note::parse(&note).ok()?, &key).ok());
        let fits = checkpoint.is_some_and(|signed| {
            signed.size == chain.size() && signed.root == chain.frontier.root()
        });
        if fits {
            return Ok(Ok(()));
        }
        let detail =
            format!("the last entries of {}, up to {}, are not signed", who.code, chain.size());
        broken(Promise::ChainsVerify, detail)
    }

    /// A journal that is read again is the one that was seen.
    pub(super) fn same_journal(&mut self, code: &str, number: usize, eyes: &Eyes) -> Look {
        let known = &self.seen(number)?.chain;
        let mut again = Chain::default();
        while again.size() < known.size() {
            let left = usize::try_from(known.size() - again.size()).unwrap_or(PAGE);
            let rows = eyes.rows.entries(from(again.size()), left.min(PAGE))?;
            if rows.is_empty() {
                let detail =
                    format!("{code} had {} entries and has {}", known.size(), again.size());
                return broken(Promise::NothingLost, detail);
            }
            for row in &rows {
                if let Err(why) = again.push(row) {
                    return broken(Promise::ChainsVerify, format!("{code}: {why}"));
                }
            }
        }
        if again.frontier.root() == known.frontier.root() {
            return Ok(Ok(()));
        }
        broken(Promise::ChainsVerify, format!("{code} has other entries than before"))
    }

    /// What a peer has receipted it has recorded, for good.
    pub(super) fn follow_streams(
        &mut self,
        charter: &Charter,
        machines: &[Machine],
        touched: usize,
        eyes: &Eyes,
    ) -> Look {
        for stream in eyes.rows.in_streams()? {
            self.seen(touched)?.recorded.insert(stream.log.to_string(), stream.through);
        }
        let own = charter.who(touched)?;
        let (region, node) = (REGION.to_owned(), own.node.clone());
        let log = LogId { region, node, epoch: Epoch::FIRST, partition: 0 }.to_string();
        for stream in eyes.rows.out_streams()? {
            let Some(recipient) = charter.number_of(&stream.recipient) else { continue };
            let replaced = machines.get(recipient).is_some_and(Machine::is_replaced);
            let seen = self.seen.get(recipient);
            let recorded = seen.and_then(|seen| seen.recorded.get(&log)).copied();
            let recorded = recorded.unwrap_or_default();
            if !replaced && stream.receipted > recorded {
                let detail = format!(
                    "{} has receipted {} through {}, and recorded it through {recorded}",
                    stream.recipient, own.code, stream.receipted
                );
                return broken(Promise::NothingLost, detail);
            }
        }
        Ok(Ok(()))
    }
}
