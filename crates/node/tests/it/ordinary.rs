//! The ordinary life of a movement between nodes: lodged early, amended, invalidated, late.

use kernel::{Amount, CoverNumber, Decides, NoCover};
use transit::{Amending, Command, Concern, Consequence, Phase, Presenting};

use crate::acts::*;
use crate::commands::presenting;
use crate::post::{GRN, HOLDER, sample};
use crate::region::*;

fn amending(declared: &Declared) -> Amending {
    let Presenting { declaration, access_codes, contents, .. } = declared.presenting();
    Amending {
        declaration,
        access_codes,
        contents,
        guarantee_only: false,
        prelodged: None,
        basis: None,
    }
}

fn amend(change: Amending) -> Command {
    Command::Amend(Box::new(change))
}

/// What is due at one node is done there, and nobody else hears of it.
fn work(region: &mut Region, code: &str) {
    let now = region.now;
    while region.node(code).work(now).unwrap() {}
}

fn midnight_after(day: kernel::Date) -> kernel::Timestamp {
    let next = day.tomorrow().unwrap().at(0, 0, 0, 0);
    jiff::tz::Offset::UTC.to_timestamp(next).unwrap()
}

/// A second guarantee of the same holder in the same country.
fn another_grn(number: &str) -> String {
    let grn = format!("{number}0").parse::<kernel::Grn>().unwrap();
    format!("{number}{}", grn.right_check_digit())
}

#[test]
fn a_refused_guarantee_is_replaced_by_another_and_the_goods_are_released() {
    let mut region = Region::new(201, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000);
    let grn = another_grn("26CI000002000001");
    let sufficient = region.guarantee("CI", &grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    assert_eq!(region.movement("CI", &movement).covers[0].reasons, [NoCover::Amount]);
    let change = Amending { guarantee_only: true, ..amending(&Declared { grn: &grn, ..TO_BOBO }) };
    region.officer("CI", &movement, amend(change)).outcome.unwrap();
    region.settle();
    let view = region.movement("CI", &movement);
    assert_eq!(view.standing.phase, Phase::Released, "{view:?}");
    assert_eq!(region.account("CI", &sufficient).held, Amount::whole(400_000));
}

#[test]
fn what_an_amendment_no_longer_needs_is_free_again() {
    let mut region = Region::new(202, Decides::Node);
    let first = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let grn = another_grn("26CI000002000001");
    let second = region.guarantee("CI", &grn, "CI100", 1_000_000);
    region.people("CI").standing_orders.retain(|order| !order.post.as_str().ends_with("departure"));
    region.restart("CI", 2);
    let movement = region.present("CI", &TO_BOBO);
    region.officer("CI", &movement, Command::Accept { mrn: None, basis: basis() }).outcome.unwrap();
    region.settle();
    assert_eq!(region.account("CI", &first).held, Amount::whole(400_000));
    let change = amending(&Declared { grn: &grn, amount: 300_000, ..TO_BOBO });
    region.officer("CI", &movement, amend(change)).outcome.unwrap();
    region.settle();
    assert_eq!(region.account("CI", &first).free, Amount::whole(1_000_000));
    assert_eq!(region.account("CI", &second).held, Amount::whole(300_000));
    let release = Command::Release { limit_date: None, basis: basis() };
    region.officer("CI", &movement, release).outcome.unwrap();
    let view = region.movement("CI", &movement);
    assert_eq!(view.standing.phase, Phase::Released);
    assert_eq!(view.covers.iter().filter(|cover| cover.state == "held").count(), 1);
}

#[test]
fn a_prelodged_declaration_is_accepted_and_released_when_its_goods_are_there() {
    let mut region = Region::new(203, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let mut submission = presenting(&mut region, &TO_BOBO);
    if let node::Command::Movement(command) = &mut submission.command
        && let Command::Present(presenting) = command.as_mut()
    {
        presenting.prelodged = true;
    }
    let movement = region.submit("CI", submission).outcome.unwrap().dossier;
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Prelodged);
    let there = Command::PresentGoods(Box::default());
    region.officer("CI", &movement, there).outcome.unwrap();
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
}

#[test]
fn goods_that_never_come_end_their_declaration_by_themselves() {
    let mut region = Region::new(204, Decides::Node);
    let mut submission = presenting(&mut region, &TO_BOBO);
    if let node::Command::Movement(command) = &mut submission.command
        && let Command::Present(presenting) = command.as_mut()
    {
        presenting.prelodged = true;
    }
    let movement = region.submit("CI", submission).outcome.unwrap().dossier;
    region.now = at("2026-12-23T23:59:59Z");
    work(&mut region, "CI");
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Prelodged);
    region.now = at("2026-12-24T00:00:00Z");
    work(&mut region, "CI");
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Invalidated);
}

