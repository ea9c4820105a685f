//! A member that lies: it keeps a log by hand, in which it says what is not its to say; to one neighbour
//! one thing and to another, under the same numbers, another; and it sends again what it has sent.

use std::collections::BTreeMap;

use exchange::{Consistency, Envelope, Outcome};
use journal::{
    Checkpoint, Cites, Dispatch, Excerpt, Group, Header, Item, ItemAs, LogId, Subject, VERSION,
    consistency_proof, inclusion_proof, leaf_hash, seal_leaf, subtree_root,
};
use kernel::{Digest, DossierId, Epoch, Seen, Timestamp};
use serde_json::{Value, json};

use crate::charter::{Charter, REGION, Who};
use crate::fault::Fault;
use crate::run::{Run, Step};

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

    /// All that was not recorded yet.
    fn envelope(&self, author: &Who, to: &Who) -> Result<Envelope, Fault> {
        let leaves: Vec<Digest> = self
            .entries
            .iter()
            .map(|(header, groups)| {
                let commitments: Vec<_> = groups.iter().map(Group::commitment).collect();
                leaf_hash(header, &commitments)
            })
            .collect();
        let mut node = |level: u32, index: u64| {
            let width = 1_u64 << level;
            let place = |at: u64| usize::try_from(at * width).unwrap_or(usize::MAX);
            let below = leaves.get(place(index)..place(index + 1)).unwrap_or_default();
            Ok::<_, Fault>(journal::root(below))
        };
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
        self.say(|| format!("{code} is told a lie about {dossier}: {answer:?}"));
        if answer.is_some_and(|answer| answer.outcome == Outcome::Recorded)
            && let Some(tale) = self.liar.tales.get_mut(&victim)
        {
            tale.recorded = (tale.dispatches.len(), tale.size());
            tale.last = Some(envelope);
        }
        self.look(victim, was_up)
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

/// An agreement that binds both.
fn cites(charter: &Charter, victim: usize) -> Cites {
    let binding = charter.agreements.iter().find(|(_, parties)| parties.contains(&victim));
    let agreements = binding.map(|(id, _)| (id.clone(), 1)).into_iter().collect();
    Cites { directory: 1, agreements }
}
