//! After an author lost the end of its log: entries of the epoch it closed, told in the next, and those
//! that others give back to it.

use super::*;

/// An author in its second epoch, which numbers an entry of the first for BF-1; and that entry.
fn reopened() -> (Author, Excerpt, String) {
    let old = two_dispatches();
    let mut author = Author { closed: 1, ..Author::default() };
    let begun = author.append(Subject::Opened, serde_json::json!({"program": "a test"}));
    let earlier = Item::of(Epoch(1), 1, Epoch(2));
    author.number("BF-1", vec![Item::here(begun, ItemAs::Leaf), earlier]);
    (author, old.excerpt(1), old.checkpoint().sign(&key()).to_string())
}

fn told(author: &Author, earlier: &Excerpt, under: &[String]) -> Envelope {
    let (own, dispatch) = (author.excerpt(0), author.excerpt(author.dispatches[0]));
    Envelope {
        v: VERSION,
        from: node("CI-1"),
        to: node("BF-1"),
        checkpoint: author.checkpoint().sign(&key()).to_string(),
        consistency: Consistency { from: 0, path: Vec::new() },
        dispatches: vec![dispatch],
        entries: vec![own, earlier.clone()],
        receipts: Vec::new(),
        verified: Vec::new(),
        heads: Vec::new(),
        earlier: under.to_vec(),
    }
}

#[test]
fn an_entry_of_a_closed_epoch_comes_with_the_checkpoint_it_was_signed_under_then() {
    let (author, earlier, under) = reopened();
    let envelope = told(&author, &earlier, &[under]);
    let text = String::from_utf8(write("an envelope", &envelope).unwrap()).unwrap();
    expect_file!["../../testdata/envelope-1-epoch.json"].assert_eq(&text);
    let read: Envelope = read("an envelope", text.as_bytes()).unwrap();
    let taken = opened(&read, Known::default()).unwrap();
    assert_eq!(numbers(&taken), [1, 2]);
    let under: Vec<_> = taken
        .entries
        .iter()
        .map(|entry| entry.earlier.as_ref().map(|(checkpoint, _)| checkpoint.log.epoch))
        .collect();
    assert_eq!(under, [None, Some(Epoch(1))]);
}

#[test]
fn an_entry_of_a_closed_epoch_without_such_a_checkpoint_is_refused() {
    let (author, earlier, under) = reopened();
    let refused =
        |under: &[String]| opened(&told(&author, &earlier, under), Known::default()).unwrap_err();
    assert_eq!(refused(&[]), Reject::Items);
    // Nor under one of its own epoch, of another node's log, or signed by somebody else.
    let own = author.checkpoint().sign(&key()).to_string();
    assert!(matches!(refused(&[under.clone(), own]), Reject::Checkpoint(_)));
    let of_log = |log: LogId, key: &SigningKey| {
        Checkpoint { log, ..two_dispatches().checkpoint() }.sign(key).to_string()
    };
    let stranger = LogId { node: node("ML-1"), ..log() };
    assert!(matches!(refused(&[of_log(stranger, &key())]), Reject::Checkpoint(_)));
    let other = SigningKey::from_seed("CI-1", &[9; 32]);
    assert!(matches!(refused(&[of_log(log(), &other)]), Reject::Checkpoint(_)));
    // Nor is another entry of the log the one that is numbered.
    let wrong = told(&author, &two_dispatches().excerpt(0), &[under]);
    assert_eq!(opened(&wrong, Known::default()).unwrap_err(), Reject::Items);
}

fn returned() -> Returned {
    let author = two_dispatches();
    let size = author.leaves.len() as u64;
    let entries = [1, 3].map(|index| Returning { size, entry: author.excerpt(index) });
    Returned {
        v: VERSION,
        of: log(),
        from: 1,
        through: 2,
        receipted: vec![Position { log: LogId { node: node("BF-1"), ..log() }, size: 7 }],
        directory: Some(2),
        entries: entries.into(),
        checkpoints: vec![author.checkpoint().sign(&key()).to_string()],
        next: Some(4),
    }
}

fn brought(returned: &Returned, from: u64) -> Result<Brought, Reject> {
    open_returned(returned, (&log(), from), &[key().verifying()])
}

#[test]
fn own_entries_that_are_given_back_stand_under_own_checkpoints() {
    let text = String::from_utf8(write("what is returned", &returned()).unwrap()).unwrap();
    expect_file!["../../testdata/returned-1.json"].assert_eq(&text);
    let read: Returned = read("what is returned", text.as_bytes()).unwrap();
    let brought = brought(&read, 1).unwrap();
    let places: Vec<_> = brought.entries.iter().map(|(_, _, one)| one.header.index).collect();
    assert_eq!((places, brought.through, brought.next), (vec![1, 3], 2, Some(4)));
    assert_eq!(brought.directory, 2);
    for (ask, text) in [
        (
            Ask::Return { log: log(), from: 5 },
            r#"{"return":{"log":"passavant/corridor/CI-1/1/0","from":5}}"#,
        ),
        (
            Ask::Again { log: log(), through: 6 },
            r#"{"again":{"log":"passavant/corridor/CI-1/1/0","through":6}}"#,
        ),
    ] {
        assert_eq!(String::from_utf8(write("a question", &ask).unwrap()).unwrap(), text);
    }
}

#[test]
fn of_an_answer_of_which_a_part_is_lost_that_part_is_not_taken_for_nothing() {
    let whole = serde_json::to_value(returned()).unwrap();
    for name in whole.as_object().unwrap().keys() {
        let mut partly = whole.clone();
        partly.as_object_mut().unwrap().remove(name);
        let text = serde_json::to_vec(&partly).unwrap();
        assert!(read::<Returned>("what is returned", &text).is_err(), "{name}");
    }
}

#[test]
fn what_is_given_back_and_is_not_our_own_or_leads_nowhere_is_refused() {
    let refused = |change: fn(&mut Returned), from| {
        let mut changed = returned();
        change(&mut changed);
        brought(&changed, from).unwrap_err()
    };
    let nothing: fn(&mut Returned) = |_| {};
    assert_eq!(refused(nothing, 2), Reject::Items, "it was asked for from a later place on");
    assert_eq!(refused(|it| it.from = 0, 1), Reject::Items, "it answers another question");
    let of_other: fn(&mut Returned) = |it| it.of.epoch = Epoch(2);
    assert!(matches!(refused(of_other, 1), Reject::Checkpoint(_)), "it answers another question");
    assert_eq!(refused(|it| it.v = 9, 1), Reject::Version(9));
    assert!(matches!(refused(|it| it.checkpoints.clear(), 1), Reject::Checkpoint(_)));
    assert!(matches!(refused(|it| it.entries[0].size = 3, 1), Reject::Checkpoint(_)));
    assert_eq!(refused(|it| it.entries.reverse(), 1), Reject::Items);
    assert_eq!(refused(|it| it.next = Some(3), 1), Reject::Items, "nobody is asked in a circle");
    let forged: fn(&mut Returned) = |it| {
        let other = SigningKey::from_seed("CI-1", &[9; 32]);
        it.checkpoints = vec![two_dispatches().checkpoint().sign(&other).to_string()];
    };
    assert!(matches!(refused(forged, 1), Reject::Checkpoint(_)));
}
