//! What was promised under a guarantee that is lost with the end of the store.

use kernel::{Amount, Decides, DossierId};
use transit::Phase;

use crate::acts::*;
use crate::region::*;

/// Mali has promised cover by a guarantee that its store knows nothing of any more.
fn promised_and_lost(random: u64) -> (Region, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    region.settle();
    let copy = region.copied("ML", random + 1);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Released);
    region.put_back("ML", &copy, random + 2);
    region.ask_back("ML", &[]);
    region.settle();
    (region, movement)
}

#[test]
fn a_guarantee_that_is_registered_again_after_a_loss_holds_what_it_had_promised() {
    let (mut region, movement) = promised_and_lost(880);
    let alarms = region.alarms_of("ML", "registered again");
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    let now = region.now;
    assert_eq!(region.reader("ML").task_count(now).unwrap(), 0);
    let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    region.settle();
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    for command in [entry("MLX02000", now), arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Discharged);
    assert_eq!(region.account("ML", &guarantee).held, Amount::ZERO);
}

#[test]
fn one_that_is_registered_again_when_all_is_over_holds_nothing() {
    let (mut region, movement) = promised_and_lost(885);
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    for command in [entry("MLX02000", now), arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    region.settle();
    assert_eq!(region.account("ML", &guarantee).held, Amount::ZERO);
    assert_eq!(region.reader("ML").task_count(region.now).unwrap(), 0);
}
