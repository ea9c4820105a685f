//! Who may act for whom: mandates, and the licences of those who act.

use std::collections::BTreeSet;

use kernel::{
    Date, LicenceNumber, MandateNumber, Money, NoLicence, NoMandate, OfficeCode, Procedure,
    Representation, TraderId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::register::{Belongs, Entry, Holdings};
use crate::validity::Validity;

/// A trader lets another act for him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// Its number.
    pub number: MandateNumber,
    /// Who is represented; in transit, the holder.
    pub principal: TraderId,
    /// Who acts.
    pub representative: TraderId,
    /// In which way.
    pub kind: Representation,
    /// Under which procedures.
    pub procedures: BTreeSet<Procedure>,
    /// At which offices; none named stands for all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub offices: BTreeSet<OfficeCode>,
    /// The most that one declaration may put at stake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declaration_amount_max: Option<Money>,
    /// When.
    #[serde(default)]
    pub valid: Validity,
}

/// A trader may act for others before customs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Its number.
    pub number: LicenceNumber,
    /// Who acts.
    pub trader: TraderId,
    /// Under which procedures.
    pub procedures: BTreeSet<Procedure>,
    /// When.
    #[serde(default)]
    pub valid: Validity,
}

/// Somebody acts for somebody: the question a mandate answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Representing<'a> {
    /// Who is represented.
    pub principal: &'a TraderId,
    /// Who acts.
    pub representative: &'a TraderId,
    /// In which way, where that is said.
    pub kind: Option<Representation>,
    /// Under which procedure.
    pub procedure: Procedure,
    /// At which office.
    pub office: &'a OfficeCode,
}

impl Entry for Mandate {
    type Key = MandateNumber;

    fn key(&self) -> MandateNumber {
        self.number.clone()
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}

impl Entry for Licence {
    type Key = LicenceNumber;

    fn key(&self) -> LicenceNumber {
        self.number.clone()
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}

impl Belongs for Mandate {
    type Owner = (TraderId, TraderId);

    fn owner(&self) -> (TraderId, TraderId) {
        (self.principal.clone(), self.representative.clone())
    }
}

impl Belongs for Licence {
    type Owner = TraderId;

    fn owner(&self) -> TraderId {
        self.trader.clone()
    }
}

/// In which way somebody acts, where it is not said and every mandate that he may act under is for the
/// same.
pub(crate) fn representation(
    mandates: &Holdings<Mandate>,
    asked: Representing<'_>,
    day: Date,
) -> Option<Representation> {
    let kinds = [Representation::Direct, Representation::Indirect];
    let allowed = |kind: &Representation| {
        self::mandates(mandates, Representing { kind: Some(*kind), ..asked }, day).is_ok()
    };
    let mut allowed = kinds.into_iter().filter(allowed);
    allowed.next().filter(|_| allowed.next().is_none())
}

/// The mandates somebody may act under, or the nearest he comes to one: those without a limit first,
/// then by their numbers. Whether a limit is kept is a rule of the declaration, since it may need a
/// rate.
pub(crate) fn mandates<'a>(
    mandates: &'a Holdings<Mandate>,
    asked: Representing<'_>,
    day: Date,
) -> Result<Vec<&'a Mandate>, NoMandate> {
    let pair = (asked.principal.clone(), asked.representative.clone());
    let mut left: Vec<&Mandate> = mandates.of(&pair).collect();
    narrow(&mut left, |_| true, NoMandate::Unknown)?;
    narrow(&mut left, |mandate| mandate.valid.covers(day), NoMandate::NotValid)?;
    let kind = asked.kind.ok_or(NoMandate::RepresentationUnsaid)?;
    narrow(&mut left, |mandate| mandate.kind == kind, NoMandate::OtherRepresentation)?;
    narrow(
        &mut left,
        |mandate| mandate.procedures.contains(&asked.procedure),
        NoMandate::OtherProcedure,
    )?;
    narrow(
        &mut left,
        |mandate| mandate.offices.is_empty() || mandate.offices.contains(asked.office),
        NoMandate::OtherOffice,
    )?;
    left.sort_by_key(|mandate| mandate.declaration_amount_max.is_some());
    Ok(left)
}

/// The licence somebody acts under, or the nearest he comes to one.
pub(crate) fn licence<'a>(
    licences: &'a Holdings<Licence>,
    trader: &TraderId,
    procedure: Procedure,
    day: Date,
) -> Result<&'a Licence, NoLicence> {
    let mut left: Vec<&Licence> = licences.of(trader).collect();
    narrow(&mut left, |_| true, NoLicence::Unknown)?;
    narrow(&mut left, |licence| licence.valid.covers(day), NoLicence::NotValid)?;
    narrow(
        &mut left,
        |licence| licence.procedures.contains(&procedure),
        NoLicence::OtherProcedure,
    )?;
    left.first().copied().ok_or(NoLicence::Unknown)
}

fn narrow<T, R>(left: &mut Vec<&T>, keeps: impl Fn(&T) -> bool, reason: R) -> Result<(), R> {
    left.retain(|entry| keeps(entry));
    if left.is_empty() { Err(reason) } else { Ok(()) }
}
