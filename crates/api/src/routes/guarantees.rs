//! Guarantees, and the conversations about cover.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use guarantee::{account, hold};
use kernel::{Currency, DossierId, Grn, GuarantorId, Name, NameKind, OfficeCode, Signed, TraderId};
use node::{Command, Fault, Reader, Refusal, Target, Viewed};
use serde::Deserialize;
use store::Search;

use crate::app::App;
use crate::auth::{Caller, Sight, Staff, StaffOrParty};
use crate::body::{Asked, Body, PathOf, QueryOf, done, required_command_id, submit};
use crate::condition::{Condition, versions};
use crate::listing::{Limit, Page};
use crate::problem::Problem;
use crate::routes::erasures::missing;

/// A guarantee as a place names it: by its identifier, or by its number.
pub(super) fn target(text: &str) -> Result<Target, Problem> {
    let unknown = || Refusal::DossierUnknown { name: text.to_owned() };
    let named = |grn| Target::Named(Name::new(NameKind::Grn, grn));
    DossierId::parse(text)
        .map(Target::Dossier)
        .or_else(|_| Grn::parse(text).map(named))
        .map_err(|_| unknown().into())
}

pub(super) fn found(reader: &Reader, target: &Target) -> Result<Option<DossierId>, Fault> {
    match target {
        Target::New => Ok(None),
        Target::Dossier(dossier) => Ok(Some(dossier.clone())),
        Target::Named(name) => reader.meant("guarantee", name),
    }
}

/// Which guarantees a list is to have.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GuaranteesWanted {
    /// With this guarantee reference number.
    #[serde(default)]
    grn: Option<Grn>,
    /// Of this holder.
    #[serde(default)]
    holder: Option<TraderId>,
    /// Undertaken by this guarantor.
    #[serde(default)]
    guarantor: Option<GuarantorId>,
    /// Managed by this office of guarantee.
    #[serde(default)]
    office: Option<OfficeCode>,
    /// In this standing.
    #[serde(default)]
    standing: Option<account::Standing>,
    /// After this dossier, which `next` of the page before has named.
    #[serde(default)]
    after: Option<DossierId>,
    /// At most so many; 50 unless said.
    #[serde(default)]
    limit: Option<Limit>,
}

impl GuaranteesWanted {
    fn search(&self, sight: &Sight) -> Search {
        let grn = self.grn.as_ref().map(|grn| Name::new(NameKind::Grn, grn));
        let (trader, undertaker) = match sight {
            Sight::Staff => (None, None),
            Sight::Trader(trader) => (Some(trader), None),
            Sight::Guarantor(guarantor) => (None, Some(guarantor)),
        };
        let holders = [self.holder.as_ref(), trader].into_iter().flatten();
        let holders = holders.map(|holder| Name::new(NameKind::Holder, holder));
        let guarantor = [self.guarantor.as_ref(), undertaker].into_iter().flatten();
        let guarantor = guarantor.map(|guarantor| Name::new(NameKind::Guarantor, guarantor));
        let office = self.office.as_ref().map(|office| Name::new(NameKind::Office, office));
        Search {
            names: grn.into_iter().chain(holders).chain(guarantor).chain(office).collect(),
            phase: self.standing.map(|standing| standing.word().to_owned()),
            ..Search::of("guarantee")
        }
    }
}

/// `GET /guarantees`: a page of them; a trader or a guarantor is shown his own.
pub(crate) async fn list(
    State(app): State<App>,
    StaffOrParty(sight): StaffOrParty,
    QueryOf(wanted): QueryOf<GuaranteesWanted>,
    condition: Condition,
) -> Result<Response, Problem> {
    let search = wanted.search(&sight);
    let page = Page { after: wanted.after, limit: wanted.limit };
    page.answer(&app, condition, search, |_, _| Ok(true)).await
}

/// `GET /guarantees/{guarantee}`: what was lodged, its balance and its uses. A trader may ask about
/// what it holds and a guarantor about what it has undertaken; for others there is none. Access
/// codes are in no view.
pub(crate) async fn show(
    State(app): State<App>,
    StaffOrParty(sight): StaffOrParty,
    PathOf(guarantee): PathOf<String>,
    condition: Condition,
) -> Result<Response, Problem> {
    let read = || async {
        let viewed = visible(&app, sight.clone(), guarantee.clone()).await?;
        Ok((viewed.view.dossier.clone(), viewed))
    };
    condition.answer(&app, read).await
}

