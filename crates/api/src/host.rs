//! The thread a node lives on: one at a time, in batches, with one sync for what came together.

mod batch;
mod company;
mod job;
mod ordering;
mod receiving;
mod recovering;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use exchange::{Ask, Head, Wanted};
use identity::{Actor, Directory};
use kernel::{DossierId, NodeId, Refused, SealedText};
use node::{
    Asking, Mode, Node, Outgoing, Pack, Packed, Progress, Questioned, Refusal, Rejecting,
    Rejection, Reply, SaidOtherwise, Submission, Subscribed, Unpacked,
};
use tokio::sync::{Mutex, mpsc, oneshot, watch};

use crate::clock;
use crate::fault::{Fault, chain};
use crate::host::batch::Batch;
pub(crate) use crate::host::company::{Company, Opening};
use crate::host::job::{Brought, Waiting, in_force};
pub(crate) use crate::host::job::{Job, Replacing, Subscribing};
use crate::host::receiving::UnderWay;
use crate::turns::Turn;

/// How many jobs may wait; beyond it the sender is told to come back later.
const JOBS_MAX: usize = 4096;
/// How many submissions share one sync.
const BATCH_MAX: usize = 256;
/// How long the node's thread may be busy before it counts as one that does not answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// How far lists may stay behind while submissions press: one batch of them costs little more than
/// one of them, a sync above all.
const LISTS_BEHIND: Duration = Duration::from_millis(20);
/// How long the node waits for a job before it looks at what is due.
pub(crate) const TICK: Duration = Duration::from_millis(50);
const NOW: Duration = Duration::ZERO;

/// Something to be carried to a peer.
pub(crate) enum Errand {
    /// An envelope.
    Tell(Outgoing),
    /// A question.
    Ask(Asking),
}

/// How others give the node something to do.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    jobs: SyncSender<Waiting>,
    recovering: Arc<AtomicBool>,
    probed: Arc<Probed>,
}

/// The last look at whether the node's thread answers. However many ask, one job of theirs waits at a
/// time, since nobody has to say who he is for it.
#[derive(Debug, Default)]
struct Probed {
    /// How many looks have begun.
    begun: AtomicU64,
    /// Which of them was the last that ended, and what came of it.
    last: Mutex<(u64, bool)>,
}

/// Why a job was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Busy {
    /// Too many jobs wait.
    Full,
    /// The node has stopped, or cannot reach or fill its store. Whether the job was done nobody knows.
    Stopped,
}

impl Handle {
    fn send(&self, job: Job) -> Result<(), Busy> {
        let waiting = Waiting { job, turn: Turn::current() };
        self.jobs.try_send(waiting).map_err(|error| match error {
            TrySendError::Full(_) => Busy::Full,
            TrySendError::Disconnected(_) => Busy::Stopped,
        })
    }

    async fn asked<T>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Result<T, Busy> {
        let (answer, answered) = oneshot::channel();
        self.send(job(answer))?;
        answered.await.map_err(|_| Busy::Stopped)
    }

    /// A command; answered when what it did is on the disk.
    pub(crate) async fn submit(&self, submission: Submission) -> Result<Reply, Busy> {
        self.asked(|answer| Job::Submit(Box::new(submission), answer)).await
    }

    /// What the rules would refuse of a command of somebody's; nothing is done.
    pub(crate) async fn would_refuse(
        &self,
        actor: Actor,
        questioned: Questioned,
    ) -> Result<Vec<Refused>, Busy> {
        self.asked(|answer| Job::Question(Box::new((actor, questioned)), answer)).await
    }

    /// Keeps an answer that says no; gives back what is to be sent when it is on the disk.
    pub(crate) async fn keep_rejection(&self, rejecting: Rejecting) -> Result<Rejection, Busy> {
        self.asked(|answer| Job::Reject(Box::new(rejecting), answer)).await
    }

    /// A peer's question.
    pub(crate) async fn ask(&self, peer: NodeId, ask: Ask) -> Result<Vec<u8>, Busy> {
        self.asked(|answer| Job::Ask(peer, ask, answer)).await
    }

    /// Signed documents; gives back the directory in force.
    pub(crate) async fn adopt(&self, notes: Vec<String>) -> Result<Option<Directory>, Busy> {
        self.asked(|answer| Job::Adopt(notes, answer)).await
    }

    /// A signed document somebody brings; answered when it is on the disk.
    pub(crate) async fn bring(&self, note: String) -> Result<Brought, Busy> {
        self.asked(|answer| Job::Bring(note, answer)).await
    }

    /// Has a peer that did not answer tried at once.
    pub(crate) async fn retry(&self, peer: NodeId) -> Result<Result<(), Refusal>, Busy> {
        self.asked(|answer| Job::Retry(peer, answer)).await
    }

