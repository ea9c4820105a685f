//! What one administration has written of a movement.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Administration, Attempt, AuthorisationNumber, Country, CoverNumber, Date, Decides, Dossier,
    DossierId, Mrn, NoCover, OfficeCode, Timestamp, TraderId,
};

use crate::event::{
    ControlCode, Declaration, Discrepancy, Finding, Frontier, HeldCover, InvalidationCause,
    NoRelease, SealState, Sighted, Sighting, Unloading,
};

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
    /// ended it and told no control, on the word of that system; not while an authorised consignee has
    /// reported that something is not as declared.
    pub fn ended_correctly(&self) -> bool {
        let Some(destination) = &self.destination else { return false };
        destination.ended.is_some()
            && match destination.control {
                Some((code, _)) => code.satisfactory(),
                None => self.mode == Some(Decides::National) && !destination.reported_wrong(),
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
    /// The last day for the goods, while the declaration is lodged without them.
    pub present_by: Option<Date>,
    /// How many guarantees the declaration has ever named.
    pub named: u16,
    /// Guarantees in place of which others are awaited, and until when.
    pub awaited: BTreeMap<CoverNumber, Date>,
    /// What the declarant asked a national system to amend.
    pub amendment: Option<Box<Declaration>>,
    /// Whether customs called for an amendment that has not come.
    pub amendment_called_for: bool,
    /// Whether customs have said that they intend a control, and have neither ordered nor made one.
    pub control_intended: bool,
    /// Whether a control was ordered and is still to be made.
    pub control_pending: bool,
    /// The result of a control at departure.
    pub control: Option<(ControlCode, Date)>,
    /// Whether the holder asks for release, where he has been heard.
    pub release_requested: Option<bool>,
    /// Whether the holder asks for invalidation and has no answer.
    pub invalidation_requested: bool,
    /// How it ended before it began.
    pub closed: Option<Closed>,
    /// The release.
    pub released: Option<Released>,
    /// Discrepancies the holder was told of.
    pub discrepancies: Option<Discrepancies>,
    /// Arrivals at other offices that the route was told of.
    pub forwarded: BTreeSet<OfficeCode>,
    /// The limit date that passed without an arrival.
    pub overdue: Option<Date>,
    /// Administrations that could not be heard when it did.
    pub unheard: BTreeSet<Administration>,
    /// The day of discharge.
    pub discharged: Option<Date>,
    /// Where the goods were seen although the declaration was invalidated, and departure has said
    /// what became of them.
    pub accounted_for: BTreeSet<Sighting>,
}

/// How a movement ended before its goods left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The declaration was invalidated; after release too, by customs.
    Invalidated {
        /// The day.
        date: Date,
        /// On whose initiative.
        cause: InvalidationCause,
    },
    /// The goods were not released.
    NotReleased {
        /// The day.
        date: Date,
        /// Why.
        reason: NoRelease,
    },
}

/// Discrepancies the holder was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancies {
    /// What was found by then, at each office.
    pub findings: Vec<Finding>,
    /// By when they are to be solved.
    pub answer_by: Date,
    /// Whether he has answered.
    pub answered: bool,
    /// The day they were solved.
    pub solved: Option<Date>,
}

impl Departure {
    /// A declaration as it is lodged, with its goods or, until a day, without them.
    pub(crate) fn lodged(declaration: &Declaration, present_by: Option<Date>) -> Self {
        let highest = declaration.numbered().map(|(number, _)| number.0).max();
        Self {
            declaration: Box::new(declaration.clone()),
            accepted: None,
            covers: BTreeMap::new(),
            present_by,
            named: highest.unwrap_or_default(),
            awaited: BTreeMap::new(),
            amendment: None,
            amendment_called_for: false,
            control_intended: false,
            control_pending: false,
            control: None,
            release_requested: None,
            invalidation_requested: false,
            closed: None,
            released: None,
            discrepancies: None,
            forwarded: BTreeSet::new(),
            overdue: None,
            unheard: BTreeSet::new(),
            discharged: None,
            accounted_for: BTreeSet::new(),
        }
    }

    /// Whether a guarantee was refused and another one can still be named. NCTS phase 5, the state
    /// "guarantee under amendment".
    pub fn guarantee_under_amendment(&self) -> bool {
        let refused = |cover: &Cover| matches!(cover, Cover::NotHeld { .. });
        self.released.is_none() && self.closed.is_none() && self.covers.values().any(refused)
    }

