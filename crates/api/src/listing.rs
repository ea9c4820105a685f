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

/// What part of a list.
#[derive(Debug, Clone, Default, Deserialize)]
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
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    dossier: DossierId,
    phase: String,
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A part of a list, and where the next begins.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Listed {
    items: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<DossierId>,
}

impl Page {
    /// The page, of those rows that may be seen.
    pub(crate) fn read(
        &self,
        reader: &Reader,
        kind: &str,
        visible: impl Fn(&ViewRow) -> Result<bool, Fault>,
    ) -> Result<Json<Listed>, Fault> {
        let limit = self.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
        let rows = reader.list(kind, self.after.as_ref(), limit)?;
        let full = rows.len() == limit;
        let next = rows.last().filter(|_| full).map(|row| row.dossier.clone());
        let mut items = Vec::new();
        for row in rows {
            if visible(&row)? {
                items.push(Line {
                    dossier: row.dossier,
                    phase: row.phase,
                    version: row.version,
                    name: row.name.map(|name| name.to_string()),
                });
            }
        }
        Ok(Json(Listed { items, next }))
    }
}
