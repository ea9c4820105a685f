//! Each message of a trader leads to its command, and is answered in kind.

use identity::Actor;
use kernel::{Decides, DossierId};
use reference::{Authorisation, AuthorisationKind, Validity};
use transit::{Command, ControlCode, NotificationType, Phase};
use wire::MessageCode;

use crate::acts::{basis, end};
use crate::post::*;
use crate::region::*;

/// A region where the holder of the sample has a guarantee of an amount.
fn covered(random: u64, amount: u32) -> Region {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", GRN, HOLDER, amount);
    region
}

/// The messages of a movement at a node, each a kind and its bytes; every one can be written.
fn told(region: &Region, country: &str, movement: &DossierId) -> Vec<(String, Vec<u8>)> {
    let messages = region.reader(country).messages(movement).unwrap().into_iter();
    let bytes = |message: node::Message| (message.code.to_string(), message.bytes.unwrap());
    messages.map(bytes).collect()
}

fn kinds(told: &[(String, Vec<u8>)]) -> Vec<&str> {
    told.iter().map(|(kind, _)| kind.as_str()).collect()
}

fn text_of<'a>(told: &'a [(String, Vec<u8>)], kind: &str) -> &'a str {
    let (_, bytes) = told.iter().rfind(|(known, _)| known == kind).unwrap();
    std::str::from_utf8(bytes).unwrap()
}

/// The national reference an act of a system rests on.
fn recorded() -> kernel::Basis {
    let basis = r#"{"provision":"A/P4/5/82","national_reference":"ASY 1","officer":"awa"}"#;
    serde_json::from_str(basis).unwrap()
}

#[test]
fn a_declaration_is_acknowledged_accepted_and_released() {
    let mut region = covered(301, 5_000_000);
    let posted = region.post("CI", HOLDER, &sample());
    assert_eq!(posted.code(), Some(MessageCode::Cc928c));
    assert_eq!(posted.all("LRN"), ["ABJ-2026-0001"]);
    assert_eq!(posted.all("correlationIdentifier"), ["CI-2026-000001"]);
    let movement = posted.done().dossier;
    let told = told(&region, "CI", &movement);
    assert_eq!(kinds(&told), ["CC928C", "CC028C", "CC029C"]);
    // The consignor is authorised, and nobody looked at the goods.
    assert!(text_of(&told, "CC029C").contains("<code>A3</code>"));
    assert_eq!(testkit::judged(&told), Vec::<String>::new());
}

#[test]
fn a_prelodged_declaration_is_amended_presented_and_released_as_it_is_then() {
    let mut region = covered(302, 5_000_000);
    let movement = region.post("CI", HOLDER, &prelodged()).done().dossier;
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Prelodged);
    let change = amending(BY_LRN, 0, "CI-2026-000002").replace("460", "455");
    let change = change.replace("<additionalDeclarationType>A<", "<additionalDeclarationType>D<");
    let amended = region.post("CI", HOLDER, &change);
    assert_eq!(amended.code(), Some(MessageCode::Cc004c));
    assert_eq!(amended.all("LRN"), ["ABJ-2026-0001"]);
    assert_eq!(amended.all("correlationIdentifier"), ["CI-2026-000002"]);
    assert_eq!(amended.done().events, ["Amended"]);
    let presented = region.post("CI", HOLDER, &presenting_goods("CI-2026-000003"));
    assert_eq!(presented.code(), Some(MessageCode::Cc028c));
    assert_eq!(presented.done().events, ["GoodsPresented"]);
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
    let told = told(&region, "CI", &movement);
    assert_eq!(kinds(&told), ["CC928C", "CC004C", "CC028C", "CC029C"]);
    let released = text_of(&told, "CC029C");
    // What the amendment said, what the presentation said, and what neither said again.
    for said in ["<numberOfPackages>455<", "CI-SEAL-99", "<location>Abidjan<", "1234 AB 01"] {
        assert!(released.contains(said), "{said}: {released}");
    }
    assert!(!released.contains("CI-SEAL-77"));
    assert_eq!(testkit::judged(&told), Vec::<String>::new());
    // The next country has the seal from the groups it may know.
    region.settle();
    let seen = serde_json::to_string(&region.movement("BF", &movement).transport).unwrap();
    assert!(seen.contains("CI-SEAL-99") && !seen.contains("CI-SEAL-77"), "{seen}");
}

