//! Who acts for whom, and who may use a simplified procedure, by the registers of the node: a rule
//! that reads them is worth what the node finds in them.

use kernel::{Date, Decides, Representation};
use node::{Command, Target};
use reference::{Authorisation, AuthorisationKind, Validity};
use transit::{Amending, Command as MovementCommand, Presenting};

use crate::acts::{TO_BOBO, arrival};
use crate::region::{Region, at, office, xof};

const BROKER: &str = "CI300";

fn valid(from: &str, to: &str) -> Validity {
    let day = |text: &str| Some(text.parse::<Date>().unwrap());
    Validity::new(day(from), day(to)).unwrap()
}

/// A region where a broker may act for the holder within limits, and until a day.
fn represented(random: u64) -> Region {
    let mut region = Region::new(random, Decides::Node);
    let reference = &mut region.homes.get_mut("CI").unwrap().world.reference;
    let mandate = |number: &str, limit: u32| reference::Mandate {
        number: number.parse().unwrap(),
        principal: TO_BOBO.holder.parse().unwrap(),
        representative: BROKER.parse().unwrap(),
        kind: Representation::Direct,
        procedures: [kernel::Procedure::Transit].into(),
        offices: [office("CIABJ000")].into(),
        declaration_amount_max: Some(xof(limit)),
        valid: valid("2026-01-01", "2026-12-31"),
    };
    // The first is not enough for the declaration, the second is.
    for known in [mandate("M-1", 100), mandate("M-2", 500_000)] {
        reference.mandates.add(known).unwrap();
    }
    let licence = reference::Licence {
        number: "L-1".parse().unwrap(),
        trader: BROKER.parse().unwrap(),
        procedures: [kernel::Procedure::Transit].into(),
        valid: valid("2026-01-01", "2026-12-01"),
    };
    reference.licences.add(licence).unwrap();
    region.restart("CI", random);
    region.guarantee("CI", TO_BOBO.grn, TO_BOBO.holder, 5_000_000);
    region
}

/// The declaration as the broker lodges it: in which way, and with how much at stake.
fn lodged(kind: Representation, amount: u32) -> Presenting {
    let mut presenting = TO_BOBO.presenting();
    presenting.declaration.representative = Some(BROKER.parse().unwrap());
    presenting.declaration.representation = Some(kind);
    presenting.declaration.guarantees[0].amount = Some(xof(amount));
    presenting
}

/// What the rules answer: the events, or the codes and words of every refusal.
fn answered(region: &mut Region, target: Target, command: MovementCommand) -> Vec<String> {
    let asked = region.asked(target, Command::Movement(Box::new(command)));
    match region.submit("CI", asked).outcome {
        Ok(done) => done.events,
        Err(refused) => refused
            .into_iter()
            .map(|refused| {
                let reason = refused.arguments.get("reason").cloned().unwrap_or_default();
                format!("{} {reason}", refused.code).trim().to_owned()
            })
            .collect(),
    }
}

fn lodge(region: &mut Region, presenting: Presenting) -> Vec<String> {
    answered(region, Target::New, MovementCommand::Present(Box::new(presenting)))
}

#[test]
fn a_broker_lodges_under_a_mandate_that_allows_it_and_a_licence_of_that_day() {
    let mut region = represented(401);
    let direct = Representation::Direct;
    assert_eq!(lodge(&mut region, lodged(direct, 500_001)), ["TRA-043"]);
    let otherwise = lodge(&mut region, lodged(Representation::Indirect, 400_000));
    assert_eq!(otherwise, ["TRA-042 other-representation"]);
    let mut unsaid = lodged(direct, 400_000);
    unsaid.declaration.representation = None;
    assert_eq!(lodge(&mut region, unsaid), ["TRA-042 representation-unsaid"]);
    region.now = at("2026-12-02T08:00:00Z");
    assert_eq!(lodge(&mut region, lodged(direct, 400_000)), ["TRA-044 not-valid"]);
    region.now = at("2027-01-02T08:00:00Z");
    let late = lodge(&mut region, lodged(direct, 400_000));
    assert_eq!(late, ["TRA-042 not-valid", "TRA-044 not-valid"]);
    let mut region = represented(402);
    let mut stranger = lodged(direct, 400_000);
    stranger.declaration.representative = Some("CI301".parse().unwrap());
    assert_eq!(lodge(&mut region, stranger), ["TRA-042 unknown", "TRA-044 unknown"]);
    assert_eq!(lodge(&mut region, lodged(direct, 400_000)), ["Presented"]);
}

