//! Movements and their messages.

use serde_json::{Value, json};

use super::document::Document;
use super::operation::Who;
use crate::body::Written;
use crate::routes::movements::{MessageLine, MovementsWanted};
use crate::routes::why::{Wanted, Why, Whys};

pub(super) fn describe(document: &mut Document) {
    movements(document);
    why(document);
    messages(document);
}

fn movements(document: &mut Document) {
    document
        .get("/movements", "listMovements", Who::AnyToken)
        .says(
            "A page of the movements the caller may see",
            "From the latest to the earliest; of all that is asked for, everything must fit.",
        )
        .lists::<MovementsWanted>();
    document
        .post("/movements", "beginMovement", Who::AnyToken)
        .says(
            "Begins a movement: `Present`",
            "A declaration that has a native form, CC015C, is posted to `/messages`.",
        )
        .takes::<transit::Command>("`Present`; every other command is refused here.")
        .commands(201);
    document
        .get("/movements/{movement}", "showMovement", Who::AnyToken)
        .says(
            "A movement: what it is, who must act, every step",
            "A trader sees what it declared or holds; one that notified the arrival sees the core.",
        )
        .shows::<transit::View>();
    document
        .post("/movements/{movement}/commands", "moveMovementOn", Who::AnyToken)
        .says("The next step of a movement", "Who may send which command is said by the rules.")
        .takes::<transit::Command>("The command.")
        .meant()
        .commands(200);
    document
        .post("/movements/{movement}/wanted", "wantMovement", Who::Staff)
        .says(
            "Asks the home of a movement for what this administration should have of it",
            "What comes of it arrives in the home's stream, a little later.",
        )
        .answers_as(202, "It is asked for.", &[]);
}

fn why(document: &mut Document) {
    document
        .get("/movements/{movement}/why", "explainMovement", Who::AnyToken)
        .says(
            "Why a movement is open",
            "Who must act next, since when, by when, and what happens otherwise; the sentence is in \
             the language of `Accept-Language`.",
        )
        .answers::<Why>(200, "Everything that keeps it open.");
    document
        .get("/why", "explainMovements", Who::AnyToken)
        .says("Why the open movements are open that the caller may see", "")
        .query::<Wanted>()
        .refused(&[404])
        .answers::<Whys>(200, "The page.");
    document
        .get("/holds/{hold}/why", "explainHold", Who::Staff)
        .says("Why a conversation about cover is open", "")
        .answers::<Why>(200, "What keeps it open.");
    document
        .get("/why/holds", "explainHolds", Who::Staff)
        .says("Why the open conversations about cover are open", "")
        .query::<Wanted>()
        .refused(&[404])
        .answers::<Whys>(200, "The page.");
}

fn messages(document: &mut Document) {
    let key = json!({"type": "string", "pattern": "^[!-~]{1,100}$"});
    let written = document.schemas.shown::<Written>();
    let problem = document.schemas.shown::<crate::problem::Body>();
    document
        .post("/messages", "postMessage", Who::AnyToken)
        .says(
            "Takes a native message as it is: CC015C, CC013C, CC014C, CC170C, CC054C, CC007C, CC044C, CC026C, CC034C, a SAD",
            "It is answered in kind, or as JSON where `Accept` names JSON or there is no answer in \
             kind. Without a key it is known by its sender and its identification.",
        )
        .header("Idempotency-Key", "What the sender calls it.", false, key)
        .takes_as("application/xml", "The message, in UTF-8.", xml())
        .answers_as(
            200,
            "Taken: CC928C for a declaration, CC037C for a query on guarantees, CC225C for a change \
             of access codes, else what was done.",
            &[("application/xml", xml()), ("application/json", written)],
        )
        .with_header(200, "Location", "The movement or guarantee.", json!({"type": "string"}))
        .answers_as(
            422,
            "Not taken: CC056C, CC057C, CC906C or CC917C with all findings, or the same as a problem.",
            &[("application/xml", xml()), ("application/problem+json", problem)],
        )
        .refused(&[404, 409, 410, 415]);
    document
        .get("/movements/{movement}/messages", "listMessages", Who::AnyToken)
        .says("Which messages customs has for the caller", "Staff sees all of them.")
        .answers::<Vec<MessageLine>>(200, "The messages, in the order they were written.");
    document
        .get("/movements/{movement}/messages/{number}", "fetchMessage", Who::AnyToken)
        .says("One message of customs", "It is written anew from the events as often as asked for.")
        .refused(&[400])
        .answers_as(200, "The message.", &[("application/xml", xml())]);
}

/// A message; its structure is that of the catalogue, not of this document.
fn xml() -> Value {
    json!({"type": "string"})
}
