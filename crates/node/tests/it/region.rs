//! A small region for tests: CI, BF, ML and SN, and the corridor's hub.

use std::collections::BTreeMap;

use agreement::{Agreement, Duty, Instrument, Passage};
use exchange::Pace;
use identity::{
    Directory, Holding, Member, NodeEntry, NodeRole, NodeSecret, Office, People, Post, Root,
    StandingOrder, UnsealKey, member_key_name,
};
use kernel::{
    Administration, Decides, Digest, Function, Money, NodeId, Note, OfficeCode, SigningKey,
    Timestamp,
};
use node::{Node, NodeKeys, Parts, Program, Reader, Settings, World};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use reference::{Reference, Route};
use store::{Sqlite, SqliteKeys, Vfs};
use tempfile::TempDir;

pub(crate) const REGION: &str = "corridor";
pub(crate) const START: &str = "2026-11-23T08:00:00Z";

pub(crate) fn administration(code: &str) -> Administration {
    code.parse().unwrap()
}

pub(crate) fn office(code: &str) -> OfficeCode {
    code.parse().unwrap()
}

pub(crate) fn node_id(code: &str) -> NodeId {
    NodeId::of(&administration(code), 1).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn xof(amount: u32) -> Money {
    Money::new(kernel::Amount::whole(amount), "XOF".to_owned().try_into().unwrap())
}

pub(crate) fn seed(code: &str, purpose: u8) -> [u8; 32] {
    let mut seed = [purpose; 32];
    seed[..code.len()].copy_from_slice(code.as_bytes());
    seed
}

/// The key a node signs its checkpoints with.
pub(crate) fn log_key(code: &str) -> SigningKey {
    SigningKey::from_seed("log", &seed(code, 2))
}

pub(crate) fn member_key(code: &str) -> SigningKey {
    SigningKey::from_seed(&member_key_name(REGION, &administration(code)), &seed(code, 1))
}

/// The offices of each country, with what each does.
fn offices(code: &str) -> Vec<(&'static str, Function)> {
    match code {
        "CI" => vec![("CIABJ000", Function::Departure), ("CIX01000", Function::Passage)],
        "BF" => vec![
            ("BFX01000", Function::Passage),
            ("BFBOY000", Function::Destination),
            ("BFX02000", Function::Passage),
        ],
        "ML" => vec![
            ("MLX01000", Function::Passage),
            ("MLX02000", Function::Passage),
            ("MLBKO000", Function::Destination),
        ],
        "SN" => vec![
            ("SNDKR000", Function::Departure),
            ("SNKID000", Function::Passage),
            ("SNTBC000", Function::Destination),
        ],
        _ => Vec::new(),
    }
}

pub(crate) fn office_of(code: &str, function: Function) -> &'static str {
    let found = offices(code).into_iter().find(|(_, does)| *does == function);
    found.map_or_else(|| offices(code)[0].0, |(office, _)| office)
}

pub(crate) fn member(code: &str) -> Member {
    let role = if code == "CORRIDOR" { NodeRole::Hub } else { NodeRole::Customs };
    let offices = offices(code).into_iter().map(|(code, function)| Office {
        code: office(code),
        name: code.to_owned(),
        functions: [function].into(),
        mark: None,
    });
    Member {
        v: 1,
        region: REGION.to_owned(),
        administration: administration(code),
        serial: 1,
        nodes: vec![NodeEntry {
            training: false,
            node: node_id(code),
            role,
            endpoint: format!("https://{code}"),
            log_key: log_key(code).verifying(),
            former_log_keys: Vec::new(),
            tls_key: Digest::of(&[code.as_bytes()]),
            seal_key: UnsealKey::from_seed(&seed(code, 3)).public(),
            partitions: 1,
        }],
        offices: offices.collect(),
    }
}

pub(crate) fn root() -> Root {
    let codes = ["CI", "BF", "ML", "SN", "CORRIDOR"];
    let keys = codes.map(|code| (administration(code), member_key(code).verifying()));
    Root { threshold: 3, keys: keys.into() }
}

pub(crate) fn directory_note() -> Note {
    directory_of(member, 1)
}

/// The first directory: its members as they are said to be, and how many witnesses it asks for.
pub(crate) fn directory_of(member: impl Fn(&str) -> Member, quorum: usize) -> Note {
    let members = ["CI", "BF", "ML", "SN", "CORRIDOR"]
        .map(|code| member(code).sign(&member_key(code)).unwrap());
    let days = (at(START), at("2027-11-23T00:00:00Z"));
    let draft = Directory::draft(REGION, root(), &members, None, quorum, days).unwrap();
    ["CI", "BF", "ML"].iter().fold(draft, |note, code| note.signed_by(&member_key(code)))
}

