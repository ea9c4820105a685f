//! What `docs/api.md` shows is done as it stands there, by one shell, and answered as it says.

use std::path::Path;
use std::process::Command;

use crate::commands::text;

/// The parts of the page that are fenced so.
fn fenced<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let opening = format!("{kind}\n");
    page.split("```").skip(1).step_by(2).filter_map(|part| part.strip_prefix(&*opening)).collect()
}

/// Whether a text says each line of what the page shows, in its order; `…` stands for anything.
fn says(text: &str, shown: &str) -> Result<(), String> {
    let mut rest = text;
    for piece in shown.lines().flat_map(|line| line.split('…')).map(str::trim) {
        let Some((_, after)) = rest.split_once(piece) else {
            return Err(format!("{piece}\n--- is not in ---\n{rest}"));
        };
        rest = after;
    }
    Ok(())
}

#[test]
fn an_integrator_who_follows_the_page_posts_a_first_declaration() {
    if !testkit::tool("curl") {
        return;
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");
    let page = std::fs::read_to_string(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (first, program) =
        (testkit::free_addresses(3)[0].port(), Path::new(env!("CARGO_BIN_EXE_passavant")));
    let blocks: Vec<String> = fenced(&page, "sh").into_iter().map(ToOwned::to_owned).collect();
    assert!(blocks.len() > 10, "{}", blocks.len());
    let script = format!(
        "set -eu\nPATH=\"{}:$PATH\"\ntrap 'kill $(jobs -p)' EXIT\n{}",
        text(program.parent().unwrap()),
        blocks.join("\n").replace("7443", &first.to_string()),
    );
    std::fs::write(folder.path().join("page.sh"), script).unwrap();
    let output = Command::new("bash").arg("page.sh").current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}\n{complained}");
    let shown = fenced(&page, "text").join("\n");
    assert_eq!(says(&said, &shown), Ok(()), "{said}\n{complained}");
}
