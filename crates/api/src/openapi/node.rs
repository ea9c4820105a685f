//! The node itself, and what is published.

use serde_json::{Value, json};

use super::document::Document;
use super::operation::Who;
use crate::routes::node::{AlarmLine, NodeState};

fn text() -> Value {
    json!({"type": "string"})
}

pub(super) fn describe(document: &mut Document) {
    let health = [("text/plain", text())];
    document
        .get("/health", "tellHealth", Who::Anybody)
        .says("Whether the node takes commands", "")
        .answers_as(200, "It does.", &health)
        .answers_as(503, "It does not; the body says why.", &health);
    document
        .get("/metrics", "countNode", Who::Staff)
        .says(
            "How the node is, in numbers, for Prometheus",
            "What it holds, how far its peers are, and what it has answered since it was started.",
        )
        .answers_as(200, "OpenMetrics 1.0.", &[("application/openmetrics-text", text())]);
    document
        .get("/node", "showNode", Who::Staff)
        .says("How the node is, what it holds, how far its peers are", "")
        .answers::<NodeState>(200, "How it is.");
    document
        .get("/alarms", "listAlarms", Who::Staff)
        .says("The latest 100 alarms, the latest first", "")
        .answers::<Vec<AlarmLine>>(200, "What an operator must look at.");
    published(document);
}

fn published(document: &mut Document) {
    document
        .get("/documents", "listDocuments", Who::Anybody)
        .says("Every signed document in force here, directories first", "Each is a signed note.")
        .answers::<Vec<String>>(200, "The documents.");
    document
        .get("/directory", "showDirectory", Who::Anybody)
        .says("The directory in force, with its signatures", "")
        .refused(&[404])
        .answers_as(200, "A signed note.", &[("text/plain", text())]);
    document
        .get("/errors/{code}", "explainRefusal", Who::Anybody)
        .says("The page of a refusal: what it means, why, and what to do", "")
        .answers_as(200, "The page.", &[("text/markdown", text())]);
    document
        .get("/openapi.json", "describeInterface", Who::Anybody)
        .says("This document", "")
        .answers_as(200, "OpenAPI 3.1.", &[("application/json", json!({"type": "object"}))]);
}
