//! What the node does for every kind of dossier in its own way: facts, cache, policies.

use std::collections::{BTreeMap, BTreeSet};

use guarantee::account::{self, Account};
use guarantee::hold::{self, Conversation};
use identity::Actor;
use kernel::{Basis, Decider, Decision, Dossier, Refusal as _, Refused, SealedText, TraderId};
use transit::Part;

use crate::cache::{Cache, Slot};
use crate::fault::Fault;
use crate::node::Node;
use crate::submit::Target;

/// What comes with a command beside its text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extras {
    /// An access code sealed to somebody.
    pub(crate) access: Option<SealedText>,
    /// What it is bound to, where it is sealed to this node.
    pub(crate) bound_to: Vec<u8>,
    /// Who asks, where it is somebody outside.
    pub(crate) by: Option<Actor>,
    /// What he calls the dossier, where he asks for the next step of one.
    pub(crate) called: Option<String>,
    /// The versions one of which it must have; any where nothing is said.
    pub(crate) versions: Option<Vec<i64>>,
}

impl Extras {
    /// What comes with a command of somebody outside.
    pub(crate) fn asked_by(actor: &Actor, target: &Target) -> Self {
        let called = match target {
            Target::New => None,
            Target::Dossier(dossier) => Some(dossier.to_string()),
            Target::Named(name) => Some(name.to_string()),
        };
        Self { by: Some(actor.clone()), called, ..Self::default() }
    }
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
    /// What is not as it should be, by the word of each sort.
    fn concerns(_: &Self::Standing) -> Vec<String> {
        Vec::new()
    }
    /// The traders who may see the dossier at this administration.
    fn traders(_: &Dossier<Self::Part>) -> BTreeSet<TraderId> {
        BTreeSet::new()
    }
    /// Whether somebody may see the dossier; whoever may not has no such dossier. What he may do with
    /// it is another question.
    fn is_seen(dossier: &Dossier<Self::Part>, actor: &Actor) -> bool {
        match actor {
            Actor::Officer(_) | Actor::NationalSystem(_) | Actor::Policy(_) => true,
            Actor::Trader(trader) => Self::traders(dossier).contains(trader),
            Actor::Guarantor(_) => false,
        }
    }
    /// Whether a command may come from somebody who does not see the dossier: the rules then ask him
    /// for more than its name.
    fn lets_in(_: &Self::Command) -> bool {
        false
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

    /// Its holder.
    fn traders(dossier: &Dossier<Self>) -> BTreeSet<TraderId> {
        let registration = dossier.home_part().and_then(|account| account.registration.as_ref());
        registration.map(|registration| registration.holder.clone()).into_iter().collect()
    }

    /// Its guarantor sees it too.
    fn is_seen(dossier: &Dossier<Self>, actor: &Actor) -> bool {
        let registration = dossier.home_part().and_then(|account| account.registration.as_ref());
        match actor {
            Actor::Officer(_) | Actor::NationalSystem(_) | Actor::Policy(_) => true,
            Actor::Trader(trader) => Self::traders(dossier).contains(trader),
            Actor::Guarantor(guarantor) => registration
                .is_some_and(|registration| registration.guarantor.as_ref() == Some(guarantor)),
        }
    }

    /// Both are asked for an access code.
    fn lets_in(command: &account::Command) -> bool {
        matches!(command, account::Command::Query(_) | account::Command::ChangeAccessCodes(_))
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
    fn concerns(standing: &transit::Standing) -> Vec<String> {
        // Several may be of one sort.
        let words: BTreeSet<_> = standing.concerns.iter().map(transit::Concern::word).collect();
        words.into_iter().map(ToOwned::to_owned).collect()
    }

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

    /// Who lodged or holds it, and who notified this administration of its arrival.
    fn traders(dossier: &Dossier<Self>) -> BTreeSet<TraderId> {
        let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
        let declaration = departure.map(|departure| &departure.declaration);
        let destination = dossier.own_part().and_then(|part| part.destination.as_ref());
        let lodged =
            declaration.into_iter().flat_map(|declared| [&declared.holder, declared.declarant()]);
        lodged.chain(destination.map(|destination| &destination.trader)).cloned().collect()
    }

    /// Goods arrive with somebody who has had nothing to do with them before.
    fn lets_in(command: &transit::Command) -> bool {
        matches!(command, transit::Command::NotifyArrival(_))
    }

    fn released_under(dossier: &Dossier<Self>) -> BTreeMap<String, u64> {
        let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
        let released = departure.and_then(|departure| departure.released.as_ref());
        released.map(|released| released.agreements.clone()).unwrap_or_default()
    }
}
