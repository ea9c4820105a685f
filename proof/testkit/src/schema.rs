//! Messages judged by libxml2 with the official schemas of NCTS phase 5.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::need::{data, tool};

/// Where the schemas are in the public data.
const SCHEMAS: &str = "transit/ncts5-hmrc-validator";
/// Two tests of one program judge at the same time.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// What is wrong with messages, each a kind such as `CC028C` and its bytes. Nothing where schemas or
/// xmllint are not on this machine: the skip is written down.
///
/// # Panics
///
/// Where files cannot be written or xmllint cannot be run.
pub fn judged(messages: &[(String, Vec<u8>)]) -> Vec<String> {
    let Some(data) = data(SCHEMAS) else { return Vec::new() };
    if !tool("xmllint") {
        return Vec::new();
    }
    // xmllint takes `..` away by the letter, whatever links there are.
    let schemas = data.join("schemas/conf/v2_1/xsd").canonicalize().unwrap_or_else(fault);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("judged-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap_or_else(fault);
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (number, (kind, bytes)) in messages.iter().enumerate() {
        let file = format!("{kind}-{number}.xml");
        std::fs::write(folder.join(&file), bytes).unwrap_or_else(fault);
        kinds.entry(kind).or_default().push(file);
    }
    let mut wrong = Vec::new();
    for (kind, files) in kinds {
        let output = Command::new("xmllint")
            .current_dir(&folder)
            .args(["--noout", "--nowarning", "--schema"])
            .arg(schemas.join(format!("{}.xsd", kind.to_lowercase())))
            .args(&files)
            .output()
            .unwrap_or_else(fault);
        let said = String::from_utf8_lossy(&output.stderr);
        let valid = |file: &&String| said.lines().any(|line| line == format!("{file} validates"));
        let invalid: Vec<_> = files.iter().filter(|file| !valid(file)).collect();
        if !invalid.is_empty() {
            wrong.push(format!("{kind}: {said}"));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap_or_else(fault);
    wrong
}

fn fault<T>(error: std::io::Error) -> T {
    panic!("{error}")
}
