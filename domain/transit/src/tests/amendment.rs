//! What may change in a declaration, by the state it is in.

use super::*;

const SECOND: CoverNumber = CoverNumber(2);

/// Another guarantee in place of the one declared.
fn other_guarantee(amending: &mut Amending) {
    let declared = &mut amending.declaration.guarantees[0];
    declared.reference =
        Some(kernel::GuaranteeReference::Grn("26CI0000020000011".parse().unwrap()));
}

fn other_route(amending: &mut Amending) {
    amending.declaration.transits = vec![office("BFX02000"), office("MLX01000")];
}

#[test]
fn goods_are_amended_before_release_and_the_view_shows_them() {
    let goods = Element::group("Consignment").with("grossMass", "59000");
    let change = amend(|amending| amending.contents.goods = Some(goods.clone()));
    let case = presented().did(&asked("CI"), change.clone());
    assert_eq!(case.view().goods, Some(goods));
    assert!(
        happens(&case, &Facts { contents: Box::new(contents(&case)), ..asked("CI") }, change)
            .is_empty()
    );
    let released = [Refusal::AlreadyReleased];
    refused(&self::released(), &asked("CI"), amend(other_route), &released);
}

fn contents(case: &Case) -> Contents {
    let View { goods, operation, parties, transport, .. } = case.view();
    Contents { goods, operation, parties, transport }
}

#[test]
fn what_names_the_declaration_never_changes() {
    let change = amend(|amending| {
        amending.declaration.lrn = "LRN-2".parse().unwrap();
        amending.declaration.declaration_type = "T2".to_owned();
        amending.declaration.security = kernel::Security::Entry;
        amending.declaration.holder = "CI200".parse().unwrap();
        amending.declaration.representative = Some("CI300".parse().unwrap());
        amending.declaration.departure = office("CIX01000");
    });
    let fields = [
        "LRN",
        "declarationType",
        "security",
        "HolderOfTheTransitProcedure",
        "Representative",
        "CustomsOfficeOfDeparture",
    ];
    let refusals = fields.map(|field| Refusal::MayNotChange { field });
    refused(&presented(), &on_behalf(), change, &refusals);
    let direct = |amending: &mut Amending| {
        amending.declaration.representative = Some("CI300".parse().unwrap());
        amending.declaration.representation = Some(kernel::Representation::Direct);
    };
    let indirect = |amending: &mut Amending| {
        direct(amending);
        amending.declaration.representation = Some(kernel::Representation::Indirect);
    };
    let mut lodged = presenting();
    lodged.declaration.representative = Some("CI300".parse().unwrap());
    lodged.declaration.representation = Some(kernel::Representation::Direct);
    let case = Case::new("CI", "CI").did(&on_behalf(), Command::Present(Box::new(lodged)));
    let other = [Refusal::MayNotChange { field: "Representative" }];
    refused(&case, &on_behalf(), amend(indirect), &other);
}

/// A world in which whoever acts for another may.
fn on_behalf() -> Facts {
    let represented = Represented {
        mandates: Ok(vec![Mandated { number: "MAN-7".parse().unwrap(), limit: None }]),
        licence: Ok("LIC-1".parse().unwrap()),
    };
    Facts { represented: Some(represented), ..asked("CI") }
}

