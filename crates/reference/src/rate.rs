//! Rates of exchange as administrations publish them.

use std::collections::BTreeMap;

use kernel::{Currency, Date, Rate};

/// Rates by pair and day.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    rates: BTreeMap<(Currency, Currency), BTreeMap<Date, Rate>>,
    age_max_days: i32,
}

impl Default for Rates {
    fn default() -> Self {
        Self { rates: BTreeMap::new(), age_max_days: Self::AGE_MAX_DAYS }
    }
}

impl Rates {
    /// How old a rate may be where nothing else is said: administrations publish monthly.
    pub const AGE_MAX_DAYS: i32 = 35;

    /// How many days after its publication a rate may still be used.
    pub fn set_age_max_days(&mut self, days: u16) {
        self.age_max_days = i32::from(days);
    }

    /// Adds a rate; false where the pair has one for that day already.
    pub fn add(&mut self, rate: Rate) -> bool {
        let days = self.rates.entry((rate.from, rate.to)).or_default();
        let new = !days.contains_key(&rate.day);
        if new {
            days.insert(rate.day, rate);
        }
        new
    }

    /// The rate published for a pair on a day itself.
    pub fn published(&self, from: Currency, to: Currency, day: Date) -> Option<&Rate> {
        self.rates.get(&(from, to))?.get(&day)
    }

    /// Every rate, by pair and day.
    pub fn all(&self) -> impl Iterator<Item = &Rate> {
        self.rates.values().flat_map(BTreeMap::values)
    }

    /// The latest rate published on or before the day, unless it is older than allowed. A currency
    /// is worth itself. A rate is never turned round: that would round twice.
    pub fn rate(&self, from: Currency, to: Currency, day: Date) -> Option<Rate> {
        if from == to {
            return Rate::new(from, to, "1", day).ok();
        }
        let (_, latest) = self.rates.get(&(from, to))?.range(..=day).next_back()?;
        let age_days = day.since(latest.day).ok()?.get_days();
        (age_days <= self.age_max_days).then(|| latest.clone())
    }
}
