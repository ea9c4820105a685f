//! Native messages: read on the way in, answered in kind, with all findings at once.

use identity::Actor;
use kernel::{
    Basis, CommandId, Digest, DossierId, Element, Finding, Mrn, Name, NameKind, Provision, Refused,
    Timestamp,
};
use transit::messages::{
    Completion, MessageHeader, Rejection, arrival, declaration, read_sad, reject_arrival,
    reject_declaration,
};
use transit::{Arriving, Command as MovementCommand, Declaration, Presenting};
use wire::{Layer, Located, MessageCode, Reading, XmlError};

use crate::submit::{Command, Submission, Target};

/// A message that was read without a fault.
#[derive(Debug, Clone)]
pub enum Intake {
    /// A declaration.
    Declaration {
        /// The message.
        message: Element,
        /// What it asks.
        presenting: Box<Presenting>,
    },
    /// A notification of arrival.
    Arrival {
        /// The message.
        message: Element,
        /// The movement.
        mrn: Mrn,
        /// What it asks.
        arriving: Box<Arriving>,
    },
    /// A SAD of a national system.
    Sad {
        /// The document.
        message: Element,
    },
}

/// A message that is not taken, and what is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    /// Everything that is wrong with it.
    pub findings: Vec<Finding>,
    /// The answer in kind, where the message is one that has an answer.
    pub answer: Option<(MessageCode, Vec<u8>)>,
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

/// Reads a message and checks structure, formats, code lists and rules. Pure: it may run anywhere.
pub fn read_message(
    bytes: &[u8],
    codes: &dyn kernel::CodeLists,
    answering: &Answering,
) -> Result<Intake, Rejected> {
    let today = kernel::utc_day(answering.now);
    let reading = wire::read(bytes, codes, today);
    if reading.errors(Layer::Structure).next().is_some() {
        return Err(malformed(reading, answering));
    }
    let (Some(message), Some(tree)) = (reading.message, reading.tree) else {
        return Err(Rejected { findings: Vec::new(), answer: None });
    };
    let mut findings: Vec<Finding> =
        reading.findings.into_iter().map(|located| located.finding).collect();
    findings.extend(wire::check(message, &tree));
    findings.iter_mut().for_each(without_code);
    if findings.iter().any(is_error) {
        findings.retain(is_error);
        return Err(rejected(message, &tree, answering, findings));
    }
    understand(message, tree, answering)
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
    if let (Some(message), Some(tree)) = (message, tree)
        && !findings.iter().any(is_error)
    {
        let told = match message {
            MessageCode::Cc015c => declaration(&tree).err(),
            MessageCode::Cc007c => arrival(&tree).err(),
            _ => None,
        };
        findings.extend(told.unwrap_or_default());
    }
    findings.iter_mut().for_each(without_code);
    (message, findings)
}

