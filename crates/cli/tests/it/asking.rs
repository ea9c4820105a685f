//! Those who use a node: what they submit, what they check before, and what they are shown.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::commands::{good, json as printed, passavant, text};
use crate::serving::{Serving, until_ready};

/// A region in which one truck has gone from Dakar to Bamako.
pub(crate) struct Gone {
    folder: tempfile::TempDir,
    pub(crate) mrn: String,
    pub(crate) grn: String,
}

impl Gone {
    pub(crate) fn tell() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = text(folder.path());
        let told = ["demo", "--once", "--json", "--story", "dakar-bamako", "--dir", dir];
        let (code, report) = printed(&told);
        assert_eq!(code, Some(0), "{report}");
        let guarantees = report["guarantees"].as_array().unwrap();
        let lodged = guarantees.iter().find(|guarantee| guarantee["home"] == "ML").unwrap();
        let grn = lodged["grn"].as_str().unwrap().to_owned();
        let mrn = report["stories"][0]["mrn"].as_str().unwrap().to_owned();
        Self { folder, mrn, grn }
    }

    pub(crate) fn home(&self, code: &str) -> PathBuf {
        self.folder.path().join(code)
    }

    /// A node at work.
    pub(crate) async fn serve(&self, code: &str) -> Serving {
        let serving = Serving::start(&self.home(code));
        until_ready(&self.home(code)).await;
        serving
    }

    /// A file with the token of a trader, or of the first officer.
    pub(crate) fn token(&self, code: &str, whose: &str) -> PathBuf {
        let tokens = std::fs::read_to_string(self.home(code).join("tokens.json")).unwrap();
        let tokens: Value = serde_json::from_str(&tokens).unwrap();
        let token = tokens[whose].as_object().unwrap().values().next().unwrap();
        self.write(&format!("{code}-{whose}.token"), &format!("{}\n", token.as_str().unwrap()))
    }

    /// A declaration from Dakar to Bamako under the guarantee lodged in Mali.
    pub(crate) fn declaration(&self, lrn: &str) -> String {
        let code = std::fs::read_to_string(self.home("ML").join("access/ML0000007.code")).unwrap();
        include_str!("../../testdata/declaration.xml")
            .replace("GRN-OF-THE-GUARANTEE", &self.grn)
            .replace(">CODE<", &format!(">{code}<"))
            .replace("LRN-1", lrn)
    }

    pub(crate) fn write(&self, name: &str, body: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, body).unwrap();
        path
    }
}

/// The same, declared with a security code that does not exist.
fn wrong(declaration: &str) -> String {
    declaration.replace("<security>0<", "<security>9<")
}

fn submit(files: &[&Path], more: &[&str]) -> Output {
    let files = files.iter().map(|path| text(path));
    passavant(&["submit"].into_iter().chain(files).chain(more.iter().copied()).collect::<Vec<_>>())
}

