//! Days on which offices rest.

use std::collections::BTreeSet;

use kernel::{Country, Date};
use serde::{Deserialize, Serialize};

use crate::register::Entry;
use crate::validity::Validity;

/// The days of rest of a country, for as long as they are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The country.
    pub country: Country,
    /// The days of every week on which offices rest, from 1 for Monday to 7 for Sunday.
    pub weekly: BTreeSet<i8>,
    /// Public holidays.
    #[serde(default)]
    pub holidays: BTreeSet<Date>,
    /// For which days the calendar is known.
    #[serde(default)]
    pub valid: Validity,
}

impl Calendar {
    /// Whether offices work that day.
    pub fn works(&self, day: Date) -> bool {
        let weekday = day.weekday().to_monday_one_offset();
        !self.weekly.contains(&weekday) && !self.holidays.contains(&day)
    }
}

impl Entry for Calendar {
    type Key = Country;

    fn key(&self) -> Country {
        self.country.clone()
    }

    fn validity(&self) -> Validity {
        self.valid
    }
}
