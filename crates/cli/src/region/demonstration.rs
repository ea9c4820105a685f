//! A whole region made in one go, for demonstration: every key is made on one machine, which no
//! real region would do.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use api::ClockConfig;
use identity::{Actor, Holding, NodeRole, Officer, People, Post, StandingOrder, Token, TokenHash};
use kernel::{Administration, Decides, Digest, NodeId, OfficeCode, OfficerId, TraderId};
use node::Entropy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::Folder;
use super::corridor::{Country, Plan};
use crate::args::first_node;
use crate::files;
use crate::member::{CONFIG, Founding, Public, secret, sign_note};
use crate::speech::{say, tell};

/// How often nodes ask the hub for the directory, in milliseconds.
const REFRESH_MS: u64 = 5_000;

/// A region that was made.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    /// Its nodes, the hub last.
    pub(crate) nodes: Vec<Placed>,
}

/// A node and how to speak to it.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    /// The administration.
    pub(crate) administration: Administration,
    /// The node.
    pub(crate) node: NodeId,
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// Where it is.
    pub(crate) endpoint: String,
    /// The key it shows.
    pub(crate) tls_key: Digest,
    /// Who decides about movements; nobody at the hub.
    pub(crate) decides: Option<Decides>,
    /// How its people and systems make themselves known.
    pub(crate) tokens: Tokens,
    /// Who works at each office, by service number.
    pub(crate) officers: BTreeMap<OfficeCode, OfficerId>,
}

/// Secrets that stand for people and systems. In a real region each is handed to its owner and
/// kept nowhere.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Tokens {
    /// Of the officer of each office.
    pub(crate) officers: BTreeMap<OfficeCode, String>,
    /// Of the national system, or of whoever watches the hub.
    pub(crate) system: Option<String>,
    /// Of each trader.
    pub(crate) traders: BTreeMap<TraderId, String>,
    /// Of the guarantor.
    pub(crate) guarantor: Option<String>,
}

/// Makes a region for demonstration.
pub(crate) fn make(dir: &Path, plan: &Plan, ports_from: Option<u16>) -> anyhow::Result<Made> {
    let Plan { region, members, hub, corridor, .. } = plan;
    for member in members {
        if corridor.country(member).is_none() {
            let known: Vec<_> = corridor.members.keys().map(Administration::as_str).collect();
            let said = [("member", member.as_str()), ("known", &known.join(", "))];
            bail!(tell("cli-member-unknown", &said));
        }
    }
    if members.contains(hub) || corridor.country(hub).is_some() {
        bail!(tell("cli-hub-a-member", &[("hub", hub.as_str())]));
    }
    let places = listen_at(members.len() + 1, ports_from)?;
    let (hub_place, places) = places.split_last().with_context(|| say("cli-no-port"))?;
    let mut entropy = api::entropy()?;

    let mut founding = Founding::plain(region, hub, 1, corridor.currency, hub_place)?;
    founding.role = NodeRole::Hub;
    founding.clock = plan.clock();
    founding.settings.training = plan.training;
    let hub_public = founding.found(&dir.join(hub.as_str()))?;
    let mut public = vec![hub_public.clone()];
    let mut nodes = Vec::new();
    for (member, place) in members.iter().zip(places) {
        let country = corridor.country(member).with_context(|| say("cli-no-data"))?;
        let home = dir.join(member.as_str());
        let mut founding = Founding::plain(region, member, 1, corridor.currency, place)?;
        founding.settings.decides = country.decides.clone();
        founding.settings.pace.retry_ms_max = 2_000;
        founding.settings.training = plan.training;
        founding.offices = country.stated();
        founding.hub = Some(hub_public.hub(REFRESH_MS)?);
        founding.folder = country.folder();
        founding.national = country.national();
        founding.clock = plan.clock();
        let told = founding.found(&home)?;
        let (tokens, officers) = people(&home, member, country, plan, &mut entropy)?;
        files::write_json(&home.join("reference.json"), &corridor.reference(member, members))?;
        let mut placed = placed(&told, home, tokens)?;
        placed.decides = country.decides.get("movement").copied();
        placed.officers = officers;
        nodes.push(placed);
        public.push(told);
    }
    let home = dir.join(hub.as_str());
    let tokens = watcher(&home, hub, &mut entropy)?;
    nodes.push(placed(&hub_public, home, tokens)?);
    sign_all(dir, plan, public)?;
    nodes.iter().try_for_each(|node| Folder::at(&dir.join("region")).hand_over(&node.dir))?;
    Ok(Made { nodes })
}

/// Moves the clock of a node that is not running.
pub(crate) fn set_clock(placed: &Placed, clock: Option<ClockConfig>) -> anyhow::Result<()> {
    let path = placed.dir.join(CONFIG);
    let text = files::read(&path)?;
    let mut config: toml::Table = text.parse()?;
    match clock {
        Some(clock) => config.insert("clock".to_owned(), toml::Value::try_from(clock)?),
        None => config.remove("clock"),
    };
    files::write(&path, toml::to_string_pretty(&config)?)
}

fn placed(public: &Public, dir: PathBuf, tokens: Tokens) -> anyhow::Result<Placed> {
    let hub = public.hub(0)?;
    Ok(Placed {
        administration: public.administration.clone(),
        node: first_node(&public.administration)?,
        dir,
        endpoint: hub.endpoint,
        tls_key: hub.tls_key,
        decides: None,
        tokens,
        officers: BTreeMap::new(),
    })
}

