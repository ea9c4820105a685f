//! The OpenAPI document beside a running node: `schemathesis` asks every operation what the document
//! says may be asked, and what it says may not, and compares the answers with it.

use std::path::Path;
use std::process::Command;

use testkit::python_tool;

use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Region};

const CONFIG: &str = include_str!("../../testdata/schemathesis/schemathesis.toml");
const HOOKS: &str = include_str!("../../testdata/schemathesis/hooks.py");

/// What stands for the names in capitals of the configuration.
type Names<'a> = [(&'a str, &'a str)];

/// Runs it; everything it says where it finds something.
fn run(tool: &Path, endpoint: &str, names: &Names<'_>) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let config =
        names.iter().fold(CONFIG.to_owned(), |config, (name, value)| config.replace(name, value));
    std::fs::write(folder.path().join("schemathesis.toml"), config).unwrap();
    std::fs::write(folder.path().join("hooks.py"), HOOKS).unwrap();
    let output = Command::new(tool)
        .args(["run", &format!("{endpoint}/openapi.json")])
        .current_dir(folder.path())
        .env("PYTHONPATH", folder.path())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    if output.status.success() { Ok(()) } else { Err(said) }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_what_a_running_node_does() {
    let Some(tool) = python_tool("schemathesis") else { return };
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let (grn, guarantee) = (grn("SN"), guarantee(&officer, "SN").await);
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "LRN-1", grn: &grn, amount: 400_000 };
    let movement = trader.done("/movements", "first", &declared.command()).await;
    let movement = movement["dossier"].as_str().unwrap().to_owned();
    let view = trader.movement_in(&movement, "released").await;
    let hold = view["covers"][0]["hold"].as_str().unwrap().to_owned();
    let endpoint = format!("https://{}", region.sn.address());
    let found = tokio::task::spawn_blocking(move || {
        let pass = |token: &str, examples: &str, coverage: &str| {
            let names: [(&str, &str); 6] = [
                ("TOKEN", token),
                ("EXAMPLES", examples),
                ("COVERAGE", coverage),
                ("MOVEMENT", &movement),
                ("GUARANTEE", &guarantee),
                ("HOLD", &hold),
            ];
            run(&tool, &endpoint, &names)
        };
        // Whoever works for the administration may ask the most; a trader is answered otherwise.
        [pass(OFFICER, "8", "true"), pass("SN100", "4", "false")]
    });
    for found in found.await.unwrap() {
        assert_eq!(found, Ok(()), "{}", found.clone().unwrap_err());
    }
    region.stop().await;
}
