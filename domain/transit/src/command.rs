//! What may be asked of a movement. It is the HTTP body, or what a message maps to.

use std::collections::BTreeMap;

use kernel::{
    AccessCode, Attempt, AuthorisationNumber, Basis, Competence, CoverNumber, Date, Dossier,
    DossierId, Element, Function, Mrn, NoCover, OfficeCode, Timestamp, TraderId,
};
use serde::Deserialize;

use crate::event::{ControlCode, Declaration, HeldCover, NotificationType, SealState, Unloading};
use crate::state::Part;

/// A command.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "MovementCommand")]
#[serde(deny_unknown_fields)]
pub enum Command {
    /// Presents a declaration at the office of departure.
    Present(Box<Presenting>),
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
    /// Lets an authorised consignee unload.
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
    },
    /// Records the result of the control at destination.
    RecordControl {
        /// The result.
        code: ControlCode,
        /// What became of the seals.
        seals: SealState,
        /// What was seen, in words.
        #[serde(default)]
        remarks: Option<String>,
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
            Self::Accept { basis, .. }
            | Self::WithdrawCover { basis, .. }
            | Self::OrderControl { basis, .. }
            | Self::RecordDepartureControl { basis, .. }
            | Self::Release { basis, .. }
            | Self::RecordExit { basis, .. }
            | Self::RecordEntry { basis, .. }
            | Self::PermitUnloading { basis }
            | Self::RecordControl { basis, .. }
            | Self::End { basis }
            | Self::Discharge { basis } => Some(basis),
            Self::NotifyArrival(arriving) => arriving.basis.as_ref(),
            Self::Present(_)
            | Self::RecordCover { .. }
            | Self::RecordNoCover { .. }
            | Self::RemarkUnloading { .. }
            | Self::RecordCredit { .. } => None,
        }
    }

    /// Whether only the administration of departure does this.
    pub(crate) fn is_for_home(&self) -> bool {
        match self {
            Self::Present(_)
            | Self::Accept { .. }
            | Self::RecordCover { .. }
            | Self::RecordNoCover { .. }
            | Self::WithdrawCover { .. }
            | Self::OrderControl { .. }
            | Self::RecordDepartureControl { .. }
            | Self::Release { .. }
            | Self::Discharge { .. }
            | Self::RecordCredit { .. } => true,
            Self::RecordExit { .. }
            | Self::RecordEntry { .. }
            | Self::NotifyArrival(_)
            | Self::PermitUnloading { .. }
            | Self::RemarkUnloading { .. }
            | Self::RecordControl { .. }
            | Self::End { .. } => false,
        }
    }

    /// The right it needs.
    pub(crate) fn competence(&self, dossier: &Dossier<Part>) -> Competence {
        let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
        let declaration = departure.map(|departure| departure.declaration.as_ref());
        let destination = dossier.own_part().and_then(|part| part.destination.as_ref());
        match self {
            Self::Present(presenting) => Competence {
                functions: &[Function::Trader, Function::Departure],
                office: Some(presenting.declaration.departure.clone()),
                trader: Some(presenting.declaration.declarant().clone()),
            },
            Self::Accept { .. }
            | Self::WithdrawCover { .. }
            | Self::OrderControl { .. }
            | Self::RecordDepartureControl { .. }
            | Self::Release { .. }
            | Self::Discharge { .. } => Competence {
                functions: &[Function::Departure],
                office: declaration.map(|declaration| declaration.departure.clone()),
                trader: None,
            },
            Self::RecordCover { .. } | Self::RecordNoCover { .. } | Self::RecordCredit { .. } => {
                Competence { functions: &[Function::Policy], office: None, trader: None }
            }
            Self::RecordExit { office, .. } | Self::RecordEntry { office, .. } => Competence {
                functions: &[Function::Passage],
                office: Some(office.clone()),
                trader: None,
            },
            Self::NotifyArrival(arriving) => Competence {
                functions: &[Function::Trader, Function::Destination],
                office: Some(arriving.office.clone()),
                trader: Some(arriving.trader.clone()),
            },
            Self::RemarkUnloading { .. } => Competence {
                functions: &[Function::Trader, Function::Destination],
                office: destination.map(|destination| destination.office.clone()),
                trader: destination.map(|destination| destination.trader.clone()),
            },
            Self::PermitUnloading { .. } | Self::RecordControl { .. } | Self::End { .. } => {
                Competence {
                    functions: &[Function::Destination],
                    office: destination.map(|destination| destination.office.clone()),
                    trader: None,
                }
            }
        }
    }
}

impl Declaration {
    /// Who lodged it.
    pub fn declarant(&self) -> &TraderId {
        self.representative.as_ref().unwrap_or(&self.holder)
    }
}
