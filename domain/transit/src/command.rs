//! What may be asked of a movement. It is the HTTP body, or what a message maps to.

use std::collections::BTreeMap;

use kernel::{
    AccessCode, Attempt, AuthorisationNumber, Basis, CoverNumber, Date, DossierId, Element, Mrn,
    NoCover, OfficeCode, Timestamp, TraderId,
};
use serde::Deserialize;

use crate::event::{
    ControlCode, ControlType, Declaration, Discrepancy, HeldCover, NoRelease, NotificationType,
    RequestedDocument, SealState, Unloading,
};

mod competence;
mod named;

pub use named::Named;

/// A command.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "MovementCommand")]
#[serde(deny_unknown_fields)]
pub enum Command {
    /// Lodges a declaration at the office of departure, with its goods or before they are there.
    Present(Box<Presenting>),
    /// Presents the goods of a declaration that was lodged before.
    PresentGoods(Box<GoodsPresenting>),
    /// Amends the declaration, or asks a national system to.
    Amend(Box<Amending>),
    /// Makes the amendment the declarant has asked for.
    AcceptAmendment {
        /// On what basis.
        basis: Basis,
    },
    /// Does not make it.
    RefuseAmendment {
        /// Why, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Asks the declarant to amend the declaration.
    CallForAmendment {
        /// What is wrong with it, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Asks for the declaration to be invalidated.
    RequestInvalidation {
        /// Why, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// What the message says of the movement.
        #[serde(default)]
        named: Named,
    },
    /// Invalidates it, as the holder asked or on customs' own initiative.
    Invalidate {
        /// Why, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Does not do what the holder asked.
    RefuseInvalidation {
        /// Why, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Accepts it.
    Accept {
        /// The number, where the national system has given one that is an MRN.
        #[serde(default)]
        mrn: Option<Mrn>,
        /// On what basis.
        basis: Basis,
    },
    /// Records that a guarantee holds the amount.
    RecordCover {
        /// Which of the declared guarantees.
        cover: CoverNumber,
        /// The hold.
        held: HeldCover,
    },
    /// Records that it does not.
    RecordNoCover {
        /// Which of the declared guarantees.
        cover: CoverNumber,
        /// The hold dossier that was asked.
        hold: DossierId,
        /// Which time.
        attempt: Attempt,
        /// Why.
        reasons: Vec<NoCover>,
    },
    /// Gives cover back before release.
    WithdrawCover {
        /// Which of the declared guarantees.
        cover: CoverNumber,
        /// On what basis.
        basis: Basis,
    },
    /// Orders a control before release.
    OrderControl {
        /// What the declarant is told.
        notification: NotificationType,
        /// What is controlled, where that is said.
        #[serde(default)]
        controls: Vec<ControlType>,
        /// The documents he is asked for.
        #[serde(default)]
        documents: Vec<RequestedDocument>,
        /// On what basis.
        basis: Basis,
    },
    /// Records the result of a control at departure.
    RecordDepartureControl {
        /// The result.
        code: ControlCode,
        /// What was seen, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Says whether the holder asks for release although the control found differences.
    RequestRelease {
        /// Whether he does.
        requested: bool,
        /// What the message says of the movement.
        #[serde(default)]
        named: Named,
    },
    /// Does not release the goods, for good.
    RefuseRelease {
        /// Why.
        reason: NoRelease,
        /// The same in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Releases the goods for transit.
    Release {
        /// The day by which they must be at destination; the declared one, else the route's.
        #[serde(default)]
        #[schemars(with = "Option<kernel::schema::Day>")]
        limit_date: Option<Date>,
        /// On what basis.
        basis: Basis,
    },
    /// Records that they left the country.
    RecordExit {
        /// The office of exit.
        office: OfficeCode,
        /// When.
        #[schemars(with = "kernel::schema::Instant")]
        at: Timestamp,
        /// On what basis.
        basis: Basis,
    },
    /// Records that they entered the country.
    RecordEntry {
        /// The office of entry.
        office: OfficeCode,
        /// When.
        #[schemars(with = "kernel::schema::Instant")]
        at: Timestamp,
        /// On what basis.
        basis: Basis,
    },
    /// Notifies that they arrived.
    NotifyArrival(Box<Arriving>),
    /// Lets an authorised consignee unload, or go on unloading.
    PermitUnloading {
        /// On what basis.
        basis: Basis,
    },
    /// Reports what an authorised consignee found.
    RemarkUnloading {
        /// What he found.
        unloading: Unloading,
        /// The same in words.
        #[serde(default)]
        remarks: Option<String>,
        /// The consignment as he found it, where it differs.
        #[serde(default)]
        found: Option<Element>,
        /// What the message says of the movement.
        #[serde(default)]
        named: Named,
    },
    /// Records the result of the control at destination.
    RecordControl {
        /// The result.
        code: ControlCode,
        /// What became of the seals.
        seals: SealState,
        /// What was found to be otherwise than declared.
        #[serde(default)]
        discrepancies: Vec<Discrepancy>,
        /// What was seen, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Tells the holder of discrepancies and asks him for an answer.
    NotifyDiscrepancies {
        /// By when; within 13 days of the control otherwise.
        #[serde(default)]
        #[schemars(with = "Option<kernel::schema::Day>")]
        answer_by: Option<Date>,
        /// What is asked, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Answers it.
    AnswerDiscrepancies {
        /// The answer, in words.
        remarks: String,
    },
    /// Takes the discrepancies for solved.
    SolveDiscrepancies {
        /// How, in words.
        #[serde(default)]
        remarks: Option<String>,
        /// On what basis.
        basis: Basis,
    },
    /// Tells the route that the goods arrived at another office than declared.
    ForwardArrival {
        /// Which one.
        office: OfficeCode,
        /// When.
        #[schemars(with = "kernel::schema::Instant")]
        at: Timestamp,
    },
    /// Looks which time limits have passed.
    WatchLimits,
    /// Establishes that the goods are overdue although somebody could not be heard.
    DeclareOverdue {
        /// On what basis.
        basis: Basis,
    },
    /// Ends the transit operation.
    End {
        /// On what basis.
        basis: Basis,
    },
    /// Discharges the movement.
    Discharge {
        /// On what basis.
        basis: Basis,
    },
    /// Records that a guarantee has set its amount free.
    RecordCredit {
        /// Which of the declared guarantees.
        cover: CoverNumber,
    },
}

/// A declaration and what came with it.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Presenting {
    /// What rules read.
    pub declaration: Declaration,
    /// The access codes, in clear. The node seals each to the guarantee's home before anything is
    /// written; they go no further in this form.
    #[serde(default)]
    pub access_codes: BTreeMap<CoverNumber, AccessCode>,
    /// What rules do not read.
    #[serde(default)]
    pub contents: Contents,
    /// Whether it is lodged before its goods are there (additional declaration type D).
    #[serde(default)]
    pub prelodged: bool,
}

/// The goods of a declaration that was lodged before are there. NCTS phase 5, CC170C.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoodsPresenting {
    /// The day the declarant proposes for arrival, where he says it only now.
    #[serde(default)]
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub limit_date: Option<Date>,
    /// The means of transport and the seals, where they are known only now.
    #[serde(default)]
    pub transport: Option<Element>,
    /// What the message says of the movement.
    #[serde(default)]
    pub named: Named,
}

/// A declaration as it is to be. NCTS phase 5, CC013C.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amending {
    /// The whole of it.
    pub declaration: Declaration,
    /// The access codes, as in a declaration.
    #[serde(default)]
    pub access_codes: BTreeMap<CoverNumber, AccessCode>,
    /// What rules do not read, the whole of it.
    #[serde(default)]
    pub contents: Contents,
    /// Whether only its guarantees are amended (amendment type flag 1).
    #[serde(default)]
    pub guarantee_only: bool,
    /// Whether it says it is one lodged before its goods are there (additional declaration type D).
    #[serde(default)]
    pub prelodged: Option<bool>,
    /// On what basis, where customs or a national system amend it.
    #[serde(default)]
    pub basis: Option<Basis>,
}

/// What a declaration says beyond what rules read, sorted into the groups that may be withheld.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// Consignments, items, packages, documents.
    #[serde(default)]
    pub goods: Option<Element>,
    /// Message header, operation, authorisations.
    #[serde(default)]
    pub operation: Option<Element>,
    /// Names, addresses and contacts.
    #[serde(default)]
    pub parties: Option<Element>,
    /// Means of transport, equipment, seals.
    #[serde(default)]
    pub transport: Option<Element>,
}

/// A notification of arrival.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arriving {
    /// The office.
    pub office: OfficeCode,
    /// When.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
    /// Who notifies.
    pub trader: TraderId,
    /// An authorised consignee's authorisation (C522), for the simplified procedure.
    #[serde(default)]
    pub authorisation: Option<AuthorisationNumber>,
    /// On what basis, where an officer or a national system takes it.
    #[serde(default)]
    pub basis: Option<Basis>,
}

impl Command {
    /// On what basis it decides, if it does.
    pub fn basis(&self) -> Option<&Basis> {
        match self {
            Self::AcceptAmendment { basis }
            | Self::RefuseAmendment { basis, .. }
            | Self::CallForAmendment { basis, .. }
            | Self::Invalidate { basis, .. }
            | Self::RefuseInvalidation { basis, .. }
            | Self::Accept { basis, .. }
            | Self::WithdrawCover { basis, .. }
            | Self::OrderControl { basis, .. }
            | Self::RecordDepartureControl { basis, .. }
            | Self::RefuseRelease { basis, .. }
            | Self::Release { basis, .. }
            | Self::RecordExit { basis, .. }
            | Self::RecordEntry { basis, .. }
            | Self::PermitUnloading { basis }
            | Self::RecordControl { basis, .. }
            | Self::NotifyDiscrepancies { basis, .. }
            | Self::SolveDiscrepancies { basis, .. }
            | Self::DeclareOverdue { basis }
            | Self::End { basis }
            | Self::Discharge { basis } => Some(basis),
            Self::NotifyArrival(arriving) => arriving.basis.as_ref(),
            Self::Amend(amending) => amending.basis.as_ref(),
            Self::Present(_)
            | Self::PresentGoods(_)
            | Self::RequestInvalidation { .. }
            | Self::RecordCover { .. }
            | Self::RecordNoCover { .. }
            | Self::RequestRelease { .. }
            | Self::RemarkUnloading { .. }
            | Self::AnswerDiscrepancies { .. }
            | Self::ForwardArrival { .. }
            | Self::WatchLimits
            | Self::RecordCredit { .. } => None,
        }
    }

    /// Whether only the administration of departure does this.
    pub(crate) fn is_for_home(&self) -> bool {
        match self {
            Self::RecordExit { .. }
            | Self::RecordEntry { .. }
            | Self::NotifyArrival(_)
            | Self::PermitUnloading { .. }
            | Self::RemarkUnloading { .. }
            | Self::RecordControl { .. }
            | Self::End { .. } => false,
            Self::Present(_)
            | Self::PresentGoods(_)
            | Self::Amend(_)
            | Self::AcceptAmendment { .. }
            | Self::RefuseAmendment { .. }
            | Self::CallForAmendment { .. }
            | Self::RequestInvalidation { .. }
            | Self::Invalidate { .. }
            | Self::RefuseInvalidation { .. }
            | Self::Accept { .. }
            | Self::RecordCover { .. }
            | Self::RecordNoCover { .. }
            | Self::WithdrawCover { .. }
            | Self::OrderControl { .. }
            | Self::RecordDepartureControl { .. }
            | Self::RequestRelease { .. }
            | Self::RefuseRelease { .. }
            | Self::Release { .. }
            | Self::NotifyDiscrepancies { .. }
            | Self::AnswerDiscrepancies { .. }
            | Self::SolveDiscrepancies { .. }
            | Self::ForwardArrival { .. }
            | Self::WatchLimits
            | Self::DeclareOverdue { .. }
            | Self::Discharge { .. }
            | Self::RecordCredit { .. } => true,
        }
    }
}
