//! Every command of a movement and of a guarantee, by everybody: who may give it.
//!
//! Each names a version that the dossier does not have. Whoever may not give the command is turned
//! away before that is looked at, whoever may is told so, and nothing happens.

use serde_json::{Value, json};

use super::scene::Scene;
use super::table::Answers;
use crate::papers::{CODE, Declared, basis};
use crate::region::day;

/// What somebody is told who may.
pub(super) const MAY: u16 = 412;

pub(super) const MOVEMENT_COMMANDS: &str = "/movements/{movement}/commands";
pub(super) const GUARANTEE_COMMANDS: &str = "/guarantees/{guarantee}/commands";

/// Whoever declares for the holder, at the office of departure; this declaration names no other.
const DECLARES: Answers = [
    401, 412, 403, 404, 404, 404, 404, 412, 403, 403, 412, 401, 401, 401, 403, 412, 404, 403, 404,
    412,
];
/// The declarant may, or its office of departure enters what he says; the rules refuse it elsewhere.
const DECLARANT: Answers = [
    401, 403, 412, 404, 404, 404, 404, 412, 403, 403, 412, 401, 401, 401, 403, 412, 404, 403, 404,
    403,
];
/// The office of departure may: its officers, or the national system for one of them.
const DEPARTURE: Answers = [
    401, 403, 403, 404, 404, 404, 404, 412, 403, 403, 412, 401, 401, 401, 403, 403, 404, 403, 404,
    403,
];
/// The declarant may, and the holder he declared for.
const DECLARANT_OR_HOLDER: Answers = [
    401, 412, 412, 404, 404, 404, 404, 412, 403, 403, 412, 401, 401, 401, 403, 412, 404, 403, 404,
    412,
];
/// The node alone does it, as a consequence.
const POLICY: Answers = [
    401, 403, 403, 404, 404, 404, 404, 403, 403, 403, 403, 401, 401, 401, 403, 403, 404, 403, 404,
    403,
];
/// The office of exit may.
const EXIT: Answers = [
    401, 403, 403, 404, 404, 404, 404, 412, 412, 403, 412, 401, 401, 401, 403, 403, 404, 403, 404,
    403,
];
/// The offices of the other country may: of entry, of destination.
const THERE: Answers = [
    401, 403, 403, 404, 404, 404, 404, 403, 403, 403, 403, 401, 401, 401, 412, 412, 404, 403, 404,
    403,
];
/// Whoever has the goods notifies for himself, at the office where they are; the rules refuse it elsewhere.
const NOTIFIES: Answers = [
    401, 403, 403, 403, 403, 403, 412, 403, 403, 403, 412, 401, 401, 401, 412, 412, 403, 412, 403,
    403,
];
/// The trader at destination may, once he is known; its office enters what he says.
const REMARKS: Answers = [
    401, 403, 403, 404, 404, 404, 404, 403, 403, 403, 412, 401, 401, 401, 412, 412, 404, 412, 404,
    403,
];
/// The office of guarantee may.
const GUARANTEE_OFFICE: Answers = [
    401, 403, 404, 404, 403, 404, 404, 412, 403, 403, 412, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];
/// The holder may, with the code of the guarantee.
const OWN_CODES: Answers = [
    401, 412, 403, 403, 403, 403, 403, 412, 403, 403, 412, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];
/// Holders and guarantors may, with the code of the guarantee, and the office.
const QUERIES: Answers = [
    401, 412, 403, 403, 412, 412, 403, 412, 403, 403, 412, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];
/// The node alone does it, as a consequence.
const GUARANTEE_POLICY: Answers = [
    401, 403, 404, 404, 403, 404, 404, 403, 403, 403, 403, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];

/// Where a command is given, which it is, and what each is answered.
pub(super) const COMMANDS: [(&str, &str, Answers); 48] = [
    (MOVEMENT_COMMANDS, "Present", DECLARES),
    (MOVEMENT_COMMANDS, "PresentGoods", DECLARANT),
    (MOVEMENT_COMMANDS, "Amend", DECLARANT),
    (MOVEMENT_COMMANDS, "AcceptAmendment", DEPARTURE),
    (MOVEMENT_COMMANDS, "RefuseAmendment", DEPARTURE),
    (MOVEMENT_COMMANDS, "CallForAmendment", DEPARTURE),
    (MOVEMENT_COMMANDS, "RequestInvalidation", DECLARANT_OR_HOLDER),
    (MOVEMENT_COMMANDS, "Invalidate", DEPARTURE),
    (MOVEMENT_COMMANDS, "RefuseInvalidation", DEPARTURE),
    (MOVEMENT_COMMANDS, "Accept", DEPARTURE),
    (MOVEMENT_COMMANDS, "RecordCover", POLICY),
    (MOVEMENT_COMMANDS, "RecordNoCover", POLICY),
    (MOVEMENT_COMMANDS, "WithdrawCover", DEPARTURE),
    (MOVEMENT_COMMANDS, "OrderControl", DEPARTURE),
    (MOVEMENT_COMMANDS, "RecordDepartureControl", DEPARTURE),
    (MOVEMENT_COMMANDS, "RequestRelease", DECLARANT_OR_HOLDER),
    (MOVEMENT_COMMANDS, "RefuseRelease", DEPARTURE),
    (MOVEMENT_COMMANDS, "Release", DEPARTURE),
    (MOVEMENT_COMMANDS, "RecordExit", EXIT),
    (MOVEMENT_COMMANDS, "RecordEntry", THERE),
    (MOVEMENT_COMMANDS, "NotifyArrival", NOTIFIES),
    (MOVEMENT_COMMANDS, "PermitUnloading", THERE),
    (MOVEMENT_COMMANDS, "RemarkUnloading", REMARKS),
    (MOVEMENT_COMMANDS, "RecordControl", THERE),
    (MOVEMENT_COMMANDS, "NotifyDiscrepancies", DEPARTURE),
    (MOVEMENT_COMMANDS, "AnswerDiscrepancies", DECLARANT_OR_HOLDER),
    (MOVEMENT_COMMANDS, "SolveDiscrepancies", DEPARTURE),
    (MOVEMENT_COMMANDS, "ForwardArrival", POLICY),
    (MOVEMENT_COMMANDS, "WatchLimits", POLICY),
    (MOVEMENT_COMMANDS, "DeclareOverdue", DEPARTURE),
    (MOVEMENT_COMMANDS, "End", THERE),
    (MOVEMENT_COMMANDS, "Discharge", DEPARTURE),
    (MOVEMENT_COMMANDS, "RecordCredit", POLICY),
    (GUARANTEE_COMMANDS, "Register", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "ReplaceAccessCodes", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "ChangeAccessCodes", OWN_CODES),
    (GUARANTEE_COMMANDS, "Query", QUERIES),
    (GUARANTEE_COMMANDS, "ChangeReferenceAmount", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "ChangeValidity", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "Suspend", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "LiftSuspension", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "Check", GUARANTEE_POLICY),
    (GUARANTEE_COMMANDS, "Hold", GUARANTEE_POLICY),
    (GUARANTEE_COMMANDS, "RecordUse", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "RecordWithdrawal", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "RecordCredit", GUARANTEE_OFFICE),
    (GUARANTEE_COMMANDS, "Withdraw", GUARANTEE_POLICY),
    (GUARANTEE_COMMANDS, "Credit", GUARANTEE_POLICY),
];

