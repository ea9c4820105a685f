//! Who is connected: how many in all and from one address, and who makes room when all places are taken.
//!
//! Before anybody is recognised a connection is worth nothing, so those on which nobody was are the
//! first to go: whoever fills every place again and again keeps out nobody who shows a token or a
//! pinned key.

mod descriptors;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex};

use crate::config::LimitsConfig;
use crate::events::Cut;

pub(crate) use descriptors::connections_possible;

/// Everybody who is connected. The lock guards the list and is held only to change it.
#[derive(Debug, Clone)]
pub(crate) struct Connections(Arc<Mutex<List>>);

#[derive(Debug)]
struct List {
    connections_max: usize,
    of_one_max: usize,
    known: BTreeMap<u64, Connection>,
    from: BTreeMap<IpAddr, usize>,
    /// Those that ask nothing just now, in the order in which they make room: first those on which
    /// nobody was recognised, of these the one that has asked nothing for longest.
    idle: BTreeSet<Idle>,
    /// Rises with everything that happens, so that what happened earlier has the lower number.
    moment: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Idle {
    recognised: bool,
    since: u64,
    number: u64,
}

#[derive(Debug)]
struct Connection {
    from: IpAddr,
    recognised: bool,
    idle_since: Option<u64>,
    cut: Cut,
}

/// The place of a connection, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    number: u64,
    cut: Cut,
    connections: Connections,
}

/// Why a connection has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowded {
    /// As many as may come from its address do.
    FromOne,
    /// Everybody who is here is being answered.
    All,
}

/// What counts as one address: of the sixth version a whole network, since whoever has one address of
/// it has them all.
fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        address => address,
    }
}

impl Connections {
    /// Nobody yet; no more than the configuration and the process may have.
    pub(crate) fn new(limits: &LimitsConfig, possible: usize) -> Self {
        Self(Arc::new(Mutex::new(List {
            connections_max: limits.connections_max.min(possible).max(1),
            of_one_max: limits.connections_of_one_max.max(1),
            known: BTreeMap::new(),
            from: BTreeMap::new(),
            idle: BTreeSet::new(),
            moment: 0,
        })))
    }

    /// A place for a connection, if need be that of another.
    pub(crate) fn admit(&self, from: IpAddr) -> Result<Place, Crowded> {
        let from = counted_as(from);
        let Ok(mut list) = self.0.lock() else { return Err(Crowded::All) };
        if list.from.get(&from).is_some_and(|count| *count >= list.of_one_max) {
            return Err(Crowded::FromOne);
        }
        if list.known.len() >= list.connections_max {
            let Idle { number, .. } = *list.idle.first().ok_or(Crowded::All)?;
            if let Some(leaving) = list.remove(number) {
                leaving.cut.cut();
            }
        }
        let (number, cut) = (list.next_moment(), Cut::default());
        let connection = Connection { from, recognised: false, idle_since: None, cut: cut.clone() };
        list.known.insert(number, connection);
        *list.from.entry(from).or_default() += 1;
        list.rest(number);
        Ok(Place { number, cut, connections: self.clone() })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().map_or(0, |list| list.known.len())
    }
}

impl List {
    fn next_moment(&mut self) -> u64 {
        self.moment += 1;
        self.moment
    }

    /// A connection asks nothing from now on.
    fn rest(&mut self, number: u64) {
        let since = self.next_moment();
        let Some(connection) = self.known.get_mut(&number) else { return };
        connection.idle_since = Some(since);
        self.idle.insert(Idle { recognised: connection.recognised, since, number });
    }

    /// A connection asks something.
    fn rouse(&mut self, number: u64) {
        let Some(connection) = self.known.get_mut(&number) else { return };
        if let Some(since) = connection.idle_since.take() {
            self.idle.remove(&Idle { recognised: connection.recognised, since, number });
        }
    }

    fn remove(&mut self, number: u64) -> Option<Connection> {
        self.rouse(number);
        let connection = self.known.remove(&number)?;
        if let Some(count) = self.from.get_mut(&connection.from) {
            *count -= 1;
            if *count == 0 {
                self.from.remove(&connection.from);
            }
        }
        Some(connection)
    }
}

impl Place {
    /// The way to end the connection.
    pub(crate) fn cut(&self) -> &Cut {
        &self.cut
    }

    fn changed(&self, change: impl FnOnce(&mut List)) {
        if let Ok(mut list) = self.connections.0.lock() {
            change(&mut list);
        }
    }

    /// Somebody asks something over it.
    pub(crate) fn asks(&self) {
        self.changed(|list| list.rouse(self.number));
    }

    /// What was asked is answered, as far as it concerns the node.
    pub(crate) fn is_answered(&self) {
        self.changed(|list| list.rest(self.number));
    }

    /// Somebody was recognised on it.
    pub(crate) fn is_recognised(&self) {
        self.changed(|list| {
            let resting = list.known.get(&self.number).is_some_and(|it| it.idle_since.is_some());
            list.rouse(self.number);
            if let Some(connection) = list.known.get_mut(&self.number) {
                connection.recognised = true;
            }
            if resting {
                list.rest(self.number);
            }
        });
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.changed(|list| drop(list.remove(self.number)));
    }
}

#[cfg(test)]
mod tests;
