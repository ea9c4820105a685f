//! Why something is not done with a movement. One stable code a variant, one page a code.

use kernel::{
    Country, CoverNumber, Date, Function, Money, OfficeCode, Timestamp, TraderId, refusals,
};

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
        /// The holder is no authorised consignor at this office today.
        ConsignorNotAuthorised = "TRA-041",
        /// The representative has no mandate for this.
        NoMandate { representative: TraderId, reason: &'static str } = "TRA-042",
        /// His mandate ends at a lower amount.
        MandateExceeded { representative: TraderId, limit: Money } = "TRA-043",
        /// He has no licence for this.
        NoLicence { representative: TraderId, reason: &'static str } = "TRA-044",
        /// The declaration was lodged before its goods, and they have not been presented.
        GoodsNotPresented { present_by: Date } = "TRA-045",
        /// The goods are there already.
        GoodsPresentedAlready = "TRA-046",
        /// The goods were to be presented by an earlier day.
        PresentedTooLate { present_by: Date } = "TRA-047",
        /// An amendment may not change this.
        MayNotChange { field: &'static str } = "TRA-048",
        /// A control was ordered; nothing is amended until customs call for it.
        UnderControl = "TRA-049",
        /// A guarantee was refused: only guarantees may be amended now, under that flag.
        OnlyGuarantees = "TRA-050",
        /// No guarantee was refused: an amendment of guarantees alone is out of place.
        GuaranteeNotRefused = "TRA-051",
        /// No amendment was asked for.
        NoAmendmentRequested = "TRA-052",
        /// An amendment is awaited, or one was asked for and has no answer.
        AmendmentPending = "TRA-053",
        /// No invalidation was asked for.
        NoInvalidationRequested = "TRA-054",
        /// The declaration was invalidated.
        Invalidated { date: Date } = "TRA-055",
        /// The goods were not released, for good.
        NotReleasedForGood { date: Date } = "TRA-056",
        /// It is at destination already, or was discharged: there is nothing to invalidate.
        TooLateToInvalidate = "TRA-057",
        /// The control found nothing that release would have to be asked for in spite of.
        ReleaseNotAsked = "TRA-058",
        /// No discrepancies were found at destination.
        NoDiscrepancies = "TRA-059",
        /// The holder has not been told of discrepancies.
        DiscrepanciesNotNotified = "TRA-060",
        /// The limit date has not passed.
        NotOverdue { limit_date: Date } = "TRA-061",
        /// The holder does not ask for release.
        ReleaseNotRequested = "TRA-062",
        /// Unloading is complete.
        UnloadingComplete = "TRA-063",
        /// The directory does not list the office for this.
        OfficeWithoutFunction { office: OfficeCode, function: Function } = "TRA-064",
        /// More guarantees than a message has room for.
        GuaranteesTooMany { count: usize } = "TRA-065",
        /// It is said to have happened before the declaration was accepted, or on a day to come.
        NotThen { at: Timestamp, until: Date } = "TRA-066",
        /// The message names another than the movement's.
        NamesAnother { field: &'static str } = "TRA-067",
        /// Unloading is said to have been before the arrival, or on a day to come.
        NotUnloadedThen { date: Date, from: Date, until: Date } = "TRA-068",
        /// The declaration has no such item.
        NoSuchItem { item: u32 } = "TRA-069",
        /// The goods were seen on their way, and customs do not say where they are.
        WhereaboutsMissing { office: OfficeCode } = "TRA-070",
    }
}
