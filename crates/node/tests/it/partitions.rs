//! Nodes that keep several logs: whole journeys, old backups, a lost disk and changed keys, in each of
//! the logs.

use std::collections::{BTreeMap, BTreeSet};

use identity::Member;
use journal::{Checkpoint, Header, Opened, Recovery, Subject};
use kernel::{Amount, Decides, DossierId, Epoch, Function, NodeId, Note};
use node::{Command, Mode, Target, evidence};
use store::{OutStream, Place, Read};
use transit::{Concern, Phase};

use crate::acts::*;
use crate::recovering::{KEYS, STORE};
use crate::region::*;

const LOGS: u16 = 3;

/// What a member says of itself where some nodes keep three logs.
fn keeping(three: &[&str], code: &str) -> Member {
    let mut member = member(code);
    if three.contains(&code) {
        member.nodes[0].partitions = LOGS;
    }
    member
}

/// A region in which some keep three logs, and a guarantee that is kept in Mali.
fn of_three_logs(random: u64, three: &[&str]) -> (Region, DossierId) {
    let directory = directory_of(|code| keeping(three, code), 1);
    let mut region = Region::under(random, (Decides::Node, |_| true), &directory);
    let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    region.settle();
    (region, guarantee)
}

fn log_of(movement: &DossierId) -> u16 {
    u16::try_from(movement.random() % u128::from(LOGS)).unwrap()
}

impl Region {
    /// Presents movements from Dakar to Bamako until each of three logs has two.
    fn several(&mut self) -> Vec<DossierId> {
        self.several_from(0)
    }

    fn several_from(&mut self, first: usize) -> Vec<DossierId> {
        let mut movements = Vec::new();
        let mut logs: BTreeMap<u16, usize> = BTreeMap::new();
        for number in first..first + 100 {
            let lrn = format!("LRN-{number}");
            let declared = Declared { lrn: &lrn, amount: 1_000, ..TO_BAMAKO_FROM_DAKAR };
            let movement = self.present("SN", &declared);
            *logs.entry(log_of(&movement)).or_default() += 1;
            movements.push(movement);
            if (0..LOGS).all(|log| logs.get(&log).is_some_and(|count| *count > 1)) {
                break;
            }
        }
        assert!(movements.len() < 100, "each log has two: {logs:?}");
        self.settle();
        movements
    }

    fn all_leave(&mut self, movements: &[DossierId]) {
        let now = self.now;
        for movement in movements {
            self.officer("SN", movement, exit("SNKID000", now)).outcome.unwrap();
        }
        self.settle();
    }

    fn all_arrive(&mut self, movements: &[DossierId]) {
        let now = self.now;
        for movement in movements {
            for command in [entry("MLX02000", now), arrival("MLBKO000", now), control(), end()] {
                self.officer("ML", movement, command).outcome.unwrap();
            }
        }
        self.settle();
    }

    /// How both ends of the journey see all of them: alike, and with nothing that is not as it should be
    /// but the entry that is still owed.
    fn all_are(&self, movements: &[DossierId], phase: Phase) {
        let countries = ["SN", "ML"].map(|code| office_of(code, Function::Passage));
        let [left, entered] = countries.map(|code| office(code).country());
        let owed = Concern::EntryMissing { left, entered };
        let owed = (phase == Phase::UnderWay).then_some(owed).into_iter().collect();
        for movement in movements {
            let [here, there] = ["SN", "ML"].map(|code| self.movement(code, movement).standing);
            assert_eq!(here, there);
            assert_eq!((here.phase, &here.concerns), (phase, &owed));
        }
    }

    fn is_free(&self, guarantee: &DossierId) {
        let account = self.account("ML", guarantee);
        assert_eq!((account.held, account.free), (Amount::ZERO, Amount::whole(1_000_000)));
        assert!(account.ledger_sum.is_zero());
    }

    fn size(&self, code: &str, epoch: u32, partition: u16) -> u64 {
        self.homes[code].store().size(Epoch(epoch), partition).unwrap()
    }

    fn last_note(&self, code: &str, epoch: u32, partition: u16) -> Note {
        let last = self.homes[code].store().last_checkpoint(Epoch(epoch), partition).unwrap();
        Note::parse(&last.unwrap().1).unwrap()
    }

    fn begun(&self, code: &str, epoch: u32, partition: u16) -> Opened {
        self.reader(code).opened(Epoch(epoch), partition).unwrap().unwrap().0
    }

    /// What the log that follows one says is left of it.
    fn left_of(&self, code: &str, partition: u16) -> Recovery {
        let [left] = &self.begun(code, 2, partition).recovered[..] else { panic!("one is left") };
        assert_eq!(left.closed, Epoch::FIRST);
        left.clone()
    }