#[test]
fn an_invalidated_movement_gives_its_guarantee_back_even_one_that_answers_late() {
    let mut region = Region::new(205, Decides::Node);
    let grn = another_grn("26ML010100000001");
    let guarantee = region.guarantee("ML", &grn, "CI100", 1_000_000);
    let movement = region.present("CI", &Declared { grn: &grn, ..TO_BAMAKO });
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Accepted);
    // The guarantee's home has not been reached yet when the holder thinks better of it.
    let invalidate = Command::Invalidate { remarks: None, basis: basis() };
    region.officer("CI", &movement, invalidate).outcome.unwrap();
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Invalidated);
    let account = region.account("ML", &guarantee);
    assert_eq!((account.held, account.free), (Amount::ZERO, Amount::whole(1_000_000)));
    let alarms = region.reader("CI").alarms(10).unwrap();
    assert!(alarms.is_empty(), "{alarms:?}");
}

#[test]
fn customs_invalidate_after_release_and_the_whole_route_learns_of_it() {
    let mut region = Region::new(206, Decides::Node);
    let guarantee = region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    let invalidate = Command::Invalidate { remarks: Some("fraud".to_owned()), basis: basis() };
    region.officer("CI", &movement, invalidate).outcome.unwrap();
    region.settle();
    for code in ["CI", "BF", "ML"] {
        let view = region.movement(code, &movement);
        assert_eq!(view.standing.phase, Phase::Invalidated, "{code}");
    }
    assert_eq!(region.account("CI", &guarantee).free, Amount::whole(1_000_000));
    // Goods that come all the same are recorded, and everybody sees them.
    let now = region.now;
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    region.settle();
    for code in ["CI", "BF", "ML"] {
        let concerns = region.movement(code, &movement).standing.concerns;
        assert!(concerns.contains(&Concern::SeenThoughInvalidated), "{code}: {concerns:?}");
    }
    // Until departure says what became of them.
    let remarks = Some("seized at the frontier".to_owned());
    let answer = Command::Invalidate { remarks, basis: basis() };
    region.officer("CI", &movement, answer).outcome.unwrap();
    region.settle();
    for code in ["CI", "BF", "ML"] {
        assert_eq!(region.movement(code, &movement).standing.concerns, [].into(), "{code}");
    }
}

