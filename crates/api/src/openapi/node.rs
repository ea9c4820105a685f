//! The node itself, and what is published.

use node::{Decided, PeerState, Recovering, Taken};
use reference::Parties;
use serde_json::{Value, json};

use super::document::Document;
use super::operation::Who;
use crate::routes::erasures::{ErasuresShown, ErasuresWanted, RetentionCommand};
use crate::routes::node::{AlarmLine, NodeState};
use crate::routes::parties::{PartiesEntered, PartiesShown, PartiesWanted, Party};
use crate::routes::recovery::RecoveryCommand;
use crate::routes::registers::{AgreementShown, OfficeShown, OfficesWanted, PeerCommand};

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
    document
        .get("/peers", "listPeers", Who::Staff)
        .says("How the node's peers stand with it", "")
        .answers::<Vec<PeerState>>(200, "Each of them.");
    document
        .get("/peers/{node}", "showPeer", Who::Staff)
        .says("How one of them stands", "")
        .answers::<PeerState>(200, "As the journal has it.");
    document
        .post("/peers/{node}/commands", "commandPeer", Who::Staff)
        .says(
            "Has a peer tried at once that did not answer",
            "Nothing of it is kept, so no key is needed.",
        )
        .takes::<PeerCommand>("What is asked.")
        .answers_as(202, "It is tried.", &[]);
    document
        .get("/recovery", "showRecovery", Who::Staff)
        .says(
            "How the recovery of the node stands; null where there is none",
            "A node whose store is older than what it has told others only reads until every peer \
             has given back what it holds, or two officers accept the gap.",
        )
        .answers::<Option<Recovering>>(200, "Who has answered, and what is left of each log.");
    document
        .post("/recovery/commands", "commandRecovery", Who::Staff)
        .says(
            "Accepts that what peers hold that have not answered may be missing",
            "Two officers must. The same officer twice is one, so no key is needed.",
        )
        .takes::<RecoveryCommand>("What is asked.")
        .refused(&[409])
        .answers::<Option<Recovering>>(200, "How it stands now.");
    erasures(document);
    parties(document);
    published(document);
}

fn erasures(document: &mut Document) {
    document
        .get("/erasures", "listErasures", Who::Staff)
        .says(
            "What was erased, in the order of the entries that say so",
            "Copies go after the days an agreement allows, all of a dossier after those the \
             administration sets, or because two officers have ordered it.",
        )
        .query::<ErasuresWanted>()
        .answers::<ErasuresShown>(200, "The page.");
    document
        .post("/erasures/commands", "commandRetention", Who::Staff)
        .says(
            "Orders that a dossier is erased, preserved, or preserved no longer",
            "Two officers must order what cannot be undone. The same officer twice is one, so no key \
             is needed.",
        )
        .takes::<RetentionCommand>("What is ordered.")
        .refused(&[404, 409, 410])
        .answers::<Decided>(200, "How far the order is.");
}

fn parties(document: &mut Document) {
    let own = "The register is a file of the node's own. A trader or guarantor finds itself.";
    document
        .post("/parties", "enterParties", Who::Staff)
        .says(
            "Enters parties, all of them or none; for the national system",
            "What held before stays, and gets another last day at most: an entry that begins on a \
             later day follows one without an end. The same twice changes nothing.",
        )
        .takes::<Parties>("The parties.")
        .refused(&[422])
        .answers::<PartiesEntered>(200, "They are on the disk, and the node goes by them.");
    document
        .get("/parties", "listParties", Who::AnyToken)
        .says("The traders and guarantors of the register, in the order of their numbers", own)
        .query::<PartiesWanted>()
        .answers::<PartiesShown>(200, "The page.");
    document
        .get("/parties/{party}", "showParty", Who::AnyToken)
        .says("One of them, with its authorisations, mandates and licences", own)
        .answers::<Party>(200, "As the register has it.");
}

fn published(document: &mut Document) {
    document
        .get("/documents", "listDocuments", Who::Anybody)
        .says("Every signed document in force here, directories first", "Each is a signed note.")
        .refused(&[429])
        .answers::<Vec<String>>(200, "The documents.");
    document
        .post("/documents", "bringDocument", Who::Staff)
        .says(
            "Brings a directory or an agreement that its members have signed",
            "Its signatures say whose word it is, so no key is needed. The same twice changes nothing.",
        )
        .takes_as("text/plain", "The signed note, as it is.", text())
        .refused(&[409, 422])
        .answers::<Taken>(200, "It is in force, or was.");
    document
        .get("/directory", "showDirectory", Who::Anybody)
        .says("The directory in force, with its signatures", "")
        .refused(&[404])
        .answers_as(200, "A signed note.", &[("text/plain", text())]);
    document
        .get("/offices", "listOffices", Who::Anybody)
        .says("The customs offices of the directory in force", "")
        .query::<OfficesWanted>()
        .answers::<Vec<OfficeShown>>(200, "The offices.");
    document
        .get("/offices/{office}", "showOffice", Who::Anybody)
        .says("One of them", "")
        .answers::<OfficeShown>(200, "The office.");
    document
        .get("/agreements", "listAgreements", Who::Anybody)
        .says("The agreements adopted here, also those that have ended", "")
        .answers::<Vec<AgreementShown>>(200, "What each says.");
    document
        .get("/errors/{code}", "explainRefusal", Who::Anybody)
        .says("The page of a refusal: what it means, why, and what to do", "")
        .answers_as(200, "The page.", &[("text/markdown", text())]);
    document
        .get("/openapi.json", "describeInterface", Who::Anybody)
        .says("This document", "")
        .answers_as(200, "OpenAPI 3.1.", &[("application/json", json!({"type": "object"}))]);
}
