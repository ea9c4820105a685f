//! Facts that change with the calendar and not with the code: code lists, offices, traders, rates,
//! routes, authorisations, days of rest; each entry with its validity.
//!
//! Invariants: an answer depends on the day asked for and never on a clock; an entry outside its
//! validity is not there; nothing is guessed: where no list, rate or calendar is kept, the answer
//! says so. Domain crates do not know this crate; the node fetches facts from it.
//!
//! Sources: the lists under `data/` name theirs; those marked `assumed` are explained in
//! `docs/decisions/0008-assumed-code-lists.md`.

mod authorisation;
mod calendar;
mod entering;
mod guarantor;
mod list;
mod load;
mod mandate;
mod member;
mod office;
mod rate;
mod register;
mod route;
mod trader;
mod validity;

pub use authorisation::{Authorisation, AuthorisationKind};
pub use calendar::Calendar;
pub use entering::{Clash, Counts, Dated, Entered, in_sequence};
pub use guarantor::{Agent, Guarantor};
pub use list::{List, Lists, Standing};
pub use load::Parties;
pub use mandate::{Licence, Mandate, Representing};
pub use member::Member;
pub use office::{Mark, Office, OfficeRole};
pub use rate::Rates;
pub use register::{Belongs, Entry, Holdings, Overlap, Register};
pub use route::{Frontier, Route};
pub use trader::{Address, Trader};
pub use validity::Validity;

use kernel::{
    AuthorisationNumber, CodeLists, Country, Currency, Date, GuarantorId, Listed, NoLicence,
    NoMandate, OfficeCode, Procedure, Rate, Representation, TraderId,
};

use crate::list::Kept;

/// All reference data of a region or an administration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reference {
    /// The code lists: those built in, and those loaded over them.
    pub lists: Lists,
    /// The countries of the region.
    pub members: Register<Member>,
    /// Customs offices.
    pub offices: Register<Office>,
    /// Economic operators.
    pub traders: Register<Trader>,
    /// The ways transit movements go.
    pub routes: Register<Route>,
    /// Authorised consignors and consignees.
    pub authorisations: Register<Authorisation>,
    /// Who may act for whom.
    pub mandates: Holdings<Mandate>,
    /// Who may act for others at all.
    pub licences: Holdings<Licence>,
    /// Who may undertake to pay.
    pub guarantors: Register<Guarantor>,
    /// Who receives what is addressed to a guarantor abroad.
    pub agents: Register<Agent>,
    /// Days of rest, by country.
    pub calendars: Register<Calendar>,
    /// Rates of exchange.
    pub rates: Rates,
}

impl Reference {
    /// The lists that are built in, and nothing else.
    pub fn new() -> Self {
        Self { lists: Lists::built_in(), ..Self::default() }
    }

    /// The office, where it exists that day.
    pub fn office(&self, code: &OfficeCode, day: Date) -> Option<&Office> {
        self.offices.at(code, day)
    }

    /// The trader, where he is registered that day.
    pub fn trader(&self, id: &TraderId, day: Date) -> Option<&Trader> {
        self.traders.at(id, day)
    }

    /// The way from an office of departure to an office of destination.
    pub fn route(
        &self,
        departure: &OfficeCode,
        destination: &OfficeCode,
        day: Date,
    ) -> Option<&Route> {
        self.routes.at(&(departure.clone(), destination.clone()), day)
    }

    /// The authorisation, where it is in force that day.
    pub fn authorisation(&self, number: &AuthorisationNumber, day: Date) -> Option<&Authorisation> {
        self.authorisations.at(number, day)
    }

    /// The mandates under which somebody may act for another that day, never none of them, or the
    /// nearest he comes to one. Those without a limit come first.
    pub fn mandates(&self, asked: Representing<'_>, day: Date) -> Result<Vec<&Mandate>, NoMandate> {
        mandate::mandates(&self.mandates, asked, day)
    }

    /// In which way somebody acts, where it is not said: by his mandates, where all are for the same.
    pub fn representation(&self, asked: Representing<'_>, day: Date) -> Option<Representation> {
        mandate::representation(&self.mandates, asked, day)
    }

    /// The licence under which somebody acts for others that day, or the nearest he comes to one.
    pub fn licence(
        &self,
        trader: &TraderId,
        procedure: Procedure,
        day: Date,
    ) -> Result<&Licence, NoLicence> {
        mandate::licence(&self.licences, trader, procedure, day)
    }

    /// The guarantor, where it is approved that day.
    pub fn guarantor(&self, id: &GuarantorId, day: Date) -> Option<&Guarantor> {
        self.guarantors.at(id, day)
    }

    /// Whether the guarantor is approved on any day.
    pub fn knows_guarantor(&self, id: &GuarantorId) -> bool {
        self.guarantors.knows(id)
    }

    /// Who receives in a country what is addressed to a guarantor that day.
    pub fn agent(&self, guarantor: &GuarantorId, country: &Country, day: Date) -> Option<&Agent> {
        self.agents.at(&(guarantor.clone(), country.clone()), day)
    }

    /// The latest rate published on or before the day, unless it is older than allowed.
    pub fn rate(&self, from: Currency, to: Currency, day: Date) -> Option<Rate> {
        self.rates.rate(from, to, day)
    }

    /// Whether offices of the country work that day; nothing where no calendar is kept.
    pub fn works(&self, country: &Country, day: Date) -> Option<bool> {
        self.calendars.at(country, day).map(|calendar| calendar.works(day))
    }

    /// Whether the country is a member of the region that day.
    pub fn is_member(&self, country: &Country, day: Date) -> bool {
        self.members.at(country, day).is_some()
    }

    /// Lists that name countries of a region are answered from its members.
    fn member_listed(&self, code: &str, day: Date) -> Listed {
        if self.members.is_empty() {
            return Listed::NoSuchList;
        }
        let member = Country::parse(code).is_ok_and(|country| self.is_member(&country, day));
        if member { Listed::Valid } else { Listed::Absent }
    }

    /// Lists of offices are answered from the offices, for the countries whose offices are kept.
    fn office_listed(&self, role: Option<OfficeRole>, code: &str, day: Date) -> Listed {
        let Ok(code) = OfficeCode::parse(code) else { return Listed::NoSuchList };
        match self.office(&code, day) {
            Some(office) if role.is_none_or(|role| office.roles.contains(&role)) => Listed::Valid,
            Some(_) => Listed::Absent,
            None if self.keeps_offices_of(&code.country()) => Listed::Absent,
            None => Listed::NoSuchList,
        }
    }

    fn keeps_offices_of(&self, country: &Country) -> bool {
        OfficeCode::parse(&format!("{country}000000"))
            .ok()
            .and_then(|first| self.offices.next_key(&first))
            .is_some_and(|next| next.country() == *country)
    }
}

impl CodeLists for Reference {
    fn listed(&self, list: &str, code: &str, day: Date) -> Listed {
        match self.lists.kept(list) {
            None => Listed::NoSuchList,
            Some(Kept::Values(list)) => list.listed(code, day),
            Some(Kept::Members) => self.member_listed(code, day),
            Some(Kept::Offices(role)) => self.office_listed(*role, code, day),
        }
    }
}

#[cfg(test)]
mod tests;
