//! Whole journeys: what each administration sees, and where every franc stands.

use kernel::{Amount, Decides, NoCover};
use node::Refusal;
use transit::{Concern, Phase};

use crate::acts::*;
use crate::region::*;

/// Abidjan to Bobo-Dioulasso and back to a free guarantee.
fn one_border(region: &mut Region) -> (kernel::DossierId, kernel::DossierId) {
    let guarantee = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    region.officer("BF", &movement, arrival("BFBOY000", now)).outcome.unwrap();
    region.officer("BF", &movement, control()).outcome.unwrap();
    region.officer("BF", &movement, end()).outcome.unwrap();
    region.settle();
    (movement, guarantee)
}

#[test]
fn one_movement_crosses_a_border_and_its_guarantee_is_credited() {
    let mut region = Region::new(1, Decides::Node);
    let (movement, guarantee) = one_border(&mut region);
    for code in ["CI", "BF"] {
        let view = region.movement(code, &movement);
        assert_eq!(view.standing.phase, Phase::Discharged, "{code}");
        assert_eq!(view.standing.concerns, [].into(), "{code}");
    }
    let account = region.account("CI", &guarantee);
    assert_eq!((account.held, account.free), (Amount::ZERO, Amount::whole(1_000_000)));
    assert!(account.ledger_sum.is_zero());
    assert_eq!(account.usage.len(), 1);
}

#[test]
fn a_movement_is_released_under_held_cover_and_told_to_its_route_alone() {
    let mut region = Region::new(2, Decides::Node);
    let guarantee = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
    assert_eq!(region.account("CI", &guarantee).held, Amount::whole(400_000));
    region.settle();
    let seen = region.movement("BF", &movement);
    assert_eq!(seen.mrn, Some(region.mrn("CI", &movement)));
    assert!(seen.goods.is_some() && seen.transport.is_some());
    for code in ["ML", "SN"] {
        assert!(region.reader(code).movement(&movement).unwrap().is_none(), "{code}");
    }
}

#[test]
fn nobody_is_told_before_the_release() {
    let mut region = Region::new(3, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let view = region.movement("CI", &movement);
    assert_eq!(view.standing.phase, Phase::Accepted);
    assert_eq!(view.standing.concerns, [Concern::CoverRefused].into());
    assert_eq!(view.covers[0].reasons, [NoCover::Amount]);
    assert!(region.reader("BF").movement(&movement).unwrap().is_none());
}

#[test]
fn a_guarantee_of_another_country_is_asked_at_its_home_and_nobody_else_learns_of_it() {
    let mut region = Region::new(4, Decides::Node);
    let grn = "26ML0101000000018";
    let grn = grn.parse::<kernel::Grn>().unwrap();
    let right = format!("{}{}", &grn.as_str()[..16], grn.right_check_digit());
    let guarantee = region.guarantee("ML", &right, "SN100", 1_000_000);
    let declared = Declared {
        lrn: "LRN-3",
        holder: "SN100",
        departure: "SNDKR000",
        transits: &["MLX02000"],
        destination: "MLBKO000",
        grn: &right,
        ..TO_BOBO
    };
    let movement = region.present("SN", &declared);
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Accepted);
    region.settle();
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Released);
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.officer("ML", &movement, entry("MLX02000", now)).outcome.unwrap();
    region.officer("ML", &movement, arrival("MLBKO000", now)).outcome.unwrap();
    region.officer("ML", &movement, control()).outcome.unwrap();
    region.officer("ML", &movement, end()).outcome.unwrap();
    region.settle();
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Discharged);
    assert_eq!(region.account("ML", &guarantee).free, Amount::whole(1_000_000));
    assert!(region.reader("SN").guarantee(&guarantee).unwrap().is_none());
    for code in ["CI", "BF"] {
        assert!(region.reader(code).told_after(0, 100).unwrap().is_empty(), "{code}");
    }
}

#[test]
fn a_wrong_access_code_is_refused_at_home_and_written_nowhere() {
    let mut region = Region::new(5, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &Declared { access_code: "QQ77", ..TO_BOBO });
    let view = region.movement("CI", &movement);
    assert_eq!(view.covers[0].reasons, [NoCover::AccessCode]);
    let right = region.present("CI", &Declared { lrn: "LRN-9", ..TO_BOBO });
    assert_eq!(region.movement("CI", &right).standing.phase, Phase::Released);
    // Not in clear in any file of the node, nor in any body once it is decrypted.
    for file in std::fs::read_dir(region.homes["CI"].folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for code in [b"QQ77", b"AC01"] {
            assert!(!bytes.windows(4).any(|window| window == code));
        }
    }
    let told = region.reader("CI").told_after(0, 100).unwrap();
    for row in told.iter().filter(|row| row.kind == "movement") {
        let event = region.reader("CI").movement_event(row).unwrap();
        assert!(!format!("{event:?}").contains("QQ77"));
    }
}

