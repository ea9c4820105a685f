//! What the conversation promises: one final answer, nothing forgotten, everybody in his role.

use expect_test::expect_file;
use kernel::{
    Amount, Attempt, DossierId, GuaranteeReference, Happened, Inadmissible, Money, NoCover,
    OfficeCode, SealedText,
};
use testkit::{Given, administration, events_golden, table};

use super::*;
use crate::account::{Use, Validity};

mod telling;

type Case = Given<Conversation>;

const FIRST: Attempt = Attempt(1);

fn xof(amount: u32) -> Money {
    Money::new(Amount::whole(amount), "XOF".to_owned().try_into().unwrap())
}

fn usage() -> Box<Use> {
    Box::new(Use {
        movement: DossierId::parse("SN.SN-1.1.0123456789abcdef0123456789abcdef").unwrap(),
        cover: kernel::CoverNumber(1),
        mrn: "26SN000000000001J3".parse().unwrap(),
        requester: administration("SN"),
        holder: "SN100".parse().unwrap(),
        amount: xof(400_000),
        countries: ["SN", "ML"].map(|code| code.parse().unwrap()).into(),
        departure: OfficeCode::parse("SNDKR000").unwrap(),
        destination: OfficeCode::parse("MLBKO000").unwrap(),
        goods: [].into(),
        commodities: [].into(),
    })
}

fn reference() -> GuaranteeReference {
    GuaranteeReference::Grn("26ML0101000000018".parse().unwrap())
}

fn sealed() -> SealedText {
    SealedText { key: "a2V5".to_owned(), text: "dGV4dA==".to_owned() }
}

fn facts() -> Facts {
    Facts { access: Some(sealed()) }
}

fn request() -> Command {
    let guarantee_home = administration("ML");
    Command::Request { reference: reference(), guarantee_home, usage: usage() }
}

fn check() -> Command {
    let guarantee_home = administration("ML");
    Command::RequestCheck { reference: reference(), guarantee_home, usage: usage() }
}

fn other_guarantee() -> Command {
    let reference = GuaranteeReference::Grn("26ML0202000000017".parse().unwrap());
    Command::Request { reference, guarantee_home: administration("ML"), usage: usage() }
}

fn other_home() -> Command {
    let guarantee_home = administration("BF");
    Command::RequestCheck { reference: reference(), guarantee_home, usage: usage() }
}

fn reply(answer: Answer) -> Command {
    Command::Reply { attempt: FIRST, answer }
}

fn refused() -> Command {
    reply(Answer::NotHeld(vec![NoCover::Amount]))
}

fn requested() -> Case {
    Case::new("SN", "SN").did(&facts(), request())
}

/// The guarantee's home acts on what it has been told, and the one who asked looks again.
fn answered(case: Case, command: Command) -> Case {
    case.seen_by("ML").did(&Facts::default(), command).seen_by("SN")
}

fn held() -> Case {
    answered(requested(), reply(Answer::Held(xof(400_000))))
}

fn withdraw() -> Command {
    Command::Withdraw { attempt: FIRST }
}

fn credit() -> Command {
    Command::RequestCredit { attempt: FIRST }
}

#[test]
fn a_request_gets_exactly_one_final_answer() {
    let case = held().seen_by("ML");
    let again = case.decide(&Facts::default(), reply(Answer::Held(xof(400_000))));
    assert_eq!(again, Ok(vec![]));
    let otherwise = Err(vec![Refusal::RepliedOtherwise { attempt: FIRST }]);
    assert_eq!(case.decide(&Facts::default(), refused()), otherwise);
}

#[test]
fn whoever_gave_a_wrong_access_code_may_give_the_right_one() {
    let next = |reasons: &[NoCover]| {
        let case = answered(requested(), reply(Answer::NotHeld(reasons.to_vec())));
        case.view().open.unwrap().concern
    };
    assert_eq!(next(&[NoCover::AccessCode]), Next::GiveAccessCode);
    assert_eq!(next(&[NoCover::Amount]), Next::NameGuarantee);
    assert_eq!(next(&[NoCover::AccessCode, NoCover::Amount]), Next::NameGuarantee);
}

#[test]
fn nothing_is_answered_that_was_not_asked() {
    let case = Case::new("SN", "ML");
    let refused = Err(vec![Refusal::NoSuchRequest { attempt: FIRST }]);
    assert_eq!(case.decide(&Facts::default(), reply(Answer::Held(xof(1)))), refused);
}

#[test]
fn the_same_request_twice_is_one_request() {
    assert_eq!(requested().decide(&facts(), request()), Ok(vec![]));
    let mut larger = usage();
    larger.amount = xof(500_000);
    let larger = Command::Request {
        reference: reference(),
        guarantee_home: administration("ML"),
        usage: larger,
    };
    let open = Err(vec![Refusal::RequestOpen { attempt: FIRST }]);
    assert_eq!(requested().decide(&facts(), larger), open);
}

