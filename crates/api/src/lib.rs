//! A node on the network: HTTP over TLS 1.3 for people and systems, the same with client
//! certificates for peers, and watched folders for whoever has neither.
//!
//! Everything that waits, listens or reads a clock is here; what is right is asked of `node`.
//! Invariants: servers listen on loopback unless told otherwise; a peer is known by the key the
//! directory pins, never by a name; a fault of the store ends the process.

mod access;
mod answers;
mod app;
mod aside;
mod auth;
mod body;
mod clock;
mod comparing;
mod condition;
mod config;
mod connections;
mod documents;
mod events;
mod fault;
mod folder;
mod held_file;
mod host;
mod intake;
mod keeping;
mod keyring;
mod listing;
mod masking;
mod migrating;
mod naming;
mod national;
mod numbers;
mod openapi;
mod patience;
mod peers;
mod private;
mod problem;
mod readers;
mod reference_file;
mod refreshing;
mod routes;
mod saving;
mod serve;
mod tls;
mod turns;
mod webhooks;
mod training;

pub use clock::{ClockConfig, now};
pub use condition::{Named, preferred_wait};
pub use config::{
    Config, ConnectionString, DatabaseConfig, FolderConfig, HubConfig, LimitsConfig,
    ListenersConfig, NationalConfig, NationalGuarantee, Paths, PushConfig, ServeConfig,
    WebhooksConfig,
};
pub use fault::{Fault, chain};
pub use folder::is_whole;
pub use held_file::HeldFile;
pub use keeping::{Kept, read_keys, snapshot};
pub use keyring::Keyring;
pub use masking::to_keep;
pub use migrating::{Moved, migrate};
pub use reference_file::ReferenceFile;
pub use saving::{Saved, back_up, restore, set_store_aside};
pub use serve::{Alone, Running, entropy, open_node, reference, serve};
pub use tls::{Handshake, Stream, client_pinned_to, client_trusting, is_stranger, spki_digest};
