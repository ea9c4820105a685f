//! The disk as SQLite sees it: opening, deleting and looking for files.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::OnceLock;

use rusqlite::ffi;

use crate::io::{self, Handle};
use crate::registry::locked;
use crate::{VFS, of_path};

/// The longest path SQLite may give.
const PATH_MAX: c_int = 512;
/// 1970-01-01 in milliseconds of the Julian calendar: these disks know no time.
const EPOCH_MS: i64 = 210_866_760_000_000;

/// What SQLite is given once and keeps for as long as the process lives.
struct Registered(ffi::sqlite3_vfs);

// SAFETY: it is written before SQLite is given it, and its pointers lead to statics alone.
unsafe impl Sync for Registered {}
// SAFETY: the same.
unsafe impl Send for Registered {}

/// Makes these disks known to SQLite, once; says whether it took them.
pub fn register() -> bool {
    static TAKEN: OnceLock<bool> = OnceLock::new();
    *TAKEN.get_or_init(|| {
        let Ok(name) = std::ffi::CString::new(VFS) else { return false };
        let registered = Box::leak(Box::new(Registered(functions(name.into_raw()))));
        // SAFETY: it lives as long as the process, and all its functions are there.
        let code = unsafe { ffi::sqlite3_vfs_register(&raw mut registered.0, 0) };
        code == ffi::SQLITE_OK
    })
}

fn functions(name: *const c_char) -> ffi::sqlite3_vfs {
    let size = c_int::try_from(size_of::<Handle>()).unwrap_or_default();
    ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: size,
        mxPathname: PATH_MAX,
        pNext: std::ptr::null_mut(),
        zName: name,
        pAppData: std::ptr::null_mut(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_path),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: None,
        xGetLastError: Some(last_error),
        xCurrentTimeInt64: Some(current_time),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    }
}

/// The path SQLite gave.
///
/// # Safety
/// It is null or ends with a zero.
unsafe fn text(path: *const c_char) -> Option<String> {
    if path.is_null() {
        return None;
    }
    // SAFETY: as the caller promises.
    let path = unsafe { CStr::from_ptr(path) };
    path.to_str().ok().map(str::to_owned)
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    path: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    taken: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives `szOsFile` bytes for the handle; without methods it will not close it.
    unsafe { (*file).pMethods = std::ptr::null() };
    // SAFETY: SQLite's paths end with a zero.
    let Some(path) = (unsafe { text(path) }) else {
        // A temporary file has no name, and no database of ours needs one.
        return ffi::SQLITE_CANTOPEN;
    };
    let Some((medium, name)) = of_path(&path) else { return ffi::SQLITE_CANTOPEN };
    let number = {
        let mut medium = locked(&medium);
        let there = medium.files.contains_key(&name);
        if !medium.is_on() || !there && flags & ffi::SQLITE_OPEN_CREATE == 0 {
            return ffi::SQLITE_CANTOPEN;
        }
        if let Err(failure) = medium.create(&name) {
            return io::code(failure);
        }
        medium.handle_count += 1;
        medium.handle_count
    };
    // SAFETY: SQLite gives as many bytes as a handle has, and place for what it may do.
    unsafe {
        io::place(file, medium, name, number);
        if !taken.is_null() {
            *taken = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, path: *const c_char, _: c_int) -> c_int {
    // SAFETY: SQLite's paths end with a zero.
    let Some((medium, name)) = (unsafe { text(path) }).and_then(|path| of_path(&path)) else {
        return ffi::SQLITE_IOERR_DELETE;
    };
    let mut medium = locked(&medium);
    if !medium.files.contains_key(&name) {
        return ffi::SQLITE_IOERR_DELETE_NOENT;
    }
    medium.delete(&name).map_or_else(io::code, |()| ffi::SQLITE_OK)
}

unsafe extern "C" fn access(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    _: c_int,
    found: *mut c_int,
) -> c_int {
    // SAFETY: SQLite's paths end with a zero.
    let file = (unsafe { text(path) }).and_then(|path| of_path(&path));
    let there = file.is_some_and(|(medium, name)| locked(&medium).files.contains_key(&name));
    // SAFETY: SQLite gives a place for the answer.
    unsafe { *found = c_int::from(there) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_path(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    room: c_int,
    full: *mut c_char,
) -> c_int {
    // SAFETY: SQLite's paths end with a zero.
    let path = unsafe { CStr::from_ptr(path) }.to_bytes_with_nul();
    if usize::try_from(room).is_ok_and(|room| path.len() > room) {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: there is room for so many bytes.
    unsafe { std::ptr::copy_nonoverlapping(path.as_ptr().cast(), full, path.len()) };
    ffi::SQLITE_OK
}

/// SQLite salts its logs with it; nothing that is kept depends on it.
unsafe extern "C" fn randomness(_: *mut ffi::sqlite3_vfs, count: c_int, out: *mut c_char) -> c_int {
    let count_of_bytes = usize::try_from(count).unwrap_or_default();
    // SAFETY: SQLite gives so many bytes.
    unsafe { std::ptr::write_bytes(out, 7, count_of_bytes) };
    count
}

/// Nobody waits in a simulation.
unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    microseconds
}

unsafe extern "C" fn last_error(_: *mut ffi::sqlite3_vfs, _: c_int, _: *mut c_char) -> c_int {
    0
}

unsafe extern "C" fn current_time(_: *mut ffi::sqlite3_vfs, now: *mut i64) -> c_int {
    // SAFETY: SQLite gives a place for the answer.
    unsafe { *now = EPOCH_MS };
    ffi::SQLITE_OK
}

/// What `xFileControl` and others are given and do not use.
pub(crate) type Unused = *mut c_void;
