//! A node that changes the key it signs with, because its time has come or because others may have it.

use std::collections::BTreeSet;

use identity::{Directory, FormerKey};
use journal::{Checkpoint, LogId, Recovery, Verdict};
use kernel::{
    Amount, Decides, Digest, DossierId, Epoch, Inadmissible, Note, SigningKey, Timestamp,
};
use node::{Command, Fault, Mode, Node, Target, evidence};
use serde_json::json;
use store::Read;
use transit::Phase;

use crate::acts::*;
use crate::forger::Forger;
use crate::region::*;

/// The next directory, in which a node signs with its next key.
fn directory(previous: &Directory, code: &str, compromised: Option<Timestamp>) -> String {
    let members = ["CI", "BF", "ML", "SN", "CORRIDOR"].map(|other| {
        let mut member = member(other);
        let entry = &mut member.nodes[0];
        entry.partitions = previous.node(&entry.node).unwrap().1.partitions;
        if other == code {
            let key = std::mem::replace(&mut entry.log_key, next_log_key(code).verifying());
            entry.former_log_keys = vec![FormerKey { key, compromised }];
            member.serial = 2;
        }
        member.sign(&member_key(other)).unwrap()
    });
    let days = (at(START), at("2027-11-23T00:00:00Z"));
    let draft = Directory::draft(REGION, root(), &members, Some(previous), 1, days).unwrap();
    let signed = ["CI", "BF", "ML"].iter().fold(draft, |note, by| note.signed_by(&member_key(by)));
    signed.to_string()
}

impl Region {
    /// The next key of a node is there, and the region names it.
    pub(crate) fn rekey(
        &mut self,
        code: &'static str,
        compromised: Option<Timestamp>,
        random: u64,
    ) {
        let note = self.next_key(code, compromised, random);
        let now = self.now;
        for other in self.nodes.keys().copied().collect::<Vec<_>>() {
            assert_eq!(self.node(other).adopt(now, std::slice::from_ref(&note)).unwrap().len(), 1);
        }
    }

    pub(crate) fn next_key(
        &mut self,
        code: &'static str,
        since: Option<Timestamp>,
        random: u64,
    ) -> String {
        self.homes.get_mut(code).unwrap().next_key = true;
        self.restart(code, random);
        directory(&self.nodes[code].world().directory().unwrap().clone(), code, since)
    }

    /// A node is handed back, with an envelope, a checkpoint of its second epoch beyond what it wrote,
    /// signed with a key; how it stands then.
    fn handed_back(&mut self, code: &str, with: &exchange::Envelope, key: &SigningKey) -> Mode {
        let log = Checkpoint::of(&self.sealed_by(code, 2)).unwrap().log;
        let beyond = Checkpoint { log, size: 9_000, root: Digest([7; 32]) };
        let heads = vec![beyond.sign(key).to_string()];
        let envelope = exchange::Envelope { heads, ..with.clone() };
        let now = self.now;
        self.node(code).receive(now, None, &envelope).unwrap();
        self.node(code).mode()
    }

    fn sealed_by(&self, code: &str, epoch: u32) -> Note {
        let last = self.homes[code].store().last_checkpoint(Epoch(epoch), 0).unwrap();
        Note::parse(&last.unwrap().1).unwrap()
    }
}

/// What a bundle proves, without what counts: who wrote which event of the movement, and why it does not.
fn not_counted(region: &Region, code: &str, movement: &DossierId) -> Vec<(String, Verdict)> {
    let bundle = region.reader(code).evidence(movement, &BTreeSet::new()).unwrap().unwrap();
    let found = evidence::verify(&bundle, &root());
    assert!(found.ok, "{code}: {:?}", found.first_bad);
    assert!(found.records.len() > 1);
    let records = found.records.into_iter();
    let not = records.filter(|record| record.verdict != Verdict::Admitted);
    not.map(|record| (record.event, record.verdict)).collect()
}

fn under_way(random: u64) -> (Region, DossierId, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    let guarantee = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    (region, movement, guarantee)
}

