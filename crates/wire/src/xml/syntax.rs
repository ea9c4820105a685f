//! The small productions of XML 1.0: names, characters, references, attributes, the declaration.
//!
//! quick-xml takes attributes as they come, without a space between them or with a `<` inside; a
//! document that another system will refuse must not pass here, so they are read strictly.

use std::borrow::Cow;

use crate::format::is_space;
use crate::piece::Attribute;

/// What was found and what was expected.
pub(super) type Wrong = (String, &'static str);

/// XML 1.0, production 2.
pub(crate) fn is_character(character: char) -> bool {
    matches!(character, ' '..='\u{fffd}' | '\t' | '\n' | '\r' | '\u{10000}'..)
}

/// XML 1.0, production 5.
pub(crate) fn is_name(text: &str) -> bool {
    let ascii = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let mut bytes = text.bytes();
    if bytes.next().is_some_and(ascii) && bytes.all(|byte| ascii(byte) || byte.is_ascii_digit()) {
        return true;
    }
    let mut characters = text.chars();
    characters.next().is_some_and(begins_name) && characters.all(continues_name)
}

fn begins_name(character: char) -> bool {
    matches!(
        character,
        'a'..='z' | 'A'..='Z' | '_' | ':'
            | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
            | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
            | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}'
    )
}

fn continues_name(character: char) -> bool {
    begins_name(character)
        || matches!(
            character,
            '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}'
        )
}

/// The character that stands between `&` and `;`: one of the five, or a number.
pub(crate) fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => numbered(name),
    }
}

fn numbered(name: &str) -> Option<char> {
    let (digits, radix) = match name.strip_prefix("#x") {
        Some(digits) => (digits, 16),
        None => (name.strip_prefix('#')?, 10),
    };
    // `from_str_radix` would also take a sign.
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(number).filter(|character| is_character(*character))
}

/// The attributes of a start tag, from what stands behind its name.
pub(crate) fn attributes(raw: &str) -> Result<Vec<Attribute<'_>>, Wrong> {
    let mut read: Vec<Attribute<'_>> = Vec::new();
    let mut rest = raw;
    loop {
        let next = rest.trim_start_matches(is_blank);
        if next.is_empty() {
            return Ok(read);
        }
        if next.len() == rest.len() {
            return Err((next.to_owned(), "a space before an attribute"));
        }
        let (attribute, after) = attribute(next)?;
        if read.iter().any(|other| other.name == attribute.name) {
            return Err((attribute.name.to_owned(), "each attribute once"));
        }
        read.push(attribute);
        rest = after;
    }
}

fn is_blank(character: char) -> bool {
    u8::try_from(character).is_ok_and(is_space)
}

fn attribute(text: &str) -> Result<(Attribute<'_>, &str), Wrong> {
    let wrong = || (text.to_owned(), "an attribute and its value in quotes");
    let (name, after) = text.split_once('=').ok_or_else(wrong)?;
    let name = name.trim_end_matches(is_blank);
    let after = after.trim_start_matches(is_blank);
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let (value, rest) = quote
        .and_then(|quote| after.strip_prefix(quote)?.split_once(quote))
        .filter(|_| is_name(name))
        .ok_or_else(wrong)?;
    Ok((Attribute { name, value: resolved(value)? }, rest))
}

/// XML 1.0, section 3.3.3, for an attribute of no declared type.
fn resolved(value: &str) -> Result<Cow<'_, str>, Wrong> {
    if value.contains('<') {
        return Err((value.to_owned(), "&lt; in a value"));
    }
    if !value.contains(['&', '\t', '\n', '\r']) {
        return Ok(Cow::Borrowed(value));
    }
    let spaced = value.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
    let mut parts = spaced.split('&');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let known = part.split_once(';').and_then(|(name, rest)| Some((reference(name)?, rest)));
        let Some((character, rest)) = known else {
            return Err((format!("&{part}"), "a predefined entity or a character"));
        };
        text.push(character);
        text.push_str(rest);
    }
    Ok(Cow::Owned(text))
}

/// XML 1.0, production 23: a version, and maybe an encoding and whether the document stands alone.
/// What follows `<?` is given. Only UTF-8 is read, and only version 1.0: a document of 1.1 has other
/// characters and other ends of lines, and would be read otherwise than it was written.
pub(crate) fn declaration(content: &str) -> Result<(), Wrong> {
    let read = attributes(content.strip_prefix("xml").unwrap_or(content))?;
    let mut left = read.as_slice();
    let mut take = |name: &str| match left.split_first() {
        Some((first, rest)) if first.name == name => {
            left = rest;
            Some(first.value.as_ref())
        }
        _ => None,
    };
    let version = take("version").unwrap_or_default();
    let encoding = take("encoding").unwrap_or("UTF-8");
    let alone = take("standalone").unwrap_or("no");
    if version != "1.0" {
        return Err((version.to_owned(), "XML version 1.0"));
    }
    if !encoding.eq_ignore_ascii_case("UTF-8") {
        return Err((encoding.to_owned(), "UTF-8"));
    }
    if !matches!(alone, "yes" | "no") || !left.is_empty() {
        return Err((content.to_owned(), "an XML declaration"));
    }
    Ok(())
}
