//! One operation: a method at a path, who may use it, what it takes and what it answers.

use std::collections::BTreeMap;

use kernel::{DossierId, Grn, Mrn};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::document::problem_of;
use super::schemas::Schemas;
use crate::body::{Shown, Written};
use crate::listing::Listed;

/// One entity tag or several, or any.
const TAGS: &str = r#"^(\*|(W/)?"[!#-~]{1,40}"(, (W/)?"[!#-~]{1,40}")*)$"#;

/// What is said of the tag of an answer.
const ETAG: &str =
    "The version of the dossier in quotes, and more where not all that is told of it counts.";

/// Who may use it; the same words as in `docs/API-DESIGN.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Anybody,
    AnyToken,
    Staff,
    StaffOrParty,
    Peer,
}

/// An operation.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// Everything but the two below.
    object: Map<String, Value>,
    parameters: Vec<Value>,
    responses: BTreeMap<String, Response>,
}

/// What it may answer with one status.
enum Response {
    /// A problem, said once for all operations.
    Problem(Value),
    /// What this operation answers.
    Own { says: String, headers: BTreeMap<String, Value>, content: BTreeMap<String, Value> },
}

/// An operation under description.
pub(super) struct Described<'a> {
    schemas: &'a mut Schemas,
    operation: &'a mut Operation,
}

impl Operation {
    pub(super) fn finish(self) -> Value {
        let Self { mut object, parameters, responses, .. } = self;
        if !parameters.is_empty() {
            object.insert("parameters".to_owned(), Value::Array(parameters));
        }
        let responses = responses.into_iter().map(|(status, response)| (status, response.finish()));
        object.insert("responses".to_owned(), responses.collect());
        Value::Object(object)
    }
}

impl Response {
    fn finish(self) -> Value {
        match self {
            Self::Problem(reference) => reference,
            Self::Own { says, headers, content } => {
                let mut object = Map::from_iter([("description".to_owned(), json!(says))]);
                for (name, part) in [("headers", headers), ("content", content)] {
                    if !part.is_empty() {
                        object.insert(name.to_owned(), json!(part));
                    }
                }
                Value::Object(object)
            }
        }
    }
}

impl<'a> Described<'a> {
    pub(super) fn new(
        schemas: &'a mut Schemas,
        operations: &'a mut Vec<Operation>,
        (method, path, id, who): (&'static str, &'static str, &'static str, Who),
    ) -> Self {
        let tag = match path.split('/').nth(1).unwrap_or_default() {
            "movements" | "messages" | "answers" => "movements",
            "guarantees" | "holds" | "ledger" => "guarantees",
            "events" | "webhooks" => "events",
            "exchange" => "exchange",
            _ if who == Who::Anybody => "documents",
            _ => "node",
        };
        let (security, refused): (Value, &[u16]) = match who {
            Who::Anybody => (json!([]), &[]),
            Who::AnyToken | Who::Staff | Who::StaffOrParty => {
                (json!([{"token": []}]), &[401, 403, 429])
            }
            Who::Peer => (json!([{"certificate": []}]), &[401, 429]),
        };
        let object = [("operationId", json!(id)), ("tags", json!([tag])), ("security", security)];
        let object = object.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        let parameters = path_parameters(schemas, path);
        let named = !parameters.is_empty();
        let responses = BTreeMap::new();
        operations.push(Operation { method, path, object, parameters, responses });
        let last = operations.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "it has just been pushed")]
        let described = Self { schemas, operation: &mut operations[last] };
        let not_found: &[u16] = if named { &[404] } else { &[] };
        described.refused(refused).refused(not_found).refused(&[500, 503])
    }

    /// What it does: a sentence for lists, and what else should be known.
    pub(super) fn says(self, summary: &str, more: &str) -> Self {
        self.operation.object.insert("summary".to_owned(), json!(summary));
        if !more.is_empty() {
            self.operation.object.insert("description".to_owned(), json!(more));
        }
        self
    }

    /// It takes a query of this shape; one that cannot be read is refused.
    pub(super) fn query<T: JsonSchema>(self) -> Self {
        for (name, mut schema, required) in self.schemas.fields::<T>() {
            let says = schema.remove("description").unwrap_or_default();
            self.operation.parameters.push(json!({
                "name": name, "in": "query", "required": required,
                "description": says, "schema": without_null(schema),
            }));
        }
        self.refused(&[400])
    }

    /// It takes a query of this shape, and answers with a page of a list.
    pub(super) fn lists<T: JsonSchema>(self) -> Self {
        self.query::<T>()
            .waits("a list that has followed what had happened")
            .refused(&[404])
            .answers::<Listed>(200, "The page.")
    }

    /// It takes a header.
    pub(super) fn header(self, name: &str, says: &str, required: bool, schema: Value) -> Self {
        self.operation.parameters.push(json!({
            "name": name, "in": "header", "required": required,
            "description": says, "schema": schema,
        }));
        self
    }

    /// It takes a body of this shape.
    pub(super) fn takes<T: JsonSchema>(self, says: &str) -> Self {
        let schema = self.schemas.asked::<T>();
        self.takes_as("application/json", says, schema)
    }

    /// It takes a body in this form.
    pub(super) fn takes_as(self, media: &str, says: &str, schema: Value) -> Self {
        let body = json!({
            "required": true, "description": says, "content": {media: {"schema": schema}},
        });
        self.operation.object.insert("requestBody".to_owned(), body);
        self.refused(&[400, 413])
    }

    /// It answers with this shape.
    pub(super) fn answers<T: JsonSchema>(self, status: u16, says: &str) -> Self {
        let schema = self.schemas.shown::<T>();
        self.answers_as(status, says, &[("application/json", schema)])
    }

    /// It answers in one of these forms, or without a body where there is none.
    pub(super) fn answers_as(self, status: u16, says: &str, forms: &[(&str, Value)]) -> Self {
        let content = forms.iter();
        let content =
            content.map(|(media, schema)| ((*media).to_owned(), json!({"schema": schema})));
        let (says, headers, content) = (says.to_owned(), BTreeMap::new(), content.collect());
        let response = Response::Own { says, headers, content };
        self.operation.responses.insert(status.to_string(), response);
        self
    }

    /// The answer of this status has this header.
    pub(super) fn with_header(self, status: u16, name: &str, says: &str, schema: Value) -> Self {
        let response = self.operation.responses.get_mut(&status.to_string());
        if let Some(Response::Own { headers, .. }) = response {
            headers.insert(name.to_owned(), json!({"description": says, "schema": schema}));
        }
        self
    }

    /// It may be refused with these statuses.
    pub(super) fn refused(self, statuses: &[u16]) -> Self {
        for status in statuses {
            let response = self.operation.responses.entry(status.to_string());
            response.or_insert_with(|| Response::Problem(problem_of(*status)));
        }
        self
    }
}