#[test]
fn a_movement_that_vanishes_is_one_overdue_case_for_the_whole_route() {
    let mut region = Region::new(207, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    region.settle();
    let limit = region.movement("CI", &movement).limit_date.unwrap();
    region.now = midnight_after(limit);
    // Everybody is heard again after the limit: empty dispatches are enough.
    region.later(400);
    region.settle();
    region.later(400);
    region.settle();
    for code in ["CI", "BF", "ML"] {
        let view = region.movement(code, &movement);
        assert_eq!(view.standing.concerns, [Concern::Overdue].into(), "{code}");
        assert_eq!(view.standing.phase, Phase::UnderWay, "{code}");
        let open = &view.open[0];
        assert_eq!(open.by, Some(limit.checked_add(jiff::Span::new().days(7)).unwrap()));
        assert_eq!(open.then, Consequence::Enquiry);
    }
}

#[test]
fn a_timer_does_not_fire_while_a_peer_of_the_route_cannot_be_heard() {
    let mut region = Region::new(208, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let limit = region.movement("CI", &movement).limit_date.unwrap();
    // The goods arrive in time, but the line is cut and nobody at departure hears of it.
    let now = region.now;
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    region.officer("BF", &movement, arrival("BFBOY000", now)).outcome.unwrap();
    region.now = midnight_after(limit);
    region.later(700);
    work(&mut region, "CI");
    let view = region.movement("CI", &movement);
    let unheard = Concern::Unheard { administration: administration("BF") };
    assert_eq!(view.standing.concerns, [unheard].into());
    region.later(7_200);
    region.settle();
    region.later(7_200);
    region.settle();
    let view = region.movement("CI", &movement);
    assert_eq!(view.standing.phase, Phase::Arrived);
    assert!(!view.standing.concerns.contains(&Concern::Overdue));
    assert!(view.steps.iter().all(|step| step.what != "overdue"));
}

#[test]
fn a_timer_does_not_fire_over_an_arrival_that_waits_for_a_document() {
    let mut region = Region::new(219, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let limit = region.movement("CI", &movement).limit_date.unwrap();
    // The next version of the agreement is in force at destination, and has not reached departure.
    let parties = ["CI", "BF", "ML"];
    let later = agreement_from("trie", 2, &parties, "2026-01-01").to_string();
    let now = region.now;
    region.node("BF").adopt(now, std::slice::from_ref(&later)).unwrap();
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    region.officer("BF", &movement, arrival("BFBOY000", now)).outcome.unwrap();
    region.settle();
    region.now = midnight_after(limit);
    for _ in 0..2 {
        region.later(700);
        region.settle();
    }
    let unheard = Concern::Unheard { administration: administration("BF") };
    assert_eq!(region.movement("CI", &movement).standing.concerns, [unheard].into());
    let now = region.now;
    region.node("CI").adopt(now, &[later]).unwrap();
    region.later(200_000);
    region.settle();
    let view = region.movement("CI", &movement);
    assert_eq!(view.standing.phase, Phase::Arrived);
    assert!(view.steps.iter().all(|step| step.what != "overdue"));
}

#[test]
fn an_arrival_elsewhere_is_told_to_the_route_by_departure() {
    let mut region = Region::new(209, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    let now = region.now;
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    region.officer("BF", &movement, arrival("BFBOY000", now)).outcome.unwrap();
    region.settle();
    let view = region.movement("ML", &movement);
    let forwarded = view.steps.iter().find(|step| step.what == "arrival-forwarded").unwrap();
    assert_eq!(forwarded.office, Some(office("BFBOY000")));
    assert_eq!(forwarded.administration, Some(administration("CI")));
}

#[test]
fn more_guarantees_than_a_message_has_room_for_are_refused() {
    let mut region = Region::new(211, Decides::Node);
    let mut submission = presenting(&mut region, &TO_BOBO);
    if let node::Command::Movement(command) = &mut submission.command
        && let Command::Present(presenting) = command.as_mut()
    {
        let one = presenting.declaration.guarantees[0].clone();
        presenting.declaration.guarantees = vec![one; 9 * 99 + 1];
    }
    let refused = region.submit("CI", submission).outcome.unwrap_err();
    assert_eq!((refused[0].code.as_str(), refused.len()), ("TRA-065", 1));
}

#[test]
fn nine_times_ninety_nine_guarantees_hold_one_movement_and_its_release_names_them_all() {
    let mut region = Region::new(212, Decides::Node);
    let guarantee = region.guarantee("CI", GRN, HOLDER, 1_000_000);
    let whole = sample();
    let (before, rest) = whole.split_once("<Guarantee>").unwrap();
    let (_, behind) = rest.rsplit_once("</Guarantee>").unwrap();
    let reference = |number| {
        format!(
            "<GuaranteeReference><sequenceNumber>{number}</sequenceNumber><GRN>{GRN}</GRN>\
             <accessCode>AC01</accessCode><amountToBeCovered>1000</amountToBeCovered>\
             <currency>XOF</currency></GuaranteeReference>"
        )
    };
    let references: String = (1..=99).map(reference).collect();
    let group = |number| {
        format!(
            "<Guarantee><sequenceNumber>{number}</sequenceNumber>\
             <guaranteeType>1</guaranteeType>{references}</Guarantee>"
        )
    };
    let groups: String = (1..=9).map(group).collect();
    let taken = region.post("CI", HOLDER, &format!("{before}{groups}{behind}"));
    let movement = taken.done().dossier;
    region.settle();
    assert_eq!(region.account("CI", &guarantee).held, Amount::whole(891_000));
    let messages = region.reader("CI").messages(&movement).unwrap();
    let release = messages.iter().find(|message| message.code == wire::MessageCode::Cc029c);
    let text = String::from_utf8(release.unwrap().bytes.clone().unwrap()).unwrap();
    assert_eq!(text.matches("<GuaranteeReference>").count(), 891);
    assert_eq!(text.matches("<Guarantee>").count(), 9);
}

#[test]
fn several_guarantees_of_several_countries_hold_one_movement_together() {
    let mut region = Region::new(210, Decides::Node);
    let abroad = another_grn("26ML010100000001");
    let home = region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let foreign = region.guarantee("ML", &abroad, "CI100", 1_000_000);
    let mut submission = presenting(&mut region, &TO_BAMAKO);
    if let node::Command::Movement(command) = &mut submission.command
        && let Command::Present(presenting) = command.as_mut()
    {
        let mut second = presenting.declaration.guarantees[0].clone();
        second.reference = Some(kernel::GuaranteeReference::Grn(abroad.parse().unwrap()));
        second.amount = Some(xof(250_000));
        presenting.declaration.guarantees.push(second);
        let code = kernel::AccessCode::parse(TO_BAMAKO.access_code).unwrap();
        presenting.access_codes.insert(CoverNumber(2), code);
    }
    let movement = region.submit("CI", submission).outcome.unwrap().dossier;
    // One half is not enough.
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Accepted);
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
    assert_eq!(region.account("CI", &home).held, Amount::whole(400_000));
    assert_eq!(region.account("ML", &foreign).held, Amount::whole(250_000));
    let now = region.now;
    region.officer("ML", &movement, arrival("MLBKO000", now)).outcome.unwrap();
    region.officer("ML", &movement, control()).outcome.unwrap();
    region.officer("ML", &movement, end()).outcome.unwrap();
    region.settle();
    for (code, guarantee) in [("CI", &home), ("ML", &foreign)] {
        assert_eq!(region.account(code, guarantee).held, Amount::ZERO, "{code}");
    }
    assert!(
        region
            .movement("CI", &movement)
            .open
            .iter()
            .all(|open| { serde_json::to_string(&open.concern).unwrap().contains("missing") })
    );
}
