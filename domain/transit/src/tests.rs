//! What a movement promises: fixtures here, promises by chapter.

mod amendment;
mod closing;
mod collisions;
mod discrepancy;
mod golden;
mod journey;
mod letters;
mod limits;
mod lodging;
mod mapping;
mod named;
mod national;
mod requests;
mod why;

use std::collections::BTreeMap;

use kernel::{
    Amount, Attempt, Basis, Country, CoverNumber, Date, Decides, Decision, DossierId, Element,
    Epoch, Function, Made, Money, Mrn, OfficeCode, Timestamp, TraderId,
};
use testkit::{Given, administration, node};

use super::*;

type Case = Given<Part>;

const FIRST: CoverNumber = CoverNumber(1);

fn office(code: &str) -> OfficeCode {
    code.parse().unwrap()
}

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn xof(amount: u32) -> Money {
    Money::new(Amount::whole(amount), "XOF".to_owned().try_into().unwrap())
}

fn basis() -> Basis {
    serde_json::from_str(r#"{"provision":"A/P4/5/82, art. 9"}"#).unwrap()
}

fn decision(office: &str) -> Decision {
    Decision {
        officer: "awa".parse().unwrap(),
        post: format!("{office}/post").parse().unwrap(),
        office: office.parse().unwrap(),
        provision: "A/P4/5/82, art. 9".parse().unwrap(),
        national_reference: None,
        made: Made::ByOfficer,
    }
}

fn declaration() -> Declaration {
    Declaration {
        lrn: "LRN-1".parse().unwrap(),
        declaration_type: "T1".to_owned(),
        security: kernel::Security::None,
        holder: "CI100".parse().unwrap(),
        representative: None,
        representation: None,
        departure: office("CIABJ000"),
        destination: office("MLBKO000"),
        transits: vec![office("BFX01000"), office("MLX01000")],
        countries: ["CI", "BF", "ML"].map(country).to_vec(),
        guarantees: vec![DeclaredGuarantee {
            kind: DeclaredKind::parse("1").unwrap(),
            reference: Some(kernel::GuaranteeReference::Grn("26CI0000010000013".parse().unwrap())),
            amount: Some(xof(400_000)),
            number: None,
        }],
        commodities: [].into(),
        limit_date: None,
        consignor_authorisation: None,
    }
}

fn presenting() -> Presenting {
    let goods = Element::group("Consignment").with("grossMass", "60000.204");
    let means =
        Element::group("DepartureTransportMeans").with("identificationNumber", "1234 HA 01");
    Presenting {
        declaration: declaration(),
        access_codes: BTreeMap::new(),
        contents: Contents {
            goods: Some(goods),
            operation: None,
            parties: None,
            transport: Some(Element::group("Consignment").and(means)),
        },
        prelodged: false,
    }
}

fn frontier(left: &str, entered: &str) -> Frontier {
    Frontier { left: country(left), entered: country(entered), exit_owed: true, entry_owed: true }
}

fn mrn() -> Mrn {
    "26CI000000000001J1".parse().unwrap()
}

/// What the directory lists.
const LISTED: [&str; 7] =
    ["CIABJ000", "CIX01000", "BFX01000", "BFX02000", "BFBOY000", "MLX01000", "MLBKO000"];

/// What the node of a country would fetch.
fn facts(code: &str) -> Facts {
    let offices: &[&str] = match code {
        "CI" => &["CIABJ000", "CIX01000"],
        "BF" => &["BFX01000", "BFBOY000", "BFX02000"],
        _ => &["MLX01000", "MLBKO000"],
    };
    let functions = [Function::Departure, Function::Passage, Function::Destination];
    Facts {
        today: day("2026-11-23"),
        country: country(code),
        decides: Decides::Node,
        decision: Some(decision(offices[0])),
        own_offices: offices.iter().map(|code| (office(code), functions.into())).collect(),
        listed_offices: LISTED.iter().map(|code| (office(code), functions.into())).collect(),
        unknown_homes: Vec::new(),
        minted: Some(mrn()),
        sealed: BTreeMap::new(),
        agreements: [("trie".to_owned(), 1)].into(),
        gaps: Vec::new(),
        frontiers: vec![frontier("CI", "BF"), frontier("BF", "ML")],
        route_days: Some(10),
        consignee_authorised: false,
        consignor_authorised: false,
        represented: None,
        contents: Box::new(presenting().contents),
        said_before: Box::default(),
        prelodged_days: 30,
        guarantee_days: 10,
        unheard: [].into(),
    }
}

/// The same where the national system decides.
fn national(code: &str) -> Facts {
    let mut facts = Facts { decides: Decides::National, ..facts(code) };
    if let Some(decision) = &mut facts.decision {
        decision.national_reference = Some("ASY 2026 C 17".parse().unwrap());
        decision.made = Made::ByNationalSystem;
    }
    facts
}

fn held() -> HeldCover {
    let hold = DossierId::mint(&administration("CI"), &node("CI"), Epoch::FIRST, [9; 16]);
    HeldCover { hold, attempt: Attempt(1), amount: xof(400_000) }
}

fn not_held() -> Command {
    Command::RecordNoCover {
        cover: FIRST,
        hold: held().hold,
        attempt: Attempt(1),
        reasons: vec![kernel::NoCover::Amount],
    }
}

#[track_caller]
fn refused(given: &Case, facts: &Facts, when: Command, then: &[Refusal]) {
    assert_eq!(given.decide(facts, when), Err(then.to_vec()));
}

/// What the events of a decision are called.
#[track_caller]
fn happens(given: &Case, facts: &Facts, when: Command) -> Vec<&'static str> {
    let happened = given.decide(facts, when).unwrap();
    happened.iter().map(|event| event.told().0).collect()
}

