//! The next epoch after a recovery: its first entry says what is left of the one before, what was not
//! told is told in it, and what came back counts again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use exchange::Position;
use guarantee::account::Account;
use journal::{AlarmKind, Item, LogId, Opened, Recovery, Subject, Verdict};
use kernel::{Decider, DossierId, Epoch, Inadmissible, Name, NodeId, Timestamp};
use store::{Place, Source};
use transit::Part;

use crate::disowning::{merged, without};
use crate::fault::Fault;
use crate::history::{ACTOR, BOOKS, CORE, read_header};
use crate::judging::write_verdict;
use crate::logs::{Log, log_id};
use crate::node::{Mode, Node};
use crate::policies::again;
use crate::recovering::{Gathering, Torn};

/// How many rows are read at a time.
const PAGE: usize = 256;

impl Node {
    /// What is left of a log: by number what came back, and what did not.
    pub(crate) fn left_of(
        &mut self,
        torn: &Torn,
        gathering: &Gathering,
    ) -> Result<Recovery, Fault> {
        let noted = self.vault.keys().noted_heads()?;
        let noted = noted.iter().filter(|noted| noted.log == torn.log).map(|noted| noted.size);
        let learned = gathering.learned(&torn.log).map(|checkpoint| checkpoint.size);
        let kept = gathering.kept_of(torn);
        let disowned = gathering.disowned.ranges(&torn.log);
        let held = disowned.first().map_or(kept, |(first, _)| kept.min(*first));
        let written = noted.chain(learned).fold(kept, u64::max);
        // What the store holds beyond an entry that a later epoch goes on without is there as what came
        // back is.
        let own = (held < kept).then(|| (held, kept - 1)).into_iter();
        let mut there: Ranges = own.flat_map(|range| without(range, disowned)).collect();
        let mut next = held;
        loop {
            let rows = self.store.foreigns_of(&torn.log, next, PAGE)?;
            let Some(last) = rows.last() else { break };
            next = last.index + 1;
            there.extend(rows.iter().map(|row| (row.index, row.index)));
        }
        there.sort_unstable();
        let returned = merged(there);
        let whole = (held < written).then(|| (held, written - 1)).into_iter();
        let lost = whole.flat_map(|range| without(range, &returned)).collect();
        let closed = torn.log.epoch;
        let given_up = (kept < torn.held).then(|| (kept, torn.held - 1));
        let unanswered = gathering.unanswered.iter().cloned().collect();
        Ok(Recovery { closed, held, given_up, written, returned, lost, unanswered })
    }

    /// Opens the next epoch: what is left of the ones before, what peers were not told of it, and what
    /// they gave back.
    pub(crate) fn open_epoch(
        &mut self,
        now: Timestamp,
        unanswered: BTreeSet<NodeId>,
    ) -> Result<(), Fault> {
        let torn = self.torn()?;
        let Some(mut gathering) = self.gathering.clone() else { return Ok(()) };
        gathering.unanswered = unanswered;
        let peers = self.world.directory()?.nodes().map(|(_, entry)| &entry.node);
        let peers = peers.filter(|node| **node != self.settings.node);
        gathering.late = peers.map(|node| (node.clone(), false)).collect();
        gathering.closed.clone_from(&torn);
        let last = torn.iter().map(|torn| torn.log.epoch).max().unwrap_or(self.epoch);
        self.begin(gathering.last_at.map_or(now, |last| now.max(last)))?;
        let mut left = Vec::new();
        for torn in &torn {
            left.push((torn.log.partition, self.left_of(torn, &gathering)?));
        }
        self.enter(Epoch(last.0 + 1))?;
        for partition in 0..self.settings.partitions.max(1) {
            self.book_opened(partition, &gathering, &left, false)?;
        }
        let took_documents = !self.unwritten.is_empty();
        self.write_taken()?;
        gathering.documents.clear();
        self.tell_all()?;
        gathering.doubtful = self.doubtful(&gathering)?;
        let mut given_up = BTreeMap::new();
        for torn in &torn {
            let mut ranges = gathering.disowned.ranges(&torn.log).to_vec();
            ranges.extend(torn.held.checked_sub(1).map(|last| (gathering.kept_of(torn), last)));
            for (from, to) in ranges {
                for (dossier, first) in self.give_up(torn, from..to + 1)? {
                    given_up.entry(dossier).or_insert(first);
                }
            }
        }
        self.tell_unsent(&gathering)?;
        let mut back = Vec::new();
        for torn in &torn {
            back.extend(self.returned_ids(&torn.log, gathering.kept_of(torn))?);
        }
        // Whoever is listed only in a directory that is not here yet has not been asked.
        let all = gathering.unanswered.is_empty() && self.directory_awaited().is_none();
        gathering.told = self.store.viewed()?;
        self.keep_gathering(gathering)?;
        self.bring_back(&back, all)?;
        self.cover_again(&torn, &given_up)?;
        if took_documents {
            self.follow_documents()?;
        }
        self.clear_again()?;
        for (partition, left) in &left {
            let lost: u64 = left.lost.iter().map(|(from, to)| to - from + 1).sum();
            let detail = format!(
                "epoch {} is closed: {} entries held, {} written, {lost} of them lost",
                left.closed, left.held, left.written
            );
            let about = log_id(&self.settings.region, &self.settings.node, left.closed, *partition);
            self.alarm(AlarmKind::Recovered, &about.to_string(), &detail)?;
        }
        // What was promised is made true before anybody can ask for anything else.
        self.run_tasks()?;
        self.finish()?;
        self.read_again(now)?;
        // The directory in force may name another key than the store went by.
        self.change_key(now)
    }

