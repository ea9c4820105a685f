//! `passavant node rekey`: the next key a node signs with, or what became of one it signed with before,
//! in the words of its member, for the region to sign.

use anyhow::{Context, bail};
use api::{Config, Keyring};
use identity::{FormerKey, NodeEntry, member_key_name};
use serde_json::json;

use crate::args::RekeyOptions;
use crate::files;
use crate::member::{CONFIG, PUBLIC, Public};
use crate::outcome::{Outcome, print};
use crate::speech::{say, tell};
use crate::training;

/// Makes the next keys, or says of one that it was compromised, and states it anew.
pub(crate) fn rekey(options: &RekeyOptions) -> anyhow::Result<Outcome> {
    let node = Config::load(&options.dir.join(CONFIG))?.node;
    training::tell(node.training);
    let path = options.dir.join(PUBLIC);
    let public: Public = files::read_json(&path)?;
    let mut member = public.member()?;
    let keyring = Keyring::at(&options.dir.join("keys"));
    let signing = member_key_name(&node.region, &node.administration);
    let signing = keyring.member(&signing)?;
    let entry = member.nodes.iter_mut().find(|entry| entry.node == node.node);
    let entry = entry.with_context(|| say("cli-no-node"))?;
    match &options.key {
        Some(key) => distrust(entry, key, options)?,
        None => {
            keyring.renew(&mut api::entropy()?)?;
            let keys = keyring.node(node.node.as_str())?;
            let key = std::mem::replace(&mut entry.log_key, keys.log.verifying());
            entry.former_log_keys.insert(0, FormerKey { key, compromised: options.compromised });
            entry.seal_key = keys.seal.public();
        }
    }
    let (key, former) = (entry.log_key.to_string(), entry.former_log_keys.clone());
    member.serial += 1;
    let stated = Public { statement: member.sign(&signing)?.to_string(), ..public };
    files::write_json(&path, &stated)?;
    let public = path.display().to_string();
    let object = json!({"node": node.node, "key": key, "former": former, "public": public});
    print(options.json, &object, &tell("cli-rekeyed", &[("key", &key), ("public", &public)]));
    Ok(Outcome::Good)
}

/// A key the node signed with before was in other hands since a time.
fn distrust(entry: &mut NodeEntry, key: &str, options: &RekeyOptions) -> anyhow::Result<()> {
    let found = entry.former_log_keys.iter_mut().find(|former| former.key.to_string() == key);
    let Some(former) = found else { bail!(tell("cli-no-former-key", &[("key", key)])) };
    let earlier = former.compromised.into_iter().chain(options.compromised).min();
    former.compromised = earlier;
    Ok(())
}
