//! What has happened to a movement. Kept for ever: variants are added, never changed;
//! `testdata/events.jsonl` holds one of each.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Administration, Attempt, AuthorisationNumber, Country, CoverNumber, Date, Decides, Decision,
    DossierId, Element, Money, Mrn, NoCover, OfficeCode, SealedText, Timestamp, TraderId,
};
use serde::{Deserialize, Serialize};

mod declared;
mod found;

pub use declared::{Authority, Declaration, DeclaredGuarantee, DeclaredKind};
pub(crate) use found::control_group;
pub use found::{
    ControlCode, ControlType, Discrepancy, DiscrepancyKind, Finding, InvalidationCause, NoRelease,
    NotificationType, RequestedDocument, SealState, Sighted, Sighting, Unloading,
};

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A declaration was presented at the office of departure, with the goods. IE015.
    Presented {
        /// Who decides about this movement at departure, for good.
        decides: Decides,
        /// What rules read of it.
        declaration: Box<Declaration>,
        /// Why somebody else than the holder may lodge it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authority: Option<Authority>,
    },
    /// A declaration was lodged before its goods are there. IE015, additional type D.
    Prelodged {
        /// Who decides about this movement at departure, for good.
        decides: Decides,
        /// What rules read of it.
        declaration: Box<Declaration>,
        /// Why somebody else than the holder may lodge it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authority: Option<Authority>,
        /// The last day on which the goods may be presented.
        present_by: Date,
    },
    /// The goods of a declaration that was lodged before are there. IE170.
    GoodsPresented {
        /// The day the declarant proposes for arrival, where he says it only now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit_date: Option<Date>,
        /// On what a representative acts now, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authority: Option<Authority>,
    },
    /// The declarant asks a national system to amend the declaration. IE013.
    AmendmentRequested {
        /// The declaration as it is to be.
        declaration: Box<Declaration>,
    },
    /// The declaration is amended. IE004.
    Amended {
        /// The declaration as it is from now on.
        declaration: Box<Declaration>,
        /// On what a representative acts now, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authority: Option<Authority>,
        /// Who amended it; nobody where the rules let the declarant do so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<Decision>,
    },
    /// The amendment that was asked for is not made.
    AmendmentRefused {
        /// Who refused it.
        decision: Decision,
    },
    /// Customs ask the declarant to amend the declaration. IE022.
    AmendmentCalledFor {
        /// Who asks.
        decision: Decision,
    },
    /// The holder asks for the declaration to be invalidated. IE014.
    InvalidationRequested,
    /// What the holder asked for is not done: IE009 with a negative decision.
    InvalidationRefused {
        /// Who refused it.
        decision: Decision,
    },
    /// The declaration is invalidated; there is no movement any more. IE009, IE010.
    Invalidated {
        /// The day.
        date: Date,
        /// On whose initiative.
        cause: InvalidationCause,
        /// Who decided; nobody where the rules leave nothing to decide.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<Decision>,
    },
    /// Departure answers for goods that were seen although their declaration was invalidated.
    GoodsAccountedFor {
        /// The records of which it speaks.
        sightings: BTreeSet<Sighting>,
        /// Who answers for them.
        decision: Decision,
    },
    /// The declaration is accepted and has its number. IE028.
    Accepted {
        /// The number.
        mrn: Mrn,
        /// The day of acceptance, which fixes duties and rates.
        date: Date,
        /// Who accepted.
        decision: Decision,
    },
    /// A guarantee holds the amount asked.
    Covered {
        /// Which of the declared guarantees.
        cover: CoverNumber,
        /// The hold.
        held: HeldCover,
    },
    /// Another guarantee is awaited in place of one that is not valid.
    OtherGuaranteeAwaited {
        /// Which of the declared guarantees.
        cover: CoverNumber,
        /// The last day for it.
        until: Date,
    },
    /// A guarantee does not hold it. IE055.
    NotCovered {
        /// Which of the declared guarantees.
        cover: CoverNumber,
        /// The hold dossier that was asked.
        hold: DossierId,
        /// Which time.
        attempt: Attempt,
        /// Why: all reasons.
        reasons: Vec<NoCover>,
    },
    /// Cover is given back before release.
    CoverWithdrawn {
        /// Which of the declared guarantees.
        cover: CoverNumber,
        /// The hold.
        held: HeldCover,
        /// Who gave it back.
        decision: Decision,
    },
    /// The goods are to be controlled before release. IE060.
    ControlOrdered {
        /// What the declarant is told.
        notification: NotificationType,
        /// Who ordered it.
        decision: Decision,
    },
    /// They have been controlled at departure.
    DepartureControlled {
        /// The result.
        code: ControlCode,
        /// The day.
        date: Date,
        /// Who controlled.
        decision: Decision,
    },
    /// The holder says whether he asks for release although the control found differences. IE054.
    ReleaseRequested {
        /// Whether he does.
        requested: bool,
    },
    /// The goods are not released for transit, for good. IE051.
    NotReleased {
        /// The day.
        date: Date,
        /// Why.
        reason: NoRelease,
        /// Who decided; nobody where a time limit did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<Decision>,
    },
    /// The goods are released for transit. IE029.
    Released {
        /// The day by which they must be at destination.
        limit_date: Date,
        /// What covers them.
        covers: BTreeMap<CoverNumber, HeldCover>,
        /// The agreements under which every country of the route is told.
        agreements: BTreeMap<String, u64>,
        /// The frontiers to be crossed, and what is owed at each.
        frontiers: Vec<Frontier>,
        /// Pairs of countries of the route between which no agreement is in force; only a national
        /// system releases in spite of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gaps: Vec<(Country, Country)>,
        /// Who released them.
        decision: Decision,
    },
    /// They left a country.
    Exited {
        /// Who decides about this movement at this writer, for good.
        decides: Decides,
        /// The office of exit.
        office: OfficeCode,
        /// When.
        at: Timestamp,
        /// Who recorded it.
        decision: Decision,
    },
    /// They entered a country. IE118.
    Entered {
        /// Who decides about this movement at this writer, for good.
        decides: Decides,
        /// The office of entry.
        office: OfficeCode,
        /// When.
        at: Timestamp,
        /// Who recorded it.
        decision: Decision,
    },
    /// They arrived at an office of destination. IE006, IE007.
    Arrived {
        /// Who decides about this movement at this writer, for good.
        decides: Decides,
        /// The office.
        office: OfficeCode,
        /// When.
        at: Timestamp,
        /// The trader who notified.
        trader: TraderId,
        /// The authorised consignee's authorisation, where they are at his premises (C522).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authorisation: Option<AuthorisationNumber>,
        /// Who took the notification, where an officer or a national system did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<Decision>,
    },
    /// An authorised consignee may unload. IE043.
    UnloadingPermitted {
        /// Who permitted it.
        decision: Decision,
    },
    /// An authorised consignee may go on unloading. IE043 again, with the next number.
    UnloadingContinued {
        /// How many times he has been told so.
        round: u16,
        /// Who permitted it.
        decision: Decision,
    },
    /// An authorised consignee has unloaded. IE044.
    UnloadingRemarked {
        /// What he found.
        unloading: Unloading,
    },
    /// The goods have been controlled at destination. IE018.
    Controlled {
        /// The result.
        code: ControlCode,
        /// The day.
        date: Date,
        /// What became of the seals.
        seals: SealState,
        /// Who controlled.
        decision: Decision,
    },
    /// What the control at destination found to be otherwise than declared. IE018.
    DiscrepanciesFound {
        /// Each of them.
        discrepancies: Vec<Discrepancy>,
        /// Who found them.
        decision: Decision,
    },
    /// Departure tells the holder of discrepancies and asks him for an answer. IE019.
    DiscrepanciesNotified {
        /// What was found by then, at each office.
        findings: Vec<Finding>,
        /// By when they are to be solved.
        answer_by: Date,
        /// Who asks.
        decision: Decision,
    },
    /// The holder has answered.
    DiscrepanciesAnswered,
    /// Departure takes the discrepancies for solved. IE049.
    DiscrepanciesSolved {
        /// The day.
        date: Date,
        /// Who solved them.
        decision: Decision,
    },
    /// Departure tells the route that the goods arrived at another office than declared. IE024.
    ArrivalForwarded {
        /// Where they arrived.
        office: OfficeCode,
        /// When.
        at: Timestamp,
    },
    /// The limit date has passed and no administration of the route knows of an arrival.
    Overdue {
        /// The limit date.
        limit_date: Date,
        /// Who decided, where an administration could not be heard.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<Decision>,
    },
    /// The limit date has passed, and whether the goods arrived cannot be known yet.
    Unheard {
        /// The limit date.
        limit_date: Date,
        /// The administrations that have not been heard since.
        unheard: BTreeSet<Administration>,
    },
    /// The transit operation has ended: what had to be presented was presented. IE025.
    Ended {
        /// The day.
        date: Date,
        /// Who established it.
        decision: Decision,
    },
    /// Departure establishes that it ended correctly. IE045.
    Discharged {
        /// The day.
        date: Date,
        /// Who discharged.
        decision: Decision,
    },
    /// A guarantee has set its amount free.
    CoverCredited {
        /// Which of the declared guarantees.
        cover: CoverNumber,
    },
}

/// A hold that covers a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldCover {
    /// The hold dossier.
    pub hold: DossierId,
    /// Which time.
    pub attempt: Attempt,
    /// How much is held, in the currency asked.
    pub amount: Money,
}

/// A frontier to be crossed, and which side owes a record by the agreements of the release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frontier {
    /// The country left.
    pub left: Country,
    /// The country entered.
    pub entered: Country,
    /// Whether the country left owes a record of exit.
    pub exit_owed: bool,
    /// Whether the country entered owes a record of entry.
    pub entry_owed: bool,
}

/// The groups that may be withheld: what the declaration says beyond what rules read, as it came.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Details {
    /// The access codes of the guarantees, sealed to their homes. They never leave departure here;
    /// each goes with its own request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<BTreeMap<CoverNumber, SealedText>>,
    /// Consignments, items, packages, documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goods: Option<Element>,
    /// Message header, operation, authorisations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Element>,
    /// Names, addresses and contacts of holder and representative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parties: Option<Element>,
    /// Means of transport, equipment, seals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<Element>,
    /// What people wrote beside a control or unloading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}
