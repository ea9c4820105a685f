//! An old backup, a lost disk: what peers give back, what is lost by number, and how a node goes on.

use std::path::PathBuf;

use journal::Recovery;
use kernel::{Amount, Decides, DossierId, Epoch};
use node::{Behind, Gap, Mode, Refusal, verify};
use transit::Phase;

use crate::acts::*;
use crate::region::*;

pub(crate) const STORE: [&str; 3] = ["store.db", "store.db-wal", "store.db-shm"];
pub(crate) const KEYS: [&str; 3] = ["keys.db", "keys.db-wal", "keys.db-shm"];

impl Region {
    fn file(&self, code: &str, name: &str) -> PathBuf {
        self.homes[code].folder.path().join(name)
    }

    /// A copy of a node's store as it is now.
    pub(crate) fn copied(&mut self, code: &'static str, random: u64) -> Vec<u8> {
        self.nodes.remove(code);
        let copy = std::fs::read(self.file(code, "store.db")).unwrap();
        self.restart(code, random);
        copy
    }

    /// The old copy takes the place of the store.
    pub(crate) fn put_back(&mut self, code: &'static str, copy: &[u8], random: u64) {
        self.nodes.remove(code);
        for name in STORE {
            std::fs::remove_file(self.file(code, name)).ok();
        }
        std::fs::write(self.file(code, "store.db"), copy).unwrap();
        self.restart(code, random);
    }

    /// A node asks its peers; those that are named do not answer.
    pub(crate) fn ask_back(&mut self, code: &'static str, silent: &[&str]) {
        for _ in 0..64 {
            self.ask_once(code, silent);
        }
    }

    pub(crate) fn ask_once(&mut self, code: &'static str, silent: &[&str]) {
        self.later(60);
        let now = self.now;
        let asking = self.node(code).asking(now).unwrap();
        for asking in asking {
            let to = asking.to.as_str().trim_end_matches("-1").to_owned();
            let answers = !silent.contains(&&*to) && self.nodes.contains_key(&*to);
            let answer =
                answers.then(|| self.node(&to).asked(now, &node_id(code), &asking.ask).unwrap());
            self.node(code).told(now, &asking.to, &asking.ask, answer.as_deref()).unwrap();
        }
    }

    pub(crate) fn all_verify(&mut self) {
        self.nodes.clear();
        for (code, home) in &self.homes {
            let found =
                verify(&home.store(), &home.keys(), &root(), &node_id(code), REGION).unwrap();
            assert!(found.ok, "{code}: {:?}", found.first_bad);
        }
    }

    /// What a node's later epoch says is left of the one before.
    fn left(&self, code: &str) -> Recovery {
        let (opened, _) = self.reader(code).opened(Epoch(2), 0).unwrap().unwrap();
        opened.recovered[0].clone()
    }

    pub(crate) fn alarms_of(&self, code: &str, kind: &str) -> Vec<String> {
        let alarms = self.reader(code).alarms(200).unwrap();
        alarms.into_iter().map(|alarm| alarm.body).filter(|body| body.contains(kind)).collect()
    }
}

/// CI's store is a copy from before the movement; everything after it was told to others.
fn old_backup(random: u64) -> (Region, DossierId, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    let guarantee = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    region.settle();
    let copy = region.copied("CI", random + 1);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    region.put_back("CI", &copy, random + 2);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    (region, movement, guarantee)
}

#[test]
fn what_a_lost_end_of_a_journal_told_others_comes_back_from_them_and_counts_as_before() {
    let (mut region, movement, guarantee) = old_backup(700);
    assert_eq!(region.reader("CI").movement(&movement).unwrap().map(|_| ()), None);
    region.ask_back("CI", &[]);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    region.settle();
    let (here, there) = (region.movement("CI", &movement), region.movement("BF", &movement));
    assert_eq!((here.standing.phase, there.standing.phase), (Phase::UnderWay, Phase::UnderWay));
    assert_eq!(here.mrn, there.mrn);
    // No peer had been told of the hold, and the record of the movement says that it is held.
    let account = region.account("CI", &guarantee);
    assert_eq!(account.held, Amount::whole(400_000));
    // What follows goes on in the next epoch, and everybody takes it.
    let now = region.now;
    for command in [entry("BFX01000", now), arrival("BFBOY000", now), control(), end()] {
        region.officer("BF", &movement, command).outcome.unwrap();
    }
    region.settle();
    for code in ["CI", "BF"] {
        assert_eq!(region.movement(code, &movement).standing.phase, Phase::Discharged, "{code}");
    }
    let account = region.account("CI", &guarantee);
    assert_eq!((account.held, account.free), (Amount::ZERO, Amount::whole(1_000_000)));
    region.all_verify();
}

