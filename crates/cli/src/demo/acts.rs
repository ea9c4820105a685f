//! What people and systems do on a journey, each act as a node is told of it.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, bail};
use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};

use super::fleet::Ship;
use super::papers::{Load, Lodging, Stage};
use super::scene::Scene;
use super::ways::{Way, country};
use crate::client::{Answer, Asked, until};

/// A message is to be answered by a message.
pub(crate) const IN_KIND: &str = "*/*";
/// It is to be answered by the codes of what is wrong.
pub(crate) const IN_CODES: &str = "application/json";

/// A movement on its way.
#[derive(Debug)]
pub(crate) struct Journey<'a> {
    /// Where it is told.
    pub(crate) scene: &'a Scene,
    /// What is carried.
    pub(crate) load: Load,
    /// From where to where.
    pub(crate) way: Way,
    /// The number of the movement once it has one; until then its dossier.
    pub(crate) mrn: String,
    /// How much has been done about it: what is asked again after a power cut has the same number.
    act_count: AtomicU32,
}

/// What people and systems are answered who ask for something that is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    /// The status.
    pub(crate) status: u16,
    /// The codes of all reasons.
    pub(crate) codes: Vec<String>,
}

impl<'a> Journey<'a> {
    /// A load that has not left yet.
    pub(crate) fn new(scene: &'a Scene, way: Way) -> anyhow::Result<Self> {
        let load = scene.load(way.letters)?;
        Ok(Self { scene, load, way, mrn: String::new(), act_count: AtomicU32::new(0) })
    }
}

