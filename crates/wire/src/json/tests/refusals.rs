//! What is no clean JSON, too deep or too long: refused with one clear finding.

use proptest::prelude::*;

use super::changed;
use crate::tests::{structure, told};
use crate::{Form, XmlError, read_as};

/// The only finding of some bytes that are said to be JSON: its rule, what was found and expected.
fn only(bytes: &[u8]) -> (String, String, String) {
    let day = "2026-11-23".parse().unwrap();
    let reading = read_as(Form::Json, bytes, &crate::tests::NoLists, day);
    assert_eq!(reading.findings.len(), 1, "{:?}", told(&reading));
    assert_eq!((reading.message, &reading.tree, reading.accepted()), (None, &None, None));
    let finding = &reading.findings[0].finding;
    (finding.rule.clone(), finding.found.clone(), finding.expected.clone())
}

fn assert_only(bytes: &[u8], rule: &str, found: &str, expected: &str) {
    let (rule, found, expected) = (rule.to_owned(), found.to_owned(), expected.to_owned());
    assert_eq!(only(bytes), (rule, found, expected), "{}", String::from_utf8_lossy(bytes));
}

#[test]
fn a_name_that_comes_twice_in_one_json_object_is_refused() {
    for (from, to, name) in [
        ("\"LRN\":", "\"LRN\":\"other\",\"LRN\":", "LRN"),
        ("\"LRN\":", "\"Unknown\":{\"a\":[{\"b\":1,\"c\":2,\"b\":3}]},\"LRN\":", "b"),
        ("\"@PhaseID\":", "\"@PhaseID\":\"NCTS5.1\",\"@PhaseID\":", "@PhaseID"),
    ] {
        let text = changed(&[(from, to)]);
        assert_only(text.as_bytes(), "json", name, "each name once");
    }
    assert_only(b"{\"a\":{},\"a\":{}}", "json", "a", "each name once");
}

#[test]
fn a_name_spelt_with_escapes_in_json_is_refused() {
    for name in ["\\u004cRN", "L\\u0052N", "LRN\\u0000", "\\\"LRN"] {
        let text = changed(&[("\"LRN\":", &format!("\"{name}\":"))]);
        let (rule, found, _) = only(text.as_bytes());
        assert_eq!(rule, "json");
        assert!(found.contains("a name without escapes"), "{found}");
    }
}

#[test]
fn half_a_surrogate_pair_in_json_is_refused() {
    for letters in ["\\ud800", "\\udc00", "\\ud83d x", "\\ud83d\\ud83d", "\\ud83d\\u0041"] {
        let text = changed(&[("ABJ-2026-0001", letters)]);
        assert_eq!(only(text.as_bytes()).0, "json", "{letters}");
    }
}

#[test]
fn characters_xml_does_not_have_are_refused_in_json_too() {
    for (letters, found) in [
        ("\\u0000", "U+0000"),
        ("a\\u0001", "U+0001"),
        ("\\b", "U+0008"),
        ("\\f", "U+000C"),
        ("\\uffff", "U+FFFF"),
        ("\0", "U+0000"),
        ("\u{1f}", "U+001F"),
        ("\u{fffe}", "U+FFFE"),
    ] {
        let text = changed(&[("ABJ-2026-0001", letters)]);
        assert_only(text.as_bytes(), "json", found, "a character of XML 1.0");
        let reading = structure(text.as_bytes());
        assert_eq!(reading.findings[0].error, XmlError::Character);
    }
    // A line end and a tab stand in a string as escapes only.
    for letters in ["\n", "\t"] {
        assert_eq!(only(changed(&[("ABJ-2026-0001", letters)]).as_bytes()).0, "json");
    }
}

#[test]
fn other_encodings_of_json_than_utf_8_are_refused() {
    let text = changed(&[]);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_only(&wide, "json", "UTF-16 or UTF-32", "UTF-8");
    let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(wide.iter().copied()).collect();
    assert_only(&marked, "json", "UTF-16 or UTF-32", "UTF-8");
    let latin: Vec<u8> = text.chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect();
    assert_only(&latin, "json", "bytes that are no UTF-8", "UTF-8");
    // A brace and a slash in more bytes than they need.
    for overlong in [&b"\xc1\xbb"[..], b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xa0\x80"] {
        let bytes = [&b"{\"CC015C\": \""[..], overlong, b"\"}"].concat();
        assert_only(&bytes, "json", "bytes that are no UTF-8", "UTF-8");
    }
    let marked = format!("\u{feff}{text}");
    assert_eq!(told(&structure(marked.as_bytes())), Vec::<String>::new());
    let twice = format!("\u{feff}{marked}");
    assert_only(twice.as_bytes(), "json", "U+FEFF", "one byte order mark at most");
}

