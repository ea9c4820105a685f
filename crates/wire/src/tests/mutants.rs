//! Messages with one thing wrong, or oddly written.

use kernel::{Content, Element};

use crate::MessageCode;
use crate::tests::Chance;

/// Values that some format takes and others do not.
const VALUES: &[&str] = &[
    "",
    " ",
    "0",
    "00",
    "1",
    "-1",
    "+1",
    "1.",
    "1.0",
    ".5",
    "0.0",
    "0.5",
    "1.50",
    "1e3",
    "9999",
    "10000",
    "99999",
    "100000",
    "999999999",
    "1000000000",
    "0.000001",
    "0.0000001",
    "12.0000000",
    "1234567890123456",
    "12345678901234567",
    "12345678901234.567",
    "a",
    "A",
    "ab",
    "AB",
    "aB3",
    " A",
    "A ",
    "  A  B  ",
    "\tA",
    "A\nB",
    "A\r\nB",
    "\u{a0}A",
    "A\u{2003}",
    "é",
    "水",
    "2023-02-29",
    "2024-02-29",
    "1900-02-29",
    "2000-02-29",
    "2023-04-31",
    "0000-01-01",
    "2023-13-01",
    "2023-1-1",
    "2023-01-01Z",
    "-2023-01-01",
    "12023-01-01",
    "2023-04-03T24:00:00",
    "2023-04-03T24:00:01",
    "2023-04-03T23:59:60",
    "2023-04-03T10:18:16",
    "2023-04-03T10:18:16Z",
    "2023-04-03T10:18:16.5",
    "2023-04-03 10:18:16",
    " 2023-04-03 ",
    "23GB000246IF9W5YJ0",
    "24GB000246IF9W5YJ0",
    "25GB000246IF9W5YJ0",
    "25GB000246IF9W5YX0",
    "20XI0000010000070",
    "20XI0000010000070A000123",
    "20XI000001000007A",
    "GB000060",
    "gb000060",
    "GB00006",
    "GB0000600",
    "XI985524247819",
    "GB",
    "GB 1",
    "a@b.c",
    "@a@b.c",
    "a@b",
    " a@b.c",
    "a@b.c ",
    "a@@.c",
    "aé@b.c",
    "12.12345",
    "90.00000",
    "90x00000",
    "90.00001",
    "-7.1234567",
    "+7.12345678",
    "179.99999",
    "180.00000",
    "181.00000",
    "1234567",
    "25000000",
    "25000001",
    "XA25000000",
    "AX9900000",
    "XA9900000",
    "NCTS5.1",
    "CC015C",
];

/// The same message with one mutation.
pub(crate) fn mutate(message: MessageCode, tree: Element, chance: &mut Chance) -> Vec<u8> {
    let kind = chance.below(10);
    if kind < 7 {
        return spell(message, &mutated(tree, chance));
    }
    let text = String::from_utf8(spell(message, &tree)).unwrap();
    scribble(&text, chance).into_bytes()
}

/// The same tree with one mutation.
pub(crate) fn mutated(mut tree: Element, chance: &mut Chance) -> Element {
    let size = size(&tree);
    let mut at = 1 + chance.index(size - 1);
    change(&mut tree, &mut at, chance);
    tree
}

fn size(element: &Element) -> usize {
    1 + element.children().iter().map(size).sum::<usize>()
}

/// Changes the element that stands `at` places behind this one.
fn change(parent: &mut Element, at: &mut usize, chance: &mut Chance) {
    let Content::Children(children) = &mut parent.content else { return };
    let mut position = 0;
    while position < children.len() {
        *at -= 1;
        if *at == 0 {
            return mutate_child(children, position, chance);
        }
        let below = size(&children[position]) - 1;
        if *at <= below {
            return change(&mut children[position], at, chance);
        }
        *at -= below;
        position += 1;
    }
}

