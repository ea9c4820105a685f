//! Guarantees, and the conversations about cover.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use kernel::{Currency, DossierId, Grn, Name, NameKind, Signed};
use node::{Command, Fault, Reader, Refusal, Target};
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Staff, StaffOrTrader};
use crate::body::{Asked, Body, PathOf, QueryOf, done, required_command_id, shown, submit};
use crate::listing::{Listed, Page};
use crate::problem::Problem;

/// A guarantee as a place names it: by its identifier, or by its number.
fn target(text: &str) -> Result<Target, Problem> {
    let unknown = || Refusal::DossierUnknown { name: text.to_owned() };
    let named = |grn| Target::Named(Name::new(NameKind::Grn, grn));
    DossierId::parse(text)
        .map(Target::Dossier)
        .or_else(|_| Grn::parse(text).map(named))
        .map_err(|_| unknown().into())
}

fn found(reader: &Reader, target: &Target) -> Result<Option<DossierId>, Fault> {
    match target {
        Target::New => Ok(None),
        Target::Dossier(dossier) => Ok(Some(dossier.clone())),
        Target::Named(name) => Ok(reader.find("guarantee", name)?.into_iter().next()),
    }
}

/// `GET /guarantees`: a page of them.
pub(crate) async fn list(
    State(app): State<App>,
    _: Staff,
    QueryOf(page): QueryOf<Page>,
) -> Result<Json<Listed>, Problem> {
    let read = move |reader: &Reader| page.read(reader, "guarantee", |_| Ok(true));
    Ok(app.readers.read(read).await?)
}

/// `GET /guarantees/{guarantee}`: what was lodged, its balance and its uses. A trader may ask about
/// its own; for others there is none. Access codes are in no view.
pub(crate) async fn show(
    State(app): State<App>,
    StaffOrTrader(trader): StaffOrTrader,
    PathOf(guarantee): PathOf<String>,
) -> Result<Response, Problem> {
    let wanted = target(&guarantee)?;
    let read = move |reader: &Reader| match found(reader, &wanted)? {
        Some(dossier) => reader.guarantee(&dossier),
        None => Ok(None),
    };
    let viewed = app.readers.read(read).await?.filter(|viewed| {
        let holder = viewed.view.registration.as_ref().map(|registration| &registration.holder);
        trader.is_none() || trader.as_ref() == holder
    });
    Ok(shown(viewed.ok_or(Refusal::DossierUnknown { name: guarantee })?))
}

/// `POST /guarantees`: a command that begins one.
pub(crate) async fn create(
    State(app): State<App>,
    Staff(actor): Staff,
    headers: HeaderMap,
    uri: Uri,
    body: Body,
) -> Result<Response, Problem> {
    let command: guarantee::account::Command = body.json()?;
    let asked = Asked {
        id: required_command_id(&actor, &headers)?,
        actor,
        raw: [uri.path().as_bytes(), b"\n", &body.0].concat(),
        target: Target::New,
        command: Command::Guarantee(Box::new(command)),
    };
    Ok(done("guarantees", submit(&app, asked).await?, true))
}

/// `POST /guarantees/{guarantee}/commands`: the next step of one.
pub(crate) async fn command(
    State(app): State<App>,
    Staff(actor): Staff,
    headers: HeaderMap,
    PathOf(guarantee): PathOf<String>,
    uri: Uri,
    body: Body,
) -> Result<Response, Problem> {
    let command: guarantee::account::Command = body.json()?;
    let asked = Asked {
        id: required_command_id(&actor, &headers)?,
        actor,
        raw: [uri.path().as_bytes(), b"\n", &body.0].concat(),
        target: target(&guarantee)?,
        command: Command::Guarantee(Box::new(command)),
    };
    Ok(done("guarantees", submit(&app, asked).await?, false))
}

/// What part of the list of holds.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldsWanted {
    /// After this dossier.
    #[serde(default)]
    after: Option<DossierId>,
    /// At most so many.
    #[serde(default)]
    limit: Option<usize>,
    /// Only those in this phase.
    #[serde(default)]
    phase: Option<String>,
}

/// `GET /holds`: a page of the conversations about cover, or of those in one phase.
///
/// Where the national system decides about guarantees, the node answers no request by itself. That
/// system asks for `/holds?phase=requested` again and again, reads each, and records its answer with
/// `RecordUse` at `POST /guarantees/{guarantee}/commands`; the hold then leaves the phase. The phases
/// are `silent`, `requested`, `held`, `not-held`, `uncovered`, `withdrawing`, `crediting` and
/// `credited`. A page may be shorter than its limit; the list has ended where no `next` is given.
pub(crate) async fn holds(
    State(app): State<App>,
    _: Staff,
    QueryOf(wanted): QueryOf<HoldsWanted>,
) -> Result<Json<Listed>, Problem> {
    let HoldsWanted { after, limit, phase } = wanted;
    let page = Page { after, limit };
    let read = move |reader: &Reader| {
        page.read(reader, "hold", |row| Ok(phase.as_ref().is_none_or(|phase| row.phase == *phase)))
    };
    Ok(app.readers.read(read).await?)
}

/// `GET /holds/{hold}`: a conversation about cover, on the side of whoever reads.
pub(crate) async fn hold(
    State(app): State<App>,
    _: Staff,
    PathOf(hold): PathOf<String>,
) -> Result<Response, Problem> {
    let unknown = || Refusal::DossierUnknown { name: hold.clone() };
    let dossier = DossierId::parse(&hold).map_err(|_| unknown())?;
    let viewed = app.readers.read(move |reader| reader.hold(&dossier)).await?;
    Ok(shown(viewed.ok_or_else(unknown)?))
}

/// `GET /ledger`: the sum over all accounts of all guarantees, by currency. It is zero.
pub(crate) async fn ledger(
    State(app): State<App>,
    _: Staff,
) -> Result<Json<BTreeMap<String, Signed>>, Problem> {
    const PAGE: usize = 500;
    let read = |reader: &Reader| {
        let mut sums: BTreeMap<Currency, Signed> = BTreeMap::new();
        let mut after: Option<DossierId> = None;
        loop {
            let rows = reader.list("guarantee", after.as_ref(), PAGE)?;
            let Some(last) = rows.last() else { return Ok(sums) };
            after = Some(last.dossier.clone());
            for row in rows {
                let Some(viewed) = reader.guarantee(&row.dossier)? else { continue };
                let registered = viewed.view.registration.as_ref();
                let Some(registered) = registered else { continue };
                let sum = sums.entry(registered.reference_amount.currency).or_default();
                *sum = sum.plus(viewed.view.ledger_sum);
            }
        }
    };
    let sums = app.readers.read(read).await?;
    Ok(Json(sums.into_iter().map(|(currency, sum)| (currency.to_string(), sum)).collect()))
}