/// The next directory, in which one member has left and another signs with a new key.
pub(crate) fn next_directory(previous: &Directory, left: &str, rotated: &str) -> Note {
    let key = |code: &str| match code == rotated {
        true => {
            let name = member_key_name(REGION, &administration(code));
            SigningKey::from_seed(&name, &seed(code, 9))
        }
        false => member_key(code),
    };
    let codes = ["CI", "BF", "ML", "SN", "CORRIDOR"].into_iter().filter(|code| *code != left);
    let keys = codes.clone().map(|code| (administration(code), key(code).verifying()));
    let root = Root { threshold: 3, keys: keys.collect() };
    let members: Vec<_> = codes.map(|code| member(code).sign(&key(code)).unwrap()).collect();
    let days = (at(START), at("2027-11-23T00:00:00Z"));
    let draft = Directory::draft(REGION, root, &members, Some(previous), 1, days).unwrap();
    ["CI", "BF", "ML"].iter().fold(draft, |note, code| note.signed_by(&member_key(code)))
}

/// The second version of an agreement, which ends after a day.
pub(crate) fn ending(id: &str, parties: &[&str], run_off_days: u16) -> Note {
    let first = agreement(id, parties);
    let mut body: Agreement = serde_json::from_str(first.text()).unwrap();
    (body.version, body.run_off_days) = (2, run_off_days);
    body.until = Some("2026-11-24".parse().unwrap());
    let note = body.propose().unwrap();
    parties.iter().fold(note, |note, code| note.signed_by(&member_key(code)))
}

pub(crate) fn agreement(id: &str, parties: &[&str]) -> Note {
    agreement_from(id, 1, parties, "2026-01-01")
}

/// A version of an agreement that is in force from a day.
pub(crate) fn agreement_from(id: &str, version: u64, parties: &[&str], from: &str) -> Note {
    let owed = Passage { exit: Duty::Required, entry: Duty::Required };
    let agreement = Agreement {
        v: 1,
        id: id.to_owned(),
        version,
        title: id.to_owned(),
        parties: parties.iter().map(|code| administration(code)).collect(),
        instrument: Instrument {
            title: "Inter-State road transit of goods".to_owned(),
            citation: "A/P4/5/82".to_owned(),
        },
        purpose: "customs transit".to_owned(),
        from: from.parse().unwrap(),
        until: None,
        run_off_days: 180,
        shares: [
            ("movement".to_owned(), "operational".to_owned()),
            ("hold".to_owned(), "cover".to_owned()),
        ]
        .into(),
        passage: owed,
        retention_days: [("movement".to_owned(), 400), ("hold".to_owned(), 400)].into(),
    };
    let note = agreement.propose().unwrap();
    parties.iter().fold(note, |note, code| note.signed_by(&member_key(code)))
}

/// One officer a function, and a standing order for every post.
pub(crate) fn people(code: &str) -> People {
    let mut people = People::default();
    let mut post = |office: &str, function: Function| {
        let name = serde_json::to_value(function).unwrap();
        let id = format!("{office}/{}", name.as_str().unwrap());
        let post = Post { post: id.parse().unwrap(), office: office.parse().unwrap(), function };
        people.holdings.push(Holding {
            officer: "awa".parse().unwrap(),
            post: post.post.clone(),
            from: at("2026-01-01T00:00:00Z"),
            until: None,
        });
        people.standing_orders.push(StandingOrder {
            post: post.post.clone(),
            provision: "standing order 1".parse().unwrap(),
        });
        people.posts.push(post);
    };
    for (office, function) in offices(code) {
        post(office, function);
    }
    if code != "CORRIDOR" {
        post(office_of(code, Function::Departure), Function::Guarantee);
    }
    people
}

