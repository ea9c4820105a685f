//! The directory: members, writers, keys, endpoints and offices, signed, chained and expiring.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Administration, Country, Digest, Function, NodeId, Note, NoteError, OfficeCode, SigningKey,
    Timestamp, VerifyingKey, Writer, canonical,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::log_keys::{FormerKey, keeps_keys, of_one_writer};
use crate::seal::SealKey;

/// The name under which a member signs its statement, the directory and agreements.
pub fn member_key_name(region: &str, administration: &Administration) -> String {
    format!("passavant/{region}/member/{administration}")
}

/// Whose signatures make a directory, and how many of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// How many of the keys must sign.
    pub threshold: usize,
    /// The members' keys.
    pub keys: BTreeMap<Administration, VerifyingKey>,
}

/// What the members agree on: who they are, in their own signed words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Body {
    v: u32,
    region: String,
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<Digest>,
    issued: Timestamp,
    expires: Timestamp,
    root: Root,
    /// How many peers must have witnessed a checkpoint before it is called cosigned.
    quorum: usize,
    /// Signed notes, one a member.
    members: Vec<String>,
}

/// What a member says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The version of this form.
    pub v: u32,
    /// The region it speaks in.
    pub region: String,
    /// The member.
    pub administration: Administration,
    /// Which of its statements this is; a later one replaces an earlier one.
    pub serial: u64,
    /// The nodes it runs.
    pub nodes: Vec<NodeEntry>,
    /// Its offices.
    pub offices: Vec<Office>,
}

/// A node, in its member's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeEntry {
    /// The node.
    pub node: NodeId,
    /// What it is for.
    pub role: NodeRole,
    /// Where peers reach it: `https://host:port`.
    pub endpoint: String,
    /// The key its checkpoints are signed with: the writer.
    pub log_key: VerifyingKey,
    /// The keys they were signed with before. What was sealed under one of them stays sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_log_keys: Vec<FormerKey>,
    /// The SHA-256 of its TLS key (SubjectPublicKeyInfo): the carrier. Never the log key.
    pub tls_key: Digest,
    /// The key facts are sealed to that only this node may open.
    pub seal_key: SealKey,
    /// How many logs it keeps.
    pub partitions: u16,
    /// Whether it is there for training. A region is so as a whole or not at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub training: bool,
}

/// What a node is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeRole {
    /// Writes parts of dossiers for a customs administration.
    Customs,
    /// Keeps and serves the directory and witnesses; decides nothing.
    Hub,
}

/// A customs office, in its member's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Its code.
    pub code: OfficeCode,
    /// Its name, in the language of its country.
    pub name: String,
    /// What it may do.
    pub functions: BTreeSet<Function>,
    /// Anything a reader should know of the code, such as "not a UN/LOCODE".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

impl Member {
    /// Signs the statement with the member's own key.
    pub fn sign(&self, key: &SigningKey) -> Result<Note, DirectoryError> {
        sign_json(self, &[key])
    }

    /// Reads a statement and checks that the member itself signed it.
    pub fn verify(note: &Note, key: &VerifyingKey) -> Result<Self, DirectoryError> {
        note.verify(key).map_err(DirectoryError::Note)?;
        let member: Self = serde_json::from_str(note.text()).map_err(|_| DirectoryError::Form)?;
        Ok(member)
    }
}

fn sign_json<T: Serialize>(value: &T, keys: &[&SigningKey]) -> Result<Note, DirectoryError> {
    let bytes = canonical(value).map_err(|_| DirectoryError::Form)?;
    let text = String::from_utf8(bytes).map_err(|_| DirectoryError::Form)?;
    Ok(keys.iter().fold(Note::unsigned(&text), |note, key| note.signed_by(key)))
}

/// Why a directory is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DirectoryError {
    /// It cannot be read.
    #[error("the directory cannot be read")]
    Form,
    /// A signature is not right.
    #[error("a signature in the directory is not taken")]
    Note(#[source] NoteError),
    /// Too few members signed.
    #[error("{signed} of the {needed} signatures that make a directory")]
    Threshold {
        /// How many signed.
        signed: usize,
        /// How many are needed.
        needed: usize,
    },
    /// It does not follow the one before.
    #[error("version {found} does not follow version {known}")]
    Chain {
        /// The version in force.
        known: u64,
        /// The version offered.
        found: u64,
    },
    /// A member states something about another, or an endpoint that is not encrypted.
    #[error("{administration} may not state {what}")]
    NotTheirs {
        /// Who stated it.
        administration: Administration,
        /// What it is about.
        what: String,
    },
    /// It is listed twice, or has no key.
    #[error("{0} is listed twice, or has no key")]
    NoMember(Administration),
    /// It is of another region.
    #[error("the directory is of another region")]
    OtherRegion,
    /// It lists nodes for training beside others.
    #[error("the directory lists nodes for training beside others")]
    Mixed,
    /// It is for training and the node is not, or the other way round.
    #[error("the directory is for training and the node is not, or the other way round")]
    Training,
}

