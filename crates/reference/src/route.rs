//! The ways transit movements go.

use std::collections::BTreeMap;

use kernel::{Country, OfficeCode};
use serde::{Deserialize, Serialize};

use crate::register::Entry;
use crate::validity::Validity;

/// A way from an office of departure to an office of destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The office of departure.
    pub departure: OfficeCode,
    /// The office of destination.
    pub destination: OfficeCode,
    /// The countries in the order they are crossed, those of both offices included.
    pub countries: Vec<Country>,
    /// The offices by which each country after the first may be entered.
    pub entries: BTreeMap<Country, Vec<OfficeCode>>,
    /// The pairs of offices that face each other.
    pub frontiers: Vec<Frontier>,
    /// Within how many days the goods must arrive.
    pub limit_days: u16,
    /// When the way is open.
    #[serde(default)]
    pub valid: Validity,
}

/// Two offices that face each other: the exit is recorded by the country left, the entry by the
/// country entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frontier {
    /// The office of the country left.
    pub exit: OfficeCode,
    /// The office of the country entered.
    pub entry: OfficeCode,
}

impl Entry for Route {
    type Key = (OfficeCode, OfficeCode);

    fn key(&self) -> Self::Key {
        (self.departure.clone(), self.destination.clone())
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}

impl Route {
    /// What does not hold together: the field, what it says, what it should say.
    pub(crate) fn faults(&self) -> Vec<(String, String, String)> {
        let mut faults = Vec::new();
        let mut fault = |field: String, found: &dyn ToString, expected: String| {
            faults.push((field, found.to_string(), expected));
        };
        let ends = [("departure", &self.departure), ("destination", &self.destination)];
        let countries = [self.countries.first(), self.countries.last()];
        for ((field, office), country) in ends.into_iter().zip(countries) {
            if country != Some(&office.country()) {
                let expected = format!("an office of the {} of the countries", end(field));
                fault(field.to_owned(), office, expected);
            }
        }
        for (country, offices) in &self.entries {
            let crossed = self.countries.iter().skip(1).any(|other| other == country);
            if !crossed {
                fault("entries".to_owned(), country, "a country after the first".to_owned());
            }
            for office in offices.iter().filter(|office| office.country() != *country) {
                fault(format!("entries/{country}"), office, format!("an office of {country}"));
            }
        }
        for country in self.countries.iter().skip(1) {
            if self.entries.get(country).is_none_or(Vec::is_empty) {
                fault(format!("entries/{country}"), &"", format!("an office of {country}"));
            }
        }
        for (position, frontier) in self.frontiers.iter().enumerate() {
            let pair = [frontier.exit.country(), frontier.entry.country()];
            if !self.countries.windows(2).any(|neighbours| neighbours == pair) {
                let found = format!("{} {}", frontier.exit, frontier.entry);
                let field = format!("frontiers[{}]", position + 1);
                fault(field, &found, "offices of two countries in a row".to_owned());
            }
        }
        if self.limit_days == 0 {
            fault("limit_days".to_owned(), &self.limit_days, "at least 1".to_owned());
        }
        faults
    }

    /// Every office the way names.
    pub(crate) fn offices(&self) -> impl Iterator<Item = &OfficeCode> {
        let ends = [&self.departure, &self.destination].into_iter();
        let frontiers = self.frontiers.iter().flat_map(|pair| [&pair.exit, &pair.entry]);
        ends.chain(self.entries.values().flatten()).chain(frontiers)
    }
}

fn end(field: &str) -> &'static str {
    if field == "departure" { "first" } else { "last" }
}