    /// Goes on in an epoch that nothing is written in yet.
    pub(crate) fn enter(&mut self, epoch: Epoch) -> Result<(), Fault> {
        self.epoch = epoch;
        self.logs.clear();
        for partition in 0..self.settings.partitions.max(1) {
            let (region, node) = (&self.settings.region, &self.settings.node);
            let log = log_id(region, node, self.epoch, partition);
            self.logs.push(Log::open(log, self.store.as_ref())?);
        }
        self.cache.clear();
        self.leased.clear();
        self.asks.forget();
        self.watch.uncosigned.clear();
        self.mode = Mode::Ready;
        Ok(())
    }

    /// Everybody who was told anything is told that there is another epoch.
    pub(crate) fn tell_all(&mut self) -> Result<(), Fault> {
        let streams = self.store.out_streams()?.into_iter();
        let told = streams.filter(|stream| stream.head.dispatch.is_some());
        let told: BTreeSet<_> = told.map(|stream| (stream.recipient, stream.partition)).collect();
        for (recipient, partition) in &told {
            if self.world.directory()?.node(recipient).is_some() {
                self.numbering.touch(recipient, *partition);
            }
        }
        Ok(())
    }

    /// What this node had recorded of peers' logs it may have lost: each of them is asked for it.
    fn doubtful(&self, gathering: &Gathering) -> Result<BTreeSet<LogId>, Fault> {
        let known = self.store.in_streams()?.into_iter().map(|stream| stream.log);
        Ok(known.chain(gathering.owed.keys().cloned()).collect())
    }

    /// The same, told by number how far it then reaches.
    pub(crate) fn tell_closed(
        &mut self,
        now: Timestamp,
        peer: &NodeId,
        log: &LogId,
        through: u64,
    ) -> Result<Option<Position>, Fault> {
        let today = LogId { epoch: self.epoch, ..log.clone() };
        if !self.logs.iter().any(|own| own.id == today) {
            return Ok(None);
        }
        if log.epoch < self.epoch {
            self.begin(now)?;
            self.number_closed_once(peer, log, through)?;
            self.finish()?;
        }
        let stream = self.store.out_stream(peer, today.epoch, today.partition)?;
        let size = stream.map_or(0, |stream| stream.head.number);
        Ok(Some(Position { log: today, size }))
    }