    /// What became of an envelope that was sent.
    pub(crate) fn sent(&self, peer: NodeId, answer: Option<Vec<u8>>) {
        let job = match answer {
            Some(answer) => Job::Answered(peer, answer),
            None => Job::Unanswered(peer),
        };
        // A full queue loses nothing: without an answer the envelope is sent again.
        if self.send(job).is_err() {
            tracing::warn!("a peer's answer came while the node was too busy; it is sent again");
        }
    }

    /// What a peer answered to a question; a full queue loses nothing, it is asked again.
    pub(crate) fn told(&self, peer: NodeId, ask: Ask, answer: Option<Vec<u8>>) {
        if self.send(Job::Told(peer, ask, answer)).is_err() {
            tracing::warn!("a peer's answer came while the node was too busy; it is asked again");
        }
    }

    /// Asks a peer for a dossier.
    pub(crate) fn want(&self, peer: NodeId, wanted: Wanted) -> Result<(), Busy> {
        self.send(Job::Want(peer, wanted))
    }

    /// Something about subscriptions; answered when it is on the disk.
    pub(crate) async fn subscribe(
        &self,
        subscribing: Subscribing,
    ) -> Result<Result<Subscribed, Vec<Refused>>, Busy> {
        self.asked(|answer| Job::Subscribe(Box::new(subscribing), answer)).await
    }

    /// How far subscribers were told; answered when it is on the disk.
    pub(crate) async fn progressed(
        &self,
        progressed: Vec<(String, i64, Progress)>,
    ) -> Result<(), Busy> {
        self.asked(|answer| Job::Progressed(progressed, answer)).await
    }

    /// What a SAD of the national system says otherwise of a movement; answered when that is kept.
    pub(crate) async fn said_otherwise(
        &self,
        movement: DossierId,
        told: SaidOtherwise,
    ) -> Result<(), Busy> {
        self.asked(|answer| Job::SaidOtherwise(movement, told, answer)).await
    }

    /// That something the node is set to use cannot be used, and why; answered when that is kept.
    pub(crate) async fn misconfigured(&self, setting: String, why: String) -> Result<(), Busy> {
        self.asked(|answer| Job::Misconfigured(setting, why, answer)).await
    }

    /// What was read again, in the place of what is in use; answered when the node goes by it.
    pub(crate) async fn replaced<T>(&self, read: T, with: Replacing<T>) -> Result<(), Busy> {
        self.asked(|answer| with(Box::new(read), answer)).await
    }

    /// The next envelope of a pouch for a peer.
    pub(crate) async fn pack(
        &self,
        peer: NodeId,
        after: Option<Packed>,
    ) -> Result<Result<Pack, Refusal>, Busy> {
        self.asked(|answer| Job::Pack(peer, after, answer)).await
    }

    /// An envelope out of a pouch; answered when what it brought is on the disk.
    pub(crate) async fn unpack(
        &self,
        head: Head,
        sealed: SealedText,
    ) -> Result<Result<Unpacked, Refusal>, Busy> {
        self.asked(|answer| Job::Unpack(Box::new((head, sealed)), answer)).await
    }

    /// Lets lists follow what has happened; answered when they have, as far as one batch goes.
    pub(crate) async fn list(&self) -> Result<(), Busy> {
        self.asked(Job::List).await
    }

    /// Whether the node's thread gets that far, and everything that waits for it now is done.
    pub(crate) async fn answers(&self) -> bool {
        // One that began after this was asked answers it as well as any.
        let asked_after = self.probed.begun.load(Ordering::SeqCst);
        let mut last = self.probed.last.lock().await;
        if last.0 > asked_after {
            return last.1;
        }
        let began = self.probed.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let answered = tokio::time::timeout(ANSWERS_WITHIN, self.asked(Job::Answer)).await;
        *last = (began, matches!(answered, Ok(Ok(()))));
        last.1
    }

    /// Whether the node only reads.
    pub(crate) fn recovering(&self) -> bool {
        self.recovering.load(Ordering::Relaxed)
    }

    /// The process ends.
    pub(crate) fn stop(&self) {
        if self.jobs.send(Job::Stop.into()).is_err() {
            tracing::debug!("the node had stopped already");
        }
    }
}

/// Where the thread puts what others wait for.
pub(crate) struct Outlets {
    /// What is to be carried to peers.
    pub(crate) errands: mpsc::UnboundedSender<Errand>,
    /// The number of the last notice.
    pub(crate) noticed: watch::Sender<i64>,
    /// Whether this process has the duties.
    pub(crate) on_duty: watch::Sender<bool>,
}

