//! What the office of destination tells the trader who notified the arrival.

use kernel::Element;

use super::{Case, News};
use crate::state::Destination;

/// The highest number of a permission to go on that the message has room for.
const ROUND_MAX: u16 = 9;

impl Case<'_> {
    pub(super) fn at_destination(
        &self,
        news: &News<'_>,
        destination: &Destination,
    ) -> Option<Element> {
        let office = Element::group("CustomsOfficeOfDestinationActual")
            .with("referenceNumber", &destination.office);
        let trader =
            Element::group("TraderAtDestination").with("identificationNumber", &destination.trader);
        let operation = Element::group("TransitOperation").with("MRN", self.mrn()?);
        if let News::UnloadingContinued(round) = news {
            let going_on = Element::group("CTLControl")
                .with("continueUnloading", (*round).clamp(1, ROUND_MAX));
            let message = self.message("CC043C").and(self.unloaded(operation)).and(office);
            return Some(message.and(trader).and(going_on));
        }
        if let News::Ended(date) = news {
            // 1: full release (CL164).
            let operation = operation.with("releaseDate", date).with("releaseIndicator", 1);
            return Some(self.message("CC025C").and(operation).and(office).and(trader));
        }
        let message = self.message("CC043C").and(self.permitted(operation)).and(office);
        Some(message.and(self.holder()).and(trader).and_all(self.consignment()))
    }

    /// IE043, the first time: with everything this administration may know of the goods. C0027.
    fn permitted(&self, operation: Element) -> Element {
        let accepted = self.departure.accepted.as_ref().map(|(_, date)| *date);
        let operation = operation
            .with("declarationType", &self.departure.declaration.declaration_type)
            .with_some("declarationAcceptanceDate", accepted);
        self.unloaded(operation)
    }

    fn unloaded(&self, operation: Element) -> Element {
        operation
            .with("security", self.departure.declaration.security.code())
            .with("reducedDatasetIndicator", self.reduced())
    }
}
