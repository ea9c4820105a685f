//! ASYCUDA World's SAD: what it says of a transit, what it lacks, and what is written back.
//!
//! The SAD's transit block has neither itinerary nor offices of transit nor guarantee number; a
//! route template and the guarantee's record complete it. A SAD is exported again as it goes on:
//! registered, released (a result of control and a time limit), gone (its export release block). The
//! export has no element for the status of the document; whoever exports adds `Property/Status`,
//! because a cancelled SAD looks like any other without it.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    AccessCode, CommodityCode, CoverNumber, Currency, Date, Element, Finding, Lrn, Money, Mrn,
    NationalReference, OfficeCode, OfficerId, Reading, Representation, Security, Timestamp,
    TraderId, parse_date_and_time,
};

use super::declaration::route;
use crate::command::{Contents, Presenting};
use crate::event::{Declaration, DeclaredGuarantee};

/// What the SAD lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// The offices of transit of the route template: each country's office of entry, in order.
    pub transits: Vec<OfficeCode>,
    /// The guarantee of the principal, from its record.
    pub guarantee: Option<DeclaredGuarantee>,
    /// What opens it, where the principal left its code with customs.
    pub access_code: Option<AccessCode>,
    /// The currency of amounts, since the SAD names none.
    pub currency: Currency,
    /// In which way the declarant acts for the principal, by his mandate.
    pub representation: Option<Representation>,
}

/// What a SAD says, as far as it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Sad {
    /// The declaration.
    pub presenting: Presenting,
    /// Its registration in the national system: it is accepted.
    pub registration: Option<NationalReference>,
    /// It is released.
    pub release: Option<Release>,
    /// It has left.
    pub exit: Option<Exit>,
}

/// What a SAD says of itself where it is to be no declaration any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancellation {
    /// Somebody has asked for it.
    Requested,
    /// It is cancelled.
    Done,
}

/// Where the status of a SAD stands.
const STATUS: &str = "Property/Status";

/// The other statuses; what they say stands in other elements too.
const STATUSES: [&str; 6] = ["Stored", "Registered", "Assessed", "Paid", "Released", "Exited"];

/// Who a SAD is, whatever has become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SadNames {
    /// The office of departure.
    pub departure: OfficeCode,
    /// The principal.
    pub holder: TraderId,
    /// What the declarant calls it.
    pub lrn: Lrn,
    /// Its registration in the national system, once it is registered.
    pub registration: Option<NationalReference>,
    /// Whether it is cancelled, or is to be.
    pub cancellation: Option<Cancellation>,
}

/// Reads who a SAD is, and whether it is cancelled.
pub fn read_sad_names(sad: &Element) -> Result<SadNames, Vec<Finding>> {
    let mut reading = Reading::new(sad);
    let lrn = reading.required(LRN, Lrn::parse);
    let holder = reading.required(PRINCIPAL, TraderId::parse);
    let departure = reading.required(DEPARTURE, OfficeCode::parse);
    let cancellation = cancellation(&mut reading);
    let (Some(lrn), Some(holder), Some(departure)) = (lrn, holder, departure) else {
        return Err(reading.findings);
    };
    let registration = registration(&mut reading, &departure);
    if !reading.findings.is_empty() {
        return Err(reading.findings);
    }
    Ok(SadNames { departure, holder, lrn, registration, cancellation })
}

/// A status that is misspelt must not pass for one that says nothing.
fn cancellation(reading: &mut Reading<'_>) -> Option<Cancellation> {
    let status = filled(reading.message, STATUS)?;
    match status {
        "Cancelled" => return Some(Cancellation::Done),
        "Cancellation requested" => return Some(Cancellation::Requested),
        _ if STATUSES.contains(&status) => {}
        _ => {
            let known = [&STATUSES[..], &["Cancellation requested", "Cancelled"]].concat();
            reading.wrong(STATUS, status, &known.join(", "));
        }
    }
    None
}

/// Where a SAD names its principal.
pub const PRINCIPAL: &str = "Transit/Principal/Code";
/// Where it names who declares.
pub const DECLARANT: &str = "Declarant/Declarant_code";
/// Where it names the office of departure.
pub const DEPARTURE: &str = "Identification/Office_segment/Customs_clearance_office_code";
/// Where it names the office of destination.
pub const DESTINATION: &str = "Transit/Destination/Office";
/// Where it has what the declarant calls it.
pub const LRN: &str = "Declarant/Reference/Number";

/// A release in a SAD.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// The day by which the goods must be at destination.
    pub limit_date: Option<Date>,
    /// Who released, where the SAD says.
    pub officer: Option<OfficerId>,
}

/// An exit in a SAD.
#[derive(Debug, Clone, PartialEq)]
pub struct Exit {
    /// The office.
    pub office: OfficeCode,
    /// When.
    pub at: Timestamp,
}

