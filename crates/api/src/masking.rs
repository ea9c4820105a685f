//! Taking clear access codes out of a message before it is kept in a folder.

mod json;

/// What stands in place of a code.
const MASK: &[u8] = b"****";
/// What the names of elements that hold one have in them, whatever their prefix: `accessCode`,
/// `accessCodeCurrent`, `accessCodeNew`, `masterAccessCode`. The group `AccessCode` holds none.
const NAMES: [&[u8]; 2] = [b"accessCode", b"masterAccessCode"];

/// What may be kept of a message: its bytes without clear access codes; nothing where codes would not
/// be found in it, because it is no UTF-8 or begins as neither XML nor JSON, or is broken JSON. A zero
/// byte means UTF-16 or no text at all.
pub(crate) fn to_keep(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    let begun = text.trim_start_matches('\u{feff}').trim_start();
    match begun.chars().next() {
        Some('<') | None => Some(masked(bytes)),
        Some(_) => json::masked(text).map(String::into_bytes),
    }
}

/// The bytes with the content of every such element replaced. It does not need the message to be
/// well-formed: one that is set aside because it is not may hold a code all the same.
fn masked(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(opened) = after_start_tag(rest) {
        let (before, inside) = rest.split_at(opened);
        kept.extend_from_slice(before);
        kept.extend_from_slice(MASK);
        rest = inside.get(end_of(inside)..).unwrap_or_default();
    }
    kept.extend_from_slice(rest);
    kept
}

/// Where the content of the next such element begins.
fn after_start_tag(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let tag = from + find(bytes.get(from..)?, b"<")?;
        let inside = bytes.get(tag + 1..)?;
        let named = |byte: &u8| byte.is_ascii_alphanumeric() || b":_-.".contains(byte);
        let length = inside.iter().position(|byte| !named(byte)).unwrap_or(inside.len());
        from = tag + 1;
        if !holds_code(inside.get(..length)?) {
            continue;
        }
        let close = from + find(inside, b">")?;
        if bytes.get(close - 1) != Some(&b'/') {
            return Some(close + 1);
        }
    }
}

fn holds_code(name: &[u8]) -> bool {
    NAMES.iter().any(|wanted| find(name, wanted).is_some())
}

/// Where the content ends: at the end tag of the element, else at the end of the bytes.
fn end_of(inside: &[u8]) -> usize {
    let mut from = 0;
    while let Some(at) = inside.get(from..).and_then(|rest| find(rest, b"</")) {
        let tag = from + at;
        let rest = inside.get(tag + 2..).unwrap_or_default();
        let until = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
        let name = rest.get(..until).unwrap_or_default();
        if holds_code(name) {
            return tag;
        }
        from = tag + 2;
    }
    inside.len()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests;
