//! What only shows from within: what a connection is set to, and how text is kept.

use super::link::{marked, unmarked};
use super::*;

#[test]
fn a_connection_has_commits_synced_wherever_the_server_would_not() {
    let Some(server) = testkit::Server::start(&["-c", "synchronous_commit=off"]) else { return };
    let store = Postgres::open(server.named()).unwrap();
    let shown = store.link.borrow_mut().script("ask", "SHOW synchronous_commit").unwrap();
    assert_eq!(shown, Some(vec![Some("on".to_owned())]));
}

#[test]
fn text_without_marks_is_kept_as_it_is_and_any_other_comes_back() {
    for (text, kept) in [
        ("", ""),
        ("à 10 %", "à 10 %"),
        ("a\0b", "a\u{1}0b"),
        ("\u{1}0", "\u{1}10"),
        ("\u{1}\0\u{1}", "\u{1}1\u{1}0\u{1}1"),
    ] {
        assert_eq!(marked(text), kept);
        assert_eq!(unmarked(kept.to_owned()), text);
    }
}
