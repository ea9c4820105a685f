//! What tests of several crates need: domains without a node, public data, outside tools, and skips
//! that are seen.

#![expect(clippy::panic, reason = "a fixture that cannot be made is a failed test")]

mod domain;
mod need;
mod payloads;
mod ports;
mod postgres;
mod schema;

pub use domain::{Given, administration, events_golden, node, table};
pub use need::{data, lacking, python_tool, tool};
pub use payloads::{payloads, pieces};
pub use ports::free_addresses;
pub use postgres::{Database, Server, Standby};
pub use schema::judged;