    /// Whether customs have told the declarant that they will examine the goods, or have: then he
    /// amends and withdraws no more as he likes. UCC arts. 173(2)(a) and 174(1).
    pub fn under_control(&self) -> bool {
        self.control_intended || self.control_pending || self.control.is_some()
    }

    /// Whether something other than cover stands in the way of a release by a standing order: it is
    /// closed, a control is intended or awaited, an amendment is, the control found what was not
    /// satisfactory, be it that the holder takes it upon himself, or he has asked for invalidation.
    pub fn held_back(&self) -> bool {
        self.closed.is_some()
            || self.control_intended
            || self.control_pending
            || self.amendment_called_for
            || self.amendment.is_some()
            || self.invalidation_requested
            || self.control.is_some_and(|(code, _)| !code.satisfactory())
    }

    /// Whether all that was found not to be right at destination has been solved: what was found
    /// after the holder was told has not.
    pub fn solved(&self, dossier: &Dossier<Part>) -> bool {
        let told = self.discrepancies.as_ref().filter(|told| told.solved.is_some());
        told.is_some_and(|told| {
            let found = findings(dossier);
            let mut wrong = found.iter().filter(|finding| !finding.code.satisfactory());
            wrong.all(|finding| told.findings.contains(finding))
        })
    }

    /// Whether the operation is still open: neither discharged nor closed before it began.
    pub fn open(&self) -> bool {
        self.discharged.is_none() && self.closed.is_none()
    }

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

/// What controls at destination found to be otherwise than declared, at each office.
pub fn findings(dossier: &Dossier<Part>) -> Vec<Finding> {
    let destinations = dossier.parts.values().filter_map(|part| part.destination.as_ref());
    let found = destinations.filter_map(|destination| {
        let (code, date) = destination.control?;
        let discrepancies = destination.discrepancies.clone();
        let wrong = !code.satisfactory() || !discrepancies.is_empty();
        let office = destination.office.clone();
        wrong.then_some(Finding { office, code, date, discrepancies })
    });
    found.collect()
}

/// Where the goods were seen beyond the office of departure.
pub(crate) fn sightings(dossier: &Dossier<Part>) -> BTreeSet<Sighting> {
    let mut seen = BTreeSet::new();
    for part in dossier.parts.values() {
        let mut saw = |office: &OfficeCode, step| {
            seen.insert(Sighting { office: office.clone(), step });
        };
        for (office, passage) in &part.passages {
            if passage.exited.is_some() {
                saw(office, Sighted::Exited);
            }
            if passage.entered.is_some() {
                saw(office, Sighted::Entered);
            }
        }
        if let Some(destination) = &part.destination {
            saw(&destination.office, Sighted::Arrived);
        }
    }
    seen
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
    /// How many times he was told to go on.
    pub rounds: u16,
    /// What the control found to be otherwise than declared.
    pub discrepancies: Vec<Discrepancy>,
    /// What was found on unloading.
    pub unloading: Option<Unloading>,
    /// Whether he has ever reported that goods or seals are not as declared, in what he said last or
    /// before: only a control settles that.
    pub ever_wrong: bool,
    /// The result of the control.
    pub control: Option<(ControlCode, Date)>,
    /// In what state it found the seals.
    pub seals: Option<SealState>,
    /// The day the operation ended.
    pub ended: Option<Date>,
}

impl Destination {
    /// Whether the authorised consignee has reported that goods or seals are not as declared, and no
    /// control has a result.
    pub fn reported_wrong(&self) -> bool {
        self.control.is_none() && self.ever_wrong
    }

    /// Goods that have arrived, of which nothing more is known.
    pub(crate) fn at(
        office: OfficeCode,
        arrived: Timestamp,
        trader: TraderId,
        authorisation: Option<AuthorisationNumber>,
    ) -> Self {
        Self {
            office,
            arrived,
            trader,
            authorisation,
            unloading_permitted: false,
            rounds: 0,
            discrepancies: Vec::new(),
            unloading: None,
            ever_wrong: false,
            control: None,
            seals: None,
            ended: None,
        }
    }
}
