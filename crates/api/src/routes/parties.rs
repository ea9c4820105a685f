//! Parties: traders and guarantors, who acts for whom, and who may do what. The register is a file of
//! the node's own, which the national system keeps up, or an operator.

use axum::Json;
use axum::extract::State;
use identity::Actor;
use kernel::OfficeCode;
use node::Refusal;
use reference::{Authorisation, Counts, Licence, Mandate, Parties, Reference, Validity};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Caller, Staff, not_allowed};
use crate::body::{Body, PathOf, QueryOf};
use crate::clock;
use crate::fault::Fault;
use crate::host::Job;
use crate::listing::Limit;
use crate::problem::Problem;
use crate::reference_file::ReferenceFile;

/// What sort of party it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum PartyKind {
    Trader,
    Guarantor,
}

/// An authorisation of simplified transit.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
struct AuthorisationShown {
    /// C521 or C522.
    kind: &'static str,
    number: String,
    offices: Vec<OfficeCode>,
    valid: Validity,
}

/// A trader or guarantor of the register.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct Party {
    id: String,
    kind: PartyKind,
    name: String,
    city: String,
    country: String,
    valid: Validity,
    authorisations: Vec<AuthorisationShown>,
    /// The mandates under which others act for it, and it for others.
    mandates: Vec<Mandate>,
    /// The licences under which it acts for others.
    licences: Vec<Licence>,
}

/// A page of parties.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "PartiesPage")]
pub(crate) struct PartiesShown {
    items: Vec<Party>,
    /// After which party the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which parties are wanted.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartiesWanted {
    /// How many; 50 unless said.
    #[serde(default)]
    limit: Option<Limit>,
    /// Those after this one.
    #[serde(default)]
    after: Option<String>,
}

/// `GET /parties`: the register, in the order of its numbers; a trader or guarantor finds itself.
pub(crate) async fn parties(
    State(app): State<App>,
    Caller(actor): Caller,
    QueryOf(wanted): QueryOf<PartiesWanted>,
) -> Json<PartiesShown> {
    let after = wanted.after.unwrap_or_default();
    let mut items: Vec<Party> = registered(&app.reference.now(), &actor);
    items.retain(|party| party.id > after);
    let limit = Limit::count(wanted.limit);
    // A trader and a guarantor of one number are not parted: the next page begins behind a number.
    let last = items.get(limit.saturating_sub(1)).map(|party| party.id.clone());
    let count = items.len();
    items.retain(|party| last.as_ref().is_none_or(|last| party.id <= *last));
    let next = last.filter(|_| count > items.len());
    Json(PartiesShown { items, next })
}

/// `GET /parties/{party}`: one of them.
pub(crate) async fn party(
    State(app): State<App>,
    Caller(actor): Caller,
    PathOf(party): PathOf<String>,
) -> Result<Json<Party>, Problem> {
    let found = registered(&app.reference.now(), &actor).into_iter().find(|it| it.id == party);
    let nowhere = || Refusal::NoSuchPlace { path: format!("/parties/{party}") };
    Ok(Json(found.ok_or_else(nowhere)?))
}

/// Everybody the register has whom somebody may see, by number; of several entries of one number the
/// one that holds today, or else the last.
fn registered(register: &Reference, actor: &Actor) -> Vec<Party> {
    let today = kernel::utc_day(clock::now());
    let traders = register.traders.all().map(|trader| {
        let party = (trader.id.to_string(), PartyKind::Trader, &trader.name, &trader.address);
        of(register, party, trader.valid)
    });
    let guarantors = register.guarantors.all().map(|guarantor| {
        let (id, kind) = (guarantor.id.to_string(), PartyKind::Guarantor);
        of(register, (id, kind, &guarantor.name, &guarantor.address), guarantor.valid)
    });
    let seen = |party: &Party| match actor {
        Actor::Trader(trader) => party.kind == PartyKind::Trader && party.id == trader.as_str(),
        Actor::Guarantor(guarantor) => {
            party.kind == PartyKind::Guarantor && party.id == guarantor.as_str()
        }
        Actor::Officer(_) | Actor::NationalSystem(_) => true,
        Actor::Policy(_) => false,
    };
    let mut parties: Vec<Party> = traders.chain(guarantors).filter(seen).collect();
    parties.sort_by_key(|party| {
        (party.id.clone(), party.kind, !party.valid.covers(today), party.valid.from())
    });
    parties.dedup_by(|later, earlier| (&later.id, later.kind) == (&earlier.id, earlier.kind));
    parties
}

