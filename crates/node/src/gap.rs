//! A recovery that waits for a peer that does not answer: two officers may accept that what it holds is
//! missing.

use std::collections::BTreeSet;

use journal::{Alarm, AlarmKind};
use kernel::{NodeId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::node::{Mode, Node};
use crate::recovering::{Gathering, Recovering};
use crate::refusal::Refusal;

/// How many officers must accept a gap.
const OFFICERS_MIN: usize = 2;

/// What may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// Own entries that peers hold which have not given them back.
    Returned,
    /// What peers had told before and have not told again.
    Told,
}

/// An officer who accepts that what some peers hold may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Acceptance {
    /// Who.
    pub officer: String,
    /// Which gap.
    pub gap: Gap,
    /// When.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
}

impl Node {
    /// An officer accepts that what peers hold that have not answered may be missing. The second who
    /// does lets the node go on.
    pub fn accept_gap(
        &mut self,
        now: Timestamp,
        officer: &str,
    ) -> Result<Result<Recovering, Refusal>, Fault> {
        let behind: BTreeSet<_> = self.catching_up()?.into_iter().map(|log| log.node).collect();
        let open = self.mode == Mode::Recovering || !behind.is_empty();
        let Some(mut gathering) = self.gathering.clone().filter(|_| open) else {
            return Ok(Err(Refusal::NotRecovering));
        };
        let gap = if self.mode == Mode::Recovering { Gap::Returned } else { Gap::Told };
        let mut accepted = gathering.accepted.iter();
        if accepted.any(|before| before.gap == gap && before.officer == officer) {
            return Ok(Err(Refusal::SecondOfficer));
        }
        let at = self.now.max(now);
        gathering.accepted.push(Acceptance { officer: officer.to_owned(), gap, at });
        self.begin(now)?;
        if gap == Gap::Told && gathering.accepts(gap) {
            let nodes: Vec<_> = behind.iter().map(NodeId::as_str).collect();
            let detail = format!("it goes on without what these told before: {}", nodes.join(", "));
            let (kind, about) = (AlarmKind::Recovered, self.settings.node.to_string());
            let said = Some(gathering.officers(gap));
            self.raise(Alarm { kind, about, detail, said, refused: Vec::new() })?;
            gathering.unanswered.extend(behind);
        }
        self.keep_gathering(gathering)?;
        self.run_tasks()?;
        self.finish()?;
        let status = self.recovery()?;
        Ok(status.ok_or(Refusal::NotRecovering))
    }
}

impl Gathering {
    /// Whether enough officers have accepted a gap.
    pub(crate) fn accepts(&self, gap: Gap) -> bool {
        self.accepted.iter().filter(|accepted| accepted.gap == gap).count() >= OFFICERS_MIN
    }

    /// Who they are.
    pub(crate) fn officers(&self, gap: Gap) -> String {
        let accepted = self.accepted.iter().filter(|accepted| accepted.gap == gap);
        accepted.map(|accepted| accepted.officer.as_str()).collect::<Vec<_>>().join(", ")
    }
}
