//! Conditions on versions: a command that is meant for one version, a view that is wanted only if it is
//! another, and a read that waits for it.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::DossierId;
use node::{Reader, Viewed};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};

use crate::app::App;
use crate::body::shown;
use crate::problem::Problem;
use crate::turns::Turn;

/// The longest that a read waits.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// How often lists are looked at that follow something nobody tells of.
const LOOK: Duration = Duration::from_millis(100);
const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The tag of a view: its version, and what is told of the dossier and does not count, so that a
/// verdict that is taken later makes it another view of the same version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag(String);

impl Tag {
    /// The tag of a view.
    pub(crate) fn of<V>(viewed: &Viewed<V>) -> Self {
        let Viewed { version, flag, uncounted_count, .. } = viewed;
        if *uncounted_count == 0 && flag.is_empty() {
            Self::of_version(*version)
        } else {
            Self(format!("{version}-{uncounted_count}{flag}"))
        }
    }

    /// The tag of a version of which everything counts.
    pub(crate) fn of_version(version: i64) -> Self {
        Self(version.to_string())
    }

    /// As a header has it.
    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&format!("\"{}\"", self.0))
            .unwrap_or(HeaderValue::from_static("\"0\""))
    }

    /// The version a tag names; one that is written otherwise than ours names none.
    fn version(tag: &str) -> Option<i64> {
        let written = tag.split('-').next()?;
        written.parse().ok().filter(|version: &i64| version.to_string() == written)
    }
}

/// What `If-Match` or `If-None-Match` names (RFC 9110, 8.8.3 and 13.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Whatever is there.
    pub any: bool,
    /// The tags, without quotes, and whether each is weak.
    pub tags: Vec<(bool, String)>,
}

impl Named {
    /// What a header names; nothing where it is absent.
    fn in_header(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Self>, Problem> {
        let mut named: Option<Self> = None;
        for value in headers.get_all(name) {
            let text = value.to_str().map_err(Problem::unreadable)?;
            let read = named.get_or_insert_default().add(text);
            read.ok_or_else(|| Problem::unreadable(format!("{name}: {text}")))?;
        }
        Ok(named)
    }

    /// Reads a list of tags; empty elements count for nothing (RFC 9110, 5.6.1).
    pub fn add(&mut self, text: &str) -> Option<()> {
        let mut rest = text.trim_matches([' ', '\t', ',']);
        if rest == "*" {
            self.any = true;
            return Some(());
        }
        while !rest.is_empty() {
            let strong = rest.strip_prefix("W/");
            let (tag, after) = strong.unwrap_or(rest).strip_prefix('"')?.split_once('"')?;
            let after = after.trim_start_matches([' ', '\t']);
            if tag.contains([' ', '\t']) || !(after.is_empty() || after.starts_with(',')) {
                return None;
            }
            self.tags.push((strong.is_some(), tag.to_owned()));
            rest = after.trim_start_matches([' ', '\t', ',']);
        }
        Some(())
    }

    /// The versions it names; nothing where any will do. A tag that is none of ours names no version,
    /// and neither does a weak one.
    pub fn versions(&self) -> Option<Vec<i64>> {
        let strong = self.tags.iter().filter(|(weak, _)| !weak);
        (!self.any).then(|| strong.filter_map(|(_, tag)| Tag::version(tag)).collect())
    }
}

/// The versions that `If-Match` names; nothing where any will do.
pub(crate) fn versions(headers: &HeaderMap) -> Result<Option<Vec<i64>>, Problem> {
    Ok(Named::in_header(headers, &IF_MATCH)?.and_then(|named| named.versions()))
}

/// How long a list of preferences wants to wait, and no longer than a read waits (RFC 7240).
pub fn preferred_wait(text: &str) -> Option<Duration> {
    let seconds = text
        .split([',', ';'])
        .find_map(|preference| preference.trim().strip_prefix("wait=")?.parse().ok());
    seconds.map(|seconds| Duration::from_secs(seconds).min(WAIT_MAX))
}

/// How a view or a list is wanted: only if it is another than the caller has, and how long he waits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    known: Named,
    wait: Option<Duration>,
}

impl FromRequestParts<App> for Condition {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let known = Named::in_header(&parts.headers, &IF_NONE_MATCH)?.unwrap_or_default();
        let mut preferred = parts.headers.get_all(PREFER).iter();
        let wait = preferred.find_map(|value| preferred_wait(value.to_str().ok()?));
        Ok(Self { known, wait: wait.map(|wait| wait.min(app.wait_max)) })
    }
}

impl Condition {
    fn has(&self, tag: &Tag) -> bool {
        self.known.any || self.known.tags.iter().any(|(_, known)| *known == tag.0)
    }

    /// The header that says that it was waited for.
    pub(crate) fn applied(&self, response: &mut Response) {
        let applied = self.wait.map(|wait| format!("wait={}", wait.as_secs()));
        if let Some(applied) = applied.and_then(|applied| HeaderValue::from_str(&applied).ok()) {
            response.headers_mut().insert(PREFERENCE_APPLIED, applied);
        }
    }

    /// Reads a view and answers with it; or, where the caller has that one, that it has not changed,
    /// as soon as he waits no longer.
    pub(crate) async fn answer<V, F>(
        self,
        app: &App,
        mut read: impl FnMut() -> F,
    ) -> Result<Response, Problem>
    where
        V: Serialize,
        F: Future<Output = Result<(DossierId, Viewed<V>), Problem>>,
    {
        let until = begun() + self.wait.unwrap_or_default();
        let mut response = loop {
            let (dossier, viewed) = read().await?;
            let (version, tag) = (viewed.version, Tag::of(&viewed));
            if !self.has(&tag) {
                break shown(viewed);
            }
            let moved = Turn::apart(timeout_at(until, moved_on(app, &dossier, version))).await;
            if !moved.unwrap_or(Ok(false))? {
                break (StatusCode::NOT_MODIFIED, [(ETAG, tag.header())]).into_response();
            }
        };
        self.applied(&mut response);
        Ok(response)
    }

    /// Waits until the lists have followed what had happened when they were asked for.
    pub(crate) async fn follow(&self, app: &App) -> Result<(), Problem> {
        let Some(wait) = self.wait else { return Ok(()) };
        let mut feed = app.feed.clone();
        let until = begun() + wait;
        while app.readers.read(Reader::lists_behind).await? && begun() < until {
            feed.latest();
            let look = (begun() + LOOK).min(until);
            if matches!(Turn::apart(timeout_at(look, feed.more())).await, Ok(false)) {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Waits until a dossier has another version. False when nothing more is told.
async fn moved_on(app: &App, dossier: &DossierId, version: i64) -> Result<bool, Problem> {
    let mut feed = app.feed.clone();
    loop {
        feed.latest();
        let asked = dossier.clone();
        if app.readers.read(move |reader| reader.version(&asked)).await? != version {
            return Ok(true);
        }
        if !feed.more().await {
            return Ok(false);
        }
    }
}

fn begun() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests;
