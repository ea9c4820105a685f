//! Strings by which systems are broken into, through every text of every message.

use kernel::{Content, Date, Element};

use crate::catalogue::{Kind, Structure, catalogue};
use crate::tests::{Chance, NoLists, told};
use crate::{Form, MessageCode, read_as, write_as};

/// A message with everything in it once, and where in it the free texts are: what each may hold.
struct Filled {
    tree: Element,
    /// How long each is, in the order of the tree.
    lengths: Vec<usize>,
}

impl Filled {
    fn of(message: MessageCode) -> Self {
        let known = catalogue().message(message.as_str()).unwrap();
        let mut lengths = Vec::new();
        let children = group(catalogue().structure(known.root), &mut lengths);
        let tree = Element { name: known.name.clone(), content: Content::Children(children) };
        Self { tree, lengths }
    }

    /// The same with other texts, as many as there are places.
    fn saying(&self, texts: &[String]) -> Element {
        let mut tree = self.tree.clone();
        let mut texts = texts.iter();
        replace(&mut tree, &mut texts);
        assert_eq!(texts.next(), None);
        tree
    }
}

/// What stands where a free text may stand.
const HERE: &str = "\u{2603}";

fn group(structure: &Structure, lengths: &mut Vec<usize>) -> Vec<Element> {
    let mut children = Vec::new();
    for item in &structure.items {
        let content = match &item.kind {
            Kind::Group(id) => Content::Children(group(catalogue().structure(*id), lengths)),
            Kind::Value(value) => match value.format.free_text().filter(|_| value.list.is_none()) {
                Some(length) => {
                    lengths.push(length);
                    Content::Text(HERE.to_owned())
                }
                None => Content::Text(value.format.example(&mut Chance(0))),
            },
        };
        children.push(Element { name: item.name.clone(), content });
    }
    children
}

fn replace<'t>(element: &mut Element, texts: &mut impl Iterator<Item = &'t String>) {
    match &mut element.content {
        Content::Children(children) => {
            children.iter_mut().for_each(|child| replace(child, texts));
        }
        Content::Text(text) if text == HERE => text.clone_from(texts.next().unwrap()),
        Content::Text(_) => {}
    }
}

/// Writes a message and reads it: what it says must be what it said, and nothing else must be found
/// in it.
fn carried(form: Form, message: MessageCode, tree: &Element) {
    let bytes = write_as(form, message, tree).unwrap();
    let reading = read_as(form, &bytes, &NoLists, Date::constant(2026, 11, 23));
    assert_eq!(told(&reading), Vec::<String>::new(), "{message}");
    assert_eq!(reading.tree.as_ref(), Some(tree), "{message}");
}

/// In how many rounds one is said in JSON too.
const IN_JSON: usize = 8;

/// Every string comes to every place, a message at a time; of those that are too long for it, the
/// piece that is their turn.
fn every_string_everywhere(message: MessageCode, strings: &[String], every: usize) -> usize {
    let filled = Filled::of(message);
    for round in (0..strings.len()).step_by(every) {
        let texts = filled.lengths.iter().enumerate().map(|(place, length)| {
            let string = &strings[(round + place) % strings.len()];
            let pieces = testkit::pieces(string, *length);
            pieces[place % pieces.len()].clone()
        });
        let tree = filled.saying(&texts.collect::<Vec<_>>());
        carried(Form::Xml, message, &tree);
        if round % (every * IN_JSON) == 0 {
            carried(Form::Json, message, &tree);
        }
    }
    filled.lengths.len()
}

fn strings() -> Option<Vec<String>> {
    let strings = testkit::payloads()?;
    let sayable = |string: &String| !testkit::pieces(string, 512).is_empty();
    Some(strings.into_iter().filter(sayable).collect())
}

#[test]
fn a_declaration_carries_every_injection_string_in_every_text_as_it_is() {
    let Some(strings) = strings() else { return };
    assert!(strings.len() > 3000, "{}", strings.len());
    assert!(every_string_everywhere(MessageCode::Cc015c, &strings, 1) > 50);
}

#[test]
fn a_sad_carries_every_injection_string_in_every_text_as_it_is() {
    let Some(strings) = strings() else { return };
    assert!(every_string_everywhere(MessageCode::Sad, &strings, 1) > 10);
}

#[test]
fn every_message_carries_injection_strings_in_every_text_as_they_are() {
    let Some(strings) = strings() else { return };
    let texts =
        MessageCode::ALL.iter().map(|message| every_string_everywhere(*message, &strings, 40));
    assert!(texts.sum::<usize>() > 500);
}
