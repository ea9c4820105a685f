//! Dakar and Bamako at work: a movement is released in Dakar under a guarantee lodged in Bamako.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::commands::{good, passavant, text};
use crate::serving::{Serving, done, once, read, until_ready};

/// The two nodes, and what was begun there.
pub(crate) struct Dakar {
    folder: tempfile::TempDir,
    /// The movement.
    pub(crate) mrn: String,
    /// Its guarantee.
    pub(crate) grn: String,
    /// Nobody answers for Bamako once this is gone.
    bamako: Option<Serving>,
    dakar: Option<Serving>,
}

/// A region of which nobody is at work yet.
pub(crate) fn region() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = text(folder.path());
    good(&["region", "init", made, "--members", "SN,ML,CI", "--hub", "CORRIDOR"]);
    folder
}

/// The token of somebody, in a file of its own.
pub(crate) fn token(region: &Path, code: &str, kind: &str, who: &str) -> PathBuf {
    let tokens = read(&region.join(code).join("tokens.json"));
    let path = region.join(format!("{code}-{who}.token"));
    std::fs::write(&path, format!("{}\n", tokens[kind][who].as_str().unwrap())).unwrap();
    path
}

/// What a node states of itself: where it is, and its keys.
pub(crate) fn stated(home: &Path) -> Value {
    let public = read(&home.join("public.json"));
    let statement = public["statement"].as_str().unwrap().split_once("\n\n").unwrap().0;
    serde_json::from_str::<Value>(statement).unwrap()["nodes"][0].clone()
}

/// A declaration of a trader of Dakar, under a guarantee.
pub(crate) fn declaration(grn: &str, lrn: &str) -> String {
    let template = include_str!("../../testdata/declaration.xml");
    template.replace("GRN-OF-THE-GUARANTEE", grn).replace("LRN-1", lrn)
}

/// The same, with a security code that does not exist.
pub(crate) fn wrong(declaration: &str) -> String {
    declaration.replace("<security>0<", "<security>9<")
}

impl Dakar {
    /// Both at work, and one movement released.
    pub(crate) async fn at_work() -> Self {
        let folder = region();
        let home = |code: &str| folder.path().join(code);
        let (dakar, bamako) = (Serving::start(&home("SN")), Serving::start(&home("ML")));
        until_ready(&home("SN")).await;
        until_ready(&home("ML")).await;
        let grn = lodged(folder.path()).await;
        let mut begun =
            Self { folder, mrn: String::new(), grn, bamako: Some(bamako), dakar: Some(dakar) };
        let first = begun.write("released.xml", &begun.declaration("LRN-0"));
        let (home, trader) = (begun.home("SN"), begun.trader());
        let to = ["--node", text(&home), "--token", text(&trader)];
        let taken = passavant(&[&["submit", text(&first), "--json"][..], &to].concat());
        let told = String::from_utf8(taken.stdout).unwrap();
        assert_eq!(taken.status.code(), Some(0), "{told}");
        let answer: Value = serde_json::from_str(&told).unwrap();
        let dossier = answer["files"][0]["answer"]["dossier"].as_str().unwrap();
        let token = std::fs::read_to_string(&trader).unwrap();
        let released = |view: &Value| view["standing"]["phase"] == "released";
        let view = once(&home, &format!("/movements/{dossier}"), token.trim(), released).await;
        begun.mrn = view["mrn"].as_str().unwrap().to_owned();
        begun
    }

    pub(crate) fn home(&self, code: &str) -> PathBuf {
        self.folder.path().join(code)
    }

    /// Where a node is.
    pub(crate) fn endpoint(&self, code: &str) -> String {
        stated(&self.home(code))["endpoint"].as_str().unwrap().to_owned()
    }

    /// The trader of Dakar.
    pub(crate) fn trader(&self) -> PathBuf {
        token(self.folder.path(), "SN", "traders", "SN0000001")
    }

    /// The officer of an office.
    pub(crate) fn officer(&self, code: &str, office: &str) -> PathBuf {
        token(self.folder.path(), code, "officers", office)
    }

    /// Bamako is switched off.
    pub(crate) fn without_bamako(&mut self) {
        drop(self.bamako.take());
    }

    /// Dakar is switched off.
    pub(crate) fn without_dakar(&mut self) {
        drop(self.dakar.take());
    }

    /// And on again.
    pub(crate) fn dakar_again(&mut self) {
        self.dakar = Some(Serving::start(&self.home("SN")));
    }

    /// The officers of Dakar, each with the file of his token.
    pub(crate) fn officers(&self) -> Vec<PathBuf> {
        let tokens = read(&self.home("SN").join("tokens.json"));
        let officers = tokens["officers"].as_object().unwrap();
        officers.keys().map(|office| self.officer("SN", office)).collect()
    }

    pub(crate) fn declaration(&self, lrn: &str) -> String {
        declaration(&self.grn, lrn)
    }

    pub(crate) fn write(&self, name: &str, body: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, body).unwrap();
        path
    }
}

/// Bamako registers a waiver, behind which nobody stands; its number.
async fn lodged(region: &Path) -> String {
    let home = region.join("ML");
    let token = std::fs::read_to_string(token(region, "ML", "officers", "MLBKO000")).unwrap();
    let token = token.trim();
    let basis = json!({"provision": "A/SP.1/5/90"});
    let register = json!({"Register": {
        "type": "0", "holder": "SN0000001", "office": "MLBKO000",
        "reference_amount": {"amount": "9000000", "currency": "XOF"}, "percentage": 0,
        "validity": {"from": "2026-01-01"}, "basis": basis,
    }});
    let registered = done(&home, "/guarantees", token, "register", &register).await;
    let place = format!("/guarantees/{}", registered["dossier"].as_str().unwrap());
    let codes = json!({"ReplaceAccessCodes": {"codes": ["AC01"], "basis": basis}});
    done(&home, &format!("{place}/commands"), token, "codes", &codes).await;
    let view = once(&home, &place, token, |_| true).await;
    view["registration"]["reference"]["grn"].as_str().unwrap().to_owned()
}
