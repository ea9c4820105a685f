//! No access code is kept in clear, however broken the message.

use super::*;

fn text(message: &str) -> String {
    String::from_utf8_lossy(&masked(message.as_bytes())).into_owned()
}

#[test]
fn the_content_of_every_access_code_is_masked_and_nothing_else() {
    let message = "<a><accessCode>AC01</accessCode><b>AC01</b><x:accessCode n='1' >ZZ9\
                   </x:accessCode></a>";
    assert_eq!(
        text(message),
        "<a><accessCode>****</accessCode><b>AC01</b><x:accessCode n='1' >****</x:accessCode></a>"
    );
    assert_eq!(text("<a>accessCode</a>"), "<a>accessCode</a>");
    assert_eq!(text("<accessCode/><b>1</b>"), "<accessCode/><b>1</b>");
}

#[test]
fn all_codes_of_a_change_of_codes_are_masked() {
    let message = "<masterAccessCode>AC01</masterAccessCode><AccessCode><accessCodeCurrent>AC01\
                   </accessCodeCurrent><accessCodeNew>AC02</accessCodeNew></AccessCode>";
    assert_eq!(
        text(message),
        "<masterAccessCode>****</masterAccessCode><AccessCode><accessCodeCurrent>****\
         </accessCodeCurrent><accessCodeNew>****</accessCodeNew></AccessCode>"
    );
}

#[test]
fn a_code_is_masked_however_it_is_wrapped_and_however_broken_the_message_is() {
    for message in [
        "<accessCode><![CDATA[AC01]]></accessCode>",
        "<accessCode><b>AC01</b></accessCode>",
        "<accessCode>AC01</wrong></accessCode>",
        "<accessCode>AC01",
        "<accessCode>A</a>C01</accessCode",
        "<accessCode>A</accessCode*>C01</accessCode>",
        "<accessCode>A</masterAccessCode>C01</accessCode>",
        "<accessCode AC01</accessCode>",
        "<accessCodeAC01</accessCode>",
        "<accessCode AC01",
        "<accessCode '>AC01</accessCode><b n='1'/>",
    ] {
        assert!(!text(message).contains("C01"), "{message}");
    }
}

#[test]
fn a_code_is_masked_wherever_xml_lets_it_stand_in_its_element() {
    for (message, expected) in [
        // What ends the element is its own end tag, and nothing that looks like one.
        ("<accessCode><![CDATA[</accessCode>]]>AC01</accessCode>", "<accessCode>****</accessCode>"),
        ("<accessCode><!-- </accessCode> -->AC01</accessCode>", "<accessCode>****</accessCode>"),
        ("<accessCode><!--></accessCode>-->AC01</accessCode>", "<accessCode>****</accessCode>"),
        ("<accessCode><?a </accessCode> ?>AC01</accessCode>", "<accessCode>****</accessCode>"),
        (
            "<accessCode><accessCode>1</accessCode><accessCode/>AC01</accessCode >",
            "<accessCode>****</accessCode >",
        ),
        // A value of an attribute may have signs of a tag in it, and a prefix any letters.
        ("<accessCode a=\"/>\">AC01</accessCode>", "<accessCode a=\"/>****</accessCode>"),
        ("<é:accessCode>AC01</é:accessCode>", "<é:accessCode>****</é:accessCode>"),
    ] {
        assert_eq!(text(message), expected);
    }
}

fn kept(message: &str) -> Option<String> {
    to_keep(message.as_bytes()).map(|kept| String::from_utf8(kept).unwrap())
}

#[test]
fn codes_of_a_message_in_json_are_masked_as_those_of_one_in_xml() {
    let message = r#"{"n1:CC015C": {"accessCode" : "AC01", "b": "AC01",
        "Guarantee": [{"x:accessCode": ["AC01", "A\"C\\02"]}, {"accessCodeNew": 1234}],
        "masterAccessCode": {"a": ["AC01", {"b": "}AC02"}]}, "AccessCode": {"c": true}}}"#;
    let expected = r#"{"n1:CC015C": {"accessCode" : "****", "b": "AC01",
        "Guarantee": [{"x:accessCode": "****"}, {"accessCodeNew": "****"}],
        "masterAccessCode": "****", "AccessCode": {"c": true}}}"#;
    assert_eq!(kept(message).as_deref(), Some(expected));
    // A name may be spelt with escapes, and a byte order mark stand before it all.
    let spelt = "\u{feff} [{\"access\\u0043ode\":\"AC01\"}]";
    assert_eq!(kept(spelt).as_deref(), Some("\u{feff} [{\"access\\u0043ode\":\"****\"}]"));
    // A name that is no text may be any.
    let half = r#"{"\ud800accessCode": "AC01", "\ud800": [1], "b": "\ud800"}"#;
    let masked = r#"{"\ud800accessCode": "****", "\ud800": "****", "b": "\ud800"}"#;
    assert_eq!(kept(half).as_deref(), Some(masked));
    let without = r#"{"a": ["accessCode", {"b": "accessCode"}]}"#;
    assert_eq!(kept(without).as_deref(), Some(without));
}

#[test]
fn nothing_is_kept_of_what_is_neither_xml_nor_json_since_codes_would_not_be_found_in_it() {
    for message in [
        r#"{"accessCode": "AC01""#,
        r#"{"accessCode" "AC01"}"#,
        "{accessCode: 'AC01'}",
        r#"{"a": "<accessCode>"} AC01"#,
        "UNH+1+CC015C'RFF+AC01'",
        "AC01",
    ] {
        assert_eq!(kept(message), None, "{message}");
    }
    assert_eq!(kept("").as_deref(), Some(""));
    assert_eq!(kept("\u{feff}\n<a/>").as_deref(), Some("\u{feff}\n<a/>"));
}

#[test]
fn nothing_is_kept_of_what_is_not_utf_8() {
    let message = "<accessCode>AC01</accessCode>";
    let wide: Vec<u8> = message.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(wide.iter().copied()).collect();
    let latin = [message.as_bytes(), &[0xE9]].concat();
    for bytes in [wide, marked, latin] {
        assert_eq!(to_keep(&bytes), None);
    }
    let kept = to_keep(message.as_bytes());
    assert_eq!(kept.as_deref(), Some(&b"<accessCode>****</accessCode>"[..]));
}
