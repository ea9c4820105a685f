//! `passavant node init | sign`: a node made on site, and what its member tells the region.
//!
//! Private keys are made here and never leave the folder; what the region needs is in the public
//! part, which is all that travels.

use std::collections::BTreeMap;
use std::path::Path;

use agreement::Agreement;
use anyhow::{Context, bail};
use api::{
    ClockConfig, Config, DatabaseConfig, FolderConfig, HubConfig, Keyring, LimitsConfig,
    ListenersConfig, NationalConfig, Paths, ServeConfig, WebhooksConfig,
};
use identity::{
    Actor, Directory, Member, NodeEntry, NodeRole, Office, People, Token, TokenHash,
    member_key_name,
};
use kernel::{Administration, Currency, Decides, Digest, NodeId, Note, VerifyingKey};
use node::{Entropy, Settings};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::args::{NodeInitOptions, SignOptions, TokenOptions};
use crate::files::{self, HeldPeople};
use crate::outcome::{Outcome, print};
use crate::speech::{say, tell};
use crate::training;

/// The configuration in a node's folder.
pub(crate) const CONFIG: &str = "node.toml";
/// The public part in a node's folder.
pub(crate) const PUBLIC: &str = "public.json";

/// What a member tells the region: its key, and its signed statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Public {
    /// The member.
    pub(crate) administration: Administration,
    /// The key under which it signs.
    pub(crate) key: VerifyingKey,
    /// Its nodes and offices, in its own signed words.
    pub(crate) statement: String,
}

impl Public {
    /// The statement, once its signature has been checked.
    pub(crate) fn member(&self) -> anyhow::Result<Member> {
        let note = Note::parse(&self.statement)?;
        let member = Member::verify(&note, &self.key)?;
        if member.administration != self.administration {
            let (one, other) = (member.administration.as_str(), self.administration.as_str());
            bail!(tell("cli-other-member", &[("one", one), ("other", other)]));
        }
        Ok(member)
    }

    /// How others find the hub.
    pub(crate) fn hub(&self, refresh_ms: u64) -> anyhow::Result<HubConfig> {
        let member = self.member()?;
        let entry = member.nodes.first().with_context(|| say("cli-no-node"))?;
        Ok(HubConfig { endpoint: entry.endpoint.clone(), tls_key: entry.tls_key, refresh_ms })
    }
}

/// What a node is made from.
#[derive(Debug, Clone)]
pub(crate) struct Founding {
    /// The settings.
    pub(crate) settings: Settings,
    /// What the node is for.
    pub(crate) role: NodeRole,
    /// Where it listens.
    pub(crate) listen: String,
    /// Where peers reach it.
    pub(crate) endpoint: String,
    /// The offices of its administration.
    pub(crate) offices: Vec<Office>,
    /// The hub.
    pub(crate) hub: Option<HubConfig>,
    /// The national system.
    pub(crate) national: Option<NationalConfig>,
    /// Its folder.
    pub(crate) folder: Option<FolderConfig>,
    /// A clock that is not the machine's.
    pub(crate) clock: Option<ClockConfig>,
    /// Where store and keystore are, where they are in PostgreSQL.
    pub(crate) database: DatabaseConfig,
}

impl Founding {
    /// A node of an administration with nothing set that has a usual value.
    pub(crate) fn plain(
        region: &str,
        administration: &Administration,
        ordinal: u8,
        currency: Currency,
        listen: &str,
    ) -> anyhow::Result<Self> {
        let settings: Settings = serde_json::from_value(serde_json::json!({
            "region": region,
            "administration": administration,
            "node": NodeId::of(administration, ordinal)?,
            "currency": currency,
            "decides": BTreeMap::<String, Decides>::new(),
        }))?;
        Ok(Self {
            settings,
            role: NodeRole::Customs,
            listen: listen.to_owned(),
            endpoint: format!("https://{listen}"),
            offices: Vec::new(),
            hub: None,
            national: None,
            folder: None,
            clock: None,
            database: DatabaseConfig::default(),
        })
    }

