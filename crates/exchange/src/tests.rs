//! What passes between nodes: whole or not at all, once, and from whom it says.

use expect_test::expect_file;
use journal::{
    Checkpoint, Cites, Dispatch, Exception, Excerpt, Group, Header, Item, ItemAs, LogId,
    ProofError, Receipt, Subject, Verdict, consistency_proof, inclusion_proof, leaf_hash, root,
    seal_leaf,
};
use kernel::{Digest, DossierId, Epoch, NodeId, Seen, SigningKey, Timestamp};
use proptest::prelude::*;

use crate::*;

mod returning;

fn node(text: &str) -> NodeId {
    text.parse().unwrap()
}

fn key() -> SigningKey {
    SigningKey::from_seed("CI-1", &[1; 32])
}

fn log() -> LogId {
    LogId::parse("passavant/corridor/CI-1/1/0").unwrap()
}

/// A small journal of CI-1 with dispatches to BF-1.
#[derive(Default)]
struct Author {
    /// How many epochs it has closed.
    closed: u32,
    rows: Vec<(Vec<u8>, Vec<Group>)>,
    leaves: Vec<Digest>,
    dispatches: Vec<u64>,
    next: u64,
}

impl Author {
    fn log(&self) -> LogId {
        LogId { epoch: Epoch(1 + self.closed), ..log() }
    }

    fn append(&mut self, subject: Subject, core: impl serde::Serialize) -> u64 {
        let index = self.rows.len() as u64;
        let header = Header {
            v: VERSION,
            log: self.log(),
            index,
            at: "2026-11-23T10:00:00Z".parse().unwrap(),
            class: "movement".to_owned(),
            cites: Cites { directory: 1, ..Cites::default() },
            subject,
        };
        let groups = [("core".to_owned(), core)];
        let salt = || [u8::try_from(index).unwrap(); 32];
        let (header, groups) = seal_leaf(&header, groups, salt).unwrap();
        let commitments: Vec<_> = groups.iter().map(Group::commitment).collect();
        self.leaves.push(leaf_hash(&header, &commitments));
        self.rows.push((header, groups));
        index
    }

    fn event(&mut self, part: u64) -> u64 {
        let dossier = DossierId::parse("CI.CI-1.1.0123456789abcdef0123456789abcdef").unwrap();
        let kind = "movement".to_owned();
        let subject = Subject::Event { dossier, kind, part, seen: Seen::default() };
        self.append(subject, serde_json::json!({"Happened": part}))
    }

    fn dispatch(&mut self, to: &str, indexes: &[u64]) {
        self.number(to, indexes.iter().map(|index| Item::here(*index, ItemAs::Leaf)).collect());
    }

    fn number(&mut self, to: &str, items: Vec<Item>) {
        let previous = self.dispatches.last().copied();
        let dispatch = Dispatch { to: node(to), previous, first: self.next + 1, items };
        self.next = dispatch.last();
        let place = self.append(Subject::Dispatch, dispatch);
        self.dispatches.push(place);
    }

    fn node_of(&self) -> impl FnMut(u32, u64) -> Result<Digest, ()> + '_ {
        |level, index| {
            let width = 1_usize << level;
            let start = usize::try_from(index).unwrap() * width;
            Ok(root(&self.leaves[start..start + width]))
        }
    }

    fn excerpt(&self, index: u64) -> Excerpt {
        let size = self.leaves.len() as u64;
        let proof = inclusion_proof(index, size, &mut self.node_of()).unwrap();
        let (header, groups) = &self.rows[usize::try_from(index).unwrap()];
        Excerpt::new(header, groups, proof).unwrap()
    }

    fn checkpoint(&self) -> Checkpoint {
        let size = self.leaves.len() as u64;
        Checkpoint { log: self.log(), size, root: root(&self.leaves) }
    }

    /// The dispatches from a place in their order on, with all they number.
    fn envelope(&self, from: usize, verified: u64) -> Envelope {
        let places = &self.dispatches[from..];
        let dispatches: Vec<Excerpt> = places.iter().map(|place| self.excerpt(*place)).collect();
        let items = dispatches.iter().flat_map(|dispatch| {
            let groups = dispatch.groups().unwrap();
            let Group::Open { body, .. } = &groups[0] else { panic!() };
            serde_json::from_str::<Dispatch>(body).unwrap().items
        });
        let entries = items.map(|item| self.excerpt(item.index)).collect();
        let size = self.leaves.len() as u64;
        let path = consistency_proof(verified, size, &mut self.node_of()).unwrap();
        Envelope {
            v: VERSION,
            from: node("CI-1"),
            to: node("BF-1"),
            checkpoint: self.checkpoint().sign(&key()).to_string(),
            consistency: Consistency { from: verified, path },
            dispatches,
            entries,
            receipts: Vec::new(),
            verified: Vec::new(),
            heads: Vec::new(),
            earlier: Vec::new(),
        }
    }
}

