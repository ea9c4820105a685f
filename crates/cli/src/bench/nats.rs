//! NATS JetStream as a peer of the store: a server of its own that syncs each message before it
//! acknowledges it, where one is on this machine that can. What is said to it is its plain protocol.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;

use super::f64_of;
use crate::demo::now;
use crate::speech::tell;

/// For how long messages are published, and how many go before.
const MEASURED: Duration = Duration::from_secs(4);
const BEFORE: usize = 10;
/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// About what an entry takes, and what a row takes that PostgreSQL inserts beside it.
const MESSAGE_BYTES: usize = 1024;
const STREAM: &str = "bench";
const INBOX: &str = "_INBOX.bench";

/// A server with one stream, and a connection to it. It ends when this is dropped.
pub(super) struct Nats {
    server: Server,
    line: BufReader<TcpStream>,
    version: String,
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        if self.0.kill().and_then(|()| self.0.wait()).is_err() {
            tracing::warn!("the nats-server {} may still run", self.0.id());
        }
    }
}

/// What it says of itself.
#[derive(Deserialize)]
struct Info {
    version: String,
}

/// What it answers: to whoever makes a stream, and to each message once it is kept.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    error: Option<serde_json::Value>,
}

impl Nats {
    /// Starts it with its files in a folder. Where it is not here, or cannot sync each message, that is
    /// said, and nothing is measured.
    pub(super) fn start(program: &Path, folder: &Path) -> anyhow::Result<Option<Self>> {
        let folder = folder.join("nats");
        std::fs::create_dir_all(&folder)?;
        let config = folder.join("server.conf");
        let store = serde_json::to_string(&folder.join("store"))?;
        let text = format!(
            "listen: \"127.0.0.1:-1\"\njetstream {{ store_dir: {store}, sync_interval: always }}\n"
        );
        std::fs::write(&config, text)?;
        // One that is too old does not know the setting, and says so here.
        let can = Command::new(program).arg("-t").arg("-c").arg(&config).output();
        if !can.is_ok_and(|output| output.status.success()) {
            let server = program.display().to_string();
            eprintln!("{}", tell("bench-jetstream-absent", &[("server", &server)]));
            return Ok(None);
        }
        let mut command = Command::new(program);
        command.arg("-c").arg(&config).stdin(Stdio::null()).stdout(Stdio::null());
        let mut server = Server(command.stderr(Stdio::piped()).spawn()?);
        let said = server.0.stderr.take().context("a nats-server that says nothing")?;
        let address = listening(said)?;
        let line = TcpStream::connect(address)?;
        line.set_nodelay(true)?;
        line.set_read_timeout(Some(PATIENCE))?;
        let mut nats = Self { server, line: BufReader::new(line), version: String::new() };
        nats.greet().context("a nats-server that does not make a stream")?;
        Ok(Some(nats))
    }

    fn greet(&mut self) -> anyhow::Result<()> {
        let mut hello = String::new();
        self.line.read_line(&mut hello)?;
        let info = hello.strip_prefix("INFO ").context("no INFO")?;
        self.version = serde_json::from_str::<Info>(info)?.version;
        let stream = json!({
            "name": STREAM, "subjects": [STREAM], "storage": "file", "retention": "limits",
            "num_replicas": 1,
        });
        write!(self.line.get_mut(), "CONNECT {{\"verbose\":false}}\r\nSUB {INBOX} 1\r\n")?;
        self.publish(&format!("$JS.API.STREAM.CREATE.{STREAM}"), stream.to_string().as_bytes())?;
        self.answered()
    }

    /// How many messages a second are acknowledged, so many in flight, and who did that.
    pub(super) fn rate(&mut self, in_flight: usize) -> anyhow::Result<(String, f64)> {
        let message = [b'x'; MESSAGE_BYTES];
        for _ in 0..in_flight {
            self.publish(STREAM, &message)?;
        }
        for _ in 0..BEFORE {
            self.answered()?;
            self.publish(STREAM, &message)?;
        }
        let (started, mut count) = (now(), 0);
        while started.elapsed() < MEASURED {
            self.answered()?;
            count += 1;
            self.publish(STREAM, &message)?;
        }
        let rate = f64_of(count) / started.elapsed().as_secs_f64();
        for _ in 0..in_flight {
            self.answered()?;
        }
        let said = [("version", self.version.as_str()), ("count", &in_flight.to_string())];
        Ok((tell("bench-jetstream", &said), rate))
    }

    fn publish(&mut self, subject: &str, message: &[u8]) -> io::Result<()> {
        let mut whole = format!("PUB {subject} {INBOX} {}\r\n", message.len()).into_bytes();
        whole.extend_from_slice(message);
        whole.extend_from_slice(b"\r\n");
        self.line.get_mut().write_all(&whole)
    }

    /// Waits for the next answer, which must be a good one.
    fn answered(&mut self) -> anyhow::Result<()> {
        loop {
            let mut said = String::new();
            if self.line.read_line(&mut said)? == 0 {
                bail!("the nats-server {} has ended the connection", self.server.0.id());
            }
            let mut words = said.split_whitespace();
            match words.next() {
                Some("PING") => self.line.get_mut().write_all(b"PONG\r\n")?,
                Some("MSG") => {
                    let size: usize = words.next_back().context("no size")?.parse()?;
                    let mut body = vec![0; size + 2];
                    self.line.read_exact(&mut body)?;
                    let answer: Answer = serde_json::from_slice(body.trim_ascii())?;
                    return answer.error.map_or(Ok(()), |error| bail!("{error}"));
                }
                Some("-ERR") => bail!("{said}"),
                _ => {}
            }
        }
    }
}

/// Where a server listens that is ready, by what it logs. The rest of that is taken from it, so that it
/// never waits for somebody to read it.
fn listening(said: ChildStderr) -> anyhow::Result<String> {
    let mut said = BufReader::new(said);
    let (mut address, mut log) = (None, String::new());
    loop {
        let mut line = String::new();
        if said.read_line(&mut line)? == 0 {
            bail!("the nats-server does not start: {log}");
        }
        log.push_str(&line);
        if let Some((_, found)) = line.split_once("Listening for client connections on ") {
            address = Some(found.trim().to_owned());
        }
        if line.contains("Server is ready") {
            break;
        }
    }
    thread::spawn(move || io::copy(&mut said, &mut io::sink()));
    address.context("a nats-server that listens nowhere")
}

#[cfg(test)]
mod tests;
