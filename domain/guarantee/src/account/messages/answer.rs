//! What customs answers a query: the uses, the balance, or whose it is (NCTS phase 5, IE037).

use std::cmp::Reverse;

use kernel::{Date, Element, GuaranteeType, MessageHeader, Told, date_and_time};

use super::{Correspondence, Line, flag, undertaken};
use crate::account::event::{Parties, Party, QueryKind, Requester};
use crate::account::state::{Account, GoodsClass, Registration};

/// How many uses the message has room for.
const USES_MAX: u16 = 9_999;

/// As many uses as the message has room for, in their order: those that still bind an amount before
/// those that do not, and of these the last. A period asks for the others.
fn most_telling(uses: Vec<&Line>) -> Vec<&Line> {
    let mut ranked: Vec<_> = uses.into_iter().enumerate().collect();
    if ranked.len() > usize::from(USES_MAX) {
        ranked.sort_by_key(|(place, line)| (line.released.is_some(), Reverse(*place)));
        ranked.truncate(usize::from(USES_MAX));
        ranked.sort_by_key(|(place, _)| *place);
    }
    ranked.into_iter().map(|(_, line)| line).collect()
}

/// What is to be told.
pub(super) struct Asked {
    pub(super) query: QueryKind,
    pub(super) period: (Option<Date>, Option<Date>),
}

impl Correspondence {
    pub(super) fn answered(
        &self,
        header: &MessageHeader,
        requester: &Requester,
        asked: &Asked,
        told: &Told<Account>,
    ) -> Element {
        let message = header.message("CC037C").and(
            Element::group("Requester")
                .with("identificationNumber", &requester.number)
                .with("role", requester.role.code()),
        );
        let Some((registration, grn)) = self.numbered() else { return message };
        let office = Element::group("CustomsOfficeOfGuarantee")
            .with("referenceNumber", &registration.office);
        let query = Element::group("GuaranteeQuery")
            .with("queryIdentifier", asked.query)
            .with_some("periodFromDate", asked.period.0)
            .with_some("periodToDate", asked.period.1);
        let accepted = date_and_time(self.accepted.unwrap_or(told.at));
        let parties = told.details.parties.clone().unwrap_or_default();
        // 3: every amount is booked (CL050).
        let reference = Element::group("GuaranteeReference")
            .with("sequenceNumber", 1)
            .with("GRN", grn)
            .with("acceptanceDateAndTime", accepted)
            .with("guaranteeType", registration.kind)
            .with("guaranteeMonitoringCode", 3)
            .and(query)
            .and_all(owner(registration, &parties, asked))
            .and_all(self.usage(asked))
            .and_all(self.exposure(registration, asked))
            .and_all(guarantor(registration, &parties))
            .and_all(self.conditions(registration, asked));
        message.and(office).and(reference)
    }

    /// C0817. When the goods arrived is told elsewhere: the guarantee learns of the discharge alone.
    fn usage(&self, asked: &Asked) -> Vec<Element> {
        let (from, until) = asked.period;
        let within = |line: &&Line| {
            from.is_none_or(|from| from <= line.locked)
                && until.is_none_or(|until| line.locked <= until)
        };
        let told = self.uses.iter().filter(within).filter(|_| asked.query.tells_usage());
        let told = most_telling(told.collect());
        let line = |(number, line): (u16, &Line)| {
            Element::group("Usage")
                .with("sequenceNumber", number)
                .with("MRN", &line.mrn)
                .with("coveredAmount", line.covered.amount)
                .with("currency", line.covered.currency)
                .with("lockDate", line.locked)
                .with_some("releaseDate", line.released)
        };
        (1..=USES_MAX).zip(told).map(line).collect()
    }

    /// C0285 and C0286. The counter of the message begins with 1: where no movement uses the
    /// guarantee there is no exposure to tell, and all of it is free.
    fn exposure(&self, registration: &Registration, asked: &Asked) -> Option<Element> {
        let count = self.account.live().count();
        if !asked.query.tells_exposure()
            || registration.kind == GuaranteeType::Voucher
            || count == 0
        {
            return None;
        }
        let held = self.account.ledger.held().amount()?;
        Some(
            Element::group("Exposure")
                .with("exposure", held)
                .with("exposureCounter", count)
                .with("balance", self.account.free())
                .with("currency", registration.reference_amount.currency),
        )
    }

