//! The lists that are built in, and the notation they are written in.

use kernel::{Date, Listed};

use crate::list::{Kept, Lists, SOURCES, Standing, parse};
use crate::office::OfficeRole;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn every_line_of_the_built_in_lists_is_understood() {
    assert_eq!(parse(SOURCES).1, Vec::<String>::new());
}

#[test]
fn the_notation_has_codes_dates_and_other_answers() {
    let text = "# A comment.
list CL001 First public
  A B 2020-01-01..2020-12-31 C ..2020-06-30
  D 2021-01-01..
list CL002 Second = CL001
list CL003 Third assumed
  X
list CL004 Fourth members
list CL005 Fifth offices transit
list CL006 Sixth offices
";
    let (lists, problems) = parse(&[("test", text)]);
    assert_eq!(problems, Vec::<String>::new());
    let on = |date: &str| lists.list("CL001").unwrap().codes(day(date)).collect::<Vec<_>>();
    assert_eq!(on("2020-06-30"), ["A", "B", "C"]);
    assert_eq!(on("2020-07-01"), ["A", "B"]);
    assert_eq!(on("2021-01-01"), ["A", "D"]);
    let second = lists.list("CL002").unwrap();
    assert_eq!((second.name.as_str(), second.standing), ("Second", Standing::Public));
    assert_eq!(second.listed("B", day("2020-12-31")), Listed::Valid);
    assert_eq!(second.listed("B", day("2021-01-01")), Listed::Absent);
    assert_eq!(
        lists.list("CL003").unwrap().listed("Y", day("2021-01-01")),
        Listed::AbsentFromAssumed
    );
    assert_eq!(lists.kept("CL004"), Some(&Kept::Members));
    assert_eq!(lists.kept("CL005"), Some(&Kept::Offices(Some(OfficeRole::Transit))));
    assert_eq!(lists.kept("CL006"), Some(&Kept::Offices(None)));
}

#[test]
fn what_is_not_understood_is_named() {
    for line in [
        "  A before any list",
        "list CL001",
        "list CL001 Name secret",
        "list CL001 Name = CL999",
        "list CL001 Name offices kitchen",
        "lists CL001 Name public",
        "list CL001 Name public\n  A 2020-12-31..2020-01-01",
        "list CL001 Name public\n  2020-01-01..",
        "list CL001 Name public\n  A 2020-13-01..",
    ] {
        assert_eq!(parse(&[("test", line)]).1.len(), 1, "{line}");
    }
}

#[test]
fn the_built_in_lists_know_what_is_public_and_what_is_assumed() {
    let lists = Lists::built_in();
    let standing = |id: &str| lists.list(id).map(|list| list.standing);
    for public in ["CL008", "CL048", "CL076", "CL165", "CL217", "CL248", "CL251", "CL252", "CL286"]
    {
        assert_eq!(standing(public), Some(Standing::Public), "{public}");
    }
    for assumed in [
        "CL050", "CL054", "CL156", "CL163", "CL164", "CL192", "CL197", "CL226", "CL227", "CL560",
        "CL570",
    ] {
        assert_eq!(standing(assumed), Some(Standing::Assumed), "{assumed}");
    }
    for unlisted in
        ["CL016", "CL101", "CL152", "CL190", "CL211", "CL212", "CL213", "CL244", "CL349"]
    {
        assert_eq!(lists.kept(unlisted), None, "{unlisted}");
    }
    let today = day("2026-11-23");
    let listed = |list: &str, code: &str| lists.list(list).unwrap().listed(code, today);
    for (list, code) in [("CL008", "CI"), ("CL248", "XI"), ("CL165", "XK"), ("CL048", "XOF")] {
        assert_eq!(listed(list, code), Listed::Valid, "{list} {code}");
    }
    assert_eq!(listed("CL008", "ZZ"), Listed::Absent);
    assert_eq!(listed("CL192", "FR"), Listed::Valid);
    assert_eq!(listed("CL192", "AT"), Listed::AbsentFromAssumed);
}

#[test]
fn a_currency_ends() {
    let lists = Lists::built_in();
    let currencies = lists.list("CL048").unwrap();
    assert_eq!(currencies.listed("HRK", day("2022-12-31")), Listed::Valid);
    assert_eq!(currencies.listed("HRK", day("2023-02-01")), Listed::Absent);
}
