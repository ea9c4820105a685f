//! Standard messages on one side, commands and events on the other. Trees only: bytes are `wire`'s.

mod answers;
mod arrival;
mod declaration;
mod presentation;
mod requests;
mod sad;

use kernel::Element;

pub(crate) use answers::guarantee_groups;
pub use answers::{Letter, Rejection, Teller, reject_arrival, reject_declaration};
pub use arrival::{arrival, unloading};
pub use declaration::{amendment, declaration};
pub use kernel::MessageHeader;
pub(crate) use presentation::present;
pub use presentation::presentation;
pub(crate) use requests::lrn_name;
pub use requests::{invalidation, release_request};
pub use sad::{
    Cancellation, Completion, DECLARANT, DEPARTURE, DESTINATION, Exit, LRN, PRINCIPAL, Recorded,
    Release, Sad, SadNames, read_sad, read_sad_names, write_back,
};

/// The elements of these names, in the order of the names.
fn pick(from: &Element, names: &[&str]) -> Vec<Element> {
    names
        .iter()
        .flat_map(|name| from.children().iter().filter(move |child| child.name.as_ref() == *name))
        .cloned()
        .collect()
}
