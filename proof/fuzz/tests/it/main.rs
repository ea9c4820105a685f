//! Every target over its seeds, and over bytes broken at random from one fixed beginning.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use fuzz::{TARGETS, Target};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// How often the seeds of a target are broken.
const TIMES: usize = 4000;

/// Pieces that readers treat in a way of their own.
const PIECES: [&[u8]; 20] = [
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"]",
    b"null",
    b"1e999",
    b"18446744073709551616",
    b"<![CDATA[",
    b"]]>",
    b"&#x41;",
    b"<!--",
    b"-->",
    b"<accessCode>",
    b"</accessCode>",
    b"password",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\n\n",
    b"xmlns:a=\"urn:a\"",
];

fn below(random: &mut ChaCha8Rng, bound: usize) -> usize {
    usize::try_from(random.next_u32()).unwrap() % bound.max(1)
}

/// The bytes with something put in, taken out, changed or doubled.
fn broken(random: &mut ChaCha8Rng, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=below(random, 3) {
        let at = below(random, bytes.len());
        let end = (at + below(random, 24)).min(bytes.len());
        match below(random, 6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = PIECES[below(random, PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => bytes.truncate(end),
            4 => {
                let from = below(random, other.len());
                let to = (from + below(random, 64)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << below(random, 8);
                }
            }
        }
    }
    bytes
}

fn tried(target: &Target) {
    let seeds = (target.seeds)();
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let mut taken = 0;
    for _ in 0..TIMES {
        let seed = &seeds[below(&mut random, seeds.len())];
        let other = &seeds[below(&mut random, seeds.len())];
        taken += usize::from((target.run)(&broken(&mut random, seed, other)));
    }
    // Bytes broken at random that were all taken would have been broken in nothing that is read.
    assert!(taken < TIMES, "{}", target.name);
}

/// One test a target, so that they run beside each other and the one that fails has a name.
macro_rules! targets {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                tried(fuzz::target(&stringify!($name).replace("_of_any_bytes", "")).unwrap());
            }
        )*

        #[test]
        fn every_target_is_tried_here() {
            let tried = [$(stringify!($name)),*].map(|name| name.replace("_of_any_bytes", ""));
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, tried);
        }
    };
}

targets! {
    message_of_any_bytes exchanged_of_any_bytes signed_of_any_bytes proofs_of_any_bytes
    evidence_of_any_bytes bodies_of_any_bytes values_of_any_bytes masked_of_any_bytes
    texts_of_any_bytes
}

#[test]
fn every_seed_is_taken_for_what_it_is() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{}", target.name);
        // A message may be there for its beginning alone.
        let must = if target.name == "message" { 4 } else { seeds.len() };
        for seed in &seeds[..must] {
            assert!((target.run)(seed), "{}: {}", target.name, String::from_utf8_lossy(seed));
        }
    }
}
