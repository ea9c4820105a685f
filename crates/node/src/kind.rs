//! What the node does for every kind of dossier in its own way: facts, cache, policies.

use std::collections::BTreeMap;

use guarantee::account::{self, Account};
use guarantee::hold::{self, Conversation};
use identity::Actor;
use kernel::{Basis, Decider, Decision, Dossier, Refusal as _, Refused, SealedText};
use transit::Part;

use crate::cache::{Cache, Slot};
use crate::fault::Fault;
use crate::node::Node;

/// What comes with a command beside its text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extras {
    /// An access code sealed to somebody.
    pub(crate) access: Option<SealedText>,
    /// What it is bound to, where it is sealed to this node.
    pub(crate) bound_to: Vec<u8>,
    /// Who asks, where it is somebody outside.
    pub(crate) by: Option<Actor>,
}

/// A kind of dossier as the node handles it.
pub(crate) trait Kind: Decider {
    /// On what basis a command decides, if it does.
    fn basis(command: &Self::Command) -> Option<&Basis>;
    /// Where dossiers of this kind stay folded.
    fn slot(cache: &mut Cache) -> &mut Slot<Self>;
    /// Fetches what the rules need to know.
    fn facts(
        node: &mut Node,
        dossier: &Dossier<Self::Part>,
        command: &Self::Command,
        decision: Option<Decision>,
        extras: &Extras,
    ) -> Result<Self::Facts, Fault>;
    /// Why whoever asked got nothing, where what happened is that he was turned away.
    fn denial(_: &Self::Event) -> Option<Refused> {
        None
    }
    /// The agreements the dossier was released under, if it was.
    fn released_under(_: &Dossier<Self::Part>) -> BTreeMap<String, u64> {
        BTreeMap::new()
    }
}

impl Kind for Account {
    fn basis(command: &account::Command) -> Option<&Basis> {
        command.basis()
    }

    fn slot(cache: &mut Cache) -> &mut Slot<Self> {
        &mut cache.guarantees
    }

    fn facts(
        node: &mut Node,
        dossier: &Dossier<Self>,
        command: &account::Command,
        decision: Option<Decision>,
        extras: &Extras,
    ) -> Result<account::Facts, Fault> {
        crate::facts::guarantee(node, dossier, command, decision, extras)
    }

    fn denial(event: &account::Event) -> Option<Refused> {
        let denied = matches!(event, account::Event::AccessDenied { .. });
        denied.then(|| account::Refusal::AccessCodeWrong.refused())
    }
}

impl Kind for Conversation {
    fn basis(_: &hold::Command) -> Option<&Basis> {
        None
    }

    fn slot(cache: &mut Cache) -> &mut Slot<Self> {
        &mut cache.holds
    }

    fn facts(
        _: &mut Node,
        _: &Dossier<Self>,
        _: &hold::Command,
        _: Option<Decision>,
        extras: &Extras,
    ) -> Result<hold::Facts, Fault> {
        Ok(hold::Facts { access: extras.access.clone() })
    }
}

impl Kind for Part {
    fn basis(command: &transit::Command) -> Option<&Basis> {
        command.basis()
    }

    fn slot(cache: &mut Cache) -> &mut Slot<Self> {
        &mut cache.movements
    }

    fn facts(
        node: &mut Node,
        dossier: &Dossier<Self>,
        command: &transit::Command,
        decision: Option<Decision>,
        _: &Extras,
    ) -> Result<transit::Facts, Fault> {
        crate::facts::movement(node, dossier, command, decision)
    }

    fn released_under(dossier: &Dossier<Self>) -> BTreeMap<String, u64> {
        let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
        let released = departure.and_then(|departure| departure.released.as_ref());
        released.map(|released| released.agreements.clone()).unwrap_or_default()
    }
}
