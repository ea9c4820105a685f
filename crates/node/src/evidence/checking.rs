//! Checking a bundle from the root of the directory on. Nothing else is needed, and nobody is asked.

use std::collections::{BTreeMap, BTreeSet};

use agreement::Agreement;
use guarantee::hold::Conversation;
use identity::{Directory, Root};
use journal::{
    Checkpoint, Group, Header, LogId, Receipt, Subject, Verdict, leaf_hash, verify_consistency,
    verify_inclusion,
};
use kernel::{Decider, Digest, DossierId, Note, VerifyingKey};
use serde_json::Value;
use transit::Part;

use super::cosigning::{Chain, Chains, Given, Seal};
use super::judged::{Documents, Happening, Judged, in_order, judge};
use super::record::{Evidence, Record};
use super::{Bundle, Entry, Excerpts, GROUPS_MAX};
use crate::history::{CORE, body};
use crate::submit::event_name;
use crate::verify::Bad;
use crate::world::borne_out;

type Checked<T> = Result<T, Bad>;

fn bad(what: &'static str, log: impl ToString, index: u64, why: impl ToString) -> Bad {
    Bad { what, log: log.to_string(), index, why: why.to_string() }
}

/// Checks a file against the root of its directory. What does not hold is a finding, the first of them.
pub fn verify(bytes: &[u8], anchor: &Root) -> Evidence {
    let mut checker =
        Checker { anchor, documents: Documents::default(), found: Evidence::default() };
    let outcome = checker.all(bytes);
    checker.found.ok = outcome.is_ok();
    checker.found.first_bad = outcome.err();
    checker.found
}

struct Checker<'a> {
    anchor: &'a Root,
    documents: Documents,
    found: Evidence,
}

/// An event whose proof holds.
struct Held {
    happening: Happening,
    leaf: Digest,
    size: u64,
    root: Digest,
}

/// What entries are about.
#[derive(Default)]
struct Contents {
    events: Vec<Held>,
    receipts: Vec<(Header, u64, Receipt)>,
}

