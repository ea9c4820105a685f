//! Every call to the disk fails once, in every way: what was acknowledged is there afterwards, and what
//! was not is there once when it is sent again.

use disk::{Disk, Image, Trouble};
use kernel::{Amount, Decides, DossierId};
use node::{Fault, Node, Reader, Submission, verify};
use store::{Search, Sqlite, SqliteKeys, Vfs};

use crate::acts::*;
use crate::commands::presenting;
use crate::region::*;

/// A node of CI on a disk that fails, as it is before a declaration comes.
struct Bench {
    region: Region,
    before: Image,
    guarantee: DossierId,
    submission: Submission,
}

fn stores(disk: &Disk) -> Result<(Sqlite, SqliteKeys), store::Fault> {
    let vfs = Vfs::named(disk::VFS);
    let store = Sqlite::open(&disk.path("store.db"), &vfs)?;
    Ok((store, SqliteKeys::open(&disk.path("keys.db"), &vfs)?))
}

impl Bench {
    fn new(random: u64) -> Self {
        assert!(disk::register());
        let mut region = Region::new(random, Decides::Node);
        let disk = Disk::new(random);
        let mut node = open(&region, &disk, 1).unwrap();
        let notes =
            [directory_note().to_string(), agreement("trie", &["CI", "BF", "ML"]).to_string()];
        node.adopt(region.now, &notes).unwrap();
        region.nodes.insert("CI", node);
        let guarantee = region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
        let submission = presenting(&mut region, &TO_BOBO);
        region.nodes.remove("CI");
        Self { region, before: disk.image(), guarantee, submission }
    }

    fn disk(&self, seed: u64) -> Disk {
        let disk = Disk::new(seed);
        disk.put_back(&self.before, "");
        disk
    }

    /// Opens the node and submits; whether it was acknowledged.
    fn append(&self, node: &mut Node) -> Result<bool, Fault> {
        let replies = node.submit(self.region.now, vec![self.submission.clone()])?;
        replies[0].outcome.clone().expect("it is taken");
        Ok(replies[0].repeated)
    }

    /// The node is opened anew and sent the same again: it is there once, and everything verifies.
    fn once_in_the_end(&self, disk: &Disk, acknowledged: bool, what: &str) {
        let mut node =
            open(&self.region, disk, 3).unwrap_or_else(|fault| panic!("{what}: {fault:?}"));
        assert_eq!(node.mode(), node::Mode::Ready, "{what}");
        let repeated = self.append(&mut node).unwrap();
        assert!(repeated || !acknowledged, "{what}: what was acknowledged is lost");
        assert!(self.append(&mut node).unwrap(), "{what}: it is done again");
        let (store, keys) = stores(disk).unwrap();
        let found = verify(&store, &keys, &root(), &node_id("CI"), REGION).unwrap();
        assert!(found.ok, "{what}: {:?}", found.first_bad);
        let directory = node.world().directory().unwrap().clone();
        let settings = node.settings().clone();
        let directory = Some(std::sync::Arc::new(directory));
        let reader = Reader::new(Box::new(store), Box::new(keys), settings, directory);
        // Lists follow afterwards, and are brought up to date when they are read.
        while node.work(self.region.now).unwrap() {}
        let movements = reader.list(&Search::of("movement"), None, 9).unwrap();
        assert_eq!(movements.len(), 1, "{what}");
        let account = reader.guarantee(&self.guarantee).unwrap().unwrap().view;
        let held = (account.held, account.live_hold_count);
        assert_eq!(held, (Amount::whole(400_000), 1), "{what}");
    }
}

fn open(region: &Region, disk: &Disk, random: u64) -> Result<Node, Fault> {
    let mut parts = parts("CI", &region.homes["CI"], random);
    let (store, keys) = stores(disk)?;
    (parts.store, parts.keystore) = (Box::new(store), Box::new(keys));
    Node::open(parts, region.now)
}

/// What a run in which one call went wrong came to.
struct Tried {
    /// Whether the run had come to that call.
    reached: bool,
    acknowledged: bool,
}

/// One run in which one call goes wrong, after which the process is started again, or power is cut too.
fn tried(bench: &Bench, call: u64, trouble: Trouble, from_start: bool, power: bool) -> Tried {
    let disk = bench.disk(call);
    let node = if from_start { None } else { Some(open(&bench.region, &disk, 2).unwrap()) };
    let first = disk.call_count();
    disk.fail_call(first + call, trouble);
    let node = node.map_or_else(|| open(&bench.region, &disk, 2), Ok);
    let acknowledged = match node {
        Ok(mut node) => {
            let done = bench.append(&mut node);
            disk.cut();
            drop(node);
            done.is_ok()
        }
        Err(_) => false,
    };
    let reached = disk.call_count() > first + call;
    disk.cut();
    if power {
        disk.power_on()
    } else {
        disk.start()
    }
    let what = format!("call {call}, {trouble:?}, power cut: {power}");
    bench.once_in_the_end(&disk, acknowledged, &what);
    Tried { reached, acknowledged }
}

/// Every call of a run in turn, until there is none that has not gone wrong.
fn each_call(random: u64, trouble: Trouble, from_start: bool) {
    let bench = Bench::new(random);
    let mut refused = 0;
    for call in 0.. {
        let mut reached = false;
        for power in [false, true] {
            let tried = tried(&bench, call, trouble, from_start, power);
            assert!(tried.reached || tried.acknowledged, "call {call}: nothing went wrong");
            reached |= tried.reached;
            refused += u32::from(!tried.acknowledged);
        }
        if !reached {
            break;
        }
    }
    assert!(refused > 0, "no call was needed");
}

#[test]
fn a_command_counts_once_whichever_call_of_its_append_is_refused() {
    each_call(900, Trouble::Refused, false);
}

#[test]
fn a_command_counts_once_whichever_write_or_sync_of_its_append_is_torn() {
    each_call(901, Trouble::Torn, false);
}

#[test]
fn a_command_counts_once_wherever_in_its_append_the_disk_is_full() {
    each_call(902, Trouble::Full, false);
}

#[test]
fn a_command_counts_once_whichever_call_of_a_start_fails() {
    for trouble in [Trouble::Refused, Trouble::Torn, Trouble::Full] {
        each_call(903, trouble, true);
    }
}