fn arrives(region: &mut Region, movement: &DossierId) {
    let now = region.now;
    region.officer("CI", movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    ends(region, movement);
}

fn ends(region: &mut Region, movement: &DossierId) {
    let now = region.now;
    for command in [entry("BFX01000", now), arrival("BFBOY000", now), control(), end()] {
        region.officer("BF", movement, command).outcome.unwrap();
    }
    region.settle();
    for code in ["CI", "BF"] {
        assert_eq!(region.movement(code, movement).standing.phase, Phase::Discharged, "{code}");
    }
}

#[test]
fn a_node_that_changes_its_key_goes_on_in_a_new_epoch_and_all_that_was_told_counts() {
    let (mut region, movement, guarantee) = under_way(900);
    let before = region.sealed_by("CI", 1);
    region.rekey("CI", None, 901);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    let (opened, accepted) = region.reader("CI").opened(Epoch(2), 0).unwrap().unwrap();
    assert_eq!((&opened.key, opened.rekeyed), (&next_log_key("CI").verifying(), true));
    assert!(accepted.is_empty());
    let closed = region.sealed_by("CI", 1);
    let size = Checkpoint::of(&closed).unwrap().size;
    assert!(size > Checkpoint::of(&before).unwrap().size, "the directory was adopted in it");
    assert_eq!(opened.recovered, [Recovery::whole(Epoch(1), size)]);
    assert_eq!(opened.after, Checkpoint::of(&closed).ok());
    for key in [log_key("CI"), next_log_key("CI")] {
        assert!(Checkpoint::verify(&closed, &[key.verifying()]).is_ok(), "both have signed it");
    }
    let today = region.sealed_by("CI", 2);
    assert!(Checkpoint::verify(&today, &[log_key("CI").verifying()]).is_err());
    arrives(&mut region, &movement);
    let account = region.account("CI", &guarantee);
    assert_eq!((account.held, account.free), (Amount::ZERO, Amount::whole(1_000_000)));
    assert!(region.alarms_of("BF", "recovered").is_empty(), "nothing is lost");
    for code in ["CI", "BF"] {
        assert_eq!(not_counted(&region, code, &movement), [], "{code}");
    }
    region.all_verify();
}

#[test]
fn what_a_peer_had_not_recorded_before_the_key_changed_reaches_it_under_the_next_one() {
    let (mut region, movement, _) = under_way(910);
    let away = region.nodes.remove("BF").unwrap();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let note = region.next_key("CI", None, 911);
    for code in ["CI", "ML", "SN", "CORRIDOR"] {
        region.node(code).adopt(now, std::slice::from_ref(&note)).unwrap();
    }
    assert!(region.reader("CI").opened(Epoch(2), 0).unwrap().unwrap().0.rekeyed);
    region.nodes.insert("BF", away);
    // It has not heard of the next key: it takes nothing, and nothing is lost.
    for _ in 0..8 {
        region.later(60);
        let now = region.now;
        for outgoing in region.node("CI").outgoing(now).unwrap() {
            region.carry("CI", &outgoing);
        }
    }
    assert!(region.pending() > 0);
    region.node("BF").adopt(now, &[note]).unwrap();
    region.settle();
    assert_eq!(region.movement("BF", &movement).standing.phase, Phase::UnderWay);
    ends(&mut region, &movement);
}

#[test]
fn a_node_without_the_key_that_is_named_goes_on_with_its_own_and_says_so_until_it_has_it() {
    let (mut region, movement, _) = under_way(920);
    let note = region.next_key("CI", None, 921);
    region.homes.get_mut("CI").unwrap().next_key = false;
    region.restart("CI", 922);
    let now = region.now;
    for code in region.nodes.keys().copied().collect::<Vec<_>>() {
        region.node(code).adopt(now, std::slice::from_ref(&note)).unwrap();
    }
    assert_eq!(region.alarms_of("CI", "misconfigured").len(), 1);
    assert!(region.reader("CI").opened(Epoch(2), 0).unwrap().is_none());
    region.settle();
    region.homes.get_mut("CI").unwrap().next_key = true;
    region.restart("CI", 923);
    assert!(region.reader("CI").opened(Epoch(2), 0).unwrap().is_some());
    arrives(&mut region, &movement);
    region.homes.get_mut("CI").unwrap().next_key = false;
    region.nodes.remove("CI");
    let without = Node::open(parts("CI", &region.homes["CI"], 924), region.now);
    assert!(matches!(without, Err(Fault::NoKey { epoch: Epoch(2), .. })), "{without:?}");
}

#[test]
fn a_backup_from_before_the_key_changed_recovers_and_goes_on_under_the_next_key() {
    let (mut region, movement, guarantee) = under_way(930);
    let copy = region.copied("CI", 931);
    region.rekey("CI", None, 932);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    region.put_back("CI", &copy, 933);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    region.ask_back("CI", &[]);
    // The directory that names the key was in what was lost; the hub has it, or somebody brings it.
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    let note = region.nodes["BF"].world().directory().unwrap().note().to_string();
    let now = region.now;
    let taken = region.node("CI").bring(now, &note).unwrap().unwrap();
    assert_eq!((taken.version, taken.repeated), (2, false));
    region.ask_back("CI", &[]);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::UnderWay);
    let (opened, _) = region.reader("CI").opened(Epoch(4), 0).unwrap().unwrap();
    assert_eq!((&opened.key, opened.rekeyed), (&next_log_key("CI").verifying(), true));
    for code in ["CI", "BF"] {
        assert_eq!(region.movement(code, &movement).standing.phase, Phase::UnderWay, "{code}");
    }
    assert_eq!(region.account("CI", &guarantee).held, Amount::whole(400_000));
    region.all_verify();
}

