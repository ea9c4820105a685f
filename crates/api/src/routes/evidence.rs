//! The evidence bundle of a movement: given to whoever works for the administration, who answers for
//! handing it on.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use node::{Reader, Refusal, evidence};
use serde::Deserialize;

use super::movements::{Movement, visible};
use crate::app::App;
use crate::auth::Staff;
use crate::body::{PathOf, QueryOf};
use crate::problem::Problem;

/// What is left out of a bundle.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// The groups to leave out, by their names, with commas between them.
    #[serde(default)]
    redact: Option<Withheld>,
}

/// Groups of events that are left out. One that no event has is a mistake, and not nothing: what was to be
/// left out would be in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Withheld(BTreeSet<String>);

impl TryFrom<String> for Withheld {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let known = evidence::groups();
        let groups: BTreeSet<_> = text.split(',').map(ToOwned::to_owned).collect();
        match groups.iter().find(|group| !known.contains(group.as_str())) {
            None => Ok(Self(groups)),
            Some(unknown) => {
                let known = Vec::from_iter(known).join(", ");
                Err(format!("`{unknown}` is no group that can be left out; those are {known}"))
            }
        }
    }
}

impl schemars::JsonSchema for Withheld {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Withheld".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let one = Vec::from_iter(evidence::groups()).join("|");
        schemars::json_schema!({
            "type": "string", "pattern": format!("^({one})(,({one}))*$"),
            "description": "The groups to leave out, by their names, with commas between them.",
        })
    }
}

/// `GET /movements/{movement}/evidence`: everything this node holds of a movement, with what proves it.
pub(crate) async fn movement(
    State(app): State<App>,
    Staff(actor): Staff,
    PathOf(movement): PathOf<String>,
    QueryOf(wanted): QueryOf<Wanted>,
) -> Result<Response, Problem> {
    let viewed = visible(&app, actor, Movement::parse(&movement)?).await?;
    let Withheld(groups) = wanted.redact.unwrap_or_default();
    let read = move |reader: &Reader| reader.evidence(&viewed.view.dossier, &groups);
    let bundle = app.readers.read(read).await?;
    let bundle = bundle.ok_or(Refusal::DossierUnknown { name: movement })?;
    Ok(([(CONTENT_TYPE, "application/json")], bundle).into_response())
}
