//! One node on its machine: a disk, a clock, and a process that is there or not.

use disk::{Disk, Image, VFS};
use identity::People;
use jiff::SignedDuration;
use kernel::{NodeId, Timestamp};
use node::{Asking, Mode, Node, Opening, Parts, Program, Reader, Recovering, World};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use store::{Keys, Read, Sqlite, SqliteKeys, Vfs};

use crate::charter::Charter;
use crate::fault::Fault;

/// How the files of the store are called; those of the keystore begin otherwise.
const STORE: &str = "store.db";
const KEYSTORE: &str = "keys.db";

/// Events that a program one version behind does not have: that a declaration was amended, that a
/// guarantee was suspended.
const NEW_EVENTS: [&str; 2] = ["Amended", "GuaranteeSuspended"];

/// A machine of the region.
pub(crate) struct Machine {
    pub(crate) number: usize,
    people: People,
    disk: Disk,
    process: Option<Process>,
    /// How far its clock is ahead of the true time.
    pub(crate) skew_ms: i64,
    /// Whether something was done to its disk that makes a step fail.
    provoked: bool,
    /// Whether power was cut, so that what was not synced may be lost.
    unpowered: bool,
    /// Whether an old copy took the place of its store, and it has not recovered from that.
    replaced: bool,
    /// Whether its program is one version behind.
    pub(crate) is_behind: bool,
    /// How often an old copy took the place of all of it.
    pub(crate) machine_count: u32,
    seed: u64,
}

/// How a machine that starts asks another; none where that one does not answer.
pub(crate) type Ask<'a> = dyn FnMut(&Asking) -> Result<Option<Vec<u8>>, Fault> + 'a;

/// What runs on a machine, and what looks on.
struct Process {
    node: Node,
    eyes: Eyes,
}

/// Connections that only read what has been committed.
pub(crate) struct Eyes {
    pub(crate) rows: Box<dyn Read>,
    pub(crate) keys: Box<dyn Keys>,
    pub(crate) views: Reader,
}

impl Machine {
    pub(crate) fn new(number: usize, people: People, seed: u64) -> Self {
        Self {
            number,
            people,
            disk: Disk::new(seed),
            process: None,
            skew_ms: 0,
            provoked: false,
            unpowered: false,
            replaced: false,
            is_behind: false,
            machine_count: 0,
            seed,
        }
    }

    /// What its clock shows.
    pub(crate) fn clock(&self, now: Timestamp) -> Timestamp {
        now.checked_add(SignedDuration::from_millis(self.skew_ms)).unwrap_or(now)
    }

    pub(crate) fn is_up(&self) -> bool {
        self.process.is_some()
    }

    /// Whether its store is an old copy of itself, from which it has not recovered.
    pub(crate) fn is_replaced(&self) -> bool {
        self.replaced
    }

    /// Whether it has all that its peers could give back, and goes on.
    pub(crate) fn has_recovered(
        &mut self,
        now: Timestamp,
        liar: Option<&NodeId>,
    ) -> Result<bool, Fault> {
        let clock = self.clock(now);
        let Some(process) = self.process.as_mut().filter(|_| self.replaced) else {
            return Ok(false);
        };
        let waits = |node: &NodeId| Some(node) != liar;
        let has_recovered = |node: &mut Node| {
            let open = node.recovery()?;
            let done = |open: Recovering| !open.reads_only && !open.catching_up.iter().any(waits);
            Ok::<_, Fault>(open.map_or(node.mode() == Mode::Ready, done))
        };
        if !has_recovered(&mut process.node)? {
            return Ok(false);
        }
        // Nobody waits for what the liar says. What others told may be judged only then.
        for officer in ["awa", "koffi"] {
            drop(process.node.accept_gap(clock, officer)?);
        }
        has_recovered(&mut process.node)
    }

    /// What was lost is lost.
    pub(crate) fn settle(&mut self) {
        self.replaced = false;
    }

    pub(crate) fn mode(&self) -> Option<Mode> {
        self.process.as_ref().map(|process| process.node.mode())
    }

    /// What has been committed; none while no process runs.
    pub(crate) fn eyes(&self) -> Option<&Eyes> {
        self.process.as_ref().map(|process| &process.eyes)
    }

    fn program(&self) -> Program {
        let this = Program::this();
        if !self.is_behind {
            return this;
        }
        let unread = NEW_EVENTS.map(ToOwned::to_owned).into();
        Program { name: format!("{}, the one before", this.name), unread }
    }

    fn paths(&self) -> [std::path::PathBuf; 2] {
        [self.disk.path(STORE), self.disk.path(KEYSTORE)]
    }

