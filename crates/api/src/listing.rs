//! Lists: a page at a time, from the latest to the earliest, of those dossiers that fit.

use axum::Json;
use axum::response::{IntoResponse, Response};
use kernel::{Date, DossierId};
use node::{Fault, Reader, Refusal};
use serde::{Deserialize, Serialize};
use store::{Search, ViewRow};

use crate::app::App;
use crate::condition::Condition;
use crate::problem::Problem;

/// How many rows a page has where nothing is said.
const PAGE: usize = 50;
/// How many it has at most.
const PAGE_MAX: usize = 500;
/// How often rows are looked at for one page.
const LOOKS_MAX: usize = 20;

/// How many lines of a list are wanted.
#[derive(Debug, Clone, Copy, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "usize")]
#[schemars(extend("minimum" = 1, "maximum" = PAGE_MAX))]
pub(crate) struct Limit(usize);

impl TryFrom<usize> for Limit {
    type Error = String;

    fn try_from(count: usize) -> Result<Self, String> {
        if (1..=PAGE_MAX).contains(&count) {
            Ok(Self(count))
        } else {
            Err(format!("{count} is not between 1 and {PAGE_MAX}"))
        }
    }
}

impl Limit {
    /// How many that is; the usual number where nothing is said.
    pub(crate) fn count(limit: Option<Self>) -> usize {
        limit.map_or(PAGE, |limit| limit.0)
    }
}

/// What part of a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    /// After this dossier.
    pub(crate) after: Option<DossierId>,
    /// At most so many.
    pub(crate) limit: Option<Limit>,
}

/// One line of a list.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ListedDossier")]
pub(crate) struct Line {
    /// The dossier.
    dossier: DossierId,
    /// How far it is.
    phase: String,
    /// Its version.
    version: i64,
    /// The day this node first knew of it.
    #[schemars(with = "kernel::schema::Day")]
    day: Date,
    /// One of its names, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What is not as it should be with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    concerns: Vec<String>,
}

impl Line {
    fn of(row: ViewRow) -> Self {
        Self {
            dossier: row.dossier,
            phase: row.phase,
            version: row.version,
            day: row.day,
            name: row.name.map(|name| name.to_string()),
            concerns: row.concerns,
        }
    }
}

/// Lists that are read follow what has happened: whoever was answered finds what he did. One batch is
/// all that is waited for; a node that is busy shows what it has.
pub(crate) async fn catch_up(app: &App) -> Result<(), Problem> {
    if app.readers.read(Reader::lists_behind).await? {
        let busy = app.handle.list().await.is_err();
        tracing::debug!(busy, "lists were behind");
    }
    Ok(())
}

/// What a page shows, and after which dossier the next begins.
pub(crate) type Found<T> = (Vec<T>, Option<DossierId>);

/// A part of a list, and where the next begins.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "DossierPage")]
pub(crate) struct Listed {
    /// The lines.
    items: Vec<Line>,
    /// After which dossier the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<DossierId>,
}

impl Page {
    /// The page, of those rows that fit and may be seen. Rows that may not are passed over, up to so
    /// many that a request stays short; the next page begins behind the last that was looked at.
    pub(crate) async fn answer(
        self,
        app: &App,
        condition: Condition,
        search: Search,
        visible: impl Fn(&Reader, &ViewRow) -> Result<bool, Fault> + Send + 'static,
    ) -> Result<Response, Problem> {
        catch_up(app).await?;
        condition.follow(app).await?;
        let unknown = self.after.clone();
        let read = move |reader: &Reader| {
            let line = |reader: &Reader, row: ViewRow| {
                Ok(if visible(reader, &row)? { Some(Line::of(row)) } else { None })
            };
            self.items(reader, &search, line)
        };
        let found = app.readers.read(read).await?;
        let name = unknown.map(|after| after.to_string()).unwrap_or_default();
        let (items, next) = found.ok_or(Refusal::DossierUnknown { name })?;
        let mut response = Json(Listed { items, next }).into_response();
        condition.applied(&mut response);
        Ok(response)
    }

    /// What a page shows of the rows that are found, and where the next begins; nothing where the list
    /// does not have the dossier after which it should begin.
    pub(crate) fn items<T>(
        &self,
        reader: &Reader,
        search: &Search,
        shown: impl Fn(&Reader, ViewRow) -> Result<Option<T>, Fault>,
    ) -> Result<Option<Found<T>>, Fault> {
        let limit = Limit::count(self.limit);
        let mut before = match &self.after {
            None => None,
            Some(after) => match reader.listed(after)? {
                Some(row) => Some(row.begun),
                None => return Ok(None),
            },
        };
        let (mut items, mut next) = (Vec::new(), None);
        for _ in 0..LOOKS_MAX {
            let count = limit - items.len();
            let rows = reader.list(search, before, count)?;
            let last = rows.last().filter(|_| rows.len() == count);
            next = last.map(|row| row.dossier.clone());
            before = last.map(|row| row.begun);
            for row in rows {
                items.extend(shown(reader, row)?);
            }
            if next.is_none() || items.len() == limit {
                break;
            }
        }
        Ok(Some((items, next)))
    }
}
