//! Very many who are connected: ten thousand who say nothing, and some who never end what they say.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use api::{Handshake, Stream};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::watch::Receiver;
use tokio::task::JoinSet;

use crate::bench::peers::{peak_mb, resident_mb};
use crate::demo::fleet::Ship;

/// How many are held open, from how many addresses, and how many shake hands at a time.
const CONNECTIONS: u32 = 10_000;
const ADDRESSES: u32 = 50;
const SHAKING: usize = 64;
/// How many there are of each sort of those that never end.
const SLOW: usize = 60;
/// How often one of them says a byte.
const BYTE: Duration = Duration::from_millis(100);

/// A connection that comes from an address of this machine, which all are the loopback's.
async fn connection(number: u32, to: SocketAddr) -> anyhow::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    let from = Ipv4Addr::LOCALHOST.to_bits() + 1 + number % ADDRESSES;
    socket.bind((Ipv4Addr::from_bits(from), 0).into())?;
    Ok(socket.connect(to).await?)
}

fn address(ship: &Ship) -> anyhow::Result<SocketAddr> {
    let endpoint = ship.placed.endpoint.strip_prefix("https://").context("no address")?;
    Ok(endpoint.parse()?)
}

/// Ten thousand connections with hands shaken, on which nothing is asked.
pub(super) async fn held_open(ship: &Ship) -> anyhow::Result<Vec<Stream>> {
    let (to, handshake) = (address(ship)?, Handshake::with(ship.placed.tls_key)?);
    let mut shaking: JoinSet<anyhow::Result<Stream>> = JoinSet::new();
    let mut held = Vec::new();
    for number in 0..CONNECTIONS {
        if shaking.len() >= SHAKING
            && let Some(stream) = shaking.join_next().await
        {
            held.push(stream??);
        }
        let handshake = handshake.clone();
        shaking.spawn(async move { Ok(handshake.over(connection(number, to).await?).await?) });
    }
    while let Some(stream) = shaking.join_next().await {
        held.push(stream??);
    }
    Ok(held)
}

/// How many connections the node says that it has.
pub(super) async fn open_at(ship: &Ship) -> anyhow::Result<f64> {
    let numbers = ship.client.get("/metrics", ship.watcher()).await?.good("/metrics")?.body;
    let numbers = String::from_utf8(numbers)?;
    let line = numbers.lines().find_map(|line| line.strip_prefix("passavant_connections "));
    Ok(line.context("no number of connections")?.trim().parse()?)
}

/// Keeps them until it is to stop.
pub(super) async fn kept(held: Vec<Stream>, mut stopping: Receiver<bool>) -> anyhow::Result<usize> {
    stopping.wait_for(|stop| *stop).await?;
    Ok(held.len())
}

/// Those who never end: their handshake, the head of a request, its body, or the reading of an answer.
pub(super) async fn slow_ones(
    ship: &Ship,
    token: &str,
    mut stopping: Receiver<bool>,
) -> anyhow::Result<usize> {
    let (to, handshake) = (address(ship)?, Handshake::with(ship.placed.tls_key)?);
    let body = format!(
        "POST /messages HTTP/1.1\r\nhost: node\r\nauthorization: Bearer {token}\r\n\
         content-length: 1000000\r\n\r\n"
    );
    let unread = "GET /openapi.json HTTP/1.1\r\nhost: node\r\n\r\n".repeat(20);
    let head = "GET /directory HTTP/1.1\r\nhost: node\r\nx: ".to_owned();
    let mut slow: JoinSet<()> = JoinSet::new();
    for _ in 0..SLOW {
        slow.spawn(async move {
            let Ok(mut stream) = connection(0, to).await else { return };
            if stream.write_all(&[0x16, 0x03, 0x03, 0x40, 0x00]).await.is_ok() {
                dribbled(stream).await;
            }
        });
        for begin in [&body, &unread, &head] {
            let (handshake, begin) = (handshake.clone(), begin.clone());
            slow.spawn(async move {
                let Ok(stream) = connection(1, to).await else { return };
                let Ok(mut stream) = handshake.over(stream).await else { return };
                if stream.write_all(begin.as_bytes()).await.is_ok() {
                    dribbled(stream).await;
                }
            });
        }
    }
    stopping.wait_for(|stop| *stop).await?;
    Ok(slow.len())
}

/// Says a byte now and then until nobody listens any more.
async fn dribbled(mut stream: impl tokio::io::AsyncWrite + Unpin) {
    while stream.write_all(b"x").await.is_ok() && stream.flush().await.is_ok() {
        tokio::time::sleep(BYTE).await;
    }
}

/// What a process has of the machine's memory.
pub(super) struct Memory(PathBuf);

impl Memory {
    /// That of a process.
    pub(super) fn of(process: u32) -> Self {
        Self(PathBuf::from(format!("/proc/{process}")))
    }

    /// How much it has, in megabytes.
    pub(super) fn now_mb(&self) -> anyhow::Result<f64> {
        resident_mb(&self.0).context("the memory of a node cannot be read")
    }

    /// How much it had at most since that was forgotten.
    pub(super) fn peak_mb(&self) -> anyhow::Result<f64> {
        peak_mb(&self.0).context("the memory of a node cannot be read")
    }

    /// What it had until now does not count.
    pub(super) fn forget_peak(&self) -> anyhow::Result<()> {
        Ok(std::fs::write(self.0.join("clear_refs"), "5")?)
    }
}
