//! What traders are told of each event, and that it says the same whenever it is asked for.

use super::mapping::{cc015c, header};
use super::*;
use crate::messages::{Letter, Teller, declaration as declaration_message};

/// Every message of a case, with whom it is for. Each event happens an hour after the one before.
fn told(case: &Case) -> Vec<(Letter, Option<Element>)> {
    let mut case = case.clone();
    for (hour, told) in (10..).zip(&mut case.told) {
        told.at = at(&format!("2026-11-23T{hour}:00:00Z"));
    }
    let mut teller = Teller::new(&case.dossier);
    let mut letters = Vec::new();
    for told in &case.told {
        teller.follow(told);
        if let Some(letter) = teller.letter(told) {
            letters.push((letter, teller.tree(told, &header())));
        }
    }
    letters
}

fn codes(letters: &[(Letter, Option<Element>)]) -> Vec<&'static str> {
    letters.iter().map(|(letter, _)| letter.code).collect()
}

/// The tree of the last message.
fn last(case: &Case) -> Element {
    told(case).pop().unwrap().1.unwrap()
}

/// A declaration as it comes in a message, with its access code sealed.
fn declared() -> (Facts, Case) {
    let presenting = declaration_message(&cc015c()).unwrap();
    let sealed = kernel::SealedText { key: "a2V5".to_owned(), text: "dGV4dA==".to_owned() };
    let facts = Facts { sealed: [(FIRST, sealed)].into(), ..facts("CI") };
    let case = Case::new("CI", "CI").did(&facts, Command::Present(Box::new(presenting)));
    (facts, case)
}

#[test]
fn each_event_a_trader_must_know_of_has_its_message() {
    let (facts, case) = declared();
    let result =
        Command::RecordDepartureControl { code: ControlCode::A1, remarks: None, basis: basis() };
    let second = HeldCover { attempt: Attempt(2), ..held() };
    let case = case
        .did(&facts, accept())
        .did(&facts, not_held())
        .did(&facts, order_control(NotificationType::Control))
        .did(&facts, result)
        .did(&facts, Command::RecordCover { cover: FIRST, held: second })
        .did(&facts, release());
    let case = then(case, "ML", entry("MLX01000"));
    let case = then(case, "ML", arrival(None));
    let case = then(case, "ML", control(ControlCode::A1));
    let case = then(then(case, "ML", end()), "CI", discharge());
    let letters = told(&case);
    let all = ["CC928C", "CC028C", "CC055C", "CC060C", "CC029C", "CC025C", "CC045C"];
    assert_eq!(codes(&letters), all);
    for (letter, tree) in &letters {
        let text = serde_json::to_string(&tree).unwrap();
        assert!(!text.contains("AC01") && !text.contains("accessCode"), "{text}");
        let (recipient, correlation) = match letter.code {
            "CC025C" => ("ML200", None),
            _ => ("CI100", Some("M-1")),
        };
        assert_eq!(letter.recipient.as_str(), recipient);
        assert_eq!(letter.correlation.as_deref(), correlation);
    }
    let refused = letters[2].1.as_ref().unwrap();
    let reason = "GuaranteeReference/InvalidGuaranteeReason/code";
    assert_eq!(refused.text(reason), Some("G09"));
}

/// Another guarantee in place of the first, which was refused.
fn replaced(case: Case) -> Case {
    let change = amend(|amending| {
        amending.guarantee_only = true;
        let declared = &mut amending.declaration.guarantees[0];
        let grn = "26CI0000020000011".parse().unwrap();
        declared.reference = Some(kernel::GuaranteeReference::Grn(grn));
    });
    case.did(&asked("CI"), change)
}

#[test]
fn a_message_says_the_same_whatever_happened_after_it() {
    let refused = accepted().did(&facts("CI"), not_held());
    let before = told(&refused);
    let reference = before[2].1.as_ref().unwrap().text("GuaranteeReference/GRN").unwrap();
    assert_eq!(reference, "26CI0000010000013");
    let after = told(&replaced(refused));
    assert_eq!(after[..3], before);
    assert_eq!(codes(&after[3..]), ["CC004C"]);
}

#[test]
fn what_was_told_too_early_is_told_of_once_it_can_be() {
    let mut case = then(arrived(), "ML", control(ControlCode::A1));
    case = then(case, "ML", end());
    let expected = told(&case);
    // The home's events come to destination in another order.
    case.told.swap(0, 3);
    let ended = told(&case).pop();
    assert_eq!(ended.map(|(letter, _)| letter), expected.last().map(|(letter, _)| letter.clone()));
}

