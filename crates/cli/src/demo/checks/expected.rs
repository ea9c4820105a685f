//! What the stories are to come to: phase, steps and messages of each of their movements.

use crate::args::StoryName;

/// What a movement is to come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expected {
    /// The phase.
    pub(super) phase: &'static str,
    /// What is not as it should be.
    pub(super) concerns: &'static [&'static str],
    /// Every step, as departure sees them, in any order: parts travel on different roads.
    pub(super) steps: &'static [&'static str],
    /// What is written back to the national system of departure, where there is one.
    pub(super) written_back: &'static [&'static str],
    /// The messages the declarant gets where the node decides, in order.
    pub(super) messages: &'static [&'static str],
}

/// A journey over one border.
const CLEAN: Expected = Expected {
    phase: "discharged",
    concerns: &[],
    steps: &[
        "presented",
        "accepted",
        "covered",
        "released",
        "exited",
        "entered",
        "arrived",
        "controlled",
        "ended",
        "discharged",
        "cover-credited",
    ],
    written_back: &["accepted", "covered", "entered", "arrived", "ended", "discharged"],
    messages: &["CC928C", "CC028C", "CC029C", "CC045C"],
};

/// A journey over two.
const TWO_BORDERS: Expected = Expected {
    steps: &[
        "presented",
        "accepted",
        "covered",
        "released",
        "exited",
        "exited",
        "entered",
        "entered",
        "arrived",
        "controlled",
        "ended",
        "discharged",
        "cover-credited",
    ],
    ..CLEAN
};

/// What a movement of a story is to come to; nothing where the story has no such movement.
pub(super) fn expected(story: StoryName, what: &str) -> Option<Expected> {
    Some(match (story, what) {
        (StoryName::OneBorder | StoryName::DakarBamako, "") => CLEAN,
        (StoryName::TwoBorders, "") => TWO_BORDERS,
        _ => return None,
    })
}
