//! The desks of one node: each act is done as soon as it can be, and new declarations are lodged where
//! nothing else is to be done.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use kernel::{DossierId, NameKind, NodeId};
use node::{Reply, Submission};
use store::Read;

use super::acts::{Act, Papers, next};
use super::guarantees::Pledge;
use super::register::{Journey, Register};
use crate::bench::homes::Home;
use crate::demo::now;
use crate::demo::ways::Way;

/// How many acts are submitted at once at most: as many as `api` puts into one batch.
const BATCH: usize = 256;
/// How many movements that began at one node are under way at a time.
const UNDER_WAY: usize = 2_000;
/// How many notices are read at a time.
const PAGE: usize = 1_024;
/// How long an act that was refused waits for what it lacks, and how often.
const PAUSE: Duration = Duration::from_millis(50);
const TRIES: u32 = 400;

/// What is still to be declared at a node: how many, over which ways in turn, under which guarantees.
pub(super) struct Plan {
    pub(super) count: usize,
    pub(super) ways: Vec<(Way, Vec<Pledge>)>,
}

/// An act of which it is not known whether it was done.
enum Asked {
    /// A declaration.
    Declared(Journey),
    /// Something else, and how often it was refused.
    Acted(Act, Way, DossierId, u32),
}

/// The desks of a node.
pub(super) struct Desk {
    home: Home,
    papers: Papers,
    plan: Plan,
    declared: usize,
    over: usize,
    eyes: Box<dyn Read>,
    /// The last notice that was followed.
    followed: i64,
    due: VecDeque<(Act, Way, DossierId, u32)>,
    /// What was refused, and when it is tried again.
    later: VecDeque<(Instant, (Act, Way, DossierId, u32))>,
    asked: Vec<Asked>,
    /// When each event of a movement was last told here.
    pub(super) last: BTreeMap<String, Instant>,
    /// How many acts were refused, because what they rest on had not been told yet.
    pub(super) refused: usize,
}

impl Desk {
    pub(super) fn new(home: &Home, plan: Plan) -> anyhow::Result<Self> {
        let eyes = home.eyes()?;
        Ok(Self {
            papers: Papers::new(home)?,
            home: home.clone(),
            plan,
            declared: 0,
            over: 0,
            followed: eyes.last_notice()?,
            eyes,
            due: VecDeque::new(),
            later: VecDeque::new(),
            asked: Vec::new(),
            last: BTreeMap::new(),
            refused: 0,
        })
    }

    /// Looks at what has happened since, and notes what can be done now.
    pub(super) fn follow(&mut self, register: &Register) -> anyhow::Result<()> {
        loop {
            let notices = self.eyes.notices(None, self.followed, PAGE)?;
            let Some((last, _)) = notices.last() else { return Ok(()) };
            self.followed = last.id;
            for (notice, told) in &notices {
                if !notice.verdict.is_empty() {
                    bail!(
                        "{} of {} does not count: {}",
                        notice.event,
                        told.dossier,
                        notice.verdict
                    );
                }
                if told.kind != "movement" {
                    continue;
                }
                let (event, writer) = (notice.event.as_str(), administration(&told.writer));
                if told.writer == self.home.node {
                    self.last.insert(event.to_owned(), now());
                }
                if event == "Discharged" && told.writer == self.home.node {
                    self.over += 1;
                    register.discharge();
                }
                let Some(way) = register.way(&told.dossier)? else { continue };
                if let Some(act) = next(&self.home.code, &way, (event, writer)) {
                    self.due.push_back((act, way, told.dossier.clone(), 0));
                }
            }
        }
    }

    /// What is submitted next in one batch: what is under way before what has not begun.
    pub(super) fn batch(&mut self) -> anyhow::Result<Vec<Submission>> {
        let moment = now();
        while self.later.front().is_some_and(|(at, _)| *at <= moment) {
            self.due.extend(self.later.pop_front().map(|(_, due)| due));
        }
        let mut batch = Vec::new();
        while batch.len() < BATCH {
            let Some((submission, asked)) = self.next_asked()? else { break };
            batch.push(submission);
            self.asked.push(asked);
        }
        Ok(batch)
    }

    fn next_asked(&mut self) -> anyhow::Result<Option<(Submission, Asked)>> {
        if let Some((act, way, movement, tries)) = self.due.pop_front() {
            let mrn = if act == Act::Arrive { self.mrn(&movement)? } else { None };
            let submission = self.papers.act(act, &way, &movement, mrn.as_deref())?;
            return Ok(Some((submission, Asked::Acted(act, way, movement, tries))));
        }
        if self.declared >= self.plan.count || self.declared - self.over >= UNDER_WAY {
            return Ok(None);
        }
        let ways = &self.plan.ways;
        let turn = self.declared.checked_rem(ways.len()).unwrap_or_default();
        let (way, pledges) = ways.get(turn).context("no way leads away")?;
        let turn = (self.declared / ways.len()).checked_rem(pledges.len()).unwrap_or_default();
        let pledge = pledges.get(turn).context("no guarantee")?;
        let (submission, journey) = self.papers.declaration(way, pledge)?;
        self.declared += 1;
        Ok(Some((submission, Asked::Declared(journey))))
    }

    fn mrn(&self, movement: &DossierId) -> anyhow::Result<Option<String>> {
        let names = self.eyes.names_of(movement)?.into_iter();
        let mut mrns = names.filter_map(|(kind, name)| (kind == NameKind::Mrn).then_some(name));
        Ok(mrns.next())
    }

    /// Takes the answers to the last batch.
    pub(super) fn answered(
        &mut self,
        replies: Vec<Reply>,
        register: &Register,
    ) -> anyhow::Result<()> {
        let mut lodged = Vec::new();
        for (asked, reply) in std::mem::take(&mut self.asked).into_iter().zip(replies) {
            match (asked, reply.outcome) {
                (Asked::Declared(journey), Ok(done)) => lodged.push((done.dossier, journey)),
                (Asked::Acted(..), Ok(_)) => {}
                // What another node was told of may come here later than what follows from it.
                (Asked::Acted(act, way, movement, tries), Err(_)) if tries < TRIES => {
                    self.refused += 1;
                    let at = now() + PAUSE;
                    self.later.push_back((at, (act, way, movement, tries + 1)));
                }
                (Asked::Declared(_), Err(why)) => bail!("a declaration is refused: {why:?}"),
                (Asked::Acted(act, ..), Err(why)) => bail!("{act:?} is refused: {why:?}"),
            }
        }
        register.note(lodged)
    }
}

fn administration(node: &NodeId) -> &str {
    node.as_str().rsplit_once('-').map_or(node.as_str(), |(administration, _)| administration)
}
