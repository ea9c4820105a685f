//! Who is told of an event, and the dispatches that number what each recipient is told.

use std::collections::BTreeMap;

use agreement::{Audience, Grant, Question};
use identity::NodeRole;
use journal::{Dispatch, Item, ItemAs, StreamHead, Subject};
use kernel::{Administration, Decider, Dossier, DossierId, Epoch, NodeId, utc_day};
use serde::{Deserialize, Serialize};
use store::{OutStream, Place, ReaderRow};

use crate::fault::Fault;
use crate::history::{kept_entry, read_header};
use crate::kind::Kind;
use crate::logs::{log_id, row_bytes};
use crate::node::Node;

/// How many items one dispatch numbers: its recipient records the whole of it at a time.
const ITEMS_MAX: usize = 64;
/// How many bytes the entries of one dispatch have together, unless a single one has more: the
/// whole of a dispatch goes into one envelope, and an envelope must be one its recipient takes.
const DISPATCH_BYTES_MAX: usize = 2 << 20;

/// What is to be numbered when the batch ends, by recipient and partition.
#[derive(Debug, Default)]
pub(crate) struct Numbering(BTreeMap<(NodeId, u16), Vec<Item>>);

impl Numbering {
    fn add(&mut self, recipient: &NodeId, partition: u16, item: Item) {
        self.0.entry((recipient.clone(), partition)).or_default().push(item);
    }

