//! Movements: listed, shown, begun and moved on.

use std::sync::Arc;

use ::exchange::Wanted;
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use identity::{Actor, Directory};
use kernel::{Date, DossierId, Lrn, Mrn, Name, NameKind, NodeId, OfficeCode, TraderId};
use node::{Command, Reader, Refusal, Target, Viewed};
use serde::{Deserialize, Serialize};
use store::{Search, ViewRow};

use crate::app::App;
use crate::auth::{Caller, Staff, as_seen, is_for};
use crate::body::{Asked, Body, PathOf, QueryOf, done, required_command_id, submit};
use crate::condition::{Condition, versions};
use crate::listing::{Limit, Page};
use crate::problem::Problem;
use crate::routes::erasures::missing;

/// A movement as a place names it: by its identifier, or by its number.
#[derive(Debug, Clone)]
pub(super) enum Movement {
    Dossier(DossierId),
    Mrn(Mrn),
}

impl Movement {
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let unknown = || Refusal::DossierUnknown { name: text.to_owned() };
        DossierId::parse(text)
            .map(Self::Dossier)
            .or_else(|_| Mrn::parse(text).map(Self::Mrn))
            .map_err(|_| unknown().into())
    }

    fn target(self) -> Target {
        match self {
            Self::Dossier(dossier) => Target::Dossier(dossier),
            Self::Mrn(mrn) => Target::Named(Name::new(NameKind::Mrn, mrn)),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Dossier(dossier) => dossier.to_string(),
            Self::Mrn(mrn) => mrn.to_string(),
        }
    }

    fn find(&self, reader: &Reader) -> Result<Option<DossierId>, node::Fault> {
        match self {
            Self::Dossier(dossier) => Ok(Some(dossier.clone())),
            Self::Mrn(mrn) => reader.meant("movement", &Name::new(NameKind::Mrn, mrn)),
        }
    }
}

/// A movement somebody may see; for anybody else it does not exist.
pub(super) async fn visible(
    app: &App,
    actor: Actor,
    movement: Movement,
) -> Result<Viewed<transit::View>, Problem> {
    let name = movement.name();
    let staff = matches!(actor, Actor::Officer(_) | Actor::NationalSystem(_));
    let read = move |reader: &Reader| {
        let Some(dossier) = movement.find(reader)? else { return Ok(None) };
        let Some(viewed) = reader.movement(&dossier)? else { return Ok(None) };
        as_seen(reader, &actor, viewed)
    };
    match app.readers.read(read).await? {
        Some(viewed) => Ok(viewed),
        None => Err(missing(app, staff, name).await),
    }
}

/// Which movements a list is to have.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MovementsWanted {
    /// With this movement reference number.
    #[serde(default)]
    mrn: Option<Mrn>,
    /// With this local reference number, whoever gave it.
    #[serde(default)]
    lrn: Option<Lrn>,
    /// Of this trader: as holder, as declarant, or as the one who notified the arrival.
    #[serde(default)]
    trader: Option<TraderId>,
    /// Over this office: of departure, transit, exit, entry or destination.
    #[serde(default)]
    office: Option<OfficeCode>,
    /// In this phase.
    #[serde(default)]
    standing: Option<transit::Phase>,
    /// With this concern, by its word.
    #[serde(default)]
    concern: Option<Concerned>,
    /// Known to this node since this day or later.
    #[serde(default)]
    #[schemars(with = "Option<kernel::schema::Day>")]
    from: Option<Date>,
    /// Known to this node since this day or earlier.
    #[serde(default)]
    #[schemars(with = "Option<kernel::schema::Day>")]
    until: Option<Date>,
    /// After this dossier, which `next` of the page before has named.
    #[serde(default)]
    after: Option<DossierId>,
    /// At most so many; 50 unless said.
    #[serde(default)]
    limit: Option<Limit>,
}

/// The word of a concern.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Concerned(String);

