//! All messages customs has for somebody, across movements, in the order they came about.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use identity::Actor;
use kernel::{DossierId, Mrn};
use node::{Letter, Letters, Reader, Refusal};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Caller, as_seen, is_for, told_as};
use crate::body::QueryOf;
use crate::problem::Problem;

/// How many messages a page has where nothing is said.
const PAGE: usize = 50;
/// How many it has at most.
const PAGE_MAX: usize = 500;
/// How often notices are looked through for one page.
const LOOKS_MAX: usize = 20;

/// Which of them.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// What came after this one.
    #[serde(default)]
    after: Option<i64>,
    /// At most so many.
    #[serde(default)]
    limit: Option<usize>,
}

/// A message in the mailbox.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct MailboxLine {
    /// Its place in the mailbox; what comes after it is asked for by it.
    id: i64,
    /// The movement.
    movement: DossierId,
    /// Its MRN, once it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    mrn: Option<Mrn>,
    /// Its number within the movement, by which it is fetched.
    number: usize,
    /// Which message.
    message: &'static str,
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

/// `GET /messages`: what customs has told the caller, of all his movements; everything it told
/// traders, where he works for the administration.
pub(crate) async fn read(
    State(app): State<App>,
    Caller(actor): Caller,
    QueryOf(wanted): QueryOf<Wanted>,
) -> Result<Json<Mailbox>, Problem> {
    let trader = told_as(&app, &actor)?;
    let limit = wanted.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let after = wanted.after.unwrap_or_default();
    let read = move |reader: &Reader| {
        if after > reader.last_notice()? {
            return Ok(None);
        }
        let (mut items, mut next) = (Vec::new(), Some(after));
        for _ in 0..LOOKS_MAX {
            let Some(from) = next.filter(|_| items.len() < limit) else { break };
            let Letters { letters, through } =
                reader.letters(trader.as_ref(), from, limit - items.len())?;
            items.extend(lines(reader, &actor, letters)?);
            next = through;
        }
        Ok(Some(Mailbox { items, next }))
    };
    let mailbox = app.readers.read(read).await?;
    Ok(Json(mailbox.ok_or(Refusal::PositionUnknown { position: after })?))
}

/// The letters that are for somebody; each movement is looked up once.
fn lines(
    reader: &Reader,
    actor: &Actor,
    letters: Vec<Letter>,
) -> Result<Vec<MailboxLine>, node::Fault> {
    let mut views: BTreeMap<DossierId, Option<transit::View>> = BTreeMap::new();
    let mut lines = Vec::new();
    for Letter { notice, dossier, message } in letters {
        if !views.contains_key(&dossier) {
            let viewed = reader.movement(&dossier)?;
            let seen = viewed.map(|viewed| as_seen(reader, actor, viewed)).transpose()?.flatten();
            views.insert(dossier.clone(), seen.map(|viewed| viewed.view));
        }
        let view = views.get(&dossier).and_then(Option::as_ref);
        let Some(view) = view.filter(|view| is_for(actor, view, &message)) else { continue };
        lines.push(MailboxLine {
            id: notice,
            movement: dossier,
            mrn: view.mrn.clone(),
            number: message.number,
            message: message.code.as_str(),
            written: message.bytes.is_some(),
        });
    }
    Ok(lines)
}
