//! What becomes of the guarantees that are to cover a movement.

use kernel::{Attempt, CoverNumber, Decides, DossierId, Happened, NoCover};

use super::lodging::days_from;
use super::{Home, Outcome, one};
use crate::event::{Event, HeldCover};
use crate::refusal::Refusal;
use crate::state::Cover;

impl Home<'_> {
    /// A guarantee the declaration names, or named before it was amended.
    fn declared(&self, cover: CoverNumber) -> Result<Option<&Cover>, Vec<Refusal>> {
        let mut covers = self.departure.declaration.covers();
        let known = self.departure.covers.get(&cover);
        if known.is_some() || covers.any(|(number, _)| number == cover) {
            Ok(known)
        } else {
            Err(vec![Refusal::NoSuchGuarantee { cover }])
        }
    }

    pub(super) fn record_cover(&self, cover: CoverNumber, held: HeldCover) -> Outcome {
        let known = self.declared(cover)?;
        if let Some(Cover::Held { held: before } | Cover::Credited { held: before }) = known
            && *before == held
        {
            return Ok(Vec::new());
        }
        newer(known, held.attempt, cover)?;
        one(Event::Covered { cover, held })
    }

    /// NCTS phase 5, IE055: where the node decides, another guarantee is awaited until a day.
    pub(super) fn record_no_cover(
        &self,
        cover: CoverNumber,
        hold: DossierId,
        attempt: Attempt,
        reasons: Vec<NoCover>,
    ) -> Outcome {
        let known = self.declared(cover)?;
        if let Some(Cover::NotHeld { hold: before, attempt: last, .. }) = known
            && (before, last) == (&hold, &attempt)
        {
            return Ok(Vec::new());
        }
        newer(known, attempt, cover)?;
        let mut happened =
            vec![Happened::plain(Event::NotCovered { cover, hold, attempt, reasons })];
        let waits = self.departure.released.is_none() && self.departure.closed.is_none();
        if waits && self.mode == Decides::Node {
            let until = days_from(self.facts.today, self.facts.guarantee_days);
            happened.push(Happened::plain(Event::OtherGuaranteeAwaited { cover, until }));
        }
        Ok(happened)
    }

    /// A released movement keeps its cover until it is discharged.
    pub(super) fn withdraw_cover(&self, cover: CoverNumber) -> Outcome {
        let decision = self.decision()?;
        self.before_release()?;
        match self.declared(cover)? {
            Some(Cover::Held { held }) => {
                one(Event::CoverWithdrawn { cover, held: held.clone(), decision })
            }
            Some(Cover::Withdrawn { .. }) => Ok(Vec::new()),
            Some(Cover::NotHeld { .. } | Cover::Credited { .. }) | None => {
                Err(vec![Refusal::NothingHeld { cover }])
            }
        }
    }

    /// A guarantee sets an amount free when it is asked to, after discharge or withdrawal.
    pub(super) fn record_credit(&self, cover: CoverNumber) -> Outcome {
        match self.declared(cover)? {
            Some(Cover::Credited { .. } | Cover::Withdrawn { .. }) => Ok(Vec::new()),
            Some(Cover::Held { .. }) if self.departure.discharged.is_none() => {
                Err(vec![Refusal::NotDischarged])
            }
            Some(Cover::Held { .. }) => one(Event::CoverCredited { cover }),
            Some(Cover::NotHeld { .. }) | None => Err(vec![Refusal::NothingHeld { cover }]),
        }
    }
}

/// Each request has one final answer, and a later request overtakes an earlier one.
fn newer(known: Option<&Cover>, attempt: Attempt, cover: CoverNumber) -> Result<(), Vec<Refusal>> {
    if known.is_none_or(|known| known.attempt() < attempt) {
        Ok(())
    } else {
        Err(vec![Refusal::CoverAnsweredOtherwise { cover }])
    }
}
