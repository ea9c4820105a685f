//! What a node is told that was cut off, or is new: how fast it records what waits for it, in how much
//! memory, and how long two nodes take to find that neither lacks anything.
//!
//! What waits was written as it is in a day, one declaration after the other, so that each is told in a
//! dispatch of its own.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use exchange::{Ask, Position};
use identity::Directory;
use store::{OutStream, Read};

use super::archive::Archive;
use super::conditions::synced_writes;
use super::homes::{self, Home};
use super::peers::resident_mb;
use super::station::{Letter, Post, Station, TICK};
use super::{Row, f64_of, percentile};
use crate::args::BenchOptions;
use crate::demo::now;
use crate::speech::{say, tell};

/// How many dossiers wait, where nothing is said.
const DOSSIERS: u32 = 60_000;
/// How many of them are declared before what is due is done, and the peer is tried again.
const MEANWHILE: u32 = 64;
/// How often it is looked how much is recorded, and how long that may stay the same.
const LOOK: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the nodes compare what they have when there is nothing new.
const COMPARISONS: usize = 21;

/// What came of one backlog.
struct Drained {
    dossiers: f64,
    entries: f64,
    /// How many dispatches number them.
    dispatches: f64,
    /// Until all was recorded and receipted.
    seconds: f64,
    /// Until the lists had followed, too.
    listed_seconds: f64,
    /// The memory of both nodes: the most meanwhile, and how much that is above what it was before.
    peak_mb: f64,
    gained_mb: f64,
    /// How long each comparison took.
    compared_ms: Vec<f64>,
}

/// Measures.
pub(super) fn measure(folder: &Path, options: &BenchOptions) -> anyhow::Result<Vec<Row>> {
    let dossiers = options.count.unwrap_or(DOSSIERS);
    let half = drained(&folder.join("half"), dossiers / 2)?;
    let whole = drained(&folder.join("whole"), dossiers)?;
    let count = |count: f64| format!("{count:.0}");
    let (entries, dispatches) = (count(whole.entries), count(whole.dispatches));
    let said = [("entries", entries.as_str()), ("dispatches", &dispatches)];
    let mut rows = vec![
        Row::new(tell("bench-backlog", &said), whole.entries / whole.seconds, "1/s")
            .beside(Some(synced_writes(folder)?))
            .at_least(5_000.0),
        Row::new(
            tell("bench-backlog-dossiers", &[("count", &count(whole.dossiers))]),
            whole.dossiers / whole.seconds,
            "1/s",
        )
        .at_least(1_000.0),
        Row::new(say("bench-backlog-listed"), whole.listed_seconds, "s"),
    ];
    for drained in [&half, &whole] {
        let entries = count(drained.entries);
        let said = [("entries", entries.as_str())];
        rows.push(Row::new(tell("bench-backlog-peak", &said), drained.peak_mb, "MB"));
        rows.push(Row::new(tell("bench-backlog-gained", &said), drained.gained_mb, "MB"));
    }
    let mut compared = whole.compared_ms;
    compared.sort_by(f64::total_cmp);
    rows.push(
        Row::new(say("bench-backlog-reconciled"), percentile(&compared, 1.0), "ms").at_most(1000.0),
    );
    Ok(rows)
}

/// Writes a backlog of so many dossiers, and has it told to a node that has heard nothing before.
fn drained(folder: &Path, dossiers: u32) -> anyhow::Result<Drained> {
    let homes = homes::found(folder)?;
    let (author, reader) = (homes::of(&homes, "SN")?, homes::of(&homes, "ML")?);
    write(author, dossiers)?;
    let waiting = told_to(author.eyes()?.as_ref(), reader)?;
    let mut post = Post::default();
    let inboxes = [post.join(&author.node), post.join(&reader.node)];
    let first = Station::open(author, post.clone())?;
    let directory = first.node.world().directory()?.clone();
    let stations = [first, Station::open(reader, post)?];
    let before = memory();
    let over = Arc::new(AtomicBool::new(false));
    let mut threads = Vec::new();
    let (ended, done) = channel();
    for (station, letters) in stations.into_iter().zip(inboxes) {
        let (over, ended) = (over.clone(), ended.clone());
        let talk = move || {
            let station = talk(station, &letters, &over);
            if ended.send(()).is_err() {
                tracing::debug!("nobody waits for the thread any more");
            }
            station
        };
        threads.push(std::thread::Builder::new().spawn(talk)?);
    }
    let watched = watch(&[author, reader], &directory, &waiting, &done);
    over.store(true, Ordering::Relaxed);
    let stations: Vec<Station> = threads.into_iter().map(joined).collect::<Result<_, _>>()?;
    let Watched { seconds, listed_seconds, peak_mb } = watched?;
    let mut stations = stations.into_iter();
    let (Some(mut first), Some(mut second)) = (stations.next(), stations.next()) else {
        bail!("a node is missing");
    };
    let compared = (0..COMPARISONS).map(|_| {
        let started = now();
        compare((&mut second, reader), (&mut first, author))?;
        compare((&mut first, author), (&mut second, reader))?;
        Ok(started.elapsed().as_secs_f64() * 1000.0)
    });
    let compared_ms = compared.collect::<anyhow::Result<_>>()?;
    check(reader, &directory, (&waiting, dossiers))?;
    Ok(Drained {
        dossiers: f64::from(dossiers),
        entries: count(waiting.head.number),
        dispatches: count(waiting.dispatch_count),
        seconds,
        listed_seconds,
        peak_mb,
        gained_mb: (peak_mb - before).max(0.0),
        compared_ms,
    })
}

