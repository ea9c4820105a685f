//! Settings of how the national system is connected: on what its acts rest, what its SADs lack, the
//! folder it uses, and the endpoint that is told.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use identity::Actor;
use kernel::{Grn, GuaranteeType};
use language::Language;
use node::NationalActs;
use serde::{Deserialize, Serialize};
use transit::DeclaredKind;

/// The national system, by whichever way it is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalConfig {
    /// What it is called, and on what its acts rest.
    pub acts: NationalActs,
    /// The guarantee each principal uses, and a file that holds its access code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub guarantees: BTreeMap<String, NationalGuarantee>,
    /// Where answers are pushed, if it does not only fetch them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push: Option<PushConfig>,
}

/// An endpoint of the national system, to which every answer is posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushConfig {
    /// Where: `https://…`, or `http://…` on this machine.
    pub endpoint: String,
    /// A file that holds the token the endpoint recognises the node by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_file: Option<PathBuf>,
    /// After how many milliseconds each further try follows the failure of the one before; the last
    /// pause is repeated for as long as it takes.
    #[serde(default = "up_to_five_minutes")]
    pub retry_ms: Vec<u64>,
}

fn up_to_five_minutes() -> Vec<u64> {
    vec![1_000, 5_000, 30_000, 300_000]
}

/// The watched folder of a national system. It holds `in`, `out`, `done` and `refused`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderConfig {
    /// Where it is.
    pub path: PathBuf,
    /// How often it is looked at, in milliseconds.
    #[serde(default = "half_a_second")]
    pub poll_ms: u64,
    /// The language of findings.
    #[serde(default)]
    pub language: Language,
}

fn half_a_second() -> u64 {
    500
}

/// What a principal's SAD does not say of his guarantee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalGuarantee {
    /// Its number; the only one the register holds for him, where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grn: Option<Grn>,
    /// Its type, by its code; a comprehensive guarantee (1) where none is given.
    #[serde(rename = "type", default = "comprehensive")]
    pub kind: DeclaredKind,
    /// A file that holds the access code the principal left with customs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_code_file: Option<PathBuf>,
}

fn comprehensive() -> DeclaredKind {
    DeclaredKind::of(GuaranteeType::Comprehensive)
}

impl NationalConfig {
    /// Who is pushed answers, and where.
    pub(crate) fn pushes(&self) -> Option<(Actor, &PushConfig)> {
        let system = Actor::NationalSystem(self.acts.system.clone());
        Some((system, self.push.as_ref()?))
    }

    /// Makes every path absolute, seen from a folder.
    pub(super) fn seen_from(&mut self, folder: &Path) {
        let codes = self.guarantees.values_mut().map(|guarantee| &mut guarantee.access_code_file);
        let token = self.push.as_mut().map(|push| &mut push.token_file);
        for file in codes.chain(token).flatten() {
            *file = folder.join(&*file);
        }
    }
}
