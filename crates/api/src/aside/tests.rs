//! Work that gives way to everybody else's.

use rustix::process::getpriority_process;

use super::*;

#[tokio::test]
async fn what_is_done_aside_is_done_on_a_thread_that_is_nicer_than_whoever_waits_for_it() {
    let own = getpriority_process(None).unwrap();
    let nice = aside(|| getpriority_process(None).unwrap()).await.unwrap();
    assert!(nice >= own.max(NICE), "{nice} beside {own}");
    assert_eq!(getpriority_process(None).unwrap(), own);
}
