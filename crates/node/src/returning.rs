//! Own entries that a peer gives back: they stand among the foreign ones, with the proof the peer had,
//! and count again for what the node wrote. And the other side: giving back to a peer what it wrote.

use std::collections::{BTreeMap, BTreeSet};

use agreement::Audience;
use exchange::{Position, Returned, Returning, VERSION};
use guarantee::account::Account;
use guarantee::hold::Conversation;
use journal::{AlarmKind, Cites, Dispatch, Excerpt, LogId, Subject, Verdict};
use kernel::{Decider, Dossier, DossierId, Epoch, Name, NodeId};
use store::{DossierRow, ForeignRow, ReaderRow, Source, ToldRow};
use transit::Part;

use crate::dispatching::{read_grant, read_untold};
use crate::fault::Fault;
use crate::history::{CORE, body, key_of, open_entry, read_header};
use crate::judging::write_verdict;
use crate::kind::Kind;
use crate::logs::log_id;
use crate::node::Node;
use crate::policies::again;
use crate::recovering::Torn;
use crate::submit::event_name;

/// How many entries are given back at once.
const RETURNED_MAX: usize = 256;
/// At how many bytes no further entry is given back at once.
const RETURNED_BYTES_ENOUGH: usize = 4 << 20;

/// Own entries, by epoch and place, that each peer was told.
type ToldTo = BTreeMap<NodeId, BTreeSet<(Epoch, u64)>>;

impl Node {
    /// What this node holds of a peer's own log, for that peer alone.
    pub(crate) fn give_back(
        &self,
        peer: &NodeId,
        log: &LogId,
        from: u64,
    ) -> Result<Option<Returned>, Fault> {
        if log.node != *peer {
            return Ok(None);
        }
        let rows = self.store.foreigns_of(log, from, RETURNED_MAX)?;
        let (mut entries, mut sizes, mut bytes) = (Vec::new(), BTreeSet::new(), 0);
        let mut next = None;
        for row in rows {
            if bytes >= RETURNED_BYTES_ENOUGH {
                break;
            }
            next = Some(row.index + 1);
            if self.is_doubtful(&row)? {
                // Somebody else may have written it.
                continue;
            }
            sizes.insert(row.size);
            let entry = self.excerpt_of(&row)?;
            bytes += entry.bytes();
            entries.push(Returning { size: row.size, entry });
        }
        let mut checkpoints = Vec::new();
        for size in sizes {
            checkpoints.extend(self.store.foreign_checkpoint(log, size)?);
        }
        let heads = self.heads.notes().filter(|(of, _)| of.node == *peer);
        checkpoints.extend(heads.map(|(_, note)| note.to_string()));
        let through = self.known(log)?.through;
        let receipted = self.receipted_by(peer)?;
        let directory = Some(self.world.directory_version());
        Ok(Some(Returned {
            v: VERSION,
            of: log.clone(),
            from,
            through,
            receipted,
            directory,
            entries,
            checkpoints,
            next,
        }))
    }

    /// How far a peer has receipted each of our logs, those that are closed too: what it was told in one
    /// of them it may have lost as well.
    fn receipted_by(&self, peer: &NodeId) -> Result<Vec<Position>, Fault> {
        let (region, node) = (&self.settings.region, &self.settings.node);
        let streams = self.store.out_streams()?.into_iter();
        let streams = streams.filter(|stream| stream.recipient == *peer && stream.receipted > 0);
        let positions = streams.map(|stream| Position {
            log: log_id(region, node, stream.epoch, stream.partition),
            size: stream.receipted,
        });
        Ok(positions.collect())
    }

    /// A foreign entry with what this node has of it.
    pub(crate) fn excerpt_of(&self, row: &ForeignRow) -> Result<Excerpt, Fault> {
        let source = Source::Foreign(row.id);
        let entry = open_entry(self.store.as_ref(), &self.find_key(), source)?;
        let excerpt = Excerpt::new(&row.header, &entry.groups, row.proof.clone());
        excerpt.ok_or(Fault::Damaged { what: "a foreign entry" })
    }