impl Journey<'_> {
    /// The national system of departure exports its SAD once more.
    pub(crate) fn export_sad(&self, stage: &Stage) -> anyhow::Result<()> {
        let number = match stage {
            Stage::Registered => 1,
            Stage::Released(_) => 2,
            Stage::Gone { .. } => 3,
        };
        let name = format!("{}-{number}.xml", self.load.lrn);
        self.put(self.way.from(), &name, &self.load.sad(&self.way, stage))
    }

    /// A national system puts a file into the folder its node watches.
    pub(crate) fn put(&self, administration: &str, name: &str, text: &str) -> anyhow::Result<()> {
        let ship = self.scene.ship(administration)?;
        let folder = ship.placed.dir.join("folder/in");
        crate::files::make_folder(&folder)?;
        let beside = folder.join(format!(".{name}.part"));
        fs::write(&beside, text)?;
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
        let answer =
            self.post(self.way.from(), trader, &self.declaration(lodging), IN_KIND).await?;
        let place = answer.good("/messages")?.location.context("an answer without a place")?;
        let dossier = place.strip_prefix("/movements/").context("another place")?;
        Ok(dossier.to_owned())
    }

    /// The declaration of this load.
    pub(crate) fn declaration(&self, lodging: &Lodging<'_>) -> String {
        self.load.declaration(&self.way, lodging)
    }

    fn departure(&self) -> anyhow::Result<&Ship> {
        self.scene.ship(self.way.from())
    }

    /// What the next act is called by whoever does it.
    fn key(&self, act: &str) -> String {
        format!("{}/{}/{act}", self.load.lrn, self.act_count.fetch_add(1, Ordering::Relaxed))
    }

    /// A trader posts a message; whatever the node answers, in the form he wants.
    pub(crate) async fn post(
        &self,
        administration: &str,
        trader: &str,
        message: &str,
        accept: &'static str,
    ) -> anyhow::Result<Answer> {
        let ship = self.scene.ship(administration)?;
        let key = self.key("message");
        let asked = Asked {
            method: Method::POST,
            path: "/messages",
            token: Some(token_of(ship, trader)?),
            key: Some(&key),
            content_type: "application/xml",
            accept,
            body: message.as_bytes().to_vec(),
        };
        ship.client.ask(&asked).await
    }

    /// Customs do something at an office, and it is done: their national system tells its node what
    /// it has decided and names its officer and its record, or the officer does it himself where the
    /// node decides.
    pub(crate) async fn customs(&self, office: &str, act: &str, more: Value) -> anyhow::Result<()> {
        self.try_customs(office, act, more).await?.good(act)?;
        Ok(())
    }

    /// The same; whatever the node answers.
    pub(crate) async fn try_customs(
        &self,
        office: &str,
        act: &str,
        more: Value,
    ) -> anyhow::Result<Answer> {
        let ship = self.scene.ship(country(office))?;
        let code = office.parse()?;
        let provision = self.scene.provision()?;
        let (token, basis) = if ship.is_national() {
            let reference = format!("{office} {}", self.load.registration);
            let officer = ship.placed.officers.get(&code).context("no officer")?;
            let basis = json!({
                "provision": provision, "national_reference": reference, "officer": officer,
            });
            (ship.placed.tokens.system.as_deref().context("no national system")?, basis)
        } else {
            let token = ship.placed.tokens.officers.get(&code).context("no officer")?;
            (token.as_str(), json!({ "provision": provision }))
        };
        let mut body = more;
        if let Some(body) = body.as_object_mut() {
            body.insert("basis".to_owned(), basis);
        }
        self.command(ship, token, act, body).await
    }

    /// A trader asks for something; whatever the node answers.
    pub(crate) async fn trader(
        &self,
        administration: &str,
        trader: &str,
        act: &str,
        body: Value,
    ) -> anyhow::Result<Answer> {
        let ship = self.scene.ship(administration)?;
        self.command(ship, token_of(ship, trader)?, act, body).await
    }

    async fn command(
        &self,
        ship: &Ship,
        token: &str,
        act: &str,
        body: Value,
    ) -> anyhow::Result<Answer> {
        let key = self.key(act);
        let path = format!("/movements/{}/commands", self.mrn);
        let asked = Asked {
            method: Method::POST,
            path: &path,
            token: Some(token),
            key: Some(&key),
            content_type: "application/json",
            accept: "*/*",
            body: serde_json::to_vec(&json!({ act: body }))?,
        };
        ship.client.ask(&asked).await
    }

    /// What an administration sees of the movement; nothing where it may not know of it.
    pub(crate) async fn seen_by(&self, administration: &str) -> anyhow::Result<Option<Value>> {
        let ship = self.scene.ship(administration)?;
        ship.client.read(&format!("/movements/{}", self.mrn), ship.watcher()).await
    }

    /// Waits until what an administration sees of the movement is as it should be.
    pub(crate) async fn until_seen(
        &self,
        administration: &str,
        what: &str,
        holds: impl Fn(&Value) -> bool,
    ) -> anyhow::Result<Value> {
        let what = format!("{} {administration} {what}", self.mrn);
        until(&what, async || Ok(self.seen_by(administration).await?.filter(&holds))).await
    }

    /// Waits until an administration sees the movement in one of some phases.
    pub(crate) async fn phase(
        &self,
        administration: &str,
        phases: &[&str],
    ) -> anyhow::Result<Value> {
        let phase = |view: &Value| {
            let phase = view.pointer("/standing/phase").and_then(Value::as_str);
            phase.is_some_and(|phase| phases.contains(&phase))
        };
        self.until_seen(administration, &phases.join(" "), phase).await
    }

    /// Waits until an administration sees just these concerns.
    pub(crate) async fn concerns(
        &self,
        administration: &str,
        concerns: &[&str],
    ) -> anyhow::Result<Value> {
        let wanted = json!(concerns);
        let same = |view: &Value| view.pointer("/standing/concerns") == Some(&wanted);
        self.until_seen(administration, &wanted.to_string(), same).await
    }

    /// Waits until a step has been taken so many times, as an administration sees it.
    pub(crate) async fn step(
        &self,
        administration: &str,
        step: &str,
        times: usize,
    ) -> anyhow::Result<Value> {
        let taken = |view: &Value| {
            let steps = view.get("steps").and_then(Value::as_array).into_iter().flatten();
            steps.filter(|taken| taken.get("what").and_then(Value::as_str) == Some(step)).count()
                >= times
        };
        self.until_seen(administration, step, taken).await
    }

    /// Waits until the administrations of the route agree that it is discharged and nothing is left
    /// to do.
    pub(crate) async fn closed(&self, route: &[&str]) -> anyhow::Result<()> {
        for administration in route {
            self.until_seen(administration, "closed", is_closed).await?;
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

fn token_of<'a>(ship: &'a Ship, trader: &str) -> anyhow::Result<&'a str> {
    let token = ship.placed.tokens.traders.get(&trader.parse()?);
    token.map(String::as_str).with_context(|| format!("no trader {trader}"))
}

impl Refusal {
    /// What a node answered that did not do what was asked.
    pub(crate) fn of(answer: &Answer) -> anyhow::Result<Self> {
        let problem: Value = serde_json::from_slice(&answer.body)?;
        let refusals = problem.get("refusals").and_then(Value::as_array);
        let code = |refusal: &Value| Some(refusal.get("code")?.as_str()?.to_owned());
        let codes = refusals.into_iter().flatten().filter_map(code).collect();
        Ok(Self { status: answer.status.as_u16(), codes })
    }
}
