//! What a movement is, from all its parts: pure and total. Lawful collisions have an answer each,
//! and somebody who must resolve them.

use std::collections::BTreeSet;

use kernel::{Administration, Country, Dossier, NoCover, OfficeCode};
use serde::{Deserialize, Serialize};

use crate::event::{ControlCode, Frontier};
use crate::state::{Closed, Cover, Departure, Destination, Part, sightings};

/// How far a movement has come, and what is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "MovementStanding")]
pub struct Standing {
    /// How far it has come.
    pub phase: Phase,
    /// What is not as it should be, or must still be done.
    pub concerns: BTreeSet<Concern>,
}

/// How far a movement has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[schemars(rename = "MovementPhase")]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Its home has not been heard.
    Unknown,
    /// A declaration was lodged, and its goods are not there yet.
    Prelodged,
    /// A declaration was presented.
    Presented,
    /// It has its number.
    Accepted,
    /// It may leave.
    Released,
    /// It was seen at a frontier.
    UnderWay,
    /// It is at an office of destination.
    Arrived,
    /// It was controlled there.
    Controlled,
    /// The operation has ended.
    Ended,
    /// Departure has established that it ended.
    Discharged,
    /// The goods were not released, for good.
    NotReleased,
    /// The declaration was invalidated.
    Invalidated,
}

impl Phase {
    /// The word for lists and counts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Prelodged => "prelodged",
            Self::Presented => "presented",
            Self::Accepted => "accepted",
            Self::Released => "released",
            Self::UnderWay => "under-way",
            Self::Arrived => "arrived",
            Self::Controlled => "controlled",
            Self::Ended => "ended",
            Self::Discharged => "discharged",
            Self::NotReleased => "not-released",
            Self::Invalidated => "invalidated",
        }
    }
}

/// Something that is not as it should be, or that somebody must still do.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// A guarantee was refused.
    CoverRefused,
    /// The access code of a guarantee was refused, and nothing else.
    AccessCodeRefused,
    /// The declarant asked for an amendment, and nobody has answered.
    AmendmentRequested,
    /// Customs called for an amendment that has not come.
    AmendmentCalledFor,
    /// The holder asked for invalidation, and nobody has answered.
    InvalidationRequested,
    /// A control was ordered at departure and has no result.
    ControlPending,
    /// The control at departure was not satisfactory, and release cannot be asked for in spite of it.
    DepartureNotSatisfactory,
    /// It found differences, and the holder does not ask for release in spite of them.
    ReleaseDeclined,
    /// The control at departure found differences, and the holder has not said whether he asks for
    /// release all the same.
    HolderUnheard,
    /// He asks for it, and nobody has answered.
    ReleaseRequested,
    /// It was released without the cover it needs.
    Uncovered,
    /// It was released over a route that no agreement joins.
    NoAgreement,
    /// The country left has not recorded the exit it owes.
    ExitMissing {
        /// The country left.
        left: Country,
        /// The country entered.
        entered: Country,
    },
    /// The country entered has not recorded the entry it owes.
    EntryMissing {
        /// The country left.
        left: Country,
        /// The country entered.
        entered: Country,
    },
    /// It arrived at another office than declared.
    ArrivedElsewhere {
        /// The office.
        office: OfficeCode,
    },
    /// Two administrations say it arrived with them.
    ArrivedTwice,
    /// Its declaration was invalidated, and the goods were seen on the way or at destination without
    /// departure having said what became of them.
    SeenThoughInvalidated,
    /// The limit date has passed without an arrival.
    Overdue,
    /// The limit date has passed, and an administration has not been heard since.
    Unheard {
        /// Which one.
        administration: Administration,
    },
    /// The holder was told of discrepancies and has not answered.
    DiscrepanciesUnanswered,
    /// He has answered, and departure has not taken them for solved.
    DiscrepanciesUnsolved,
    /// The authorised consignee reported that goods or seals are not as declared, and no control has a
    /// result.
    UnloadingNotConform,
    /// The control at destination was not satisfactory.
    ControlNotSatisfactory,
    /// It was discharged, and destination has not said that it ended.
    DischargedBeforeEnd,
    /// It was discharged, and a guarantee has not set its amount free.
    CreditMissing,
}

