//! The watched folder: what is put in, what comes out, and what is kept.

use std::path::PathBuf;

use api::NationalGuarantee;
use serde_json::{Value, json};

use crate::papers::{CODE, Declared, grn, guarantee};
use crate::region::{OFFICER, Place, Region, until};

/// Puts a file into the folder as a national system does: whole or not at all.
pub(crate) fn put(place: &Place, name: &str, bytes: &[u8]) {
    let folder = place.folder("in");
    std::fs::create_dir_all(&folder).unwrap();
    let beside = folder.join(format!("{name}.part"));
    std::fs::write(&beside, bytes).unwrap();
    std::fs::rename(beside, folder.join(name)).unwrap();
}

/// The content of a file, once it is there.
pub(crate) async fn appears(path: PathBuf) -> Vec<u8> {
    let what = path.display().to_string();
    until(&what, || async { std::fs::read(&path).ok() }).await
}

/// Puts a file in and waits until it was taken.
pub(crate) async fn taken(place: &Place, name: &str, text: &str) {
    put(place, name, text.as_bytes());
    let (done, refused) = (place.folder("done").join(name), place.folder("refused").join(name));
    let kept = || async { (done.exists() || refused.exists()).then_some(()) };
    until(name, kept).await;
    assert!(!refused.exists(), "{}", findings_text(place, name));
}

/// Puts a file in and waits until it was refused; its findings.
pub(crate) async fn refused(place: &Place, name: &str, bytes: &[u8]) -> Value {
    put(place, name, bytes);
    let findings = place.folder("refused").join(format!("{name}.findings.json"));
    until(name, || async { (!place.folder("in").join(name).exists()).then_some(()) }).await;
    assert!(findings.exists(), "{name} was taken");
    serde_json::from_slice(&std::fs::read(findings).unwrap()).unwrap()
}

fn findings_text(place: &Place, name: &str) -> String {
    let path = place.folder("refused").join(format!("{name}.findings.json"));
    std::fs::read_to_string(path).unwrap_or_default()
}

