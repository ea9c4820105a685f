//! Which columns each table has, and what stands in them.

use guarantee::account::{GoodsClass, Percentage};
use kernel::{
    AccessCode, Amount, CashAccount, CommodityCode, Country, Currency, Date, Grn, GuaranteeType,
    GuarantorId, NationalReference, OfficeCode, OfficerId, PostId, Provision, TraderId, Voucher,
};
use reference::{Mark, OfficeRole};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Column, Shape};
use crate::args::Table;

const DAY: &str = "a day, such as 2026-11-24";
const COUNTRY: &str = "a country code, such as CI";
const CURRENCY: &str = "a currency code, such as XOF";
const OFFICE: &str = "an office code, such as CIABJ000";
const NUMBER_OF_17: &str = "1 to 17 printable characters";
/// What is said of a cell where any text may stand.
pub(super) const TEXT: &str = "1 to 140 printable characters, the first none of = + - @";

/// A column that every entry has.
const fn column(
    name: &'static str,
    path: &'static [&'static str],
    expected: &'static str,
    good: fn(&str) -> bool,
) -> Column {
    Column { name, path, shape: Shape::Text, required: true, expected, good }
}

impl Column {
    /// The same, where an entry may lack it.
    const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    const fn shaped(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }
}

/// Whether a text is one of a type's.
fn is<T: DeserializeOwned>(text: &str) -> bool {
    serde_json::from_value::<T>(Value::String(text.to_owned())).is_ok()
}

/// Text for people. Spreadsheets take a cell that begins with certain signs for something to be
/// carried out, so none begins with them.
fn is_text(text: &str) -> bool {
    let printable = text.chars().count() <= 140 && !text.chars().any(char::is_control);
    printable && !text.starts_with(['=', '+', '-', '@'])
}

fn is_weekday(text: &str) -> bool {
    matches!(text, "1" | "2" | "3" | "4" | "5" | "6" | "7")
}

fn is_factor(text: &str) -> bool {
    let (Ok(one), Ok(other), Ok(day)) = (
        Currency::try_from("EUR".to_owned()),
        Currency::try_from("XOF".to_owned()),
        "2026-01-01".parse::<Date>(),
    ) else {
        return false;
    };
    kernel::Rate::new(one, other, text, day).is_ok()
}

fn is_percentage(text: &str) -> bool {
    text.parse::<u8>().is_ok_and(|number| Percentage::try_from(number).is_ok())
}

const FROM: Column = column("valid_from", &["valid", "from"], DAY, is::<Date>).optional();
const TO: Column = column("valid_to", &["valid", "to"], DAY, is::<Date>).optional();

/// Traders.
pub(crate) const TRADERS: &[Column] = &[
    column("id", &["id"], NUMBER_OF_17, is::<TraderId>),
    column("name", &["name"], TEXT, is_text),
    column("street_and_number", &["address", "street_and_number"], TEXT, is_text),
    column("postcode", &["address", "postcode"], TEXT, is_text).optional(),
    column("city", &["address", "city"], TEXT, is_text),
    column("country", &["address", "country"], COUNTRY, is::<Country>),
    FROM,
    TO,
];

/// Offices.
pub(crate) const OFFICES: &[Column] = &[
    column("code", &["code"], OFFICE, is::<OfficeCode>),
    column("name", &["name"], TEXT, is_text),
    column(
        "roles",
        &["roles"],
        "departure, destination, transit, exit, guarantee, enquiry, recovery, incident; a space \
         between them",
        is::<OfficeRole>,
    )
    .shaped(Shape::Words),
    column("marks", &["marks"], "not-a-locode, assumed; a space between them", is::<Mark>)
        .shaped(Shape::Words)
        .optional(),
    FROM,
    TO,
];

/// Days of rest.
pub(crate) const CALENDARS: &[Column] = &[
    column("country", &["country"], COUNTRY, is::<Country>),
    column("weekly", &["weekly"], "1 for Monday to 7 for Sunday, a space between them", is_weekday)
        .shaped(Shape::Numbers),
    column("holidays", &["holidays"], "days, such as 2026-12-25, a space between them", is::<Date>)
        .shaped(Shape::Words)
        .optional(),
    FROM,
    TO,
];

/// Rates of exchange.
pub(crate) const RATES: &[Column] = &[
    column("from", &["from"], CURRENCY, is::<Currency>),
    column("to", &["to"], CURRENCY, is::<Currency>),
    column("factor", &["factor"], "a positive decimal, such as 655.957", is_factor),
    column("day", &["day"], DAY, is::<Date>),
];

/// Guarantees, in the shape of the command that registers one.
pub(crate) const GUARANTEES: &[Column] = &[
    column("type", &["type"], "a type of guarantee: 0, 1, 2, 3, 4 or 9", is::<GuaranteeType>),
    column("grn", &["grn"], "a GRN of 17 or 24 characters", is::<Grn>).optional(),
    column("voucher", &["voucher"], "a capital letter and six digits", is::<Voucher>).optional(),
    column("cash_account", &["cash_account"], "1 to 35 printable characters", is::<CashAccount>)
        .optional(),
    column("other_reference", &["other_reference"], TEXT, is_text).optional(),
    column("holder", &["holder"], NUMBER_OF_17, is::<TraderId>),
    column("holder_name", &["holder_name"], TEXT, is_text).optional(),
    column("guarantor", &["guarantor"], NUMBER_OF_17, is::<GuarantorId>).optional(),
    column("guarantor_name", &["guarantor_name"], TEXT, is_text).optional(),
    column("office", &["office"], OFFICE, is::<OfficeCode>),
    column("amount", &["reference_amount", "amount"], "an amount, such as 5000000", is::<Amount>)
        .shaped(Shape::Amount),
    column("currency", &["reference_amount", "currency"], CURRENCY, is::<Currency>),
    column("percentage", &["percentage"], "0 to 100", is_percentage).shaped(Shape::Number),
    column("valid_from", &["validity", "from"], DAY, is::<Date>),
    column("valid_until", &["validity", "until"], DAY, is::<Date>).optional(),
    column("not_valid_in", &["validity", "not_valid_in"], COUNTRY, is::<Country>)
        .shaped(Shape::Words)
        .optional(),
    column(
        "not_valid_for",
        &["validity", "not_valid_for"],
        "suspended, sensitive",
        is::<GoodsClass>,
    )
    .shaped(Shape::Words)
    .optional(),
    column("bound_departure", &["bound_to", "departure"], OFFICE, is::<OfficeCode>).optional(),
    column("bound_destination", &["bound_to", "destination"], OFFICE, is::<OfficeCode>).optional(),
    column(
        "bound_commodities",
        &["bound_to", "commodities"],
        "4 to 10 digits",
        is::<CommodityCode>,
    )
    .shaped(Shape::Words)
    .optional(),
    column("provision", &["basis", "provision"], TEXT, is::<Provision>).optional(),
    column("national_reference", &["basis", "national_reference"], TEXT, is::<NationalReference>)
        .optional(),
    column("officer", &["basis", "officer"], TEXT, is::<OfficerId>).optional(),
    column("post", &["basis", "post"], TEXT, is::<PostId>).optional(),
    column("access_codes", &["access_codes"], "four characters each", is::<AccessCode>)
        .shaped(Shape::Words)
        .optional(),
];

/// The columns of a table.
pub fn columns(table: Table) -> &'static [Column] {
    match table {
        Table::Traders => TRADERS,
        Table::Guarantees => GUARANTEES,
        Table::Offices => OFFICES,
        Table::Calendars => CALENDARS,
        Table::Rates => RATES,
    }
}
