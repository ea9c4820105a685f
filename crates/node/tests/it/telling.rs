//! A node that cannot record anything yet answers whoever tells it something.

use kernel::Decides;
use node::Mode;
use transit::Phase;

use crate::acts::*;
use crate::recovering::STORE;
use crate::region::*;

#[test]
fn a_node_that_has_lost_its_store_alone_answers_whoever_tells_it_something_before_it_has_recovered()
{
    let mut region = Region::new(890, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    region.nodes.remove("BF");
    for name in STORE {
        std::fs::remove_file(region.homes["BF"].folder.path().join(name)).ok();
    }
    region.restart("BF", 891);
    let notes = [directory_note().to_string(), agreement("trie", &["CI", "BF", "ML"]).to_string()];
    let now = region.now;
    region.node("BF").adopt(now, &notes).unwrap();
    assert_eq!(region.node("BF").mode(), Mode::Recovering);
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let told = region.envelope("CI", "BF");
    let answer = region.node("BF").receive(now, Some(&node_id("CI")), &told).unwrap();
    assert!(matches!(answer.outcome, ::exchange::Outcome::Refused { .. }), "{answer:?}");
    region.ask_back("BF", &[]);
    assert_eq!(region.node("BF").mode(), Mode::Ready);
    region.settle();
    assert_eq!(region.movement("BF", &movement).standing.phase, Phase::UnderWay);
    region.all_verify();
}