#[test]
fn the_first_entry_of_the_next_epoch_says_by_number_what_is_lost() {
    let (mut region, _, _) = old_backup(710);
    region.ask_back("CI", &[]);
    let left = region.left("CI");
    assert!(left.held > 0 && left.held < left.written, "{left:?}");
    let count = |ranges: &[(u64, u64)]| ranges.iter().map(|(from, to)| to - from + 1).sum::<u64>();
    assert_eq!(count(&left.returned) + count(&left.lost), left.written - left.held, "{left:?}");
    // The account and the conversation about the hold were told to nobody.
    assert!(count(&left.lost) > 0 && count(&left.returned) > 0, "{left:?}");
    assert_eq!(left.unanswered, []);
    for code in ["CI", "BF"] {
        region.settle();
        assert!(!region.alarms_of(code, "recovered").is_empty(), "{code} is told");
    }
}

#[test]
fn nothing_is_written_before_every_peer_has_answered_or_two_officers_accept_the_gap() {
    let (mut region, movement, _) = old_backup(720);
    region.ask_back("CI", &["BF"]);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    let now = region.now;
    let status = region.node("CI").recovery().unwrap().unwrap();
    assert_eq!((status.why, status.unanswered.clone()), (Behind::Noted, vec![node_id("BF")]));
    region.node("CI").accept_gap(now, "awa").unwrap().unwrap();
    let again = region.node("CI").accept_gap(now, "awa").unwrap();
    assert_eq!(again, Err(Refusal::SecondOfficer), "one officer is not two");
    region.restart("CI", 723);
    region.ask_back("CI", &["BF"]);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    region.node("CI").accept_gap(now, "koffi").unwrap().unwrap();
    region.ask_back("CI", &["BF"]);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    assert_eq!(region.left("CI").unanswered, [node_id("BF")]);
    // Who let it go on stands in the journal, and nobody else is told.
    let (_, accepted) = region.reader("CI").opened(Epoch(2), 0).unwrap().unwrap();
    let by: Vec<_> = accepted.iter().map(|one| (one.officer.as_str(), one.gap)).collect();
    assert_eq!(by, [("awa", Gap::Returned), ("koffi", Gap::Returned)]);
    assert!(region.reader("CI").movement(&movement).unwrap().is_none());
    // What BF holds still comes back once it answers.
    region.ask_back("CI", &[]);
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::UnderWay);
    assert_eq!(region.node("CI").recovery().unwrap(), None);
    region.all_verify();
}

#[test]
fn a_node_whose_disk_is_gone_goes_on_with_what_its_peers_give_back() {
    let mut region = Region::new(730, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let now = region.now;
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    region.settle();
    region.nodes.remove("BF");
    for name in STORE.into_iter().chain(KEYS) {
        std::fs::remove_file(region.file("BF", name)).ok();
    }
    region.restart("BF", 731);
    let notes = [directory_note().to_string(), agreement("trie", &["CI", "BF", "ML"]).to_string()];
    let now = region.now;
    region.node("BF").adopt(now, &notes).unwrap();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.carry_one("CI", "BF");
    assert_eq!(region.node("BF").mode(), Mode::Recovering);
    region.ask_back("BF", &[]);
    assert_eq!(region.node("BF").mode(), Mode::Ready);
    region.settle();
    let (here, there) = (region.movement("BF", &movement), region.movement("CI", &movement));
    assert_eq!(here.standing, there.standing);
    let now = region.now;
    for command in [arrival("BFBOY000", now), control(), end()] {
        region.officer("BF", &movement, command).outcome.unwrap();
    }
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Discharged);
    region.all_verify();
}

