//! What must hold after every step, seen by one who looks into every store at once.
//!
//! DESIGN, section 10: chains verify, nothing that was acknowledged is lost, nothing counts twice,
//! money adds up, cover is whole, nobody holds what no agreement gave, and once all is healed all
//! copies of a dossier agree.

mod chains;
mod copies;
mod money;
mod secrecy;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use kernel::{DossierId, Epoch, Timestamp};
use node::{Mode, Reply};
use store::ToldRow;

use crate::charter::Charter;
use crate::fault::Fault;
use crate::machine::{Eyes, Machine};

/// How many rows are read at a time.
const PAGE: usize = 512;

/// Something that must never be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which promise is broken.
    pub promise: Promise,
    /// Where and how.
    pub detail: String,
}

/// What must always hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// The journal is one chain under signed checkpoints, and only grows.
    ChainsVerify,
    /// What was acknowledged is there.
    NothingLost,
    /// The same thing counts once.
    NothingTwice,
    /// Every guarantee's account adds up.
    MoneyAddsUp,
    /// A movement that was released and is not discharged has all its cover.
    CoverIsWhole,
    /// Nobody is told what no agreement lets him know.
    NobodyElseKnows,
    /// A store that is older than what it has told others writes nothing.
    NoOldVoice,
    /// No limit is said to have passed that was kept.
    LimitsAreTrue,
    /// Once all is healed, all copies of a dossier are one.
    CopiesAgree,
    /// Once all is healed, everything comes to its end and all cover is free again.
    AllEnds,
    /// A node lives on, whatever others send it.
    NodesLive,
    /// Whoever shows two neighbours two histories of one log is found out.
    TwoHistoriesShow,
    /// Whoever has left the region is heard no more where that is known.
    StrangersUnheard,
}

impl Promise {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::ChainsVerify,
        Self::NothingLost,
        Self::NothingTwice,
        Self::MoneyAddsUp,
        Self::CoverIsWhole,
        Self::NobodyElseKnows,
        Self::NoOldVoice,
        Self::LimitsAreTrue,
        Self::CopiesAgree,
        Self::AllEnds,
        Self::NodesLive,
        Self::TwoHistoriesShow,
        Self::StrangersUnheard,
    ];

    /// Its word, by which it is said in each language.
    pub fn word(self) -> &'static str {
        match self {
            Self::ChainsVerify => "chains-verify",
            Self::NothingLost => "nothing-lost",
            Self::NothingTwice => "nothing-twice",
            Self::MoneyAddsUp => "money-adds-up",
            Self::CoverIsWhole => "cover-is-whole",
            Self::NobodyElseKnows => "nobody-else-knows",
            Self::NoOldVoice => "no-old-voice",
            Self::LimitsAreTrue => "limits-are-true",
            Self::CopiesAgree => "copies-agree",
            Self::AllEnds => "all-ends",
            Self::NodesLive => "nodes-live",
            Self::TwoHistoriesShow => "two-histories-show",
            Self::StrangersUnheard => "strangers-unheard",
        }
    }

    /// What it says, in short.
    pub fn words(self) -> &'static str {
        match self {
            Self::ChainsVerify => "chains verify",
            Self::NothingLost => "nothing acknowledged is lost",
            Self::NothingTwice => "nothing counts twice",
            Self::MoneyAddsUp => "money adds up",
            Self::CoverIsWhole => "cover is whole",
            Self::NobodyElseKnows => "nobody holds what no agreement gave",
            Self::NoOldVoice => "an old store writes nothing",
            Self::LimitsAreTrue => "no limit is said to have passed that was kept",
            Self::CopiesAgree => "all copies of a dossier agree",
            Self::AllEnds => "everything comes to its end",
            Self::NodesLive => "a node lives on",
            Self::TwoHistoriesShow => "two histories of one log are found out",
            Self::StrangersUnheard => "whoever has left is heard no more",
        }
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.promise.words(), self.detail)
    }
}

