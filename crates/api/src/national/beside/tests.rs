//! What two systems write of the same goods is the same, however they write it.

use super::*;

fn codes(codes: &[&str]) -> BTreeSet<CommodityCode> {
    codes.iter().map(|code| CommodityCode::parse(code).unwrap()).collect()
}

#[test]
fn a_code_of_more_digits_may_be_of_the_same_goods_and_another_may_not() {
    assert!(may_be_same_goods(&codes(&["100630"]), &codes(&["10063090"])));
    assert!(may_be_same_goods(&codes(&["10063090"]), &codes(&["10063090"])));
    assert!(!may_be_same_goods(&codes(&["100630"]), &codes(&["100640"])));
    assert!(!may_be_same_goods(&codes(&["100630"]), &codes(&["10063090", "220300"])));
    assert!(!may_be_same_goods(&codes(&["100630", "220300"]), &codes(&["10063090"])));
}

#[test]
fn numbers_are_compared_as_numbers_and_only_where_all_are_given() {
    let numbers = |numbers: &[&str]| {
        total(&numbers.iter().map(|number| (*number).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(numbers(&["23500.50"]), numbers(&["23000.5", "500"]));
    assert_eq!(numbers(&[]), None);
    assert_eq!(numbers(&["460", "some"]), None);
    let item = |number: Option<&str>| {
        Element::group("Item").and(Element::group("Packages").with_some("Number", number))
    };
    let (counted, bulk) = (item(Some("200")), item(None));
    let path = "Packages/Number";
    assert_eq!(each(&[&counted, &counted], path), numbers(&["400"]));
    assert_eq!(each(&[&counted, &bulk], path), None);
}

#[test]
fn plates_and_seals_are_compared_without_the_signs_between() {
    assert_eq!(plain("1234 ab-01"), plain("1234AB01"));
    assert_ne!(plain("1234 AB 01"), plain("1234 AB 02"));
}
