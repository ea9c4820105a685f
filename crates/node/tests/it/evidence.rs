//! The evidence bundle of a movement: what is in it, what it proves to somebody who has the root of the
//! directory alone, and that no byte of it can change unseen.

use std::collections::BTreeSet;

use identity::Root;
use journal::Verdict;
use kernel::{Decides, DossierId, SigningKey};
use node::evidence::{Evidence, verify};

use crate::acts::*;
use crate::region::*;

/// Dakar to Bamako and discharged, under a guarantee that is kept in Mali.
fn discharged(random: u64) -> (Region, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.settle();
    let now = region.now;
    for command in [entry("MLX02000", now), arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    (region, movement)
}

fn bundle(region: &Region, code: &str, movement: &DossierId, withheld: &[&str]) -> Vec<u8> {
    let withheld: BTreeSet<_> = withheld.iter().map(|group| (*group).to_owned()).collect();
    region.reader(code).evidence(movement, &withheld).unwrap().unwrap()
}

/// What a bundle proves of each event: its writer, its name, whether as many have cosigned it as must.
fn told(found: &Evidence) -> Vec<(&str, &str, bool)> {
    let records = found.records.iter();
    records.map(|record| (record.writer.as_str(), record.event.as_str(), record.cosigned)).collect()
}

#[test]
fn a_bundle_of_a_whole_journey_verifies_with_nothing_but_the_root() {
    let (region, movement) = discharged(300);
    let journey = [
        ("SN-1", "Presented", true),
        ("SN-1", "Accepted", true),
        ("SN-1", "HoldRequested", true),
        ("ML-1", "Held", true),
        ("SN-1", "Covered", true),
        ("SN-1", "Released", true),
        ("SN-1", "Exited", true),
        ("ML-1", "Entered", true),
        ("ML-1", "Arrived", true),
        ("ML-1", "Controlled", true),
        ("ML-1", "Ended", true),
        ("SN-1", "Discharged", true),
        ("SN-1", "CreditRequested", true),
        ("ML-1", "Credited", true),
        ("SN-1", "CoverCredited", true),
    ];
    for code in ["SN", "ML"] {
        let bytes = bundle(&region, code, &movement, &[]);
        std::fs::write(format!("/tmp/evidence-{code}.json"), &bytes).unwrap();
        let found = verify(&bytes, &root());
        assert_eq!(found.first_bad, None, "{code}");
        assert!(found.ok && found.receipts > 0, "{code}");
        assert_eq!(told(&found), journey, "{code}");
        assert!(found.records.iter().all(|record| record.verdict == Verdict::Admitted), "{code}");
        assert_eq!((found.missing, found.movement), (Vec::new(), Some(movement.clone())), "{code}");
        let view = found.view.unwrap();
        assert_eq!(view.mrn, Some(region.mrn("SN", &movement)));
        assert_eq!(view.standing.phase, transit::Phase::Discharged);
    }
}