    /// Makes keys, configuration and the public part in a folder.
    pub(crate) fn found(self, dir: &Path) -> anyhow::Result<Public> {
        if dir.join(CONFIG).exists() {
            bail!(tell("cli-node-exists", &[("dir", &dir.display().to_string())]));
        }
        let keyring = Keyring::at(&dir.join("keys"));
        let mut entropy = api::entropy()?;
        keyring.make(&mut entropy)?;
        let (region, administration) = (&self.settings.region, &self.settings.administration);
        let member_key =
            keyring.make_member(&member_key_name(region, administration), &mut entropy)?;
        let keys = keyring.node(self.settings.node.as_str())?;
        let entry = NodeEntry {
            node: self.settings.node.clone(),
            role: self.role,
            endpoint: self.endpoint,
            log_key: keys.log.verifying(),
            former_log_keys: Vec::new(),
            tls_key: keyring.tls_digest()?,
            seal_key: keys.seal.public(),
            partitions: self.settings.partitions,
            training: self.settings.training,
        };
        let member = Member {
            v: 1,
            region: region.clone(),
            administration: administration.clone(),
            serial: 1,
            nodes: vec![entry],
            offices: self.offices,
        };
        let public = Public {
            administration: administration.clone(),
            key: member_key.verifying(),
            statement: member.sign(&member_key)?.to_string(),
        };
        let config = Config {
            node: self.settings,
            serve: ServeConfig::listening_on(&self.listen),
            paths: Paths::default(),
            database: self.database,
            hub: self.hub,
            national: self.national,
            folder: self.folder,
            clock: self.clock,
            listeners: ListenersConfig::default(),
            limits: LimitsConfig::default(),
            webhooks: WebhooksConfig::default(),
        };
        // A password may stand in it.
        let write = if config.database == DatabaseConfig::default() {
            files::write::<String>
        } else {
            files::write_secret::<String>
        };
        write(&dir.join(CONFIG), config.to_toml()?)?;
        files::write_json(&dir.join(PUBLIC), &public)?;
        files::write_json(&dir.join("people.json"), &People::default())?;
        files::write_json(&dir.join("reference.json"), &serde_json::json!({}))?;
        files::make_folder(&dir.join("documents"))?;
        Ok(public)
    }
}

/// Makes a node on site.
pub(crate) fn init(options: &NodeInitOptions) -> anyhow::Result<Outcome> {
    let currency: Currency = options.currency.clone().try_into()?;
    let plain = Founding::plain(
        &options.region,
        &options.administration,
        options.ordinal,
        currency,
        &options.listen,
    )?;
    let mut plain = plain;
    plain.settings.decides = options.decides.iter().cloned().collect();
    plain.settings.training = options.training;
    training::tell(options.training);
    let hub = options.hub_file.as_deref().map(files::read_json::<Public>).transpose()?;
    let founding = Founding {
        role: if options.hub { NodeRole::Hub } else { NodeRole::Customs },
        endpoint: options.endpoint.clone().unwrap_or(plain.endpoint.clone()),
        offices: match &options.offices {
            Some(path) => files::read_json(path)?,
            None => Vec::new(),
        },
        hub: hub.map(|hub| hub.hub(60_000)).transpose()?,
        database: DatabaseConfig {
            store: options.store_database.as_deref().map(Into::into),
            keystore: options.keystore_database.as_deref().map(Into::into),
            ..DatabaseConfig::default()
        },
        ..plain
    };
    let node = founding.settings.node.to_string();
    founding.found(&options.dir)?;
    let public = options.dir.join(PUBLIC).display().to_string();
    let object = json!({"node": node, "public": public});
    print(options.json, &object, &tell("cli-node-made", &[("node", &node), ("public", &public)]));
    Ok(Outcome::Good)
}

/// Adds the member's signature to a document, and says what was signed.
pub(crate) fn sign(options: &SignOptions) -> anyhow::Result<Outcome> {
    let (signer, what) = sign_note(&options.dir, &options.note, options.leaving)?;
    let note = options.note.display().to_string();
    let said = [("member", signer.as_str()), ("what", &what), ("note", &note)];
    let object = json!({"member": signer, "what": what, "note": note});
    print(options.json, &object, &tell("cli-signed", &said));
    Ok(Outcome::Good)
}