#[test]
fn a_holder_invalidates_by_lrn_before_acceptance_and_by_mrn_after_it() {
    let mut region = covered(303, 1_000);
    let movement = region.post("CI", HOLDER, &prelodged()).done().dossier;
    let answered = region.post("CI", HOLDER, &invalidating(BY_LRN, "CI-2026-000002"));
    assert_eq!(answered.code(), Some(MessageCode::Cc009c));
    assert_eq!(answered.all("decision"), ["1"]);
    assert_eq!(answered.all("justification"), ["the sale fell through"]);
    assert_eq!(answered.done().events, ["Invalidated"]);
    let first = told(&region, "CI", &movement);
    let declaration = sample().replace("ABJ-2026-0001", "ABJ-2026-0002");
    let declaration = declaration.replace("CI-2026-000001", "CI-2026-000003");
    let movement = region.post("CI", HOLDER, &declaration).done().dossier;
    let mrn = region.mrn("CI", &movement);
    let answered = region.post("CI", HOLDER, &invalidating(&by_mrn(&mrn), "CI-2026-000004"));
    assert_eq!(answered.code(), Some(MessageCode::Cc009c));
    assert_eq!(answered.all("MRN"), [mrn.as_str()]);
    assert_eq!(answered.done().events, ["InvalidationRequested"]);
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Invalidated);
    let all = [first, told(&region, "CI", &movement)].concat();
    assert_eq!(kinds(&all), ["CC928C", "CC009C", "CC928C", "CC028C", "CC055C", "CC009C"]);
    assert_eq!(testkit::judged(&all), Vec::<String>::new());
}

#[test]
fn a_refused_guarantee_is_replaced_by_message() {
    let mut region = covered(304, 1_000);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    let mrn = region.mrn("CI", &movement);
    let checked = "26CI0000020000010".parse::<kernel::Grn>().unwrap();
    let other = format!("26CI000002000001{}", checked.right_check_digit());
    region.guarantee("CI", &other, HOLDER, 5_000_000);
    let change = amending(&by_mrn(&mrn), 1, "CI-2026-000002").replace(GRN, &other);
    let answered = region.post("CI", HOLDER, &change);
    assert_eq!(answered.code(), Some(MessageCode::Cc004c));
    assert_eq!(answered.all("MRN"), [mrn.as_str()]);
    answered.done();
    let told = told(&region, "CI", &movement);
    assert_eq!(kinds(&told), ["CC928C", "CC028C", "CC055C", "CC004C", "CC029C"]);
    assert!(text_of(&told, "CC055C").contains(GRN));
    assert!(text_of(&told, "CC029C").contains(&other));
    assert!(!text_of(&told, "CC029C").contains(GRN));
    assert_eq!(testkit::judged(&told), Vec::<String>::new());
}

#[test]
fn what_a_national_system_decides_is_answered_when_it_has() {
    let mut region = Region::new(305, Decides::National);
    region.guarantee("CI", GRN, HOLDER, 5_000_000);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    let system = Actor::NationalSystem("ASYCUDA".to_owned());
    let decide = |region: &mut Region, command: Command| {
        let target = node::Target::Dossier(movement.clone());
        let mut asked = region.asked(target, node::Command::Movement(Box::new(command)));
        asked.actor = system.clone();
        region.submit("CI", asked).outcome.unwrap();
    };
    decide(&mut region, Command::Accept { mrn: None, basis: recorded() });
    let mrn = region.mrn("CI", &movement);
    for (identification, refused) in [("CI-2026-000002", true), ("CI-2026-000003", false)] {
        let change = amending(&by_mrn(&mrn), 0, identification).replace("460", "455");
        let answered = region.post("CI", HOLDER, &change);
        assert_eq!(answered.code(), None, "{answered:?}");
        assert_eq!(answered.done().events, ["AmendmentRequested"]);
        let command = if refused {
            let remarks = Some("not before the control".to_owned());
            Command::RefuseAmendment { remarks, basis: recorded() }
        } else {
            Command::AcceptAmendment { basis: recorded() }
        };
        decide(&mut region, command);
    }
    let answered = region.post("CI", HOLDER, &invalidating(&by_mrn(&mrn), "CI-2026-000004"));
    assert_eq!(answered.code(), None);
    decide(&mut region, Command::RefuseInvalidation { remarks: None, basis: recorded() });
    decide(&mut region, Command::CallForAmendment { remarks: None, basis: recorded() });
    let reason = transit::NoRelease::Other;
    decide(&mut region, Command::RefuseRelease { reason, remarks: None, basis: recorded() });
    let told = told(&region, "CI", &movement);
    let all = ["CC928C", "CC028C", "CC056C", "CC004C", "CC009C", "CC022C", "CC051C"];
    assert_eq!(kinds(&told), all);
    let refused = text_of(&told, "CC056C");
    for said in ["<businessRejectionType>013<", "not before the control", "CI-2026-000002"] {
        assert!(refused.contains(said), "{said}: {refused}");
    }
    assert!(text_of(&told, "CC004C").contains("CI-2026-000003"));
    assert_eq!(testkit::judged(&told), Vec::<String>::new());
}

