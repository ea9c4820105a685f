//! The catalogue itself, and the notation it is written in.

use crate::MessageCode;
use crate::catalogue::{Catalogue, Item, Kind, Structure, catalogue, notation};

fn compile(text: &str) -> Catalogue {
    notation::compile(&[("test.msg", text)])
}

fn root(catalogue: &Catalogue) -> &Structure {
    catalogue.structure(catalogue.message("CC928C").unwrap().root)
}

/// Every element below a structure, a line each, indented.
fn lines(catalogue: &Catalogue, structure: &Structure, depth: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for item in &structure.items {
        let rules = item.rules.join(" ");
        lines.push(
            format!("{}{} {rules}", "  ".repeat(depth), item.notation()).trim_end().to_owned(),
        );
        if let Kind::Group(id) = &item.kind {
            lines.extend(self::lines(catalogue, catalogue.structure(*id), depth + 1));
        }
    }
    lines
}

#[test]
fn every_line_of_the_catalogue_is_understood() {
    assert_eq!(catalogue().problems, Vec::<String>::new());
}

#[test]
fn every_message_has_a_structure_and_a_code() {
    for code in MessageCode::ALL {
        let message = catalogue().message(code.as_str()).unwrap();
        assert_eq!(message.code, *code);
        assert!(!catalogue().structure(message.root).items.is_empty(), "{code}");
        assert_eq!(MessageCode::parse(code.as_str()), Some(*code));
    }
}

#[test]
fn no_structure_names_an_element_twice() {
    for code in MessageCode::ALL {
        let message = catalogue().message(code.as_str()).unwrap();
        once(catalogue().structure(message.root), &code.to_string());
    }

    fn once(structure: &Structure, path: &str) {
        for (position, item) in structure.items.iter().enumerate() {
            let Item { name, kind, .. } = item;
            assert_eq!(structure.find(name, 0), Some(position), "{path}/{name}");
            if let Kind::Group(id) = kind {
                once(catalogue().structure(*id), &format!("{path}/{name}"));
            }
        }
    }
}

#[test]
fn the_notation_nests_includes_and_refers() {
    let catalogue = compile(
        "# A comment.
message CC928C plain
  + Header
  Group 0..9 C0001
    value 1 an..35 tight CL010 R0987 R0988
    Deeper 1
      last 0..1 reference CL192?
  Other 1..2 = Shared R0001

standard plain any-order
structure Header
  sender 1 date
structure Shared
  code 1 one-or-two
format one-or-two one of
  1
  2
format reference /[A-Z]{2}/
",
    );
    assert_eq!(catalogue.problems, Vec::<String>::new());
    assert_eq!(
        lines(&catalogue, root(&catalogue), 0),
        [
            "sender 1 date",
            "Group 0..9 C0001",
            "  value 1 an..35 tight CL010 R0987 R0988",
            "  Deeper 1",
            "    last 0..1 reference: /[A-Z]{2}/ CL192",
            "Other 1..2 R0001",
            "  code 1 one-or-two: one of 1 2",
        ]
    );
}

#[test]
fn a_standard_says_its_namespace_its_attribute_and_its_tolerance() {
    let catalogue = compile(
        "standard s namespace=urn:x PhaseID=A,B any-order skip-unknown empty-absent
message CC928C s
  value 0..1 date
",
    );
    let standard = &catalogue.message("CC928C").unwrap().standard;
    assert_eq!(standard.namespace.as_deref(), Some("urn:x"));
    let values = vec!["A".to_owned(), "B".to_owned()];
    assert_eq!(standard.attribute, Some(("PhaseID".to_owned(), values)));
    assert!(standard.any_order && standard.skip_unknown && standard.empty_is_absent);
}

#[test]
fn a_line_that_is_not_understood_is_named_and_left_out() {
    let problems = |text: &str| {
        let text = format!("standard s\nmessage CC928C s\n{text}");
        let catalogue = compile(&text);
        assert_eq!(lines(&catalogue, root(&catalogue), 0), ["kept 1 date"], "{text}");
        catalogue.problems
    };
    for (text, problem) in [
        ("  kept 1 date\n  value 1 nothing\n", "test.msg:4: no element: value 1 nothing"),
        ("  kept 1 date\n  value many date\n", "test.msg:4: no element: value many date"),
        ("  kept 1 date\n  Group 1\n", "test.msg:4: no element: Group 1"),
        ("  kept 1 date\n  Group 1 = Nowhere\n", "test.msg:4: no element: Group 1 = Nowhere"),
        ("  kept 1 date\n    below 1 date\n", "test.msg:3: no element: kept 1 date"),
        ("  kept 1 date\n  + Nowhere\n", "test.msg:4: no structure of that name: + Nowhere"),
        ("  kept 1 date\nstructures x\n", "test.msg:4: no heading: structures x"),
        ("  kept 1 date\nstandard t fast\n", "test.msg:4: no standard: standard t fast"),
        ("  kept 1 date\nformat f fast\n", "test.msg:4: no format: format f fast"),
        ("  kept 1 date\nmessage CC999C s\n", "no message or standard of that name"),
        ("   kept 1 date\n", "test.msg:3: odd indentation"),
    ] {
        if problem.contains("kept") {
            let catalogue = compile(&format!("standard s\nmessage CC928C s\n{text}"));
            assert_eq!(catalogue.problems, [problem], "{text}");
            continue;
        }
        let found = problems(text);
        assert!(found.len() == 1 && found[0].contains(problem), "{text}: {found:?}");
    }
    let twice = compile("structure a\n  b 1 date\nstructure a\n  c 1 date\n");
    assert_eq!(twice.problems, ["test.msg:3: named twice: structure a"]);
    assert_eq!(compile("  lost 1 date\n").problems, ["test.msg:1: a line before any heading"]);
}
