//! An agreement ends: what was begun under it is brought to its end, and nothing new begins.

use kernel::{Amount, Decides, DossierId, Note};
use transit::{Command, Phase};

use crate::acts::*;
use crate::region::*;

/// Dakar to Bamako under a guarantee of Mali; everybody knows when the agreement ends.
fn before_the_end(random: u64, run_off_days: u16) -> (Region, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let note = ending("dakar-bamako", &["SN", "ML"], run_off_days);
    everybody_adopts(&mut region, &note);
    (region, guarantee)
}

fn everybody_adopts(region: &mut Region, note: &Note) {
    let now = region.now;
    for node in region.nodes.values_mut() {
        node.adopt(now, &[note.to_string()]).unwrap();
    }
}

fn days_later(region: &mut Region, days: i64) {
    region.later(days * 86_400);
}

fn held(region: &Region, guarantee: &DossierId) -> Amount {
    region.account("ML", guarantee).held
}

/// Nothing that anybody was told of a dossier is contested anywhere.
fn all_of_it_counts(region: &Region, dossier: &DossierId) {
    for code in region.nodes.keys() {
        let view = region.reader(code).movement(dossier).unwrap();
        let flag = view.map(|viewed| viewed.flag).unwrap_or_default();
        assert_eq!(flag, "", "at {code}");
    }
}

#[test]
fn a_guarantee_is_free_again_though_the_agreement_ended_on_the_way() {
    let (mut region, guarantee) = before_the_end(801, 30);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.settle();
    assert_eq!(held(&region, &guarantee), Amount::whole(400_000));
    days_later(&mut region, 3);
    let now = region.now;
    for command in [entry("MLX02000", now), arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Discharged);
    assert_eq!(region.movement("ML", &movement).standing.phase, Phase::Discharged);
    assert_eq!(held(&region, &guarantee), Amount::whole(0));
    all_of_it_counts(&region, &movement);
}

#[test]
fn a_request_from_before_the_end_is_answered_after_it_and_taken_back() {
    let (mut region, guarantee) = before_the_end(802, 30);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    // It is on its way for three days.
    let envelope = region.envelope("SN", "ML");
    days_later(&mut region, 3);
    let now = region.now;
    let answer = region.node("ML").receive(now, Some(&node_id("SN")), &envelope).unwrap();
    assert_eq!(answer.outcome, ::exchange::Outcome::Recorded);
    region.settle();
    // It is covered, and cannot be released any more.
    assert_eq!(held(&region, &guarantee), Amount::whole(400_000));
    let view = region.movement("SN", &movement);
    assert_eq!(view.standing.phase, Phase::Accepted);
    let release = Command::Release { limit_date: None, basis: basis() };
    assert!(region.officer("SN", &movement, release).outcome.is_err());
    let invalidate = Command::Invalidate { remarks: None, basis: basis() };
    region.officer("SN", &movement, invalidate).outcome.unwrap();
    region.settle();
    assert_eq!(held(&region, &guarantee), Amount::whole(0));
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Invalidated);
}

#[test]
fn after_the_run_off_nobody_is_told_any_more() {
    let (mut region, guarantee) = before_the_end(803, 1);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    days_later(&mut region, 5);
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.settle();
    let steps = region.movement("ML", &movement).steps;
    assert!(steps.iter().all(|step| step.what != "exited"), "{steps:?}");
    assert_eq!(held(&region, &guarantee), Amount::whole(400_000));
}

#[test]
fn what_nobody_was_told_after_the_run_off_is_told_when_the_agreement_is_renewed() {
    let (mut region, _) = before_the_end(813, 1);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    days_later(&mut region, 5);
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.settle();
    let heard = |region: &Region| {
        let steps = region.movement("ML", &movement).steps;
        steps.iter().filter(|step| step.what == "exited").count()
    };
    assert_eq!(heard(&region), 0);
    everybody_adopts(&mut region, &agreement_from("dakar-bamako", 3, &["SN", "ML"], "2026-11-25"));
    region.settle();
    assert_eq!(heard(&region), 0);
    // Past its time limit something happens to it again.
    days_later(&mut region, 30);
    region.settle();
    assert_eq!(heard(&region), 1);
    let (here, there) = (region.movement("ML", &movement), region.movement("SN", &movement));
    assert_eq!(here.standing.phase, there.standing.phase);
    all_of_it_counts(&region, &movement);
}

