//! A business day of transit: movements from declaration to discharge and to credited cover, over four
//! nodes and the hub, each with its own files on the disk and a thread of its own; and afterwards
//! everything that must hold.

mod acts;
mod checks;
mod desk;
mod guarantees;
mod register;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use identity::Directory;
use kernel::{DossierId, NodeId};
use node::Reader;

use self::desk::{Desk, Plan};
use self::guarantees::{Pledge, lodge};
use self::register::{Journey, Register};
use super::conditions::synced_writes;
use super::homes::{self, Home};
use super::peers::peak_mb;
use super::station::{Doing, Letter, Post, Station, TICK};
use super::{Row, f64_of};
use crate::args::BenchOptions;
use crate::demo::now;
use crate::demo::ways::{ABIDJAN_BAMAKO, ABIDJAN_BOBO, DAKAR_BAMAKO};
use crate::speech::{say, tell};

/// A business day of common and Union transit: that of the New Computerised Transit System.
const MOVEMENTS: u32 = 44_412;
/// In how many seconds it is to be over.
const BUDGET_SECONDS: f64 = 90.0;
/// How many guarantees a holder has, at most.
const GUARANTEES: usize = 32;
/// How often it is looked whether the day is over, and how long nothing may be discharged meanwhile.
const LOOK: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(60);
/// How long lists may stay behind while submissions press, as on the thread of a node in `api`.
const LISTS_BEHIND: Duration = Duration::from_millis(20);

/// What one node's thread knows at the end.
struct Diary {
    spent: BTreeMap<Doing, Duration>,
    last: BTreeMap<String, Instant>,
    refused: usize,
}

/// A node, and everybody who works at it.
struct Shift {
    station: Station,
    desk: Desk,
    letters: Receiver<Letter>,
    register: Arc<Register>,
}

/// A day that is over.
struct Lived {
    homes: Vec<Home>,
    directory: Directory,
    pledges: BTreeMap<NodeId, Vec<Pledge>>,
    journeys: BTreeMap<DossierId, Journey>,
    diaries: Vec<Diary>,
    started: Instant,
    seconds: f64,
}

/// Measures.
pub(super) fn measure(folder: &Path, options: &BenchOptions) -> anyhow::Result<Vec<Row>> {
    let count = usize::try_from(options.count.unwrap_or(MOVEMENTS))?;
    let lived = live(folder, count)?;
    let memory = peak_mb(Path::new("/proc/self"));
    let checked = checks::all(&lived)?;
    ensure!(checked.movements == count, "{} movements of {count} are there", checked.movements);
    let Lived { diaries, started, seconds, .. } = lived;
    let day = Row::new(tell("bench-day", &[("count", &count.to_string())]), seconds, "s");
    // The budget is for the whole of it, and a smaller day tells nothing of it.
    let whole = count >= usize::try_from(MOVEMENTS)?;
    let rate = Row::new(say("bench-day-rate"), f64_of(count) / seconds, "1/s");
    let mut rows = vec![
        if whole { day.at_most(BUDGET_SECONDS) } else { day },
        rate.beside(Some(synced_writes(folder)?)),
    ];
    if whole {
        rows.push(Row::new(say("bench-day-factor"), seconds / BUDGET_SECONDS, "x"));
    }
    rows.extend(phases(&diaries, started));
    rows.extend(spent(&diaries));
    rows.push(Row::new(say("bench-day-refused"), refused(&diaries), "1"));
    rows.extend(memory.map(|memory| Row::new(say("bench-day-memory"), memory, "MB")));
    rows.push(Row::new(say("bench-day-entries"), checked.entries, "1"));
    rows.push(Row::new(say("bench-day-copies"), f64_of(checked.copies), "1"));
    Ok(rows)
}

