//! What the schema of a value says where its type cannot say it by itself: for whoever generates a
//! client or checks a body before it is sent.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::tree::Element;

/// Text with no control character and no space at either end.
pub(crate) const PRINTABLE: &str =
    r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$";

/// A decimal without sign: digits, and a point with digits after it.
macro_rules! decimal {
    ($whole:literal, $decimals:literal) => {
        concat!("^[0-9]{1,", $whole, "}(\\.[0-9]{1,", $decimals, "})?$")
    };
}
pub(crate) use decimal;

/// A day in a schema: for fields of type `Date`, which is not ours.
#[derive(Debug)]
pub struct Day;

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "format": "date",
            "description": "A day of the civil calendar, written `2026-11-23`."
        })
    }
}

/// An instant in a schema: for fields of type `Timestamp`, which is not ours.
#[derive(Debug)]
pub struct Instant;

impl JsonSchema for Instant {
    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "format": "date-time",
            "description": "An instant, written as RFC 3339; answers give it in UTC, with a `Z`."
        })
    }
}

impl JsonSchema for Element {
    fn schema_name() -> Cow<'static, str> {
        "Element".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let element = generator.subschema_for::<Self>();
        json_schema!({
            "type": "array",
            "prefixItems": [
                {"type": "string"},
                {"anyOf": [{"type": "string"}, {"type": "array", "items": element}]}
            ],
            "minItems": 2, "maxItems": 2,
            "description": "One element of a message: its name in the standard, and its text or \
                            the elements inside, in their order."
        })
    }
}

#[cfg(test)]
mod tests;