#[test]
fn goods_with_differences_are_released_when_the_holder_asks_for_it_and_not_where_he_does_not() {
    let mut region = covered(306, 5_000_000);
    // The officer releases, so that a control can come before.
    region.people("CI").standing_orders.retain(|order| !order.post.as_str().ends_with("departure"));
    region.restart("CI", 306);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    let accept = Command::Accept { mrn: None, basis: basis() };
    region.officer("CI", &movement, accept).outcome.unwrap();
    let mrn = region.mrn("CI", &movement);
    let order = |notification, documents| Command::OrderControl {
        notification,
        controls: Vec::new(),
        documents,
        basis: basis(),
    };
    let invoice = transit::RequestedDocument { kind: "N935".to_owned(), description: None };
    for command in [
        order(NotificationType::Control, Vec::new()),
        order(NotificationType::Documents, vec![invoice]),
        Command::RecordDepartureControl {
            code: ControlCode::A5,
            remarks: Some("460 declared, 455 found".to_owned()),
            basis: basis(),
        },
    ] {
        region.officer("CI", &movement, command).outcome.unwrap();
    }
    region.settle();
    let release = |region: &mut Region| {
        let release = Command::Release { limit_date: None, basis: basis() };
        let told = region.officer("CI", &movement, release).outcome;
        told.map(|done| done.events).map_err(|refused| refused[0].code.clone())
    };
    assert_eq!(release(&mut region), Err("TRA-020".to_owned()));
    for (requested, identification, released) in [
        (0, "CI-2026-000002", Err("TRA-062".to_owned())),
        (1, "CI-2026-000003", Ok(vec!["Released".to_owned()])),
    ] {
        let message = requesting_release(&mrn, requested, identification);
        let asked = region.post("CI", HOLDER, &message);
        assert_eq!(asked.code(), None);
        assert_eq!(asked.done().events, ["ReleaseRequested"]);
        assert_eq!(release(&mut region), released);
    }
    let told = told(&region, "CI", &movement);
    assert_eq!(kinds(&told), ["CC928C", "CC028C", "CC060C", "CC060C", "CC029C"]);
    assert!(text_of(&told, "CC060C").contains("<documentType>N935<"));
    assert_eq!(testkit::judged(&told), Vec::<String>::new());
}

#[test]
fn a_standing_order_waits_where_customs_intend_a_control_and_where_the_holder_wants_to_withdraw() {
    let mut region = covered(311, 5_000_000);
    let movement = region.post("CI", HOLDER, &prelodged()).done().dossier;
    let order = |notification| Command::OrderControl {
        notification,
        controls: Vec::new(),
        documents: Vec::new(),
        basis: basis(),
    };
    let does = |region: &mut Region, command| {
        region.officer("CI", &movement, command).outcome.unwrap();
        region.settle();
    };
    let phase = |region: &Region| region.movement("CI", &movement).standing.phase;
    does(&mut region, order(NotificationType::Intention));
    region.post("CI", HOLDER, &presenting_goods("CI-2026-000002")).done();
    region.settle();
    let view = region.movement("CI", &movement);
    assert_eq!(view.covers.len(), 1);
    assert_eq!(phase(&region), Phase::Accepted);
    does(&mut region, order(NotificationType::Control));
    let mrn = region.mrn("CI", &movement);
    let withdrawing = invalidating(&by_mrn(&mrn), "CI-2026-000003");
    let asked = region.post("CI", HOLDER, &withdrawing);
    assert_eq!(asked.done().events, ["InvalidationRequested"]);
    let code = ControlCode::A1;
    does(&mut region, Command::RecordDepartureControl { code, remarks: None, basis: basis() });
    assert_eq!(phase(&region), Phase::Accepted);
    does(&mut region, Command::RefuseInvalidation { remarks: None, basis: basis() });
    assert_eq!(phase(&region), Phase::Released);
}

/// A region where the sample has arrived at an authorised consignee's, and its movement there.
fn at_the_consignees(random: u64) -> (Region, DossierId, kernel::Mrn) {
    let mut region = covered(random, 5_000_000);
    let known = Authorisation {
        kind: AuthorisationKind::Consignee,
        number: "MLACE2026001".parse().unwrap(),
        holder: "ML200".parse().unwrap(),
        offices: [office("MLBKO000")].into(),
        valid: Validity::ALWAYS,
    };
    let world = &mut region.homes.get_mut("ML").unwrap().world;
    world.reference.authorisations.add(known).unwrap();
    region.restart("ML", random);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    region.settle();
    let mrn = region.mrn("ML", &movement);
    let arrived = region.post("ML", "ML200", &arriving(&mrn, "ML-1"));
    assert_eq!(arrived.code(), None);
    assert_eq!(arrived.done().events, ["Arrived"]);
    (region, movement, mrn)
}

