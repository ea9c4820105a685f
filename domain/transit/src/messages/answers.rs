//! What customs answers a trader: each event of a movement that has a message, and refusals.

use kernel::{
    CoverNumber, Date, Dossier, Element, MessageHeader, Mrn, OfficeCode, Timestamp, Told, TraderId,
    utc_day,
};

use super::{date_and_time, pick};
use crate::event::{ControlCode, DeclaredGuarantee, Details, Event};
use crate::state::{Departure, Part};

/// The message that tells a trader of an event, where there is one: its code and its tree.
pub fn answer(
    dossier: &Dossier<Part>,
    declared: &Details,
    told: &Told<Part>,
    header: &MessageHeader,
) -> Option<(&'static str, Element)> {
    let departure = dossier.home_part()?.departure.as_ref()?;
    let case = Case { departure, declared, header };
    Some(match &told.event {
        Event::Presented { .. } | Event::Prelodged { .. } => ("CC928C", case.acknowledged()),
        Event::Accepted { .. } => ("CC028C", case.accepted()?),
        Event::NotCovered { cover, reasons, .. } => {
            let codes = reasons.iter().map(|reason| reason.code()).collect();
            ("CC055C", case.not_covered(*cover, codes)?)
        }
        Event::ControlOrdered { notification, .. } => {
            ("CC060C", case.control_ordered(notification.code(), told.at))
        }
        Event::Released { decision, .. } => {
            ("CC029C", case.released(utc_day(told.at), &decision.office)?)
        }
        Event::Ended { date, decision } => {
            let trader = arrived_trader(dossier, told)?;
            ("CC025C", case.ended(*date, &decision.office, trader)?)
        }
        Event::Discharged { date, .. } => ("CC045C", case.discharged(*date)?),
        Event::GoodsPresented { .. }
        | Event::AmendmentRequested { .. }
        | Event::Amended { .. }
        | Event::AmendmentRefused { .. }
        | Event::AmendmentCalledFor { .. }
        | Event::InvalidationRequested
        | Event::InvalidationRefused { .. }
        | Event::Invalidated { .. }
        | Event::Covered { .. }
        | Event::OtherGuaranteeAwaited { .. }
        | Event::CoverWithdrawn { .. }
        | Event::DepartureControlled { .. }
        | Event::ReleaseRequested { .. }
        | Event::NotReleased { .. }
        | Event::Exited { .. }
        | Event::Entered { .. }
        | Event::Arrived { .. }
        | Event::UnloadingPermitted { .. }
        | Event::UnloadingContinued { .. }
        | Event::UnloadingRemarked { .. }
        | Event::Controlled { .. }
        | Event::DiscrepanciesFound { .. }
        | Event::DiscrepanciesNotified { .. }
        | Event::DiscrepanciesAnswered
        | Event::DiscrepanciesSolved { .. }
        | Event::ArrivalForwarded { .. }
        | Event::Overdue { .. }
        | Event::Unheard { .. }
        | Event::CoverCredited { .. } => return None,
    })
}

fn arrived_trader<'a>(dossier: &'a Dossier<Part>, told: &Told<Part>) -> Option<&'a TraderId> {
    let part = dossier.parts.get(&told.writer)?;
    part.destination.as_ref().map(|destination| &destination.trader)
}

struct Case<'a> {
    departure: &'a Departure,
    declared: &'a Details,
    header: &'a MessageHeader,
}

