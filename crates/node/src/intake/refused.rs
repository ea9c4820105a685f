//! Why a message is not taken, said in the message that answers it.

mod place;

use kernel::{Element, Finding, Mrn, Refused};
use transit::messages::{self, reject_arrival, reject_declaration};
use wire::{Layer, Located, MessageCode, Reading, XmlError};

use self::place::placed;
use super::{Answering, Rejected, guarantees, is_error, without_code};
use crate::considering::Questioned;
use crate::rejections::{Refers, Rejection};

/// A message with which something is wrong: everything of it is told, of whatever sort, so that it is
/// corrected once.
#[derive(Debug, Clone)]
pub struct Faulty {
    /// What it asks of a movement, where that is understood all the same.
    pub questioned: Option<Questioned>,
    message: Option<MessageCode>,
    tree: Option<Element>,
    located: Vec<Located>,
    /// Whether it is not built as it should be. Only CC917C has room for mistakes of structure.
    malformed: bool,
}

impl Faulty {
    pub(super) fn malformed(reading: Reading, questioned: Option<Questioned>) -> Self {
        // Of what was not read to its end nobody knows what it asks.
        let questioned = questioned.filter(|_| !breaks_off(&reading));
        let ruled = ruled(&reading).into_iter().filter(|located| is_error(&located.finding));
        let Reading { message, tree, findings } = reading;
        let mut located: Vec<Located> = findings
            .into_iter()
            .filter(|located| is_error(&located.finding))
            .map(|located| Located { error: sort_of(&located), ..located })
            .collect();
        located.extend(ruled);
        located.iter_mut().for_each(|located| without_code(&mut located.finding));
        Self { questioned, message, tree, located, malformed: true }
    }

    pub(super) fn of(
        message: MessageCode,
        tree: Element,
        findings: Vec<Finding>,
        questioned: Option<Questioned>,
    ) -> Self {
        let located = findings.into_iter().map(placeless).collect();
        Self { questioned, message: Some(message), tree: Some(tree), located, malformed: false }
    }

    /// Something that is no message at all.
    pub(super) fn unknown() -> Self {
        Self { questioned: None, message: None, tree: None, located: Vec::new(), malformed: false }
    }

    /// Everything that is wrong with it, and the answer. What the rules would refuse of what it asks
    /// is told besides, save at a place of which something has been said already, or around or within
    /// it: there it may be the same mistake once more.
    pub fn rejected(self, answering: &Answering, refusals: &[Refused]) -> Rejected {
        let Self { message, tree, located, malformed, .. } = self;
        let told = |path: &str| {
            let before = |located: &Located| overlap(&located.finding.path, path);
            located.iter().any(before)
        };
        let placed = tree.as_ref().map(|tree| placed(tree, refusals)).unwrap_or_default();
        let (refusals, placed): (Vec<_>, Vec<_>) = refusals
            .iter()
            .zip(placed)
            .filter(|(_, (_, finding))| !told(&finding.path))
            .map(|(refused, placed)| (refused.clone(), placed))
            .unzip();
        let answer = match (message, &tree) {
            (Some(MessageCode::Sad), _) => None,
            (_, tree) if malformed => nack(tree.as_ref(), answering, &located, placed),
            (Some(message), Some(tree)) => {
                let found = located.iter().map(|located| &located.finding);
                let errors = found.filter_map(wire::functional_error_group);
                let errors = errors.chain(placed.iter().map(functional)).collect();
                rejection(message, tree, answering, errors)
            }
            _ => None,
        };
        let findings = located.into_iter().map(|located| located.finding).collect();
        Rejected { findings, refusals, answer }
    }
}

/// Whether one place is the other, or within it. The whole message is no place.
fn overlap(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '[']))
    };
    let whole = |path: &str| path.matches('/').count() < 2;
    !whole(one) && !whole(other) && (within(one, other) || within(other, one))
}

fn functional((error, finding): &(&str, Finding)) -> Element {
    wire::functional_error_of(error, finding)
}

/// The rejection of a message that is not built as it should be: CC917C.
fn nack(
    message: Option<&Element>,
    answering: &Answering,
    located: &[Located],
    placed: Vec<(&str, Finding)>,
) -> Option<Rejection> {
    let refused = placed.into_iter().map(|(error, finding)| {
        let sort = sort(Some(error), XmlError::Other);
        Located { error: sort, ..placeless(finding) }.xml_error()
    });
    let errors = located.iter().map(Located::xml_error).chain(refused);
    let answer = answering.header(message).message("CC917C").and_all(errors);
    let (code, bytes) = written(MessageCode::Cc917c, &answer)?;
    Some(Rejection { code, bytes, refers: Refers::of(message) })
}

/// The rules look at the tree, which knows no lines: the pointer says where.
fn placeless(finding: Finding) -> Located {
    Located { finding, line: 0, column: 0, error: XmlError::Other }
}

