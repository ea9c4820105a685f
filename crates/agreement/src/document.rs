//! The agreement itself: a signed document both people and the node can read.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Administration, Date, Note, NoteError, SigningKey, VerifyingKey, canonical};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Under which name the directory is kept beside the agreements, so that none is called so.
pub const DIRECTORY: &str = "directory";
/// How many reasons are told: whoever is no party to anything may write as many strangers as he likes.
const REASONS_MAX: usize = 64;

/// What administrations have agreed to tell each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The version of this form.
    pub v: u32,
    /// Its identifier in the region.
    pub id: String,
    /// Its version, from 1.
    pub version: u64,
    /// What people call it.
    pub title: String,
    /// Who must sign, and is bound.
    pub parties: BTreeSet<Administration>,
    /// The legal instrument it carries out. Membership of communities changes; this is what binds.
    pub instrument: Instrument,
    /// What the facts may be used for.
    pub purpose: String,
    /// The first day it is in force.
    pub from: Date,
    /// The last day, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// For how many days after the last one what was released under it is still told.
    pub run_off_days: u16,
    /// Which projection of each kind of dossier the parties get.
    pub shares: BTreeMap<String, String>,
    /// What is recorded when goods cross a frontier between parties.
    pub passage: Passage,
    /// For how many days a copy may be kept once nothing more can come of its dossier, by kind.
    pub retention_days: BTreeMap<String, u32>,
}

/// A treaty, protocol or act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// Its title.
    pub title: String,
    /// How it is cited.
    pub citation: String,
}

/// What each side of a frontier owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// By the country left.
    pub exit: Duty,
    /// By the country entered.
    pub entry: Duty,
}

/// Whether something must be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// It may be.
    Optional,
    /// It must be.
    Required,
}

/// By whose keys agreements are signed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// Of the members of the region.
    pub members: BTreeMap<Administration, VerifyingKey>,
    /// Of those who were members once, each by its last key: what they signed then still counts.
    pub former: BTreeMap<Administration, VerifyingKey>,
}

impl Keys {
    fn of(&self, party: &Administration) -> Option<&VerifyingKey> {
        self.members.get(party).or_else(|| self.former.get(party))
    }
}

/// Why an agreement is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AgreementError {
    /// It cannot be read.
    #[error("the agreement cannot be read")]
    Form,
    /// It has no name, or the one under which the directory is kept.
    #[error("an agreement cannot be called {0:?}")]
    Name(String),
    /// It binds fewer than two.
    #[error("an agreement needs at least two parties")]
    Parties,
    /// A party is not a member of the region.
    #[error("{0} is not a member of the region")]
    Stranger(Administration),
    /// It does not follow the version before.
    #[error("version {found} does not follow version {known}")]
    Chain {
        /// The last version known before it; 0 where none is.
        known: u64,
        /// The version offered.
        found: u64,
    },
    /// A party has not signed, of this version or of the one it replaces.
    #[error("{party} has not signed these bytes")]
    Unsigned {
        /// Who has not.
        party: Administration,
        /// What is wrong with the signature.
        #[source]
        source: NoteError,
    },
}

impl Agreement {
    /// The document for the parties to sign.
    pub fn propose(&self) -> Result<Note, AgreementError> {
        let bytes = canonical(self).map_err(|_| AgreementError::Form)?;
        String::from_utf8(bytes).map(|text| Note::unsigned(&text)).map_err(|_| AgreementError::Form)
    }

    /// The document with one more signature.
    pub fn sign(note: Note, key: &SigningKey) -> Note {
        note.signed_by(key)
    }

    /// Reads a document and checks that every party signed it, and everybody bound by the version
    /// before. A proposal that one of them has not signed binds nobody.
    pub fn verify(note: &Note, keys: &Keys, before: Option<&Self>) -> Result<Self, AgreementError> {
        let (agreement, wrong) = Self::read(note, keys, before)?;
        wrong.into_iter().next().map_or(Ok(agreement), Err)
    }

    /// The same of the one that is to follow `before`, the last version known; where it is not taken,
    /// the first reason and all others.
    pub fn check(
        note: &Note,
        keys: &Keys,
        before: Option<&Self>,
    ) -> Result<Self, (AgreementError, Vec<AgreementError>)> {
        let (agreement, mut wrong) =
            Self::read(note, keys, before).map_err(|error| (error, Vec::new()))?;
        let (known, found) = (before.map_or(0, |before| before.version), agreement.version);
        if known.checked_add(1) != Some(found) {
            wrong.insert(0, AgreementError::Chain { known, found });
        }
        let mut wrong = wrong.into_iter();
        wrong.next().map_or(Ok(agreement), |first| Err((first, wrong.collect())))
    }

    fn read(
        note: &Note,
        keys: &Keys,
        before: Option<&Self>,
    ) -> Result<(Self, Vec<AgreementError>), AgreementError> {
        let agreement: Self =
            serde_json::from_str(note.text()).map_err(|_| AgreementError::Form)?;
        let mut wrong = Vec::new();
        if agreement.id.trim().is_empty() || agreement.id == DIRECTORY {
            wrong.push(AgreementError::Name(agreement.id.clone()));
        }
        if agreement.parties.len() < 2 {
            wrong.push(AgreementError::Parties);
        }
        // Whoever has left the region can be asked no longer whether others may go on without him.
        let bound = before.iter().flat_map(|before| &before.parties);
        let bound = bound.filter(|party| keys.members.contains_key(*party));
        for party in agreement.parties.iter().chain(bound).collect::<BTreeSet<_>>() {
            if wrong.len() >= REASONS_MAX {
                break;
            }
            match keys.of(party).map(|key| note.verify(key)) {
                None => wrong.push(AgreementError::Stranger(party.clone())),
                Some(Err(source)) => {
                    wrong.push(AgreementError::Unsigned { party: party.clone(), source });
                }
                Some(Ok(())) => {}
            }
        }
        Ok((agreement, wrong))
    }

    /// Whether it is in force on a day.
    pub fn in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether what was released under it is still told on a day.
    pub fn in_run_off(&self, day: Date) -> bool {
        let Some(until) = self.until else { return self.in_force(day) };
        let span = jiff::Span::new().days(i64::from(self.run_off_days));
        self.from <= day && until.checked_add(span).is_ok_and(|last| day <= last)
    }

    /// Whether both are parties.
    pub fn binds(&self, one: &Administration, other: &Administration) -> bool {
        self.parties.contains(one) && self.parties.contains(other)
    }
}
