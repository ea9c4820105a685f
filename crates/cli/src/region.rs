//! `passavant region ...`: who belongs to it, and what its members have signed.
//!
//! A region's folder holds `members.json` (the public parts), `root.json` (whose signatures made the
//! first directory; it is handed over on another way), `draft.note` (the next directory, for members
//! to sign) and `documents` (what is in force).

pub(crate) mod corridor;
mod demonstration;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use agreement::{Agreement, Keys};
use anyhow::{Context, bail};
use identity::{Directory, Root};
use kernel::{Administration, Note, Timestamp};
use serde_json::json;

pub(crate) use demonstration::{Made, Placed, make, set_clock};

use self::corridor::Corridor;
use crate::args::{
    AdmitOptions, HandOverOptions, ProposeOptions, PublishOptions, RegionInitOptions,
};
use crate::files;
use crate::member::Public;
use crate::outcome::{Outcome, print};
use crate::speech::{say, tell};
use crate::training;

const MEMBERS: &str = "members.json";
const ROOT: &str = "root.json";
const DRAFT: &str = "draft.note";
const DOCUMENTS: &str = "documents";

/// A region's folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder at a place.
    pub(crate) fn at(dir: &Path) -> Self {
        Self(dir.to_owned())
    }

    /// The next directory, for members to sign.
    pub(crate) fn draft(&self) -> PathBuf {
        self.0.join(DRAFT)
    }

    fn members(&self) -> anyhow::Result<BTreeMap<Administration, Public>> {
        let path = self.0.join(MEMBERS);
        if path.exists() { files::read_json(&path) } else { Ok(BTreeMap::new()) }
    }

    /// The directory in force, checked from the root on.
    fn directory(&self) -> anyhow::Result<Option<Directory>> {
        let documents = self.0.join(DOCUMENTS);
        if !documents.exists() {
            return Ok(None);
        }
        let root: Root = files::read_json(&self.0.join(ROOT))?;
        let mut paths = Vec::new();
        for entry in fs::read_dir(&documents)? {
            paths.push(entry?.path());
        }
        paths.retain(|path| path.to_string_lossy().ends_with("-directory.note"));
        paths.sort();
        let mut known: Option<Directory> = None;
        for path in paths {
            let note = Note::parse(&files::read(&path)?)?;
            let next = Directory::verify(&note, known.as_ref(), &root);
            known = Some(next.with_context(|| path.display().to_string())?);
        }
        Ok(known)
    }

    /// The last version that is earlier than an agreement, among those in force.
    fn agreement_before(&self, note: &Note) -> anyhow::Result<Option<Agreement>> {
        let said: Agreement = serde_json::from_str(note.text())?;
        let mut before: Option<Agreement> = None;
        for entry in fs::read_dir(self.0.join(DOCUMENTS))? {
            let path = entry?.path();
            if !path.to_string_lossy().ends_with("-agreement.note") {
                continue;
            }
            let known: Agreement = serde_json::from_str(Note::parse(&files::read(&path)?)?.text())?;
            let last = before.as_ref().map_or(0, |before| before.version);
            if known.id == said.id && known.version < said.version && known.version > last {
                before = Some(known);
            }
        }
        Ok(before)
    }

    /// Takes public parts and drafts the next directory: how many must sign it, how many must cosign
    /// a journal; from when on, and for how many days.
    pub(crate) fn admit(
        &self,
        public: Vec<Public>,
        (threshold, quorum): (Option<usize>, usize),
        (issued, valid_days): (Timestamp, i64),
    ) -> anyhow::Result<(u64, usize)> {
        let mut members = self.members()?;
        let mut region = None;
        for public in public {
            let member = public.member()?;
            training::tell(member.nodes.iter().any(|entry| entry.training));
            region = Some(member.region);
            members.insert(public.administration.clone(), public);
        }
        let region = region.with_context(|| say("cli-no-public-part"))?;
        let previous = self.directory()?;
        let threshold = threshold.unwrap_or(members.len() / 2 + 1);
        if threshold == 0 || threshold > members.len() {
            bail!(tell("cli-threshold-wrong", &[("count", &members.len().to_string())]));
        }
        all_alike(&members)?;
        let keys = members.iter().map(|(code, public)| (code.clone(), public.key.clone()));
        let root = Root { threshold, keys: keys.collect() };
        let statements: Result<Vec<Note>, _> =
            members.values().map(|public| Note::parse(&public.statement)).collect();
        let hours = valid_days.checked_mul(24).with_context(|| say("cli-too-many-days"))?;
        let expires = issued.checked_add(jiff::SignedDuration::from_hours(hours))?;
        let draft = Directory::draft(
            &region,
            root.clone(),
            &statements?,
            previous.as_ref(),
            quorum,
            (issued, expires),
        )?;
        files::write_json(&self.0.join(MEMBERS), &members)?;
        if previous.is_none() {
            files::write_json(&self.0.join(ROOT), &root)?;
        }
        files::write(&self.draft(), draft.text())?;
        let needed = previous.as_ref().map_or(threshold, |previous| previous.root().threshold);
        Ok((previous.map_or(1, |previous| previous.version() + 1), needed))
    }

    /// Puts a signed document among those in force, where all signatures it needs are there; says
    /// what it is called.
    pub(crate) fn publish(&self, note: &Note) -> anyhow::Result<String> {
        let body: serde_json::Value = serde_json::from_str(note.text())?;
        let previous = self.directory()?;
        let name = if body.get("parties").is_some() {
            let directory = previous.with_context(|| say("cli-no-directory"))?;
            let keys = Keys { members: directory.root().keys.clone(), ..Keys::default() };
            let before = self.agreement_before(note)?;
            let agreement =
                Agreement::check(note, &keys, before.as_ref()).map_err(|(why, _)| why)?;
            format!("{}-{:04}-agreement", agreement.id, agreement.version)
        } else {
            let root: Root = files::read_json(&self.0.join(ROOT))?;
            let directory = Directory::verify(note, previous.as_ref(), &root)?;
            format!("{:04}-directory", directory.version())
        };
        let path = self.0.join(DOCUMENTS).join(format!("{name}.note"));
        files::write(&path, note.to_string())?;
        Ok(name)
    }

    /// Hands root and documents to a node.
    pub(crate) fn hand_over(&self, node: &Path) -> anyhow::Result<()> {
        fs::copy(self.0.join(ROOT), node.join(ROOT))?;
        files::make_folder(&node.join(DOCUMENTS))?;
        for entry in fs::read_dir(self.0.join(DOCUMENTS))? {
            let entry = entry?;
            fs::copy(entry.path(), node.join(DOCUMENTS).join(entry.file_name()))?;
        }
        Ok(())
    }
}

