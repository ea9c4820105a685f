//! Standard messages on one side, commands and events on the other. Trees only: bytes are `wire`'s.

mod answers;
mod declaration;
mod sad;

use kernel::{Element, Reading, date_and_time, parse_date_and_time};

pub use answers::{Rejection, answer, reject_arrival, reject_declaration};
pub use declaration::{arrival, declaration};
pub use kernel::MessageHeader;
pub use sad::{Completion, Exit, Recorded, Release, Sad, read_sad, write_back};

/// The elements of these names, in the order of the names.
fn pick(from: &Element, names: &[&str]) -> Vec<Element> {
    names
        .iter()
        .flat_map(|name| from.children().iter().filter(move |child| child.name.as_ref() == *name))
        .cloned()
        .collect()
}
