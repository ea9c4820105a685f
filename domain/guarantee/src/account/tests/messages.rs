//! Messages of the parties as commands, and what they are told, as trees.

use kernel::{Element, Finding, MessageHeader, Timestamp};

use super::*;
use crate::account::messages::{Correspondence, Due, change_of_codes, merge, queries};

pub(super) fn parties() -> Parties {
    let party = |name: &str, city: &str| Party {
        name: name.to_owned(),
        street_and_number: "Rue 12".to_owned(),
        postcode: None,
        city: city.to_owned(),
        country: Country::parse("CI").unwrap(),
    };
    Parties {
        holder: Some(party("Transit Ivoire SA", "Abidjan")),
        guarantor: Some(party("Caution du Golfe", "Bouaké")),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn header(due: &Due, told: &Told<Account>) -> MessageHeader {
    MessageHeader {
        sender: "NTA.CI".to_owned(),
        recipient: due.recipient.clone(),
        prepared: told.at,
        identification: "CI-1-1-7".to_owned(),
        correlation: due.correlation.clone(),
    }
}

/// Everything the parties are told, in order, each event a day after the one before.
fn told(case: &Case) -> Vec<(Due, Element)> {
    let mut correspondence = Correspondence::default();
    let mut messages = Vec::new();
    for (number, told) in (1..).zip(&case.told) {
        let told = Told { at: at(&format!("2026-11-{number:02}T08:00:00Z")), ..told.clone() };
        for due in correspondence.follow(&told).unwrap() {
            let message = correspondence.write(&told, &header(&due, &told)).unwrap();
            messages.push((due, message));
        }
    }
    messages
}

fn asked_by_holder() -> Facts {
    let asker = Asker::Trader("CI100".parse().unwrap());
    Facts { asker, access: Access::Missing, parties: parties(), ..facts() }
}

/// The answer to a query of the holder.
fn answer(case: &Case, asked: Querying) -> Element {
    let case = case.clone().did(&asked_by_holder(), Command::Query(Box::new(asked)));
    let (due, message) = told(&case).pop().unwrap();
    assert_eq!((due.code, due.recipient.as_str()), ("CC037C", "CI100"));
    message
}

fn flat(element: &Element) -> String {
    match element.value() {
        Some(text) => format!("{}={text}", element.name),
        None => {
            let inside: Vec<_> = element.children().iter().map(flat).collect();
            format!("{}({})", element.name, inside.join(" "))
        }
    }
}

fn used() -> Case {
    registered(GuaranteeType::Comprehensive)
        .did(&facts(), hold(1, 400_000))
        .did(&facts(), hold(2, 100_000))
        .did(&facts(), hold(3, 1_000))
        .did(&facts(), Command::Credit { hold: hold_ref(2) })
        .did(&facts(), Command::Withdraw { hold: hold_ref(3) })
}

#[test]
fn a_query_is_answered_with_uses_exposure_and_balance() {
    let message = answer(&used(), querying(QueryKind::UsageAndExposure));
    let reference = message.first("GuaranteeReference").unwrap();
    let of = |name: &str| reference.all(name).into_iter().map(flat).collect::<Vec<_>>();
    assert_eq!(
        flat(message.first("Requester").unwrap()),
        "Requester(identificationNumber=CI100 role=1)"
    );
    assert_eq!(reference.text("acceptanceDateAndTime"), Some("2026-11-01T08:00:00"));
    assert_eq!(
        of("Usage"),
        [
            "Usage(sequenceNumber=1 MRN=26CI000000000001J1 coveredAmount=400000 currency=XOF \
             lockDate=2026-11-03)",
            "Usage(sequenceNumber=2 MRN=26CI000000000001J1 coveredAmount=100000 currency=XOF \
             lockDate=2026-11-04 releaseDate=2026-11-06)",
        ]
    );
    let exposure = "Exposure(exposure=400000 exposureCounter=1 balance=600000 currency=XOF)";
    assert_eq!(of("Exposure"), [exposure]);
    assert_eq!(
        of("Guarantor"),
        [
            "Guarantor(identificationNumber=G-1 name=Caution du Golfe Address(streetAndNumber=Rue 12 \
          city=Bouaké country=CI))"
        ]
    );
    assert_eq!(
        of("ComprehensiveGuarantee"),
        ["ComprehensiveGuarantee(referenceAmount=1000000 percentageOfReferenceAmount=100 \
          guaranteeAmount=1000000 currency=XOF numberOfCertificates=0 validityStartDate=2026-01-01 \
          validityEndDate=2026-12-31 restrictedUseForSuspendedGoods=1 \
          ValidityLimitation(sequenceNumber=1 guaranteeNotValidIn=NE))"]
    );
    assert_eq!(of("Owner"), [""; 0]);
}

#[test]
fn each_query_is_told_what_it_asks_and_no_more() {
    let groups = |case: &Case, query| {
        let message = answer(case, querying(query));
        let reference = message.first("GuaranteeReference").unwrap();
        let wanted = ["Owner", "Usage", "Exposure", "ComprehensiveGuarantee"];
        let there = |name: &&str| reference.first(name).is_some();
        wanted.into_iter().filter(there).collect::<Vec<_>>()
    };
    assert_eq!(groups(&used(), QueryKind::Usage), ["Usage", "ComprehensiveGuarantee"]);
    assert_eq!(groups(&used(), QueryKind::Exposure), ["Exposure", "ComprehensiveGuarantee"]);
    assert_eq!(groups(&used(), QueryKind::Owner), ["Owner"]);
    // The counter of the message begins with 1, so nothing is said of an exposure that is none.
    let unused = registered(GuaranteeType::Comprehensive);
    assert_eq!(groups(&unused, QueryKind::Exposure), ["ComprehensiveGuarantee"]);
    let owner = answer(&used(), querying(QueryKind::Owner));
    assert_eq!(
        flat(owner.first("GuaranteeReference/Owner").unwrap()),
        "Owner(identificationNumber=CI100 name=Transit Ivoire SA Address(streetAndNumber=Rue 12 \
         city=Abidjan country=CI))"
    );
}

#[test]
fn a_period_chooses_uses_by_the_day_they_were_held() {
    let day = |text: &str| Some(text.parse().unwrap());
    let within = |from, until| {
        let asked = Querying { from, until, ..querying(QueryKind::Usage) };
        let message = answer(&used(), asked);
        let uses = message.all("GuaranteeReference/Usage/lockDate");
        uses.into_iter().filter_map(Element::value).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(within(day("2026-11-04"), None), ["2026-11-04"]);
    assert_eq!(within(None, day("2026-11-03")), ["2026-11-03"]);
    assert_eq!(within(day("2026-11-03"), day("2026-11-04")), ["2026-11-03", "2026-11-04"]);
}

#[test]
fn a_suspended_guarantee_says_under_which_rule_it_is() {
    let case = used().did(&facts(), Command::Suspend { basis: basis() });
    let message = answer(&case, querying(QueryKind::Exposure));
    let reason = message.text("GuaranteeReference/ComprehensiveGuarantee/invalidityReasonText");
    assert_eq!(reason, Some("A/SP.1/5/90, art. 4"));
}

#[test]
fn each_type_is_answered_with_its_own_group() {
    let group = |case: &Case| {
        let message = answer(case, querying(QueryKind::Usage));
        let reference = message.first("GuaranteeReference").unwrap();
        let names = [
            "ComprehensiveGuarantee",
            "IndividualGuaranteeByGuarantor",
            "IndividualGuaranteeVoucher",
        ];
        names.into_iter().find_map(|name| reference.first(name)).map(flat).unwrap_or_default()
    };
    let waiver = group(&registered(GuaranteeType::Waiver));
    assert!(
        waiver.starts_with("ComprehensiveGuarantee(referenceAmount=1000000 guaranteeAmount=0 ")
    );
    let several = group(&registered(GuaranteeType::MultipleUsage));
    assert!(several.starts_with("ComprehensiveGuarantee(guaranteeAmount=1000000 "));
    assert_eq!(
        group(&registered(GuaranteeType::Voucher)),
        "IndividualGuaranteeVoucher(issueDate=2026-01-01 expiryDate=2026-12-31 copyGiven=0 TIRCarnet=0)"
    );
    assert_eq!(group(&registered(GuaranteeType::Individual)), "");
    let mut asked = registering(GuaranteeType::Individual);
    asked.bound_to = Some(BoundTo {
        departure: Some("CIABJ000".parse().unwrap()),
        destination: Some("BFBOY000".parse().unwrap()),
        commodities: [].into(),
    });
    let bound = Case::new("CI", "CI").did(&facts(), Command::Register(Box::new(asked)));
    assert_eq!(
        group(&bound),
        "IndividualGuaranteeByGuarantor(guaranteeAmount=1000000 currency=XOF \
         CustomsOfficeOfDeparture(referenceNumber=CIABJ000) \
         CustomsOfficeOfDestination(referenceNumber=BFBOY000))"
    );
}

#[test]
fn the_holder_and_the_guarantor_are_told_of_every_change_and_of_nothing_else() {
    let amount = Command::ChangeReferenceAmount {
        reference_amount: xof(2_000_000),
        percentage: percentage(50),
        basis: basis(),
    };
    let longer = Validity { until: None, from: "2026-02-01".parse().unwrap(), ..validity() };
    let adds = Facts { new_codes: vec![code("AC02")], ..facts() };
    let case = used()
        .did(&facts(), amount)
        .did(&facts(), Command::ChangeValidity { validity: longer, basis: basis() })
        .did(&facts(), Command::Suspend { basis: basis() })
        .did(&facts(), Command::LiftSuspension { basis: basis() })
        .did(&adds, change_codes());
    let notices: Vec<_> = told(&case)
        .into_iter()
        .map(|(due, message)| {
            let text = |name: &str| {
                let text = message.text(&format!("GuaranteeReference/{name}"));
                text.unwrap_or("-").to_owned()
            };
            assert_eq!(due.code, "CC225C");
            let names = ["referenceAmount", "guaranteeAmount", "validityDate", "invalidityDate"];
            format!("{} {}", due.recipient, names.map(text).join(" "))
        })
        .collect();
    let both = |line: &str| [format!("CI100 {line}"), format!("G-1 {line}")];
    let expected = [
        both("1000000 1000000 2026-01-01 -"),
        both("1000000 1000000 2026-01-01 -"),
        both("2000000 1000000 2026-01-01 -"),
        both("2000000 1000000 2026-02-01 -"),
        both("2000000 1000000 - 2026-11-23"),
        both("2000000 1000000 2026-02-01 -"),
        both("2000000 1000000 2026-02-01 -"),
    ];
    assert_eq!(notices, expected.concat());
}

#[test]
fn no_notice_is_of_a_deposit_or_a_voucher_and_none_shows_a_code() {
    assert_eq!(told(&registered(GuaranteeType::Cash)), []);
    assert_eq!(told(&registered(GuaranteeType::Voucher)), []);
    let all: Vec<_> = told(&registered(GuaranteeType::Comprehensive));
    assert!(all.iter().all(|(_, message)| !flat(message).contains("AC01")));
}

#[test]
fn a_query_of_several_guarantees_is_answered_in_one_message_where_one_office_keeps_them() {
    let one = answer(&used(), querying(QueryKind::Usage));
    let other = answer(&registered(GuaranteeType::Comprehensive), querying(QueryKind::Exposure));
    let merged = merge(vec![one.clone(), other.clone()]).unwrap();
    let numbers = merged.all("GuaranteeReference/sequenceNumber");
    let numbers: Vec<_> = numbers.into_iter().filter_map(Element::value).collect();
    assert_eq!(numbers, ["1", "2"]);
    let kinds = merged.all("GuaranteeReference/GuaranteeQuery/queryIdentifier");
    assert_eq!(kinds.into_iter().filter_map(Element::value).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(merge(vec![one.clone()]), Some(one.clone()));
    let elsewhere = other
        .without("CustomsOfficeOfGuarantee")
        .and(Element::group("CustomsOfficeOfGuarantee").with("referenceNumber", "CIBKE000"));
    assert_eq!(merge(vec![one, elsewhere]), None);
    assert_eq!(merge(Vec::new()), None);
}

fn cc034c(role: &str, references: &[Element]) -> Element {
    let requester =
        Element::group("Requester").with("identificationNumber", "CI100").with("role", role);
    Element::group("CC034C")
        .with("messageIdentification", "Q-17")
        .and(requester)
        .and_all(references.iter().cloned())
}

fn reference(query: &str, access_code: &str) -> Element {
    Element::group("GuaranteeReference")
        .with("sequenceNumber", 1)
        .with("GRN", GRN)
        .and(
            Element::group("GuaranteeQuery")
                .with("queryIdentifier", query)
                .with("periodFromDate", "2026-01-01"),
        )
        .and(Element::group("AccessCode").with("accessCode", access_code))
}

#[test]
fn a_query_message_is_a_command_for_each_guarantee() {
    let asked = queries(&cc034c("1", &[reference("1", "AC01"), reference("3", "AC02")])).unwrap();
    let expected = |query, text: &str| {
        let querying = Querying {
            from: Some("2026-01-01".parse().unwrap()),
            access_code: Some(kernel::AccessCode::parse(text).unwrap()),
            message: Some("Q-17".to_owned()),
            ..querying(query)
        };
        (Grn::parse(GRN).unwrap(), querying)
    };
    assert_eq!(
        asked,
        [expected(QueryKind::Usage, "AC01"), expected(QueryKind::UsageAndExposure, "AC02")]
    );
}

fn places(findings: Vec<Finding>) -> Vec<(String, String)> {
    findings.into_iter().map(|finding| (finding.path, finding.found)).collect()
}

#[test]
fn what_is_wrong_with_a_query_message_is_told_at_its_place_without_the_code() {
    let wrong = queries(&cc034c("7", &[reference("1", "AC01"), reference("9", "SECRET")]));
    let place = |path: &str, found: &str| (path.to_owned(), found.to_owned());
    assert_eq!(
        places(wrong.unwrap_err()),
        [
            place("/CC034C/Requester/role", "7"),
            place("/CC034C/GuaranteeReference[2]/GuaranteeQuery/queryIdentifier", "9"),
            place("/CC034C/GuaranteeReference[2]/AccessCode/accessCode", ""),
        ]
    );
}

fn cc026c(master: &str, codes: &[(&str, &str)]) -> Element {
    let codes = codes.iter();
    let codes =
        codes.fold(Element::group("AccessCode"), |group, (name, text)| group.with(*name, text));
    let reference = Element::group("GuaranteeReference")
        .with("GRN", GRN)
        .with("masterAccessCode", master)
        .and(codes);
    Element::group("CC026C")
        .and(Element::group("HolderOfTheTransitProcedure").with("identificationNumber", "CI100"))
        .and(Element::group("CustomsOfficeOfGuarantee").with("referenceNumber", "CIABJ000"))
        .and(reference)
}

#[test]
fn a_change_of_codes_is_a_command_and_a_slip_of_the_finger_is_not_told() {
    let message = cc026c("AC01", &[("accessCodeCurrent", "AC01"), ("accessCodeNew", "AC02")]);
    let code = |text: &str| kernel::AccessCode::parse(text).unwrap();
    let (grn, asked) = change_of_codes(&message).unwrap();
    assert_eq!(grn.as_str(), GRN);
    assert_eq!(
        asked,
        ChangingCodes {
            master: code("AC01"),
            current: Some(code("AC01")),
            new: Some(code("AC02")),
            holder: Some("CI100".parse().unwrap()),
            office: Some("CIABJ000".parse().unwrap()),
        }
    );
    let wrong = change_of_codes(&cc026c("AC0", &[("accessCodeNew", "AC0")])).unwrap_err();
    let at = |name: &str| (format!("/CC026C/GuaranteeReference/{name}"), String::new());
    assert_eq!(places(wrong), [at("masterAccessCode"), at("AccessCode/accessCodeNew")]);
}
