//! What people and systems do on a journey, each act as a node is told of it.

use std::fs;

use anyhow::{Context, bail};
use kernel::Timestamp;
use serde_json::{Value, json};

use super::fleet::Ship;
use super::papers::{Load, Lodging, Stage, Way};
use super::scene::Scene;
use crate::client::{Asked, until};

/// What acts on the corridor rest on.
const TRIE: &str = "A/P4/5/82";

/// A movement on its way.
#[derive(Debug, Clone)]
pub(crate) struct Journey<'a> {
    /// Where it is told.
    pub(crate) scene: &'a Scene,
    /// What is carried.
    pub(crate) load: Load,
    /// From where to where.
    pub(crate) way: Way,
    /// The number of the movement, once it has one.
    pub(crate) mrn: String,
}

/// The time of an act, to the second, as papers say it.
pub(crate) fn time() -> anyhow::Result<Timestamp> {
    Ok(Timestamp::from_second(api::now().as_second())?)
}

impl Journey<'_> {
    /// The national system of departure exports its SAD once more.
    pub(crate) fn export_sad(&self, stage: &Stage) -> anyhow::Result<()> {
        let number = match stage {
            Stage::Registered => 1,
            Stage::Released(_) => 2,
            Stage::Gone { .. } => 3,
        };
        let ship = self.departure()?;
        let folder = ship.placed.dir.join("folder/in");
        crate::files::make_folder(&folder)?;
        let name = format!("{}-{number}.xml", self.load.lrn);
        let beside = folder.join(format!(".{name}.part"));
        fs::write(&beside, self.load.sad(self.way, stage))?;
        fs::rename(&beside, folder.join(name))?;
        Ok(())
    }

    /// Waits for what the node writes back to the national system about this declaration.
    pub(crate) async fn written_back(&self, what: &str) -> anyhow::Result<String> {
        let ship = self.departure()?;
        let wanted = format!("{} {what}", self.load.lrn);
        until(&wanted, async || {
            let mut outbox = ship.outbox()?;
            match outbox.refused(&self.load.lrn)? {
                Some(findings) => bail!("{findings}"),
                None => outbox.find(&self.load.lrn, what),
            }
        })
        .await
    }

    /// The number the node gave the movement, as it was written back.
    pub(crate) async fn number_written_back(&mut self) -> anyhow::Result<()> {
        let name = self.written_back("accepted").await?;
        let number = name.split(['-', '.']).nth(1).context("a file without a number")?;
        self.mrn = number.to_owned();
        Ok(())
    }

    /// A trader lodges a declaration at a node that decides; gives back the dossier.
    pub(crate) async fn lodge(
        &self,
        trader: &str,
        lodging: &Lodging<'_>,
    ) -> anyhow::Result<String> {
        let ship = self.departure()?;
        let token = ship.placed.tokens.traders.get(&trader.parse()?).context("no such trader")?;
        let asked = Asked {
            method: reqwest::Method::POST,
            path: "/messages",
            token: Some(token),
            key: Some(&self.load.lrn),
            content_type: "application/xml",
            accept: "*/*",
            body: self.load.declaration(self.way, lodging).into_bytes(),
        };
        let answer = ship.client.ask(&asked).await?.good("/messages")?;
        let place = answer.location.context("an answer without a place")?;
        let dossier = place.strip_prefix("/movements/").context("another place")?;
        Ok(dossier.to_owned())
    }

    fn departure(&self) -> anyhow::Result<&Ship> {
        self.scene.ship(self.way.departure.get(..2).unwrap_or_default())
    }

    /// A national system tells its node what it has decided; it names its officer and its record.
    pub(crate) async fn system(
        &self,
        administration: &str,
        office: &str,
        act: &str,
        more: Value,
    ) -> anyhow::Result<()> {
        let ship = self.scene.ship(administration)?;
        let token = ship.placed.tokens.system.as_deref().context("no national system")?;
        let reference = format!("{office} {}", self.load.registration);
        let officer = ship.placed.officers.get(&office.parse()?).context("no officer")?;
        let basis = json!({"provision": TRIE, "national_reference": reference, "officer": officer});
        self.act(ship, token, act, (office, more), basis).await
    }

    /// An officer does something himself, where the node decides.
    pub(crate) async fn officer(
        &self,
        administration: &str,
        office: &str,
        act: &str,
        more: Value,
    ) -> anyhow::Result<()> {
        let ship = self.scene.ship(administration)?;
        let token = ship.placed.tokens.officers.get(&office.parse()?).context("no officer")?;
        self.act(ship, token, act, (office, more), json!({"provision": TRIE})).await
    }

    async fn act(
        &self,
        ship: &Ship,
        token: &str,
        act: &str,
        (office, more): (&str, Value),
        basis: Value,
    ) -> anyhow::Result<()> {
        let mut body = more;
        if let Some(body) = body.as_object_mut() {
            body.insert("basis".to_owned(), basis);
        }
        let key = format!("{}/{act}/{office}", self.load.lrn);
        let path = format!("/movements/{}/commands", self.mrn);
        ship.client.command(&path, token, &key, &json!({ act: body })).await?;
        Ok(())
    }

    /// What an administration sees of the movement; nothing where it may not know of it.
    pub(crate) async fn seen_by(&self, administration: &str) -> anyhow::Result<Option<Value>> {
        let ship = self.scene.ship(administration)?;
        ship.client.read(&format!("/movements/{}", self.mrn), ship.watcher()).await
    }

    /// Waits until an administration sees the movement in one of some phases.
    pub(crate) async fn phase(
        &self,
        administration: &str,
        phases: &[&str],
    ) -> anyhow::Result<Value> {
        let what = format!("{} {} {phases:?}", self.mrn, administration);
        until(&what, async || {
            let view = self.seen_by(administration).await?;
            let phase = |view: &Value| {
                let phase = view.pointer("/standing/phase").and_then(Value::as_str);
                phase.is_some_and(|phase| phases.contains(&phase))
            };
            Ok(view.filter(phase))
        })
        .await
    }

    /// Waits until the administrations of the route agree that it is discharged and nothing is left
    /// to do.
    pub(crate) async fn closed(&self, route: &[&str]) -> anyhow::Result<()> {
        for administration in route {
            let what = format!("{} closed in {administration}", self.mrn);
            until(&what, async || {
                let view = self.seen_by(administration).await?;
                Ok(view.filter(is_closed).map(|_| ()))
            })
            .await?;
        }
        Ok(())
    }
}

/// Whether a movement is discharged, its cover credited and nothing left to do.
pub(crate) fn is_closed(view: &Value) -> bool {
    let standing = view.get("standing");
    let phase = standing.and_then(|standing| standing.get("phase")).and_then(Value::as_str);
    let concerns = standing.and_then(|standing| standing.get("concerns")).and_then(Value::as_array);
    phase == Some("discharged") && concerns.is_some_and(Vec::is_empty)
}