impl DirectoryError {
    pub(crate) fn not_theirs(administration: &Administration, what: String) -> Self {
        Self::NotTheirs { administration: administration.clone(), what }
    }
}

/// A directory whose signatures have been checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Directory {
    body: Body,
    note: Note,
    members: BTreeMap<Administration, Member>,
}

impl Directory {
    /// Puts together the next directory, for members to sign. `previous` is the one in force.
    pub fn draft(
        region: &str,
        root: Root,
        members: &[Note],
        previous: Option<&Self>,
        quorum: usize,
        (issued, expires): (Timestamp, Timestamp),
    ) -> Result<Note, DirectoryError> {
        one_way_to_each(members)?;
        if let Some(previous) = previous {
            keeps_keys(previous, &statements(members)?)?;
        }
        let body = Body {
            v: 1,
            region: region.to_owned(),
            version: previous.map_or(1, |previous| previous.version() + 1),
            previous: previous.map(Self::digest),
            issued,
            expires,
            root,
            quorum,
            members: members.iter().map(Note::to_string).collect(),
        };
        sign_json(&body, &[])
    }

    /// Reads a directory and checks it against the one in force, or, for the first, against the
    /// root that was handed over on another way.
    pub fn verify(
        note: &Note,
        previous: Option<&Self>,
        anchor: &Root,
    ) -> Result<Self, DirectoryError> {
        Self::check(note, previous, anchor).map_err(|(first, _)| first)
    }

    /// The same; where it is not taken, the first reason and all others.
    pub fn check(
        note: &Note,
        previous: Option<&Self>,
        anchor: &Root,
    ) -> Result<Self, (DirectoryError, Vec<DirectoryError>)> {
        let body: Body =
            serde_json::from_str(note.text()).map_err(|_| (DirectoryError::Form, Vec::new()))?;
        let mut wrong = unfollowing(note, &body, previous, anchor);
        // What anybody may have written is not read any further.
        let members =
            if wrong.is_empty() { read_members(&body, &mut wrong) } else { BTreeMap::new() };
        if !all_alike(&members) {
            wrong.push(DirectoryError::Mixed);
        }
        let mut wrong = wrong.into_iter();
        match wrong.next() {
            Some(first) => Err((first, wrong.collect())),
            None => Ok(Self { body, note: note.clone(), members }),
        }
    }

    /// Whether a draft says nothing that no member should sign. A directory that says it is read all
    /// the same once it is signed: nodes that refused one in force could follow no later one.
    pub fn fit_to_sign(text: &str) -> Result<(), DirectoryError> {
        let body: Body = serde_json::from_str(text).map_err(|_| DirectoryError::Form)?;
        let members: Result<Vec<Note>, _> =
            body.members.iter().map(|member| Note::parse(member)).collect();
        one_way_to_each(&members.map_err(DirectoryError::Note)?)
    }

    /// The signed bytes.
    pub fn note(&self) -> &Note {
        &self.note
    }

    fn digest(&self) -> Digest {
        Digest::of(&[self.note.text().as_bytes()])
    }

    /// The name of the region.
    pub fn region(&self) -> &str {
        &self.body.region
    }

    /// Its version, from 1.
    pub fn version(&self) -> u64 {
        self.body.version
    }

    /// Whether it is a region for training.
    pub fn training(&self) -> bool {
        self.nodes().any(|(_, entry)| entry.training)
    }

    /// Who makes the next one.
    pub fn root(&self) -> &Root {
        &self.body.root
    }

    /// How many witnesses make a checkpoint cosigned.
    pub fn quorum(&self) -> usize {
        self.body.quorum
    }

    /// The instant after which it must no longer be relied on for new obligations.
    pub fn expires(&self) -> Timestamp {
        self.body.expires
    }

    /// The members.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// A member.
    pub fn member(&self, administration: &Administration) -> Option<&Member> {
        self.members.get(administration)
    }

    /// Every node with its member.
    pub fn nodes(&self) -> impl Iterator<Item = (&Member, &NodeEntry)> {
        self.members.values().flat_map(|member| member.nodes.iter().map(move |node| (member, node)))
    }

    /// A node.
    pub fn node(&self, node: &NodeId) -> Option<(&Member, &NodeEntry)> {
        self.nodes().find(|(_, entry)| entry.node == *node)
    }

    /// The node whose TLS key this is.
    pub fn carrier(&self, tls_key: &Digest) -> Option<&NodeEntry> {
        self.nodes().find(|(_, entry)| entry.tls_key == *tls_key).map(|(_, entry)| entry)
    }

    /// The nodes that write for an administration.
    pub fn nodes_of(&self, administration: &Administration) -> &[NodeEntry] {
        self.members.get(administration).map_or(&[], |member| &member.nodes)
    }

