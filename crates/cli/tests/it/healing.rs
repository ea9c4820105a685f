//! A damaged store: what is damaged is said, nothing is written over it, and doing what is said heals it.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::commands::{good, json as printed, passavant, text};
use crate::full_disk::presenting;
use crate::serving::{Serving, done, once, read, until_ready};

/// A node that ends when it is told to, and takes all it wrote into its files.
struct Ending(Child);

impl Ending {
    fn start(home: &Path) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_passavant"))
            .args(["serve", "--stop-with-stdin", "--config"])
            .arg(home.join("node.toml"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    fn end(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

/// Changes one byte of an entry of the node's own journal, in its file.
fn damage(home: &Path) {
    let path = home.join("store/store.db");
    // The last connection takes everything into the one file.
    drop(store::Sqlite::open(&path, &store::Vfs::default()).unwrap());
    let bytes = std::fs::read(&path).unwrap();
    let journal: Value = serde_json::from_str(&good(&[
        "show",
        "journal",
        "--node",
        text(home),
        "--count",
        "1",
        "--json",
    ]))
    .unwrap();
    let log = journal["latest"][0]["log"].as_str().unwrap();
    let header = format!("\"log\":\"{log}\"");
    let place = bytes.windows(header.len()).position(|at| at == header.as_bytes()).unwrap() + 10;
    let file = File::options().write(true).open(&path).unwrap();
    file.write_all_at(&[bytes[place] ^ 0x04], place.try_into().unwrap()).unwrap();
}

#[tokio::test]
async fn a_damaged_entry_is_named_and_doing_what_is_said_then_heals_the_node_from_its_peers() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made");
    good(&["region", "init", text(&made), "--members", "SN,ML", "--hub", "CORRIDOR"]);
    let home = made.join("SN");
    let (dakar, bamako) = (Ending::start(&home), Serving::start(&made.join("ML")));
    let _hub = Serving::start(&made.join("CORRIDOR"));
    until_ready(&home).await;
    let trader = read(&home.join("tokens.json"))["traders"]["SN0000001"].clone();
    let trader = trader.as_str().unwrap();
    let taken = done(&home, "/movements", trader, "d-1", &presenting(1)).await;
    let place = format!("/movements/{}", taken["dossier"].as_str().unwrap());
    let released = |view: &Value| view["standing"]["phase"] == "released";
    let view = once(&home, &place, trader, released).await;
    let there = read(&made.join("ML/tokens.json"))["system"].clone();
    once(&made.join("ML"), &place, there.as_str().unwrap(), released).await;
    dakar.end();
    damage(&home);

    // It does not start, and says where to ask what is wrong.
    let refused = passavant(&["serve", "--config", text(&home.join("node.toml"))]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(70), "{said}");
    let asks = format!("passavant verify {}", text(&home));
    assert!(said.contains("is damaged") && said.contains(&asks), "{said}");
    let (code, found) = printed(&["verify", text(&home), "--json"]);
    assert_eq!((code, &found["first_bad"]["what"]), (Some(70), &json!("entry")), "{found}");
    let verified = passavant(&["verify", text(&home)]);
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    let command = format!("passavant restore {} --from", text(&home));
    assert!(said.contains(&command) && said.contains("--from-peers"), "{said}");

    let restored = good(&["restore", text(&home), "--from-peers"]);
    assert!(restored.contains("passavant show recovery"), "{restored}");
    assert!(home.join("store/store.db.replaced-1").exists());
    let dakar = Ending::start(&home);
    until_ready(&home).await;
    let healed = once(&home, &place, trader, released).await;
    assert_eq!((&healed["mrn"], &healed["standing"]), (&view["mrn"], &view["standing"]));
    // It goes on: what comes next is taken, and told.
    let next = done(&home, "/movements", trader, "d-2", &presenting(2)).await;
    let next = format!("/movements/{}", next["dossier"].as_str().unwrap());
    once(&made.join("ML"), &next, there.as_str().unwrap(), released).await;
    dakar.end();
    drop(bamako);
    for code in ["SN", "ML"] {
        good(&["verify", text(&made.join(code))]);
    }
}