/// A SAD as a declaration and what has become of it. `/ASYCUDA/Transit`, `/Financial/Guarantee`.
pub fn read_sad(sad: &Element, completion: &Completion) -> Result<Sad, Vec<Finding>> {
    let mut reading = Reading::new(sad);
    let lrn = reading.required(LRN, Lrn::parse);
    let holder = reading.required(PRINCIPAL, TraderId::parse);
    let departure = reading.required(DEPARTURE, OfficeCode::parse);
    let destination = reading.required(DESTINATION, OfficeCode::parse);
    let representative = reading.optional(DECLARANT, TraderId::parse);
    let amount = amount(&mut reading, completion.currency);
    if completion.guarantee.is_none() {
        reading.wrong("Financial/Guarantee", "", "a guarantee in the register");
    }
    let (Some(lrn), Some(holder), Some(departure), Some(destination), true) =
        (lrn, holder, departure, destination, reading.findings.is_empty())
    else {
        return Err(reading.findings);
    };
    let representative = representative.filter(|declarant| *declarant != holder);
    let completed = |mut declared: DeclaredGuarantee| {
        declared.amount = amount.or(declared.amount);
        declared
    };
    let declaration = Declaration {
        lrn,
        declaration_type: "T1".to_owned(),
        security: Security::None,
        representation: completion.representation.filter(|_| representative.is_some()),
        representative,
        holder,
        countries: route(&departure, &completion.transits, &destination),
        departure: departure.clone(),
        destination,
        transits: completion.transits.clone(),
        guarantees: completion.guarantee.iter().cloned().map(completed).collect(),
        commodities: commodities(sad),
        // The office of departure sets it on release: a SAD exported before and after is the same
        // declaration.
        limit_date: None,
        consignor_authorisation: None,
    };
    let code = completion.access_code.iter().cloned();
    let access_codes: BTreeMap<_, _> = code.map(|code| (CoverNumber(1), code)).collect();
    let registration = registration(&mut reading, &departure);
    let (release, exit) = (release(&mut reading), exit(&mut reading));
    if !reading.findings.is_empty() {
        return Err(reading.findings);
    }
    let presenting =
        Presenting { declaration, access_codes, contents: contents(sad), prelodged: false };
    Ok(Sad { presenting, registration, release, exit })
}

fn filled<'a>(sad: &'a Element, path: &str) -> Option<&'a str> {
    sad.text(path).map(str::trim).filter(|text| !text.is_empty())
}

fn amount(reading: &mut Reading<'_>, currency: Currency) -> Option<Money> {
    let amount = reading.optional("Financial/Guarantee/Amount", kernel::Amount::parse)?;
    (!amount.is_zero()).then(|| Money::new(amount, currency))
}

/// Dates stand as ISO or as month/day/two-digit year, by the settings of the installation.
fn date(reading: &mut Reading<'_>, path: &str) -> Option<Date> {
    reading
        .optional(path, |text| text.parse::<Date>().or_else(|_| Date::strptime("%m/%d/%y", text)))
}

fn registration(reading: &mut Reading<'_>, office: &OfficeCode) -> Option<NationalReference> {
    let sad = reading.message;
    let number = filled(sad, "Identification/Registration/Number")?;
    let serial = filled(sad, "Identification/Registration/Serial_number").unwrap_or_default();
    let day = date(reading, "Identification/Registration/Date");
    let year = day.map_or_else(String::new, |day| format!("{} ", day.year()));
    NationalReference::parse(&format!("{office} {year}{serial} {number}")).ok()
}

fn release(reading: &mut Reading<'_>) -> Option<Release> {
    filled(reading.message, "Transit/Result_of_control")?;
    let limit_date = date(reading, "Transit/Time_limit");
    let officer = reading.optional("Transit/Officer_name", OfficerId::parse);
    Some(Release { limit_date, officer })
}

fn exit(reading: &mut Reading<'_>) -> Option<Exit> {
    let office =
        reading.optional("Export_release/Actual_office_of_exit_code", OfficeCode::parse)?;
    let day = date(reading, "Export_release/Date_of_exit")?;
    let time = filled(reading.message, "Export_release/Time_of_exit").unwrap_or("00:00:00");
    match parse_date_and_time(&format!("{day}T{time}")) {
        Ok(at) => Some(Exit { office, at }),
        Err(_) => {
            reading.wrong("Export_release/Time_of_exit", time, "hours:minutes:seconds");
            None
        }
    }
}

fn commodities(sad: &Element) -> BTreeSet<CommodityCode> {
    let codes = sad.all("Item/Tarification/HScode/Commodity_code");
    codes.iter().filter_map(|code| CommodityCode::parse(code.value()?).ok()).collect()
}