    /// The node that keeps the guarantees of a country: the first of its administration.
    pub fn guarantee_home(&self, country: &Country) -> Option<&NodeEntry> {
        self.nodes_of(&Administration::of(country)).first()
    }

    /// An office.
    pub fn office(&self, code: &OfficeCode) -> Option<&Office> {
        let member = self.members.get(&code.administration())?;
        member.offices.iter().find(|office| office.code == *code)
    }

    /// What the directory says of a node as a writer.
    pub fn writer(&self, node: &NodeId) -> Option<Writer> {
        let (member, entry) = self.node(node)?;
        Some(Writer {
            node: entry.node.clone(),
            administration: member.administration.clone(),
            offices: member
                .offices
                .iter()
                .map(|office| (office.code.clone(), office.functions.clone()))
                .collect(),
        })
    }
}

/// Whether peers reach every node of these statements by HTTPS, and know it by keys that no other has.
fn one_way_to_each(notes: &[Note]) -> Result<(), DirectoryError> {
    let statements = statements(notes)?;
    let mut carriers = BTreeMap::new();
    for Member { administration, nodes, .. } in &statements {
        for NodeEntry { node, endpoint, tls_key, .. } in nodes {
            if let Some(other) = carriers.insert(tls_key, node) {
                let what = format!("the TLS key of {other}");
                return Err(DirectoryError::not_theirs(administration, what));
            }
            if !endpoint.starts_with("https://") {
                return Err(DirectoryError::not_theirs(administration, endpoint.clone()));
            }
        }
    }
    of_one_writer(&statements)
}

/// What members say, whoever signed it.
fn statements(notes: &[Note]) -> Result<Vec<Member>, DirectoryError> {
    let read = |note: &Note| serde_json::from_str(note.text()).map_err(|_| DirectoryError::Form);
    notes.iter().map(read).collect()
}

/// Why a directory is not the next one after another. Where it is another version, that is the first
/// reason, since other members may make that one.
fn unfollowing(
    note: &Note,
    body: &Body,
    previous: Option<&Directory>,
    anchor: &Root,
) -> Vec<DirectoryError> {
    let mut wrong = Vec::new();
    let known = previous.map_or(0, Directory::version);
    let follows = body.version == known + 1 && body.previous == previous.map(Directory::digest);
    if !follows {
        wrong.push(DirectoryError::Chain { known, found: body.version });
    }
    let root = previous.map_or(anchor, |previous| &previous.body.root);
    let keys: Vec<_> = root.keys.values().cloned().collect();
    let signed = note.count(&keys);
    if signed < root.threshold || root.threshold == 0 {
        wrong.push(DirectoryError::Threshold { signed, needed: root.threshold });
    }
    if previous.is_some_and(|previous| previous.body.region != body.region) {
        wrong.push(DirectoryError::OtherRegion);
    }
    wrong
}

/// The members whose statements are right; what is wrong with the others.
fn read_members(body: &Body, wrong: &mut Vec<DirectoryError>) -> BTreeMap<Administration, Member> {
    let mut members = BTreeMap::new();
    for text in &body.members {
        match read_member(body, text) {
            Ok(member) => {
                wrong.extend(not_its_own(&member));
                if let Some(twice) = members.insert(member.administration.clone(), member) {
                    wrong.push(DirectoryError::NoMember(twice.administration));
                }
            }
            Err(error) => wrong.push(error),
        }
    }
    members
}

fn read_member(body: &Body, text: &str) -> Result<Member, DirectoryError> {
    let note = Note::parse(text).map_err(DirectoryError::Note)?;
    let claimed: Member = serde_json::from_str(note.text()).map_err(|_| DirectoryError::Form)?;
    let key = body.root.keys.get(&claimed.administration);
    let key = key.ok_or(DirectoryError::NoMember(claimed.administration))?;
    let member = Member::verify(&note, key)?;
    if member.region == body.region { Ok(member) } else { Err(DirectoryError::OtherRegion) }
}

/// Papers for training must never reach anybody who takes them for real, so no directory lists both.
fn all_alike(members: &BTreeMap<Administration, Member>) -> bool {
    let mut nodes = members.values().flat_map(|member| &member.nodes);
    let first = nodes.next().is_some_and(|entry| entry.training);
    nodes.all(|entry| entry.training == first)
}

/// A member may state nodes that bear its name and offices of its own country, nothing else.
fn not_its_own(member: &Member) -> Vec<DirectoryError> {
    let administration = &member.administration;
    let nodes = member.nodes.iter().filter(|entry| {
        NodeId::of(administration, entry.node.ordinal()).as_ref() != Ok(&entry.node)
    });
    let offices =
        member.offices.iter().filter(|office| office.code.administration() != *administration);
    nodes
        .map(|entry| entry.node.to_string())
        .chain(offices.map(|office| office.code.to_string()))
        .map(|what| DirectoryError::not_theirs(administration, what))
        .collect()
}
