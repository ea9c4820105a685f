//! Rust cut into tokens, where strings and comments look like something else.

use crate::tidy::token::{Kind, code, find, inside, items, tokens};

fn texts(source: &str) -> Vec<&str> {
    code(source).iter().map(|token| token.text).collect()
}

#[test]
fn strings_and_characters_are_one_token_each() {
    let source = r####"a("b\"c", 'd', '\'', b'e', b"f\\", r"g\", r#"h"i"#, br##"j"#k"##, c"l")"####;
    let kinds: Vec<&str> = code(source)
        .iter()
        .filter(|token| token.kind == Kind::Literal)
        .map(|token| token.text)
        .collect();
    let expected = [
        r#""b\"c""#,
        "'d'",
        r"'\''",
        "b'e'",
        r#"b"f\\""#,
        r#"r"g\""#,
        r##"r#"h"i"#"##,
        r###"br##"j"#k"##"###,
        r#"c"l""#,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn lifetimes_raw_names_and_words_that_begin_like_strings_are_none() {
    assert_eq!(texts("&'a crab<'_>"), ["&", "'", "a", "crab", "<", "'", "_", ">"]);
    assert_eq!(texts("r#type b c r"), ["r", "#", "type", "b", "c", "r"]);
    assert_eq!(texts("br#\"x"), ["br", "#", "\"", "x"]);
}

#[test]
fn comments_hold_no_code_and_stand_within_one_another() {
    let source = "a // b \"\n/* c /* d */ 'e */ f \"// g\"";
    assert_eq!(texts(source), ["a", "f", "\"// g\""]);
    let lines: Vec<usize> = tokens(source).iter().map(|token| token.line).collect();
    assert_eq!(lines, [1, 1, 2, 2, 2]);
}

#[test]
fn lines_are_counted_through_strings_and_comments() {
    let source = "a\n\n\"b\nc\" /*\n*/ d";
    let code = code(source);
    let lines: Vec<_> = code.iter().map(|token| (token.line, *token.lines().end())).collect();
    assert_eq!(lines, [(1, 1), (3, 4), (5, 5)]);
}

#[test]
fn what_is_in_a_string_is_never_found() {
    let code = code("\"panic\" ! panic! (a, [b, c], { d })");
    assert_eq!(find(&code, &["panic", "!"]), [2]);
    let parts: Vec<usize> = items(inside(&code, 4)).iter().map(|part| part.len()).collect();
    assert_eq!(parts, [1, 5, 3]);
    assert_eq!(code.first().and_then(|token| token.string()), Some("panic"));
}

#[test]
fn what_never_ends_ends_with_the_file() {
    assert_eq!(texts("a \"b"), ["a", "\"", "b"]);
    assert_eq!(texts("a /* b"), ["a"]);
    assert_eq!(inside(&code("{ a ("), 0).len(), 2);
}