#[test]
fn what_is_no_well_formed_json_is_refused_with_one_finding() {
    let text = changed(&[]);
    let broken = [
        text.trim_end().strip_suffix('}').unwrap().to_owned(),
        text.trim_end().to_owned() + "}",
        text.clone() + &text,
        text.clone() + "<CC015C/>",
        changed(&[("\"LRN\":", "LRN:")]),
        changed(&[("\"LRN\":", "'LRN':")]),
        changed(&[("\"LRN\":", "\"LRN\"")]),
        changed(&[("\"LRN\":", "\"LRN\"=")]),
        changed(&[("\"LRN\":", ",\"LRN\":")]),
        changed(&[("\"LRN\":", "// note\n\"LRN\":")]),
        changed(&[("\"LRN\":", "/* note */\"LRN\":")]),
        changed(&[("\"ABJ-2026-0001\"", "\"ABJ-2026-0001")]),
        changed(&[("\"ABJ-2026-0001\"", "\"\\x41\"")]),
        changed(&[("\"ABJ-2026-0001\"", "\"\\u00\"")]),
        changed(&[("\"ABJ-2026-0001\"", "NaN")]),
        changed(&[("\"ABJ-2026-0001\"", "Infinity")]),
        changed(&[("\"ABJ-2026-0001\"", "undefined")]),
        changed(&[("\"ABJ-2026-0001\"", "True")]),
        changed(&[("\"ABJ-2026-0001\"", "nul")]),
        changed(&[("\"ABJ-2026-0001\"", "01")]),
        changed(&[("\"ABJ-2026-0001\"", "+1")]),
        changed(&[("\"ABJ-2026-0001\"", "1.")]),
        changed(&[("\"ABJ-2026-0001\"", ".5")]),
        changed(&[("\"ABJ-2026-0001\"", "0x1F")]),
        changed(&[("\"ABJ-2026-0001\"", "1e")]),
        changed(&[("\"ABJ-2026-0001\"", "")]),
        changed(&[("\"ABJ-2026-0001\"", "[1,]")]),
        changed(&[("\"ABJ-2026-0001\"", "[1}")]),
        changed(&[("\"ABJ-2026-0001\"", "{\"a\":1,}")]),
        String::new(),
        "  ".to_owned(),
        "{".to_owned(),
        "[".to_owned(),
        "\"".to_owned(),
        "<CC015C/>".to_owned(),
    ];
    for text in broken {
        let (rule, _, expected) = only(text.as_bytes());
        assert_eq!((rule.as_str(), expected.as_str()), ("json", "well-formed JSON"), "{text}");
    }
}

#[test]
fn a_json_document_is_an_object_whose_one_member_is_the_message() {
    for text in ["[]", "[{\"CC015C\": {}}]", "\"CC015C\"", "12", "null", "{}"] {
        let (rule, _, expected) = only(text.as_bytes());
        assert_eq!(rule, "json", "{text}");
        assert_eq!(expected, "an object whose one member is the message", "{text}");
    }
    let two = b"{\"CC015C\": {}, \"CC007C\": {}}";
    assert_only(two, "json", "CC007C", "an object whose one member is the message");
}

#[test]
fn json_that_is_deeper_than_messages_are_is_refused() {
    let deep = |depth: usize| {
        let inside = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        changed(&[("\"LRN\":", &format!("\"Unknown\":{inside},\"LRN\":"))])
    };
    // The document, the message and the group are three levels.
    assert_only(deep(30).as_bytes(), "limit", "depth 33", "at most 32 deep");
    assert_only(deep(100_000).as_bytes(), "limit", "depth 33", "at most 32 deep");
    assert_eq!(told(&structure(deep(29).as_bytes())).len(), 1);
    let lists = "{\"CC015C\":".to_owned() + &"[".repeat(100_000) + &"]".repeat(100_000) + "}";
    assert_only(lists.as_bytes(), "limit", "depth 33", "at most 32 deep");
    assert_eq!(only("[".repeat(1_000_000).as_bytes()).0, "json");
    assert_eq!(only("{\"a\":".repeat(1_000_000).as_bytes()).0, "json");
}

