//! What was found at destination to be otherwise than declared is put to the holder, and solved.

use kernel::Date;

use super::lodging::days_from;
use super::{Home, Outcome, one, remarked};
use crate::event::{Event, Finding};
use crate::refusal::Refusal;
use crate::state::findings;

/// Within how many days of the control discrepancies are to be solved. NCTS phase 5, G0064.
const SOLVED_WITHIN_DAYS: u16 = 13;

impl Home<'_> {
    /// What was found at destination to be otherwise than declared.
    fn found(&self) -> Result<Vec<Finding>, Vec<Refusal>> {
        let found = findings(self.dossier);
        if found.is_empty() { Err(vec![Refusal::NoDiscrepancies]) } else { Ok(found) }
    }

    /// NCTS phase 5, IE019. What is found later, or asked otherwise, is put to the holder again.
    pub(super) fn notify_discrepancies(
        &self,
        asked_by: Option<Date>,
        remarks: Option<String>,
    ) -> Outcome {
        let decision = self.decision()?;
        self.not_closed()?;
        let findings = self.found()?;
        if let Some(told) = &self.departure.discrepancies {
            let known = findings.iter().all(|finding| told.findings.contains(finding));
            let asked_the_same = asked_by.is_none_or(|day| day == told.answer_by);
            if known && asked_the_same && self.facts.said_before.remarks == remarks {
                return Ok(Vec::new());
            }
        }
        let last = findings.iter().map(|finding| finding.date).max();
        let within = || days_from(last.unwrap_or(self.facts.today), SOLVED_WITHIN_DAYS);
        let answer_by = asked_by.unwrap_or_else(within);
        if answer_by < self.facts.today {
            return Err(vec![Refusal::LimitDatePassed { limit_date: answer_by }]);
        }
        remarked(Event::DiscrepanciesNotified { findings, answer_by, decision }, remarks)
    }

    /// What he says is kept, also when it comes late.
    pub(super) fn answer_discrepancies(&self, remarks: String) -> Outcome {
        self.not_closed()?;
        let Some(told) = &self.departure.discrepancies else {
            return Err(vec![Refusal::DiscrepanciesNotNotified]);
        };
        if told.answered && self.facts.said_before.remarks.as_ref() == Some(&remarks) {
            return Ok(Vec::new());
        }
        remarked(Event::DiscrepanciesAnswered, Some(remarks))
    }

    /// NCTS phase 5, IE049. What the holder was not told of cannot have been solved with him.
    pub(super) fn solve_discrepancies(&self, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        self.not_closed()?;
        let findings = self.found()?;
        let told = self.departure.discrepancies.as_ref();
        let all_of_it = told.filter(|told| {
            let mut wrong = findings.iter().filter(|finding| !finding.code.satisfactory());
            wrong.all(|finding| told.findings.contains(finding))
        });
        match all_of_it {
            None => Err(vec![Refusal::DiscrepanciesNotNotified]),
            Some(told) if told.solved.is_some() && self.facts.said_before.remarks == remarks => {
                Ok(Vec::new())
            }
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
