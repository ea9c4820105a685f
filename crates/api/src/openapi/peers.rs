//! What peers bring and ask. The form of what they say is that of `crates/exchange`; it has a version
//! of its own, and is no part of what others build on.

use serde_json::json;

use super::document::Document;
use super::operation::Who;
use crate::routes::pouches::{Brought, Wanted};

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
    document
        .post("/pouches/{node}", "packPouch", Who::Staff)
        .says("Packs the next envelope of a pouch, which is carried by hand, for a peer", "")
        .takes::<Wanted>("After which envelope; `{}` for the first.")
        .refused(&[422])
        .answers_as(200, "The envelope, sealed to the peer.", &[("application/json", open())]);
    document
        .post("/pouches", "unpackPouch", Who::Staff)
        .says("Brings an envelope out of a pouch", "Answered when it is on the disk.")
        .takes::<Brought>("The head of the pouch and the envelope.")
        .refused(&[404, 422])
        .answers_as(200, "What came of it.", &[("application/json", open())]);
}
