//! What has happened to a movement. Kept for ever: variants are added, never changed;
//! `testdata/events.jsonl` holds one of each.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Attempt, AuthorisationNumber, CommodityCode, Country, CoverNumber, Date, Decides, Decision,
    DossierId, Element, GuaranteeReference, GuaranteeType, Lrn, Malformed, Money, Mrn, NoCover,
    OfficeCode, SealedText, Security, Timestamp, TraderId,
};
use serde::{Deserialize, Serialize};

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A declaration was presented at the office of departure.
    Presented {
        /// Who decides about this movement at departure, for good.
        decides: Decides,
        /// What rules read of it.
        declaration: Box<Declaration>,
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

/// What rules read of a declaration. Everything else stands in the groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// What the declarant calls it.
    pub lrn: Lrn,
    /// The type of declaration, such as `T1`.
    pub declaration_type: String,
    /// The safety and security data it includes.
    pub security: Security,
    /// The holder of the transit procedure.
    pub holder: TraderId,
    /// Who lodged it for the holder, if somebody else did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<TraderId>,
    /// The office of departure.
    pub departure: OfficeCode,
    /// The office of destination that was declared.
    pub destination: OfficeCode,
    /// The offices of transit that were declared: each country's office of entry, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transits: Vec<OfficeCode>,
    /// The countries of the route, in order.
    pub countries: Vec<Country>,
    /// The guarantees that are to cover it.
    pub guarantees: Vec<DeclaredGuarantee>,
    /// The goods, by code.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub commodities: BTreeSet<CommodityCode>,
    /// The day the declarant proposes for arrival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub limit_date: Option<Date>,
    /// The authorised consignor's authorisation (C521).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consignor_authorisation: Option<AuthorisationNumber>,
}

impl Declaration {
    /// The guarantees that must hold an amount, with their numbers.
    pub fn covers(&self) -> impl Iterator<Item = (CoverNumber, &DeclaredGuarantee)> {
        (1_u16..)
            .map(CoverNumber)
            .zip(&self.guarantees)
            .filter(|(_, declared)| declared.kind.registered().is_some())
    }
}

/// A guarantee as the declaration names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclaredGuarantee {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: DeclaredKind,
    /// Its number or account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<GuaranteeReference>,
    /// How much it is to cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// The type of a declared guarantee, by its code in CL251: some have an account, some need none.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^[0-9A-Za-z]$"))]
pub struct DeclaredKind(char);

impl DeclaredKind {
    /// A registered type.
    pub fn of(kind: GuaranteeType) -> Self {
        Self(kind.code().chars().next().unwrap_or('?'))
    }

    /// Reads the code of one character.
    pub fn parse(code: &str) -> Result<Self, Malformed> {
        let mut characters = code.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) if only.is_ascii_alphanumeric() => Ok(Self(only)),
            _ => Err(Malformed::new("guarantee type", code, "one letter or digit")),
        }
    }

    /// The registered type, unless the law asks for no guarantee here (5, 8, A, B, ...).
    pub fn registered(self) -> Option<GuaranteeType> {
        GuaranteeType::parse(self.0.encode_utf8(&mut [0; 4])).ok()
    }
}

impl std::fmt::Display for DeclaredKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for DeclaredKind {
    type Error = Malformed;
    fn try_from(code: String) -> Result<Self, Malformed> {
        Self::parse(&code)
    }
}

impl From<DeclaredKind> for String {
    fn from(kind: DeclaredKind) -> Self {
        kind.0.to_string()
    }
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

/// What a declarant is told about a control. NCTS phase 5, IE060, CL385.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum NotificationType {
    /// 0: the goods will be controlled.
    #[serde(rename = "0")]
    Control,
    /// 1: further documents are requested.
    #[serde(rename = "1")]
    Documents,
}

impl NotificationType {
    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Control => "0",
            Self::Documents => "1",
        }
    }
}

/// The result of a control. NCTS phase 5, CL047.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum ControlCode {
    /// Satisfactory.
    A1,
    /// Considered satisfactory.
    A2,
    /// Simplified procedure.
    A3,
    /// Minor discrepancies.
    A4,
    /// Discrepancies.
    A5,
    /// Not satisfactory.
    B1,
}

impl ControlCode {
    /// Whether the operation may go on without anything being solved first.
    pub fn satisfactory(self) -> bool {
        match self {
            Self::A1 | Self::A2 | Self::A3 | Self::A4 => true,
            Self::A5 | Self::B1 => false,
        }
    }

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::A3 => "A3",
            Self::A4 => "A4",
            Self::A5 => "A5",
            Self::B1 => "B1",
        }
    }
}

impl std::fmt::Display for ControlCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// What became of the seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SealState {
    /// They are as they were affixed.
    Intact,
    /// At least one is broken or missing.
    Broken,
    /// There were none.
    None,
}

/// What an authorised consignee found. NCTS phase 5, IE044.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unloading {
    /// The day.
    #[schemars(with = "kernel::schema::Day")]
    pub date: Date,
    /// Whether everything is unloaded.
    pub completed: bool,
    /// Whether everything is as declared.
    pub conform: bool,
    /// What became of the seals.
    pub seals: SealState,
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
