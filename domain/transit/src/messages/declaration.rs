//! Messages of traders: the declaration (IE015) and the notification of arrival (IE007).

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    AccessCode, Amount, AuthorisationNumber, CashAccount, CommodityCode, Country, CoverNumber,
    Currency, Date, Element, Finding, Grn, GuaranteeReference, GuaranteeType, Lrn, Money, Mrn,
    OfficeCode, Representation, Security, TraderId,
};

use super::{Reading, parse_date_and_time, pick};
use crate::command::{Arriving, Contents, Presenting};
use crate::event::{Declaration, DeclaredGuarantee, DeclaredKind};

/// What travels in the group `transport`: enough to recognise the vehicle and its seals.
const TRANSPORT: [&str; 3] =
    ["TransportEquipment", "DepartureTransportMeans", "ActiveBorderTransportMeans"];

/// A declaration as a command. NCTS phase 5, CC015C.
pub fn declaration(message: &Element) -> Result<Presenting, Vec<Finding>> {
    let mut reading = Reading::new(message);
    let (guarantees, access_codes) = guarantees(&mut reading);
    let lrn = reading.required("TransitOperation/LRN", Lrn::parse);
    let security = reading.required("TransitOperation/security", Security::parse);
    let holder =
        reading.required("HolderOfTheTransitProcedure/identificationNumber", TraderId::parse);
    let departure = reading.required("CustomsOfficeOfDeparture/referenceNumber", OfficeCode::parse);
    let destination =
        reading.required("CustomsOfficeOfDestinationDeclared/referenceNumber", OfficeCode::parse);
    let representative = reading.optional("Representative/identificationNumber", TraderId::parse);
    let representation = reading.optional("Representative/status", Representation::parse);
    let limit_date = reading.optional("TransitOperation/limitDate", str::parse::<Date>);
    let (Some(lrn), Some(security), Some(holder), Some(departure), Some(destination), true) =
        (lrn, security, holder, departure, destination, reading.findings.is_empty())
    else {
        return Err(reading.findings);
    };
    let transits = offices(message, "CustomsOfficeOfTransitDeclared");
    let kind = message.text("TransitOperation/declarationType").unwrap_or_default();
    let declaration = Declaration {
        lrn,
        declaration_type: kind.to_owned(),
        security,
        holder,
        representative,
        representation,
        countries: route(&departure, &transits, &destination),
        departure,
        destination,
        transits,
        guarantees,
        commodities: commodities(message),
        limit_date,
        consignor_authorisation: authorisation(message, "C521"),
    };
    // D: lodged before the goods are there (CL042).
    let prelodged = message.text("TransitOperation/additionalDeclarationType") == Some("D");
    Ok(Presenting { declaration, access_codes, contents: contents(message), prelodged })
}

/// Everything rules do not read, sorted into the groups that may be withheld.
fn contents(message: &Element) -> Contents {
    let consignment = message.first("Consignment");
    let transport = consignment
        .map(|consignment| Element::group("Consignment").and_all(pick(consignment, &TRANSPORT)));
    let goods = consignment
        .cloned()
        .map(|goods| TRANSPORT.iter().fold(goods, |goods, name| goods.without(name)));
    let operation = Element::group("Operation").and_all(pick(
        message,
        &["messageSender", "messageIdentification", "TransitOperation", "Authorisation"],
    ));
    let parties = Element::group("Parties")
        .and_all(pick(message, &["HolderOfTheTransitProcedure", "Representative"]));
    Contents { goods, operation: Some(operation), parties: Some(parties), transport }
}

fn offices(message: &Element, group: &str) -> Vec<OfficeCode> {
    let codes = message.all(&format!("{group}/referenceNumber"));
    codes.iter().filter_map(|code| OfficeCode::parse(code.value()?).ok()).collect()
}

/// The countries in the order of their offices, each once.
pub(super) fn route(
    departure: &OfficeCode,
    transits: &[OfficeCode],
    destination: &OfficeCode,
) -> Vec<Country> {
    let mut countries: Vec<Country> = Vec::new();
    for office in [departure].into_iter().chain(transits).chain([destination]) {
        if !countries.contains(&office.country()) {
            countries.push(office.country());
        }
    }
    countries
}

fn commodities(message: &Element) -> BTreeSet<CommodityCode> {
    let code = |element: &&Element| {
        let subheading = element.text("harmonizedSystemSubHeadingCode")?;
        let nomenclature = element.text("combinedNomenclatureCode").unwrap_or_default();
        CommodityCode::parse(&format!("{subheading}{nomenclature}")).ok()
    };
    let codes = message.all("Consignment/HouseConsignment/ConsignmentItem/Commodity/CommodityCode");
    codes.iter().filter_map(code).collect()
}

