//! Which versions of the directory and of agreements each log of a peer has cited: within one log
//! they never go back.

use std::collections::{BTreeMap, BTreeSet};

use journal::{Header, LogId};
use kernel::DossierId;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::history::{kept_entry, read_header};
use crate::node::Node;

/// For each version cited, the first place in the log that is known to cite it. Places and not
/// times of arrival: a backfill brings early entries late.
type Places = BTreeMap<u64, u64>;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cited {
    directory: Places,
    agreements: BTreeMap<String, Places>,
}

impl Node {
    /// Notes what an entry cites. Only versions that are known here are noted, so that nobody fills
    /// the store with names of his own.
    pub(crate) fn note_cites(&mut self, header: &Header) -> Result<(), Fault> {
        let cited = self.cited(&header.log)?;
        let mut noted = cited.clone();
        if self.world.directory_at(header.cites.directory).is_some() {
            note(&mut noted.directory, header.cites.directory, header.index);
        }
        for (id, version) in &header.cites.agreements {
            if self.world.agreements.has(id, *version) {
                let places = noted.agreements.entry(id.clone()).or_default();
                note(places, *version, header.index);
            }
        }
        if noted == cited {
            return Ok(());
        }
        let text = serde_json::to_string(&noted)
            .map_err(|source| Fault::Kept { what: "cited versions", source })?;
        Ok(self.store.put_text(&name(&header.log), &text)?)
    }

    /// Whether an entry of a dossier cites an earlier version than an entry before it. A dossier that was
    /// released under an agreement, or told under it, stays under it, whatever has followed.
    pub(crate) fn cites_go_back(
        &self,
        header: &Header,
        dossier: &DossierId,
        released_under: &BTreeMap<String, u64>,
    ) -> Result<bool, Fault> {
        let cited = self.cited(&header.log)?;
        if goes_back(&cited.directory, header.cites.directory, header.index) {
            return Ok(true);
        }
        let goes_back = |(id, version): &(&String, &u64)| {
            let places = cited.agreements.get(*id);
            released_under.get(*id) != Some(*version)
                && places.is_some_and(|places| goes_back(places, **version, header.index))
        };
        let earlier: BTreeMap<_, _> = header.cites.agreements.iter().filter(goes_back).collect();
        if earlier.is_empty() {
            return Ok(false);
        }
        let stands_under = self.cited_in(dossier)?;
        Ok(!earlier.into_iter().all(|(id, version)| stands_under.contains(&(id.clone(), *version))))
    }

    /// The versions of agreements that what counts of a dossier was told under.
    fn cited_in(&self, dossier: &DossierId) -> Result<BTreeSet<(String, u64)>, Fault> {
        let mut versions = BTreeSet::new();
        for row in self.store.told_of(dossier)?.iter().filter(|row| row.verdict.is_empty()) {
            let kept = kept_entry(self.store.as_ref(), row.source)?;
            versions.extend(read_header(&kept.header)?.cites.agreements);
        }
        Ok(versions)
    }

    fn cited(&self, log: &LogId) -> Result<Cited, Fault> {
        let Some(text) = self.store.text(&name(log))? else { return Ok(Cited::default()) };
        serde_json::from_str(&text).map_err(|source| Fault::Kept { what: "cited versions", source })
    }
}

fn note(places: &mut Places, version: u64, index: u64) {
    let first = places.entry(version).or_insert(index);
    *first = index.min(*first);
}

fn goes_back(places: &Places, version: u64, index: u64) -> bool {
    places.iter().any(|(later, first)| *later > version && *first < index)
}

fn name(log: &LogId) -> String {
    format!("cites {log}")
}
