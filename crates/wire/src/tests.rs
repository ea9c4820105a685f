//! What the crate promises as a whole: specimens of every message written, read and compared with
//! the official schemas.

mod injected;
pub(crate) mod mutants;
pub(crate) mod oracle;
pub(crate) mod specimen;

use kernel::{CodeLists, Date, Element, Listed, Severity};
use proptest::prelude::*;

use crate::tests::mutants::{mutate, spell};
use crate::tests::oracle::Oracle;
use crate::tests::specimen::specimen;
use crate::{MessageCode, Reading, read, write};

/// Chance from a seed: splitmix64.
#[derive(Debug, Clone)]
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap())).unwrap()
    }
}

/// No list is kept.
pub(crate) struct NoLists;

impl CodeLists for NoLists {
    fn listed(&self, _list: &str, _code: &str, _day: Date) -> Listed {
        Listed::NoSuchList
    }
}

/// Reads without code lists.
pub(crate) fn structure(bytes: &[u8]) -> Reading {
    read(bytes, &NoLists, "2026-11-23".parse().unwrap())
}

/// The findings, one a line: place, rule, found, expected.
pub(crate) fn told(reading: &Reading) -> Vec<String> {
    reading
        .findings
        .iter()
        .map(|located| {
            let finding = &located.finding;
            let warning = if finding.severity == Severity::Warning { " (warning)" } else { "" };
            format!(
                "{}:{} {} {}: found {:?}, expected {:?}{warning}",
                located.line,
                located.column,
                finding.path,
                finding.rule,
                finding.found,
                finding.expected
            )
        })
        .collect()
}

fn valid(bytes: &[u8]) -> bool {
    structure(bytes).accepted().is_some()
}

#[test]
fn what_is_written_is_read_back_the_same() {
    for message in MessageCode::ALL {
        for seed in 0..20 {
            let tree = specimen(*message, &mut Chance(seed));
            let bytes = write(*message, &tree).unwrap();
            let reading = structure(&bytes);
            assert_eq!(told(&reading), Vec::<String>::new(), "{message} {seed}");
            assert_eq!(reading.accepted(), Some((*message, &tree)), "{message} {seed}");
        }
    }
}

#[test]
fn what_is_written_is_valid_by_the_official_schema() {
    let Some(mut oracle) = Oracle::new("written") else { return };
    for message in ncts() {
        for seed in 0..20 {
            let tree = specimen(message, &mut Chance(seed));
            oracle.add(message, write(message, &tree).unwrap());
        }
    }
    for judged in oracle.judge() {
        assert!(judged.valid, "{}", String::from_utf8_lossy(&judged.bytes));
    }
}

#[test]
fn broken_messages_are_judged_as_the_official_schema_judges_them() {
    let Some(mut oracle) = Oracle::new("mutants") else { return };
    for message in ncts() {
        for seed in 0..200 {
            let mut chance = Chance(seed * 31 + 7);
            let tree = specimen(message, &mut chance);
            oracle.add(message, mutate(message, tree, &mut chance));
        }
    }
    disagreements(oracle, 200 * ncts().count());
}

#[test]
fn public_samples_in_json_are_judged_as_the_official_schema_judges_them_in_xml() {
    let Some(mut oracle) = Oracle::new("json-samples") else { return };
    let mut verdicts = Vec::new();
    for entry in std::fs::read_dir(oracle::samples().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let reading = structure(&std::fs::read(&path).unwrap());
        // The one that is no JSON has no message.
        let Some((message, tree)) = reading.message.zip(reading.tree.as_ref()) else { continue };
        let bytes = spell(message, tree);
        verdicts.push((path, bytes.clone(), reading.accepted().is_some()));
        oracle.add(message, bytes);
    }
    assert_eq!(verdicts.len(), 24);
    for judged in oracle.judge() {
        let (path, _, ours) = verdicts.iter().find(|(_, bytes, _)| *bytes == judged.bytes).unwrap();
        assert_eq!(*ours, judged.valid, "{path:?}\n{}", judged.reasons);
    }
}

#[test]
fn broken_public_samples_are_judged_as_the_official_schema_judges_them() {
    let Some(mut oracle) = Oracle::new("samples") else { return };
    let samples = [
        (MessageCode::Cc015c, "cc015c-valid-2.xml"),
        (MessageCode::Cc007c, "cc007c-valid.xml"),
        (MessageCode::Cc025c, "cc025c-valid.xml"),
        (MessageCode::Cc013c, "cc013c-valid-mrn.xml"),
        (MessageCode::Cc043c, "cc043c-valid.xml"),
        (MessageCode::Cc044c, "cc044c-valid.xml"),
    ];
    for (message, name) in samples {
        let sample = std::fs::read(oracle::samples().unwrap().join(name)).unwrap();
        let tree: Element = structure(&sample).tree.unwrap();
        oracle.add(message, sample);
        oracle.add(message, spell(message, &tree));
        for seed in 0..200 {
            oracle.add(message, mutate(message, tree.clone(), &mut Chance(seed)));
        }
    }
    disagreements(oracle, 1200);
}

/// Compares verdicts; that enough of them are refusals shows that the mutants are broken indeed.
fn disagreements(oracle: Oracle, least: usize) {
    let judged = oracle.judge();
    let refused = judged.iter().filter(|judged| !judged.valid).count();
    assert!(judged.len() >= least && refused * 2 > judged.len(), "{refused} of {}", judged.len());
    let unlike = judged.iter().filter(|judged| judged.valid != valid(&judged.bytes));
    let unlike: Vec<String> = unlike
        .map(|judged| {
            let ours = told(&structure(&judged.bytes)).join("\n");
            let text = String::from_utf8_lossy(&judged.bytes);
            format!("{} {}\n{ours}\n{}\n{text}", judged.file, judged.valid, judged.reasons)
        })
        .collect();
    assert!(unlike.is_empty(), "{} of {}:\n{}", unlike.len(), judged.len(), unlike.join("\n"));
}

fn ncts() -> impl Iterator<Item = MessageCode> {
    MessageCode::ALL.iter().copied().filter(|message| *message != MessageCode::Sad)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _reading = structure(&bytes);
    }

    #[test]
    fn no_text_of_markup_makes_the_reader_panic(text in "[<>/!?a&;#x\"'= \\[\\]\\-CDATxml0:éX\n]{0,80}") {
        let _reading = structure(text.as_bytes());
        let inside = format!("<CC928C>{text}</CC928C>");
        let _reading = structure(inside.as_bytes());
    }

    #[test]
    fn no_change_of_bytes_makes_the_reader_panic(
        seed in any::<u64>(),
        changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..8),
    ) {
        let message = MessageCode::ALL[Chance(seed).index(MessageCode::ALL.len())];
        let mut bytes = write(message, &specimen(message, &mut Chance(seed % 50))).unwrap();
        for (place, byte) in changes {
            let place = usize::try_from(place).unwrap() % bytes.len();
            match byte % 3 {
                0 => bytes[place] = byte,
                1 => { bytes.remove(place); }
                _ => bytes.insert(place, byte),
            }
        }
        let reading = structure(&bytes);
        // Whatever was understood can be judged by the rules as well.
        if let Some((message, tree)) = reading.message.zip(reading.tree.as_ref()) {
            let _findings = crate::check(message, tree);
        }
    }
}
