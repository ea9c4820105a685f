//! The files the texts stand in. A new file is one line here, and one file a language.

use crate::language::Language;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Every file of a language, one after the other.
        pub(crate) fn sources(language: Language) -> &'static [&'static str] {
            match language {
                Language::English => &[$(include_str!(concat!("../locales/en/", $name))),*],
                Language::French => &[$(include_str!(concat!("../locales/fr/", $name))),*],
                Language::Portuguese => &[$(include_str!(concat!("../locales/pt/", $name))),*],
            }
        }
    };
}

files! {
    "refusals.ftl",
    "findings.ftl",
    "words.ftl",
    "cli.ftl",
    "asking.ftl",
    "evidence.ftl",
    "demo.ftl",
}
