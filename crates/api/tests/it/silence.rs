//! Peers and clients that never come to an end with what they say, and nobody who waits for them.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Region, until};

/// How a peer keeps whoever calls it waiting.
#[derive(Clone, Copy)]
enum Manner {
    /// It takes the connection and says nothing.
    Silent,
    /// It begins a handshake, and adds a byte whenever it has heard one.
    Dribbling,
}

/// An endpoint at which everybody is kept waiting, and the connections it was given.
fn waiting_room(manner: Manner) -> (String, Receiver<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let (called, calls) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            if let Manner::Dribbling = manner {
                let mut heard = [0; 1];
                // The head of a TLS record that announces more than will ever come.
                for byte in [0x16, 0x03, 0x03, 0x40, 0x00, 0x02] {
                    if stream.read(&mut heard).is_err() || stream.write_all(&[byte]).is_err() {
                        break;
                    }
                }
            }
            if called.send(stream).is_err() {
                return;
            }
        }
    });
    (endpoint, calls)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_never_answers_holds_up_nobody_else() {
    for manner in [Manner::Silent, Manner::Dribbling] {
        let (endpoint, calls) = waiting_room(manner);
        let mut region = Region::with_hub(&endpoint).await;
        // Both nodes have begun to bring the hub their checkpoints, and wait for its answer.
        let calls = tokio::task::spawn_blocking(move || [calls.recv(), calls.recv()]);
        let calls = calls.await.unwrap().map(Result::unwrap);
        guarantee(&region.sn.client(OFFICER), "SN").await;
        let number = grn("SN");
        let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
        let trader = region.sn.client("SN100");
        let done = trader.done("/movements", "first", &declared.command()).await;
        let movement = done["dossier"].as_str().unwrap();
        region.ml.client(OFFICER).movement_in(movement, "released").await;
        // Their connections are still open: nobody has given up in between.
        for call in &calls {
            call.set_nonblocking(true).unwrap();
            let open = call.peek(&mut [0; 1]);
            let waits = |error: &std::io::Error| error.kind() == std::io::ErrorKind::WouldBlock;
            assert!(!matches!(open, Ok(0)) && open.as_ref().err().is_none_or(waits), "{open:?}");
        }
        let state = until("what the node says of its peers", || async {
            let state = region.sn.client(OFFICER).get("/node").await.json();
            (state["pending"] == 0).then_some(state)
        })
        .await;
        assert_eq!(state["journal"]["cosigned_by"].as_array().unwrap().len(), 1, "{state}");
        region.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_never_finish_their_requests_hold_up_nobody_else() {
    let mut region = Region::start().await;
    let address = region.sn.address();
    let slow: Vec<_> = (0..200)
        .map(|number| {
            let mut stream = TcpStream::connect(address).unwrap();
            // Some say nothing, some begin a handshake.
            if number % 2 == 0 {
                stream.write_all(&[0x16, 0x03]).unwrap();
            }
            stream
        })
        .collect();
    let officer = region.sn.client(OFFICER);
    guarantee(&officer, "SN").await;
    let number = grn("SN");
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
    let trader = region.sn.client("SN100");
    let done = trader.done("/movements", "first", &declared.command()).await;
    let movement = done["dossier"].as_str().unwrap();
    region.ml.client(OFFICER).movement_in(movement, "released").await;
    drop(slow);
    region.stop().await;
}