/// What a node would fetch for a command that may say again what was said before.
fn knowing(case: &Case, facts: Facts, command: &Command) -> Facts {
    let node = node(facts.country.as_str());
    assert!(may_repeat(command));
    Facts { said_before: Box::new(said_before(&case.told, &node, command)), ..facts }
}

/// The same world on another day.
fn on(text: &str, facts: Facts) -> Facts {
    Facts { today: day(text), ..facts }
}

fn order_control(notification: NotificationType) -> Command {
    Command::OrderControl {
        notification,
        controls: Vec::new(),
        documents: Vec::new(),
        basis: basis(),
    }
}

fn prelodge() -> Command {
    Command::Present(Box::new(Presenting { prelodged: true, ..presenting() }))
}

fn prelodged() -> Case {
    Case::new("CI", "CI").did(&facts("CI"), prelodge())
}

/// An amendment of what was presented, changed by `change`.
fn amend(change: impl FnOnce(&mut Amending)) -> Command {
    let Presenting { declaration, contents, .. } = presenting();
    let mut amending = Amending {
        declaration,
        access_codes: BTreeMap::new(),
        contents,
        guarantee_only: false,
        prelodged: None,
        basis: None,
    };
    change(&mut amending);
    Command::Amend(Box::new(amending))
}

/// A declarant asks; nobody decides.
fn asked(code: &str) -> Facts {
    Facts { decision: None, ..facts(code) }
}

fn present() -> Command {
    Command::Present(Box::new(presenting()))
}

fn accept() -> Command {
    Command::Accept { mrn: None, basis: basis() }
}

fn cover() -> Command {
    Command::RecordCover { cover: FIRST, held: held() }
}

fn release() -> Command {
    Command::Release { limit_date: None, basis: basis() }
}

fn exit(code: &str) -> Command {
    Command::RecordExit { office: office(code), at: at("2026-11-24T08:00:00Z"), basis: basis() }
}

fn entry(code: &str) -> Command {
    Command::RecordEntry { office: office(code), at: at("2026-11-24T09:00:00Z"), basis: basis() }
}

fn arrival(authorisation: Option<&str>) -> Command {
    let mut command = notified("MLBKO000", at("2026-11-24T16:00:00Z"), None);
    if let Command::NotifyArrival(arriving) = &mut command {
        arriving.authorisation = authorisation.map(|number| number.parse().unwrap());
    }
    command
}

fn notified(code: &str, at: Timestamp, basis: Option<Basis>) -> Command {
    Command::NotifyArrival(Box::new(Arriving {
        office: office(code),
        at,
        trader: TraderId::parse("ML200").unwrap(),
        authorisation: None,
        basis,
    }))
}

fn control(code: ControlCode) -> Command {
    Command::RecordControl {
        code,
        seals: SealState::Intact,
        discrepancies: Vec::new(),
        remarks: None,
        basis: basis(),
    }
}

fn end() -> Command {
    Command::End { basis: basis() }
}

fn discharge() -> Command {
    Command::Discharge { basis: basis() }
}

fn presented() -> Case {
    Case::new("CI", "CI").did(&facts("CI"), present())
}

fn accepted() -> Case {
    presented().did(&facts("CI"), accept())
}

fn released() -> Case {
    accepted().did(&facts("CI"), cover()).did(&facts("CI"), release())
}

/// An administration acts on what it has been told.
fn then(case: Case, code: &str, command: Command) -> Case {
    case.seen_by(code).did(&facts(code), command)
}

fn arrived() -> Case {
    let case = then(released(), "CI", exit("CIX01000"));
    let case = then(case, "BF", entry("BFX01000"));
    let case = then(case, "BF", exit("BFX02000"));
    let case = then(case, "ML", entry("MLX01000"));
    then(case, "ML", arrival(None))
}

/// On the way to Bamako, the goods are notified at Bobo-Dioulasso.
fn arrived_at_bobo(case: Case) -> Case {
    then(case, "BF", notified("BFBOY000", at("2026-11-24T15:00:00Z"), None))
}

fn ended() -> Case {
    then(then(arrived(), "ML", control(ControlCode::A1)), "ML", end())
}