/// What looking found: nothing, or what is broken.
pub(crate) type Look = Result<Result<(), Violation>, Fault>;

pub(crate) fn broken(promise: Promise, detail: impl Into<String>) -> Look {
    Ok(Err(Violation { promise, detail: detail.into() }))
}

/// Goes on where nothing is broken.
macro_rules! holds {
    ($look:expr) => {
        if let Err(violation) = $look? {
            return Ok(Err(violation));
        }
    };
}

/// Everything that was seen, of every machine.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) seen: Vec<Seen>,
    /// The node on each machine.
    nodes: Vec<String>,
    /// Machines that have not recovered from an old copy: what they decide meanwhile is looked at when
    /// they have.
    blind: BTreeSet<usize>,
    /// What others held of the log of a machine when an old copy took the place of its store.
    at_loss: BTreeMap<usize, BTreeSet<(u64, usize)>>,
    /// Machines that have ever recovered.
    recovered: BTreeSet<usize>,
    /// The members each movement has ever been declared to go through.
    routes: BTreeMap<DossierId, BTreeSet<usize>>,
    /// The movement of each number.
    numbers: BTreeMap<String, DossierId>,
    /// When goods were recorded to have arrived, and when they were said to be overdue.
    arrivals: BTreeMap<DossierId, (usize, Timestamp)>,
    /// The two sides of each conversation about cover.
    sides: BTreeMap<DossierId, (usize, usize)>,
    /// By which version of a document each machine goes, where that is known.
    adopted: BTreeMap<(usize, String), u64>,
    /// The first answer to each command, by machine and identifier.
    answers: BTreeMap<(usize, String), Reply>,
}

/// What is known to be committed on one machine.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    chain: chains::Chain,
    /// The number of the last event told.
    told: i64,
    /// The same while it has not recovered: so far it was looked whom it concerns.
    interim: i64,
    /// Which events were told: writer, epoch and index, with the dossier.
    events: BTreeMap<(String, u32, u64), DossierId>,
    /// The kind of each dossier.
    kinds: BTreeMap<DossierId, String>,
    /// How far each stream of others is recorded.
    recorded: BTreeMap<String, u64>,
    /// How far it was before the machine lost the end of its store.
    forgiven: BTreeMap<String, u64>,
    pub(crate) movements: BTreeMap<DossierId, money::Movement>,
    accounts: BTreeMap<DossierId, money::Account>,
}

impl Checks {
    pub(crate) fn new(nodes: Vec<String>) -> Self {
        let seen = nodes.iter().map(|_| Seen::default()).collect();
        Self { seen, nodes, ..Self::default() }
    }

    fn seen(&mut self, number: usize) -> Result<&mut Seen, Fault> {
        self.seen.get_mut(number).ok_or_else(|| Fault::set_up("no such machine"))
    }

    /// What a step on one machine has changed, there and in the whole region.
    pub(crate) fn after_step(
        &mut self,
        charter: &Charter,
        machines: &[Machine],
        touched: usize,
    ) -> Look {
        let blind = machines.iter().filter(|machine| machine.is_replaced());
        self.blind = blind.map(|machine| machine.number).collect();
        let Some(machine) = machines.get(touched) else { return Ok(Ok(())) };
        let Some(eyes) = machine.eyes() else { return Ok(Ok(())) };
        if machine.is_replaced() {
            holds!(self.old_voice(charter, machine, eyes));
            return self.concerned(charter, touched, eyes);
        }
        holds!(self.follow_journal(charter, touched, eyes));
        holds!(self.follow_streams(charter, machines, touched, eyes));
        let dossiers = match self.new_events(charter, touched, eyes)? {
            Ok(dossiers) => dossiers,
            Err(violation) => return Ok(Err(violation)),
        };
        for (dossier, kind) in &dossiers {
            holds!(self.follow_dossier(charter, touched, eyes, (dossier, kind)));
        }
        if dossiers.is_empty() { Ok(Ok(())) } else { Ok(self.cover_is_whole(charter)) }
    }

