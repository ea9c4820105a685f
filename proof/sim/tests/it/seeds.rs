//! Seeds that are run every time, and some that nobody has run before.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use sim::{Outcome, Plan, Tally, Trouble};

/// Runs a plan that must break nothing; what broke is told with the command that shows it again.
fn holds(plan: &Plan) -> Outcome {
    let outcome = sim::run(plan, &mut |_| {}).unwrap();
    assert!(outcome.broken.is_none(), "{outcome}");
    outcome
}

/// What happened in several seeds together: which faults struck, and how movements ended.
fn all_happens(tallies: &[Tally]) {
    let struck: BTreeSet<_> = tallies.iter().flat_map(|tally| tally.troubles.keys()).collect();
    assert_eq!(struck, Trouble::ALL.iter().collect());
    for phase in ["discharged", "invalidated"] {
        assert!(tallies.iter().any(|tally| tally.movements[phase] > 0), "{phase}");
    }
    for code in ["NOD-002", "TRA-023"] {
        assert!(tallies.iter().any(|tally| tally.refusals.contains_key(code)), "{code}");
    }
}

fn fixed(seeds: [u64; 3]) {
    all_happens(&seeds.map(|seed| holds(&Plan::of(seed)).tally));
}

#[test]
fn every_promise_holds_from_seeds_1_to_3() {
    fixed([1, 2, 3]);
}

#[test]
fn every_promise_holds_from_seeds_4_to_6() {
    fixed([4, 5, 6]);
}

#[test]
fn every_promise_holds_from_seeds_7_to_9() {
    fixed([7, 8, 9]);
}

#[test]
fn every_promise_holds_from_seeds_that_broke_one_before() {
    for seed in BROKE_BEFORE {
        holds(&Plan::of(*seed));
    }
}

/// Seeds that once broke a promise.
const BROKE_BEFORE: &[u64] = &[1067, 1125, 1143, 1189, 1234, 2014, 2033, 2035, 3043];

#[test]
fn every_promise_holds_from_seeds_nobody_has_run_before() {
    for _ in 0..3 {
        holds(&Plan::of(RandomState::new().hash_one("a fresh seed")));
    }
}

#[test]
fn without_faults_everything_ends_in_the_smallest_region_and_in_a_larger_one() {
    for nodes in [2, 6] {
        let plan = Plan { nodes, faults: [].into(), ..Plan::of(11) };
        let tally = holds(&plan).tally;
        assert!(tally.troubles.is_empty());
        assert!(tally.movements["discharged"] > 0);
        assert_eq!(tally.movements["accepted"], 0);
    }
}

#[test]
fn lines_that_are_cut_for_days_lose_nothing() {
    let faults = [Trouble::Partition, Trouble::Crash].into();
    let tally = holds(&Plan { nodes: 3, days: 3, faults, ..Plan::of(15) }).tally;
    assert!(tally.troubles[&Trouble::Partition] > 0);
    assert!(tally.movements["discharged"] > 0);
}

#[test]
fn the_same_plan_runs_the_same_way() {
    let traced = || {
        let mut trace = Vec::new();
        let plan = Plan { nodes: 2, ..Plan::of(12) };
        let outcome = sim::run(&plan, &mut |line| trace.push(line.to_owned())).unwrap();
        (trace, outcome.step_count, outcome.tally)
    };
    let (first, again) = (traced(), traced());
    assert!(first.0.len() > 1000);
    assert!(first == again, "the traces differ");
}
