//! Lists: a page at a time, after a dossier, or the dossiers of a name.

use axum::Json;
use kernel::DossierId;
use node::{Fault, Reader};
use serde::{Deserialize, Serialize};
use store::ViewRow;

/// How many rows a page has where nothing is said.
const PAGE: usize = 50;
/// How many it has at most.
const PAGE_MAX: usize = 500;
/// How often rows are looked at for one page.
const LOOKS_MAX: usize = 20;

/// What part of a list.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// After this dossier.
    #[serde(default)]
    pub(crate) after: Option<DossierId>,
    /// At most so many.
    #[serde(default)]
    pub(crate) limit: Option<usize>,
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
    /// One of its names, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl Line {
    fn of(row: ViewRow) -> Self {
        Self {
            dossier: row.dossier,
            phase: row.phase,
            version: row.version,
            name: row.name.map(|name| name.to_string()),
        }
    }
}

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
    /// The page, of those rows that may be seen. Rows that may not are passed over, up to so many
    /// that a request stays short; the next page begins behind the last that was looked at.
    pub(crate) fn read(
        &self,
        reader: &Reader,
        kind: &str,
        visible: impl Fn(&ViewRow) -> Result<bool, Fault>,
    ) -> Result<Json<Listed>, Fault> {
        let limit = self.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
        let (mut items, mut next) = (Vec::new(), self.after.clone());
        for _ in 0..LOOKS_MAX {
            let count = limit - items.len();
            let rows = reader.list(kind, next.as_ref(), count)?;
            let full = rows.len() == count;
            next = rows.last().filter(|_| full).map(|row| row.dossier.clone());
            for row in rows {
                if visible(&row)? {
                    items.push(Line::of(row));
                }
            }
            if next.is_none() || items.len() == limit {
                break;
            }
        }
        Ok(Json(Listed { items, next }))
    }
}