    /// In which of its logs of the first epoch a node has written of which dossiers.
    fn written(&self, code: &str) -> BTreeMap<DossierId, BTreeSet<u16>> {
        let store = self.homes[code].store();
        let mut written: BTreeMap<_, BTreeSet<u16>> = BTreeMap::new();
        for partition in 0..LOGS {
            let first = Place { epoch: Epoch::FIRST, partition, index: 0 };
            for row in store.entries(first, usize::MAX >> 1).unwrap() {
                let header: Header = serde_json::from_slice(&row.header).unwrap();
                assert_eq!(header.log.partition, partition);
                if let Subject::Event { dossier, .. } = header.subject {
                    written.entry(dossier).or_default().insert(partition);
                }
            }
        }
        written
    }

    fn streams_to(&self, code: &str, to: &NodeId, epoch: u32) -> Vec<OutStream> {
        let mut streams = self.homes[code].store().out_streams().unwrap();
        streams.retain(|stream| stream.recipient == *to && stream.epoch == Epoch(epoch));
        streams
    }

    /// A node whose files are gone is started again with nothing.
    fn lose_all(&mut self, code: &'static str, files: &[&str], random: u64) {
        self.nodes.remove(code);
        for name in files {
            std::fs::remove_file(self.homes[code].folder.path().join(name)).ok();
        }
        self.restart(code, random);
    }
}

#[test]
fn movements_in_several_logs_go_whole_journeys_whoever_keeps_them() {
    for (random, three) in [(1000, &["SN"][..]), (1001, &["ML"]), (1002, &["SN", "ML"])] {
        let (mut region, guarantee) = of_three_logs(random, three);
        let movements = region.several();
        region.all_leave(&movements);
        region.all_are(&movements, Phase::UnderWay);
        region.all_arrive(&movements);
        region.all_are(&movements, Phase::Discharged);
        region.is_free(&guarantee);
        for code in ["SN", "ML"] {
            let logs = if three.contains(&code) { LOGS } else { 1 };
            for partition in 0..LOGS {
                let (there, kept) = (region.size(code, 1, partition) > 0, partition < logs);
                assert_eq!(there, kept, "{code} {partition}");
            }
            // What happens to a dossier stays in one order.
            let written = region.written(code);
            for movement in &movements {
                let only = if logs == LOGS { log_of(movement) } else { 0 };
                assert_eq!(written[movement], [only].into(), "{code} {movement}");
            }
        }
        region.all_verify();
    }
}

#[test]
fn each_of_several_logs_is_signed_told_receipted_and_witnessed() {
    let (mut region, _) = of_three_logs(1010, &["SN", "ML"]);
    let movements = region.several();
    region.all_leave(&movements);
    region.all_arrive(&movements);
    for (code, other) in [("SN", "ML"), ("ML", "SN")] {
        for partition in 0..LOGS {
            let note = region.last_note(code, 1, partition);
            let signed = Checkpoint::verify(&note, &[log_key(code).verifying()]).unwrap();
            assert_eq!(signed.log.partition, partition);
            assert_eq!(signed.size, region.size(code, 1, partition), "{code} {partition}");
        }
        let streams = region.streams_to(code, &node_id(other), 1);
        let told: Vec<_> = streams.iter().map(|stream| stream.partition).collect();
        assert_eq!(told, [0, 1, 2], "{code}");
        for stream in streams {
            assert!(stream.head.number > 0, "{stream:?}");
            assert_eq!(stream.receipted, stream.head.number, "{stream:?}");
        }
        let witnessed = region.streams_to(code, &node_id("CORRIDOR"), 1);
        assert_eq!(witnessed.len(), usize::from(LOGS), "{code}");
        for stream in witnessed.iter().skip(1) {
            // The first log alone has receipts, which need no witness.
            assert_eq!(stream.cosigned, region.size(code, 1, stream.partition), "{stream:?}");
        }
    }
    for movement in &movements {
        for code in ["SN", "ML"] {
            let bundle = region.reader(code).evidence(movement, &BTreeSet::new()).unwrap();
            let found = evidence::verify(&bundle.unwrap(), &root());
            assert_eq!(found.first_bad, None, "{code}");
            assert_eq!((found.records.len(), found.cosigned), (15, 15), "{code}");
            assert_eq!(found.missing, [], "{code}");
        }
    }
    region.all_verify();
}

/// A guarantee number of Senegal.
fn number(serial: u32) -> String {
    let number = format!("26SN0101{serial:08}0");
    let right = number.parse::<kernel::Grn>().unwrap().right_check_digit();
    format!("{}{right}", &number[..16])
}

