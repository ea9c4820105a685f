//! One open file as SQLite sees it: the system's own, and what is known of its pages.

use std::ffi::{c_int, c_void};

use rusqlite::ffi;

use crate::page::{self, Form, HEAD};

/// What SQLite keeps of an open file: its methods first, then what is ours. The system's own handle
/// stands behind it.
#[repr(C, align(8))]
pub(crate) struct Handle {
    base: ffi::sqlite3_file,
    /// Whether it is a database; logs and journals are passed through.
    main: bool,
    form: Form,
}

pub(crate) static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Without the third version no file is mapped into memory, where nobody would look at its sums.
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

/// The system's own handle of a file.
///
/// # Safety
/// The file is one of ours: SQLite was told how much room both handles need.
pub(crate) unsafe fn own(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: as the caller promises, the other handle begins where ours ends.
    unsafe { file.cast::<Handle>().add(1).cast() }
}

/// Gives SQLite a file that the system has opened.
///
/// # Safety
/// The file is one of ours, and its own handle is open.
pub(crate) unsafe fn place(file: *mut ffi::sqlite3_file, main: bool) {
    let mut head = [0; HEAD];
    let mut form = Form::Plain;
    // SAFETY: the own handle is open, and the buffer has as many bytes as are asked for.
    let found = unsafe {
        call(
            file,
            |methods| methods.xRead,
            |read, own| read(own, head.as_mut_ptr().cast(), HEAD.try_into().unwrap_or_default(), 0),
        )
    };
    if main && found == ffi::SQLITE_OK {
        form = page::form(&head).unwrap_or(form);
    }
    let base = ffi::sqlite3_file { pMethods: &raw const METHODS };
    // SAFETY: SQLite gave room for it.
    unsafe { file.cast::<Handle>().write(Handle { base, main, form }) };
}

/// Calls a method of the system's own handle; one it lacks is an error.
///
/// # Safety
/// The own handle of the file is open.
unsafe fn call<M>(
    file: *mut ffi::sqlite3_file,
    method: impl FnOnce(&ffi::sqlite3_io_methods) -> Option<M>,
    act: impl FnOnce(M, *mut ffi::sqlite3_file) -> c_int,
) -> c_int {
    // SAFETY: as the caller promises; an open handle has methods.
    let own = unsafe { own(file) };
    // SAFETY: the same.
    let found = unsafe { (*own).pMethods.as_ref() }.and_then(method);
    found.map_or(ffi::SQLITE_IOERR, |method| act(method, own))
}

/// What is known of a file.
///
/// # Safety
/// The file was placed, and SQLite uses it from one thread at a time.
unsafe fn known<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Handle {
    // SAFETY: as the caller promises.
    unsafe { &mut *file.cast::<Handle>() }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once, after all else.
    unsafe { call(file, |methods| methods.xClose, |close, own| close(own)) }
}

impl Handle {
    /// Takes note of what the first page says, and whether it may be believed.
    fn learn(&mut self, at: ffi::sqlite3_int64, bytes: &[u8]) {
        if self.main
            && at == 0
            && bytes.len() >= HEAD
            && let Some(form) = page::form(bytes)
        {
            self.form = form;
        }
    }

    /// Whether so many bytes at a place are one page of a file with sums.
    fn is_page(&self, at: ffi::sqlite3_int64, count: usize) -> bool {
        let Form::Summed(size) = self.form else { return false };
        let whole = usize::try_from(at).is_ok_and(|at| at.is_multiple_of(size));
        self.main && count == size && whole
    }
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    count: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite reads open files only.
    let code =
        unsafe { call(file, |methods| methods.xRead, |read, own| read(own, into, count, at)) };
    if code != ffi::SQLITE_OK {
        return code;
    }
    let count = usize::try_from(count).unwrap_or_default();
    // SAFETY: SQLite gave a buffer of so many bytes, and the system has filled it.
    let bytes = unsafe { std::slice::from_raw_parts(into.cast::<u8>(), count) };
    // SAFETY: the file is open.
    let known = unsafe { known(file) };
    known.learn(at, bytes);
    let differs = if known.is_page(at, count) {
        !page::holds(bytes)
    } else {
        known.main && at == 0 && count > HEAD && page::denies(bytes)
    };
    if differs { ffi::SQLITE_IOERR_DATA } else { ffi::SQLITE_OK }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    count: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let length = usize::try_from(count).unwrap_or_default();
    // SAFETY: SQLite gives so many bytes.
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length) };
    // SAFETY: SQLite writes to open files only.
    let known = unsafe { known(file) };
    known.learn(at, bytes);
    if !known.is_page(at, length) {
        // SAFETY: the same.
        return unsafe {
            call(file, |methods| methods.xWrite, |write, own| write(own, from, count, at))
        };
    }
    let mut page = bytes.to_vec();
    page::seal(&mut page);
    let from = page.as_ptr().cast();
    // SAFETY: the same, and the copy lives until the call has ended.
    unsafe { call(file, |methods| methods.xWrite, |write, own| write(own, from, count, at)) }
}

/// What is passed on as it is.
macro_rules! passed_on {
    ($($name:ident $method:ident ($($argument:ident: $type:ty),*);)*) => {
        $(unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $argument: $type)*) -> c_int {
            // SAFETY: SQLite asks of open files only, and what it gives is passed on as it is.
            unsafe { call(file, |methods| methods.$method, |method, own| method(own $(, $argument)*)) }
        })*
    };
}

passed_on! {
    truncate xTruncate (size: ffi::sqlite3_int64);
    sync xSync (flags: c_int);
    file_size xFileSize (size: *mut ffi::sqlite3_int64);
    lock xLock (level: c_int);
    unlock xUnlock (level: c_int);
    check_reserved_lock xCheckReservedLock (found: *mut c_int);
    file_control xFileControl (what: c_int, about: *mut c_void);
    sector_size xSectorSize ();
    shm_map xShmMap (page: c_int, size: c_int, extend: c_int, found: *mut *mut c_void);
    shm_lock xShmLock (first: c_int, count: c_int, flags: c_int);
    shm_unmap xShmUnmap (delete: c_int);
}

/// What the disk can do, but for reading a part of a page, whose sum nobody could look at.
unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite asks of open files only.
    let can = unsafe { call(file, |methods| methods.xDeviceCharacteristics, |can, own| can(own)) };
    can & !ffi::SQLITE_IOCAP_SUBPAGE_READ
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: SQLite asks of open files only.
    unsafe {
        call(
            file,
            |methods| methods.xShmBarrier,
            |barrier, own| {
                barrier(own);
                ffi::SQLITE_OK
            },
        );
    }
}
