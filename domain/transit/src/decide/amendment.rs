//! A declaration is amended: what may change, by the state it is in.

use std::collections::BTreeSet;

use kernel::{CoverNumber, Decides, Element, Happened};

use super::lodging::{declared, details, representation};
use super::{Home, Outcome, one, remarked};
use crate::command::{Amending, Contents};
use crate::event::{Declaration, DeclaredGuarantee, Event};
use crate::refusal::Refusal;
use crate::state::{Cover, Departure};

/// An amendment with the numbers of its guarantees: one that stays as it is, of a movement that
/// stays as it is, keeps its number; every other one gets a new one, and will be asked. The access
/// codes, which the message numbers by place, follow.
pub fn renumber(departure: &Departure, mut amending: Amending) -> Amending {
    let before = &departure.declaration;
    // A message names the movement by one of its numbers; the MRN stands for the LRN it does not name.
    let by_mrn =
        departure.mrn().is_some_and(|mrn| mrn.as_str() == amending.declaration.lrn.as_str());
    if by_mrn {
        amending.declaration.lrn = before.lrn.clone();
    }
    let asked_the_same = before.asks_the_same(&amending.declaration);
    let mut kept = BTreeSet::new();
    let mut next = departure.named;
    let mut codes = std::mem::take(&mut amending.access_codes);
    for (place, declared) in (1_u16..).zip(&mut amending.declaration.guarantees) {
        let stays = |number: &CoverNumber, known: &DeclaredGuarantee| {
            asked_the_same && !kept.contains(number) && same(known, declared)
        };
        let mut numbered = before.numbered();
        let known =
            numbered.find(|(number, known)| stays(number, known) && !refused(departure, *number));
        let number = known.map_or_else(
            || {
                next = next.saturating_add(1);
                CoverNumber(next)
            },
            |(number, _)| number,
        );
        kept.insert(number);
        declared.number = Some(number);
        if let Some(code) = codes.remove(&CoverNumber(place)) {
            amending.access_codes.insert(number, code);
        }
    }
    amending
}

fn same(one: &DeclaredGuarantee, other: &DeclaredGuarantee) -> bool {
    one.kind == other.kind && one.reference == other.reference && one.amount == other.amount
}

/// A guarantee that was refused or taken back and is named again is asked again.
fn refused(departure: &Departure, number: CoverNumber) -> bool {
    let known = departure.covers.get(&number);
    matches!(known, Some(Cover::NotHeld { .. } | Cover::Withdrawn { .. }))
}

