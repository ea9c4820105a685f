//! Finding who has cosigned what a bundle proves: the receipts of peers for the own logs, and the own
//! receipts for theirs.
//!
//! A receipt lies among all other entries a peer has told, so it is looked for from the moment on at
//! which the entry was written: what is recorded is so in the order of the node's own time.

use std::collections::BTreeSet;

use journal::{Checkpoint, LogId, Receipt, Subject};
use kernel::{Epoch, NodeId, Note, Timestamp};
use store::{EntryRow, ForeignRow, Place, Source};

use super::Found;
use crate::fault::Fault;
use crate::history::{CORE, body, open_entry, read_header};
use crate::reader::Reader;

/// How many rows are read at a time.
const PAGE: usize = 256;
/// How many entries of peers are looked through for enough cosignatures of one entry.
const LOOKED_THROUGH_MAX: usize = 1 << 16;
/// How many more for those who have cosigned too, once there are enough.
const BEYOND_MAX: usize = 1 << 12;

/// An own entry that somebody may have cosigned.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) place: Place,
    /// When it was written.
    pub(super) at: Timestamp,
}

impl Reader {
    /// Adds the earliest receipt of each peer that covers an own entry, unless one that is there covers
    /// it already.
    pub(super) fn witnessed(&self, wanted: &Wanted, found: &mut Found) -> Result<(), Fault> {
        let Wanted { place, at } = wanted;
        let mut missing = BTreeSet::new();
        for stream in self.read.out_streams()? {
            let same = (stream.epoch, stream.partition) == (place.epoch, place.partition);
            if same && stream.cosigned > place.index {
                missing.insert(stream.recipient);
            }
        }
        let quorum = self.directory.as_deref().map_or(0, identity::Directory::quorum);
        let mut looked_through = 0;
        let mut enough_at = None;
        let mut next = self.recorded_from(*at)?;
        let all = missing.len();
        while !missing.is_empty() {
            let rows = self.read.foreigns(next, PAGE)?;
            let Some(last) = rows.last().map(|row| row.id) else { return Ok(()) };
            next = last + 1;
            for row in &rows {
                self.take_receipt(row, *place, &mut missing, found)?;
            }
            looked_through += rows.len();
            if all - missing.len() >= quorum {
                enough_at.get_or_insert(looked_through);
            }
            let end = enough_at.map_or(LOOKED_THROUGH_MAX, |enough| enough + BEYOND_MAX);
            if looked_through >= end {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Takes what a peer has told, where it is its receipt for a log that covers an entry, and none of
    /// its receipts was taken yet.
    fn take_receipt(
        &self,
        row: &ForeignRow,
        place: Place,
        missing: &mut BTreeSet<NodeId>,
        found: &mut Found,
    ) -> Result<(), Fault> {
        if !missing.contains(&row.log.node) || read_header(&row.header)?.subject != Subject::Receipt
        {
            return Ok(());
        }
        let source = Source::Foreign(row.id);
        let opened = open_entry(self.read.as_ref(), &|key| self.key(key), source)?;
        let Some(receipt) = body::<Receipt>(&opened.groups, CORE) else { return Ok(()) };
        let log = (receipt.of.epoch, receipt.of.partition);
        let covers = log == (place.epoch, place.partition) && receipt.size > place.index;
        if covers && receipt.to == row.log.node && self.sealed(&receipt)? {
            found.sizes.entry(log).or_default().insert(receipt.size);
            missing.remove(&row.log.node);
            self.add_foreign(row, &BTreeSet::new(), found)?;
        }
        Ok(())
    }

    /// Whether a receipt is for a checkpoint of this node: a peer may tell any other for one too.
    fn sealed(&self, receipt: &Receipt) -> Result<bool, Fault> {
        let Receipt { of, size, root, .. } = receipt;
        let next = self.read.checkpoints(of.epoch, of.partition, *size, 1)?;
        let note = next.first().and_then(|(_, note)| Note::parse(note).ok());
        let signed = note.and_then(|note| Checkpoint::of(&note).ok());
        Ok(signed.is_some_and(|signed| {
            signed.log == *of && signed.size == *size && signed.root == *root
        }))
    }

    /// The number of the first entry of a peer that was recorded at a time or later.
    fn recorded_from(&self, at: Timestamp) -> Result<i64, Fault> {
        let at = at.as_microsecond();
        let from = |id| Ok::<_, Fault>(self.read.foreigns(id, 1)?.into_iter().next());
        let later = |id| Ok::<_, Fault>(from(id)?.is_none_or(|row| row.received >= at));
        let (mut low, mut high) = (0, 1);
        while !later(high)? {
            (low, high) = (high, high.saturating_mul(2));
        }
        // Later at `high`, and not at `low`.
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if later(middle)? { high = middle } else { low = middle }
        }
        Ok(high)
    }

    /// Adds this node's own receipt for a size of a peer's log, written when that was recorded.
    pub(super) fn witness(
        &self,
        log: &LogId,
        size: u64,
        received: i64,
        found: &mut Found,
    ) -> Result<(), Fault> {
        let Ok(received) = Timestamp::from_microsecond(received) else { return Ok(()) };
        let last = self.read.last_epoch()?.unwrap_or(Epoch::FIRST);
        for epoch in (1..=last.0).rev().map(Epoch) {
            if let Some(row) = self.own_receipt(epoch, log, size, received)? {
                return self.add_own(&row, &BTreeSet::new(), found);
            }
        }
        Ok(())
    }

    fn own_receipt(
        &self,
        epoch: Epoch,
        log: &LogId,
        size: u64,
        received: Timestamp,
    ) -> Result<Option<EntryRow>, Fault> {
        let mut place = Place { epoch, partition: 0, index: self.written_from(epoch, received)? };
        loop {
            let rows = self.read.entries(place, PAGE)?;
            if rows.is_empty() {
                return Ok(None);
            }
            for row in rows {
                place.index = row.place.index + 1;
                let header = read_header(&row.header)?;
                if header.at > received {
                    return Ok(None);
                }
                if header.subject != Subject::Receipt {
                    continue;
                }
                let source = Source::Own(row.place);
                let opened = open_entry(self.read.as_ref(), &|key| self.key(key), source)?;
                let receipt: Option<Receipt> = body(&opened.groups, CORE);
                if receipt.is_some_and(|receipt| receipt.of == *log && receipt.size == size) {
                    return Ok(Some(row));
                }
            }
        }
    }

    /// The index of the first own entry of partition 0 that was written at a time or later.
    fn written_from(&self, epoch: Epoch, at: Timestamp) -> Result<u64, Fault> {
        let (mut low, mut high) = (0, self.read.size(epoch, 0)?);
        while low < high {
            let middle = low + (high - low) / 2;
            let row = self.read.entry(Place { epoch, partition: 0, index: middle })?;
            let row = row.ok_or(Fault::Damaged { what: "an entry" })?;
            if read_header(&row.header)?.at >= at { high = middle } else { low = middle + 1 }
        }
        Ok(low)
    }
}
