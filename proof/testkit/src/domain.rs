//! A domain without a node: given what was written, when this is asked, then that happens.

use std::collections::BTreeSet;
use std::fmt::Write;

use kernel::{
    Administration, Decider, Dossier, DossierId, Epoch, Function, Happened, Inadmissible, NodeId,
    Refusal, Told, Writer,
};
use serde::de::DeserializeOwned;

/// An administration by its code.
///
/// # Panics
///
/// Where the code is not one.
pub fn administration(code: &str) -> Administration {
    Administration::parse(code).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The first node of an administration.
///
/// # Panics
///
/// Where the code is not one.
pub fn node(code: &str) -> NodeId {
    NodeId::of(&administration(code), 1).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// A dossier in the making: what each writer has written so far.
#[derive(Debug, Clone)]
pub struct Given<D: Decider> {
    /// The dossier as the acting node sees it.
    pub dossier: Dossier<D::Part>,
    /// Everything told, in order.
    pub told: Vec<Told<D>>,
}

impl<D: Decider> Given<D> {
    /// A dossier created by the first node of `home`, seen by the first node of `actor`.
    pub fn new(home: &str, actor: &str) -> Self {
        let id = DossierId::mint(&administration(home), &node(home), Epoch::FIRST, [7; 16]);
        let dossier = Dossier::new(id, administration(actor), node(actor));
        Self { dossier, told: Vec::new() }
    }

    /// The first node of an administration writes an event without groups.
    #[must_use]
    pub fn wrote(self, code: &str, event: D::Event) -> Self {
        self.told(code, Happened::plain(event))
    }

    /// The first node of an administration writes an event.
    ///
    /// # Panics
    ///
    /// Where the event cannot follow what the same writer wrote before.
    #[must_use]
    pub fn told(mut self, code: &str, happened: Happened<D>) -> Self {
        let writer = node(code);
        let part = self.dossier.parts.remove(&writer).unwrap_or_default();
        let part = D::evolve(part, &happened.event)
            .unwrap_or_else(|broken| panic!("{broken}: {:?}", happened.event));
        self.dossier.parts.insert(writer.clone(), part);
        self.dossier.administrations.insert(writer.clone(), administration(code));
        let at = kernel::Timestamp::UNIX_EPOCH;
        let Happened { event, details } = happened;
        self.told.push(Told { writer, at, received: None, event, details });
        self
    }

    /// The acting node is asked for something, and what happens is written.
    ///
    /// # Panics
    ///
    /// Where it is refused.
    #[must_use]
    pub fn did(mut self, facts: &D::Facts, command: D::Command) -> Self {
        let actor = self.dossier.own.as_str().to_owned();
        let happened = D::decide(&self.dossier, facts, command.clone())
            .unwrap_or_else(|why| panic!("{command:?} was refused: {why:?}"));
        for happened in happened {
            self = self.told(&actor, happened);
        }
        self
    }

    /// Somebody else looks at the same dossier.
    #[must_use]
    pub fn seen_by(mut self, code: &str) -> Self {
        self.dossier.own = administration(code);
        self.dossier.writer = node(code);
        self.dossier.administrations.insert(node(code), administration(code));
        self
    }

    /// What happens when this is asked: events alone, or all refusals.
    pub fn decide(
        &self,
        facts: &D::Facts,
        command: D::Command,
    ) -> Result<Vec<D::Event>, Vec<D::Refusal>> {
        let happened = D::decide(&self.dossier, facts, command)?;
        Ok(happened.into_iter().map(|happened| happened.event).collect())
    }

    /// Whether the first node of an administration, with these offices, may say this. An office has
    /// every function, unless one stands behind its code: `BFX01000 passage`.
    ///
    /// # Panics
    ///
    /// Where an office or a function is not one.
    pub fn admit(
        &self,
        code: &str,
        offices: &[&str],
        event: &D::Event,
    ) -> Result<(), Inadmissible> {
        let office = |said: &&str| {
            let (code, function) = said.split_once(' ').unwrap_or((said, ""));
            let code = code.parse().unwrap_or_else(|wrong| panic!("{wrong}"));
            (code, functions(function))
        };
        let writer = Writer {
            node: node(code),
            administration: administration(code),
            offices: offices.iter().map(office).collect(),
        };
        D::admit(&self.dossier, &writer, event)
    }

    /// What the dossier is.
    pub fn standing(&self) -> D::Standing {
        D::standing(&self.dossier)
    }

    /// What the acting node sees.
    pub fn view(&self) -> D::View {
        D::view(&self.dossier, &self.told)
    }
}

/// Every state against every command, as a Markdown table: the events that happen or the codes of
/// the refusals, for a golden file.
///
/// # Panics
///
/// Where the rules decide something that cannot follow what was written before: a node that is asked
/// for it would stand still. Where a command of the domain is not among those asked; the name of each
/// begins with what it is called in JSON.
pub fn table<D: Decider>(
    states: &[(&str, Given<D>)],
    commands: &[(&str, D::Command)],
    facts: &D::Facts,
) -> String
where
    D::Command: DeserializeOwned,
{
    let named = commands.iter().filter_map(|(name, _)| name.split(' ').next());
    let named: BTreeSet<String> = named.map(ToOwned::to_owned).collect();
    assert_eq!(named, variants::<D::Command>(), "every command is asked, and no other");
    let line = |first: &str, cells: Vec<String>| format!("| {first} | {} |\n", cells.join(" | "));
    let mut text = line("state", commands.iter().map(|(name, _)| (*name).to_owned()).collect());
    text.push_str(&line("---", commands.iter().map(|_| "---".to_owned()).collect()));
    for (name, given) in states {
        let cell = |(asked, command): &(&str, D::Command)| {
            let decided = given.decide(facts, command.clone());
            if let Ok(events) = &decided {
                follows(given, events).unwrap_or_else(|event| panic!("{name}, {asked}: {event:?}"));
            }
            cell::<D>(decided)
        };
        text.push_str(&line(name, commands.iter().map(cell).collect()));
    }
    text
}

/// What the variants of an enum are called in JSON, as its reader tells them to whoever names none.
fn variants<T: DeserializeOwned>() -> BTreeSet<String> {
    let none = serde_json::from_value::<T>(serde_json::json!({"": null}));
    let complaint = none.err().map(|complaint| complaint.to_string()).unwrap_or_default();
    let (_, known) = complaint.split_once("expected").unwrap_or_default();
    known.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

/// Whether events can follow, one after another, what the acting node has written; the first that
/// cannot.
fn follows<D: Decider>(given: &Given<D>, events: &[D::Event]) -> Result<(), D::Event> {
    let part = given.dossier.own_part().cloned().unwrap_or_default();
    let evolve = |part, event: &D::Event| D::evolve(part, event).map_err(|_| event.clone());
    events.iter().try_fold(part, evolve).map(|_| ())
}

fn cell<D: Decider>(decided: Result<Vec<D::Event>, Vec<D::Refusal>>) -> String {
    match decided {
        Ok(events) if events.is_empty() => "(already so)".to_owned(),
        Ok(events) => events.iter().map(variant).collect::<Vec<_>>().join(", "),
        Err(why) => why.iter().map(|refusal| refusal.code()).collect::<Vec<_>>().join(" "),
    }
}

/// The name of an enum variant, from its debug form.
fn variant(event: &impl std::fmt::Debug) -> String {
    let text = format!("{event:?}");
    text.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

/// One of each event as canonical JSON, a line each, for a golden file; each line is read back.
///
/// # Panics
///
/// Where an event does not survive its own JSON.
pub fn events_golden<D: Decider>(happened: &[Happened<D>]) -> String {
    let mut text = String::new();
    for Happened { event, details } in happened {
        let pair = (event, details);
        let json = kernel::canonical(&pair).unwrap_or_else(|wrong| panic!("{wrong}"));
        let read: (D::Event, D::Details) =
            serde_json::from_slice(&json).unwrap_or_else(|wrong| panic!("{wrong}: {event:?}"));
        assert_eq!((&read.0, &read.1), pair);
        let json = String::from_utf8(json).unwrap_or_default();
        writeln!(text, "{json}").unwrap_or_else(|wrong| panic!("{wrong}"));
    }
    text
}

/// The function of this name, or all that offices have where there is no name.
fn functions(name: &str) -> BTreeSet<Function> {
    let all = [Function::Departure, Function::Passage, Function::Destination, Function::Guarantee];
    let word = |function: &Function| serde_json::to_value(function).unwrap_or_default();
    let named = all.into_iter().filter(|function| name.is_empty() || word(function) == name);
    let named: BTreeSet<Function> = named.collect();
    assert!(!named.is_empty(), "no office has the function {name}");
    named
}