impl Checker<'_> {
    fn all(&mut self, bytes: &[u8]) -> Checked<()> {
        let bundle = Bundle::read(bytes).map_err(|why| bad("form", "", 0, why))?;
        self.found.movement = Some(bundle.movement.clone());
        self.found.digest = bundle.digest;
        self.directories(&bundle.directories)?;
        self.agreements(&bundle.agreements)?;
        let (mut chains, mut contents) = (Chains::default(), Contents::default());
        let mut before: Option<&LogId> = None;
        for excerpts in &bundle.logs {
            if before.is_some_and(|before| *before >= excerpts.log) {
                return Err(bad(
                    "log",
                    &excerpts.log,
                    0,
                    "logs are not in the order of their names",
                ));
            }
            before = Some(&excerpts.log);
            let chain = self.checkpoints(excerpts)?;
            self.entries(excerpts, &chain, &mut contents)?;
            chains.add(excerpts.log.clone(), chain);
        }
        for (header, size, receipt) in contents.receipts {
            let by = header.log.node.clone();
            let given = Given { by, at: header.at, header, size, receipt };
            let (log, index) = (given.header.log.clone(), given.header.index);
            chains.cosigned(given).map_err(|why| bad("receipt", log, index, why))?;
            self.found.receipts += 1;
        }
        self.belongs(&bundle.movement, &contents.events)?;
        self.record(&bundle.movement, contents.events, &chains);
        // Last, so that what can be named by its place has been. It speaks of accidents: whoever changes a
        // file on purpose changes its digest too, and then nothing rests on what he has changed.
        let digest = bundle.digest().map_err(|error| bad("form", "", 0, error))?;
        if bundle.digest == Some(digest) {
            Ok(())
        } else {
            Err(bad("digest", "", 0, "what the file says is not what its digest was taken of"))
        }
    }

    /// Every version of the directory follows from the root.
    fn directories(&mut self, notes: &[String]) -> Checked<()> {
        for (version, text) in (1..).zip(notes) {
            let bad = |why: &dyn ToString| bad("directory", "directory", version, why.to_string());
            let note = Note::parse(text).map_err(|error| bad(&error))?;
            let previous = self.documents.directories.values().next_back();
            let directory = Directory::verify(&note, previous, self.anchor);
            let directory = directory.map_err(|error| bad(&described(&error)))?;
            self.documents.directories.insert(version, directory);
        }
        let Some(last) = self.documents.directories.values().next_back() else {
            return Err(bad("directory", "directory", 1, "it is missing"));
        };
        self.found.region = last.region().to_owned();
        self.found.training = last.training();
        self.found.directories = last.version();
        Ok(())
    }

    /// Every agreement was signed by its parties and by those of the version before it.
    fn agreements(&mut self, notes: &[String]) -> Checked<()> {
        let mut before: Option<(String, u64)> = None;
        for (place, text) in (0..).zip(notes) {
            let unread = |why: &dyn ToString| bad("agreement", "agreement", place, why.to_string());
            let note = Note::parse(text).map_err(|error| unread(&error))?;
            let said: Agreement =
                serde_json::from_str(note.text()).map_err(|error| unread(&error))?;
            let bad =
                |why: &dyn ToString| bad("agreement", &said.id, said.version, why.to_string());
            let known = &self.documents.agreements;
            let signed = borne_out(&note, &self.documents.directories, known);
            let signed = signed.ok_or_else(|| bad(&"it is not what its parties signed"))?;
            let this = Some((signed.id.clone(), signed.version));
            if before >= this {
                return Err(bad(&"it is not in the order of names and versions"));
            }
            before = this;
            self.documents.agreements.adopt(signed);
            self.found.agreements += 1;
        }
        Ok(())
    }

    /// The checkpoints of a log: each is signed, and those with a proof of growth are one history.
    fn checkpoints(&mut self, excerpts: &Excerpts) -> Checked<Chain> {
        let log = &excerpts.log;
        if log.region != self.found.region {
            return Err(bad("log", log, 0, "it is of another region than the directory"));
        }
        let keys = self.log_keys(log);
        if keys.is_empty() {
            return Err(bad("log", log, 0, "no directory lists its node"));
        }
        let mut chain = Chain::default();
        for (place, sealed) in (0..).zip(&excerpts.checkpoints) {
            let unread = |why: &dyn ToString| bad("checkpoint", log, place, why.to_string());
            let note = Note::parse(&sealed.note).map_err(|error| unread(&error))?;
            let claimed = Checkpoint::of(&note).map_err(|error| unread(&error))?;
            let bad = |why: &dyn ToString| bad("checkpoint", log, claimed.size, why.to_string());
            let checkpoint =
                Checkpoint::verify(&note, &keys).map_err(|error| bad(&described(&error)))?;
            if checkpoint.log != *log {
                return Err(bad(&"it is of another log"));
            }
            let last = chain.last();
            if last.is_some_and(|last| last.size >= checkpoint.size) {
                return Err(bad(&"it is not longer than the one before"));
            }
            let grown = match (&sealed.growth, last) {
                (None, _) => false,
                (Some(_), None) => return Err(bad(&"there is none before it")),
                (Some(path), Some(last)) => {
                    let (old, new) = (last, &checkpoint);
                    verify_consistency(old.size, old.root, new.size, new.root, path)
                        .map_err(|error| bad(&error))?;
                    true
                }
            };
            chain.add(checkpoint, grown, self.seal(log, &note));
            self.found.checkpoints += 1;
        }
        Ok(chain)
    }

    /// The keys under which a log may have been sealed: those any directory gives its node.
    fn log_keys(&self, log: &LogId) -> Vec<VerifyingKey> {
        identity::keys_ever(self.documents.directories.values(), &log.node)
    }

    /// What a signature is worth, by whatever any directory says of the key.
    fn seal(&self, log: &LogId, note: &Note) -> Seal {
        let directories = || self.documents.directories.values();
        let stolen = identity::compromised_ever(directories(), &log.node);
        let by = |key: &VerifyingKey| Checkpoint::verify(note, std::slice::from_ref(key)).is_ok();
        let sound = |key: &&VerifyingKey| !stolen.iter().any(|(known, _)| known == *key);
        let keys = identity::keys_ever(directories(), &log.node);
        let signed = keys.iter().filter(sound).any(by);
        let since = stolen.iter().filter(|(key, _)| by(key)).map(|(_, since)| *since).min();
        match since {
            Some(since) if !signed => Seal::Doubtful(since),
            Some(_) | None => Seal::Sound,
        }
    }

    fn entries(&self, excerpts: &Excerpts, chain: &Chain, contents: &mut Contents) -> Checked<()> {
        let log = &excerpts.log;
        let mut next = 0;
        for (place, entry) in (0..).zip(&excerpts.entries) {
            let header: Header = serde_json::from_str(&entry.header)
                .map_err(|error| bad("entry", log, place, format!("header {place}: {error}")))?;
            let index = header.index;
            let bad = |why: &str| bad("entry", log, index, why);
            if header.log != *log {
                return Err(bad("its header belongs to another log"));
            }
            if index < next {
                return Err(bad("it is not in its order"));
            }
            next = index + 1;
            let (groups, leaf, root) = proven(entry, &header, chain).map_err(|why| bad(&why))?;
            match header.subject.clone() {
                Subject::Event { dossier, kind, part, seen } => {
                    let vouched = true;
                    let happening =
                        Happening { header, dossier, kind, part, seen, groups, vouched };
                    let size = entry.size;
                    contents.events.push(Held { happening, leaf, size, root });
                }
                Subject::Receipt => {
                    let receipt: Option<Receipt> = body(&groups, CORE);
                    let receipt = receipt.ok_or_else(|| bad("what it receipts cannot be read"))?;
                    contents.receipts.push((header, entry.size, receipt));
                }
                Subject::Opened
                | Subject::Dispatch
                | Subject::Adopted
                | Subject::Alarm
                | Subject::Quoted { .. }
                | Subject::Erased
                | Subject::Preserved => {
                    return Err(bad("it is neither an event nor a receipt"));
                }
            }
        }
        Ok(())
    }

    /// Every event is of the movement, or of a conversation about its cover that its home has begun. What
    /// others have said in either stays in, whatever they have said: it does not count.
    fn belongs(&self, movement: &DossierId, events: &[Held]) -> Checked<()> {
        if !events.iter().any(|held| held.happening.dossier == *movement) {
            return Err(bad("movement", movement, 0, "nothing in the file is about it"));
        }
        for Held { happening, .. } in events {
            let Happening { header, dossier, groups, .. } = happening;
            let bad = |why: &str| bad("entry", &header.log, header.index, why);
            if dossier == movement {
                continue;
            }
            if dossier.home() != movement.home() {
                return Err(bad("it is of another dossier"));
            }
            let core = body::<guarantee::hold::Event>(groups, CORE);
            let asked = core.as_ref().and_then(usage_of);
            let asked = asked.filter(|_| header.log.node == dossier.writer());
            if asked.is_some_and(|asked| asked.movement != *movement) {
                return Err(bad("it asks for the cover of another movement"));
            }
        }
        Ok(())
    }

    /// Whether each event counts, and who has cosigned it.
    fn record(&mut self, movement: &DossierId, mut events: Vec<Held>, chains: &Chains) {
        let last = self.documents.directories.values().next_back();
        let quorum = last.map_or(1, Directory::quorum).max(1);
        for Held { happening, size, .. } in &mut events {
            let Header { log, index, .. } = &happening.header;
            happening.vouched = chains.vouched(log, (*index, *size), quorum);
        }
        let events = in_order(events, |held| &held.happening);
        let dossiers: BTreeSet<_> = events.iter().map(|held| &held.happening.dossier).collect();
        let mut verdicts: BTreeMap<(LogId, u64), Verdict> = BTreeMap::new();
        for dossier in dossiers {
            let of: Vec<_> = events.iter().map(|held| &held.happening).collect();
            let of: Vec<_> = of.into_iter().filter(|event| event.dossier == *dossier).collect();
            let given = if dossier == movement {
                let Judged { verdicts, dossier, told } =
                    judge::<Part>(dossier, &of, &self.documents);
                self.found.view = Some(Box::new(Part::view(&dossier, &told)));
                verdicts
            } else {
                judge::<Conversation>(dossier, &of, &self.documents).verdicts
            };
            let places = of.iter().map(|event| (event.header.log.clone(), event.header.index));
            verdicts.extend(places.zip(given));
        }
        self.found.missing = super::record::missing(events.iter().map(|held| &held.happening));
        for held in events {
            let place = (held.happening.header.log.clone(), held.happening.header.index);
            let verdict = verdicts.remove(&place).unwrap_or(Verdict::Waiting);
            let record = self.one(held, verdict, chains);
            self.found.cosigned += u64::from(record.cosigned);
            self.found.records.push(record);
        }
    }

    fn one(&self, held: Held, verdict: Verdict, chains: &Chains) -> Record {
        let Held { happening, leaf, size, root } = held;
        let administration = self.documents.administration(&happening.header);
        let Happening { header, dossier, kind, part, groups, .. } = happening;
        let core: Value = body(&groups, CORE).unwrap_or_default();
        let event = event_name(&core);
        let said = core.get(&event).cloned().unwrap_or_default();
        let moved = body::<transit::Event>(&groups, CORE).filter(|_| kind == Part::KIND);
        let (office, decision) = moved.as_ref().map_or((None, None), |moved| {
            let (_, office, decision) = moved.told();
            (office.or_else(|| decision.map(|decision| &decision.office)), decision)
        });
        let (office, decision) = (office.cloned(), decision.cloned());
        let cosigned_by = chains.cosigners(&header.log, header.index, size);
        let directory = self.documents.directories.get(&header.cites.directory);
        let quorum = directory.map(Directory::quorum);
        Record {
            dossier,
            kind,
            event,
            said,
            writer: header.log.node.clone(),
            administration,
            part,
            at: header.at,
            office,
            decision,
            open: groups.iter().filter_map(Group::name).map(ToOwned::to_owned).collect(),
            withheld: groups.iter().filter(|group| group.name().is_none()).count(),
            directory: header.cites.directory,
            agreements: header.cites.agreements,
            verdict,
            entry: header.index,
            log: header.log,
            leaf,
            size,
            root,
            cosigned: quorum.is_some_and(|quorum| cosigned_by.len() >= quorum),
            cosigned_by,
            quorum,
        }
    }
}

