//! The region a story is told in: its nodes at work, and the guarantees lodged before it begins.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::Context;
use kernel::Administration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::fleet::{Fleet, Ship};
use super::papers::{Draw, Load};
use crate::files;
use crate::region::corridor::{Corridor, Lodged};
use crate::region::make;
use crate::speech::tell;

/// The members of the demonstration.
const MEMBERS: [&str; 4] = ["CI", "BF", "ML", "SN"];
/// Its hub.
const HUB: &str = "CORRIDOR";

/// A guarantee that was registered before the stories begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registered {
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
    /// The lock is held while one paper is drawn.
    draw: Mutex<Draw>,
    /// Whether the steps are told as they are taken.
    aloud: bool,
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
        seed: u64,
        aloud: bool,
    ) -> anyhow::Result<Self> {
        let members: Result<Vec<Administration>, _> =
            MEMBERS.iter().map(|code| code.parse()).collect();
        let made = make(dir, &members?, &HUB.parse()?, None, false)?;
        let fleet = Fleet::launch(made, program).await?;
        let mut scene = Self {
            fleet: Arc::new(fleet),
            guarantees: Vec::new(),
            at_zero: BTreeMap::new(),
            draw: Mutex::new(Draw::new(seed)),
            aloud,
        };
        scene.lodge(&Corridor::built_in()?).await?;
        scene.look_around().await?;
        Ok(scene)
    }

    /// The next load to carry.
    pub(crate) fn load(&self, place: &str) -> anyhow::Result<Load> {
        Ok(self.drawing()?.load(place))
    }

    fn drawing(&self) -> anyhow::Result<std::sync::MutexGuard<'_, Draw>> {
        self.draw.lock().map_err(|_| anyhow::anyhow!("a thread that drew papers ended"))
    }

    /// Tells a step, in the language spoken.
    pub(crate) fn narrate(&self, key: &str, arguments: &[(&str, &str)]) {
        if self.aloud {
            eprintln!("  {}", tell(key, arguments));
        }
    }

    /// The node of an administration.
    pub(crate) fn ship(&self, administration: &str) -> anyhow::Result<&Ship> {
        self.fleet.ship(administration)
    }

    /// The guarantee of a holder.
    pub(crate) fn guarantee_of(&self, holder: &str) -> anyhow::Result<&Registered> {
        let found = self.guarantees.iter().find(|guarantee| guarantee.holder == holder);
        found.with_context(|| format!("no guarantee of {holder}"))
    }

    async fn lodge(&mut self, corridor: &Corridor) -> anyhow::Result<()> {
        for (administration, country) in &corridor.members {
            for lodged in &country.guarantees {
                let code = self.drawing()?.access_code();
                let registered =
                    self.register(administration.as_str(), lodged, corridor, code).await?;
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

    async fn register(
        &self,
        home: &str,
        lodged: &Lodged,
        corridor: &Corridor,
        access_code: String,
    ) -> anyhow::Result<Registered> {
        let ship = self.ship(home)?;
        let officer = ship.placed.tokens.officers.get(&lodged.office);
        let officer = officer.context("no officer at the office of guarantee")?;
        let basis = json!({"provision": corridor.guarantee_provision});
        let amount = json!({"amount": lodged.amount, "currency": corridor.currency});
        let register = json!({"Register": {
            "type": "1", "holder": lodged.holder, "guarantor": lodged.guarantor,
            "guarantor_name": lodged.guarantor_name, "office": lodged.office,
            "reference_amount": amount, "percentage": 100,
            "validity": {"from": kernel::utc_day(api::now())}, "basis": basis,
        }});
        let key = format!("lodge/{}", lodged.holder);
        let done = ship.client.command("/guarantees", officer, &key, &register).await?;
        let dossier = done.get("dossier").and_then(Value::as_str).context("no dossier")?;
        let place = format!("/guarantees/{dossier}");
        let codes = json!({"ReplaceAccessCodes": {"codes": [access_code], "basis": basis}});
        let key = format!("codes/{}", lodged.holder);
        ship.client.command(&format!("{place}/commands"), officer, &key, &codes).await?;
        let view: Value = ship.client.read(&place, officer).await?.context("no guarantee")?;
        let reference = view.pointer("/registration/reference");
        let grn = reference.and_then(grn_of).context("a guarantee without a number")?;
        let path = ship.placed.dir.join(format!("access/{}.code", lodged.holder));
        files::write_secret(&path, &access_code)?;
        let holder = lodged.holder.to_string();
        Ok(Registered { grn, home: home.to_owned(), holder, access_code })
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
