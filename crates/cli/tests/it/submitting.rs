//! Messages that are submitted: answered in kind and in words, once, and to nobody but the node.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::commands::{json as printed, passavant, text};
use crate::dakar::{Dakar, declaration, region, stated, token, wrong};
use crate::serving::{Serving, until_ready};

fn submit(files: &[&Path], more: &[&str]) -> Output {
    let files = files.iter().map(|path| text(path));
    passavant(&["submit"].into_iter().chain(files).chain(more.iter().copied()).collect::<Vec<_>>())
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn what_is_submitted_is_answered_in_kind_and_counts_once() {
    let dakar = Dakar::at_work().await;
    let (home, token) = (dakar.home("SN"), dakar.trader());
    let to = ["--node", text(&home), "--token", text(&token)];
    let first = dakar.write("first.xml", &dakar.declaration("LRN-1"));
    let taken = submit(&[&first], &to);
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert!(out(&taken).contains("<ncts:CC928C"), "{}", out(&taken));
    assert!(err(&taken).contains("first.xml: taken, SN.SN-1.1."), "{}", err(&taken));
    // A code that no list has may be one that is newer than the list; whoever sent it is told.
    let slip = dakar.declaration("LRN-4").replace(">BG<", ">Z9<");
    let slipped = submit(&[&dakar.write("slip.xml", &slip)], &to);
    assert_eq!(slipped.status.code(), Some(0), "{}", err(&slipped));
    assert!(err(&slipped).contains("typeOfPackages"), "{}", err(&slipped));
    // Posted again, alone and among others, it is what it was.
    let again = submit(&[&first], &to);
    assert_eq!((out(&again), err(&again)), (out(&taken), err(&taken)));
    let second = dakar.write("second.xml", &dakar.declaration("LRN-2"));
    let bad = dakar.write("bad.xml", &wrong(&dakar.declaration("LRN-3")));
    let files = [text(&first), text(&bad), text(&second)];
    let (code, report) = printed(&[&["submit"][..], &files, &to, &["--json"]].concat());
    assert_eq!((code, &report["ok"]), (Some(1), &Value::Bool(false)));
    let of = |name: &str| -> Vec<Value> {
        report["files"].as_array().unwrap().iter().map(|file| file[name].clone()).collect()
    };
    assert_eq!(of("ok"), [true, false, true]);
    assert_eq!(of("status"), [200, 422, 200]);
    assert_eq!(report["files"][0]["answer"]["repeated"], true);
    assert_eq!(report["files"][2]["answer"]["repeated"], false);
    assert_eq!(report["files"][1]["answer"]["findings"][0]["rule"], "CL217");
    let dossier = report["files"][2]["answer"]["dossier"].as_str().unwrap();
    let (_, shown) = printed(&[&["show", "movement", dossier, "--json"][..], &to].concat());
    assert_eq!(shown["declaration"]["lrn"], "LRN-2");
}

#[tokio::test]
async fn what_is_not_taken_is_told_in_the_language_spoken_and_ends_with_1() {
    let dakar = Dakar::at_work().await;
    let (home, token) = (dakar.home("SN"), dakar.trader());
    let to = ["--node", text(&home), "--token", text(&token)];
    let bad = dakar.write("bad.xml", &wrong(&dakar.declaration("LRN-1")));
    for (language, said) in [
        ("en", ["not taken", "error  CL217", "found     9"]),
        ("fr", ["refusé", "erreur  CL217", "trouvé   9"]),
        ("pt", ["recusada", "erro  CL217", "encontrado  9"]),
    ] {
        let refused = submit(&[&bad], &[&to[..], &["--lang", language]].concat());
        assert_eq!(refused.status.code(), Some(1));
        assert!(out(&refused).contains("<ncts:CC056C"), "{}", out(&refused));
        for text in said.into_iter().chain(["/CC015C/TransitOperation/security"]) {
            assert!(err(&refused).contains(text), "{text}: {}", err(&refused));
        }
    }
    // A token of nobody known here; then a key that was used for something else.
    let strange = dakar.write("strange.token", "c3RyYW5nZXI=\n");
    let good = dakar.write("good.xml", &dakar.declaration("LRN-1"));
    let unknown = submit(&[&good], &["--node", text(&home), "--token", text(&strange)]);
    assert_eq!((unknown.status.code(), out(&unknown)), (Some(1), String::new()));
    assert!(err(&unknown).contains("NOD-013"), "{}", err(&unknown));
    let keyed = [&to[..], &["--key", "K-1"]].concat();
    assert_eq!(submit(&[&good], &keyed).status.code(), Some(0));
    assert_eq!(submit(&[&good], &keyed).status.code(), Some(0));
    let other = dakar.write("other.xml", &dakar.declaration("LRN-2"));
    let taken = submit(&[&other], &keyed);
    assert_eq!(taken.status.code(), Some(1));
    assert!(err(&taken).contains("NOD-001"), "{}", err(&taken));
    assert_eq!(submit(&[&good, &other], &keyed).status.code(), Some(2));
}

#[tokio::test]
async fn standard_input_is_submitted_and_a_node_that_comes_later_is_waited_for() {
    let region = region();
    let home = region.path().join("SN");
    let token = token(region.path(), "SN", "traders", "SN0000001");
    let mut submitting = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["submit", "-", "--wait", "60", "--node", text(&home), "--token", text(&token)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = submitting.stdin.take().unwrap();
    let declaration = declaration("26ML0101000000003", "LRN-1");
    std::io::Write::write_all(&mut input, declaration.as_bytes()).unwrap();
    drop(input);
    let _serving = Serving::start(&home);
    let taken = submitting.wait_with_output().unwrap();
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert!(out(&taken).contains("<ncts:CC928C"), "{}", out(&taken));
    assert!(err(&taken).contains("standard input: taken"), "{}", err(&taken));
}

#[tokio::test]
async fn a_node_is_known_by_its_folder_its_certificate_or_its_key_and_a_stranger_is_told_nothing() {
    let region = region();
    let home = |code: &str| region.path().join(code);
    let _serving = Serving::start(&home("SN"));
    until_ready(&home("SN")).await;
    let token = token(region.path(), "SN", "traders", "SN0000001");
    let first = region.path().join("first.xml");
    std::fs::write(&first, declaration("26ML0101000000003", "LRN-1")).unwrap();
    let url = stated(&home("SN"))["endpoint"].as_str().unwrap().to_owned();
    let certificate = |code: &str| home(code).join("keys/tls.cert.pem");
    let key = |code: &str| stated(&home(code))["tls_key"].as_str().unwrap().to_owned();
    // Nobody waits an hour for whoever is somebody else.
    let to = |known: &[&str]| {
        let rest = ["--to", &url, "--token", text(&token), "--wait", "3600"];
        submit(&[&first], &[known, &rest].concat())
    };
    let (own, other) = (certificate("SN"), certificate("ML"));
    for known in [["--ca", text(&own)], ["--pin", &key("SN")], ["--node", text(&home("SN"))]] {
        assert_eq!(to(&known).status.code(), Some(0), "{known:?}");
    }
    for known in [["--ca", text(&other)], ["--pin", &key("ML")], ["--node", text(&home("ML"))]] {
        let refused = to(&known);
        assert_eq!(refused.status.code(), Some(1), "{known:?}");
        assert!(err(&refused).contains("invalid peer certificate"), "{}", err(&refused));
        assert!(err(&refused).contains("0 of 1"), "{}", err(&refused));
    }
    // Whoever does not say by what the node is known, or says it twice, is asked to.
    assert_eq!(to(&[]).status.code(), Some(2));
    assert_eq!(to(&["--pin", &key("SN"), "--ca", text(&own)]).status.code(), Some(2));
    let plain = ["submit", text(&first), "--to", "http://127.0.0.1:1", "--token", text(&token)];
    let plain = passavant(&[&plain[..], &["--pin", &key("SN")]].concat());
    assert_eq!(plain.status.code(), Some(1));
    assert!(err(&plain).contains("https://"), "{}", err(&plain));
}
