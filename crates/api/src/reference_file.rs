//! The file of reference data, which one at a time changes, and whole or not at all.

use std::path::Path;

use kernel::Finding;
use reference::Reference;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::held_file::HeldFile;

/// The file as it is, held against everybody else who would change it.
#[derive(Debug)]
pub struct ReferenceFile {
    file: HeldFile,
    object: Map<String, Value>,
    reference: Reference,
}

impl ReferenceFile {
    /// Waits until nobody else changes it.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        Self::read(HeldFile::open(path)?)
    }

    /// The same without waiting; nothing while somebody else changes it.
    pub(crate) fn try_open(path: &Path) -> Result<Option<Self>, Fault> {
        HeldFile::try_open(path)?.map(Self::read).transpose()
    }

    fn read(file: HeldFile) -> Result<Self, Fault> {
        let reference = crate::serve::held(file.path(), file.text())?;
        let object = serde_json::from_str(file.text());
        let object = object.map_err(|error| unreadable(file.path(), &error))?;
        Ok(Self { file, object, reference })
    }

    /// What it holds.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Puts entries in the place of those of their kind.
    pub fn put(&mut self, kind: &str, entries: impl Serialize) -> Result<(), Fault> {
        let entries = serde_json::to_value(entries);
        let entries = entries.map_err(|error| unreadable(self.file.path(), &error))?;
        self.object.insert(kind.to_owned(), entries);
        Ok(())
    }

    /// Puts what it holds now in the place of the file, on the disk; or tells what would no longer hold
    /// together, and changes nothing.
    pub fn write(self) -> Result<Result<Reference, Vec<Finding>>, Fault> {
        let text = serde_json::to_string_pretty(&self.object);
        let mut text = text.map_err(|error| unreadable(self.file.path(), &error))?;
        text.push('\n');
        let reference = match Reference::load(&text) {
            Ok(reference) => reference,
            Err(findings) => return Ok(Err(findings)),
        };
        self.file.replace(&text)?;
        Ok(Ok(reference))
    }
}

fn unreadable(path: &Path, error: &serde_json::Error) -> Fault {
    Fault::Content { path: path.to_owned(), what: "reference data", detail: error.to_string() }
}
