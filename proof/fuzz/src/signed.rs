//! What is signed: notes, checkpoints, directories, statements of members, agreements; and the keys,
//! sealed texts and names of logs in them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use agreement::{Agreement, Keys};
use identity::{Directory, Member, Root, SealKey, UnsealKey};
use journal::{Checkpoint, LogId};
use kernel::{Note, SealedText, SigningKey, VerifyingKey};
use serde::Deserialize;

use crate::{made, returns, seed};

/// What of an evidence bundle is signed.
#[derive(Deserialize)]
struct Signed {
    directories: Vec<String>,
    agreements: Vec<String>,
    logs: Vec<Log>,
}

#[derive(Deserialize)]
struct Log {
    checkpoints: Vec<Proven>,
}

#[derive(Deserialize)]
struct Proven {
    note: String,
}

struct Golden {
    root: Root,
    signed: Signed,
}

fn golden() -> &'static Golden {
    static GOLDEN: OnceLock<Golden> = OnceLock::new();
    GOLDEN.get_or_init(|| Golden {
        root: made(serde_json::from_str(include_str!(
            "../../../crates/node/testdata/evidence-1-root.json"
        ))),
        signed: made(serde_json::from_str(include_str!(
            "../../../crates/node/testdata/evidence-1.json"
        ))),
    })
}

pub(crate) fn run(bytes: &[u8]) -> bool {
    let Some((reader, bytes)) = bytes.split_first() else { return false };
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    match reader {
        b'n' => note(text).is_some(),
        b'c' => note(text).is_some_and(|note| checkpoint(&note)),
        b'd' => note(text).is_some_and(|note| directory(&note)),
        b'a' => note(text).is_some_and(|note| agreement(&note)),
        b'm' => note(text).is_some_and(|note| member(&note)),
        b'f' => Directory::fit_to_sign(text).is_ok(),
        b'l' => LogId::parse(text).is_ok_and(|log| {
            assert_eq!(log.to_string(), text);
            true
        }),
        b'v' => VerifyingKey::try_from(text.to_owned()).is_ok_and(|key| {
            assert_eq!(key.to_string(), text);
            true
        }),
        b'k' => SealKey::try_from(text.to_owned()).is_ok_and(|key| {
            assert_eq!(String::from(key), text);
            true
        }),
        b's' => returns::<SealedText>(bytes).is_some_and(|sealed| {
            // Nothing can be sealed from here, so nothing opens.
            assert!(UnsealKey::from_seed(&[1; 32]).open(b"any", &sealed).is_err());
            true
        }),
        _ => false,
    }
}

/// A note is written in one way only.
fn note(text: &str) -> Option<Note> {
    let note = Note::parse(text).ok()?;
    assert_eq!(note.to_string(), text);
    Some(note)
}

fn checkpoint(note: &Note) -> bool {
    let Ok(checkpoint) = Checkpoint::of(note) else { return false };
    let key = SigningKey::from_seed("log", &[7; 32]).verifying();
    assert!(Checkpoint::verify(note, &[key]).is_err(), "nobody signs with this key");
    let key = SigningKey::from_seed("log", &[7; 32]);
    let signed = checkpoint.sign(&key);
    assert_eq!(Checkpoint::verify(&signed, &[key.verifying()]), Ok(checkpoint));
    true
}

fn directory(note: &Note) -> bool {
    let Golden { root, signed } = golden();
    let read = Directory::check(note, None, root);
    if let Ok(read) = &read {
        let known = |text: &String| made(Note::parse(text)).text() == note.text();
        assert!(signed.directories.iter().any(known), "nobody signed this directory");
        for (_, entry) in read.nodes() {
            assert!(!entry.endpoint.is_empty());
        }
    }
    read.is_ok()
}

fn agreement(note: &Note) -> bool {
    let Golden { root, signed } = golden();
    let keys = Keys { members: root.keys.clone(), former: BTreeMap::new() };
    let read = Agreement::check(note, &keys, None);
    if let Ok(read) = &read {
        let known = |text: &String| made(Note::parse(text)).text() == note.text();
        assert!(signed.agreements.iter().any(known), "nobody signed this agreement");
        let day = kernel::Date::constant(2026, 11, 23);
        assert!(!read.in_force(day) || read.in_run_off(day));
    }
    read.is_ok()
}

fn member(note: &Note) -> bool {
    let read = golden().root.keys.values().find_map(|key| Member::verify(note, key).ok());
    // Who signs anew says the same.
    let said = returns::<Member>(note.text().as_bytes());
    if let Some(member) = &said {
        let key = SigningKey::from_seed("member", &[7; 32]);
        let signed = made(member.sign(&key));
        assert_eq!(Member::verify(&signed, &key.verifying()).as_ref(), Ok(member));
    }
    read.is_some()
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let Signed { directories, agreements, logs } = &golden().signed;
    let mut seeds = Vec::new();
    for directory in directories {
        seeds.push(seed(b'd', directory));
        let note = made(Note::parse(directory));
        seeds.push(seed(b'f', note.text()));
        let body: serde_json::Value = made(serde_json::from_str(note.text()));
        let members = body.get("members").and_then(|members| members.as_array());
        let members = members.into_iter().flatten().filter_map(|member| member.as_str());
        seeds.extend(members.map(|member| seed(b'm', member)));
    }
    seeds.extend(agreements.iter().map(|agreement| seed(b'a', agreement)));
    let checkpoints = logs.iter().flat_map(|log| &log.checkpoints);
    seeds.extend(checkpoints.map(|it| seed(b'c', &it.note)));
    let sealing = UnsealKey::from_seed(&[1; 32]).public();
    let keys = golden().root.keys.values().take(1);
    seeds.extend(keys.map(|key| seed(b'v', key.to_string())));
    seeds.push(seed(b'k', String::from(sealing)));
    seeds.push(seed(b'l', "passavant/corridor/CI-1/1/0"));
    seeds.push(seed(b's', "{\"key\":\"a2V5\",\"text\":\"dGV4dA==\"}"));
    seeds
}
