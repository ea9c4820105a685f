//! Who is who: the signed directory of the region, the keys of a node, and the people of an
//! administration with the posts they hold.
//!
//! Invariants: a directory counts only when enough members of the one before it signed it, and
//! versions never go back; members alone state their own nodes, keys and offices; `may` is the one
//! function that says whether somebody may do something.
//!
//! Sources: C2SP `signed-note` for signatures, RFC 9180 (HPKE) for what is sealed to a node,
//! RFC 2104 (HMAC) for what only the node itself must recognise.

mod directory;
mod may;
mod people;
mod seal;
mod log_keys;
mod secret;

#[cfg(test)]
mod tests;

pub use directory::{
    Directory, DirectoryError, Member, NodeEntry, NodeRole, Office, Root, member_key_name,
};
pub use log_keys::{FormerKey, compromised_ever, keys_ever};
pub use may::{Actor, Authority, Denied, may};
pub use people::{Holding, NotHandedOver, Officer, People, Post, StandingOrder, Token};
pub use seal::{SealError, SealKey, UnsealKey};
pub use secret::{Mac, NodeSecret, TokenHash};
