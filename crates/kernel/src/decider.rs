//! The contract of a domain: pure functions from what is known and what is asked to what happens.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize as SerializeDerive};
use thiserror::Error;

use crate::dossier::Dossier;
use crate::id::{NodeId, TraderId};
use crate::name::Name;
use crate::place::{Administration, OfficeCode};
use crate::refusal::Refusal;
use crate::time::{Date, Timestamp};

/// The rules of one kind of dossier.
///
/// No function here reads a clock, draws a random number, or does input or output: whatever it
/// needs is in its arguments, so that it can be run again years later with the same result.
pub trait Decider: Sized + 'static {
    /// The word for this kind of dossier in journals, routes and agreements.
    const KIND: &'static str;
    /// The groups an event may carry beside its core, by projection from narrow to wide.
    const PROJECTIONS: &'static [(&'static str, &'static [&'static str])];

    /// What one writer has written, folded.
    type Part: Clone + Debug + Default + PartialEq;
    /// What may be asked. It is the HTTP body.
    type Command: DeserializeOwned + Clone + Debug;
    /// What the rules need to know beside the dossier; the node fetches it.
    type Facts;
    /// What has happened: the core that every reader of the dossier gets. Kept for ever.
    type Event: Serialize + DeserializeOwned + Clone + Debug + PartialEq;
    /// The groups that may be withheld. Each field is one group, optional, named as the field.
    type Details: Serialize + DeserializeOwned + Clone + Debug + Default + PartialEq;
    /// Why not.
    type Refusal: Refusal;
    /// What the dossier is, computed from all its parts.
    type Standing: Serialize + Clone + Debug + PartialEq;
    /// What may be seen.
    type View: Serialize + Clone + Debug + PartialEq;

    /// The right a command needs.
    fn competence(dossier: &Dossier<Self::Part>, command: &Self::Command) -> Competence;

    /// What happens, or all the reasons why not. An empty list of events says that what is asked
    /// is already so.
    fn decide(
        dossier: &Dossier<Self::Part>,
        facts: &Self::Facts,
        command: Self::Command,
    ) -> Result<Vec<Happened<Self>>, Vec<Self::Refusal>>;

    /// What an event makes of the part of its writer. Reads and writes that part only.
    fn evolve(part: Self::Part, event: &Self::Event) -> Result<Self::Part, OutOfOrder>;

    /// Whether this writer may have said this.
    fn admit(
        dossier: &Dossier<Self::Part>,
        writer: &Writer,
        event: &Self::Event,
    ) -> Result<(), Inadmissible>;

    /// What the dossier is. Total: every combination of parts has an answer.
    fn standing(dossier: &Dossier<Self::Part>) -> Self::Standing;

    /// The administrations the dossier touches.
    fn concerned(dossier: &Dossier<Self::Part>) -> BTreeSet<Administration>;

    /// Whether on a day nothing more is owed to anybody and nothing more can come of it by itself, so
    /// that the time for which it is kept begins.
    fn settled(dossier: &Dossier<Self::Part>, day: Date) -> bool;

    /// The names an event reserves to its dossier.
    fn names(event: &Self::Event) -> Vec<Name>;

    /// The keys under which an event lets its dossier be found beside others.
    fn keys(event: &Self::Event) -> Vec<Name>;

    /// The word for what the dossier is, for lists and counts.
    fn phase(standing: &Self::Standing) -> &'static str;

    /// What a reader may see of all that has been told to him, in the order he recorded it.
    fn view(dossier: &Dossier<Self::Part>, told: &[Told<Self>]) -> Self::View;
}

/// An event and the groups that go with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened<D: Decider> {
    /// The core.
    pub event: D::Event,
    /// The groups.
    pub details: D::Details,
}

impl<D: Decider> Happened<D> {
    /// An event without groups.
    pub fn plain(event: D::Event) -> Self {
        Self { event, details: D::Details::default() }
    }

    /// An event with groups.
    pub fn with(event: D::Event, details: D::Details) -> Self {
        Self { event, details }
    }
}

/// An event as a reader has it: some groups may be missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Told<D: Decider> {
    /// Who wrote it.
    pub writer: NodeId,
    /// The writer's time, which is a claim.
    pub at: Timestamp,
    /// When this reader recorded it, if he did not write it himself.
    pub received: Option<Timestamp>,
    /// The core.
    pub event: D::Event,
    /// The groups this reader has.
    pub details: D::Details,
}

