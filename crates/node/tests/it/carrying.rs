//! Two nodes that never meet over a network: everything goes by pouches, in any order.

use ::exchange::Head;
use kernel::{Decides, DossierId, SealedText};
use node::{Pack, Packed, Refusal, Unpacked};
use proptest::prelude::*;
use transit::Phase;

use crate::acts::*;
use crate::region::*;

/// A pouch: its envelopes in order.
type Pouch = Vec<(Head, SealedText)>;

/// Everything a node has for another, packed.
fn packed(region: &mut Region, from: &str, to: &str) -> Pouch {
    let (mut pouch, mut after) = (Vec::new(), None::<Packed>);
    loop {
        let now = region.now;
        region.node(from).work(now).unwrap();
        let pack = region.node(from).pack(now, &node_id(to), after).unwrap();
        let Pack { head, sealed, next, .. } = pack.expect("it may be packed");
        pouch.push((head, sealed));
        after = next;
        if after.is_none() {
            return pouch;
        }
    }
}

/// What becomes of each envelope of a pouch.
fn unpacked(region: &mut Region, at: &str, pouch: &Pouch) -> Vec<Unpacked> {
    let open = |(head, sealed): &(Head, SealedText)| {
        let now = region.now;
        let taken = region.node(at).unpack(now, head, sealed).unwrap();
        while region.node(at).work(now).unwrap() {}
        taken.expect("the pouch opens")
    };
    pouch.iter().map(open).collect()
}

fn carried(region: &mut Region, from: &str, to: &str) -> Vec<Unpacked> {
    region.later(3600);
    let pouch = packed(region, from, to);
    unpacked(region, to, &pouch)
}

/// Dakar presents a movement to Bamako under a guarantee of Mali; nobody has heard of it yet.
fn presented(random: u64) -> (Region, DossierId, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    (region, movement, guarantee)
}

/// What the two countries do once the goods are released.
fn act(region: &mut Region, movement: &DossierId) {
    let now = region.now;
    for (code, command) in [
        ("SN", exit("SNKID000", now)),
        ("ML", entry("MLX02000", now)),
        ("ML", arrival("MLBKO000", now)),
        ("ML", control()),
        ("ML", end()),
    ] {
        region.officer(code, movement, command).outcome.unwrap();
    }
}

fn phases(region: &Region, movement: &DossierId) -> [Phase; 2] {
    ["SN", "ML"].map(|code| region.movement(code, movement).standing.phase)
}

#[test]
fn a_whole_journey_is_told_by_pouches_alone() {
    let (mut region, movement, guarantee) = presented(90);
    for (from, to) in [("SN", "ML"), ("ML", "SN"), ("SN", "ML")] {
        for taken in carried(&mut region, from, to) {
            assert!(matches!(taken, Unpacked::Recorded { entries: 1.. }), "{from}: {taken:?}");
        }
    }
    assert_eq!(phases(&region, &movement), [Phase::Released; 2]);
    act(&mut region, &movement);
    for (from, to) in [("ML", "SN"), ("SN", "ML"), ("ML", "SN"), ("SN", "ML"), ("ML", "SN")] {
        carried(&mut region, from, to);
    }
    assert_eq!(phases(&region, &movement), [Phase::Discharged; 2]);
    // What the control found is shown where it was told.
    let steps = region.movement("SN", &movement).steps;
    let controlled = steps.iter().find(|step| step.what == "controlled").unwrap();
    assert!(controlled.results.control.is_some() && controlled.results.seals.is_some());
    assert_eq!(region.account("ML", &guarantee).held, kernel::Amount::ZERO);
    let pending = |code: &str, peer: &str| {
        let peers = region.reader(code).peers().unwrap();
        peers.into_iter().find(|state| state.node == node_id(peer)).unwrap().pending
    };
    assert_eq!([pending("SN", "ML"), pending("ML", "SN")], [0, 0]);
}

