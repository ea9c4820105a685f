//! Every node of a region in this process: each with its own folder, keys and store on the disk, and
//! nothing between them but the bytes they send.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use api::Config;
use identity::Directory;
use kernel::{NodeId, OfficeCode, OfficerId};
use node::{Node, Reader};
use store::{Read, Sqlite, Vfs};

use crate::member::CONFIG;
use crate::region::corridor::Corridor;
use crate::region::{Placed, make};

/// Who belongs to it, beside the hub.
const MEMBERS: [&str; 4] = ["CI", "BF", "ML", "SN"];

/// A node that is not open.
#[derive(Debug, Clone)]
pub(super) struct Home {
    /// Its administration.
    pub(super) code: String,
    /// The node.
    pub(super) node: NodeId,
    /// Its folder.
    pub(super) dir: PathBuf,
    /// How it is set up.
    pub(super) config: Config,
    /// Who works at each office.
    pub(super) officers: BTreeMap<OfficeCode, OfficerId>,
}

/// Founds a region in which every node decides by itself: four customs administrations and the hub,
/// which comes last.
pub(super) fn found(folder: &Path) -> anyhow::Result<Vec<Home>> {
    let plan = Corridor::built_in()?.deciding().plan(&MEMBERS)?;
    let made = make(&folder.join(&plan.region), &plan, None)?;
    made.nodes.into_iter().map(Home::at).collect()
}

/// The home of an administration.
pub(super) fn of<'a>(homes: &'a [Home], code: &str) -> anyhow::Result<&'a Home> {
    homes.iter().find(|home| home.code == code).with_context(|| format!("no node of {code}"))
}

impl Home {
    /// The home of a node that was placed.
    pub(super) fn at(placed: Placed) -> anyhow::Result<Self> {
        let Placed { administration, node, dir, officers, .. } = placed;
        let config = Config::load(&dir.join(CONFIG))?;
        Ok(Self { code: administration.to_string(), node, dir, config, officers })
    }

    /// Opens the node.
    pub(super) fn open(&self) -> anyhow::Result<Node> {
        Ok(api::open_node(&self.config)?)
    }

    /// What the node has written by now, seen from beside it.
    pub(super) fn eyes(&self) -> anyhow::Result<Box<dyn Read>> {
        let store = Sqlite::open(&self.config.paths.store, &Vfs::default())?;
        Ok(Box::new(store.reader()?))
    }

    /// The same as views.
    pub(super) fn reader(&self, directory: &Directory) -> anyhow::Result<Reader> {
        let (eyes, keys) = (self.eyes()?, api::read_keys(&self.config)?);
        let directory = Some(Arc::new(directory.clone()));
        Ok(Reader::new(eyes, keys, self.config.node.clone(), directory))
    }
}
