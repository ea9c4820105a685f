//! What customs tells the holder and the guarantor when something changes (NCTS phase 5, IE225).

use kernel::{Date, Element, Grn, MessageHeader};

use super::{flag, undertaken};
use crate::account::event::Event;
use crate::account::state::{GoodsClass, Registration};

/// Whether the parties are told of an event.
pub(super) fn tells_of(event: &Event) -> bool {
    match event {
        Event::Registered { .. }
        | Event::AccessCodesReplaced { .. }
        | Event::AccessCodesChanged { .. }
        | Event::ReferenceAmountChanged { .. }
        | Event::ValidityChanged { .. }
        | Event::Suspended { .. }
        | Event::SuspensionLifted { .. } => true,
        Event::Checked { .. }
        | Event::Held { .. }
        | Event::NotHeld { .. }
        | Event::AccessCodeWrong { .. }
        | Event::Withdrawn { .. }
        | Event::Credited { .. }
        | Event::NotHeldRecorded { .. }
        | Event::WithdrawalRecorded { .. }
        | Event::CreditRecorded { .. }
        | Event::Queried { .. }
        | Event::AccessDenied { .. } => false,
    }
}

/// The guarantee as it is now. C0260: either from when it is valid, or from when it is not. Access
/// codes are in no message; that it comes says that something was changed.
pub(super) fn notice(
    header: &MessageHeader,
    registration: &Registration,
    grn: &Grn,
    suspended: Option<Date>,
) -> Element {
    let holder = Element::group("HolderOfTheTransitProcedure")
        .with("identificationNumber", &registration.holder);
    let office =
        Element::group("CustomsOfficeOfGuarantee").with("referenceNumber", &registration.office);
    let valid_from = suspended.is_none().then_some(registration.validity.from);
    let restricted = registration.validity.not_valid_for.contains(&GoodsClass::Suspended);
    let reference = Element::group("GuaranteeReference")
        .with("sequenceNumber", 1)
        .with("GRN", grn)
        .with("currency", registration.reference_amount.currency)
        .with("referenceAmount", registration.reference_amount.amount)
        .with("percentageOfReferenceAmount", registration.percentage)
        .with("guaranteeAmount", undertaken(registration))
        .with_some("validityDate", valid_from)
        .with_some("invalidityDate", suspended)
        .with("restrictedUseSuspendedGoods", flag(restricted))
        .and(office);
    header.message("CC225C").and(holder).and(reference)
}
