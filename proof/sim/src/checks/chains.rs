//! Journals only grow, hash together, and are signed; what is receipted is recorded.

use journal::{Checkpoint, Frontier, Header, LogId, Recovery, leaf_hash};
use kernel::{Digest, Epoch, Note, Timestamp};
use store::{EntryRow, Place};

use super::{Checks, Look, PAGE, Promise, broken};
use crate::charter::{Charter, REGION};
use crate::fault::Fault;
use crate::machine::{Eyes, Machine};

/// What was seen of a log.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    epoch: Epoch,
    frontier: Frontier,
    leaves: Vec<Digest>,
    /// The time of its last entry.
    at: Option<Timestamp>,
}

impl Default for Chain {
    fn default() -> Self {
        Self::of(Epoch::FIRST)
    }
}

impl Chain {
    fn of(epoch: Epoch) -> Self {
        Self { epoch, frontier: Frontier::default(), leaves: Vec::new(), at: None }
    }

    pub(crate) fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Its beginning, of so many entries.
    fn first(&self, count: u64) -> Self {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let mut first = Self::of(self.epoch);
        for leaf in self.leaves.iter().take(count) {
            first.frontier.push(*leaf);
            first.leaves.push(*leaf);
        }
        first
    }

    fn from(&self) -> Place {
        Place { epoch: self.epoch, partition: 0, index: self.size() }
    }

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
        let leaf = leaf_hash(&row.header, &row.commitments);
        self.frontier.push(leaf);
        self.leaves.push(leaf);
        Ok(())
    }
}

pub(super) fn size(eyes: &Eyes) -> Result<u64, Fault> {
    let epoch = eyes.rows.last_epoch()?.unwrap_or(Epoch::FIRST);
    Ok(eyes.rows.size(epoch, 0)?)
}

impl Checks {
    /// The entries written since the last look follow those before, and are signed; where the machine has
    /// changed its key, those of the epoch it goes on in too.
    pub(super) fn follow_journal(&mut self, charter: &Charter, number: usize, eyes: &Eyes) -> Look {
        loop {
            let followed = self.follow_epoch(charter, number, eyes)?;
            if followed.is_err() {
                return Ok(followed);
            }
            let chain = &mut self.seen(number)?.chain;
            let next = Epoch(chain.epoch.0 + 1);
            let opened = eyes.views.opened(next, 0)?;
            let Some((opened, _)) = opened.filter(|(opened, _)| opened.rekeyed) else {
                return Ok(Ok(()));
            };
            let code = charter.who(number)?.code;
            if opened.recovered != [Recovery::whole(chain.epoch, chain.size())] {
                let detail = format!("{code} changed its key after {} entries", chain.size());
                return broken(Promise::NothingLost, detail);
            }
            let note = eyes.rows.last_checkpoint(chain.epoch, 0)?;
            let note = note.and_then(|(_, note)| Note::parse(&note).ok());
            let keys = [opened.key];
            if note.is_none_or(|note| Checkpoint::verify(&note, &keys).is_err()) {
                let detail = format!("{code} has not signed what it closed with its next key");
                return broken(Promise::ChainsVerify, detail);
            }
            let at = chain.at;
            *chain = Chain { at, ..Chain::of(next) };
        }
    }

