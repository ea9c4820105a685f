//! What is told as it happens, and what can be looked up afterwards.

use node::Notice;
use serde_json::{Value, json};

use super::document::Document;
use super::operation::{Described, Who};
use crate::routes::answers::Answers;
use crate::routes::evidence::Wanted;
use crate::routes::history::{History, Part};
use crate::routes::mailbox::Mailbox;
use crate::routes::webhooks::{Asked, Begun, Command, Done, Webhook, Webhooks};
use crate::routes::{answers, events, mailbox};

/// What is said of the key of a command.
const KEY: &str = "The name the sender gives the command, so that sending it again counts once.";

pub(super) fn describe(document: &mut Document) {
    let notice = document.schemas.shown::<Notice>();
    document
        .get("/events", "listen", Who::AnyToken)
        .says(
            "What the caller may know of, as it happens: server-sent events",
            "Each event has an `id` to go on from, is named such as `movement.Released`, and has a \
             notice as its data. A comment with an `id` alone breaks silence.",
        )
        .header(
            "Last-Event-ID",
            "What comes after this event.",
            false,
            json!({"type": "integer", "minimum": 0}),
        )
        .query::<events::Wanted>()
        .refused(&[404, 409])
        .answers_as(200, "The events, without end.", &[("text/event-stream", event(&notice))]);
    webhooks(document);
    histories(document);
    answers(document);
    document
        .get("/messages", "readMailbox", Who::AnyToken)
        .says(
            "Every message customs has for the caller, across movements, in order",
            "What came about in their movements, and every answer that says no to what they sent. Staff \
             sees what everybody was told.",
        )
        .query::<mailbox::Wanted>()
        .refused(&[409])
        .answers::<Mailbox>(200, "The page.");
    document
        .get("/messages/{number}", "fetchMail", Who::AnyToken)
        .says(
            "One message of those, as XML",
            "One that tells of an event is written anew from it. One that says no is kept as it was \
             sent, for the days the administration sets.",
        )
        .refused(&[400])
        .answers_as(200, "The message.", &[("application/xml", json!({"type": "string"}))]);
}

fn answers(document: &mut Document) {
    document
        .get("/answers", "listAnswers", Who::Staff)
        .says(
            "What the national system is told of the movements it registered, in order",
            "It asks for what comes after `through` of the page before; asked again it is told the \
             same, each answer under the same name.",
        )
        .query::<answers::Wanted>()
        .refused(&[409])
        .answers::<Answers>(200, "The page.");
    document
        .get("/answers/{number}", "fetchAnswer", Who::Staff)
        .says("One answer, as the SAD or the message it is", "")
        .refused(&[400])
        .answers_as(200, "The answer.", &[("application/xml", json!({"type": "string"}))]);
}

/// One event of the stream.
fn event(notice: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string", "pattern": "^[0-9]+$"},
            "event": {"type": "string"},
            "data": {"type": "string", "contentMediaType": "application/json",
                     "contentSchema": notice},
        },
    })
}

fn webhooks(document: &mut Document) {
    let owned = "Staff sees all of them, a trader its own; a secret is in no answer.";
    document
        .get("/webhooks", "listWebhooks", Who::AnyToken)
        .says("The webhooks the caller may see", owned)
        .answers::<Webhooks>(200, "All of them.");
    let begun = document
        .post("/webhooks", "beginWebhook", Who::AnyToken)
        .says(
            "Asks for what happens to be carried to an endpoint",
            "Signed as the Standard Webhooks specification says. The secret is shown in this answer \
             alone. The operator of the node lists the hosts that may be told.",
        )
        .takes::<Asked>("What to carry, and where.")
        .answers::<Begun>(201, "It is carried from now on.")
        .with_header(201, "Location", "The webhook.", json!({"type": "string"}));
    keyed(begun);
    document
        .get("/webhooks/{webhook}", "showWebhook", Who::AnyToken)
        .says("How a webhook goes: what waits, the last try, the next", owned)
        .answers::<Webhook>(200, "How it goes.");
    let done = document
        .post("/webhooks/{webhook}/commands", "changeWebhook", Who::AnyToken)
        .says("Resumes a webhook where it stopped, or after a notice; or removes it", "")
        .takes::<Command>("The command.")
        .answers::<Done>(200, "Done.");
    keyed(done);
}

/// It is named by its sender, and counts once.
fn keyed(described: Described<'_>) {
    let key = json!({"type": "string", "pattern": "^[!-~]{1,100}$"});
    described.header("Idempotency-Key", KEY, true, key).refused(&[404, 409, 410, 422]);
}

fn histories(document: &mut Document) {
    let says = "Each event with who wrote it and when, when it was received, who decided on what \
                provision, under which agreements it is told, what is made of it, and where its leaf \
                stands in which journal.";
    for (path, id, who) in [
        ("/movements/{movement}/history", "recountMovement", Who::AnyToken),
        ("/guarantees/{guarantee}/history", "recountGuarantee", Who::StaffOrParty),
        ("/holds/{hold}/history", "recountHold", Who::Staff),
    ] {
        document
            .get(path, id, who)
            .says("What happened in a dossier, in the order this node learnt of it", says)
            .query::<Part>()
            .answers::<History>(200, "The page.");
    }
    let bundle = json!({
        "type": "object", "required": ["form", "digest", "movement"],
        "properties": {
            "form": {"const": node::evidence::FORM}, "digest": {"type": "string"},
            "movement": {"type": "string"},
        },
    });
    document
        .get("/movements/{movement}/evidence", "proveMovement", Who::Staff)
        .says(
            "The evidence bundle of a movement: everything this node holds of it, with what proves it",
            "A file to be kept byte for byte, which `passavant verify` checks with nothing but the \
             root of the directory. Who asked for what, and access codes, are never in it.",
        )
        .query::<Wanted>()
        .answers_as(200, "The bundle.", &[("application/json", bundle)]);
}
