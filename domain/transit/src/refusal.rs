//! Why something is not done with a movement. One stable code a variant, one page a code.

use kernel::{Country, CoverNumber, Date, Money, OfficeCode, refusals};

use crate::event::ControlCode;

refusals! {
    /// A reason not to do what was asked.
    pub enum Refusal {
        /// There is no declaration in this dossier yet.
        NotPresented = "TRA-001",
        /// There is one already.
        AlreadyPresented = "TRA-002",
        /// Only the administration of departure does this.
        NotAtHome = "TRA-003",
        /// The office does not belong to this node.
        OfficeNotOurs { office: OfficeCode } = "TRA-004",
        /// The directory does not list the office.
        OfficeUnknown { office: OfficeCode } = "TRA-005",
        /// The guarantee is kept in a country that is no member of the region.
        GuaranteeHomeUnknown { country: Country } = "TRA-006",
        /// The declaration names no guarantee.
        GuaranteeMissing = "TRA-007",
        /// A guarantee that must be held is named without a reference.
        ReferenceMissing { cover: CoverNumber } = "TRA-008",
        /// A guarantee that must be held is named without an amount.
        AmountMissing { cover: CoverNumber } = "TRA-009",
        /// The route does not begin at departure and end at destination.
        RouteBroken = "TRA-010",
        /// The day of arrival has passed already.
        LimitDatePassed { limit_date: Date } = "TRA-011",
        /// No day of arrival is known.
        LimitDateMissing = "TRA-012",
        /// It has not been accepted yet.
        NotAccepted = "TRA-013",
        /// It has been accepted already.
        AlreadyAccepted = "TRA-014",
        /// The declaration names no such guarantee.
        NoSuchGuarantee { cover: CoverNumber } = "TRA-015",
        /// The guarantee holds nothing for this movement.
        NothingHeld { cover: CoverNumber } = "TRA-016",
        /// A guarantee does not hold what release needs.
        CoverMissing { cover: CoverNumber, amount: Money } = "TRA-017",
        /// No agreement in force joins two countries of the route.
        NoAgreement { one: Country, other: Country } = "TRA-018",
        /// A control was ordered and has no result yet.
        ControlPending = "TRA-019",
        /// The control was not satisfactory.
        ControlNotSatisfactory { code: ControlCode } = "TRA-020",
        /// No control was ordered.
        ControlNotOrdered = "TRA-021",
        /// It has not been released yet.
        NotReleased = "TRA-022",
        /// It has been released already.
        AlreadyReleased = "TRA-023",
        /// This country is not on the route.
        NotOnRoute { country: Country } = "TRA-024",
        /// The passage was recorded with another time before.
        PassageDiffers { office: OfficeCode } = "TRA-025",
        /// It has arrived already.
        AlreadyArrived { office: OfficeCode } = "TRA-026",
        /// It has not arrived here.
        NotArrived = "TRA-027",
        /// The trader is no authorised consignee at this office today.
        ConsigneeNotAuthorised = "TRA-028",
        /// Unloading is for an authorised consignee alone.
        NoUnloadingHere = "TRA-029",
        /// Unloading has not been permitted.
        UnloadingNotPermitted = "TRA-030",
        /// Unloading is not complete.
        UnloadingNotComplete = "TRA-031",
        /// It has not been controlled at destination.
        NotControlled = "TRA-032",
        /// It has been controlled at destination already.
        AlreadyControlled { code: ControlCode } = "TRA-033",
        /// It has not ended at destination.
        NotEnded = "TRA-034",
        /// The national system decides here and its reference is missing.
        NationalReferenceMissing = "TRA-035",
        /// Nobody with a right to decide stands behind this.
        DecisionMissing = "TRA-036",
        /// No number was given, and the node of no country makes none.
        NoNumber = "TRA-037",
        /// An access code is named for a guarantee whose home cannot be reached by a sealed text.
        AccessNotSealed { cover: CoverNumber } = "TRA-038",
        /// The guarantee has answered this request, or a later one, otherwise.
        CoverAnsweredOtherwise { cover: CoverNumber } = "TRA-039",
        /// It has not been discharged yet.
        NotDischarged = "TRA-040",
    }
}
