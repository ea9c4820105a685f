//! The pull to every push, and what is believed of what peers say.

use exchange::{Answer, Ask, Outcome, Wanted};
use kernel::{Decides, DossierId, Note};
use node::Mode;

use crate::acts::*;
use crate::region::*;

fn journey(random: u64) -> (Region, DossierId) {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    (region, movement)
}

/// Lets a node ask whatever it wants to ask now, and brings it the answers; gives back what it
/// asked of whom.
fn ask_all(region: &mut Region, code: &'static str) -> Vec<(String, Ask)> {
    let now = region.now;
    let asking = region.node(code).asking(now).unwrap();
    let mut asked = Vec::new();
    for asking in asking {
        let to = asking.to.as_str().trim_end_matches("-1").to_owned();
        let ask = ::exchange::read("a question", &asking.body).unwrap();
        let answer = region.node(&to).asked(now, &node_id(code), &ask).unwrap();
        region.node(code).told(now, &asking.to, &asking.ask, Some(&answer)).unwrap();
        asked.push((to, asking.ask));
    }
    asked
}

/// ML hears of CI's log before BF does, and passes it on.
fn passed_on(region: &mut Region, movement: &DossierId) {
    let now = region.now;
    region.officer("CI", movement, exit("CIX01000", now)).outcome.unwrap();
    region.carry_one("CI", "ML");
    region.officer("ML", movement, entry("MLX01000", now)).outcome.unwrap();
    region.later(1);
    region.carry_one("ML", "BF");
}

/// A checkpoint of CI over a history it never told anybody, signed with its key.
fn forged(region: &Region, size_more: u64) -> String {
    let state = region.reader("CI").journal().unwrap();
    let root = kernel::Digest([7; 32]);
    let forged = journal::Checkpoint {
        log: state.logs[0].log.clone(),
        size: state.entries + size_more,
        root,
    };
    forged.sign(&log_key("CI")).to_string()
}

/// An answer of a peer to CI that hands over some checkpoints and nothing else.
fn answer_with(region: &mut Region, heads: Vec<String>) -> Vec<u8> {
    let movement = region.reader("CI").list(&store::Search::of("movement"), None, 1).unwrap()[0]
        .dossier
        .clone();
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    let envelope = region.envelope("CI", "BF");
    let now = region.now;
    let answer = region.node("BF").receive(now, Some(&node_id("CI")), &envelope).unwrap();
    ::exchange::write("an answer", &Answer { heads, ..answer }).unwrap()
}

#[test]
fn an_administration_asks_for_a_movement_by_its_number_and_is_told_again() {
    let (mut region, movement) = journey(60);
    let mrn = region.mrn("CI", &movement);
    let sent = |region: &Region| region.reader("CI").peers().unwrap()[0].sent;
    let before = sent(&region);
    region.node("BF").want(&node_id("CI"), Wanted::Mrn(mrn.clone()));
    let asked = ask_all(&mut region, "BF");
    assert!(matches!(&asked[..], [(to, Ask::Dossier { .. })] if to == "CI"), "{asked:?}");
    region.settle();
    assert!(sent(&region) > before);
    assert_eq!(region.movement("BF", &movement), region.movement("BF", &movement));
    // Who has no right to it is told nothing.
    let ask = Ask::Dossier { wanted: Wanted::Mrn(mrn) };
    let now = region.now;
    assert_eq!(region.node("CI").asked(now, &node_id("SN"), &ask).unwrap(), b"0");
}

#[test]
fn a_peer_that_gives_no_sign_of_life_is_asked_for_its_stream() {
    let (mut region, movement) = journey(61);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    // CI cannot reach BF, but BF can reach CI.
    region.later(400);
    // The hub has passed on what it heard of CI; once that is proven, the stream is asked for.
    let mut asked = ask_all(&mut region, "BF");
    asked.extend(ask_all(&mut region, "BF"));
    let streams = asked.iter().filter(|(_, ask)| matches!(ask, Ask::Stream { .. }));
    assert_eq!(streams.count(), 1, "{asked:?}");
    let steps = region.movement("BF", &movement).steps;
    assert!(steps.iter().any(|step| step.what == "exited"));
    let again = ask_all(&mut region, "BF");
    assert!(!again.iter().any(|(_, ask)| matches!(ask, Ask::Stream { .. })), "{again:?}");
}