/// What the directory says of a node that claims to have written an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// The node.
    pub node: NodeId,
    /// The administration the directory lists it under.
    pub administration: Administration,
    /// The offices it may write for, and what each may do.
    pub offices: BTreeMap<OfficeCode, BTreeSet<Function>>,
}

impl Writer {
    /// Whether the office is one of the writer's.
    pub fn has(&self, office: &OfficeCode) -> Result<(), Inadmissible> {
        if self.offices.contains_key(office) {
            Ok(())
        } else {
            Err(Inadmissible::OfficeNotTheirs { office: office.clone() })
        }
    }

    /// Whether the office is one of the writer's and has a function.
    pub fn may(&self, office: &OfficeCode, function: Function) -> Result<(), Inadmissible> {
        self.has(office)?;
        if self.offices.get(office).is_some_and(|functions| functions.contains(&function)) {
            Ok(())
        } else {
            Err(Inadmissible::OfficeWithoutFunction { office: office.clone(), function })
        }
    }
}

/// Why an event of another writer does not count. It is kept, receipted as such, and marks its
/// dossier contested.
#[derive(
    Debug, Clone, PartialEq, Eq, Error, SerializeDerive, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Inadmissible {
    /// Only the home of the dossier may say this.
    #[error("only the home of the dossier may say this")]
    NotHome,
    /// Somebody other than the home may say this, not the home.
    #[error("the writer is not the one who may say this")]
    NotTheirs,
    /// The office does not belong to the writer.
    #[error("office {office} is not one of the writer's")]
    OfficeNotTheirs {
        /// The office named by the event.
        office: OfficeCode,
    },
    /// The office is the writer's, and does nothing of the kind.
    #[error("office {office} is no office of {function}")]
    OfficeWithoutFunction {
        /// The office named by the event.
        office: OfficeCode,
        /// The function.
        function: Function,
    },
    /// The event speaks of something the dossier does not hold.
    #[error("the event answers something that was never asked")]
    NothingAsked,
    /// The dossier's home has not been heard yet; the verdict is taken again when it is.
    #[error("the home of the dossier has not been heard yet")]
    HomeUnknown,
    /// The country is not on the route.
    #[error("the writer's country is not on the route")]
    NotOnRoute,
    /// The event is of another kind of dossier than the home has made this one.
    #[error("the event is of another kind of dossier")]
    OtherKind,
    /// The event does not follow from what the same writer said before.
    #[error("the event contradicts the writer's own part")]
    OutOfOrder,
    /// The event is of a history that its writer has given up: it wrote it after its store was lost, and
    /// others had been told another.
    #[error("the event is of a history that its writer has given up")]
    GivenUp,
    /// The event was sealed by a key that others may have had by then, and its writer has not signed it
    /// with another.
    #[error("the event was sealed by a key that others may have had")]
    KeyCompromised,
}

/// A history that cannot have happened inside one part. The dossier is quarantined and alarmed; the
/// node lives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the event cannot follow what its writer wrote before")]
pub struct OutOfOrder;

/// The function of a post, or the role of a party: what rights are given to.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    SerializeDerive,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Function {
    /// Accepts, releases and discharges at an office of departure.
    Departure,
    /// Records exit and entry at a frontier.
    Passage,
    /// Receives, controls and ends at an office of destination.
    Destination,
    /// Registers and manages guarantees.
    Guarantee,
    /// Declares and notifies for itself.
    Trader,
    /// Has undertaken to pay, and asks about what it has undertaken.
    Guarantor,
    /// Only the node itself, carrying out a policy.
    Policy,
}

impl std::fmt::Display for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Departure => "departure",
            Self::Passage => "passage",
            Self::Destination => "destination",
            Self::Guarantee => "guarantee",
            Self::Trader => "trader",
            Self::Guarantor => "guarantor",
            Self::Policy => "policy",
        })
    }
}

/// The right a command needs: one of these functions, at this office, for one of these traders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competence {
    /// Any of these will do.
    pub functions: &'static [Function],
    /// The office the command acts at, if it acts at one.
    pub office: Option<OfficeCode>,
    /// The traders who may speak for whoever it concerns; any trader where none is named.
    pub traders: Vec<TraderId>,
}