#[test]
fn an_amendment_is_acknowledged_under_the_number_its_declarant_knows() {
    let change = || amend(|amending| amending.declaration.transits = vec![office("MLX01000")]);
    let lodged = last(&presented().did(&asked("CI"), change()));
    let operation = Element::group("TransitOperation")
        .with("LRN", "LRN-1")
        .with("amendmentSubmissionDateAndTime", "2026-11-23T11:00:00")
        .with("amendmentAcceptanceDateAndTime", "2026-11-23T11:00:00");
    assert_eq!(lodged.first("TransitOperation"), Some(&operation));
    // A national system makes it later, and answers the message that asked for it.
    let mut asking = cc015c();
    asking = asking.without("TransitOperation/LRN").without("messageIdentification");
    let flagged = Element::group("TransitOperation")
        .with("MRN", mrn())
        .with("declarationType", "T1")
        .with("security", 0)
        .with("amendmentTypeFlag", 0);
    let asking = asking
        .without("TransitOperation")
        .with("messageIdentification", "M-2")
        .and(flagged)
        .without("Guarantee/GuaranteeReference/accessCode");
    let (_, amending) = crate::messages::amendment(&asking).unwrap();
    let case = Case::new("CI", "CI")
        .did(&national("CI"), present())
        .did(&national("CI"), accept())
        .did(&Facts { decision: None, ..national("CI") }, Command::Amend(Box::new(amending)));
    let made = case.clone().did(&national("CI"), Command::AcceptAmendment { basis: basis() });
    let (letter, tree) = told(&made).pop().unwrap();
    assert_eq!((letter.code, letter.correlation.as_deref()), ("CC004C", Some("M-2")));
    let tree = tree.unwrap();
    assert_eq!(tree.text("TransitOperation/MRN"), Some(mrn().as_str()));
    let times = ["amendmentSubmissionDateAndTime", "amendmentAcceptanceDateAndTime"];
    let times = times.map(|name| tree.text(&format!("TransitOperation/{name}")).unwrap());
    assert_eq!(times, ["2026-11-23T12:00:00", "2026-11-23T13:00:00"]);
    let refuse = Command::RefuseAmendment { remarks: None, basis: basis() };
    let (letter, tree) = told(&case.did(&national("CI"), refuse)).pop().unwrap();
    assert_eq!((letter.code, letter.correlation.as_deref()), ("CC056C", Some("M-2")));
    let operation = Element::group("TransitOperation")
        .with("MRN", mrn())
        .with("businessRejectionType", "013")
        .with("rejectionDateAndTime", "2026-11-23T13:00:00")
        .with("rejectionCode", 4)
        .with("rejectionReason", "A/P4/5/82, art. 9");
    assert_eq!(tree.unwrap().first("TransitOperation"), Some(&operation));
}

#[test]
fn what_is_amended_is_what_is_released() {
    let change = amend(|amending| {
        amending.declaration.transits = vec![office("BFX02000"), office("MLX01000")];
        amending.contents.goods = Some(Element::group("Consignment").with("grossMass", "5"));
    });
    let case = accepted().did(&facts("CI"), cover()).did(&asked("CI"), change);
    let tree = last(&case.did(&facts("CI"), release()));
    let transits = tree.all("CustomsOfficeOfTransitDeclared/referenceNumber");
    let transits: Vec<_> = transits.iter().filter_map(|office| office.value()).collect();
    assert_eq!(transits, ["BFX02000", "MLX01000"]);
    assert_eq!(tree.text("Consignment/grossMass"), Some("5"));
    assert_eq!(tree.text("Consignment/containerIndicator"), Some("0"));
}

