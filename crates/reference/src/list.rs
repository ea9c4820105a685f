//! Code lists, and the notation they are written in.
//!
//! `list ID Name public` or `assumed`, then codes, each of which may be followed by its validity
//! as `2015-01-01..2024-12-31`, with one of the days left out where it is open. `= ID` takes the
//! codes of another list; `members` and `offices ROLE` are answered from other reference data.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use kernel::{Date, Listed};
use serde::{Deserialize, Serialize};

use crate::office::OfficeRole;
use crate::validity::Validity;

/// Whether the values of a list are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// They are published.
    Public,
    /// They are not; those kept are assumed, and another code only gives a warning.
    Assumed,
}

/// A code list.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Its name in the standard.
    pub name: String,
    /// Whether its values are known.
    pub standing: Standing,
    codes: BTreeMap<String, Vec<Validity>>,
}

impl List {
    /// A list without codes.
    pub fn new(name: &str, standing: Standing) -> Self {
        Self { name: name.to_owned(), standing, codes: BTreeMap::new() }
    }

    /// Adds a code.
    #[must_use]
    pub fn with(mut self, code: &str, valid: Validity) -> Self {
        self.codes.entry(code.to_owned()).or_default().push(valid);
        self
    }

    /// What the list says of a code on a day.
    pub fn listed(&self, code: &str, day: Date) -> Listed {
        let validities = self.codes.get(code);
        let valid = validities.is_some_and(|all| all.iter().any(|valid| valid.covers(day)));
        match self.standing {
            _ if valid => Listed::Valid,
            Standing::Public => Listed::Absent,
            Standing::Assumed => Listed::AbsentFromAssumed,
        }
    }

    /// The codes of a day, in order.
    pub fn codes(&self, day: Date) -> impl Iterator<Item = &str> {
        let valid = self.codes.iter().filter(move |(_, all)| all.iter().any(|v| v.covers(day)));
        valid.map(|(code, _)| code.as_str())
    }
}

/// Where the values of a list are kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kept {
    Values(Arc<List>),
    Members,
    Offices(Option<OfficeRole>),
}

/// All lists, by their names in the standard, `CL010`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lists {
    lists: BTreeMap<String, Kept>,
}

impl Lists {
    /// The lists this program was built with.
    pub fn built_in() -> Self {
        static BUILT_IN: LazyLock<Lists> = LazyLock::new(|| parse(SOURCES).0);
        BUILT_IN.clone()
    }

    /// Adds a list, in the place of one of the same name.
    pub fn set(&mut self, id: &str, list: List) {
        self.lists.insert(id.to_owned(), Kept::Values(Arc::new(list)));
    }

    /// The list, where its values are kept as a list.
    pub fn list(&self, id: &str) -> Option<&List> {
        match self.kept(id)? {
            Kept::Values(list) => Some(list),
            Kept::Members | Kept::Offices(_) => None,
        }
    }

    pub(crate) fn kept(&self, id: &str) -> Option<&Kept> {
        self.lists.get(id)
    }
}

/// The lists as they are written.
const SOURCES: &[(&str, &str)] = &[
    ("answers.codes", include_str!("../data/answers.codes")),
    ("countries.codes", include_str!("../data/countries.codes")),
    ("currencies.codes", include_str!("../data/currencies.codes")),
    ("declarations.codes", include_str!("../data/declarations.codes")),
    ("guarantees.codes", include_str!("../data/guarantees.codes")),
    ("languages.codes", include_str!("../data/languages.codes")),
    ("packages.codes", include_str!("../data/packages.codes")),
    ("transport.codes", include_str!("../data/transport.codes")),
];

/// Reads lists in the notation; what is not understood is named and left out.
fn parse(sources: &[(&str, &str)]) -> (Lists, Vec<String>) {
    let mut lists = Lists::default();
    let mut problems = Vec::new();
    for (file, text) in sources {
        let mut current: Option<(String, List)> = None;
        for (number, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let understood = match words.as_slice() {
                [] => true,
                [first, ..] if first.starts_with('#') => true,
                ["list", heading @ ..] if !line.starts_with(' ') => {
                    lists.close(current.take());
                    lists.open(heading, &mut current)
                }
                words => current.as_mut().is_some_and(|(_, list)| codes(list, words)),
            };
            if !understood {
                problems.push(format!("{file}:{}: {line}", number + 1));
            }
        }
        lists.close(current);
    }
    (lists, problems)
}

impl Lists {
    fn close(&mut self, list: Option<(String, List)>) {
        if let Some((id, list)) = list {
            self.set(&id, list);
        }
    }

    fn open(&mut self, heading: &[&str], current: &mut Option<(String, List)>) -> bool {
        let (id, kept) = match heading {
            [id, name, "public"] => {
                *current = Some(((*id).to_owned(), List::new(name, Standing::Public)));
                return true;
            }
            [id, name, "assumed"] => {
                *current = Some(((*id).to_owned(), List::new(name, Standing::Assumed)));
                return true;
            }
            [id, name, "=", other] => {
                let Some(other) = self.list(other) else { return false };
                (id, Kept::Values(Arc::new(List { name: (*name).to_owned(), ..other.clone() })))
            }
            [id, _, "members"] => (id, Kept::Members),
            [id, _, "offices"] => (id, Kept::Offices(None)),
            [id, _, "offices", role] => {
                let mut roles = OfficeRole::ALL.iter().copied();
                let Some(role) = roles.find(|known| known.as_str() == *role) else { return false };
                (id, Kept::Offices(Some(role)))
            }
            _ => return false,
        };
        self.lists.insert((*id).to_owned(), kept);
        true
    }
}

fn codes(list: &mut List, words: &[&str]) -> bool {
    let mut rest = words;
    while let Some((code, after)) = rest.split_first() {
        let dated = after.split_first().and_then(|(next, after)| Some((validity(next)?, after)));
        let (valid, after) = dated.unwrap_or((Validity::ALWAYS, after));
        if code.contains("..") {
            return false;
        }
        list.codes.entry((*code).to_owned()).or_default().push(valid);
        rest = after;
    }
    true
}

/// Reads `2015-01-01..2024-12-31`, of which one day may be left out.
fn validity(word: &str) -> Option<Validity> {
    let (from, to) = word.split_once("..")?;
    let day = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    Validity::new(day(from)?, day(to)?)
}

#[cfg(test)]
mod tests;