/// A movement from Côte d'Ivoire to Mali under way when Burkina Faso, which it crosses, is no party.
fn without_burkina_faso(random: u64) -> (Region, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    everybody_adopts(&mut region, &ending("trie", &["CI", "BF", "ML"], 1));
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    days_later(&mut region, 5);
    let without = agreement_from("trie", 3, &["CI", "ML"], "2026-11-25");
    everybody_adopts(&mut region, &without.signed_by(&member_key("BF")));
    (region, movement)
}

/// Whether Mali and Burkina Faso have heard that the goods left Côte d'Ivoire.
fn heard_of_exit(region: &Region, movement: &DossierId) -> [usize; 2] {
    ["ML", "BF"].map(|code| {
        let steps = region.movement(code, movement).steps;
        steps.iter().filter(|step| step.what == "exited").count()
    })
}

/// Burkina Faso is a party again, and past its time limit something happens to the movement again, which
/// is told under the version of today.
fn with_burkina_faso_again(region: &mut Region, movement: &DossierId) {
    let again = agreement_from("trie", 4, &["CI", "BF", "ML"], "2026-11-26");
    everybody_adopts(region, &again);
    days_later(region, 30);
    region.settle();
    assert_eq!(heard_of_exit(region, movement), [1, 1]);
    let (here, there) = (region.movement("BF", movement), region.movement("CI", movement));
    assert_eq!(here.standing.phase, there.standing.phase);
    all_of_it_counts(region, movement);
}

#[test]
fn what_a_party_was_not_told_between_two_versions_counts_once_it_is_told_again() {
    let (mut region, movement) = without_burkina_faso(815);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    assert_eq!(heard_of_exit(&region, &movement), [1, 0]);
    with_burkina_faso_again(&mut region, &movement);
}

#[test]
fn what_a_party_was_not_told_is_told_it_later_also_where_it_came_back_after_a_loss() {
    let (mut region, movement) = without_burkina_faso(816);
    let copy = region.copied("CI", 817);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    // The store that noted that nobody told Burkina Faso is lost.
    region.put_back("CI", &copy, 818);
    region.ask_back("CI", &[]);
    region.settle();
    assert_eq!(heard_of_exit(&region, &movement), [1, 0]);
    with_burkina_faso_again(&mut region, &movement);
}

#[test]
fn what_rests_because_an_agreement_begins_on_a_later_day_is_tried_again_on_that_day() {
    let mut region = Region::new(814, Decides::Node);
    let guarantee = region.guarantee("SN", "26SN0101000000019", "SN100", 1_000_000);
    everybody_adopts(&mut region, &ending("dakar-bamako", &["SN", "ML"], 30));
    everybody_adopts(&mut region, &agreement_from("dakar-bamako", 3, &["SN", "ML"], "2026-11-30"));
    days_later(&mut region, 3);
    let declared = Declared { grn: "26SN0101000000019", ..TO_BAMAKO_FROM_DAKAR };
    let movement = region.present("SN", &declared);
    region.settle();
    let phase = |region: &Region| region.movement("SN", &movement).standing.phase;
    assert_eq!(phase(&region), Phase::Accepted);
    assert_eq!(region.account("SN", &guarantee).held, Amount::whole(400_000));
    // A day on which nothing has changed changes nothing, and alarms nobody again within the hour.
    days_later(&mut region, 1);
    region.settle();
    assert_eq!(phase(&region), Phase::Accepted);
    days_later(&mut region, 3);
    region.settle();
    assert_eq!(phase(&region), Phase::Released);
}

#[test]
fn no_cover_is_asked_for_under_an_agreement_that_has_ended() {
    let (mut region, guarantee) = before_the_end(804, 30);
    days_later(&mut region, 3);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    assert_eq!(held(&region, &guarantee), Amount::whole(0));
    let usage = region.account("ML", &guarantee).usage;
    assert!(usage.is_empty(), "{usage:?}");
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Accepted);
}