    /// Wants a dispatch written even if it numbers nothing.
    pub(crate) fn touch(&mut self, recipient: &NodeId, partition: u16) {
        self.0.entry((recipient.clone(), partition)).or_default();
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Node {
    /// Who may know of what happens to a dossier now.
    pub(crate) fn audience<D: Kind>(&self, dossier: &Dossier<D::Part>) -> Result<Audience, Fault> {
        let concerned = D::concerned(dossier);
        let question = Question {
            kind: D::KIND,
            projections: D::PROJECTIONS,
            author: &self.settings.administration,
            concerned: &concerned,
            released_under: &D::released_under(dossier),
            day: utc_day(self.now),
        };
        let agreements = &self.world.agreements;
        let mut audience = agreements.audience(question);
        let untold = |other: &&Administration| {
            **other != self.settings.administration && !audience.contains_key(*other)
        };
        let untold: Vec<_> = concerned.iter().filter(untold).collect();
        for other in untold {
            let under = self.takes_part_under(&dossier.id, other)?;
            if let Some(grant) = agreements.in_run_off(&question, other, &under) {
                audience.insert(other.clone(), grant);
            }
        }
        Ok(audience)
    }

    /// The agreements under which somebody takes part in a dossier already: those it is told under, and
    /// those it told of it under. What was begun under them comes to its end in their run-off.
    fn takes_part_under(
        &self,
        dossier: &DossierId,
        other: &Administration,
    ) -> Result<BTreeMap<String, u64>, Fault> {
        let readers = self.store.readers(dossier)?;
        if let Some(reader) = readers.iter().find(|reader| reader.administration == *other) {
            return Ok(read_grant(&reader.grant)?.cites);
        }
        let (mut told, writers) = (self.store.told_of(dossier)?, self.recipients(other)?);
        told.retain(|row| row.verdict.is_empty() && writers.contains(&row.writer));
        // As he wrote it: after a loss it may be told again in another order.
        told.sort_by_key(|row| (row.epoch, row.part));
        let own = &self.settings.administration;
        for row in told {
            let header = read_header(&kept_entry(self.store.as_ref(), row.source)?.header)?;
            // What he began when it was in force no more is no reason to tell him anything.
            let (mut under, day) = (header.cites.agreements, utc_day(header.at));
            under.retain(|id, version| {
                self.world.agreements.was_in_force((id, *version), (own, other), day)
            });
            if !under.is_empty() {
                return Ok(under);
            }
        }
        Ok(BTreeMap::new())
    }

    /// Numbers an event for everybody in its audience. Whoever was not yet a reader of the dossier
    /// becomes one and is told first what this node had written of it before; whoever was not to be told
    /// for a while, what it has written since.
    pub(crate) fn number_for<D: Decider>(
        &mut self,
        dossier: &Dossier<D::Part>,
        place: Place,
        audience: &Audience,
    ) -> Result<(), Fault> {
        let readers = self.store.readers(&dossier.id)?;
        let at = (place.epoch, place.index);
        for reader in readers.iter().filter(|it| !audience.contains_key(&it.administration)) {
            self.note_untold(reader, at)?;
        }
        for (administration, grant) in audience {
            let before = readers.iter().find(|reader| reader.administration == *administration);
            let grant = match before {
                Some(before) => {
                    let mut narrowed = read_grant(&before.grant)?.narrowed(Some(grant));
                    narrowed.cites.extend(grant.cites.clone());
                    narrowed
                }
                None => grant.clone(),
            };
            let since = match before {
                Some(before) => read_untold(&before.grant)?,
                None => Some((Epoch(0), 0)),
            };
            let earlier = since.map(|_| self.own_places(&dossier.id)).transpose()?;
            let untold = |place: &(Epoch, u64)| Some(*place) >= since && *place < at;
            let earlier: Vec<_> = earlier.into_iter().flatten().filter(untold).collect();
            self.put_reader(dossier, administration, &grant)?;
            for recipient in self.recipients(administration)? {
                for index in &earlier {
                    self.number_earlier(&recipient, place.partition, *index);
                }
                let item = Item::here(place.index, ItemAs::Leaf);
                self.numbering.add(&recipient, place.partition, item);
            }
        }
        Ok(())
    }

    /// Notes from where on a reader is not told of a dossier, unless an earlier place is noted already.
    pub(crate) fn note_untold(
        &mut self,
        reader: &ReaderRow,
        at: (Epoch, u64),
    ) -> Result<(), Fault> {
        let grant = read_grant(&reader.grant)?;
        if read_untold(&reader.grant)?.is_some_and(|since| since <= at) {
            return Ok(());
        }
        let grant = serde_json::to_string(&Lapsed { grant, untold: Some(at) })
            .map_err(|source| Fault::Kept { what: "a grant", source })?;
        Ok(self.store.put_reader(&ReaderRow { grant, ..reader.clone() })?)
    }

    pub(crate) fn put_reader<P>(
        &mut self,
        dossier: &Dossier<P>,
        administration: &Administration,
        grant: &Grant,
    ) -> Result<(), Fault> {
        let grant = serde_json::to_string(grant)
            .map_err(|source| Fault::Kept { what: "a grant", source })?;
        Ok(self.store.put_reader(&ReaderRow {
            dossier: dossier.id.clone(),
            administration: administration.clone(),
            grant,
        })?)
    }

    /// Where this node's events of a dossier stand, those of closed epochs too.
    pub(crate) fn own_places(&self, dossier: &DossierId) -> Result<Vec<(Epoch, u64)>, Fault> {
        let rows = self.store.told_of(dossier)?;
        let own =
            |row: &&store::ToldRow| row.writer == self.settings.node && row.verdict.is_empty();
        let own = rows.iter().filter(own);
        Ok(own.map(|row| (row.epoch, row.index)).collect())
    }

    /// The nodes that write for an administration.
    pub(crate) fn recipients(&self, administration: &Administration) -> Result<Vec<NodeId>, Fault> {
        let nodes = self.world.directory()?.nodes_of(administration);
        let writing = nodes.iter().filter(|entry| entry.role == NodeRole::Customs);
        Ok(writing.map(|entry| entry.node.clone()).collect())
    }

    /// Numbers an own entry, of this epoch or of a closed one, for a recipient that was not told it, or
    /// asks for it again.
    pub(crate) fn number_earlier(
        &mut self,
        recipient: &NodeId,
        partition: u16,
        (epoch, index): (Epoch, u64),
    ) {
        self.numbering.add(recipient, partition, Item::of(epoch, index, self.epoch));
    }

    /// Wants an empty dispatch for everybody who has not been told anything for a while.
    pub(crate) fn want_heartbeats(&mut self) -> Result<bool, Fault> {
        let peers: Vec<NodeId> = self
            .world
            .directory()?
            .nodes()
            .filter(|(_, entry)| entry.role == NodeRole::Customs)
            .map(|(_, entry)| entry.node.clone())
            .filter(|node| *node != self.settings.node)
            .collect();
        let due = self.now.as_millisecond() - self.settings.heartbeat_ms;
        // Whoever has told us something is owed a sign, after a while, that we have nothing to tell.
        let now = self.now.as_millisecond();
        for stream in self.store.in_streams()? {
            self.owed_since.entry(stream.log.node).or_insert(now);
        }
        let mut wanted = false;
        for partition in 0..self.settings.partitions.max(1) {
            for peer in &peers {
                let stream = self.store.out_stream(peer, self.epoch, partition)?;
                let last = stream.and_then(|stream| stream.head.dispatch);
                let last = last.map(|index| Place { epoch: self.epoch, partition, index });
                let last = last.map(|place| self.written_at(place)).transpose()?;
                if last
                    .or_else(|| self.owed_since.get(peer).copied())
                    .is_some_and(|since| since < due)
                {
                    self.numbering.touch(peer, partition);
                    wanted = true;
                }
            }
        }
        Ok(wanted)
    }

    /// When an own entry was written, in milliseconds.
    pub(crate) fn written_at(&self, place: Place) -> Result<i64, Fault> {
        let row = self.store.entry(place)?.ok_or(Fault::Damaged { what: "a dispatch" })?;
        Ok(read_header(&row.header)?.at.as_millisecond())
    }

    /// Writes the dispatches of a batch: after the events they number, in the same sync.
    pub(crate) fn write_dispatches(&mut self) -> Result<(), Fault> {
        let numbering = std::mem::take(&mut self.numbering.0);
        for ((recipient, partition), mut items) in numbering {
            // What a recipient is told first of a later epoch is why there is one.
            let later = self.epoch > Epoch::FIRST;
            if later && self.store.out_stream(&recipient, self.epoch, partition)?.is_none() {
                items.insert(0, Item::here(0, ItemAs::Leaf));
            }
            for chunk in self.cut(partition, items)? {
                self.write_dispatch(&recipient, partition, &chunk)?;
            }
        }
        Ok(())
    }

    /// Items in portions that fit into a dispatch each; one empty portion where there is none.
    fn cut(&self, partition: u16, items: Vec<Item>) -> Result<Vec<Vec<Item>>, Fault> {
        let (mut portions, mut portion, mut bytes) = (Vec::new(), Vec::new(), 0);
        for item in items {
            let more = self.entry_bytes(partition, item)?;
            let full = portion.len() == ITEMS_MAX || bytes + more > DISPATCH_BYTES_MAX;
            if full && !portion.is_empty() {
                portions.push(std::mem::take(&mut portion));
                bytes = 0;
            }
            portion.push(item);
            bytes += more;
        }
        portions.push(portion);
        Ok(portions)
    }

    /// How many bytes an own entry has.
    fn entry_bytes(&self, partition: u16, item: Item) -> Result<usize, Fault> {
        let index = item.index;
        let log = self.logs.get(usize::from(partition)).filter(|_| item.epoch.is_none());
        if let Some(bytes) = log.and_then(|log| log.staged_bytes(index)) {
            return Ok(bytes);
        }
        let epoch = item.epoch.unwrap_or(self.epoch);
        if let Some(row) = self.store.entry(Place { epoch, partition, index })? {
            return Ok(row_bytes(&row));
        }
        let (region, node) = (&self.settings.region, &self.settings.node);
        let row = self.store.foreign_at(&log_id(region, node, epoch, partition), index)?;
        Ok(row.map_or(0, |row| row.header.len() + row.sealed.len()))
    }

    fn write_dispatch(
        &mut self,
        recipient: &NodeId,
        partition: u16,
        items: &[Item],
    ) -> Result<(), Fault> {
        let stream = self.store.out_stream(recipient, self.epoch, partition)?;
        let mut stream = stream.unwrap_or_else(|| fresh_stream(recipient, self.epoch, partition));
        let dispatch = Dispatch {
            to: recipient.clone(),
            previous: stream.head.dispatch,
            first: stream.head.number + 1,
            items: items.to_vec(),
        };
        let place = self.book(partition, Subject::Dispatch, &dispatch)?;
        let numbered: Vec<_> = dispatch.numbered().map(|(number, item)| (number, *item)).collect();
        self.store.put_dispatch(recipient, self.epoch, partition, place.index, &numbered)?;
        stream.head.number = dispatch.last();
        stream.head.dispatch = Some(place.index);
        stream.dispatch_count += 1;
        Ok(self.store.put_out_stream(&stream)?)
    }
}

/// A stream on which nothing has been told yet.
pub(crate) fn fresh_stream(recipient: &NodeId, epoch: Epoch, partition: u16) -> OutStream {
    OutStream {
        recipient: recipient.clone(),
        epoch,
        partition,
        head: StreamHead { epoch, number: 0, dispatch: None },
        dispatch_count: 0,
        receipted: 0,
        receipted_dispatch: None,
        verified: 0,
        cosigned: 0,
    }
}

/// The agreements that an event cites for its whole audience. Where some are told under a version that
/// binds others no more, that one: it binds all of them.
pub(crate) fn cites_of(audience: &Audience) -> BTreeMap<String, u64> {
    let mut cites = BTreeMap::new();
    for (id, version) in audience.values().flat_map(|grant| &grant.cites) {
        let cited = cites.entry(id.clone()).or_insert(*version);
        *cited = (*cited).min(*version);
    }
    cites
}

/// A grant as it is kept of somebody who is not told any more, or not now.
#[derive(Debug, Serialize, Deserialize)]
struct Lapsed {
    #[serde(flatten)]
    grant: Grant,
    /// Where the first event stands of which he was not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    untold: Option<(Epoch, u64)>,
}

/// From where on a reader is not told of a dossier.
pub(crate) fn read_untold(text: &str) -> Result<Option<(Epoch, u64)>, Fault> {
    let read: Lapsed =
        serde_json::from_str(text).map_err(|source| Fault::Kept { what: "a grant", source })?;
    Ok(read.untold)
}

/// A grant as it was kept.
pub(crate) fn read_grant(text: &str) -> Result<Grant, Fault> {
    serde_json::from_str(text).map_err(|source| Fault::Kept { what: "a grant", source })
}
