//! Native messages: read on the way in, answered in kind, with all findings at once.

mod guarantees;
mod refused;
mod sad;
mod standing_in;

use guarantee::account::{ChangingCodes, Querying};
use kernel::{Element, Finding, Grn, MessageHeader, Mrn, Name, NameKind, Refused, Timestamp};
use transit::Command as MovementCommand;
use transit::messages::{
    amendment, arrival, declaration, invalidation, presentation, release_request, unloading,
};
use wire::{Layer, MessageCode, Reading};

pub use self::guarantees::{change_codes, query, query_answer, reference_findings};
use self::refused::ruled;
pub use self::refused::{Faulty, refusal_findings, rejected, rejected_by_rules};
pub use self::sad::{
    NationalActs, SadStep, sad_amendment, sad_cancellation, sad_reference, sad_steps,
    sad_submission,
};
use crate::considering::Questioned;
use crate::rejections::Rejection;
use crate::submit::{Command, Target};

/// A message that was read without a fault.
#[derive(Debug, Clone)]
pub enum Intake {
    /// A message that asks for one step of a dossier.
    Asked(Box<Asked>),
    /// A query on guarantees.
    Query {
        /// The message.
        message: Element,
        /// What it asks of each.
        asked: Vec<(Grn, Querying)>,
    },
    /// A change of the access codes of a guarantee.
    AccessCodes {
        /// The message.
        message: Element,
        /// The guarantee.
        grn: Grn,
        /// What it asks.
        asked: Box<ChangingCodes>,
    },
    /// A SAD of a national system.
    Sad {
        /// The document.
        message: Element,
    },
}

/// What a message asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which message.
    pub code: MessageCode,
    /// The message.
    pub message: Element,
    /// What the step is called, in the names of commands.
    pub step: &'static str,
    /// Of which dossier.
    pub target: Target,
    /// What is asked of it.
    pub command: Command,
}

/// The message that says yes to another, where there is one. It is written once the event it tells of
/// has happened, which may be later.
pub fn answer_to(code: MessageCode) -> Option<MessageCode> {
    match code {
        MessageCode::Cc015c => Some(MessageCode::Cc928c),
        MessageCode::Cc013c => Some(MessageCode::Cc004c),
        MessageCode::Cc014c => Some(MessageCode::Cc009c),
        MessageCode::Cc170c => Some(MessageCode::Cc028c),
        _ => None,
    }
}

/// Whether anybody may post a message of this kind. A SAD is for the national system alone.
pub fn takes(code: MessageCode) -> bool {
    let asks = || step(code, &Element::group(code.as_str())).is_some();
    matches!(code, MessageCode::Cc026c | MessageCode::Cc034c) || asks()
}

/// A message that is not taken, and what is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    /// Everything that is wrong with it.
    pub findings: Vec<Finding>,
    /// What the rules would refuse besides, where they were asked.
    pub refusals: Vec<Refused>,
    /// The answer in kind, where the message is one that has an answer.
    pub answer: Option<Rejection>,
}

/// Who answers, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Answering {
    /// The answering administration, as `NTA.CI`.
    pub sender: String,
    /// To whom, as they named themselves.
    pub recipient: String,
    /// The time of the answer.
    pub now: Timestamp,
    /// The identification of the answer.
    pub identification: String,
}

impl Answering {
    fn header(&self, message: Option<&Element>) -> MessageHeader {
        let named = |path: &str| message.and_then(|message| message.text(path));
        MessageHeader {
            sender: self.sender.clone(),
            recipient: named("messageSender").unwrap_or(&self.recipient).to_owned(),
            prepared: self.now,
            identification: self.identification.clone(),
            correlation: named("messageIdentification").map(ToOwned::to_owned),
        }
    }
}

/// Reads a message and checks structure, formats, code lists and rules: what it asks, and what is not
/// wrong with it but may be a slip. Pure: it may run anywhere.
pub fn read_message(
    bytes: &[u8],
    codes: &dyn kernel::CodeLists,
    answering: &Answering,
) -> Result<(Intake, Vec<Finding>), Box<Faulty>> {
    let today = kernel::utc_day(answering.now);
    let reading = wire::read(bytes, codes, today);
    let malformed = reading.errors(Layer::Structure).next().is_some();
    let asked = match (reading.message, &reading.tree) {
        (Some(message), Some(tree)) => step(message, tree),
        _ => None,
    };
    if malformed {
        let questioned = match (reading.message, &reading.tree) {
            (Some(message), Some(tree)) => understood(message, tree, asked),
            _ => None,
        };
        return Err(Box::new(Faulty::malformed(reading, questioned)));
    }
    let (Some(message), Some(tree)) = (reading.message, reading.tree) else {
        return Err(Box::new(Faulty::unknown()));
    };
    let mut findings: Vec<Finding> =
        reading.findings.into_iter().map(|located| located.finding).collect();
    findings.extend(wire::check(message, &tree));
    if let Some(Err(why)) = &asked {
        not_yet_told(&mut findings, why);
    }
    findings.iter_mut().for_each(without_code);
    let (findings, mut warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_error);
    // A national system says much in a SAD that is nobody else's concern.
    warnings.retain(|warning| Layer::of(&warning.rule) != Layer::Structure);
    if !findings.is_empty() {
        let questioned = understood(message, &tree, asked);
        return Err(Box::new(Faulty::of(message, tree, findings, questioned)));
    }
    let intake = match (message, asked) {
        (MessageCode::Sad, _) => Intake::Sad { message: tree },
        (MessageCode::Cc026c | MessageCode::Cc034c, _) => guarantees::understand(message, tree)?,
        (_, Some(Ok(step))) => Intake::Asked(Box::new(step.of(message, tree))),
        (_, Some(Err(_)) | None) => return Err(Box::new(not_taken(message, tree))),
    };
    Ok((intake, warnings))
}

