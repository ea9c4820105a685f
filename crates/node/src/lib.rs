//! A node: the machine that runs the law. It takes commands and envelopes, asks the domains what
//! they mean, writes what happens, and tells whoever may know.
//!
//! A deterministic stepper: clock, randomness, store and network are injected; there is no async,
//! no thread and no waiting in here. `api` and `cli` drive it.
//!
//! Invariants: nothing is answered before it is on the disk; a command counts once; an event
//! reaches exactly its audience; a failed sync ends the process.

mod adopt;
mod ahead;
mod asking;
mod cache;
mod carrying;
mod catching;
mod cited;
mod considering;
mod contradicting;
mod disowning;
mod dispatching;
mod doubting;
mod entropy;
mod erasing;
pub mod evidence;
mod excerpting;
mod facts;
mod fault;
mod gap;
mod hearing;
mod history;
mod intake;
mod judging;
mod kind;
mod lists;
mod logs;
mod looking;
mod node;
mod notices;
mod opening;
mod orders;
mod outgoing;
mod policies;
mod program;
mod reader;
mod receive;
mod recovering;
mod refusal;
mod rejections;
mod retention;
mod rekeying;
mod reopening;
mod returning;
mod settings;
mod sharing;
mod submit;
mod subscriptions;
mod taking;
mod vault;
mod verify;
mod watching;
mod world;

pub use adopt::{Taken, Untaken};
pub use asking::Asking;
pub use carrying::{Pack, Packed, Unpacked};
pub use considering::Questioned;
pub use contradicting::{Contradiction, SaidOtherwise};
pub use entropy::Entropy;
pub use fault::Fault;
pub use gap::{Acceptance, Gap};
pub use intake::{
    Answering, Asked, Faulty, Intake, NationalActs, Rejected, SadStep, answer_to, change_codes,
    check_message, query, query_answer, read_message, reference_findings, refusal_findings,
    rejected, rejected_by_rules, sad_amendment, sad_cancellation, sad_reference, sad_steps,
    sad_submission, takes,
};
pub use looking::{JournalLine, TaskLine, TaskState, latest, tasks};
pub use node::{Mode, Node, Parts};
pub use opening::Opening;
pub use orders::{Decided, Order, Ordered};
pub use outgoing::Outgoing;
pub use program::Program;
pub use reader::{
    ErasureLine, JournalState, Letter, Letters, LogState, Mail, Message, Notice, PeerState, Reader,
    Recorded, Viewed,
};
pub use receive::{OpenedAside, Received, Receiving, Steps, ToOpen};
pub use recovering::{Behind, Recovering, mark_restored};
pub use refusal::Refusal;
pub use rejections::{Refers, Rejecting, Rejection};
pub use settings::{NodeKeys, Settings};
pub use submit::{Command, Done, Reply, Submission, Target};
pub use subscriptions::{
    Disabled, Failure, NATIONAL, Progress, Subscribe, Subscribed, Subscription, Tried, Wish,
};
pub use verify::{Bad, Verification, verify, verify_copy};
pub use world::World;