/// A table without what keeps its columns apart.
fn squeezed(table: &str) -> String {
    let squeezed =
        |line: &str| line.split(' ').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
    table.lines().map(squeezed).collect::<Vec<_>>().join("\n")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn what_is_submitted_is_answered_in_kind_and_counts_once() {
    let gone = Gone::tell();
    let (home, _sn) = (gone.home("SN"), gone.serve("SN").await);
    let token = gone.token("SN", "traders");
    let to = ["--node", text(&home), "--token", text(&token)];
    let first = gone.write("first.xml", &gone.declaration("LRN-1"));
    let taken = submit(&[&first], &to);
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert!(out(&taken).contains("<ncts:CC928C"), "{}", out(&taken));
    assert!(err(&taken).contains("first.xml: taken, SN.SN-1.1."), "{}", err(&taken));
    // Posted again, and posted with another, it is what it was.
    let again = submit(&[&first], &to);
    assert_eq!((out(&again), err(&again)), (out(&taken), err(&taken)));
    let second = gone.write("second.xml", &gone.declaration("LRN-2"));
    let bad = gone.write("bad.xml", &wrong(&gone.declaration("LRN-3")));
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
    let at = ["show", "movement", "none", "--json"];
    let dossier = report["files"][2]["answer"]["dossier"].as_str().unwrap();
    let shown = printed(&[&at[..2], &[dossier], &at[3..], &to].concat());
    assert_eq!(shown.1["declaration"]["lrn"], "LRN-2");
}

#[tokio::test]
async fn what_is_not_taken_is_told_in_the_language_spoken_and_ends_with_1() {
    let gone = Gone::tell();
    let (home, _sn) = (gone.home("SN"), gone.serve("SN").await);
    let token = gone.token("SN", "traders");
    let to = ["--node", text(&home), "--token", text(&token)];
    let bad = gone.write("bad.xml", &wrong(&gone.declaration("LRN-1")));
    for (language, said) in [
        ("en", ["not taken", "error CL217", "found 9"]),
        ("fr", ["refusé", "erreur CL217", "trouvé 9"]),
        ("pt", ["recusada", "erro CL217", "encontrado 9"]),
    ] {
        let refused = submit(&[&bad], &[&to[..], &["--lang", language]].concat());
        assert_eq!(refused.status.code(), Some(1));
        assert!(out(&refused).contains("<ncts:CC056C"), "{}", out(&refused));
        let told = squeezed(&err(&refused));
        for text in said {
            assert!(told.contains(text), "{text}: {told}");
        }
        assert!(told.contains("/CC015C/TransitOperation/security"), "{told}");
    }
    // Somebody else's token; then a key that was used for something else.
    let stranger = gone.token("ML", "traders");
    let good = gone.write("good.xml", &gone.declaration("LRN-1"));
    let by_stranger = ["--node", text(&home), "--token", text(&stranger)];
    let unknown = submit(&[&good], &by_stranger);
    assert_eq!((unknown.status.code(), out(&unknown)), (Some(1), String::new()));
    assert!(err(&unknown).contains("NOD-013"), "{}", err(&unknown));
    let keyed = [&to[..], &["--key", "K-1"]].concat();
    assert_eq!(submit(&[&good], &keyed).status.code(), Some(0));
    assert_eq!(submit(&[&good], &keyed).status.code(), Some(0));
    let other = gone.write("other.xml", &gone.declaration("LRN-2"));
    let taken = submit(&[&other], &keyed);
    assert_eq!(taken.status.code(), Some(1));
    assert!(err(&taken).contains("NOD-001"), "{}", err(&taken));
    assert_eq!(submit(&[&good, &other], &keyed).status.code(), Some(2));
}

#[tokio::test]
async fn standard_input_is_submitted_and_a_node_that_comes_later_is_waited_for() {
    let gone = Gone::tell();
    let (home, token) = (gone.home("SN"), gone.token("SN", "traders"));
    let mut submitting = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["submit", "-", "--wait", "60", "--node", text(&home), "--token", text(&token)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = submitting.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, gone.declaration("LRN-1").as_bytes()).unwrap();
    drop(input);
    let _sn = gone.serve("SN").await;
    let taken = submitting.wait_with_output().unwrap();
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert!(out(&taken).contains("<ncts:CC928C"));
    assert!(err(&taken).contains("standard input: taken"), "{}", err(&taken));
}

#[tokio::test]
async fn a_node_is_known_by_its_folder_its_certificate_or_its_key_and_a_stranger_is_told_nothing() {
    let gone = Gone::tell();
    let _sn = gone.serve("SN").await;
    let (token, first) = (gone.token("SN", "traders"), gone.declaration("LRN-1"));
    let first = gone.write("first.xml", &first);
    let stated = |code: &str| {
        let public = std::fs::read_to_string(gone.home(code).join("public.json")).unwrap();
        let public: Value = serde_json::from_str(&public).unwrap();
        let statement = public["statement"].as_str().unwrap().split_once("\n\n").unwrap().0;
        serde_json::from_str::<Value>(statement).unwrap()["nodes"][0].clone()
    };
    let url = stated("SN")["endpoint"].as_str().unwrap().to_owned();
    let certificate = |code: &str| gone.home(code).join("keys/tls.cert.pem");
    let key = |code: &str| stated(code)["tls_key"].as_str().unwrap().to_owned();
    let to = |known: &[&str]| {
        let rest = ["--to", &url, "--token", text(&token), "--wait", "3600"];
        submit(&[&first], &[known, &rest].concat())
    };
    let (own, other) = (certificate("SN"), certificate("ML"));
    for known in [["--ca", text(&own)], ["--pin", &key("SN")], ["--node", text(&gone.home("SN"))]] {
        assert_eq!(to(&known).status.code(), Some(0), "{known:?}");
    }
    for known in [["--ca", text(&other)], ["--pin", &key("ML")], ["--node", text(&gone.home("ML"))]]
    {
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

#[test]
fn a_message_is_checked_without_a_node_and_every_finding_is_told_in_three_languages() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, body: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, body).unwrap();
        path
    };
    let sample = include_str!("../../testdata/declaration.xml")
        .replace("GRN-OF-THE-GUARANTEE", "26ML0101000000003");
    let fine = write("fine.xml", &sample);
    let bad = wrong(&sample).replace("<netMass>10000<", "<netMass>many<");
    let bad = write("bad.xml", &bad);
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
    assert_eq!(
        findings.iter().map(place).collect::<Vec<_>>(),
        [
            ["CL217", "/CC015C/TransitOperation/security", "9", "error"],
            [
                "format",
                "/CC015C/Consignment/HouseConsignment/ConsignmentItem/Commodity/GoodsMeasure/netMass",
                "many",
                "error"
            ],
        ]
    );
    for finding in findings {
        assert!(!finding["expected"].as_str().unwrap().is_empty());
        assert_eq!(finding["title"], finding["texts"]["pt"]["title"]);
        let titles = ["en", "fr", "pt"].map(|language| &finding["texts"][language]["title"]);
        assert!(titles[0] != titles[1] && titles[1] != titles[2] && titles[0] != titles[2]);
    }
    let told = passavant(&[&both[..], &["--lang", "fr"]].concat());
    assert_eq!(told.status.code(), Some(1));
    assert!(out(&told).contains("erreurs\u{a0}: 2"), "{}", out(&told));
    assert!(out(&told).contains("trouvé"), "{}", out(&told));
    assert_eq!(passavant(&["check", "/nowhere.xml"]).status.code(), Some(1));
    assert_eq!(passavant(&["check", text(&fine), "--day", "yesterday"]).status.code(), Some(2));
    let list = json!({"id": "CL217", "name": "security", "standing": "public",
                      "codes": [{"code": "9"}]});
    let elsewhere = write("reference.json", &json!({"lists": [list]}).to_string());
    let loaded = ["check", text(&fine), "--reference", text(&elsewhere), "--json"];
    let (code, report) = printed(&loaded);
    assert_eq!(code, Some(1), "{report}");
    assert_eq!(report["files"][0]["findings"][0]["found"], "0");
}

