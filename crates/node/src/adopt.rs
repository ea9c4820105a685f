//! Putting signed documents in force: the directory and the agreements.

use std::collections::BTreeSet;
use std::iter;

use agreement::AgreementError;
use identity::{DirectoryError, People};
use journal::{Adopted, AlarmKind, Subject};
use kernel::{Note, NoteError, Timestamp};
use reference::Reference;
use serde::Serialize;

use crate::fault::Fault;
use crate::node::{Mode, Node};
use crate::refusal::Refusal;

/// A signed document that is in force, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Taken {
    /// `directory`, or the agreement by its identifier.
    pub what: String,
    /// Which version of it.
    pub version: u64,
    /// Whether it had been adopted before.
    pub repeated: bool,
}

impl Taken {
    pub(crate) fn now(what: &str, version: u64) -> Self {
        Self { what: what.to_owned(), version, repeated: false }
    }

    pub(crate) fn before(what: &str, version: u64) -> Self {
        Self { repeated: true, ..Self::now(what, version) }
    }
}

/// Why a signed document is not taken: the first reason, and all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untaken {
    /// It is read as a directory, and is none.
    Directory(DirectoryError, Vec<DirectoryError>),
    /// It is read as an agreement, and is none.
    Agreement(AgreementError, Vec<AgreementError>),
    /// The members' keys are not known yet.
    NoDirectory,
    /// The same version of an agreement says something else.
    Differs {
        /// The agreement.
        what: String,
        /// The version.
        version: u64,
    },
}

impl Untaken {
    /// The same for whoever brought it.
    fn refusals(self) -> Vec<Refusal> {
        match self {
            Self::Directory(first, others) => {
                iter::once(first).chain(others).map(no_directory).collect()
            }
            Self::Agreement(first, others) => {
                iter::once(first).chain(others).map(no_agreement).collect()
            }
            Self::NoDirectory => vec![unsound("no-directory", String::new())],
            Self::Differs { what, version } => vec![Refusal::DocumentDiffers { what, version }],
        }
    }
}

/// The same for the operator.
impl From<Untaken> for Fault {
    fn from(untaken: Untaken) -> Self {
        match untaken {
            Untaken::Directory(first, _) => first.into(),
            Untaken::Agreement(first, _) => first.into(),
            Untaken::NoDirectory => Self::NoDirectory,
            Untaken::Differs { .. } => Self::Damaged { what: "an agreement" },
        }
    }
}

fn no_directory(error: DirectoryError) -> Refusal {
    match error {
        DirectoryError::Form => unsound("form", String::new()),
        DirectoryError::Note(NoteError::Form(what)) => unsound("form", what.to_owned()),
        DirectoryError::Note(NoteError::Unsigned(by) | NoteError::Forged(by)) => {
            // A member's key is named after it.
            let by = by.rsplit('/').next().unwrap_or_default().to_owned();
            Refusal::DocumentNotSigned { by }
        }
        DirectoryError::NoMember(administration) => unsound("member", administration.to_string()),
        DirectoryError::Threshold { signed, needed } => {
            Refusal::SignaturesTooFew { signed, needed }
        }
        DirectoryError::Chain { known, found } => Refusal::DocumentOutOfOrder { known, found },
        DirectoryError::NotTheirs { administration, what } => {
            unsound("not-theirs", format!("{administration}: {what}"))
        }
        DirectoryError::OtherRegion => unsound("other-region", String::new()),
        DirectoryError::Mixed => unsound("mixed", String::new()),
        DirectoryError::Training => unsound("training", String::new()),
    }
}

fn no_agreement(error: AgreementError) -> Refusal {
    match error {
        AgreementError::Form => unsound("form", String::new()),
        AgreementError::Name(name) => unsound("name", name),
        AgreementError::Parties => unsound("parties", String::new()),
        AgreementError::Stranger(party) => unsound("stranger", party.to_string()),
        AgreementError::Chain { known, found } => Refusal::DocumentOutOfOrder { known, found },
        AgreementError::Unsigned { party, .. } => {
            Refusal::DocumentNotSigned { by: party.to_string() }
        }
    }
}

fn unsound(reason: &str, what: String) -> Refusal {
    Refusal::DocumentNotSound { reason: reason.to_owned(), what }
}

/// An agreement has parties; a directory has none.
fn is_agreement(note: &Note) -> bool {
    turn(note).0
}

/// When a document is looked at: directories first, and of each sort the earlier versions first,
/// since a later one follows them.
fn turn(note: &Note) -> (bool, u64) {
    #[derive(Default, serde::Deserialize)]
    struct Head {
        parties: Option<serde::de::IgnoredAny>,
        version: Option<u64>,
    }
    let head = serde_json::from_str::<Head>(note.text()).unwrap_or_default();
    (head.parties.is_some(), head.version.unwrap_or_default())
}

