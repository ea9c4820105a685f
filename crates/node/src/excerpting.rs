//! What a peer may see of an entry: the narrower of what was granted when it was told and what is granted
//! today, with the proof that it stands in its log.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Grant, Question};
use guarantee::account::Account;
use guarantee::hold::Conversation;
use journal::{Excerpt, Group, LogId, Subject};
use kernel::{Administration, Decider, NodeId, utc_day};
use store::Source;
use transit::Part;

use crate::dispatching::read_grant;
use crate::fault::Fault;
use crate::history::{CORE, kept_entry, open_entry, open_kept, own_entry};
use crate::logs::Tree;
use crate::node::Node;
use crate::rekeying::last_that_stands;

impl Node {
    /// An own entry as this peer may see it.
    pub(crate) fn excerpt(
        &self,
        peer: &NodeId,
        tree: &mut Tree<'_>,
        index: u64,
        size: u64,
    ) -> Result<Excerpt, Fault> {
        let place = tree.place(index);
        let kept = kept_entry(self.store.as_ref(), Source::Own(place))?;
        let opened = open_kept(&self.find_key(), &kept);
        let entry = opened.map_err(|fault| fault.of(|| own_entry(place)))?;
        let groups = self.visible(peer, &entry.header.subject, entry.groups)?;
        let proof = tree.proof(index, size)?;
        Excerpt::new(&kept.header, &groups, proof).ok_or(Fault::Damaged { what: "an entry" })
    }

    fn visible(
        &self,
        peer: &NodeId,
        subject: &Subject,
        groups: Vec<Group>,
    ) -> Result<Vec<Group>, Fault> {
        let open = self.open_for(peer, subject)?;
        let seen = |group: Group| match group.name() {
            Some(name) if open.contains(name) => group,
            _ => Group::Withheld(group.commitment()),
        };
        Ok(groups.into_iter().map(seen).collect())
    }

    /// Which groups of an entry a peer may have now: the narrower of what it might when the entry
    /// was written and what it may today. A reader keeps the cores of what it reads.
    fn open_for(&self, peer: &NodeId, subject: &Subject) -> Result<BTreeSet<String>, Fault> {
        let core = || [CORE.to_owned()].into();
        let Subject::Event { dossier, kind, .. } = subject else { return Ok(core()) };
        let Some((member, _)) = self.world.directory()?.node(peer) else {
            return Ok(BTreeSet::new());
        };
        let readers = self.store.readers(dossier)?;
        let reader = readers.iter().find(|row| row.administration == member.administration);
        let Some(reader) = reader else { return Ok(BTreeSet::new()) };
        let now = self.grant_now(kind, &member.administration);
        let grant = read_grant(&reader.grant)?.narrowed(now.as_ref());
        Ok(grant.groups.into_iter().chain(core()).collect())
    }

    fn grant_now(&self, kind: &str, reader: &Administration) -> Option<Grant> {
        self.grant_under(kind, reader, &BTreeMap::new())
    }

    /// The same for somebody who was told under agreements that may have ended since.
    pub(crate) fn grant_under(
        &self,
        kind: &str,
        reader: &Administration,
        under: &BTreeMap<String, u64>,
    ) -> Option<Grant> {
        let concerned = [reader.clone()].into();
        let mut audience = self.world.agreements.audience(Question {
            kind,
            projections: projections(kind),
            author: &self.settings.administration,
            concerned: &concerned,
            released_under: under,
            day: utc_day(self.now),
        });
        audience.remove(reader)
    }

    /// An entry of an epoch that was closed, as this peer may see it, and the checkpoint it is proven
    /// under: the last one the store has, or the one it came back with.
    pub(crate) fn earlier_excerpt(
        &self,
        peer: &NodeId,
        log: &LogId,
        index: u64,
    ) -> Result<(Excerpt, String), Fault> {
        let missing = || Fault::Damaged { what: "an entry of an earlier epoch" };
        let Some(row) = self.store.foreign_at(log, index)? else {
            let read = self.store.as_ref();
            let stands = last_that_stands(read, &self.find_key(), log)?;
            let held = match stands.filter(|(size, _)| index < *size) {
                Some(stands) => Some(stands),
                None => self.store.last_checkpoint(log.epoch, log.partition)?,
            };
            let (size, note) = held.ok_or_else(missing)?;
            let mut tree = Tree::of(read, log);
            return Ok((self.excerpt(peer, &mut tree, index, size)?, note));
        };
        let note = self.store.foreign_checkpoint(log, row.size)?.ok_or_else(missing)?;
        let entry = open_entry(self.store.as_ref(), &self.find_key(), Source::Foreign(row.id))?;
        let groups = self.visible(peer, &entry.header.subject, entry.groups)?;
        let excerpt = Excerpt::new(&row.header, &groups, row.proof).ok_or_else(missing)?;
        Ok((excerpt, note))
    }
}

/// The projections a domain defines for a kind of dossier.
fn projections(kind: &str) -> &'static [(&'static str, &'static [&'static str])] {
    match kind {
        Account::KIND => Account::PROJECTIONS,
        Conversation::KIND => Conversation::PROJECTIONS,
        Part::KIND => Part::PROJECTIONS,
        _ => &[],
    }
}
