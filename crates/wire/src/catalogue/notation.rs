//! Reads the notation of the catalogue. `catalogue/README.md` describes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalogue::{
    Catalogue, Item, Kind, List, Message, Standard, Structure, StructureId, Value,
};
use crate::code::MessageCode;
use crate::format::Format;

/// How long a format may be to be quoted in full.
const NOTATION_MAX: usize = 60;

/// One line with the words it holds and how far it is indented, in steps of two spaces.
#[derive(Debug, Clone)]
struct Line<'a> {
    place: String,
    depth: usize,
    words: Vec<&'a str>,
}

/// A heading and the lines below it.
#[derive(Debug, Clone)]
struct Block<'a> {
    heading: Line<'a>,
    body: Vec<Line<'a>>,
}

/// Compiles all files of a catalogue. A line that is not understood is left out and named.
pub(super) fn compile(files: &[(&str, &str)]) -> Catalogue {
    let mut problems = Vec::new();
    let blocks = blocks(files, &mut problems);
    let mut compiler = Compiler { problems, ..Compiler::default() };
    // What is named is known before anything refers to it, whatever the order of the files.
    for block in &blocks {
        compiler.declare(block);
    }
    for block in &blocks {
        compiler.define(block);
    }
    Catalogue {
        structures: compiler.structures,
        messages: compiler.messages,
        nothing: Structure::default(),
        problems: compiler.problems,
    }
}

fn blocks<'a>(files: &[(&str, &'a str)], problems: &mut Vec<String>) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    for (file, text) in files {
        for (number, source) in text.lines().enumerate() {
            let content = source.trim_start();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let indent = source.len() - content.len();
            let place = format!("{file}:{}", number + 1);
            if indent % 2 != 0 {
                problems.push(format!("{place}: odd indentation"));
            }
            let words = content.split_whitespace().collect();
            let line = Line { place, depth: indent / 2, words };
            match blocks.last_mut() {
                _ if line.depth == 0 => blocks.push(Block { heading: line, body: Vec::new() }),
                Some(block) => block.body.push(line),
                None => problems.push(format!("{}: a line before any heading", line.place)),
            }
        }
    }
    blocks
}

#[derive(Debug, Default)]
struct Compiler<'a> {
    standards: BTreeMap<&'a str, Arc<Standard>>,
    formats: BTreeMap<&'a str, Arc<Format>>,
    named: BTreeMap<&'a str, StructureId>,
    bodies: BTreeMap<&'a str, Vec<Line<'a>>>,
    structures: Vec<Structure>,
    messages: Vec<Message>,
    problems: Vec<String>,
}

impl<'a> Compiler<'a> {
    fn problem(&mut self, line: &Line<'_>, what: &str) {
        self.problems.push(format!("{}: {what}: {}", line.place, line.words.join(" ")));
    }

    fn declare(&mut self, block: &Block<'a>) {
        match block.heading.words.as_slice() {
            ["standard", name, words @ ..] => match standard(words) {
                Some(standard) => {
                    self.standards.insert(name, Arc::new(standard));
                }
                None => self.problem(&block.heading, "no standard"),
            },
            ["format", name, words @ ..] => {
                let below = block.body.iter().flat_map(|line| line.words.iter().copied());
                let words: Vec<&str> = words.iter().copied().chain(below).collect();
                match Format::compile(&words) {
                    Some(format) => {
                        self.formats.insert(name, Arc::new(named(format, name)));
                    }
                    None => self.problem(&block.heading, "no format"),
                }
            }
            ["structure", name] => {
                let id = self.reserve();
                if self.named.insert(name, id).is_some() {
                    self.problem(&block.heading, "named twice");
                }
                self.bodies.insert(name, block.body.clone());
            }
            ["message", _, _] => {}
            _ => self.problem(&block.heading, "no heading"),
        }
    }

    fn define(&mut self, block: &Block<'a>) {
        match block.heading.words.as_slice() {
            ["structure", name] => {
                if let Some(id) = self.named.get(name).copied() {
                    self.fill(id, &block.body, 1);
                }
            }
            ["message", name, standard] => {
                let code = MessageCode::parse(name);
                let standard = self.standards.get(standard).cloned();
                let (Some(code), Some(standard)) = (code, standard) else {
                    return self.problem(&block.heading, "no message or standard of that name");
                };
                let root = self.reserve();
                self.fill(root, &block.body, 1);
                self.messages.push(Message { code, name: (*name).into(), standard, root });
            }
            _ => {}
        }
    }

