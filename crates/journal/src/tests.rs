//! What the journal promises: any change is seen, anything may be withheld, proofs hold.

use expect_test::expect;
use kernel::{Digest, DossierId, Epoch, NodeId, Note, Seen, SigningKey};
use proptest::prelude::*;

use crate::*;

fn leaves(count: u64) -> Vec<Digest> {
    (0..count).map(|n| hash_leaf(&[&n.to_be_bytes()])).collect()
}

/// The roots of complete subtrees, straight from the definition.
fn nodes(leaves: &[Digest]) -> impl FnMut(u32, u64) -> Result<Digest, std::convert::Infallible> {
    move |level, index| {
        let width = 1_usize << level;
        let start = usize::try_from(index).unwrap() * width;
        Ok(definition(&leaves[start..start + width]))
    }
}

/// RFC 6962, section 2.1, word for word.
fn definition(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(&[]),
        [leaf] => *leaf,
        _ => {
            let mut k = 1;
            while k * 2 < leaves.len() {
                k *= 2;
            }
            hash_node(&definition(&leaves[..k]), &definition(&leaves[k..]))
        }
    }
}

fn ok<T>(result: Result<T, std::convert::Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

#[test]
fn roots_agree_with_the_vectors_of_certificate_transparency() {
    // The test tree of the reference implementation of RFC 6962.
    let data: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let hex =
        |digest: Digest| digest.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let leaves: Vec<_> = data.iter().map(|data| hash_leaf(&[data])).collect();
    let roots: Vec<_> = [1, 2, 3, 8].iter().map(|size| hex(root(&leaves[..*size]))).collect();
    assert_eq!(
        roots,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
    );
}

proptest! {
    #[test]
    fn every_leaf_is_proven_and_no_other_leaf_passes_for_it(size in 1_u64..600, pick in any::<prop::sample::Index>()) {
        let leaves = leaves(size);
        let index = pick.index(leaves.len()) as u64;
        let root = root(&leaves);
        let path = ok(inclusion_proof(index, size, &mut nodes(&leaves)));
        let leaf = leaves[index as usize];
        prop_assert_eq!(verify_inclusion(leaf, index, size, &path, root), Ok(()));
        let other = hash_leaf(&[b"other"]);
        prop_assert!(verify_inclusion(other, index, size, &path, root).is_err());
        prop_assert!(verify_inclusion(leaf, (index + 1) % size, size, &path, root).is_err() || size == 1);
        let longer = [path.as_slice(), &[other]].concat();
        prop_assert!(verify_inclusion(leaf, index, size, &longer, root).is_err());
    }

    #[test]
    fn a_log_proves_its_own_past_and_no_other(old in 0_u64..300, more in 0_u64..300) {
        let new = old + more;
        let leaves = leaves(new);
        let (old_root, new_root) = (root(&leaves[..old as usize]), root(&leaves));
        let path = ok(consistency_proof(old, new, &mut nodes(&leaves)));
        prop_assert_eq!(verify_consistency(old, old_root, new, new_root, &path), Ok(()));
        if old > 0 && more > 0 {
            let mut changed = leaves.clone();
            changed[0] = hash_leaf(&[b"changed"]);
            let other = root(&changed[..old as usize]);
            prop_assert!(verify_consistency(old, other, new, new_root, &path).is_err());
            let shorter = &path[..path.len() - 1];
            prop_assert!(verify_consistency(old, old_root, new, new_root, shorter).is_err());
        }
    }

    #[test]
    fn tiles_hold_the_same_tree_whenever_the_log_is_reopened(sizes in prop::collection::vec(0_usize..400, 1..5)) {
        let mut kept = std::collections::BTreeMap::new();
        let (mut frontier, mut size) = (Frontier::default(), 0_u64);
        let leaves = leaves(2000);
        for more in sizes {
            let mut edge = Edge::load(size, |id| Ok::<_, ()>(kept.get(&id).cloned())).unwrap();
            for leaf in &leaves[size as usize..][..more] {
                edge.push(*leaf);
                frontier.push(*leaf);
                size += 1;
            }
            kept.extend(edge.drain());
        }
        let mut node = |level, index| node_from_tiles(level, index, || (), |id| Ok(kept.get(&id).cloned()));
        prop_assert_eq!(Frontier::load(size, &mut node).unwrap(), frontier.clone());
        prop_assert_eq!(subtree_root(0, size, &mut node).unwrap(), definition(&leaves[..size as usize]));
        prop_assert_eq!(frontier.root(), definition(&leaves[..size as usize]));
    }
}

#[test]
fn a_log_longer_than_a_tile_of_tiles_keeps_its_root() {
    let (mut edge, mut frontier) = (Edge::default(), Frontier::default());
    let mut kept = std::collections::BTreeMap::new();
    for leaf in leaves(70_000) {
        edge.push(leaf);
        frontier.push(leaf);
    }
    kept.extend(edge.drain());
    let mut node = |level, index| {
        node_from_tiles(level, index, || (), |id: TileId| Ok(kept.get(&id).cloned()))
    };
    assert_eq!(subtree_root(0, 70_000, &mut node), Ok(frontier.root()));
    let path = inclusion_proof(65_536, 70_000, &mut node).unwrap();
    let leaf = leaves(65_537).pop().unwrap();
    assert_eq!(verify_inclusion(leaf, 65_536, 70_000, &path, frontier.root()), Ok(()));
}

fn log() -> LogId {
    LogId::parse("passavant/corridor/CI-1/1/0").unwrap()
}

fn header() -> Header {
    let dossier = DossierId::parse("CI.CI-1.1.0123456789abcdef0123456789abcdef").unwrap();
    let seen = Seen([(NodeId::parse("BF-1").unwrap(), (Epoch::FIRST, 17))].into());
    Header {
        v: VERSION,
        log: log(),
        index: 0,
        at: "2026-11-23T10:00:00.000001Z".parse().unwrap(),
        class: "movement".to_owned(),
        cites: Cites { directory: 2, agreements: [("trie".to_owned(), 1)].into() },
        subject: Subject::Event { dossier, kind: "movement".to_owned(), part: 3, seen },
    }
}

fn groups() -> Vec<(String, serde_json::Value)> {
    vec![
        ("goods".to_owned(), serde_json::json!({"mass": "60000.204"})),
        ("core".to_owned(), serde_json::json!({"Released": {"limit": "2026-12-01"}})),
    ]
}

fn sealed() -> (Vec<u8>, Vec<Group>) {
    let mut next = 0;
    let salt = || {
        next += 1;
        [next; 32]
    };
    seal_leaf(&header(), groups(), salt).unwrap()
}

fn commitments(groups: &[Group]) -> Vec<Digest> {
    groups.iter().map(Group::commitment).collect()
}

#[test]
fn the_bytes_of_a_leaf_never_change() {
    let (header, groups) = sealed();
    let leaf = leaf_hash(&header, &commitments(&groups));
    let text = String::from_utf8(header).unwrap();
    expect![[r#"
        {"at":"2026-11-23T10:00:00.000001Z","cites":{"agreements":{"trie":1},"directory":2},"class":"movement","index":0,"log":"passavant/corridor/CI-1/1/0","subject":{"event":{"dossier":"CI.CI-1.1.0123456789abcdef0123456789abcdef","kind":"movement","part":3,"seen":{"BF-1":[1,17]}}},"v":1}
        core {"Released":{"limit":"2026-12-01"}}
        goods {"mass":"60000.204"}
        KS62QbWOW8Y9Lp6cXcaoKyaRCoMrzPeODxuCRacphGQ=
    "#]]
    .assert_eq(&format!(
        "{text}\n{}{leaf}\n",
        groups
            .iter()
            .map(|group| match group {
                Group::Open { name, body, .. } => format!("{name} {body}\n"),
                Group::Withheld(_) => String::new(),
            })
            .collect::<String>()
    ));
}

fn checkpoint_over(leaf: Digest) -> Checkpoint {
    Checkpoint { log: log(), size: 1, root: root(&[leaf]) }
}

#[test]
fn a_withheld_group_leaves_the_leaf_as_it_is() {
    let (header, groups) = sealed();
    let under = checkpoint_over(leaf_hash(&header, &commitments(&groups)));
    let redacted: Vec<_> = groups
        .iter()
        .map(|group| match group.name() {
            Some("goods") => Group::Withheld(group.commitment()),
            _ => group.clone(),
        })
        .collect();
    let excerpt = Excerpt::new(&header, &redacted, Vec::new()).unwrap();
    let wire = serde_json::to_string(&excerpt).unwrap();
    assert!(!wire.contains("60000.204"));
    let read: Excerpt = serde_json::from_str(&wire).unwrap();
    assert_eq!(read.verify(&under).unwrap().1, redacted);
}

#[test]
fn every_changed_byte_of_an_excerpt_is_refused() {
    let (header, groups) = sealed();
    let under = checkpoint_over(leaf_hash(&header, &commitments(&groups)));
    let wire = serde_json::to_string(&Excerpt::new(&header, &groups, Vec::new()).unwrap()).unwrap();
    let whole: Excerpt = serde_json::from_str(&wire).unwrap();
    let right = whole.verify(&under).unwrap();
    for place in 0..wire.len() {
        let mut bytes = wire.clone().into_bytes();
        bytes[place] ^= 0x01;
        let Ok(changed) = serde_json::from_slice::<Excerpt>(&bytes) else { continue };
        if let Ok(held) = changed.verify(&under) {
            assert_eq!(held, right, "byte {place} of {wire}");
        }
    }
}

#[test]
fn fields_of_a_newer_writer_are_kept_and_hashed() {
    let (header, groups) = sealed();
    let newer = String::from_utf8(header).unwrap().replace("\"v\":1", "\"v\":2,\"wind\":\"north\"");
    let under = checkpoint_over(leaf_hash(newer.as_bytes(), &commitments(&groups)));
    let excerpt = Excerpt::new(newer.as_bytes(), &groups, Vec::new()).unwrap();
    let read: Excerpt = serde_json::from_str(&serde_json::to_string(&excerpt).unwrap()).unwrap();
    assert_eq!(read.verify(&under).unwrap().0.v, 2);
    assert!(std::str::from_utf8(read.header_bytes()).unwrap().contains("north"));
}

#[test]
fn a_checkpoint_is_three_lines_and_a_signature() {
    let key = SigningKey::from_seed("CI-1", &[7; 32]);
    let checkpoint = Checkpoint { log: log(), size: 9, root: Digest([3; 32]) };
    let note = checkpoint.sign(&key);
    expect![[r#"
        passavant/corridor/CI-1/1/0
        9
        AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=

        — passavant/corridor/CI-1/1/0 nYP2/Zns7Bc3C3qFTbfgIAyLTDbVItOq/SXVgtV10Hc9QhdPx7qqU7ql48cVHgCjzbCk6WrvtqAG+eQhnFqLBaHKxwQ=
    "#]]
    .assert_eq(&note.to_string());
    assert_eq!(Checkpoint::verify(&note, &[key.verifying()]), Ok(checkpoint));
    let other = SigningKey::from_seed("CI-1", &[8; 32]);
    assert!(Checkpoint::verify(&note, &[other.verifying()]).is_err());
}

#[test]
fn two_roots_for_one_size_are_proof_of_two_histories() {
    let key = SigningKey::from_seed("CI-1", &[7; 32]);
    let at = |size, root| Checkpoint { log: log(), size, root: Digest([root; 32]) };
    let mut book = HeadBook::default();
    let mut hear = |checkpoint: Checkpoint| {
        let note = checkpoint.sign(&key);
        book.hear(checkpoint, note)
    };
    assert_eq!(hear(at(5, 1)), Heard::Longer);
    assert_eq!(hear(at(5, 1)), Heard::Same);
    assert_eq!(hear(at(4, 9)), Heard::Older);
    assert!(matches!(hear(at(5, 2)), Heard::TwoHistories(_)));
    assert_eq!(hear(at(6, 3)), Heard::Longer);
}

#[test]
fn a_dispatch_with_the_largest_number_there_is_breaks_nothing() {
    let item = crate::Item::here(0, crate::ItemAs::Leaf);
    let to = kernel::NodeId::parse("BF-1").unwrap();
    let dispatch = crate::Dispatch { to, previous: None, first: u64::MAX, items: vec![item, item] };
    let numbers: Vec<_> = dispatch.numbered().map(|(number, _)| number).collect();
    assert_eq!((numbers, dispatch.last()), (vec![u64::MAX, u64::MAX], u64::MAX));
}

#[test]
fn what_a_later_epoch_says_of_the_one_before_is_written_so_for_ever() {
    let left = crate::Recovery {
        closed: kernel::Epoch(1),
        held: 3,
        given_up: Some((3, 4)),
        written: 9,
        returned: vec![(4, 5)],
        lost: vec![(3, 3), (6, 8)],
        unanswered: vec![kernel::NodeId::parse("BF-1").unwrap()],
    };
    let text = r#"{"closed":1,"held":3,"given_up":[3,4],"written":9,"returned":[[4,5]],"lost":[[3,3],[6,8]],"unanswered":["BF-1"]}"#;
    assert_eq!(serde_json::to_string(&left).unwrap(), text);
    assert_eq!(serde_json::from_str::<crate::Recovery>(text).unwrap(), left);
    let item = crate::Item::of(kernel::Epoch(1), 7, kernel::Epoch(2));
    let text = r#"{"index":7,"as":"backfill","epoch":1}"#;
    assert_eq!(serde_json::to_string(&item).unwrap(), text);
}

#[test]
fn no_log_is_called_what_no_key_may_be_called() {
    let key = SigningKey::from_seed("log", &[7; 32]);
    for region in ["west africa", "a+b", "a\tb", "a\u{a0}b", "a\u{2028}b", ""] {
        let origin = format!("passavant/{region}/CI-1/1/0");
        assert!(LogId::parse(&origin).is_err(), "{region:?}");
        assert!(key.verifying().named(&origin).is_err() || region.is_empty(), "{region:?}");
        let note = Note::unsigned(&format!("{origin}\n8\n{}\n", Digest([5; 32])));
        assert_eq!(Checkpoint::of(&note), Err(CheckpointError::Form), "{region:?}");
    }
    // Whatever is read as the checkpoint of a log can be signed for it.
    let log = LogId::parse("passavant/west-africa/CI-1/1/0").unwrap();
    let checkpoint = Checkpoint { log, size: 8, root: Digest([5; 32]) };
    let signed = checkpoint.sign(&key);
    assert_eq!(Checkpoint::verify(&signed, &[key.verifying()]), Ok(checkpoint));
}
