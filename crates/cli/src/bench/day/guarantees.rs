//! The guarantees under which a day's movements go.

use anyhow::Context;
use kernel::{DossierId, NameKind};
use node::{Node, Target};
use serde_json::json;

use crate::bench::archive::{guarantor, ordered};
use crate::bench::homes::Home;

/// What opens every guarantee.
pub(super) const CODE: &str = "BNCH";
/// How much each is for, in francs.
pub(super) const AMOUNT: &str = "900000000000";

/// A guarantee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pledge {
    /// Its dossier.
    pub(super) dossier: DossierId,
    /// Its number.
    pub(super) grn: String,
}

/// Lodges so many guarantees of a holder at a node.
pub(super) fn lodge(
    node: &mut Node,
    home: &Home,
    holder: &str,
    count: usize,
) -> anyhow::Result<Vec<Pledge>> {
    let (officer, office) = guarantor(&home.config)?;
    let basis = json!({"provision": "A/SP.1/5/90"});
    let mut pledges = Vec::new();
    for number in 0..count {
        let register = json!({"Register": {
            "type": "1", "holder": holder, "guarantor": format!("{}-CHAMBER", home.code),
            "office": office, "percentage": 100,
            "reference_amount": {"amount": AMOUNT, "currency": "XOF"},
            "validity": {"from": kernel::utc_day(api::now())}, "basis": basis,
        }});
        let name = format!("lodge/{holder}/{number}");
        let dossier = ordered(node, &officer, Target::New, (&name, register))?;
        let codes = json!({"ReplaceAccessCodes": {"codes": [CODE], "basis": basis}});
        let name = format!("codes/{holder}/{number}");
        ordered(node, &officer, Target::Dossier(dossier.clone()), (&name, codes))?;
        let names = home.eyes()?.names_of(&dossier)?;
        let grn =
            names.into_iter().find_map(|(kind, name)| (kind == NameKind::Grn).then_some(name));
        pledges.push(Pledge { dossier, grn: grn.context("a guarantee without a number")? });
    }
    Ok(pledges)
}