impl Case<'_> {
    fn office(&self) -> Element {
        let office = &self.departure.declaration.departure;
        Element::group("CustomsOfficeOfDeparture").with("referenceNumber", office)
    }

    /// The holder: number, name and address, and a contact where the message has room for one.
    fn holder(&self, with_contact: bool) -> Element {
        let known = self
            .declared
            .parties
            .as_ref()
            .and_then(|parties| parties.first("HolderOfTheTransitProcedure"));
        let names: &[&str] =
            if with_contact { &["name", "Address", "ContactPerson"] } else { &["name", "Address"] };
        let known = known.map_or_else(Vec::new, |known| pick(known, names));
        Element::group("HolderOfTheTransitProcedure")
            .with("identificationNumber", &self.departure.declaration.holder)
            .and_all(known)
    }

    fn representative(&self) -> Option<Element> {
        self.declared.parties.as_ref()?.first("Representative").cloned()
    }

    /// IE928: the declaration has been received.
    fn acknowledged(&self) -> Element {
        let operation =
            Element::group("TransitOperation").with("LRN", &self.departure.declaration.lrn);
        self.header.message("CC928C").and(operation).and(self.office()).and(self.holder(false))
    }

    /// IE028: its number.
    fn accepted(&self) -> Option<Element> {
        let (mrn, date) = self.departure.accepted.as_ref()?;
        let operation = Element::group("TransitOperation")
            .with("LRN", &self.departure.declaration.lrn)
            .with("MRN", mrn)
            .with("declarationAcceptanceDate", date);
        let message = self.header.message("CC028C").and(operation);
        Some(message.and(self.office()).and(self.holder(false)))
    }

    /// IE055: a guarantee does not cover it. A deposit in cash has no number to name here; it is
    /// kept at the office of departure itself.
    fn not_covered(&self, cover: CoverNumber, reasons: Vec<&str>) -> Option<Element> {
        let (mrn, date) = self.departure.accepted.as_ref()?;
        let mut declared = self.departure.declaration.covers();
        let (_, declared) = declared.find(|(number, _)| *number == cover)?;
        let kernel::GuaranteeReference::Grn(grn) = declared.reference.as_ref()? else {
            return None;
        };
        let operation = Element::group("TransitOperation")
            .with("MRN", mrn)
            .with("declarationAcceptanceDate", date);
        let mut reference =
            Element::group("GuaranteeReference").with("sequenceNumber", 1).with("GRN", grn);
        // The message has room for nine reasons.
        for (number, code) in (1..=9).zip(reasons) {
            let reason = Element::group("InvalidGuaranteeReason");
            reference = reference.and(reason.with("sequenceNumber", number).with("code", code));
        }
        let message = self.header.message("CC055C").and(operation);
        Some(message.and(self.office()).and(self.holder(false)).and(reference))
    }

    /// IE060: the goods will be controlled, or documents are asked for.
    fn control_ordered(&self, notification: &str, at: Timestamp) -> Element {
        let declaration = &self.departure.declaration;
        let operation = Element::group("TransitOperation")
            .with("LRN", &declaration.lrn)
            .with_some("MRN", self.departure.mrn())
            .with("controlNotificationDateAndTime", date_and_time(at))
            .with("notificationType", notification);
        let message = self.header.message("CC060C").and(operation).and(self.office());
        message.and(self.holder(true)).and_all(self.representative())
    }

    /// IE029: released for transit. Access codes are nowhere in it.
    fn released(&self, released: Date, office: &OfficeCode) -> Option<Element> {
        let declaration = &self.departure.declaration;
        let destination = Element::group("CustomsOfficeOfDestinationDeclared")
            .with("referenceNumber", &declaration.destination);
        let transits = (1_u16..).zip(&declaration.transits).map(|(number, office)| {
            Element::group("CustomsOfficeOfTransitDeclared")
                .with("sequenceNumber", number)
                .with("referenceNumber", office)
        });
        let (code, date) = self.departure.control.unwrap_or((ControlCode::A2, released));
        let control = Element::group("ControlResult")
            .with("code", code)
            .with("date", date)
            .with("controlledBy", office);
        let operation = self.declared.operation.as_ref();
        let message = self.header.message("CC029C").and(self.released_operation(released)?);
        let message = message
            .and_all(operation.map_or_else(Vec::new, |from| pick(from, &["Authorisation"])))
            .and(self.office())
            .and(destination)
            .and_all(transits)
            .and(self.holder(true))
            .and_all(self.representative())
            .and(control)
            .and_all(guarantees(&declaration.guarantees));
        Some(message.and(self.consignment()?))
    }

    fn released_operation(&self, released: Date) -> Option<Element> {
        let (mrn, accepted) = self.departure.accepted.as_ref()?;
        let declaration = &self.departure.declaration;
        let operation = self.declared.operation.as_ref();
        let declared =
            |name: &str| operation.and_then(|from| from.text(&format!("TransitOperation/{name}")));
        let optional = |name| declared(name).map(ToOwned::to_owned);
        let element = Element::group("TransitOperation")
            .with("LRN", &declaration.lrn)
            .with("MRN", mrn)
            .with("declarationType", &declaration.declaration_type)
            .with("additionalDeclarationType", declared("additionalDeclarationType").unwrap_or("A"))
            .with_some("TIRCarnetNumber", optional("TIRCarnetNumber"))
            .with("declarationAcceptanceDate", accepted)
            .with("releaseDate", released)
            .with("security", declaration.security.code())
            .with("reducedDatasetIndicator", declared("reducedDatasetIndicator").unwrap_or("0"))
            .with_some("specificCircumstanceIndicator", optional("specificCircumstanceIndicator"))
            .with_some(
                "communicationLanguageAtDeparture",
                optional("communicationLanguageAtDeparture"),
            )
            .with("bindingItinerary", declared("bindingItinerary").unwrap_or("0"));
        Some(element)
    }

    /// The consignment as declared, put together again. What the message demands and the
    /// declaration leaves open is said as "no"; what it has no room for is left out.
    fn consignment(&self) -> Option<Element> {
        let goods = self.declared.goods.clone()?;
        let transport = self.declared.transport.iter().flat_map(Element::children).cloned();
        let complete = transport.filter(|means| {
            means.name.as_ref() == "TransportEquipment"
                || ["typeOfIdentification", "identificationNumber", "nationality"]
                    .iter()
                    .all(|name| means.text(name).is_some())
        });
        let contained = goods.text("containerIndicator").is_some();
        let goods = if contained { goods } else { goods.with("containerIndicator", "0") };
        let units = "HouseConsignment/ConsignmentItem/Commodity/GoodsMeasure/supplementaryUnits";
        Some(goods.without(units).and_all(complete))
    }

    /// IE025: the goods are no longer in transit.
    fn ended(&self, date: Date, office: &OfficeCode, trader: &TraderId) -> Option<Element> {
        // 1: full release (CL370).
        let operation = Element::group("TransitOperation")
            .with("MRN", self.departure.mrn()?)
            .with("releaseDate", date)
            .with("releaseIndicator", 1);
        let office =
            Element::group("CustomsOfficeOfDestinationActual").with("referenceNumber", office);
        let trader = Element::group("TraderAtDestination").with("identificationNumber", trader);
        Some(self.header.message("CC025C").and(operation).and(office).and(trader))
    }

    /// IE045: the movement is discharged.
    fn discharged(&self, date: Date) -> Option<Element> {
        let operation = Element::group("TransitOperation")
            .with("MRN", self.departure.mrn()?)
            .with("writeOffDate", date);
        let message = self.header.message("CC045C").and(operation);
        Some(message.and(self.office()).and(self.holder(false)))
    }
}