/// What a command says, as far as it must say anything.
pub(super) fn body(scene: &Scene, route: &str, command: &str) -> Value {
    let said = match route {
        MOVEMENT_COMMANDS => of_a_movement(scene, command),
        _ => of_a_guarantee(scene, command),
    };
    match said {
        Value::Null => json!(command),
        said => json!({command: said}),
    }
}

fn of_a_movement(scene: &Scene, command: &str) -> Value {
    let declared = Declared { lrn: "LRN-1", grn: "26SN0000010000010", amount: 1_000 }.command();
    let at = format!("{}T00:00:00Z", day(0));
    let money = json!({"amount": "1", "currency": "XOF"});
    match command {
        "Present" => declared["Present"].clone(),
        "PresentGoods" => json!({}),
        "Amend" => json!({"declaration": declared["Present"]["declaration"]}),
        "RequestInvalidation" => json!({}),
        "AnswerDiscrepancies" => json!({"remarks": "none"}),
        "WatchLimits" => Value::Null,
        "RecordCover" => {
            json!({"cover": 1, "held": {"hold": scene.hold, "attempt": 1, "amount": money}})
        }
        "RecordNoCover" => {
            json!({"cover": 1, "hold": scene.hold, "attempt": 1, "reasons": ["G01"]})
        }
        "WithdrawCover" => json!({"cover": 1, "basis": basis()}),
        "RecordCredit" => json!({"cover": 1}),
        "OrderControl" => json!({"notification": "0", "basis": basis()}),
        "RecordDepartureControl" => json!({"code": "A1", "basis": basis()}),
        "RequestRelease" => json!({"requested": true}),
        "RefuseRelease" => json!({"reason": "control", "basis": basis()}),
        "RecordExit" => json!({"office": "SNKID000", "at": at, "basis": basis()}),
        "RecordEntry" => json!({"office": "MLX02000", "at": at, "basis": basis()}),
        "NotifyArrival" => json!({"office": "MLBKO000", "at": at, "trader": "ML300"}),
        "ForwardArrival" => json!({"office": "MLBKO000", "at": at}),
        "RemarkUnloading" => json!({"unloading": {
            "date": day(0), "completed": true, "conform": true, "seals": "none",
        }}),
        "RecordControl" => json!({"code": "A1", "seals": "none", "basis": basis()}),
        _ => json!({"basis": basis()}),
    }
}

fn of_a_guarantee(scene: &Scene, command: &str) -> Value {
    let hold = json!({"hold": scene.hold, "attempt": 1});
    let money = json!({"amount": "1", "currency": "XOF"});
    let usage = json!({
        "movement": scene.movement, "cover": 1, "mrn": scene.mrn, "requester": "SN",
        "holder": "SN100", "amount": money, "countries": ["SN", "ML"],
        "departure": "SNDKR000", "destination": "MLBKO000",
    });
    match command {
        "Register" => crate::papers::registering("SN", "SN100")["Register"].clone(),
        "ReplaceAccessCodes" => json!({"codes": ["AB12"], "basis": basis()}),
        "ChangeAccessCodes" => json!({"master": CODE}),
        "Query" => json!({"query": "3", "requester": {"number": "SN100", "role": "1"}}),
        "ChangeReferenceAmount" => {
            json!({"reference_amount": money, "percentage": 100, "basis": basis()})
        }
        "ChangeValidity" => json!({"validity": {"from": "2026-01-01"}, "basis": basis()}),
        "Check" | "Hold" => json!({"hold": hold, "usage": usage}),
        "RecordUse" => {
            json!({"hold": hold, "usage": usage, "answer": {"Ok": money}, "basis": basis()})
        }
        "RecordWithdrawal" | "RecordCredit" => json!({"hold": hold, "basis": basis()}),
        "Withdraw" | "Credit" => json!({"hold": hold}),
        _ => json!({"basis": basis()}),
    }
}
