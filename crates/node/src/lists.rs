//! Lists and counts: they follow the events from a stored position, a little behind them.

use guarantee::account::Account;
use guarantee::hold::Conversation;
use kernel::{Decider, DossierId, Name};
use store::{ToldRow, ViewRow};
use transit::Part;

use crate::fault::Fault;
use crate::kind::Kind;
use crate::node::Node;

/// How many events one batch lists.
const EVENTS_MAX: usize = 2048;

impl Node {
    /// Whether there are events the lists have not followed.
    pub(crate) fn lists_behind(&self) -> Result<bool, Fault> {
        let viewed = self.store.viewed()?;
        Ok(!self.store.told_after(viewed, 1)?.is_empty())
    }

    /// Follows the events, as far as one batch goes.
    pub(crate) fn update_lists(&mut self) -> Result<(), Fault> {
        let viewed = self.store.viewed()?;
        let rows = self.store.told_after(viewed, EVENTS_MAX)?;
        let Some(last) = rows.last().map(|row| row.seq) else { return Ok(()) };
        let mut changed: std::collections::BTreeMap<DossierId, ToldRow> =
            std::collections::BTreeMap::new();
        for row in rows {
            changed.insert(row.dossier.clone(), row);
        }
        for (dossier, row) in changed {
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
        let phase = D::phase(&D::standing(&loaded.dossier)).to_owned();
        let version = loaded.version;
        D::slot(&mut self.cache).put(loaded);
        let name = self.store.names_of(dossier)?.into_iter().next();
        let name = name.map(|(kind, value)| Name { kind, value });
        let (dossier, kind) = (dossier.clone(), D::KIND.to_owned());
        Ok(self.store.put_view(&ViewRow { dossier, kind, phase, version, name })?)
    }
}
