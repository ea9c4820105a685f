//! Messages of holders and guarantors: queries, and changes of access codes.

use guarantee::account::messages::{change_of_codes, merge, queries};
use guarantee::account::{ChangingCodes, Command as GuaranteeCommand, Querying};
use identity::Actor;
use kernel::{CommandId, Element, Finding, Grn, MessageHeader, Name, NameKind, Refused};
use wire::MessageCode;

use super::Intake;
use super::refused::{Faulty, refusal_findings, written};
use crate::submit::{Command, Submission, Target};

pub(super) fn understand(code: MessageCode, message: Element) -> Result<Intake, Box<Faulty>> {
    let read = match code {
        MessageCode::Cc026c => change_of_codes(&message).map(|(grn, asked)| {
            let (message, asked) = (message.clone(), Box::new(asked));
            Intake::AccessCodes { message, grn, asked }
        }),
        _ => queries(&message).map(|asked| Intake::Query { message: message.clone(), asked }),
    };
    read.map_err(|findings| Box::new(Faulty::of(code, message, findings, None)))
}

/// IE906. No message is there that rejects one about a guarantee, and the functional nack names a
/// movement only where the rejected message does (NCTS phase 5, C0716).
pub(super) fn nack(header: &MessageHeader, errors: Vec<Element>) -> Element {
    header.message("CC906C").and(Element::group("Header")).and_all(errors)
}

fn of_guarantee(
    (id, actor, raw): (CommandId, Actor, Vec<u8>),
    grn: &Grn,
    command: GuaranteeCommand,
) -> Submission {
    let target = Target::Named(Name::new(NameKind::Grn, grn));
    let command = Command::Guarantee(Box::new(command));
    Submission { id, actor, raw, target, command, versions: None }
}

/// What a query asks of one guarantee.
pub fn query(id: CommandId, actor: Actor, raw: Vec<u8>, grn: &Grn, asked: Querying) -> Submission {
    of_guarantee((id, actor, raw), grn, GuaranteeCommand::Query(Box::new(asked)))
}

/// What a change of access codes asks of the guarantee.
pub fn change_codes(
    id: CommandId,
    actor: Actor,
    raw: Vec<u8>,
    grn: &Grn,
    asked: ChangingCodes,
) -> Submission {
    of_guarantee((id, actor, raw), grn, GuaranteeCommand::ChangeAccessCodes(Box::new(asked)))
}

/// The refusals of one of the guarantees a query names, told at its place; the first is 0.
pub fn reference_findings(
    message: &Element,
    position: usize,
    refusals: &[Refused],
) -> Vec<Finding> {
    let pointed = message.pointed("GuaranteeReference");
    let place = pointed.get(position).map(|(path, _)| path.to_string());
    let findings = refusal_findings(message, refusals).into_iter();
    let at = |finding: Finding| match &place {
        Some(place) => Finding { path: place.clone(), ..finding },
        None => finding,
    };
    findings.map(at).collect()
}

/// One message of the answers about each guarantee of a query. Where several offices keep them, the
/// message has room for one: everything is refused that another office keeps than the first.
pub fn query_answer(
    message: &Element,
    answers: Vec<Element>,
) -> Result<Option<(MessageCode, Vec<u8>)>, Vec<Finding>> {
    let office = |answer: &Element| {
        answer.text("CustomsOfficeOfGuarantee/referenceNumber").unwrap_or_default().to_owned()
    };
    let offices: Vec<_> = answers.iter().map(office).collect();
    let first = offices.first().cloned().unwrap_or_default();
    let pointed = message.pointed("GuaranteeReference/GRN");
    let elsewhere: Vec<Finding> = pointed
        .iter()
        .zip(&offices)
        .filter(|(_, office)| **office != first)
        .map(|((path, grn), _)| {
            let expected = format!("a guarantee that {first} keeps");
            Finding::error(path.to_string(), "mapping", grn.value().unwrap_or_default(), &expected)
        })
        .collect();
    if !elsewhere.is_empty() {
        return Err(elsewhere);
    }
    Ok(merge(answers).and_then(|answer| written(MessageCode::Cc037c, &answer)))
}
