//! Countries, administrations and customs offices.

use crate::text::{capitals, checked_text};

checked_text!(
    /// A country by its two letters. Which of them exist is reference data, since customs lists
    /// also use codes outside ISO 3166 (XI, XK).
    Country,
    "country",
    "two capital letters",
    |text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
    "^[A-Z]{2}$"
);

impl Country {
    /// The code ISO 3166 keeps free for no country: what a hub has.
    pub fn none() -> Self {
        Self("ZZ".to_owned())
    }

    /// Two letters taken out of a number that has been checked already.
    pub(crate) fn known(code: &str) -> Self {
        Self(code.to_owned())
    }
}

checked_text!(
    /// A member of the region: a customs administration, by its country's two letters, or another
    /// body that runs a node, such as the secretariat's hub.
    Administration,
    "administration",
    "2 to 12 capital letters or digits",
    |text| capitals(text, 2, 12),
    "^[A-Z0-9]{2,12}$"
);

impl From<&Country> for Administration {
    fn from(country: &Country) -> Self {
        Self::of(country)
    }
}

impl Administration {
    /// The customs administration of a country.
    pub fn of(country: &Country) -> Self {
        Self(country.as_str().to_owned())
    }

    /// A code taken out of an identifier that has been checked already.
    pub(crate) fn known(code: &str) -> Self {
        Self(code.to_owned())
    }

    /// The country, where the administration is a country's.
    pub fn country(&self) -> Option<Country> {
        Country::parse(&self.0).ok()
    }
}

checked_text!(
    /// A customs office: its country and six letters or digits, for example `CIABJ000`.
    ///
    /// NCTS phase 5, data item "Customs office reference number", format an8.
    OfficeCode,
    "customs office",
    "a country and six capital letters or digits, for example CIABJ000",
    |text| text.len() == 8
        && text.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && capitals(text, 8, 8),
    "^[A-Z]{2}[A-Z0-9]{6}$"
);

impl OfficeCode {
    /// The country the office belongs to.
    pub fn country(&self) -> Country {
        Country(self.0.chars().take(2).collect())
    }

    /// The administration the office belongs to.
    pub fn administration(&self) -> Administration {
        Administration::of(&self.country())
    }
}
