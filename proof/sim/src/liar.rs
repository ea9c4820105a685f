//! A member that lies: it keeps a log by hand, in which it says what is not its to say; to one neighbour
//! one thing and to another, under the same numbers, another; and it sends again what it has sent.

use std::collections::BTreeMap;

use exchange::{Ask, Consistency, Envelope, Outcome, ToldAgain};
use journal::{
    Checkpoint, Cites, Dispatch, Excerpt, Group, Header, Item, ItemAs, LogId, Subject, VERSION,
    consistency_proof, inclusion_proof, leaf_hash, seal_leaf, subtree_root,
};
use kernel::{Digest, DossierId, Epoch, Seen, Timestamp};
use serde_json::{Value, json};

use crate::charter::{Charter, REGION, Who};
use crate::checks::{Promise, broken};
use crate::fault::Fault;
use crate::run::{Run, Step};

/// The alarms of whoever has seen that a log is not one history.
const FOUND: [&str; 2] = ["two-histories", "contested"];

/// What it tells each of those it lies to.
#[derive(Debug, Default)]
pub(crate) struct Liar {
    tales: BTreeMap<usize, Tale>,
}

/// One log, as one neighbour is told it.
#[derive(Debug, Default)]
struct Tale {
    entries: Vec<(Vec<u8>, Vec<Group>)>,
    /// Where its dispatches stand, and how many entries are numbered before each.
    dispatches: Vec<(u64, u64)>,
    /// How many dispatches were recorded, and how long the log was then.
    recorded: (usize, u64),
    /// The last envelope that was recorded, to be sent again.
    last: Option<Envelope>,
}

impl Tale {
    fn size(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap_or_default()
    }

    fn add(
        &mut self,
        author: &Who,
        (at, cites): (Timestamp, Cites),
        subject: Subject,
        core: Value,
    ) -> Result<(), Fault> {
        let header = Header {
            v: VERSION,
            log: log_of(author),
            index: self.size(),
            at,
            class: "node".to_owned(),
            cites,
            subject,
        };
        let groups = vec![("core".to_owned(), core)];
        let sealed = seal_leaf(&header, groups, || [1; 32]).map_err(Fault::set_up)?;
        self.entries.push(sealed);
        Ok(())
    }

    /// Numbers what was added since the last dispatch.
    fn dispatch(&mut self, author: &Who, to: &Who, at: (Timestamp, Cites)) -> Result<(), Fault> {
        let previous = self.dispatches.last().map(|(place, _)| *place);
        let from = previous.map_or(0, |place| place + 1);
        let (first, before) = (self.numbered() + 1, self.numbered());
        let items = (from..self.size()).map(|index| Item::here(index, ItemAs::Leaf));
        let dispatch = Dispatch { to: to.node.clone(), previous, first, items: items.collect() };
        let core = serde_json::to_value(dispatch).map_err(Fault::set_up)?;
        let place = self.size();
        self.add(author, at, Subject::Dispatch, core)?;
        self.dispatches.push((place, before));
        Ok(())
    }

    /// How many entries are numbered: all that are no dispatch.
    fn numbered(&self) -> u64 {
        let dispatches = u64::try_from(self.dispatches.len()).unwrap_or_default();
        let last = self.dispatches.last().map_or(0, |(place, _)| place + 1);
        last.saturating_sub(dispatches)
    }

    fn leaves(&self) -> Vec<Digest> {
        let leaf = |(header, groups): &(Vec<u8>, Vec<Group>)| {
            let commitments: Vec<_> = groups.iter().map(Group::commitment).collect();
            leaf_hash(header, &commitments)
        };
        self.entries.iter().map(leaf).collect()
    }

    /// The root of its first entries.
    fn root(&self, size: u64) -> Digest {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        journal::root(self.leaves().get(..size).unwrap_or_default())
    }

    /// A proof that what it was is the beginning of what it is; none of sizes that it does not have.
    fn proof(&self, from: u64, to: u64) -> Result<Option<Consistency>, Fault> {
        if from > to || to > self.size() {
            return Ok(None);
        }
        let leaves = self.leaves();
        let path = consistency_proof(from, to, &mut |level, index| tree(&leaves, level, index))?;
        Ok(Some(Consistency { from, path }))
    }