/// Founds a region, and lets so many movements go through it.
fn live(folder: &Path, count: usize) -> anyhow::Result<Lived> {
    let homes = homes::found(folder)?;
    let mut post = Post::default();
    let inboxes: Vec<_> = homes.iter().map(|home| post.join(&home.node)).collect();
    let register = Arc::new(Register::default());
    let mut stations = Vec::new();
    for home in &homes {
        stations.push(Station::open(home, post.clone())?);
    }
    let pledges = pledge(&homes, &mut stations, count)?;
    let directory = stations.first().context("no node")?.node.world().directory()?.clone();
    let mut shifts = Vec::new();
    for ((home, station), letters) in homes.iter().zip(stations).zip(inboxes) {
        let desk = Desk::new(home, planned(&home.code, count, &pledges)?)?;
        shifts.push(Shift { station, desk, letters, register: register.clone() });
    }
    let started = now();
    let (hired, done) = hire(shifts)?;
    let watched = watch(&homes, &directory, (&register, count), &done);
    let seconds = started.elapsed().as_secs_f64();
    register.end();
    let mut diaries = Vec::new();
    for thread in hired {
        diaries.push(thread.join().map_err(|_| anyhow::anyhow!("a node's thread panicked"))??);
    }
    watched?;
    let journeys = register.journeys()?;
    Ok(Lived { homes, directory, pledges, journeys, diaries, started, seconds })
}

/// Lodges the guarantees, each with the administration that keeps it.
fn pledge(
    homes: &[Home],
    stations: &mut [Station],
    count: usize,
) -> anyhow::Result<BTreeMap<NodeId, Vec<Pledge>>> {
    let mut pledges = BTreeMap::new();
    for (code, way) in [("CI", ABIDJAN_BOBO), ("ML", DAKAR_BAMAKO)] {
        let number = homes.iter().position(|home| home.code == code);
        let found = number.and_then(|number| homes.get(number).zip(stations.get_mut(number)));
        let (home, station) = found.context("no node for a guarantee")?;
        let lodged = lodge(&mut station.node, home, way.holder, GUARANTEES.min(count))?;
        pledges.insert(home.node.clone(), lodged);
    }
    Ok(pledges)
}

/// What is declared at a node: a third of all goes from Abidjan to Bobo-Dioulasso, a third from there
/// over Burkina Faso to Bamako, and a third from Dakar to Bamako, which Mali guarantees.
fn planned(
    code: &str,
    count: usize,
    pledges: &BTreeMap<NodeId, Vec<Pledge>>,
) -> anyhow::Result<Plan> {
    let lodged = |node: &str| {
        let node: NodeId = node.parse()?;
        pledges.get(&node).cloned().context("no guarantees")
    };
    Ok(match code {
        "CI" => {
            let lodged = lodged("CI-1")?;
            let ways = vec![(ABIDJAN_BOBO, lodged.clone()), (ABIDJAN_BAMAKO, lodged)];
            Plan { count: count - count / 3, ways }
        }
        "SN" => Plan { count: count / 3, ways: vec![(DAKAR_BAMAKO, lodged("ML-1")?)] },
        _ => Plan { count: 0, ways: Vec::new() },
    })
}

/// The threads of all nodes, and where each says that it has ended.
type Hired = (Vec<JoinHandle<anyhow::Result<Diary>>>, Receiver<()>);

fn hire(shifts: Vec<Shift>) -> anyhow::Result<Hired> {
    let (ended, done) = channel();
    let mut hired = Vec::new();
    for shift in shifts {
        let ended = ended.clone();
        let thread = std::thread::Builder::new().spawn(move || {
            let diary = shift.live();
            if ended.send(()).is_err() {
                tracing::debug!("nobody waits for the thread any more");
            }
            diary
        });
        hired.push(thread?);
    }
    Ok((hired, done))
}