fn two_dispatches() -> Author {
    let mut author = Author::default();
    let (first, second) = (author.event(1), author.event(2));
    author.dispatch("BF-1", &[first]);
    author.dispatch("BF-1", &[second]);
    author
}

fn opened(envelope: &Envelope, known: Known) -> Result<Delivery, Reject> {
    let (to, carrier) = (node("BF-1"), node("CI-1"));
    open(envelope, (&to, Some(&carrier)), &[key().verifying()], |_| known)
}

fn numbers(opened: &Delivery) -> Vec<u64> {
    opened.entries.iter().map(|entry| entry.number).collect()
}

#[test]
fn an_envelope_brings_what_its_dispatches_number() {
    let author = two_dispatches();
    let whole = opened(&author.envelope(0, 0), Known::default()).unwrap();
    assert_eq!(numbers(&whole), [1, 2]);
    assert_eq!(whole.checkpoint, author.checkpoint());
}

#[test]
fn what_was_recorded_already_is_passed_over() {
    let author = two_dispatches();
    let checkpoint = author.checkpoint();
    let known = Known {
        through: 1,
        dispatch: Some(author.dispatches[0]),
        size: checkpoint.size,
        root: checkpoint.root,
    };
    assert_eq!(numbers(&opened(&author.envelope(0, 0), known.clone()).unwrap()), [2]);
    let all = Known { through: 2, dispatch: Some(author.dispatches[1]), ..known };
    assert!(numbers(&opened(&author.envelope(0, 0), all).unwrap()).is_empty());
}

#[test]
fn a_gap_is_not_taken() {
    let author = two_dispatches();
    assert_eq!(opened(&author.envelope(1, 0), Known::default()).unwrap_err(), Reject::Gap);
}

#[test]
fn leaving_an_entry_out_is_seen() {
    let author = two_dispatches();
    let mut envelope = author.envelope(0, 0);
    envelope.entries.remove(0);
    assert_eq!(opened(&envelope, Known::default()).unwrap_err(), Reject::Items);
    let mut envelope = author.envelope(0, 0);
    envelope.entries.push(author.excerpt(0));
    assert_eq!(opened(&envelope, Known::default()).unwrap_err(), Reject::Items);
}

#[test]
fn growth_is_proven_from_what_was_seen() {
    let mut author = two_dispatches();
    let before = author.checkpoint();
    let known = Known {
        through: 2,
        dispatch: Some(author.dispatches[1]),
        size: before.size,
        root: before.root,
    };
    let third = author.event(3);
    author.dispatch("BF-1", &[third]);
    assert_eq!(numbers(&opened(&author.envelope(2, before.size), known.clone()).unwrap()), [3]);
    assert_eq!(opened(&author.envelope(2, 1), known.clone()).unwrap_err(), Reject::Gap);
    let rewritten = Known { root: Digest([9; 32]), ..known };
    let other = opened(&author.envelope(2, before.size), rewritten).unwrap_err();
    assert_eq!(other, Reject::Consistency(ProofError::Mismatch));
}