    /// All that was not recorded yet.
    fn envelope(&self, author: &Who, to: &Who) -> Result<Envelope, Fault> {
        let leaves = self.leaves();
        let mut node = |level: u32, index: u64| tree(&leaves, level, index);
        let size = self.size();
        let root = subtree_root(0, size, &mut node)?;
        let (dispatch_count, from) = self.recorded;
        let path = consistency_proof(from, size, &mut node)?;
        let mut excerpt = |index: u64| {
            let proof = inclusion_proof(index, size, &mut node)?;
            let entry = usize::try_from(index).ok().and_then(|index| self.entries.get(index));
            let (header, groups) = entry.ok_or_else(|| Fault::set_up("a lie is missing"))?;
            Excerpt::new(header, groups, proof).ok_or_else(|| Fault::set_up("a lie has no proof"))
        };
        let (mut dispatches, mut entries) = (Vec::new(), Vec::new());
        let mut next = dispatch_count
            .checked_sub(1)
            .and_then(|last| self.dispatches.get(last))
            .map_or(0, |(place, _)| place + 1);
        for (place, _) in self.dispatches.iter().skip(dispatch_count) {
            for index in next..*place {
                entries.push(excerpt(index)?);
            }
            dispatches.push(excerpt(*place)?);
            next = place + 1;
        }
        let checkpoint = Checkpoint { log: log_of(author), size, root };
        Ok(Envelope {
            v: exchange::VERSION,
            from: author.node.clone(),
            to: to.node.clone(),
            checkpoint: checkpoint.sign(&author.keys().log).to_string(),
            consistency: Consistency { from, path },
            dispatches,
            entries,
            receipts: Vec::new(),
            verified: Vec::new(),
            heads: Vec::new(),
            earlier: Vec::new(),
        })
    }
}

/// A node of the tree over some leaves.
fn tree(leaves: &[Digest], level: u32, index: u64) -> Result<Digest, Fault> {
    let width = 1_u64 << level;
    let place = |at: u64| usize::try_from(at * width).unwrap_or(usize::MAX);
    Ok(journal::root(leaves.get(place(index)..place(index + 1)).unwrap_or_default()))
}

fn log_of(author: &Who) -> LogId {
    let (region, node) = (REGION.to_owned(), author.node.clone());
    LogId { region, node, epoch: Epoch::FIRST, partition: 0 }
}

/// What it says of a dossier, none of which is its to say.
fn lies(kind: &str) -> Vec<Value> {
    let decision = json!({
        "made": "by-officer", "office": "CVDEP000", "officer": "awa",
        "post": "CVDEP000/departure", "provision": "none"
    });
    match kind {
        "movement" => vec![
            json!({"Discharged": {"date": "2026-11-23", "decision": decision}}),
            json!({"Ended": {"date": "2026-11-23", "decision": decision}}),
        ],
        "hold" => vec![
            json!({"Held": {"attempt": 1, "amount": {"amount": "1", "currency": "XOF"}}}),
            json!({"HoldWithdrawn": {"attempt": 1}}),
            json!({"CreditRequested": {"attempt": 1}}),
        ],
        _ => vec![json!({"SuspensionLifted": {"decision": decision}})],
    }
}

