//! Reference data from JSON, with everything that is wrong with it at once.

mod parties;

use kernel::{Finding, Rate};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::list::{List, Standing};
use crate::register::{Entry, Overlap, Register};
use crate::validity::Validity;
use crate::{Reference, Route};

pub use parties::Parties;

/// The rule all findings of this file are told under.
const RULE: &str = "reference";

/// A code list in JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadedList {
    id: String,
    name: String,
    standing: Standing,
    codes: Vec<LoadedCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadedCode {
    code: String,
    #[serde(default)]
    valid: Validity,
}

/// An entry, the place it stands at and how it is written.
struct Loaded<T> {
    path: String,
    found: String,
    entry: T,
}

impl Reference {
    /// Reads reference data over the lists that are built in, or tells everything that is wrong.
    ///
    /// The text is an object with any of `lists`, `members`, `offices`, `traders`, `routes`,
    /// `authorisations`, `mandates`, `licences`, `guarantors`, `agents`, `calendars`, `rates`, each
    /// an array, and `rate_age_max_days`.
    pub fn load(text: &str) -> Result<Self, Vec<Finding>> {
        let mut loading = Loading { findings: Vec::new() };
        let object = loading.object(text);
        let reference = object.map_or_else(Self::new, |object| loading.reference(object));
        if loading.findings.is_empty() { Ok(reference) } else { Err(loading.findings) }
    }
}

struct Loading {
    findings: Vec<Finding>,
}

impl Loading {
    fn wrong(&mut self, path: &str, found: &str, expected: &str) {
        self.findings.push(Finding::error(path, RULE, found, expected));
    }

    fn object(&mut self, text: &str) -> Option<Map<String, Value>> {
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(object)) => return Some(object),
            Ok(other) => self.wrong("/", kind(&other), "an object"),
            Err(error) => self.wrong("/", &error.to_string(), "JSON"),
        }
        None
    }

    fn reference(&mut self, mut object: Map<String, Value>) -> Reference {
        let mut reference = Reference::new();
        for Loaded { entry: list, .. } in self.entries::<LoadedList>(&mut object, "lists") {
            let codes = list.codes.iter();
            let empty = List::new(&list.name, list.standing);
            let filled = codes.fold(empty, |list, code| list.with(&code.code, code.valid));
            reference.lists.set(&list.id, filled);
        }
        reference.members = self.register(&mut object, "members");
        reference.offices = self.register(&mut object, "offices");
        reference.traders = self.register(&mut object, "traders");
        reference.authorisations = self.register(&mut object, "authorisations");
        self.parties(&mut object, &mut reference);
        reference.calendars = self.register(&mut object, "calendars");
        for route in self.entries::<Route>(&mut object, "routes") {
            self.route(&route.path, &route.entry, &reference);
            self.add(&mut reference.routes, route);
        }
        if let Some(days) = object.remove("rate_age_max_days") {
            match serde_json::from_value(days.clone()) {
                Ok(days) => reference.rates.set_age_max_days(days),
                Err(_) => {
                    self.wrong("/rate_age_max_days", &days.to_string(), "a number of days");
                }
            }
        }
        for Loaded { path, entry: rate, .. } in self.entries::<Rate>(&mut object, "rates") {
            let found = format!("{} {} {}", rate.from, rate.to, rate.day);
            if rate.factor.is_sign_negative() || rate.factor.is_zero() {
                self.wrong(&format!("{path}/factor"), &rate.factor.to_string(), "above zero");
            } else if !reference.rates.add(rate) {
                self.wrong(&path, &found, "one rate a pair and day");
            }
        }
        self.unknown(&object, "a kind of reference data");
        reference
    }

    fn unknown(&mut self, object: &Map<String, Value>, expected: &str) {
        for name in object.keys() {
            self.wrong(&format!("/{name}"), name, expected);
        }
    }

    /// The entries of an array that can be read.
    fn entries<T: DeserializeOwned>(
        &mut self,
        object: &mut Map<String, Value>,
        name: &str,
    ) -> Vec<Loaded<T>> {
        let entries = match object.remove(name) {
            None => return Vec::new(),
            Some(Value::Array(entries)) => entries,
            Some(other) => {
                self.wrong(&format!("/{name}"), kind(&other), "an array");
                return Vec::new();
            }
        };
        let mut read = Vec::new();
        for (position, value) in entries.into_iter().enumerate() {
            let path = format!("/{name}[{}]", position + 1);
            let found = value.to_string();
            match serde_json::from_value(value) {
                Ok(entry) => read.push(Loaded { path, found, entry }),
                Err(error) => self.wrong(&path, &found, &error.to_string()),
            }
        }
        read
    }

    fn register<E: Entry + DeserializeOwned>(
        &mut self,
        object: &mut Map<String, Value>,
        name: &str,
    ) -> Register<E> {
        let mut register = Register::default();
        for loaded in self.entries(object, name) {
            self.add(&mut register, loaded);
        }
        register
    }

    fn add<E: Entry>(&mut self, register: &mut Register<E>, loaded: Loaded<E>) {
        let added = register.add(loaded.entry);
        self.kept(added, &loaded.path, &loaded.found);
    }

    fn kept(&mut self, added: Result<(), Overlap>, path: &str, found: &str) {
        if added.is_err() {
            self.wrong(path, found, "no other entry of the same key for the same days");
        }
    }

    fn route(&mut self, path: &str, route: &Route, reference: &Reference) {
        for (field, found, expected) in route.faults() {
            self.wrong(&format!("{path}/{field}"), &found, &expected);
        }
        for office in route.offices() {
            let kept = reference.keeps_offices_of(&office.country());
            if kept && !reference.offices.knows(office) {
                self.wrong(path, office.as_str(), "an office of the offices that are kept");
            }
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
