//! Letters that a format lets pass and nobody should have to live with.

use kernel::Finding;

use crate::rules::Trail;

/// The local reference is read out, typed and printed: letters and digits of ASCII, spaces, and
/// `-`, `_`, `.` and `/`.
///
/// NCTS phase 5 fixes its length alone, and leaves the rest to each administration. A template that
/// was never filled in (`{{LRN}}`) is no reference.
pub(super) fn reference(lrn: &str, trail: &Trail<'_>, findings: &mut Vec<Finding>) {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " -_./".contains(letter);
    if !lrn.chars().all(plain) {
        let expected = "letters, digits, spaces and - _ . /";
        findings.push(Finding::error(trail.path(), "LRN", lrn, expected));
    }
}

/// No value holds letters that cannot be seen and make it read otherwise than it is written: those
/// that turn the direction of writing, and tags. Unicode, UAX 9 section 2 and UTS 39 section 5.
pub(super) fn unseen(text: &str, trail: &Trail<'_>, findings: &mut Vec<Finding>) {
    if text.is_ascii() {
        return;
    }
    if let Some(letter) = text.chars().find(|letter| is_unseen(*letter)) {
        let found = format!("U+{:04X}", u32::from(letter));
        findings.push(Finding::error(trail.path(), "unseen", &found, "letters that can be seen"));
    }
}

fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}'
    )
}
