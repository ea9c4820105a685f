//! What is no clean XML, too deep or too long: refused with one clear finding.

use kernel::{CodeLists, Date, Listed, Severity};

use super::{DECLARATION, changed};
use crate::tests::{structure, told};
use crate::{XmlError, read};

/// The only finding of some bytes: its rule, what was found and what was expected.
fn only(bytes: &[u8]) -> (String, String, String) {
    let reading = structure(bytes);
    assert_eq!(reading.findings.len(), 1, "{:?}", told(&reading));
    assert_eq!(reading.accepted(), None);
    let finding = &reading.findings[0].finding;
    (finding.rule.clone(), finding.found.clone(), finding.expected.clone())
}

fn assert_only(bytes: &[u8], rule: &str, found: &str, expected: &str) {
    let (rule, found, expected) = (rule.to_owned(), found.to_owned(), expected.to_owned());
    assert_eq!(only(bytes), (rule, found, expected), "{}", String::from_utf8_lossy(bytes));
}

/// A declaration with a document type before it and something in place of its LRN: the document type
/// is the only thing told, and nothing of it is in what was read.
fn assert_no_doctype(doctype: &str, lrn: &str) {
    let root = format!("{doctype}<ncts:CC015C");
    let text = changed(&[("<ncts:CC015C", &root), ("ABJ-2026-0001", lrn)]);
    assert_only(text.as_bytes(), "dtd", "DOCTYPE", "no document type declaration");
    assert_eq!(structure(text.as_bytes()).tree, None, "{doctype}");
}

#[test]
fn an_external_entity_is_never_fetched() {
    for doctype in [
        "<!DOCTYPE x [<!ENTITY file SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE x [<!ENTITY file PUBLIC \"-//X\" \"http://127.0.0.1/x\">]>",
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1/x.dtd\">",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1/\"> %p;]>",
    ] {
        assert_no_doctype(doctype, "&file;");
    }
}

#[test]
fn a_billion_laughs_are_not_expanded() {
    let laughs: String = (1..10)
        .map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)))
        .collect();
    assert_no_doctype(&format!("<!DOCTYPE x [<!ENTITY l0 \"ha\">{laughs}]>"), "&l9;");
    // One level, a great many times.
    let quadratic = format!("<!DOCTYPE x [<!ENTITY l0 \"{}\">]>", "ha".repeat(50_000));
    assert_no_doctype(&quadratic, &"&l0;".repeat(50_000));
}

#[test]
fn a_document_type_declaration_is_refused_whatever_it_says() {
    for doctype in ["<!DOCTYPE CC015C>", "<!DOCTYPE", "<!DOCTYPE x [", "<!DOCTYPE x []>"] {
        assert_no_doctype(doctype, "ABJ-2026-0001");
    }
    let inside = changed(&[("<LRN>", "<LRN><!DOCTYPE x>")]);
    assert_only(inside.as_bytes(), "dtd", "DOCTYPE", "no document type declaration");
}

#[test]
fn an_entity_nobody_declared_is_refused() {
    let entity = "a predefined entity or a character";
    for name in
        ["file", "#0", "#x1F", "#xD800", "#x110000", "#", "#x", "#+65", "#X41", "#-1", "amp "]
    {
        let text = changed(&[("ABJ-2026-0001", &format!("&{name};"))]);
        assert_only(text.as_bytes(), "xml", &format!("&{name};"), entity);
        let text = changed(&[("<LRN>", &format!("<LRN a=\"&{name};\">"))]);
        assert_only(text.as_bytes(), "xml", &format!("&{name};"), entity);
    }
}

