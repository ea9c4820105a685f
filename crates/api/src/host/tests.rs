//! The way to the node's thread.

use node::Steps;

use super::*;

fn handle(jobs_max: usize) -> (Handle, Receiver<Waiting>) {
    let (jobs, receiver) = sync_channel(jobs_max);
    let recovering = Arc::new(AtomicBool::new(false));
    (Handle { jobs, recovering, probed: Arc::default() }, receiver)
}

#[tokio::test(start_paused = true)]
async fn a_thread_that_does_not_come_to_its_jobs_does_not_answer() {
    let (handle, jobs) = handle(8);
    assert!(!handle.answers().await);
    // The job is there; whoever asked has stopped waiting for it.
    let waiting = jobs.try_recv().unwrap();
    assert!(matches!(waiting.job, Job::Answer(answer) if answer.is_closed()));
    drop(jobs);
    assert!(!handle.answers().await);
}

#[tokio::test(start_paused = true)]
async fn a_thread_for_which_too_much_waits_does_not_answer_and_one_that_works_does() {
    let (full, waiting) = handle(1);
    full.send(Job::Stop).unwrap();
    assert!(!full.answers().await);
    drop(waiting);
    let (working, jobs) = handle(1);
    let worker = std::thread::spawn(move || match jobs.recv().unwrap().job {
        Job::Answer(answer) => deliver(answer, ()),
        _ => panic!("something else was asked"),
    });
    // The clock of this test stands still as long as something may still happen.
    let answered = tokio::task::spawn_blocking(move || worker.join().unwrap());
    assert!(working.answers().await);
    answered.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn however_many_ask_at_once_whether_the_thread_answers_few_jobs_come_of_it() {
    let (handle, jobs) = handle(64);
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let handle = handle.clone();
        asking.spawn(async move { handle.answers().await });
    }
    // Nothing comes of any of them, and those that began to wait during the first share the second.
    assert_eq!(asking.join_all().await, [false; 50]);
    assert_eq!(jobs.try_iter().count(), 2);
    assert!(!handle.answers().await);
    assert_eq!(jobs.try_iter().count(), 1);
}

#[test]
fn envelopes_are_recorded_in_short_steps_while_somebody_is_at_work() {
    let at = |second: i64| kernel::Timestamp::from_second(1_800_000_000 + second).unwrap();
    let mut under_way = UnderWay::default();
    assert_eq!(under_way.steps(at(0)), Steps::Long);
    let (answer, _) = oneshot::channel();
    under_way.note(at(0), &[Job::Answer(answer).into()]);
    under_way.note(at(0), &[Job::Unanswered("SN-1".parse().unwrap()).into()]);
    assert_eq!(under_way.steps(at(0)), Steps::Long);
    let (answer, _) = oneshot::channel();
    let command = transit::Command::WatchLimits;
    let questioned = node::Questioned { target: node::Target::New, command };
    let trader = identity::Actor::Trader("SN100".parse().unwrap());
    under_way.note(at(1), &[Job::Question(Box::new((trader, questioned)), answer).into()]);
    assert_eq!(under_way.steps(at(1)), Steps::Short);
    assert_eq!(under_way.steps(at(2)), Steps::Short);
    assert_eq!(under_way.steps(at(3)), Steps::Long);
}