/// Starts the thread; when it ends, the receiver is told why.
pub(crate) fn start(
    node: Node,
    outlets: Outlets,
    company: Company,
) -> Result<(Handle, oneshot::Receiver<Result<(), Fault>>), Fault> {
    let (jobs, receiver) = sync_channel(JOBS_MAX);
    let (ended, ending) = oneshot::channel();
    let recovering = Arc::new(AtomicBool::new(node.mode() == Mode::Recovering));
    let handle = Handle { jobs, recovering: recovering.clone(), probed: Arc::default() };
    let name = format!("node {}", node.settings().node);
    std::thread::Builder::new()
        .name(name)
        .spawn(move || {
            let thread = Thread { jobs: receiver, outlets, company, recovering };
            if let Err(Err(fault)) = ended.send(thread.live(node)) {
                tracing::error!("the node stopped: {}", chain(&fault));
            }
        })
        .map_err(|_| Fault::Thread)?;
    Ok((handle, ending))
}

/// What the thread has beside the node.
struct Thread {
    jobs: Receiver<Waiting>,
    outlets: Outlets,
    company: Company,
    recovering: Arc<AtomicBool>,
}

impl Thread {
    /// Lives until the process ends, or until something happens after which the node must not go on.
    /// Where its database was away, or its disk full, it is opened anew, and knows no more than what is there.
    fn live(&self, mut node: Node) -> Result<(), Fault> {
        loop {
            let Err(fault) = self.run(node).map_err(Fault::Node) else { return Ok(()) };
            if !fault.is_passing() {
                return Err(fault);
            }
            tracing::error!("the node takes nothing until it is opened anew: {}", chain(&fault));
            self.outlets.on_duty.send_replace(false);
            match company::opened(&self.company.open, &self.jobs)? {
                Some(opened) => node = opened,
                None => return Ok(()),
            }
            tracing::info!("the node goes on");
        }
    }

    fn run(&self, mut node: Node) -> Result<(), node::Fault> {
        let (mut worked, mut came, mut under_way) = (clock::now(), None, UnderWay::default());
        loop {
            let goes_on = came.is_some() || !under_way.is_empty();
            let Some(waiting) = self.waiting(came.take(), if goes_on { NOW } else { TICK }) else {
                return node.leave_duties(clock::now());
            };
            // What follows from submissions is done with them; only lists come behind, several at a
            // time.
            let pressed = !waiting.is_empty() && waiting.iter().all(|it| it.job.submits());
            under_way.note(clock::now(), &waiting);
            node.go_in(under_way.steps(clock::now()));
            if !work_off(&mut node, waiting, &mut under_way)? {
                return node.leave_duties(clock::now());
            }
            under_way.step(&mut node)?;
            let on_duty = self.company.on_duty(&mut node)?;
            let now = clock::now();
            if on_duty && (!pressed || now.duration_since(worked).unsigned_abs() > LISTS_BEHIND) {
                // As long as nobody else comes: what is due may be much.
                while came.is_none() && node.work(clock::now())? && under_way.is_empty() {
                    came = self.jobs.try_recv().ok();
                }
                worked = now;
            }
            if !self.tell(&mut node, on_duty)? {
                return Ok(());
            }
            came = came.or_else(|| self.jobs.try_recv().ok());
            if came.is_none() && on_duty {
                node.prepare(clock::now())?;
            }
        }
    }