    /// What a process that was started again must still have.
    pub(crate) fn after_start(&mut self, charter: &Charter, machine: &Machine) -> Look {
        let Some(eyes) = machine.eyes() else { return Ok(Ok(())) };
        if machine.is_replaced() {
            return self.old_voice(charter, machine, eyes);
        }
        let code = charter.who(machine.number)?.code;
        if machine.mode() != Some(Mode::Ready) {
            return broken(Promise::NothingLost, format!("{code} says that its store is old"));
        }
        holds!(self.same_journal(code, machine.number, eyes));
        let seen = self.seen(machine.number)?;
        if seen.told > 0 && eyes.rows.told(seen.told)?.is_none() {
            let detail = format!("{code} has forgotten event {} that it told", seen.told);
            return broken(Promise::NothingLost, detail);
        }
        for stream in eyes.rows.in_streams()? {
            let before = seen.recorded.get(&stream.log.to_string()).copied().unwrap_or_default();
            if stream.through < before {
                let detail = format!(
                    "{code} had recorded {} through {before}, and has it through {}",
                    stream.log, stream.through
                );
                return broken(Promise::NothingLost, detail);
            }
        }
        Ok(Ok(()))
    }

    /// Whom what a machine writes concerns, before it is looked at for the first time.
    fn concerned(&mut self, charter: &Charter, number: usize, eyes: &Eyes) -> Look {
        let node = charter.who(number)?.node.clone();
        loop {
            let rows = eyes.rows.told_after(self.seen(number)?.interim, PAGE)?;
            let Some(last) = rows.last().map(|row| row.seq) else { return Ok(Ok(())) };
            self.seen(number)?.interim = last;
            for row in rows.iter().filter(|row| row.dossier.writer() == node) {
                match row.kind.as_str() {
                    "movement" => self.note_route(charter, eyes, &row.dossier)?,
                    "hold" => self.note_sides(charter, number, eyes, &row.dossier)?,
                    _ => {}
                }
            }
        }
    }

    /// A machine has recovered: what it has is looked at as if for the first time, but for what it had
    /// and must still have.
    pub(crate) fn after_recovery(
        &mut self,
        charter: &Charter,
        machines: &[Machine],
        number: usize,
    ) -> Look {
        let Some(eyes) = machines.get(number).and_then(Machine::eyes) else { return Ok(Ok(())) };
        holds!(self.left_of_journal(charter, number, eyes));
        self.recovered.insert(number);
        let before = std::mem::take(self.seen(number)?);
        let seen = self.seen(number)?;
        seen.chain = before.chain;
        seen.forgiven = before.forgiven;
        seen.interim = 0;
        for (log, through) in before.recorded {
            let known = seen.forgiven.entry(log).or_default();
            *known = (*known).max(through);
        }
        self.forget_answers(number);
        self.arrivals.retain(|_, (machine, _)| *machine != number);
        let looked = self.after_step(charter, machines, number)?;
        if looked.is_err() {
            return Ok(looked);
        }
        Ok(self.cover_is_whole(charter))
    }

    /// A machine is not held to what it has answered so far.
    pub(crate) fn forget_answers(&mut self, number: usize) {
        self.answers.retain(|(machine, _), _| *machine != number);
    }

    /// Takes down what others hold of a machine's log: what reaches them later, because it was on its way,
    /// they are asked for once more, and not before the machine goes on.
    pub(crate) fn note_loss(&mut self, node: &str, number: usize) {
        let held = self.told_of_log(node, self.size(number).0);
        self.at_loss.insert(number, held.into_iter().collect());
    }

