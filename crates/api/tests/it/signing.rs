//! What members sign: the directory and the agreement.

use std::path::Path;

use agreement::{Agreement, Duty, Instrument, Passage};
use api::{Config, Keyring};
use identity::{Directory, Member, NodeEntry, NodeRole, Office, Root, member_key_name};
use kernel::{NodeId, Note, SigningKey};

use crate::region::{REGION, administration, hours_from_now, offices, write_json};

/// What a country states of itself.
pub(crate) fn member(config: &Config, code: &str) -> Member {
    let keyring = Keyring::at(&config.paths.keys);
    let keys = keyring.node(config.node.node.as_str()).unwrap();
    let offices = offices(code).iter().map(|(code, functions)| Office {
        code: code.parse().unwrap(),
        name: (*code).to_owned(),
        functions: functions.iter().copied().collect(),
        mark: None,
    });
    Member {
        v: 1,
        region: REGION.to_owned(),
        administration: administration(code),
        serial: 1,
        nodes: vec![NodeEntry {
            training: config.node.training,
            node: config.node.node.clone(),
            role: NodeRole::Customs,
            endpoint: format!("https://{}", config.serve.listen),
            log_key: keys.log.verifying(),
            former_log_keys: Vec::new(),
            tls_key: keyring.tls_digest().unwrap(),
            seal_key: keys.seal.public(),
            partitions: 1,
        }],
        offices: offices.collect(),
    }
}

/// What both countries have agreed.
pub(crate) fn agreement() -> Agreement {
    Agreement {
        v: 1,
        id: "dakar-bamako".to_owned(),
        version: 1,
        title: "Dakar to Bamako".to_owned(),
        parties: ["SN", "ML"].map(administration).into(),
        instrument: Instrument {
            title: "Inter-State road transit of goods".to_owned(),
            citation: "A/P4/5/82".to_owned(),
        },
        purpose: "customs transit".to_owned(),
        from: "2020-01-01".parse().unwrap(),
        until: None,
        run_off_days: 180,
        shares: [
            ("movement".to_owned(), "operational".to_owned()),
            ("hold".to_owned(), "cover".to_owned()),
        ]
        .into(),
        passage: Passage { exit: Duty::Required, entry: Duty::Required },
        retention_days: std::collections::BTreeMap::new(),
    }
}

/// The key with which a country signs.
pub(crate) fn key_of(config: &Config) -> SigningKey {
    let name = member_key_name(REGION, &config.node.administration);
    Keyring::at(&config.paths.keys).member(&name).unwrap()
}

/// What a hub states of itself that nobody has ever heard.
pub(crate) fn silent_hub(dir: &Path, endpoint: &str) -> (Member, SigningKey) {
    let keyring = Keyring::at(&dir.join("HUB"));
    let mut entropy = api::entropy().unwrap();
    keyring.make(&mut entropy).unwrap();
    let administration = administration("CORRIDOR");
    let name = member_key_name(REGION, &administration);
    let key = keyring.make_member(&name, &mut entropy).unwrap();
    let node = NodeId::of(&administration, 1).unwrap();
    let keys = keyring.node(node.as_str()).unwrap();
    let entry = NodeEntry {
        training: false,
        node,
        role: NodeRole::Hub,
        endpoint: endpoint.to_owned(),
        log_key: keys.log.verifying(),
        former_log_keys: Vec::new(),
        tls_key: keyring.tls_digest().unwrap(),
        seal_key: keys.seal.public(),
        partitions: 1,
    };
    let region = REGION.to_owned();
    let (nodes, offices) = (vec![entry], Vec::new());
    (Member { v: 1, region, administration, serial: 1, nodes, offices }, key)
}

/// Hands every node the root, the directory and the agreement, signed by both.
pub(crate) fn sign_all(configs: [(&str, &Config); 2], hub: Option<(Member, SigningKey)>) {
    let keys = configs.map(|(_, config)| key_of(config));
    let mut root = Root {
        threshold: 2,
        keys: [
            (administration("SN"), keys[0].verifying()),
            (administration("ML"), keys[1].verifying()),
        ]
        .into(),
    };
    let members = [0, 1].map(|number: usize| {
        let (code, config) = configs[number];
        member(config, code).sign(&keys[number]).unwrap()
    });
    let mut members = members.to_vec();
    if let Some((member, key)) = hub {
        root.keys.insert(member.administration.clone(), key.verifying());
        members.push(member.sign(&key).unwrap());
    }
    let days = (hours_from_now(-24), hours_from_now(24 * 365));
    let draft = Directory::draft(REGION, root.clone(), &members, None, 1, days).unwrap();
    let signed = |note: Note| keys.iter().fold(note, |note, key| note.signed_by(key));
    let (directory, agreement) = (signed(draft), signed(agreement().propose().unwrap()));
    for (_, config) in configs {
        write_json(&config.paths.root, &root);
        let documents = &config.paths.documents;
        std::fs::write(documents.join("1-directory.note"), directory.to_string()).unwrap();
        std::fs::write(documents.join("2-agreement.note"), agreement.to_string()).unwrap();
    }
}
