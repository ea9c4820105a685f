//! That each text is in its language, and written as that language is.

use std::collections::BTreeSet;

use language::Language;

use crate::locale::texts;

/// Words of one language that are none of the other two.
const OWN_WORDS: [(Language, &[&str]); 3] = [
    (Language::English, &["the", "of", "is", "and", "not", "with", "which", "this", "has", "at"]),
    (Language::French, &["le", "les", "est", "et", "une", "avec", "dans", "du", "au", "pas"]),
    (Language::Portuguese, &["é", "não", "uma", "com", "da", "pelo", "ao", "foi", "são", "está"]),
];

fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '{' && letter != '}')
        .filter(|word| word.chars().any(char::is_alphabetic) && !word.starts_with('{'))
        .map(str::to_lowercase)
        .collect()
}

#[test]
fn no_language_repeats_another() {
    let all = Language::ALL.map(|language| (language, texts(language)));
    for (place, (one, texts)) in all.iter().enumerate() {
        for (other, others) in &all[place + 1..] {
            for (key, text) in texts {
                let same: BTreeSet<_> = text.written.iter().collect();
                let repeated = others[key].written.iter().filter(|line| same.contains(line));
                for line in repeated {
                    assert!(
                        words(line).len() <= 3,
                        "{key} is the same in {one} and {other}: {line}"
                    );
                }
            }
        }
    }
}

#[test]
fn no_language_has_words_of_another() {
    for (language, own) in OWN_WORDS {
        for other in Language::ALL.into_iter().filter(|other| *other != language) {
            for (key, text) in texts(other) {
                for line in &text.written {
                    let stray = words(line).into_iter().find(|word| own.contains(&word.as_str()));
                    assert_eq!(stray, None, "{key} in {other}: {line}");
                }
            }
        }
    }
}

#[test]
fn what_is_wrong_and_what_to_do_are_sentences_and_words_are_phrases() {
    for language in Language::ALL {
        for (key, text) in texts(language) {
            let id = key.split('.').next().unwrap();
            let code = id.starts_with(|first: char| first.is_ascii_uppercase());
            let sentence = code
                || id.starts_with("finding-")
                || key.ends_with(".next")
                || key.ends_with(".late");
            let phrase = ["movement-", "concern-", "resolver-", "hold-", "guarantee-", "alarm-"]
                .iter()
                .any(|prefix| id.starts_with(prefix));
            for line in text.written.iter().filter(|_| sentence || phrase) {
                let first = line.chars().next().unwrap();
                let began = !first.is_lowercase() || !sentence;
                assert!(began, "{language}: {key}: {line}");
                assert_eq!(line.ends_with('.'), sentence, "{language}: {key}: {line}");
                assert!(!line.contains("  ") && !line.contains('\n'), "{language}: {key}: {line}");
            }
        }
    }
}

/// Imprimerie nationale: a no-break space before two-part signs, and the apostrophe of typography.
#[test]
fn french_is_set_as_french() {
    for (key, text) in texts(Language::French) {
        for line in &text.written {
            assert!(!line.contains('\''), "{key}: {line}");
            for (place, _) in line.match_indices([':', ';', '?', '!', '%', '»']) {
                let before = line[..place].chars().next_back();
                assert_eq!(before, Some('\u{a0}'), "{key}: {line}");
            }
        }
    }
}
