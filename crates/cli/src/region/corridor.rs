//! The corridors of the demonstration, as data: offices, people, traders, routes, agreements.
//!
//! A plan is a region to be made of such data: who of them belongs to it, and where its clock stands.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Agreement, Duty, Instrument, Passage};
use anyhow::Context;
use api::{ClockConfig, FolderConfig, NationalConfig, NationalGuarantee};
use identity::Office;
use jiff::SignedDuration;
use kernel::{
    Administration, Amount, Currency, Date, Decides, Function, Grn, GuarantorId, OfficeCode,
    Provision, Timestamp, TraderId,
};
use node::NationalActs;
use serde::Deserialize;

use crate::demo::papers::sample::Declared;
use crate::speech::spoken;

/// All of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Corridor {
    /// What the region is called, where it has no other name.
    region: String,
    /// The hub.
    hub: Administration,
    /// On what the acts of people rest, where nothing else is said.
    pub(crate) act_provision: Provision,
    /// The administrations.
    pub(crate) members: BTreeMap<Administration, Country>,
    /// The currency.
    pub(crate) currency: Currency,
    /// The order under which nodes act for posts.
    pub(crate) standing_order: Provision,
    /// On what guarantees rest.
    pub(crate) guarantee_provision: Provision,
    /// The ways goods go, as reference data.
    routes: Vec<serde_json::Value>,
    /// What the administrations agreed.
    agreements: Vec<Agreed>,
}

/// An administration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Country {
    /// What people call it.
    pub(crate) name: String,
    /// Who decides.
    pub(crate) decides: BTreeMap<String, Decides>,
    /// The national system, where there is one.
    #[serde(default)]
    pub(crate) system: Option<String>,
    /// On what its acts rest.
    #[serde(default)]
    pub(crate) acts: Option<Acts>,
    /// Its offices.
    pub(crate) offices: Vec<Place>,
    /// Who works where.
    pub(crate) officers: BTreeMap<OfficeCode, String>,
    /// Its traders.
    pub(crate) traders: Vec<Operator>,
    /// Who undertakes to pay it: the national guarantor of the inter-State conventions, who is also
    /// the agent of those of the other countries.
    pub(crate) guarantor: Guarantor,
    /// The guarantees lodged with it.
    pub(crate) guarantees: Vec<Lodged>,
    /// More of its reference data: mandates, licences, authorisations.
    #[serde(default)]
    registers: BTreeMap<String, Vec<serde_json::Value>>,
}

/// On what the acts of a national system rest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acts {
    acceptance: Provision,
    release: Provision,
    exit: Provision,
}

/// An office.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    /// Its code.
    pub(crate) code: OfficeCode,
    name: String,
    /// What it may do.
    pub(crate) functions: BTreeSet<Function>,
    #[serde(default)]
    mark: Option<String>,
}

/// A trader.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operator {
    /// Its number.
    pub(crate) id: TraderId,
    /// Its name.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) street: String,
    /// In which city.
    pub(crate) city: String,
}

/// A guarantor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guarantor {
    /// Its number.
    pub(crate) id: GuarantorId,
    name: String,
    street: String,
    city: String,
}

/// A guarantee.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lodged {
    /// What stories call it.
    pub(crate) name: String,
    /// Its number, where it has one already.
    #[serde(default)]
    pub(crate) grn: Option<Grn>,
    /// Its access code, where it has one already.
    #[serde(default)]
    pub(crate) access_code: Option<String>,
    /// Whose it is.
    pub(crate) holder: TraderId,
    /// The office of guarantee.
    pub(crate) office: OfficeCode,
    /// How much.
    pub(crate) amount: Amount,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agreed {
    id: String,
    title: String,
    parties: BTreeSet<Administration>,
    instrument: Instrument,
    /// Who owes a record where goods cross a frontier; both sides, where nothing is said.
    #[serde(default = "both_sides")]
    passage: Passage,
}

fn both_sides() -> Passage {
    Passage { exit: Duty::Required, entry: Duty::Required }
}

/// Common transit from Belfast to England, and a declaration as it was posted at a certain instant.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sample {
    /// The corridor.
    pub(crate) corridor: Corridor,
    /// The declaration, element by element in their order.
    pub(crate) declaration: Vec<(String, Piece)>,
}

/// What stands in an element.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Piece {
    /// A value.
    Value(String),
    /// More elements.
    Group(Vec<(String, Piece)>),
}

