//! A declaration is invalidated: there is no movement any more.

use std::collections::BTreeSet;

use kernel::{Decides, Decision, Happened};

use super::{Home, Outcome, remarked};
use crate::event::{Event, InvalidationCause, Sighting};
use crate::refusal::Refusal;
use crate::state::{Closed, sightings};

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
    /// goods have not arrived. Of goods that were seen on their way they say where these are, since
    /// the guarantee is set free and nobody would look for them; decision 0019.
    pub(super) fn invalidate(&self, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        let seen = sightings(self.dossier);
        let remarks = remarks.filter(|remarks| !remarks.trim().is_empty());
        if let Some(Closed::Invalidated { .. }) = self.departure.closed {
            return self.account_for(seen, decision, remarks);
        }
        self.not_closed()?;
        let arrived = self.dossier.parts.values().any(|part| part.destination.is_some());
        if arrived || self.departure.discharged.is_some() {
            return Err(vec![Refusal::TooLateToInvalidate]);
        }
        let unsaid = seen.first().filter(|_| remarks.is_none() && self.mode == Decides::Node);
        if let Some(Sighting { office, .. }) = unsaid {
            return Err(vec![Refusal::WhereaboutsMissing { office: office.clone() }]);
        }
        let cause = if self.departure.invalidation_requested {
            InvalidationCause::Holder
        } else {
            InvalidationCause::Customs
        };
        let accounted_for = remarks.is_some() && !seen.is_empty();
        let (date, by) = (self.facts.today, Some(decision.clone()));
        let mut happened = remarked(Event::Invalidated { date, cause, decision: by }, remarks)?;
        if accounted_for {
            happened.push(Happened::plain(Event::GoodsAccountedFor { sightings: seen, decision }));
        }
        Ok(happened)
    }

    /// Customs say what became of goods that were seen although the declaration was invalidated.
    fn account_for(
        &self,
        seen: BTreeSet<Sighting>,
        decision: Decision,
        remarks: Option<String>,
    ) -> Outcome {
        if remarks.is_none() || seen.is_subset(&self.departure.accounted_for) {
            return Ok(Vec::new());
        }
        remarked(Event::GoodsAccountedFor { sightings: seen, decision }, remarks)
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
