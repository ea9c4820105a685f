//! The one entry for everything that is done to this repository: tidy, check, test, golden.

mod check;
mod database;
mod faults;
mod golden;
mod mutants;
mod needs;
mod repository;
mod stages;
mod suite;
mod test;
#[cfg(test)]
mod tests;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  tidy [--fast]    what STYLE.md promises and a machine can read; --fast asks cargo nothing
  check [--full]   fmt, clippy, tidy, tests of the rules and the store; --full: all tests, licences
  test             what continuous integration runs: everything but the licences
  test --list-faults   what goes wrong, and which tests see to it
  mutants [--json] [NAME...]   breaks the code on purpose and sees that the simulation finds it
  golden           writes the golden files anew and lists those that changed
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["tidy"] => tidy::run(false),
        ["tidy", "--fast"] => tidy::run(true),
        ["check"] => check::run(false),
        ["check", "--full"] => check::run(true),
        ["test"] => test::run(),
        ["test", "--list-faults"] => Ok(faults::list()),
        ["golden"] => golden::run(),
        ["mutants", "--json", only @ ..] => mutants::run(true, only),
        ["mutants", only @ ..] => mutants::run(false, only),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
