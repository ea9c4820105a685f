//! Verifying what peers told us: their checkpoints, their entries, and their receipts for ours.

use std::collections::{BTreeMap, BTreeSet};

use journal::{
    Checkpoint, Dispatch, Group, Header, LogId, Receipt, Subject, leaf_hash, verify_inclusion,
};
use kernel::{Digest, Note};
use store::{ForeignRow, Place};

use super::lookups::LookedUp;
use super::{Bad, Checked, PAGE, UNREADABLE, Verifier, bad, damaged};
use crate::fault::Fault;
use crate::history::{CORE, body};

const BACK: &str = "it came back from a peer when the node recovered, and is missing";
const MISSING: &str = "our receipt says that it was recorded, and it is missing";

/// What is kept of a peer's log.
#[derive(Debug, Default)]
struct Kept {
    indexes: BTreeSet<u64>,
    dispatches: BTreeMap<u64, Dispatch>,
}

/// Everything a receipt of ours says was recorded is there: the dispatches, back to the first, and
/// every entry they number.
fn recorded(receipt: &Receipt, all: &BTreeMap<LogId, Kept>) -> Checked<()> {
    let nothing = Kept::default();
    let kept = all.get(&receipt.of).unwrap_or(&nothing);
    let mut next = receipt.dispatch;
    while let Some(index) = next {
        let Some(dispatch) = kept.dispatches.get(&index) else {
            return bad("foreign-entry", &receipt.of, index, MISSING);
        };
        let missing = dispatch.items.iter().find(|item| {
            let of = item.epoch.map(|epoch| LogId { epoch, ..receipt.of.clone() });
            let kept = of.map_or(Some(kept), |of| all.get(&of));
            !kept.is_some_and(|kept| kept.indexes.contains(&item.index))
        });
        if let Some(item) = missing {
            return bad("foreign-entry", &receipt.of, item.index, MISSING);
        }
        // A dispatch names one before it; anything else would lead in a circle.
        next = dispatch.previous.filter(|previous| *previous < index);
    }
    Ok(())
}

/// Something of a store that cannot be read, before it is known what.
pub(super) fn unread() -> Bad {
    Bad { what: "store", log: String::new(), index: 0, why: UNREADABLE.to_owned() }
}

