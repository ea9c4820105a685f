//! Jobs that share a sync.

use node::{Node, Rejecting, Rejection, Reply, Submission};
use tokio::sync::oneshot;

use super::deliver;
use crate::clock;

/// Jobs of a sort beside each other, each with where its answer goes.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) submissions: Vec<(Submission, oneshot::Sender<Reply>)>,
    pub(super) rejections: Vec<(Rejecting, oneshot::Sender<Rejection>)>,
}

impl Batch {
    /// Does all of them.
    pub(super) fn work_off(self, node: &mut Node) -> Result<(), node::Fault> {
        together(self.submissions, |submissions| node.submit(clock::now(), submissions))?;
        together(self.rejections, |rejections| node.keep_rejections(clock::now(), rejections))
    }
}

/// Does jobs together, and answers each.
fn together<T, A>(
    jobs: Vec<(T, oneshot::Sender<A>)>,
    work: impl FnOnce(Vec<T>) -> Result<Vec<A>, node::Fault>,
) -> Result<(), node::Fault> {
    if jobs.is_empty() {
        return Ok(());
    }
    let (jobs, answers): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
    for (answer, done) in answers.into_iter().zip(work(jobs)?) {
        deliver(answer, done);
    }
    Ok(())
}