#[test]
fn an_old_backup_of_the_home_of_a_guarantee_keeps_every_hold_it_had_answered() {
    let mut region = Region::new(740, Decides::Node);
    let grn = TO_BAMAKO_FROM_DAKAR.grn;
    let guarantee = region.guarantee("ML", grn, "SN100", 1_000_000);
    region.settle();
    let copy = region.copied("ML", 741);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    region.put_back("ML", &copy, 742);
    region.ask_back("ML", &[]);
    region.settle();
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    assert_eq!(
        region.movement("ML", &movement).standing,
        region.movement("SN", &movement).standing
    );
    region.all_verify();
}

#[test]
fn what_was_written_over_a_history_that_others_know_is_given_up_and_named() {
    let mut region = Region::new(750, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 2_000_000);
    let first = region.present("CI", &Declared { lrn: "LRN-0", ..TO_BOBO });
    region.settle();
    let before = region.reader("CI").journal().unwrap().entries;
    region.nodes.remove("CI");
    let old = ["store.db", "keys.db"].map(|name| std::fs::read(region.file("CI", name)).unwrap());
    region.restart("CI", 751);
    let known = region.present("CI", &TO_BOBO);
    region.settle();
    // Store and keystore are both old: nothing here says that there was more.
    region.nodes.remove("CI");
    for name in STORE.into_iter().chain(KEYS) {
        std::fs::remove_file(region.file("CI", name)).ok();
    }
    for (name, bytes) in ["store.db", "keys.db"].into_iter().zip(&old) {
        std::fs::write(region.file("CI", name), bytes).unwrap();
    }
    region.restart("CI", 752);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    let unknown = region.present("CI", &Declared { lrn: "LRN-9", ..TO_BOBO });
    region.carry_one("CI", "BF");
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    region.ask_back("CI", &[]);
    region.settle();
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    let (given_up, _) = region.left("CI").given_up.unwrap();
    assert!(given_up + 2 >= before, "{given_up} of {before}: what a peer has cosigned stands");
    let phase = |region: &Region, code, movement| region.movement(code, movement).standing.phase;
    assert_eq!(phase(&region, "CI", &first), Phase::Released);
    assert_eq!(phase(&region, "CI", &known), Phase::Released);
    assert_eq!(phase(&region, "CI", &unknown), Phase::Unknown, "none of it counts");
    assert!(region.reader("BF").movement(&unknown).unwrap().is_none());
    let given_up = region.alarms_of("CI", "is given up");
    assert!(given_up.iter().any(|body| body.contains(unknown.as_str())), "{given_up:?}");
    // Its declarant sends it again, under the number he gave it.
    let again = region.present("CI", &Declared { lrn: "LRN-9", ..TO_BOBO });
    region.settle();
    assert_ne!(again, unknown);
    assert_eq!(phase(&region, "CI", &again), Phase::Released);
    region.all_verify();
}

#[test]
fn nothing_new_is_held_before_peers_have_told_again_what_they_had_told() {
    let mut region = Region::new(760, Decides::Node);
    let grn = TO_BAMAKO_FROM_DAKAR.grn;
    let guarantee = region.guarantee("ML", grn, "SN100", 500_000);
    region.settle();
    let copy = region.copied("ML", 761);
    region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    region.put_back("ML", &copy, 762);
    // SN gives back what ML told it, and then falls silent: what it had asked ML for is not known again.
    for _ in 0..64 {
        if region.node("ML").mode() == Mode::Ready {
            break;
        }
        region.ask_once("ML", &[]);
    }
    let grn = "26ML0101000000021";
    let other = region.guarantee("ML", grn, "CI100", 500_000);
    let status = region.node("ML").recovery().unwrap().unwrap();
    assert!(!status.reads_only && status.catching_up.contains(&node_id("SN")), "{status:?}");
    let waiting = region.present("CI", &Declared { lrn: "LRN-8", grn, ..TO_BAMAKO });
    region.carry_one("CI", "ML");
    region.later(600);
    let now = region.now;
    region.node("ML").work(now).unwrap();
    assert_eq!(region.account("ML", &other).held, Amount::ZERO, "it waits");
    // Once SN has told again, what was promised is held, and what waited is too.
    region.ask_back("ML", &[]);
    region.settle();
    assert_eq!(region.movement("CI", &waiting).standing.phase, Phase::Released);
    assert_eq!(region.account("ML", &other).held, Amount::whole(400_000));
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    assert_eq!(region.node("ML").recovery().unwrap(), None);
    region.all_verify();
}