/// Over the network Dakar hears of a step of Bamako's, and Bamako never that it has: Bamako's own
/// envelope arrives and the answer to it is lost, or Bamako answers one and the line breaks.
fn half_heard(answering: bool, restarted: bool) -> Vec<Unpacked> {
    let (mut region, movement, _) = presented(97);
    region.settle();
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.officer("ML", &movement, entry("MLX02000", now)).outcome.unwrap();
    if answering {
        let told = region.envelope("SN", "ML");
        let answer = region.node("ML").receive(now, Some(&node_id("SN")), &told).unwrap();
        let answer = ::exchange::write("an answer", &answer).unwrap();
        region.node("SN").answered(now, &node_id("ML"), &answer).unwrap();
    } else {
        let told = region.envelope("ML", "SN");
        region.node("SN").receive(now, Some(&node_id("ML")), &told).unwrap();
    }
    if restarted {
        region.restart("ML", 98);
    }
    for command in [arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    carried(&mut region, "ML", "SN")
}

#[test]
fn a_pouch_follows_what_the_network_brought_although_nobody_heard_that_it_did() {
    for (answering, restarted) in [(false, false), (true, false), (false, true), (true, true)] {
        let taken = half_heard(answering, restarted);
        let recorded = taken.iter().all(|taken| matches!(taken, Unpacked::Recorded { .. }));
        assert!(recorded, "answering {answering}, restarted {restarted}: {taken:?}");
    }
}

/// One thing that happens to pouches on the road.
#[derive(Debug, Clone)]
enum Chance {
    Pack(bool),
    Deliver(prop::sample::Index),
    Double(prop::sample::Index),
    Lose(prop::sample::Index),
}

fn chance() -> impl Strategy<Value = Chance> {
    prop_oneof![
        4 => any::<bool>().prop_map(Chance::Pack),
        3 => any::<prop::sample::Index>().prop_map(Chance::Deliver),
        1 => any::<prop::sample::Index>().prop_map(Chance::Double),
        2 => any::<prop::sample::Index>().prop_map(Chance::Lose),
    ]
}

fn carry_by_chance(region: &mut Region, chances: Vec<Chance>) {
    let mut on_the_road: Vec<(&str, Pouch)> = Vec::new();
    for chance in chances {
        region.later(600);
        let count = on_the_road.len();
        match chance {
            Chance::Pack(south) => {
                let (from, to) = if south { ("ML", "SN") } else { ("SN", "ML") };
                on_the_road.push((to, packed(region, from, to)));
            }
            Chance::Deliver(which) if count > 0 => {
                let (to, pouch) = on_the_road.swap_remove(which.index(count));
                unpacked(region, to, &pouch);
            }
            Chance::Double(which) if count > 0 => {
                let (to, pouch) = on_the_road[which.index(count)].clone();
                unpacked(region, to, &pouch);
            }
            Chance::Lose(which) if count > 0 => drop(on_the_road.swap_remove(which.index(count))),
            Chance::Deliver(_) | Chance::Double(_) | Chance::Lose(_) => {}
        }
    }
    for _ in 0..3 {
        carried(region, "SN", "ML");
        carried(region, "ML", "SN");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn pouches_in_any_order_doubled_and_lost_give_the_same_standing_at_both_ends(
        before in prop::collection::vec(chance(), 0..30),
        after in prop::collection::vec(chance(), 0..30),
        random in 0_u64..1000,
    ) {
        let (mut region, movement, guarantee) = presented(random);
        carry_by_chance(&mut region, before);
        prop_assert_eq!(phases(&region, &movement), [Phase::Released; 2]);
        act(&mut region, &movement);
        carry_by_chance(&mut region, after);
        let [sn, ml] = ["SN", "ML"].map(|code| region.movement(code, &movement).standing);
        prop_assert_eq!((sn.phase, sn.concerns.len(), &sn), (Phase::Discharged, 0, &ml));
        let account = region.account("ML", &guarantee);
        prop_assert_eq!((account.held, account.free), (kernel::Amount::ZERO, kernel::Amount::whole(1_000_000)));
    }
}

#[test]
fn a_pouch_that_follows_one_nobody_confirmed_is_taken_whether_that_one_arrived_or_not() {
    for first_arrives in [true, false] {
        let (mut region, _, _) = presented(91);
        let first = packed(&mut region, "SN", "ML");
        region.present("SN", &Declared { lrn: "LRN-4", ..TO_BAMAKO_FROM_DAKAR });
        region.later(60);
        let second = packed(&mut region, "SN", "ML");
        if first_arrives {
            unpacked(&mut region, "ML", &first);
        }
        let taken = unpacked(&mut region, "ML", &second);
        assert!(matches!(taken[..], [Unpacked::Recorded { entries: 1.. }]), "{taken:?}");
        // The same again brings nothing, and the one before is older than what is recorded.
        let again = unpacked(&mut region, "ML", &second);
        assert_eq!(again, [Unpacked::Recorded { entries: 0 }]);
        assert_eq!(unpacked(&mut region, "ML", &first), [Unpacked::Older]);
    }
}

#[test]
fn a_pouch_opens_only_where_it_is_for_and_only_as_it_was_packed() {
    let (mut region, _, _) = presented(92);
    let pouch = packed(&mut region, "SN", "ML");
    let (head, sealed) = &pouch[0];
    let now = region.now;
    let from = node_id("SN");
    let closed = |to: &str| Refusal::PouchClosed { from: from.clone(), to: node_id(to) };
    let mut open = |at: &str, head: &Head, sealed: &SealedText| {
        region.node(at).unpack(now, head, sealed).unwrap().unwrap_err()
    };
    assert_eq!(open("BF", head, sealed), closed("ML"));
    let redirected = Head { to: node_id("BF"), ..head.clone() };
    assert_eq!(open("BF", &redirected, sealed), closed("BF"));
    let mut text = sealed.text.clone();
    let letter = if text.starts_with('A') { "B" } else { "A" };
    text.replace_range(..1, letter);
    assert_eq!(open("ML", head, &SealedText { text, ..sealed.clone() }), closed("ML"));
    let stranger = Head { from: "XX-1".parse().unwrap(), ..head.clone() };
    let unknown = Refusal::PeerUnknown { node: "XX-1".parse().unwrap() };
    assert_eq!(open("ML", &stranger, sealed), unknown);
    assert!(matches!(unpacked(&mut region, "ML", &pouch)[..], [Unpacked::Recorded { .. }]));
}

#[test]
fn nothing_of_a_pouch_can_be_read_by_whoever_finds_it() {
    let (mut region, movement, _) = presented(93);
    let pouch = packed(&mut region, "SN", "ML");
    let text = serde_json::to_string(&pouch.iter().map(|(_, sealed)| sealed).collect::<Vec<_>>());
    let text = text.unwrap();
    for secret in [movement.as_str(), "SN100", "LRN-3", "movement"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn a_long_silence_goes_into_one_pouch_of_many_envelopes() {
    let mut region = Region::new(94, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movements = crate::streams::present_large(&mut region, 40, 400_000);
    region.later(60);
    let pouch = packed(&mut region, "CI", "BF");
    assert!(pouch.len() > 2, "{}", pouch.len());
    for taken in unpacked(&mut region, "BF", &pouch) {
        assert!(matches!(taken, Unpacked::Recorded { entries: 1.. }), "{taken:?}");
    }
    for movement in &movements {
        assert_eq!(region.movement("BF", movement).standing.phase, Phase::Released);
    }
}

#[test]
fn a_node_packs_nothing_for_itself_or_for_a_stranger() {
    let (mut region, _, _) = presented(95);
    let now = region.now;
    for node in [node_id("SN"), "XX-1".parse().unwrap()] {
        let refused = region.node("SN").pack(now, &node, None).unwrap().unwrap_err();
        assert_eq!(refused, Refusal::PeerUnknown { node });
    }
}