impl TryFrom<String> for Concerned {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let known = transit::Concern::WORDS.contains(&word.as_str());
        if known { Ok(Self(word)) } else { Err(format!("`{word}` is the word of no concern")) }
    }
}

impl schemars::JsonSchema for Concerned {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ConcernWord".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "enum": transit::Concern::WORDS,
            "description": "What is not as it should be with a movement."
        })
    }
}

impl MovementsWanted {
    /// What somebody finds by it: a trader his own alone.
    pub(super) fn search(&self, actor: &Actor) -> Search {
        // Nobody else has a movement of his own.
        let own = match actor {
            Actor::Trader(trader) => Some(trader.as_str()),
            Actor::Guarantor(_) | Actor::Policy(_) => Some(""),
            Actor::Officer(_) | Actor::NationalSystem(_) => None,
        };
        let mrn = self.mrn.as_ref().map(|mrn| Name::new(NameKind::Mrn, mrn));
        let lrn = self.lrn.as_ref().map(|lrn| Name::new(NameKind::Reference, lrn));
        let trader = self.trader.as_ref().map(|trader| Name::new(NameKind::Trader, trader));
        let own = own.map(|trader| Name::new(NameKind::Trader, trader));
        let office = self.office.as_ref().map(|office| Name::new(NameKind::Office, office));
        Search {
            names: [mrn, lrn, trader, own, office].into_iter().flatten().collect(),
            phase: self.standing.map(|phase| phase.word().to_owned()),
            concern: self.concern.as_ref().map(|Concerned(word)| word.clone()),
            from: self.from,
            until: self.until,
            ..Search::of("movement")
        }
    }
}

/// `GET /movements`: a page of those the caller may see.
pub(crate) async fn list(
    State(app): State<App>,
    Caller(actor): Caller,
    QueryOf(wanted): QueryOf<MovementsWanted>,
    condition: Condition,
) -> Result<Response, Problem> {
    let search = wanted.search(&actor);
    let page = Page { after: wanted.after, limit: wanted.limit };
    let seen = move |reader: &Reader, row: &ViewRow| match &actor {
        Actor::Officer(_) | Actor::NationalSystem(_) => Ok(true),
        Actor::Trader(_) | Actor::Guarantor(_) | Actor::Policy(_) => {
            let Some(viewed) = reader.movement(&row.dossier)? else { return Ok(false) };
            Ok(as_seen(reader, &actor, viewed)?.is_some())
        }
    };
    page.answer(&app, condition, search, seen).await
}

/// `GET /movements/{movement}`
pub(crate) async fn show(
    State(app): State<App>,
    Caller(actor): Caller,
    PathOf(movement): PathOf<String>,
    condition: Condition,
) -> Result<Response, Problem> {
    let movement = Movement::parse(&movement)?;
    let read = || async {
        let viewed = visible(&app, actor.clone(), movement.clone()).await?;
        Ok((viewed.view.dossier.clone(), viewed))
    };
    condition.answer(&app, read).await
}

/// `POST /movements`: a command that begins one.
pub(crate) async fn create(
    State(app): State<App>,
    Caller(actor): Caller,
    headers: HeaderMap,
    uri: Uri,
    body: Body,
) -> Result<Response, Problem> {
    let command: transit::Command = body.json()?;
    let asked = Asked {
        id: required_command_id(&actor, &headers)?,
        actor,
        raw: [uri.path().as_bytes(), b"\n", &body.0].concat(),
        target: Target::New,
        command: Command::Movement(Box::new(command)),
        versions: None,
    };
    Ok(done("movements", submit(&app, asked).await?, true))
}

