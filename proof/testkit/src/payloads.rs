//! Strings by which systems are broken into, to be carried as the plain data they are.

use std::collections::BTreeSet;
use std::path::Path;

use crate::need::data;

/// Where they are in the public data.
const FOLDERS: [&str; 2] = ["badinput/PayloadsAllTheThings", "badinput/payloadbox-xxe"];

/// Every line of every file of the collections of injection strings, as it stands there, each once.
/// Nothing where they are not on this machine: the skip is written down.
///
/// # Panics
///
/// Where a file cannot be read.
pub fn payloads() -> Option<Vec<String>> {
    let mut lines = BTreeSet::new();
    for folder in FOLDERS {
        gather(&data(folder)?, &mut lines);
    }
    Some(lines.into_iter().collect())
}

fn gather(folder: &Path, lines: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(fault) {
        let path = entry.unwrap_or_else(fault).path();
        if path.is_dir() {
            gather(&path, lines);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap_or_else(fault);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        lines.extend(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
    }
}

/// A string as a text of a message can say it, in pieces of so many characters: what XML has no
/// character for is left out, and one space stands where there was white space.
pub fn pieces(payload: &str, length: usize) -> Vec<String> {
    let in_xml = |character: char| match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => other >= ' ',
    };
    let said: String = payload.chars().filter(|character| in_xml(*character)).collect();
    let words: Vec<_> = said.split_whitespace().collect();
    let characters: Vec<char> = words.join(" ").chars().collect();
    let pieces = characters.chunks(length).map(|piece| piece.iter().collect::<String>());
    pieces.map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

fn fault<T>(error: std::io::Error) -> T {
    panic!("{error}")
}
