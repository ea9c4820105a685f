//! What the rules of a movement need to know beside the dossier. The node fetches it; the event
//! records what was used.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Administration, Country, CoverNumber, Date, Decides, Decision, Function, LicenceNumber,
    MandateNumber, Money, Mrn, NoLicence, NoMandate, OfficeCode, SealedText,
};

use crate::command::Contents;
use crate::event::{Details, Frontier};
use crate::refusal::Refusal;

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
    /// The offices this node writes for, and what each does.
    pub own_offices: BTreeMap<OfficeCode, BTreeSet<Function>>,
    /// The offices a declaration names, as far as the directory lists them, and what each does.
    pub listed_offices: BTreeMap<OfficeCode, BTreeSet<Function>>,
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
    /// The same for an authorised consignor at the office of departure, for the holder.
    pub consignor_authorised: bool,
    /// On what a representative acts, where the declaration names one.
    pub represented: Option<Represented>,
    /// What was declared beyond what rules read, where it is amended or a control names its items.
    pub contents: Box<Contents>,
    /// What was told with the last event of the sort this command would add, so that what is only said
    /// again is known from what is new.
    pub said_before: Box<Details>,
    /// How many days goods may take to be presented after their declaration.
    pub prelodged_days: u16,
    /// How many days another guarantee is awaited in place of one that is not valid.
    pub guarantee_days: u16,
    /// Administrations of the route that have not been heard since the limit date.
    pub unheard: BTreeSet<Administration>,
}

impl Facts {
    /// Whether an office is one of this node's, and one that does this. CTC Convention, Appendix I,
    /// art. 3: each step of the procedure has its own customs office.
    pub(crate) fn ours(&self, office: &OfficeCode, function: Function) -> Result<(), Refusal> {
        match self.own_offices.get(office) {
            None => Err(Refusal::OfficeNotOurs { office: office.clone() }),
            Some(functions) if functions.contains(&function) => Ok(()),
            Some(_) => Err(Refusal::OfficeWithoutFunction { office: office.clone(), function }),
        }
    }
}

/// On what a representative acts today, by the registers of this administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Represented {
    /// His mandates for transit at this office, those without a limit first, or why there is none.
    pub mandates: Result<Vec<Mandated>, NoMandate>,
    /// His licence, or why there is none.
    pub licence: Result<LicenceNumber, NoLicence>,
}

/// A mandate, and what it lets somebody put at stake in one declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandated {
    /// Its number.
    pub number: MandateNumber,
    /// Its limit, if it has one, beside what this declaration puts at stake in the currency of the
    /// limit; none where no rate tells that.
    pub limit: Option<(Money, Option<Money>)>,
}

impl Mandated {
    /// Whether the declaration stays within it. An amount no rate can compare is more than it lets him
    /// put at stake.
    pub(crate) fn allows(&self) -> bool {
        self.limit.is_none_or(|(limit, at_stake)| {
            at_stake.is_some_and(|at_stake| at_stake.amount <= limit.amount)
        })
    }
}