    /// C0280: by type, what it was registered with. Where the message demands what was not lodged,
    /// such as the offices of an operation that is not fixed, the group is left out.
    fn conditions(&self, registration: &Registration, asked: &Asked) -> Option<Element> {
        if asked.query == QueryKind::Owner {
            return None;
        }
        match registration.kind {
            GuaranteeType::Waiver | GuaranteeType::Comprehensive => {
                // A share of nothing has no form in the message.
                let share = Some(registration.percentage).filter(|share| u8::from(*share) > 0);
                let amount = Element::group("ComprehensiveGuarantee")
                    .with("referenceAmount", registration.reference_amount.amount)
                    .with_some("percentageOfReferenceAmount", share);
                Some(self.comprehensive(amount, registration))
            }
            GuaranteeType::MultipleUsage => {
                let amount = Element::group("ComprehensiveGuarantee");
                Some(self.comprehensive(amount, registration))
            }
            GuaranteeType::Individual => individual(registration),
            GuaranteeType::Voucher => voucher(registration),
            GuaranteeType::Cash => None,
        }
    }

    fn comprehensive(&self, group: Element, registration: &Registration) -> Element {
        let validity = &registration.validity;
        let restricted = validity.not_valid_for.contains(&GoodsClass::Suspended);
        let limits = (1_u16..=99).zip(&validity.not_valid_in).map(|(number, country)| {
            Element::group("ValidityLimitation")
                .with("sequenceNumber", number)
                .with("guaranteeNotValidIn", country)
        });
        // CL212 is not public; the rule it was suspended under says why.
        let suspended = self.suspension.as_ref().map(|suspension| &suspension.provision);
        group
            .with("guaranteeAmount", undertaken(registration))
            .with("currency", registration.reference_amount.currency)
            .with("numberOfCertificates", 0)
            .with("validityStartDate", validity.from)
            .with_some("validityEndDate", validity.until)
            .with_some("invalidityReasonText", suspended)
            .with("restrictedUseForSuspendedGoods", flag(restricted))
            .and_all(limits)
    }
}

/// C0270.
fn owner(registration: &Registration, parties: &Parties, asked: &Asked) -> Option<Element> {
    let party = parties.holder.as_ref().filter(|_| asked.query == QueryKind::Owner)?;
    let owner = Element::group("Owner").with("identificationNumber", &registration.holder);
    Some(with_party(owner, party))
}

/// C0234. The message demands name and address; where no register has them, it is left out.
fn guarantor(registration: &Registration, parties: &Parties) -> Option<Element> {
    let stands_behind = !matches!(registration.kind, GuaranteeType::Waiver | GuaranteeType::Cash);
    let guarantor = registration.guarantor.as_ref().filter(|_| stands_behind)?;
    let element = Element::group("Guarantor").with("identificationNumber", guarantor);
    Some(with_party(element, parties.guarantor.as_ref()?))
}

fn with_party(element: Element, party: &Party) -> Element {
    let address = Element::group("Address")
        .with("streetAndNumber", &party.street_and_number)
        .with_some("postcode", party.postcode.as_ref())
        .with("city", &party.city)
        .with("country", &party.country);
    element.with("name", &party.name).and(address)
}

fn individual(registration: &Registration) -> Option<Element> {
    let bound = registration.bound_to.as_ref()?;
    let office = |name: &str, office| Element::group(name).with("referenceNumber", office);
    Some(
        Element::group("IndividualGuaranteeByGuarantor")
            .with("guaranteeAmount", undertaken(registration))
            .with("currency", registration.reference_amount.currency)
            .and(office("CustomsOfficeOfDeparture", bound.departure.as_ref()?))
            .and(office("CustomsOfficeOfDestination", bound.destination.as_ref()?)),
    )
}

/// C0232: a voucher that stands for a TIR carnet is not registered here.
fn voucher(registration: &Registration) -> Option<Element> {
    Some(
        Element::group("IndividualGuaranteeVoucher")
            .with("issueDate", registration.validity.from)
            .with("expiryDate", registration.validity.until?)
            .with("copyGiven", flag(false))
            .with("TIRCarnet", flag(false)),
    )
}

/// One message of the answers about several guarantees: a query may name up to 99. Nothing where
/// they are kept at different offices, since the message names one.
pub fn merge(answers: Vec<Element>) -> Option<Element> {
    let office = |answer: &Element| {
        answer.text("CustomsOfficeOfGuarantee/referenceNumber").map(ToOwned::to_owned)
    };
    let first = answers.first()?.clone();
    if answers.iter().any(|answer| office(answer) != office(&first)) {
        return None;
    }
    let references = answers.iter().flat_map(|answer| answer.all("GuaranteeReference"));
    let numbered = (1_u16..).zip(references).map(|(number, reference)| {
        let rest = reference.clone().without("sequenceNumber");
        Element::group("GuaranteeReference")
            .with("sequenceNumber", number)
            .and_all(rest.children().iter().cloned())
    });
    let numbered: Vec<_> = numbered.collect();
    Some(first.without("GuaranteeReference").and_all(numbered))
}

#[cfg(test)]
mod tests;
