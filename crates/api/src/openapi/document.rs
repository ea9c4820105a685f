//! The document as a whole: what stands beside the operations.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::operation::{Described, Operation, Who};
use super::schemas::Schemas;
use crate::problem;

/// The parts of the interface, and what each is for.
const TAGS: [(&str, &str); 6] = [
    ("movements", "Transit movements, their messages and their steps."),
    ("guarantees", "Guarantees, and the conversations about cover."),
    ("events", "What happens, told as it happens: to whoever listens, and to endpoints."),
    ("node", "How the node is, and what it knows of others."),
    ("documents", "What is signed or published, for anybody."),
    ("exchange", "Between nodes: signed excerpts of journals, over TLS with client certificates."),
];

/// What is said of each status that a problem may have.
const PROBLEMS: [(u16, &str, &str); 14] = [
    (400, "Unreadable", "It cannot be read (`NOD-008`)."),
    (401, "NotRecognised", "Nobody is recognised by what was shown (`NOD-013`)."),
    (403, "NotAllowed", "Recognised, and not allowed (`NOD-003`)."),
    (
        404,
        "Unknown",
        "No such dossier or place, as far as the caller may know (`NOD-002`, `NOD-012`).",
    ),
    (405, "MethodUnknown", "Nothing of this kind is done here (`NOD-017`)."),
    (
        409,
        "Contradiction",
        "It contradicts what is known (`NOD-001`, `NOD-004`, `NOD-006`, `NOD-007`, `NOD-023`).",
    ),
    (410, "Erased", "The first answer was erased with its dossier (`NOD-009`)."),
    (412, "Moved", "The dossier is no longer at the version named by `If-Match` (`NOD-016`)."),
    (413, "TooLarge", "The body is too large (`NOD-011`)."),
    (415, "NotTaken", "No message of this kind is taken here (`NOD-010`)."),
    (422, "Refused", "The rules refuse it, or the message has findings: all of them at once."),
    (
        429,
        "TooMuch",
        "Too much of the caller's waits already; the same request may succeed a little later (`NOD-040`).",
    ),
    (
        500,
        "Mistaken",
        "The node stumbled over a mistake of its own (`NOD-018`) or of its settings (`NOD-032`).",
    ),
    (
        503,
        "NotNow",
        "Not now; the same request may succeed a little later (`NOD-005`, `NOD-014`, `NOD-020`).",
    ),
];

/// The document while it is put together.
pub(super) struct Document {
    pub(super) schemas: Schemas,
    operations: Vec<Operation>,
}

impl Document {
    pub(super) fn new() -> Self {
        Self { schemas: Schemas::new(), operations: Vec::new() }
    }

    /// An operation that reads.
    pub(super) fn get(&mut self, path: &'static str, id: &'static str, who: Who) -> Described<'_> {
        self.operation("get", path, id, who)
    }

    /// An operation that asks for something.
    pub(super) fn post(&mut self, path: &'static str, id: &'static str, who: Who) -> Described<'_> {
        self.operation("post", path, id, who)
    }

    fn operation(
        &mut self,
        method: &'static str,
        path: &'static str,
        id: &'static str,
        who: Who,
    ) -> Described<'_> {
        Described::new(&mut self.schemas, &mut self.operations, (method, path, id, who))
    }

    /// The document.
    pub(super) fn finish(mut self) -> Value {
        let mut paths: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
        for operation in self.operations {
            let (path, method) = (operation.path, operation.method);
            paths.entry(path).or_default().insert(method, operation.finish());
        }
        let problem = self.schemas.shown::<problem::Body>();
        let responses: BTreeMap<&str, Value> =
            PROBLEMS.iter().map(|(_, name, says)| (*name, response(says, &problem))).collect();
        let mut document = json!({"paths": paths, "responses": responses});
        let schemas = self.schemas.finish(&mut document);
        let part = |name: &str| document.get(name).cloned().unwrap_or_default();
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Passavant",
                "version": env!("CARGO_PKG_VERSION"),
                "summary": "Customs administrations of a region share transit movements.",
                "description": include_str!("introduction.md"),
                "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/", "description": "The node that serves this document."}],
            "tags": TAGS.map(|(name, says)| json!({"name": name, "description": says})),
            "paths": part("paths"),
            "components": {
                "responses": part("responses"),
                "schemas": schemas,
                "securitySchemes": {
                    "token": {
                        "type": "http", "scheme": "bearer",
                        "description": "A token of an officer, a national system or a trader.",
                    },
                    "certificate": {
                        "type": "mutualTLS",
                        "description": "The TLS key of a node, which the directory pins.",
                    },
                },
            },
        })
    }
}

/// The answer with a problem.
fn response(says: &str, problem: &Value) -> Value {
    json!({
        "description": says,
        "headers": {
            "Content-Language": {
                "description": "The language of the texts: `en`, `fr` or `pt`.",
                "schema": {"enum": ["en", "fr", "pt"]},
            },
        },
        "content": {"application/problem+json": {"schema": problem}},
    })
}

/// What refers to the answer with a problem of a status.
pub(super) fn problem_of(status: u16) -> Value {
    let known = PROBLEMS.iter().find(|(known, ..)| *known == status);
    let name = known.map_or("Refused", |(_, name, _)| name);
    json!({"$ref": format!("#/components/responses/{name}")})
}
