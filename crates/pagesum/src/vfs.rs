//! The way to the disk as SQLite sees it: the system's own, with other files.

use std::ffi::{c_char, c_int};
use std::sync::OnceLock;

use rusqlite::ffi;

use crate::VFS;
use crate::file::{self, Handle};

/// What SQLite is given once and keeps for as long as the process lives.
struct Registered(ffi::sqlite3_vfs);

// SAFETY: it is written before SQLite is given it, and its pointers lead to what lives for ever.
unsafe impl Sync for Registered {}
// SAFETY: the same.
unsafe impl Send for Registered {}

/// Makes this way to the disk known to SQLite, once; says whether SQLite took it.
pub fn register() -> bool {
    static TAKEN: OnceLock<bool> = OnceLock::new();
    *TAKEN.get_or_init(|| {
        // SAFETY: SQLite starts itself where it has not, and gives back its default or nothing.
        let own = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
        let Ok(name) = std::ffi::CString::new(VFS) else { return false };
        if own.is_null() {
            return false;
        }
        // SAFETY: it was found, and lives as long as the process.
        let Some(functions) = (unsafe { functions(own, name.into_raw()) }) else { return false };
        let registered = Box::leak(Box::new(Registered(functions)));
        // SAFETY: it lives as long as the process, and all its functions are there.
        let code = unsafe { ffi::sqlite3_vfs_register(&raw mut registered.0, 0) };
        code == ffi::SQLITE_OK
    })
}

/// The system's own functions, but for those that open files.
///
/// # Safety
/// The system's own way was found and stays.
unsafe fn functions(own: *mut ffi::sqlite3_vfs, name: *const c_char) -> Option<ffi::sqlite3_vfs> {
    // SAFETY: as the caller promises.
    let known = unsafe { &*own };
    let ours = c_int::try_from(size_of::<Handle>()).ok()?;
    Some(ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: ours + known.szOsFile,
        mxPathname: known.mxPathname,
        pNext: std::ptr::null_mut(),
        zName: name,
        pAppData: own.cast(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_pathname),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: Some(last_error),
        xCurrentTimeInt64: Some(current_time_int64),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    })
}

/// The system's own way.
///
/// # Safety
/// It is asked of what [`register`] gave SQLite.
unsafe fn own(vfs: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    // SAFETY: as the caller promises.
    unsafe { (*vfs).pAppData.cast() }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    path: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    taken: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives `szOsFile` bytes; without methods it will not close the file.
    unsafe { (*file).pMethods = std::ptr::null() };
    // SAFETY: it is our way, and the system's own has this function.
    let own_vfs = unsafe { own(vfs) };
    // SAFETY: the same.
    let Some(open) = (unsafe { (*own_vfs).xOpen }) else { return ffi::SQLITE_CANTOPEN };
    // SAFETY: behind our handle there is room for the other, and all else is passed on.
    let code = unsafe { open(own_vfs, path, file::own(file), flags, taken) };
    if code == ffi::SQLITE_OK {
        // SAFETY: the own handle is open.
        unsafe { file::place(file, flags & ffi::SQLITE_OPEN_MAIN_DB != 0) };
    }
    code
}

/// What is passed on as it is.
macro_rules! passed_on {
    ($($name:ident $method:ident ($($argument:ident: $type:ty),*);)*) => {
        $(unsafe extern "C" fn $name(vfs: *mut ffi::sqlite3_vfs $(, $argument: $type)*) -> c_int {
            // SAFETY: it is our way.
            let own = unsafe { own(vfs) };
            // SAFETY: the system's own stays, and what SQLite gives is passed on as it is.
            unsafe { (*own).$method.map_or(ffi::SQLITE_ERROR, |method| method(own $(, $argument)*)) }
        })*
    };
}

passed_on! {
    delete xDelete (path: *const c_char, sync: c_int);
    access xAccess (path: *const c_char, what: c_int, found: *mut c_int);
    full_pathname xFullPathname (path: *const c_char, room: c_int, found: *mut c_char);
    randomness xRandomness (count: c_int, into: *mut c_char);
    sleep xSleep (microseconds: c_int);
    current_time xCurrentTime (time: *mut f64);
    last_error xGetLastError (room: c_int, into: *mut c_char);
    current_time_int64 xCurrentTimeInt64 (time: *mut ffi::sqlite3_int64);
}