/// `POST /movements/{movement}/commands`: the next step of one.
pub(crate) async fn command(
    State(app): State<App>,
    Caller(actor): Caller,
    headers: HeaderMap,
    PathOf(movement): PathOf<String>,
    uri: Uri,
    body: Body,
) -> Result<Response, Problem> {
    let command: transit::Command = body.json()?;
    let asked = Asked {
        id: required_command_id(&actor, &headers)?,
        actor,
        raw: [uri.path().as_bytes(), b"\n", &body.0].concat(),
        target: Movement::parse(&movement)?.target(),
        command: Command::Movement(Box::new(command)),
        versions: versions(&headers)?,
    };
    Ok(done("movements", submit(&app, asked).await?, false))
}

/// A message in a list.
#[derive(Serialize, schemars::JsonSchema)]
pub(crate) struct MessageLine {
    /// Its number within the movement, from 1.
    number: usize,
    /// Which message, such as `CC028C`.
    message: &'static str,
    /// False where what was declared does not fit the message, so that it cannot be fetched.
    written: bool,
}

impl From<node::Message> for MessageLine {
    fn from(message: node::Message) -> Self {
        Self {
            number: message.number,
            message: message.code.as_str(),
            written: message.bytes.is_some(),
        }
    }
}

async fn messages_of(
    app: &App,
    actor: Actor,
    movement: String,
) -> Result<Vec<node::Message>, Problem> {
    let view = visible(app, actor.clone(), Movement::parse(&movement)?).await?.view;
    let dossier = view.dossier.clone();
    let mut messages = app.readers.read(move |reader| reader.messages(&dossier)).await?;
    messages.retain(|message| is_for(&actor, &view, message));
    Ok(messages)
}

/// `GET /movements/{movement}/messages`: what customs has told the caller; all of it, where he
/// works for the administration.
pub(crate) async fn messages(
    State(app): State<App>,
    Caller(actor): Caller,
    PathOf(movement): PathOf<String>,
) -> Result<Json<Vec<MessageLine>>, Problem> {
    let messages = messages_of(&app, actor, movement).await?;
    Ok(Json(messages.into_iter().map(MessageLine::from).collect()))
}

/// `GET /movements/{movement}/messages/{number}`: one of them, as XML.
pub(crate) async fn message(
    State(app): State<App>,
    Caller(actor): Caller,
    PathOf((movement, number)): PathOf<(String, usize)>,
) -> Result<Response, Problem> {
    let path = format!("/movements/{movement}/messages/{number}");
    let messages = messages_of(&app, actor, movement).await?;
    let found = messages.into_iter().find(|message| message.number == number);
    let bytes = found.and_then(|message| message.bytes).ok_or(Refusal::NoSuchPlace { path })?;
    Ok(([(CONTENT_TYPE, "application/xml")], bytes).into_response())
}

/// `POST /movements/{movement}/wanted`: asks the movement's home for what this administration
/// should have of it. What comes of it arrives in the home's stream.
pub(crate) async fn want(
    State(app): State<App>,
    Staff(_): Staff,
    PathOf(movement): PathOf<String>,
) -> Result<StatusCode, Problem> {
    let wanted = Movement::parse(&movement)?;
    let directory = app.readers.directory().ok_or(Refusal::NotWorking)?;
    let homes = homes(&directory, &wanted);
    if homes.is_empty() {
        return Err(Refusal::DossierUnknown { name: movement }.into());
    }
    let wanted = match wanted {
        Movement::Dossier(dossier) => Wanted::Dossier(dossier),
        Movement::Mrn(mrn) => Wanted::Mrn(mrn),
    };
    for home in homes {
        app.handle.want(home, wanted.clone())?;
    }
    Ok(StatusCode::ACCEPTED)
}

/// The nodes that may know a movement: its writer, or all of the country its number names.
fn homes(directory: &Arc<Directory>, wanted: &Movement) -> Vec<NodeId> {
    let nodes = directory.nodes();
    let known = nodes.filter(|(member, entry)| match wanted {
        Movement::Dossier(dossier) => entry.node == dossier.writer(),
        Movement::Mrn(mrn) => member.administration.country() == Some(mrn.country()),
    });
    known.map(|(_, entry)| entry.node.clone()).collect()
}