    /// Lets own entries that came back count again, in the order of their places, and after them the
    /// cover they speak of. Where everybody has answered, what is asked for a movement that nobody
    /// knows is taken back. Gives back how many events are among them.
    pub(crate) fn bring_back(&mut self, ids: &[i64], all: bool) -> Result<usize, Fault> {
        let mut told_to = ToldTo::new();
        for id in ids {
            self.note_told(*id, &mut told_to)?;
        }
        let mut events = 0;
        let (mut movements, mut holds) = (BTreeSet::new(), BTreeSet::new());
        let mut touched = BTreeSet::new();
        for id in ids {
            let missing = Fault::Damaged { what: "an entry that came back" };
            let row = self.store.foreign(*id)?.ok_or(missing)?;
            let header = read_header(&row.header)?;
            let Subject::Event { dossier, kind, part, .. } = &header.subject else { continue };
            let seq = self.tell_back(&row, (dossier, kind, *part))?;
            let Some(seq) = seq else { continue };
            events += 1;
            touched.insert(dossier.clone());
            match kind.as_str() {
                Account::KIND => self.take_back::<Account>(seq, &told_to)?,
                Conversation::KIND => {
                    self.take_back::<Conversation>(seq, &told_to)?;
                    holds.insert(dossier.clone());
                }
                Part::KIND => {
                    self.take_back::<Part>(seq, &told_to)?;
                    movements.insert(dossier.clone());
                }
                _ => {}
            }
        }
        for recipient in told_to.keys() {
            if self.world.directory()?.node(recipient).is_some() {
                for partition in 0..self.settings.partitions.max(1) {
                    self.numbering.touch(recipient, partition);
                }
            }
        }
        // What others told of it may have waited for the home, which is this node.
        for dossier in &touched {
            self.judge_dossier(dossier)?;
        }
        for movement in &movements {
            again::hold_again(self, movement, false)?;
        }
        for hold in &holds {
            again::keep_word(self, hold)?;
        }
        if all {
            self.take_orphans_back()?;
        }
        Ok(events)
    }