fn reference() -> Reference {
    let mut reference = Reference::new();
    let route = |departure: &str, destination: &str, transits: &[&str]| Route {
        departure: office(departure),
        destination: office(destination),
        countries: Vec::new(),
        entries: transits.iter().map(|code| (office(code).country(), vec![office(code)])).collect(),
        frontiers: Vec::new(),
        limit_days: 10,
        valid: reference::Validity::ALWAYS,
    };
    for known in [
        route("CIABJ000", "BFBOY000", &["BFX01000"]),
        route("CIABJ000", "MLBKO000", &["BFX01000", "MLX01000"]),
        route("SNDKR000", "MLBKO000", &["MLX02000"]),
    ] {
        reference.routes.add(known).unwrap();
    }
    let guarantor = reference::Guarantor {
        id: "G-1".parse().unwrap(),
        name: "Caution commune".to_owned(),
        address: reference::Address {
            street_and_number: "Rue 12".to_owned(),
            postcode: None,
            city: "Abidjan".to_owned(),
            country: office("CIABJ000").country(),
        },
        undertaking: "U-1".parse().unwrap(),
        valid: reference::Validity::ALWAYS,
    };
    reference.guarantors.add(guarantor).unwrap();
    let authorised = |kind, number: &str, holder: &str, at: &str| reference::Authorisation {
        kind,
        number: number.parse().unwrap(),
        holder: holder.parse().unwrap(),
        offices: [office(at)].into(),
        valid: reference::Validity::ALWAYS,
    };
    let consignor = reference::AuthorisationKind::Consignor;
    let known = authorised(consignor, "CIACR2026001", "CI0000001", "CIABJ000");
    reference.authorisations.add(known).unwrap();
    reference
}

/// A store as whoever writes to it by himself opens it: with sums of its pages, as the node does.
pub(crate) fn opened(path: &std::path::Path) -> rusqlite::Connection {
    assert!(pagesum::register());
    let flags = rusqlite::OpenFlags::default();
    rusqlite::Connection::open_with_flags_and_vfs(path, flags, pagesum::VFS).unwrap()
}

/// Where a node keeps its files.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) witness_ms: i64,
    decides: Decides,
    /// How many logs it keeps.
    partitions: u16,
    pub(crate) world: World,
    /// Whether the next key it signs with is there.
    pub(crate) next_key: bool,
    /// For how many days it keeps dossiers of a kind.
    pub(crate) retention_days: BTreeMap<String, u32>,
}

impl Home {
    pub(crate) fn reference(&self) -> Reference {
        self.world.reference.clone()
    }

    pub(crate) fn store(&self) -> Sqlite {
        Sqlite::open(&self.folder.path().join("store.db"), &Vfs::default()).unwrap()
    }

    /// The same files somewhere else, as somebody would take them away.
    pub(crate) fn stolen(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = file.unwrap().path();
            std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
        let Self { witness_ms, decides, partitions, next_key, .. } = *self;
        let (world, retention_days) = (self.world.clone(), self.retention_days.clone());
        Self { folder, witness_ms, decides, partitions, world, next_key, retention_days }
    }

    pub(crate) fn keys(&self) -> SqliteKeys {
        SqliteKeys::open(&self.folder.path().join("keys.db"), &Vfs::default()).unwrap()
    }
}

fn settings(code: &str, decides: Decides) -> Settings {
    Settings {
        region: REGION.to_owned(),
        administration: administration(code),
        node: node_id(code),
        training: false,
        decides: [("movement".to_owned(), decides)].into(),
        currency: xof(1).currency,
        partitions: 1,
        wrong_codes_max: 5,
        heartbeat_ms: 180_000,
        witness_ms: 0,
        witness_alarm_ms: 900_000,
        skew_ms: 300_000,
        prelodged_days: 30,
        guarantee_days: 10,
        rejections_days: 366,
        retention_days: BTreeMap::new(),
        pace: Pace { rest_ms: 0, ..Pace::default() },
    }
}

/// The key a node signs with once it has changed it.
pub(crate) fn next_log_key(code: &str) -> SigningKey {
    SigningKey::from_seed(node_id(code).as_str(), &seed(code, 7))
}

pub(crate) fn parts(code: &str, home: &Home, random: u64) -> Parts {
    let (log, former_logs) = match home.next_key {
        true => (next_log_key(code), vec![log_key(code)]),
        false => (log_key(code), Vec::new()),
    };
    Parts {
        settings: Settings {
            witness_ms: home.witness_ms,
            partitions: home.partitions,
            retention_days: home.retention_days.clone(),
            ..settings(code, home.decides)
        },
        keys: NodeKeys {
            log,
            former_logs,
            seal: UnsealKey::from_seed(&seed(code, 3)),
            former_seals: Vec::new(),
            secret: NodeSecret::new(seed(code, 4)),
        },
        world: home.world.clone(),
        store: Box::new(home.store()),
        keystore: Box::new(home.keys()),
        entropy: Box::new(ChaCha20Rng::seed_from_u64(random)),
        program: Program::this(),
    }
}

