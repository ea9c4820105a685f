//! What happened in a dossier: every event with who, when, on what provision, and where it stands in
//! its writer's journal.

use axum::Json;
use axum::extract::State;
use identity::Actor;
use kernel::DossierId;
use node::{Reader, Recorded, Refusal};
use serde::{Deserialize, Serialize};

use super::guarantees::visible as visible_guarantee;
use super::movements::{Movement, visible as visible_movement};
use crate::app::App;
use crate::auth::{Caller, Sight, Staff, StaffOrParty, lodged};
use crate::body::{PathOf, QueryOf};
use crate::listing::Limit;
use crate::problem::Problem;
use crate::routes::erasures::missing;

/// Which part of a history.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// After this version.
    #[serde(default)]
    after: Option<i64>,
    /// At most so many; 50 unless said.
    #[serde(default)]
    limit: Option<Limit>,
}

/// A part of a history, and where the next begins.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct History {
    /// The events.
    items: Vec<Recorded>,
    /// After which version the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// How much of a history somebody is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Insight {
    /// All of it: whoever works for the administration.
    Inside,
    /// What counts, without who asked: the parties of the dossier.
    Party,
    /// The same without who decided and what was found: whoever notified the arrival.
    Notifier,
}

/// Whether somebody works for the administration, and may know who asked for what.
pub(super) fn works_inside(actor: &Actor) -> bool {
    matches!(actor, Actor::Officer(_) | Actor::NationalSystem(_))
}

/// `GET /movements/{movement}/history`: its events in the order this node learnt of them. A trader is
/// shown what counts, and not who asked for it; one that only notified the arrival, not who decided
/// and what was found either.
pub(crate) async fn movement(
    State(app): State<App>,
    Caller(actor): Caller,
    PathOf(movement): PathOf<String>,
    QueryOf(part): QueryOf<Part>,
) -> Result<Json<History>, Problem> {
    let viewed = visible_movement(&app, actor.clone(), Movement::parse(&movement)?).await?;
    let insight = match &actor {
        Actor::Trader(trader) if !lodged(trader, &viewed.view) => Insight::Notifier,
        actor if works_inside(actor) => Insight::Inside,
        _ => Insight::Party,
    };
    part.read(&app, viewed.view.dossier, insight).await
}

/// `GET /guarantees/{guarantee}/history`: the same of a guarantee, for those who may see it.
pub(crate) async fn guarantee(
    State(app): State<App>,
    StaffOrParty(sight): StaffOrParty,
    PathOf(guarantee): PathOf<String>,
    QueryOf(part): QueryOf<Part>,
) -> Result<Json<History>, Problem> {
    let insight = if sight == Sight::Staff { Insight::Inside } else { Insight::Party };
    let viewed = visible_guarantee(&app, sight, guarantee).await?;
    part.read(&app, viewed.view.dossier, insight).await
}

/// `GET /holds/{hold}/history`: the same of a conversation about cover.
pub(crate) async fn hold(
    State(app): State<App>,
    _: Staff,
    PathOf(hold): PathOf<String>,
    QueryOf(part): QueryOf<Part>,
) -> Result<Json<History>, Problem> {
    let unknown = || Refusal::DossierUnknown { name: hold.clone() };
    let dossier = DossierId::parse(&hold).map_err(|_| unknown())?;
    let wanted = dossier.clone();
    let known = app.readers.read(move |reader| reader.hold(&wanted)).await?;
    if known.is_none() {
        return Err(missing(&app, true, hold).await);
    }
    part.read(&app, dossier, Insight::Inside).await
}

impl Part {
    /// Reads it, as far as somebody is shown it.
    async fn read(
        self,
        app: &App,
        dossier: DossierId,
        insight: Insight,
    ) -> Result<Json<History>, Problem> {
        let limit = Limit::count(self.limit);
        let after = self.after.unwrap_or_default();
        let read = move |reader: &Reader| reader.recorded(&dossier, after, limit);
        let mut items = app.readers.read(read).await?;
        let next = items.last().filter(|_| items.len() == limit).map(|last| last.version);
        let shown = match insight {
            Insight::Inside => return Ok(Json(History { items, next })),
            Insight::Party => Recorded::for_traders,
            Insight::Notifier => Recorded::for_notifiers,
        };
        items.retain(Recorded::counts);
        let items = items.into_iter().map(shown).collect();
        Ok(Json(History { items, next }))
    }
}