/// The groups of an entry, its leaf, and the root of the checkpoint that proves it.
fn proven(
    entry: &Entry,
    header: &Header,
    chain: &Chain,
) -> Result<(Vec<Group>, Digest, Digest), String> {
    let known = chain.at(entry.size).ok_or("the checkpoint it is proven under is missing")?;
    if entry.groups.len() > GROUPS_MAX {
        return Err("it has more groups than any entry has".to_owned());
    }
    let groups: Option<Vec<Group>> = entry.groups.iter().map(super::Piece::group).collect();
    let groups = groups.ok_or("a group is neither open nor withheld")?;
    let commitments: Vec<_> = groups.iter().map(Group::commitment).collect();
    let leaf = leaf_hash(entry.header.as_bytes(), &commitments);
    verify_inclusion(leaf, header.index, entry.size, &entry.proof, known.root)
        .map_err(|error| error.to_string())?;
    Ok((groups, leaf, known.root))
}

/// What cover is asked for in a conversation.
fn usage_of(event: &guarantee::hold::Event) -> Option<&guarantee::account::Use> {
    use guarantee::hold::Event;
    match event {
        Event::HoldRequested { usage, .. } | Event::CheckRequested { usage, .. } => Some(usage),
        Event::HoldWithdrawn { .. }
        | Event::CreditRequested { .. }
        | Event::ReleasedUncovered { .. }
        | Event::Held { .. }
        | Event::NotHeld { .. }
        | Event::Checked { .. }
        | Event::Credited { .. }
        | Event::GuaranteeSuspended { .. }
        | Event::SuspensionLifted { .. }
        | Event::GuaranteeValidityChanged { .. } => None,
    }
}

/// An error with its causes, in one line.
fn described(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
