//! A disk that really fills, under load: what is submitted is refused, reads go on, nothing acknowledged
//! is lost, and with room again the same process goes on.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::commands::{good, text};
use crate::full_disk::presenting;
use crate::serving::{answered, done, read, sent, until_ready};

/// How large the disk is.
const SIZE: u64 = 6 << 20;
/// How much of it is taken by something that can be removed.
const BALLAST: u64 = 3 << 20;

/// A small disk in memory, the node that keeps its store there, and what takes the room.
struct Small {
    shell: Child,
    /// The folder of the store as this process reaches it.
    store: PathBuf,
}

/// What is run where a disk may be mounted: the node, and once it is told to end, `passavant verify`. The
/// disk is seen by nobody else, and goes with them.
const SCRIPT: &str = "mount -t tmpfs -o size=6291456 small \"$2/store\" || exit 77
echo mounted
\"$1\" serve --stop-with-stdin --config \"$2/node.toml\" 2> \"$2/said.log\" > /dev/null
echo \"served $?\"
\"$1\" verify \"$2\" --json
echo \"verified $?\"";

impl Small {
    /// With a disk of its own: as root, or as whoever may be root among his own.
    fn mounted(home: &Path) -> Option<Self> {
        std::fs::create_dir_all(home.join("store")).unwrap();
        for options in [&["-m"][..], &["-r", "-m"]] {
            let shell = Command::new("unshare")
                .args(options)
                .args(["sh", "-c", SCRIPT, "sh", env!("CARGO_BIN_EXE_passavant"), text(home)])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn();
            let Ok(mut shell) = shell else { continue };
            let mut said = [0; 8];
            if shell.stdout.as_mut().unwrap().read_exact(&mut said).is_ok() {
                assert_eq!(&said, b"mounted\n");
                let there = format!("/proc/{}/root{}", shell.id(), text(&home.join("store")));
                return Some(Self { shell, store: there.into() });
            }
            shell.wait().unwrap();
        }
        None
    }

    /// Takes most of the room.
    fn crowd(&self) {
        let mut ballast = std::fs::File::create(self.store.join("ballast")).unwrap();
        let taken = vec![0x5a; usize::try_from(BALLAST).unwrap()];
        ballast.write_all(&taken).unwrap();
    }

    /// Gives it back.
    fn clear(&self) {
        std::fs::remove_file(self.store.join("ballast")).unwrap();
    }

    /// The node is told to end; how it did, and what verifying its store found.
    fn ended(mut self) -> (String, Value) {
        drop(self.shell.stdin.take());
        let mut said = String::new();
        self.shell.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        self.shell.wait().unwrap();
        let lines: Vec<_> = said.lines().collect();
        let [served, found, verified] = lines[..] else { panic!("{said}") };
        assert_eq!(verified, "verified 0", "{found}");
        (served.to_owned(), serde_json::from_str(found).unwrap())
    }
}

#[tokio::test]
async fn a_full_disk_refuses_what_is_new_goes_on_reading_and_takes_it_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made");
    good(&["region", "init", text(&made), "--members", "SN,ML", "--hub", "CORRIDOR"]);
    let home = made.join("SN");
    let tokens = read(&home.join("tokens.json"));
    let token = tokens["traders"]["SN0000001"].as_str().unwrap();
    let Some(small) = Small::mounted(&home) else {
        testkit::lacking("a small disk: mounting one is not allowed here");
        return;
    };
    until_ready(&home).await;
    small.crowd();
    let mut taken = Vec::new();
    let refused = loop {
        let number = u32::try_from(taken.len()).unwrap();
        assert!(u64::from(number) * 20_000 < SIZE * 4, "the disk is never full");
        let key = format!("p-{number}");
        match sent(&home, "/movements", token, &key, &presenting(number)).await {
            Some((201, answer)) => taken.push(answer["dossier"].as_str().unwrap().to_owned()),
            Some((503, problem)) => break (number, problem),
            other => panic!("{other:?}"),
        }
    };
    let (unanswered, problem) = refused;
    assert_eq!(problem["code"], "NOD-014");
    assert!(!taken.is_empty());
    // While it is full it goes on reading; lists follow what happened, and may be behind.
    let listed = answered(&home, "/movements?limit=500", token).await;
    assert!(listed["items"].is_array(), "{listed}");
    for dossier in &taken {
        let view = answered(&home, &format!("/movements/{dossier}"), token).await;
        assert_eq!(view["dossier"], json!(dossier));
    }
    // With room again the same process takes what it had refused, and counts it once.
    small.clear();
    until_ready(&home).await;
    let key = format!("p-{unanswered}");
    let again = presenting(unanswered);
    let once = done(&home, "/movements", token, &key, &again).await;
    let twice = done(&home, "/movements", token, &key, &again).await;
    assert_eq!((&once["dossier"], &twice["repeated"]), (&twice["dossier"], &json!(true)));
    for (number, dossier) in taken.iter().enumerate() {
        let number = u32::try_from(number).unwrap();
        let key = format!("p-{number}");
        let repeated = done(&home, "/movements", token, &key, &presenting(number)).await;
        assert_eq!((&repeated["dossier"], &repeated["repeated"]), (&json!(dossier), &json!(true)));
    }
    let listed = answered(&home, "/movements?limit=500", token).await;
    assert_eq!(listed["items"].as_array().unwrap().len(), taken.len() + 1);
    let (served, found) = small.ended();
    let log = std::fs::read_to_string(home.join("said.log")).unwrap();
    assert_eq!(served, "served 0", "{log}");
    assert_eq!(found["ok"], json!(true), "{found}");
    assert!(
        log.contains("the disk of the store is full") && log.contains("the node goes on"),
        "{log}"
    );
}