#[test]
fn two_borders_are_crossed_and_all_three_countries_agree() {
    let mut region = Region::new(6, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    let now = region.now;
    for (code, command) in [
        ("CI", exit("CIX01000", now)),
        ("BF", entry("BFX01000", now)),
        ("BF", exit("BFX02000", now)),
        ("ML", entry("MLX01000", now)),
        ("ML", arrival("MLBKO000", now)),
        ("ML", control()),
        ("ML", end()),
    ] {
        region.officer(code, &movement, command).outcome.unwrap();
    }
    region.settle();
    let standing = region.movement("CI", &movement).standing;
    assert_eq!((standing.phase, standing.concerns.len()), (Phase::Discharged, 0));
    for code in ["BF", "ML"] {
        assert_eq!(region.movement(code, &movement).standing, standing, "{code}");
    }
}

#[test]
fn a_route_without_agreement_is_not_released_where_the_node_decides() {
    let mut region = Region::new(7, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let declared = Declared {
        transits: &["MLX01000", "SNKID000"],
        destination: "SNTBC000",
        lrn: "LRN-7",
        ..TO_BOBO
    };
    let movement = region.present("CI", &declared);
    let view = region.movement("CI", &movement);
    assert_eq!(view.standing.phase, Phase::Accepted);
    let asked = transit::Command::Release {
        limit_date: Some("2026-12-31".parse().unwrap()),
        basis: basis(),
    };
    let why = region.officer("CI", &movement, asked).outcome.unwrap_err();
    let codes: Vec<_> = why.iter().map(|refused| refused.code.as_str()).collect();
    assert_eq!(codes, ["TRA-018"]);
}

#[test]
fn a_national_release_without_cover_stands_uncovered_and_alarms_both_homes() {
    let mut region = Region::new(8, Decides::National);
    let declared = Declared {
        lrn: "LRN-8",
        holder: "SN100",
        departure: "SNDKR000",
        transits: &["MLX02000"],
        destination: "MLBKO000",
        grn: "26ML0101000000017",
        ..TO_BOBO
    };
    let movement = region.present("SN", &declared);
    let national = || {
        let mut basis = basis();
        basis.national_reference = Some("GAINDE 1".parse().unwrap());
        basis
    };
    let accept = transit::Command::Accept { mrn: None, basis: national() };
    region.officer("SN", &movement, accept).outcome.unwrap();
    let release = transit::Command::Release { limit_date: None, basis: national() };
    region.officer("SN", &movement, release).outcome.unwrap();
    assert!(region.movement("SN", &movement).standing.concerns.contains(&Concern::Uncovered));
    region.settle();
    for code in ["SN", "ML"] {
        let alarms = region.reader(code).alarms(10).unwrap();
        assert!(alarms.iter().any(|alarm| alarm.body.contains("uncovered")), "{code}");
    }
    let view = region.movement("SN", &movement);
    assert_eq!(view.covers[0].reasons, [NoCover::Unknown]);
}

#[test]
fn a_peer_that_is_away_gets_everything_when_it_is_back() {
    let mut region = Region::new(9, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    region.nodes.remove("BF");
    let movement = region.present("CI", &TO_BOBO);
    region.later(1);
    let now = region.now;
    let outgoing = region.node("CI").outgoing(now).unwrap();
    for outgoing in &outgoing {
        region.carry("CI", outgoing);
    }
    let pending: u64 = region.reader("CI").peers().unwrap().iter().map(|peer| peer.pending).sum();
    assert!(pending > 0);
    region.restart("BF", 99);
    region.later(3600);
    region.settle();
    assert_eq!(region.movement("BF", &movement).standing.phase, Phase::Released);
    let pending: u64 = region.reader("CI").peers().unwrap().iter().map(|peer| peer.pending).sum();
    assert_eq!(pending, 0);
}

#[test]
fn a_peer_that_is_known_to_be_back_is_sent_to_at_once_and_a_stranger_never() {
    let mut region = Region::new(11, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    let (now, bf) = (region.now, node_id("BF"));
    let to_bf = |region: &mut Region| {
        let outgoing = region.node("CI").outgoing(now).unwrap();
        outgoing.into_iter().find(|outgoing| outgoing.to == bf)
    };
    assert!(to_bf(&mut region).is_some());
    region.node("CI").unanswered(now, &bf);
    assert!(to_bf(&mut region).is_none());
    region.node("CI").retry(&bf).unwrap();
    let again = to_bf(&mut region).unwrap();
    region.carry("CI", &again);
    region.settle();
    assert_eq!(region.movement("BF", &movement).standing.phase, Phase::Released);
    for nobody in ["CI", "TG"].map(node_id) {
        let refused = region.node("CI").retry(&nobody);
        assert_eq!(refused, Err(Refusal::PeerUnknown { node: nobody }));
    }
}

#[test]
fn cover_that_no_agreement_lets_anybody_ask_for_is_refused_at_once_and_alarms() {
    let mut region = Region::new(10, Decides::Node);
    // The guarantee is kept in Senegal, which shares nothing with Ivory Coast.
    let grn = "26SN0101000000018".parse::<kernel::Grn>().unwrap();
    let right = format!("{}{}", &grn.as_str()[..16], grn.right_check_digit());
    let movement = region.present("CI", &Declared { lrn: "LRN-10", grn: &right, ..TO_BOBO });
    region.settle();
    let view = region.movement("CI", &movement);
    assert_eq!(view.standing.phase, Phase::Accepted);
    assert_eq!(view.standing.concerns, [Concern::CoverRefused].into());
    assert_eq!(view.covers[0].reasons, [NoCover::Unknown]);
    let alarms = region.reader("CI").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("lets SN be asked")), "{alarms:?}");
    assert!(region.reader("SN").told_after(0, 9).unwrap().is_empty());
}
