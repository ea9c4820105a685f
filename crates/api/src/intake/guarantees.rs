//! Messages about guarantees: queries, answered for all guarantees they name at once, and changes of
//! access codes, answered with what the holder is told of it.

use guarantee::account::{ChangingCodes, Querying};
use identity::Actor;
use kernel::{Element, Grn};
use node::{
    Answering, Done, Reader, Reply, query as ask, query_answer, reference_findings,
    refusal_findings, rejected as not_taken,
};
use wire::MessageCode;

use super::{InKind, Taken, identified, is_answered_in_kind, rejected};
use crate::app::App;
use crate::naming::{Named, Naming, command_name};
use crate::problem::Problem;

/// Where guarantees are shown.
const GUARANTEES: &str = "guarantees";

/// A message that was read, and who sent it.
pub(super) struct Reading {
    pub(super) actor: Actor,
    pub(super) bytes: Vec<u8>,
    pub(super) message: Element,
    pub(super) answering: Answering,
}

/// A query is put to each guarantee it names; where one refuses, everything that is wrong is told.
pub(super) async fn query(
    app: &App,
    reading: Reading,
    asked: Vec<(Grn, Querying)>,
    naming: &Naming,
) -> Result<Taken, Problem> {
    let Reading { actor, bytes, message, answering } = reading;
    let Named { base, id } = naming.name(&actor, &identified(&message), "query")?;
    let asked_by = (actor.clone(), Some(id.clone()));
    let (mut answered, mut refusals, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for (position, (grn, querying)) in asked.into_iter().enumerate() {
        let id = match position {
            0 => id.clone(),
            later => command_name(&actor, &[id.as_str(), &later.to_string()])?,
        };
        let submission = ask(id, actor.clone(), bytes.clone(), &grn, querying);
        match app.handle.submit(submission).await? {
            Reply { outcome: Ok(done), repeated } => answered.push((done, repeated)),
            Reply { outcome: Err(why), .. } => {
                findings.extend(reference_findings(&message, position, &why));
                refusals.extend(why);
            }
        }
    }
    let code = MessageCode::Cc034c;
    if !refusals.is_empty() {
        let in_kind = refusals.iter().all(is_answered_in_kind);
        let problem = Problem::refused(refusals).answering(base);
        let answer = not_taken(code, &message, &answering, findings).answer;
        return rejected(app, asked_by, (problem, answer.filter(|_| in_kind))).await;
    }
    let answers = answers(app, answered.iter().map(|(done, _)| done.clone()).collect()).await?;
    let answer = match query_answer(&message, answers) {
        Ok(answer) => answer,
        Err(findings) => {
            let answer = not_taken(code, &message, &answering, findings.clone()).answer;
            return rejected(app, asked_by, (Problem::faulty(findings), answer)).await;
        }
    };
    let last = answered.pop().ok_or_else(|| Problem::unreadable("no guarantee is named"))?;
    let (done, repeated) = last;
    Ok(Taken::Done { folder: GUARANTEES, done, repeated, answer })
}

async fn answers(app: &App, done: Vec<Done>) -> Result<Vec<Element>, Problem> {
    let read = move |reader: &Reader| {
        let mut answers = Vec::new();
        for Done { dossier, version, .. } in &done {
            answers.extend(reader.query_answer(dossier, *version)?);
        }
        Ok(answers)
    };
    app.readers.read(read).await.map_err(Problem::from)
}

pub(super) async fn change_codes(
    app: &App,
    reading: Reading,
    (grn, asked): (&Grn, ChangingCodes),
    naming: &Naming,
) -> Result<Taken, Problem> {
    let Reading { actor, bytes, message, answering } = reading;
    let Named { base, id } = naming.name(&actor, &identified(&message), "access-codes")?;
    let asked_by = (actor.clone(), Some(id.clone()));
    let submission = node::change_codes(id, actor, bytes, grn, asked);
    let Reply { outcome, repeated } = app.handle.submit(submission).await?;
    match outcome {
        Ok(done) => {
            let answer = update(app, &done).await?;
            Ok(Taken::Done { folder: GUARANTEES, done, repeated, answer })
        }
        Err(refusals) => {
            let in_kind = refusals.iter().all(is_answered_in_kind);
            let findings = refusal_findings(&message, &refusals);
            let problem = Problem::refused(refusals).answering(base);
            let answer = not_taken(MessageCode::Cc026c, &message, &answering, findings).answer;
            rejected(app, asked_by, (problem, answer.filter(|_| in_kind))).await
        }
    }
}

/// What the holder is told of the change; nothing where what he asked was so already.
async fn update(app: &App, done: &Done) -> Result<Option<InKind>, Problem> {
    if done.events.is_empty() {
        return Ok(None);
    }
    let (dossier, version) = (done.dossier.clone(), done.version);
    let read = move |reader: &Reader| reader.update_of(&dossier, version);
    let message = app.readers.read(read).await?;
    Ok(message.and_then(|message| Some((message.code, message.bytes?))))
}
