//! What the node tells by itself: in which order, to whom, and what of it can be shown afterwards.

use identity::Actor;
use kernel::{CommandId, Decides, DossierId, TraderId};
use node::{Disabled, Mail, Notice, Progress, Recorded, Subscribe, Subscribed, Wish};

use crate::acts::*;
use crate::region::*;

fn trader(number: &str) -> TraderId {
    number.parse().unwrap()
}

/// All notices of a node, or those for a trader.
fn told(region: &Region, code: &str, trader: Option<&TraderId>) -> Vec<Notice> {
    region.reader(code).notices(trader, 0, 99).unwrap()
}

/// What notices are of, how far the dossier was, and what is made of the event where it does not
/// count.
fn said(notices: &[Notice]) -> Vec<String> {
    let verdict = |notice: &Notice| {
        let verdict = notice.verdict.as_ref();
        verdict.map_or_else(String::new, |verdict| serde_json::to_string(verdict).unwrap())
    };
    let said = |notice: &Notice| {
        format!("{} {} {}", notice.name(), notice.phase, verdict(notice)).trim_end().to_owned()
    };
    notices.iter().map(said).collect()
}

/// A movement from Abidjan to Bobo-Dioulasso under a guarantee of the same holder.
fn released(random: u64) -> (Region, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    (region, movement)
}

#[test]
fn every_event_that_counts_has_a_notice_that_says_how_far_its_dossier_was_then() {
    let (region, movement) = released(100);
    let notices = told(&region, "CI", None);
    assert_eq!(
        said(&notices),
        [
            "guarantee.Registered usable",
            "guarantee.AccessCodesReplaced usable",
            "movement.Presented presented",
            "movement.Accepted accepted",
            "hold.HoldRequested requested",
            "guarantee.Held usable",
            "hold.Held held",
            "movement.Covered accepted",
            "movement.Released released",
        ]
    );
    assert!(notices.iter().map(|notice| notice.id).is_sorted_by(|one, next| one < next));
    let last = notices.last().unwrap();
    assert_eq!((&last.dossier, &last.writer), (&movement, &node_id("CI")));
    assert_eq!(last.names["lrn"], ["CI100/LRN-1"]);
    assert_eq!(last.names["mrn"], [region.mrn("CI", &movement).to_string()]);
    assert_eq!(region.nodes["CI"].noticed(), last.id);
    // At the other end everything came at once, and in the same order.
    let abroad = told(&region, "BF", None);
    let movements = said(&notices).into_iter().filter(|said| said.starts_with("movement"));
    assert_eq!(said(&abroad), movements.collect::<Vec<_>>());
}

#[test]
fn a_trader_is_told_of_his_own_dossiers_alone() {
    let (mut region, movement) = released(101);
    let own = told(&region, "CI", Some(&trader("CI100")));
    let expected =
        told(&region, "CI", None).into_iter().filter(|notice| notice.kind != "hold").collect();
    assert_eq!(own, Vec::<Notice>::from_iter::<Vec<_>>(expected));
    assert_eq!(told(&region, "CI", Some(&trader("CI200"))), []);
    // Whoever notifies the arrival is told what comes from then on.
    assert_eq!(told(&region, "BF", Some(&trader("BF300"))), []);
    let now = region.now;
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    region.officer("BF", &movement, arrival("BFBOY000", now)).outcome.unwrap();
    region.officer("BF", &movement, control()).outcome.unwrap();
    let notified = told(&region, "BF", Some(&trader("BF300")));
    assert_eq!(said(&notified), ["movement.Arrived arrived", "movement.Controlled controlled"]);
    region.settle();
    assert_eq!(told(&region, "CI", Some(&trader("BF300"))), []);
}

#[test]
fn what_counts_only_later_has_a_notice_then_and_nobody_is_told_what_does_not_count_but_staff() {
    let mut region = Region::knowing(102, Decides::Node, |code| code != "BF");
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    region.present("CI", &TO_BOBO);
    region.settle();
    // Of the release, which cites an agreement that is not known yet, nothing is said yet.
    let events = ["Presented", "Accepted", "Covered"];
    let aside = events.map(|event| format!("movement.{event}  \"no-agreement\""));
    assert_eq!(said(&told(&region, "BF", None)), aside);
    let holder = trader("CI100");
    assert_eq!(told(&region, "BF", Some(&holder)), []);
    let seen = region.reader("BF").last_notice().unwrap();
    let (now, trie) = (region.now, agreement("trie", &["CI", "BF", "ML"]).to_string());
    region.node("BF").adopt(now, &[trie]).unwrap();
    let late = region.reader("BF").notices(None, seen, 99).unwrap();
    let counting = [
        "movement.Presented presented",
        "movement.Accepted accepted",
        "movement.Covered accepted",
        "movement.Released released",
    ];
    assert_eq!(said(&late), counting);
    assert_eq!(said(&told(&region, "BF", Some(&holder))), counting);
    // Whoever follows from the beginning hears what those heard who were there.
    let all = [aside.to_vec(), counting.map(str::to_owned).to_vec()].concat();
    assert_eq!(said(&told(&region, "BF", None)), all);
}

