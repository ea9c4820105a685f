//! How long whoever reads nothing is waited for.

use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::*;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(start_paused = true)]
async fn whoever_takes_nothing_of_an_answer_is_given_up() {
    let (near, _far) = duplex(8);
    let mut patient = Patient::new(near, PATIENCE);
    let error = patient.write_all(&[7; 100]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_it_slowly_gets_all_of_it() {
    let (near, mut far) = duplex(8);
    let mut patient = Patient::new(near, PATIENCE);
    let reading = async {
        let mut all = Vec::new();
        while all.len() < 100 {
            // The clock of this test stands still as long as something may still happen.
            tokio::time::advance(PATIENCE / 2).await;
            let mut part = [0; 8];
            let count = far.read(&mut part).await.unwrap();
            all.extend_from_slice(&part[..count]);
        }
        all
    };
    let (written, read) = tokio::join!(patient.write_all(&[7; 100]), reading);
    written.unwrap();
    assert_eq!(read, [7; 100]);
}
