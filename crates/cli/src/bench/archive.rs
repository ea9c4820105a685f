//! A node that has been at work for long, with nothing around it: movements declared by message, each
//! with its guarantee held, as many events as are wanted.

use std::path::Path;

use anyhow::Context;
use api::Config;
use identity::{Actor, People};
use kernel::{DossierId, Function, NameKind, OfficeCode};
use node::{Answering, Command, Intake, Node, Reply, Submission, Target};
use reference::Reference;
use serde_json::{Value, json};

use super::homes::{self, Home};
use crate::demo::now;
use crate::demo::papers::{Covering, Draw, Lodging};
use crate::demo::ways::DAKAR_BAMAKO;
use crate::files;

/// How many declarations come at once.
const BATCH: u32 = 128;
const CODE: &str = "BNCH";
/// How many events come of one declaration.
pub(super) const EVENTS_OF_ONE: u32 = 7;

/// The node, and what is declared at it.
pub(super) struct Archive {
    pub(super) config: Config,
    reference: Reference,
    draw: Draw,
    grn: String,
    declared: u32,
    /// One movement of each batch.
    sample: Vec<DossierId>,
}

impl Archive {
    /// Founds a region, and lodges a guarantee at one of its nodes that is large enough for all.
    pub(super) fn begin(folder: &Path) -> anyhow::Result<Self> {
        Self::at(homes::of(&homes::found(folder)?, "SN")?, 1)
    }

    /// The same at a node of a region that is founded, with papers of its own for each draw.
    pub(super) fn at(home: &Home, draw: u64) -> anyhow::Result<Self> {
        let config = home.config.clone();
        let (officer, office) = guarantor(&config)?;
        let mut node = home.open()?;
        let basis = json!({"provision": "A/SP.1/5/90"});
        let register = json!({"Register": {
            "type": "1", "holder": DAKAR_BAMAKO.holder, "guarantor": "SN-CHAMBER",
            "office": office, "percentage": 100,
            "reference_amount": {"amount": "900000000000", "currency": "XOF"},
            "validity": {"from": kernel::utc_day(api::now())}, "basis": basis,
        }});
        let guarantee = ordered(&mut node, &officer, Target::New, ("lodge", register))?;
        let codes = json!({"ReplaceAccessCodes": {"codes": [CODE], "basis": basis}});
        ordered(&mut node, &officer, Target::Dossier(guarantee.clone()), ("codes", codes))?;
        let read = api::snapshot(&config)?;
        let names = read.names_of(&guarantee)?;
        let grn =
            names.into_iter().find_map(|(kind, name)| (kind == NameKind::Grn).then_some(name));
        let grn = grn.context("a guarantee without a number")?;
        let reference = api::reference(&config.paths.reference)?;
        Ok(Self { config, reference, draw: Draw::new(draw), grn, declared: 0, sample: Vec::new() })
    }

    /// Has movements declared until the node has been told so many events, and its lists have followed.
    pub(super) fn grow(&mut self, events: u64) -> anyhow::Result<()> {
        let mut node = api::open_node(&self.config)?;
        while self.events()? < events {
            let last = self.declare(&mut node, BATCH)?;
            self.sample.extend(last);
            node.work(api::now())?;
        }
        while node.work(api::now())? {}
        Ok(())
    }

    /// Has so many movements declared at a node, one after the other; how long each took, in
    /// milliseconds.
    pub(super) fn one_by_one(&mut self, mut node: Node, count: usize) -> anyhow::Result<Vec<f64>> {
        let mut took = Vec::with_capacity(count);
        for _ in 0..count {
            let declaration = self.declaration()?;
            let before = now();
            let reply = node.submit(api::now(), vec![declaration])?.pop().context("no answer")?;
            took.push(before.elapsed().as_secs_f64() * 1000.0);
            reply.outcome.map_err(|why| anyhow::anyhow!("{why:?}"))?;
        }
        Ok(took)
    }

    /// Has so many movements declared at once; gives back the last of them.
    pub(super) fn declare(
        &mut self,
        node: &mut Node,
        count: u32,
    ) -> anyhow::Result<Option<DossierId>> {
        let batch: anyhow::Result<Vec<Submission>> =
            (0..count).map(|_| self.declaration()).collect();
        let mut last = None;
        for Reply { outcome, .. } in node.submit(api::now(), batch?)? {
            let done = outcome.map_err(|why| anyhow::anyhow!("{why:?}"));
            last = Some(done.context("a declaration is refused")?.dossier);
        }
        Ok(last)
    }

    /// How many events it was told, as far as its lists have followed.
    pub(super) fn events(&self) -> anyhow::Result<u64> {
        Ok(u64::try_from(api::snapshot(&self.config)?.viewed()?)?)
    }

    /// The numbers of some movements, spread over all its time.
    pub(super) fn numbers(&self) -> anyhow::Result<Vec<String>> {
        let read = api::snapshot(&self.config)?;
        let mut numbers = Vec::new();
        for dossier in &self.sample {
            let names = read.names_of(dossier)?.into_iter();
            numbers.extend(names.filter(|(kind, _)| *kind == NameKind::Mrn).map(|(_, mrn)| mrn));
        }
        Ok(numbers)
    }

    fn declaration(&mut self) -> anyhow::Result<Submission> {
        self.declared += 1;
        let load = self.draw.load(DAKAR_BAMAKO.letters);
        let grn = self.grn.clone();
        let covering = Covering { grn: &grn, access_code: CODE, amount: load.amount };
        let now = api::now();
        let prepared = now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let lodging = Lodging {
            representative: "SN0000001",
            coverings: &[covering],
            prepared: &prepared,
            prelodged: false,
        };
        let raw = load.declaration(&DAKAR_BAMAKO, &lodging).into_bytes();
        let answering = Answering {
            sender: self.config.node.sender(),
            recipient: DAKAR_BAMAKO.holder.to_owned(),
            now,
            identification: load.lrn.clone(),
        };
        let read = node::read_message(&raw, &self.reference, &answering);
        let Ok((Intake::Asked(asked), _)) = read else { anyhow::bail!("a declaration is refused") };
        Ok(Submission {
            id: format!("bench/{}", self.declared).parse()?,
            actor: Actor::Trader("SN0000001".parse()?),
            raw,
            target: asked.target,
            command: asked.command,
            versions: None,
        })
    }
}

/// Who keeps guarantees at a node, and in which office.
pub(super) fn guarantor(config: &Config) -> anyhow::Result<(Actor, OfficeCode)> {
    let people: People = files::read_json(&config.paths.people)?;
    let post = people.posts.iter().find(|post| post.function == Function::Guarantee);
    let post = post.context("no office of guarantee")?;
    let held = people.holdings.iter().find(|held| held.post == post.post);
    let officer = Actor::Officer(held.context("an empty post")?.officer.clone());
    Ok((officer, post.office.clone()))
}

/// An officer has something done about a guarantee; which one it is.
pub(super) fn ordered(
    node: &mut Node,
    officer: &Actor,
    target: Target,
    (name, command): (&str, Value),
) -> anyhow::Result<DossierId> {
    let submission = Submission {
        id: format!("bench-{name}").parse()?,
        actor: officer.clone(),
        raw: name.as_bytes().to_vec(),
        target,
        command: Command::Guarantee(Box::new(serde_json::from_value(command)?)),
        versions: None,
    };
    let reply = node.submit(api::now(), vec![submission])?.pop().context("no answer")?;
    Ok(reply.outcome.map_err(|why| anyhow::anyhow!("{why:?}"))?.dossier)
}
