//! A trader's message is not taken: why, to whoever sent it.

use kernel::{Element, MessageHeader, Mrn, date_and_time};

use super::pick;

/// Rejected for errors that stand in the message (CL226, whose values are not public: the one
/// traders see).
pub(super) const FUNCTIONAL: u8 = 12;
/// Rejected for something else, which is said in words (C0492).
pub(super) const OTHER: u8 = 4;

/// Why a message is rejected, for CC056C and CC057C.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejection<'a> {
    /// The message's head.
    pub header: MessageHeader,
    /// The kind of message that is rejected, such as `015`.
    pub rejected: &'static str,
    /// The trader's message.
    pub message: &'a Element,
    /// What is wrong with it, each as a group `FunctionalError`.
    pub errors: Vec<Element>,
}

impl Rejection<'_> {
    fn operation(&self, number: Option<Element>) -> Element {
        Element::group("TransitOperation")
            .and_all(number)
            .with("businessRejectionType", self.rejected)
            .with("rejectionDateAndTime", date_and_time(self.header.prepared))
            .with("rejectionCode", FUNCTIONAL)
    }
}

/// IE056: a message to the office of departure is rejected, under the number it names.
pub fn reject_declaration(rejection: &Rejection<'_>) -> Element {
    let message = rejection.message;
    let number = |name: &str| message.first("TransitOperation")?.first(name).cloned();
    let number = number("MRN").or_else(|| number("LRN"));
    rejection
        .header
        .message("CC056C")
        .and(rejection.operation(number))
        .and_all(pick(message, &["CustomsOfficeOfDeparture", "HolderOfTheTransitProcedure"]))
        .and_all(pick(message, &["Representative"]))
        .and_all(rejection.errors.iter().cloned())
}

/// IE057: a message to the office of destination is rejected.
pub fn reject_arrival(rejection: &Rejection<'_>, mrn: &Mrn) -> Element {
    let message = rejection.message;
    rejection
        .header
        .message("CC057C")
        .and(rejection.operation(Some(Element::leaf("MRN", mrn))))
        .and_all(pick(message, &["CustomsOfficeOfDestinationActual", "TraderAtDestination"]))
        .and_all(rejection.errors.iter().cloned())
}