#[test]
fn an_envelope_comes_from_its_author_for_its_recipient() {
    let envelope = two_dispatches().envelope(0, 0);
    let to = |to: &str, carrier: Option<&str>| {
        let carrier = carrier.map(node);
        open(&envelope, (&node(to), carrier.as_ref()), &[key().verifying()], |_| Known::default())
            .map(|opened| numbers(&opened))
    };
    assert_eq!(to("ML-1", None), Err(Reject::NotForUs(node("BF-1"))));
    let carrier = Reject::Carrier { carrier: node("SN-1"), author: node("CI-1") };
    assert_eq!(to("BF-1", Some("SN-1")), Err(carrier));
    // A stick has no TLS key; the proofs are enough.
    assert_eq!(to("BF-1", None), Ok(vec![1, 2]));
    let other = SigningKey::from_seed("CI-1", &[2; 32]).verifying();
    let forged = open(&envelope, (&node("BF-1"), None), &[other], |_| Known::default());
    assert!(matches!(forged, Err(Reject::Checkpoint(_))));
}

#[test]
fn a_dispatch_for_somebody_else_numbers_nothing_here() {
    let mut author = Author::default();
    let first = author.event(1);
    author.dispatch("ML-1", &[first]);
    assert_eq!(opened(&author.envelope(0, 0), Known::default()).unwrap_err(), Reject::Dispatch);
}

#[test]
fn the_bytes_of_an_envelope_never_change() {
    let envelope = two_dispatches().envelope(0, 0);
    let text = String::from_utf8(write("an envelope", &envelope).unwrap()).unwrap();
    expect_file!["../testdata/envelope-1.json"].assert_eq(&text);
    let read: Envelope = read("an envelope", text.as_bytes()).unwrap();
    assert_eq!(numbers(&opened(&read, Known::default()).unwrap()), [1, 2]);
}

#[test]
fn an_envelope_that_was_cut_is_refused_wherever_it_was_cut() {
    let whole = write("an envelope", &two_dispatches().envelope(0, 0)).unwrap();
    for length in 0..whole.len() {
        let cut = read::<Envelope>("an envelope", &whole[..length]);
        assert!(cut.is_err(), "{length} of {} bytes are taken for an envelope", whole.len());
    }
}

#[test]
fn a_receipt_is_proven_like_any_entry() {
    let mut peer = Author::default();
    let checkpoint = two_dispatches().checkpoint();
    let receipt = Receipt {
        of: log(),
        to: node("BF-1"),
        through: 2,
        dispatch: Some(3),
        exceptions: vec![Exception { number: 2, verdict: Verdict::Unreadable }],
        size: checkpoint.size,
        root: checkpoint.root,
    };
    let place = peer.append(Subject::Receipt, &receipt);
    let note = peer.checkpoint().sign(&key()).to_string();
    let nothing = Consistency { from: 0, path: Vec::new() };
    let (author, key) = (node("CI-1"), key().verifying());
    let open = |excerpt: Excerpt| {
        open_receipts(
            (&note, &nothing),
            &[excerpt],
            (&author, std::slice::from_ref(&key)),
            Some(&Known::default()),
        )
    };
    let read = open(peer.excerpt(place)).unwrap();
    assert_eq!(read.receipts[0].0, receipt);
    let event = peer.event(1);
    let longer = peer.excerpt(event);
    assert!(open(longer).is_err());
}

proptest! {
    #[test]
    fn no_changed_byte_is_ever_recorded(place in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let whole = two_dispatches().envelope(0, 0);
        let mut bytes = write("an envelope", &whole).unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let Ok(changed) = read::<Envelope>("an envelope", &bytes) else { return Ok(()) };
        if let Ok(opened) = opened(&changed, Known::default()) {
            let right = super::tests::opened(&whole, Known::default()).unwrap();
            let held = |opened: &Delivery| -> Vec<_> {
                opened.entries.iter().map(|entry| (entry.number, entry.entry.groups.clone())).collect()
            };
            prop_assert_eq!(held(&opened), held(&right));
        }
    }
}

