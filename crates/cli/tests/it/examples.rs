//! What `docs/cli.md` shows is run as it stands there, by a shell, against nodes at work.

use std::process::Command;

use crate::commands::text;
use crate::dakar::{Dakar, wrong};

/// The lines of the page a shell is to run, each with the exit code it should have.
fn lines() -> Vec<(String, i32)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli.md");
    let page = std::fs::read_to_string(path).unwrap();
    let fenced = page.split("```").skip(1).step_by(2);
    let shell = fenced.filter_map(|fragment| fragment.strip_prefix("sh\n"));
    let lines = shell.flat_map(str::lines).map(|line| {
        let code = line.split_once("# exit ").map_or(0, |(_, code)| code.trim().parse().unwrap());
        (line.to_owned(), code)
    });
    lines.collect()
}

#[tokio::test]
async fn every_example_of_the_page_about_the_command_line_is_run() {
    let dakar = Dakar::at_work().await;
    dakar.write("declaration.xml", &dakar.declaration("LRN-1"));
    dakar.write("wrong.xml", &wrong(&dakar.declaration("LRN-2")));
    let copy = |from: &std::path::Path, name: &str| {
        dakar.write(name, &std::fs::read_to_string(from).unwrap());
    };
    copy(&dakar.trader(), "trader.token");
    copy(&dakar.officer("SN", "SNDKR000"), "officer.token");
    copy(&dakar.officer("ML", "MLBKO000"), "ml.token");
    copy(&dakar.home("SN").join("keys/tls.cert.pem"), "node.pem");
    let folder = dakar.home("SN").parent().unwrap().to_owned();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_passavant")).parent().unwrap();
    let url = dakar.endpoint("SN");
    let lines = lines();
    assert!(lines.len() > 15, "{}", lines.len());
    for (line, code) in lines {
        // What differs from one run to the next: where a node listens, and numbers it gave.
        let asked = line
            .replace("https://node.douanes.example:7443", &url)
            .replace("26SN010100000000J3", &dakar.mrn)
            .replace("26ML0101000000003", &dakar.grn);
        let output = Command::new("sh")
            .args(["-c", &format!("PATH=\"{}:$PATH\"; {asked}", text(program))])
            .current_dir(&folder)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        let printed = String::from_utf8(output.stdout).unwrap();
        if line.contains("--json") {
            let value = serde_json::from_str::<serde_json::Value>(&printed);
            assert!(value.is_ok_and(|value| value.is_object()), "{line}: {printed}");
        } else {
            assert!(!printed.is_empty() || line.contains(" > ") || code == 1, "{line}: {said}");
        }
    }
    for made in ["passavant.bash", "share/man/man1/passavant.1", "share/man/fr/man1/passavant.1"] {
        assert!(folder.join(made).exists(), "{made}");
    }
}
