//! Guarantees, and the conversations about cover.

use std::collections::BTreeMap;

use guarantee::{account, hold};
use kernel::Signed;
use serde_json::json;

use super::document::Document;
use super::operation::Who;
use crate::routes::guarantees::{GuaranteesWanted, HoldsWanted};
use crate::routes::movements::MessageLine;

pub(super) fn describe(document: &mut Document) {
    guarantees(document);
    messages(document);
    holds(document);
}

fn guarantees(document: &mut Document) {
    document
        .get("/guarantees", "listGuarantees", Who::StaffOrParty)
        .says(
            "A page of the guarantees",
            "From the latest to the earliest; a trader or a guarantor sees his own.",
        )
        .lists::<GuaranteesWanted>();
    document
        .post("/guarantees", "beginGuarantee", Who::Staff)
        .says("Puts a guarantee into the register: `Register`", "")
        .takes::<account::Command>("`Register`; every other command is refused here.")
        .commands(201);
    document
        .get("/guarantees/{guarantee}", "showGuarantee", Who::StaffOrParty)
        .says(
            "A guarantee: what was lodged, its balance and its uses",
            "A trader sees what it holds, a guarantor what it has undertaken. Access codes are in no \
             view.",
        )
        .shows::<account::View>();
    document
        .post("/guarantees/{guarantee}/commands", "moveGuaranteeOn", Who::AnyToken)
        .says(
            "The next step of a guarantee",
            "The holder changes its access codes; the holder, the guarantor and its agent ask about \
             it. Everything else is for a post.",
        )
        .takes::<account::Command>("The command.")
        .commands(200);
}

fn messages(document: &mut Document) {
    document
        .get("/guarantees/{guarantee}/messages", "listGuaranteeMessages", Who::StaffOrParty)
        .says(
            "Which messages customs has for the holder, the guarantor or its agent",
            "Staff sees all of them: notices of updates (CC225C) and answers to queries (CC037C).",
        )
        .answers::<Vec<MessageLine>>(200, "The messages, in the order they were written.");
    document
        .get(
            "/guarantees/{guarantee}/messages/{number}",
            "fetchGuaranteeMessage",
            Who::StaffOrParty,
        )
        .says("One message of customs", "It is written anew from the events as often as asked for.")
        .refused(&[400])
        .answers_as(200, "The message.", &[("application/xml", json!({"type": "string"}))]);
}

fn holds(document: &mut Document) {
    document
        .get("/holds", "listHolds", Who::Staff)
        .says(
            "A page of the conversations about cover",
            "A national system that decides about guarantees asks for `?phase=requested` again and \
             again, and records its answers at `/guarantees/{guarantee}/commands`.",
        )
        .lists::<HoldsWanted>();
    document
        .get("/holds/{hold}", "showHold", Who::Staff)
        .says("A conversation about cover, on the side of whoever reads", "")
        .shows::<hold::View>();
    document
        .get("/ledger", "sumLedger", Who::Staff)
        .says("The sum over all accounts of all guarantees, by currency", "It is zero.")
        .answers::<BTreeMap<String, Signed>>(200, "By currency.");
}
