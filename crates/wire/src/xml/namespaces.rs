//! Namespaces in XML 1.0, third edition: prefixes are declared, declarations say something, and no
//! attribute stands twice under two names.
//!
//! A document that breaks this is read by some systems and not by others, so it is not read here.

use std::borrow::Cow;

use crate::piece::Attribute;
use crate::xml::syntax::{Wrong, is_name};

/// What `xml` stands for, and nothing else does.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// What `xmlns` stands for, which nobody declares.
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// What prefixes stand for, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Namespaces<'a> {
    bindings: Vec<Binding<'a>>,
}

#[derive(Debug)]
struct Binding<'a> {
    /// How deep the element stands that declares it.
    depth: usize,
    prefix: &'a str,
    name: Cow<'a, str>,
}

impl<'a> Namespaces<'a> {
    /// Takes what the start tag of an element declares, and judges its name and those of its
    /// attributes.
    #[inline]
    pub(super) fn enter(
        &mut self,
        depth: usize,
        element: &str,
        attributes: &[Attribute<'a>],
    ) -> Result<(), Wrong> {
        if !attributes.is_empty() {
            self.declare(depth, attributes)?;
        }
        if element.bytes().any(|byte| byte == b':') {
            self.known(element)?;
        }
        if attributes.iter().any(|attribute| attribute.name.contains(':')) {
            self.apart(attributes)?;
        }
        Ok(())
    }

    /// Forgets what elements declared that stand deeper than this.
    #[inline]
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bindings.last().is_some_and(|binding| binding.depth > depth) {
            self.bindings.pop();
        }
    }

    fn declare(&mut self, depth: usize, attributes: &[Attribute<'a>]) -> Result<(), Wrong> {
        for attribute in attributes {
            let prefix = match attribute.name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => match rest.strip_prefix(':') {
                    Some(prefix) => prefix,
                    None => continue,
                },
                None => continue,
            };
            let (name, reserved) = (&attribute.value, [XML, XMLNS].contains(&&*attribute.value));
            let right = match prefix {
                "" => !reserved && attribute.name == "xmlns",
                "xml" => name == XML,
                "xmlns" => false,
                _ => !reserved && !name.is_empty() && is_unprefixed(prefix),
            };
            if !right {
                let found = format!("{}=\"{name}\"", attribute.name);
                return Err((found, "the declaration of a namespace"));
            }
            self.bindings.push(Binding { depth, prefix, name: name.clone() });
        }
        Ok(())
    }

    /// The namespace and the local part of a name that has a prefix.
    fn known<'n>(&self, name: &'n str) -> Result<(&str, &'n str), Wrong> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let bound = match prefix {
            "xml" => Some(XML),
            _ => self.bindings.iter().rev().find(|it| it.prefix == prefix).map(|it| &*it.name),
        };
        match bound.filter(|_| !prefix.is_empty() && is_unprefixed(local)) {
            Some(namespace) => Ok((namespace, local)),
            None => Err((name.to_owned(), "a prefix that is declared, and a name behind it")),
        }
    }

    /// Whether no two attributes are one, their prefixes aside.
    fn apart(&self, attributes: &[Attribute<'a>]) -> Result<(), Wrong> {
        let mut names = Vec::new();
        for attribute in attributes {
            if !attribute.name.contains(':') || attribute.name.starts_with("xmlns:") {
                continue;
            }
            let name = self.known(attribute.name)?;
            if names.contains(&name) {
                return Err((attribute.name.to_owned(), "each attribute once"));
            }
            names.push(name);
        }
        Ok(())
    }
}

fn is_unprefixed(name: &str) -> bool {
    is_name(name) && !name.contains(':')
}
