//! Seeds.

use sim::Plan;

#[test]
fn quick() {
    let seeds = std::env::var("SEEDS").unwrap_or("1..3".to_owned());
    let (a, b) = seeds.split_once("..").unwrap();
    let trace = std::env::var("TRACE").is_ok();
    let faults = std::env::var("FAULTS").ok();
    for seed in a.parse().unwrap()..b.parse::<u64>().unwrap() {
        let mut plan = Plan::of(seed);
        if let Some(f) = &faults { plan.faults = f.split(',').filter(|f| !f.is_empty()).map(|f| f.parse().unwrap()).collect(); }
        let start = std::time::Instant::now();
        let outcome = sim::run(&plan, &mut |line| if trace { println!("{line}") });
        let outcome = match outcome { Ok(o) => o, Err(e) => panic!("{seed}: {e:?}") };
        println!("{outcome} {:?}\n   {:?}", start.elapsed(), outcome.tally);
    }
}
