//! What one administration has written of a movement.

use std::collections::BTreeMap;

use kernel::{
    Attempt, AuthorisationNumber, Country, CoverNumber, Date, Decides, DossierId, Mrn, NoCover,
    OfficeCode, Timestamp, TraderId,
};

use crate::event::{ControlCode, Declaration, Frontier, HeldCover, Unloading};

/// One writer's part, folded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    /// Who decides at this writer, fixed by its first event.
    pub mode: Option<Decides>,
    /// What departure wrote; only in the home's part.
    pub departure: Option<Departure>,
    /// What was recorded at frontiers, by office.
    pub passages: BTreeMap<OfficeCode, Passage>,
    /// What destination wrote.
    pub destination: Option<Destination>,
}

impl Part {
    /// The day the operation ended at this writer's office of destination.
    pub fn ended(&self) -> Option<Date> {
        self.destination.as_ref()?.ended
    }

    /// Whether it ended correctly there: after a satisfactory control, or, where a national system
    /// ended it and told no control, on the word of that system.
    pub fn ended_correctly(&self) -> bool {
        let Some(destination) = &self.destination else { return false };
        destination.ended.is_some()
            && match destination.control {
                Some((code, _)) => code.satisfactory(),
                None => self.mode == Some(Decides::National),
            }
    }
}

/// What departure wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Departure {
    /// What was declared.
    pub declaration: Box<Declaration>,
    /// The number and the day of acceptance.
    pub accepted: Option<(Mrn, Date)>,
    /// What became of each guarantee.
    pub covers: BTreeMap<CoverNumber, Cover>,
    /// Whether a control was ordered and is still to be made.
    pub control_pending: bool,
    /// The result of a control at departure.
    pub control: Option<(ControlCode, Date)>,
    /// The release.
    pub released: Option<Released>,
    /// The day of discharge.
    pub discharged: Option<Date>,
}

impl Departure {
    /// The movement's number, once it has one.
    pub fn mrn(&self) -> Option<&Mrn> {
        self.accepted.as_ref().map(|(mrn, _)| mrn)
    }

    /// The declared guarantees that do not hold what they were asked for: release needs an
    /// unwithdrawn hold equal in amount and currency.
    pub fn uncovered(&self) -> Vec<CoverNumber> {
        let covered = |number: &CoverNumber, amount| match self.covers.get(number) {
            Some(Cover::Held { held } | Cover::Credited { held }) => Some(held.amount) == amount,
            Some(Cover::NotHeld { .. } | Cover::Withdrawn { .. }) | None => false,
        };
        self.declaration
            .covers()
            .filter(|(number, declared)| !covered(number, declared.amount))
            .map(|(number, _)| number)
            .collect()
    }
}

/// What became of a declared guarantee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    /// It holds the amount.
    Held {
        /// The hold.
        held: HeldCover,
    },
    /// It does not.
    NotHeld {
        /// The hold dossier that was asked.
        hold: DossierId,
        /// Which time.
        attempt: Attempt,
        /// Why.
        reasons: Vec<NoCover>,
    },
    /// It was given back before release.
    Withdrawn {
        /// The hold.
        held: HeldCover,
    },
    /// It held the amount until discharge and has set it free.
    Credited {
        /// The hold.
        held: HeldCover,
    },
}

impl Cover {
    /// Which request it answers.
    pub fn attempt(&self) -> Attempt {
        match self {
            Self::Held { held } | Self::Withdrawn { held } | Self::Credited { held } => {
                held.attempt
            }
            Self::NotHeld { attempt, .. } => *attempt,
        }
    }
}

/// A release for transit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The day by which the goods must be at destination.
    pub limit_date: Date,
    /// The frontiers to be crossed.
    pub frontiers: Vec<Frontier>,
    /// The agreements it was made under.
    pub agreements: BTreeMap<String, u64>,
    /// Countries of the route that no agreement joins.
    pub gaps: Vec<(Country, Country)>,
    /// Guarantees that did not hold when it was made.
    pub uncovered: Vec<CoverNumber>,
}

/// What was recorded at an office on a frontier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    /// When the goods left through it.
    pub exited: Option<Timestamp>,
    /// When they entered through it.
    pub entered: Option<Timestamp>,
}

/// What destination wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The office.
    pub office: OfficeCode,
    /// When the goods arrived.
    pub arrived: Timestamp,
    /// Who notified.
    pub trader: TraderId,
    /// The authorised consignee's authorisation, in the simplified procedure.
    pub authorisation: Option<AuthorisationNumber>,
    /// Whether unloading is permitted.
    pub unloading_permitted: bool,
    /// What was found on unloading.
    pub unloading: Option<Unloading>,
    /// The result of the control.
    pub control: Option<(ControlCode, Date)>,
    /// The day the operation ended.
    pub ended: Option<Date>,
}
