//! The corridors of the demonstration, as data: offices, people, traders, routes, agreements.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Agreement, Duty, Instrument, Passage};
use anyhow::Context;
use api::{FolderConfig, FolderGuarantee};
use identity::Office;
use kernel::{
    Administration, Amount, Currency, Date, Decides, Function, GuarantorId, OfficeCode, Provision,
    TraderId,
};
use node::NationalActs;
use serde::Deserialize;

use crate::speech::spoken;

/// All of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Corridor {
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
    /// The guarantees lodged with it.
    pub(crate) guarantees: Vec<Lodged>,
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

/// A guarantee.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lodged {
    /// Whose it is.
    pub(crate) holder: TraderId,
    /// Who owes.
    pub(crate) guarantor: GuarantorId,
    /// What people call him.
    pub(crate) guarantor_name: String,
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
}

impl Corridor {
    /// The data that is built in.
    pub(crate) fn built_in() -> anyhow::Result<Self> {
        serde_json::from_str(include_str!("../../data/corridor.json"))
            .context("the corridors of the demonstration")
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
            passage: Passage { exit: Duty::Required, entry: Duty::Required },
            retention_days: days(3650),
        };
        self.agreements.iter().filter(joined).map(agreement).collect()
    }

    /// What an administration knows by itself: its own offices and traders, and the routes that
    /// begin with it.
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
        serde_json::json!({
            "members": members.iter().map(|code| serde_json::json!({"country": code}))
                .collect::<Vec<_>>(),
            "offices": offices.map(Place::reference).collect::<Vec<_>>(),
            "traders": traders.map(|trader| trader.reference(member)).collect::<Vec<_>>(),
            "routes": self.routes.iter().filter(ours).collect::<Vec<_>>(),
        })
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
        let (system, acts) = (self.system.clone()?, self.acts.clone()?);
        let Acts { acceptance, release, exit } = acts;
        let guarantee = |lodged: &Lodged| {
            let set = FolderGuarantee {
                grn: None,
                kind: transit::DeclaredKind::of(kernel::GuaranteeType::Comprehensive),
                access_code_file: Some(format!("access/{}.code", lodged.holder).into()),
            };
            (lodged.holder.to_string(), set)
        };
        Some(FolderConfig {
            path: "folder".into(),
            poll_ms: 50,
            acts: NationalActs { system, acceptance, release, exit },
            guarantees: self.guarantees.iter().map(guarantee).collect(),
            language: spoken(),
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
