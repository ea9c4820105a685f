//! Messages that are checked without a node.

use serde_json::{Value, json};

use crate::commands::{json as printed, passavant, text};
use crate::dakar::{declaration, wrong};

#[test]
fn a_message_is_checked_without_a_node_and_every_finding_is_told_in_three_languages() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, body: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, body).unwrap();
        path
    };
    let sample = declaration("26ML0101000000003", "LRN-1");
    let fine = write("fine.xml", &sample);
    let bad = write("bad.xml", &wrong(&sample).replace("<netMass>10000<", "<netMass>many<"));
    let (code, report) = printed(&["check", text(&fine), "--json", "--day", "2026-11-24"]);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    assert_eq!(report["files"][0]["message"], "CC015C");
    let both = ["check", text(&fine), text(&bad), "--day", "2026-11-24"];
    let (code, report) = printed(&[&both[..], &["--json", "--lang", "pt"]].concat());
    assert_eq!((code, &report["ok"]), (Some(1), &Value::Bool(false)));
    let findings = report["files"][1]["findings"].as_array().unwrap();
    let place = |finding: &Value| {
        ["rule", "path", "found", "severity"].map(|name| finding[name].as_str().unwrap().to_owned())
    };
    let goods = "/CC015C/Consignment/HouseConsignment/ConsignmentItem/Commodity/GoodsMeasure";
    assert_eq!(
        findings.iter().map(place).collect::<Vec<_>>(),
        [
            ["CL217", "/CC015C/TransitOperation/security", "9", "error"].map(ToOwned::to_owned),
            ["format", &format!("{goods}/netMass"), "many", "error"].map(ToOwned::to_owned),
        ]
    );
    for finding in findings {
        assert!(!finding["expected"].as_str().unwrap().is_empty());
        assert_eq!(finding["title"], finding["texts"]["pt"]["title"]);
        let titles = ["en", "fr", "pt"].map(|language| &finding["texts"][language]["title"]);
        assert!(titles[0] != titles[1] && titles[1] != titles[2] && titles[0] != titles[2]);
    }
    let told = passavant(&[&both[..], &["--lang", "fr"]].concat());
    let said = String::from_utf8(told.stdout).unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(said.contains("erreurs\u{a0}: 2") && said.contains("trouvé   9"), "{said}");
}

#[test]
fn reference_data_of_a_node_decides_which_codes_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let fine = folder.path().join("fine.xml");
    std::fs::write(&fine, declaration("26ML0101000000003", "LRN-1")).unwrap();
    let reference = folder.path().join("reference.json");
    let list = json!({"id": "CL217", "name": "security", "standing": "public",
                      "codes": [{"code": "9"}]});
    std::fs::write(&reference, json!({"lists": [list]}).to_string()).unwrap();
    let (code, report) =
        printed(&["check", text(&fine), "--reference", text(&reference), "--json"]);
    assert_eq!(code, Some(1), "{report}");
    assert_eq!(report["files"][0]["findings"][0]["found"], "0");
}

#[test]
fn what_cannot_be_read_is_no_message_and_what_makes_no_sense_is_not_tried() {
    assert_eq!(passavant(&["check", "/nowhere.xml"]).status.code(), Some(1));
    let (code, report) = printed(&["check", "/nowhere.xml", "--json"]);
    assert_eq!((code, &report["ok"]), (Some(1), &Value::Bool(false)));
    assert!(report["files"][0]["fault"].as_str().unwrap().contains("/nowhere.xml"));
    assert_eq!(passavant(&["check", "a.xml", "--day", "yesterday"]).status.code(), Some(2));
    assert_eq!(passavant(&["check"]).status.code(), Some(2));
}
