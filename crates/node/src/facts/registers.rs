//! What a declarant, a consignor or a consignee may do today by the registers, and who was heard.

use std::collections::BTreeSet;

use journal::Verdict;
use kernel::{
    Administration, Date, Dossier, DossierId, Money, NodeId, Procedure, Rounding, Timestamp, Told,
    utc_day,
};
use reference::{AuthorisationKind, Mandate, Representing};
use transit::{
    Arriving, Contents, Declaration, Mandated, Part, Represented, declared, may_repeat, said_before,
};

use crate::fault::Fault;
use crate::judging::read_verdict;
use crate::node::Node;

impl Node {
    /// An authorised consignee's authorisation (C522), at this office, today, for this trader.
    pub(super) fn consignee_authorised(&self, arriving: &Arriving) -> bool {
        let number = arriving.authorisation.as_ref();
        let known =
            number.and_then(|number| self.world.reference.authorisation(number, utc_day(self.now)));
        known.is_some_and(|known| {
            known.kind == AuthorisationKind::Consignee
                && known.holder == arriving.trader
                && known.offices.contains(&arriving.office)
        })
    }

    /// An authorised consignor's (C521), at the office of departure, today, for the holder or for
    /// who lodges for him.
    pub(super) fn consignor_authorised(&self, declaration: &Declaration) -> bool {
        let number = declaration.consignor_authorisation.as_ref();
        let known =
            number.and_then(|number| self.world.reference.authorisation(number, utc_day(self.now)));
        known.is_some_and(|known| {
            known.kind == AuthorisationKind::Consignor
                && [&declaration.holder, declaration.declarant()].contains(&&known.holder)
                && known.offices.contains(&declaration.departure)
        })
    }

    /// On what the representative of a declaration acts today.
    pub(super) fn represented(&self, declaration: &Declaration) -> Option<Represented> {
        let representative = declaration.representative.as_ref()?;
        let today = utc_day(self.now);
        let asked = Representing {
            principal: &declaration.holder,
            representative,
            kind: declaration.representation,
            procedure: Procedure::Transit,
            office: &declaration.departure,
        };
        let mandated = |mandate: &Mandate| Mandated {
            number: mandate.number.clone(),
            limit: mandate
                .declaration_amount_max
                .map(|limit| (limit, self.at_stake(declaration, limit, today))),
        };
        let mandates = self.world.reference.mandates(asked, today);
        let licence = self.world.reference.licence(representative, Procedure::Transit, today);
        Some(Represented {
            mandates: mandates.map(|known| known.into_iter().map(mandated).collect()),
            licence: licence.map(|licence| licence.number.clone()),
        })
    }

    /// What a declaration puts at stake, in the currency of a limit: all its guarantees cover.
    fn at_stake(&self, declaration: &Declaration, limit: Money, day: Date) -> Option<Money> {
        let mut sum = Money::new(kernel::Amount::ZERO, limit.currency);
        for (_, declared) in declaration.covers() {
            let Some(amount) = declared.amount else { continue };
            let amount = if amount.currency == limit.currency {
                amount
            } else {
                let rate = self.world.reference.rate(amount.currency, limit.currency, day)?;
                amount.convert(&rate, Rounding::Up)?
            };
            sum = Money::new(sum.amount.plus(amount.amount)?, limit.currency);
        }
        Some(sum)
    }

    /// What is declared beyond what rules read, where a command amends it or speaks of its items.
    pub(super) fn contents(
        &self,
        dossier: &Dossier<Part>,
        command: &transit::Command,
    ) -> Result<Contents, Fault> {
        let wanted = match command {
            transit::Command::Amend(_) => true,
            transit::Command::RecordControl { discrepancies, .. } => {
                discrepancies.iter().any(|found| found.item.is_some())
            }
            _ => false,
        };
        if !wanted {
            return Ok(Contents::default());
        }
        let transit::Details { goods, operation, parties, transport, .. } =
            declared(&self.told_of_movement(&dossier.id)?);
        Ok(Contents { goods, operation, parties, transport })
    }

    /// What this node told with the last event of the sort a command would add.
    pub(super) fn said_before(
        &self,
        dossier: &Dossier<Part>,
        command: &transit::Command,
    ) -> Result<transit::Details, Fault> {
        if !may_repeat(command) {
            return Ok(transit::Details::default());
        }
        let told = self.told_of_movement(&dossier.id)?;
        Ok(said_before(&told, &self.settings.node, command))
    }

    /// Everything told of a movement, in the order this node learnt of it.
    pub(crate) fn told_of_movement(
        &self,
        movement: &kernel::DossierId,
    ) -> Result<Vec<Told<Part>>, Fault> {
        let mut all = Vec::new();
        for row in self.store.told_of(movement)? {
            all.extend(self.event::<Part>(&row)?);
        }
        Ok(all)
    }

    /// The administrations of a route, other than this one, that have not been heard since a day
    /// passed: of one of their nodes no dispatch was recorded that is later than its end by more than
    /// clocks may differ, or something it said of the movement is recorded and cannot be judged yet.
    pub(super) fn unheard_since(
        &self,
        (movement, declaration): (&DossierId, Option<&Declaration>),
        limit: Date,
    ) -> Result<BTreeSet<Administration>, Fault> {
        let Some(past) = end_of(limit) else { return Ok(BTreeSet::new()) };
        let past = past.as_microsecond() + self.settings.skew_ms * 1000;
        let streams = self.streams_in_force()?;
        let directory = self.world.directory()?;
        let countries = declaration.map_or(&[][..], |declaration| &declaration.countries);
        let others = countries.iter().map(Administration::of);
        let others = others.filter(|other| *other != self.settings.administration);
        let unjudged = self.unjudged_writers(movement)?;
        let silent = |administration: &Administration| {
            directory.nodes_of(administration).iter().any(|entry| {
                if unjudged.contains(&entry.node) {
                    return true;
                }
                let mut of =
                    streams.iter().filter(|stream| stream.log.node == entry.node).peekable();
                of.peek().is_none() || of.any(|stream| stream.dispatched < past)
            })
        };
        Ok(others.filter(silent).collect())
    }

    /// Who has said something of a dossier that waits for a document, or cannot be read here.
    fn unjudged_writers(&self, dossier: &DossierId) -> Result<BTreeSet<NodeId>, Fault> {
        let mut writers = BTreeSet::new();
        for row in self.store.told_of(dossier)? {
            match read_verdict(&row.verdict)? {
                Verdict::Waiting | Verdict::NoAgreement | Verdict::Unreadable => {
                    writers.insert(row.writer);
                }
                Verdict::Admitted | Verdict::Contested(_) => {}
            }
        }
        Ok(writers)
    }
}

/// The instant after the last of a day.
pub(crate) fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.at(0, 0, 0, 0);
    jiff::tz::Offset::UTC.to_timestamp(next).ok()
}