const FOUND: &str = "<Consignment><grossMass>23400</grossMass><HouseConsignment>\
    <sequenceNumber>1</sequenceNumber><ConsignmentItem><goodsItemNumber>1</goodsItemNumber>\
    <declarationGoodsItemNumber>1</declarationGoodsItemNumber><Packaging>\
    <sequenceNumber>1</sequenceNumber><numberOfPackages>455</numberOfPackages></Packaging>\
    </ConsignmentItem></HouseConsignment></Consignment>";

#[test]
fn an_authorised_consignee_unloads_in_two_parts_and_says_what_differs() {
    let (mut region, movement, mrn) = at_the_consignees(307);
    let half = region.post("ML", "ML200", &unloading(&mrn, "ML-2", (1, 0), ""));
    assert_eq!(half.done().events, ["UnloadingRemarked"]);
    let whole = region.post("ML", "ML200", &unloading(&mrn, "ML-3", (0, 1), FOUND));
    assert_eq!(whole.code(), None);
    assert_eq!(whole.done().events, ["UnloadingRemarked"]);
    let control = Command::RecordControl {
        code: ControlCode::A4,
        seals: transit::SealState::Intact,
        discrepancies: Vec::new(),
        remarks: None,
        basis: basis(),
    };
    region.officer("ML", &movement, control).outcome.unwrap();
    region.officer("ML", &movement, end()).outcome.unwrap();
    let told = told(&region, "ML", &movement);
    assert_eq!(kinds(&told), ["CC043C", "CC043C", "CC025C"]);
    let first = std::str::from_utf8(&told[0].1).unwrap();
    assert!(first.contains("Rice, semi-milled") && first.contains("CI-SEAL-77"), "{first}");
    assert!(text_of(&told, "CC043C").contains("<continueUnloading>1<"));
    assert_eq!(testkit::judged(&told), Vec::<String>::new());
    let messages = region.reader("ML").messages(&movement).unwrap();
    assert!(messages.iter().all(|message| message.recipient == "ML200"));
    region.settle();
    // Departure reads what was found, to the number of bags.
    let steps = region.movement("CI", &movement).steps;
    let found = steps.iter().rfind(|step| step.what == "unloading-remarked").unwrap();
    assert!(serde_json::to_string(&found.found).unwrap().contains("455"));
}

#[test]
fn discrepancies_are_put_to_the_holder() {
    let (mut region, movement, mrn) = at_the_consignees(308);
    region.post("ML", "ML200", &unloading(&mrn, "ML-2", (0, 1), FOUND)).done();
    let control = Command::RecordControl {
        code: ControlCode::B1,
        seals: transit::SealState::Intact,
        discrepancies: Vec::new(),
        remarks: None,
        basis: basis(),
    };
    region.officer("ML", &movement, control).outcome.unwrap();
    region.settle();
    let remarks = Some("five bags are missing".to_owned());
    let notify = Command::NotifyDiscrepancies { answer_by: None, remarks, basis: basis() };
    region.officer("CI", &movement, notify).outcome.unwrap();
    let told = told(&region, "CI", &movement);
    assert_eq!(kinds(&told), ["CC928C", "CC028C", "CC029C", "CC019C"]);
    assert!(text_of(&told, "CC019C").contains("five bags are missing"));
    assert_eq!(testkit::judged(&told), Vec::<String>::new());
}

#[test]
fn a_declaration_whose_goods_never_come_is_rejected_and_the_answer_fits_the_schema() {
    let mut region = covered(309, 5_000_000);
    let movement = region.post("CI", HOLDER, &prelodged()).done().dossier;
    region.later(31 * 24 * 3600);
    let now = region.now;
    while region.node("CI").work(now).unwrap() {}
    let told = told(&region, "CI", &movement);
    assert_eq!(kinds(&told), ["CC928C", "CC056C"]);
    assert_eq!(testkit::judged(&told), Vec::<String>::new());
}

#[test]
fn a_message_of_another_trader_moves_nothing() {
    let mut region = covered(310, 1_000);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    let mrn = region.mrn("CI", &movement);
    let foreign = [
        amending(&by_mrn(&mrn), 1, "X-1"),
        invalidating(&by_mrn(&mrn), "X-2"),
        requesting_release(&mrn, 1, "X-3"),
        presenting_goods("X-4"),
    ];
    for message in foreign {
        let outcome = region.post("CI", "CI200", &message).outcome;
        assert_eq!(outcome.unwrap_err()[0].split(' ').next(), Some("NOD-002"), "{message}");
    }
}