#[test]
fn a_conversation_is_about_one_guarantee_and_its_home() {
    let other = Err(vec![Refusal::OtherGuarantee]);
    let answered = answered(requested(), refused());
    assert_eq!(answered.decide(&facts(), other_guarantee()), other);
    let checked = Case::new("SN", "SN").did(&facts(), check());
    assert_eq!(checked.decide(&facts(), other_home()), other);
    assert_eq!(checked.decide(&facts(), other_guarantee()), other);
}

#[test]
fn a_refused_or_withdrawn_request_may_be_followed_by_another_attempt() {
    for case in [answered(requested(), refused()), requested().did(&facts(), withdraw())] {
        let events = case.decide(&facts(), request()).unwrap();
        assert!(matches!(events.as_slice(), [Event::HoldRequested { attempt: Attempt(2), .. }]));
    }
}

#[test]
fn the_access_code_goes_sealed_with_the_request_and_is_no_part_of_its_core() {
    let case = requested();
    let told = case.told.first().unwrap();
    assert_eq!(told.details.access, Some(sealed()));
    assert!(!format!("{:?}", told.event).contains("dGV4dA"));
}

#[test]
fn each_side_keeps_to_its_role() {
    let case = requested();
    let asks = case.told.first().unwrap().event.clone();
    let answers = Event::Held { attempt: FIRST, amount: xof(1) };
    assert_eq!(case.admit("SN", &[], &asks), Ok(()));
    assert_eq!(case.admit("ML", &[], &asks), Err(Inadmissible::NotHome));
    assert_eq!(case.admit("ML", &[], &answers), Ok(()));
    assert_eq!(case.admit("BF", &[], &answers), Err(Inadmissible::NotTheirs));
    let unasked = Event::Held { attempt: Attempt(2), amount: xof(1) };
    assert_eq!(case.admit("ML", &[], &unasked), Err(Inadmissible::NothingAsked));
    let nothing = Case::new("SN", "ML");
    assert_eq!(nothing.admit("ML", &[], &answers), Err(Inadmissible::NothingAsked));
}

#[test]
fn nobody_asks_in_the_name_of_another_administration() {
    let case = Case::new("BF", "SN");
    let guarantee_home = administration("ML");
    let event = Event::HoldRequested {
        attempt: FIRST,
        reference: reference(),
        guarantee_home,
        usage: usage(),
    };
    assert_eq!(case.admit("BF", &[], &event), Err(Inadmissible::NotTheirs));
}

#[test]
fn nobody_asks_for_cover_of_a_movement_that_is_another_nodes_or_has_anothers_number() {
    let case = Case::new("SN", "ML");
    let asking = |change: fn(&mut Use)| {
        let mut usage = usage();
        change(&mut usage);
        let guarantee_home = administration("ML");
        [
            Event::HoldRequested {
                attempt: FIRST,
                reference: reference(),
                guarantee_home: guarantee_home.clone(),
                usage: usage.clone(),
            },
            Event::CheckRequested { attempt: FIRST, reference: reference(), guarantee_home, usage },
        ]
    };
    let foreign = "CI.CI-1.1.0123456789abcdef0123456789abcdef";
    for event in asking(|_| {}) {
        assert_eq!(case.admit("SN", &[], &event), Ok(()));
    }
    for event in asking(|usage| usage.mrn = "26CI000000000001J3".parse().unwrap()) {
        assert_eq!(case.admit("SN", &[], &event), Err(Inadmissible::NotTheirs));
    }
    let of_another = Event::HoldRequested {
        attempt: FIRST,
        reference: reference(),
        guarantee_home: administration("ML"),
        usage: Box::new(Use { movement: DossierId::parse(foreign).unwrap(), ..*usage() }),
    };
    assert_eq!(case.admit("SN", &[], &of_another), Err(Inadmissible::NotTheirs));
}

#[test]
fn only_those_who_ask_and_answer_are_concerned() {
    let concerned = Conversation::concerned(&requested().dossier);
    assert_eq!(concerned, [administration("ML"), administration("SN")].into());
}

#[test]
fn where_both_are_one_administration_one_node_writes_both_sides() {
    let mut usage = usage();
    usage.requester = administration("ML");
    let request =
        Command::Request { reference: reference(), guarantee_home: administration("ML"), usage };
    let case = Case::new("ML", "ML")
        .did(&facts(), request)
        .did(&Facts::default(), reply(Answer::Held(xof(400_000))))
        .did(&Facts::default(), credit())
        .did(&Facts::default(), Command::RecordCredit { attempt: FIRST });
    assert_eq!(case.standing(), Standing::Credited);
    assert_eq!(case.dossier.parts.len(), 1);
}

#[test]
fn what_is_withheld_from_events_is_what_is_withheld_from_the_view() {
    let whole = held();
    let mut minimal = whole.clone();
    minimal.told.iter_mut().for_each(|told| told.details = Details::default());
    let mut projected = whole.view();
    projected.access_sealed = false;
    assert_eq!(minimal.view(), projected);
}

