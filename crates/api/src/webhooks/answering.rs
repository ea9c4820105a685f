//! Pushing to the national system: each answer as the message it is, under a name that stays the same.

use std::path::Path;
use std::time::Duration;

use node::{Failure, Notice, Reader, Tried};

use super::carrying::{Errand, carried, failed};
use super::endpoint::of_operator;
use crate::answers::answer_to;
use crate::clock;
use crate::fault::Fault;
use crate::training;

impl Errand {
    /// Posts what the national system is told of a notice; nothing where it need not know. What came
    /// of it, and for how long the endpoint asks to be left alone.
    pub(super) async fn post_answer(
        &self,
        notice: &Notice,
    ) -> Result<Option<(Tried, Option<Duration>)>, Fault> {
        let push = self.app.national.as_ref().and_then(|national| national.push.as_ref());
        let Some(push) = push else { return Ok(None) };
        let (app, wanted) = (self.app.clone(), notice.clone());
        let read = move |reader: &Reader| answer_to(&app, reader, &wanted);
        let Some(answer) = self.app.readers.read(read).await? else { return Ok(None) };
        let (at, id) = (clock::now(), notice.id);
        let Ok(url) = of_operator(&push.endpoint) else {
            return Ok(Some(failed(at, id, Failure::NotListed)));
        };
        let training = self.app.settings.training;
        let mut request = self
            .client
            .post(url)
            .header("content-type", "application/xml")
            .header("idempotency-key", training::name(training, &answer.name))
            .header("passavant-answer", &answer.what)
            .body(training::marked(training, answer.bytes));
        if training {
            request = request.header(training::HEADER, "true");
        }
        if let Some(file) = &push.token_file {
            request = request.bearer_auth(token(file)?);
        }
        Ok(Some(carried(request, at, id).await))
    }
}

/// The token is read when it is needed, so that it can be changed while the node works.
fn token(path: &Path) -> Result<String, Fault> {
    let read = std::fs::read_to_string(path).map_err(|source| Fault::File {
        path: path.to_owned(),
        doing: "read",
        source,
    });
    Ok(read?.trim().to_owned())
}