    /// Starts the process, as an operator does: power first, then the program, then the documents.
    /// Says whether it runs.
    ///
    /// Before it writes anything it asks the others what they know of it.
    pub(crate) fn start(
        &mut self,
        charter: &Charter,
        now: Timestamp,
        ask: &mut Ask<'_>,
    ) -> Result<bool, Fault> {
        if self.unpowered {
            self.disk.power_on();
        } else {
            self.disk.start();
        }
        (self.unpowered, self.provoked) = (false, false);
        self.disk.set_room(None);
        self.seed = self.seed.wrapping_add(1);
        match self.open(charter, self.clock(now), ask) {
            Ok(process) if self.disk.is_on() => {
                self.process = Some(process);
                Ok(true)
            }
            Ok(process) => {
                drop(process);
                self.stop();
                Ok(false)
            }
            Err(fault) => {
                let expected = self.provoked || !self.disk.is_on();
                self.stop();
                if expected { Ok(false) } else { Err(fault) }
            }
        }
    }

    fn open(
        &self,
        charter: &Charter,
        clock: Timestamp,
        ask: &mut Ask<'_>,
    ) -> Result<Process, Fault> {
        let who = charter.who(self.number)?;
        let [store, keys] = self.paths();
        let vfs = Vfs::named(VFS);
        let store = Sqlite::open(&store, &vfs)?;
        let keystore = SqliteKeys::open(&keys, &vfs)?;
        let (rows, beside) = (store.reader()?, store.reader()?);
        let (keys, key_rows) = (keystore.reader()?, keystore.reader()?);
        let people = self.people.clone();
        let mut opening = Opening::of(
            Parts {
                settings: charter.settings(self.number)?,
                keys: who.keys(),
                world: World::new(charter.root.clone(), people, charter.reference.clone()),
                store: Box::new(store),
                keystore: Box::new(keystore),
                entropy: Box::new(ChaCha20Rng::seed_from_u64(self.seed)),
                program: self.program(),
            },
            clock,
        )?;
        let documents = charter.first_documents(self.number)?.into_iter();
        let documents: Vec<_> = documents.map(|document| document.note).collect();
        for asking in opening.asking(&documents)? {
            if let Some(answer) = ask(&asking)? {
                opening.told(&answer)?;
            }
        }
        let mut node = opening.start(clock)?;
        node.adopt(clock, &documents)?;
        let directory = node.world().directory()?.clone();
        let views = Reader::new(
            Box::new(beside),
            Box::new(keys),
            node.settings().clone(),
            Some(std::sync::Arc::new(directory)),
        );
        let eyes = Eyes { rows: Box::new(rows), keys: Box::new(key_rows), views };
        Ok(Process { node, eyes })
    }

    /// Lets the node do something. Nothing comes back where the process is not there, or ends in the
    /// midst of it: nobody hears what it would have answered.
    pub(crate) fn step<T>(
        &mut self,
        now: Timestamp,
        act: impl FnOnce(&mut Node, Timestamp) -> Result<T, node::Fault>,
    ) -> Result<Option<T>, Fault> {
        let clock = self.clock(now);
        let Some(process) = self.process.as_mut() else { return Ok(None) };
        let done = act(&mut process.node, clock);
        match done {
            Ok(done) if self.disk.is_on() => Ok(Some(done)),
            Ok(_) => {
                self.stop();
                Ok(None)
            }
            Err(fault) => {
                let expected = self.provoked || !self.disk.is_on();
                self.stop();
                if expected { Ok(None) } else { Err(fault.into()) }
            }
        }
    }

    /// Whoever looks on goes by the directory that the node goes by.
    pub(crate) fn look_by_directory(&mut self) -> Result<(), Fault> {
        let Some(process) = self.process.as_mut() else { return Ok(()) };
        let directory = process.node.world().directory()?.clone();
        process.eyes.views.set_directory(std::sync::Arc::new(directory));
        Ok(())
    }

    /// The process ends without another effect on the disk.
    fn stop(&mut self) {
        self.disk.cut();
        self.process = None;
    }

    pub(crate) fn kill(&mut self) {
        self.stop();
    }

    pub(crate) fn cut_power(&mut self) {
        self.unpowered = true;
        self.stop();
    }

    /// Power will be cut before one of the next effects.
    pub(crate) fn cut_power_within(&mut self, effects: u64) {
        self.unpowered = true;
        self.provoked = true;
        self.disk.cut_power_before(self.disk.effect_count() + effects);
    }

    /// One of the next syncs will fail.
    pub(crate) fn fail_sync_within(&mut self, syncs: u64) {
        self.provoked = true;
        self.disk.fail_sync(self.disk.sync_count() + syncs);
    }

    /// There is room for so many bytes more.
    pub(crate) fn leave_room(&mut self, bytes: usize) {
        self.provoked = true;
        self.disk.set_room(Some(self.disk.used() + bytes));
    }

    /// A copy of the store, as a backup would have it.
    pub(crate) fn backup(&self) -> Image {
        self.disk.image()
    }

    /// The process ends and its store is replaced by an old copy. The keystore, which is in no backup,
    /// stays as it is, unless the whole machine is replaced.
    pub(crate) fn replace(&mut self, backup: &Image, whole: bool) {
        self.stop();
        self.replaced = true;
        self.disk.put_back(backup, STORE);
        if whole {
            self.machine_count += 1;
            self.disk.put_back(backup, KEYSTORE);
        }
    }
}