#[test]
fn what_others_heard_of_a_log_must_be_proven_to_be_one_history() {
    let (mut region, movement) = journey(62);
    passed_on(&mut region, &movement);
    let asked = ask_all(&mut region, "BF");
    let of_ci = |(to, ask): &(String, Ask)| to == "CI" && matches!(ask, Ask::Consistency { .. });
    assert!(asked.iter().any(of_ci), "{asked:?}");
    assert!(ask_all(&mut region, "BF").is_empty());
    assert!(region.reader("BF").alarms(9).unwrap().is_empty());
}

#[test]
fn a_log_that_is_not_one_history_with_what_others_heard_is_no_longer_taken() {
    let (mut region, movement) = journey(63);
    let now = region.now;
    region.officer("ML", &movement, entry("MLX01000", now)).outcome.unwrap();
    region.later(1);
    let mut envelope = region.envelope("ML", "BF");
    envelope.heads = vec![forged(&region, 40)];
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.node("BF").receive(now, Some(&node_id("ML")), &envelope).unwrap();
    for _ in 0..3 {
        ask_all(&mut region, "BF");
    }
    // CI cannot prove a history it does not have; that alarms, and it is asked no more.
    let alarms = region.reader("BF").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("prove")), "{alarms:?}");
    assert!(ask_all(&mut region, "BF").is_empty());
    // Once it is long enough to answer, its own proof convicts it.
    for number in 0..20 {
        let declared = format!("LRN-X{number}");
        region.present("CI", &Declared { lrn: &declared, ..TO_BOBO });
    }
    region.restart("BF", 9);
    let notes = [directory_note().to_string(), agreement("trie", &["CI", "BF", "ML"]).to_string()];
    let now = region.now;
    region.node("BF").adopt(now, &notes).unwrap();
    for times in 1..=3 {
        let asked = ask_all(&mut region, "BF");
        assert!(asked.iter().any(|(_, ask)| matches!(ask, Ask::Consistency { .. })), "{asked:?}");
        let alarms = region.reader("BF").alarms(9).unwrap();
        let convicted = alarms.iter().any(|alarm| alarm.body.contains("no one history"));
        assert_eq!(convicted, times == 3, "{alarms:?}");
    }
    let envelope = region.envelope("CI", "BF");
    let answer = region.node("BF").receive(now, Some(&node_id("CI")), &envelope).unwrap();
    assert!(matches!(answer.outcome, Outcome::Refused { .. }), "{:?}", answer.outcome);
}

#[test]
fn our_own_later_checkpoint_handed_back_makes_the_node_read_only() {
    let (mut region, _) = journey(64);
    let later = forged(&region, 1);
    let answer = answer_with(&mut region, vec![later]);
    let now = region.now;
    region.node("CI").answered(now, &node_id("BF"), &answer).unwrap();
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
}

#[test]
fn a_node_that_once_learnt_its_store_is_old_still_knows_so_after_a_restart() {
    let (mut region, _) = journey(66);
    let later = forged(&region, 1);
    let answer = answer_with(&mut region, vec![later]);
    let now = region.now;
    region.node("CI").answered(now, &node_id("BF"), &answer).unwrap();
    region.restart("CI", 4);
    assert_eq!(region.node("CI").mode(), Mode::Recovering);
}

