//! What a guarantee is made of, and the ledger that says where every franc of it stands.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Administration, Amount, Attempt, CommodityCode, Country, CoverNumber, Currency, Date, Decides,
    Digest, DossierId, GuaranteeReference, GuaranteeType, GuarantorId, Money, Mrn, Name, NameKind,
    OfficeCode, Signed, TraderId,
};
use serde::{Deserialize, Serialize};

use super::event::Event;

/// What the home has written of a guarantee, folded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Account {
    /// Who decides, fixed by the first event.
    pub mode: Option<Decides>,
    /// What was lodged; none before registration.
    pub registration: Option<Registration>,
    /// Where every unit of it stands.
    pub ledger: Ledger,
    /// Every hold there ever was, by the request it answers.
    pub holds: BTreeMap<HoldRef, Hold>,
    /// What opens it.
    pub codes: BTreeSet<AccessMac>,
    /// How often in a row a code was wrong.
    pub wrong_codes_count: u32,
    /// Whether it is suspended.
    pub suspended: bool,
    /// Since when, where that was said.
    pub suspended_on: Option<Date>,
    /// Requests whose administrations are told of the last suspension and of its end: those it held
    /// for then, and those that were refused since.
    pub informed: BTreeSet<HoldRef>,
}

impl Account {
    /// The holds that still bind an amount.
    pub fn live(&self) -> impl Iterator<Item = (&HoldRef, Money)> {
        self.holds.iter().filter_map(|(hold, state)| match state {
            Hold::Held { covered, .. } => Some((hold, *covered)),
            Hold::Credited | Hold::Withdrawn | Hold::Tombstone | Hold::NotHeld => None,
        })
    }

    /// Whether a movement uses it, or has used it until its discharge. What was withdrawn is unused.
    pub fn used(&self) -> bool {
        self.holds.values().any(|hold| matches!(hold, Hold::Held { .. } | Hold::Credited))
    }

    /// How much can still be held; nothing where a national system held more than there was.
    pub fn free(&self) -> Amount {
        self.ledger.balance(&LedgerAccount::Free).amount().unwrap_or(Amount::ZERO)
    }
}

/// What was lodged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Registration {
    /// The type.
    #[serde(rename = "type")]
    pub kind: GuaranteeType,
    /// What a declaration says to name it.
    pub reference: GuaranteeReference,
    /// For cash: what else the receipt is known by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_reference: Option<OtherReference>,
    /// Whose it is.
    pub holder: TraderId,
    /// Who owes when the holder does not; nobody behind cash or a waiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarantor: Option<GuarantorId>,
    /// The office of guarantee.
    pub office: OfficeCode,
    /// How much debt it may cover at one time.
    pub reference_amount: Money,
    /// How much of that the guarantor has undertaken.
    pub percentage: Percentage,
    /// When, where and for what it is valid.
    pub validity: Validity,
    /// For an individual guarantee: the operation it was given for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound_to: Option<BoundTo>,
}

/// Free text that identifies a cash deposit (NCTS phase 5, "Other guarantee reference", C0130).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct OtherReference(pub String);

/// A share of the reference amount in whole per cent, 0 to 100.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(try_from = "u8", into = "u8")]
#[schemars(extend("maximum" = 100))]
pub struct Percentage(u8);

impl TryFrom<u8> for Percentage {
    type Error = String;
    fn try_from(value: u8) -> Result<Self, String> {
        if value <= 100 {
            Ok(Self(value))
        } else {
            Err(format!("{value} is more than 100 per cent"))
        }
    }
}

impl From<Percentage> for u8 {
    fn from(percentage: Percentage) -> Self {
        percentage.0
    }
}

impl std::fmt::Display for Percentage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// When, where and for what a guarantee is valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "GuaranteeValidity")]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first day.
    #[schemars(with = "kernel::schema::Day")]
    pub from: Date,
    /// The last day, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    pub until: Option<Date>,
    /// Countries it does not cover.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_valid_in: BTreeSet<Country>,
    /// Goods it does not cover.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_valid_for: BTreeSet<GoodsClass>,
}

/// Goods for which a guarantee may not be valid.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsClass {
    /// Goods for which comprehensive guarantees have been suspended.
    Suspended,
    /// Goods of high duty and risk, such as spirits and cigarettes.
    Sensitive,
}

/// The operation an individual guarantee was given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundTo {
    /// The office of departure, where it is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departure: Option<OfficeCode>,
    /// The office of destination, where it is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<OfficeCode>,
    /// The goods, by the beginning of their code; any goods where it is empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub commodities: BTreeSet<CommodityCode>,
}

/// Which request a hold answers: the hold dossier and the attempt in it.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct HoldRef {
    /// The hold dossier.
    pub hold: DossierId,
    /// The attempt.
    pub attempt: Attempt,
}

impl std::fmt::Display for HoldRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.hold, self.attempt)
    }
}

/// Where a hold stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// It binds an amount.
    Held {
        /// What it was asked to cover.
        asked: Money,
        /// The same in the currency of the guarantee.
        covered: Money,
    },
    /// The movement was discharged and the amount is free again.
    Credited,
    /// It bound an amount and was withdrawn.
    Withdrawn,
    /// It was withdrawn before it was asked for, and refused when it is.
    Tombstone,
    /// It was refused.
    NotHeld,
}

