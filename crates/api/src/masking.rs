//! Taking clear access codes out of a message before it is kept in a folder.

mod json;

/// What stands in place of a code.
const MASK: &[u8] = b"****";
/// What the names of elements that hold one have in them, whatever their prefix: `accessCode`,
/// `accessCodeCurrent`, `accessCodeNew`, `masterAccessCode`. The group `AccessCode` holds none.
const NAMES: [&[u8]; 2] = [b"accessCode", b"masterAccessCode"];

/// What may hold the signs of a tag and is none, by how it begins and ends.
const PASSED_OVER: [(&[u8], &[u8]); 3] =
    [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")];

/// What may be kept of a message: its bytes without clear access codes; nothing where codes would not
/// be found in it, because it is no UTF-8 or begins as neither XML nor JSON, or is broken JSON. A zero
/// byte means UTF-16 or no text at all.
pub fn to_keep(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    let begun = text.trim_start_matches('\u{feff}').trim_start();
    match begun.chars().next() {
        Some('<') | None => Some(masked(bytes)),
        Some(_) => json::masked(text).map(String::into_bytes),
    }
}

/// The bytes with the content of every such element replaced. It does not need the message to be
/// well-formed: one that is set aside because it is not may hold a code all the same. Where it does not
/// show where a content ends, it is all that follows.
fn masked(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((name, begins)) = next_content(rest) {
        let (before, inside) = rest.split_at(begins);
        kept.extend_from_slice(before);
        kept.extend_from_slice(MASK);
        rest = inside.get(end_of(name, inside)..).unwrap_or_default();
    }
    kept.extend_from_slice(rest);
    kept
}

/// The name of the next such element that is not empty, and where its content begins.
fn next_content(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let mut from = 0;
    loop {
        let tag = from + find(bytes.get(from..)?, b"<")?;
        from = tag + 1;
        let inside = bytes.get(from..)?;
        let name = name_in(inside);
        if let Some(begins) = end_of_word(name).and_then(|word| content_of(inside, name, word)) {
            return Some((name, from + begins));
        }
    }
}

/// The name a tag begins with.
fn name_in(inside: &[u8]) -> &[u8] {
    let named =
        |byte: &u8| byte.is_ascii_alphanumeric() || b":_-.".contains(byte) || !byte.is_ascii();
    let length = inside.iter().position(|byte| !named(byte)).unwrap_or(inside.len());
    inside.get(..length).unwrap_or_default()
}

/// Where in a name the word ends that says that a code is held; nothing where none does.
fn end_of_word(name: &[u8]) -> Option<usize> {
    NAMES.iter().filter_map(|word| Some(find(name, word)? + word.len())).min()
}

fn holds_code(name: &[u8]) -> bool {
    end_of_word(name).is_some()
}

/// Where behind the sign of a tag its content begins; nothing where the element is empty. Quotes are not
/// followed beyond the first sign that may end the tag, since in a broken one they may stand anywhere: of
/// a value that has such a sign the rest is masked too. A tag that never ends has its content in it.
fn content_of(inside: &[u8], name: &[u8], word: usize) -> Option<usize> {
    let rest = inside.get(name.len()..).unwrap_or_default();
    let end = rest.iter().position(|byte| b"<>".contains(byte));
    let Some(end) = end.filter(|end| rest.get(*end) == Some(&b'>')) else { return Some(word) };
    let attributes = rest.get(..end).unwrap_or_default();
    let is_empty = attributes.ends_with(b"/") && !is_quoted(attributes);
    (!is_empty).then_some(name.len() + end + 1)
}

/// Whether a value between quotes has begun and not ended.
fn is_quoted(attributes: &[u8]) -> bool {
    let mut quote = None;
    for byte in attributes.iter().filter(|byte| b"'\"".contains(byte)) {
        match quote {
            None => quote = Some(byte),
            Some(begun) if begun == byte => quote = None,
            Some(_) => {}
        }
    }
    quote.is_some()
}

/// Where the content ends: at the end tag of the element, with as many end tags of its name before it
/// as it has elements of its name inside; else at the end of the bytes.
fn end_of(name: &[u8], inside: &[u8]) -> usize {
    let (mut from, mut depth) = (0, 0_usize);
    while let Some(at) = inside.get(from..).and_then(|rest| find(rest, b"<")) {
        let tag = from + at;
        from = tag + 1;
        let rest = inside.get(tag..).unwrap_or_default();
        if let Some((begins, ends)) =
            PASSED_OVER.iter().find(|(begins, _)| rest.starts_with(begins))
        {
            let length = rest.get(begins.len()..).and_then(|rest| find(rest, ends));
            let Some(length) = length else { return inside.len() };
            from = tag + begins.len() + length + ends.len();
        } else if let Some(closed) = rest.strip_prefix(b"</") {
            if is_end_tag(closed, name) {
                let Some(less) = depth.checked_sub(1) else { return tag };
                depth = less;
            }
        } else {
            let opened = inside.get(from..).unwrap_or_default();
            let same = name_in(opened) == name && content_of(opened, name, 0).is_some();
            depth += usize::from(same);
        }
    }
    inside.len()
}

/// Whether an end tag has this name, and is whole.
fn is_end_tag(closed: &[u8], name: &[u8]) -> bool {
    let rest = closed.strip_prefix(name).map(<[u8]>::trim_ascii_start);
    rest.is_some_and(|rest| rest.starts_with(b">"))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests;