/// A region to be made.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// What it is called.
    pub(crate) region: String,
    /// The customs administrations that belong to it.
    pub(crate) members: Vec<Administration>,
    /// The hub.
    pub(crate) hub: Administration,
    /// The data.
    pub(crate) corridor: Corridor,
    /// By how much its clocks are ahead of the machine's.
    pub(crate) shift: SignedDuration,
    /// Whether it is there for training.
    pub(crate) training: bool,
    /// The declaration it was made for, if it was.
    pub(crate) declared: Option<Declared>,
}

impl Plan {
    /// The time by its clocks.
    pub(crate) fn now(&self) -> anyhow::Result<Timestamp> {
        Ok(api::now().checked_add(self.shift)?)
    }

    /// What a node must be told of its clock.
    pub(crate) fn clock(&self) -> Option<ClockConfig> {
        let shift_seconds = self.shift.as_secs();
        (shift_seconds != 0).then_some(ClockConfig { shift_seconds })
    }
}

impl Corridor {
    /// West Africa: Abidjan, Bobo-Dioulasso, Bamako, Dakar.
    pub(crate) fn built_in() -> anyhow::Result<Self> {
        serde_json::from_str(include_str!("../../data/corridor.json"))
            .context("the corridors of the demonstration")
    }

    /// The same where every node decides about movements and has no national system beside it: in
    /// Abidjan, too, somebody may then lodge a declaration for its holder.
    pub(crate) fn deciding(mut self) -> Self {
        for country in self.members.values_mut() {
            country.decides.insert("movement".to_owned(), Decides::Node);
            (country.system, country.acts) = (None, None);
        }
        let abidjan = self.members.iter_mut().find(|(member, _)| member.as_str() == "CI");
        if let Some((_, country)) = abidjan {
            let mandate = serde_json::json!({
                "number": "CI-MANDAT-1", "principal": "CI0000001", "representative": "CI0000002",
                "kind": "direct", "procedures": ["transit"],
            });
            let licence = serde_json::json!({
                "number": "CI-AGREMENT-1", "trader": "CI0000002", "procedures": ["transit"],
            });
            country.registers.insert("mandates".to_owned(), vec![mandate]);
            country.registers.insert("licences".to_owned(), vec![licence]);
        }
        self
    }

    /// A region of some of its administrations, by the machine's clock.
    pub(crate) fn plan(self, members: &[&str]) -> anyhow::Result<Plan> {
        let members: Result<Vec<Administration>, _> =
            members.iter().map(|code| code.parse()).collect();
        let (region, hub) = (self.region.clone(), self.hub.clone());
        let (members, shift) = (members?, SignedDuration::ZERO);
        Ok(Plan { region, members, hub, corridor: self, shift, training: false, declared: None })
    }

    /// An administration.
    pub(crate) fn country(&self, member: &Administration) -> Option<&Country> {
        self.members.get(member)
    }

    /// The agreements between members of a region.
    pub(crate) fn agreements(&self, members: &[Administration], from: Date) -> Vec<Agreement> {
        let joined = |agreed: &&Agreed| agreed.parties.iter().all(|party| members.contains(party));
        let days = |days: u32| {
            ["movement", "hold"].into_iter().map(|kind| (kind.to_owned(), days)).collect()
        };
        let agreement = |agreed: &Agreed| Agreement {
            v: 1,
            id: agreed.id.clone(),
            version: 1,
            title: agreed.title.clone(),
            parties: agreed.parties.clone(),
            instrument: agreed.instrument.clone(),
            purpose: "customs transit".to_owned(),
            from,
            until: None,
            run_off_days: 180,
            shares: [("movement", "operational"), ("hold", "cover")]
                .map(|(kind, projection)| (kind.to_owned(), projection.to_owned()))
                .into(),
            passage: agreed.passage,
            retention_days: days(3650),
        };
        self.agreements.iter().filter(joined).map(agreement).collect()
    }

