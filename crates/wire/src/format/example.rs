//! Values that have a format, for tests.

use crate::format::pattern::Pattern;
use crate::format::{Alphabet, Check, Format, Text};
use crate::tests::Chance;

impl Format {
    /// Some value of the format, its white space settled.
    pub(crate) fn example(&self, chance: &mut Chance) -> String {
        match &self.check {
            Check::Text(text) => text.example(chance),
            Check::Integer { least, most } => {
                (u64::from(*least) + chance.below(u64::from(most - least).min(9) + 1)).to_string()
            }
            Check::Decimal { decimals, .. } => {
                let part: String = (0..*decimals).map(|_| digit(chance)).collect();
                ["1", "20.5", "123456789", &format!("7.{part}")][chance.index(4)].to_owned()
            }
            Check::Date => ["2026-11-23", "2024-02-29", "1999-12-31"][chance.index(3)].to_owned(),
            Check::DateTime => {
                ["2026-11-23T08:15:00", "2024-02-29T23:59:59"][chance.index(2)].to_owned()
            }
            Check::OneOf(values) => values[chance.index(values.len())].clone(),
            Check::Patterns(patterns) => patterns[chance.index(patterns.len())].example(chance),
        }
    }

    /// How long a text may be that may say anything at all; none where it may not.
    pub(crate) fn free_text(&self) -> Option<usize> {
        match &self.check {
            Check::Text(Text { alphabet: Alphabet::Any, least: 1, most, patterns, .. }) => {
                patterns.is_empty().then_some(*most)
            }
            _ => None,
        }
    }
}

fn digit(chance: &mut Chance) -> char {
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'][chance.index(10)]
}

impl Text {
    fn example(&self, chance: &mut Chance) -> String {
        if !self.patterns.is_empty() {
            return self.patterns[chance.index(self.patterns.len())].example(chance);
        }
        let length = self.least + chance.index((self.most - self.least).min(11) + 1);
        let letters: Vec<char> = match self.alphabet {
            Alphabet::Any => "aZ09é& <>'\"/-ß水".chars().collect(),
            Alphabet::Letters => "aZm".chars().collect(),
            Alphabet::Capitals => "AZM".chars().collect(),
            Alphabet::CapitalsAndDigits => "AZ09".chars().collect(),
            Alphabet::Digits => "0123456789".chars().collect(),
            Alphabet::Printable => "aZ0!~ &<".chars().collect(),
        };
        let mut before = ' ';
        (0..length)
            .map(|position| {
                loop {
                    let letter = letters[chance.index(letters.len())];
                    let edge = position == 0 || position + 1 == length || before == ' ';
                    if letter != ' ' || !edge {
                        before = letter;
                        break letter;
                    }
                }
            })
            .collect()
    }
}

impl Pattern {
    /// Some text of the form.
    pub(crate) fn example(&self, chance: &mut Chance) -> String {
        let letters: Vec<char> = (b'!'..=b'~').map(char::from).collect();
        let mut text = String::new();
        for part in &self.parts {
            let more = chance.index((part.most - part.least).min(3) + 1);
            for _ in 0..part.least + more {
                text.push(loop {
                    let letter = letters[chance.index(letters.len())];
                    if part.class.has(letter) {
                        break letter;
                    }
                });
            }
        }
        text
    }
}
