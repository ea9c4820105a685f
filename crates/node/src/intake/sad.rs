//! The SAD of a national system, taken apart into steps that count once each.

use identity::Actor;
use kernel::{
    Basis, CommandId, Decides, Digest, DossierId, Element, Finding, Function, NationalReference,
    OfficeCode, OfficerId, Provision,
};
use transit::messages::{Cancellation, Completion, SadNames, read_sad};
use transit::{Amending, Command as MovementCommand, Declaration};

use crate::submit::{Command, Submission, Target};

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
    /// The provision an amendment rests on; that of acceptance where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amendment: Option<Provision>,
    /// The provision an invalidation rests on; that of acceptance where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalidation: Option<Provision>,
}

/// A step a SAD asks for. The first presents; the others act on the dossier it gives.
#[derive(Debug, Clone)]
pub struct SadStep {
    /// The word for it: `present`, `amend`, `accept`, `release`, `exit`, `request-invalidation` or
    /// `invalidate`.
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
    officer_at: &dyn Fn(Function, &OfficeCode) -> Option<OfficerId>,
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
                 function: Function,
                 office: &OfficeCode,
                 named: Option<OfficerId>| Basis {
        provision: provision.clone(),
        national_reference: registration.clone(),
        officer: named.or_else(|| officer_at(function, office)),
        post: None,
    };
    let function = Function::Departure;
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
        let function = Function::Passage;
        let basis = basis(&acts.exit, function, &exit.office, None);
        let raw = format!("{} {}", exit.office, exit.at).into_bytes();
        let (office, at) = (exit.office, exit.at);
        step("exit", raw, MovementCommand::RecordExit { office, at, basis });
    }
    Ok(steps)
}

/// The declaration of a SAD that was presented before and says something else now, as an amendment.
/// `amended_before` is how often it was amended: a SAD that goes back to what it said first is a new
/// amendment, and the same export taken twice is one.
pub fn sad_amendment(names: &SadNames, amending: Amending, amended_before: usize) -> SadStep {
    let mut raw = said(&amending.declaration);
    let contents = &amending.contents;
    for group in [&contents.goods, &contents.parties, &contents.transport] {
        raw.push(b'\n');
        raw.extend(
            group.as_ref().and_then(|group| serde_json::to_vec(group).ok()).unwrap_or_default(),
        );
    }
    let command = MovementCommand::Amend(Box::new(amending));
    numbered(names, "amend", amended_before, raw, command)
}

/// That a SAD is cancelled, or is to be. Where the national system decides it is invalidated; else it
/// is asked for. `refused_before` is how often that was refused.
pub fn sad_cancellation(
    names: &SadNames,
    cancellation: Cancellation,
    decides: Decides,
    basis: Basis,
    refused_before: usize,
) -> SadStep {
    let raw = names.registration.as_ref().map(ToString::to_string).unwrap_or_default().into_bytes();
    let remarks = None;
    match (cancellation, decides) {
        (Cancellation::Done, Decides::National) => {
            let command = MovementCommand::Invalidate { remarks, basis };
            numbered(names, "invalidate", refused_before, raw, command)
        }
        (Cancellation::Done, Decides::Node) | (Cancellation::Requested, _) => {
            let command =
                MovementCommand::RequestInvalidation { remarks, named: transit::Named::default() };
            numbered(names, "request-invalidation", refused_before, raw, command)
        }
    }
}

/// A step that may come again and mean something new each time.
fn numbered(
    names: &SadNames,
    what: &'static str,
    count: usize,
    raw: Vec<u8>,
    command: MovementCommand,
) -> SadStep {
    let SadNames { departure, holder, lrn, .. } = names;
    let key = [departure.as_str(), holder.as_str(), lrn.as_str()].join("\0");
    let count = count.to_string();
    let parts = [key.as_bytes(), b"\0", what.as_bytes(), b"\0", count.as_bytes(), b"\0", &raw];
    SadStep { what, digest: Digest::of(&parts), raw, command }
}

/// What the national system calls a SAD: its registration, or before that the office and the
/// declarant's reference, by which it finds what is stored and not registered.
pub fn sad_reference(names: &SadNames) -> Option<NationalReference> {
    let stored = || NationalReference::parse(&format!("{} {}", names.departure, names.lrn)).ok();
    names.registration.clone().or_else(stored)
}

/// What the SAD itself declares. What completes it may be set otherwise by the time it is exported
/// again, and that is no other declaration. A digest of this text is kept for ever: it is written
/// out, and follows no form of ours that may change.
fn said(declaration: &Declaration) -> Vec<u8> {
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
    Submission { id, actor, raw: step.raw, target, command, versions: None }
}