#[test]
fn every_state_against_every_command() {
    let states = [
        ("silent", Case::new("SN", "SN")),
        ("requested", requested()),
        ("held", held()),
        ("not held", answered(requested(), refused())),
        ("withdrawn unanswered", requested().did(&facts(), withdraw())),
        ("withdrawn after held", held().did(&facts(), withdraw())),
        ("credit requested", held().did(&facts(), credit())),
        (
            "credited",
            answered(held().did(&facts(), credit()), Command::RecordCredit { attempt: FIRST }),
        ),
        ("check requested", Case::new("SN", "SN").did(&facts(), check())),
        ("held, suspended", answered(held(), telling::suspension())),
    ];
    let commands = [
        ("Request", request()),
        ("Request another", other_guarantee()),
        ("RequestCheck", check()),
        ("RequestCheck another", other_home()),
        ("Withdraw", withdraw()),
        ("RequestCredit", credit()),
        ("ReportUncovered", Command::ReportUncovered { attempt: FIRST }),
        ("Reply held", reply(Answer::Held(xof(400_000)))),
        ("Reply not held", refused()),
        ("Reply checked", reply(Answer::Checked(Vec::new()))),
        ("RecordCredit", Command::RecordCredit { attempt: FIRST }),
        ("TellSuspension", telling::suspension()),
        ("TellLifting", telling::lifting()),
        ("TellValidity", telling::validity(&["SN"])),
    ];
    let home: Vec<_> =
        states.iter().map(|(name, case)| (*name, case.clone().seen_by("ML"))).collect();
    let text = format!(
        "# Hold: every state against every command\n\nAt the administration that asks:\n\n{}\n\
         At the guarantee's home:\n\n{}",
        table(&states, &commands, &facts()),
        table(&home, &commands, &Facts::default()),
    );
    expect_file!["../../testdata/hold/table.md"].assert_eq(&text);
}

#[test]
fn the_standing_of_every_concurrent_pair_of_parts() {
    let asking = [
        ("nothing", vec![]),
        ("requested", vec![request()]),
        ("requested, withdrawn", vec![request(), withdraw()]),
        ("requested, released", vec![request(), Command::ReportUncovered { attempt: FIRST }]),
    ];
    let mut text = String::from("# Hold: what both parts together are\n\n");
    text.push_str("| asking side | no answer | held | not held | held, credited |\n");
    text.push_str("| --- | --- | --- | --- | --- |\n");
    let mut rows: Vec<_> = asking
        .into_iter()
        .map(|(name, commands)| {
            let start = Case::new("SN", "SN");
            (name, commands.into_iter().fold(start, |case, command| case.did(&facts(), command)))
        })
        .collect();
    // A discharge is said only once the hold is known, so this row starts from an answered case.
    let mut crediting = held().did(&facts(), credit());
    crediting.dossier.parts.remove(&testkit::node("ML"));
    rows.push(("requested, credit requested", crediting));
    for (name, case) in rows {
        let held = Event::Held { attempt: FIRST, amount: xof(400_000) };
        let not_held = Event::NotHeld { attempt: FIRST, reasons: vec![NoCover::Amount] };
        let credited = Event::Credited { attempt: FIRST };
        let after = |events: &[&Event]| {
            let told = |case: Case, event: &&Event| case.wrote("ML", (*event).clone());
            events.iter().fold(case.clone(), told).standing().word()
        };
        text.push_str(&format!(
            "| {name} | {} | {} | {} | {} |\n",
            after(&[]),
            after(&[&held]),
            after(&[&not_held]),
            after(&[&held, &credited]),
        ));
    }
    expect_file!["../../testdata/hold/standing.md"].assert_eq(&text);
}

#[test]
fn one_of_each_event() {
    let guarantee_home = administration("ML");
    let requested = Event::HoldRequested {
        attempt: FIRST,
        reference: reference(),
        guarantee_home: guarantee_home.clone(),
        usage: usage(),
    };
    let mut happened =
        vec![Happened::<Conversation>::with(requested, Details { access: Some(sealed()) })];
    let plain = [
        Event::CheckRequested {
            attempt: FIRST,
            reference: reference(),
            guarantee_home,
            usage: usage(),
        },
        Event::HoldWithdrawn { attempt: FIRST },
        Event::CreditRequested { attempt: FIRST },
        Event::ReleasedUncovered { attempt: FIRST },
        Event::Held { attempt: FIRST, amount: xof(400_000) },
        Event::NotHeld { attempt: FIRST, reasons: vec![NoCover::AccessCode, NoCover::Amount] },
        Event::Checked { attempt: FIRST, reasons: Vec::new() },
        Event::Credited { attempt: FIRST },
        Event::GuaranteeSuspended { on: telling::day() },
        Event::SuspensionLifted { on: telling::day() },
        Event::GuaranteeValidityChanged { validity: telling::valid_but_in(&["SN"]) },
    ];
    happened.extend(plain.map(Happened::plain));
    expect_file!["../../testdata/hold/events.jsonl"].assert_eq(&events_golden(&happened));
}
