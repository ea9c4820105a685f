//! From when to when an entry holds.

use std::fmt;

use kernel::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The days an entry holds, the first and the last included. Without a bound it holds for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Bounds", into = "Bounds")]
#[schemars(with = "Bounds")]
pub struct Validity {
    from: Option<Date>,
    to: Option<Date>,
}

/// From which day to which, both included; without a bound for ever.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Validity")]
struct Bounds {
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    from: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    to: Option<Date>,
}

impl Validity {
    /// Always.
    pub const ALWAYS: Self = Self { from: None, to: None };

    /// From one day to another; nothing where the last comes before the first.
    pub fn new(from: Option<Date>, to: Option<Date>) -> Option<Self> {
        let turned = from.zip(to).is_some_and(|(from, to)| to < from);
        (!turned).then_some(Self { from, to })
    }

    /// The first day, where there is one.
    pub fn from(&self) -> Option<Date> {
        self.from
    }

    /// The last day, where there is one.
    pub fn to(&self) -> Option<Date> {
        self.to
    }

    /// Whether the day is one of them.
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether some day belongs to both.
    pub fn overlaps(&self, other: &Self) -> bool {
        let reaches =
            |from: Option<Date>, to: Option<Date>| from.zip(to).is_none_or(|(from, to)| from <= to);
        reaches(self.from, other.to) && reaches(other.from, self.to)
    }
}

impl fmt::Display for Validity {
    /// The first day and the last, and two points where there is no bound.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
        write!(formatter, "{} / {}", day(self.from), day(self.to))
    }
}

impl TryFrom<Bounds> for Validity {
    type Error = &'static str;

    fn try_from(bounds: Bounds) -> Result<Self, Self::Error> {
        Self::new(bounds.from, bounds.to).ok_or("the validity ends before it begins")
    }
}

impl From<Validity> for Bounds {
    fn from(validity: Validity) -> Self {
        Self { from: validity.from, to: validity.to }
    }
}
