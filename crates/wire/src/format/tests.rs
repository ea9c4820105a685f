//! Every word of the language of formats, with values it takes and values it does not.

use std::borrow::Cow;

use crate::fault::XmlError::{
    self, AboveMaximum, BelowMinimum, Enumeration, Pattern, TooLong, TooShort, Type,
};
use crate::format::{Format, collapsed};

fn format(notation: &str) -> Format {
    Format::compile(&notation.split(' ').collect::<Vec<_>>()).unwrap()
}

/// What each value is judged to be, its white space settled first.
fn check(notation: &str, right: &[&str], wrong: &[(&str, XmlError)]) {
    let format = format(notation);
    let judge = |value: &str| format.check(&format.settle(Cow::Borrowed(value)));
    for value in right {
        assert_eq!(judge(value), Ok(()), "{notation}: {value:?}");
    }
    for (value, error) in wrong {
        assert_eq!(judge(value), Err(*error), "{notation}: {value:?}");
    }
}

#[test]
fn text_is_counted_in_characters_after_its_white_space_is_collapsed() {
    check(
        "an..3",
        &["a", "é水ß", " a\n\tb "],
        &[("", TooShort), ("  ", TooShort), ("abcd", TooLong)],
    );
    check("an4", &["ab d", " abcd "], &[("abc", TooShort), ("abcde", TooLong)]);
}

#[test]
fn tight_text_has_no_space_of_any_sort_at_its_ends() {
    check("an4 tight", &["AC01"], &[("AC1 ", Pattern), ("AC01 ", TooLong)]);
    check("an..9 tight", &["a b", "a  b", "a\tb"], &[(" a", Pattern), ("a\u{a0}", Pattern)]);
}

#[test]
fn loose_text_keeps_its_white_space_and_counts_it() {
    check("an..3 loose", &[" ", "  a", "a\r\n"], &[("", TooShort), ("a   ", TooLong)]);
}

#[test]
fn alphabets_are_of_ascii() {
    check("a2", &["aB", " ab "], &[("a1", Pattern), ("é", TooShort), ("éa", Pattern)]);
    check("A2 tight", &["AB"], &[("Ab", Pattern), (" A", Pattern), ("A", TooShort)]);
    check("An1 tight", &["A", "1"], &[("a", Pattern), ("", TooShort)]);
    check("n..2", &["0", "07"], &[("1a", Pattern), ("٣", Pattern), ("123", TooLong)]);
    check("x..3 tight", &["!a~", "a b"], &[("é", Pattern), (" a", Pattern)]);
}

#[test]
fn an_integer_has_one_spelling_and_a_range() {
    check(
        "integer 1..1999",
        &["1", "1999", " 7 "],
        &[
            ("0", BelowMinimum),
            ("2000", AboveMaximum),
            ("99999999999999999999", AboveMaximum),
            ("01", Pattern),
            ("+1", Pattern),
            ("", Pattern),
        ],
    );
    check("integer 0..9", &["0"], &[("00", Pattern), ("-1", Pattern)]);
}

#[test]
fn digits_of_a_decimal_are_those_of_the_number() {
    check(
        "decimal 16,2",
        &["0", "0.00", "1.50", "1.5000000", "12345678901234.56", "1234567890123456"],
        &[
            ("1.505", TooLong),
            ("12345678901234567", TooLong),
            ("123456789012345.67", TooLong),
            ("1.", Pattern),
            (".5", Pattern),
            ("00.5", Pattern),
            ("1e3", Pattern),
            ("-1", Pattern),
            ("1.2.3", Pattern),
        ],
    );
    check(
        "decimal 16,6 positive",
        &["0.000001", "10"],
        &[("0", BelowMinimum), ("0.0", BelowMinimum)],
    );
}

#[test]
fn a_date_is_a_day_that_exists() {
    check(
        "date",
        &["2026-11-23", "2024-02-29", "2000-02-29", " 2026-11-23 "],
        &[
            ("2023-02-29", Type),
            ("1900-02-29", Type),
            ("2026-13-01", Type),
            ("2026-00-01", Type),
            ("2026-04-31", Type),
            ("0000-01-01", Type),
            ("2026-1-1", Type),
            ("2026-11-23Z", Type),
            ("+026-11-23", Type),
            ("é026-11-2", Type),
        ],
    );
}

#[test]
fn an_instant_has_no_zone_and_no_fraction() {
    check(
        "datetime",
        &["2026-11-23T08:15:00", "2026-11-23T24:00:00"],
        &[
            ("2026-11-23T24:00:01", Type),
            ("2026-11-23T23:60:00", Type),
            ("2026-11-23T23:59:60", Type),
            ("2026-11-23T08:15:00Z", Type),
            ("2026-11-23T08:15:00.5", Type),
            ("2026-11-23 08:15:00", Type),
            ("2026-11-23", Type),
        ],
    );
}

#[test]
fn an_enumeration_takes_its_values_and_no_others() {
    check(
        "one of 0 1",
        &["0", " 1 "],
        &[("2", Enumeration), ("", Enumeration), ("0 1", Enumeration)],
    );
}

#[test]
fn one_of_several_patterns_must_hold_and_white_space_is_part_of_the_value() {
    check("/[A-Z]{2}[!-~]{1,3}/", &["GBx", "GB!~a"], &[("GB", Pattern), ("GB é", Pattern)]);
    check("/a?b+c*/ /d/", &["b", "abbc", "d"], &[("ac", Pattern), (" d", Pattern), ("", Pattern)]);
    check(
        "x..9 loose /[^@]+@[^.]+\\..+/",
        &["a@b.c", "a@@.c"],
        &[("a@b", Pattern), ("a@bcdef.gh", TooLong)],
    );
    check("/a{2,3}a/", &["aaa", "aaaa"], &[("aa", Pattern), ("aaaaa", Pattern)]);
    check("/[a\\]-]+\\./", &["a]-."], &[("a", Pattern)]);
    check("/.{2}/", &["é水"], &[("é", Pattern)]);
}

#[test]
fn what_is_no_format_is_not_compiled() {
    for wrong in [
        "",
        "an",
        "an..",
        "q..3",
        "an..x",
        "..3",
        "integer",
        "integer 1",
        "decimal 16",
        "date tight",
        "decimal 16,2 negative",
        "one 0 1",
        "/a",
        "/(a)/",
        "/[a/",
        "/a{/",
        "/a{x}/",
        "/a|b/",
        "/*/",
        "an..3 tight loose",
        "//",
    ] {
        assert_eq!(Format::compile(&wrong.split(' ').collect::<Vec<_>>()), None, "{wrong}");
    }
}

#[test]
fn collapsing_leaves_tidy_text_alone() {
    for (text, expected) in [
        ("a b", "a b"),
        ("", ""),
        (" ", ""),
        ("a  b", "a b"),
        ("a ", "a"),
        ("\n a", "a"),
        ("a\tb", "a b"),
        ("\u{a0}a", "\u{a0}a"),
    ] {
        assert_eq!(collapsed(Cow::Borrowed(text)), expected, "{text:?}");
    }
    assert!(matches!(collapsed(Cow::Borrowed("a b")), Cow::Borrowed(_)));
}
