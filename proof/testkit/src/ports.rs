//! Addresses of this machine at which a test lets something listen later.

use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the ports from which an operating system takes those of outgoing connections: there
/// nobody can come between the choice and the listening.
const FIRST: u16 = 10_000;
const LAST: u16 = 30_000;
/// How many a process has for itself. Each test is a process, and those beside it have other
/// numbers.
const BLOCK: u16 = 16;

static GIVEN: AtomicU16 = AtomicU16::new(0);

/// So many addresses with ports beside each other, on which nobody listens and which this process
/// has not been given before.
///
/// # Panics
///
/// If there are none.
pub fn free_addresses(count: u16) -> Vec<SocketAddrV4> {
    let start = std::process::id() % u32::from((LAST - FIRST) / BLOCK);
    let start = u16::try_from(start).map_or(0, |block| block * BLOCK);
    let at = |port| SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
    for _ in (FIRST..LAST).step_by(usize::from(count)) {
        let given = GIVEN.fetch_add(count, Ordering::Relaxed);
        let first = FIRST + start.wrapping_add(given) % (LAST - FIRST - count);
        let addresses: Vec<_> = (first..first + count).map(at).collect();
        if addresses.iter().all(|address| TcpListener::bind(address).is_ok()) {
            return addresses;
        }
    }
    panic!("no {count} ports beside each other are free")
}