/// The files of a part of the folder.
fn files(place: &Place, part: &str) -> Vec<String> {
    let entries = std::fs::read_dir(place.folder(part)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn no_clear_access_code_is_kept_anywhere() {
    let code_file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(code_file.path(), CODE).unwrap();
    let (path, number) = (code_file.path().to_owned(), grn("SN"));
    let mut region = Region::with_folder(|national| {
        let mut set: NationalGuarantee = serde_json::from_value(json!({"grn": number})).unwrap();
        set.access_code_file = Some(path);
        national.guarantees.insert("SN100".to_owned(), set);
    })
    .await;
    let number = grn("SN");
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
    let message = declared.message("SN100", "M-1");
    taken(&region.sn, "good.xml", &message).await;
    let broken = message.replace("<security>0</security>", "<security>x</security>");
    refused(&region.sn, "broken.xml", broken.as_bytes()).await;
    let cut = message.split_once("</accessCode>").unwrap().0;
    refused(&region.sn, "cut.xml", cut.as_bytes()).await;
    let wide: Vec<u8> = message.encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&region.sn, "wide.xml", &wide).await;
    taken(&region.sn, "sad.xml", &crate::papers::Sad::registered("LRN-2").text()).await;
    region.stop().await;
    assert!(region.sn.folder("done").join("good.xml").exists());
    for folder in ["folder", "store", "keystore"] {
        assert!(!region.holds_in_clear(folder, CODE), "{folder}");
        let wide: String = CODE.chars().flat_map(|letter| [letter, '\0']).collect();
        assert!(!region.holds_in_clear(folder, &wide), "{folder}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_cannot_be_masked_only_size_and_digest_are_kept() {
    let mut region = Region::with(&json!({}), &json!({}), |config| {
        let path = config.paths.root.with_file_name("folder");
        let acts = json!({"system": "S", "acceptance": "a", "release": "r", "exit": "e"});
        let folder = json!({"path": path, "poll_ms": 20});
        config.folder = Some(serde_json::from_value(folder).unwrap());
        config.national = Some(serde_json::from_value(json!({"acts": acts})).unwrap());
        config.serve.body_bytes_max = 1000;
    })
    .await;
    let large = format!("<accessCode>{CODE}</accessCode>").repeat(100);
    let problem = refused(&region.sn, "large.xml", large.as_bytes()).await;
    assert_eq!(problem["code"], "NOD-011");
    let wide: Vec<u8> = format!("<accessCode>{CODE}</accessCode>")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    refused(&region.sn, "wide.xml", &wide).await;
    assert_eq!(
        files(&region.sn, "refused"),
        [
            "large.xml.findings.json",
            "large.xml.withheld.json",
            "wide.xml.findings.json",
            "wide.xml.withheld.json"
        ]
    );
    for (name, bytes) in [("large.xml", large.as_bytes()), ("wide.xml", &wide)] {
        let path = region.sn.folder("refused").join(format!("{name}.withheld.json"));
        let said: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let digest = kernel::Digest::of(&[bytes]).0;
        let sha256: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let expected = json!({"name": name, "size_bytes": bytes.len(), "sha256": sha256});
        assert_eq!(said, expected);
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_file_is_set_aside_with_everything_that_is_wrong_with_it() {
    let mut region = Region::with_folder(|_| {}).await;
    let (number, wrong) = (grn("SN"), "wrong.xml");
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
    let message = declared
        .message("SN100", "M-1")
        .replace("<security>0</security>", "<security>7</security>")
        .replace("    <declarationType>T1</declarationType>\n", "");
    let problem = refused(&region.sn, wrong, message.as_bytes()).await;
    let findings = problem["findings"].as_array().unwrap().iter();
    let rules: Vec<_> = findings.map(|finding| finding["rule"].as_str().unwrap()).collect();
    assert_eq!((problem["code"].as_str(), rules), (Some("NOD-015"), vec!["structure", "CL217"]));
    assert_eq!(files(&region.sn, "refused"), ["wrong.xml", "wrong.xml.findings.json"]);
    assert_eq!(files(&region.sn, "out"), ["wrong.CC917C.xml"]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_that_cannot_be_written_stops_nobody_elses() {
    let mut region = Region::with_folder(|_| {}).await;
    let (number, system) = (grn("SN"), region.sn.client(crate::region::SYSTEM));
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 1_000 };
    // A header that no message has room for.
    let name = "M".repeat(36);
    let operation = json!(["Operation", [["messageIdentification", name]]]);
    let mut command = declared.command();
    command["Present"]["contents"] = json!({"operation": operation});
    system.done("/movements", "unwritable", &command).await;
    let next = Declared { lrn: "LRN-2", ..declared };
    taken(&region.sn, "good.xml", &next.message("SN100", "M-1")).await;
    // What follows the movement that cannot be written is written.
    until("the answers", || async {
        let out = files(&region.sn, "out");
        out.iter().any(|name| name.starts_with('0') && name.ends_with(".CC928C.xml")).then_some(())
    })
    .await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_fills_holds_up_no_answer() {
    let mut region = Region::with_folder(|_| {}).await;
    let number = grn("SN");
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 1_000 };
    taken(&region.sn, "good.xml", &declared.message("SN100", "M-1")).await;
    let answers = |place: &Place| {
        // What a file is refused with is named as the file; what has come about, by when it did.
        let back = |name: &String| name.starts_with('0') && name.contains('-');
        files(place, "out").into_iter().filter(back).collect::<Vec<_>>()
    };
    until("an answer", || async { (!answers(&region.sn).is_empty()).then_some(()) }).await;
    // The node forgets what it has written back, and finds thousands of files before it can again.
    let memory = region.sn.folder(".memory.json");
    until("what it remembers", || async { memory.exists().then_some(()) }).await;
    region.sn.stop().await;
    std::fs::remove_file(memory).unwrap();
    for name in answers(&region.sn) {
        std::fs::remove_file(region.sn.folder("out").join(name)).unwrap();
    }
    let count = 3_000;
    for number in 0..count {
        std::fs::write(region.sn.folder("in").join(format!("{number:05}.xml")), b"<a/>").unwrap();
    }
    region.sn.start().await;
    let waiting = until("an answer", || async {
        (!answers(&region.sn).is_empty()).then(|| files(&region.sn, "in").len())
    });
    let waiting = waiting.await;
    assert!(waiting > 0 && waiting < count, "{waiting} files wait");
    until("all are set aside", || async { files(&region.sn, "in").is_empty().then_some(()) }).await;
    assert_eq!(files(&region.sn, "refused").len(), 2 * count);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sad_whose_access_code_cannot_be_read_is_set_aside_alone_and_the_operator_is_alarmed() {
    let dir = tempfile::tempdir().unwrap();
    let code_file = dir.path().join("SN100.code");
    let (path, number) = (code_file.clone(), grn("SN"));
    let mut region = Region::with_folder(|national| {
        let mut set: NationalGuarantee = serde_json::from_value(json!({"grn": number})).unwrap();
        set.access_code_file = Some(path);
        national.guarantees.insert("SN100".to_owned(), set);
    })
    .await;
    let (officer, number) = (region.sn.client(OFFICER), grn("SN"));
    guarantee(&officer, "SN").await;
    let sad = crate::papers::Sad::registered("LRN-2").text();
    for name in ["1.xml", "2.xml"] {
        let problem = refused(&region.sn, name, sad.as_bytes()).await;
        assert_eq!((&problem["code"], &problem["status"]), (&json!("NOD-032"), &json!(500)));
    }
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
    taken(&region.sn, "3.xml", &declared.message("SN100", "M-1")).await;
    let alarms = officer.get("/alarms").await.json();
    let alarms: Vec<_> = alarms.as_array().unwrap().iter().map(|line| &line["alarm"]).collect();
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    assert_eq!(alarms[0]["kind"], "misconfigured");
    assert_eq!(alarms[0]["about"], "access code of SN100");
    assert!(alarms[0]["detail"].as_str().unwrap().contains("SN100.code"));
    std::fs::write(&code_file, CODE).unwrap();
    taken(&region.sn, "4.xml", &sad).await;
    // What is recorded already goes on without the code.
    std::fs::remove_file(&code_file).unwrap();
    taken(&region.sn, "5.xml", &sad).await;
    // So does what its guarantee is not asked for anew; what it would be is told to need the code.
    let other = |amount| crate::papers::Sad { amount, ..crate::papers::Sad::registered("LRN-2") };
    let problem = refused(&region.sn, "6.xml", other(500_000).text().as_bytes()).await;
    let findings = problem["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["rule"] == "NOD-032"), "{problem}");
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_in_a_message_that_is_taken_is_told_to_whoever_sent_it() {
    let mut region = Region::with_folder(|_| {}).await;
    let number = grn("SN");
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 1_000 };
    // The list of kinds of package has no such code, and may be older than it.
    let message =
        |identification: &str| declared.message("SN100", identification).replace(">BG<", ">Z9<");
    taken(&region.sn, "slip.xml", &message("M-1")).await;
    let beside = region.sn.folder("done").join("slip.xml.findings.json");
    let told: Value = serde_json::from_slice(&std::fs::read(beside).unwrap()).unwrap();
    let rules = |told: &Value| {
        let told = told.as_array().unwrap().iter();
        told.map(|finding| (finding["rule"].clone(), finding["severity"].clone()))
            .collect::<Vec<_>>()
    };
    let expected = [(json!("CL017"), json!("warning"))];
    assert_eq!(rules(&told["findings"]), expected);
    // What a national system declares is held to the same lists.
    let sad = crate::papers::Sad::registered("LRN-3").text().replace(">BG<", ">Z9<");
    taken(&region.sn, "sad.xml", &sad).await;
    let beside = region.sn.folder("done").join("sad.xml.findings.json");
    let of_sad: Value = serde_json::from_slice(&std::fs::read(beside).unwrap()).unwrap();
    assert_eq!(rules(&of_sad["findings"]), expected);
    let posted = Declared { lrn: "LRN-2", ..declared };
    let posted = posted.message("SN100", "M-2").replace(">BG<", ">Z9<");
    let trader = region.sn.client("SN100");
    let in_kind = trader.message(&posted).await;
    assert_eq!((in_kind.status, in_kind.header("passavant-warnings")), (200, "1"));
    let headers = [("accept", "application/json"), ("content-type", "application/xml")];
    let (method, body) = (reqwest::Method::POST, posted.into_bytes());
    let asked = crate::client::Request { method, path: "/messages", headers: &headers, body };
    let in_words = trader.send(asked).await.json();
    assert_eq!(
        (&in_words["repeated"], rules(&in_words["warnings"])),
        (&json!(true), expected.into())
    );
    region.stop().await;
}

/// Puts a file into the folder under any name, whole or not at all.
fn put_as(region: &Region, name: &str, bytes: &[u8]) {
    let beside = region.files.path().join("beside");
    std::fs::write(&beside, bytes).unwrap();
    std::fs::rename(beside, region.sn.folder("in").join(name)).unwrap();
}

/// Waits until nothing is in the folder but what is passed over.
async fn until_left(region: &Region, left: &[&str]) {
    until("the folder", || async { (files(&region.sn, "in") == left).then_some(()) }).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_a_folder_a_pipe_and_a_socket_are_passed_over_and_hold_up_nothing() {
    let mut region = Region::with_folder(|_| {}).await;
    put(&region.sn, "first.xml", b"<a/>");
    until_left(&region, &[]).await;
    let (inside, elsewhere) = (region.sn.folder("in"), region.files.path().join("elsewhere"));
    std::fs::write(&elsewhere, b"<not-for-the-node/>").unwrap();
    std::os::unix::fs::symlink(&elsewhere, inside.join("0-link.xml")).unwrap();
    std::os::unix::fs::symlink(region.files.path(), inside.join("1-link.xml")).unwrap();
    std::os::unix::fs::symlink("nowhere", inside.join("2-link.xml")).unwrap();
    std::fs::create_dir(inside.join("3-folder.xml")).unwrap();
    std::fs::write(inside.join("3-folder.xml/inside.xml"), b"<a/>").unwrap();
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    let kind = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, inside.join("4-pipe.xml"), kind, mode, 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(inside.join("5-socket.xml")).unwrap();
    put(&region.sn, "9-last.xml", b"<a/>");
    let left =
        ["0-link.xml", "1-link.xml", "2-link.xml", "3-folder.xml", "4-pipe.xml", "5-socket.xml"];
    until_left(&region, &left).await;
    let refused = |name: &str| [name.to_owned(), format!("{name}.findings.json")];
    let expected: Vec<_> = ["9-last.xml", "first.xml"].into_iter().flat_map(refused).collect();
    assert_eq!(files(&region.sn, "refused"), expected);
    assert_eq!(files(&region.sn, "done"), [""; 0]);
    assert_eq!(std::fs::read(elsewhere).unwrap(), b"<not-for-the-node/>");
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_any_name_is_put_aside_within_the_folder_and_stops_none_behind_it() {
    let mut region = Region::with_folder(|_| {}).await;
    put(&region.sn, "first.xml", b"<a/>");
    until_left(&region, &[]).await;
    let around = || {
        let entries = std::fs::read_dir(region.sn.folder("")).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = around();
    let names = [
        "a..b.xml",
        "-rf.xml",
        "two words.xml",
        "\\..\\..\\up.xml",
        "%2e%2e%2fup.xml",
        "line\nbreak.xml",
        "d\u{e9}claration \u{65e5}\u{672c}.xml",
        "without",
        "first.xml.findings.json",
    ];
    // As long as a name may be: 255 bytes.
    let long = [
        format!("{}.xml", "l".repeat(251)),
        format!("{}.xml", "\u{e9}".repeat(125)),
        format!("a.{}", "x".repeat(253)),
    ];
    let kept: Vec<String> = [
        format!("{}.xml", "l".repeat(196)),
        format!("{}.xml", "\u{e9}".repeat(98)),
        format!("a.{}", "x".repeat(198)),
        "first.xml.findings.2.json".to_owned(),
    ]
    .into_iter()
    .chain(names[..8].iter().map(|name| (*name).to_owned()))
    .collect();
    for name in names.iter().copied().chain(long.iter().map(String::as_str)) {
        put_as(&region, name, format!("<a>{name}</a>").as_bytes());
    }
    put_as(&region, "last.xml", b"<a/>");
    until_left(&region, &[]).await;
    let mut expected = vec!["first.xml".to_owned(), "last.xml".to_owned()];
    expected.extend(kept);
    let findings: Vec<_> = expected.iter().map(|name| format!("{name}.findings.json")).collect();
    expected.extend(findings);
    expected.sort();
    assert_eq!(files(&region.sn, "refused"), expected);
    // Those that are none as long as their names begin with a point stay where they are.
    for name in ["..xml", "...", ".hidden.xml"] {
        put_as(&region, name, b"<a/>");
    }
    put_as(&region, "after.xml", b"<a/>");
    until_left(&region, &[]).await;
    assert!(
        ["..xml", "...", ".hidden.xml"].iter().all(|name| region
            .sn
            .folder("in")
            .join(name)
            .exists())
    );
    assert_eq!(around(), before);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_files_of_one_name_both_are_kept_with_what_is_said_of_each() {
    let mut region = Region::with_folder(|_| {}).await;
    let number = grn("SN");
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
    let wrong = |identification: &str| {
        let message = declared.message("SN100", identification);
        message.replace("<security>0</security>", "<security>7</security>")
    };
    let folder = region.sn.folder("in");
    until("the folder", || async { folder.exists().then_some(()) }).await;
    // The last is the first once more.
    for identification in ["M-1", "M-2", "M-1"] {
        put(&region.sn, "same.xml", wrong(identification).as_bytes());
        until_left(&region, &[]).await;
    }
    let names = ["same.2.xml", "same.2.xml.findings.json", "same.xml", "same.xml.findings.json"];
    assert_eq!(files(&region.sn, "refused"), names);
    let said = |part: &str, name: &str| {
        std::fs::read_to_string(region.sn.folder(part).join(name)).unwrap()
    };
    for (name, identification) in [("same.xml", "M-1"), ("same.2.xml", "M-2")] {
        assert!(said("refused", name).contains(&format!(">{identification}<")), "{name}");
    }
    for (name, identification) in [("same.CC056C.xml", "M-1"), ("same.CC056C.2.xml", "M-2")] {
        let correlation = format!("<correlationIdentifier>{identification}<");
        assert!(said("out", name).contains(&correlation), "{name}");
    }
    region.stop().await;
}
