//! Native messages, from whichever door they come: read, done, and answered in kind.

use identity::Actor;
use kernel::{CommandId, Element, Finding, Refused};
use node::{
    Answering, Asked, Done, Faulty, Intake, Reader, Rejected, Rejecting, Rejection, Submission,
    answer_to, read_message, rejected_by_rules,
};
use wire::MessageCode;

use crate::app::App;
use crate::aside::aside;
use crate::body::is_large;
use crate::fault::Fault;
use crate::naming::{Named, Naming};
use crate::national::{NotTaken, take_sad};
use crate::problem::Problem;
use crate::turns::Turn;

mod guarantees;

/// Where movements are shown.
const MOVEMENTS: &str = "movements";

/// An answer in kind: which message, and its bytes.
pub(crate) type InKind = (MessageCode, Vec<u8>);

/// What became of a message.
#[derive(Debug)]
pub(crate) enum Taken {
    /// It was done, now or when it came before.
    Done {
        /// Where the dossier is shown: `movements` or `guarantees`.
        folder: &'static str,
        /// What was done.
        done: Done,
        /// Whether it was done when the message came before.
        repeated: bool,
        /// The answer, where the message is one that has an answer at once.
        answer: Option<InKind>,
    },
    /// It was not.
    Rejected {
        /// Every reason.
        problem: Problem,
        /// The answer, where the message is one that has an answer. It is kept, to be fetched again.
        answer: Option<Rejection>,
        /// What a national system is told in a file of its own, and under what name.
        told: Option<(&'static str, Vec<u8>)>,
    },
}

/// Reads a message, does what it asks and finds the answer; and what may be a slip in it, though it is
/// not wrong.
pub(crate) async fn take(
    app: &App,
    actor: Actor,
    bytes: Vec<u8>,
    naming: &Naming,
) -> Result<(Taken, Vec<Finding>), Problem> {
    let reading = app.clone();
    let answering = app.answering(&recipient(&actor));
    let turn = Turn::current();
    let large = is_large(&bytes);
    let reading = move || {
        let read = read_message(&bytes, reading.reference.now().as_ref(), &answering);
        drop(turn);
        (read, bytes, answering)
    };
    let (read, bytes, answering) = match large {
        true => aside(reading).await?,
        false => tokio::task::spawn_blocking(reading).await.map_err(|_| Fault::Thread)?,
    };
    let (intake, warnings) = match read {
        Ok(read) => read,
        Err(faulty) => {
            return Ok((not_taken(app, actor, faulty, &answering).await?, Vec::new()));
        }
    };
    let taken = done_with(app, (actor, bytes, answering), intake, naming).await?;
    Ok((taken, warnings))
}

/// Does what a message asks, and finds the answer.
async fn done_with(
    app: &App,
    (actor, bytes, answering): (Actor, Vec<u8>, Answering),
    intake: Intake,
    naming: &Naming,
) -> Result<Taken, Problem> {
    let asked = match intake {
        Intake::Sad { message } => {
            let done = take_sad(app, actor, &message, naming).await;
            return Ok(match done {
                Ok(done) => Taken::Done { folder: MOVEMENTS, done, repeated: false, answer: None },
                Err(NotTaken { problem, .. }) if problem.is_passing() => return Err(problem),
                Err(NotTaken { problem, answer }) => {
                    Taken::Rejected { problem, answer: None, told: answer }
                }
            });
        }
        Intake::Query { message, asked } => {
            let reading = guarantees::Reading { actor, bytes, message, answering };
            return guarantees::query(app, reading, asked, naming).await;
        }
        Intake::AccessCodes { message, grn, asked } => {
            let reading = guarantees::Reading { actor, bytes, message, answering };
            return guarantees::change_codes(app, reading, (&grn, *asked), naming).await;
        }
        Intake::Asked(asked) => *asked,
    };
    let Asked { code, message, step, target, command } = asked;
    let Named { base, id } = naming.name(&actor, &identified(&message), step)?;
    let asked_by = (actor.clone(), Some(id.clone()));
    let submission = Submission { id, actor, raw: bytes, target, command, versions: None };
    let node::Reply { outcome, repeated } = app.handle.submit(submission).await?;
    match outcome {
        Ok(done) => {
            let answer = answer(app, &done, code).await?;
            Ok(Taken::Done { folder: MOVEMENTS, done, repeated, answer })
        }
        Err(refusals) => {
            let in_kind = refusals.iter().all(is_answered_in_kind);
            let answer = rejected_by_rules(code, &message, &answering, &refusals).answer;
            let problem = Problem::refused(refusals).answering(base);
            rejected(app, asked_by, (problem, answer.filter(|_| in_kind))).await
        }
    }
}

/// A message with which something is wrong is answered with everything at once: also with what the
/// rules would refuse of what it asks, as far as that is understood.
async fn not_taken(
    app: &App,
    actor: Actor,
    mut faulty: Box<Faulty>,
    answering: &Answering,
) -> Result<Taken, Problem> {
    let mut refusals = match faulty.questioned.take() {
        None => Vec::new(),
        Some(questioned) => app.handle.would_refuse(actor.clone(), questioned).await?,
    };
    refusals.retain(is_answered_in_kind);
    let Rejected { findings, refusals, answer } = faulty.rejected(answering, &refusals);
    let problem = Problem::faulty(findings).and(refusals);
    rejected(app, (actor, None), (problem, answer)).await
}

/// That a message is not taken; or that the node cannot work just now. The answer in kind is kept
/// before it is sent.
async fn rejected(
    app: &App,
    (sender, command): (Actor, Option<CommandId>),
    (problem, answer): (Problem, Option<Rejection>),
) -> Result<Taken, Problem> {
    if problem.is_passing() {
        return Err(problem);
    }
    let answer = match answer {
        None => None,
        Some(rejection) => {
            let rejecting = Rejecting { sender, command, rejection };
            Some(app.handle.keep_rejection(rejecting).await?)
        }
    };
    Ok(Taken::Rejected { problem, answer, told: None })
}

/// Whether the answer in kind can say it: what a domain refuses, and that the number a message names
/// is unknown, another's or several's. Whatever else the node refuses is no fault of the message.
fn is_answered_in_kind(refused: &Refused) -> bool {
    ["NOD-002", "NOD-004", "NOD-007", "NOD-029"].contains(&&*refused.code)
        || !refused.code.starts_with("NOD-")
}

/// The message customs says yes with, where what was asked for has been done.
async fn answer(app: &App, done: &Done, code: MessageCode) -> Result<Option<InKind>, Problem> {
    let Some(wanted) = answer_to(code) else { return Ok(None) };
    let done = done.clone();
    let read = move |reader: &Reader| reader.answer_of(&done, wanted);
    let message = app.readers.read(read).await?;
    Ok(message.and_then(|message| Some((message.code, message.bytes?))))
}

/// What an NCTS message is known by: who sent it, and what the sender calls it.
fn identified(message: &Element) -> [&str; 3] {
    let part = |path: &str| message.text(path).unwrap_or_default();
    ["ncts", part("messageSender"), part("messageIdentification")]
}

fn recipient(actor: &Actor) -> String {
    match actor {
        Actor::Officer(officer) => officer.to_string(),
        Actor::NationalSystem(system) | Actor::Policy(system) => system.clone(),
        Actor::Trader(trader) => trader.to_string(),
        Actor::Guarantor(guarantor) => guarantor.to_string(),
    }
}

#[cfg(test)]
mod tests;
