//! Why a message is not taken, said in the message that answers it.

mod place;

use kernel::{Element, Finding, Mrn, Refused};
use transit::messages::{Rejection, reject_arrival, reject_declaration};
use wire::{Layer, Located, MessageCode, Reading, XmlError};

use self::place::placed;
use super::{Answering, Rejected, guarantees, is_error, without_code};

/// A message that is not built as it should be: everything that is wrong with it is told, of
/// whatever sort, so that it is corrected once. Only CC917C has room for mistakes of structure.
pub(super) fn malformed(reading: Reading, answering: &Answering) -> Rejected {
    let header = answering.header(reading.tree.as_ref());
    let known = reading.message != Some(MessageCode::Sad);
    let ruled = ruled(&reading).into_iter().filter(|located| is_error(&located.finding));
    let mut located: Vec<Located> = reading
        .findings
        .into_iter()
        .filter(|located| is_error(&located.finding))
        .map(|located| Located { error: sort_of(&located), ..located })
        .collect();
    located.extend(ruled);
    located.iter_mut().for_each(|located| without_code(&mut located.finding));
    let errors = located.iter().map(Located::xml_error);
    let answer = header.message("CC917C").and_all(errors);
    let answer = written(MessageCode::Cc917c, &answer).filter(|_| known);
    Rejected { findings: located.into_iter().map(|located| located.finding).collect(), answer }
}

/// What the rules say of a tree that has mistakes of structure too. Of a document that was not read
/// to its end nothing is said to be missing; and a place that is told already is not told twice.
pub(super) fn ruled(reading: &Reading) -> Vec<Located> {
    let unread =
        |located: &Located| ["xml", "json", "dtd", "limit"].contains(&&*located.finding.rule);
    let (Some(message), Some(tree)) = (reading.message, reading.tree.as_ref()) else {
        return Vec::new();
    };
    if reading.findings.iter().any(unread) {
        return Vec::new();
    }
    let told = |finding: &Finding| {
        reading.errors(Layer::Structure).any(|before| before.finding.path == finding.path)
    };
    let findings = wire::check(message, tree).into_iter();
    let new = findings.filter(|finding| !told(finding));
    // The rules look at the tree, which knows no lines: the pointer says where.
    let placeless = |finding| Located { finding, line: 0, column: 0, error: XmlError::Other };
    new.map(placeless).map(|located| Located { error: sort_of(&located), ..located }).collect()
}

/// What sort of mistake a finding is in the words of CC917C, where a code list or rule found it.
fn sort_of(located: &Located) -> XmlError {
    match wire::functional_error(&located.finding) {
        None => located.error,
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
    Rejected { answer: rejection(code, message, answering, errors), findings }
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
    let error = |(error, finding): &(&str, Finding)| wire::functional_error_of(error, finding);
    let errors = placed.iter().map(error).collect();
    let findings = placed.into_iter().map(|(_, finding)| finding).collect();
    Rejected { answer: rejection(code, message, answering, errors), findings }
}

fn rejection(
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
    let rejection = Rejection { header, rejected, message, errors };
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