/// What the rules say of a tree that has mistakes of structure too. Of a document that was not read
/// to its end nothing is said to be missing; and a place that is told already is not told twice.
pub(super) fn ruled(reading: &Reading) -> Vec<Located> {
    let (Some(message), Some(tree)) = (reading.message, reading.tree.as_ref()) else {
        return Vec::new();
    };
    if breaks_off(reading) {
        return Vec::new();
    }
    let told = |finding: &Finding| {
        reading.errors(Layer::Structure).any(|before| before.finding.path == finding.path)
    };
    let findings = wire::check(message, tree).into_iter();
    let new = findings.filter(|finding| !told(finding));
    new.map(placeless).map(|located| Located { error: sort_of(&located), ..located }).collect()
}

/// Whether a message was not read to its end.
fn breaks_off(reading: &Reading) -> bool {
    let unread = ["xml", "json", "dtd", "limit"];
    reading.findings.iter().any(|located| unread.contains(&&*located.finding.rule))
}

/// What sort of mistake a finding is in the words of CC917C, where a code list or rule found it.
fn sort_of(located: &Located) -> XmlError {
    sort(wire::functional_error(&located.finding), located.error)
}

/// The same by the code of a functional error (CL180).
fn sort(error: Option<&str>, otherwise: XmlError) -> XmlError {
    match error {
        None => otherwise,
        Some("12") => XmlError::Enumeration,
        Some("13") => XmlError::Missing,
        Some("15") => XmlError::Misplaced,
        Some(_) => XmlError::Other,
    }
}

/// The rejection of a message that could be read: CC056C, CC057C or CC906C.
pub fn rejected(
    code: MessageCode,
    message: &Element,
    answering: &Answering,
    findings: Vec<Finding>,
) -> Rejected {
    let errors = findings.iter().filter_map(wire::functional_error_group).collect();
    let answer = rejection(code, message, answering, errors);
    Rejected { answer, findings, refusals: Vec::new() }
}

/// The refusals of the rules as findings about a message as a whole.
pub fn refusal_findings(message: &Element, refusals: &[Refused]) -> Vec<Finding> {
    let path = format!("/{}", message.name);
    refusals
        .iter()
        .map(|refused| {
            let found: Vec<_> = refused.arguments.values().cloned().collect();
            Finding::error(&path, &refused.code, &found.join(" "), &refused.code)
        })
        .collect()
}

/// The same where the rules refuse what a message asks: each refusal is an error at the place in the
/// message that it is about.
pub fn rejected_by_rules(
    code: MessageCode,
    message: &Element,
    answering: &Answering,
    refusals: &[Refused],
) -> Rejected {
    let placed = placed(message, refusals);
    let errors = placed.iter().map(functional).collect();
    let findings = placed.into_iter().map(|(_, finding)| finding).collect();
    let answer = rejection(code, message, answering, errors);
    Rejected { answer, findings, refusals: refusals.to_vec() }
}

fn rejection(
    code: MessageCode,
    message: &Element,
    answering: &Answering,
    errors: Vec<Element>,
) -> Option<Rejection> {
    let refers = Refers::of(Some(message));
    let (code, bytes) = refusing(code, message, answering, errors)?;
    Some(Rejection { code, bytes, refers })
}

fn refusing(
    code: MessageCode,
    message: &Element,
    answering: &Answering,
    errors: Vec<Element>,
) -> Option<(MessageCode, Vec<u8>)> {
    let header = answering.header(Some(message));
    let (answer, rejected) = match code {
        MessageCode::Cc013c => (MessageCode::Cc056c, "013"),
        MessageCode::Cc014c => (MessageCode::Cc056c, "014"),
        MessageCode::Cc015c => (MessageCode::Cc056c, "015"),
        MessageCode::Cc054c => (MessageCode::Cc056c, "054"),
        MessageCode::Cc170c => (MessageCode::Cc056c, "170"),
        MessageCode::Cc007c => (MessageCode::Cc057c, "007"),
        MessageCode::Cc044c => (MessageCode::Cc057c, "044"),
        MessageCode::Cc026c | MessageCode::Cc034c => {
            return written(MessageCode::Cc906c, &guarantees::nack(&header, errors));
        }
        _ => return None,
    };
    let rejection = messages::Rejection { header, rejected, message, errors };
    let tree = if answer == MessageCode::Cc056c {
        reject_declaration(&rejection)
    } else {
        let mrn = message.text("TransitOperation/MRN")?;
        reject_arrival(&rejection, &Mrn::parse(mrn).ok()?)
    };
    written(answer, &tree)
}

pub(super) fn written(code: MessageCode, tree: &Element) -> Option<(MessageCode, Vec<u8>)> {
    wire::write_fitted(code, tree).ok().map(|bytes| (code, bytes))
}
