//! Every page of an SQLite file carries a sum of itself, so that what a disk changed is found when it is
//! read, and never taken for what was written.
//!
//! [`VFS`] stands between SQLite and the system. In a file whose pages keep eight bytes free
//! ([`keep_room`]) the sum is put there when a page is written, and compared when one is read; a page
//! that differs is an error, `SQLITE_IOERR_DATA`. A file made otherwise is passed through as it is.
//! Pages in the write-ahead log have sums of SQLite's own.

mod file;
mod page;
mod vfs;

#[cfg(test)]
mod tests;

use rusqlite::{Connection, ffi};

pub use vfs::register;

/// The name by which SQLite knows this way to the disk, once it is registered.
pub const VFS: &str = "passavant-pagesum";
/// What SQLite is told where a page is not what was written.
pub const DIFFERS: i32 = ffi::SQLITE_IOERR_DATA;

/// Has the pages of a file that holds nothing yet keep room for their sums; says whether that was taken.
/// A file that holds something stays as it is.
pub fn keep_room(db: &Connection) -> bool {
    let mut bytes: std::ffi::c_int = page::SUM_BYTES_C;
    let main = c"main".as_ptr();
    // SAFETY: the connection is open, the name ends with a zero, and SQLite wants one number here, which
    // it reads and replaces before it returns.
    let code = unsafe {
        ffi::sqlite3_file_control(
            db.handle(),
            main,
            ffi::SQLITE_FCNTL_RESERVE_BYTES,
            (&raw mut bytes).cast(),
        )
    };
    code == ffi::SQLITE_OK
}
