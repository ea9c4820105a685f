//! Runs seeds until one breaks a promise; prints what caught it, as one object. `catch 60` begins with
//! seed 1 and tries 60 at most, `catch 13..13` tries those. `cargo xtask mutants` runs it over code that
//! is broken on purpose. With `trace` among further arguments every step goes to standard error; the
//! names of faults there leave out all others.

use std::collections::BTreeSet;
use std::process::ExitCode;

use sim::{Plan, Trouble};

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let (first, most) = wanted.split_once("..").unwrap_or(("1", &wanted));
    let (first, most) = (first.parse().unwrap_or(1), most.parse().unwrap_or(1));
    let further: Vec<String> = std::env::args().skip(2).collect();
    let is_traced = further.iter().any(|word| word == "trace");
    let named = |trouble: &Trouble| further.iter().any(|word| word == trouble.word());
    let faults: BTreeSet<_> = Trouble::ALL.into_iter().filter(named).collect();
    let mut trace = |line: &str| {
        if is_traced {
            eprintln!("{line}");
        }
    };
    for seed in first..=most {
        let mut plan = Plan::of(seed);
        if !faults.is_empty() {
            plan.faults.clone_from(&faults);
        }
        let outcome = match sim::run(&plan, &mut trace) {
            Ok(outcome) => outcome,
            Err(fault) => {
                eprintln!("{fault}");
                return ExitCode::from(2);
            }
        };
        if let Some(broken) = outcome.broken {
            let (promise, detail) = (broken.violation.promise.word(), broken.violation.detail);
            let caught = serde_json::json!({
                "caught": true, "seeds": seed, "promise": promise, "detail": detail,
            });
            println!("{caught}");
            return ExitCode::SUCCESS;
        }
    }
    println!("{}", serde_json::json!({ "caught": false, "seeds": most }));
    ExitCode::SUCCESS
}
