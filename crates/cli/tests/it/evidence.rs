//! The evidence bundle of a movement as people ask for it and check it, and the certified extract.

use std::path::{Path, PathBuf};

use expect_test::expect_file;
use serde_json::{Value, json};

use crate::commands::{good, json as printed, passavant, text};
use crate::dakar::Dakar;

/// A bundle that was issued once, and the root of its region.
fn issued() -> (PathBuf, PathBuf) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node/testdata");
    (data.join("evidence-1.json"), data.join("evidence-1-root.json"))
}

#[tokio::test]
async fn a_node_at_work_gives_a_bundle_that_verifies_on_a_machine_that_has_the_root_alone() {
    let dakar = Dakar::at_work().await;
    let (home, officer) = (dakar.home("SN"), dakar.officer("SN", "SNDKR000"));
    let elsewhere = tempfile::tempdir().unwrap();
    let file = |name: &str| elsewhere.path().join(name);
    let config = api::Config::load(&home.join("node.toml")).unwrap();
    std::fs::copy(&config.paths.root, file("root.json")).unwrap();
    let (whole, redacted) = (file("whole.json"), file("redacted.json"));
    let at = ["--node", text(&home), "--token", text(&officer)];
    let asked = ["show", "movement", &dakar.mrn, "--evidence"];
    let said = good(&[&asked[..], &[text(&whole)], &at].concat());
    assert!(said.contains("passavant verify"), "{said}");
    let less = ["--redact", "goods,parties,transport,operation", "--json"];
    let (code, written) = printed(&[&asked[..], &[text(&redacted)], &less, &at].concat());
    let size = std::fs::metadata(&redacted).unwrap().len();
    assert_eq!((code, &written["size_bytes"]), (Some(0), &json!(size)));
    let root = file("root.json");
    for bundle in [&whole, &redacted] {
        let (code, found) = printed(&["verify", text(bundle), "--root", text(&root), "--json"]);
        assert_eq!((code, &found["ok"]), (Some(0), &json!(true)), "{found}");
        let events: Vec<_> =
            found["records"].as_array().unwrap().iter().map(|one| &one["event"]).collect();
        assert_eq!(
            events,
            ["Presented", "Accepted", "HoldRequested", "Held", "Covered", "Released"]
        );
    }
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    // What the declaration says of the goods.
    assert!(read(&whole).contains("Consignment") && !read(&redacted).contains("Consignment"));
    let table = good(&["verify", text(&whole), "--root", text(&root), "--lang", "fr"]);
    assert!(
        table.contains("mainlevée pour le transit") && table.contains("Tout tient."),
        "{table}"
    );
    // A trader is given none, and a group that no event has is no group that was left out.
    let trader = ["--node", text(&home), "--token", text(&dakar.trader())].map(ToOwned::to_owned);
    let trader: Vec<&str> = trader.iter().map(String::as_str).collect();
    let denied = file("denied.json");
    let refused = passavant(&[&asked[..], &[text(&denied)], &trader].concat());
    assert_eq!((refused.status.code(), denied.exists()), (Some(1), false));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("NOD-003"));
    let unknown = passavant(&[&asked[..], &[text(&denied)], &["--redact", "good"], &at].concat());
    assert_eq!((unknown.status.code(), denied.exists()), (Some(2), false));
}

#[test]
fn a_damaged_bundle_ends_with_70_and_names_what_is_damaged() {
    let (bundle, root) = issued();
    let folder = tempfile::tempdir().unwrap();
    let (copy, extract) = (folder.path().join("bundle.json"), folder.path().join("extract.txt"));
    let changed = std::fs::read_to_string(&bundle).unwrap().replacen("400000", "400001", 1);
    std::fs::write(&copy, changed).unwrap();
    let asked = ["verify", text(&copy), "--root", text(&root), "--extract", text(&extract)];
    let output = passavant(&asked);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(70), "{said}");
    // It is still called by its digest, which an extract of it names.
    assert!(said.contains("OUOLA3nfKI8zbjnbGi1nTeSbjqkvu9NSdNDCbUmp/dY="), "{said}");
    assert!(said.contains("Damaged: entry ") && said.contains("/ML-1/"), "{said}");
    // Nobody certifies what does not hold.
    assert!(!extract.exists());
    let (code, found) = printed(&[&asked[..], &["--json"]].concat());
    assert_eq!((code, &found["first_bad"]["what"]), (Some(70), &json!("entry")));
    // Under another root it is not even begun.
    let mut other: Value = serde_json::from_str(&std::fs::read_to_string(&root).unwrap()).unwrap();
    other["threshold"] = json!(5);
    let stranger = folder.path().join("other.json");
    std::fs::write(&stranger, other.to_string()).unwrap();
    let (code, found) = printed(&["verify", text(&bundle), "--root", text(&stranger), "--json"]);
    assert_eq!((code, &found["first_bad"]["what"]), (Some(70), &json!("directory")));
    // Without a root nothing can be said of it.
    assert_eq!(passavant(&["verify", text(&bundle)]).status.code(), Some(2));
    let gone = passavant(&["verify", "/nowhere.json", "--root", text(&root)]);
    assert_eq!(gone.status.code(), Some(1));
}

#[test]
fn the_certified_extract_is_as_it_was_read_last_in_every_language() {
    let (bundle, root) = issued();
    let folder = tempfile::tempdir().unwrap();
    for language in ["en", "fr", "pt"] {
        let file = folder.path().join(language);
        let asked = ["verify", text(&bundle), "--root", text(&root), "--extract", text(&file)];
        good(&[&asked[..], &["--lang", language]].concat());
        let extract = std::fs::read_to_string(&file).unwrap();
        expect_file![format!("../../testdata/extract-{language}.txt")].assert_eq(&extract);
    }
}
