//! Whom and what customs here know by signed documents: offices, agreements, peers.

use agreement::Agreement;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::{Administration, Date, Function, NodeId, Note, OfficeCode};
use node::{PeerState, Reader, Refusal};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::Staff;
use crate::body::{Body, PathOf, QueryOf};
use crate::clock;
use crate::problem::Problem;

/// A customs office of the region.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Office")]
pub(crate) struct OfficeShown {
    code: OfficeCode,
    name: String,
    administration: Administration,
    functions: Vec<Function>,
}

/// Which offices are wanted.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficesWanted {
    /// Of this administration.
    #[serde(default)]
    administration: Option<Administration>,
    /// With this function.
    #[serde(default)]
    function: Option<Function>,
}

/// `GET /offices`: those of the directory in force; none without one.
pub(crate) async fn offices(
    State(app): State<App>,
    QueryOf(wanted): QueryOf<OfficesWanted>,
) -> Json<Vec<OfficeShown>> {
    let fits = |office: &OfficeShown| {
        let of = wanted.administration.as_ref().is_none_or(|code| office.administration == *code);
        of && wanted.function.is_none_or(|function| office.functions.contains(&function))
    };
    Json(all_offices(&app).filter(fits).collect())
}

/// `GET /offices/{office}`: one of them.
pub(crate) async fn office(
    State(app): State<App>,
    PathOf(office): PathOf<String>,
) -> Result<Json<OfficeShown>, Problem> {
    let found = all_offices(&app).find(|known| known.code.as_str() == office);
    let nowhere = || Refusal::NoSuchPlace { path: format!("/offices/{office}") };
    Ok(Json(found.ok_or_else(nowhere)?))
}

fn all_offices(app: &App) -> impl Iterator<Item = OfficeShown> + use<> {
    let mut offices = Vec::new();
    if let Some(directory) = app.readers.directory() {
        for member in directory.members() {
            offices.extend(member.offices.iter().map(|office| OfficeShown {
                code: office.code.clone(),
                name: office.name.clone(),
                administration: member.administration.clone(),
                functions: office.functions.iter().copied().collect(),
            }));
        }
    }
    offices.into_iter()
}

/// An agreement, as every party has signed it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Agreement")]
pub(crate) struct AgreementShown {
    id: String,
    version: u64,
    title: String,
    parties: Vec<Administration>,
    /// The instrument it carries out, as it is cited.
    citation: String,
    purpose: String,
    #[schemars(with = "kernel::schema::Day")]
    from: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    until: Option<Date>,
    /// Whether it is in force today.
    in_force: bool,
    /// Whether what was released under it is still told today.
    in_run_off: bool,
}

/// `GET /agreements`: all that were adopted here, also those that have ended. The signed documents
/// themselves are under `/documents`.
pub(crate) async fn agreements(
    State(app): State<App>,
) -> Result<Json<Vec<AgreementShown>>, Problem> {
    let documents = app.readers.read(Reader::documents).await?;
    let today = kernel::utc_day(clock::now());
    let shown = documents.into_iter().filter_map(|(what, _, text)| {
        // What is kept was verified when it was adopted.
        let note = Note::parse(&text).ok().filter(|_| what != "directory")?;
        let agreement: Agreement = serde_json::from_str(note.text()).ok()?;
        let (in_force, in_run_off) = (agreement.in_force(today), agreement.in_run_off(today));
        Some(AgreementShown {
            in_force,
            in_run_off,
            id: agreement.id,
            version: agreement.version,
            title: agreement.title,
            parties: agreement.parties.into_iter().collect(),
            citation: agreement.instrument.citation,
            purpose: agreement.purpose,
            from: agreement.from,
            until: agreement.until,
        })
    });
    Ok(Json(shown.collect()))
}

/// `GET /peers`: how the node's peers stand with it.
pub(crate) async fn peers(
    State(app): State<App>,
    _: Staff,
) -> Result<Json<Vec<PeerState>>, Problem> {
    Ok(Json(app.readers.read(Reader::peers).await?))
}

/// `GET /peers/{node}`: how one of them stands.
pub(crate) async fn peer(
    State(app): State<App>,
    _: Staff,
    PathOf(node): PathOf<String>,
) -> Result<Json<PeerState>, Problem> {
    let nowhere = |_| Refusal::NoSuchPlace { path: format!("/peers/{node}") };
    let node = NodeId::parse(&node).map_err(nowhere)?;
    let peers = app.readers.read(Reader::peers).await?;
    let found = peers.into_iter().find(|peer| peer.node == node);
    Ok(Json(found.ok_or(Refusal::PeerUnknown { node })?))
}

/// What may be asked about a peer.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PeerCommand")]
pub(crate) enum PeerCommand {
    /// To try it at once, and not after the pause that follows a failure.
    Retry {},
}

/// `POST /peers/{node}/commands`: nothing of it is kept, so no key is needed.
pub(crate) async fn command_peer(
    State(app): State<App>,
    _: Staff,
    PathOf(node): PathOf<String>,
    body: Body,
) -> Result<StatusCode, Problem> {
    let PeerCommand::Retry {} = body.json()?;
    let nowhere = |_| Refusal::NoSuchPlace { path: format!("/peers/{node}/commands") };
    let peer = NodeId::parse(&node).map_err(nowhere)?;
    app.handle.retry(peer).await??;
    Ok(StatusCode::ACCEPTED)
}
