//! Commands: each counts once, whatever happens between sending and answering.

use identity::Actor;
use kernel::{Amount, Decides};
use node::{Command, Target};
use transit::Phase;

use crate::acts::*;
use crate::region::*;
use crate::rejecting::{rejecting, trader};

fn codes(reply: &node::Reply) -> Vec<String> {
    reply.outcome.clone().unwrap_err().into_iter().map(|refused| refused.code).collect()
}

pub(crate) fn presenting(region: &mut Region, declared: &Declared<'_>) -> node::Submission {
    let command = transit::Command::Present(Box::new(declared.presenting()));
    region.asked(Target::New, Command::Movement(Box::new(command)))
}

#[test]
fn a_command_sent_again_gets_the_first_answer_even_after_a_restart() {
    let mut region = Region::new(20, Decides::Node);
    let guarantee = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let submission = presenting(&mut region, &TO_BOBO);
    let first = region.submit("CI", submission.clone());
    let again = region.submit("CI", submission.clone());
    assert_eq!((again.outcome.clone(), again.repeated), (first.outcome.clone(), true));
    region.restart("CI", 77);
    let later = region.submit("CI", submission);
    assert_eq!((later.outcome, later.repeated), (first.outcome, true));
    assert_eq!(region.account("CI", &guarantee).held, Amount::whole(400_000));
}

#[test]
fn the_same_id_with_other_content_is_refused_and_kept_as_evidence() {
    let mut region = Region::new(21, Decides::Node);
    let first = presenting(&mut region, &TO_BOBO);
    let mut second = presenting(&mut region, &TO_BAMAKO);
    second.id = first.id.clone();
    let answer = region.submit("CI", first.clone());
    assert_eq!(codes(&region.submit("CI", second)), ["NOD-001"]);
    let again = region.submit("CI", first);
    assert_eq!((again.outcome, again.repeated), (answer.outcome, true));
    let alarms = region.reader("CI").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("other content")));
}

#[test]
fn a_declarants_reference_names_one_movement() {
    let mut region = Region::new(22, Decides::Node);
    region.present("CI", &TO_BOBO);
    let other = Declared { lrn: TO_BOBO.lrn, ..TO_BAMAKO };
    let submission = presenting(&mut region, &other);
    assert_eq!(codes(&region.submit("CI", submission)), ["NOD-004"]);
    let theirs = Declared { holder: "CI200", ..other };
    let submission = presenting(&mut region, &theirs);
    assert!(region.submit("CI", submission).outcome.is_ok());
}

#[test]
fn a_refusal_is_an_answer_too_and_is_repeated() {
    let mut region = Region::new(23, Decides::Node);
    let movement = region.present("CI", &TO_BOBO);
    let release = transit::Command::Release { limit_date: None, basis: basis() };
    let release = Command::Movement(Box::new(release));
    let submission = region.asked(Target::Dossier(movement), release);
    let first = region.submit("CI", submission.clone());
    assert_eq!(codes(&first), ["TRA-017"]);
    let again = region.submit("CI", submission);
    assert_eq!((again.outcome, again.repeated), (first.outcome, true));
}

#[test]
fn who_holds_no_post_and_whose_dossier_it_is_not_may_not() {
    let mut region = Region::new(24, Decides::Node);
    let movement = region.present("CI", &TO_BOBO);
    let release = transit::Command::Release { limit_date: None, basis: basis() };
    let mut by_nobody =
        region.asked(Target::Dossier(movement), Command::Movement(Box::new(release)));
    by_nobody.actor = Actor::Officer("nobody".parse().unwrap());
    assert_eq!(codes(&region.submit("CI", by_nobody)), ["NOD-003"]);
    let mut by_another = presenting(&mut region, &Declared { lrn: "LRN-5", ..TO_BOBO });
    by_another.actor = Actor::Trader("CI999".parse().unwrap());
    assert_eq!(codes(&region.submit("CI", by_another)), ["NOD-003"]);
}

#[test]
fn what_nobody_knows_by_a_name_is_said_to_be_unknown() {
    let mut region = Region::new(25, Decides::Node);
    let name = kernel::Name::new(kernel::NameKind::Mrn, "26CI000000000001J1");
    let submission = region.asked(Target::Named(name), Command::Movement(Box::new(end())));
    assert_eq!(codes(&region.submit("CI", submission)), ["NOD-002"]);
}

