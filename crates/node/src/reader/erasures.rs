//! What was erased: which dossier, on what ground, and what stands for its names now.

use guarantee::account::Account;
use journal::{Erasure, LogId};
use kernel::{Decider, DossierId, Name, NameKind, Timestamp};
use serde::Serialize;
use store::{ErasureRow, Place, Source};
use transit::Part;

use super::Reader;
use crate::erasing::{ERASED, name_of_erased};
use crate::fault::Fault;
use crate::history::{CORE, body, open_entry};

/// An erasure, as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ErasureLine {
    /// The log the entry stands in.
    pub log: LogId,
    /// Its place there.
    pub index: u64,
    /// When it was written.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
    /// Which dossier, what of it, and on what ground.
    #[serde(flatten)]
    pub erasure: Erasure,
}

impl Reader {
    /// Whether nothing of a dossier is shown any more.
    pub fn is_erased(&self, dossier: &DossierId) -> Result<bool, Fault> {
        Ok(self.read.dossier(dossier)?.is_some_and(|row| row.flag == ERASED))
    }

    /// The dossier that was erased, by its identifier or by the number of a movement or a guarantee.
    pub fn erased_as(&self, called: &str) -> Result<Option<DossierId>, Fault> {
        let mut found = match DossierId::parse(called) {
            Ok(dossier) => vec![dossier],
            Err(_) => Vec::new(),
        };
        for (kind, name) in [(Part::KIND, NameKind::Mrn), (Account::KIND, NameKind::Grn)] {
            found.extend(self.find(kind, &Name::new(name, called))?);
        }
        for dossier in found {
            if self.is_erased(&dossier)? {
                return Ok(Some(dossier));
            }
        }
        Ok(None)
    }

    /// Erasures after one that a page before ended with, in the order of their places, at most so many.
    pub fn erasures(&self, after: Option<Place>, count: usize) -> Result<Vec<ErasureLine>, Fault> {
        self.lines(self.read.erasures(after, count)?)
    }

    /// The erasures of a dossier.
    pub fn erasures_of(&self, dossier: &DossierId) -> Result<Vec<ErasureLine>, Fault> {
        self.lines(self.read.erasures_of(dossier)?)
    }

    fn lines(&self, rows: Vec<ErasureRow>) -> Result<Vec<ErasureLine>, Fault> {
        let mut lines = Vec::with_capacity(rows.len());
        for ErasureRow { place, .. } in rows {
            let read = self.read.as_ref();
            let entry = open_entry(read, &|key| self.key(key), Source::Own(place))?;
            let erasure: Option<Erasure> = body(&entry.groups, CORE);
            let erasure = erasure.ok_or(Fault::Damaged { what: "an erasure" })?;
            let (log, index, at) = (entry.header.log, entry.header.index, entry.header.at);
            lines.push(ErasureLine { log, index, at, erasure });
        }
        Ok(lines)
    }

    /// By what a dossier is found that carried a name until it was erased.
    pub(super) fn erased_name(&self, name: &Name) -> Option<Name> {
        self.secret.as_ref().map(|secret| name_of_erased(secret, name))
    }
}