#[test]
fn what_waited_for_peers_is_done_before_anything_else_as_soon_as_they_have_told_again() {
    let mut region = Region::new(765, Decides::Node);
    let grn = "26ML0101000000021";
    let guarantee = region.guarantee("ML", grn, "CI100", 500_000);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 500_000);
    region.settle();
    let copy = region.copied("ML", 766);
    region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    region.put_back("ML", &copy, 767);
    while region.node("ML").mode() == Mode::Recovering {
        region.ask_once("ML", &[]);
    }
    region.ask_back("ML", &["SN"]);
    region.present("CI", &Declared { lrn: "LRN-8", grn, ..TO_BAMAKO });
    region.carry_one("CI", "ML");
    let tasks = node::tasks(&region.homes["ML"].store(), region.now, 8).unwrap();
    let states: Vec<_> = tasks.iter().map(|task| (task.policy.as_str(), task.state)).collect();
    assert!(states.contains(&("hold", node::TaskState::Awaiting)), "{states:?}");
    for _ in 0..600 {
        region.later(1);
        let now = region.now;
        // As a node's thread does, over and over.
        while region.node("ML").work(now).unwrap() {}
        for asking in region.node("ML").asking(now).unwrap() {
            let to = asking.to.as_str().trim_end_matches("-1").to_owned();
            let answer = region.node(&to).asked(now, &node_id("ML"), &asking.ask).unwrap();
            region.node("ML").told(now, &asking.to, &asking.ask, Some(&answer)).unwrap();
        }
        if region.node("ML").recovery().unwrap().is_none() {
            // Not a moment later, in which somebody else might have been promised the same.
            assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
            return;
        }
    }
    panic!("SN has not told again what it had told");
}

#[test]
fn two_officers_may_go_on_without_what_a_silent_peer_had_told() {
    let mut region = Region::new(770, Decides::Node);
    let grn = "26ML0101000000021";
    let guarantee = region.guarantee("ML", grn, "CI100", 500_000);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 500_000);
    region.settle();
    let copy = region.copied("ML", 771);
    region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    region.put_back("ML", &copy, 772);
    while region.node("ML").mode() == Mode::Recovering {
        region.ask_once("ML", &[]);
    }
    region.ask_back("ML", &["SN"]);
    let movement = region.present("CI", &Declared { lrn: "LRN-8", grn, ..TO_BAMAKO });
    region.carry_one("CI", "ML");
    assert_eq!(region.account("ML", &guarantee).held, Amount::ZERO, "it waits");
    let now = region.now;
    for officer in ["awa", "koffi"] {
        region.node("ML").accept_gap(now, officer).unwrap().unwrap();
    }
    region.later(600);
    let now = region.now;
    region.node("ML").work(now).unwrap();
    assert_eq!(region.account("ML", &guarantee).held, Amount::whole(400_000));
    let alarms = region.alarms_of("ML", "without what these told before: SN-1");
    assert_eq!(alarms.len(), 1);
    assert!(!alarms[0].contains("koffi"), "the list of alarms names no officer");
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
    region.all_verify();
}

