//! What officers order about what is kept of a dossier: that it is erased before its days have passed, or
//! that it is preserved beyond them. Whoever preserves acts alone; nothing is erased by one alone.

use journal::{Ground, Preservation, Subject};
use kernel::{DossierId, OfficerId, Provision, Timestamp};
use serde::{Deserialize, Serialize};

use crate::erasing::Scope;
use crate::fault::Fault;
use crate::node::Node;
use crate::refusal::Refusal;

/// How many officers must order what cannot be undone.
const OFFICERS_MIN: usize = 2;

/// An order about what is kept of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RetentionOrder")]
pub struct Order {
    /// The dossier.
    pub dossier: DossierId,
    /// The rule the order rests on.
    pub provision: Provision,
    /// The file that holds the order. Nothing about anybody: it is kept for ever.
    pub reference: String,
}

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "RetentionOrderOf")]
pub enum Ordered {
    /// It is erased.
    Erasure,
    /// It is not erased until that is ended.
    Preservation,
    /// It is kept no longer than others.
    EndOfPreservation,
}

/// How far an order is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "RetentionOrderState")]
pub struct Decided {
    /// What is ordered.
    pub ordered: Ordered,
    /// The order.
    pub order: Order,
    /// The officers who have given it.
    pub officers: Vec<OfficerId>,
    /// Whether that is enough, and it is carried out.
    pub done: bool,
}

fn kept(source: serde_json::Error) -> Fault {
    Fault::Kept { what: "an order", source }
}

fn preserved_name(dossier: &DossierId) -> String {
    format!("preserved {dossier}")
}

/// Under which name an order waits for its second officer.
fn waiting_name(ordered: Ordered, dossier: &DossierId) -> String {
    let what = match ordered {
        Ordered::Erasure => "erasing",
        Ordered::Preservation => "preserving",
        Ordered::EndOfPreservation => "preserved no more",
    };
    format!("{what} {dossier}")
}

impl Node {
    /// An officer gives an order. One that cannot be undone is carried out once a second gives the same.
    pub fn give_order(
        &mut self,
        now: Timestamp,
        officer: &OfficerId,
        ordered: Ordered,
        order: Order,
    ) -> Result<Result<Decided, Refusal>, Fault> {
        let done = self.try_give_order(now, officer, ordered, order);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_give_order(
        &mut self,
        now: Timestamp,
        officer: &OfficerId,
        ordered: Ordered,
        order: Order,
    ) -> Result<Result<Decided, Refusal>, Fault> {
        if let Some(refusal) = self.unready() {
            return Ok(Err(refusal));
        }
        self.begin(now)?;
        let against = match ordered {
            Ordered::Erasure => self.not_erasable(&order.dossier)?,
            Ordered::Preservation => self.not_preservable(&order.dossier)?,
            Ordered::EndOfPreservation => self.not_preserved(&order.dossier)?,
        };
        let decided = match against {
            Some(refusal) => Err(refusal),
            None => Ok(self.decided(officer, ordered, order)?),
        };
        self.finish()?;
        Ok(decided)
    }

    fn decided(
        &mut self,
        officer: &OfficerId,
        ordered: Ordered,
        order: Order,
    ) -> Result<Decided, Fault> {
        let name = waiting_name(ordered, &order.dossier);
        let before = self.store.text(&name)?.filter(|text| !text.is_empty());
        let before: Option<Decided> =
            before.map(|text| serde_json::from_str(&text)).transpose().map_err(kept)?;
        let before = before.filter(|before| before.order == order);
        let mut officers = before.map(|before| before.officers).unwrap_or_default();
        if !officers.contains(officer) {
            officers.push(officer.clone());
        }
        let needed = if ordered == Ordered::Preservation { 1 } else { OFFICERS_MIN };
        let done = officers.len() >= needed;
        let decided = Decided { ordered, order, officers, done };
        if done {
            self.carry_out(&decided)?;
            self.store.put_text(&name, "")?;
        } else {
            let text = serde_json::to_string(&decided).map_err(kept)?;
            self.store.put_text(&name, &text)?;
        }
        Ok(decided)
    }

    fn carry_out(&mut self, decided: &Decided) -> Result<(), Fault> {
        let Order { dossier, provision, reference } = decided.order.clone();
        let officers = decided.officers.clone();
        let preserved = decided.ordered == Ordered::Preservation;
        if decided.ordered == Ordered::Erasure {
            let ground = Ground::Decision { provision, reference, officers };
            return self.erase(&dossier, Scope::Whole, ground);
        }
        let preservation =
            Preservation { dossier: dossier.clone(), preserved, provision, reference, officers };
        self.book(self.partition(&dossier), Subject::Preserved, &preservation)?;
        let text = serde_json::to_string(decided).map_err(kept)?;
        self.store
            .put_text(&preserved_name(&dossier), if preserved { &text } else { "" })
            .map_err(Into::into)
    }

    /// Whether a dossier is kept until that is ended.
    pub(crate) fn is_preserved(&self, dossier: &DossierId) -> Result<bool, Fault> {
        let kept = self.store.text(&preserved_name(dossier))?;
        Ok(kept.is_some_and(|text| !text.is_empty()))
    }

    fn not_preservable(&self, dossier: &DossierId) -> Result<Option<Refusal>, Fault> {
        let dossier = dossier.clone();
        Ok(match self.store.dossier(&dossier)? {
            None => Some(Refusal::DossierUnknown { name: dossier.to_string() }),
            Some(_) if self.is_gone(&dossier)? => Some(Refusal::Erased { dossier }),
            Some(_) => None,
        })
    }

    fn not_preserved(&self, dossier: &DossierId) -> Result<Option<Refusal>, Fault> {
        let preserved = self.is_preserved(dossier)?;
        Ok((!preserved).then(|| Refusal::NotPreserved { dossier: dossier.clone() }))
    }
}