    fn follow_epoch(&mut self, charter: &Charter, number: usize, eyes: &Eyes) -> Look {
        let who = charter.who(number)?;
        let chain = &mut self.seen(number)?.chain;
        let before = chain.size();
        loop {
            let rows = eyes.rows.entries(chain.from(), PAGE)?;
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
        let signed = eyes.rows.last_checkpoint(chain.epoch, 0)?;
        let opened = eyes.views.opened(chain.epoch, 0)?;
        let keys: Vec<_> = opened.into_iter().map(|(opened, _)| opened.key).collect();
        let checkpoint =
            signed.and_then(|(_, note)| Checkpoint::verify(&Note::parse(&note).ok()?, &keys).ok());
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
        let mut again = Chain::of(known.epoch);
        while again.size() < known.size() {
            let left = usize::try_from(known.size() - again.size()).unwrap_or(PAGE);
            let rows = eyes.rows.entries(again.from(), left.min(PAGE))?;
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

    /// What a machine has after it recovered: the beginning of its journal as it was, and of the rest
    /// everything that anybody was told. What its new epoch says is lost, nobody has.
    pub(super) fn left_of_journal(
        &mut self,
        charter: &Charter,
        number: usize,
        eyes: &Eyes,
    ) -> Look {
        let who = charter.who(number)?;
        let known = self.seen(number)?.chain.clone();
        let Some((epoch, left)) = closing(eyes, known.epoch)? else {
            let detail = format!("{} says nothing of epoch {}", who.code, known.epoch);
            return broken(Promise::NothingLost, detail);
        };
        let held = usize::try_from(left.held).unwrap_or(usize::MAX);
        let mut again = Chain::of(known.epoch);
        for row in eyes.rows.entries(again.from(), held)? {
            if let Err(why) = again.push(&row) {
                return broken(Promise::ChainsVerify, format!("{}: {why}", who.code));
            }
        }
        if left.given_up.is_some() || known.leaves.get(..held) != Some(&again.leaves) {
            let detail = format!("{} has not the first {held} entries it had", who.code);
            return broken(Promise::NothingLost, detail);
        }
        if left.written < known.size() {
            let detail =
                format!("{} had {} entries, and says {}", who.code, known.size(), left.written);
            return broken(Promise::NothingLost, detail);
        }
        if let Some(index) = unsaid(&left) {
            let detail = format!("{} says nothing of entry {index} of its last epoch", who.code);
            return broken(Promise::NothingLost, detail);
        }
        let mut told = self.told_of_log(&who.node.to_string(), known.epoch);
        told.retain(|held| self.at_loss.get(&number).is_none_or(|known| known.contains(held)));
        for (index, who_has) in told {
            if left.lost.iter().any(|(from, to)| (*from..=*to).contains(&index)) {
                let detail =
                    format!("{} says that entry {index} is lost, which {who_has} has", who.code);
                return broken(Promise::NothingLost, detail);
            }
        }
        self.seen(number)?.chain = Chain::of(epoch);
        Ok(Ok(()))
    }

    /// Of a journal that is lost with everything that says how long it was, a node is held to what others
    /// have heard of it.
    pub(crate) fn forget_unheard(&mut self, number: usize, heard: u64) -> Result<(), Fault> {
        let seen = self.seen(number)?;
        seen.chain = seen.chain.first(heard);
        Ok(())
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
        let epoch = self.seen(touched)?.chain.epoch;
        let log = LogId { region, node, epoch, partition: 0 }.to_string();
        let streams = eyes.rows.out_streams()?.into_iter();
        for stream in streams.filter(|stream| stream.epoch == epoch) {
            let Some(recipient) = charter.number_of(&stream.recipient) else { continue };
            let replaced = machines.get(recipient).is_some_and(Machine::is_replaced);
            let seen = self.seen.get(recipient);
            let recorded = seen.and_then(|seen| seen.recorded.get(&log)).copied();
            let forgiven = seen.and_then(|seen| seen.forgiven.get(&log)).copied();
            let recorded = recorded.max(forgiven).unwrap_or_default();
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

/// The epoch that says what is left of one before it, and what it says.
fn closing(eyes: &Eyes, closed: Epoch) -> Result<Option<(Epoch, Recovery)>, Fault> {
    let last = eyes.rows.last_epoch()?.unwrap_or(closed);
    for epoch in (closed.0 + 1..=last.0).map(Epoch) {
        let opened = eyes.views.opened(epoch, 0)?;
        let left = opened.into_iter().flat_map(|(opened, _)| opened.recovered);
        if let Some(left) = left.into_iter().find(|left| left.closed == closed) {
            return Ok(Some((epoch, left)));
        }
    }
    Ok(None)
}

/// The first entry of a closed log of which the next epoch says neither that it came back nor that it is
/// lost.
fn unsaid(left: &Recovery) -> Option<u64> {
    let mut ranges: Vec<_> = left.returned.iter().chain(&left.lost).copied().collect();
    ranges.sort_unstable();
    let mut next = left.held;
    for (from, to) in ranges {
        if from != next {
            return Some(next);
        }
        next = to + 1;
    }
    (next < left.written).then_some(next)
}