/// Who must act on a concern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Resolver {
    /// The holder of the transit procedure.
    Holder,
    /// The office of departure.
    Departure,
    /// The office of destination.
    Destination,
    /// The trader who notified the arrival.
    TraderAtDestination,
    /// The home of the guarantee.
    GuaranteeHome,
    /// The customs of a country.
    Country(Country),
}

impl Concern {
    /// The word of each sort, in the order above.
    pub const WORDS: [&str; 25] = [
        "cover-refused",
        "access-code-refused",
        "amendment-requested",
        "amendment-called-for",
        "invalidation-requested",
        "control-pending",
        "departure-not-satisfactory",
        "release-declined",
        "holder-unheard",
        "release-requested",
        "uncovered",
        "no-agreement",
        "exit-missing",
        "entry-missing",
        "arrived-elsewhere",
        "arrived-twice",
        "seen-though-invalidated",
        "overdue",
        "unheard",
        "discrepancies-unanswered",
        "discrepancies-unsolved",
        "unloading-not-conform",
        "control-not-satisfactory",
        "discharged-before-end",
        "credit-missing",
    ];

    /// The word of its sort, by which lists are searched and it is said in each language.
    pub fn word(&self) -> &'static str {
        match self {
            Self::CoverRefused => "cover-refused",
            Self::AccessCodeRefused => "access-code-refused",
            Self::AmendmentRequested => "amendment-requested",
            Self::AmendmentCalledFor => "amendment-called-for",
            Self::InvalidationRequested => "invalidation-requested",
            Self::ControlPending => "control-pending",
            Self::DepartureNotSatisfactory => "departure-not-satisfactory",
            Self::ReleaseDeclined => "release-declined",
            Self::HolderUnheard => "holder-unheard",
            Self::ReleaseRequested => "release-requested",
            Self::Uncovered => "uncovered",
            Self::NoAgreement => "no-agreement",
            Self::ExitMissing { .. } => "exit-missing",
            Self::EntryMissing { .. } => "entry-missing",
            Self::ArrivedElsewhere { .. } => "arrived-elsewhere",
            Self::ArrivedTwice => "arrived-twice",
            Self::SeenThoughInvalidated => "seen-though-invalidated",
            Self::Overdue => "overdue",
            Self::Unheard { .. } => "unheard",
            Self::DiscrepanciesUnanswered => "discrepancies-unanswered",
            Self::DiscrepanciesUnsolved => "discrepancies-unsolved",
            Self::UnloadingNotConform => "unloading-not-conform",
            Self::ControlNotSatisfactory => "control-not-satisfactory",
            Self::DischargedBeforeEnd => "discharged-before-end",
            Self::CreditMissing => "credit-missing",
        }
    }

    /// Who must act.
    pub fn resolver(&self) -> Resolver {
        match self {
            Self::CoverRefused
            | Self::AccessCodeRefused
            | Self::AmendmentCalledFor
            | Self::HolderUnheard
            | Self::DiscrepanciesUnanswered => Resolver::Holder,
            Self::AmendmentRequested
            | Self::InvalidationRequested
            | Self::ControlPending
            | Self::DepartureNotSatisfactory
            | Self::ReleaseDeclined
            | Self::ReleaseRequested
            | Self::SeenThoughInvalidated
            | Self::Overdue
            | Self::Unheard { .. }
            | Self::DiscrepanciesUnsolved
            | Self::Uncovered
            | Self::NoAgreement
            | Self::ArrivedElsewhere { .. }
            | Self::ArrivedTwice
            | Self::ControlNotSatisfactory => Resolver::Departure,
            Self::ExitMissing { left, .. } => Resolver::Country(left.clone()),
            Self::EntryMissing { entered, .. } => Resolver::Country(entered.clone()),
            Self::UnloadingNotConform | Self::DischargedBeforeEnd => Resolver::Destination,
            Self::CreditMissing => Resolver::GuaranteeHome,
        }
    }
}

