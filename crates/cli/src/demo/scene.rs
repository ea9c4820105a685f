//! The region a story is told in: its nodes at work, and the guarantees lodged before it begins.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::Context;
use kernel::{Administration, Provision, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::fleet::{Fleet, Ship};
use super::papers::sample::Declared;
use super::papers::{self, Draw, Load};
use crate::files;
use crate::region::corridor::{Corridor, Lodged, Plan};
use crate::region::{make, set_clock};
use crate::speech::tell;

/// Where stories are told: each place is a region of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// West Africa, by the machine's clock.
    Corridor,
    /// Northern Ireland and Great Britain, when a well-known declaration was posted.
    Sample,
    /// West Africa once more, where days pass.
    Trucks,
}

/// When the declaration was posted.
const SAMPLE_POSTED: &str = "2023-04-03T10:18:16Z";

impl Place {
    /// All of them, in the order they are visited.
    pub(crate) const ALL: [Self; 3] = [Self::Corridor, Self::Sample, Self::Trucks];

    /// What is made there; in the place of the sample for another declaration, if one is given.
    pub(crate) fn plan(self, sample: Option<&Path>) -> anyhow::Result<Plan> {
        match self {
            Self::Corridor => Corridor::built_in()?.plan(&["CI", "BF", "ML", "SN"]),
            Self::Sample => {
                let (corridor, declared) = papers::sample::sample(sample)?;
                let mut plan = corridor.plan(&["XI", "GB"])?;
                plan.declared = Some(declared);
                let posted: Timestamp = SAMPLE_POSTED.parse()?;
                plan.shift = posted.duration_since(api::now());
                Ok(plan)
            }
            Self::Trucks => {
                let mut plan = Corridor::built_in()?.plan(&["CI", "BF", "ML"])?;
                "demo-trucks".clone_into(&mut plan.region);
                Ok(plan)
            }
        }
    }
}

/// A guarantee that was registered before the stories begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registered {
    /// What stories call it.
    pub(crate) name: String,
    /// Its number.
    pub(crate) grn: String,
    /// The administration it is lodged with.
    pub(crate) home: String,
    /// Whose it is.
    pub(crate) holder: String,
    /// What opens it.
    pub(crate) access_code: String,
}

/// Nodes at work, and what stories need of them.
#[derive(Debug)]
pub(crate) struct Scene {
    /// The nodes.
    pub(crate) fleet: Arc<Fleet>,
    /// The guarantees.
    pub(crate) guarantees: Vec<Registered>,
    /// Every movement there was before the first story, by administration: none.
    pub(crate) at_zero: BTreeMap<Administration, AtZero>,
    /// What the region was made of; the lock is held while its clock is read or moved.
    plan: Mutex<Plan>,
    /// The lock is held while one paper is drawn.
    draw: Mutex<Draw>,
    /// Whether the steps are told as they are taken.
    aloud: AtomicBool,
}

/// What a node held before the first story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AtZero {
    /// How many movements.
    pub(crate) movement_count: usize,
    /// How many guarantees of its own.
    pub(crate) own_guarantee_count: usize,
    /// How many of others.
    pub(crate) other_guarantee_count: usize,
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    /// Its lines.
    pub(crate) items: Vec<Line>,
    /// Where the next page begins.
    #[serde(default)]
    pub(crate) next: Option<String>,
}

/// A line of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    /// The dossier.
    pub(crate) dossier: String,
}

impl Scene {
    /// Makes a region in a folder, starts its nodes and lodges the guarantees.
    pub(crate) async fn open(
        dir: &Path,
        program: &Path,
        plan: Plan,
        seed: u64,
        aloud: bool,
    ) -> anyhow::Result<Self> {
        let made = make(&dir.join(&plan.region), &plan, None)?;
        let corridor = plan.corridor.clone();
        let fleet = Fleet::launch(made, program).await?;
        let mut scene = Self {
            fleet: Arc::new(fleet),
            guarantees: Vec::new(),
            at_zero: BTreeMap::new(),
            plan: Mutex::new(plan),
            draw: Mutex::new(Draw::new(seed)),
            aloud: AtomicBool::new(aloud),
        };
        scene.lodge(&corridor).await?;
        scene.look_around().await?;
        Ok(scene)
    }