#[test]
fn guarantees_of_a_type_stand_together_ninety_nine_to_a_group() {
    let declared = |kind: &str, serial: u32| {
        let digits = format!("26CI000001{serial:06}0");
        DeclaredGuarantee {
            kind: DeclaredKind::parse(kind).unwrap(),
            reference: Some(kernel::GuaranteeReference::Grn(digits.parse().unwrap())),
            amount: Some(xof(serial + 1)),
            number: None,
        }
    };
    let mut presenting = presenting();
    let guarantees = &mut presenting.declaration.guarantees;
    *guarantees = (0..100).map(|serial| declared("1", serial)).collect();
    guarantees.push(declared("0", 100));
    guarantees.push(DeclaredGuarantee {
        kind: DeclaredKind::parse("5").unwrap(),
        reference: None,
        amount: None,
        number: None,
    });
    let facts = facts("CI");
    let mut case = Case::new("CI", "CI")
        .did(&facts, Command::Present(Box::new(presenting.clone())))
        .did(&facts, accept());
    for (cover, declared) in presenting.declaration.covers() {
        let held = HeldCover { amount: declared.amount.unwrap(), ..held() };
        case = case.did(&facts, Command::RecordCover { cover, held });
    }
    case = case.did(&facts, release());
    // The hours of a day are too few for its events.
    case.told.drain(2..103);
    let mut teller = Teller::new(&case.dossier);
    case.told.iter().for_each(|told| teller.follow(told));
    let tree = teller.tree(case.told.last().unwrap(), &header()).unwrap();
    let groups: Vec<_> = tree
        .all("Guarantee")
        .iter()
        .map(|group| {
            let kind = group.text("guaranteeType").unwrap().to_owned();
            let number = group.text("sequenceNumber").unwrap().to_owned();
            (number, kind, group.all("GuaranteeReference").len())
        })
        .collect();
    let expected = [("1", "1", 99), ("2", "1", 1), ("3", "0", 1), ("4", "5", 0)];
    let expected = expected.map(|(number, kind, count)| (number.into(), kind.into(), count));
    assert_eq!(groups, expected);
    let last = tree.all("Guarantee/GuaranteeReference/sequenceNumber");
    assert_eq!(last[98].value(), Some("99"));
    assert_eq!(last[99].value(), Some("1"));
}

#[test]
fn a_refusal_of_cover_names_every_guarantee_refused_so_far() {
    let mut presenting = presenting();
    let mut second = presenting.declaration.guarantees[0].clone();
    let grn = "26CI0000020000011".parse().unwrap();
    second.reference = Some(kernel::GuaranteeReference::Grn(grn));
    presenting.declaration.guarantees.push(second);
    let facts = facts("CI");
    let refuse = |cover| {
        let reasons = vec![kernel::NoCover::Amount, kernel::NoCover::Unknown];
        Command::RecordNoCover { cover, hold: held().hold, attempt: Attempt(1), reasons }
    };
    let case = Case::new("CI", "CI")
        .did(&facts, Command::Present(Box::new(presenting)))
        .did(&facts, accept())
        .did(&facts, refuse(CoverNumber(2)));
    let references = |case: &Case| {
        let tree = last(case);
        let references = tree.all("GuaranteeReference");
        let said = references.iter().map(|reference| {
            let count = reference.all("InvalidGuaranteeReason").len();
            let said = |name: &str| reference.text(name).unwrap().to_owned();
            (said("sequenceNumber"), said("GRN"), count)
        });
        said.collect::<Vec<_>>()
    };
    let second = |number: &str| (number.to_owned(), "26CI0000020000011".to_owned(), 2);
    assert_eq!(references(&case), [second("1")]);
    let first = ("1".to_owned(), "26CI0000010000013".to_owned(), 2);
    assert_eq!(references(&case.did(&facts, refuse(FIRST))), [first, second("2")]);
}

#[test]
fn an_invalidation_says_who_asked_when_and_what_was_decided() {
    let request = || Command::RequestInvalidation {
        remarks: Some("no sale".to_owned()),
        named: Named::default(),
    };
    let said = |case: &Case| last(case).first("Invalidation").unwrap().clone();
    let group = |asked: Option<&str>, decided: &str, decision: u8, by_customs: u8| {
        Element::group("Invalidation")
            .with_some("requestDateAndTime", asked.map(|hour| format!("2026-11-23T{hour}:00:00")))
            .with("decisionDateAndTime", format!("2026-11-23T{decided}:00:00"))
            .with("decision", decision)
            .with("initiatedByCustoms", by_customs)
    };
    // Before acceptance the holder's wish is enough.
    let at_once = presented().did(&asked("CI"), request());
    let words = group(Some("11"), "11", 1, 0).with("justification", "no sale");
    assert_eq!(said(&at_once), words);
    assert_eq!(last(&at_once).text("TransitOperation/LRN"), Some("LRN-1"));
    let requested = accepted().did(&asked("CI"), request());
    let refuse = Command::RefuseInvalidation { remarks: Some("seen".to_owned()), basis: basis() };
    let refused = requested.clone().did(&facts("CI"), refuse);
    assert_eq!(said(&refused), group(Some("12"), "13", 0, 0).with("justification", "seen"));
    let invalidate = || Command::Invalidate { remarks: None, basis: basis() };
    let granted = requested.did(&facts("CI"), invalidate());
    assert_eq!(said(&granted), group(Some("12"), "13", 1, 0));
    assert_eq!(last(&granted).text("TransitOperation/MRN"), Some(mrn().as_str()));
    let by_customs = released().did(&facts("CI"), invalidate());
    assert_eq!(said(&by_customs), group(None, "14", 1, 1));
}