impl Home<'_> {
    /// UCC art. 173; NCTS phase 5, R0520: until release, and not while customs have said that they
    /// will control, unless they call for it. While a guarantee is refused only guarantees change.
    pub(super) fn amend(&self, amending: Amending) -> Outcome {
        self.before_release()?;
        let amending = renumber(self.departure, amending);
        // An officer or a national system decides; a declarant only asks.
        let decision = self.facts.decision.as_ref().map(|_| self.decision()).transpose()?;
        let mut refusals = Vec::new();
        if decision.is_none() {
            refusals.extend(self.out_of_place(&amending));
        }
        refusals.extend(self.fixed(&amending));
        refusals.extend(declared(self.facts, &amending.declaration));
        let unsealed = |cover: &&CoverNumber| {
            let known = self.departure.declaration.numbered().any(|(number, _)| number == **cover);
            !known && !self.facts.sealed.contains_key(cover)
        };
        let unsealed = amending.access_codes.keys().filter(unsealed);
        refusals.extend(unsealed.map(|cover| Refusal::AccessNotSealed { cover: *cover }));
        // What he puts at stake now, and on this day, is to be under his mandate too.
        let authority = representation(self.facts, self.mode, &amending.declaration)
            .unwrap_or_else(|wrong| {
                refusals.extend(wrong);
                None
            });
        if !refusals.is_empty() {
            return Err(refusals);
        }
        if amending.declaration == numbered(&self.departure.declaration)
            && same_contents(&amending.contents, &self.facts.contents)
        {
            return Ok(Vec::new());
        }
        let (declaration, contents) = (Box::new(amending.declaration), amending.contents);
        let event = if self.mode == Decides::National && decision.is_none() {
            Event::AmendmentRequested { declaration }
        } else {
            Event::Amended { declaration, authority, decision }
        };
        Ok(vec![Happened::with(event, details(self.facts, contents))])
    }

    /// Whether a declarant may amend now, and in this way.
    fn out_of_place(&self, amending: &Amending) -> Vec<Refusal> {
        let departure = self.departure;
        let mut refusals = Vec::new();
        // A guarantee that was refused is replaced whatever is controlled: no goods change.
        let replacing = amending.guarantee_only && departure.guarantee_under_amendment();
        if departure.under_control() && !departure.amendment_called_for && !replacing {
            refusals.push(Refusal::UnderControl);
        }
        if departure.amendment.is_some() {
            refusals.push(Refusal::AmendmentPending);
        }
        match (departure.guarantee_under_amendment(), amending.guarantee_only) {
            (true, false) => refusals.push(Refusal::OnlyGuarantees),
            (false, true) => refusals.push(Refusal::GuaranteeNotRefused),
            (true, true) | (false, false) => {}
        }
        refusals
    }

    /// What may never change, and what may not while only guarantees are amended.
    fn fixed(&self, amending: &Amending) -> Vec<Refusal> {
        let (before, after) = (self.departure.declaration.as_ref(), &amending.declaration);
        let mut refusals = Vec::new();
        let mut stays = |same: bool, field| {
            if !same {
                refusals.push(Refusal::MayNotChange { field });
            }
        };
        stays(before.lrn == after.lrn, "LRN");
        stays(before.declaration_type == after.declaration_type, "declarationType");
        stays(before.security == after.security, "security");
        stays(before.holder == after.holder, "HolderOfTheTransitProcedure");
        // In which way he acts may be said later, where nobody has said it.
        let said = before.representation.is_none_or(|said| after.representation == Some(said));
        let same = before.representative == after.representative;
        stays(same && said, "Representative");
        stays(before.departure == after.departure, "CustomsOfficeOfDeparture");
        stays(self.lodged_as(amending.prelodged), "additionalDeclarationType");
        if amending.guarantee_only {
            stays(before.destination == after.destination, "CustomsOfficeOfDestinationDeclared");
            stays(before.transits == after.transits, "CustomsOfficeOfTransitDeclared");
            stays(before.commodities == after.commodities, "CommodityCode");
            stays(before.limit_date == after.limit_date, "limitDate");
            let authorised = before.consignor_authorisation == after.consignor_authorisation;
            stays(authorised, "Authorisation");
            let (before, after) = (self.facts.contents.as_ref(), &amending.contents);
            stays(kept(&after.goods, &before.goods), "Consignment");
            stays(kept(&after.transport, &before.transport), "transport");
            stays(kept(&after.parties, &before.parties), "HolderOfTheTransitProcedure");
            stays(operation_kept(after, before), "TransitOperation");
        }
        refusals
    }

    /// Whether an amendment says of the goods what is so: whether they were there when the declaration
    /// was lodged, or are now. That they have come is told by presenting them (IE170).
    fn lodged_as(&self, prelodged: Option<bool>) -> bool {
        let Some(said) = prelodged else { return true };
        let operation = self.facts.contents.operation.as_ref();
        let kind = operation
            .and_then(|operation| operation.text("TransitOperation/additionalDeclarationType"));
        said == self.departure.present_by.is_some() || (said && kind == Some("D"))
    }

    /// The national system makes the amendment the declarant asked it for.
    pub(super) fn accept_amendment(&self) -> Outcome {
        let decision = self.decision()?;
        self.before_release()?;
        let Some(declaration) = self.departure.amendment.clone() else {
            return Err(vec![Refusal::NoAmendmentRequested]);
        };
        one(Event::Amended { declaration, authority: None, decision: Some(decision) })
    }

    pub(super) fn refuse_amendment(&self, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        self.before_release()?;
        if self.departure.amendment.is_none() {
            return Err(vec![Refusal::NoAmendmentRequested]);
        }
        remarked(Event::AmendmentRefused { decision }, remarks)
    }

    pub(super) fn call_for_amendment(&self, remarks: Option<String>) -> Outcome {
        let decision = self.decision()?;
        self.before_release()?;
        if self.departure.accepted.is_none() {
            return Err(vec![Refusal::NotAccepted]);
        }
        if self.departure.amendment_called_for && self.facts.said_before.remarks == remarks {
            return Ok(Vec::new());
        }
        remarked(Event::AmendmentCalledFor { decision }, remarks)
    }
}

/// A declaration with the numbers of its guarantees written out.
fn numbered(declaration: &Declaration) -> Declaration {
    let numbers: Vec<_> = declaration.numbered().map(|(number, _)| number).collect();
    let mut declaration = declaration.clone();
    for (declared, number) in declaration.guarantees.iter_mut().zip(numbers) {
        declared.number = Some(number);
    }
    declaration
}

fn same_contents(after: &Contents, before: &Contents) -> bool {
    kept(&after.goods, &before.goods)
        && kept(&after.parties, &before.parties)
        && kept(&after.transport, &before.transport)
        && operation_kept(after, before)
}

/// What an amendment leaves out of its contents it does not change.
fn kept(after: &Option<Element>, before: &Option<Element>) -> bool {
    after.is_none() || after == before
}

/// The same of the operation, but for what names a message and its movement.
fn operation_kept(after: &Contents, before: &Contents) -> bool {
    let Some(after) = &after.operation else { return true };
    before.operation.as_ref().map(substance) == Some(substance(after))
}

/// The operation and its authorisations without what differs from message to message.
fn substance(operation: &Element) -> Element {
    const OF_THE_MESSAGE: [&str; 2] = ["messageSender", "messageIdentification"];
    const OF_THE_MOVEMENT: [&str; 4] =
        ["LRN", "MRN", "additionalDeclarationType", "amendmentTypeFlag"];
    let without = |group: &Element, names: &[&str]| {
        names.iter().fold(group.clone(), |group, name| group.without(name))
    };
    let kept = without(operation, &OF_THE_MESSAGE);
    let children = kept.children().iter().map(|child| {
        if child.name.as_ref() == "TransitOperation" {
            without(child, &OF_THE_MOVEMENT)
        } else {
            child.clone()
        }
    });
    Element::group("Operation").and_all(children)
}