#[test]
fn a_mere_claim_to_have_seen_more_of_our_log_proves_nothing() {
    let (mut region, _) = journey(65);
    let log = region.reader("CI").journal().unwrap().logs[0].log.clone();
    let verified = ::exchange::Position { log: log.clone(), size: 1_000_000 };
    let ask = Ask::Stream { through: 1_000_000, dispatch: None, verified };
    let now = region.now;
    region.node("CI").asked(now, &node_id("BF"), &ask).unwrap();
    assert_eq!(region.node("CI").mode(), Mode::Ready);
    let cosigned = |region: &Region| region.reader("CI").journal().unwrap().cosigned_by;
    assert!(cosigned(&region).contains(&node_id("CORRIDOR")));
    // Somebody else's later checkpoint is no more.
    let other = Note::parse(&forged(&region, 5)).unwrap().text().to_owned();
    let other = Note::unsigned(&other).signed_by(&log_key("BF")).to_string();
    let answer = answer_with(&mut region, vec![other]);
    region.node("CI").answered(now, &node_id("BF"), &answer).unwrap();
    assert_eq!(region.node("CI").mode(), Mode::Ready);
}

#[test]
fn a_proof_that_comes_after_more_was_heard_accuses_nobody() {
    let (mut region, movement) = journey(67);
    let now = region.now;
    region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    region.carry_one("CI", "ML");
    region.officer("ML", &movement, entry("MLX01000", now)).outcome.unwrap();
    region.carry_one("ML", "BF");
    let now = region.now;
    let asking = region.node("BF").asking(now).unwrap();
    let asking = asking.into_iter().find(|asking| asking.to == node_id("CI")).unwrap();
    assert!(matches!(asking.ask, Ask::Consistency { .. }), "{:?}", asking.ask);
    let answer = region.node("CI").asked(now, &node_id("BF"), &asking.ask).unwrap();
    // While the answer is on its way, ML passes on a later checkpoint of CI.
    region.present("CI", &Declared { lrn: "LRN-67", ..TO_BAMAKO });
    region.carry_one("CI", "ML");
    let now = region.now;
    region.officer("ML", &movement, arrival("MLBKO000", now)).outcome.unwrap();
    region.carry_one("ML", "BF");
    let now = region.now;
    region.node("BF").told(now, &node_id("CI"), &asking.ask, Some(&answer)).unwrap();
    assert_eq!(region.reader("BF").alarms(9).unwrap().len(), 0);
    // It asks again, and the new proof satisfies it.
    ask_all(&mut region, "BF");
    assert_eq!(region.reader("BF").alarms(9).unwrap().len(), 0);
}

#[test]
fn after_the_end_of_its_agreement_a_reader_is_told_nothing_again() {
    let mut region = Region::new(68, Decides::Node);
    for code in ["CI", "BF", "ML"] {
        let now = region.now;
        let ending = ending("trie", &["CI", "BF", "ML"], 0);
        region.node(code).adopt(now, &[ending.to_string()]).unwrap();
    }
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BOBO);
    region.settle();
    let ask = Ask::Dossier { wanted: Wanted::Dossier(movement.clone()) };
    let now = region.now;
    assert_ne!(region.node("CI").asked(now, &node_id("BF"), &ask).unwrap(), b"0");
    region.later(3 * 24 * 3600);
    let now = region.now;
    assert_eq!(region.node("CI").asked(now, &node_id("BF"), &ask).unwrap(), b"0");
}

#[test]
fn a_proof_that_was_damaged_on_its_way_convicts_nobody() {
    let (mut region, movement) = journey(68);
    passed_on(&mut region, &movement);
    let now = region.now;
    let asking = region.node("BF").asking(now).unwrap();
    let asking = asking.into_iter().find(|asking| asking.to == node_id("CI")).unwrap();
    let answer = region.node("CI").asked(now, &node_id("BF"), &asking.ask).unwrap();
    let mut proof: Option<::exchange::Consistency> =
        ::exchange::read("a consistency proof", &answer).unwrap();
    proof.as_mut().unwrap().path[0] = kernel::Digest([7; 32]);
    let damaged = ::exchange::write("a consistency proof", &proof).unwrap();
    region.node("BF").told(now, &node_id("CI"), &asking.ask, Some(&damaged)).unwrap();
    let asked = ask_all(&mut region, "BF");
    assert!(asked.iter().any(|(_, ask)| matches!(ask, Ask::Consistency { .. })), "{asked:?}");
    assert!(region.reader("BF").alarms(9).unwrap().is_empty());
    region.settle();
    assert!(region.movement("BF", &movement).steps.iter().any(|step| step.what == "exited"));
}
