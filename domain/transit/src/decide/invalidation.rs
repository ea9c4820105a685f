//! A declaration is invalidated: there is no movement any more.

use kernel::Decides;

use super::{Home, Outcome, remarked};
use crate::event::{Event, InvalidationCause};
use crate::refusal::Refusal;
use crate::state::Closed;

impl Home<'_> {
    /// UCC art. 174; NCTS phase 5, IE014: at once while nothing was accepted and no
    /// control announced, else customs decide; not at the holder's wish after release.
    pub(super) fn request_invalidation(&self, remarks: Option<String>) -> Outcome {
        let departure = self.departure;
        if let Some(Closed::Invalidated { cause: InvalidationCause::Holder, .. }) = departure.closed
        {
            return Ok(Vec::new());
        }
        self.before_release()?;
        let at_once = departure.accepted.is_none() && !departure.under_control();
        if self.mode == Decides::Node && at_once {
            let cause = InvalidationCause::Holder;
            let event = Event::Invalidated { date: self.facts.today, cause, decision: None };
            return remarked(event, remarks);
        }
        if departure.invalidation_requested {
            return Ok(Vec::new());
        }
        remarked(Event::InvalidationRequested, remarks)
    }

    /// UCC art. 174; NCTS phase 5, IE009: after release too, on customs' own initiative, while the
    /// goods have not arrived.
    pub(super) fn invalidate(&self, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        if let Some(Closed::Invalidated { .. }) = self.departure.closed {
            return Ok(Vec::new());
        }
        self.not_closed()?;
        let arrived = self.dossier.parts.values().any(|part| part.destination.is_some());
        if arrived || self.departure.discharged.is_some() {
            return Err(vec![Refusal::TooLateToInvalidate]);
        }
        let cause = if self.departure.invalidation_requested {
            InvalidationCause::Holder
        } else {
            InvalidationCause::Customs
        };
        let (date, decision) = (self.facts.today, Some(decision));
        remarked(Event::Invalidated { date, cause, decision }, remarks)
    }

    pub(super) fn refuse_invalidation(&self, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        self.not_closed()?;
        if !self.departure.invalidation_requested {
            return Err(vec![Refusal::NoInvalidationRequested]);
        }
        remarked(Event::InvalidationRefused { decision }, remarks)
    }
}
