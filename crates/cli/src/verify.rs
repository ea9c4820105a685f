//! `passavant verify`: checks a node's journal, its checkpoints and what peers proved to it; or an
//! evidence bundle, with nothing but the root of the directory.
//!
//! The node may be at work meanwhile: the store is read as it was at one moment.

mod bundle;

use std::path::Path;

use api::Config;
use api::Fault::Store;
use identity::Root;
use node::{Bad, Verification};
use store::Fault::Damaged;

use crate::args::VerifyOptions;
use crate::files;
use crate::member::CONFIG;
use crate::outcome::Outcome;
use crate::speech::{say, tell};
use crate::training;

pub(crate) use bundle::lacking;

/// Verifies what a node keeps, or a bundle.
pub(crate) fn run(options: &VerifyOptions) -> anyhow::Result<Outcome> {
    match &options.root {
        Some(root) => bundle::verify(options, root),
        None if options.what.is_file() => {
            eprintln!("{}", say("cli-verify-needs-root"));
            Ok(Outcome::Misused)
        }
        None => journal(options),
    }
}

fn journal(options: &VerifyOptions) -> anyhow::Result<Outcome> {
    let training = Config::load(&options.what.join(CONFIG))?.node.training;
    training::tell(training);
    let found = verify(&options.what)?;
    if options.json {
        println!("{}", training::json(&found, training)?);
    } else {
        let counts = [
            ("entries", found.entries.to_string()),
            ("checkpoints", found.checkpoints.to_string()),
            ("foreign", found.foreign_entries.to_string()),
            ("cosignatures", found.cosignatures.to_string()),
        ];
        let counts: Vec<_> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
        println!("{}", tell("cli-verified", &counts));
        if found.erased > 0 {
            println!("{}", tell("cli-verified-erased", &[("count", &found.erased.to_string())]));
        }
        match &found.first_bad {
            None => println!("{}", say("cli-verified-good")),
            Some(bad) => {
                println!("{}", damaged(bad));
                println!(
                    "{}",
                    tell("cli-verified-heal", &[("dir", &options.what.display().to_string())])
                );
            }
        }
    }
    Ok(if found.ok { Outcome::Good } else { Outcome::Damaged })
}

/// The first thing that does not hold.
pub(crate) fn damaged(bad: &Bad) -> String {
    let index = bad.index.to_string();
    let said = [("what", bad.what), ("log", &bad.log), ("index", &index), ("why", &bad.why)];
    tell("cli-verified-bad", &said)
}

/// Verifies the node that lives in a folder.
pub(crate) fn verify(dir: &Path) -> anyhow::Result<Verification> {
    let config = Config::load(&dir.join(CONFIG))?;
    let root: Root = files::read_json(&config.paths.root)?;
    let (node, region) = (&config.node.node, &config.node.region);
    match (api::snapshot(&config), api::read_keys(&config)) {
        (Ok(read), Ok(keys)) => {
            Ok(node::verify(read.as_ref(), keys.as_ref(), &root, node, region)?)
        }
        (Err(Store(fault @ Damaged { .. })), _) | (_, Err(Store(fault @ Damaged { .. }))) => {
            Ok(Verification::unreadable(region, node, &fault.to_string()))
        }
        (Err(fault), _) | (_, Err(fault)) => Err(fault.into()),
    }
}
