//! What commands are called: each actor has names of its own, and the same message counts once.

use std::collections::BTreeMap;

use identity::Actor;
use kernel::{CommandId, Digest};

use crate::problem::Problem;

/// How long the name of a command may be.
const NAME_MAX: usize = 100;

/// The name of an actor's command. Whoever asks is part of it, so that nobody can take, or guess,
/// the name of another's; what does not fit stands there as its digest.
pub(crate) fn command_name(actor: &Actor, parts: &[&str]) -> Result<CommandId, Problem> {
    let (kind, who) = match actor {
        Actor::Officer(officer) => ("officer", officer.as_str()),
        Actor::NationalSystem(system) => ("system", system.as_str()),
        Actor::Trader(trader) => ("trader", trader.as_str()),
        Actor::Guarantor(guarantor) => ("guarantor", guarantor.as_str()),
        Actor::Policy(policy) => ("policy", policy.as_str()),
    };
    let name = format!("{kind}:{who}/{}", parts.join("/"));
    let clear = |part: &&str| !part.is_empty() && !part.contains('/');
    let plain = [who].iter().chain(parts).all(clear)
        && name.len() <= NAME_MAX
        && name.bytes().all(|byte| byte.is_ascii_graphic());
    let name = if plain { name } else { format!("{kind}-digest:{}", digest(who, parts)) };
    CommandId::parse(&name).map_err(Problem::unreadable)
}

/// The digest of several texts, each of which ends where the next begins.
fn digest(who: &str, parts: &[&str]) -> Digest {
    let texts: Vec<_> = [who].iter().chain(parts).map(|text| format!("{text}\0")).collect();
    let bytes: Vec<_> = texts.iter().map(|text| text.as_bytes()).collect();
    Digest::of(&bytes)
}

/// How the commands of a message are called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Naming {
    /// What the sender calls them, where it does.
    pub(crate) key: Option<String>,
    /// How often each has been refused before; it is asked anew under another name.
    pub(crate) refused: BTreeMap<String, u32>,
}

impl Naming {
    /// The name of a command that is `step` of the message `parts` stand for.
    pub(crate) fn name(&self, actor: &Actor, parts: &[&str], step: &str) -> Result<Named, Problem> {
        let named = |step: &str| match &self.key {
            Some(key) => command_name(actor, &[key, step]),
            None => command_name(actor, &[parts, &[step]].concat()),
        };
        let base = named(step)?.to_string();
        let id = match self.refused.get(&base) {
            Some(count) => named(&format!("{step}+{count}"))?,
            None => named(step)?,
        };
        Ok(Named { base, id })
    }
}

/// A command's name, and what it is without the count of refusals.
pub(crate) struct Named {
    pub(crate) base: String,
    pub(crate) id: CommandId,
}

#[cfg(test)]
mod tests;
