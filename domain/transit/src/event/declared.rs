//! What a declaration says that rules read.

use std::collections::BTreeSet;

use kernel::{
    AuthorisationNumber, CommodityCode, Country, CoverNumber, Date, GuaranteeReference,
    GuaranteeType, LicenceNumber, Lrn, Malformed, MandateNumber, Money, OfficeCode, Representation,
    Security, TraderId,
};
use serde::{Deserialize, Serialize};

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
    /// In whose name he acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representation: Option<Representation>,
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
    /// All guarantees with their numbers: the one an amendment gave, else the place in the list.
    pub fn numbered(&self) -> impl Iterator<Item = (CoverNumber, &DeclaredGuarantee)> {
        let places = (1_u16..).map(CoverNumber);
        places.zip(&self.guarantees).map(|(place, declared)| {
            let number = declared.number.unwrap_or(place);
            (number, declared)
        })
    }

    /// The guarantees that must hold an amount, with their numbers.
    pub fn covers(&self) -> impl Iterator<Item = (CoverNumber, &DeclaredGuarantee)> {
        self.numbered().filter(|(_, declared)| declared.kind.registered().is_some())
    }

    /// Whether a guarantee that covers this covers another declaration as well, as far as what is
    /// moved and where to goes: other countries or goods are another question to it.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.countries == other.countries
            && self.destination == other.destination
            && self.commodities == other.commodities
    }

    /// Who lodged it.
    pub fn declarant(&self) -> &TraderId {
        self.representative.as_ref().unwrap_or(&self.holder)
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
    /// Its number among all guarantees the declaration ever named, where an amendment gave one. What
    /// is asked of a guarantee is known by it, so it is never given twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<CoverNumber>,
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

/// On what a representative acted: the facts the rules used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// His mandate.
    pub mandate: MandateNumber,
    /// His licence.
    pub licence: LicenceNumber,
}
