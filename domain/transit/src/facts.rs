//! What the rules of a movement need to know beside the dossier. The node fetches it; the event
//! records what was used.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Country, CoverNumber, Date, Decides, Decision, Mrn, OfficeCode, SealedText};

use crate::event::Frontier;

/// The facts of one command.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The day, at this administration.
    pub today: Date,
    /// The country of this administration.
    pub country: Country,
    /// Who decides about transit in this administration.
    pub decides: Decides,
    /// Who takes this decision and why, where the command decides.
    pub decision: Option<Decision>,
    /// The offices this node writes for.
    pub own_offices: BTreeSet<OfficeCode>,
    /// Offices the command names that the directory does not list.
    pub unknown_offices: Vec<OfficeCode>,
    /// Countries of guarantees that no member of the region keeps.
    pub unknown_homes: Vec<Country>,
    /// A number to give.
    pub minted: Option<Mrn>,
    /// The access codes, sealed.
    pub sealed: BTreeMap<CoverNumber, SealedText>,
    /// The agreements in force that join the countries of the route.
    pub agreements: BTreeMap<String, u64>,
    /// Pairs of countries of the route that none joins.
    pub gaps: Vec<(Country, Country)>,
    /// The frontiers of the route, with what the agreements owe at each.
    pub frontiers: Vec<Frontier>,
    /// How many days the route takes, where a template says.
    pub route_days: Option<u16>,
    /// Whether the authorisation of an authorised consignee named by the command is valid today at
    /// that office for that trader.
    pub consignee_authorised: bool,
}