/// What is asked of a movement, where that is understood: where a value cannot be read, as if another
/// stood there about which the rules say nothing.
fn understood(
    message: MessageCode,
    tree: &Element,
    asked: Option<Result<Step, Vec<Finding>>>,
) -> Option<Questioned> {
    let read_again = |_| step(message, &standing_in::legible(tree))?.ok();
    let Step { movement, command, .. } = asked?.map_or_else(read_again, Some)?;
    Some(Questioned { target: movement.map_or(Target::New, Target::Named), command })
}

/// What cannot be understood, save where something else has been found at the same place.
fn not_yet_told(findings: &mut Vec<Finding>, why: &[Finding]) {
    for finding in why {
        if findings.iter().all(|before| before.path != finding.path || !is_error(before)) {
            findings.push(finding.clone());
        }
    }
}

fn not_taken(code: MessageCode, message: Element) -> Faulty {
    let path = format!("/{}", message.name);
    let expected = "a message that is taken here";
    let finding = Finding::error(path, "message", &message.name, expected);
    Faulty::of(code, message, vec![finding], None)
}

/// Which message it is, where its root is known, and everything that is wrong with it, warnings too.
/// Nobody is asked and nothing is answered. Pure, as reading is: what a node would find in the
/// message is found here, by the same reading, lists and rules.
pub fn check_message(
    bytes: &[u8],
    codes: &dyn kernel::CodeLists,
    today: kernel::Date,
) -> (Option<MessageCode>, Vec<Finding>) {
    let reading = wire::read(bytes, codes, today);
    let ruled = ruled(&reading).into_iter().map(|located| located.finding);
    let Reading { message, tree, findings } = reading;
    let mut findings: Vec<Finding> =
        findings.into_iter().map(|located| located.finding).chain(ruled).collect();
    let structural = |finding: &Finding| Layer::of(&finding.rule) == Layer::Structure;
    let built = !findings.iter().any(|finding| is_error(finding) && structural(finding));
    if let (Some(message), Some(tree)) = (message, tree.filter(|_| built))
        && let Some(Err(why)) = step(message, &tree)
    {
        not_yet_told(&mut findings, &why);
    }
    findings.iter_mut().for_each(without_code);
    (message, findings)
}

/// What was found in place of an access code may be one with a slip of the finger; it is not told.
fn without_code(finding: &mut Finding) {
    if finding.path.to_ascii_lowercase().contains("accesscode") {
        finding.found.clear();
    }
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == kernel::Severity::Error
}

/// A step of a movement: what it is called, of which movement it is, and what is asked.
struct Step {
    name: &'static str,
    movement: Option<Name>,
    command: MovementCommand,
}

impl Step {
    fn of(self, code: MessageCode, message: Element) -> Asked {
        let Self { name, movement, command } = self;
        let target = movement.map_or(Target::New, Target::Named);
        let command = Command::Movement(Box::new(command));
        Asked { code, message, step: name, target, command }
    }
}

/// What a trader's message asks of a movement, or what cannot be understood of it; none where no
/// movement is asked for anything.
fn step(code: MessageCode, message: &Element) -> Option<Result<Step, Vec<Finding>>> {
    let step = |name, movement, command| Step { name, movement, command };
    let by_mrn = |mrn: Mrn| Some(Name::new(NameKind::Mrn, mrn));
    Some(match code {
        MessageCode::Cc015c => declaration(message).map(|presenting| {
            step("present", None, MovementCommand::Present(Box::new(presenting)))
        }),
        MessageCode::Cc013c => amendment(message).map(|(movement, amending)| {
            step("amend", Some(movement), MovementCommand::Amend(Box::new(amending)))
        }),
        MessageCode::Cc014c => invalidation(message)
            .map(|(movement, command)| step("invalidate", Some(movement), command)),
        MessageCode::Cc170c => presentation(message).map(|(movement, presenting)| {
            let command = MovementCommand::PresentGoods(Box::new(presenting));
            step("present-goods", Some(movement), command)
        }),
        MessageCode::Cc054c => release_request(message)
            .map(|(movement, command)| step("request-release", Some(movement), command)),
        MessageCode::Cc007c => arrival(message).map(|(mrn, arriving)| {
            step("arrive", by_mrn(mrn), MovementCommand::NotifyArrival(Box::new(arriving)))
        }),
        MessageCode::Cc044c => {
            unloading(message).map(|(mrn, command)| step("remark-unloading", by_mrn(mrn), command))
        }
        _ => return None,
    })
}