type Named<'a> = (String, PartyKind, &'a String, &'a reference::Address);

fn of(register: &Reference, (id, kind, name, address): Named<'_>, valid: Validity) -> Party {
    let trader = kind == PartyKind::Trader;
    let is = |other: &str| trader && other == id;
    let held = register.authorisations.all().filter(|held| is(held.holder.as_str()));
    let mandates = register.mandates.all();
    let mandates =
        mandates.filter(|held| is(held.principal.as_str()) || is(held.representative.as_str()));
    let licences = register.licences.all().filter(|held| is(held.trader.as_str()));
    Party {
        kind,
        name: name.clone(),
        city: address.city.clone(),
        country: address.country.to_string(),
        valid,
        authorisations: held.map(authorisation).collect(),
        mandates: mandates.cloned().collect(),
        licences: licences.cloned().collect(),
        id,
    }
}

fn authorisation(held: &Authorisation) -> AuthorisationShown {
    AuthorisationShown {
        kind: held.kind.code(),
        number: held.number.to_string(),
        offices: held.offices.iter().cloned().collect(),
        valid: held.valid,
    }
}

/// What became of parties that were entered.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
pub(crate) struct PartiesEntered {
    #[serde(flatten)]
    counts: Counts,
    /// Whether the register is another one now.
    changed: bool,
}

/// `POST /parties`: the national system enters parties, all of them or none; answered when they are on
/// the disk and the node goes by them.
pub(crate) async fn enter(
    State(app): State<App>,
    Staff(actor): Staff,
    body: Body,
) -> Result<Json<PartiesEntered>, Problem> {
    // Whoever could enter an authorisation could give it to himself, so no officer can.
    if !matches!(actor, Actor::NationalSystem(_)) {
        return Err(not_allowed("national-system-only"));
    }
    let text = String::from_utf8(body.0.to_vec()).map_err(Problem::unreadable)?;
    // What is no object at all is unreadable; what is wrong inside it are findings.
    body.json::<serde_json::Map<String, serde_json::Value>>()?;
    let _turn = app.reference.turn().await;
    let (path, used) = (app.reference_path.clone(), app.reference.now());
    let entering = tokio::task::spawn_blocking(move || {
        let Some(file) = ReferenceFile::try_open(&path)? else { return Ok(Err(busy())) };
        written(file, &text, &used)
    });
    let (counts, reference) = entering.await.map_err(|_| Fault::Thread).flatten()??;
    if let Some(reference) = reference {
        app.handle.replaced(reference.clone(), Job::Refer).await?;
        app.reference.set(reference);
    }
    Ok(Json(PartiesEntered { counts, changed: counts.changed() }))
}

/// Somebody else changes the file just now.
fn busy() -> Problem {
    Refusal::NotWorking.into()
}

/// Enters parties and writes the file, where anything has changed; what is to be used from then on,
/// where that is not what is used now.
fn written(
    mut file: ReferenceFile,
    text: &str,
    used: &Reference,
) -> Result<Result<(Counts, Option<Reference>), Problem>, Fault> {
    let mut reference = file.reference().clone();
    let counts = match reference.enter_parties(text) {
        Ok(counts) => counts,
        Err(findings) => return Ok(Err(Problem::faulty(findings))),
    };
    if !counts.changed() {
        return Ok(Ok((counts, Some(reference).filter(|reference| reference != used))));
    }
    let Parties { traders, authorisations, mandates, licences, guarantors, agents } =
        reference.parties();
    file.put("traders", traders)?;
    file.put("authorisations", authorisations)?;
    file.put("mandates", mandates)?;
    file.put("licences", licences)?;
    file.put("guarantors", guarantors)?;
    file.put("agents", agents)?;
    let written = file.write()?;
    Ok(written.map(|reference| (counts, Some(reference))).map_err(Problem::faulty))
}
