//! How a node starts: on its store, and, before it writes anything, beside what its peers know of its
//! logs.

use std::collections::BTreeMap;

use exchange::{Ask, Returned};
use identity::Directory;
use journal::{Checkpoint, HeadBook, LogId};
use kernel::{Epoch, NodeId, Note, Timestamp};

use crate::adopt::in_turn;
use crate::asking::{Asking, Asks};
use crate::cache::Cache;
use crate::dispatching::Numbering;
use crate::fault::Fault;
use crate::logs::{Log, log_id};
use crate::node::{Mode, Node, Parts};
use crate::receive::Steps;
use crate::recovering::Behind;
use crate::sharing::Duty;
use crate::vault::Vault;
use crate::watching::Watch;
use crate::world::World;

/// A node that is opened and has not written anything yet. A store that was put back together with all
/// that stood beside it, as with the copy of a whole machine, cannot know that it is old; peers do.
#[derive(Debug)]
pub struct Opening {
    node: Node,
    /// The agreements kept that are no longer what was adopted.
    unread: Vec<String>,
    /// Whether it recovers, and why, unless that is kept already.
    recovers: Option<Option<Behind>>,
    /// What it will take for true about others once the documents given to it are taken.
    coming: World,
}

impl Opening {
    /// Opens a node on its store.
    pub fn of(parts: Parts, now: Timestamp) -> Result<Self, Fault> {
        let mut node = opened(parts, now)?;
        let began = node.same_as_begun()?;
        let unread = node.recall()?;
        node.take_up_key(began.as_ref())?;
        let kept = node.recall_gathering()?;
        let behind = node.behind()?;
        node.recall_erased()?;
        node.store.roll_back()?;
        let recovers = (kept || behind).then(|| (!kept).then_some(Behind::Noted));
        let coming = node.world.clone();
        Ok(Self { node, unread, recovers, coming })
    }

    /// What to ask whom before it writes: each peer, what it knows of this node's log. Nobody, where it is
    /// known already that the store is old. Whoever does not answer is not waited for.
    ///
    /// A store in which nothing stands may have been lost: whom to ask is then said by these documents.
    pub fn asking(&mut self, documents: &[String]) -> Result<Vec<Asking>, Fault> {
        if self.recovers.is_some() {
            return Ok(Vec::new());
        }
        for note in in_turn(documents) {
            // What is not taken here is not taken later either, and says so then.
            self.coming.adopt_directory(&note, self.node.settings.training).ok();
        }
        let Some(directory) = self.directory() else { return Ok(Vec::new()) };
        let own = &self.node.settings.node;
        let Some(log) = self.node.logs.first() else { return Ok(Vec::new()) };
        let ask = Ask::Return { log: log.id.clone(), from: log.next().index };
        let peers = directory.nodes().filter(|(_, entry)| entry.node != *own);
        let asking = |to: NodeId, endpoint: String| {
            let body = exchange::write("a question", &ask)?;
            Ok(Asking { to, endpoint, ask: ask.clone(), body })
        };
        peers.map(|(_, entry)| asking(entry.node.clone(), entry.endpoint.clone())).collect()
    }

    /// The directory that says who those are whom it asks.
    pub fn directory(&self) -> Option<&Directory> {
        self.coming.directory().ok()
    }

    /// Takes what a peer answered. A checkpoint of this node's own that the store knows nothing of proves
    /// that the store is old, whoever brings it.
    pub fn told(&mut self, answer: &[u8]) -> Result<(), Fault> {
        let read = exchange::read::<Option<Returned>>("what is returned", answer);
        let Ok(Some(returned)) = read else { return Ok(()) };
        let mut longest: BTreeMap<LogId, (u64, String)> = BTreeMap::new();
        for text in returned.checkpoints {
            let note = Note::parse(&text).ok();
            let read = note.and_then(|note| Checkpoint::of(&note).ok());
            let Some(Checkpoint { log, size, .. }) = read else { continue };
            let known = longest.entry(log).or_default();
            if size >= known.0 {
                *known = (size, text);
            }
        }
        let longest: Vec<_> = longest.into_values().map(|(_, text)| text).collect();
        std::mem::swap(&mut self.node.world, &mut self.coming);
        let done = self.node.hear_own(&longest);
        std::mem::swap(&mut self.node.world, &mut self.coming);
        if done.is_err() {
            self.node.abandon();
        }
        done
    }

    /// Starts it; the first time, its logs begin.
    pub fn start(self, now: Timestamp) -> Result<Node, Fault> {
        let Self { mut node, unread, recovers, .. } = self;
        let told = (node.mode() == Mode::Recovering).then_some(None);
        if let Some(why) = recovers.or(told) {
            node.recover_from(now, why)?;
            return Ok(node);
        }
        node.destroy_again()?;
        if node.logs.iter().all(|log| log.next().index == 0) {
            node.begin_logs(now)?;
        } else {
            node.note_heads()?;
            node.read_again(now)?;
            node.alarm_unread(now, &unread)?;
        }
        node.key_again(now)?;
        node.change_key(now)?;
        Ok(node)
    }
}

impl Node {
    /// Opens and starts a node without asking anybody.
    pub fn open(parts: Parts, now: Timestamp) -> Result<Self, Fault> {
        Opening::of(parts, now)?.start(now)
    }
}

/// A node as its store has it, in a transaction that is still to be rolled back.
fn opened(parts: Parts, now: Timestamp) -> Result<Node, Fault> {
    let Parts { settings, keys, world, mut store, mut keystore, entropy, program } = parts;
    store.make_sure()?;
    keystore.make_sure()?;
    // Another process may be at work: what is read until the roll-back is of one moment.
    store.begin()?;
    let epoch = store.last_epoch()?.unwrap_or(Epoch::FIRST);
    let noticed = store.last_notice()?;
    let mut logs = Vec::new();
    for partition in 0..settings.partitions.max(1) {
        let id = log_id(&settings.region, &settings.node, epoch, partition);
        logs.push(Log::open(id, store.as_ref())?);
    }
    // Nor does it run backwards from one process to the next.
    let now = logs.iter().filter_map(|log| log.last_at).fold(now, Timestamp::max);
    Ok(Node {
        settings,
        signer: keys.log.clone(),
        keys,
        world,
        store,
        vault: Vault::new(keystore),
        entropy,
        program,
        epoch,
        logs,
        cache: Cache::default(),
        numbering: Numbering::default(),
        links: BTreeMap::new(),
        owed_since: BTreeMap::new(),
        asks: Asks::default(),
        heads: HeadBook::default(),
        watch: Watch::default(),
        turns: BTreeMap::new(),
        begun_at: BTreeMap::new(),
        told_as_of: BTreeMap::new(),
        followed: BTreeMap::new(),
        ahead: BTreeMap::new(),
        shown: BTreeMap::new(),
        now,
        mode: Mode::Ready,
        gathering: None,
        unwritten: Vec::new(),
        leased: BTreeMap::new(),
        noticed,
        duty: Duty::default(),
        steps: Steps::Long,
        task_refused: false,
        task_waits: false,
        has_erased: false,
        retries: true,
        retried: None,
    })
}
