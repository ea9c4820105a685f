//! A whole region run from one seed: real nodes, stores and exchange over a simulated network,
//! simulated disks and simulated clocks, and everything that must always hold checked after every
//! step.
//!
//! [`run`] runs a [`Plan`]; the same plan runs the same way every time, so a plan that breaks a
//! promise is the whole report of the fault.

mod acts;
mod chance;
mod charter;
mod checks;
mod delivering;
mod errands;
mod fault;
mod journey;
mod liar;
mod machine;
mod network;
mod outcome;
mod plan;
mod resting;
mod resuming;
mod run;
mod strikes;

pub use checks::{Promise, Violation};
pub use fault::Fault;
pub use outcome::{Broken, Outcome, Tally};
pub use plan::{DAYS_MAX, NODES_MAX, NODES_MIN, NoTrouble, Plan, Trouble};
pub use run::run;