/// A field of a query is left out rather than null.
fn without_null(mut schema: Map<String, Value>) -> Value {
    if let Some(Value::Array(any)) = schema.get("anyOf") {
        let null = json!({"type": "null"});
        let real: Vec<Value> = any.iter().filter(|option| **option != null).cloned().collect();
        return match real.as_slice() {
            [only] => only.clone(),
            _ => json!({"anyOf": real}),
        };
    }
    if let Some(Value::Array(types)) = schema.get("type") {
        let real = types.iter().find(|name| name.as_str() != Some("null")).cloned();
        schema.insert("type".to_owned(), real.unwrap_or_default());
    }
    schema.remove("default");
    Value::Object(schema)
}

/// The parameters a path names, each always of the same shape.
fn path_parameters(schemas: &mut Schemas, path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(|name| path_parameter(schemas, name)).collect()
}

fn path_parameter(schemas: &mut Schemas, name: &str) -> Value {
    let (says, schema) = match name {
        "movement" => (
            "The movement: its identifier, or its MRN.",
            json!({"anyOf": [schemas.asked::<DossierId>(), schemas.asked::<Mrn>()]}),
        ),
        "guarantee" => (
            "The guarantee: its identifier, or its GRN.",
            json!({"anyOf": [schemas.asked::<DossierId>(), schemas.asked::<Grn>()]}),
        ),
        "hold" => ("The hold, by its identifier.", schemas.asked::<DossierId>()),
        "office" => ("The office, by its code.", json!({"type": "string"})),
        "party" => ("The party, by its number.", json!({"type": "string"})),
        "node" => ("The node, by its name.", json!({"type": "string"})),
        "webhook" => ("The webhook, by its identifier.", json!({"type": "string"})),
        "number" => (
            "The number of the message.",
            json!({"type": "integer", "minimum": 1, "maximum": i64::MAX}),
        ),
        "code" => ("The code of a refusal.", json!({"type": "string", "examples": ["NOD-002"]})),
        _ => ("", json!({"type": "string"})),
    };
    json!({"name": name, "in": "path", "required": true, "description": says, "schema": schema})
}

/// What most commands share, and most views.
impl Described<'_> {
    /// It is a command: named by its sender, counted once, and answered with what was done.
    pub(super) fn commands(self, status: u16) -> Self {
        let key = json!({"type": "string", "pattern": "^[!-~]{1,100}$"});
        let says = "The name the sender gives the command, so that sending it again counts once.";
        self.header("Idempotency-Key", says, true, key).does(status).refused(&[404, 409, 410, 422])
    }

    /// It answers with what was done.
    pub(super) fn does(self, status: u16) -> Self {
        self.answers::<Written>(status, "Done.")
            .with_header(status, "Location", "The dossier.", json!({"type": "string"}))
            .with_header(status, "ETag", ETAG, json!({"type": "string"}))
    }

    /// It may be meant for one version of the dossier, and is not done where that has moved on.
    pub(super) fn meant(self) -> Self {
        let says = "The tags of the versions it is meant for; any where it is absent.";
        self.header("If-Match", says, false, json!({"type": "string", "pattern": TAGS}))
            .refused(&[412])
    }

    /// It answers with a view, which has a version.
    pub(super) fn shows<T: JsonSchema>(self) -> Self {
        let text = || json!({"type": "string"});
        let says = "The tags of what the caller has already.";
        self.header("If-None-Match", says, false, json!({"type": "string", "pattern": TAGS}))
            .waits("another version than those of `If-None-Match`")
            .refused(&[400])
            .answers::<Shown<T>>(200, "As the caller may see it.")
            .with_header(200, "ETag", ETAG, text())
            .answers_as(304, "The caller has it already.", &[])
            .with_header(304, "ETag", ETAG, text())
    }

    /// It may wait for something.
    fn waits(self, what: &str) -> Self {
        let says = format!(
            "`wait=` and seconds, at most 20: the answer comes as soon as there is {what}, or when \
             they are over."
        );
        // RFC 7240, 2: what is not understood is ignored, so that nothing is wrong here.
        self.header("Prefer", &says, false, json!({"type": "string", "examples": ["wait=20"]}))
    }
}
