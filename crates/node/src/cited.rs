//! Which versions of the directory and of agreements each log of a peer has cited: within one log
//! they never go back.

use std::collections::BTreeMap;

use journal::{Header, LogId};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::history::{kept_entry, read_header};
use crate::judging::Rows;
use crate::node::Node;

/// For each version cited, the first place in the log that is known to cite it. Places and not
/// times of arrival: a backfill brings early entries late.
type Places = BTreeMap<u64, u64>;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cited {
    directory: Places,
    agreements: BTreeMap<String, Places>,
}

impl Node {
    /// Notes what an entry cites. Only versions that are known here are noted, so that nobody fills
    /// the store with names of his own.
    pub(crate) fn note_cites(&mut self, header: &Header) -> Result<(), Fault> {
        let at = header.index;
        let directory = header.cites.directory;
        let directory = self.world.directory_at(directory).is_some().then_some(directory);
        let agreements = &self.world.agreements;
        let known = |(id, version): &(&String, &u64)| agreements.has(id, **version);
        let agreements: Vec<_> = header.cites.agreements.iter().filter(known).collect();
        let cited = self.cited(&header.log)?;
        let is_noted = directory.is_none_or(|version| is_noted(&cited.directory, version, at))
            && agreements.iter().all(|(id, version)| {
                let places = cited.agreements.get(*id);
                places.is_some_and(|places| is_noted(places, **version, at))
            });
        if is_noted {
            return Ok(());
        }
        let mut noted = cited.clone();
        if let Some(version) = directory {
            note(&mut noted.directory, version, at);
        }
        for (id, version) in agreements {
            note(noted.agreements.entry(id.clone()).or_default(), *version, at);
        }
        let text = serde_json::to_string(&noted)
            .map_err(|source| Fault::Kept { what: "cited versions", source })?;
        self.store.put_text(&name(&header.log), &text)?;
        self.cache.cited.insert(header.log.clone(), noted);
        Ok(())
    }

    /// Whether an entry of a dossier cites an earlier version than an entry before it. A dossier that was
    /// released under an agreement, or told under it, stays under it, whatever has followed.
    pub(crate) fn cites_go_back(
        &mut self,
        header: &Header,
        rows: &mut Rows,
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
        let stands_under = rows.under(|source| {
            let kept = kept_entry(self.store.as_ref(), source)?;
            Ok(read_header(&kept.header)?.cites.agreements)
        })?;
        Ok(!earlier.into_iter().all(|(id, version)| stands_under.contains(&(id.clone(), *version))))
    }

    /// What a log has cited, as it is in the batch under way.
    fn cited(&mut self, log: &LogId) -> Result<&Cited, Fault> {
        let cited = match self.cache.cited.remove(log) {
            Some(cited) => cited,
            None => match self.store.text(&name(log))? {
                None => Cited::default(),
                Some(text) => serde_json::from_str(&text)
                    .map_err(|source| Fault::Kept { what: "cited versions", source })?,
            },
        };
        Ok(self.cache.cited.entry(log.clone()).or_insert(cited))
    }
}

fn note(places: &mut Places, version: u64, index: u64) {
    let first = places.entry(version).or_insert(index);
    *first = index.min(*first);
}

fn is_noted(places: &Places, version: u64, index: u64) -> bool {
    places.get(&version).is_some_and(|first| *first <= index)
}

fn goes_back(places: &Places, version: u64, index: u64) -> bool {
    places.iter().any(|(later, first)| *later > version && *first < index)
}

fn name(log: &LogId) -> String {
    format!("cites {log}")
}
