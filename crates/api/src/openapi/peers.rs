//! What peers bring and ask. The form of what they say is that of `crates/exchange`; it has a version
//! of its own, and is no part of what others build on.

use serde_json::json;

use super::document::Document;
use super::operation::Who;

pub(super) fn describe(document: &mut Document) {
    let open = || json!({"type": "object"});
    document
        .post("/exchange/1/envelopes", "bringEnvelope", Who::Peer)
        .says("Brings an excerpt of a peer's journal", "Answered when it is on the disk.")
        .takes_as("application/json", "The envelope.", open())
        .answers_as(200, "Receipts and checkpoints.", &[("application/json", open())]);
    document
        .post("/exchange/1/asks", "askNode", Who::Peer)
        .says("Asks for the next of a stream, a dossier, or a consistency proof", "")
        .takes_as("application/json", "The question.", json!({"type": ["object", "string"]}))
        .answers_as(200, "What was asked for.", &[("application/json", json!({}))]);
}
