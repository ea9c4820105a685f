//! `passavant simulate`: whole regions from seeds, and what each broke.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use sim::{Plan, Promise, Tally, Trouble};

use crate::args::{Seeds, SimulateOptions};
use crate::outcome::Outcome;
use crate::speech::{say, tell};

/// Simulates.
pub(crate) fn run(options: &SimulateOptions) -> anyhow::Result<Outcome> {
    let seeds = match (options.seeds, options.seed) {
        (Some(seeds), _) => seeds,
        (None, Some(seed)) => Seeds(seed, seed),
        (None, None) => {
            let seed = getrandom::u64().context("no randomness here")?;
            Seeds(seed, seed)
        }
    };
    let outcomes = if options.trace {
        vec![sim::run(&plan(options, seeds.0), &mut |line| println!("{line}"))?]
    } else {
        all(options, seeds)?
    };
    if options.json {
        println!("{}", as_json(&outcomes));
    } else {
        print(&outcomes);
    }
    let broken = outcomes.iter().any(|outcome| outcome.broken.is_some());
    Ok(if broken { Outcome::Failed } else { Outcome::Good })
}

fn plan(options: &SimulateOptions, seed: u64) -> Plan {
    let faults = options.faults.clone().map_or_else(|| Trouble::ALL.into(), |faults| faults.0);
    Plan { seed, nodes: options.nodes, days: options.days, faults }
}