    /// What was numbered again once stands in the stream of today, and is told from there: whoever asks
    /// again and again does not fill our journal.
    fn number_closed_once(
        &mut self,
        peer: &NodeId,
        log: &LogId,
        through: u64,
    ) -> Result<(), Fault> {
        let name = format!("told-again {} {peer} {log}", self.epoch.0);
        let before = self.store.text(&name)?.and_then(|text| text.parse().ok());
        let until = before.unwrap_or(u64::MAX);
        if through >= until {
            return Ok(());
        }
        self.number_closed(peer, log, (through, until))?;
        Ok(self.store.put_text(&name, &through.to_string())?)
    }

    /// What a peer was told in an own log that is closed, after a number and up to another, is numbered
    /// for it again: it has lost it.
    fn number_closed(
        &mut self,
        peer: &NodeId,
        log: &LogId,
        (through, until): (u64, u64),
    ) -> Result<(), Fault> {
        let (of, partition) = (log.epoch, log.partition);
        let mut next = through.saturating_add(1);
        loop {
            let items = self.store.items(peer, of, partition, next, PAGE)?;
            let Some((last, _)) = items.last() else { break };
            next = last + 1;
            for (_, item) in items.iter().filter(|(number, _)| *number <= until) {
                self.number_item(peer, (of, partition), item)?;
            }
        }
        let mut index = 0;
        loop {
            let rows = self.store.foreigns_of(log, index, PAGE)?;
            let Some(last) = rows.last() else { return Ok(()) };
            index = last.index + 1;
            for row in &rows {
                let Some(dispatch) = self.dispatch_of(row.id)?.filter(|it| it.to == *peer) else {
                    continue;
                };
                for (number, item) in dispatch.numbered() {
                    if number < next || number > until {
                        continue;
                    }
                    next = number + 1;
                    self.number_item(peer, (of, partition), item)?;
                }
            }
        }
    }

    /// Numbers again what was numbered in a closed epoch, unless it counts no longer.
    fn number_item(
        &mut self,
        peer: &NodeId,
        (of, partition): (Epoch, u16),
        item: &Item,
    ) -> Result<(), Fault> {
        let (epoch, index) = (item.epoch.unwrap_or(of), item.index);
        if !self.is_given_up(Place { epoch, partition, index })? {
            self.number_earlier(peer, partition, (epoch, index));
        }
        Ok(())
    }

    pub(crate) fn book_opened(
        &mut self,
        partition: u16,
        gathering: &Gathering,
        left: &[(u16, Recovery)],
        rekeyed: bool,
    ) -> Result<(), Fault> {
        let of_log = |log: &&LogId| log.partition == partition;
        let last = gathering.learned.keys().filter(of_log).max_by_key(|log| log.epoch);
        let recovered = left.iter().filter(|(of, _)| *of == partition);
        let opened = Opened {
            program: self.program.name.clone(),
            key: self.signer.verifying(),
            partitions: self.settings.partitions,
            after: last.and_then(|log| gathering.learned(log)),
            recovered: recovered.map(|(_, left)| left.clone()).collect(),
            training: self.settings.training,
            rekeyed,
        };
        let kept = |source| Fault::Kept { what: "an entry", source };
        let core = serde_json::to_value(&opened).map_err(kept)?;
        // Who has let it go on without everybody's answer stays here, for whoever asks later.
        let accepted = serde_json::to_value(&gathering.accepted).map_err(kept)?;
        let mut groups = vec![(CORE.to_owned(), core)];
        groups.extend((!gathering.accepted.is_empty()).then(|| (ACTOR.to_owned(), accepted)));
        let cites = self.cites(BTreeMap::new());
        self.append(partition, Subject::Opened, BOOKS, cites, groups).map(|_| ())
    }

