//! Nodes beside a national system: what it did is recorded, and nothing is decided in its place.

use guarantee::account::{Command as GuaranteeCommand, HoldRef};
use guarantee::hold::Standing;
use identity::Actor;
use kernel::{Amount, Attempt, Basis, Decides, DossierId, NoCover};
use node::{Command, Node, Reply, Target};
use transit::Phase;

use crate::acts::{Declared, TO_BOBO, basis, control, end, entry, exit};
use crate::region::{Region, at, office, parts, xof};

const OF_MALI: &str = "26ML0101000000012";

fn there() -> Basis {
    Basis { national_reference: Some("ASY 1".parse().unwrap()), ..basis() }
}

/// A node is started again, where its national system decides about a kind of dossier.
fn nationally(region: &mut Region, code: &'static str, kind: &str) {
    region.nodes.remove(code);
    let mut parts = parts(code, &region.homes[code], 77);
    parts.settings.decides.insert(kind.to_owned(), Decides::National);
    let node = Node::open(parts, region.now).unwrap();
    region.nodes.insert(code, node);
}

fn of_guarantee(region: &mut Region, target: Target, command: GuaranteeCommand) -> Reply {
    let asked = region.asked(target, Command::Guarantee(Box::new(command)));
    region.submit("ML", asked)
}

fn codes(reply: &Reply) -> Vec<&str> {
    let why = reply.outcome.as_ref().expect_err("it is refused");
    why.iter().map(|refused| refused.code.as_str()).collect()
}

#[test]
fn a_movement_that_needs_no_cover_is_released_once_it_is_accepted() {
    let mut region = Region::new(41, Decides::Node);
    let mut presenting = TO_BOBO.presenting();
    let kind = transit::DeclaredKind::parse("8").unwrap();
    presenting.declaration.guarantees =
        vec![transit::DeclaredGuarantee { kind, reference: None, amount: None, number: None }];
    presenting.access_codes.clear();
    let command = transit::Command::Present(Box::new(presenting));
    let asked = region.asked(Target::New, Command::Movement(Box::new(command)));
    let movement = region.submit("CI", asked).outcome.unwrap().dossier;
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
}

/// SN asks for cover by a guarantee of ML, about which the system of ML decides.
fn asked_of_mali(random: u64) -> (Region, DossierId, DossierId, HoldRef) {
    let mut region = Region::new(random, Decides::Node);
    nationally(&mut region, "ML", "guarantee");
    let register = serde_json::from_value(serde_json::json!({"Register": {
        "type": "1", "grn": OF_MALI, "holder": "SN100", "guarantor": "G-1", "office": "MLX01000",
        "reference_amount": {"amount": "1000000", "currency": "XOF"},
        "percentage": 100, "validity": {"from": "2026-01-01"}, "basis": there()
    }}));
    let register = of_guarantee(&mut region, Target::New, register.unwrap());
    let guarantee = register.outcome.unwrap().dossier;
    let declared = Declared {
        holder: "SN100",
        departure: "SNDKR000",
        transits: &["MLX02000"],
        destination: "MLBKO000",
        grn: OF_MALI,
        ..TO_BOBO
    };
    let movement = region.present("SN", &declared);
    region.settle();
    let hold =
        region.reader("ML").list(&store::Search::of("hold"), None, 9).unwrap().remove(0).dossier;
    (region, guarantee, movement, HoldRef { hold, attempt: Attempt(1) })
}

#[test]
fn a_national_guarantee_holds_and_frees_only_what_its_system_says() {
    let (mut region, guarantee, movement, hold) = asked_of_mali(42);
    let ours = Target::Dossier(guarantee.clone());
    let asked = region.reader("ML").hold(&hold.hold).unwrap().unwrap().view;
    assert_eq!(asked.standing, Standing::Requested);
    let usage = Box::new(asked.usage.unwrap());
    let record = |attempt, amount| GuaranteeCommand::RecordUse {
        hold: HoldRef { attempt, ..hold.clone() },
        usage: usage.clone(),
        answer: Ok(xof(amount)),
        basis: there(),
    };
    let unasked = of_guarantee(&mut region, ours.clone(), record(Attempt(2), 400_000));
    assert_eq!(codes(&unasked), ["GUA-026"]);
    let less = of_guarantee(&mut region, ours.clone(), record(Attempt(1), 300_000));
    assert_eq!(codes(&less), ["GUA-027"]);
    let held = of_guarantee(&mut region, ours.clone(), record(Attempt(1), 400_000));
    assert_eq!(held.outcome.unwrap().events, ["Held"]);
    region.settle();
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Released);
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.officer("ML", &movement, entry("MLX02000", now)).outcome.unwrap();
    let arrival = crate::acts::arrival("MLBKO000", now);
    for command in [arrival, control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    // Discharged, and still the amount is held until the system of ML has set it free.
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Discharged);
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    let credit =
        GuaranteeCommand::RecordCredit { hold: hold.clone(), amount: None, basis: there() };
    of_guarantee(&mut region, ours, credit).outcome.unwrap();
    region.settle();
    assert_eq!(region.account("ML", &guarantee).held, Amount::ZERO);
    assert_eq!(region.movement("SN", &movement).covers[0].state, "credited");
}