#[test]
fn a_directory_taken_while_a_node_recovers_is_followed_as_soon_as_it_writes_again() {
    let (mut region, movement, _) = under_way(960);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    let since = region.now;
    region.officer("BF", &movement, entry("BFX01000", since)).outcome.unwrap();
    region.settle();
    let flag = |region: &Region| region.reader("CI").movement(&movement).unwrap().unwrap().flag;
    assert_eq!(flag(&region), "");
    let copy = region.copied("CI", 961);
    let stolen = region.next_key("BF", Some(since), 962);
    region.present("CI", &Declared { lrn: "LRN-9", amount: 1_000, ..TO_BOBO });
    region.put_back("CI", &copy, 963);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    let now = region.now;
    region.node("CI").adopt(now, &[stolen]).unwrap();
    region.ask_back("CI", &[]);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    // BF has not said under its next key what of it was its own.
    assert_eq!(flag(&region), "contested");
}

impl Region {
    /// Whoever has a question asks it, and is answered.
    pub(crate) fn asks(&mut self) {
        self.settle();
        for _ in 0..16 {
            for code in self.nodes.keys().copied().collect::<Vec<_>>() {
                self.ask_once(code, &[]);
            }
        }
        self.settle();
    }
}

#[test]
fn what_was_recorded_since_a_key_was_compromised_counts_once_its_writer_signs_it_with_the_next() {
    let (mut region, movement, guarantee) = under_way(940);
    region.later(1);
    let since = region.now;
    region.officer("CI", &movement, exit("CIX01000", since)).outcome.unwrap();
    region.settle();
    let phase = |region: &Region, code| region.movement(code, &movement).standing.phase;
    assert_eq!(phase(&region, "BF"), Phase::UnderWay);
    let note = region.next_key("CI", Some(since), 941);
    let now = region.now;
    region.node("BF").adopt(now, std::slice::from_ref(&note)).unwrap();
    assert_eq!(phase(&region, "BF"), Phase::Released, "the exit does not count");
    let said = region.alarms_of("BF", "key-compromised");
    assert!(said.len() == 1 && said[0].contains("1 events recorded since"), "{said:?}");
    let contested = Verdict::Contested(Inadmissible::KeyCompromised);
    let exit = ("Exited".to_owned(), contested);
    assert_eq!(not_counted(&region, "BF", &movement), [exit], "what it recorded before stands");
    // It is asked for once it goes on under another key.
    region.asks();
    assert_eq!(phase(&region, "BF"), Phase::Released);
    for code in ["CI", "ML", "SN", "CORRIDOR"] {
        region.node(code).adopt(now, std::slice::from_ref(&note)).unwrap();
    }
    region.asks();
    assert_eq!(phase(&region, "BF"), Phase::UnderWay);
    assert_eq!(region.alarms_of("BF", "key-compromised").len(), 1);
    ends(&mut region, &movement);
    assert_eq!(region.account("CI", &guarantee).held, Amount::ZERO);
    for code in ["CI", "BF"] {
        assert_eq!(not_counted(&region, code, &movement), [], "{code}");
    }
    region.all_verify();
}

#[test]
fn what_somebody_else_wrote_with_a_stolen_key_does_not_count_and_the_true_history_goes_on() {
    let (mut region, movement, _) = under_way(950);
    region.later(1);
    let since = region.now;
    // Whoever has key and store of CI tells BF of an exit that never was.
    region.nodes.remove("CI");
    let thief = region.homes["CI"].stolen();
    region.restart("CI", 951);
    let mut stolen = Node::open(parts("CI", &thief, 952), since).unwrap();
    let exit = Command::Movement(Box::new(exit("CIX01000", since)));
    let submission = region.asked(Target::Dossier(movement.clone()), exit);
    stolen.submit(since, vec![submission]).unwrap()[0].outcome.clone().unwrap();
    let forged = stolen.outgoing(since).unwrap();
    let forged = forged.iter().find(|outgoing| outgoing.to == node_id("BF")).unwrap();
    let envelope = exchange::read("an envelope", &forged.body).unwrap();
    region.node("BF").receive(since, None, &envelope).unwrap();
    let phase = |region: &Region, code| region.movement(code, &movement).standing.phase;
    assert_eq!((phase(&region, "CI"), phase(&region, "BF")), (Phase::Released, Phase::UnderWay));
    region.rekey("CI", Some(since), 953);
    region.asks();
    assert_eq!((phase(&region, "CI"), phase(&region, "BF")), (Phase::Released, Phase::Released));
    assert_eq!(region.alarms_of("BF", "key-compromised").len(), 1);
    let contested = Verdict::Contested(Inadmissible::KeyCompromised);
    assert_eq!(not_counted(&region, "BF", &movement), [("Exited".to_owned(), contested)]);
    assert_eq!(not_counted(&region, "CI", &movement), []);
    // The thief is not heard any more, and what really happens is.
    region.later(60);
    let now = region.now;
    stolen.work(now).unwrap();
    for outgoing in stolen.outgoing(now).unwrap() {
        let envelope = exchange::read("an envelope", &outgoing.body).unwrap();
        let to = outgoing.to.as_str().trim_end_matches("-1").to_owned();
        let answer = region.node(&to).receive(now, None, &envelope).unwrap();
        assert!(matches!(answer.outcome, exchange::Outcome::Refused { .. }), "{to}");
    }
    let exit = crate::acts::exit("CIX01000", now);
    region.officer("CI", &movement, exit).outcome.unwrap();
    region.settle();
    assert_eq!(phase(&region, "BF"), Phase::UnderWay);
    let now = region.now;
    region.officer("BF", &movement, entry("BFX01000", now)).outcome.unwrap();
    // Nor does it stop the node to be handed what only the thief has signed.
    let envelope = region.envelope("BF", "CI");
    assert_eq!(region.handed_back("CI", &envelope, &log_key("CI")), Mode::Ready);
    assert_eq!(region.handed_back("CI", &envelope, &next_log_key("CI")), Mode::Recovering);
}

