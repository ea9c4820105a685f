//! What lies on a disk, what has been synced of it, and how it fails.

use std::collections::BTreeMap;

use crate::locks::{FileLocks, ShmLocks};
use crate::shared::Region;

/// A sector is written whole or not at all.
const SECTOR: usize = 512;

/// Why a disk does not do what it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no power, or no process any more.
    Off,
    /// A sync was asked for and failed.
    Sync,
    /// There is no room.
    Full,
    /// It was asked for and refused, for no reason that is told.
    Refused,
}

/// How one call to a disk goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing is done.
    Refused,
    /// Half of a write is done, or some of what a sync is to make sure of; of all else nothing.
    Torn,
    /// Nothing that grows fits any more, from this call on.
    Full,
}

/// What has been done to a file and is not synced.
#[derive(Debug, Clone)]
enum Unsynced {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate(usize),
}

/// A file: what a process sees, and what would be there after a power cut.
#[derive(Debug, Default)]
pub(crate) struct File {
    seen: Vec<u8>,
    synced: Vec<u8>,
    unsynced: Vec<Unsynced>,
    pub(crate) locks: FileLocks,
    pub(crate) shm_locks: ShmLocks,
    /// Memory that processes share to find their way in a write-ahead log.
    pub(crate) shared: Vec<Region>,
}

/// A copy of what a process sees of a disk.
#[derive(Debug, Clone)]
pub struct Image(BTreeMap<String, Vec<u8>>);

#[derive(Debug)]
pub(crate) struct Medium {
    pub(crate) files: BTreeMap<String, File>,
    is_on: bool,
    effect_count: u64,
    sync_count: u64,
    /// Before which effect power is cut.
    cut_before: Option<u64>,
    /// Which sync fails.
    failing_sync: Option<u64>,
    /// How many bytes fit.
    room: Option<usize>,
    /// How many calls there have been: effects, and what only reads.
    call_count: u64,
    /// Which call goes wrong, and how.
    failing_call: Option<(u64, Trouble)>,
    random: u64,
    pub(crate) handle_count: u64,
}

