//! The verdicts of libxml2 with the official schemas, one call a schema.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use crate::MessageCode;

const FOLDER: &str = "transit/ncts5-hmrc-validator";

/// The public samples, where they are on this machine.
pub(crate) fn samples() -> Option<PathBuf> {
    let path = "samples/test/uk/gov/hmrc/transitmovementsvalidator/versioned/v2_1/data";
    testkit::data(FOLDER).map(|folder| folder.join(path))
}

/// Documents that wait for their verdict.
pub(crate) struct Oracle {
    schemas: PathBuf,
    folder: PathBuf,
    waiting: BTreeMap<MessageCode, Vec<Vec<u8>>>,
}

/// A document and its verdict.
pub(crate) struct Judged {
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) valid: bool,
    /// What libxml2 said about it.
    pub(crate) reasons: String,
}

impl Oracle {
    /// Nobody to ask where the schemas or xmllint are missing; the skip is written down.
    pub(crate) fn new(name: &str) -> Option<Self> {
        // xmllint takes `..` away by the letter, whatever links there are.
        let schemas = testkit::data(FOLDER)?.join("schemas/conf/v2_1/xsd").canonicalize().unwrap();
        if !testkit::tool("xmllint") {
            return None;
        }
        let folder = std::env::temp_dir().join(format!("wire-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { schemas, folder, waiting: BTreeMap::new() })
    }

    pub(crate) fn add(&mut self, message: MessageCode, bytes: Vec<u8>) {
        self.waiting.entry(message).or_default().push(bytes);
    }

    pub(crate) fn judge(self) -> Vec<Judged> {
        let mut judged = Vec::new();
        for (message, documents) in self.waiting {
            let name = |number: usize| format!("{message}-{number}.xml");
            for (number, bytes) in documents.iter().enumerate() {
                std::fs::write(self.folder.join(name(number)), bytes).unwrap();
            }
            let schema = self.schemas.join(format!("{}.xsd", message.as_str().to_lowercase()));
            let output = Command::new("xmllint")
                .current_dir(&self.folder)
                .args(["--noout", "--nowarning", "--schema"])
                .arg(schema)
                .args((0..documents.len()).map(name))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            for (number, bytes) in documents.into_iter().enumerate() {
                let file = name(number);
                let valid = said.lines().any(|line| line == format!("{file} validates"));
                let about = said.lines().filter(|line| line.starts_with(&format!("{file}:")));
                let reasons = about.collect::<Vec<_>>().join("\n");
                judged.push(Judged { file, bytes, valid, reasons });
            }
        }
        std::fs::remove_dir_all(&self.folder).unwrap();
        judged
    }
}
