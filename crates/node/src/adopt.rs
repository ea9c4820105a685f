//! Putting signed documents in force: the directory and the agreements.

use std::collections::BTreeSet;

use identity::{DirectoryError, People};
use journal::{Adopted, AlarmKind, Subject};
use kernel::{Note, Timestamp};
use reference::Reference;

use crate::fault::Fault;
use crate::node::{Mode, Node};

impl Node {
    /// Uses other reference data from now on. What was decided before stays as it was: each event
    /// says which facts it rests on.
    pub fn refer(&mut self, reference: Reference) {
        self.world.reference = reference;
    }

    /// Goes by other posts, holdings and standing orders from now on.
    pub fn staff(&mut self, people: People) {
        self.world.people = people;
    }

    /// Checks documents and puts those in force that are new, directories first. What is not taken
    /// is left out; gives back what was adopted, by name and version.
    pub fn adopt(&mut self, now: Timestamp, notes: &[String]) -> Result<Vec<(String, u64)>, Fault> {
        let done = self.try_adopt(now, notes);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_adopt(&mut self, now: Timestamp, notes: &[String]) -> Result<Vec<(String, u64)>, Fault> {
        if self.mode == Mode::Recovering {
            return Ok(Vec::new());
        }
        let notes: Vec<Note> = notes.iter().filter_map(|note| Note::parse(note).ok()).collect();
        let mut adopted = Vec::new();
        for note in &notes {
            match self.world.adopt_directory(note, self.settings.training) {
                Ok(Some(version)) => {
                    adopted.push(("directory".to_owned(), version, note.to_string()));
                }
                Err(fault @ Fault::Directory(DirectoryError::Training)) => {
                    self.not_of_its_kind(now, fault)?;
                }
                Ok(None) | Err(_) => {}
            }
        }
        for note in &notes {
            if let Ok(Some((id, version))) = self.world.adopt_agreement(note) {
                adopted.push((id, version, note.to_string()));
            }
        }
        if adopted.is_empty() {
            return Ok(Vec::new());
        }
        self.begin(now)?;
        for (what, version, note) in &adopted {
            let body = Adopted { what: what.clone(), version: *version, note: note.clone() };
            self.book(0, Subject::Adopted, &body)?;
            self.store.put_document(what, *version, note)?;
        }
        self.judge_waiting()?;
        self.run_tasks()?;
        self.finish()?;
        self.cache.clear();
        Ok(adopted.into_iter().map(|(what, version, _)| (what, version)).collect())
    }

    /// The members have signed a directory that is for training where the node is not, or the other
    /// way round. A node that has no other does not start; one that has goes on with it.
    fn not_of_its_kind(&mut self, now: Timestamp, fault: Fault) -> Result<(), Fault> {
        if self.world.directory().is_err() {
            return Err(fault);
        }
        let own = self.settings.node.clone();
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
