//! What the registers say of those who hold, undertake and ask.

use std::collections::BTreeSet;

use guarantee::account::{Approval, Asker, Command, Parties, Party, Registration, Role, Validity};
use identity::Actor;
use kernel::{Country, Date, GuarantorId, TraderId};
use reference::{Address, Reference};

use crate::kind::Extras;
use crate::node::Node;

/// All of it, for one command.
#[derive(Default)]
pub(super) struct Facts {
    /// Names and addresses.
    pub(super) known: Parties,
    /// Whether whoever asks is an agent of the guarantor.
    pub(super) agent: bool,
    /// Whether the guarantor may undertake it.
    pub(super) approval: Option<Approval>,
}

/// Who asks. Whoever passed with a post or as a policy asks for the office.
pub(super) fn asker(extras: &Extras) -> Asker {
    match &extras.by {
        Some(Actor::Trader(trader)) => Asker::Trader(trader.clone()),
        Some(Actor::Guarantor(guarantor)) => Asker::Guarantor(guarantor.clone()),
        Some(Actor::NationalSystem(_)) => Asker::System,
        Some(Actor::Officer(_) | Actor::Policy(_)) | None => Asker::Office,
    }
}

pub(super) fn of(
    node: &Node,
    registered: Option<&Registration>,
    command: &Command,
    day: Date,
) -> Facts {
    let register = &node.world.reference;
    match command {
        Command::Register(asked) => {
            let guarantor = asked.guarantor.as_ref();
            Facts {
                known: known(register, &asked.holder, guarantor, day),
                agent: false,
                approval: guarantor.map(|id| approval(register, id, &asked.validity, day)),
            }
        }
        Command::ChangeValidity { validity, .. } => {
            let guarantor = registered.and_then(|registered| registered.guarantor.as_ref());
            let approval = guarantor.map(|id| approval(register, id, validity, day));
            Facts { approval, ..Facts::default() }
        }
        Command::Query(asked) => {
            let Some(registered) = registered else { return Facts::default() };
            let guarantor = registered.guarantor.as_ref();
            let requester = &asked.requester;
            let is_agent = |id: &GuarantorId| {
                let named = requester.role == Role::Guarantor;
                named && is_agent(register, id, &requester.number, day)
            };
            Facts {
                known: known(register, &registered.holder, guarantor, day),
                agent: guarantor.is_some_and(is_agent),
                approval: None,
            }
        }
        _ => Facts::default(),
    }
}

fn known(
    register: &Reference,
    holder: &TraderId,
    guarantor: Option<&GuarantorId>,
    day: Date,
) -> Parties {
    let holder = register.trader(holder, day);
    let guarantor = guarantor.and_then(|id| register.guarantor(id, day));
    Parties {
        holder: holder.map(|trader| party(&trader.name, &trader.address)),
        guarantor: guarantor.map(|guarantor| party(&guarantor.name, &guarantor.address)),
    }
}

fn party(name: &str, address: &Address) -> Party {
    Party {
        name: name.to_owned(),
        street_and_number: address.street_and_number.clone(),
        postcode: address.postcode.clone(),
        city: address.city.clone(),
        country: address.country.clone(),
    }
}

fn is_agent(register: &Reference, guarantor: &GuarantorId, number: &TraderId, day: Date) -> bool {
    let of_guarantor = register.agents.on(day).filter(|agent| agent.guarantor == *guarantor);
    of_guarantor.into_iter().any(|agent| agent.id.as_ref() == Some(number))
}

/// The guarantee may be used in every country of the region that its validity does not exclude.
fn approval(register: &Reference, id: &GuarantorId, validity: &Validity, day: Date) -> Approval {
    if !register.knows_guarantor(id) {
        return Approval::Unknown;
    }
    let Some(guarantor) = register.guarantor(id, day) else { return Approval::NotThatDay };
    let covered = |country: &Country| {
        country != guarantor.country() && !validity.not_valid_in.contains(country)
    };
    let without_agent: BTreeSet<Country> = register
        .members
        .on(day)
        .filter(|member| member.agent_demanded && covered(&member.country))
        .filter(|member| register.agent(id, &member.country, day).is_none())
        .map(|member| member.country.clone())
        .collect();
    Approval::Approved { without_agent }
}
