//! Before a node writes anything it asks its peers what they know of its log: a whole machine may have
//! been put back, and nothing that stands beside the store says so.

use std::collections::BTreeMap;

use kernel::Decides;
use node::{Asking, Mode, Opening};
use transit::Phase;

use crate::acts::*;
use crate::recovering::{KEYS, STORE};
use crate::region::*;

type Files = BTreeMap<&'static str, Vec<u8>>;

impl Region {
    fn paths(&self, code: &str) -> BTreeMap<&'static str, std::path::PathBuf> {
        let folder = self.homes[code].folder.path();
        STORE.into_iter().chain(KEYS).map(|name| (name, folder.join(name))).collect()
    }

    /// All files of a node as they are now.
    fn whole(&mut self, code: &'static str, random: u64) -> Files {
        self.nodes.remove(code);
        let read = |(name, path)| Some((name, std::fs::read(path).ok()?));
        let files = self.paths(code).into_iter().filter_map(read).collect();
        self.restart(code, random);
        files
    }

    /// These files, and no others, take their place; nothing runs on them yet.
    fn put_whole_back(&mut self, code: &str, files: &Files) {
        self.nodes.remove(code);
        for (name, path) in self.paths(code) {
            std::fs::remove_file(&path).ok();
            if let Some(bytes) = files.get(name) {
                std::fs::write(&path, bytes).unwrap();
            }
        }
    }

    /// A node starts, and the peers that are named answer what it asks.
    fn start_beside(&mut self, code: &'static str, random: u64, answering: &[&str]) -> Vec<Asking> {
        let documents = [directory_note().to_string()];
        let now = self.now;
        let mut opening = Opening::of(parts(code, &self.homes[code], random), now).unwrap();
        let asking = opening.asking(&documents).unwrap();
        for asked in &asking {
            let to = asked.to.as_str().trim_end_matches("-1").to_owned();
            if answering.contains(&&*to) {
                let answer = self.node(&to).asked(now, &node_id(code), &asked.ask).unwrap();
                opening.told(&answer).unwrap();
            }
        }
        self.nodes.insert(code, opening.start(now).unwrap());
        asking
    }
}

const ALL: [&str; 5] = ["CI", "BF", "ML", "SN", "CORRIDOR"];

/// What CI had before it released a movement that all know.
fn before_a_movement(random: u64) -> (Region, kernel::DossierId, Files) {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    region.settle();
    let files = region.whole("CI", random + 1);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    (region, movement, files)
}

#[test]
fn a_machine_that_is_put_back_whole_hears_that_it_is_old_before_it_writes() {
    let (mut region, movement, files) = before_a_movement(1_100);
    region.put_whole_back("CI", &files);
    let asking = region.start_beside("CI", 1_102, &ALL);
    assert_eq!(asking.len(), 4);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    region.ask_back("CI", &[]);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    region.settle();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    for command in [entry("BFX01000", now), arrival("BFBOY000", now), control(), end()] {
        region.officer("BF", &movement, command).outcome.unwrap();
    }
    region.settle();
    for code in ["CI", "BF"] {
        assert_eq!(region.movement(code, &movement).standing.phase, Phase::Discharged, "{code}");
        assert_eq!(region.alarms_of(code, "two-histories"), Vec::<String>::new());
    }
    region.all_verify();
}

#[test]
fn one_peer_that_answers_is_enough_to_know_it() {
    let (mut region, _, files) = before_a_movement(1_110);
    region.put_whole_back("CI", &files);
    region.start_beside("CI", 1_112, &["BF"]);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
}

#[test]
fn a_log_whose_machine_is_gone_wholly_is_not_begun_again() {
    let (mut region, movement, _) = before_a_movement(1_120);
    region.put_whole_back("CI", &Files::new());
    region.start_beside("CI", 1_122, &ALL);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
    let notes = [directory_note().to_string(), agreement("trie", &["CI", "BF", "ML"]).to_string()];
    let now = region.now;
    region.node("CI").adopt(now, &notes).unwrap();
    region.ask_back("CI", &[]);
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    region.settle();
    assert_eq!(region.movement("CI", &movement).standing.phase, Phase::Released);
    assert_eq!(region.alarms_of("BF", "two-histories"), Vec::<String>::new());
    region.all_verify();
}

#[test]
fn a_node_that_has_all_it_wrote_goes_on_at_once_whoever_answers() {
    let (mut region, movement, _) = before_a_movement(1_130);
    for (random, answering) in [(1_132, &ALL[..]), (1_133, &[])] {
        region.nodes.remove("CI");
        region.start_beside("CI", random, answering);
        assert_eq!(region.node("CI").mode(), Mode::Ready);
    }
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
}

#[test]
fn an_answer_that_proves_nothing_changes_nothing() {
    let (mut region, _, _) = before_a_movement(1_140);
    let now = region.now;
    region.nodes.remove("CI");
    let mut opening = Opening::of(parts("CI", &region.homes["CI"], 1_142), now).unwrap();
    let asking = opening.asking(&[]).unwrap();
    // What is known of another's log, by that other's key.
    let of_bf = region.node("ML").asked(now, &node_id("BF"), &asking[0].ask).unwrap();
    let mut log = match &asking[0].ask {
        exchange::Ask::Return { log, .. } => log.clone(),
        other => panic!("{other:?}"),
    };
    log.node = node_id("BF");
    let ask = exchange::Ask::Return { log, from: 0 };
    let returned = region.node("ML").asked(now, &node_id("BF"), &ask).unwrap();
    for answer in [&of_bf[..], &returned, b"null", b"{", b""] {
        opening.told(answer).unwrap();
    }
    let node = opening.start(now).unwrap();
    assert_eq!(node.mode(), Mode::Ready);
}