pub(crate) fn standing(dossier: &Dossier<Part>) -> Standing {
    let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
    let destinations: Vec<_> =
        dossier.parts.values().filter_map(|part| part.destination.as_ref()).collect();
    let mut concerns = BTreeSet::new();
    if let Some(departure) = departure.filter(|_| dossier.erased.is_empty()) {
        concerns.extend(at_departure(departure));
        concerns.extend(at_frontiers(dossier, departure, &destinations));
        concerns.extend(at_destination(dossier, departure, &destinations));
        let invalidated = matches!(departure.closed, Some(Closed::Invalidated { .. }));
        if invalidated && !sightings(dossier).is_subset(&departure.accounted_for) {
            concerns.insert(Concern::SeenThoughInvalidated);
        }
    }
    Standing { phase: phase(dossier, departure, &destinations), concerns }
}

/// The furthest that any part says. What lies behind it is a concern, not a doubt: parts travel on
/// different roads and arrive in any order.
fn phase(
    dossier: &Dossier<Part>,
    departure: Option<&Departure>,
    destinations: &[&Destination],
) -> Phase {
    let Some(departure) = departure else { return Phase::Unknown };
    match departure.closed {
        Some(Closed::Invalidated { .. }) => return Phase::Invalidated,
        Some(Closed::NotReleased { .. }) => return Phase::NotReleased,
        None => {}
    }
    let any = |test: fn(&Destination) -> bool| destinations.iter().any(|found| test(found));
    if departure.discharged.is_some() {
        Phase::Discharged
    } else if any(|destination| destination.ended.is_some()) {
        Phase::Ended
    } else if any(|destination| destination.control.is_some()) {
        Phase::Controlled
    } else if any(|_| true) {
        Phase::Arrived
    } else if dossier.parts.values().any(|part| !part.passages.is_empty()) {
        Phase::UnderWay
    } else if departure.released.is_some() {
        Phase::Released
    } else if departure.accepted.is_some() {
        Phase::Accepted
    } else if departure.present_by.is_some() {
        Phase::Prelodged
    } else {
        Phase::Presented
    }
}

fn at_departure(departure: &Departure) -> BTreeSet<Concern> {
    let mut concerns = BTreeSet::new();
    let mut when = |holds: bool, concern| {
        if holds {
            concerns.insert(concern);
        }
    };
    let refused = departure.covers.values().filter_map(|cover| match cover {
        Cover::NotHeld { reasons, .. } => Some(reasons.as_slice() == [NoCover::AccessCode]),
        Cover::Held { .. } | Cover::Withdrawn { .. } | Cover::Credited { .. } => None,
    });
    let refused: BTreeSet<bool> = refused.collect();
    let bound = |cover: &Cover| matches!(cover, Cover::Held { .. });
    let released = departure.released.as_ref();
    let open = departure.open();
    let before = open && released.is_none();
    when(before && refused.contains(&false), Concern::CoverRefused);
    when(before && refused.contains(&true), Concern::AccessCodeRefused);
    when(before && departure.amendment.is_some(), Concern::AmendmentRequested);
    when(before && departure.amendment_called_for, Concern::AmendmentCalledFor);
    when(departure.invalidation_requested, Concern::InvalidationRequested);
    when(before && departure.control_pending, Concern::ControlPending);
    let wrong = departure.control.filter(|(code, _)| before && !code.satisfactory());
    if let Some((code, _)) = wrong {
        let concern = match (code, departure.release_requested) {
            (ControlCode::A5, None) => Concern::HolderUnheard,
            (ControlCode::A5, Some(true)) => Concern::ReleaseRequested,
            (ControlCode::A5, Some(false)) => Concern::ReleaseDeclined,
            _ => Concern::DepartureNotSatisfactory,
        };
        when(!departure.control_pending, concern);
    }
    // Cover may still come after a national release; until it does, the movement stands so.
    when(open && released.is_some() && !departure.uncovered().is_empty(), Concern::Uncovered);
    when(open && released.is_some_and(|released| !released.gaps.is_empty()), Concern::NoAgreement);
    let discharged = departure.discharged.is_some();
    when(discharged && departure.covers.values().any(bound), Concern::CreditMissing);
    let told = departure.discrepancies.as_ref();
    if let Some(told) = told.filter(|told| open && told.solved.is_none()) {
        when(!told.answered, Concern::DiscrepanciesUnanswered);
        when(told.answered, Concern::DiscrepanciesUnsolved);
    }
    concerns
}