#[test]
fn goods_that_do_not_come_in_time_reject_their_declaration() {
    let late = on("2026-12-24", facts("CI"));
    let case = prelodged().did(&late, Command::WatchLimits);
    let letters = told(&case);
    assert_eq!(codes(&letters), ["CC928C", "CC056C"]);
    let tree = last(&case);
    let operation = Element::group("TransitOperation")
        .with("LRN", "LRN-1")
        .with("businessRejectionType", "015")
        .with("rejectionDateAndTime", "2026-11-23T11:00:00")
        .with("rejectionCode", 12);
    assert_eq!(tree.first("TransitOperation"), Some(&operation));
    let error = Element::group("FunctionalError")
        .with("errorPointer", "/CC170C")
        .with("errorCode", "92")
        .with("errorReason", "TRA-047")
        .with("originalAttributeValue", "2026-12-23");
    assert_eq!(tree.first("FunctionalError"), Some(&error));
}

#[test]
fn a_control_says_what_is_controlled_and_which_documents_are_asked_for() {
    let order = |notification, controls, documents| Command::OrderControl {
        notification,
        controls,
        documents,
        basis: basis(),
    };
    let invoice = || RequestedDocument {
        kind: "N935".to_owned(),
        description: Some("the invoice".to_owned()),
    };
    let scan = || ControlType { kind: "20".to_owned(), text: None };
    let said = |case: &Case| {
        let tree = last(case);
        let of = |name: &str| tree.all(name).into_iter().cloned().collect::<Vec<_>>();
        let kind = tree.text("TransitOperation/notificationType").unwrap().to_owned();
        (kind, of("TypeOfControls"), of("RequestedDocument"))
    };
    let control =
        |kind: &str| Element::group("TypeOfControls").with("sequenceNumber", 1).with("type", kind);
    let document = Element::group("RequestedDocument")
        .with("sequenceNumber", 1)
        .with("documentType", "N935")
        .with("description", "the invoice");
    let facts = facts("CI");
    let command = order(NotificationType::Control, vec![scan()], vec![invoice()]);
    let case = accepted().did(&facts, command);
    let expected = ("0".to_owned(), vec![control("20")], vec![document.clone()]);
    assert_eq!(said(&case), expected);
    assert_eq!(last(&case).text("TransitOperation/LRN"), None);
    // Under control more documents may be asked for; the sort of control is told no more.
    let command = order(NotificationType::Documents, vec![scan()], vec![invoice()]);
    let expected = ("1".to_owned(), vec![], vec![document]);
    assert_eq!(said(&case.did(&facts, command)), expected);
    // Where nothing is said, it is a control of another sort, on the provision cited.
    let plain = accepted().did(&facts, order_control(NotificationType::Control));
    let other = control("50").with("text", "A/P4/5/82, art. 9");
    assert_eq!(said(&plain), ("0".to_owned(), vec![other], vec![]));
    let intended = order(NotificationType::Intention, vec![scan()], vec![invoice()]);
    let intended = prelodged().did(&facts, intended);
    assert_eq!(said(&intended), ("2".to_owned(), vec![], vec![]));
    assert_eq!(last(&intended).text("TransitOperation/LRN"), Some("LRN-1"));
}

#[test]
fn what_is_not_released_says_why_and_when_it_was_declared() {
    let refuse = |remarks: Option<&str>| Command::RefuseRelease {
        reason: NoRelease::Control,
        remarks: remarks.map(ToOwned::to_owned),
        basis: basis(),
    };
    let operation = |case: &Case| last(case).first("TransitOperation").unwrap().clone();
    let expected = Element::group("TransitOperation")
        .with("MRN", mrn())
        .with("declarationSubmissionDateAndTime", "2026-11-23T10:00:00")
        .with("noReleaseMotivationCode", "C1");
    let words = accepted().did(&facts("CI"), refuse(Some("not as declared")));
    let told = expected.clone().with("noReleaseMotivationText", "not as declared");
    assert_eq!(operation(&words), told);
    let silent = accepted().did(&facts("CI"), refuse(None));
    let told = expected.with("noReleaseMotivationText", "A/P4/5/82, art. 9");
    assert_eq!(operation(&silent), told);
}