fn mutate_child(children: &mut Vec<Element>, position: usize, chance: &mut Chance) {
    let kinds = if children[position].value().is_some() { 12 } else { 8 };
    match chance.below(kinds) {
        0 => {
            children.remove(position);
        }
        1 => {
            let again = children[position].clone();
            children.insert(position, again);
        }
        2 => {
            let moved = children.remove(position);
            let to = chance.index(children.len() + 1);
            children.insert(to, moved);
        }
        3 => {
            let name = ["Unheard", "LRN", "messageType", "type"][chance.index(4)];
            children[position].name = name.into();
        }
        4 => {
            let name = children[chance.index(children.len())].name.clone();
            children[position].name = name;
        }
        5 => children.insert(position, Element::leaf("Stray", "x")),
        6 => children[position] = Element::group(children[position].name.clone()),
        7 => {
            let often = [2, 9, 10, 99, 100][chance.index(5)];
            let again = children[position].clone();
            children.splice(position..position, std::iter::repeat_n(again, often));
        }
        8 => {
            let text = children[position].value().unwrap().repeat(40);
            children[position].content = Content::Text(text);
        }
        _ => {
            let text = VALUES[chance.index(VALUES.len())].to_owned();
            children[position].content = Content::Text(text);
        }
    }
}

/// Writes a tree without judging it.
pub(crate) fn spell(message: MessageCode, tree: &Element) -> Vec<u8> {
    let mut text = String::from("<?xml version='1.0' encoding='utf-8'?>");
    let content = tree.children().iter().fold(String::new(), |text, child| text + &spelt(child));
    text.push_str(&format!(
        "<n:{message} xmlns:n=\"http://ncts.dgtaxud.ec\" PhaseID=\"NCTS5.0\">{content}</n:{message}>"
    ));
    text.into_bytes()
}

fn spelt(element: &Element) -> String {
    let inside = match &element.content {
        Content::Text(text) => quick_xml::escape::escape(text.as_str()).into_owned(),
        Content::Children(children) => children.iter().map(spelt).collect::<Vec<_>>().join("\n"),
    };
    format!("<{0}>{inside}</{0}>", element.name)
}

/// Changes the letters rather than the tree: mostly things that mean nothing, or break the XML.
fn scribble(text: &str, chance: &mut Chance) -> String {
    let tags: Vec<usize> = text.match_indices('<').map(|(place, _)| place).skip(2).collect();
    let tag = tags[chance.index(tags.len() - 1)];
    let end = tag + text[tag..].find('>').unwrap();
    let (before, after) = (&text[..tag], &text[tag..]);
    let (upto, beyond) = (&text[..=end], &text[end + 1..]);
    let is_end = after.starts_with("</");
    match chance.below(16) {
        0 => format!("{before}<!-- note -->{after}"),
        1 => format!("{before}<?note it?>{after}"),
        2 => format!("{upto}<![CDATA[ ]]>{beyond}"),
        3 => format!("{upto}&#32;{beyond}"),
        4 => format!("{upto}stray{beyond}"),
        5 => format!("{before}&unheard;{after}"),
        6 => format!("{before}<a/>{after}"),
        7 if !is_end => format!("{} note=\"1\"{}", &text[..end], &text[end..]),
        8 if !is_end => {
            let hint =
                "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:schemaLocation=\"a b\"";
            format!("{} {hint}{}", &text[..end], &text[end..])
        }
        9 if !is_end => format!("{} xmlns=\"urn:x\"{}", &text[..end], &text[end..]),
        10 if !is_end => format!("{} xmlns:p=\"urn:x\" {}", &text[..end], &text[end..]),
        11 => format!("{before}{}", &after[1..]),
        12 => text.replacen(
            "PhaseID=\"NCTS5.0\"",
            ["", "PhaseID=' NCTS5.1 '", "PhaseID='NCTS6'", "Phase=''"][chance.index(4)],
            1,
        ),
        13 => text.replacen("http://ncts.dgtaxud.ec", "http://ncts.dgtaxud.ec/", 1),
        14 => format!("{upto}\u{feff}{beyond}"),
        _ => format!("{text}{}", ["\n", "<!-- end -->", "end", "<a/>"][chance.index(4)]),
    }
}