    /// What waits, once something does or so much time has passed; none where the process ends.
    fn waiting(&self, came: Option<Waiting>, patience: Duration) -> Option<Vec<Waiting>> {
        let mut waiting: Vec<_> = came.into_iter().collect();
        if waiting.is_empty() {
            match self.jobs.recv_timeout(patience) {
                Ok(job) => waiting.push(job),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        waiting.extend(self.jobs.try_iter().take(BATCH_MAX - waiting.len()));
        Some(waiting)
    }

    /// Tells everybody what they wait for; false where nobody does any more.
    fn tell(&self, node: &mut Node, on_duty: bool) -> Result<bool, node::Fault> {
        let Outlets { errands, noticed, on_duty: duty } = &self.outlets;
        self.recovering.store(node.mode() == Mode::Recovering, Ordering::Relaxed);
        duty.send_if_modified(|known| std::mem::replace(known, on_duty) != on_duty);
        let last = node.noticed();
        noticed.send_if_modified(|known| std::mem::replace(known, last) != last);
        let (tell, ask) = if on_duty {
            (node.outgoing(clock::now())?, node.asking(clock::now())?)
        } else {
            (Vec::new(), node.asking_wanted(clock::now())?)
        };
        let ask = ask.into_iter().map(Errand::Ask);
        let mut all = tell.into_iter().map(Errand::Tell).chain(ask);
        Ok(all.all(|errand| errands.send(errand).is_ok()))
    }
}

/// Works off jobs in their order; submissions beside each other share a sync, and so do rejections.
/// Whoever asked keeps his turn until what he asked is done. False when the node is to stop.
fn work_off(
    node: &mut Node,
    waiting: Vec<Waiting>,
    under_way: &mut UnderWay,
) -> Result<bool, node::Fault> {
    let (mut batch, mut turns) = (Batch::default(), Vec::new());
    for Waiting { job, turn } in waiting {
        turns.push(turn.clone());
        let job = match job {
            Job::Submit(submission, answer) => {
                batch.submissions.push((*submission, answer));
                continue;
            }
            Job::Reject(rejecting, answer) => {
                batch.rejections.push((*rejecting, answer));
                continue;
            }
            job => job,
        };
        std::mem::take(&mut batch).work_off(node)?;
        match job {
            Job::Stop => return Ok(false),
            Job::Receive(delivered, answer) => under_way.begin(node, *delivered, answer, turn)?,
            job => do_one(node, job)?,
        }
    }
    batch.work_off(node)?;
    Ok(true)
}

/// Whatever stands alone: everything but what comes in batches, and the end.
fn do_one(node: &mut Node, job: Job) -> Result<(), node::Fault> {
    match job {
        Job::Submit(..) | Job::Reject(..) | Job::Receive(..) | Job::Stop => {}
        Job::Question(asked, answer) => {
            let (actor, questioned) = *asked;
            deliver(answer, node.would_refuse(clock::now(), &actor, questioned)?);
        }
        Job::ToOpen(carrier, envelope, answer) => {
            // Where there is nothing to open it with, the node says why when it comes to it.
            deliver(answer, node.to_open(carrier.as_ref(), &envelope)?.ok());
        }
        Job::Ask(peer, ask, answer) => {
            let answered = node.asked(clock::now(), &peer, &ask)?;
            deliver(answer, answered);
        }
        Job::Answered(peer, answer) => node.answered(clock::now(), &peer, &answer)?,
        Job::Unanswered(peer) => node.unanswered(clock::now(), &peer),
        Job::Told(peer, ask, told) => node.told(clock::now(), &peer, &ask, told.as_deref())?,
        Job::Want(peer, wanted) => node.want(&peer, wanted),
        Job::Adopt(notes, answer) => {
            node.adopt(clock::now(), &notes)?.iter().for_each(in_force);
            deliver(answer, node.world().directory().ok().cloned());
        }
        Job::Bring(note, answer) => {
            let brought = node.bring(clock::now(), &note)?;
            brought.iter().filter(|taken| !taken.repeated).for_each(in_force);
            deliver(answer, (brought, node.world().directory().ok().cloned()));
        }
        Job::Retry(peer, answer) => deliver(answer, node.retry(&peer)),
        Job::Recovery(accepts, answer) => deliver(answer, recovering::stands(node, accepts)?),
        Job::Order(ordering, answer) => deliver(answer, ordering::ordered(node, *ordering)?),
        Job::Subscribe(subscribing, answer) => {
            let Subscribing { id, actor, raw, asked } = *subscribing;
            let answered = node.subscribe(clock::now(), &id, &actor, &raw, asked)?;
            deliver(answer, answered);
        }
        Job::Progressed(progressed, answer) => {
            node.progressed(clock::now(), progressed)?;
            deliver(answer, ());
        }
        Job::SaidOtherwise(movement, told, answer) => {
            node.said_otherwise(clock::now(), &movement, told)?;
            deliver(answer, ());
        }
        Job::Misconfigured(setting, why, answer) => {
            node.misconfigured(clock::now(), &setting, &why)?;
            deliver(answer, ());
        }
        Job::Refer(reference, answer) => {
            node.refer(*reference);
            deliver(answer, ());
        }
        Job::Staff(people, answer) => {
            node.staff(*people);
            deliver(answer, ());
        }
        Job::Pack(peer, after, answer) => {
            deliver(answer, node.pack(clock::now(), &peer, after)?);
        }
        Job::Unpack(brought, answer) => {
            let (head, sealed) = *brought;
            deliver(answer, node.unpack(clock::now(), &head, &sealed)?);
        }
        Job::List(answer) => {
            node.work(clock::now())?;
            deliver(answer, ());
        }
        Job::Answer(answer) => deliver(answer, ()),
    }
    Ok(())
}

/// Whoever asked may have gone away; what was done stays done.
fn deliver<T>(answer: oneshot::Sender<T>, value: T) {
    if answer.send(value).is_err() {
        tracing::debug!("nobody waits for the answer any more");
    }
}

#[cfg(test)]
mod tests;
