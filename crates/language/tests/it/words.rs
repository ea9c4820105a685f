//! Every word that is said of a dossier, and which of them need something done.
//!
//! The matches are written out: a new phase, concern, resolver or alarm breaks this build until it
//! has its words.

use std::collections::{BTreeMap, BTreeSet};

use guarantee::{account, hold};
use journal::AlarmKind;
use kernel::{Administration, Country, Decider, OfficeCode};
use serde::Serialize;
use serde_json::Value;
use transit::{Concern, Consequence, Next, Phase, Resolver};

/// A word, with the arguments its phrase may use.
type Words = BTreeMap<String, BTreeSet<String>>;

/// Every word, and whether it says what to do.
pub(crate) fn words() -> BTreeMap<String, (BTreeSet<String>, bool)> {
    let said = |words: Words, next: bool| words.into_iter().map(move |(k, v)| (k, (v, next)));
    said(standings(), false)
        .chain(said(resolvers(), false))
        .chain(said(concerns(), true))
        .chain(said(alarms(), true))
        .chain(said(whys(), false))
        .chain(said(crate::shown::words(), false))
        .chain([("guarantee-type".to_owned(), (BTreeSet::from(["kind".to_owned()]), false))])
        .collect()
}

/// The word under which a value is stored, and the names of what stands in it.
fn word(prefix: &str, value: &impl Serialize) -> (String, BTreeSet<String>) {
    let (word, inside) = match serde_json::to_value(value).unwrap() {
        Value::String(word) => (word, BTreeSet::new()),
        Value::Object(object) => {
            let (word, inside) = object.into_iter().next().unwrap();
            let names = match inside {
                Value::Object(fields) => fields.keys().cloned().collect(),
                // One value without a name goes by that of its kind.
                _ => BTreeSet::from([word.clone()]),
            };
            (word, names)
        }
        other => panic!("{other} is no word"),
    };
    (format!("{prefix}-{word}"), inside)
}

fn standings() -> Words {
    use account::Standing as Guarantee;
    use hold::Standing as Hold;
    let phases = [
        Phase::Unknown,
        Phase::Prelodged,
        Phase::Presented,
        Phase::Accepted,
        Phase::Released,
        Phase::UnderWay,
        Phase::Arrived,
        Phase::Controlled,
        Phase::Ended,
        Phase::Discharged,
        Phase::NotReleased,
        Phase::Invalidated,
    ];
    let holds = [
        Hold::Silent,
        Hold::Requested,
        Hold::Held,
        Hold::NotHeld,
        Hold::Uncovered,
        Hold::Withdrawing,
        Hold::Crediting,
        Hold::Credited,
    ];
    let guarantees =
        [Guarantee::Unregistered, Guarantee::Usable, Guarantee::Suspended, Guarantee::Used];
    let kind = |kind: &str, words: Vec<&str>| {
        words
            .into_iter()
            .map(|word| (format!("{kind}-{word}"), BTreeSet::new()))
            .collect::<Vec<_>>()
    };
    let movement = kind(transit::Part::KIND, phases.map(Phase::word).to_vec());
    let hold = kind(hold::Conversation::KIND, holds.map(Hold::word).to_vec());
    let guarantee = kind(account::Account::KIND, guarantees.map(Guarantee::word).to_vec());
    movement.into_iter().chain(hold).chain(guarantee).collect()
}

fn concerns() -> Words {
    let (left, entered) = (country("CI"), country("BF"));
    let office = OfficeCode::parse("CIABJ000").unwrap();
    let all = [
        Concern::CoverRefused,
        Concern::AccessCodeRefused,
        Concern::ControlPending,
        Concern::Uncovered,
        Concern::NoAgreement,
        Concern::ExitMissing { left: left.clone(), entered: entered.clone() },
        Concern::EntryMissing { left, entered },
        Concern::ArrivedElsewhere { office },
        Concern::ArrivedTwice,
        Concern::UnloadingNotConform,
        Concern::ControlNotSatisfactory,
        Concern::DischargedBeforeEnd,
        Concern::CreditMissing,
        Concern::AmendmentRequested,
        Concern::AmendmentCalledFor,
        Concern::InvalidationRequested,
        Concern::DepartureNotSatisfactory,
        Concern::ReleaseDeclined,
        Concern::HolderUnheard,
        Concern::ReleaseRequested,
        Concern::SeenThoughInvalidated,
        Concern::Overdue,
        Concern::DiscrepanciesUnanswered,
        Concern::DiscrepanciesUnsolved,
        Concern::Unheard { administration: Administration::of(&country("BF")) },
    ];
    let mut words = Concern::WORDS.to_vec();
    assert_eq!(words.len(), all.len());
    for concern in &all {
        assert_eq!(word("concern", concern).0, format!("concern-{}", concern.word()));
        words.retain(|word| *word != concern.word());
    }
    assert_eq!(words, Vec::<&str>::new());
    all.iter().map(|concern| word("concern", concern)).collect()
}

fn resolvers() -> Words {
    let all = [
        Resolver::Holder,
        Resolver::Departure,
        Resolver::Destination,
        Resolver::TraderAtDestination,
        Resolver::GuaranteeHome,
        Resolver::Country(country("CI")),
    ];
    all.iter().map(|resolver| word("resolver", resolver)).collect()
}

