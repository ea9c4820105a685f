//! All messages customs has for somebody, across movements, in the order they came about.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use identity::Actor;
use kernel::{DossierId, Lrn, Mrn};
use node::{Letter, Letters, Mail, Message, Reader, Refers, Refusal};
use serde::{Deserialize, Serialize};
use wire::MessageCode;

use crate::app::App;
use crate::auth::{Caller, as_seen, is_answered, is_for, sight_of};
use crate::body::{PathOf, QueryOf};
use crate::listing::Limit;
use crate::problem::Problem;

/// How often notices are looked through for one page.
const LOOKS_MAX: usize = 20;

/// Which of them.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// What came after this one.
    #[serde(default)]
    after: Option<i64>,
    /// At most so many; 50 unless said.
    #[serde(default)]
    limit: Option<Limit>,
}

/// A message in the mailbox.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct MailboxLine {
    /// Its place in the mailbox: it is fetched by it, and what comes after it is asked for by it.
    id: i64,
    /// The movement; absent where the message says no to what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    movement: Option<DossierId>,
    /// The MRN of the movement, once it has one, or in what was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    mrn: Option<Mrn>,
    /// The LRN of the movement, or in what was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    lrn: Option<Lrn>,
    /// Its number within the movement.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    /// Which message.
    message: &'static str,
    /// Where it says no: what the sender called the message it answers, as far as that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<String>,
    /// False where what was declared does not fit the message, so that it cannot be fetched.
    written: bool,
}

/// A part of the mailbox, and where the next begins.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct Mailbox {
    /// The messages.
    items: Vec<MailboxLine>,
    /// After which place the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// `GET /messages`: what customs has told the caller, of all his movements, and every no to what he
/// sent; everything it told anybody, where he works for the administration.
pub(crate) async fn read(
    State(app): State<App>,
    Caller(actor): Caller,
    QueryOf(wanted): QueryOf<Wanted>,
) -> Result<Json<Mailbox>, Problem> {
    let sight = sight_of(&app, &actor)?;
    let limit = Limit::count(wanted.limit);
    let after = wanted.after.unwrap_or_default();
    let read = move |reader: &Reader| {
        if after > reader.last_notice()? {
            return Ok(None);
        }
        let (mut items, mut next) = (Vec::new(), Some(after));
        for _ in 0..LOOKS_MAX {
            let Some(from) = next.filter(|_| items.len() < limit) else { break };
            let Letters { letters, through } =
                reader.letters(sight.number(), from, limit - items.len())?;
            let own = own(reader, &actor, letters)?.into_iter();
            items.extend(own.map(|(line, _)| line));
            next = through;
        }
        Ok(Some(Mailbox { items, next }))
    };
    let mailbox = app.readers.read(read).await?;
    Ok(Json(mailbox.ok_or(Refusal::PositionUnknown { position: after })?))
}

/// `GET /messages/{number}`: one of them, by its `id`, as XML.
pub(crate) async fn show(
    State(app): State<App>,
    Caller(actor): Caller,
    PathOf(id): PathOf<i64>,
) -> Result<Response, Problem> {
    sight_of(&app, &actor)?;
    let read = move |reader: &Reader| {
        let letter = reader.letter(id)?.into_iter().collect();
        Ok(match own(reader, &actor, letter)?.pop() {
            Some((MailboxLine { movement: None, .. }, _)) => {
                reader.rejected(id)?.map(|rejection| rejection.bytes)
            }
            found => found.and_then(|(_, bytes)| bytes),
        })
    };
    let bytes = app.readers.read(read).await?;
    let bytes = bytes.ok_or_else(|| Refusal::NoSuchPlace { path: format!("/messages/{id}") })?;
    Ok(([(CONTENT_TYPE, "application/xml")], bytes).into_response())
}

/// A line, and the message where it tells of an event and could be written.
type Listed = (MailboxLine, Option<Vec<u8>>);

/// The letters that are for somebody, each with its bytes; each movement is looked up once.
fn own(reader: &Reader, actor: &Actor, letters: Vec<Letter>) -> Result<Vec<Listed>, node::Fault> {
    let mut views: BTreeMap<DossierId, Option<transit::View>> = BTreeMap::new();
    let mut lines = Vec::new();
    for Letter { notice, mail } in letters {
        match mail {
            Mail::Told { dossier, message } => {
                if !views.contains_key(&dossier) {
                    let viewed = reader.movement(&dossier)?;
                    let seen = viewed.map(|viewed| as_seen(reader, actor, viewed)).transpose()?;
                    views.insert(dossier.clone(), seen.flatten().map(|viewed| viewed.view));
                }
                let view = views.get(&dossier).and_then(Option::as_ref);
                let view = view.filter(|view| is_for(actor, view, &message));
                lines.extend(view.map(|view| told(notice, dossier, view, message)));
            }
            Mail::Rejected { sender, code, refers } if is_answered(actor, &sender) => {
                lines.push((rejected(notice, code, refers), None));
            }
            Mail::Rejected { .. } => {}
        }
    }
    Ok(lines)
}

fn told(id: i64, dossier: DossierId, view: &transit::View, message: Message) -> Listed {
    let line = MailboxLine {
        id,
        movement: Some(dossier),
        mrn: view.mrn.clone(),
        lrn: view.declaration.as_ref().map(|declaration| declaration.lrn.clone()),
        number: Some(message.number),
        message: message.code.as_str(),
        answers: None,
        written: message.bytes.is_some(),
    };
    (line, message.bytes)
}

fn rejected(id: i64, code: MessageCode, refers: Refers) -> MailboxLine {
    let Refers { message, mrn, lrn } = refers;
    MailboxLine {
        id,
        movement: None,
        mrn,
        lrn,
        number: None,
        message: code.as_str(),
        answers: message,
        written: true,
    }
}