#[test]
fn customs_ask_for_amendments_and_for_answers_to_discrepancies() {
    let call = Command::CallForAmendment { remarks: None, basis: basis() };
    let tree = last(&accepted().did(&facts("CI"), call));
    let operation = Element::group("TransitOperation")
        .with("MRN", mrn())
        .with("amendmentNotificationDateAndTime", "2026-11-23T12:00:00");
    assert_eq!((&*tree.name, tree.first("TransitOperation")), ("CC022C", Some(&operation)));
    let found = then(arrived(), "ML", control(ControlCode::B1)).seen_by("CI");
    let notify = Command::NotifyDiscrepancies {
        answer_by: None,
        remarks: Some("two bags are missing".to_owned()),
        basis: basis(),
    };
    let tree = last(&found.did(&facts("CI"), notify));
    let operation = Element::group("TransitOperation")
        .with("MRN", mrn())
        .with("discrepanciesNotificationDate", "2026-11-23")
        .with("discrepanciesNotificationText", "two bags are missing");
    assert_eq!((&*tree.name, tree.first("TransitOperation")), ("CC019C", Some(&operation)));
}

#[test]
fn an_authorised_consignee_is_told_of_the_goods_once_and_then_to_go_on() {
    let facts_ml = Facts { consignee_authorised: true, ..facts("ML") };
    let (facts, case) = declared();
    let case = case.did(&facts, accept()).did(&facts, cover()).did(&facts, release());
    let case = then(case, "ML", entry("MLX01000"));
    let permit = || Command::PermitUnloading { basis: basis() };
    let case = case.did(&facts_ml, arrival(Some("C522-7"))).did(&facts_ml, permit());
    let (letter, tree) = told(&case).pop().unwrap();
    assert_eq!((letter.code, letter.recipient.as_str()), ("CC043C", "ML200"));
    let tree = tree.unwrap();
    let said = |path: &str| tree.text(path);
    assert_eq!(said("TransitOperation/declarationType"), Some("T1"));
    assert_eq!(said("TransitOperation/declarationAcceptanceDate"), Some("2026-11-23"));
    assert_eq!(said("HolderOfTheTransitProcedure/name"), Some("Transit Ivoire"));
    assert_eq!(said("Consignment/grossMass"), Some("10"));
    assert!(tree.first("Consignment/TransportEquipment").is_some());
    assert!(tree.first("CTLControl").is_none());
    let half = Command::RemarkUnloading {
        unloading: Unloading {
            date: day("2026-11-24"),
            completed: false,
            conform: true,
            seals: SealState::Intact,
        },
        remarks: None,
        found: None,
        named: Named::default(),
    };
    let tree = last(&case.did(&facts_ml, half).did(&facts_ml, permit()));
    let names: Vec<_> = tree.children()[6..].iter().map(|child| &*child.name).collect();
    let short = [
        "TransitOperation",
        "CustomsOfficeOfDestinationActual",
        "TraderAtDestination",
        "CTLControl",
    ];
    assert_eq!(names, short);
    assert_eq!(tree.text("CTLControl/continueUnloading"), Some("1"));
    assert_eq!(tree.text("TransitOperation/declarationType"), None);
}

#[test]
fn a_representative_is_named_by_number_and_by_the_way_he_acts() {
    let mut presenting = presenting();
    presenting.declaration.representative = Some("BROKER1".parse().unwrap());
    presenting.declaration.representation = Some(kernel::Representation::Indirect);
    let represented = Represented {
        mandates: Ok(vec![Mandated { number: "M-1".parse().unwrap(), limit: None }]),
        licence: Ok("L-1".parse().unwrap()),
    };
    let facts = Facts { represented: Some(represented), ..facts("CI") };
    let case = Case::new("CI", "CI")
        .did(&facts, Command::Present(Box::new(presenting)))
        .did(&facts, accept())
        .did(&facts, order_control(NotificationType::Control));
    let (letter, tree) = told(&case).pop().unwrap();
    assert_eq!(letter.recipient.as_str(), "BROKER1");
    let representative =
        Element::group("Representative").with("identificationNumber", "BROKER1").with("status", 3);
    assert_eq!(tree.unwrap().first("Representative"), Some(&representative));
}