/// Every seed, as many at a time as there are cores; what breaks is told at once.
fn all(options: &SimulateOptions, Seeds(first, last): Seeds) -> anyhow::Result<Vec<sim::Outcome>> {
    let next = AtomicU64::new(first);
    let bar = bar(options, last - first + 1)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut outcomes = std::thread::scope(|scope| {
        let (done, outcomes) = mpsc::channel();
        for _ in 0..cores {
            let (done, next) = (done.clone(), &next);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > last || seed < first {
                        return;
                    }
                    let outcome = sim::run(&plan(options, seed), &mut |_| {});
                    if done.send(outcome).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let mut all = Vec::new();
        for outcome in outcomes {
            let outcome = outcome.inspect_err(|_| next.store(u64::MAX, Ordering::Relaxed))?;
            bar.inc(1);
            if let Some(line) = broken(&outcome).filter(|_| !options.json) {
                bar.suspend(|| println!("{line}"));
            }
            all.push(outcome);
        }
        anyhow::Ok(all)
    })?;
    bar.finish_and_clear();
    outcomes.sort_by_key(|outcome| outcome.plan.seed);
    Ok(outcomes)
}

fn bar(options: &SimulateOptions, count: u64) -> anyhow::Result<ProgressBar> {
    if options.json || count == 1 {
        return Ok(ProgressBar::hidden());
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {eta}")?;
    Ok(ProgressBar::new(count).with_style(style))
}

/// One line: which promise was broken, where, and how it is seen again.
fn broken(outcome: &sim::Outcome) -> Option<String> {
    let broken = outcome.broken.as_ref()?;
    let promise = say(of(broken.violation.promise));
    let said = [
        ("seed", outcome.plan.seed.to_string()),
        ("step", broken.step.to_string()),
        ("at", broken.at.to_string()),
        ("promise", promise),
        ("detail", broken.violation.detail.clone()),
        ("again", format!("{} --trace", outcome.plan)),
    ];
    let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
    Some(tell("simulate-broken", &said))
}

/// What a promise says.
fn of(promise: Promise) -> &'static str {
    match promise {
        Promise::ChainsVerify => "promise-chains-verify",
        Promise::NothingLost => "promise-nothing-lost",
        Promise::NothingTwice => "promise-nothing-twice",
        Promise::MoneyAddsUp => "promise-money-adds-up",
        Promise::CoverIsWhole => "promise-cover-is-whole",
        Promise::NobodyElseKnows => "promise-nobody-else-knows",
        Promise::NoOldVoice => "promise-no-old-voice",
        Promise::LimitsAreTrue => "promise-limits-are-true",
        Promise::CopiesAgree => "promise-copies-agree",
        Promise::AllEnds => "promise-all-ends",
        Promise::NodesLive => "promise-nodes-live",
        Promise::TwoHistoriesShow => "promise-two-histories-show",
        Promise::StrangersUnheard => "promise-strangers-unheard",
    }
}

/// What happened in all of them together.
fn together(outcomes: &[sim::Outcome]) -> Tally {
    let mut all = Tally::default();
    for Tally { troubles, letters, commands, refusals, movements, entries, recoveries } in
        outcomes.iter().map(|outcome| outcome.tally.clone())
    {
        all.recoveries += recoveries;
        all.letters += letters;
        all.commands += commands;
        all.entries += entries;
        add(&mut all.troubles, troubles);
        add(&mut all.refusals, refusals);
        add(&mut all.movements, movements);
    }
    all
}

fn add<K: Ord>(all: &mut BTreeMap<K, u64>, some: BTreeMap<K, u64>) {
    for (key, count) in some {
        *all.entry(key).or_default() += count;
    }
}

fn steps(outcomes: &[sim::Outcome]) -> u64 {
    outcomes.iter().map(|outcome| outcome.step_count).sum()
}

fn print(outcomes: &[sim::Outcome]) {
    let Tally { troubles, letters, commands, movements, entries, recoveries, .. } =
        together(outcomes);
    let broken_count = outcomes.iter().filter(|outcome| outcome.broken.is_some()).count();
    if let [outcome] = outcomes
        && outcome.broken.is_none()
    {
        println!("{}", tell("simulate-again", &[("again", &outcome.plan.to_string())]));
    }
    let listed = |counts: Vec<(&str, u64)>| {
        let counted = counts.iter().map(|(word, count)| format!("{word} {count}"));
        counted.collect::<Vec<_>>().join(", ")
    };
    let troubles = troubles.iter().map(|(trouble, count)| (trouble.word(), *count));
    let movements = movements.iter().map(|(phase, count)| (*phase, *count));
    let said = [
        ("seeds", outcomes.len().to_string()),
        ("steps", steps(outcomes).to_string()),
        ("commands", commands.to_string()),
        ("letters", letters.to_string()),
        ("entries", entries.to_string()),
        ("recoveries", recoveries.to_string()),
        ("troubles", listed(troubles.collect())),
        ("movements", listed(movements.collect())),
        ("broken", broken_count.to_string()),
    ];
    let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
    println!("{}", tell("simulate-tally", &said));
    let key = if broken_count == 0 { "simulate-held" } else { "simulate-not-held" };
    println!("{}", tell(key, &said));
}

fn as_json(outcomes: &[sim::Outcome]) -> Value {
    let Tally { troubles, letters, commands, refusals, movements, entries, recoveries } =
        together(outcomes);
    let troubles: BTreeMap<_, _> =
        troubles.into_iter().map(|(trouble, count)| (trouble.word(), count)).collect();
    let broken: Vec<Value> = outcomes
        .iter()
        .filter_map(|outcome| {
            let broken = outcome.broken.as_ref()?;
            Some(json!({
                "seed": outcome.plan.seed,
                "step": broken.step,
                "at": broken.at,
                "promise": broken.violation.promise.word(),
                "detail": broken.violation.detail,
                "again": format!("{} --trace", outcome.plan),
            }))
        })
        .collect();
    let seeds: Vec<_> = outcomes.iter().map(|outcome| outcome.plan.seed).collect();
    json!({
        "ok": broken.is_empty(), "seeds": seeds.len(), "first_seed": seeds.first(),
        "last_seed": seeds.last(), "steps": steps(outcomes), "commands": commands,
        "letters": letters, "entries": entries, "recoveries": recoveries, "faults": troubles, "refusals": refusals,
        "movements": movements, "broken": broken,
    })
}
