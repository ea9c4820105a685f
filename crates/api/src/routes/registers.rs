//! Whom and what customs here know: offices, agreements, peers, parties. Nothing of it is changed here:
//! directories and agreements come signed, the register of parties is a file of the node's own.

use agreement::Agreement;
use axum::Json;
use axum::extract::State;
use identity::Actor;
use kernel::{Administration, Date, Function, Note, OfficeCode};
use node::{PeerState, Reader, Refusal};
use reference::{Authorisation, Reference, Validity};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Caller, Staff};
use crate::body::{PathOf, QueryOf};
use crate::clock;
use crate::listing::Limit;
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
    valid: Days,
}

/// From which day to which; without a bound for ever.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
struct Days {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    to: Option<Date>,
}

/// A trader or guarantor of the register.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct Party {
    id: String,
    kind: PartyKind,
    name: String,
    city: String,
    country: String,
    valid: Days,
    authorisations: Vec<AuthorisationShown>,
    /// The mandates under which others act for it, by number.
    mandates: Vec<String>,
    /// The licences under which it acts for others, by number.
    licences: Vec<String>,
}

/// A page of parties.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct Parties {
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
) -> Json<Parties> {
    let after = wanted.after.unwrap_or_default();
    let mut items: Vec<Party> = registered(&app.reference.now(), &actor);
    items.retain(|party| party.id > after);
    let limit = Limit::count(wanted.limit);
    // A trader and a guarantor of one number are not parted: the next page begins behind a number.
    let last = items.get(limit.saturating_sub(1)).map(|party| party.id.clone());
    let count = items.len();
    items.retain(|party| last.as_ref().is_none_or(|last| party.id <= *last));
    let next = last.filter(|_| count > items.len());
    Json(Parties { items, next })
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
    let holds = |party: &Party| {
        party.valid.from.is_none_or(|from| from <= today)
            && party.valid.to.is_none_or(|to| today <= to)
    };
    parties.sort_by_key(|party| (party.id.clone(), party.kind, !holds(party), party.valid.from));
    parties.dedup_by(|later, earlier| (&later.id, later.kind) == (&earlier.id, earlier.kind));
    parties
}

type Named<'a> = (String, PartyKind, &'a String, &'a reference::Address);

fn of(register: &Reference, (id, kind, name, address): Named<'_>, valid: Validity) -> Party {
    let trader = kind == PartyKind::Trader;
    let is = |other: &str| trader && other == id;
    let held = register.authorisations.all().filter(|held| is(held.holder.as_str()));
    let mandates = register.mandates.all().filter(|held| is(held.principal.as_str()));
    let licences = register.licences.all().filter(|held| is(held.trader.as_str()));
    Party {
        kind,
        name: name.clone(),
        city: address.city.clone(),
        country: address.country.to_string(),
        valid: days(valid),
        authorisations: held.map(authorisation).collect(),
        mandates: mandates.map(|held| held.number.to_string()).collect(),
        licences: licences.map(|held| held.number.to_string()).collect(),
        id,
    }
}

fn authorisation(held: &Authorisation) -> AuthorisationShown {
    AuthorisationShown {
        kind: held.kind.code(),
        number: held.number.to_string(),
        offices: held.offices.iter().cloned().collect(),
        valid: days(held.valid),
    }
}

fn days(valid: Validity) -> Days {
    Days { from: valid.from(), to: valid.to() }
}