fn authorisation(message: &Element, kind: &str) -> Option<AuthorisationNumber> {
    let all = message.all("Authorisation");
    let named = all.iter().find(|authorisation| authorisation.text("type") == Some(kind))?;
    AuthorisationNumber::parse(named.text("referenceNumber")?).ok()
}

type Guarantees = (Vec<DeclaredGuarantee>, BTreeMap<CoverNumber, AccessCode>);

/// Every reference of every guarantee, in order, and the access codes by number.
fn guarantees(reading: &mut Reading<'_>) -> Guarantees {
    let (mut declared, mut codes) = (Vec::new(), BTreeMap::new());
    for guarantee in reading.message.all("Guarantee") {
        let kind = guarantee.text("guaranteeType").unwrap_or_default();
        let Ok(kind) = DeclaredKind::parse(kind) else {
            reading.wrong("Guarantee/guaranteeType", kind, "one letter or digit");
            continue;
        };
        let other = guarantee.text("otherGuaranteeReference");
        let references = guarantee.all("GuaranteeReference");
        if references.is_empty() {
            declared.push(DeclaredGuarantee { kind, reference: None, amount: None, number: None });
        }
        for reference in references {
            declared.push(one_guarantee(reading, kind, other, reference));
            if let (Some(code), Ok(number)) =
                (reference.text("accessCode"), u16::try_from(declared.len()))
            {
                match AccessCode::parse(code) {
                    Ok(code) => {
                        codes.insert(CoverNumber(number), code);
                    }
                    Err(wrong) => {
                        let place = "Guarantee/GuaranteeReference/accessCode";
                        reading.wrong(place, "", wrong.expected);
                    }
                }
            }
        }
    }
    (declared, codes)
}

fn one_guarantee(
    reading: &mut Reading<'_>,
    kind: DeclaredKind,
    other: Option<&str>,
    reference: &Element,
) -> DeclaredGuarantee {
    let named = match (kind.registered(), reference.text("GRN"), other) {
        (Some(GuaranteeType::Cash), _, Some(account)) => CashAccount::parse(account)
            .map(GuaranteeReference::Cash)
            .map_err(|wrong| {
                reading.wrong("Guarantee/otherGuaranteeReference", account, wrong.expected)
            })
            .ok(),
        (_, Some(grn), _) => Grn::parse(grn)
            .map(GuaranteeReference::Grn)
            .map_err(|wrong| reading.wrong("Guarantee/GuaranteeReference/GRN", grn, wrong.expected))
            .ok(),
        (_, None, _) => None,
    };
    DeclaredGuarantee { kind, reference: named, amount: amount(reading, reference), number: None }
}

fn amount(reading: &mut Reading<'_>, reference: &Element) -> Option<Money> {
    let (amount, currency) = (reference.text("amountToBeCovered")?, reference.text("currency")?);
    match (Amount::parse(amount), Currency::parse(currency)) {
        (Ok(amount), Ok(currency)) => Some(Money::new(amount, currency)),
        (Err(wrong), _) => {
            reading.wrong("Guarantee/GuaranteeReference/amountToBeCovered", amount, wrong.expected);
            None
        }
        (_, Err(wrong)) => {
            reading.wrong("Guarantee/GuaranteeReference/currency", currency, wrong.expected);
            None
        }
    }
}

/// A notification of arrival as a command, and the movement it names. NCTS phase 5, CC007C.
pub fn arrival(message: &Element) -> Result<(Mrn, Arriving), Vec<Finding>> {
    let mut reading = Reading::new(message);
    let mrn = reading.required("TransitOperation/MRN", Mrn::parse);
    let at =
        reading.required("TransitOperation/arrivalNotificationDateAndTime", parse_date_and_time);
    let office =
        reading.required("CustomsOfficeOfDestinationActual/referenceNumber", OfficeCode::parse);
    let trader = reading.required("TraderAtDestination/identificationNumber", TraderId::parse);
    let simplified = message.text("TransitOperation/simplifiedProcedure") == Some("1");
    let consignee = authorisation(message, "C522");
    if simplified && consignee.is_none() {
        reading.wrong("Authorisation/type", "", "C522");
    }
    let (Some(mrn), Some(at), Some(office), Some(trader), true) =
        (mrn, at, office, trader, reading.findings.is_empty())
    else {
        return Err(reading.findings);
    };
    let authorisation = consignee.filter(|_| simplified);
    Ok((mrn, Arriving { office, at, trader, authorisation, basis: None }))
}