#[test]
fn a_peer_that_does_not_answer_is_tried_ever_more_rarely_and_at_once_when_it_does() {
    let pace = Pace { retry_ms: 100, retry_ms_max: 1000, answer_ms_max: 5000, rest_ms: 0 };
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap();
    let mut link = Link::default();
    assert!(link.ready(at(0), &pace));
    link.sent(at(0));
    assert!(!link.ready(at(4999), &pace));
    assert!(link.ready(at(5000), &pace));
    let mut pauses = Vec::new();
    for _ in 0..6 {
        link.failed(at(0), &pace, 0);
        pauses.push(link.not_before().unwrap().as_millisecond());
    }
    assert_eq!(pauses, [75, 150, 300, 600, 750, 750]);
    link.answered(at(10));
    assert!(link.ready(at(10), &pace));
    assert_eq!(link.failure_count(), 0);
}

#[test]
fn a_peer_that_is_behind_is_told_at_once_but_not_for_ever() {
    let pace = Pace { retry_ms: 100, retry_ms_max: 1000, answer_ms_max: 5000, rest_ms: 0 };
    let now: kernel::Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
    let mut link = Link::default();
    let mut at_once = 0;
    for _ in 0..20 {
        link.sent(now);
        link.behind(now, &pace, 0);
        at_once += usize::from(link.ready(now, &pace));
    }
    assert_eq!(at_once, 4);
    link.answered(now);
    link.behind(now, &pace, 0);
    assert!(link.ready(now, &pace));
}

#[test]
fn a_peer_whose_words_do_not_follow_is_left_the_word_until_they_do_or_for_one_pause() {
    let pace = Pace { retry_ms: 100, retry_ms_max: 1000, answer_ms_max: 5000, rest_ms: 0 };
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap();
    let mut link = Link::default();
    link.yields(at(0), &pace);
    // An answer to what was under way changes nothing of it.
    link.answered(at(1));
    assert!(!link.ready(at(99), &pace) && link.ready(at(100), &pace));
    link.yields(at(200), &pace);
    link.heard();
    assert!(link.ready(at(200), &pace));
}

#[test]
fn nothing_waits_until_a_clock_that_was_set_back_has_come_so_far_again() {
    let pace = Pace::default();
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap();
    let hour = 3_600_000;
    let mut link = Link::default();
    link.sent(at(hour));
    assert!(!link.ready(at(hour), &pace), "one thing at a time");
    assert!(link.ready(at(0), &pace));
    link.answered(at(hour));
    assert!(link.rests(at(hour), &pace) && !link.rests(at(0), &pace));
    link.failed(at(hour), &pace, 7);
    assert!(!link.ready(at(hour), &pace) && link.ready(at(0), &pace));
    link.yields(at(hour), &pace);
    assert!(link.ready(at(0), &pace));
}

#[test]
fn after_an_answer_a_peer_rests_so_that_what_comes_meanwhile_goes_together() {
    let pace = Pace { retry_ms: 100, retry_ms_max: 1000, answer_ms_max: 5000, rest_ms: 15 };
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap();
    let mut link = Link::default();
    link.sent(at(0));
    link.answered(at(5));
    assert!(link.rests(at(19), &pace) && !link.rests(at(20), &pace));
    link.behind(at(30), &pace, 0);
    assert!(!link.rests(at(30), &pace));
}

#[test]
fn a_peer_that_is_back_is_asked_with_little_before_it_is_sent_much() {
    let pace = Pace { retry_ms: 100, retry_ms_max: 1000, answer_ms_max: 5000, rest_ms: 0 };
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap();
    let mut link = Link::default();
    assert!(!link.wants_probe());
    link.sent(at(0));
    link.failed(at(1), &pace, 0);
    assert!(link.wants_probe());
    link.sent(at(100));
    link.answered(at(101));
    // It is there: everything goes out at once; if that fails, the next pause is longer.
    assert!(link.ready(at(101), &pace) && !link.wants_probe());
    link.sent(at(101));
    link.failed(at(102), &pace, 0);
    assert_eq!(link.not_before(), Some(at(102 + 150)));
    assert!(link.wants_probe());
    link.sent(at(300));
    link.answered(at(301));
    link.sent(at(302));
    link.answered(at(303));
    assert_eq!((link.failure_count(), link.wants_probe()), (0, false));
}