#[test]
fn a_history_shows_each_event_with_who_when_on_what_provision_and_where_it_stands() {
    let (region, movement) = released(103);
    let here = region.reader("CI").recorded(&movement, 0, 99).unwrap();
    let events: Vec<_> = here.iter().map(|recorded| recorded.event.as_str()).collect();
    assert_eq!(events, ["Presented", "Accepted", "Covered", "Released"]);
    let released = &here[3];
    let decision = released.decision.as_ref().unwrap();
    assert_eq!(decision.provision.as_str(), "standing order 1");
    assert_eq!((&released.office, decision.officer.as_str()), (&Some(office("CIABJ000")), "awa"));
    assert_eq!(released.agreements, [("trie".to_owned(), 1)].into());
    assert_eq!((released.directory, released.received, released.counts()), (1, None, true));
    assert_eq!(here[0].agreements, [].into(), "before release nobody else is told");
    assert!(here.iter().all(|recorded| recorded.actor.is_some()));
    // What the other node was told stands in the same places of the same journal.
    let there = region.reader("BF").recorded(&movement, 0, 99).unwrap();
    let placed = |recorded: &Recorded| {
        (recorded.log.clone(), recorded.entry, recorded.leaf, recorded.part, recorded.at)
    };
    assert_eq!(
        here.iter().map(placed).collect::<Vec<_>>(),
        there.iter().map(placed).collect::<Vec<_>>()
    );
    assert!(there.iter().all(|recorded| recorded.received.is_some() && recorded.actor.is_none()));
    let page = region.reader("CI").recorded(&movement, here[1].version, 1).unwrap();
    assert_eq!(page, [here[2].clone()]);
}

#[test]
fn what_does_not_count_stands_in_the_history_with_why() {
    let mut region = Region::knowing(104, Decides::Node, |code| code != "BF");
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let recorded = region.reader("BF").recorded(&movement, 0, 99).unwrap();
    let verdicts: Vec<_> = recorded.iter().map(|recorded| &recorded.verdict).collect();
    let (none, waiting) = (&journal::Verdict::NoAgreement, &journal::Verdict::Waiting);
    assert_eq!(verdicts, [none, none, none, waiting]);
    assert!(!recorded.iter().any(Recorded::counts));
}

#[test]
fn the_letters_of_a_trader_are_found_across_his_movements_in_their_order() {
    let (mut region, first) = released(105);
    let second = region.present("CI", &Declared { lrn: "LRN-9", ..TO_BOBO });
    let of = |letters: &[node::Letter]| -> Vec<(DossierId, String, usize)> {
        let letters = letters.iter();
        letters
            .map(|letter| {
                let Mail::Told { dossier, message } = &letter.mail else { panic!("{letter:?}") };
                (dossier.clone(), message.code.as_str().to_owned(), message.number)
            })
            .collect()
    };
    let all = region.reader("CI").letters(Some("CI100"), 0, 99).unwrap();
    let numbered = |movement: &DossierId| {
        (1..).zip(["CC928C", "CC028C", "CC029C"]).map({
            let movement = movement.clone();
            move |(number, code): (usize, &str)| (movement.clone(), code.to_owned(), number)
        })
    };
    assert_eq!(of(&all.letters), numbered(&first).chain(numbered(&second)).collect::<Vec<_>>());
    let (mut found, mut after) = (Vec::new(), 0);
    while let Some(through) = {
        let page = region.reader("CI").letters(Some("CI100"), after, 2).unwrap();
        found.extend(page.letters);
        page.through
    } {
        after = through;
    }
    assert_eq!(found, all.letters);
    let other = region.reader("CI").letters(Some("CI200"), 0, 99).unwrap();
    assert_eq!((other.letters, other.through), (Vec::new(), None));
}

/// Asks something about subscriptions, as a trader.
fn asked(region: &mut Region, id: &str, asked: Subscribe) -> Result<Subscribed, Vec<String>> {
    let raw = format!("{asked:?}");
    let (now, id) = (region.now, CommandId::parse(id).unwrap());
    let actor = Actor::Trader(trader("CI100"));
    let outcome = region.node("CI").subscribe(now, &id, &actor, raw.as_bytes(), asked).unwrap();
    outcome.map_err(|why| why.into_iter().map(|refused| refused.code).collect())
}

fn wish() -> Wish {
    Wish {
        endpoint: "https://erp.example/told".to_owned(),
        kind: None,
        dossier: None,
        answers: false,
    }
}

fn beginning(after: Option<i64>) -> Subscribe {
    Subscribe::Begin { wish: wish(), after }
}

/// Whether bytes stand in any file of a node.
fn stands_in_files(region: &Region, code: &str, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(region.homes[code].folder.path()).unwrap();
    let holds = |path: std::path::PathBuf| {
        std::fs::read(path).unwrap().windows(bytes.len()).any(|window| window == bytes)
    };
    files.into_iter().any(|file| holds(file.unwrap().path()))
}