/// A node at work whose peer does not answer: so much is declared at it, one after the other.
fn write(author: &Home, dossiers: u32) -> anyhow::Result<()> {
    let mut archive = Archive::at(author, 1)?;
    let mut station = Station::open(author, Post::default())?;
    for number in 0..dossiers {
        archive.declare(&mut station.node, 1)?;
        if number % MEANWHILE == 0 {
            station.work()?;
            station.send()?;
        }
    }
    station.work()
}

/// How the stream to a peer stands.
fn told_to(author: &dyn Read, reader: &Home) -> anyhow::Result<OutStream> {
    let mut streams = author.out_streams()?.into_iter();
    streams.find(|stream| stream.recipient == reader.node).context("nothing waits")
}

/// A node's thread, until all is told.
fn talk(
    mut station: Station,
    letters: &Receiver<Letter>,
    over: &AtomicBool,
) -> anyhow::Result<Station> {
    while !over.load(Ordering::Relaxed) {
        let first = letters.recv_timeout(TICK);
        let letters: Vec<_> = first.into_iter().chain(letters.try_iter()).collect();
        for letter in letters {
            station.take(letter)?;
        }
        station.work()?;
        station.send()?;
    }
    Ok(station)
}

fn joined(thread: JoinHandle<anyhow::Result<Station>>) -> anyhow::Result<Station> {
    thread.join().map_err(|_| anyhow::anyhow!("a node's thread panicked"))?
}

/// What was seen while a backlog was told.
struct Watched {
    seconds: f64,
    listed_seconds: f64,
    peak_mb: f64,
}

/// Waits until what waits is receipted, and until the reader's lists have followed.
fn watch(
    [author, reader]: &[&Home; 2],
    directory: &Directory,
    waiting: &OutStream,
    done: &Receiver<()>,
) -> anyhow::Result<Watched> {
    let (rows, views) = (author.eyes()?, reader.reader(directory)?);
    let (started, mut peak_mb, mut seconds) = (now(), memory(), None);
    let (mut seen, mut since) = (0, now());
    loop {
        match done.recv_timeout(LOOK) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => bail!("a node's thread ended"),
        }
        peak_mb = peak_mb.max(memory());
        let stream = told_to(rows.as_ref(), reader)?;
        if stream.receipted > seen {
            (seen, since) = (stream.receipted, now());
        }
        if stream.receipted >= waiting.head.number {
            let seconds = *seconds.get_or_insert(started.elapsed().as_secs_f64());
            if !views.lists_behind()? {
                let listed_seconds = started.elapsed().as_secs_f64();
                return Ok(Watched { seconds, listed_seconds, peak_mb });
            }
        }
        ensure!(since.elapsed() < PATIENCE, "{seen} of {} are told", waiting.head.number);
    }
}

/// One asks the other for whatever it has not told, and there is nothing.
fn compare(
    (asker, home): (&mut Station, &Home),
    (asked, other): (&mut Station, &Home),
) -> anyhow::Result<()> {
    let streams = home.eyes()?.in_streams()?;
    let stream = streams.into_iter().find(|stream| stream.log.node == other.node);
    let stream = stream.context("nothing was heard")?;
    let verified = Position { log: stream.log, size: stream.size };
    let ask = Ask::Stream { through: stream.through, dispatch: stream.dispatch, verified };
    let answer = asked.node.asked(api::now(), &home.node, &ask)?;
    Ok(asker.node.told(api::now(), &other.node, &ask, Some(&answer))?)
}

/// Everything that was told is there and counts, and the journal of whoever was told it verifies.
fn check(
    reader: &Home,
    directory: &Directory,
    (waiting, dossiers): (&OutStream, u32),
) -> anyhow::Result<()> {
    let (rows, views) = (reader.eyes()?, reader.reader(directory)?);
    let recorded = rows.in_streams()?.into_iter();
    let (mut through, mut exceptions) = (0, Vec::new());
    for stream in recorded.filter(|stream| stream.through > 0) {
        through += stream.through;
        exceptions.push(stream.exceptions);
    }
    ensure!(through == waiting.head.number, "{through} of {} are there", waiting.head.number);
    ensure!(exceptions.iter().all(|listed| listed == "[]"), "not all count: {exceptions:?}");
    let phases = views.phases("movement")?;
    let listed: u64 = phases.iter().map(|(_, count)| count).sum();
    ensure!(listed == u64::from(dossiers), "{phases:?} are listed, of {dossiers}");
    let alarms = views.alarms(8)?;
    ensure!(alarms.is_empty(), "there are alarms: {alarms:?}");
    let found = crate::verify::verify(&reader.dir)?;
    ensure!(found.ok, "the journal does not verify: {:?}", found.first_bad);
    Ok(())
}

fn memory() -> f64 {
    resident_mb(Path::new("/proc/self")).unwrap_or_default()
}

fn count(number: u64) -> f64 {
    usize::try_from(number).map_or(f64::MAX, f64_of)
}