#[test]
fn the_witness_of_a_longer_log_is_none_of_the_first() {
    let (mut region, _) = of_three_logs(1020, &["SN"]);
    let mut guarantees = (1..).map(|serial| {
        move |region: &mut Region| region.guarantee("SN", &number(serial), "SN100", 1)
    });
    let mut until = |region: &mut Region, first: bool| loop {
        let guarantee = guarantees.next().unwrap()(region);
        if (log_of(&guarantee) == 0) == first {
            return guarantee;
        }
    };
    let elsewhere = until(&mut region, false);
    for _ in 0..60 {
        let codes = serde_json::json!({
            "ReplaceAccessCodes": {"codes": ["AC02"], "basis": {"provision": "A/SP.1/5/90"}}
        });
        let command = Command::Guarantee(serde_json::from_value(codes).unwrap());
        let asked = region.asked(Target::Dossier(elsewhere.clone()), command);
        region.submit("SN", asked).outcome.unwrap();
    }
    region.settle();
    let journal = |region: &Region| region.reader("SN").journal().unwrap();
    assert!(journal(&region).cosigned_by.contains(&node_id("CORRIDOR")));
    until(&mut region, true);
    // Nobody has been told of that yet, and what is known of another log says nothing of it.
    let state = journal(&region);
    assert!(state.logs[0].entries < region.size("SN", 1, log_of(&elsewhere)));
    assert_eq!((state.cosigned_by, state.cosigned), (Vec::new(), false));
    region.settle();
    assert!(journal(&region).cosigned);
}

#[test]
fn a_journal_is_cosigned_where_each_of_its_logs_is() {
    let (mut region, _) = of_three_logs(1021, &["SN"]);
    let journal = |region: &Region| region.reader("SN").journal().unwrap();
    let state = journal(&region);
    let sizes = [0, 1, 2].map(|log| region.size("SN", 1, log));
    assert_eq!(state.logs.iter().map(|log| log.entries).collect::<Vec<_>>(), sizes);
    assert_eq!(state.entries, sizes.iter().sum::<u64>());
    assert!(state.cosigned);
    let mut serials = 1..;
    loop {
        let serial = serials.next().unwrap();
        let guarantee = region.guarantee("SN", &number(serial), "SN100", 1);
        if log_of(&guarantee) > 0 {
            break;
        }
        region.settle();
    }
    // All of the first log has its witnesses, and what was just written in another has none.
    let state = journal(&region);
    assert!(!state.logs[0].cosigned_by.is_empty());
    assert_eq!((state.cosigned_by, state.cosigned), (Vec::new(), false));
    let cosigned = |region: &Region| {
        let peers = region.reader("SN").peers().unwrap();
        peers.into_iter().find(|peer| peer.node == node_id("CORRIDOR")).unwrap().cosigned
    };
    let before = cosigned(&region);
    region.settle();
    assert!(journal(&region).cosigned);
    // Receipts that came since are no part of what must be cosigned.
    let entries = journal(&region).entries;
    assert!(before < cosigned(&region) && cosigned(&region) <= entries);
}

/// The store of Senegal is a copy from before the movements; everything after it was told to others.
fn old_backup(random: u64) -> (Region, Vec<DossierId>, DossierId) {
    let (mut region, guarantee) = of_three_logs(random, &["SN", "ML"]);
    let copy = region.copied("SN", random + 1);
    let movements = region.several();
    region.all_leave(&movements);
    region.put_back("SN", &copy, random + 2);
    assert_eq!(region.node("SN").mode(), Mode::Recovering);
    (region, movements, guarantee)
}

#[test]
fn an_old_backup_of_several_logs_gets_back_what_peers_hold_of_each_of_them() {
    let (mut region, movements, guarantee) = old_backup(1030);
    for movement in &movements {
        assert!(region.reader("SN").movement(movement).unwrap().is_none());
    }
    let written = [0, 1, 2].map(|log| region.size("SN", 1, log));
    region.ask_back("SN", &[]);
    assert_eq!(region.node("SN").mode(), Mode::Ready);
    for log in 0..LOGS {
        let left = region.left_of("SN", log);
        assert_eq!(left.held, written[usize::from(log)], "{log}");
        assert!(left.held < left.written && !left.returned.is_empty(), "{log}: {left:?}");
        let count = |ranges: &[(u64, u64)]| -> u64 { ranges.iter().map(|(a, b)| b - a + 1).sum() };
        assert_eq!(count(&left.returned) + count(&left.lost), left.written - left.held);
        let opened = region.begun("SN", 2, log);
        assert_eq!((opened.partitions, opened.rekeyed), (LOGS, false));
        assert_eq!(opened.after.unwrap().log.partition, log);
    }
    region.settle();
    assert_eq!(region.node("SN").recovery().unwrap(), None);
    region.all_are(&movements, Phase::UnderWay);
    // What follows goes on in the next epoch of each log.
    region.all_arrive(&movements);
    region.all_are(&movements, Phase::Discharged);
    region.is_free(&guarantee);
    let mut more = region.several_from(100);
    region.all_leave(&more);
    region.all_arrive(&more);
    more.extend(movements);
    region.all_are(&more, Phase::Discharged);
    region.is_free(&guarantee);
    region.all_verify();
}

