//! What a page's sum is, and which files have any.

use sha2::{Digest, Sha256};

/// How many bytes a sum has, at the end of its page.
pub(crate) const SUM_BYTES: usize = 8;
/// The same as SQLite is told.
pub(crate) const SUM_BYTES_C: std::ffi::c_int = 8;
/// How many bytes at the beginning of a file say what it is.
pub(crate) const HEAD: usize = 100;
/// How a file of SQLite begins.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Where the size of a page stands.
const SIZE_AT: usize = 16;
/// Where it stands how many bytes of each page are kept free.
const ROOM_AT: usize = 20;

/// What is known of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Its pages have this size and carry sums.
    Summed(usize),
    /// They carry none, or there is none yet.
    Plain,
}

/// What the beginning of a file says of it; nothing where it is no beginning of one.
pub(crate) fn form(head: &[u8]) -> Option<Form> {
    if head.get(..MAGIC.len())? != MAGIC {
        return None;
    }
    let [high, low] = head.get(SIZE_AT..SIZE_AT + 2)? else { return None };
    let size = match u16::from_be_bytes([*high, *low]) {
        1 => 65_536,
        size => usize::from(size),
    };
    let room = usize::from(*head.get(ROOM_AT)?);
    Some(if room == SUM_BYTES && size >= HEAD { Form::Summed(size) } else { Form::Plain })
}

fn sum(content: &[u8]) -> [u8; SUM_BYTES] {
    let digest = Sha256::digest(content);
    let mut sum = [0; SUM_BYTES];
    sum.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
    sum
}

/// Puts the sum of a page at its end.
pub(crate) fn seal(page: &mut [u8]) {
    if let Some((content, room)) = page.split_last_chunk_mut::<SUM_BYTES>() {
        *room = sum(content);
    }
}

/// Whether a page is what was written. One that SQLite never wrote, though it counted it, is empty.
pub(crate) fn holds(page: &[u8]) -> bool {
    let Some((content, kept)) = page.split_last_chunk::<SUM_BYTES>() else { return false };
    sum(content) == *kept || page.iter().all(|byte| *byte == 0)
}

/// Whether a first page says that its file has no sums, and has one: then the very place that says so
/// was changed.
pub(crate) fn denies(first: &[u8]) -> bool {
    let mut page = first.to_vec();
    let Some(room) = page.get_mut(ROOM_AT) else { return false };
    *room = u8::try_from(SUM_BYTES).unwrap_or_default();
    let Some((content, kept)) = page.split_last_chunk::<SUM_BYTES>() else { return false };
    sum(content) == *kept
}