/// Documents that can be read, in the order in which they are taken.
pub(crate) fn in_turn(documents: &[String]) -> Vec<Note> {
    let mut notes: Vec<_> = documents.iter().filter_map(|note| Note::parse(note).ok()).collect();
    notes.sort_by_key(turn);
    notes
}

impl Node {
    /// Uses other reference data from now on. What was decided before stays as it was: each event
    /// says which facts it rests on.
    pub fn refer(&mut self, reference: Reference) {
        self.world.reference = reference;
        self.retries = true;
    }

    /// Goes by other posts, holdings and standing orders from now on.
    pub fn staff(&mut self, people: People) {
        self.world.people = people;
        self.retries = true;
    }

    /// Checks documents and puts those in force that are new, directories first. What is not taken
    /// is left out; gives back what was adopted.
    pub fn adopt(&mut self, now: Timestamp, notes: &[String]) -> Result<Vec<Taken>, Fault> {
        let done = self.try_adopt(now, notes);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_adopt(&mut self, now: Timestamp, notes: &[String]) -> Result<Vec<Taken>, Fault> {
        let notes = in_turn(notes);
        if self.mode == Mode::Recovering {
            return self.take_to_ask(&notes);
        }
        let mut adopted = Vec::new();
        for note in notes {
            match self.take(&note) {
                Ok(taken) if !taken.repeated => adopted.push((taken, note)),
                Err(Untaken::Directory(fault @ DirectoryError::Training, _)) => {
                    self.not_of_its_kind(now, fault.into())?;
                }
                Ok(_) | Err(_) => {}
            }
        }
        self.put_in_force(now, &adopted)?;
        Ok(adopted.into_iter().map(|(taken, _)| taken).collect())
    }

    /// A node whose store is gone knows nobody whom it could ask for what it wrote, and one whose store is
    /// old may not know everybody. Then what it is given is taken at once, and written down in its next
    /// epoch; a store that has agreements goes by those until then.
    fn take_to_ask(&mut self, notes: &[Note]) -> Result<Vec<Taken>, Fault> {
        let has_documents = !self.store.documents()?.is_empty();
        let notes = notes.iter().filter(|note| !(has_documents && is_agreement(note)));
        let mut taken = Vec::new();
        for note in notes {
            match self.take(note) {
                Ok(new) if !new.repeated => {
                    self.unwritten.push((new.clone(), note.clone()));
                    taken.push(new);
                }
                Err(Untaken::Directory(fault @ DirectoryError::Training, _))
                    if self.world.directory().is_err() =>
                {
                    return Err(fault.into());
                }
                Ok(_) | Err(_) => {}
            }
        }
        if !taken.is_empty() {
            self.begin(self.now)?;
            if let Some(mut gathering) = self.gathering.clone() {
                let notes = self.unwritten.iter().map(|(_, note)| note.to_string());
                gathering.documents = notes.collect();
                self.keep_gathering(gathering)?;
            }
            self.store.commit()?;
        }
        Ok(taken)
    }

    /// The same of one that somebody brings; why, where it is not taken.
    fn bring_to_ask(&mut self, note: &Note) -> Result<Result<Taken, Vec<Refusal>>, Fault> {
        if let Some(taken) = self.take_to_ask(std::slice::from_ref(note))?.into_iter().next() {
            return Ok(Ok(taken));
        }
        if is_agreement(note) {
            return Ok(Err(vec![Refusal::Recovering]));
        }
        Ok(self.take(note).map_err(Untaken::refusals))
    }

    /// What was taken so before the process ended is taken up again.
    pub(crate) fn take_up_documents(&mut self) {
        let gathering = self.gathering.iter();
        let kept: Vec<_> = gathering.flat_map(|it| it.documents.iter()).cloned().collect();
        for note in kept.iter().filter_map(|text| Note::parse(text).ok()) {
            if let Ok(taken) = self.take(&note)
                && !taken.repeated
            {
                self.unwritten.push((taken, note));
            }
        }
    }

    /// Writes down what was taken while nothing could be written.
    pub(crate) fn write_taken(&mut self) -> Result<(), Fault> {
        let taken = std::mem::take(&mut self.unwritten);
        taken.iter().try_for_each(|(taken, note)| self.write_document(taken, note))
    }

    fn write_document(&mut self, taken: &Taken, note: &Note) -> Result<(), Fault> {
        let Taken { what, version, .. } = taken;
        let body = Adopted { what: what.clone(), version: *version, note: note.to_string() };
        self.book(0, Subject::Adopted, &body)?;
        Ok(self.store.put_document(what, *version, &body.note)?)
    }

    /// Checks a document that somebody brings and puts it in force; why, where it is not taken.
    pub fn bring(
        &mut self,
        now: Timestamp,
        text: &str,
    ) -> Result<Result<Taken, Vec<Refusal>>, Fault> {
        let note = match Note::parse(text) {
            Ok(note) => note,
            Err(error) => return Ok(Err(vec![unsound("form", error.to_string())])),
        };
        if self.mode == Mode::Recovering {
            return self.bring_to_ask(&note);
        }
        let taken = match self.take(&note) {
            Ok(taken) => taken,
            Err(untaken) => return Ok(Err(untaken.refusals())),
        };
        if !taken.repeated {
            let done = self.put_in_force(now, &[(taken.clone(), note)]);
            if done.is_err() {
                self.abandon();
            }
            done?;
        }
        Ok(Ok(taken))
    }

    fn take(&mut self, note: &Note) -> Result<Taken, Untaken> {
        if is_agreement(note) {
            self.world.adopt_agreement(note)
        } else {
            self.world.adopt_directory(note, self.settings.training)
        }
    }

    /// Writes down what the world has taken, and judges anew what may have waited for it.
    fn put_in_force(&mut self, now: Timestamp, adopted: &[(Taken, Note)]) -> Result<(), Fault> {
        if adopted.is_empty() {
            return Ok(());
        }
        self.retries = true;
        self.begin(now)?;
        // Another process of this node may have taken the same.
        let kept = self.store.documents()?;
        let is_kept = |(taken, _): &&(Taken, Note)| {
            let is_it = |(what, version, _): &(String, u64, String)| {
                (what, version) == (&taken.what, &taken.version)
            };
            !kept.iter().any(is_it)
        };
        for (taken, note) in adopted.iter().filter(is_kept) {
            self.write_document(taken, note)?;
        }
        self.follow_documents()?;
        self.ask_who_joined()?;
        if self.gathering.is_some() {
            // Whom what came back concerns may be known only now.
            self.share_again()?;
        }
        self.run_tasks()?;
        self.finish()?;
        self.cache.clear();
        self.change_key(now)
    }

    /// In a batch: what follows from documents that are in force now.
    pub(crate) fn follow_documents(&mut self) -> Result<(), Fault> {
        if self.world.directory().is_ok() {
            self.doubt()?;
        }
        self.judge_waiting()
    }

    /// Who is in the directory now and was not when the node went on after a loss may hold something of it.
    fn ask_who_joined(&mut self) -> Result<(), Fault> {
        let closed = self.gathering.clone().filter(|gathering| !gathering.closed.is_empty());
        let Some(mut gathering) = closed.filter(|gathering| gathering.directory > 0) else {
            return Ok(());
        };
        let own = &self.settings.node;
        let listed = self.world.directory()?.nodes().map(|(_, entry)| &entry.node);
        let unasked = listed.filter(|node| *node != own && !gathering.peers.contains_key(node));
        let unasked: Vec<_> = unasked.cloned().collect();
        if unasked.iter().all(|node| gathering.unanswered.contains(node)) {
            return Ok(());
        }
        gathering.unanswered.extend(unasked);
        self.keep_gathering(gathering)
    }

    /// The members have signed a directory that is for training where the node is not, or the other
    /// way round. A node that has no other does not start; one that has goes on with it.
    fn not_of_its_kind(&mut self, now: Timestamp, fault: Fault) -> Result<(), Fault> {
        if self.world.directory().is_err() {
            return Err(fault);
        }
        let own = self.settings.node.to_string();
        self.begin(now)?;
        self.alarm_seldom(AlarmKind::Contested, "training", &own, || {
            DirectoryError::Training.to_string()
        })?;
        self.finish()
    }

    /// What waited for a document, or had no agreement, may now be judged otherwise.
    fn judge_waiting(&mut self) -> Result<(), Fault> {
        const PAGE: usize = 512;
        let open = crate::judging::open_verdicts()?;
        let mut seq = 0;
        loop {
            let rows = self.store.told_after(seq, PAGE)?;
            let Some(last) = rows.last().map(|row| row.seq) else { return Ok(()) };
            seq = last;
            let waiting = rows.iter().filter(|row| open.contains(&row.verdict));
            let dossiers: BTreeSet<_> = waiting.map(|row| row.dossier.clone()).collect();
            for dossier in dossiers {
                self.judge_dossier(&dossier)?;
            }
        }
    }
}
