//! What the office of departure tells a declarant.

use kernel::{
    CoverNumber, Decision, Element, Grn, GuaranteeReference, NoCover, date_and_time, utc_day,
};

use super::rejection::{FUNCTIONAL, OTHER};
use super::{Case, News};
use crate::event::{NoRelease, NotificationType};
use crate::state::{Cover, Departure};

/// The reasons a message about a guarantee has room for.
const REASONS_MAX: usize = 9;
/// How many characters of what people wrote a message has room for.
const WORDS_MAX: usize = 512;
/// A control that is none of the listed sorts is told in words (CL716, C0451).
const OTHER_CONTROL: &str = "50";

/// The GRN of a declared guarantee, where it has one.
pub(super) fn grn(departure: &Departure, cover: CoverNumber) -> Option<&Grn> {
    let mut declared = departure.declaration.covers();
    let (_, declared) = declared.find(|(number, _)| *number == cover)?;
    match declared.reference.as_ref()? {
        GuaranteeReference::Grn(grn) => Some(grn),
        GuaranteeReference::Cash(_) => None,
    }
}

impl Case<'_> {
    pub(super) fn at_departure(&self, news: &News<'_>) -> Option<Element> {
        Some(match news {
            News::Lodged => {
                let lrn = &self.departure.declaration.lrn;
                self.addressed("CC928C", Element::group("TransitOperation").with("LRN", lrn))
            }
            News::Accepted(mrn, date) => {
                let operation = Element::group("TransitOperation")
                    .with("LRN", &self.departure.declaration.lrn)
                    .with("MRN", mrn)
                    .with("declarationAcceptanceDate", date);
                self.addressed("CC028C", operation)
            }
            News::Amended => self.amended()?,
            News::AmendmentRefused(decision) => {
                let reason = self.remarks().unwrap_or_else(|| decision.provision.to_string());
                let operation = self.rejected("013", OTHER).with("rejectionReason", reason);
                self.addressed("CC056C", operation).and_all(self.representative())
            }
            News::AmendmentCalledFor => {
                let at = date_and_time(self.told.at);
                let operation = self.operation().with("amendmentNotificationDateAndTime", at);
                self.addressed("CC022C", operation)
            }
            News::Invalidation { decided, by_customs } => self.invalidation(*decided, *by_customs),
            News::NotPresented => self.not_presented(),
            News::NotCovered(_) => self.not_covered()?,
            News::ControlOrdered(notification, decision) => {
                self.control_ordered(*notification, decision)
            }
            News::NotReleased(reason, decision) => self.not_released(*reason, *decision)?,
            News::Released(decision) => self.released(&decision.office)?,
            News::DiscrepanciesNotified => {
                let operation = self
                    .operation()
                    .with("discrepanciesNotificationDate", utc_day(self.told.at))
                    .with_some("discrepanciesNotificationText", self.remarks());
                self.addressed("CC019C", operation)
            }
            News::Discharged(date) => {
                self.addressed("CC045C", self.operation().with("writeOffDate", date))
            }
            News::UnloadingPermitted | News::UnloadingContinued(_) | News::Ended(_) => return None,
        })
    }

    /// A message about the operation, from the office of departure to the holder.
    fn addressed(&self, code: &str, operation: Element) -> Element {
        self.message(code).and(operation).and(self.office()).and(self.holder())
    }

    /// As much of what people wrote as a message has room for, on one line and in characters that XML
    /// has: of a message that must say it nothing would be left otherwise. The view has all of it.
    fn remarks(&self) -> Option<String> {
        let remarks = self.told.details.remarks.as_deref()?;
        let words: Vec<_> = remarks.split_whitespace().collect();
        let has =
            |letter: &char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
        let line: String = words.join(" ").chars().filter(has).take(WORDS_MAX).collect();
        Some(line.trim().to_owned()).filter(|line| !line.is_empty())
    }

    /// IE004: the amendment is made.
    fn amended(&self) -> Option<Element> {
        let asked = self.teller.answered.as_ref()?;
        let operation = self
            .operation()
            .with("amendmentSubmissionDateAndTime", date_and_time(asked.at))
            .with("amendmentAcceptanceDateAndTime", date_and_time(self.told.at));
        Some(self.addressed("CC004C", operation))
    }

    /// IE009: the declaration is invalidated, or is not although the holder asked. C0129: on customs'
    /// own initiative nobody has asked.
    fn invalidation(&self, decided: bool, by_customs: bool) -> Element {
        let asked = self.teller.answered.as_ref().filter(|_| !by_customs);
        let invalidation = Element::group("Invalidation")
            .with_some("requestDateAndTime", asked.map(|asked| date_and_time(asked.at)))
            .with("decisionDateAndTime", date_and_time(self.told.at))
            .with("decision", u8::from(decided))
            .with("initiatedByCustoms", u8::from(by_customs))
            .with_some("justification", self.remarks());
        self.addressed("CC009C", self.operation()).and(invalidation)
    }

    /// IE056: the goods of a declaration that was lodged before them did not come in time. What is
    /// rejected is the declaration: the movement ends, and no other presentation can save it.
    fn not_presented(&self) -> Element {
        // The refusal that a presentation would meet now: 92, a message out of its order (CL180).
        let error = Element::group("FunctionalError")
            .with("errorPointer", "/CC170C")
            .with("errorCode", "92")
            .with("errorReason", "TRA-047")
            .with_some("originalAttributeValue", self.departure.present_by);
        let message = self.addressed("CC056C", self.rejected("015", FUNCTIONAL));
        message.and_all(self.representative()).and(error)
    }

    fn rejected(&self, what: &str, code: u8) -> Element {
        self.operation()
            .with("businessRejectionType", what)
            .with("rejectionDateAndTime", date_and_time(self.told.at))
            .with("rejectionCode", code)
    }

    /// IE051: not released, for good.
    fn not_released(&self, reason: NoRelease, decision: Option<&Decision>) -> Option<Element> {
        let provision = decision.map(|decision| decision.provision.as_str());
        let text = self.remarks();
        let text = text.as_deref().or(provision).unwrap_or(reason.code());
        let operation = self
            .operation()
            .with(
                "declarationSubmissionDateAndTime",
                date_and_time(self.teller.lodged.as_ref()?.at),
            )
            .with("noReleaseMotivationCode", reason.code())
            .with("noReleaseMotivationText", text);
        Some(self.addressed("CC051C", operation).and_all(self.representative()))
    }

    /// IE055: guarantees that do not cover it, all there are until now.
    fn not_covered(&self) -> Option<Element> {
        let (mrn, date) = self.departure.accepted.as_ref()?;
        let operation = Element::group("TransitOperation")
            .with("MRN", mrn)
            .with("declarationAcceptanceDate", date);
        let refused = self.departure.covers.iter().filter_map(|(cover, stands)| match stands {
            Cover::NotHeld { reasons, .. } => Some((grn(self.departure, *cover)?, reasons)),
            Cover::Held { .. } | Cover::Withdrawn { .. } | Cover::Credited { .. } => None,
        });
        let references = (1_u16..).zip(refused).map(|(number, (grn, reasons))| {
            Element::group("GuaranteeReference")
                .with("sequenceNumber", number)
                .with("GRN", grn)
                .and_all(invalid(reasons))
        });
        Some(self.addressed("CC055C", operation).and_all(references))
    }

    /// IE060: the goods will be controlled, documents are asked for, or a control is intended. C0452
    /// and C0455: sorts of control go with the first, documents with the first two.
    fn control_ordered(&self, notification: NotificationType, decision: &Decision) -> Element {
        let operation = self
            .operation()
            .with("controlNotificationDateAndTime", date_and_time(self.told.at))
            .with("notificationType", notification.code());
        let said = |name: &str| {
            let group = self.told.details.operation.as_ref();
            group.map_or_else(Vec::new, |group| numbered(group.all(name)))
        };
        let (mut controls, mut documents) = (said("TypeOfControls"), said("RequestedDocument"));
        match notification {
            NotificationType::Control if controls.is_empty() => {
                let control = Element::group("TypeOfControls")
                    .with("type", OTHER_CONTROL)
                    .with("text", &decision.provision);
                controls = numbered(vec![&control]);
            }
            NotificationType::Control => {}
            NotificationType::Documents => controls.clear(),
            NotificationType::Intention => {
                controls.clear();
                documents.clear();
            }
        }
        let message = self.addressed("CC060C", operation);
        message.and_all(self.representative()).and_all(controls).and_all(documents)
    }
}

fn invalid(reasons: &[NoCover]) -> Vec<Element> {
    let reasons = (1_u16..).zip(reasons).take(REASONS_MAX);
    let reasons = reasons.map(|(number, reason)| {
        Element::group("InvalidGuaranteeReason")
            .with("sequenceNumber", number)
            .with("code", reason.code())
    });
    reasons.collect()
}

/// Groups with their places as sequence numbers.
fn numbered(groups: Vec<&Element>) -> Vec<Element> {
    let groups = (1_u16..).zip(groups).map(|(number, group)| {
        Element::group(group.name.clone())
            .with("sequenceNumber", number)
            .and_all(group.children().iter().cloned())
    });
    groups.collect()
}