#[test]
fn json_of_more_than_ten_mebibytes_or_a_million_values_is_refused() {
    let long = changed(&[]) + &" ".repeat(10 * 1024 * 1024);
    let found = format!("{} bytes", long.len());
    assert_only(long.as_bytes(), "limit", &found, "at most 10 MiB");
    let many = format!("{{\"CC015C\":{{\"a\":[{}1]}}}}", "1,".repeat(1_000_001));
    assert_only(many.as_bytes(), "limit", "more values", "at most a million values");
}

#[test]
fn names_in_json_have_a_limit_and_are_names() {
    let name = changed(&[("\"LRN\":", &format!("\"{}\":", "n".repeat(257)))]);
    assert_only(name.as_bytes(), "limit", "a name of 257 bytes", "names of at most 256 bytes");
    let name = changed(&[("\"LRN\":", "\"L R N\":")]);
    assert_only(name.as_bytes(), "json", "L R N", "the name of an element");
}

#[test]
fn a_huge_attribute_in_json_is_told_by_its_beginning() {
    let huge = format!("\"@PhaseID\":\"{}\"", "x".repeat(1_000_000));
    let reading = structure(changed(&[("\"@PhaseID\":\"NCTS5.0\"", &huge)]).as_bytes());
    assert_eq!(reading.findings.len(), 1);
    let finding = &reading.findings[0].finding;
    assert_eq!((finding.path.as_str(), finding.found.len()), ("/CC015C/@PhaseID", 64));
}

#[test]
fn after_two_hundred_errors_in_json_the_rest_is_cut_and_said_to_be() {
    let many = "{},".repeat(500);
    let text = changed(&[("\"HouseConsignment\":[", &format!("\"HouseConsignment\":[{many}"))]);
    let reading = structure(text.as_bytes());
    assert_eq!(reading.findings.len(), 201);
    let last = &reading.findings[200].finding;
    assert_eq!((last.rule.as_str(), last.expected.as_str()), ("limit", "at most 200"));
}

#[test]
fn large_json_documents_of_one_mistake_after_another_are_read_in_time() {
    // Each of these is quadratic for a careless reader.
    let size = 1_000_000;
    let values = |value: &str| vec![value; size / value.len()].join(",");
    let names = (0..size / 12).map(|number| format!("\"a{number}\":1")).collect::<Vec<_>>();
    let nested = "{\"a\":".repeat(25) + &format!("[{}]", values("1")) + &"}".repeat(25);
    for inside in [
        format!("\"messageSender\":[{}]", values("\"x\"")),
        format!("\"Guarantee\":[{}]", values("{}")),
        format!("\"Unknown\":[{}]", values("{}")),
        names.join(","),
        format!("\"messageSender\":\"{}\"", "\\u00e9".repeat(size / 6)),
        format!("\"Unknown\":{nested}"),
    ] {
        let text = format!("{{\"n1:CC015C\":{{{inside}}}}}");
        assert!(!structure(text.as_bytes()).findings.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_json_makes_the_reader_panic(
        text in "[{}\\[\\]\":,@\\\\u0dD8n1e.+ traflsCLRN-]{0,80}",
    ) {
        for text in [text.clone(), format!("{{{text}"), format!("{{\"CC015C\":{{{text}}}}}")] {
            let reading = structure(text.as_bytes());
            // We refuse whatever the grammar refuses.
            let right = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            prop_assert!(right || reading.accepted().is_none());
        }
    }

    #[test]
    fn no_change_of_bytes_in_json_makes_the_reader_panic(
        changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = changed(&[]).into_bytes();
        for (place, byte) in changes {
            let place = usize::try_from(place).unwrap() % bytes.len();
            match byte % 3 {
                0 => bytes[place] = byte,
                1 => { bytes.remove(place); }
                _ => bytes.insert(place, byte),
            }
        }
        let reading = structure(&bytes);
        if let Some((message, tree)) = reading.message.zip(reading.tree.as_ref()) {
            let _findings = crate::check(message, tree);
        }
    }
}