/// The same groups as a transit declaration has, under the names of NCTS, so that whoever reads the
/// movement need not know which system it came from.
fn contents(sad: &Element) -> Contents {
    let operation = Element::group("Operation").and(
        Element::group("TransitOperation")
            .with("declarationType", "T1")
            .with("additionalDeclarationType", "A"),
    );
    let principal = Element::group("HolderOfTheTransitProcedure")
        .with_some("name", filled(sad, "Transit/Principal/Name"));
    let parties = Element::group("Parties").and(principal);
    Contents {
        goods: Some(goods(sad)),
        operation: Some(operation),
        parties: Some(parties),
        transport: Some(transport(sad)),
    }
}

fn goods(sad: &Element) -> Element {
    let mass = filled(sad, "Valuation/Weight/Gross_weight").unwrap_or("0");
    let items = (1_u32..).zip(sad.all("Item")).map(|(number, from)| item(number, from));
    let house = Element::group("HouseConsignment")
        .with("sequenceNumber", 1)
        .with("grossMass", mass)
        .and_all(items);
    let contained = filled(sad, "Transport/Container_flag") == Some("true");
    Element::group("Consignment")
        .with("containerIndicator", u8::from(contained))
        .with("grossMass", mass)
        .and(house)
}

fn item(number: u32, from: &Element) -> Element {
    let code = filled(from, "Tarification/HScode/Commodity_code");
    let subheading = code.and_then(|code| code.get(..6)).map(|subheading| {
        Element::group("CommodityCode").with("harmonizedSystemSubHeadingCode", subheading)
    });
    let measure = Element::group("GoodsMeasure").with(
        "grossMass",
        filled(from, "Valuation_item/Weight_itm/Gross_weight_itm").unwrap_or("0"),
    );
    let description = filled(from, "Goods_description/Description_of_goods").unwrap_or("-");
    let commodity = Element::group("Commodity")
        .with("descriptionOfGoods", description)
        .and_all(subheading)
        .and(measure);
    let packaging = Element::group("Packaging")
        .with("sequenceNumber", 1)
        .with("typeOfPackages", filled(from, "Packages/Kind_of_packages_code").unwrap_or("PK"))
        .with_some("numberOfPackages", filled(from, "Packages/Number_of_packages"))
        .with_some("shippingMarks", filled(from, "Packages/Marks1_of_packages"));
    Element::group("ConsignmentItem")
        .with("goodsItemNumber", number)
        .with("declarationGoodsItemNumber", number)
        .and(commodity)
        .and(packaging)
}

fn transport(sad: &Element) -> Element {
    let seals = filled(sad, "Transit/Seals/Identity").map(|seal| {
        let seal = Element::group("Seal").with("sequenceNumber", 1).with("identifier", seal);
        Element::group("TransportEquipment")
            .with("sequenceNumber", 1)
            .with("numberOfSeals", filled(sad, "Transit/Seals/Number").unwrap_or("1"))
            .and(seal)
    });
    let means = "Transport/Means_of_transport/Departure_arrival_information";
    let vehicle = filled(sad, &format!("{means}/Identity")).map(|identity| {
        // 30: registration number of the road vehicle (CL750).
        Element::group("DepartureTransportMeans")
            .with("sequenceNumber", 1)
            .with("typeOfIdentification", 30)
            .with("identificationNumber", identity)
            .with_some("nationality", filled(sad, &format!("{means}/Nationality")))
    });
    Element::group("Consignment").and_all(seals).and_all(vehicle)
}

/// Something other administrations, or the node, recorded of a movement that a national system
/// registered.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<'a> {
    /// The movement's number, once it has one.
    pub mrn: Option<&'a Mrn>,
    /// What the declarant calls it: the reference by which the national system finds its SAD.
    pub lrn: &'a Lrn,
    /// What was recorded, by the word of the step: `exited`, `entered`, `arrived`, `ended`, ...
    pub what: &'a str,
    /// Where.
    pub office: &'a OfficeCode,
    /// When.
    pub at: Timestamp,
    /// The result of a control, where it is one.
    pub result: Option<&'a str>,
}

/// What is written back to the national system: a SAD that holds the movement's number, the step
/// and where and when it was taken.
pub fn write_back(recorded: &Recorded<'_>) -> Element {
    let stamp = recorded.at.strftime("%H:%M:%S").to_string();
    let day = recorded.at.strftime("%Y-%m-%d").to_string();
    let step = Element::group("Export_release")
        .with("Date_of_exit", day)
        .with("Time_of_exit", stamp)
        .with("Actual_office_of_exit_code", recorded.office)
        .with_some("Exit_reference", recorded.mrn)
        .with("Comments", recorded.what);
    let reference = Element::group("Reference").with("Number", recorded.lrn);
    let declarant = Element::group("Declarant").and(reference);
    let transit =
        recorded.result.map(|result| Element::group("Transit").with("Result_of_control", result));
    Element::group("ASYCUDA").and(step).and(declarant).and_all(transit)
}
