//! The files of a language, parsed, and what a text is made of.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, Resource, VariantKey,
};
use language::Language;

use crate::{files_below, source};

/// A text by its key, `GUA-001` or `GUA-001.next`.
pub(crate) type Texts = BTreeMap<String, Text>;

/// What one text is made of, over all its variants.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Text {
    /// The arguments it uses itself.
    pub(crate) arguments: BTreeSet<String>,
    /// The texts it names.
    pub(crate) names: BTreeSet<String>,
    /// The codes it chooses by, the default not among them.
    pub(crate) choices: BTreeSet<String>,
    /// Its words, a line each variant, an argument as `{name}`.
    pub(crate) written: Vec<String>,
}

/// The files of a language, each with its name, in the order of their names.
pub(crate) fn files(language: Language) -> Vec<(String, String)> {
    let folder = format!("crates/language/locales/{language}");
    let files = files_below(&folder, &[".ftl"]).into_iter();
    files
        .map(|(path, text)| (path.file_name().unwrap().to_string_lossy().into_owned(), text))
        .collect()
}

/// Every text of a language. A file that cannot be read, or a key that stands twice, fails here.
pub(crate) fn texts(language: Language) -> Texts {
    let mut texts = Texts::new();
    for (name, content) in files(language) {
        let resource: Resource<String> = fluent_syntax::parser::parse(content)
            .unwrap_or_else(|(_, errors)| panic!("{language}/{name}: {errors:?}"));
        for entry in &resource.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Term(_) | Entry::Junk { .. } => panic!("{language}/{name}: {entry:?}"),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            };
            let key = message.id.name.clone();
            let value = message.value.as_ref().unwrap_or_else(|| panic!("{language}: {key}"));
            let attributes = message.attributes.iter();
            let attributes =
                attributes.map(|found| (format!("{key}.{}", found.id.name), &found.value));
            for (key, pattern) in [(key.clone(), value)].into_iter().chain(attributes) {
                let before = texts.insert(key.clone(), read(pattern));
                assert_eq!(before, None, "{language}: {key} stands twice");
            }
        }
    }
    texts
}

/// Every argument of a text, its own and those of the texts it names.
pub(crate) fn arguments(texts: &Texts, key: &str) -> BTreeSet<String> {
    let Some(text) = texts.get(key) else { panic!("{key} is named and does not exist") };
    let named = text.names.iter().flat_map(|name| arguments(texts, name));
    text.arguments.iter().cloned().chain(named).collect()
}

fn read(pattern: &Pattern<String>) -> Text {
    let mut text = Text::default();
    let written = written(pattern, &mut text);
    text.written = written;
    text
}

/// All ways a pattern can read.
fn written(pattern: &Pattern<String>, text: &mut Text) -> Vec<String> {
    let mut ways = vec![String::new()];
    for element in &pattern.elements {
        let next = match element {
            PatternElement::TextElement { value } => vec![value.clone()],
            PatternElement::Placeable { expression } => of_expression(expression, text),
        };
        let joined =
            ways.iter().flat_map(|way| next.iter().map(move |next| format!("{way}{next}")));
        ways = joined.collect();
    }
    ways
}

fn of_expression(expression: &Expression<String>, text: &mut Text) -> Vec<String> {
    match expression {
        Expression::Inline(inline) => vec![of_inline(inline, text)],
        Expression::Select { selector, variants } => {
            of_inline(selector, text);
            let mut ways = Vec::new();
            for variant in variants {
                if !variant.default {
                    let (VariantKey::Identifier { name }
                    | VariantKey::NumberLiteral { value: name }) = &variant.key;
                    text.choices.insert(name.clone());
                }
                ways.extend(written(&variant.value, text));
            }
            ways
        }
    }
}

fn of_inline(inline: &InlineExpression<String>, text: &mut Text) -> String {
    match inline {
        InlineExpression::VariableReference { id } => {
            text.arguments.insert(id.name.clone());
            format!("{{{}}}", id.name)
        }
        InlineExpression::MessageReference { id, attribute: None } => {
            text.names.insert(id.name.clone());
            format!("{{{}}}", id.name)
        }
        other => panic!("the catalogue does not follow {other:?}"),
    }
}

#[test]
fn every_language_has_the_same_files_and_they_are_read() {
    let names = |language| files(language).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let english = names(Language::English);
    let listed = source("crates/language/src/locales.rs");
    for name in &english {
        assert!(listed.contains(&format!("\"{name}\"")), "{name} is not read");
    }
    for language in Language::ALL {
        assert_eq!(names(language), english, "{language}");
    }
}

#[test]
fn every_language_has_the_same_keys_with_the_same_arguments() {
    let english = texts(Language::English);
    for language in [Language::French, Language::Portuguese] {
        let other = texts(language);
        let keys: Vec<_> = other.keys().collect();
        assert_eq!(keys, english.keys().collect::<Vec<_>>(), "{language}");
        for (key, text) in &english {
            let same = other.get(key).unwrap();
            assert_eq!(arguments(&other, key), arguments(&english, key), "{language}: {key}");
            assert_eq!(same.choices, text.choices, "{language}: {key}");
        }
    }
}
