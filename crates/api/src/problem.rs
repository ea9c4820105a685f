//! Why a request was not done: `application/problem+json` (RFC 9457), in the reader's language.

use axum::Json;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_LANGUAGE, ALLOW, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Finding, Refusal as _, Refused};
use language::{Language, Told, ToldFinding};
use node::Refusal;
use serde::Serialize;

use crate::fault::Fault;
use crate::host::Busy;
use crate::training::Training;

/// All reasons at once, in no language yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    refusals: Vec<Refused>,
    findings: Vec<Finding>,
    /// The command it answers, where it is one of several of a message.
    command: Option<String>,
}

impl Problem {
    /// What the rules answered.
    pub(crate) fn refused(refusals: Vec<Refused>) -> Self {
        Self { refusals, findings: Vec::new(), command: None }
    }

    /// What is wrong with a message.
    pub(crate) fn faulty(findings: Vec<Finding>) -> Self {
        let count = findings.len();
        let refusals = vec![Refusal::MessageFaulty { count }.refused()];
        Self { refusals, findings, command: None }
    }

    /// The same, with what the rules refuse besides.
    pub(crate) fn and(mut self, refusals: Vec<Refused>) -> Self {
        self.refusals.extend(refusals);
        self
    }

    /// A body that cannot be read.
    pub(crate) fn unreadable(detail: impl ToString) -> Self {
        Refusal::Unreadable { detail: detail.to_string() }.into()
    }

    /// The same, as the answer to a command.
    pub(crate) fn answering(self, command: String) -> Self {
        Self { command: Some(command), ..self }
    }

    /// The same, with what else is wrong with the message.
    pub(crate) fn with(self, findings: Vec<Finding>) -> Self {
        Self { findings, ..self }
    }

    /// The command it answers, where the command may be asked anew and answered otherwise. That a
    /// name or an identifier belongs to something else does not change: asked under another
    /// identifier the command would only be taken for one that never was.
    pub(crate) fn to_ask_anew(&self) -> Option<&str> {
        let taken = ["NOD-001", "NOD-004"];
        let for_good = self.refusals.iter().any(|refused| taken.contains(&&*refused.code));
        self.command.as_deref().filter(|_| !for_good)
    }

    /// Whether the same request may succeed a little later.
    pub(crate) fn is_passing(&self) -> bool {
        passes(self.status())
    }

    /// The code of the first reason.
    pub(crate) fn code(&self) -> &str {
        self.refusals.first().map_or("", |refused| refused.code.as_str())
    }

    fn status(&self) -> StatusCode {
        status_of(self.code())
    }
}

/// Whether what is answered so may be answered otherwise a little later.
fn passes(status: StatusCode) -> bool {
    [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS].contains(&status)
}

/// Under which status a refusal is answered.
pub(crate) fn status_of(code: &str) -> StatusCode {
    match code {
        "NOD-008" => StatusCode::BAD_REQUEST,
        "NOD-013" => StatusCode::UNAUTHORIZED,
        "NOD-003" => StatusCode::FORBIDDEN,
        "NOD-002" | "NOD-012" | "NOD-029" | "NOD-030" => StatusCode::NOT_FOUND,
        "NOD-001" | "NOD-004" | "NOD-006" | "NOD-007" | "NOD-023" | "NOD-026" | "NOD-027"
        | "NOD-033" | "NOD-034" | "NOD-036" | "NOD-037" | "NOD-038" | "NOD-039" => {
            StatusCode::CONFLICT
        }
        "NOD-009" | "NOD-035" => StatusCode::GONE,
        "NOD-011" => StatusCode::PAYLOAD_TOO_LARGE,
        "NOD-010" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "NOD-005" | "NOD-014" | "NOD-020" => StatusCode::SERVICE_UNAVAILABLE,
        "NOD-040" => StatusCode::TOO_MANY_REQUESTS,
        "NOD-016" => StatusCode::PRECONDITION_FAILED,
        "NOD-017" => StatusCode::METHOD_NOT_ALLOWED,
        "NOD-018" | "NOD-032" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl Problem {
    /// All of it in a language.
    pub(crate) fn said(&self, language: Language, training: Training) -> Body {
        let spoken = |refused: &Refused| Spoken {
            told: language::refusal(language, refused),
            arguments: refused.arguments.clone(),
        };
        let refusals: Vec<Spoken> = self.refusals.iter().map(spoken).collect();
        let findings = self.findings.iter().map(|finding| language::finding(language, finding));
        let first = refusals.first();
        Body {
            r#type: format!("/errors/{}", self.code()),
            title: first.map(|spoken| spoken.told.title.clone()).unwrap_or_default(),
            status: self.status().as_u16(),
            detail: first.map(|spoken| spoken.told.next.clone()).unwrap_or_default(),
            code: self.code().to_owned(),
            findings: findings.collect(),
            refusals,
            training: training.0,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::refused(vec![refusal.refused()])
    }
}

impl From<Busy> for Problem {
    fn from(_: Busy) -> Self {
        Refusal::NotWorking.into()
    }
}

/// A fault is told to the operator in the log; whoever asked only learns that it was not his.
impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        tracing::error!("{}", crate::fault::chain(&fault));
        Refusal::NotWorking.into()
    }
}

/// The body, as it is written.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct Body {
    /// The page that explains the first reason.
    r#type: String,
    /// The first reason.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What to do now.
    detail: String,
    /// The code of the first reason.
    code: String,
    /// All reasons.
    refusals: Vec<Spoken>,
    /// What is wrong with a message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<ToldFinding>,
    /// Whether the node is there for training.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    training: bool,
}

/// A reason in words, and what it speaks of.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Reason")]
struct Spoken {
    #[serde(flatten)]
    told: Told,
    /// What the text speaks of, by name.
    arguments: std::collections::BTreeMap<String, String>,
}

/// The reasons of a response that tells them itself, in the form of a message: for the log and the
/// numbers.
#[derive(Debug, Clone)]
pub(crate) struct ToldInKind(pub(crate) Problem);

/// The code of the first reason why a request was not done, however that is told; empty where it was.
pub(crate) fn code_of(response: &Response) -> &str {
    let extensions = response.extensions();
    let in_kind = || extensions.get::<ToldInKind>().map(|ToldInKind(problem)| problem);
    extensions.get::<Problem>().or_else(in_kind).map_or("", Problem::code)
}

/// The response carries the reasons until `speak` puts them into words.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Puts a problem into the words of whoever asked.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    let training = request.extensions().get::<Training>().copied().unwrap_or(Training(false));
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let mut words = spoken(&problem, language, training);
    // Where nothing of the kind is done at a place, the router has said what is.
    if let Some(allowed) = response.headers_mut().remove(ALLOW) {
        words.headers_mut().insert(ALLOW, allowed);
    }
    words
}

/// An answer that is said in a language.
pub(crate) struct InWords<T>(pub(crate) Language, pub(crate) T);

impl<T: Serialize> IntoResponse for InWords<T> {
    fn into_response(self) -> Response {
        let Self(language, said) = self;
        ([(CONTENT_LANGUAGE, language.code())], Json(said)).into_response()
    }
}

/// The language a request asks for.
pub(crate) fn language_of(headers: &HeaderMap) -> Language {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wanted.map_or_else(Language::default, Language::from_accept_language)
}

fn spoken(problem: &Problem, language: Language, training: Training) -> Response {
    let status = problem.status();
    let mut response = (status, Json(problem.said(language, training))).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    if passes(status) {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

#[cfg(test)]
mod tests;
