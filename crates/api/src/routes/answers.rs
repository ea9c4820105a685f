//! What the national system fetches by itself: every answer that is for it, after a place it names.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use kernel::{DossierId, Mrn};
use node::{Fault, Notice, Reader, Refusal};
use serde::{Deserialize, Serialize};

use crate::answers::{Answer, answer_to};
use crate::app::App;
use crate::auth::Staff;
use crate::body::{PathOf, QueryOf};
use crate::events::PAGE;
use crate::listing::Limit;
use crate::problem::Problem;

/// How often notices are looked through for one page.
const LOOKS_MAX: usize = 4;

/// Which of them.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AnswersWanted")]
pub(crate) struct Wanted {
    /// What came after this one.
    #[serde(default)]
    after: Option<i64>,
    /// At most so many; 50 unless said.
    #[serde(default)]
    limit: Option<Limit>,
}

/// An answer.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "AnswerLine")]
pub(crate) struct Line {
    /// Its place; what comes after it is asked for by it, and it is fetched by it.
    id: i64,
    /// Its name, the same by whichever way it goes: what was taken before is recognised by it.
    name: String,
    /// What it tells: the word of the step, or which message it is.
    what: String,
    /// The movement.
    movement: DossierId,
    /// Its MRN, once it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    mrn: Option<Mrn>,
}

/// A part of the answers.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "AnswerPage")]
pub(crate) struct Answers {
    /// The answers.
    items: Vec<Line>,
    /// How far this page has looked: what is asked for next comes after it.
    through: i64,
    /// Whether more may wait already.
    more: bool,
}

/// `GET /answers`: a page of what the national system is told, in the order it came about.
pub(crate) async fn list(
    State(app): State<App>,
    _: Staff,
    QueryOf(wanted): QueryOf<Wanted>,
) -> Result<Json<Answers>, Problem> {
    let limit = Limit::count(wanted.limit);
    let after = wanted.after.unwrap_or_default();
    let reading = app.clone();
    let read = move |reader: &Reader| {
        if after < 0 || after > reader.last_notice()? {
            return Ok(None);
        }
        page(&reading, reader, after, limit).map(Some)
    };
    let answers = app.readers.read(read).await?;
    Ok(Json(answers.ok_or(Refusal::PositionUnknown { position: after })?))
}

fn page(app: &App, reader: &Reader, after: i64, limit: usize) -> Result<Answers, Fault> {
    let mut answers = Answers { items: Vec::new(), through: after, more: true };
    for _ in 0..LOOKS_MAX {
        let notices = reader.notices(None, answers.through, PAGE)?;
        answers.more = notices.len() == PAGE;
        for notice in notices {
            if answers.items.len() == limit {
                answers.more = true;
                return Ok(answers);
            }
            answers.through = notice.id;
            answers
                .items
                .extend(answer_to(app, reader, &notice)?.map(|answer| line(&notice, answer)));
        }
        if !answers.more {
            break;
        }
    }
    Ok(answers)
}

fn line(notice: &Notice, answer: Answer) -> Line {
    let Answer { name, what, movement, mrn, .. } = answer;
    Line { id: notice.id, name, what, movement, mrn }
}

/// `GET /answers/{number}`: one of them, as the message it is.
pub(crate) async fn show(
    State(app): State<App>,
    _: Staff,
    PathOf(answer): PathOf<i64>,
) -> Result<Response, Problem> {
    let reading = app.clone();
    let read = move |reader: &Reader| {
        let before = answer.saturating_sub(1);
        let notice = reader.notices(None, before, 1)?.into_iter().next();
        let Some(notice) = notice.filter(|notice| notice.id == answer) else { return Ok(None) };
        answer_to(&reading, reader, &notice)
    };
    let found = app.readers.read(read).await?;
    let Answer { name, bytes, .. } =
        found.ok_or_else(|| Refusal::DossierUnknown { name: answer.to_string() })?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.xml\"")) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok((headers, bytes).into_response())
}