/// A guarantee that somebody may see; for anybody else it does not exist.
pub(super) async fn visible(
    app: &App,
    sight: Sight,
    guarantee: String,
) -> Result<Viewed<account::View>, Problem> {
    let wanted = target(&guarantee)?;
    let read = move |reader: &Reader| match found(reader, &wanted)? {
        Some(dossier) => reader.guarantee(&dossier),
        None => Ok(None),
    };
    let viewed = app.readers.read(read).await?;
    match viewed.filter(|viewed| sight.sees(viewed.view.registration.as_ref())) {
        Some(viewed) => Ok(viewed),
        None => Err(missing(app, sight == Sight::Staff, guarantee).await),
    }
}

/// `POST /guarantees`: a command that begins one.
pub(crate) async fn create(
    State(app): State<App>,
    Staff(actor): Staff,
    headers: HeaderMap,
    uri: Uri,
    body: Body,
) -> Result<Response, Problem> {
    let command: account::Command = body.json()?;
    let asked = Asked {
        id: required_command_id(&actor, &headers)?,
        actor,
        raw: [uri.path().as_bytes(), b"\n", &body.0].concat(),
        target: Target::New,
        command: Command::Guarantee(Box::new(command)),
        versions: None,
    };
    Ok(done("guarantees", submit(&app, asked).await?, true))
}

/// `POST /guarantees/{guarantee}/commands`: the next step of one. The holder changes its access codes,
/// and whoever may be told of it asks; everything else is for a post.
pub(crate) async fn command(
    State(app): State<App>,
    Caller(actor): Caller,
    headers: HeaderMap,
    PathOf(guarantee): PathOf<String>,
    uri: Uri,
    body: Body,
) -> Result<Response, Problem> {
    let command: account::Command = body.json()?;
    let asked = Asked {
        id: required_command_id(&actor, &headers)?,
        actor,
        raw: [uri.path().as_bytes(), b"\n", &body.0].concat(),
        target: target(&guarantee)?,
        command: Command::Guarantee(Box::new(command)),
        versions: versions(&headers)?,
    };
    Ok(done("guarantees", submit(&app, asked).await?, false))
}

/// Which holds a list is to have.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldsWanted {
    /// In this phase.
    #[serde(default)]
    phase: Option<hold::Standing>,
    /// After this dossier, which `next` of the page before has named.
    #[serde(default)]
    after: Option<DossierId>,
    /// At most so many; 50 unless said.
    #[serde(default)]
    limit: Option<Limit>,
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
    condition: Condition,
) -> Result<Response, Problem> {
    let HoldsWanted { after, limit, phase } = wanted;
    let phase = phase.map(|phase| phase.word().to_owned());
    let search = Search { phase, ..Search::of("hold") };
    Page { after, limit }.answer(&app, condition, search, |_, _| Ok(true)).await
}

/// `GET /holds/{hold}`: a conversation about cover, on the side of whoever reads.
pub(crate) async fn show_hold(
    State(app): State<App>,
    _: Staff,
    PathOf(hold): PathOf<String>,
    condition: Condition,
) -> Result<Response, Problem> {
    let unknown = || Refusal::DossierUnknown { name: hold.clone() };
    let dossier = DossierId::parse(&hold).map_err(|_| unknown())?;
    let read = || async {
        let asked = dossier.clone();
        match app.readers.read(move |reader| reader.hold(&asked)).await? {
            Some(viewed) => Ok((dossier.clone(), viewed)),
            None => Err(missing(&app, true, hold.clone()).await),
        }
    };
    condition.answer(&app, read).await
}

/// `GET /ledger`: the sum over all accounts of all guarantees, by currency. It is zero.
pub(crate) async fn ledger(
    State(app): State<App>,
    _: Staff,
) -> Result<Json<BTreeMap<String, Signed>>, Problem> {
    const PAGE: usize = 500;
    let read = |reader: &Reader| {
        let mut sums: BTreeMap<Currency, Signed> = BTreeMap::new();
        let mut before = None;
        loop {
            let rows = reader.list(&Search::of("guarantee"), before, PAGE)?;
            let Some(last) = rows.last() else { return Ok(sums) };
            before = Some(last.begun);
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
