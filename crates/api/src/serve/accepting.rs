//! Taking connections, shaking hands, and answering what is asked over them, until the node is to stop.

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::auth::ClientKey;
use crate::connections::{Connections, Place};
use crate::fault::Fault;
use crate::host;
use crate::patience::Patient;
use crate::tls::spki_digest;

/// How long a client may take to shake hands.
const HANDSHAKE_MAX: Duration = Duration::from_secs(10);
/// How long the head of a request may be: a path, a token and some conditions.
const HEAD_BYTES_MAX: usize = 32 << 10;
/// How long requests under way may take to finish once the node is told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// Everything that goes on until the node stops.
pub(super) struct Work {
    pub(super) listener: TcpListener,
    pub(super) doors: Doors,
    pub(super) handle: host::Handle,
    pub(super) ended: oneshot::Receiver<Result<(), Fault>>,
    pub(super) tasks: JoinSet<()>,
    /// What has something to write down when the node stops, and ends by itself.
    pub(super) last: JoinSet<()>,
    /// Held until everything has ended.
    pub(super) lock: Option<File>,
}

/// What every connection is taken with.
#[derive(Clone)]
pub(super) struct Doors {
    pub(super) acceptor: TlsAcceptor,
    pub(super) router: Router,
    pub(super) connections: Connections,
    /// How long a connection may ask nothing, or take nothing.
    pub(super) idle_max: Duration,
}

impl Work {
    pub(super) async fn run(self, mut stopping: watch::Receiver<bool>) -> Result<(), Fault> {
        let Self { listener, doors, handle, mut ended, mut tasks, mut last, lock: _lock } = self;
        let mut connections = JoinSet::new();
        let ended_by_itself = loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, from)) => match doors.connections.admit(from.ip()) {
                        Ok(place) => {
                            connections.spawn(talk(stream, place, doors.clone(), stopping.clone()));
                        }
                        // Nothing can be said before hands are shaken, and that is what costs most.
                        Err(why) => tracing::debug!(?why, from = %from.ip(), "there is no place for a connection"),
                    },
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be taken");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
                Some(_) = connections.join_next(), if !connections.is_empty() => {}
                result = &mut ended => break Some(result.unwrap_or(Err(Fault::Thread))),
                _ = stopping.changed() => break None,
            }
        };
        drop(listener);
        tasks.abort_all();
        if let Some(result) = ended_by_itself {
            return result;
        }
        let farewell = async {
            while connections.join_next().await.is_some() {}
            while last.join_next().await.is_some() {}
        };
        if tokio::time::timeout(FAREWELL, farewell).await.is_err() {
            tracing::warn!("connections were cut that did not end in time");
        }
        handle.stop();
        ended.await.unwrap_or(Err(Fault::Thread))
    }
}

/// One connection, until it ends or its place is another's.
async fn talk(stream: TcpStream, place: Place, doors: Doors, stopping: watch::Receiver<bool>) {
    let place = Arc::new(place);
    let cut = place.cut().clone();
    tokio::select! {
        () = converse(stream, place, doors, stopping) => {}
        () = cut.wanted() => tracing::debug!("a connection was cut"),
    }
}

/// Hands are shaken, then requests answered one after the other.
async fn converse(
    stream: TcpStream,
    place: Arc<Place>,
    doors: Doors,
    mut stopping: watch::Receiver<bool>,
) {
    let Doors { acceptor, router, idle_max, .. } = doors;
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let shaken = tokio::time::timeout(HANDSHAKE_MAX, acceptor.accept(stream)).await;
    let Ok(Ok(stream)) = shaken else {
        tracing::debug!("a client did not shake hands");
        return;
    };
    let certificates = stream.get_ref().1.peer_certificates();
    let key = certificates.and_then(|chain| spki_digest(chain.first()?));
    if key.is_some() {
        place.is_recognised();
    }
    let service = service_fn(|mut request: Request<Incoming>| {
        place.asks();
        let extensions = request.extensions_mut();
        extensions.insert(ClientKey(key));
        extensions.insert(place.cut().clone());
        extensions.insert(place.clone());
        let answer = TowerToHyperService::new(router.clone()).call(request);
        let place = place.clone();
        async move {
            let answer = answer.await;
            place.is_answered();
            answer
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(idle_max)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(Patient::new(stream, idle_max)), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