#[test]
fn several_logs_whose_disk_is_gone_come_back_from_peers() {
    for (random, files) in [(1040, [&STORE[..], &KEYS[..]].concat()), (1050, STORE.to_vec())] {
        let (mut region, guarantee) = of_three_logs(random, &["SN", "ML"]);
        let movements = region.several();
        region.all_leave(&movements);
        region.lose_all("SN", &files, random + 1);
        let directory = region.nodes["ML"].world().directory().unwrap().note().to_string();
        let agreement = agreement("dakar-bamako", &["SN", "ML"]).to_string();
        let now = region.now;
        region.node("SN").adopt(now, &[directory, agreement]).unwrap();
        region.officer("ML", &movements[0], entry("MLX02000", now)).outcome.unwrap();
        if files == STORE {
            // The keystore knows that there was more.
            assert_eq!(region.node("SN").mode(), Mode::Recovering);
        } else {
            region.carry_one("ML", "SN");
        }
        assert_eq!(region.node("SN").mode(), Mode::Recovering);
        region.ask_back("SN", &[]);
        assert_eq!(region.node("SN").mode(), Mode::Ready);
        for log in 0..LOGS {
            let left = region.left_of("SN", log);
            assert!(!left.returned.is_empty(), "{log}: {left:?}");
        }
        region.settle();
        region.all_are(&movements[1..], Phase::UnderWay);
        for command in [arrival("MLBKO000", now), control(), end()] {
            region.officer("ML", &movements[0], command).outcome.unwrap();
        }
        region.all_arrive(&movements[1..]);
        region.all_are(&movements, Phase::Discharged);
        region.is_free(&guarantee);
        region.all_verify();
    }
}

#[test]
fn a_changed_key_closes_each_of_several_logs_and_opens_the_next_of_each() {
    let (mut region, guarantee) = of_three_logs(1060, &["SN", "ML"]);
    let movements = region.several();
    region.rekey("SN", None, 1061);
    assert_eq!(region.node("SN").mode(), Mode::Ready);
    let next = next_log_key("SN").verifying();
    for log in 0..LOGS {
        let closed = region.last_note("SN", 1, log);
        for key in [log_key("SN").verifying(), next.clone()] {
            assert!(Checkpoint::verify(&closed, &[key]).is_ok(), "{log}: both have signed it");
        }
        let opened = region.begun("SN", 2, log);
        assert_eq!((&opened.key, opened.rekeyed), (&next, true), "{log}");
        assert_eq!(opened.recovered, [Recovery::whole(Epoch(1), region.size("SN", 1, log))]);
        assert_eq!(opened.after, Checkpoint::of(&closed).ok(), "{log}");
        let today = region.last_note("SN", 2, log);
        assert!(Checkpoint::verify(&today, std::slice::from_ref(&next)).is_ok(), "{log}");
    }
    region.all_leave(&movements);
    region.all_arrive(&movements);
    region.all_are(&movements, Phase::Discharged);
    region.is_free(&guarantee);
    assert!(region.alarms_of("ML", "recovered").is_empty(), "nothing is lost");
    region.all_verify();
}

#[test]
fn what_was_written_in_several_logs_since_a_key_was_stolen_counts_once_it_is_signed_again() {
    let (mut region, guarantee) = of_three_logs(1070, &["SN", "ML"]);
    let movements = region.several();
    region.later(1);
    let since = region.now;
    region.all_leave(&movements);
    region.all_are(&movements, Phase::UnderWay);
    let note = region.next_key("SN", Some(since), 1071);
    let now = region.now;
    region.node("ML").adopt(now, std::slice::from_ref(&note)).unwrap();
    let phase = |region: &Region, movement| region.movement("ML", movement).standing.phase;
    for movement in &movements {
        assert_eq!(phase(&region, movement), Phase::Released, "the exit does not count");
    }
    assert_eq!(region.alarms_of("ML", "key-compromised").len(), usize::from(LOGS));
    for code in ["CI", "BF", "SN", "CORRIDOR"] {
        region.node(code).adopt(now, std::slice::from_ref(&note)).unwrap();
    }
    region.asks();
    region.all_are(&movements, Phase::UnderWay);
    region.all_arrive(&movements);
    region.all_are(&movements, Phase::Discharged);
    region.is_free(&guarantee);
    region.all_verify();
}
