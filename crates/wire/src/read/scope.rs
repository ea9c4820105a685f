//! Which namespace a prefix stands for, where the document says so.

use std::borrow::Cow;

use crate::piece::Attribute;

/// The namespace of `xsi:schemaLocation` and its kind.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The declarations in force, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    bindings: Vec<(&'a str, Cow<'a, str>)>,
}

impl<'a> Scope<'a> {
    /// Takes the declarations among the attributes of a tag, and says how many were in force before.
    pub(super) fn enter(&mut self, attributes: &[Attribute<'a>]) -> usize {
        let before = self.bindings.len();
        for attribute in attributes {
            if let Some(prefix) = declared(attribute.name) {
                self.bindings.push((prefix, attribute.value.clone()));
            }
        }
        before
    }

    /// Forgets the declarations of the tag that `enter` gave this number for.
    pub(super) fn leave(&mut self, before: usize) {
        self.bindings.truncate(before);
    }

    /// Whether anything has been declared.
    pub(super) fn says_something(&self) -> bool {
        !self.bindings.is_empty()
    }

    /// Whether elements without a prefix may be in a namespace.
    pub(super) fn has_default(&self) -> bool {
        self.bindings.iter().any(|(prefix, _)| prefix.is_empty())
    }

    /// The namespace of an element with this prefix, or with none; empty where it is in no
    /// namespace, `None` where the prefix is not declared.
    pub(super) fn namespace(&self, prefix: &str) -> Option<&str> {
        let bound = self.bindings.iter().rev().find(|(declared, _)| *declared == prefix);
        match bound {
            Some((_, namespace)) => Some(namespace),
            None => prefix.is_empty().then_some(""),
        }
    }

    /// The attributes that are part of the message: no declarations, no hints where a schema may be.
    pub(super) fn meant<'t>(
        &self,
        attributes: &'t [Attribute<'a>],
    ) -> impl Iterator<Item = (&'a str, &'t str)> {
        let meant = attributes.iter().filter(|attribute| {
            let hint = attribute.name.split_once(':').is_some_and(|(prefix, local)| {
                matches!(local, "schemaLocation" | "noNamespaceSchemaLocation")
                    && self.namespace(prefix) == Some(INSTANCE)
            });
            declared(attribute.name).is_none() && !hint
        });
        meant.map(|attribute| (attribute.name, attribute.value.as_ref()))
    }
}

/// The prefix an attribute declares, empty for the default namespace.
fn declared(name: &str) -> Option<&str> {
    match name.strip_prefix("xmlns") {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix(':'),
        None => None,
    }
}
