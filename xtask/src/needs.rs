//! The programs that builds and tests need beside cargo, and how a build machine gets them.

use std::path::Path;

use anyhow::ensure;

use crate::repository::{answers, cargo, program, root, succeeds};

/// A program, and where it comes from.
struct Need {
    program: &'static str,
    package: &'static str,
    what_for: &'static str,
}

/// Finds the server, which Debian keeps where no shell looks, and runs one for tests.
pub(crate) const DATABASE: &str = "proof/testkit/postgres.sh";

/// What tests ask `testkit::tool` for stands here too, so that a build machine installs it.
const NEEDS: &[Need] = &[
    Need { program: "cc", package: "gcc", what_for: "builds SQLite" },
    Need { program: "curl", package: "curl", what_for: "does what docs/api.md shows" },
    Need { program: DATABASE, package: "postgresql", what_for: "is the store's second engine" },
    Need { program: "xmllint", package: "libxml2-utils", what_for: "judges our XML beside us" },
];

/// What tests ask `testkit::python_tool` for: Python packages, in an environment of their own, so that
/// nothing of the machine is touched. The file pins every version.
const PYTHON: &str = "crates/api/testdata/schemathesis/requirements.txt";
const PYTHON_PROGRAM: &str = "schemathesis";

/// The parts of the toolchain that a minimal installation leaves out.
const COMPONENTS: &[(&str, &str)] = &[("fmt", "rustfmt"), ("clippy", "clippy")];

/// Whether this is a build machine, where nothing may be skipped.
pub(crate) fn in_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// Whether tests run by `cargo nextest`; plain `cargo test` does the same, more slowly.
pub(crate) fn nextest() -> bool {
    answers(&mut cargo(&["nextest", "--version"]))
}

/// Installs on a build machine what is missing; elsewhere says what is.
pub(crate) fn run() -> anyhow::Result<bool> {
    if !nextest() {
        println!("cargo-nextest is not installed: `cargo test` runs the tests");
    }
    let components: Vec<&str> = COMPONENTS
        .iter()
        .filter(|(command, _)| !answers(&mut cargo(&[command, "--version"])))
        .map(|(_, component)| *component)
        .collect();
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !there(need)).collect();
    for need in &missing {
        println!("{} ({}) is not installed: it {}", need.program, need.package, need.what_for);
    }
    for component in &components {
        println!("{component} is not installed: `rustup component add {component}`");
    }
    if in_ci() && !components.is_empty() {
        let mut install = program(Path::new("rustup"), &["component", "add"]);
        ensure!(succeeds(install.args(&components))?, "rustup cannot add {components:?}");
    }
    if in_ci() && !missing.is_empty() {
        apt_get(&["update"])?;
        let packages = missing.iter().map(|need| need.package);
        let install = ["install", "--yes", "--no-install-recommends"].into_iter().chain(packages);
        apt_get(&install.collect::<Vec<_>>())?;
        ensure!(missing.into_iter().all(there), "installed and still not there");
    }
    python()?;
    Ok(true)
}

/// Installs on a build machine the Python packages that are missing; elsewhere says that they are.
fn python() -> anyhow::Result<()> {
    let tools = root().join("target/tools");
    let bin = |name: &str| tools.join("bin").join(name);
    if answers(&mut program(&bin(PYTHON_PROGRAM), &["--version"])) {
        return Ok(());
    }
    if !in_ci() {
        if !answers(&mut program(Path::new(PYTHON_PROGRAM), &["--version"])) {
            println!(
                "{PYTHON_PROGRAM} is not installed: it tests the OpenAPI document; \
                 `python3 -m venv target/tools && target/tools/bin/pip install -r {PYTHON}`"
            );
        }
        return Ok(());
    }
    let venv = |tools: &Path| {
        let mut command = program(Path::new("python3"), &["-m", "venv", "--clear"]);
        succeeds(command.arg(tools))
    };
    // Debian leaves out of Python what makes such environments.
    if !venv(&tools).unwrap_or(false) {
        apt_get(&["update"])?;
        apt_get(&["install", "--yes", "--no-install-recommends", "python3-venv"])?;
        ensure!(venv(&tools)?, "python3 cannot make an environment in {}", tools.display());
    }
    let install = ["install", "--quiet", "--no-input", "--disable-pip-version-check", "-r"];
    let mut pip = program(&bin("pip"), &install);
    ensure!(
        succeeds(pip.arg(root().join(PYTHON)))?,
        "pip cannot install {PYTHON}: is the package index reachable, and does it have these versions?"
    );
    let works = answers(&mut program(&bin(PYTHON_PROGRAM), &["--version"]));
    ensure!(works, "{PYTHON_PROGRAM} is installed and does not run");
    Ok(())
}

fn there(need: &Need) -> bool {
    answers(&mut program(Path::new(need.program), &["--version"]))
}

/// Debian's installer, with the rights it needs.
fn apt_get(arguments: &[&str]) -> anyhow::Result<()> {
    let sudo = answers(&mut program(Path::new("sudo"), &["-n", "true"]));
    let mut command = if sudo {
        program(Path::new("sudo"), &["-n", "apt-get", "--quiet"])
    } else {
        program(Path::new("apt-get"), &["--quiet"])
    };
    ensure!(succeeds(command.args(arguments))?, "{command:?} failed");
    Ok(())
}
