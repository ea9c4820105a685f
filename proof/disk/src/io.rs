//! One open file as SQLite sees it.

use std::ffi::c_int;

use rusqlite::ffi;

use crate::medium::{Failure, Medium};
use crate::registry::{Shared, locked};
use crate::shared::Region;
use crate::vfs::Unused;

/// What SQLite keeps of an open file: its methods first, then what is ours.
#[repr(C)]
pub(crate) struct Handle {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

struct Open {
    medium: Shared,
    name: String,
    /// Which connection, for locks.
    number: u64,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// A failure in SQLite's numbers.
pub(crate) fn code(failure: Failure) -> c_int {
    match failure {
        Failure::Off | Failure::Refused => ffi::SQLITE_IOERR,
        Failure::Sync => ffi::SQLITE_IOERR_FSYNC,
        Failure::Full => ffi::SQLITE_FULL,
    }
}

fn done(result: Result<(), Failure>) -> c_int {
    result.map_or_else(code, |()| ffi::SQLITE_OK)
}

/// Opens a file where SQLite wants it.
///
/// # Safety
/// There is room for a [`Handle`].
pub(crate) unsafe fn place(
    file: *mut ffi::sqlite3_file,
    medium: Shared,
    name: String,
    number: u64,
) {
    let open = Box::into_raw(Box::new(Open { medium, name, number }));
    let base = ffi::sqlite3_file { pMethods: &raw const METHODS };
    // SAFETY: as the caller promises.
    unsafe { file.cast::<Handle>().write(Handle { base, open }) };
}

/// Does something with an open file and its disk.
///
/// # Safety
/// [`place`] has opened the file, and it is not closed.
unsafe fn with<T>(file: *mut ffi::sqlite3_file, act: impl FnOnce(&Open, &mut Medium) -> T) -> T {
    // SAFETY: as the caller promises; SQLite uses a file from one thread at a time.
    let open = unsafe { &*(*file.cast::<Handle>()).open };
    act(open, &mut locked(&open.medium))
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let handle = file.cast::<Handle>();
    // SAFETY: SQLite closes a file once, after all else; `open` is the box that `place` took apart.
    let open = unsafe { Box::from_raw((*handle).open) };
    // SAFETY: the handle is SQLite's, and is not used any more.
    unsafe { (*handle).base.pMethods = std::ptr::null() };
    if let Some(known) = locked(&open.medium).files.get_mut(&open.name) {
        known.locks.unlock(open.number, 0);
        known.shm_locks.leave(open.number);
    }
    ffi::SQLITE_OK
}

fn offset(at: ffi::sqlite3_int64) -> usize {
    usize::try_from(at).unwrap_or_default()
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: Unused,
    count: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let count = usize::try_from(count).unwrap_or_default();
    // SAFETY: SQLite gives a buffer of so many bytes, and reads open files only.
    let into = unsafe { std::slice::from_raw_parts_mut(into.cast::<u8>(), count) };
    // SAFETY: the same.
    let found = unsafe { with(file, |open, medium| medium.read(&open.name, offset(at), into)) };
    match found {
        Ok(found) if found == count => ffi::SQLITE_OK,
        Ok(_) => ffi::SQLITE_IOERR_SHORT_READ,
        Err(failure) => code(failure),
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const std::ffi::c_void,
    count: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let count = usize::try_from(count).unwrap_or_default();
    // SAFETY: SQLite gives so many bytes, and writes to open files only.
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), count) };
    // SAFETY: the same.
    done(unsafe { with(file, |open, medium| medium.write(&open.name, offset(at), bytes)) })
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: the file is open.
    done(unsafe { with(file, |open, medium| medium.truncate(&open.name, offset(size))) })
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: the file is open.
    done(unsafe { with(file, |open, medium| medium.sync(&open.name)) })
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    size: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open, and SQLite gives a place for the answer.
    unsafe {
        let known = with(file, |open, medium| medium.size(&open.name));
        *size = ffi::sqlite3_int64::try_from(known).unwrap_or(ffi::sqlite3_int64::MAX);
    }
    ffi::SQLITE_OK
}

fn given(is_given: bool) -> c_int {
    if is_given { ffi::SQLITE_OK } else { ffi::SQLITE_BUSY }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: the file is open.
    given(unsafe {
        with(file, |open, medium| {
            let known = medium.files.get_mut(&open.name);
            known.is_some_and(|known| known.locks.lock(open.number, level))
        })
    })
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: the file is open.
    unsafe {
        with(file, |open, medium| {
            if let Some(known) = medium.files.get_mut(&open.name) {
                known.locks.unlock(open.number, level);
            }
        });
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, found: *mut c_int) -> c_int {
    // SAFETY: the file is open, and SQLite gives a place for the answer.
    unsafe {
        let reserved = with(file, |open, medium| {
            medium.files.get(&open.name).is_some_and(|known| known.locks.is_reserved())
        });
        *found = c_int::from(reserved);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: Unused) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    512
}

/// It promises nothing that a disk may not keep.
unsafe extern "C" fn device_characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    found: *mut *mut std::ffi::c_void,
) -> c_int {
    let page = usize::try_from(page).unwrap_or_default();
    let size = usize::try_from(size).unwrap_or_default();
    // SAFETY: the file is open, and SQLite gives a place for the answer.
    unsafe {
        let start = with(file, |open, medium| {
            let known = medium.files.get_mut(&open.name)?;
            while known.shared.len() <= page && extend != 0 {
                known.shared.push(Region::new(size));
            }
            known.shared.get(page).map(Region::start)
        });
        *found = start.unwrap_or(std::ptr::null_mut()).cast();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    let slots = first..first.saturating_add(count);
    // SAFETY: the file is open.
    given(unsafe {
        with(file, |open, medium| {
            let Some(known) = medium.files.get_mut(&open.name) else { return false };
            if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
                known.shm_locks.unlock(open.number, slots);
                return true;
            }
            let alone = flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
            known.shm_locks.lock(open.number, slots, alone)
        })
    })
}

unsafe extern "C" fn shm_barrier(_: *mut ffi::sqlite3_file) {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

/// Memory stays until the disk is started anew: another connection may look at it.
unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: the file is open.
    unsafe {
        with(file, |open, medium| {
            if let Some(known) = medium.files.get_mut(&open.name) {
                known.shm_locks.leave(open.number);
            }
        });
    }
    ffi::SQLITE_OK
}
