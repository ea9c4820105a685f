//! The texts of a language, read once, and how one of them is filled in.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};
use unic_langid::LanguageIdentifier;

use crate::language::Language;
use crate::locales::sources;

/// The texts of one language.
pub(crate) struct Catalogue {
    bundle: FluentBundle<FluentResource>,
}

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::English));
static FRENCH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::French));
static PORTUGUESE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::Portuguese));

/// The texts of a language.
pub(crate) fn of(language: Language) -> &'static Catalogue {
    match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
        Language::Portuguese => &PORTUGUESE,
    }
}

impl Catalogue {
    fn read(language: Language) -> Self {
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolating marks are for mixed directions of writing; here they would only end up in
        // messages, terminals and searches.
        bundle.set_use_isolating(false);
        for source in sources(language) {
            // What cannot be read, or stands twice, is found by a test of the files themselves.
            let resource = FluentResource::try_new((*source).to_owned());
            bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, _)| resource));
        }
        Self { bundle }
    }

    /// The text of a key, or the key in angle brackets where the text or an argument is missing.
    pub(crate) fn say<'a>(
        &self,
        key: &str,
        arguments: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        self.filled(key, arguments).unwrap_or_else(|| format!("<{key}>"))
    }

    fn filled<'a>(
        &self,
        key: &str,
        arguments: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Option<String> {
        let pattern = self.pattern(key)?;
        let arguments: FluentArgs<'_> =
            arguments.into_iter().map(|(name, given)| (name, value(given))).collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }

    /// Whether there is a text.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.pattern(key).is_some()
    }

    /// What stands at a key, or at `key.attribute`.
    fn pattern(&self, key: &str) -> Option<&Pattern<&str>> {
        let (id, attribute) =
            key.split_once('.').map_or((key, None), |(id, name)| (id, Some(name)));
        let message = self.bundle.get_message(id)?;
        match attribute {
            Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
            None => message.value(),
        }
    }

    /// The names of the arguments a text uses, itself or through the texts it names.
    pub(crate) fn arguments(&self, key: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        if let Some(pattern) = self.pattern(key) {
            self.in_pattern(pattern, &mut found);
        }
        found
    }

    fn in_pattern<'a>(&'a self, pattern: &'a Pattern<&'a str>, found: &mut BTreeSet<&'a str>) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else { continue };
            self.in_expression(expression, found);
        }
    }

    fn in_expression<'a>(
        &'a self,
        expression: &'a Expression<&'a str>,
        found: &mut BTreeSet<&'a str>,
    ) {
        match expression {
            Expression::Inline(inline) => self.in_inline(inline, found),
            Expression::Select { selector, variants } => {
                self.in_inline(selector, found);
                for variant in variants {
                    self.in_pattern(&variant.value, found);
                }
            }
        }
    }

    fn in_inline<'a>(
        &'a self,
        inline: &'a InlineExpression<&'a str>,
        found: &mut BTreeSet<&'a str>,
    ) {
        match inline {
            InlineExpression::VariableReference { id } => {
                found.insert(id.name);
            }
            InlineExpression::MessageReference { id, attribute: None } => {
                found.extend(self.arguments(id.name));
            }
            InlineExpression::Placeable { expression } => self.in_expression(expression, found),
            // Functions and terms are given nothing of ours; no text here uses them.
            InlineExpression::MessageReference { .. }
            | InlineExpression::FunctionReference { .. }
            | InlineExpression::TermReference { .. }
            | InlineExpression::StringLiteral { .. }
            | InlineExpression::NumberLiteral { .. } => {}
        }
    }
}

/// A whole number is one, so that a text can speak of one or of several and choose by a code;
/// whatever would not come out as it went in stays text.
fn value(text: &str) -> FluentValue<'_> {
    match text.parse::<u32>() {
        Ok(number) if number.to_string() == text => FluentValue::from(number),
        _ => FluentValue::from(text),
    }
}