    fn planned(&self) -> anyhow::Result<std::sync::MutexGuard<'_, Plan>> {
        self.plan.lock().map_err(|_| anyhow::anyhow!("a thread that moved a clock ended"))
    }

    /// What the region is called.
    pub(crate) fn region(&self) -> anyhow::Result<String> {
        Ok(self.planned()?.region.clone())
    }

    /// The declaration the region was made for.
    pub(crate) fn declared(&self) -> anyhow::Result<Declared> {
        self.planned()?.declared.clone().context("a region made for no declaration")
    }

    /// On what the acts of people rest.
    pub(crate) fn provision(&self) -> anyhow::Result<Provision> {
        Ok(self.planned()?.corridor.act_provision.clone())
    }

    /// The time by the region's clocks, to the second, as papers say it.
    pub(crate) fn now(&self) -> anyhow::Result<Timestamp> {
        Ok(Timestamp::from_second(self.planned()?.now()?.as_second())?)
    }

    /// Stops every node, lets time pass for all of them, and starts them again.
    pub(crate) async fn jump(&self, to: Timestamp) -> anyhow::Result<()> {
        self.fleet.stop()?;
        let clock = {
            let mut plan = self.planned()?;
            plan.shift = to.duration_since(api::now());
            plan.clock()
        };
        for ship in &self.fleet.ships {
            set_clock(&ship.placed, clock)?;
            ship.start()?;
        }
        self.fleet.ready().await
    }

    /// The next load to carry.
    pub(crate) fn load(&self, place: &str) -> anyhow::Result<Load> {
        Ok(self.drawing()?.load(place))
    }

    fn drawing(&self) -> anyhow::Result<std::sync::MutexGuard<'_, Draw>> {
        self.draw.lock().map_err(|_| anyhow::anyhow!("a thread that drew papers ended"))
    }

    /// Tells steps from now on, or not; gives back whether it did before.
    pub(crate) fn speak(&self, aloud: bool) -> bool {
        self.aloud.swap(aloud, Ordering::Relaxed)
    }

    /// Tells a step, in the language spoken.
    pub(crate) fn narrate(&self, key: &str, arguments: &[(&str, &str)]) {
        if self.aloud.load(Ordering::Relaxed) {
            eprintln!("  {}", tell(key, arguments));
        }
    }

    /// Shows lines that somebody would see on his terminal.
    pub(crate) fn show(&self, lines: &[String]) {
        if self.aloud.load(Ordering::Relaxed) {
            lines.iter().for_each(|line| eprintln!("    {line}"));
        }
    }

    /// The node of an administration.
    pub(crate) fn ship(&self, administration: &str) -> anyhow::Result<&Ship> {
        self.fleet.ship(administration)
    }

    /// A guarantee, by what stories call it.
    pub(crate) fn guarantee(&self, name: &str) -> anyhow::Result<&Registered> {
        let found = self.guarantees.iter().find(|guarantee| guarantee.name == name);
        found.with_context(|| format!("no guarantee {name}"))
    }

    async fn lodge(&mut self, corridor: &Corridor) -> anyhow::Result<()> {
        let members = self.planned()?.members.clone();
        let countries = members.iter().filter_map(|code| Some((code, corridor.country(code)?)));
        for (administration, country) in countries {
            for lodged in &country.guarantees {
                let registered = self.register(administration.as_str(), lodged).await?;
                let limit = format!("{} {}", lodged.amount, corridor.currency);
                let said = [
                    ("grn", registered.grn.as_str()),
                    ("country", &country.name),
                    ("holder", &registered.holder),
                    ("limit", &limit),
                ];
                self.narrate("demo-guarantee-lodged", &said);
                self.guarantees.push(registered);
            }
        }
        Ok(())
    }

    /// Registers a guarantee at an administration and gives it an access code.
    pub(crate) async fn register(&self, home: &str, lodged: &Lodged) -> anyhow::Result<Registered> {
        let corridor = self.planned()?.corridor.clone();
        let drawn = self.drawing()?.access_code();
        let access_code = lodged.access_code.clone().unwrap_or(drawn);
        let ship = self.ship(home)?;
        let officer = ship.placed.tokens.officers.get(&lodged.office);
        let officer = officer.context("no officer at the office of guarantee")?;
        let administration = &ship.placed.administration;
        let guarantor = corridor.country(administration).map(|country| &country.guarantor.id);
        let basis = json!({"provision": corridor.guarantee_provision});
        let amount = json!({"amount": lodged.amount, "currency": corridor.currency});
        let today = kernel::utc_day(self.now()?);
        let register = json!({"Register": {
            "type": "1", "grn": lodged.grn, "holder": lodged.holder, "guarantor": guarantor,
            "office": lodged.office,
            "reference_amount": amount, "percentage": 100,
            "validity": {"from": today}, "basis": basis,
        }});
        let key = format!("lodge/{}", lodged.name);
        let done = ship.client.command("/guarantees", officer, &key, &register).await?;
        let dossier = done.get("dossier").and_then(Value::as_str).context("no dossier")?;
        let place = format!("/guarantees/{dossier}");
        let codes = json!({"ReplaceAccessCodes": {"codes": [access_code], "basis": basis}});
        let key = format!("codes/{}", lodged.name);
        ship.client.command(&format!("{place}/commands"), officer, &key, &codes).await?;
        let view: Value = ship.client.read(&place, officer).await?.context("no guarantee")?;
        let reference = view.pointer("/registration/reference");
        let grn = reference.and_then(grn_of).context("a guarantee without a number")?;
        let path = ship.placed.dir.join(format!("access/{}.code", lodged.name));
        files::write_secret(&path, &access_code)?;
        let holder = lodged.holder.to_string();
        let (name, home) = (lodged.name.clone(), home.to_string());
        Ok(Registered { name, grn, home, holder, access_code })
    }

    /// Notes what each node holds before the first story.
    async fn look_around(&mut self) -> anyhow::Result<()> {
        let mut at_zero = BTreeMap::new();
        for (administration, ship) in self.fleet.customs() {
            let movements = all(ship, "/movements").await?;
            let guarantees = all(ship, "/guarantees").await?;
            let own = |dossier: &&String| dossier.starts_with(&format!("{administration}."));
            let own_guarantee_count = guarantees.iter().filter(own).count();
            let found = AtZero {
                movement_count: movements.len(),
                own_guarantee_count,
                other_guarantee_count: guarantees.len() - own_guarantee_count,
            };
            at_zero.insert(administration.clone(), found);
        }
        self.at_zero = at_zero;
        Ok(())
    }
}

/// The number in a guarantee reference as it is shown.
fn grn_of(reference: &Value) -> Option<String> {
    let text = reference.as_str().or_else(|| reference.as_object()?.values().next()?.as_str());
    text.map(ToOwned::to_owned)
}

/// Every dossier of a list.
pub(crate) async fn all(ship: &Ship, path: &str) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let place = format!("{path}?limit=500{after}");
        let page: Page = ship.client.read(&place, ship.watcher()).await?.context("no list")?;
        found.extend(page.items.into_iter().map(|line| line.dossier));
        match page.next {
            Some(next) => after = format!("&after={next}"),
            None => return Ok(found),
        }
    }
}