/// The guarantees as declared, without what opens them.
fn guarantees(declared: &[DeclaredGuarantee]) -> Vec<Element> {
    (1_u16..).zip(declared).map(|(number, declared)| one_guarantee(number, declared)).collect()
}

fn one_guarantee(number: u16, declared: &DeclaredGuarantee) -> Element {
    let guarantee = Element::group("Guarantee")
        .with("sequenceNumber", number)
        .with("guaranteeType", declared.kind);
    let Some(amount) = declared.amount else { return guarantee };
    let (grn, account) = match &declared.reference {
        Some(kernel::GuaranteeReference::Grn(grn)) => (Some(grn), None),
        Some(kernel::GuaranteeReference::Cash(account)) => (None, Some(account)),
        None => (None, None),
    };
    let reference = Element::group("GuaranteeReference")
        .with("sequenceNumber", 1)
        .with_some("GRN", grn)
        .with("amountToBeCovered", amount.amount)
        .with("currency", amount.currency);
    guarantee.with_some("otherGuaranteeReference", account).and(reference)
}

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
    fn operation(&self, number: (&str, Option<&str>)) -> Element {
        // 12: functional errors (CL226 is not public; the value is the one traders see).
        Element::group("TransitOperation")
            .with_some(number.0, number.1)
            .with("businessRejectionType", self.rejected)
            .with("rejectionDateAndTime", date_and_time(self.header.prepared))
            .with("rejectionCode", 12)
    }
}

/// IE056: a declaration is rejected by the office of departure.
pub fn reject_declaration(rejection: &Rejection<'_>) -> Element {
    let message = rejection.message;
    let lrn = message.text("TransitOperation/LRN");
    let holder = message.first("HolderOfTheTransitProcedure");
    let holder = holder.map_or_else(Vec::new, |holder| {
        pick(holder, &["identificationNumber", "TIRHolderIdentificationNumber", "name", "Address"])
    });
    rejection
        .header
        .message("CC056C")
        .and(rejection.operation(("LRN", lrn)))
        .and_all(pick(message, &["CustomsOfficeOfDeparture"]))
        .and(Element::group("HolderOfTheTransitProcedure").and_all(holder))
        .and_all(rejection.errors.iter().cloned())
}

/// IE057: a notification of arrival is rejected by the office of destination.
pub fn reject_arrival(rejection: &Rejection<'_>, mrn: &Mrn) -> Element {
    let message = rejection.message;
    let trader = message.first("TraderAtDestination");
    let trader = trader.map_or_else(Vec::new, |trader| pick(trader, &["identificationNumber"]));
    rejection
        .header
        .message("CC057C")
        .and(rejection.operation(("MRN", Some(mrn.as_str()))))
        .and_all(pick(message, &["CustomsOfficeOfDestinationActual"]))
        .and(Element::group("TraderAtDestination").and_all(trader))
        .and_all(rejection.errors.iter().cloned())
}