fn at_destination(
    dossier: &Dossier<Part>,
    departure: &Departure,
    destinations: &[&Destination],
) -> BTreeSet<Concern> {
    let mut concerns = BTreeSet::new();
    let open = departure.open();
    let ended = destinations.iter().any(|destination| destination.ended.is_some());
    for destination in destinations {
        if open && destination.office != departure.declaration.destination {
            let office = destination.office.clone();
            concerns.insert(Concern::ArrivedElsewhere { office });
        }
        // Goods that are still being unloaded are not controlled yet.
        let unloaded = destination.unloading.as_ref().is_some_and(|found| found.completed);
        if destination.reported_wrong() && (unloaded || destination.ended.is_some()) {
            concerns.insert(Concern::UnloadingNotConform);
        }
        // After a discharge too: it was discharged before, or in spite of, what was found.
        let wrong = destination.control.is_some_and(|(code, _)| !code.satisfactory());
        if wrong && !departure.solved(dossier) {
            concerns.insert(Concern::ControlNotSatisfactory);
        }
    }
    if destinations.len() > 1 {
        concerns.insert(Concern::ArrivedTwice);
    }
    if departure.discharged.is_some() && !ended {
        concerns.insert(Concern::DischargedBeforeEnd);
    }
    if open && destinations.is_empty() {
        if departure.overdue.is_some() {
            concerns.insert(Concern::Overdue);
        }
        let unheard = departure.unheard.iter().cloned();
        concerns.extend(unheard.map(|administration| Concern::Unheard { administration }));
    }
    concerns
}

/// A record is missing at a frontier once the movement has been seen beyond it.
fn at_frontiers(
    dossier: &Dossier<Part>,
    departure: &Departure,
    destinations: &[&Destination],
) -> BTreeSet<Concern> {
    let mut concerns = BTreeSet::new();
    // Nobody owes a record of a declaration that counts for nothing any more.
    if departure.closed.is_some() {
        return concerns;
    }
    let Some(released) = &departure.released else { return concerns };
    let exited = |country: &Country| {
        crossed(dossier, country, |part| {
            part.passages
                .iter()
                .any(|(office, passage)| office.country() == *country && passage.exited.is_some())
        })
    };
    let entered = |country: &Country| {
        crossed(dossier, country, |part| {
            part.passages
                .iter()
                .any(|(office, passage)| office.country() == *country && passage.entered.is_some())
        })
    };
    let arrived = |country: &Country| {
        destinations.iter().any(|destination| destination.office.country() == *country)
    };
    // From the last frontier back: whatever was seen further on shows that this one was crossed.
    let mut seen_beyond = false;
    for Frontier { left, entered: into, exit_owed, entry_owed } in released.frontiers.iter().rev() {
        seen_beyond |= arrived(into) || exited(into);
        let (left, into) = (left.clone(), into.clone());
        if *exit_owed && !exited(&left) && (seen_beyond || entered(&into)) {
            concerns.insert(Concern::ExitMissing { left: left.clone(), entered: into.clone() });
        }
        if *entry_owed && !entered(&into) && (seen_beyond || exited(&left)) {
            concerns.insert(Concern::EntryMissing { left, entered: into.clone() });
        }
        seen_beyond |= entered(&into);
    }
    concerns
}

fn crossed(dossier: &Dossier<Part>, country: &Country, test: impl Fn(&Part) -> bool) -> bool {
    dossier
        .by_administration()
        .filter(|(administration, _)| administration.country().as_ref() == Some(country))
        .any(|(_, part)| test(part))
}
