//! Time limits: what follows when a day has passed. The node asks; the rules look at the day.

use kernel::Decides;

use super::{Home, Outcome, one};
use crate::event::{Event, InvalidationCause, NoRelease};
use crate::refusal::Refusal;
use crate::state::{Cover, Released};

impl Home<'_> {
    /// Whatever limit has passed today has its event; nothing happens twice, and nothing where what
    /// was waited for has come.
    pub(super) fn watch_limits(&self) -> Outcome {
        let departure = self.departure;
        if !departure.open() {
            return Ok(Vec::new());
        }
        match &departure.released {
            Some(released) => self.watch_arrival(released),
            None => self.watch_departure(),
        }
    }

    /// UCC art. 171: goods that are not presented in time leave a declaration that was never lodged.
    /// Where the national system decides, it also says when it has waited long enough.
    /// NCTS phase 5, IE051: a guarantee that is not replaced in time ends it.
    fn watch_departure(&self) -> Outcome {
        let (departure, date) = (self.departure, self.facts.today);
        if self.mode == Decides::National {
            return Ok(Vec::new());
        }
        if departure.present_by.is_some_and(|present_by| present_by < date) {
            // He who asked for it gets the answer that he asked for.
            let cause = if departure.invalidation_requested {
                InvalidationCause::Holder
            } else {
                InvalidationCause::NotPresented
            };
            return one(Event::Invalidated { date, cause, decision: None });
        }
        let late = departure.awaited.iter().any(|(cover, until)| {
            let refused = matches!(departure.covers.get(cover), Some(Cover::NotHeld { .. }));
            refused && *until < date
        });
        if late {
            let reason = NoRelease::Guarantee;
            return one(Event::NotReleased { date, reason, decision: None });
        }
        Ok(Vec::new())
    }

    /// UCC implementing act (EU) 2015/2447, art. 297: the goods are to be at destination by the limit
    /// date. Nobody can say that they are not before everybody on the route has been heard.
    fn watch_arrival(&self, released: &Released) -> Outcome {
        let departure = self.departure;
        let limit_date = released.limit_date;
        if limit_date >= self.facts.today || self.arrived().is_some() || departure.overdue.is_some()
        {
            return Ok(Vec::new());
        }
        let unheard = &self.facts.unheard;
        if unheard.is_empty() {
            one(Event::Overdue { limit_date, decision: None })
        } else if *unheard == departure.unheard {
            Ok(Vec::new())
        } else {
            one(Event::Unheard { limit_date, unheard: unheard.clone() })
        }
    }

    /// The office where the goods have arrived, by any part.
    fn arrived(&self) -> Option<&kernel::OfficeCode> {
        let mut parts = self.dossier.parts.values();
        parts.find_map(|part| part.destination.as_ref()).map(|destination| &destination.office)
    }

    /// An officer decides where somebody cannot be heard.
    pub(super) fn declare_overdue(&self) -> Outcome {
        let decision = self.decision()?;
        self.not_closed()?;
        let Some(released) = &self.departure.released else {
            return Err(vec![Refusal::NotReleased]);
        };
        let limit_date = released.limit_date;
        if let Some(office) = self.arrived() {
            return Err(vec![Refusal::AlreadyArrived { office: office.clone() }]);
        }
        if limit_date >= self.facts.today {
            return Err(vec![Refusal::NotOverdue { limit_date }]);
        }
        if self.departure.overdue.is_some() {
            return Ok(Vec::new());
        }
        one(Event::Overdue { limit_date, decision: Some(decision) })
    }
}
