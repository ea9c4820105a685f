//! Dakar and Bamako: two nodes on loopback, each with a folder, keys and people of its own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use api::{
    Config, DatabaseConfig, Keyring, LimitsConfig, ListenersConfig, NationalConfig, Paths, Running,
    ServeConfig, WebhooksConfig,
};
use identity::{Actor, Holding, People, Post, StandingOrder, Token, TokenHash, member_key_name};
use kernel::{Administration, Decides, Digest, Function, NodeId, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::Database;

use crate::client::Client;
use crate::papers::CODE;
use crate::signing::{sign_all, silent_hub};

pub(crate) const REGION: &str = "corridor";
/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Offices, with what each does.
pub(crate) type Offices = &'static [(&'static str, &'static [Function])];

/// The offices of each country.
const OFFICES: [(&str, Offices); 2] = [
    (
        "SN",
        &[
            ("SNDKR000", &[Function::Departure, Function::Guarantee]),
            ("SNKID000", &[Function::Passage]),
        ],
    ),
    (
        "ML",
        &[
            ("MLX02000", &[Function::Passage]),
            ("MLBKO000", &[Function::Destination, Function::Guarantee]),
        ],
    ),
];

/// Who is known at both nodes, each by its name as token.
const TRADERS: [&str; 4] = ["SN100", "SN200", "SN300", "ML300"];
/// Who stands behind every guarantee; another guarantor is known beside him as `G-2`.
pub(crate) const GUARANTOR: &str = "G-1";
pub(crate) const OFFICER: &str = "awa";
pub(crate) const SYSTEM: &str = "GAINDE";
/// An officer of each country who holds a post at its frontier only.
pub(crate) const AT_THE_FRONTIER: &str = "moussa";
/// An officer of each country who holds no post any more.
pub(crate) const WITHOUT_POST: &str = "ndeye";
/// An officer with every post of Mali, who is known there alone.
pub(crate) const MALIAN: &str = "keita";

/// A node at work, and its files.
pub(crate) struct Place {
    pub(crate) config: Config,
    pub(crate) running: Option<Running>,
}

/// Both nodes.
pub(crate) struct Region {
    pub(crate) sn: Place,
    pub(crate) ml: Place,
    /// Where all their files are.
    pub(crate) files: TempDir,
}

pub(crate) fn administration(code: &str) -> Administration {
    code.parse().unwrap()
}

pub(crate) fn hours_from_now(hours: i64) -> Timestamp {
    api::now().checked_add(jiff::SignedDuration::from_hours(hours)).unwrap()
}

/// A day from today, as it is written.
pub(crate) fn day(days: i64) -> String {
    kernel::utc_day(hours_from_now(24 * days)).to_string()
}

pub(crate) fn write_json(path: &Path, value: &impl Serialize) {
    std::fs::write(path, serde_json::to_vec(value).unwrap()).unwrap();
}

/// An address of this machine that nobody listens on.
pub(crate) fn free_address() -> String {
    testkit::free_addresses(1)[0].to_string()
}

/// The keys, settings and files of a node that has not been started yet.
fn found(dir: &Path, code: &str, decides: &Value) -> Config {
    let home = dir.join(code);
    let keyring = Keyring::at(&home.join("keys"));
    let mut entropy = api::entropy().unwrap();
    keyring.make(&mut entropy).unwrap();
    keyring.make_member(&member_key_name(REGION, &administration(code)), &mut entropy).unwrap();
    std::fs::create_dir_all(home.join("documents")).unwrap();
    write_json(&home.join("people.json"), &people(code));
    let routes = json!([{
        "departure": "SNDKR000", "destination": "MLBKO000", "countries": ["SN", "ML"],
        "entries": {"ML": ["MLX02000"]}, "limit_days": 10,
        "frontiers": [{"exit": "SNKID000", "entry": "MLX02000"}],
    }]);
    let address = |city: &str, country: &str| json!({"street_and_number": "Rue 12", "city": city, "country": country});
    write_json(
        &home.join("reference.json"),
        &json!({
            "routes": routes,
            "traders": [{"id": "SN100", "name": "Transit Teranga", "address": address("Dakar", "SN")}],
            "guarantors": [{
                "id": GUARANTOR, "name": "Caution commune", "undertaking": "SN 2026/1",
                "address": address("Dakar", "SN"),
            }],
            "agents": [{
                "guarantor": GUARANTOR, "id": "ML300", "name": "Conseil du Mali",
                "address": address("Bamako", "ML"),
            }],
            "authorisations": [
                {"kind": "C521", "number": "CIACR2026001", "holder": "SN100", "offices": ["SNDKR000"]},
                {"kind": "C521", "number": "CIACR2026002", "holder": "SN200", "offices": ["SNDKR000"]},
            ],
        }),
    );
    let settings = json!({
        "region": REGION, "administration": code, "currency": "XOF", "decides": decides,
        "node": NodeId::of(&administration(code), 1).unwrap(),
        "pace": {"retry_ms": 50, "retry_ms_max": 500, "answer_ms_max": 10_000},
    });
    let paths = Paths::default();
    Config {
        node: serde_json::from_value(settings).unwrap(),
        serve: ServeConfig::listening_on(&free_address()),
        paths: Paths {
            store: home.join(paths.store),
            keystore: home.join(paths.keystore),
            keys: home.join(paths.keys),
            root: home.join(paths.root),
            people: home.join(paths.people),
            reference: home.join(paths.reference),
            documents: home.join(paths.documents),
        },
        database: DatabaseConfig::default(),
        hub: None,
        national: None,
        folder: None,
        clock: None,
        listeners: ListenersConfig::default(),
        limits: LimitsConfig::default(),
        webhooks: WebhooksConfig::default(),
    }
}

/// Officers, the first with every post of the country; the traders of both, and a national system.
pub(crate) fn people(code: &str) -> People {
    let mut people = People::default();
    let mut officers = vec![OFFICER];
    officers.extend((code == "ML").then_some(MALIAN));
    for (office, functions) in offices(code) {
        for function in *functions {
            let word = serde_json::to_value(function).unwrap();
            let post: kernel::PostId =
                format!("{office}/{}", word.as_str().unwrap()).parse().unwrap();
            let mut hold = |officer: &str, until| {
                let (officer, from) = (officer.parse().unwrap(), hours_from_now(-24));
                people.holdings.push(Holding { officer, post: post.clone(), from, until });
            };
            officers.iter().for_each(|officer| hold(officer, None));
            if *function == Function::Passage {
                hold(AT_THE_FRONTIER, None);
                hold(WITHOUT_POST, Some(hours_from_now(-1)));
            }
            let provision = "standing order 1".parse().unwrap();
            people.standing_orders.push(StandingOrder { post: post.clone(), provision });
            people.posts.push(Post { post, office: office.parse().unwrap(), function: *function });
        }
    }
    let mut known = |token: &str, actor: Actor| {
        people.tokens.push(Token { hash: TokenHash::of(token), actor });
    };
    for officer in officers.into_iter().chain([AT_THE_FRONTIER, WITHOUT_POST]) {
        known(officer, Actor::Officer(officer.parse().unwrap()));
    }
    known(SYSTEM, Actor::NationalSystem(SYSTEM.to_owned()));
    for trader in TRADERS {
        known(trader, Actor::Trader(trader.parse().unwrap()));
    }
    for guarantor in [GUARANTOR, "G-2"] {
        known(guarantor, Actor::Guarantor(guarantor.parse().unwrap()));
    }
    people
}

pub(crate) fn offices(code: &str) -> Offices {
    OFFICES.iter().find(|(country, _)| *country == code).unwrap().1
}

impl Region {
    /// Both nodes decide for themselves.
    pub(crate) async fn start() -> Self {
        Self::with(&json!({}), &json!({}), |_| {}).await
    }

    /// Dakar with its national system behind a watched folder: it decides, the node records.
    pub(crate) async fn with_folder(change: impl FnOnce(&mut NationalConfig)) -> Self {
        Self::with_folder_of_kind(false, change).await
    }

    /// The same, for training or not.
    pub(crate) async fn with_folder_of_kind(
        training: bool,
        change: impl FnOnce(&mut NationalConfig),
    ) -> Self {
        let decides = (&json!({"movement": Decides::National}), &json!({}));
        Self::of_kind(training, decides, |config| {
            let path = config.paths.root.with_file_name("folder");
            let acts = json!({
                "system": SYSTEM, "acceptance": "A/P4/5/82", "release": "A/P4/5/82",
                "exit": "A/P4/5/82",
            });
            let folder = json!({"path": path, "poll_ms": 20});
            config.folder = Some(serde_json::from_value(folder).unwrap());
            let mut national = serde_json::from_value(json!({"acts": acts})).unwrap();
            change(&mut national);
            config.national = Some(national);
        })
        .await
    }

    /// Dakar with its national system over HTTP alone: it decides, the node records, and `SN100` has
    /// left its access code with customs.
    pub(crate) async fn with_national(change: impl FnOnce(&mut Config)) -> Self {
        Self::with(&json!({"movement": Decides::National}), &json!({}), |config| {
            let code = config.paths.root.with_file_name("SN100.code");
            std::fs::write(&code, CODE).unwrap();
            let acts = json!({
                "system": SYSTEM, "acceptance": "A/P4/5/82", "release": "A/P4/5/82",
                "exit": "A/P4/5/82",
            });
            let guarantees = json!({"SN100": {"access_code_file": code}});
            let national = json!({"acts": acts, "guarantees": guarantees});
            config.national = Some(serde_json::from_value(national).unwrap());
            change(config);
        })
        .await
    }

    /// Both nodes, with who decides at each and a change to Dakar's configuration.
    pub(crate) async fn with(
        sn_decides: &Value,
        ml_decides: &Value,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        Self::of_kind(false, (sn_decides, ml_decides), change).await
    }

    /// Both nodes and a hub that nobody reaches, with a change to the configuration of each node.
    pub(crate) async fn with_both(change: impl Fn(&mut Config)) -> Self {
        let files = tempfile::tempdir().unwrap();
        let hub = silent_hub(files.path(), "https://127.0.0.1:9");
        let mut sn = found(files.path(), "SN", &json!({}));
        let mut ml = found(files.path(), "ML", &json!({}));
        sign_all([("SN", &sn), ("ML", &ml)], Some(hub));
        change(&mut sn);
        change(&mut ml);
        Self::started(sn, ml, files).await
    }

    /// The same, where Dakar keeps its store in a database.
    pub(crate) async fn with_database(store: &Database) -> Self {
        Self::with_both(|config| {
            if config.node.administration.as_str() == "SN" {
                config.database.store = Some(store.named().into());
            }
        })
        .await
    }

    /// Nobody reaches the hub; everybody else has given back what he holds to Dakar, and two officers
    /// there go on without the hub's answer.
    pub(crate) async fn accept_gap_without_hub(&self) {
        let dakar = self.sn.client(OFFICER);
        until("the peer's answer", || async {
            let recovery = dakar.get("/recovery").await.json();
            (recovery["unanswered"] == json!(["CORRIDOR-1"])).then_some(())
        })
        .await;
        for officer in [OFFICER, AT_THE_FRONTIER] {
            let accept = json!({"AcceptGap": {}});
            self.sn.client(officer).done("/recovery/commands", officer, &accept).await;
        }
    }

    /// The certificate the hub would show.
    pub(crate) fn hub_pem(&self) -> (Vec<u8>, Vec<u8>) {
        Keyring::at(&self.files.path().join("HUB")).tls().unwrap()
    }

    /// Both nodes, and a hub at an endpoint that answers as it likes. Nobody gives up waiting for it.
    pub(crate) async fn with_hub(endpoint: &str) -> Self {
        let files = tempfile::tempdir().unwrap();
        let hub = silent_hub(files.path(), endpoint);
        let mut sn = found(files.path(), "SN", &json!({}));
        let mut ml = found(files.path(), "ML", &json!({}));
        for config in [&mut sn, &mut ml] {
            config.node.pace.answer_ms_max = 3_600_000;
        }
        sign_all([("SN", &sn), ("ML", &ml)], Some(hub));
        Self::started(sn, ml, files).await
    }

    /// The same, for training or not.
    pub(crate) async fn of_kind(
        training: bool,
        (sn_decides, ml_decides): (&Value, &Value),
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let files = tempfile::tempdir().unwrap();
        let mut sn = found(files.path(), "SN", sn_decides);
        let mut ml = found(files.path(), "ML", ml_decides);
        (sn.node.training, ml.node.training) = (training, training);
        sign_all([("SN", &sn), ("ML", &ml)], None);
        change(&mut sn);
        Self::started(sn, ml, files).await
    }

    async fn started(sn: Config, ml: Config, files: TempDir) -> Self {
        let mut region = Self {
            sn: Place { config: sn, running: None },
            ml: Place { config: ml, running: None },
            files,
        };
        region.sn.start().await;
        region.ml.start().await;
        region
    }

    /// Stops both nodes; what was answered stays done.
    pub(crate) async fn stop(&mut self) {
        self.sn.stop().await;
        self.ml.stop().await;
    }

    /// Whether a text stands in clear in any file of a folder of Dakar's.
    pub(crate) fn holds_in_clear(&self, folder: &str, text: &str) -> bool {
        !holding(&self.files.path().join("SN").join(folder), text).is_empty()
    }
}

impl Place {
    pub(crate) async fn start(&mut self) {
        self.running = Some(api::serve(self.config.clone()).await.unwrap());
    }

    pub(crate) async fn stop(&mut self) {
        let Some(running) = self.running.take() else { return };
        running.stop();
        running.stopped().await.unwrap();
    }

    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.running.as_ref().unwrap().address()
    }

    pub(crate) fn tls_key(&self) -> Digest {
        Keyring::at(&self.config.paths.keys).tls_digest().unwrap()
    }

    /// The certificate it shows its peers.
    pub(crate) fn pem(&self) -> (Vec<u8>, Vec<u8>) {
        Keyring::at(&self.config.paths.keys).tls().unwrap()
    }

    /// Somebody who speaks to it, known by a token.
    pub(crate) fn client(&self, token: &str) -> Client {
        Client::new(self, None, Some(token))
    }

    /// Where its watched folder is.
    pub(crate) fn folder(&self, part: &str) -> PathBuf {
        self.config.folder.as_ref().unwrap().path.join(part)
    }
}

/// Looks again and again until something is there.
pub(crate) async fn until<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut look: impl FnMut() -> F,
) -> T {
    let until_there = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, until_there).await.unwrap_or_else(|_| panic!("not seen: {what}"))
}

/// The files of a folder, and of those in it, that hold a text.
pub(crate) fn holding(folder: &Path, text: &str) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // What is gone since the folder was read holds nothing.
            let bytes = std::fs::read(&path).unwrap_or_default();
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found
}