impl Verifier<'_> {
    /// What peers told us, each entry under the checkpoint it came with.
    pub(super) fn foreign_entries(&mut self, own: &kernel::NodeId) -> Result<Checked<()>, Fault> {
        let mut checkpoints: BTreeMap<(LogId, u64), Digest> = BTreeMap::new();
        let finding = || Bad {
            what: "foreign-checkpoint",
            log: String::new(),
            index: 0,
            why: UNREADABLE.to_owned(),
        };
        let rows = damaged(self.read.foreign_checkpoints(), finding)?;
        for (log, size, text) in held!(rows) {
            let keys = self.keys_of_node(&log.node);
            let checked = if keys.is_empty() {
                Err("no directory lists its node".to_owned())
            } else {
                Note::parse(&text).map_err(|error| error.to_string()).and_then(|note| {
                    Checkpoint::verify(&note, &keys).map_err(|error| error.to_string())
                })
            };
            match checked {
                Ok(checkpoint) if checkpoint.log == log && checkpoint.size == size => {
                    checkpoints.insert((log, size), checkpoint.root);
                }
                Ok(_) => {
                    return Ok(bad(
                        "foreign-checkpoint",
                        &log,
                        size,
                        "it is of another log or size",
                    ));
                }
                Err(why) => return Ok(bad("foreign-checkpoint", &log, size, why)),
            }
        }
        for ((log, size), root) in &self.cosigned {
            if checkpoints.get(&(log.clone(), *size)) != Some(root) {
                return Ok(bad("foreign-checkpoint", log, *size, MISSING));
            }
        }
        let mut kept: BTreeMap<LogId, Kept> = BTreeMap::new();
        let mut from = 1;
        loop {
            self.looked_up = LookedUp::default();
            let rows = held!(self.foreign_page(from)?);
            let Some(last) = rows.last().map(|row| row.id) else { break };
            from = last + 1;
            for row in &rows {
                let dispatch = held!(self.foreign_entry(row, &checkpoints, own)?);
                let kept = kept.entry(row.log.clone()).or_default();
                kept.indexes.insert(row.index);
                kept.dispatches.extend(dispatch.map(|dispatch| (row.index, dispatch)));
                self.found.foreign_entries += 1;
            }
        }
        for (log, left) in &self.recovered {
            let there = kept.get(log).map(|kept| &kept.indexes);
            for index in left.returned.iter().flat_map(|(from, to)| *from..=*to) {
                // What an older copy of the store had all the same stands among the own.
                let place = Place { epoch: log.epoch, partition: log.partition, index };
                let is_there = there.is_some_and(|there| there.contains(&index));
                if !is_there && self.read.entry(place)?.is_none() {
                    return Ok(bad("foreign-entry", log, index, BACK));
                }
            }
        }
        for receipt in self.promised.values().filter(|receipt| receipt.of.node != *own) {
            held!(recorded(receipt, &kept));
        }
        Ok(Ok(()))
    }

    /// The next foreign entries; where one cannot even be read, those before it, then that one by
    /// its number in this store.
    fn foreign_page(&self, from: i64) -> Result<Checked<Vec<ForeignRow>>, Fault> {
        match self.read.foreigns(from, PAGE) {
            Ok(rows) => return Ok(Ok(rows)),
            Err(store::Fault::Damaged { .. }) => {}
            Err(fault) => return Err(fault.into()),
        }
        let mut rows = Vec::new();
        let mut next = from;
        while let Ok(found) = self.read.foreigns(next, 1) {
            let Some(row) = found.into_iter().next() else { break };
            next = row.id + 1;
            rows.push(row);
        }
        if !rows.is_empty() {
            return Ok(Ok(rows));
        }
        // Numbers have gaps only where a row was taken away, so the damaged one is not far.
        let ids = next..next.saturating_add(i64::from(u16::MAX));
        let id = ids.into_iter().find(|id| self.read.foreign(*id).is_err()).unwrap_or(next);
        Ok(Err(Bad {
            what: "foreign-entry",
            log: String::new(),
            index: u64::try_from(id).unwrap_or_default(),
            why: format!("row {id} of the foreign entries cannot be read"),
        }))
    }

    fn foreign_entry(
        &mut self,
        row: &ForeignRow,
        checkpoints: &BTreeMap<(LogId, u64), Digest>,
        own: &kernel::NodeId,
    ) -> Result<Checked<Option<Dispatch>>, Fault> {
        let (log, index) = (&row.log, row.index);
        let header: Header = match serde_json::from_slice(&row.header) {
            Ok(header) => header,
            Err(error) => return Ok(bad("foreign-entry", log, index, format!("header: {error}"))),
        };
        if header.log != *log || header.index != index {
            return Ok(bad("foreign-entry", log, index, "its header belongs elsewhere"));
        }
        let Some(root) = checkpoints.get(&(log.clone(), row.size)) else {
            return Ok(bad("foreign-entry", log, index, "the checkpoint it came with is missing"));
        };
        let leaf = leaf_hash(&row.header, &row.commitments);
        if let Err(error) = verify_inclusion(leaf, index, row.size, &row.proof, *root) {
            return Ok(bad("foreign-entry", log, index, error.to_string()));
        }
        let groups = match self.bodies(&header, &row.header, &row.commitments, &row.sealed)? {
            Ok(groups) => groups,
            Err(why) => return Ok(bad("foreign-entry", log, index, why)),
        };
        if header.subject == Subject::Receipt {
            return Ok(self.cosignature(log, index, &groups, own).map(|()| None));
        }
        let dispatch = (header.subject == Subject::Dispatch).then(|| body(&groups, CORE)).flatten();
        Ok(Ok(dispatch))
    }

    /// A peer's receipt for one of our logs names a root of ours: it must be the one we have.
    fn cosignature(
        &mut self,
        log: &LogId,
        index: u64,
        groups: &[Group],
        own: &kernel::NodeId,
    ) -> Checked<()> {
        let Some(receipt) = body::<Receipt>(groups, CORE) else { return Ok(()) };
        if receipt.of.node != *own {
            return Ok(());
        }
        match self.roots.get(&(receipt.of, receipt.size)) {
            Some(root) if *root == receipt.root => {
                self.found.cosignatures += 1;
                Ok(())
            }
            Some(_) => bad("foreign-entry", log, index, "it cosigns another history of our log"),
            None => bad("foreign-entry", log, index, "it cosigns a checkpoint we do not have"),
        }
    }
}
