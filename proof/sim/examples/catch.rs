//! Runs seeds from 1 on until one breaks a promise, at most so many; prints what caught it, as one
//! object. `cargo xtask mutants` runs it over code that is broken on purpose.

use std::process::ExitCode;

use sim::Plan;

fn main() -> ExitCode {
    let most = std::env::args().nth(1).and_then(|most| most.parse().ok()).unwrap_or(1);
    for seed in 1..=most {
        let outcome = match sim::run(&Plan::of(seed), &mut |_| {}) {
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