impl Medium {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            files: BTreeMap::new(),
            is_on: true,
            effect_count: 0,
            sync_count: 0,
            cut_before: None,
            failing_sync: None,
            room: None,
            call_count: 0,
            failing_call: None,
            random: seed,
            handle_count: 0,
        }
    }

    /// The next random number (splitmix64): all that a disk does is drawn from its seed.
    pub(crate) fn draw(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn is_on(&self) -> bool {
        self.is_on
    }

    pub(crate) fn effect_count(&self) -> u64 {
        self.effect_count
    }

    pub(crate) fn sync_count(&self) -> u64 {
        self.sync_count
    }

    pub(crate) fn cut_before(&mut self, effect: u64) {
        self.cut_before = Some(effect);
    }

    pub(crate) fn fail_sync(&mut self, sync: u64) {
        self.failing_sync = Some(sync);
    }

    pub(crate) fn call_count(&self) -> u64 {
        self.call_count
    }

    pub(crate) fn fail_call(&mut self, call: u64, trouble: Trouble) {
        self.failing_call = Some((call, trouble));
    }

    pub(crate) fn set_room(&mut self, room: Option<usize>) {
        self.room = room;
    }

    pub(crate) fn used(&self) -> usize {
        self.files.values().map(|file| file.seen.len()).sum()
    }

    pub(crate) fn cut(&mut self) {
        self.is_on = false;
    }

    /// Power is back after a cut. Of what was not synced, each piece is there, lost, or torn.
    pub(crate) fn power_on(&mut self) {
        let names: Vec<_> = self.files.keys().cloned().collect();
        for name in names {
            let unsynced = self.files.get_mut(&name).map(|file| std::mem::take(&mut file.unsynced));
            for piece in unsynced.into_iter().flatten() {
                self.settle(&name, piece);
            }
        }
        self.files.values_mut().for_each(|file| file.seen.clone_from(&file.synced));
        self.start();
    }

    /// A process is started again on a disk that never lost power.
    pub(crate) fn start(&mut self) {
        for file in self.files.values_mut() {
            file.locks = FileLocks::default();
            file.shm_locks = ShmLocks::default();
            file.shared.clear();
        }
        self.is_on = true;
        (self.cut_before, self.failing_sync) = (None, None);
        (self.failing_call, self.room) = (None, None);
    }

    /// What becomes of an unsynced piece when power is cut: a third each.
    fn settle(&mut self, name: &str, piece: Unsynced) {
        let fate = self.draw() % 3;
        match piece {
            _ if fate == 0 => {}
            Unsynced::Write { offset, bytes } if fate == 1 => {
                for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                    if self.draw().is_multiple_of(2) {
                        self.make_sure(name, |synced| {
                            put(synced, offset + number * SECTOR, sector);
                        });
                    }
                }
            }
            whole => self.make_sure(name, |synced| whole.done_to(synced)),
        }
    }

    fn make_sure(&mut self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        if let Some(file) = self.files.get_mut(name) {
            change(&mut file.synced);
        }
    }

    /// Counts a call; how it goes wrong, where it does.
    fn call(&mut self) -> Option<Trouble> {
        let (call, failing) = (self.call_count, self.failing_call);
        self.call_count += 1;
        let trouble = failing.filter(|(which, _)| *which == call).map(|(_, trouble)| trouble)?;
        if trouble == Trouble::Full {
            self.room = Some(self.used());
            return None;
        }
        Some(trouble)
    }

    /// Counts something that changes what lies on the disk, and is done whole or not at all.
    fn effect(&mut self) -> Result<(), Failure> {
        match self.partial_effect()? {
            Some(_) => Err(Failure::Refused),
            None => Ok(()),
        }
    }

    /// The same of something of which a part may be done.
    fn partial_effect(&mut self) -> Result<Option<Trouble>, Failure> {
        let trouble = self.call();
        if self.cut_before.is_some_and(|effect| effect <= self.effect_count) {
            self.is_on = false;
        }
        if !self.is_on {
            return Err(Failure::Off);
        }
        self.effect_count += 1;
        if trouble == Some(Trouble::Refused) {
            return Err(Failure::Refused);
        }
        Ok(trouble)
    }

    pub(crate) fn create(&mut self, name: &str) -> Result<(), Failure> {
        if !self.files.contains_key(name) {
            self.effect()?;
            self.files.insert(name.to_owned(), File::default());
        }
        Ok(())
    }

    /// What is deleted stays so: SQLite asks for the folder to be synced where it matters.
    pub(crate) fn delete(&mut self, name: &str) -> Result<(), Failure> {
        self.effect()?;
        self.files.remove(name);
        Ok(())
    }

    pub(crate) fn size(&self, name: &str) -> usize {
        self.files.get(name).map_or(0, |file| file.seen.len())
    }

    /// Fills a buffer from a place on; says how much of it there was.
    pub(crate) fn read(
        &mut self,
        name: &str,
        at: usize,
        into: &mut [u8],
    ) -> Result<usize, Failure> {
        if !self.is_on {
            return Err(Failure::Off);
        }
        if self.call().is_some() {
            return Err(Failure::Refused);
        }
        let seen = self.files.get(name).map_or(&[][..], |file| &file.seen);
        let there = seen.get(at..).unwrap_or_default();
        let there = there.get(..into.len()).unwrap_or(there);
        into.fill(0);
        into.iter_mut().zip(there).for_each(|(byte, known)| *byte = *known);
        Ok(there.len())
    }

    pub(crate) fn write(&mut self, name: &str, at: usize, bytes: &[u8]) -> Result<(), Failure> {
        let torn = self.partial_effect()?.is_some();
        let bytes = if torn { bytes.get(..bytes.len() / 2).unwrap_or_default() } else { bytes };
        let grows = (at + bytes.len()).saturating_sub(self.size(name));
        if self.room.is_some_and(|room| grows > 0 && self.used() + grows > room) {
            return Err(Failure::Full);
        }
        if let Some(file) = self.files.get_mut(name) {
            put(&mut file.seen, at, bytes);
            file.unsynced.push(Unsynced::Write { offset: at, bytes: bytes.to_vec() });
        }
        if torn { Err(Failure::Refused) } else { Ok(()) }
    }

    pub(crate) fn truncate(&mut self, name: &str, size: usize) -> Result<(), Failure> {
        self.effect()?;
        if let Some(file) = self.files.get_mut(name) {
            file.seen.resize(size, 0);
            file.unsynced.push(Unsynced::Truncate(size));
        }
        Ok(())
    }

    /// Makes sure of a file. Where that fails, some of it is lost for good though a process goes on
    /// seeing it, and a later sync does not bring it back: so do the disks there are.
    pub(crate) fn sync(&mut self, name: &str) -> Result<(), Failure> {
        let torn = self.partial_effect()?.is_some();
        let fails = torn || self.failing_sync.is_some_and(|sync| sync <= self.sync_count);
        self.sync_count += 1;
        let unsynced = self.files.get_mut(name).map(|file| std::mem::take(&mut file.unsynced));
        for piece in unsynced.into_iter().flatten() {
            if fails {
                self.settle(name, piece);
            } else {
                self.make_sure(name, |synced| piece.done_to(synced));
            }
        }
        if fails {
            self.failing_sync = self.failing_sync.filter(|_| torn);
            return Err(Failure::Sync);
        }
        Ok(())
    }

    pub(crate) fn image(&self) -> Image {
        let copied = self.files.iter().map(|(name, file)| (name.clone(), file.seen.clone()));
        Image(copied.collect())
    }

    /// Puts back what an image has of the files whose names begin so; others of that name go.
    pub(crate) fn put_back(&mut self, image: &Image, beginning: &str) {
        self.files.retain(|name, _| !name.starts_with(beginning));
        for (name, bytes) in image.0.iter().filter(|(name, _)| name.starts_with(beginning)) {
            let (seen, synced) = (bytes.clone(), bytes.clone());
            self.files.insert(name.clone(), File { seen, synced, ..File::default() });
        }
    }
}

impl Unsynced {
    fn done_to(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes: written } => put(bytes, *offset, written),
            Self::Truncate(size) => bytes.resize(*size, 0),
        }
    }
}

/// Writes over what is there, and past its end.
fn put(bytes: &mut Vec<u8>, at: usize, written: &[u8]) {
    let end = at + written.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    if let Some(place) = bytes.get_mut(at..end) {
        place.copy_from_slice(written);
    }
}