#[tokio::test]
async fn a_running_node_shows_movements_guarantees_and_peers_as_tables_and_as_the_api_has_them() {
    let gone = Gone::tell();
    let (_sn, _ml) = (gone.serve("SN").await, gone.serve("ML").await);
    let of = |code: &str| (gone.home(code), gone.token(code, "officers"));
    let (sn, ml) = (of("SN"), of("ML"));
    let at = |(home, token): &(PathBuf, PathBuf)| {
        ["--node", text(home), "--token", text(token)].map(ToOwned::to_owned)
    };
    let show = |what: &[&str], whose: &(PathBuf, PathBuf)| {
        let at = at(whose);
        squeezed(&good(&[&["show"][..], what, &at.each_ref().map(String::as_str)].concat()))
    };
    let movement = show(&["movement", &gone.mrn], &sn);
    for said in [
        &gone.mrn,
        "standing discharged",
        "route SNDKR000 - MLBKO000",
        "countries SN - ML",
        "STEP",
        "released for transit",
        "SN-001",
    ] {
        assert!(movement.contains(said), "{said}: {movement}");
    }
    let steps = ["presented", "accepted", "covered", "exit", "entry", "arrived", "ended"];
    let places: Vec<_> = steps.iter().map(|step| movement.find(&format!("\n{step} "))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {movement}");
    let french = show(&["movement", &gone.mrn, "--lang", "fr"], &sn);
    assert!(french.contains("situation") && french.contains("apuré"), "{french}");
    assert!(!french.contains("discharged"), "{french}");
    let guarantee = show(&["guarantee", &gone.grn], &ml);
    assert!(guarantee.contains("held 0 XOF"), "{guarantee}");
    assert!(guarantee.contains(&gone.mrn) && guarantee.contains("credited"), "{guarantee}");
    let peers = show(&["peers", "--lang", "pt"], &sn);
    assert!(peers.starts_with("PAR") && peers.contains("ML-1"), "{peers}");
    let (code, view) = {
        let at = at(&sn);
        let at = at.each_ref().map(String::as_str);
        printed(&[&["show", "movement", &gone.mrn, "--json"][..], &at].concat())
    };
    assert_eq!((code, &view["standing"]["phase"]), (Some(0), &Value::from("discharged")));
    assert_eq!(view["mrn"], gone.mrn);
    // What is not there is a problem, told or as it is.
    let at_sn = at(&sn);
    let at_sn = at_sn.each_ref().map(String::as_str);
    let (code, problem) = printed(&[&["show", "movement", "NONE", "--json"][..], &at_sn].concat());
    assert_eq!((code, &problem["code"]), (Some(1), &Value::from("NOD-002")));
    let told = passavant(&[&["show", "movement", "NONE"][..], &at_sn].concat());
    assert_eq!((told.status.code(), out(&told)), (Some(1), String::new()));
    assert!(err(&told).contains("NOD-002"), "{}", err(&told));
    let told = passavant(&[&["show", "movement", "../alarms"][..], &at_sn].concat());
    assert_eq!(told.status.code(), Some(1));
    assert!(err(&told).contains("neither a number nor an identifier"), "{}", err(&told));
}

#[tokio::test]
async fn the_journal_and_the_queue_are_shown_from_the_folder_while_the_node_works() {
    let gone = Gone::tell();
    let _sn = gone.serve("SN").await;
    let home = gone.home("SN");
    let (code, journal) =
        printed(&["show", "journal", "--node", text(&home), "--count", "5", "--json"]);
    assert_eq!(code, Some(0));
    let latest = journal["latest"].as_array().unwrap();
    let indices: Vec<_> = latest.iter().map(|line| line["index"].as_u64().unwrap()).collect();
    let last = journal["entries"].as_u64().unwrap() - 1;
    assert_eq!(indices, (0..5).map(|back| last - back).collect::<Vec<_>>());
    let table = good(&["show", "journal", "--node", text(&home), "--count", "500"]);
    assert!(table.contains("event") && table.contains("movement"), "{table}");
    assert!(table.trim_end().lines().last().unwrap().contains("opening"), "{table}");
    let nothing = good(&["show", "queue", "--node", text(&home), "--lang", "fr"]);
    assert_eq!(nothing, "Rien n’attend.\n");
    // Nobody takes what is put into the folder of a node that does not work.
    let home = gone.home("CI");
    std::fs::write(home.join("folder/in/sad.xml"), "<ASYCUDA/>").unwrap();
    std::fs::write(home.join("folder/in/sad.xml.part"), "<ASY").unwrap();
    let (code, queue) = printed(&["show", "queue", "--node", text(&home), "--json"]);
    assert_eq!(code, Some(0));
    assert_eq!(queue["files"], json!([{"name": "sad.xml", "size_bytes": 10}]));
    assert_eq!((&queue["task_count"], &queue["alarms"]), (&json!(0), &json!([])));
    let table = good(&["show", "queue", "--node", text(&home)]);
    assert!(table.contains("sad.xml") && !table.contains(".part"), "{table}");
}

#[tokio::test]
async fn why_something_is_open_is_shown_for_one_movement_for_all_and_for_conversations_about_cover()
{
    let gone = Gone::tell();
    let _sn = gone.serve("SN").await;
    let (home, trader) = (gone.home("SN"), gone.token("SN", "traders"));
    let officer = gone.token("SN", "officers");
    let at = ["--node", text(&home), "--token", text(&officer)];
    let why = |more: &[&str]| good(&[&["show", "why"][..], &at, more].concat());
    assert_eq!(why(&[]), "Nothing is open.\n");
    assert_eq!(why(&[&gone.mrn, "--lang", "pt"]), "Não há nada em aberto.\n");
    // The home of the guarantee is away: nobody answers for the cover.
    let first = gone.write("first.xml", &gone.declaration("LRN-1"));
    let to = ["--node", text(&home), "--token", text(&trader)];
    let taken = submit(&[&first], &to);
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    // The request for cover follows by policy, at the latest while the next message is taken.
    let again = submit(&[&first], &to);
    assert_eq!(again.status.code(), Some(0), "{}", err(&again));
    let open = why(&["--lang", "fr"]);
    let [head, sentence] = &open.lines().collect::<Vec<_>>()[..] else { panic!("{open}") };
    assert!(head.ends_with("déclaration acceptée"), "{open}");
    assert!(sentence.contains("l’administration qui tient la garantie"), "{open}");
    let (code, all) = printed(&[&["show", "why", "--json"][..], &at].concat());
    assert_eq!((code, all["items"].as_array().map(Vec::len)), (Some(0), Some(1)), "{all}");
    let number = all["items"][0]["name"].as_str().unwrap();
    let (code, one) = printed(&[&["show", "why", number, "--json"][..], &at].concat());
    assert_eq!((code, &one), (Some(0), &all["items"][0]));
    let (code, holds) = printed(&[&["show", "why", "--holds", "--json"][..], &at].concat());
    assert_eq!((code, holds["items"][0]["phase"].as_str()), (Some(0), Some("requested")));
    let hold = holds["items"][0]["dossier"].as_str().unwrap();
    assert!(why(&["--holds", hold]).contains(number), "{}", why(&["--holds", hold]));
    // Conversations about cover are none of a trader's.
    let refused = passavant(&[&["show", "why", "--holds"][..], &to].concat());
    assert_eq!((refused.status.code(), out(&refused)), (Some(1), String::new()));
    assert!(err(&refused).contains("NOD-003"), "{}", err(&refused));
}
