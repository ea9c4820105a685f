//! Memory that SQLite shares between connections, and reaches without asking.

/// A piece of zeroed memory that stays where it is until it is dropped.
#[derive(Debug)]
pub(crate) struct Region {
    start: *mut u8,
    length: usize,
}

// SAFETY: a region owns its memory as a `Box<[u8]>` does; SQLite alone reads and writes it, under the
// locks it has asked for.
unsafe impl Send for Region {}

impl Region {
    pub(crate) fn new(length: usize) -> Self {
        let bytes = vec![0u8; length].into_boxed_slice();
        let start = Box::into_raw(bytes).cast::<u8>();
        Self { start, length }
    }

    pub(crate) fn start(&self) -> *mut u8 {
        self.start
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        let bytes = std::ptr::slice_from_raw_parts_mut(self.start, self.length);
        // SAFETY: `start` and `length` are those of the box that `new` took apart, and it is put
        // together once.
        drop(unsafe { Box::from_raw(bytes) });
    }
}
