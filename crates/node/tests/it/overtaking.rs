//! What was on its way when a store was lost, and arrives after its recipient was asked for what it holds.

use kernel::Decides;
use transit::Phase;

use crate::acts::*;
use crate::region::*;

#[test]
fn what_reaches_a_peer_only_after_it_has_answered_is_asked_for_once_more() {
    let mut region = Region::new(890, Decides::Node);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    let copy = region.copied("SN", 8901);
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    let on_its_way = region.node("SN").outgoing(now).unwrap();
    assert!(on_its_way.iter().any(|outgoing| outgoing.to == node_id("ML")));
    region.put_back("SN", &copy, 8902);
    region.ask_back("SN", &[]);
    assert_eq!(region.movement("SN", &movement).standing.phase, Phase::Released);
    for outgoing in on_its_way {
        region.carry("SN", &outgoing);
    }
    assert_eq!(region.movement("ML", &movement).standing.phase, Phase::UnderWay);
    region.settle();
    region.ask_back("SN", &[]);
    region.settle();
    for code in ["SN", "ML"] {
        assert_eq!(region.movement(code, &movement).standing.phase, Phase::UnderWay, "{code}");
    }
    region.all_verify();
}
