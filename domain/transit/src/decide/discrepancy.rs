//! What was found at destination to be otherwise than declared is put to the holder, and solved.

use kernel::Date;

use super::lodging::days_from;
use super::{Home, Outcome, one, remarked};
use crate::event::Event;
use crate::refusal::Refusal;

/// Within how many days of the control discrepancies are to be solved. NCTS phase 5, G0064.
const SOLVED_WITHIN_DAYS: u16 = 13;

impl Home<'_> {
    /// The day of the control that was not satisfactory.
    fn found(&self) -> Result<Date, Vec<Refusal>> {
        let destinations = self.dossier.parts.values().filter_map(|part| part.destination.as_ref());
        let mut controls = destinations.filter_map(|destination| {
            let (code, date) = destination.control?;
            (!code.satisfactory() || !destination.discrepancies.is_empty()).then_some(date)
        });
        controls.next().ok_or_else(|| vec![Refusal::NoDiscrepancies])
    }

    /// NCTS phase 5, IE019.
    pub(super) fn notify_discrepancies(
        &self,
        answer_by: Option<Date>,
        remarks: Option<String>,
    ) -> Outcome {
        let decision = self.decision()?;
        self.not_closed()?;
        let found = self.found()?;
        if self.departure.discrepancies.is_some() {
            return Ok(Vec::new());
        }
        let answer_by = answer_by.unwrap_or_else(|| days_from(found, SOLVED_WITHIN_DAYS));
        if answer_by < self.facts.today {
            return Err(vec![Refusal::LimitDatePassed { limit_date: answer_by }]);
        }
        remarked(Event::DiscrepanciesNotified { answer_by, decision }, remarks)
    }

    pub(super) fn answer_discrepancies(&self, remarks: String) -> Outcome {
        self.not_closed()?;
        match self.departure.discrepancies {
            None => Err(vec![Refusal::DiscrepanciesNotNotified]),
            Some(told) if told.solved.is_some() => Ok(Vec::new()),
            Some(_) => remarked(Event::DiscrepanciesAnswered, Some(remarks)),
        }
    }

    /// NCTS phase 5, IE049.
    pub(super) fn solve_discrepancies(&self, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        self.not_closed()?;
        self.found()?;
        match self.departure.discrepancies {
            None => Err(vec![Refusal::DiscrepanciesNotNotified]),
            Some(told) if told.solved.is_some() => Ok(Vec::new()),
            Some(_) => {
                remarked(Event::DiscrepanciesSolved { date: self.facts.today, decision }, remarks)
            }
        }
    }

    /// NCTS phase 5, IE024: departure tells those that still wait where the goods arrived.
    pub(super) fn forward_arrival(
        &self,
        office: kernel::OfficeCode,
        at: kernel::Timestamp,
    ) -> Outcome {
        let declared = office == self.departure.declaration.destination;
        if declared || self.departure.forwarded.contains(&office) {
            return Ok(Vec::new());
        }
        one(Event::ArrivalForwarded { office, at })
    }
}