#[test]
fn the_goods_of_a_party_that_left_go_on_under_the_version_it_had_signed() {
    let mut region = Region::new(805, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    let without =
        agreement_from("trie", 2, &["CI", "ML"], "2026-11-23").signed_by(&member_key("BF"));
    everybody_adopts(&mut region, &without);
    // Between the two that go on, the next version is cited from now on.
    let grn = TO_BAMAKO_FROM_DAKAR.grn;
    region.guarantee("ML", grn, "CI100", 1_000_000);
    region.present("CI", &Declared { lrn: "LRN-9", grn, ..TO_BAMAKO });
    region.settle();
    let now = region.now;
    for command in [entry("BFX01000", now), exit("BFX02000", now)] {
        region.officer("BF", &movement, command).outcome.unwrap();
    }
    region.settle();
    let now = region.now;
    for command in [entry("MLX01000", now), arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    for code in ["CI", "BF", "ML"] {
        assert_eq!(region.movement(code, &movement).standing.phase, Phase::Discharged, "{code}");
    }
    all_of_it_counts(&region, &movement);
}

#[test]
fn a_release_that_no_agreement_covered_is_tried_again_when_one_does() {
    let mut region = Region::new(806, Decides::Node);
    let guarantee = region.guarantee("SN", "26SN0101000000019", "SN100", 1_000_000);
    let ended = ending("dakar-bamako", &["SN", "ML"], 30);
    everybody_adopts(&mut region, &ended);
    days_later(&mut region, 3);
    let declared = Declared { grn: "26SN0101000000019", ..TO_BAMAKO_FROM_DAKAR };
    let movement = region.present("SN", &declared);
    region.settle();
    let phase = |region: &Region| region.movement("SN", &movement).standing.phase;
    assert_eq!(phase(&region), Phase::Accepted);
    assert_eq!(region.account("SN", &guarantee).held, Amount::whole(400_000));
    everybody_adopts(&mut region, &agreement_from("dakar-bamako", 3, &["SN", "ML"], "2026-11-25"));
    region.settle();
    assert_eq!(phase(&region), Phase::Released);
}

#[test]
fn what_rests_of_a_movement_is_looked_at_again_when_it_is_invalidated() {
    let (mut region, _) = before_the_end(807, 30);
    let guarantee = region.guarantee("SN", "26SN0101000000019", "SN100", 1_000_000);
    days_later(&mut region, 3);
    let declared = Declared { grn: "26SN0101000000019", ..TO_BAMAKO_FROM_DAKAR };
    let movement = region.present("SN", &declared);
    region.settle();
    let now = region.now;
    assert_eq!(region.reader("SN").task_count(now).unwrap(), 1);
    let invalidate = Command::Invalidate { remarks: None, basis: basis() };
    region.officer("SN", &movement, invalidate).outcome.unwrap();
    region.settle();
    assert_eq!(region.reader("SN").task_count(region.now).unwrap(), 0);
    assert_eq!(region.account("SN", &guarantee).held, Amount::whole(0));
}

#[test]
fn what_was_released_on_the_last_day_and_is_told_on_the_next_is_known_from_its_beginning() {
    let (mut region, _) = before_the_end(808, 30);
    let guarantee = region.guarantee("SN", "26SN0101000000019", "SN100", 1_000_000);
    let declared = Declared { grn: "26SN0101000000019", ..TO_BAMAKO_FROM_DAKAR };
    let movement = region.present("SN", &declared);
    let now = region.now;
    while region.node("SN").work(now).unwrap() {}
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Released);
    days_later(&mut region, 3);
    region.settle();
    assert_eq!(region.movement("ML", &movement).standing.phase, Phase::Released);
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    for command in [entry("MLX02000", now), arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Discharged);
    assert_eq!(region.account("SN", &guarantee).held, Amount::whole(0));
    all_of_it_counts(&region, &movement);
}
