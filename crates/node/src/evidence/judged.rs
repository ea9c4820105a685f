//! Whether the records of a bundle count, found from the bundle alone: by the rules every receiver goes
//! by, as far as they do not ask who receives.

use std::collections::BTreeMap;

use agreement::Agreements;
use identity::Directory;
use journal::{Group, Header, Verdict};
use kernel::{
    Administration, Decider, Dossier, DossierId, Inadmissible, NodeId, Seen, Told, utc_day,
};

use crate::history::{CORE, body, details};

/// An event of a dossier, its proof held.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    pub(super) header: Header,
    pub(super) dossier: DossierId,
    pub(super) kind: String,
    pub(super) part: u64,
    pub(super) seen: Seen,
    pub(super) groups: Vec<Group>,
    /// Whether whoever sealed it was its writer.
    pub(super) vouched: bool,
}

impl Happening {
    /// Whether this one was written after another: later in the same log, or by somebody who had seen it.
    fn follows(&self, other: &Self) -> bool {
        let (own, log) = (&self.header.log, &other.header.log);
        if self.dossier != other.dossier {
            return false;
        }
        if own.node == log.node {
            return (log.epoch, other.header.index) < (own.epoch, self.header.index);
        }
        self.seen.covers(&log.node, log.epoch, other.header.index)
    }
}

/// Puts events into an order in which each comes after what its writer had seen, and else the earlier
/// one first, by the times their writers state.
pub(super) fn in_order<T>(mut events: Vec<T>, is: impl Fn(&T) -> &Happening) -> Vec<T> {
    events.sort_by(|one, other| {
        let key = |event| {
            let Happening { header, .. } = is(event);
            (header.at, header.log.clone(), header.index)
        };
        key(one).cmp(&key(other))
    });
    let mut ordered = Vec::new();
    while !events.is_empty() {
        let free = |event: &T| !events.iter().any(|other| is(event).follows(is(other)));
        // Two that claim to have seen each other lie; then the times they state are all there is.
        let next = events.iter().position(free).unwrap_or_default();
        ordered.push(events.remove(next));
    }
    ordered
}

/// The documents that are in force for a bundle.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub(super) directories: BTreeMap<u64, Directory>,
    pub(super) agreements: Agreements,
}

impl Documents {
    /// Under which administration a writer stood when an entry was written.
    pub(super) fn administration(&self, header: &Header) -> Option<Administration> {
        let (member, _) = self.directories.get(&header.cites.directory)?.node(&header.log.node)?;
        Some(member.administration.clone())
    }
}

/// A dossier, folded from what counts.
pub(super) struct Judged<D: Decider> {
    /// One verdict an event, in the order given.
    pub(super) verdicts: Vec<Verdict>,
    /// The dossier as its home sees it.
    pub(super) dossier: Dossier<D::Part>,
    /// The events that count.
    pub(super) told: Vec<Told<D>>,
}

/// Judges the events of a dossier, which come in an order in which they may have been written. A verdict
/// that can now be taken may let the next one be taken too.
pub(super) fn judge<D: Decider>(
    id: &DossierId,
    events: &[&Happening],
    documents: &Documents,
) -> Judged<D> {
    let mut judged = Judged::<D> {
        verdicts: vec![Verdict::Waiting; events.len()],
        dossier: Dossier::new(id.clone(), id.home(), id.writer()),
        told: Vec::new(),
    };
    // How far each writer's part has come.
    let mut reached: BTreeMap<NodeId, u64> = BTreeMap::new();
    let mut counted: Vec<Option<Told<D>>> = events.iter().map(|_| None).collect();
    loop {
        let mut progress = false;
        let slots = events.iter().zip(&mut judged.verdicts).zip(&mut counted);
        for ((event, verdict), counted) in slots {
            if *verdict != Verdict::Waiting {
                continue;
            }
            let read = body::<D::Event>(&event.groups, CORE);
            *verdict = one::<D>(event, read.as_ref(), &judged.dossier, &reached, documents);
            progress |= *verdict != Verdict::Waiting;
            let writer = &event.header.log.node;
            if let (Verdict::Admitted, Some(read)) = (&*verdict, read) {
                let part = judged.dossier.parts.remove(writer).unwrap_or_default();
                let (folded, broken) = match D::evolve(part.clone(), &read) {
                    Ok(folded) => (folded, false),
                    Err(_) => (part, true),
                };
                judged.dossier.parts.insert(writer.clone(), folded);
                if broken {
                    *verdict = Verdict::Contested(Inadmissible::OutOfOrder);
                    continue;
                }
                if let Some(administration) = documents.administration(&event.header) {
                    judged.dossier.administrations.insert(writer.clone(), administration);
                }
                reached.insert(writer.clone(), event.part);
                *counted = Some(told(event, read));
            }
        }
        if !progress {
            judged.told = counted.into_iter().flatten().collect();
            return judged;
        }
    }
}

fn told<D: Decider>(event: &Happening, read: D::Event) -> Told<D> {
    Told {
        writer: event.header.log.node.clone(),
        at: event.header.at,
        received: None,
        event: read,
        details: details::<D>(&event.groups),
    }
}

fn one<D: Decider>(
    happening: &Happening,
    event: Option<&D::Event>,
    dossier: &Dossier<D::Part>,
    reached: &BTreeMap<NodeId, u64>,
    documents: &Documents,
) -> Verdict {
    let Happening { header, kind, part, .. } = happening;
    if kind != D::KIND {
        return Verdict::Contested(Inadmissible::OtherKind);
    }
    let Some(event) = event else { return Verdict::Unreadable };
    if !happening.vouched {
        return Verdict::Contested(Inadmissible::KeyCompromised);
    }
    let Some(directory) = documents.directories.get(&header.cites.directory) else {
        return Verdict::Waiting;
    };
    let Some(writer) = directory.writer(&header.log.node) else {
        return Verdict::Contested(Inadmissible::NotTheirs);
    };
    if let Some(verdict) = agreed::<D>(header, &writer.administration, &documents.agreements) {
        return verdict;
    }
    let last = reached.get(&header.log.node).copied().unwrap_or_default();
    if *part <= last {
        return Verdict::Contested(Inadmissible::OutOfOrder);
    }
    if *part > last + 1 {
        return Verdict::Waiting;
    }
    match D::admit(dossier, &writer, event) {
        Ok(()) => Verdict::Admitted,
        Err(Inadmissible::HomeUnknown) => Verdict::Waiting,
        Err(reason) => Verdict::Contested(reason),
    }
}

/// Whether what an entry cites let its author tell anybody of it. One that cites nothing was told to
/// nobody when it was written.
fn agreed<D: Decider>(
    header: &Header,
    author: &Administration,
    known: &Agreements,
) -> Option<Verdict> {
    let cites = &header.cites.agreements;
    let mut binding = cites.is_empty();
    for (id, version) in cites {
        let Some(agreement) = known.get(id, *version) else { return Some(Verdict::Waiting) };
        binding |= agreement.shares.contains_key(D::KIND)
            && agreement.parties.contains(author)
            && agreement.in_run_off(utc_day(header.at));
    }
    (!binding).then_some(Verdict::NoAgreement)
}