#[test]
fn a_subscription_begins_once_and_its_secret_is_kept_encrypted_and_goes_with_it() {
    let (mut region, _) = released(106);
    let last = region.reader("CI").last_notice().unwrap();
    let begun = asked(&mut region, "c-a", beginning(None)).unwrap();
    let secret = begun.secret.clone().unwrap();
    assert_eq!((secret.len(), begun.repeated), (32, false));
    assert!(!stands_in_files(&region, "CI", &secret));
    let kept = region.reader("CI").subscription(&begun.id).unwrap().unwrap();
    assert_eq!((kept.position, &kept.wish, &kept.progress), (last, &wish(), &Progress::default()));
    assert_eq!(kept.owner, Actor::Trader(trader("CI100")));
    assert_eq!(region.reader("CI").subscription_secret(&begun.id).unwrap(), Some(secret.clone()));
    // Whoever did not hear the answer asks again; other content under the same id is refused.
    let again = asked(&mut region, "c-a", beginning(None)).unwrap();
    assert_eq!(again, Subscribed { repeated: true, ..begun.clone() });
    assert_eq!(asked(&mut region, "c-a", beginning(Some(0))), Err(vec!["NOD-001".to_owned()]));
    assert_eq!(region.reader("CI").subscriptions().unwrap().len(), 1);
    let id = begun.id.clone();
    assert!(asked(&mut region, "c-b", Subscribe::End { id: id.clone() }).is_ok());
    assert_eq!(region.reader("CI").subscription(&id).unwrap(), None);
    assert_eq!(asked(&mut region, "c-a", beginning(None)), Err(vec!["NOD-009".to_owned()]));
    assert!(asked(&mut region, "c-b", Subscribe::End { id: id.clone() }).unwrap().repeated);
    assert_eq!(asked(&mut region, "c-c", Subscribe::End { id }), Err(vec!["NOD-002".to_owned()]));
}

#[test]
fn a_subscription_never_begins_after_what_nobody_was_told() {
    let (mut region, _) = released(107);
    let last = region.reader("CI").last_notice().unwrap();
    let unknown = Err(vec!["NOD-023".to_owned()]);
    assert_eq!(asked(&mut region, "c-a", beginning(Some(last + 1))), unknown);
    assert_eq!(asked(&mut region, "c-b", beginning(Some(-1))), unknown);
    assert!(asked(&mut region, "c-c", beginning(Some(last))).is_ok());
    // Nothing was done, so the same may be asked again.
    assert_eq!(asked(&mut region, "c-a", beginning(Some(last + 1))), unknown);
}

#[test]
fn one_actor_has_so_many_subscriptions_and_no_more() {
    let (mut region, _) = released(108);
    for number in 0..16 {
        assert!(asked(&mut region, &format!("c-{number}-a"), beginning(Some(0))).is_ok());
    }
    let full = asked(&mut region, "c-more", beginning(Some(0)));
    assert_eq!(full, Err(vec!["NOD-021".to_owned()]));
}

#[test]
fn whoever_is_told_no_longer_is_an_alarm_once_and_goes_on_from_there_when_he_resumes() {
    let (mut region, _) = released(109);
    let id = asked(&mut region, "c-a", beginning(Some(0))).unwrap().id;
    let alarms = |region: &Region| region.reader("CI").alarms(99).unwrap().len();
    let (before, now) = (alarms(&region), region.now);
    let given_up =
        Progress { failure_count: 10, disabled: Some(Disabled::GivenUp), ..Progress::default() };
    for _ in 0..2 {
        let progressed = vec![(id.clone(), 3, given_up.clone())];
        region.node("CI").progressed(now, progressed).unwrap();
    }
    assert_eq!(alarms(&region), before + 1);
    let alarm = region.reader("CI").alarms(1).unwrap().remove(0).body;
    assert!(alarm.contains("\"undelivered\"") && alarm.contains(&id), "{alarm}");
    region.restart("CI", 7);
    let kept = region.reader("CI").subscription(&id).unwrap().unwrap();
    assert_eq!((kept.position, &kept.progress), (3, &given_up));
    let resume = Subscribe::Resume { id: id.clone(), after: None };
    assert!(asked(&mut region, "c-b", resume).is_ok());
    let kept = region.reader("CI").subscription(&id).unwrap().unwrap();
    assert_eq!((kept.position, &kept.progress), (3, &Progress::default()));
    let earlier = Subscribe::Resume { id: id.clone(), after: Some(1) };
    assert!(asked(&mut region, "c-c", earlier).is_ok());
    assert_eq!(region.reader("CI").subscription(&id).unwrap().unwrap().position, 1);
    // One that has ended meanwhile stays ended.
    assert!(asked(&mut region, "c-d", Subscribe::End { id: id.clone() }).is_ok());
    region.node("CI").progressed(now, vec![(id.clone(), 9, Progress::default())]).unwrap();
    assert_eq!(region.reader("CI").subscriptions().unwrap(), []);
}