    /// Requests that came back for movements nobody knows any more, and movements for which nobody knows
    /// what was asked.
    pub(crate) fn take_orphans_back(&mut self) -> Result<(), Fault> {
        for (dossier, kind) in self.came_back()? {
            match kind.as_str() {
                Conversation::KIND => again::orphaned(self, &dossier)?,
                Part::KIND => again::hold_again(self, &dossier, true)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Whoever may know of what came back and was no reader yet becomes one.
    pub(crate) fn share_again(&mut self) -> Result<(), Fault> {
        for (dossier, kind) in self.came_back()? {
            match kind.as_str() {
                Account::KIND => self.share::<Account>(&dossier)?,
                Conversation::KIND => self.share::<Conversation>(&dossier)?,
                Part::KIND => self.share::<Part>(&dossier)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn share<D: Kind>(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        let loaded = self.load::<D>(dossier)?;
        let audience = self.audience::<D>(&loaded.dossier)?;
        let readers = self.store.readers(dossier)?;
        for (administration, grant) in &audience {
            if readers.iter().any(|reader| reader.administration == *administration) {
                continue;
            }
            self.put_reader(&loaded.dossier, administration, grant)?;
            let partition = self.partition(dossier);
            for recipient in self.recipients(administration)? {
                for place in self.own_places(dossier)? {
                    self.number_earlier(&recipient, partition, place);
                }
            }
        }
        self.put_back(loaded);
        Ok(())
    }

    /// The dossiers of which events came back, with their kinds.
    fn came_back(&mut self) -> Result<BTreeMap<DossierId, String>, Fault> {
        let mut dossiers = BTreeMap::new();
        for Torn { log, .. } in self.torn()? {
            let mut next = 0;
            loop {
                let rows = self.store.foreigns_of(&log, next, RETURNED_MAX)?;
                let Some(last) = rows.last() else { break };
                next = last.index + 1;
                for row in &rows {
                    if let Subject::Event { dossier, kind, .. } = read_header(&row.header)?.subject
                    {
                        dossiers.insert(dossier, kind);
                    }
                }
            }
        }
        Ok(dossiers)
    }

    /// A dispatch that came back says what its recipient was told.
    fn note_told(&self, id: i64, told_to: &mut ToldTo) -> Result<(), Fault> {
        let Some(dispatch) = self.dispatch_of(id)? else { return Ok(()) };
        let row = self.store.foreign(id)?.ok_or(Fault::Damaged { what: "a dispatch" })?;
        let epoch = row.log.epoch;
        let items = dispatch.items.iter();
        let places = items.map(|item| (item.epoch.unwrap_or(epoch), item.index));
        told_to.entry(dispatch.to.clone()).or_default().extend(places);
        Ok(())
    }

    /// A dispatch among the entries that came back.
    pub(crate) fn dispatch_of(&self, id: i64) -> Result<Option<Dispatch>, Fault> {
        let entry = open_entry(self.store.as_ref(), &self.find_key(), Source::Foreign(id))?;
        let is_one = entry.header.subject == Subject::Dispatch;
        Ok(if is_one { body(&entry.groups, CORE) } else { None })
    }

    /// Tells an own event that came back; none where it is told already.
    fn tell_back(
        &mut self,
        row: &ForeignRow,
        (dossier, kind, part): (&DossierId, &str, u64),
    ) -> Result<Option<i64>, Fault> {
        let (epoch, index) = (row.log.epoch, row.index);
        let own = &self.settings.node;
        let told = self.store.told_of(dossier)?;
        let counts = |told: &ToldRow| {
            let same = told.writer == *own && (told.epoch, told.index) == (epoch, index);
            same && told.verdict.is_empty()
        };
        if told.iter().any(|told| told.source == Source::Foreign(row.id) || counts(told)) {
            return Ok(None);
        }
        if self.store.dossier(dossier)?.is_none() {
            let (dossier, kind) = (dossier.clone(), kind.to_owned());
            self.store.put_dossier(&DossierRow { dossier, kind, flag: String::new() })?;
        }
        self.cache.drop(dossier);
        let seq = self.store.tell(&ToldRow {
            seq: 0,
            dossier: dossier.clone(),
            kind: kind.to_owned(),
            writer: own.clone(),
            part,
            epoch,
            index,
            source: Source::Foreign(row.id),
            verdict: String::new(),
        })?;
        Ok(Some(seq))
    }

    /// What followed from an own event follows again: its names, its readers, its tasks. Rules that are
    /// asked again what they answered before find the answer there.
    fn take_back<D: Kind>(&mut self, seq: i64, told_to: &ToldTo) -> Result<(), Fault> {
        let missing = Fault::Damaged { what: "an event that came back" };
        let row = self.store.told(seq)?.ok_or(missing)?;
        let entry = open_entry(self.store.as_ref(), &self.find_key(), row.source)?;
        let (Some(event), Some(core)) =
            (body::<D::Event>(&entry.groups, CORE), body::<serde_json::Value>(&entry.groups, CORE))
        else {
            self.store.judge(seq, &write_verdict(&Verdict::Unreadable)?)?;
            if self.was_erased(&key_of(&entry.header))? {
                return Ok(());
            }
            let detail = format!("own entry {} of epoch {}", row.index, row.epoch);
            return self.alarm(AlarmKind::Unreadable, row.dossier.as_str(), &detail);
        };
        let loaded = self.load::<D>(&row.dossier)?;
        if loaded.quarantined {
            let detail = format!("own entry {} of epoch {}", row.index, row.epoch);
            return self.quarantine(&row.dossier, &detail);
        }
        for name in D::names(&event) {
            self.name_back(&name, &row.dossier)?;
        }
        for key in D::keys(&event) {
            self.store.put_name(&key, &row.dossier, false)?;
        }
        let name = event_name(&core);
        self.notice::<D>(&loaded.dossier, seq, entry.header.at, &name)?;
        self.read_before::<D>(&loaded.dossier, (&row, &entry.header.cites), told_to)?;
        self.tell_readers_back::<D>(&loaded.dossier, &row, told_to)?;
        self.put_back(loaded);
        self.schedule((D::KIND, &name), &row.dossier, seq)
    }

    /// Whoever was told an own event was a reader of its dossier, and is again: what he may have goes by
    /// the agreements of today, and by the run-off of those it cites.
    fn read_before<D: Kind>(
        &mut self,
        dossier: &Dossier<D::Part>,
        (row, cites): (&ToldRow, &Cites),
        told_to: &ToldTo,
    ) -> Result<(), Fault> {
        let place = (row.epoch, row.index);
        let told = told_to.iter().filter(|(_, places)| places.contains(&place));
        let directory = self.world.directory()?;
        let members = told.filter_map(|(node, _)| directory.node(node));
        let members: BTreeSet<_> =
            members.map(|(member, _)| member.administration.clone()).collect();
        let readers = self.store.readers(&dossier.id)?;
        for administration in members {
            if readers.iter().any(|reader| reader.administration == administration) {
                continue;
            }
            let grant = self.grant_under(D::KIND, &administration, &cites.agreements);
            if let Some(grant) = grant {
                self.put_reader(dossier, &administration, &grant)?;
            }
        }
        Ok(())
    }

    /// Who may know of a dossier after a recovery: whom it concerns may not be known again yet; who has
    /// read it is, and what agreements let him have today.
    pub(crate) fn audience_again<D: Kind>(
        &self,
        dossier: &Dossier<D::Part>,
    ) -> Result<Audience, Fault> {
        let mut audience = self.audience::<D>(dossier)?;
        for ReaderRow { administration, grant, .. } in self.store.readers(&dossier.id)? {
            let under = read_grant(&grant)?.cites;
            if let Some(grant) = self.grant_under(D::KIND, &administration, &under) {
                audience.entry(administration).or_insert(grant);
            }
        }
        Ok(audience)
    }

    /// Numbers an own event that came back for whoever may know it and had not been told it, and with it
    /// what he has not been told either: all before it, if he was no reader yet. That a reader may not
    /// know it now is noted, as of any other event.
    fn tell_readers_back<D: Kind>(
        &mut self,
        dossier: &Dossier<D::Part>,
        row: &ToldRow,
        told_to: &ToldTo,
    ) -> Result<(), Fault> {
        let (place, partition) = ((row.epoch, row.index), self.partition(&row.dossier));
        let audience = self.audience_again::<D>(dossier)?;
        let readers = self.store.readers(&dossier.id)?;
        let untold = |recipient: &NodeId| {
            !told_to.get(recipient).is_some_and(|places| places.contains(&place))
        };
        for reader in readers.iter().filter(|it| !audience.contains_key(&it.administration)) {
            if self.recipients(&reader.administration)?.iter().any(untold) {
                self.note_untold(reader, place)?;
            }
        }
        for (administration, grant) in &audience {
            let reader = readers.iter().find(|reader| reader.administration == *administration);
            let since = match reader {
                Some(reader) => read_untold(&reader.grant)?,
                None => Some((Epoch(0), 0)),
            };
            let mut earlier = Vec::new();
            if let Some(since) = since {
                let kept = reader.map(|reader| read_grant(&reader.grant)).transpose()?;
                self.put_reader(dossier, administration, kept.as_ref().unwrap_or(grant))?;
                // Of a reader nothing stays untold; a new one is told the rest as it comes back.
                earlier = self.own_places(&row.dossier)?;
                earlier.retain(|it| *it >= since && (reader.is_some() || *it < place));
            }
            for recipient in self.recipients(administration)? {
                let row = untold(&recipient).then_some(place);
                // Whoever was told it as a new reader was told then what was before it.
                let earlier = earlier.iter().filter(|it| **it != place);
                let earlier = earlier.filter(|_| row.is_some() || reader.is_some());
                for place in earlier.copied().chain(row) {
                    self.number_earlier(&recipient, partition, place);
                }
            }
        }
        Ok(())
    }

    /// A name that an own dossier had is its own again, unless another has it by now.
    fn name_back(&mut self, name: &Name, dossier: &DossierId) -> Result<(), Fault> {
        let other = self.reserved(name)?.filter(|other| other != dossier);
        self.store.put_name(name, dossier, other.is_none())?;
        let Some(other) = other else { return Ok(()) };
        let detail = format!("it came back with the name {name}, which {other} has");
        self.alarm(AlarmKind::Contested, dossier.as_str(), &detail)
    }
}
