//! A step of a SAD that was taken before: what is recorded of it, and what the SAD says now.

use kernel::{Element, Finding, NationalReference, Refused};
use node::{Done, Reader};
use transit::{Command, View};

use super::amended::{Known, finding, reference, seen};
use crate::app::App;
use crate::problem::Problem;

/// A step that was refused, and what is known of it.
pub(super) struct Before<'a> {
    /// The SAD.
    pub(super) sad: &'a Element,
    /// What the step asked.
    pub(super) asked: Command,
    /// What the SAD is registered as, if it is.
    pub(super) registration: Option<&'a NationalReference>,
    /// The dossier the steps before it were of.
    pub(super) last: Option<&'a Done>,
}

impl Before<'_> {
    /// The dossier to go on with and what differs, where the step was taken before; nothing where
    /// it was not, and the reasons say why.
    pub(super) async fn recorded(
        &self,
        app: &App,
        why: &[Refused],
    ) -> Result<Option<(Done, Vec<Finding>)>, Problem> {
        let only = |code: &str| why.iter().all(|refused| refused.code == code);
        match &self.asked {
            Command::Accept { .. } if only("TRA-014") => self.compared(app, Self::accepted).await,
            Command::Release { .. } if only("TRA-023") => self.compared(app, Self::released).await,
            Command::RecordExit { .. } if only("TRA-025") => self.compared(app, Self::exited).await,
            _ => Ok(None),
        }
    }

    async fn compared(
        &self,
        app: &App,
        differs: fn(&Self, &View) -> Option<Finding>,
    ) -> Result<Option<(Done, Vec<Finding>)>, Problem> {
        let Some(last) = self.last else { return Ok(None) };
        let dossier = last.dossier.clone();
        let read = move |reader: &Reader| seen(reader, &dossier);
        let Some(Known { done, view }) = app.readers.read(read).await? else { return Ok(None) };
        Ok(Some((done, differs(self, &view).into_iter().collect())))
    }

    /// Accepted before, by the node itself or under a number.
    fn accepted(&self, view: &View) -> Option<Finding> {
        let (now, before) = (self.registration?, reference(view)?);
        let path = "Identification/Registration/Number";
        (now != before).then(|| finding(self.sad, path, now.as_str(), before.as_str()))
    }

    /// Released before, with a time limit.
    fn released(&self, view: &View) -> Option<Finding> {
        let Command::Release { limit_date: Some(now), .. } = &self.asked else { return None };
        let before = view.limit_date.filter(|before| before != now)?;
        Some(finding(self.sad, "Transit/Time_limit", &now.to_string(), &before.to_string()))
    }

    /// Gone before, at another time.
    fn exited(&self, _: &View) -> Option<Finding> {
        let Command::RecordExit { at, .. } = &self.asked else { return None };
        let before = "the time that was recorded first";
        Some(finding(self.sad, "Export_release/Time_of_exit", &at.to_string(), before))
    }
}
