//! What nodes write, judged by libxml2 with the official schemas.

use std::process::Command;

/// Judges messages, each a kind and its bytes; what is wrong with them. Nothing where schemas or
/// xmllint are not on this machine: the skip is written down.
pub(crate) fn judged(messages: &[(String, Vec<u8>)]) -> Vec<String> {
    let Some(data) = testkit::data("transit/ncts5-hmrc-validator") else { return Vec::new() };
    if !testkit::tool("xmllint") {
        return Vec::new();
    }
    // xmllint takes `..` away by the letter, whatever links there are.
    let schemas = data.join("schemas/conf/v2_1/xsd").canonicalize().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (number, (kind, bytes)) in messages.iter().enumerate() {
        let file = folder.path().join(format!("{kind}-{number}.xml"));
        std::fs::write(&file, bytes).unwrap();
        let output = Command::new("xmllint")
            .args(["--noout", "--nowarning", "--schema"])
            .arg(schemas.join(format!("{}.xsd", kind.to_lowercase())))
            .arg(&file)
            .output()
            .unwrap();
        if !output.status.success() {
            wrong.push(format!("{kind}: {}", String::from_utf8_lossy(&output.stderr)));
        }
    }
    wrong
}

#[test]
fn a_message_that_breaks_the_schema_is_seen() {
    let broken = (String::from("CC928C"), b"<CC928C/>".to_vec());
    let skipped = testkit::data("transit/ncts5-hmrc-validator").is_none();
    assert!(skipped || !testkit::tool("xmllint") || judged(&[broken]).len() == 1);
}