/// Nodes, their homes, and the time.
pub(crate) struct Region {
    pub(crate) nodes: BTreeMap<&'static str, Node>,
    pub(crate) homes: BTreeMap<&'static str, Home>,
    pub(crate) now: Timestamp,
    pub(crate) commands: u32,
}

impl Region {
    /// The four countries and the hub, where each decides as said.
    pub(crate) fn new(random: u64, decides: Decides) -> Self {
        Self::knowing(random, decides, |_| true)
    }

    /// The same, where some have not been given the agreements yet.
    pub(crate) fn knowing(random: u64, decides: Decides, knows: fn(&str) -> bool) -> Self {
        Self::under(random, (decides, knows), &directory_note())
    }

    /// The same under a directory, which says how many logs each keeps.
    pub(crate) fn under(
        random: u64,
        (decides, knows): (Decides, fn(&str) -> bool),
        directory: &Note,
    ) -> Self {
        let codes = ["CI", "BF", "ML", "SN", "CORRIDOR"];
        let listed = Directory::verify(directory, None, &root()).unwrap();
        let mut region =
            Self { nodes: BTreeMap::new(), homes: BTreeMap::new(), now: at(START), commands: 0 };
        let notes = [
            directory.to_string(),
            agreement("trie", &["CI", "BF", "ML"]).to_string(),
            agreement("dakar-bamako", &["SN", "ML"]).to_string(),
        ];
        for (number, code) in (0..).zip(codes) {
            let world = World::new(root(), people(code), reference());
            let folder = tempfile::tempdir().unwrap();
            let home = Home {
                folder,
                witness_ms: 0,
                decides,
                partitions: listed.node(&node_id(code)).unwrap().1.partitions,
                world,
                next_key: false,
                retention_days: BTreeMap::new(),
            };
            let mut node =
                Node::open(parts(code, &home, random * 10 + number), region.now).unwrap();
            let known = if knows(code) { &notes[..] } else { &notes[..1] };
            node.adopt(region.now, known).unwrap();
            region.nodes.insert(code, node);
            region.homes.insert(code, home);
        }
        region
    }

    pub(crate) fn node(&mut self, code: &str) -> &mut Node {
        self.nodes.get_mut(code).unwrap()
    }

    /// The people of an administration, as they will be when its node is started again.
    pub(crate) fn people(&mut self, code: &str) -> &mut People {
        &mut self.homes.get_mut(code).unwrap().world.people
    }

    /// Closes a node as a crash would and opens it again.
    pub(crate) fn restart(&mut self, code: &'static str, random: u64) {
        self.nodes.remove(code);
        let node = Node::open(parts(code, &self.homes[code], random), self.now).unwrap();
        self.nodes.insert(code, node);
    }

    /// Takes a node off, with everything it kept.
    pub(crate) fn forget(&mut self, code: &str) {
        self.nodes.remove(code);
        let folder = self.homes[code].folder.path();
        for file in std::fs::read_dir(folder).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
    }

    pub(crate) fn later(&mut self, seconds: i64) {
        self.now = self.now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    }

    pub(crate) fn reader(&self, code: &str) -> Reader {
        let home = &self.homes[code];
        let directory = self.nodes[code].world().directory().unwrap().clone();
        let settings = self.nodes[code].settings().clone();
        let (read, keys) = (Box::new(home.store()), Box::new(home.keys()));
        Reader::new(read, keys, settings, Some(std::sync::Arc::new(directory)))
    }

    /// Everything that can go out goes out, arrives and is answered, until nothing is left.
    pub(crate) fn settle(&mut self) {
        for _ in 0..64 {
            self.later(1);
            let now = self.now;
            let mut quiet = true;
            for code in self.nodes.keys().copied().collect::<Vec<_>>() {
                quiet &= !self.node(code).work(now).unwrap();
                for outgoing in self.node(code).outgoing(now).unwrap() {
                    quiet = false;
                    self.carry(code, &outgoing);
                }
            }
            if quiet && self.pending() == 0 {
                return;
            }
            if quiet {
                // Somebody waits before trying again.
                self.later(60);
            }
        }
        panic!("the region does not come to rest");
    }

    /// How many entries somebody has not receipted yet.
    pub(crate) fn pending(&self) -> u64 {
        let peers = |code: &&str| self.reader(code).peers().unwrap();
        self.nodes.keys().flat_map(peers).map(|peer| peer.pending).sum()
    }
}