/// A region is there for training as a whole or not at all; no member would sign another.
fn all_alike(members: &BTreeMap<Administration, Public>) -> anyhow::Result<()> {
    let (mut training, mut real) = (Vec::new(), Vec::new());
    for (administration, public) in members {
        for entry in public.member()?.nodes {
            let alike = if entry.training { &mut training } else { &mut real };
            alike.push(administration.as_str());
        }
    }
    if training.is_empty() || real.is_empty() {
        return Ok(());
    }
    let said = [("training", training.join(", ")), ("real", real.join(", "))];
    let said = said.each_ref().map(|(name, codes)| (*name, codes.as_str()));
    bail!(tell("cli-training-mixed", &said))
}

/// Makes a whole region in one go.
pub(crate) fn init(options: &RegionInitOptions) -> anyhow::Result<Outcome> {
    training::tell(options.training);
    let mut plan = Corridor::built_in()?.plan(&[])?;
    plan.members.clone_from(&options.members);
    plan.hub.clone_from(&options.hub);
    plan.training = options.training;
    let made = make(&options.dir, &plan, options.ports_from)?;
    let mut lines = vec![tell("cli-region-made", &[("dir", &options.dir.display().to_string())])];
    let mut nodes = Vec::new();
    for node in &made.nodes {
        let (id, endpoint) = (node.node.to_string(), node.endpoint.clone());
        let config = node.dir.join(crate::member::CONFIG).display().to_string();
        let line = [("node", id.as_str()), ("endpoint", &endpoint), ("config", &config)];
        lines.push(tell("cli-region-node", &line));
        nodes.push(json!({"node": id, "endpoint": endpoint, "config": config}));
    }
    let object = json!({"dir": options.dir, "nodes": nodes});
    let object = training::marked(object, options.training)?;
    print(options.json, &object, &lines.join("\n"));
    eprintln!("{}", tell("cli-demonstration-only", &[]));
    Ok(Outcome::Good)
}

/// Takes the public parts of members.
pub(crate) fn admit(options: &AdmitOptions) -> anyhow::Result<Outcome> {
    let public: Result<Vec<Public>, _> =
        options.public.iter().map(|path| files::read_json(path)).collect();
    let folder = Folder::at(&options.dir);
    let (needed, valid) = ((options.threshold, options.quorum), (api::now(), options.valid_days));
    let (version, needed) = folder.admit(public?, needed, valid)?;
    let draft = folder.draft().display().to_string();
    let object = json!({"version": version, "needed": needed, "draft": draft});
    let (version, needed) = (version.to_string(), needed.to_string());
    let said = [("version", version.as_str()), ("needed", &needed), ("draft", &draft)];
    print(options.json, &object, &tell("cli-drafted", &said));
    Ok(Outcome::Good)
}

/// Writes an agreement in the form that is signed.
pub(crate) fn propose(options: &ProposeOptions) -> anyhow::Result<Outcome> {
    let agreement: Agreement = files::read_json(&options.agreement)?;
    files::write(&options.note, agreement.propose()?.text())?;
    let parties: Vec<_> = agreement.parties.iter().map(Administration::as_str).collect();
    let note = options.note.display().to_string();
    let said = [("note", note.as_str()), ("parties", &parties.join(", "))];
    let object = json!({"note": note, "parties": parties});
    print(options.json, &object, &tell("cli-proposed", &said));
    Ok(Outcome::Good)
}

/// Puts a signed document in force.
pub(crate) fn publish(options: &PublishOptions) -> anyhow::Result<Outcome> {
    let note = Note::parse(&files::read(&options.note)?)?;
    let name = Folder::at(&options.dir).publish(&note)?;
    print(options.json, &json!({"name": name}), &tell("cli-published", &[("name", &name)]));
    Ok(Outcome::Good)
}

/// Copies the root and the documents in force into the folders of nodes.
pub(crate) fn hand_over(options: &HandOverOptions) -> anyhow::Result<Outcome> {
    let folder = Folder::at(&options.dir);
    for node in &options.nodes {
        folder.hand_over(node)?;
        // People see each as it is done: one that cannot be done does not hide those before it.
        if !options.json {
            println!("{}", tell("cli-handed-over", &[("node", &node.display().to_string())]));
        }
    }
    if options.json {
        println!("{}", json!({"nodes": options.nodes}));
    }
    Ok(Outcome::Good)
}
