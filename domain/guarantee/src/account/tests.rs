//! What a guarantee promises, rule by rule.

use expect_test::{expect, expect_file};
use kernel::{
    Amount, Attempt, Country, Decides, Decision, Digest, DossierId, Grn, GuaranteeReference,
    GuaranteeType, Happened, Made, Money, NoCover, OfficeCode, Rate,
};
use proptest::prelude::*;
use testkit::{Given, administration, events_golden, table};

use super::*;

mod cover;
mod golden;
mod ledger;
mod messages;
mod national;
mod query;
mod register;

type Case = Given<Account>;

const GRN: &str = "26CI0000010000013";

fn xof(amount: u32) -> Money {
    Money::new(Amount::whole(amount), "XOF".to_owned().try_into().unwrap())
}

fn basis() -> kernel::Basis {
    serde_json::from_str(r#"{"provision":"A/SP.1/5/90, art. 4"}"#).unwrap()
}

fn decision() -> Decision {
    Decision {
        officer: "awa".parse().unwrap(),
        post: "CIABJ000/guarantee".parse().unwrap(),
        office: "CIABJ000".parse().unwrap(),
        provision: "A/SP.1/5/90, art. 4".parse().unwrap(),
        national_reference: None,
        made: Made::ByOfficer,
    }
}

fn code(text: &str) -> AccessMac {
    AccessMac(Digest::of(&[text.as_bytes()]))
}

fn facts() -> Facts {
    Facts {
        today: "2026-11-23".parse().unwrap(),
        decides: Decides::Node,
        decision: Some(decision()),
        country: Country::parse("CI").unwrap(),
        minted: None,
        new_codes: vec![code("AC01")],
        withdrawn_code: None,
        access: Access::Given(code("AC01")),
        asker: Asker::Office,
        agent: false,
        parties: Parties::default(),
        approval: Some(Approval::Approved { without_agent: [].into() }),
        rate: None,
        goods: [].into(),
        request: None,
        answered: None,
        freed: false,
        wrong_codes_max: 3,
    }
}

fn national() -> Facts {
    let national_reference = Some("ASY 2026/17".parse().unwrap());
    let decision = Decision { national_reference, made: Made::ByNationalSystem, ..decision() };
    Facts { decides: Decides::National, decision: Some(decision), ..facts() }
}

/// The same once somebody has asked for this amount.
fn asked(amount: u32) -> Facts {
    let reference = GuaranteeReference::Grn(Grn::parse(GRN).unwrap());
    Facts { request: Some(Requested { reference, usage: usage(amount) }), ..national() }
}

fn registered_nationally() -> Case {
    Case::new("CI", "CI").did(&national(), register(GuaranteeType::Comprehensive))
}

fn record(number: u8, amount: u32, answer: Result<Money, Vec<NoCover>>) -> Command {
    let (hold, basis) = (hold_ref(number), basis());
    Command::RecordUse { hold, usage: usage(amount), answer, basis }
}

fn record_credit(number: u8) -> Command {
    Command::RecordCredit { hold: hold_ref(number), amount: None, basis: basis() }
}

fn record_withdrawal(number: u8) -> Command {
    Command::RecordWithdrawal { hold: hold_ref(number), basis: basis() }
}

fn percentage(share: u8) -> Percentage {
    share.try_into().unwrap()
}

fn validity() -> Validity {
    Validity {
        from: "2026-01-01".parse().unwrap(),
        until: Some("2026-12-31".parse().unwrap()),
        not_valid_in: [Country::parse("NE").unwrap()].into(),
        not_valid_for: [GoodsClass::Suspended].into(),
    }
}

fn registering(kind: GuaranteeType) -> Registering {
    let grn = match kind {
        GuaranteeType::Cash => None,
        GuaranteeType::Voucher => Some(Grn::parse(&format!("{GRN}A000001")).unwrap()),
        _ => Some(Grn::parse(GRN).unwrap()),
    };
    Registering {
        kind,
        grn,
        voucher: None,
        cash_account: (kind == GuaranteeType::Cash).then(|| "CAISSE-12".parse().unwrap()),
        other_reference: None,
        holder: "CI100".parse().unwrap(),
        holder_name: Some("Transit Ivoire".to_owned()),
        guarantor: Some("G-1".parse().unwrap()),
        guarantor_name: None,
        office: "CIABJ000".parse().unwrap(),
        reference_amount: xof(1_000_000),
        percentage: percentage(if kind == GuaranteeType::Waiver { 0 } else { 100 }),
        validity: validity(),
        bound_to: None,
        basis: basis(),
    }
}

fn register(kind: GuaranteeType) -> Command {
    Command::Register(Box::new(registering(kind)))
}

fn registered(kind: GuaranteeType) -> Case {
    let case = Case::new("CI", "CI").did(&facts(), register(kind));
    if kind.has_grn() { case.did(&facts(), replace_codes()) } else { case }
}

fn replace_codes() -> Command {
    Command::ReplaceAccessCodes { codes: Vec::new(), basis: basis() }
}

/// A query of the holder, who gives no access code.
fn querying(query: QueryKind) -> Querying {
    Querying {
        query,
        from: None,
        until: None,
        requester: Requester { number: "CI100".parse().unwrap(), role: Role::Holder },
        owner: None,
        access_code: None,
        message: None,
    }
}

fn query(query: QueryKind) -> Command {
    Command::Query(Box::new(querying(query)))
}

/// The codes themselves are in the facts, as keyed digests.
fn change_codes() -> Command {
    Command::ChangeAccessCodes(Box::new(ChangingCodes {
        master: kernel::AccessCode::parse("AC01").unwrap(),
        current: None,
        new: None,
        holder: None,
        office: None,
    }))
}

fn hold_ref(number: u8) -> HoldRef {
    let (home, writer) = (administration("CI"), testkit::node("CI"));
    HoldRef {
        hold: DossierId::mint(&home, &writer, kernel::Epoch::FIRST, [number; 16]),
        attempt: Attempt(1),
    }
}

fn usage(amount: u32) -> Box<Use> {
    Box::new(Use {
        movement: DossierId::parse("CI.CI-1.1.0123456789abcdef0123456789abcdef").unwrap(),
        cover: kernel::CoverNumber(1),
        mrn: "26CI000000000001J1".parse().unwrap(),
        requester: administration("CI"),
        holder: "CI100".parse().unwrap(),
        amount: xof(amount),
        countries: ["CI", "BF"].map(|code| Country::parse(code).unwrap()).into(),
        departure: OfficeCode::parse("CIABJ000").unwrap(),
        destination: OfficeCode::parse("BFBOY000").unwrap(),
        goods: [].into(),
        commodities: ["090111".parse().unwrap()].into(),
    })
}

fn hold(number: u8, amount: u32) -> Command {
    Command::Hold { hold: hold_ref(number), usage: usage(amount) }
}

fn held(number: u8, amount: u32) -> Event {
    Event::Held {
        hold: hold_ref(number),
        usage: usage(amount),
        covered: xof(amount),
        rate: None,
        decision: decision(),
    }
}

fn not_held(number: u8, reasons: &[NoCover]) -> Event {
    Event::NotHeld { hold: hold_ref(number), reasons: reasons.to_vec() }
}

#[track_caller]
fn check(given: &Case, facts: &Facts, when: Command, then: Result<Vec<Event>, Vec<Refusal>>) {
    assert_eq!(given.decide(facts, when), then);
}
