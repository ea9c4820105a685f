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

/// Unloaded by an authorised consignee, in two goes.
const UNLOADED: Expected = Expected {
    steps: &[
        "presented",
        "accepted",
        "covered",
        "released",
        "exited",
        "entered",
        "arrived",
        "unloading-permitted",
        "unloading-remarked",
        "unloading-continued",
        "unloading-remarked",
        "controlled",
        "ended",
        "discharged",
        "cover-credited",
    ],
    ..CLEAN
};

/// With discrepancies, of which the declarant was asked.
const DISCREPANT: Expected = Expected {
    steps: &[
        "presented",
        "accepted",
        "covered",
        "released",
        "exited",
        "entered",
        "arrived",
        "controlled",
        "discrepancies-found",
        "discrepancies-notified",
        "discrepancies-answered",
        "discrepancies-solved",
        "ended",
        "discharged",
        "cover-credited",
    ],
    messages: &["CC928C", "CC028C", "CC029C", "CC019C", "CC045C"],
    ..CLEAN
};

/// Taken back before anybody has accepted it.
const NEVER_ACCEPTED: Expected = Expected {
    phase: "invalidated",
    steps: &["prelodged", "invalidated"],
    messages: &["CC928C", "CC009C"],
    ..CLEAN
};

/// Taken back before release, as the national system decides.
const NEVER_RELEASED: Expected = Expected {
    phase: "invalidated",
    steps: &["presented", "accepted", "covered", "invalidation-requested", "invalidated"],
    ..CLEAN
};

/// Invalidated by customs when it had left.
const CALLED_BACK: Expected = Expected {
    phase: "invalidated",
    steps: &[
        "presented",
        "accepted",
        "covered",
        "released",
        "exited",
        "invalidated",
        "goods-accounted-for",
    ],
    messages: &["CC928C", "CC028C", "CC029C", "CC009C"],
    ..CLEAN
};

/// Amended before its goods were there.
const AMENDED: Expected = Expected {
    steps: &[
        "prelodged",
        "amended",
        "goods-presented",
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
    messages: &["CC928C", "CC004C", "CC028C", "CC029C", "CC045C"],
    ..CLEAN
};

/// Not covered, and taken back.
const NOT_COVERED: Expected = Expected {
    phase: "invalidated",
    steps: &[
        "presented",
        "accepted",
        "not-covered",
        "other-guarantee-awaited",
        "invalidation-requested",
        "invalidated",
    ],
    messages: &["CC928C", "CC028C", "CC055C", "CC009C"],
    ..CLEAN
};

/// Not released, as no agreement joins the countries.
const NOT_RELEASED: Expected = Expected {
    phase: "not-released",
    steps: &["presented", "accepted", "covered", "not-released"],
    messages: &["CC928C", "CC028C", "CC051C"],
    ..CLEAN
};

/// Under two guarantees.
const TWICE_COVERED: Expected = Expected {
    steps: &[
        "presented",
        "accepted",
        "covered",
        "covered",
        "released",
        "exited",
        "entered",
        "arrived",
        "controlled",
        "ended",
        "discharged",
        "cover-credited",
        "cover-credited",
    ],
    ..CLEAN
};

/// Not seen again behind the first border.
const VANISHED: Expected = Expected {
    phase: "under-way",
    concerns: &["overdue"],
    steps: &["presented", "accepted", "covered", "released", "exited", "entered", "overdue"],
    ..CLEAN
};

/// What a movement of a story is to come to; nothing where the story has no such movement.
pub(super) fn expected(story: StoryName, what: &str) -> Option<Expected> {
    Some(match (story, what) {
        (StoryName::OneBorder | StoryName::DakarBamako | StoryName::PublicSample, "")
        | (StoryName::CutAndHealed, "first" | "second") => CLEAN,
        (StoryName::TwoBorders, "") | (StoryName::TwoTrucks, "first") => TWO_BORDERS,
        (StoryName::UnloadingRemarks, "") => UNLOADED,
        (StoryName::Discrepancy, "") => DISCREPANT,
        (StoryName::Invalidation, "before-acceptance") => NEVER_ACCEPTED,
        (StoryName::Invalidation, "before-release") => NEVER_RELEASED,
        (StoryName::Invalidation, "after-release") => CALLED_BACK,
        (StoryName::Amendment, "") => AMENDED,
        (StoryName::Refusals, "amount" | "access-code") => NOT_COVERED,
        (StoryName::Refusals, "agreement") => NOT_RELEASED,
        (StoryName::TwoGuarantees, "") => TWICE_COVERED,
        (StoryName::TwoTrucks, "second") => VANISHED,
        _ => return None,
    })
}
