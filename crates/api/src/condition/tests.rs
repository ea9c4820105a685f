//! Which versions `If-Match` names.

use super::*;

fn named(values: &[&'static str]) -> Result<Option<Vec<i64>>, Problem> {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(IF_MATCH, HeaderValue::from_static(value));
    }
    versions(&headers)
}

#[test]
fn if_match_names_versions_and_no_weak_or_foreign_tag_names_one() {
    assert_eq!(named(&[]), Ok(None));
    assert_eq!(named(&["\"7\""]), Ok(Some(vec![7])));
    assert_eq!(named(&["\"7-2contested\", \"9\"", "\"12\""]), Ok(Some(vec![7, 9, 12])));
    assert_eq!(named(&["W/\"7\", \"theirs\""]), Ok(Some(vec![])));
    assert_eq!(named(&["*"]), Ok(None));
    assert_eq!(named(&["\"a,b\" , ,\"7\","]), Ok(Some(vec![7])));
    assert_eq!(named(&["\"+7\", \"007\""]), Ok(Some(vec![])));
    assert_eq!(named(&[""]), Ok(Some(vec![])));
    for wrong in ["7", "\"7\", *", "\"7\" \"8\"", "\"7", "\"a b\"", "W/7"] {
        assert!(named(&[wrong]).is_err(), "{wrong}");
    }
}

#[test]
fn a_tag_says_more_than_the_version_where_something_told_does_not_count() {
    let viewed = |flag: &str, uncounted_count| Viewed {
        version: 7,
        flag: flag.to_owned(),
        uncounted_count,
        view: (),
    };
    let header = |viewed: Viewed<()>| Tag::of(&viewed).header();
    assert_eq!(header(viewed("", 0)), "\"7\"");
    assert_eq!(header(viewed("", 2)), "\"7-2\"");
    assert_eq!(header(viewed("contested", 2)), "\"7-2contested\"");
    assert_eq!(Tag::version("7-2contested"), Some(7));
}
