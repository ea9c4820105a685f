//! Which program a node runs, and what of a newer one it cannot read.

use std::collections::BTreeSet;

use journal::Group;
use serde_json::Value;

use crate::history::{CORE, body};
use crate::submit::event_name;

/// A program. The nodes of a region are never brought up to date on one day, so each may be told what
/// it cannot read yet: it keeps that, says so, and reads it when its program is a newer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its name and version.
    pub name: String,
    /// Events, by their names, of which it is known that it cannot read them, as an earlier version
    /// that did not have them.
    pub unread: BTreeSet<String>,
}

impl Program {
    /// This one, which reads everything it writes.
    pub fn this() -> Self {
        let name = concat!("passavant ", env!("CARGO_PKG_VERSION")).to_owned();
        Self { name, unread: BTreeSet::new() }
    }

    /// Whether it has the event that these groups say.
    pub(crate) fn reads(&self, groups: &[Group]) -> bool {
        let name = || body::<Value>(groups, CORE).map(|core| event_name(&core));
        self.unread.is_empty() || !name().is_some_and(|name| self.unread.contains(&name))
    }
}