#[test]
fn whoever_asks_again_and_again_for_what_a_closed_log_told_is_told_once() {
    let (mut region, _, _) = old_backup(780);
    region.ask_back("CI", &[]);
    region.settle();
    let mut log = region.reader("CI").journal().unwrap().logs[0].log.clone();
    log.epoch = Epoch(1);
    let (ask, peer) = (::exchange::Ask::Again { log, through: 0 }, node_id("BF"));
    let size = |region: &Region| region.reader("CI").journal().unwrap().entries;
    let mut sizes = vec![size(&region)];
    for _ in 0..3 {
        let now = region.now;
        let answer = region.node("CI").asked(now, &peer, &ask).unwrap();
        let told: ::exchange::ToldAgain = ::exchange::read("a place", &answer).unwrap();
        assert_eq!(told.reached.unwrap().log.epoch, Epoch(2));
        sizes.push(size(&region));
    }
    assert!(sizes[0] < sizes[1], "{sizes:?}");
    assert_eq!(sizes[1..], [sizes[1]; 3]);
    // BF has all of it already, and takes it once more.
    region.settle();
    region.all_verify();
}

#[test]
fn what_an_epoch_goes_on_without_is_not_there_again_in_another_old_copy() {
    let mut region = Region::new(880, Decides::Node);
    let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    let first = region.copied("SN", 8801);
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    // Nobody has heard of the exit when this copy is made, nor when the first is put back.
    let second = region.copied("SN", 8802);
    region.put_back("SN", &first, 8803);
    region.ask_back("SN", &[]);
    region.settle();
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.settle();
    region.put_back("SN", &second, 8804);
    region.ask_back("SN", &[]);
    region.settle();
    let now = region.now;
    for command in [entry("MLX02000", now), arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    for code in ["SN", "ML"] {
        let view = region.movement(code, &movement);
        assert_eq!(view.standing.phase, transit::Phase::Discharged, "{code}");
        let exits = view.steps.iter().filter(|step| step.what == "exited").count();
        assert_eq!(exits, 1, "{code}");
    }
    assert_eq!(region.account("ML", &guarantee).held, kernel::Amount::whole(0));
    assert!(region.verified("SN").first_bad.is_none());
}

#[test]
fn what_somebody_was_told_after_something_that_is_lost_is_there_in_every_copy() {
    let mut region = Region::new(881, Decides::Node);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    let first = region.copied("SN", 8811);
    // Nobody is told of a guarantee that nobody uses; everybody on the route of the exit.
    let grn = "26SN0101000000019";
    let lost = region.guarantee("SN", grn, "SN100", 1_000_000);
    let now = region.now;
    region.officer("SN", &movement, exit("SNKID000", now)).outcome.unwrap();
    region.settle();
    let second = region.copied("SN", 8812);
    region.put_back("SN", &first, 8813);
    region.ask_back("SN", &[]);
    region.settle();
    assert!(!region.left("SN").lost.is_empty() && !region.left("SN").returned.is_empty());
    let again = region.guarantee("SN", grn, "SN100", 1_000_000);
    region.settle();
    region.put_back("SN", &second, 8814);
    region.ask_back("SN", &[]);
    region.settle();
    assert_eq!(region.movement("SN", &movement).standing.phase, transit::Phase::UnderWay);
    assert!(region.verified("SN").first_bad.is_none());
    // Neither is known: one was lost with the first disk, the other with the second.
    for guarantee in [lost, again] {
        let known = region.reader("SN").guarantee(&guarantee).unwrap();
        assert!(known.is_none_or(|it| it.view.registration.is_none()));
    }
}

#[test]
fn of_two_that_lost_their_stores_each_is_told_again_what_the_other_takes_for_told() {
    let mut region = Region::new(895, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let copies = [region.copied("CI", 896), region.copied("BF", 897)];
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    assert_eq!(region.movement("BF", &movement).standing.phase, Phase::Released);
    region.put_back("CI", &copies[0], 898);
    region.ask_back("CI", &[]);
    // It has given CI all it was told, and loses it before it hears of CI's next epoch.
    region.put_back("BF", &copies[1], 899);
    region.ask_back("BF", &[]);
    region.settle();
    region.ask_back("BF", &[]);
    region.settle();
    assert_eq!(region.movement("BF", &movement).standing.phase, Phase::Released);
    assert_eq!(region.node("BF").recovery().unwrap(), None);
    region.all_verify();
}