/// A message that is not built as it should be: everything that is wrong with it is told, of
/// whatever sort, so that it is corrected once. Only CC917C has room for mistakes of structure.
fn malformed(reading: Reading, answering: &Answering) -> Rejected {
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
fn ruled(reading: &Reading) -> Vec<Located> {
    let unread = |located: &Located| ["xml", "dtd", "limit"].contains(&&*located.finding.rule);
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

/// What was found in place of an access code may be one with a slip of the finger; it is not told.
fn without_code(finding: &mut Finding) {
    if finding.path.contains("accessCode") {
        finding.found.clear();
    }
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == kernel::Severity::Error
}

fn understand(
    code: MessageCode,
    message: Element,
    answering: &Answering,
) -> Result<Intake, Rejected> {
    match code {
        MessageCode::Cc015c => match declaration(&message) {
            Ok(presenting) => Ok(Intake::Declaration { message, presenting: Box::new(presenting) }),
            Err(findings) => Err(rejected(code, &message, answering, findings)),
        },
        MessageCode::Cc007c => match arrival(&message) {
            Ok((mrn, arriving)) => {
                Ok(Intake::Arrival { message, mrn, arriving: Box::new(arriving) })
            }
            Err(findings) => Err(rejected(code, &message, answering, findings)),
        },
        MessageCode::Sad => Ok(Intake::Sad { message }),
        _ => {
            let path = format!("/{}", message.name);
            let expected = "a declaration, a notification of arrival or a SAD";
            let finding = Finding::error(path, "message", &message.name, expected);
            Err(Rejected { findings: vec![finding], answer: None })
        }
    }
}

/// The rejection of a message that could be read: CC056C or CC057C.
pub fn rejected(
    code: MessageCode,
    message: &Element,
    answering: &Answering,
    findings: Vec<Finding>,
) -> Rejected {
    let header = answering.header(Some(message));
    let errors = findings.iter().filter_map(wire::functional_error_group).collect();
    let answer = match code {
        MessageCode::Cc015c => {
            let rejection = Rejection { header, rejected: "015", message, errors };
            written(MessageCode::Cc056c, &reject_declaration(&rejection))
        }
        MessageCode::Cc007c => {
            let mrn = message.text("TransitOperation/MRN").and_then(|mrn| Mrn::parse(mrn).ok());
            let rejection = Rejection { header, rejected: "007", message, errors };
            mrn.and_then(|mrn| written(MessageCode::Cc057c, &reject_arrival(&rejection, &mrn)))
        }
        _ => None,
    };
    Rejected { findings, answer }
}

/// The refusals of the rules as findings about a message, for an answer in kind.
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

fn written(code: MessageCode, tree: &Element) -> Option<(MessageCode, Vec<u8>)> {
    wire::write(code, tree).ok().map(|bytes| (code, bytes))
}

/// What a declaration asks of the node.
pub fn declare(id: CommandId, actor: Actor, raw: Vec<u8>, presenting: Presenting) -> Submission {
    let command = Command::Movement(Box::new(MovementCommand::Present(Box::new(presenting))));
    Submission { id, actor, raw, target: Target::New, command }
}

/// What a notification of arrival asks of the node.
pub fn notify(
    id: CommandId,
    actor: Actor,
    raw: Vec<u8>,
    mrn: &Mrn,
    arriving: Arriving,
) -> Submission {
    let command = Command::Movement(Box::new(MovementCommand::NotifyArrival(Box::new(arriving))));
    let target = Target::Named(Name::new(NameKind::Mrn, mrn));
    Submission { id, actor, raw, target, command }
}

/// What an administration's own system is known by, and on what its acts rest.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalActs {
    /// The system's name.
    pub system: String,
    /// The provision an acceptance rests on.
    pub acceptance: Provision,
    /// The provision a release rests on.
    pub release: Provision,
    /// The provision a record of exit rests on.
    pub exit: Provision,
}

/// A step a SAD asks for. The first presents; the others act on the dossier it gives.
#[derive(Debug, Clone)]
pub struct SadStep {
    /// The word for it: `present`, `accept`, `release` or `exit`.
    pub what: &'static str,
    /// What it is known by: the digest of the SAD's names (office, holder, local reference) and of
    /// what the step says. Exported again unchanged it counts once; amended it is another command,
    /// which the rules of the movement judge.
    pub digest: Digest,
    /// What it says, for recognising a repeat.
    pub raw: Vec<u8>,
    /// What it asks.
    pub command: MovementCommand,
}

/// Takes a SAD apart into steps. `officers` gives who holds the post for an act at an office, where
/// the SAD does not say.
pub fn sad_steps(
    sad: &Element,
    completion: &Completion,
    acts: &NationalActs,
    officer_at: &dyn Fn(kernel::Function, &kernel::OfficeCode) -> Option<kernel::OfficerId>,
) -> Result<Vec<SadStep>, Vec<Finding>> {
    let read = read_sad(sad, completion)?;
    let Declaration { departure, holder, lrn, .. } = read.presenting.declaration.clone();
    let key = [departure.as_str(), holder.as_str(), lrn.as_str()].join("\0");
    let mut steps = Vec::new();
    let mut step = |what: &'static str, raw: Vec<u8>, command: MovementCommand| {
        let digest = Digest::of(&[key.as_bytes(), b"\0", what.as_bytes(), b"\0", &raw]);
        steps.push(SadStep { what, digest, raw, command });
    };
    let said = said(&read.presenting.declaration);
    let registration = read.registration.clone();
    step("present", said, MovementCommand::Present(Box::new(read.presenting)));
    let basis = |provision: &Provision,
                 function: kernel::Function,
                 office: &kernel::OfficeCode,
                 named: Option<kernel::OfficerId>| Basis {
        provision: provision.clone(),
        national_reference: registration.clone(),
        officer: named.or_else(|| officer_at(function, office)),
        post: None,
    };
    let function = kernel::Function::Departure;
    if let Some(reference) = &registration {
        let basis = basis(&acts.acceptance, function, &departure, None);
        let raw = reference.as_str().as_bytes().to_vec();
        step("accept", raw, MovementCommand::Accept { mrn: None, basis });
    }
    if let Some(release) = read.release {
        let basis = basis(&acts.release, function, &departure, release.officer);
        let limit_date = release.limit_date;
        let raw = limit_date.map(|day| day.to_string()).unwrap_or_default().into_bytes();
        step("release", raw, MovementCommand::Release { limit_date, basis });
    }
    if let Some(exit) = read.exit {
        let function = kernel::Function::Passage;
        let basis = basis(&acts.exit, function, &exit.office, None);
        let raw = format!("{} {}", exit.office, exit.at).into_bytes();
        let (office, at) = (exit.office, exit.at);
        step("exit", raw, MovementCommand::RecordExit { office, at, basis });
    }
    Ok(steps)
}

/// What the SAD itself declares. What completes it may be set otherwise by the time it is exported
/// again, and that is no other declaration. A digest of this text is kept for ever: it is written
/// out, and follows no form of ours that may change.
fn said(declaration: &transit::Declaration) -> Vec<u8> {
    let representative = declaration.representative.as_ref().map(ToString::to_string);
    let amounts = declaration.guarantees.iter().filter_map(|declared| declared.amount);
    let amounts = amounts.map(|money| format!("{} {}", money.amount, money.currency));
    let commodities = declaration.commodities.iter().map(ToString::to_string);
    let said = [
        declaration.lrn.to_string(),
        declaration.holder.to_string(),
        representative.unwrap_or_default(),
        declaration.departure.to_string(),
        declaration.destination.to_string(),
        commodities.collect::<Vec<_>>().join(" "),
        amounts.collect::<Vec<_>>().join(", "),
    ];
    said.join("\n").into_bytes()
}

/// A step of a SAD under a name: the first begins a dossier, a later one is of that dossier.
pub fn sad_submission(
    id: CommandId,
    step: SadStep,
    actor: Actor,
    dossier: Option<&DossierId>,
) -> Submission {
    let target = dossier.cloned().map_or(Target::New, Target::Dossier);
    let command = Command::Movement(Box::new(step.command));
    Submission { id, actor, raw: step.raw, target, command }
}
