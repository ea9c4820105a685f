//! The language of this run, and sentences in it.

use std::ffi::OsString;
use std::sync::OnceLock;

use language::{Language, text};

static SPOKEN: OnceLock<Language> = OnceLock::new();

/// The language `--lang` asks for; it must be known before the arguments are read, because the help
/// is told in it.
pub(crate) fn wanted(arguments: &[OsString]) -> Language {
    let words: Vec<_> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    let apart = words.windows(2).find_map(|pair| match pair {
        ["--lang", tag] => Some(*tag),
        _ => None,
    });
    joined.or(apart).and_then(Language::parse).unwrap_or_default()
}

/// Speaks a language from now on; the first one asked for stays.
pub(crate) fn speak(language: Language) {
    SPOKEN.get_or_init(|| language);
}

/// The language spoken.
pub(crate) fn spoken() -> Language {
    SPOKEN.get().copied().unwrap_or_default()
}

/// A sentence.
pub(crate) fn say(key: &str) -> String {
    text(spoken(), key, &[])
}

/// A sentence with something filled in.
pub(crate) fn tell(key: &str, arguments: &[(&str, &str)]) -> String {
    text(spoken(), key, arguments)
}