    /// What an administration knows by itself: its own offices, traders and guarantor, who receives
    /// for that one in the other countries, and the routes that begin with it.
    pub(crate) fn reference(
        &self,
        member: &Administration,
        members: &[Administration],
    ) -> serde_json::Value {
        let country = self.country(member);
        let offices = country.into_iter().flat_map(|country| country.offices.iter());
        let traders = country.into_iter().flat_map(|country| country.traders.iter());
        let ours = |route: &&serde_json::Value| {
            let from = route.get("departure").and_then(serde_json::Value::as_str);
            from.is_some_and(|office| office.starts_with(member.as_str()))
        };
        let named =
            |code: &Administration| serde_json::json!({"country": code, "agent_demanded": true});
        let agents = country.into_iter().flat_map(|ours| {
            let abroad = members.iter().filter(|code| *code != member);
            let theirs = abroad.filter_map(|code| Some((code, self.country(code)?)));
            theirs.map(|(code, theirs)| theirs.guarantor.agent(&ours.guarantor.id, code))
        });
        let guarantors = country.into_iter().map(|country| country.guarantor.reference(member));
        let mut reference = serde_json::json!({
            "members": members.iter().map(named).collect::<Vec<_>>(),
            "guarantors": guarantors.collect::<Vec<_>>(),
            "agents": agents.collect::<Vec<_>>(),
            "offices": offices.map(Place::reference).collect::<Vec<_>>(),
            "traders": traders.map(|trader| trader.reference(member)).collect::<Vec<_>>(),
            "routes": self.routes.iter().filter(ours).collect::<Vec<_>>(),
        });
        let registers = country.into_iter().flat_map(|country| country.registers.iter());
        for (register, entries) in registers {
            if let Some(reference) = reference.as_object_mut() {
                reference.insert(register.clone(), entries.clone().into());
            }
        }
        reference
    }
}

impl Country {
    /// Its offices, as it states them.
    pub(crate) fn stated(&self) -> Vec<Office> {
        let office = |place: &Place| Office {
            code: place.code.clone(),
            name: place.name.clone(),
            functions: place.functions.clone(),
            mark: place.mark.clone(),
        };
        self.offices.iter().map(office).collect()
    }

    /// The watched folder of its national system.
    pub(crate) fn folder(&self) -> Option<FolderConfig> {
        self.national()?;
        Some(FolderConfig { path: "folder".into(), poll_ms: 50, language: spoken() })
    }

    /// Its national system.
    pub(crate) fn national(&self) -> Option<NationalConfig> {
        let (system, acts) = (self.system.clone()?, self.acts.clone()?);
        let Acts { acceptance, release, exit } = acts;
        let guarantee = |lodged: &Lodged| {
            let set = NationalGuarantee {
                grn: None,
                kind: transit::DeclaredKind::of(kernel::GuaranteeType::Comprehensive),
                access_code_file: Some(format!("access/{}.code", lodged.name).into()),
            };
            (lodged.holder.to_string(), set)
        };
        let (amendment, invalidation) = (None, None);
        Some(NationalConfig {
            acts: NationalActs { system, acceptance, release, exit, amendment, invalidation },
            // Of several guarantees of one holder the first is the one his SADs use.
            guarantees: self.guarantees.iter().rev().map(guarantee).collect(),
            push: None,
        })
    }
}

impl Place {
    fn reference(&self) -> serde_json::Value {
        let roles = self.functions.iter().filter_map(|function| match function {
            Function::Departure => Some("departure"),
            Function::Passage => Some("transit"),
            Function::Destination => Some("destination"),
            Function::Guarantee => Some("guarantee"),
            Function::Trader | Function::Guarantor | Function::Policy => None,
        });
        let marks: &[&str] = if self.mark.is_some() { &["not-a-locode"] } else { &[] };
        serde_json::json!({
            "code": self.code, "name": self.name, "roles": roles.collect::<Vec<_>>(),
            "marks": marks,
        })
    }
}

impl Guarantor {
    fn reference(&self, member: &Administration) -> serde_json::Value {
        serde_json::json!({
            "id": self.id, "name": self.name, "undertaking": format!("{member} 1"),
            "address": self.address(member),
        })
    }

    /// The same as whoever receives for a guarantor of another country.
    fn agent(&self, of: &GuarantorId, member: &Administration) -> serde_json::Value {
        serde_json::json!({
            "guarantor": of, "id": self.id, "name": self.name, "address": self.address(member),
        })
    }

    fn address(&self, member: &Administration) -> serde_json::Value {
        serde_json::json!({
            "street_and_number": self.street, "city": self.city, "country": member,
        })
    }
}

impl Operator {
    fn reference(&self, member: &Administration) -> serde_json::Value {
        serde_json::json!({
            "id": self.id, "name": self.name,
            "address": {
                "street_and_number": self.street, "city": self.city, "country": member,
            },
        })
    }
}
