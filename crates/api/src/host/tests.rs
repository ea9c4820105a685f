//! The way to the node's thread.

use super::*;

fn handle(jobs_max: usize) -> (Handle, Receiver<Job>) {
    let (jobs, receiver) = sync_channel(jobs_max);
    (Handle { jobs, recovering: Arc::new(AtomicBool::new(false)) }, receiver)
}

#[tokio::test(start_paused = true)]
async fn a_thread_that_does_not_come_to_its_jobs_does_not_answer() {
    let (handle, jobs) = handle(8);
    assert!(!handle.answers().await);
    // The job is there; whoever asked has stopped waiting for it.
    assert!(matches!(jobs.try_recv(), Ok(Job::Answer(answer)) if answer.is_closed()));
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
    let worker = std::thread::spawn(move || match jobs.recv() {
        Ok(Job::Answer(answer)) => deliver(answer, ()),
        _ => panic!("something else was asked"),
    });
    // The clock of this test stands still as long as something may still happen.
    let answered = tokio::task::spawn_blocking(move || worker.join().unwrap());
    assert!(working.answers().await);
    answered.await.unwrap();
}
