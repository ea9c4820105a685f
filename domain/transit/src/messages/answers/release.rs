//! The release for transit, with everything that is declared by then (IE029).

use kernel::{Element, GuaranteeReference, OfficeCode, utc_day};

use super::{Case, pick};
use crate::event::{ControlCode, DeclaredGuarantee};

/// How many references of a guarantee the message has room for.
const REFERENCES_MAX: usize = 99;

impl Case<'_> {
    /// IE029: released for transit. G0143: it says what is declared now, with all amendments. Access
    /// codes are nowhere in it.
    pub(super) fn released(&self, office: &OfficeCode) -> Option<Element> {
        let declaration = &self.departure.declaration;
        let destination = Element::group("CustomsOfficeOfDestinationDeclared")
            .with("referenceNumber", &declaration.destination);
        let transits = (1_u16..).zip(&declaration.transits).map(|(number, office)| {
            Element::group("CustomsOfficeOfTransitDeclared")
                .with("sequenceNumber", number)
                .with("referenceNumber", office)
        });
        // G0126: without a control the goods are considered satisfactory, or were released in the
        // simplified procedure.
        let uncontrolled = match declaration.consignor_authorisation {
            Some(_) => ControlCode::A3,
            None => ControlCode::A2,
        };
        let (code, date) = self.departure.control.unwrap_or((uncontrolled, utc_day(self.told.at)));
        let control = Element::group("ControlResult")
            .with("code", code)
            .with("date", date)
            .with("controlledBy", office);
        let operation = self.declared.operation.as_ref();
        let authorisations = operation.map_or_else(Vec::new, |from| pick(from, &["Authorisation"]));
        let message = self
            .message("CC029C")
            .and(self.released_operation()?)
            .and_all(authorisations)
            .and(self.office())
            .and(destination)
            .and_all(transits)
            .and(self.holder())
            .and_all(self.representative())
            .and(control)
            .and_all(guarantees(&declaration.guarantees));
        Some(message.and(self.consignment()?))
    }

    fn released_operation(&self) -> Option<Element> {
        let (mrn, accepted) = self.departure.accepted.as_ref()?;
        let declaration = &self.departure.declaration;
        let element = Element::group("TransitOperation")
            .with("LRN", &declaration.lrn)
            .with("MRN", mrn)
            .with("declarationType", &declaration.declaration_type)
            .with(
                "additionalDeclarationType",
                self.said("additionalDeclarationType").unwrap_or("A"),
            )
            .with_some("TIRCarnetNumber", self.said("TIRCarnetNumber"))
            .with("declarationAcceptanceDate", accepted)
            .with("releaseDate", utc_day(self.told.at))
            .with("security", declaration.security.code())
            .with("reducedDatasetIndicator", self.reduced())
            .with_some("specificCircumstanceIndicator", self.said("specificCircumstanceIndicator"))
            .with_some(
                "communicationLanguageAtDeparture",
                self.said("communicationLanguageAtDeparture"),
            )
            .with("bindingItinerary", self.said("bindingItinerary").unwrap_or("0"));
        Some(element)
    }

    pub(super) fn reduced(&self) -> &str {
        self.said("reducedDatasetIndicator").unwrap_or("0")
    }

    /// The consignment as declared, put together again. What the message demands and the
    /// declaration leaves open is said as "no".
    pub(super) fn consignment(&self) -> Option<Element> {
        let goods = self.declared.goods.clone()?;
        let transport = self.declared.transport.iter().flat_map(Element::children).cloned();
        let contained = goods.text("containerIndicator").is_some();
        let goods = if contained { goods } else { goods.with("containerIndicator", "0") };
        // Where the goods were presented later, what was said then stands with them already.
        let means = ["TransportEquipment", "DepartureTransportMeans", "ActiveBorderTransportMeans"];
        let transport = transport.filter(|child| means.contains(&child.name.as_ref()));
        Some(goods.and_all(transport))
    }
}

fn guarantees(declared: &[DeclaredGuarantee]) -> Vec<Element> {
    let groups = (1_u16..).zip(guarantee_groups(declared));
    groups.map(|(number, group)| one_guarantee(number, &group)).collect()
}

/// The guarantees as declared, without what opens them: references of one type together, as many as
/// a guarantee has room for.
pub(crate) fn guarantee_groups(declared: &[DeclaredGuarantee]) -> Vec<Vec<&DeclaredGuarantee>> {
    let mut groups: Vec<Vec<&DeclaredGuarantee>> = Vec::new();
    for one in declared {
        let same = |group: &&mut Vec<&DeclaredGuarantee>| {
            let alike = group.first().is_some_and(|first| {
                first.kind == one.kind && account(first) == account(one) && referred(first)
            });
            alike && referred(one) && group.len() < REFERENCES_MAX
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn account(declared: &DeclaredGuarantee) -> Option<&kernel::CashAccount> {
    match &declared.reference {
        Some(GuaranteeReference::Cash(account)) => Some(account),
        Some(GuaranteeReference::Grn(_)) | None => None,
    }
}

/// Whether a guarantee was declared with a reference, which says what it is to cover.
fn referred(declared: &DeclaredGuarantee) -> bool {
    declared.amount.is_some()
}

fn one_guarantee(number: u16, group: &[&DeclaredGuarantee]) -> Element {
    let first = group.first();
    let references = (1_u16..).zip(group.iter().filter(|declared| referred(declared)));
    let references = references.map(|(number, declared)| {
        let grn = match &declared.reference {
            Some(GuaranteeReference::Grn(grn)) => Some(grn),
            Some(GuaranteeReference::Cash(_)) | None => None,
        };
        Element::group("GuaranteeReference")
            .with("sequenceNumber", number)
            .with_some("GRN", grn)
            .with_some("amountToBeCovered", declared.amount.map(|amount| amount.amount))
            .with_some("currency", declared.amount.map(|amount| amount.currency))
    });
    Element::group("Guarantee")
        .with("sequenceNumber", number)
        .with_some("guaranteeType", first.map(|declared| declared.kind))
        .with_some("otherGuaranteeReference", first.and_then(|declared| account(declared)))
        .and_all(references)
}