/// What a document is, where a member of a region has reason to sign it: the region's directory, or
/// an agreement it is a party to, or is leaving. The member's key puts these in force, and signs
/// nothing else.
fn signable(
    text: &str,
    region: &str,
    administration: &Administration,
    leaving: bool,
) -> anyhow::Result<String> {
    if let Ok(agreement) = serde_json::from_str::<Agreement>(text) {
        let parties: Vec<_> = agreement.parties.iter().map(Administration::as_str).collect();
        let version = agreement.version.to_string();
        let (id, parties) = (agreement.id.clone(), parties.join(", "));
        let said = [("id", id.as_str()), ("version", &version), ("parties", &parties)];
        if agreement.parties.contains(administration) != leaving {
            return Ok(tell("cli-an-agreement", &said));
        }
    } else if let Ok(directory) = serde_json::from_str::<serde_json::Value>(text) {
        let named = directory.get("region").and_then(serde_json::Value::as_str);
        let version = directory.get("version").and_then(serde_json::Value::as_u64);
        let members = directory.get("members").and_then(serde_json::Value::as_array);
        if let (Some(version), Some(members), true) = (version, members, named == Some(region)) {
            Directory::fit_to_sign(text)?;
            let (version, count) = (version.to_string(), members.len().to_string());
            return Ok(tell("cli-a-directory", &[("version", &version), ("count", &count)]));
        }
    }
    bail!(tell("cli-nothing-to-sign", &[("member", administration.as_str()), ("region", region)]))
}

/// Adds the signature of the member whose node lives in a folder; says who signed what.
pub(crate) fn sign_note(
    dir: &Path,
    note: &Path,
    leaving: bool,
) -> anyhow::Result<(Administration, String)> {
    let settings = Config::load(&dir.join(CONFIG))?.node;
    training::tell(settings.training);
    let Settings { region, administration, .. } = settings;
    let key = Keyring::at(&dir.join("keys")).member(&member_key_name(&region, &administration))?;
    let document = document(&files::read(note)?)?;
    let what = signable(document.text(), &region, &administration, leaving)?;
    if document.verify(&key.verifying()).is_err() {
        files::write(note, document.signed_by(&key).to_string())?;
    }
    Ok((administration, what))
}

/// Makes a token and prints it once; the node keeps only its hash.
pub(crate) fn token(options: &TokenOptions) -> anyhow::Result<Outcome> {
    let TokenOptions { officer, trader, guarantor, system, .. } = options;
    let actor = match (officer, trader, guarantor) {
        (Some(officer), ..) => Actor::Officer(officer.clone()),
        (_, Some(trader), _) => Actor::Trader(trader.clone()),
        (.., Some(guarantor)) => Actor::Guarantor(guarantor.clone()),
        _ => Actor::NationalSystem(system.clone().unwrap_or_default()),
    };
    let Config { node, paths, .. } = Config::load(&options.dir.join(CONFIG))?;
    training::tell(node.training);
    let (held, mut people) = HeldPeople::open(&paths.people)?;
    if let Actor::Officer(officer) = &actor
        && !people.officers.iter().any(|known| known.officer == *officer)
    {
        bail!(tell("cli-officer-unknown", &[("officer", officer.as_str())]));
    }
    let secret = secret(&mut api::entropy()?);
    let object = training::marked(json!({"token": secret, "actor": actor}), node.training)?;
    people.tokens.push(Token { hash: TokenHash::of(&secret), actor });
    held.replace(&people)?;
    print(options.json, &object, &secret);
    eprintln!("{}", say("cli-token-made"));
    Ok(Outcome::Good)
}

/// A secret that stands for somebody.
pub(crate) fn secret(entropy: &mut dyn Entropy) -> String {
    let mut bytes = [0; 32];
    entropy.fill_bytes(&mut bytes);
    Digest(bytes).to_string()
}

/// A document somebody has signed already, or the bare text of one nobody has.
fn document(text: &str) -> anyhow::Result<Note> {
    if text.contains("\n\n") { Ok(Note::parse(text)?) } else { Ok(Note::unsigned(text)) }
}
