//! What a trader declares: the declaration (IE015) and its amendment (IE013).

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    AccessCode, Amount, AuthorisationNumber, CashAccount, CommodityCode, Country, CoverNumber,
    Currency, Date, Element, Finding, Grn, GuaranteeReference, GuaranteeType, Lrn, Money, Mrn,
    Name, NameKind, OfficeCode, Reading, Representation, Security, TraderId,
};

use super::pick;
use super::requests::{HOLDER, lrn_name};
use crate::command::{Amending, Contents, Presenting};
use crate::event::{Declaration, DeclaredGuarantee, DeclaredKind};

/// What travels in the group `transport`: enough to recognise the vehicle and its seals.
pub(super) const TRANSPORT: [&str; 3] =
    ["TransportEquipment", "DepartureTransportMeans", "ActiveBorderTransportMeans"];

/// A declaration as a command. NCTS phase 5, CC015C.
pub fn declaration(message: &Element) -> Result<Presenting, Vec<Finding>> {
    let mut reading = Reading::new(message);
    let lrn = reading.required("TransitOperation/LRN", Lrn::parse);
    let Some((declaration, access_codes)) = declared(&mut reading, lrn) else {
        return Err(reading.findings);
    };
    let prelodged = prelodged(message) == Some(true);
    Ok(Presenting { declaration, access_codes, contents: contents(message), prelodged })
}

/// Whether a declaration says that it is lodged before its goods are there: D in CL042.
fn prelodged(message: &Element) -> Option<bool> {
    message.text("TransitOperation/additionalDeclarationType").map(|kind| kind == "D")
}

/// An amendment as a command, and the movement it names. NCTS phase 5, CC013C.
///
/// It names the movement by its MRN or by its LRN, not by both. Where it leaves out the LRN its MRN
/// stands in the place of it; the rules know the movement and put the LRN back.
pub fn amendment(message: &Element) -> Result<(Name, Amending), Vec<Finding>> {
    let mut reading = Reading::new(message);
    let by_lrn = message.text("TransitOperation/LRN").is_some();
    let mrn = (!by_lrn).then(|| reading.required("TransitOperation/MRN", Mrn::parse)).flatten();
    let lrn = match &mrn {
        Some(mrn) => Lrn::parse(mrn.as_str()).ok(),
        None if by_lrn => reading.required("TransitOperation/LRN", Lrn::parse),
        None => None,
    };
    let Some((declaration, access_codes)) = declared(&mut reading, lrn) else {
        return Err(reading.findings);
    };
    let movement = match mrn {
        Some(mrn) => Name::new(NameKind::Mrn, mrn),
        None => lrn_name(&declaration.holder, &declaration.lrn),
    };
    let guarantee_only = message.text("TransitOperation/amendmentTypeFlag") == Some("1");
    let (contents, prelodged, basis) = (contents(message), prelodged(message), None);
    let amending =
        Amending { declaration, access_codes, contents, guarantee_only, prelodged, basis };
    Ok((movement, amending))
}

type Declared = (Declaration, BTreeMap<CoverNumber, AccessCode>);

/// What a message declares under an LRN, with the access codes; nothing where anything is wrong.
fn declared(reading: &mut Reading<'_>, lrn: Option<Lrn>) -> Option<Declared> {
    let message = reading.message;
    let (guarantees, access_codes) = guarantees(reading);
    let security = reading.required("TransitOperation/security", Security::parse);
    let holder = reading.required(HOLDER, TraderId::parse);
    let departure = reading.required("CustomsOfficeOfDeparture/referenceNumber", OfficeCode::parse);
    let destination =
        reading.required("CustomsOfficeOfDestinationDeclared/referenceNumber", OfficeCode::parse);
    let representative = reading.optional("Representative/identificationNumber", TraderId::parse);
    let representation = reading.optional("Representative/status", Representation::parse);
    let limit_date = reading.optional("TransitOperation/limitDate", str::parse::<Date>);
    let transits = offices(reading, "CustomsOfficeOfTransitDeclared");
    if !reading.findings.is_empty() {
        return None;
    }
    let (departure, destination) = (departure?, destination?);
    let kind = message.text("TransitOperation/declarationType").unwrap_or_default();
    let declaration = Declaration {
        lrn: lrn?,
        declaration_type: kind.to_owned(),
        security: security?,
        holder: holder?,
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
    Some((declaration, access_codes))
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

fn offices(reading: &mut Reading<'_>, group: &str) -> Vec<OfficeCode> {
    let mut offices = Vec::new();
    for (path, code) in reading.message.pointed(&format!("{group}/referenceNumber")) {
        let code = code.value().unwrap_or_default();
        match OfficeCode::parse(code) {
            Ok(office) => offices.push(office),
            Err(why) => {
                let wrong = Finding::error(path, "mapping", code, &why.to_string());
                reading.findings.push(wrong);
            }
        }
    }
    offices
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

pub(super) fn authorisation(message: &Element, kind: &str) -> Option<AuthorisationNumber> {
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
            // Of what no register keeps there is no code to try.
            if kind.registered().is_none() {
                continue;
            }
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
