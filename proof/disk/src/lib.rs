//! A disk in memory under SQLite that loses, tears and refuses writes as it is told, from one seed.
//!
//! What SQLite does to a file is an *effect*: making, writing, cutting, syncing, deleting it. Power can
//! be cut before any of them; then all fails until it is restored, and of what was not synced each
//! piece is there, lost, or torn at a sector. Databases are opened on it by [`Disk::path`] and
//! [`VFS`]; there can be many disks in a process.

mod io;
mod locks;
mod medium;
mod registry;
mod shared;
mod vfs;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use medium::{Image, Trouble};
pub use vfs::register;

use registry::{Shared, locked};

/// The name by which SQLite knows these disks, once they are registered.
pub const VFS: &str = "passavant-disk";

/// A disk.
#[derive(Debug)]
pub struct Disk {
    number: u64,
    medium: Shared,
}

impl Disk {
    /// An empty disk; all it does by chance is drawn from the seed.
    pub fn new(seed: u64) -> Self {
        let (number, medium) = registry::enter(medium::Medium::new(seed));
        Self { number, medium }
    }

    /// Where SQLite finds a file of this disk.
    pub fn path(&self, file: &str) -> PathBuf {
        PathBuf::from(format!("/{}/{file}", self.number))
    }

    /// How many effects there have been.
    pub fn effect_count(&self) -> u64 {
        locked(&self.medium).effect_count()
    }

    /// How many syncs there have been.
    pub fn sync_count(&self) -> u64 {
        locked(&self.medium).sync_count()
    }

    /// How many bytes lie on it.
    pub fn used(&self) -> usize {
        locked(&self.medium).used()
    }

    /// Power will be cut before the effect with this number.
    pub fn cut_power_before(&self, effect: u64) {
        locked(&self.medium).cut_before(effect);
    }

    /// The sync with this number will fail.
    pub fn fail_sync(&self, sync: u64) {
        locked(&self.medium).fail_sync(sync);
    }

    /// How many calls there have been: effects, and what only reads.
    pub fn call_count(&self) -> u64 {
        locked(&self.medium).call_count()
    }

    /// The call with this number will go wrong, and no other.
    pub fn fail_call(&self, call: u64, trouble: Trouble) {
        locked(&self.medium).fail_call(call, trouble);
    }

    /// No more than so many bytes fit; any number where nothing is said.
    pub fn set_room(&self, bytes: Option<usize>) {
        locked(&self.medium).set_room(bytes);
    }

    /// Nothing can be done any more: power is cut, or the process was killed.
    pub fn cut(&self) {
        locked(&self.medium).cut();
    }

    /// Whether anything can be done.
    pub fn is_on(&self) -> bool {
        locked(&self.medium).is_on()
    }

    /// Power is back, and what was not synced may be lost. No connection may be open.
    pub fn power_on(&self) {
        locked(&self.medium).power_on();
    }

    /// Another process starts on a disk that never lost power. No connection may be open.
    pub fn start(&self) {
        locked(&self.medium).start();
    }

    /// A copy of what a process sees.
    pub fn image(&self) -> Image {
        locked(&self.medium).image()
    }

    /// Puts back what an image has of the files whose names begin so. No connection may be open.
    pub fn put_back(&self, image: &Image, beginning: &str) {
        locked(&self.medium).put_back(image, beginning);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        registry::leave(self.number);
    }
}

/// Files of other processes are none of ours.
pub(crate) fn of_path(path: &str) -> Option<(Shared, String)> {
    let (number, file) = path.strip_prefix('/')?.split_once('/')?;
    let medium = registry::find(number.parse().ok()?)?;
    Some((medium, file.to_owned()))
}