#[test]
fn what_arrives_together_is_answered_together_in_its_order() {
    let mut region = Region::new(26, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let batch: Vec<_> = (0..20)
        .map(|number| {
            let lrn = format!("B-{number}");
            presenting(&mut region, &Declared { lrn: &lrn, amount: 100_000, ..TO_BOBO })
        })
        .collect();
    let now = region.now;
    let replies = region.node("CI").submit(now, batch).unwrap();
    let phases: Vec<_> = replies
        .into_iter()
        .map(|reply| region.movement("CI", &reply.outcome.unwrap().dossier).standing.phase)
        .collect();
    // Ten fit into the guarantee, whatever came with them.
    assert_eq!(phases[..10], [Phase::Released; 10]);
    assert_eq!(phases[10..], [Phase::Accepted; 10]);
}

#[test]
fn numbers_are_never_given_twice_across_restarts() {
    let mut region = Region::new(27, Decides::Node);
    let mut numbers = std::collections::BTreeSet::new();
    for round in 0..4 {
        for number in 0..3 {
            let lrn = format!("R-{round}-{number}");
            let movement = region.present("CI", &Declared { lrn: &lrn, ..TO_BOBO });
            assert!(numbers.insert(region.mrn("CI", &movement).to_string()));
        }
        region.restart("CI", 100 + round);
    }
}

#[test]
fn a_store_older_than_what_was_published_only_reads() {
    let mut region = Region::new(28, Decides::Node);
    let folder = region.homes["CI"].folder.path().to_owned();
    region.nodes.remove("CI");
    let copied = std::fs::read(folder.join("store.db")).unwrap();
    region.restart("CI", 1);
    region.present("CI", &TO_BOBO);
    region.nodes.remove("CI");
    for file in ["store.db-wal", "store.db-shm"] {
        if folder.join(file).exists() {
            std::fs::remove_file(folder.join(file)).unwrap();
        }
    }
    std::fs::write(folder.join("store.db"), copied).unwrap();
    region.restart("CI", 2);
    assert_eq!(region.node("CI").mode(), node::Mode::Recovering);
    let submission = presenting(&mut region, &TO_BAMAKO);
    assert_eq!(codes(&region.submit("CI", submission)), ["NOD-005"]);
    // It answers a faulty message all the same, and keeps nothing.
    let sent = region.reject(rejecting(&trader("CI100"), None, "no"));
    assert_eq!((&*sent.bytes, region.mail(None).len()), (&b"no"[..], 0));
}

#[test]
fn an_old_store_is_recognised_also_where_a_process_ended_before_it_noted_what_it_had_written() {
    let mut region = Region::new(29, Decides::Node);
    region.present("CI", &TO_BOBO);
    let folder = region.homes["CI"].folder.path().to_owned();
    let copies = |region: &mut Region| {
        region.nodes.remove("CI");
        ["store.db", "keys.db"].map(|file| std::fs::read(folder.join(file)).unwrap())
    };
    let put_back = |file: &str, bytes: &[u8]| {
        for beside in ["-wal", "-shm"] {
            std::fs::remove_file(folder.join(format!("{file}{beside}"))).ok();
        }
        std::fs::write(folder.join(file), bytes).unwrap();
    };
    let [store, keys] = copies(&mut region);
    region.restart("CI", 1);
    region.present("CI", &TO_BAMAKO);
    copies(&mut region);
    // What the keystore has noted is what was there before.
    put_back("keys.db", &keys);
    region.restart("CI", 2);
    region.nodes.remove("CI");
    put_back("store.db", &store);
    region.restart("CI", 3);
    assert_eq!(region.node("CI").mode(), node::Mode::Recovering);
}

#[test]
fn a_node_that_no_directory_has_reached_yet_refuses_what_is_asked_and_lives() {
    let mut region = Region::new(139, Decides::Node);
    region.forget("CI");
    region.restart("CI", 140);
    let submission = presenting(&mut region, &TO_BAMAKO);
    assert_eq!(codes(&region.submit("CI", submission)), ["NOD-014"]);
    let (now, actor) = (region.now, trader("CI100"));
    let command = transit::Command::Present(Box::new(TO_BAMAKO.presenting()));
    let questioned = node::Questioned { target: node::Target::New, command };
    assert_eq!(region.node("CI").would_refuse(now, &actor, questioned).unwrap(), []);
}

#[test]
fn a_request_nobody_could_answer_is_answered_after_the_operator_put_right_what_was_missing() {
    let mut region = Region::new(31, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let orders = std::mem::take(&mut region.people("CI").standing_orders);
    let (for_guarantees, others) =
        orders.into_iter().partition(|order| order.post.as_str().ends_with("guarantee"));
    region.people("CI").standing_orders = others;
    region.restart("CI", 2);
    let movement = region.present("CI", &TO_BOBO);
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Accepted);
    assert_eq!(region.reader("CI").task_count(region.now).unwrap(), 1);
    let given: Vec<identity::StandingOrder> = for_guarantees;
    region.people("CI").standing_orders.extend(given);
    region.restart("CI", 3);
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
    assert_eq!(region.reader("CI").task_count(region.now).unwrap(), 0);
}

#[test]
fn local_time_never_runs_backwards() {
    let mut region = Region::new(29, Decides::Node);
    region.present("CI", &TO_BOBO);
    let before = region.now;
    region.now = at("2026-11-20T00:00:00Z");
    let movement = region.present("CI", &TO_BAMAKO);
    let steps = region.movement("CI", &movement).steps;
    assert!(steps.iter().all(|step| step.at >= before));
}

#[test]
fn local_time_does_not_run_backwards_from_one_process_to_the_next() {
    let mut region = Region::new(30, Decides::Node);
    region.present("CI", &TO_BOBO);
    let before = region.now;
    region.now = at("2026-11-20T00:00:00Z");
    region.restart("CI", 1);
    let movement = region.present("CI", &TO_BAMAKO);
    let steps = region.movement("CI", &movement).steps;
    assert!(steps.iter().all(|step| step.at >= before), "{steps:?}");
}

#[test]
fn a_movement_a_trader_may_not_see_is_unknown_to_him_whatever_he_asks_of_it() {
    let mut region = Region::new(27, Decides::Node);
    let movement = region.present("CI", &TO_BOBO);
    let release = || Box::new(transit::Command::Release { limit_date: None, basis: basis() });
    let again = || Box::new(transit::Command::Present(Box::new(TO_BOBO.presenting())));
    let unknown: kernel::DossierId = "CI.CI-1.1.0123456789abcdef0123456789abcdef".parse().unwrap();
    let mut asked = |trader: &str, dossier: &kernel::DossierId, command| {
        let mut submission =
            region.asked(Target::Dossier(dossier.clone()), Command::Movement(command));
        submission.actor = Actor::Trader(trader.parse().unwrap());
        region.submit("CI", submission).outcome.unwrap_err()
    };
    // What is there and what is not cannot be told apart.
    for command in [release, again] {
        let [hidden, absent] =
            [&movement, &unknown].map(|dossier| asked("CI900", dossier, command()));
        assert_eq!((hidden.len(), hidden[0].code.as_str()), (1, "NOD-002"));
        assert_eq!(absent[0].code, hidden[0].code);
        assert_eq!(hidden[0].arguments["name"], movement.to_string());
    }
    assert_eq!(asked("CI100", &movement, release())[0].code, "NOD-003");
}

#[test]
fn a_command_meant_for_an_earlier_version_is_refused_once_whoever_asks_may_ask() {
    let mut region = Region::new(28, Decides::Node);
    let movement = region.present("CI", &TO_BOBO);
    let version = region.reader("CI").version(&movement).unwrap();
    let mut asked = |actor: Actor, versions: Option<Vec<i64>>| {
        let release = transit::Command::Release { limit_date: None, basis: basis() };
        let target = Target::Dossier(movement.clone());
        let mut submission = region.asked(target, Command::Movement(Box::new(release)));
        (submission.actor, submission.versions) = (actor, versions);
        codes(&region.submit("CI", submission))
    };
    let officer = || Actor::Officer("awa".parse().unwrap());
    let nobody = Actor::Officer("nobody".parse().unwrap());
    assert_eq!(asked(nobody, Some(vec![])), ["NOD-003"]);
    assert_eq!(asked(officer(), Some(vec![version - 1])), ["NOD-016"]);
    assert_eq!(asked(officer(), Some(vec![version - 1, version])), ["TRA-017"]);
    assert_eq!(asked(officer(), None), ["TRA-017"]);
}
