//! The evidence bundle: what a node holds of one movement, with everything it rests on, in one file that
//! anybody checks from the root of the directory on. `docs/evidence.md` describes the form.
//!
//! Nothing in it is a claim of whoever made it. What is not under a hash or a signature of its writer is
//! left out, and what follows from the rest (whether an entry counts, who has cosigned it) is found
//! again by whoever checks. The form is kept for ever: another one gets another name and stands beside it.

mod checking;
mod cosigning;
mod judged;
mod record;

use std::collections::BTreeSet;

use guarantee::hold::Conversation;
use journal::{Group, LogId};
use kernel::{Canonical, Decider, Digest, DossierId, canonical};
use serde::{Deserialize, Serialize};
use transit::Part;

pub use checking::verify;
pub use record::{Cosignature, Evidence, Missing, Record};

/// The name of the form, which begins with what reads it.
pub const FORM: &str = "passavant-evidence/1";
/// More groups than any event has; a longer entry is not read.
const GROUPS_MAX: usize = 64;
/// A group that leaves the administration for one recipient alone, sealed to it: no evidence needs it.
const ACCESS: &str = "access";

/// What a file of this form holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bundle {
    /// The name of the form.
    pub(crate) form: String,
    /// SHA-256 of the canonical bytes of everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<Digest>,
    /// The movement.
    pub(crate) movement: DossierId,
    /// Every version of the directory, from the first, as signed notes.
    pub(crate) directories: Vec<String>,
    /// Every version of each agreement that is cited, as signed notes, by identifier and version.
    pub(crate) agreements: Vec<String>,
    /// What is proven of each log, in the order of their names.
    pub(crate) logs: Vec<Excerpts>,
}

/// What is proven of one log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Excerpts {
    /// Which log.
    pub(crate) log: LogId,
    /// The checkpoints entries are proven under, from the shortest to the longest.
    pub(crate) checkpoints: Vec<Sealed>,
    /// The entries, in their order.
    pub(crate) entries: Vec<Entry>,
}

/// A checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sealed {
    /// The signed note.
    pub(crate) note: String,
    /// The proof that the log has only grown since the checkpoint before this one in the list; of logs of
    /// which the maker has none, absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) growth: Option<Vec<Digest>>,
}

/// An entry. Header and bodies are texts, byte for byte as their writer wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// The header.
    pub(crate) header: String,
    /// Its groups, in their order.
    pub(crate) groups: Vec<Piece>,
    /// The path to the root.
    pub(crate) proof: Vec<Digest>,
    /// The size of the checkpoint it leads to.
    pub(crate) size: u64,
}

/// A group: `name`, `salt` and `body` where it is open, `commitment` alone where it is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Piece {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Thirty-two bytes in base64, as digests are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<Digest>,
}

impl Piece {
    pub(crate) fn of(group: Group) -> Self {
        match group {
            Group::Open { name, salt, body } => Self {
                name: Some(name),
                salt: Some(Digest(salt)),
                body: Some(body),
                commitment: None,
            },
            Group::Withheld(commitment) => {
                Self { name: None, salt: None, body: None, commitment: Some(commitment) }
            }
        }
    }

    fn group(&self) -> Option<Group> {
        match (&self.name, self.salt, &self.body, self.commitment) {
            (Some(name), Some(salt), Some(body), None) => {
                Some(Group::Open { name: name.clone(), salt: salt.0, body: body.clone() })
            }
            (None, None, None, Some(commitment)) => Some(Group::Withheld(commitment)),
            _ => None,
        }
    }
}

/// The form alone, of a file that may be of a later one.
#[derive(Deserialize)]
struct Named {
    form: String,
}

impl Bundle {
    /// The digest of everything but itself.
    fn digest(&self) -> Result<Digest, Canonical> {
        let rest = Self { digest: None, ..self.clone() };
        Ok(Digest::of(&[&canonical(&rest)?]))
    }

    /// The bytes of the file: canonical JSON and a line break.
    pub(crate) fn write(mut self) -> Result<Vec<u8>, Canonical> {
        self.digest = Some(self.digest()?);
        let mut bytes = canonical(&self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads a file, or says why it is none of this form. There is one way to write what it says, so that
    /// no byte of it can change and stay unseen.
    fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let said: Named = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if said.form != FORM {
            return Err(format!("its form is called {:?}; this program reads {FORM:?}", said.form));
        }
        let bundle: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut canonical = canonical(&bundle).map_err(|error| error.to_string())?;
        canonical.push(b'\n');
        if canonical == bytes {
            Ok(bundle)
        } else {
            let same = canonical.iter().zip(bytes).take_while(|(one, other)| one == other).count();
            Err(format!("from byte {same} on it is not written as this form is"))
        }
    }
}

/// The groups of an event of a movement, or of a conversation about its cover, that may be shown to
/// others and left out.
pub fn groups() -> BTreeSet<&'static str> {
    let projections = [Part::PROJECTIONS, Conversation::PROJECTIONS].into_iter().flatten();
    let groups = projections.flat_map(|(_, groups)| groups.iter().copied());
    groups.filter(|group| *group != ACCESS).collect()
}
