//! Guarantees, and the conversations about cover.

use std::collections::BTreeMap;

use guarantee::{account, hold};
use kernel::Signed;

use super::document::Document;
use super::operation::Who;
use crate::routes::guarantees::{GuaranteesWanted, HoldsWanted};

pub(super) fn describe(document: &mut Document) {
    document
        .get("/guarantees", "listGuarantees", Who::StaffOrTrader)
        .says("A page of the guarantees", "From the latest to the earliest; a trader sees his own.")
        .lists::<GuaranteesWanted>();
    document
        .post("/guarantees", "beginGuarantee", Who::Staff)
        .says("Puts a guarantee into the register: `Register`", "")
        .takes::<account::Command>("`Register`; every other command is refused here.")
        .commands(201);
    document
        .get("/guarantees/{guarantee}", "showGuarantee", Who::StaffOrTrader)
        .says(
            "A guarantee: what was lodged, its balance and its uses",
            "A trader sees its own. Access codes are in no view.",
        )
        .shows::<account::View>();
    document
        .post("/guarantees/{guarantee}/commands", "moveGuaranteeOn", Who::Staff)
        .says("The next step of a guarantee", "")
        .takes::<account::Command>("The command.")
        .commands(200);
    document
        .get("/holds", "listHolds", Who::Staff)
        .says(
            "A page of the conversations about cover",
            "A national system that decides about guarantees asks for `?phase=requested` again and \
             again, and records its answers at `/guarantees/{guarantee}/commands`.",
        )
        .lists::<HoldsWanted>();
    document
        .get("/holds/{hold}", "showHold", Who::Staff)
        .says("A conversation about cover, on the side of whoever reads", "")
        .shows::<hold::View>();
    document
        .get("/ledger", "sumLedger", Who::Staff)
        .says("The sum over all accounts of all guarantees, by currency", "It is zero.")
        .answers::<BTreeMap<String, Signed>>(200, "By currency.");
}