    /// The entries of a node's log that other machines hold as events, and who does.
    fn told_of_log(&self, node: &str, epoch: Epoch) -> Vec<(u64, usize)> {
        let places = self
            .seen
            .iter()
            .enumerate()
            .flat_map(|(machine, seen)| seen.events.keys().map(move |place| (machine, place)));
        let own = places.filter(|(_, (writer, of, _))| writer == node && *of == epoch.0);
        let others = own.filter(|(machine, _)| {
            // What it has itself it may lose; and whoever lost the end of his own store has less than was
            // seen of him.
            let own = self.nodes.get(*machine).is_some_and(|own| own == node);
            !own && !self.blind.contains(machine)
        });
        others.map(|(machine, (_, _, index))| (*index, machine)).collect()
    }

    /// An old store is recognised and writes nothing, until it has recovered.
    fn old_voice(&self, charter: &Charter, machine: &Machine, eyes: &Eyes) -> Look {
        let code = charter.who(machine.number)?.code;
        let size = chains::size(eyes)?;
        let (before, known) = self.size(machine.number);
        let epoch = eyes.rows.last_epoch()?;
        if machine.mode() != Some(Mode::Recovering) && epoch <= Some(before) {
            let detail = format!("{code} serves a store of {size} entries, and had {known}");
            return broken(Promise::NoOldVoice, detail);
        }
        Ok(Ok(()))
    }

    /// The events told since the last look, each once; gives back the dossiers they are of.
    fn new_events(
        &mut self,
        charter: &Charter,
        number: usize,
        eyes: &Eyes,
    ) -> Result<Result<BTreeMap<DossierId, String>, Violation>, Fault> {
        let mut dossiers = BTreeMap::new();
        loop {
            let rows = eyes.rows.told_after(self.seen(number)?.told, PAGE)?;
            if rows.is_empty() {
                return Ok(Ok(dossiers));
            }
            for row in rows {
                if let Err(violation) = self.new_event(charter, number, eyes, &row)? {
                    return Ok(Err(violation));
                }
                self.seen(number)?.told = row.seq;
                self.seen(number)?.kinds.insert(row.dossier.clone(), row.kind.clone());
                dossiers.insert(row.dossier, row.kind);
            }
        }
    }

    fn new_event(&mut self, charter: &Charter, number: usize, eyes: &Eyes, row: &ToldRow) -> Look {
        let code = charter.who(number)?.code;
        let ToldRow { dossier, writer, epoch, index, .. } = row;
        let place = (writer.to_string(), epoch.0, *index);
        if self.seen(number)?.events.insert(place, dossier.clone()).is_some() {
            let detail = format!("{code} counts entry {index} of {writer} twice");
            return broken(Promise::NothingTwice, detail);
        }
        self.may_know(charter, number, eyes, row)
    }

    /// In which epoch a machine writes, and how many entries of it were seen.
    pub(crate) fn size(&self, number: usize) -> (Epoch, u64) {
        let chain = self.seen.get(number).map(|seen| &seen.chain);
        chain.map_or((Epoch::FIRST, 0), |chain| (chain.epoch(), chain.size()))
    }

    /// The dossiers a machine knows, with their kinds.
    pub(crate) fn known_dossiers(&self, number: usize) -> Vec<(DossierId, String)> {
        let kinds = self.seen.get(number).map(|seen| &seen.kinds);
        let known = kinds.into_iter().flatten();
        known.map(|(dossier, kind)| (dossier.clone(), kind.clone())).collect()
    }

    /// Whether a command that is asked again gets its first answer.
    pub(crate) fn answered(&mut self, number: usize, id: &str, reply: &Reply) -> Look {
        let known = self.answers.get(&(number, id.to_owned()));
        if let Some(first) = known {
            if first.outcome != reply.outcome || !reply.repeated {
                let detail = format!("command {id} was answered {first:?}, and then {reply:?}");
                return broken(Promise::NothingTwice, detail);
            }
            return Ok(Ok(()));
        }
        self.answers.insert((number, id.to_owned()), reply.clone());
        Ok(Ok(()))
    }
}