#[test]
fn a_permission_to_unload_that_does_not_fit_the_record_is_kept_for_people_to_see() {
    let mut region = Region::new(48, Decides::Node);
    nationally(&mut region, "BF", "movement");
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let now = region.now;
    let transit::Command::NotifyArrival(mut arriving) = crate::acts::arrival("BFBOY000", now)
    else {
        panic!()
    };
    let basis = || Basis {
        officer: Some("awa".parse().unwrap()),
        post: Some("BFBOY000/destination".parse().unwrap()),
        ..there()
    };
    arriving.basis = Some(basis());
    let arrived = transit::Command::NotifyArrival(arriving);
    let permit = transit::Command::PermitUnloading { basis: basis() };
    for (command, code) in [(arrived, None), (permit, Some("TRA-029"))] {
        let target = Target::Dossier(movement.clone());
        let mut told = region.asked(target, Command::Movement(Box::new(command)));
        told.actor = Actor::NationalSystem("ASYCUDA World".to_owned());
        let answer = region.submit("BF", told).outcome.err();
        assert_eq!(answer.as_ref().map(|why| why[0].code.as_str()), code);
    }
    let kept = region.reader("BF").contradictions(&movement).unwrap();
    let kept: Vec<_> = kept.iter().map(|kept| kept.refused.as_str()).collect();
    assert_eq!(kept, ["permit-unloading: TRA-029"]);
}

#[test]
fn a_national_register_that_covers_in_spite_of_a_suspension_says_that_it_is_suspended() {
    let (mut region, guarantee, _, hold) = asked_of_mali(47);
    let ours = Target::Dossier(guarantee.clone());
    let day = kernel::utc_day(region.now);
    let suspend = GuaranteeCommand::Suspend { basis: there() };
    of_guarantee(&mut region, ours.clone(), suspend).outcome.unwrap();
    let asked = region.reader("ML").hold(&hold.hold).unwrap().unwrap().view;
    let cover = GuaranteeCommand::RecordUse {
        hold: hold.clone(),
        usage: Box::new(asked.usage.unwrap()),
        answer: Ok(xof(400_000)),
        basis: there(),
    };
    of_guarantee(&mut region, ours.clone(), cover).outcome.unwrap();
    region.settle();
    let seen = |region: &Region| {
        let view = region.reader("SN").hold(&hold.hold).unwrap().unwrap().view;
        (view.held, view.suspended_since)
    };
    assert_eq!(seen(&region), (Some(xof(400_000)), Some(day)));
    let lift = GuaranteeCommand::LiftSuspension { basis: there() };
    of_guarantee(&mut region, ours, lift).outcome.unwrap();
    region.settle();
    assert_eq!(seen(&region), (Some(xof(400_000)), None));
}

#[test]
fn what_a_national_system_refuses_to_hold_is_told_to_departure() {
    let (mut region, guarantee, movement, hold) = asked_of_mali(43);
    let asked = region.reader("ML").hold(&hold.hold).unwrap().unwrap().view;
    let refuse = GuaranteeCommand::RecordUse {
        hold,
        usage: Box::new(asked.usage.unwrap()),
        answer: Err(vec![NoCover::NotValid]),
        basis: there(),
    };
    of_guarantee(&mut region, Target::Dossier(guarantee), refuse).outcome.unwrap();
    region.settle();
    assert_eq!(region.movement("SN", &movement).covers[0].reasons, [NoCover::NotValid]);
}

#[test]
fn a_national_destination_tells_arrival_end_and_control_in_its_own_order() {
    let mut region = Region::new(44, Decides::Node);
    nationally(&mut region, "BF", "movement");
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let arriving = transit::Arriving {
        office: office("BFBOY000"),
        at: at("2026-11-24T09:00:00Z"),
        trader: "BF300".parse().unwrap(),
        authorisation: None,
        basis: None,
    };
    let notify = transit::Command::NotifyArrival(Box::new(arriving));
    let target = Target::Dossier(movement.clone());
    let mut notify = region.asked(target, Command::Movement(Box::new(notify)));
    notify.actor = Actor::Trader("BF300".parse().unwrap());
    region.submit("BF", notify).outcome.unwrap();
    let end = transit::Command::End { basis: there() };
    region.officer("BF", &movement, end).outcome.unwrap();
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Discharged);
    let mut late = control();
    if let transit::Command::RecordControl { basis, .. } = &mut late {
        *basis = there();
    }
    let told = region.officer("BF", &movement, late).outcome.unwrap();
    assert_eq!(told.events, ["Controlled"]);
    region.settle();
    let (one, other) = (region.movement("CI", &movement), region.movement("BF", &movement));
    assert_eq!(one.standing, other.standing);
}
