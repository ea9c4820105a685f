//! What the node takes for true about others: directory, agreements, people, reference data.

use std::collections::BTreeMap;

use agreement::{Agreement, Agreements, DIRECTORY, Keys};
use identity::{Directory, DirectoryError, People, Root};
use kernel::Note;
use reference::Reference;

use crate::adopt::{Taken, Untaken};
use crate::fault::Fault;

/// All of it.
#[derive(Debug, Clone)]
pub struct World {
    /// The root that was handed over when the node was set up.
    pub anchor: Root,
    /// Every version of the directory, checked in a chain from the anchor.
    directories: BTreeMap<u64, Directory>,
    /// Every agreement that all its parties signed.
    pub agreements: Agreements,
    /// Posts, holdings, standing orders, tokens.
    pub people: People,
    /// Code lists, rates, routes, authorisations.
    pub reference: Reference,
}

impl World {
    /// A world in which nothing has been adopted yet.
    pub fn new(anchor: Root, people: People, reference: Reference) -> Self {
        let agreements = Agreements::default();
        Self { anchor, directories: BTreeMap::new(), agreements, people, reference }
    }

    /// The directory in force.
    pub fn directory(&self) -> Result<&Directory, Fault> {
        self.directories.values().next_back().ok_or(Fault::NoDirectory)
    }

    /// Every version of the directory that is known, the first first.
    pub(crate) fn directories(&self) -> impl Iterator<Item = &Directory> {
        self.directories.values()
    }

    /// A version of the directory.
    pub fn directory_at(&self, version: u64) -> Option<&Directory> {
        self.directories.get(&version)
    }

    /// The version in force, 0 before the first.
    pub fn directory_version(&self) -> u64 {
        self.directories.keys().next_back().copied().unwrap_or_default()
    }

    /// Whether a version of a document is known: of the directory, or of an agreement.
    pub(crate) fn knows(&self, what: &str, version: u64) -> bool {
        if what == DIRECTORY {
            self.directories.contains_key(&version)
        } else {
            self.agreements.has(what, version)
        }
    }

    /// Checks the next directory and puts it in force, if it is for training where the node is. One
    /// that is in force, or was, changes nothing.
    pub fn adopt_directory(&mut self, note: &Note, training: bool) -> Result<Taken, Untaken> {
        let known = self.directories.values().find(|known| known.note().text() == note.text());
        if let Some(known) = known {
            return Ok(Taken::before(DIRECTORY, known.version()));
        }
        let previous = self.directories.values().next_back();
        let directory = Directory::check(note, previous, &self.anchor)
            .map_err(|(first, others)| Untaken::Directory(first, others))?;
        if directory.training() != training {
            return Err(Untaken::Directory(DirectoryError::Training, Vec::new()));
        }
        let version = directory.version();
        self.directories.insert(version, directory);
        Ok(Taken::now(DIRECTORY, version))
    }

    /// Checks an agreement and puts it in force, unless it is. It must follow the version known, and
    /// have the word of everybody that one binds: nobody ends what others have agreed.
    pub fn adopt_agreement(&mut self, note: &Note) -> Result<Taken, Untaken> {
        // What was taken stays so, whoever has changed its key since.
        let said: Option<Agreement> = serde_json::from_str(note.text()).ok();
        let known = said.as_ref().and_then(|said| self.agreements.get(&said.id, said.version));
        if let (Some(said), Some(known)) = (&said, known)
            && said == known
        {
            return Ok(Taken::before(&said.id, said.version));
        }
        let directory = self.directories.values().next_back().ok_or(Untaken::NoDirectory)?;
        let keys = keys_at(&self.directories, directory.version());
        let before = said.as_ref();
        let before = before.and_then(|said| self.agreements.before(&said.id, said.version));
        let agreement = Agreement::check(note, &keys, before)
            .map_err(|(first, others)| Untaken::Agreement(first, others))?;
        let (id, version) = (agreement.id.clone(), agreement.version);
        if self.agreements.has(&id, version) {
            return Err(Untaken::Differs { what: id, version });
        }
        self.agreements.adopt(agreement);
        Ok(Taken::now(&id, version))
    }

    /// Puts an agreement in force again that was adopted before: a party may have changed its key or
    /// left since, which takes nothing back of what it signed. Says whether any directory known
    /// bears it out.
    pub(crate) fn recall_agreement(&mut self, note: &Note) -> bool {
        let verified = borne_out(note, &self.directories, &self.agreements);
        let borne_out = verified.is_some();
        verified.into_iter().for_each(|agreement| self.agreements.adopt(agreement));
        borne_out
    }
}

/// An agreement that was taken once: what its parties and those of the version before signed, as any
/// version of the directory knows them.
pub(crate) fn borne_out(
    note: &Note,
    directories: &BTreeMap<u64, Directory>,
    known: &Agreements,
) -> Option<Agreement> {
    let said: Agreement = serde_json::from_str(note.text()).ok()?;
    let before = known.before(&said.id, said.version);
    let versions = directories.keys().rev();
    versions
        .map(|version| Agreement::verify(note, &keys_at(directories, *version), before))
        .find_map(Result::ok)
}

/// The keys under a version of the directory, and the last ones of those who have left by then.
fn keys_at(directories: &BTreeMap<u64, Directory>, version: u64) -> Keys {
    let members = directories.get(&version).map(|known| known.root().keys.clone());
    let earlier = directories.range(..version).map(|(_, directory)| directory);
    let former = earlier.flat_map(|directory| directory.root().keys.clone()).collect();
    Keys { members: members.unwrap_or_default(), former }
}
