//! One word for one thing: the synonyms that the glossary refuses stand nowhere else.

use std::collections::BTreeMap;

use super::Violation;
use super::tree::{File, Tree};

const RULE: &str = "word";
const GLOSSARY: &str = "docs/glossary.md";
const TABLE: &str = "not these words";

/// What is refused, by its first word: all its words, and what to say instead.
type Refused = BTreeMap<String, Vec<(Vec<String>, String)>>;

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(glossary) = tree.file(GLOSSARY) else {
        let remedy = "write the glossary: one word for one thing, and a table `Not these words`";
        return vec![Violation::new(GLOSSARY, 1, RULE, remedy.to_owned())];
    };
    let refused = refused(glossary);
    if refused.is_empty() {
        let remedy = "add a table `Not these words`: banned, say instead, why".to_owned();
        return vec![Violation::new(GLOSSARY, 1, RULE, remedy)];
    }
    let texts = tree.rust().chain(tree.ending(".md")).filter(|file| file.path != GLOSSARY);
    texts.flat_map(|file| synonyms(file, &refused)).collect()
}

/// The table of the glossary; a cell may list several words with commas.
fn refused(glossary: &File) -> Refused {
    let mut refused = Refused::new();
    let mut lines = glossary.text.lines();
    lines.find(|line| line.starts_with('#') && line.to_lowercase().contains(TABLE));
    let rows = lines.take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with('|'));
    for row in rows.skip(2) {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let (Some(banned), Some(instead)) = (cells.next(), cells.next()) else { continue };
        for phrase in banned.split(',').map(words) {
            if let Some(first) = phrase.first() {
                refused
                    .entry(first.clone())
                    .or_default()
                    .push((phrase.clone(), instead.to_owned()));
            }
        }
    }
    refused
}

fn synonyms(file: &File, refused: &Refused) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (line, text) in file.lines() {
        let words = words(text);
        for (at, word) in words.iter().enumerate() {
            let rest = words.get(at..).unwrap_or_default();
            for (phrase, instead) in refused.get(word).into_iter().flatten() {
                if rest.starts_with(phrase) {
                    let remedy = format!("not `{}`: say {instead}", phrase.join(" "));
                    violations.push(Violation::new(&file.path, line, RULE, remedy));
                }
            }
        }
    }
    violations
}

/// The words of a line, in small letters; `LimitExceeded` and `limit_exceeded` are two words each.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in text.split(|letter: char| !letter.is_alphanumeric()) {
        let letters: Vec<char> = run.chars().collect();
        let mut word = String::new();
        for (at, letter) in letters.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| letters.get(at));
            let after = letters.get(at + 1);
            let begins = letter.is_uppercase()
                && (before.is_some_and(|before| !before.is_uppercase())
                    || after.is_some_and(|after| after.is_lowercase()));
            if begins && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            word.extend(letter.to_lowercase());
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}