#[test]
fn other_encodings_than_utf_8_are_refused() {
    let wide: Vec<u8> = DECLARATION.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_only(&wide, "xml", "UTF-16 or UTF-32", "UTF-8");
    let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(wide.iter().copied()).collect();
    assert_only(&marked, "xml", "UTF-16 or UTF-32", "UTF-8");
    let latin: Vec<u8> = DECLARATION.chars().map(|letter| u8::try_from(letter).unwrap()).collect();
    assert_only(&latin, "xml", "bytes that are no UTF-8", "UTF-8");
    let named = changed(&[("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"")]);
    assert_only(named.as_bytes(), "xml", "ISO-8859-1", "UTF-8");
    // A slash in more bytes than it needs, and half a surrogate pair.
    for overlong in [&b"\xc0\xaf"[..], b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xa0\x80"] {
        let (before, after) = DECLARATION.split_once("ABJ-2026-0001").unwrap();
        let bytes = [before.as_bytes(), overlong, after.as_bytes()].concat();
        assert_only(&bytes, "xml", "bytes that are no UTF-8", "UTF-8");
    }
    let marked = format!("\u{feff}{DECLARATION}");
    assert_eq!(told(&structure(marked.as_bytes())), Vec::<String>::new());
    assert_only(
        format!("\u{feff}{marked}").as_bytes(),
        "xml",
        "U+FEFF",
        "one byte order mark at most",
    );
}

#[test]
fn characters_xml_does_not_have_are_refused_where_they_stand() {
    for character in ["\0", "\u{1}", "\u{b}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
        let text = changed(&[("ABJ-2026-0001", character)]);
        let found = format!("U+{:04X}", u32::from(character.chars().next().unwrap()));
        assert_only(text.as_bytes(), "xml", &found, "a character of XML 1.0");
        let reading = structure(text.as_bytes());
        assert_eq!((reading.findings[0].line, reading.findings[0].column), (9, 10));
        assert_eq!(reading.findings[0].error, XmlError::Character);
    }
}

#[test]
fn what_is_not_well_formed_is_refused_with_one_finding() {
    let broken = [
        changed(&[("</LRN>", "")]),
        changed(&[("</LRN>", "</lrn>")]),
        changed(&[("</LRN>", "</LRN")]),
        changed(&[("<LRN>", "<LRN")]),
        changed(&[("ABJ-2026-0001", "a & b")]),
        changed(&[("ABJ-2026-0001", "a &amp b")]),
        changed(&[("ABJ-2026-0001", "a < b")]),
        changed(&[("ABJ-2026-0001", "]]>")]),
        changed(&[("ABJ-2026-0001", "<![CDATA[")]),
        changed(&[("ABJ-2026-0001", "<![cdata[x]]>")]),
        changed(&[("<LRN>", "<!-- a -- b --><LRN>")]),
        changed(&[("<LRN>", "<!-- a ---><LRN>")]),
        changed(&[("<LRN>", "<!-- a <LRN>")]),
        changed(&[("<LRN>", "<?xml version=\"1.0\"?><LRN>")]),
        changed(&[("<LRN>", "<?XML note?><LRN>")]),
        changed(&[("<LRN>", "<?note <LRN>")]),
        changed(&[("<LRN>", "<1><LRN>")]),
        changed(&[("<LRN>", "<LRN/x>")]),
        changed(&[("<LRN>", "<LRN a>")]),
        changed(&[("<LRN>", "<LRN a=1>")]),
        changed(&[("<LRN>", "<LRN a=\"1\"b=\"2\">")]),
        changed(&[("<LRN>", "<LRN a=\"1\" a=\"2\">")]),
        changed(&[("<LRN>", "<LRN a=\"<\">")]),
        changed(&[("<LRN>", "<LRN a=\"1>")]),
        changed(&[("<LRN>", "<LRN 1=\"1\">")]),
        changed(&[("<?xml", " <?xml")]),
        changed(&[("version=\"1.0\" ", "")]),
        changed(&[("version=\"1.0\"", "version=\"2.0\"")]),
        changed(&[("\"UTF-8\"", "\"UTF-8\" standalone=\"maybe\"")]),
        changed(&[("\"UTF-8\"", "\"UTF-8\" other=\"x\"")]),
        format!("{DECLARATION}<again/>"),
        format!("{DECLARATION}text"),
        format!("{DECLARATION}&amp;"),
        format!("{DECLARATION}<![CDATA[x]]>"),
        format!("{DECLARATION}</ncts:CC015C>"),
        format!("text{DECLARATION}"),
        DECLARATION.replace("</ncts:CC015C>", ""),
        String::new(),
        "text".to_owned(),
        "<".to_owned(),
        "<!-- only -->".to_owned(),
        "<?xml version=\"1.0\"?>".to_owned(),
        "<CC999C><a></CC999C>".to_owned(),
        "<CC999C><a b=1/></CC999C>".to_owned(),
        "<CC999C/><CC999C/>".to_owned(),
    ];
    for text in broken {
        let (rule, ..) = only(text.as_bytes());
        assert_eq!(rule, "xml", "{text}");
    }
}

#[test]
fn what_was_wrong_before_the_break_is_told_and_nothing_is_said_to_be_missing() {
    let text =
        changed(&[("<security>0", "<security>none"), ("</Authorisation>", "</authorisation>")]);
    let reading = structure(text.as_bytes());
    let rules: Vec<&str> =
        reading.findings.iter().map(|found| found.finding.rule.as_str()).collect();
    assert_eq!(rules, ["format", "xml"]);
    assert_eq!(reading.findings[1].line, 21);
    let tree = reading.tree.unwrap();
    assert_eq!(tree.text("messageIdentification"), Some("CI-2026-000001"));
    assert_eq!(tree.text("Authorisation/type"), Some("C521"));
    // What an end tag that is missing makes of its neighbours is not told as well.
    let text = changed(&[("<security>0", "<security>none"), ("</Authorisation>", "")]);
    assert_eq!(told(&structure(text.as_bytes())).len(), 2);
}

#[test]
fn xml_that_is_deeper_than_messages_are_is_refused() {
    let deep = |depth: usize| {
        let inside = "<a>".repeat(depth) + &"</a>".repeat(depth);
        changed(&[("<LRN>", &format!("{inside}<LRN>"))])
    };
    assert_only(deep(31).as_bytes(), "limit", "depth 33", "at most 32 deep");
    assert_only(deep(100_000).as_bytes(), "limit", "depth 33", "at most 32 deep");
    assert_eq!(only(deep(30).as_bytes()).0, "structure");
    let bomb = "<a>".repeat(1_000_000);
    assert_only(bomb.as_bytes(), "limit", "depth 33", "at most 32 deep");
}

#[test]
fn xml_of_more_than_ten_mebibytes_is_refused() {
    let long = " ".repeat(10 * 1024 * 1024);
    let text = DECLARATION.to_owned() + &long;
    let found = format!("{} bytes", text.len());
    assert_only(text.as_bytes(), "limit", &found, "at most 10 MiB");
}

#[test]
fn names_and_attributes_have_a_limit() {
    let attributes: String = (0..200).map(|number| format!(" a{number}=\"\"")).collect();
    let text = changed(&[("<LRN>", &format!("<LRN{attributes}>"))]);
    assert_eq!(only(text.as_bytes()).0, "limit");
    let huge = format!("<LRN a=\"{}\">", "x".repeat(1_000_000));
    let text = changed(&[("<LRN>", &huge)]);
    assert_only(
        text.as_bytes(),
        "limit",
        "1000005 bytes of attributes",
        "at most 1024 bytes of attributes",
    );
    let name = "n".repeat(1_000_000);
    let text = changed(&[("<LRN>", &format!("<{name}/><LRN>"))]);
    assert_only(text.as_bytes(), "limit", "a name of 1000000 bytes", "names of at most 256 bytes");
}

#[test]
fn what_only_a_doctype_could_bring_in_is_never_fetched_or_expanded() {
    // Inclusions and hints where a schema may be are elements and attributes like any other.
    let include =
        "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\"/>";
    let text = changed(&[("<LRN>", &format!("{include}<LRN>"))]);
    assert_eq!(
        told(&structure(text.as_bytes())),
        [
            "9:5 /CC015C/TransitOperation/xi:include structure: found \"xi:include\", expected \"LRN | declarationType\""
        ]
    );
    let hint = "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:schemaLocation=\"http://ncts.dgtaxud.ec http://127.0.0.1/x.xsd\"";
    let text = changed(&[("<ncts:CC015C", &format!("<ncts:CC015C {hint}"))]);
    assert_eq!(told(&structure(text.as_bytes())), Vec::<String>::new());
    let sheet = "<?xml-stylesheet href=\"http://127.0.0.1/x.xsl\"?>";
    let text = changed(&[("<ncts:CC015C", &format!("{sheet}<ncts:CC015C"))]);
    assert_eq!(told(&structure(text.as_bytes())), Vec::<String>::new());
}

#[test]
fn after_two_hundred_errors_the_rest_is_cut_and_said_to_be() {
    let office = "<CustomsOfficeOfDeparture>
    <referenceNumber>CIABJ000</referenceNumber>
  </CustomsOfficeOfDeparture>";
    let equipment = "<TransportEquipment>";
    let bad = "<TransportEquipment><sequenceNumber>x</sequenceNumber><numberOfSeals>1</numberOfSeals></TransportEquipment>";
    for (from, to, rule) in [
        (office, "<x/>".repeat(500), "structure"),
        (equipment, bad.repeat(500) + equipment, "format"),
    ] {
        let reading = structure(changed(&[(from, &to)]).as_bytes());
        assert_eq!(reading.findings.len(), 201);
        let last = &reading.findings[200].finding;
        assert_eq!((last.rule.as_str(), last.expected.as_str()), ("limit", "at most 200"));
        assert!(reading.findings[..200].iter().all(|found| found.finding.rule == rule));
    }
}

#[test]
fn too_many_warnings_stop_nothing() {
    let item = "<DepartureTransportMeans>";
    let more = "<DepartureTransportMeans><sequenceNumber>1</sequenceNumber><nationality>ZZ</nationality></DepartureTransportMeans>";
    struct Assumed;
    impl CodeLists for Assumed {
        fn listed(&self, _: &str, code: &str, _: Date) -> Listed {
            if code == "ZZ" { Listed::AbsentFromAssumed } else { Listed::NoSuchList }
        }
    }
    let text = changed(&[(item, &(more.repeat(300) + item))]);
    let reading = read(text.as_bytes(), &Assumed, Date::constant(2026, 11, 23));
    assert_eq!(reading.findings.len(), 201);
    let last = &reading.findings[200].finding;
    assert_eq!((last.rule.as_str(), last.severity), ("limit", Severity::Warning));
    let (_, tree) = reading.accepted().unwrap();
    assert_eq!(tree.all("Consignment/DepartureTransportMeans").len(), 301);
}

#[test]
fn large_documents_of_one_mistake_after_another_are_read_in_time() {
    // Each of these is quadratic for a careless reader.
    let size = 1_000_000;
    let swapped =
        "<messageType>CC015C</messageType><messageSender>x</messageSender>".repeat(size / 64);
    let empty = "<messageSender/>".repeat(size / 16);
    let unknown = "<x/>".repeat(size / 4);
    let declared = "<a xmlns:b='urn:b'>".repeat(20) + &"</a>".repeat(20);
    let declared = declared.repeat(size / declared.len());
    let references = format!("<messageSender>{}</messageSender>", "&amp;".repeat(size / 5));
    for inside in [swapped, empty, unknown, declared, references] {
        let text = format!("<n:CC015C xmlns:n=\"http://ncts.dgtaxud.ec\">{inside}</n:CC015C>");
        assert!(!structure(text.as_bytes()).findings.is_empty());
    }
}

#[test]
fn a_prefix_nobody_declared_is_refused_wherever_it_stands() {
    let declared = "a prefix that is declared, and a name behind it";
    for name in ["x:LRN", ":LRN", "ncts:", "ncts:1", "ncts:LRN:x", "xmlns:LRN"] {
        let text = changed(&[("<LRN>ABJ-2026-0001</LRN>", &format!("<LRN>A</LRN><{name}/>"))]);
        assert_only(text.as_bytes(), "xml", name, declared);
        let text = changed(&[("<LRN>", &format!("<LRN a:b=\"\" {name}=\"\">"))]);
        assert_eq!(only(text.as_bytes()).0, "xml", "{name}");
    }
    // It stands for something inside the element that declares it, and no longer.
    for (inside, place) in [("><a:b/></x>", "9:34"), ("/>", "9:25")] {
        let lrn = format!("<x xmlns:a=\"urn:a\"{inside}<a:b/>");
        let text = changed(&[("<LRN>ABJ-2026-0001</LRN>", &lrn)]);
        let told = told(&structure(text.as_bytes()));
        let last =
            format!("{place} /CC015C/TransitOperation xml: found \"a:b\", expected \"{declared}\"");
        assert_eq!(told.last(), Some(&last), "{told:?}");
        assert_eq!(told.len(), 2, "{told:?}");
    }
}

#[test]
fn a_namespace_is_declared_as_it_may_be() {
    let xml = "http://www.w3.org/XML/1998/namespace";
    for (prefix, name) in [
        ("xmlns:a", ""),
        ("xmlns:", "urn:a"),
        ("xmlns:xmlns", "http://www.w3.org/2000/xmlns/"),
        ("xmlns:a", "http://www.w3.org/2000/xmlns/"),
        ("xmlns", "http://www.w3.org/2000/xmlns/"),
        ("xmlns:xml", "urn:a"),
        ("xmlns:a", xml),
        ("xmlns", xml),
        ("xmlns:1", "urn:a"),
    ] {
        let text = changed(&[("<LRN>", &format!("<LRN {prefix}=\"{name}\">"))]);
        let found = format!("{prefix}=\"{name}\"");
        assert_only(text.as_bytes(), "xml", &found, "the declaration of a namespace");
    }
    for right in [format!("xmlns:xml=\"{xml}\""), "xmlns=\"\"".to_owned()] {
        let text = changed(&[("<LRN>", &format!("<LRN {right}>"))]);
        assert_eq!(told(&structure(text.as_bytes())), Vec::<String>::new(), "{right}");
    }
}

#[test]
fn one_attribute_under_two_prefixes_is_refused() {
    let twice = "xmlns:a=\"urn:a\" xmlns:b=\"urn:a\" a:x=\"1\" b:x=\"2\"";
    let text = changed(&[("<LRN>", &format!("<LRN {twice}>"))]);
    assert_only(text.as_bytes(), "xml", "b:x", "each attribute once");
}

#[test]
fn a_document_of_another_version_of_xml_is_refused() {
    for version in ["1.1", "1.", "2.0", "", "1.00"] {
        let text = changed(&[("version=\"1.0\"", &format!("version=\"{version}\""))]);
        assert_only(text.as_bytes(), "xml", version, "XML version 1.0");
    }
}
