//! Moving what a node keeps to where another configuration has it: from files into databases, and back.

use store::{Fault::Filled, Watching, copy, copy_keys};

use crate::config::Config;
use crate::fault::Fault;
use crate::keeping::{self, MOVED, only_one};

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// How many rows of the store; none where it stayed where it is.
    pub rows: Option<u64>,
    /// How many keys; none where they stayed where they are.
    pub keys: Option<u64>,
    /// Where the store is now, without any password.
    pub to: String,
}

/// Copies store and keystore of a node that is not at work to where another configuration has them, and
/// compares every row. What is not elsewhere there stays. The store that was copied says that it has been
/// moved, and no node is opened on it any more: two that went on would tell two histories.
pub fn migrate(from: &Config, to: &Config, watching: Watching<'_>) -> Result<Moved, Fault> {
    let fixed = |config: &Config| {
        let node = &config.node;
        (node.region.clone(), node.node.clone(), node.partitions, node.training)
    };
    if fixed(from) != fixed(to) {
        return Err(Fault::OtherNode);
    }
    let ([store_from, keys_from], [store_to, keys_to]) = (places(from), places(to));
    let (moves_store, moves_keys) = (store_from != store_to, keys_from != keys_to);
    if !(moves_store || moves_keys) {
        return Err(Fault::SamePlace { place: store_to });
    }
    let _locks = (only_one(from)?, if moves_keys { only_one(to)? } else { None });
    let (mut store, mut keys) = (keeping::store(from, false)?, keeping::keys(from)?);
    if let Some(to) = store.text(MOVED)? {
        return Err(Fault::Moved { to });
    }
    store.make_sure()?;
    keys.make_sure()?;
    let mut target = moves_store.then(|| keeping::store(to, false)).transpose()?;
    // A store that is refused only after its keys were copied leaves them behind.
    if target.as_ref().is_some_and(|target| target.last_epoch().is_ok_and(|epoch| epoch.is_some()))
    {
        return Err(Filled { table: "entries" }.into());
    }
    let keys = match moves_keys {
        true => Some(copy_keys(keys.as_ref(), keeping::keys(to)?.as_mut())?),
        false => None,
    };
    let rows = match &mut target {
        Some(target) => Some(copy(store.as_ref(), target.as_mut(), watching)?),
        None => None,
    };
    if moves_store {
        store.begin()?;
        store.put_text(MOVED, &store_to)?;
        store.commit()?;
    }
    Ok(Moved { rows, keys, to: store_to })
}

/// Where store and keystore are, without any password.
fn places(config: &Config) -> [String; 2] {
    let (database, paths) = (&config.database, &config.paths);
    let each = [(&database.store, &paths.store), (&database.keystore, &paths.keystore)];
    each.map(|(named, path)| match named {
        Some(named) => named.shown(),
        None => path.display().to_string(),
    })
}
