//! What departure decides: acceptance, control, release or none, discharge.

use kernel::{Date, Decides, Dossier, Happened, Mrn};

use super::lodging::days_from;
use super::{Home, Outcome, one, remarked};
use crate::event::{
    ControlCode, ControlType, Details, Event, HeldCover, NoRelease, NotificationType,
    RequestedDocument, control_group,
};
use crate::refusal::Refusal;
use crate::state::{Cover, Part};

impl Home<'_> {
    /// CTC Convention, Appendix I, art. 30. Where the national number is no MRN, the node mints one
    /// and the decision keeps both.
    pub(super) fn accept(&self, national: Option<Mrn>) -> Outcome {
        let decision = self.decision()?;
        if self.departure.accepted.is_some() {
            return Err(vec![Refusal::AlreadyAccepted]);
        }
        self.not_closed()?;
        // A national system that accepts it has seen the goods, or knows why it need not.
        if let Some(present_by) = self.departure.present_by.filter(|_| self.mode == Decides::Node) {
            return Err(vec![Refusal::GoodsNotPresented { present_by }]);
        }
        let national = national.filter(|_| self.mode == Decides::National);
        // Peers take no number of another country, so neither may the node.
        let country = self.departure.declaration.departure.country();
        if national.as_ref().is_some_and(|mrn| mrn.country() != country) {
            return Err(vec![Refusal::NoNumber]);
        }
        let Some(mrn) = national.or_else(|| self.facts.minted.clone()) else {
            return Err(vec![Refusal::NoNumber]);
        };
        one(Event::Accepted { mrn, date: self.facts.today, decision })
    }

    /// CTC Convention, Appendix I, art. 31. That a control is intended may be told before the goods
    /// are there. NCTS phase 5, IE060 of type 2.
    pub(super) fn order_control(
        &self,
        notification: NotificationType,
        controls: &[ControlType],
        documents: &[RequestedDocument],
    ) -> Outcome {
        let decision = self.decision()?;
        self.before_release()?;
        let operation = control_group(controls, documents);
        let asked = operation.clone();
        let details = Details { operation, ..Details::default() };
        let ordered = Event::ControlOrdered { notification, decision };
        let ordered = || Ok(vec![Happened::with(ordered, details)]);
        if notification == NotificationType::Intention {
            return if self.departure.present_by.is_none() {
                Err(vec![Refusal::GoodsPresentedAlready])
            } else {
                ordered()
            };
        }
        if self.departure.accepted.is_none() {
            return Err(vec![Refusal::NotAccepted]);
        }
        // Under control more may be asked for; what was asked for already is only said again.
        if self.departure.control_pending && self.facts.said_before.operation == asked {
            return Ok(Vec::new());
        }
        ordered()
    }

    pub(super) fn record_control(&self, code: ControlCode, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        self.not_closed()?;
        if !self.departure.control_pending {
            return Err(vec![Refusal::ControlNotOrdered]);
        }
        let event = Event::DepartureControlled { code, date: self.facts.today, decision };
        remarked(event, remarks)
    }

    /// NCTS phase 5, IE054: the holder is heard where the control found differences.
    pub(super) fn request_release(&self, requested: bool) -> Outcome {
        self.before_release()?;
        match self.departure.control {
            Some((ControlCode::A5, _)) => {}
            Some((code, _)) if !code.satisfactory() => {
                return Err(vec![Refusal::ControlNotSatisfactory { code }]);
            }
            Some(_) | None => return Err(vec![Refusal::ReleaseNotAsked]),
        }
        if self.departure.release_requested == Some(requested) {
            return Ok(Vec::new());
        }
        one(Event::ReleaseRequested { requested })
    }

    /// NCTS phase 5, IE051.
    pub(super) fn refuse_release(&self, reason: NoRelease, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        self.before_release()?;
        if self.departure.accepted.is_none() {
            return Err(vec![Refusal::NotAccepted]);
        }
        let (date, decision) = (self.facts.today, Some(decision));
        remarked(Event::NotReleased { date, reason, decision }, remarks)
    }

    /// CTC Convention, Appendix I, arts. 9, 33 and 35. A national system's release is recorded as it
    /// is; where cover or an agreement is missing, the movement stands so.
    pub(super) fn release(&self, limit_date: Option<Date>) -> Outcome {
        self.before_release()?;
        let mut refusals = Vec::new();
        let decision = self.decision().map_err(|wrong| refusals.extend(wrong)).ok();
        if self.departure.accepted.is_none() {
            refusals.push(Refusal::NotAccepted);
        }
        if self.mode == Decides::Node {
            refusals.extend(self.not_yet());
        }
        let limit_date = self.limit(limit_date);
        match limit_date {
            None => refusals.push(Refusal::LimitDateMissing),
            Some(limit_date) if limit_date < self.facts.today && self.mode == Decides::Node => {
                refusals.push(Refusal::LimitDatePassed { limit_date });
            }
            Some(_) => {}
        }
        let (Some(decision), Some(limit_date), true) = (decision, limit_date, refusals.is_empty())
        else {
            return Err(refusals);
        };
        one(Event::Released {
            limit_date,
            covers: self.held().collect(),
            agreements: self.facts.agreements.clone(),
            frontiers: self.facts.frontiers.clone(),
            gaps: self.facts.gaps.clone(),
            decision,
        })
    }

    fn held(&self) -> impl Iterator<Item = (kernel::CoverNumber, HeldCover)> {
        self.departure.covers.iter().filter_map(|(number, cover)| match cover {
            Cover::Held { held } => Some((*number, held.clone())),
            Cover::NotHeld { .. } | Cover::Withdrawn { .. } | Cover::Credited { .. } => None,
        })
    }

    /// What still stands in the way of a release that the node decides.
    fn not_yet(&self) -> Vec<Refusal> {
        let departure = self.departure;
        let mut refusals = Vec::new();
        let uncovered = departure.uncovered();
        for (cover, declared) in departure.declaration.covers() {
            if let Some(amount) = declared.amount.filter(|_| uncovered.contains(&cover)) {
                refusals.push(Refusal::CoverMissing { cover, amount });
            }
        }
        let gaps = self.facts.gaps.iter().cloned();
        refusals.extend(gaps.map(|(one, other)| Refusal::NoAgreement { one, other }));
        if departure.control_pending {
            refusals.push(Refusal::ControlPending);
        }
        if departure.amendment_called_for || departure.amendment.is_some() {
            refusals.push(Refusal::AmendmentPending);
        }
        if let Some((code, _)) = departure.control.filter(|(code, _)| !code.satisfactory()) {
            match departure.release_requested {
                // Differences the holder takes upon himself; not what is not satisfactory at all.
                Some(true) if code == ControlCode::A5 => {}
                Some(false) => refusals.push(Refusal::ReleaseNotRequested),
                Some(true) | None => refusals.push(Refusal::ControlNotSatisfactory { code }),
            }
        }
        refusals
    }

    /// The limit customs sets; else what was declared, where the route does not take less; else what
    /// the route takes. Implementing Regulation (EU) 2015/2447, art. 297: customs set it, by the
    /// itinerary.
    fn limit(&self, set: Option<Date>) -> Option<Date> {
        let by_route = self.facts.route_days.map(|days| days_from(self.facts.today, days));
        let declared = self.departure.declaration.limit_date;
        set.or_else(|| [declared, by_route].into_iter().flatten().min())
    }

    /// CTC Convention, Appendix I, art. 48: the operation is discharged when it has ended correctly.
    pub(super) fn discharge(&self) -> Outcome {
        let decision = self.decision()?;
        if self.departure.discharged.is_some() {
            return Ok(Vec::new());
        }
        self.not_closed()?;
        if self.departure.released.is_none() {
            return Err(vec![Refusal::NotReleased]);
        }
        if self.mode == Decides::Node {
            let solved = self.departure.solved(self.dossier);
            ended_correctly(self.dossier, solved).map_err(|refusal| vec![refusal])?;
        }
        one(Event::Discharged { date: self.facts.today, decision })
    }
}

/// Where goods ended at several destinations, each must have found them right, or what it found must
/// have been solved.
fn ended_correctly(dossier: &Dossier<Part>, solved: bool) -> Result<(), Refusal> {
    let mut ended = dossier.parts.values().filter(|part| part.ended().is_some()).peekable();
    if ended.peek().is_none() {
        return Err(Refusal::NotEnded);
    }
    let wrong = ended.find(|part| !part.ended_correctly());
    match wrong.map(|part| part.destination.as_ref().and_then(|found| found.control)) {
        None => Ok(()),
        Some(Some(_)) if solved => Ok(()),
        Some(Some((code, _))) => Err(Refusal::ControlNotSatisfactory { code }),
        Some(None) => Err(Refusal::NotControlled),
    }
}