/// The keyed digest of an access code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessMac(pub Digest);

/// What a movement needs covered: NCTS phase 5, IE203.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// The movement.
    pub movement: DossierId,
    /// Which of its guarantees this is.
    pub cover: CoverNumber,
    /// Its number.
    pub mrn: Mrn,
    /// Who asks.
    pub requester: Administration,
    /// The holder of the transit procedure.
    pub holder: TraderId,
    /// The debt to be covered.
    pub amount: Money,
    /// Every country of the route.
    pub countries: BTreeSet<Country>,
    /// The office of departure.
    pub departure: OfficeCode,
    /// The office of destination.
    pub destination: OfficeCode,
    /// The classes the goods belong to.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub goods: BTreeSet<GoodsClass>,
    /// The goods.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub commodities: BTreeSet<CommodityCode>,
}

impl Use {
    /// The name of the conversation about it: the movement and which of its guarantees.
    pub fn name(&self) -> Name {
        cover_name(&self.movement, self.cover)
    }
}

/// The name of the conversation about one guarantee of a movement.
pub fn cover_name(movement: &DossierId, cover: CoverNumber) -> Name {
    Name::new(NameKind::Cover, format!("{movement} {cover}"))
}

/// An account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerAccount {
    /// What stands behind the guarantee: the other side of everything below.
    Undertaking,
    /// What can still be held.
    Free,
    /// What one hold binds.
    Held(HoldRef),
}

/// One line of a double entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: LedgerAccount,
    /// What is put on it, or taken off.
    pub amount: Signed,
}

/// The balances of a guarantee's accounts. They add up to zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    currency: Option<Currency>,
    balances: BTreeMap<LedgerAccount, Signed>,
}

impl Ledger {
    /// Books the postings of an event.
    pub(super) fn book(&mut self, currency: Currency, postings: &[Posting]) {
        self.currency = Some(currency);
        for posting in postings {
            let balance = self.balance(&posting.account).plus(posting.amount);
            if balance.is_zero() {
                self.balances.remove(&posting.account);
            } else {
                self.balances.insert(posting.account.clone(), balance);
            }
        }
    }

    /// What stands on an account.
    pub fn balance(&self, account: &LedgerAccount) -> Signed {
        self.balances.get(account).copied().unwrap_or_default()
    }

    /// The sum over all accounts; zero, or the ledger is broken.
    pub fn sum(&self) -> Signed {
        self.balances.values().fold(Signed::ZERO, |sum, balance| sum.plus(*balance))
    }

    /// What all holds together bind.
    pub fn held(&self) -> Signed {
        let held = |(account, balance): (&LedgerAccount, &Signed)| {
            matches!(account, LedgerAccount::Held(_)).then_some(*balance)
        };
        self.balances.iter().filter_map(held).fold(Signed::ZERO, Signed::plus)
    }

    /// The currency it is kept in.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }
}

/// The double entry of an event: what moves from one account to another.
pub fn postings(account: &Account, event: &Event) -> Vec<Posting> {
    match event {
        Event::Registered { registration, .. } => {
            let amount = registration.reference_amount.amount;
            move_amount(LedgerAccount::Undertaking, LedgerAccount::Free, amount)
        }
        Event::ReferenceAmountChanged { reference_amount, .. } => {
            let before = account.registration.as_ref().map(|was| was.reference_amount.amount);
            let back = before.unwrap_or(Amount::ZERO);
            let mut moved = move_amount(LedgerAccount::Free, LedgerAccount::Undertaking, back);
            moved.extend(move_amount(
                LedgerAccount::Undertaking,
                LedgerAccount::Free,
                reference_amount.amount,
            ));
            moved
        }
        Event::Held { hold, covered, .. } => {
            move_amount(LedgerAccount::Free, LedgerAccount::Held(hold.clone()), covered.amount)
        }
        Event::Withdrawn { hold, .. }
        | Event::WithdrawalRecorded { hold, .. }
        | Event::Credited { hold }
        | Event::CreditRecorded { hold, .. } => {
            let bound = LedgerAccount::Held(hold.clone());
            let amount = account.ledger.balance(&bound).amount().unwrap_or(Amount::ZERO);
            move_amount(bound, LedgerAccount::Free, amount)
        }
        Event::AccessCodesReplaced { .. }
        | Event::ValidityChanged { .. }
        | Event::Suspended { .. }
        | Event::SuspensionLifted { .. }
        | Event::Checked { .. }
        | Event::NotHeld { .. }
        | Event::NotHeldRecorded { .. }
        | Event::AccessCodeWrong { .. }
        | Event::AccessCodesChanged { .. }
        | Event::Queried { .. }
        | Event::AccessDenied { .. } => Vec::new(),
    }
}

fn move_amount(from: LedgerAccount, to: LedgerAccount, amount: Amount) -> Vec<Posting> {
    vec![
        Posting { account: from, amount: Signed::debit(amount) },
        Posting { account: to, amount: Signed::credit(amount) },
    ]
}
