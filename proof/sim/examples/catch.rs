//! Runs seeds until one breaks a promise; prints what caught it, as one object. `catch 60` begins with
//! seed 1 and tries 60 at most, `catch 13..13` tries those. `cargo xtask mutants` runs it over code that
//! is broken on purpose. With a second argument, whatever it is, every step goes to standard error.

use std::process::ExitCode;

use sim::Plan;

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let (first, most) = wanted.split_once("..").unwrap_or(("1", &wanted));
    let (first, most) = (first.parse().unwrap_or(1), most.parse().unwrap_or(1));
    let is_traced = std::env::args().nth(2).is_some();
    let mut trace = |line: &str| {
        if is_traced {
            eprintln!("{line}");
        }
    };
    for seed in first..=most {
        let outcome = match sim::run(&Plan::of(seed), &mut trace) {
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