#[test]
fn what_an_amendment_puts_at_stake_is_under_the_mandate_of_that_day_too() {
    let mut lodged = presenting();
    lodged.declaration.representative = Some("CI300".parse().unwrap());
    let case = Case::new("CI", "CI").did(&on_behalf(), Command::Present(Box::new(lodged)));
    let more = |facts: &Facts| {
        let more = amend(|amending| {
            amending.declaration.representative = Some("CI300".parse().unwrap());
            amending.declaration.guarantees[0].amount = Some(xof(900_000));
        });
        case.decide(facts, more)
    };
    let authority = match more(&on_behalf()).unwrap().as_slice() {
        [Event::Amended { authority: Some(authority), .. }] => authority.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((authority.mandate.as_str(), authority.licence.as_str()), ("MAN-7", "LIC-1"));
    let with = |change: fn(&mut Represented)| {
        let mut facts = on_behalf();
        change(facts.represented.as_mut().unwrap());
        more(&facts)
    };
    let representative = || "CI300".parse().unwrap();
    let limit = xof(400_000);
    let exceeded = Refusal::MandateExceeded { representative: representative(), limit };
    let limited = |known: &mut Represented| {
        let limit = Some((xof(400_000), Some(xof(900_000))));
        known.mandates = Ok(vec![Mandated { number: "MAN-7".parse().unwrap(), limit }]);
    };
    assert_eq!(with(limited), Err(vec![exceeded]));
    let expired = Refusal::NoLicence { representative: representative(), reason: "not-valid" };
    let lapsed = |known: &mut Represented| known.licence = Err(kernel::NoLicence::NotValid);
    assert_eq!(with(lapsed), Err(vec![expired]));
}

/// What a message says of its operation.
fn operation(message: &str, itinerary: u8) -> Element {
    let operation = Element::group("TransitOperation")
        .with("LRN", message)
        .with("amendmentTypeFlag", 0)
        .with("bindingItinerary", itinerary);
    Element::group("Operation").with("messageIdentification", message).and(operation)
}

#[test]
fn an_amendment_of_the_operation_alone_is_made() {
    let lodged = |amending: &mut Amending| amending.contents.operation = Some(operation("M1", 0));
    let case = presented().did(&asked("CI"), amend(lodged));
    let known = || Facts { contents: Box::new(contents(&case)), ..asked("CI") };
    // Another message that says the same of it amends nothing.
    let again = amend(|amending| amending.contents.operation = Some(operation("M2", 0)));
    assert!(happens(&case, &known(), again).is_empty());
    let bound = operation("M2", 1);
    let change = amend(|amending| amending.contents.operation = Some(bound.clone()));
    let case = case.clone().did(&known(), change);
    assert_eq!(case.view().operation, Some(bound));
}

#[test]
fn with_only_a_guarantee_neither_the_operation_nor_the_parties_change() {
    let address = |city: &str| {
        let address = Element::group("Address").with("city", city);
        Element::group("Parties").and(Element::group("HolderOfTheTransitProcedure").and(address))
    };
    let lodged = amend(|amending| {
        amending.contents.operation = Some(operation("M1", 0));
        amending.contents.parties = Some(address("Abidjan"));
    });
    let case = accepted().did(&asked("CI"), lodged).did(&facts("CI"), not_held());
    let known = || Facts { contents: Box::new(contents(&case)), ..asked("CI") };
    let replaced = |itinerary, city| {
        amend(|amending| {
            amending.guarantee_only = true;
            other_guarantee(amending);
            amending.contents.operation = Some(operation("M2", itinerary));
            amending.contents.parties = Some(address(city));
        })
    };
    let fixed = ["HolderOfTheTransitProcedure", "TransitOperation"];
    let fixed = fixed.map(|field| Refusal::MayNotChange { field });
    refused(&case, &known(), replaced(1, "Bouake"), &fixed);
    assert_eq!(happens(&case, &known(), replaced(0, "Abidjan")), ["amended"]);
}

#[test]
fn a_guarantee_that_was_taken_back_is_asked_again_when_an_amendment_names_it() {
    let withdraw = Command::WithdrawCover { cover: FIRST, basis: basis() };
    let case = accepted().did(&facts("CI"), cover()).did(&facts("CI"), withdraw);
    let again = amend(|amending| amending.contents.goods = Some(Element::group("Consignment")));
    let declared = case.did(&asked("CI"), again).view().declaration.unwrap();
    assert_eq!(declared.covers().map(|(number, _)| number).collect::<Vec<_>>(), [SECOND]);
}

#[test]
fn a_message_that_names_the_mrn_means_the_declaration_that_has_it() {
    let by_mrn = amend(|amending| {
        amending.declaration.lrn = mrn().as_str().parse().unwrap();
        other_route(amending);
    });
    let case = accepted().did(&asked("CI"), by_mrn);
    assert_eq!(case.view().declaration.unwrap().lrn.as_str(), "LRN-1");
}

#[test]
fn an_amendment_is_judged_as_a_declaration_is() {
    let mut facts = asked("CI");
    facts.listed_offices.remove(&office("BFX02000"));
    let unknown = [Refusal::OfficeUnknown { office: office("BFX02000") }];
    refused(&presented(), &facts, amend(other_route), &unknown);
}

#[test]
fn while_customs_control_nothing_is_amended_unless_they_call_for_it() {
    let order = order_control(NotificationType::Control);
    let case = accepted().did(&facts("CI"), cover()).did(&facts("CI"), order);
    refused(&case, &asked("CI"), amend(other_route), &[Refusal::UnderControl]);
    let call = Command::CallForAmendment { remarks: None, basis: basis() };
    let case = case.did(&facts("CI"), call.clone());
    assert!(happens(&case, &knowing(&case, facts("CI"), &call), call).is_empty());
    let more = Command::CallForAmendment { remarks: Some("the mass".to_owned()), basis: basis() };
    let facts_again = knowing(&case, facts("CI"), &more);
    assert_eq!(happens(&case, &facts_again, more), ["amendment-called-for"]);
    assert!(case.standing().concerns.contains(&Concern::AmendmentCalledFor));
    let result =
        Command::RecordDepartureControl { code: ControlCode::A2, remarks: None, basis: basis() };
    let checked = case.clone().did(&facts("CI"), result);
    refused(&checked, &facts("CI"), release(), &[Refusal::AmendmentPending]);
    let case = case.did(&asked("CI"), amend(other_route));
    assert!(!case.standing().concerns.contains(&Concern::AmendmentCalledFor));
}

#[test]
fn a_refused_guarantee_is_replaced_and_nothing_else_changes() {
    let case = accepted().did(&facts("CI"), not_held());
    refused(&case, &asked("CI"), amend(other_guarantee), &[Refusal::OnlyGuarantees]);
    let with_route = amend(|amending| {
        amending.guarantee_only = true;
        other_guarantee(amending);
        other_route(amending);
        amending.contents.goods = Some(Element::group("Consignment").with("grossMass", "1"));
    });
    let fixed = [
        Refusal::MayNotChange { field: "CustomsOfficeOfTransitDeclared" },
        Refusal::MayNotChange { field: "Consignment" },
    ];
    refused(&case, &asked("CI"), with_route, &fixed);
    let replace = amend(|amending| {
        amending.guarantee_only = true;
        other_guarantee(amending);
    });
    refused(&accepted(), &asked("CI"), replace.clone(), &[Refusal::GuaranteeNotRefused]);
    let case = case.did(&asked("CI"), replace);
    assert_eq!(case.standing().concerns, [].into());
    let declared = case.view().declaration.unwrap();
    assert_eq!(declared.covers().map(|(number, _)| number).collect::<Vec<_>>(), [SECOND]);
}

#[test]
fn a_guarantee_that_is_named_again_is_asked_again_under_a_new_number() {
    let again = amend(|amending| amending.guarantee_only = true);
    let case = accepted().did(&facts("CI"), not_held()).did(&asked("CI"), again);
    let covers: Vec<_> =
        case.view().declaration.unwrap().covers().map(|(number, _)| number).collect();
    assert_eq!(covers, [SECOND]);
}

#[test]
fn a_guarantee_keeps_its_hold_while_what_it_was_asked_stays_the_same() {
    let covered = accepted().did(&facts("CI"), cover());
    let same_question = amend(|amending| amending.contents.goods = None);
    let goods = Element::group("Consignment").with("grossMass", "1");
    let lighter = amend(|amending| amending.contents.goods = Some(goods));
    assert!(happens(&covered, &asked("CI"), same_question).is_empty());
    let case = covered.clone().did(&asked("CI"), lighter);
    assert_eq!(case.view().covers.first().unwrap().state, "held");
    let sensitive = amend(|amending| {
        amending.declaration.commodities = [kernel::CommodityCode::parse("240220").unwrap()].into();
    });
    let case = covered.did(&asked("CI"), sensitive);
    assert_eq!(case.view().covers.first().unwrap().state, "withdrawn");
    let missing = [Refusal::CoverMissing { cover: SECOND, amount: xof(400_000) }];
    refused(&case, &facts("CI"), release(), &missing);
    // A late answer of the guarantee that was given back covers nothing.
    let late =
        Command::RecordCover { cover: FIRST, held: HeldCover { attempt: Attempt(2), ..held() } };
    let case = case.did(&facts("CI"), late);
    refused(&case, &facts("CI"), release(), &missing);
}

#[test]
fn access_codes_follow_their_guarantees_to_their_new_numbers() {
    let amending = amend(|amending| {
        amending.guarantee_only = true;
        other_guarantee(amending);
        amending.access_codes = [(FIRST, kernel::AccessCode::parse("AC02").unwrap())].into();
    });
    let case = accepted().did(&facts("CI"), not_held());
    refused(&case, &asked("CI"), amending.clone(), &[Refusal::AccessNotSealed { cover: SECOND }]);
    let sealed = kernel::SealedText { key: "a2V5".to_owned(), text: "dGV4dA==".to_owned() };
    let facts = Facts { sealed: [(SECOND, sealed.clone())].into(), ..asked("CI") };
    let case = case.did(&facts, amending);
    assert_eq!(declared(&case.told).access, Some([(SECOND, sealed)].into()));
}

#[test]
fn a_national_system_is_asked_and_answers() {
    let ask = Facts { decision: None, ..national("CI") };
    let goods = Element::group("Consignment").with("grossMass", "59000");
    let change = || amend(|amending| amending.contents.goods = Some(goods.clone()));
    let start = Case::new("CI", "CI").did(&national("CI"), present());
    let case = start.did(&ask, change());
    assert!(case.standing().concerns.contains(&Concern::AmendmentRequested));
    assert_ne!(case.view().goods, Some(goods.clone()));
    refused(&case, &ask, change(), &[Refusal::AmendmentPending]);
    let accept = Command::AcceptAmendment { basis: basis() };
    let made = case.clone().did(&national("CI"), accept.clone());
    assert_eq!(made.view().goods, Some(goods.clone()));
    assert_eq!(made.standing().concerns, [].into());
    let refuse = Command::RefuseAmendment { remarks: Some("no".to_owned()), basis: basis() };
    let not_made = case.did(&national("CI"), refuse.clone());
    assert_ne!(not_made.view().goods, Some(goods));
    assert_eq!(not_made.standing().concerns, [].into());
    refused(&not_made, &national("CI"), accept, &[Refusal::NoAmendmentRequested]);
    refused(&not_made, &national("CI"), refuse, &[Refusal::NoAmendmentRequested]);
}

#[test]
fn a_national_system_amends_by_itself_and_says_on_what_record() {
    let change = amend(|amending| {
        amending.basis = Some(basis());
        other_route(amending);
    });
    let case = Case::new("CI", "CI").did(&national("CI"), present());
    assert_eq!(happens(&case, &national("CI"), change.clone()), ["amended"]);
    refused(&case, &facts("CI"), change, &[Refusal::NationalReferenceMissing]);
}

#[test]
fn that_goods_are_there_now_is_told_by_presenting_them_and_not_by_an_amendment() {
    let lodged_as = |prelodged: bool| amend(move |amending| amending.prelodged = Some(prelodged));
    let fixed = [Refusal::MayNotChange { field: "additionalDeclarationType" }];
    refused(&prelodged(), &asked("CI"), lodged_as(false), &fixed);
    refused(&presented(), &asked("CI"), lodged_as(true), &fixed);
    assert!(happens(&prelodged(), &asked("CI"), lodged_as(true)).is_empty());
    assert!(happens(&presented(), &asked("CI"), lodged_as(false)).is_empty());
    // Once they were presented, either says what was so or is.
    let presenting = Command::PresentGoods(Box::default());
    let case = prelodged().did(&asked("CI"), presenting);
    let kind = Element::group("TransitOperation").with("additionalDeclarationType", "D");
    let operation = Some(Element::group("Operation").and(kind));
    let contents = Contents { operation, ..contents(&case) };
    let facts = Facts { contents: Box::new(contents), ..asked("CI") };
    for prelodged in [true, false] {
        case.decide(&facts, lodged_as(prelodged)).unwrap();
    }
}