/// Why a movement is open: its next step, what happens otherwise, and the sentences of both.
fn whys() -> Words {
    let plain = |prefix: &str, word: &str| (format!("{prefix}-{word}"), BTreeSet::new());
    let next = Next::ALL.into_iter().map(|next| plain("next", next.word()));
    let cover = hold::Next::ALL.into_iter().map(|next| plain("next", next.word()));
    let then = Consequence::ALL.into_iter().map(|then| plain("then", then.word()));
    let sentence = |word: &str, names: &[&str]| {
        (format!("why-{word}"), names.iter().map(|name| (*name).to_owned()).collect())
    };
    let sentences = [
        sentence("concern", &["concern", "resolver", "since", "next", "then"]),
        sentence("concern-by", &["concern", "resolver", "since", "by", "next", "then"]),
        sentence("concern-late", &["concern", "resolver", "since", "by", "next", "then"]),
        sentence("guarantee-refused", &["guarantee", "because"]),
        sentence("next-late", &["resolver", "next", "since", "by", "then"]),
        sentence("next", &["resolver", "next", "since", "then"]),
        sentence("next-by", &["resolver", "next", "since", "by", "then"]),
    ];
    let passed = Concern::DiscrepanciesUnanswered.word();
    let late = (format!("concern-{passed}.late"), BTreeSet::new());
    next.chain(cover).chain(then).chain(sentences).chain([late]).collect()
}

fn alarms() -> Words {
    let all = [
        AlarmKind::Quarantined,
        AlarmKind::Contested,
        AlarmKind::Unreadable,
        AlarmKind::Uncovered,
        AlarmKind::TaskRefused,
        AlarmKind::TwoHistories,
        AlarmKind::NationalContradicts,
        AlarmKind::ClockSkewed,
        AlarmKind::Uncosigned,
        AlarmKind::DirectoryExpired,
        AlarmKind::Undelivered,
        AlarmKind::Misconfigured,
        AlarmKind::Recovered,
        AlarmKind::KeyCompromised,
    ];
    all.iter().map(|alarm| word("alarm", alarm)).collect()
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

/// Compiled, never run: whoever adds a variant is led here, and to the lists above.
#[expect(dead_code, reason = "it only has to compile")]
fn nothing_is_left_out(
    phase: Phase,
    hold: hold::Standing,
    guarantee: account::Standing,
    resolver: &Resolver,
    alarm: AlarmKind,
) {
    match phase {
        Phase::Unknown
        | Phase::Prelodged
        | Phase::Presented
        | Phase::Accepted
        | Phase::Released
        | Phase::UnderWay
        | Phase::Arrived
        | Phase::Controlled
        | Phase::Ended
        | Phase::Discharged
        | Phase::NotReleased
        | Phase::Invalidated => {}
    }
    match hold {
        hold::Standing::Silent
        | hold::Standing::Requested
        | hold::Standing::Held
        | hold::Standing::NotHeld
        | hold::Standing::Uncovered
        | hold::Standing::Withdrawing
        | hold::Standing::Crediting
        | hold::Standing::Credited => {}
    }
    match guarantee {
        account::Standing::Unregistered
        | account::Standing::Usable
        | account::Standing::Suspended
        | account::Standing::Used => {}
    }
    match resolver {
        Resolver::Holder
        | Resolver::Departure
        | Resolver::Destination
        | Resolver::TraderAtDestination
        | Resolver::GuaranteeHome
        | Resolver::Country(_) => {}
    }
    match alarm {
        AlarmKind::Quarantined
        | AlarmKind::Contested
        | AlarmKind::Unreadable
        | AlarmKind::Uncovered
        | AlarmKind::TaskRefused
        | AlarmKind::TwoHistories
        | AlarmKind::NationalContradicts
        | AlarmKind::ClockSkewed
        | AlarmKind::Uncosigned
        | AlarmKind::DirectoryExpired
        | AlarmKind::Undelivered
        | AlarmKind::Misconfigured
        | AlarmKind::Recovered
        | AlarmKind::KeyCompromised => {}
    }
}

#[expect(dead_code, reason = "it only has to compile")]
fn no_concern_is_left_out(concern: &Concern) {
    match concern {
        Concern::CoverRefused
        | Concern::AccessCodeRefused
        | Concern::ControlPending
        | Concern::Uncovered
        | Concern::NoAgreement
        | Concern::ExitMissing { .. }
        | Concern::EntryMissing { .. }
        | Concern::ArrivedElsewhere { .. }
        | Concern::ArrivedTwice
        | Concern::UnloadingNotConform
        | Concern::ControlNotSatisfactory
        | Concern::DischargedBeforeEnd
        | Concern::CreditMissing
        | Concern::AmendmentRequested
        | Concern::AmendmentCalledFor
        | Concern::InvalidationRequested
        | Concern::DepartureNotSatisfactory
        | Concern::ReleaseDeclined
        | Concern::HolderUnheard
        | Concern::ReleaseRequested
        | Concern::SeenThoughInvalidated
        | Concern::Overdue
        | Concern::DiscrepanciesUnanswered
        | Concern::DiscrepanciesUnsolved
        | Concern::Unheard { .. } => {}
    }
}
