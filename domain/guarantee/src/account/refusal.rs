//! Why something is not done with a guarantee. One stable code a variant, one page a code.
//!
//! Why a *movement* is not covered is not here: that is an answer, [`kernel::NoCover`].

use kernel::{
    Amount, Country, Currency, Date, GuaranteeType, GuarantorId, OfficeCode, TraderId, refusals,
};

use super::event::QueryKind;
use super::state::{HoldRef, Percentage};

refusals! {
    /// A reason not to do what was asked.
    pub enum Refusal {
        /// There is no guarantee in this dossier yet.
        NotRegistered = "GUA-001",
        /// There is one already.
        AlreadyRegistered = "GUA-002",
        /// The number belongs to another country's register.
        ForeignGrn { country: Country } = "GUA-003",
        /// The check digit of the number is wrong.
        CheckDigitWrong { expected: u8 } = "GUA-004",
        /// A voucher has a number of 24 characters, everything else one of 17.
        WrongGrnLength { kind: GuaranteeType } = "GUA-005",
        /// A deposit in cash is known by its account and has no number.
        CashHasNoGrn = "GUA-006",
        /// A deposit in cash needs its account.
        CashNeedsAccount = "GUA-007",
        /// Only a deposit in cash has an account or another reference.
        OnlyCashHasAccount { kind: GuaranteeType } = "GUA-008",
        /// The type needs a guarantor.
        GuarantorMissing { kind: GuaranteeType } = "GUA-009",
        /// The amount must be more than nothing.
        AmountNotPositive = "GUA-010",
        /// The type does not allow this share.
        PercentageNotAllowed { kind: GuaranteeType, percentage: Percentage } = "GUA-011",
        /// It would end before it begins.
        ValidityReversed { from: Date, until: Date } = "GUA-012",
        /// The currency of a guarantee never changes.
        CurrencyFixed { currency: Currency } = "GUA-013",
        /// More is held than the new amount.
        BelowHeld { held: Amount } = "GUA-014",
        /// The type is used with an access code, and none is given.
        AccessCodesMissing = "GUA-015",
        /// A deposit in cash has no access code.
        CashHasNoAccessCodes = "GUA-016",
        /// It is suspended already.
        AlreadySuspended = "GUA-017",
        /// It is not suspended.
        NotSuspended = "GUA-018",
        /// The same request was answered otherwise before.
        HoldDiffers { hold: HoldRef } = "GUA-019",
        /// There is no such hold to set free.
        NothingHeld { hold: HoldRef } = "GUA-020",
        /// The national system decides here and its reference is missing.
        NationalReferenceMissing = "GUA-021",
        /// The national system decides here; the node only records.
        NationalDecides = "GUA-022",
        /// The node decides here; there is nothing to record.
        NodeDecides = "GUA-023",
        /// Nobody with a right to decide stands behind this.
        DecisionMissing = "GUA-024",
        /// No number was given, and the node of no country makes none.
        NoNumber = "GUA-025",
        /// No such request was made of this guarantee.
        NothingRequested { hold: HoldRef } = "GUA-026",
        /// The request asks for something else than what was recorded.
        RequestDiffers { hold: HoldRef } = "GUA-027",
        /// The guarantor is in no register here.
        GuarantorUnknown { guarantor: GuarantorId } = "GUA-028",
        /// The guarantor is not approved on this day.
        GuarantorNotApproved { guarantor: GuarantorId } = "GUA-029",
        /// The guarantor has nobody in a country whose law wants that.
        AgentMissing { guarantor: GuarantorId, country: Country } = "GUA-030",
        /// The access code is wrong.
        AccessCodeWrong = "GUA-031",
        /// Too many access codes were wrong; none is right until all are replaced.
        AccessClosed = "GUA-032",
        /// An access code is needed and none is given.
        AccessCodeNeeded = "GUA-033",
        /// The access code that is to be withdrawn is not in force.
        NoSuchAccessCode = "GUA-034",
        /// The guarantee is another holder's.
        NotTheHolder { holder: TraderId } = "GUA-035",
        /// Whoever asks is not the one named as asking.
        RequesterDiffers { requester: TraderId } = "GUA-036",
        /// Only the holder, the guarantor and its agent are told.
        NotAParty { requester: TraderId } = "GUA-037",
        /// The guarantee is kept at another office.
        OtherOffice { office: OfficeCode } = "GUA-038",
        /// The type does not allow this query.
        QueryNotAllowed { kind: GuaranteeType, query: QueryKind } = "GUA-039",
        /// The type and the query allow no period.
        PeriodNotAllowed { kind: GuaranteeType, query: QueryKind } = "GUA-040",
        /// The period would end before it begins.
        PeriodReversed { from: Date, until: Date } = "GUA-041",
        /// The name and address of the holder are in no register here.
        HolderUnknown { holder: TraderId } = "GUA-042",
    }
}
