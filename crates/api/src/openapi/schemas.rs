//! Schemas of what is asked and of what is answered.
//!
//! The two differ: what may be left out when one asks is often always there in an answer. A type
//! whose two schemas are one and the same is named once; otherwise what is asked is called `...Asked`.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

/// Where the schemas of answers stand in the document.
const SHOWN: &str = "#/components/schemas";
/// Where those of questions stand until it is known which of them differ.
const ASKED: &str = "#/asked";

/// Both kinds of schemas, as far as they are needed.
pub(super) struct Schemas {
    asked: SchemaGenerator,
    shown: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = |path: &str| {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = path.to_owned().into();
                settings.meta_schema = None;
            })
        };
        Self {
            asked: settings(ASKED).for_deserialize().into_generator(),
            shown: settings(SHOWN).for_serialize().into_generator(),
        }
    }

    /// The schema of something that is asked.
    pub(super) fn asked<T: JsonSchema>(&mut self) -> Value {
        self.asked.subschema_for::<T>().to_value()
    }

    /// The schema of something that is answered.
    pub(super) fn shown<T: JsonSchema>(&mut self) -> Value {
        self.shown.subschema_for::<T>().to_value()
    }

    /// The fields of something that is asked in a query: name, schema, whether it must be there.
    pub(super) fn fields<T: JsonSchema>(&mut self) -> Vec<(String, Map<String, Value>, bool)> {
        let schema = T::json_schema(&mut self.asked);
        let required = schema.get("required").and_then(Value::as_array);
        let field = |(name, schema): (&String, &Value)| {
            let must =
                required.is_some_and(|names| names.iter().any(|it| it.as_str() == Some(name)));
            Some((name.clone(), schema.as_object()?.clone(), must))
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().filter_map(field).collect()
    }

    /// Puts all schemas under their final names, and every reference in `document` with them.
    pub(super) fn finish(mut self, document: &mut Value) -> Map<String, Value> {
        let asked = self.asked.take_definitions(true);
        let mut all = self.shown.take_definitions(true);
        let apart = apart(&asked, &all);
        for (name, mut schema) in asked {
            rename(&mut schema, &apart);
            all.insert(final_name(&name, &apart), schema);
        }
        rename(document, &apart);
        all
    }
}

/// The types of which the two schemas are not the same, be it only by what they refer to.
fn apart(asked: &Map<String, Value>, shown: &Map<String, Value>) -> BTreeSet<String> {
    let mut apart = BTreeSet::new();
    loop {
        let differs = |(name, schema): (&String, &Value)| {
            let mut schema = schema.clone();
            rename(&mut schema, &apart);
            let other = shown.get(name).filter(|other| **other != schema)?;
            (!other.is_null() && !apart.contains(name)).then(|| name.clone())
        };
        let found: Vec<String> = asked.iter().filter_map(differs).collect();
        if found.is_empty() {
            return apart;
        }
        apart.extend(found);
    }
}

fn final_name(name: &str, apart: &BTreeSet<String>) -> String {
    if apart.contains(name) { format!("{name}Asked") } else { name.to_owned() }
}

/// Lets references to what is asked point to where it ends up.
fn rename(value: &mut Value, apart: &BTreeSet<String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix(ASKED).and_then(|rest| rest.strip_prefix('/')) {
                *text = format!("{SHOWN}/{}", final_name(name, apart));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, apart)),
        Value::Object(fields) => fields.values_mut().for_each(|field| rename(field, apart)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