#[test]
fn a_stolen_key_begins_no_log_closes_none_and_convicts_none() {
    let (mut region, movement, _) = under_way(960);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.settle();
    region.later(1);
    let since = region.now;
    // The thief tells CI of epochs in which BF has not written, and of two histories of a third.
    for epoch in [2, 64] {
        let mut forger = Forger::of("BF");
        forger.log.epoch = Epoch(epoch);
        forger.event(&movement, "movement", 90, json!({"Nonsense": {}}));
        let log = LogId { epoch: Epoch(3), ..forger.log.clone() };
        let mut envelope = forger.tell();
        envelope.heads = [6, 7]
            .map(|root| Checkpoint { log: log.clone(), size: 5, root: Digest([root; 32]) })
            .map(|checkpoint| checkpoint.sign(&log_key("BF")).to_string())
            .to_vec();
        let answer = region.node("CI").receive(since, None, &envelope).unwrap();
        assert_eq!(answer.outcome, exchange::Outcome::Recorded);
    }
    assert_eq!(region.alarms_of("CI", "two-histories").len(), 1);
    region.rekey("BF", Some(since), 961);
    region.asks();
    ends(&mut region, &movement);
    // Nor is what happens after another change.
    let (opened, _) = region.reader("BF").opened(Epoch(2), 0).unwrap().unwrap();
    assert_eq!(opened.key, next_log_key("BF").verifying());
    let mut late = Forger::of("BF");
    late.log.epoch = Epoch(4);
    late.event(&movement, "movement", 91, json!({"Nonsense": {}}));
    let (now, envelope) = (region.now, late.tell());
    let answer = region.node("CI").receive(now, None, &envelope).unwrap();
    assert!(matches!(answer.outcome, exchange::Outcome::Refused { .. }));
}

#[test]
fn an_old_key_that_nobody_misses_opens_no_log_and_stops_nobody() {
    let (mut region, movement, _) = under_way(970);
    region.rekey("BF", None, 971);
    region.settle();
    let mut forger = Forger::of("BF");
    forger.log.epoch = Epoch(3);
    forger.event(&movement, "movement", 90, json!({"Nonsense": {}}));
    let (now, envelope) = (region.now, forger.tell());
    let answer = region.node("CI").receive(now, None, &envelope).unwrap();
    assert!(matches!(answer.outcome, exchange::Outcome::Refused { .. }));
    // In the epoch it is in, a node believes none but its own key.
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let envelope = region.envelope("CI", "BF");
    assert_eq!(region.handed_back("BF", &envelope, &log_key("BF")), Mode::Ready);
    assert_eq!(region.handed_back("BF", &envelope, &next_log_key("BF")), Mode::Recovering);
}

#[test]
fn what_was_told_before_a_key_changed_is_told_again_to_a_node_that_has_lost_it() {
    let mut region = Region::new(980, Decides::Node);
    let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let copy = region.copied("ML", 981);
    region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    let held = region.account("ML", &guarantee).held;
    assert!(held > Amount::ZERO);
    region.rekey("SN", None, 982);
    region.settle();
    region.put_back("ML", &copy, 983);
    region.ask_back("ML", &[]);
    let note = region.nodes["SN"].world().directory().unwrap().note().to_string();
    let now = region.now;
    region.node("ML").adopt(now, &[note]).unwrap();
    region.asks();
    assert_eq!(region.node("ML").recovery().unwrap(), None, "nothing is missing any more");
    assert_eq!(region.account("ML", &guarantee).held, held);
}