/// The directory signed by every customs administration, and the agreements by their parties.
fn sign_all(dir: &Path, plan: &Plan, public: Vec<Public>) -> anyhow::Result<()> {
    let folder = Folder::at(&dir.join("region"));
    let (members, now) = (&plan.members, plan.now()?);
    folder.admit(public, (None, 1), (now, 365))?;
    for member in members {
        sign_note(&dir.join(member.as_str()), &folder.draft(), false)?;
    }
    folder.publish(&kernel::Note::parse(&files::read(&folder.draft())?)?)?;
    for agreement in plan.corridor.agreements(members, kernel::utc_day(now)) {
        let path = dir.join("region").join("proposal.note");
        files::write(&path, agreement.propose()?.text())?;
        for party in &agreement.parties {
            sign_note(&dir.join(party.as_str()), &path, false)?;
        }
        folder.publish(&kernel::Note::parse(&files::read(&path)?)?)?;
    }
    Ok(())
}

/// So many addresses on this machine.
fn listen_at(count: usize, ports_from: Option<u16>) -> anyhow::Result<Vec<String>> {
    if let Some(first) = ports_from {
        let ports = (first..).take(count);
        return Ok(ports.map(|port| format!("127.0.0.1:{port}")).collect());
    }
    // All are held until the last is found, so that no port is given twice.
    let held: Result<Vec<_>, _> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0")).collect();
    let addresses: Result<Vec<_>, _> = held?.iter().map(TcpListener::local_addr).collect();
    Ok(addresses?.iter().map(ToString::to_string).collect())
}

/// One officer an office with a post for each of its functions; standing orders where the node
/// decides; tokens for officers, traders, the guarantor and the national system.
fn people(
    home: &Path,
    member: &Administration,
    country: &Country,
    plan: &Plan,
    entropy: &mut dyn Entropy,
) -> anyhow::Result<(Tokens, BTreeMap<OfficeCode, OfficerId>)> {
    let mut people = People::default();
    let mut tokens = Tokens::default();
    let mut officers = BTreeMap::new();
    let mut known = |people: &mut People, actor: Actor| {
        let secret = secret(entropy);
        people.tokens.push(Token { hash: TokenHash::of(&secret), actor });
        secret
    };
    let from = plan.now()?.checked_sub(jiff::SignedDuration::from_hours(24))?;
    for (number, place) in (1..).zip(&country.offices) {
        let officer = OfficerId::parse(&format!("{member}-{number:03}"))?;
        let name = country.officers.get(&place.code).cloned().unwrap_or_default();
        people.officers.push(Officer { officer: officer.clone(), name });
        for function in &place.functions {
            let word = serde_json::to_value(function)?;
            let word = word.as_str().unwrap_or_default();
            let post: kernel::PostId = format!("{}/{word}", place.code).parse()?;
            let node_decides = country.decides.get(kind_of(*function)) != Some(&Decides::National);
            if node_decides {
                let provision = plan.corridor.standing_order.clone();
                people.standing_orders.push(StandingOrder { post: post.clone(), provision });
            }
            people.holdings.push(Holding {
                officer: officer.clone(),
                post: post.clone(),
                from,
                until: None,
            });
            people.posts.push(Post { post, office: place.code.clone(), function: *function });
        }
        officers.insert(place.code.clone(), officer.clone());
        let secret = known(&mut people, Actor::Officer(officer));
        tokens.officers.insert(place.code.clone(), secret);
    }
    for trader in &country.traders {
        people.traders.insert(trader.id.clone(), trader.name.clone());
        let secret = known(&mut people, Actor::Trader(trader.id.clone()));
        tokens.traders.insert(trader.id.clone(), secret);
    }
    tokens.guarantor = Some(known(&mut people, Actor::Guarantor(country.guarantor.id.clone())));
    if let Some(system) = &country.system {
        tokens.system = Some(known(&mut people, Actor::NationalSystem(system.clone())));
    }
    keep(home, &people, &tokens)?;
    Ok((tokens, officers))
}

/// Which procedure a function belongs to.
fn kind_of(function: kernel::Function) -> &'static str {
    match function {
        kernel::Function::Guarantee | kernel::Function::Guarantor => "guarantee",
        kernel::Function::Departure
        | kernel::Function::Passage
        | kernel::Function::Destination
        | kernel::Function::Trader
        | kernel::Function::Policy => "movement",
    }
}

/// The hub has no offices; whoever watches it is known as its system.
fn watcher(home: &Path, hub: &Administration, entropy: &mut dyn Entropy) -> anyhow::Result<Tokens> {
    let secret = secret(entropy);
    let actor = Actor::NationalSystem(format!("{hub} operator"));
    let token = Token { hash: TokenHash::of(&secret), actor };
    let people = People { tokens: vec![token], ..People::default() };
    let tokens = Tokens { system: Some(secret), ..Tokens::default() };
    keep(home, &people, &tokens)?;
    Ok(tokens)
}

fn keep(home: &Path, people: &People, tokens: &Tokens) -> anyhow::Result<()> {
    files::write_json(&home.join("people.json"), people)?;
    files::write_secret(&home.join("tokens.json"), serde_json::to_vec_pretty(tokens)?)
}