#[test]
fn a_broker_amends_and_presents_goods_within_the_same_limits() {
    let mut region = represented(403);
    let direct = Representation::Direct;
    let presenting = Presenting { prelodged: true, ..lodged(direct, 400_000) };
    let command = MovementCommand::Present(Box::new(presenting));
    let asked = region.asked(Target::New, Command::Movement(Box::new(command)));
    let movement = region.submit("CI", asked).outcome.unwrap().dossier;
    let target = || Target::Dossier(movement.clone());
    let amend = |kind, amount| {
        let Presenting { declaration, access_codes, contents, .. } = lodged(kind, amount);
        let guarantee_only = false;
        let amending = Amending {
            declaration,
            access_codes,
            contents,
            guarantee_only,
            prelodged: None,
            basis: None,
        };
        MovementCommand::Amend(Box::new(amending))
    };
    assert_eq!(answered(&mut region, target(), amend(direct, 900_000)), ["TRA-043"]);
    let otherwise = answered(&mut region, target(), amend(Representation::Indirect, 400_000));
    assert_eq!(otherwise, ["TRA-048", "TRA-042 other-representation"]);
    assert_eq!(answered(&mut region, target(), amend(direct, 450_000)), ["Amended"]);
    region.now = at("2026-12-02T08:00:00Z");
    let there = MovementCommand::PresentGoods(Box::default());
    assert_eq!(answered(&mut region, target(), there), ["TRA-044 not-valid"]);
}

#[test]
fn an_authorisation_is_for_its_holder_its_office_its_sort_and_its_days() {
    let mut region = Region::new(404, Decides::Node);
    let authorised = |kind, number: &str, holder: &str, at: &str, valid| Authorisation {
        kind,
        number: number.parse().unwrap(),
        holder: holder.parse().unwrap(),
        offices: [office(at)].into(),
        valid,
    };
    let (consignor, consignee) = (AuthorisationKind::Consignor, AuthorisationKind::Consignee);
    let past = valid("2025-01-01", "2025-12-31");
    for (code, kind, holder, at, elsewhere) in [
        ("CI", consignor, "CI100", "CIABJ000", "CIX01000"),
        ("BF", consignee, "BF300", "BFBOY000", "BFX01000"),
    ] {
        let other = if kind == consignor { consignee } else { consignor };
        let reference = &mut region.homes.get_mut(code).unwrap().world.reference;
        for known in [
            authorised(kind, "GOOD", holder, at, Validity::ALWAYS),
            authorised(kind, "EXPIRED", holder, at, past),
            authorised(kind, "ANOTHERS", "XX999", at, Validity::ALWAYS),
            authorised(kind, "ELSEWHERE", holder, elsewhere, Validity::ALWAYS),
            authorised(other, "SORT", holder, at, Validity::ALWAYS),
        ] {
            reference.authorisations.add(known).unwrap();
        }
        region.restart(code, 404);
    }
    region.guarantee("CI", TO_BOBO.grn, TO_BOBO.holder, 5_000_000);
    let lodge_under = |region: &mut Region, number: &str| {
        let mut presenting = TO_BOBO.presenting();
        presenting.declaration.consignor_authorisation = Some(number.parse().unwrap());
        lodge(region, presenting)
    };
    let wrong = ["EXPIRED", "ANOTHERS", "ELSEWHERE", "SORT", "UNKNOWN"];
    for number in wrong {
        assert_eq!(lodge_under(&mut region, number), ["TRA-041"], "{number}");
    }
    assert_eq!(lodge_under(&mut region, "GOOD"), ["Presented"]);
    region.settle();
    let movements = region.reader("CI").list(&store::Search::of("movement"), None, 9).unwrap();
    let movement = movements[0].dossier.clone();
    let arrive_under = |region: &mut Region, number: &str| {
        let now = region.now;
        let MovementCommand::NotifyArrival(mut arriving) = arrival("BFBOY000", now) else {
            panic!()
        };
        arriving.authorisation = Some(number.parse().unwrap());
        let command = MovementCommand::NotifyArrival(arriving);
        region.officer("BF", &movement, command).outcome.map_err(|why| why[0].code.clone())
    };
    for number in wrong {
        assert_eq!(arrive_under(&mut region, number).unwrap_err(), "TRA-028", "{number}");
    }
    assert_eq!(arrive_under(&mut region, "GOOD").unwrap().events, ["Arrived"]);
}