    fn reserve(&mut self) -> StructureId {
        self.structures.push(Structure::default());
        StructureId(self.structures.len() - 1)
    }

    /// Makes the lines at a depth the items of a structure; deeper ones belong to the line above.
    fn fill(&mut self, id: StructureId, lines: &[Line<'a>], depth: usize) {
        let mut items: Vec<Item> = Vec::new();
        let mut rest = lines;
        while let Some((line, after)) = rest.split_first() {
            let deeper = after.iter().take_while(|line| line.depth > depth).count();
            let (below, others) = after.split_at(deeper);
            rest = others;
            if line.depth != depth {
                self.problem(line, "indented too far");
            } else if let ["+", name] = line.words.as_slice() {
                items.extend(self.included(line, name));
            } else if let Some(item) = self.item(line, below, depth) {
                items.push(item);
            } else {
                self.problem(line, "no element");
            }
        }
        let required = items.iter().enumerate().filter(|(_, item)| item.least > 0);
        let required = required.map(|(position, _)| position).collect();
        if let Some(structure) = self.structures.get_mut(id.0) {
            *structure = Structure { items, required };
        }
    }

    fn included(&mut self, line: &Line<'a>, name: &str) -> Vec<Item> {
        let Some(body) = self.bodies.get(name).cloned() else {
            self.problem(line, "no structure of that name");
            return Vec::new();
        };
        let items: Vec<_> = body.iter().map(|line| self.item(line, &[], 1)).collect();
        if items.iter().any(Option::is_none) {
            self.problem(line, "only values can be included");
        }
        items.into_iter().flatten().collect()
    }

    /// `name multiplicity`, then a format and a code list, or `= Structure`, or nothing where lines
    /// follow below; then rules.
    fn item(&mut self, line: &Line<'a>, below: &[Line<'a>], depth: usize) -> Option<Item> {
        let [name, multiplicity, words @ ..] = line.words.as_slice() else { return None };
        let (least, most) = match multiplicity.split_once("..") {
            Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
            None => multiplicity.parse().ok().map(|times| (times, times))?,
        };
        let rules = words.iter().rev().take_while(|word| is_rule(word)).count();
        let (words, rules) = words.split_at(words.len() - rules);
        let kind = match words {
            [] if !below.is_empty() => {
                let id = self.reserve();
                self.fill(id, below, depth + 1);
                Kind::Group(id)
            }
            ["=", structure] if below.is_empty() => {
                Kind::Group(self.named.get(structure).copied()?)
            }
            words if below.is_empty() => Kind::Value(self.value(words)?),
            _ => return None,
        };
        let rules = rules.iter().map(ToString::to_string).collect();
        Some(Item { name: (*name).into(), least, most, kind, rules })
    }

    fn value(&mut self, words: &[&'a str]) -> Option<Value> {
        let (words, list) = match words.split_last() {
            Some((last, before)) if last.starts_with("CL") => (before, Some(list(last))),
            _ => (words, None),
        };
        let format = match words {
            [name] if self.formats.contains_key(name) => self.formats.get(name).cloned()?,
            words => Arc::new(Format::compile(words)?),
        };
        Some(Value { format, list })
    }
}

/// A finding quotes a named format by its name, and in full where that is short.
fn named(mut format: Format, name: &str) -> Format {
    let full = format!("{name}: {}", format.notation);
    format.notation = if full.len() <= NOTATION_MAX { full } else { name.to_owned() };
    format
}

fn standard(words: &[&str]) -> Option<Standard> {
    let mut standard = Standard::default();
    for word in words {
        match (*word, word.split_once('=')) {
            ("any-order", _) => standard.any_order = true,
            ("skip-unknown", _) => standard.skip_unknown = true,
            ("empty-absent", _) => standard.empty_is_absent = true,
            (_, Some(("namespace", namespace))) => standard.namespace = Some(namespace.to_owned()),
            (_, Some((attribute, values))) => {
                let values = values.split(',').map(str::to_owned).collect();
                standard.attribute = Some((attribute.to_owned(), values));
            }
            _ => return None,
        }
    }
    Some(standard)
}

fn list(word: &str) -> List {
    match word.strip_suffix('?') {
        Some(name) => List { name: name.to_owned(), lenient: true },
        None => List { name: word.to_owned(), lenient: false },
    }
}

/// A letter and four digits: `R0987`.
fn is_rule(word: &str) -> bool {
    let mut bytes = word.bytes();
    word.len() == 5
        && bytes.next().is_some_and(|first| first.is_ascii_uppercase())
        && bytes.all(|byte| byte.is_ascii_digit())
}