impl Run<'_> {
    /// The liar tells somebody something.
    pub(crate) fn lie(&mut self) -> Step {
        let victims: Vec<usize> = (0..self.plan.nodes).collect();
        let victim = self.chance.pick(&victims).copied().unwrap_or_default();
        let Some(author) = self.charter.liar() else { return Ok(Ok(())) };
        let dossiers = self.checks.known_dossiers(victim);
        let Some((dossier, kind)) = self.chance.pick(&dossiers).cloned() else {
            return Ok(Ok(()));
        };
        let lies = lies(&kind);
        let Some(core) = self.chance.pick(&lies).cloned() else { return Ok(Ok(())) };
        let again = self.chance.one_in(4);
        let envelope = match self.liar.tales.get(&victim).and_then(|tale| tale.last.clone()) {
            Some(last) if again => last,
            _ => self.tell(author, victim, (&dossier, &kind), core)?,
        };
        let (now, was_up) = (self.now, self.machine(victim)?.is_up());
        let node = self.charter.who(author)?.node.clone();
        let answer = self
            .machine(victim)?
            .step(now, |victim, clock| victim.receive(clock, Some(&node), &envelope))?;
        let code = self.code(victim);
        let is_recorded = answer.as_ref().is_some_and(|answer| answer.outcome == Outcome::Recorded);
        if is_recorded && self.checks.knows_liar_left(victim) {
            let detail = format!("{code} records what a node says that has left the region");
            return broken(Promise::StrangersUnheard, detail);
        }
        self.say(|| format!("{code} is told a lie about {dossier}: {answer:?}"));
        if is_recorded && let Some(tale) = self.liar.tales.get_mut(&victim) {
            tale.recorded = (tale.dispatches.len(), tale.size());
            tale.last = Some(envelope);
        }
        self.look(victim, was_up)
    }

    /// What the liar answers: that it holds nothing of what was lost, and of two sizes of its log what
    /// would prove that the one who asks was told the one history there is. None to any other question.
    pub(crate) fn lying_answer(&self, asks: usize, ask: &Ask) -> Result<Option<Vec<u8>>, Fault> {
        let body = match ask {
            Ask::Return { log, from } => {
                exchange::write("what is returned", &Some(nothing_held(log, *from)))
            }
            Ask::Again { log, through } => {
                let told = ToldAgain { of: log.clone(), through: *through, reached: None };
                exchange::write("how far it reaches", &told)
            }
            Ask::Consistency { from, to, .. } => {
                let tale = self.liar.tales.get(&asks);
                let proof = tale.map(|tale| tale.proof(*from, *to)).transpose()?.flatten();
                exchange::write("a consistency proof", &proof)
            }
            Ask::Stream { .. } | Ask::Dossier { .. } => return Ok(None),
        };
        body.map(Some).map_err(Fault::set_up)
    }

    /// Whether two machines hold two histories of the liar, and nobody has found that out.
    pub(crate) fn is_undetected(&self) -> Result<bool, Fault> {
        let Some(liar) = self.charter.liar().filter(|_| !self.charter.liar_leaves) else {
            return Ok(false);
        };
        let log = log_of(self.charter.who(liar)?);
        let (mut told, mut is_found) = (Vec::new(), false);
        for machine in &self.machines {
            let Some(eyes) = machine.eyes() else { continue };
            let alarms = eyes.rows.alarms_about(&log.to_string())?;
            is_found |= alarms.iter().any(|alarm| FOUND.iter().any(|it| alarm.body.contains(it)));
            if let Some(stream) = eyes.rows.in_stream(&log)? {
                told.push((machine.number, stream.size));
            }
        }
        let root = |(number, of): (usize, u64), size: u64| {
            let tale = self.liar.tales.get(&number);
            tale.filter(|_| size <= of).map(|tale| tale.root(size))
        };
        let is_split = told.iter().enumerate().any(|(place, one)| {
            told.iter().skip(place + 1).any(|other| {
                let low = one.1.min(other.1);
                low > 0 && root(*one, low) != root(*other, low)
            })
        });
        Ok(is_split && !is_found)
    }

    fn tell(
        &mut self,
        author: usize,
        victim: usize,
        (dossier, kind): (&DossierId, &str),
        core: Value,
    ) -> Result<Envelope, Fault> {
        let (author, to) = (self.charter.who(author)?, self.charter.who(victim)?);
        let cites = cites(&self.charter, victim);
        let tale = self.liar.tales.entry(victim).or_default();
        let (dossier, kind) = (dossier.clone(), kind.to_owned());
        let subject = Subject::Event { dossier, kind, part: 1, seen: Seen::default() };
        tale.add(author, (self.now, cites.clone()), subject, core)?;
        tale.dispatch(author, to, (self.now, cites))?;
        tale.envelope(author, to)
    }
}

/// What somebody gives back who holds nothing.
fn nothing_held(log: &LogId, from: u64) -> exchange::Returned {
    exchange::Returned {
        v: exchange::VERSION,
        of: log.clone(),
        from,
        through: 0,
        receipted: Vec::new(),
        directory: None,
        entries: Vec::new(),
        checkpoints: Vec::new(),
        next: None,
    }
}

/// An agreement that binds both.
fn cites(charter: &Charter, victim: usize) -> Cites {
    let binding = charter.agreements.iter().find(|(_, parties)| parties.contains(&victim));
    let agreements = binding.map(|(id, _)| (id.clone(), 1)).into_iter().collect();
    Cites { directory: 1, agreements }
}
