//! Lists and counts: they follow the events from a stored position, a little behind them.

use guarantee::account::Account;
use guarantee::hold::Conversation;
use kernel::{Date, Decider, DossierId, Name, NameKind, Timestamp, utc_day};
use store::{Source, ToldRow, ViewRow};
use transit::Part;

use crate::fault::Fault;
use crate::history::read_header;
use crate::kind::Kind;
use crate::node::Node;

/// How many events one batch lists: whoever waits for the node waits for all of it.
const EVENTS_MAX: usize = 512;
/// Under which name the store keeps by which program its dossiers can be found.
const KEYS: &str = "keys";
/// Which keys and concerns the domains declare today: another number where an event has more of them
/// than before, or a movement stands otherwise.
const KEYS_VERSION: &str = "4";

impl Node {
    /// Whether there are events the lists have not followed.
    pub(crate) fn lists_behind(&self) -> Result<bool, Fault> {
        let viewed = self.store.viewed()?;
        Ok(!self.store.told_after(viewed, 1)?.is_empty())
    }

    /// Follows the events, as far as one batch goes.
    pub(crate) fn update_lists(&mut self) -> Result<(), Fault> {
        let viewed = self.store.viewed()?;
        let rows = self.store.told_after(viewed, self.steps.events_max())?;
        let Some(last) = rows.last().map(|row| row.seq) else { return Ok(()) };
        let mut changed: std::collections::BTreeMap<DossierId, ToldRow> =
            std::collections::BTreeMap::new();
        for row in rows {
            changed.insert(row.dossier.clone(), row);
        }
        for (dossier, row) in changed {
            if self.is_gone(&dossier)? {
                continue;
            }
            match row.kind.as_str() {
                Account::KIND => self.list::<Account>(&dossier)?,
                Conversation::KIND => self.list::<Conversation>(&dossier)?,
                Part::KIND => self.list::<Part>(&dossier)?,
                _ => {}
            }
        }
        Ok(self.store.put_viewed(last)?)
    }

    fn list<D: Kind>(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let loaded = self.load::<D>(dossier)?;
        let standing = D::standing(&loaded.dossier);
        let (phase, concerns) = (D::phase(&standing).to_owned(), D::concerns(&standing));
        let version = loaded.version;
        D::slot(&mut self.cache).put(loaded);
        let names = self.store.names_of(dossier)?.into_iter();
        let names: Vec<Name> = names.map(|(kind, value)| Name { kind, value }).collect();
        let before = self.store.view(dossier)?;
        let (begun, day) = match &before {
            Some(row) => (row.begun, row.day),
            None => self.first_known(dossier)?,
        };
        let (kind, name_count) = (D::KIND.to_owned(), names.len());
        let name = best(&names);
        let dossier = dossier.clone();
        let row = ViewRow { dossier, kind, phase, version, name, begun, day, name_count, concerns };
        // Names are never taken back, so that as many are the same ones.
        let new = before.is_none_or(|before| before.name_count != name_count);
        Ok(self.store.put_view(&row, if new { &names } else { &[] })?)
    }

    /// The number of the first event of a dossier, and the day on which this node knew of it.
    fn first_known(&self, dossier: &DossierId) -> Result<(i64, Date), Fault> {
        let first = self.store.told_of(dossier)?.into_iter().next();
        let first = first.ok_or(Fault::Damaged { what: "a dossier without events" })?;
        let missing = Fault::Damaged { what: "an entry a dossier refers to" };
        let at = match first.source {
            Source::Own(place) => {
                let entry = self.store.entry(place)?.ok_or(missing)?;
                read_header(&entry.header)?.at
            }
            Source::Foreign(id) => {
                let entry = self.store.foreign(id)?.ok_or(missing)?;
                // Its own that came back has the time it was written.
                if first.writer == self.settings.node {
                    read_header(&entry.header)?.at
                } else {
                    Timestamp::from_microsecond(entry.received).unwrap_or(self.now)
                }
            }
        };
        Ok((first.seq, utc_day(at)))
    }

    /// Puts down anew by what dossiers are found, where an earlier program put down less. What it
    /// listed is listed again.
    pub(crate) fn key_again(&mut self, now: Timestamp) -> Result<(), Fault> {
        if self.store.text(KEYS)?.as_deref() == Some(KEYS_VERSION) {
            return Ok(());
        }
        self.begin(now)?;
        let mut seq = 0;
        loop {
            let rows = self.store.told_after(seq, EVENTS_MAX)?;
            let Some(last) = rows.last() else { break };
            seq = last.seq;
            for row in rows.iter().filter(|row| row.verdict.is_empty()) {
                let keys = match row.kind.as_str() {
                    Account::KIND => self.keys_of::<Account>(row)?,
                    Conversation::KIND => self.keys_of::<Conversation>(row)?,
                    Part::KIND => self.keys_of::<Part>(row)?,
                    _ => Vec::new(),
                };
                for key in keys {
                    self.store.put_name(&key, &row.dossier, false)?;
                }
            }
        }
        self.store.put_viewed(0)?;
        self.store.put_text(KEYS, KEYS_VERSION)?;
        self.finish()
    }

    fn keys_of<D: Decider>(&self, row: &ToldRow) -> Result<Vec<Name>, Fault> {
        let told = self.event::<D>(row)?;
        Ok(told.map(|told| D::keys(&told.event)).unwrap_or_default())
    }
}

/// The name by which people would rather know a dossier.
fn best(names: &[Name]) -> Option<Name> {
    let of = |kind: &NameKind| names.iter().find(|name| name.kind == *kind);
    NameKind::ALL.iter().find_map(of).cloned()
}
