//! What people and traders do with a movement, as their node is told of it.

use anyhow::{Context, bail};
use identity::Actor;
use kernel::{DossierId, OfficeCode};
use node::{Answering, Command, Intake, Submission, Target};
use reference::Reference;
use serde_json::{Value, json};

use super::guarantees::{CODE, Pledge};
use super::register::Journey;
use crate::bench::homes::Home;
use crate::demo::papers::{Arrival, Covering, Draw, Lodging};
use crate::demo::ways::{Border, Way};

/// Something people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// The goods leave over a border of the way.
    Exit(usize),
    /// They enter over it.
    Enter(usize),
    /// The trader at destination notifies that they are there.
    Arrive,
    /// They are controlled.
    Control,
    /// The operation ends.
    End,
}

/// What is done at a node when an event of a movement becomes known there. Departure accepts, releases
/// and discharges under a standing order, and a policy has the cover credited.
pub(super) fn next(here: &str, way: &Way, (event, writer): (&str, &str)) -> Option<Act> {
    let leaves = |code: &str| way.borders.iter().position(|border| border.left == code);
    let own = writer == here;
    match event {
        "Released" if own && way.from() == here => Some(Act::Exit(0)),
        "Exited" => {
            let number = leaves(writer)?;
            (way.borders.get(number)?.entered == here).then_some(Act::Enter(number))
        }
        "Entered" if own => {
            leaves(here).map_or(Some(Act::Arrive), |number| Some(Act::Exit(number)))
        }
        "Arrived" if own => Some(Act::Control),
        "Controlled" if own => Some(Act::End),
        _ => None,
    }
}

/// Who writes what is submitted at a node.
pub(super) struct Papers {
    home: Home,
    reference: Reference,
    draw: Draw,
    serial: u64,
}

impl Papers {
    pub(super) fn new(home: &Home) -> anyhow::Result<Self> {
        Ok(Self {
            home: home.clone(),
            reference: api::reference(&home.config.paths.reference)?,
            draw: Draw::new(1),
            serial: 0,
        })
    }

    /// A declaration, as a message (CC015C) of the holder's representative.
    pub(super) fn declaration(
        &mut self,
        way: &Way,
        pledge: &Pledge,
    ) -> anyhow::Result<(Submission, Journey)> {
        let load = self.draw.load(way.letters);
        let covering = Covering { grn: &pledge.grn, access_code: CODE, amount: load.amount };
        let representative = broker(way.from())?;
        let prepared = prepared();
        let lodging = Lodging {
            representative,
            coverings: &[covering],
            prepared: &prepared,
            prelodged: false,
        };
        let raw = load.declaration(way, &lodging).into_bytes();
        let journey = Journey { way: *way, grn: pledge.grn.clone(), amount: load.amount };
        Ok((self.message(representative, raw)?, journey))
    }

    /// An act about a movement.
    pub(super) fn act(
        &mut self,
        act: Act,
        way: &Way,
        movement: &DossierId,
        mrn: Option<&str>,
    ) -> anyhow::Result<Submission> {
        let border = |number: usize| way.borders.get(number).context("no such border");
        let there = |office: &str| json!({"office": office, "at": api::now()});
        match act {
            Act::Exit(number) => {
                let Border { exit, .. } = border(number)?;
                self.command(exit, "RecordExit", there(exit), movement)
            }
            Act::Enter(number) => {
                let Border { entry, .. } = border(number)?;
                self.command(entry, "RecordEntry", there(entry), movement)
            }
            Act::Arrive => {
                let identification = format!("ARR-{}", self.serial);
                let prepared = prepared();
                let arrival = Arrival {
                    trader: way.consignee,
                    mrn: mrn.context("a movement without a number")?,
                    office: way.destination,
                    authorisation: None,
                    prepared: &prepared,
                    identification: &identification,
                };
                self.message(way.consignee, arrival.message().into_bytes())
            }
            Act::Control => {
                let found = json!({"code": "A1", "seals": "intact"});
                self.command(way.destination, "RecordControl", found, movement)
            }
            Act::End => self.command(way.destination, "End", json!({}), movement),
        }
    }

    fn message(&mut self, trader: &str, raw: Vec<u8>) -> anyhow::Result<Submission> {
        let answering = Answering {
            sender: self.home.config.node.sender(),
            recipient: trader.to_owned(),
            now: api::now(),
            identification: format!("BENCH-{}", self.serial),
        };
        let asked = match node::read_message(&raw, &self.reference, &answering) {
            Ok((Intake::Asked(asked), _)) => asked,
            other => bail!("a message is not taken: {other:?}"),
        };
        let actor = Actor::Trader(trader.parse()?);
        self.submission(actor, raw, (asked.target, asked.command))
    }

    /// An officer has something recorded.
    fn command(
        &mut self,
        office: &str,
        name: &str,
        mut body: Value,
        movement: &DossierId,
    ) -> anyhow::Result<Submission> {
        let code: OfficeCode = office.parse()?;
        let officer = self.home.officers.get(&code).context("nobody works there")?.clone();
        if let Some(body) = body.as_object_mut() {
            body.insert("basis".to_owned(), json!({"provision": "A/P4/5/82"}));
        }
        let asked = json!({ name: body });
        let raw = serde_json::to_vec(&json!([movement, asked]))?;
        let command = Command::Movement(Box::new(serde_json::from_value(asked)?));
        let target = Target::Dossier(movement.clone());
        self.submission(Actor::Officer(officer), raw, (target, command))
    }

    fn submission(
        &mut self,
        actor: Actor,
        raw: Vec<u8>,
        (target, command): (Target, Command),
    ) -> anyhow::Result<Submission> {
        self.serial += 1;
        let id = format!("day/{}", self.serial).parse()?;
        Ok(Submission { id, actor, raw, target, command, versions: None })
    }
}

/// Who lodges declarations for holders in a country.
fn broker(country: &str) -> anyhow::Result<&'static str> {
    match country {
        "CI" => Ok("CI0000002"),
        "SN" => Ok("SN0000001"),
        _ => bail!("nobody lodges declarations in {country}"),
    }
}

fn prepared() -> String {
    api::now().strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