    /// What the store wrote after its end was lost, and others were told otherwise, no longer counts; nor
    /// does what a later epoch goes on without. Gives back the dossiers it was of, with their kinds and
    /// where the first of it stands.
    fn give_up(
        &mut self,
        torn: &Torn,
        places: Range<u64>,
    ) -> Result<BTreeMap<DossierId, (String, Place)>, Fault> {
        let mut dossiers = BTreeMap::new();
        let given_up = write_verdict(&Verdict::Contested(Inadmissible::GivenUp))?;
        for index in places {
            let place = Place { epoch: torn.log.epoch, partition: torn.log.partition, index };
            let Some(row) = self.store.entry(place)? else { continue };
            let Subject::Event { dossier, kind, .. } = read_header(&row.header)?.subject else {
                continue;
            };
            let told = self.store.told_of(&dossier)?;
            for told in told.into_iter().filter(|told| told.source == Source::Own(place)) {
                self.store.judge(told.seq, &given_up)?;
                let detail = format!("own entry {index} of epoch {} is given up", place.epoch);
                self.alarm(AlarmKind::Recovered, dossier.as_str(), &detail)?;
            }
            self.flag_again(&dossier)?;
            self.free_names(&dossier)?;
            dossiers.entry(dossier).or_insert((kind, place));
        }
        Ok(dossiers)
    }

    /// What stands of what was written after something that is given up may say of cover what no guarantee
    /// knows any more.
    fn cover_again(
        &mut self,
        torn: &[Torn],
        given_up: &BTreeMap<DossierId, (String, Place)>,
    ) -> Result<(), Fault> {
        let accounts = given_up.iter().filter(|(_, (kind, _))| *kind == Account::KIND);
        for (guarantee, _) in accounts {
            again::keep_promises(self, guarantee)?;
        }
        let mut movements = BTreeSet::new();
        for Torn { log, held } in torn {
            let (epoch, partition) = (log.epoch, log.partition);
            let of_it = given_up.values().map(|(_, place)| place);
            let of_it = of_it.filter(|it| (it.epoch, it.partition) == (epoch, partition));
            let Some(first) = of_it.map(|place| place.index).min() else { continue };
            for index in first..*held {
                let row = self.store.entry(Place { epoch, partition, index })?;
                let subject = row.map(|row| read_header(&row.header)).transpose()?;
                let subject = subject.map(|header| header.subject);
                if let Some(Subject::Event { dossier, kind, .. }) = subject
                    && kind == Part::KIND
                {
                    movements.insert(dossier);
                }
            }
        }
        movements.iter().try_for_each(|movement| again::hold_again(self, movement, false))
    }

    /// A dossier of which nothing counts that this node wrote keeps nobody from its names: what was given
    /// up is sent again.
    fn free_names(&mut self, dossier: &DossierId) -> Result<(), Fault> {
        if !self.own_places(dossier)?.is_empty() {
            return Ok(());
        }
        for (kind, value) in self.store.names_of(dossier)? {
            self.store.free_name(&Name { kind, value }, dossier)?;
        }
        Ok(())
    }

    fn returned_ids(&self, log: &LogId, from: u64) -> Result<Vec<i64>, Fault> {
        let (mut ids, mut next) = (Vec::new(), from);
        loop {
            let rows = self.store.foreigns_of(log, next, PAGE)?;
            let Some(last) = rows.last() else { return Ok(ids) };
            next = last.index + 1;
            ids.extend(rows.iter().map(|row| row.id));
        }
    }

    /// What was numbered for a peer in a closed epoch and it has not recorded is numbered anew.
    pub(crate) fn tell_unsent(&mut self, gathering: &Gathering) -> Result<(), Fault> {
        for stream in self.store.out_streams()? {
            let (peer, of, partition) = (&stream.recipient, stream.epoch, stream.partition);
            let mut torn = gathering.closed.iter();
            let torn = torn.find(|torn| (torn.log.epoch, torn.log.partition) == (of, partition));
            let Some(torn) = torn else { continue };
            let kept = gathering.kept_of(torn);
            let stand = gathering.peers.get(peer).and_then(|stands| stands.get(&torn.log));
            let mut next = stand.map_or(stream.receipted, |stand| stand.through) + 1;
            loop {
                let items = self.store.items(peer, of, partition, next, PAGE)?;
                let Some((last, _)) = items.last() else { break };
                next = last + 1;
                let stands = |item: &Item| item.epoch.is_some() || item.index < kept;
                for (_, item) in items.iter().filter(|(_, item)| stands(item)) {
                    self.number_item(peer, (of, partition), item)?;
                }
            }
        }
        Ok(())
    }
}

/// Places, as ranges with both ends included.
type Ranges = Vec<(u64, u64)>;