impl Shift {
    fn live(mut self) -> anyhow::Result<Diary> {
        let (mut idle, mut worked) = (false, now());
        while !self.register.is_over() {
            let first =
                if idle { self.letters.recv_timeout(TICK) } else { Err(RecvTimeoutError::Timeout) };
            let mut heard = false;
            let letters: Vec<_> = first.into_iter().chain(self.letters.try_iter()).collect();
            for letter in letters {
                heard = true;
                self.station.take(letter)?;
            }
            let asked = self.submit()?;
            if heard || !asked || worked.elapsed() > LISTS_BEHIND {
                self.station.work()?;
                worked = now();
            }
            let sent = self.station.send()?;
            let Self { station, desk, register, .. } = &mut self;
            station.timed(Doing::Following, |_| desk.follow(register))?;
            idle = !(heard || asked || sent);
        }
        let Self { station, desk, .. } = self;
        Ok(Diary { spent: station.spent, last: desk.last, refused: desk.refused })
    }

    /// Submits what can be done now; says whether there was anything.
    fn submit(&mut self) -> anyhow::Result<bool> {
        let Self { station, desk, register, .. } = self;
        let batch = station.timed(Doing::Reading, |_| desk.batch())?;
        if batch.is_empty() {
            return Ok(false);
        }
        let replies =
            station.timed(Doing::Submitting, |station| station.node.submit(api::now(), batch))?;
        desk.answered(replies, register)?;
        Ok(true)
    }
}

/// Waits until every movement is discharged, everybody has receipted everything, and nothing is left to
/// be done.
fn watch(
    homes: &[Home],
    directory: &Directory,
    (register, count): (&Register, usize),
    done: &Receiver<()>,
) -> anyhow::Result<()> {
    let readers: Vec<_> =
        homes.iter().map(|home| home.reader(directory)).collect::<Result<_, _>>()?;
    let (mut seen, mut since) = (0, now());
    loop {
        match done.recv_timeout(LOOK) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => bail!("a node's thread ended"),
        }
        let discharged = register.discharged();
        if discharged > seen {
            (seen, since) = (discharged, now());
        }
        if discharged == count && at_rest(&readers)? {
            return Ok(());
        }
        ensure!(since.elapsed() < PATIENCE, "{discharged} of {count} are discharged, and no more");
    }
}

fn at_rest(readers: &[Reader]) -> anyhow::Result<bool> {
    for reader in readers {
        let told = reader.peers()?.iter().all(|peer| peer.pending == 0);
        if !told || reader.task_count(api::now())? > 0 || reader.lists_behind()? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// After how long the last movement had come so far.
fn phases(diaries: &[Diary], started: Instant) -> Vec<Row> {
    let phases = [
        ("Presented", say("bench-day-declared")),
        ("Released", say("bench-day-released")),
        ("Arrived", say("bench-day-arrived")),
        ("Discharged", say("bench-day-discharged")),
    ];
    let row = |(event, what): (&str, String)| {
        let last = diaries.iter().filter_map(|diary| diary.last.get(event)).max()?;
        Some(Row::new(what, last.duration_since(started).as_secs_f64(), "s"))
    };
    phases.into_iter().filter_map(row).collect()
}

/// What the threads of all nodes together spent their time with.
fn spent(diaries: &[Diary]) -> Vec<Row> {
    let doings = [
        (Doing::Reading, say("bench-day-reading")),
        (Doing::Submitting, say("bench-day-submitting")),
        (Doing::Sending, say("bench-day-sending")),
        (Doing::Receiving, say("bench-day-receiving")),
        (Doing::Hearing, say("bench-day-hearing")),
        (Doing::Working, say("bench-day-working")),
        (Doing::Following, say("bench-day-following")),
    ];
    let row = |(doing, what): (Doing, String)| {
        let spent: Duration = diaries.iter().filter_map(|diary| diary.spent.get(&doing)).sum();
        Row::new(what, spent.as_secs_f64(), "s")
    };
    doings.into_iter().map(row).collect()
}

fn refused(diaries: &[Diary]) -> f64 {
    f64_of(diaries.iter().map(|diary| diary.refused).sum())
}

#[cfg(test)]
mod tests;
