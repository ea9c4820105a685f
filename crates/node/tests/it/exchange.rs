//! Between nodes: any order and any repetition of what is sent gives the same standing everywhere;
//! what is forged, replayed or told twice differently leaves no trace but an alarm.

use exchange::{Answer, Envelope, Outcome};
use identity::Actor;
use kernel::{Decides, DossierId};
use node::{Command, Outgoing, Target};
use proptest::prelude::*;
use transit::{Phase, Standing};

use crate::acts::*;
use crate::region::*;

/// Everything every node says of a journey in which nobody hears anybody until the end. Each waits
/// for what it needs, so the deciding acts are told over one clean exchange first.
struct Journey {
    region: Region,
    movement: DossierId,
}

fn journey(random: u64) -> Journey {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", TO_BAMAKO.grn, "CI100", 1_000_000);
    let movement = region.present("CI", &TO_BAMAKO);
    region.settle();
    Journey { region, movement }
}

impl Journey {
    /// The three countries act on their own, without hearing of each other.
    fn act(&mut self) {
        let now = self.region.now;
        for (code, command) in [
            ("CI", exit("CIX01000", now)),
            ("BF", entry("BFX01000", now)),
            ("BF", exit("BFX02000", now)),
            ("ML", entry("MLX01000", now)),
            ("ML", arrival("MLBKO000", now)),
            ("ML", control()),
            ("ML", end()),
        ] {
            self.region.officer(code, &self.movement, command).outcome.unwrap();
        }
    }

    fn standings(&self) -> Vec<Standing> {
        ["CI", "BF", "ML"].map(|code| self.region.movement(code, &self.movement).standing).to_vec()
    }
}

/// One thing the network does.
#[derive(Debug, Clone)]
enum Chance {
    Deliver(prop::sample::Index),
    Double(prop::sample::Index),
    Drop(prop::sample::Index),
    Send(usize),
}

fn chance() -> impl Strategy<Value = Chance> {
    prop_oneof![
        4 => any::<prop::sample::Index>().prop_map(Chance::Deliver),
        2 => any::<prop::sample::Index>().prop_map(Chance::Double),
        1 => any::<prop::sample::Index>().prop_map(Chance::Drop),
        4 => (0_usize..5).prop_map(Chance::Send),
    ]
}

/// What the network does with what nodes send, one chance after another.
fn carry_by_chance(region: &mut Region, chances: Vec<Chance>) {
    let mut flying: Vec<(&'static str, Outgoing)> = Vec::new();
    for chance in chances {
        region.later(120);
        match chance {
            Chance::Send(which) => {
                let code = region.nodes.keys().copied().nth(which).unwrap();
                let now = region.now;
                region.node(code).work(now).unwrap();
                let outgoing = region.node(code).outgoing(now).unwrap();
                flying.extend(outgoing.into_iter().map(|outgoing| (code, outgoing)));
            }
            Chance::Deliver(which) if !flying.is_empty() => {
                let (from, outgoing) = flying.swap_remove(which.index(flying.len()));
                region.carry(from, &outgoing);
            }
            Chance::Double(which) if !flying.is_empty() => {
                let (from, outgoing) = flying[which.index(flying.len())].clone();
                region.carry(from, &outgoing);
            }
            Chance::Drop(which) if !flying.is_empty() => {
                let (from, outgoing) = flying.swap_remove(which.index(flying.len()));
                let now = region.now;
                region.node(from).unanswered(now, &outgoing.to);
            }
            _ => {}
        }
    }
    region.later(600);
    region.settle();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_interleaving_and_duplication_of_streams_gives_the_same_standing_everywhere(
        chances in prop::collection::vec(chance(), 0..60),
        random in 0_u64..1000,
    ) {
        let mut journey = journey(random);
        journey.act();
        carry_by_chance(&mut journey.region, chances);
        let standings = journey.standings();
        prop_assert_eq!(standings[0].phase, Phase::Discharged);
        prop_assert!(standings[0].concerns.is_empty(), "{:?}", standings[0]);
        prop_assert!(standings.iter().all(|standing| *standing == standings[0]), "{standings:?}");
    }

    #[test]
    fn any_interleaving_of_holds_across_a_border_holds_once_and_frees_once(
        before in prop::collection::vec(chance(), 0..50),
        after in prop::collection::vec(chance(), 0..50),
        random in 0_u64..1000,
    ) {
        let mut region = Region::new(random, Decides::Node);
        let guarantee = region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
        let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
        carry_by_chance(&mut region, before);
        let both = |region: &Region| {
            ["SN", "ML"].map(|code| region.movement(code, &movement).standing)
        };
        let [sn, ml] = both(&region);
        prop_assert_eq!((sn.phase, &sn), (Phase::Released, &ml));
        prop_assert_eq!(region.account("ML", &guarantee).held, kernel::Amount::whole(400_000));
        let now = region.now;
        for (code, command) in [
            ("SN", exit("SNKID000", now)),
            ("ML", entry("MLX02000", now)),
            ("ML", arrival("MLBKO000", now)),
            ("ML", control()),
            ("ML", end()),
        ] {
            region.officer(code, &movement, command).outcome.unwrap();
        }
        carry_by_chance(&mut region, after);
        let [sn, ml] = both(&region);
        prop_assert_eq!((sn.phase, sn.concerns.len(), &sn), (Phase::Discharged, 0, &ml));
        let account = region.account("ML", &guarantee);
        prop_assert_eq!((account.held, account.free), (kernel::Amount::ZERO, kernel::Amount::whole(1_000_000)));
        prop_assert!(account.ledger_sum.is_zero());
        let holds = ["SN", "ML"].map(|code| region.reader(code).list(&store::Search::of("hold"), None, 9).unwrap());
        prop_assert_eq!(holds.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
        let views = ["SN", "ML"].map(|code| {
            region.reader(code).hold(&holds[0][0].dossier).unwrap().unwrap()
        });
        prop_assert_eq!(&views[0].view.standing, &views[1].view.standing);
        prop_assert!(views.iter().all(|viewed| viewed.flag.is_empty()));
    }
}

/// The next envelope of CI for BF, after something happened that BF must know.
fn envelope(region: &mut Region, movement: &DossierId) -> Envelope {
    let now = region.now;
    region.officer("CI", movement, exit("CIX01000", now)).outcome.unwrap();
    region.later(1);
    let now = region.now;
    let outgoing = region.node("CI").outgoing(now).unwrap();
    let to_bf = outgoing.iter().find(|outgoing| outgoing.to == node_id("BF")).unwrap();
    ::exchange::read("an envelope", &to_bf.body).unwrap()
}

fn received(region: &mut Region, carrier: &str, envelope: &Envelope) -> Answer {
    let now = region.now;
    region.node("BF").receive(now, Some(&node_id(carrier)), envelope).unwrap()
}

#[test]
fn a_replayed_envelope_changes_nothing() {
    let mut journey = journey(50);
    let envelope = envelope(&mut journey.region, &journey.movement);
    assert_eq!(received(&mut journey.region, "CI", &envelope).outcome, Outcome::Recorded);
    let told = journey.region.reader("BF").told_after(0, 1000).unwrap();
    for _ in 0..3 {
        assert_eq!(received(&mut journey.region, "CI", &envelope).outcome, Outcome::Recorded);
    }
    assert_eq!(journey.region.reader("BF").told_after(0, 1000).unwrap(), told);
}

#[test]
fn an_envelope_carried_by_somebody_else_is_refused_and_alarmed() {
    let mut journey = journey(51);
    let envelope = envelope(&mut journey.region, &journey.movement);
    let answer = received(&mut journey.region, "ML", &envelope);
    assert!(matches!(answer.outcome, Outcome::Refused { .. }), "{:?}", answer.outcome);
    let alarms = journey.region.reader("BF").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("carries")));
}

#[test]
fn a_changed_envelope_is_refused() {
    let mut journey = journey(52);
    let envelope = envelope(&mut journey.region, &journey.movement);
    let text = String::from_utf8(::exchange::write("an envelope", &envelope).unwrap()).unwrap();
    let forged = text.replace("CIX01000", "CIABJ000");
    assert_ne!(forged, text);
    let forged = ::exchange::read("an envelope", forged.as_bytes()).unwrap();
    let answer = received(&mut journey.region, "CI", &forged);
    assert!(matches!(answer.outcome, Outcome::Refused { .. }), "{:?}", answer.outcome);
    assert_eq!(received(&mut journey.region, "CI", &envelope).outcome, Outcome::Recorded);
}

#[test]
fn a_node_that_lost_its_disk_learns_so_from_its_neighbours_and_only_reads() {
    let mut journey = journey(53);
    let region = &mut journey.region;
    region.nodes.remove("BF");
    let files =
        ["store.db", "store.db-wal", "store.db-shm", "keys.db", "keys.db-wal", "keys.db-shm"];
    for file in files {
        let path = region.homes["BF"].folder.path().join(file);
        if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
    }
    region.restart("BF", 5);
    let notes = [directory_note().to_string(), agreement("trie", &["CI", "BF", "ML"]).to_string()];
    let now = region.now;
    region.node("BF").adopt(now, &notes).unwrap();
    assert_eq!(region.node("BF").mode(), node::Mode::Ready);
    let envelope = envelope(region, &journey.movement);
    let answer = received(&mut journey.region, "CI", &envelope);
    assert!(matches!(answer.outcome, Outcome::Refused { .. }), "{:?}", answer.outcome);
    assert_eq!(journey.region.node("BF").mode(), node::Mode::Recovering);
}

#[test]
fn what_a_peer_did_not_record_is_sent_again_from_where_it_stands() {
    let mut journey = journey(58);
    // CI is made to believe that BF has recorded everything.
    let lost = envelope(&mut journey.region, &journey.movement);
    let peers = journey.region.reader("CI").peers().unwrap();
    let to_bf = peers.iter().find(|peer| peer.node == node_id("BF")).unwrap();
    let log = journey.region.reader("CI").journal().unwrap().logs[0].log.clone();
    let dispatch = lost.dispatches.last().unwrap().header().unwrap().index;
    let ask = exchange::Ask::Stream {
        through: to_bf.sent,
        dispatch: Some(dispatch),
        verified: exchange::Position { log, size: lost.consistency.from },
    };
    let now = journey.region.now;
    journey.region.node("CI").asked(now, &node_id("BF"), &ask).unwrap();
    journey.region.node("CI").unanswered(now, &node_id("BF"));
    journey.region.later(60);
    journey.region.present("CI", &Declared { lrn: "LRN-9", ..TO_BOBO });
    // A peer that was away is asked with little first, and sent everything once it answers.
    let probe = journey.region.envelope("CI", "BF");
    assert_eq!((probe.dispatches.len(), probe.entries.len()), (0, 0));
    let answer = received(&mut journey.region, "CI", &probe);
    let body = exchange::write("an answer", &answer).unwrap();
    let now = journey.region.now;
    journey.region.node("CI").answered(now, &node_id("BF"), &body).unwrap();
    let next = journey.region.envelope("CI", "BF");
    let answer = received(&mut journey.region, "CI", &next);
    assert!(matches!(answer.outcome, Outcome::Behind { .. }), "{:?}", answer.outcome);
    let body = exchange::write("an answer", &answer).unwrap();
    let now = journey.region.now;
    journey.region.node("CI").answered(now, &node_id("BF"), &body).unwrap();
    journey.region.later(60);
    journey.region.settle();
    let steps = journey.region.movement("BF", &journey.movement).steps;
    assert!(steps.iter().any(|step| step.what == "exited"));
}

#[test]
fn an_office_does_not_do_what_is_for_another_country() {
    let mut journey = journey(54);
    let now = journey.region.now;
    let foreign = arrival("MLBKO000", now);
    let refused = journey.region.officer("BF", &journey.movement, foreign).outcome.unwrap_err();
    assert_eq!(refused[0].code, "NOD-003");
}

#[test]
fn an_officer_at_an_office_of_transit_cannot_say_that_goods_arrived() {
    let mut journey = journey(56);
    let before = journey.region.movement("BF", &journey.movement).standing;
    let now = journey.region.now;
    let claimed = arrival("BFX01000", now);
    let refused = journey.region.officer("BF", &journey.movement, claimed).outcome.unwrap_err();
    assert_eq!(refused[0].code, "NOD-003");
    journey.region.settle();
    for code in ["CI", "BF"] {
        assert_eq!(journey.region.movement(code, &journey.movement).standing, before, "{code}");
    }
}

#[test]
fn a_trader_cannot_say_at_an_office_of_transit_that_his_goods_arrived() {
    let mut journey = journey(57);
    let before = journey.region.movement("BF", &journey.movement).standing;
    let now = journey.region.now;
    let notified = |code: &str| {
        let transit::Command::NotifyArrival(mut arriving) = arrival(code, now) else { panic!() };
        arriving.basis = None;
        Command::Movement(Box::new(transit::Command::NotifyArrival(arriving)))
    };
    let target = Target::Dossier(journey.movement.clone());
    for (code, answer) in [("BFX01000", Err("TRA-064")), ("BFBOY000", Ok("Arrived"))] {
        let mut notify = journey.region.asked(target.clone(), notified(code));
        notify.actor = Actor::Trader("BF300".parse().unwrap());
        let told = journey.region.submit("BF", notify).outcome;
        let told = told.as_ref().map(|told| told.events[0].as_str());
        let told = told.map_err(|refused| refused[0].code.as_str());
        assert_eq!(told, answer, "{code}");
        if answer.is_err() {
            assert_eq!(journey.region.movement("BF", &journey.movement).standing, before);
        }
    }
}

#[test]
fn a_declaration_names_offices_for_what_the_directory_lists_them_for() {
    let mut region = Region::new(58, Decides::Node);
    let crossed = Declared { transits: &["BFBOY000"], destination: "BFX01000", ..TO_BOBO };
    let command = transit::Command::Present(Box::new(crossed.presenting()));
    let asked = region.asked(Target::New, Command::Movement(Box::new(command)));
    let refused = region.submit("CI", asked).outcome.unwrap_err();
    let named = |refused: &kernel::Refused| {
        let argument = |name: &str| refused.arguments[name].clone();
        (refused.code.clone(), argument("office"), argument("function"))
    };
    let both = [("BFBOY000", "passage"), ("BFX01000", "destination")]
        .map(|(office, lacks)| ("TRA-064".to_owned(), office.to_owned(), lacks.to_owned()));
    assert_eq!(refused.iter().map(named).collect::<Vec<_>>(), both);
}

#[test]
fn two_histories_of_one_log_are_kept_as_proof_and_the_log_is_no_longer_taken() {
    let mut journey = journey(55);
    let first = envelope(&mut journey.region, &journey.movement);
    assert_eq!(received(&mut journey.region, "CI", &first).outcome, Outcome::Recorded);
    // A second history of the same size, signed by the same key, passed on by a neighbour.
    let note = kernel::Note::parse(&first.checkpoint).unwrap();
    let mut other = journal::Checkpoint::of(&note).unwrap();
    other.root = kernel::Digest([7; 32]);
    let now = journey.region.now;
    let movement = journey.movement.clone();
    journey.region.officer("ML", &movement, entry("MLX01000", now)).outcome.unwrap();
    journey.region.later(1);
    let now = journey.region.now;
    let outgoing = journey.region.node("ML").outgoing(now).unwrap();
    let to_bf = outgoing.iter().find(|outgoing| outgoing.to == node_id("BF")).unwrap();
    let mut from_ml: Envelope = ::exchange::read("an envelope", &to_bf.body).unwrap();
    from_ml.heads = vec![other.sign(&log_key("CI")).to_string()];
    let now = journey.region.now;
    journey.region.node("BF").receive(now, Some(&node_id("ML")), &from_ml).unwrap();
    let alarms = journey.region.reader("BF").alarms(9).unwrap();
    assert!(alarms.iter().any(|alarm| alarm.body.contains("two-histories")));
    let answer = received(&mut journey.region, "CI", &first);
    assert!(matches!(answer.outcome, Outcome::Refused { .. }), "{:?}", answer.outcome);
}

#[test]
fn a_receipt_of_a_peer_cosigns_the_checkpoint() {
    let mut journey = journey(56);
    journey.act();
    journey.region.settle();
    let state = journey.region.reader("CI").journal().unwrap();
    assert!(state.cosigned_by.contains(&node_id("CORRIDOR")), "{state:?}");
}

#[test]
fn a_checkpoint_nobody_cosigns_alarms_after_a_while_and_once_an_hour() {
    let mut journey = journey(59);
    let state = journey.region.reader("CI").journal().unwrap();
    assert_eq!((state.quorum, state.cosigned), (Some(1), true), "{state:?}");
    let now = journey.region.now;
    let movement = journey.movement.clone();
    journey.region.officer("CI", &movement, exit("CIX01000", now)).outcome.unwrap();
    assert!(!journey.region.reader("CI").journal().unwrap().cosigned);
    let mut counts = Vec::new();
    for minutes in [0, 14, 2, 30, 40] {
        journey.region.later(minutes * 60);
        let now = journey.region.now;
        journey.region.node("CI").work(now).unwrap();
        let alarms = journey.region.reader("CI").alarms(99).unwrap();
        counts.push(alarms.iter().filter(|alarm| alarm.body.contains("uncosigned")).count());
    }
    assert_eq!(counts, [0, 0, 1, 1, 2]);
    journey.region.settle();
    assert!(journey.region.reader("CI").journal().unwrap().cosigned);
}

#[test]
fn a_hub_is_left_alone_for_a_moment_after_it_has_witnessed() {
    let mut journey = journey(67);
    let region = &mut journey.region;
    region.homes.get_mut("CI").unwrap().witness_ms = 5_000;
    region.restart("CI", 7);
    let to_hub = |region: &mut Region| {
        let now = region.now;
        let outgoing = region.node("CI").outgoing(now).unwrap();
        outgoing.into_iter().find(|outgoing| outgoing.to == node_id("CORRIDOR"))
    };
    let present = |region: &mut Region, lrn| {
        region.present("CI", &Declared { lrn, amount: 1, ..TO_BOBO });
    };
    present(region, "LRN-91");
    let first = to_hub(region).expect("a checkpoint to witness");
    region.carry("CI", &first);
    present(region, "LRN-92");
    region.later(4);
    assert_eq!(to_hub(region), None);
    region.later(1);
    assert!(to_hub(region).is_some());
}

#[test]
fn a_directory_that_has_expired_alarms_once_a_day() {
    let mut journey = journey(68);
    journey.region.now = at("2027-11-23T00:00:01Z");
    let mut counts = Vec::new();
    for hours in [0, 1, 22, 2] {
        journey.region.later(hours * 3600);
        let now = journey.region.now;
        journey.region.node("CI").work(now).unwrap();
        let alarms = journey.region.reader("CI").alarms(999).unwrap();
        counts.push(alarms.iter().filter(|alarm| alarm.body.contains("expired")).count());
    }
    assert_eq!(counts, [1, 1, 1, 2]);
}

#[test]
fn every_third_log_is_passed_on_in_its_turn() {
    let mut journey = journey(69);
    let region = &mut journey.region;
    let now = region.now;
    // BF has many logs: epochs after as many recoveries, heard from ML.
    region.officer("ML", &journey.movement, entry("MLX01000", now)).outcome.unwrap();
    region.settle();
    region.officer("ML", &journey.movement, arrival("MLBKO000", now)).outcome.unwrap();
    let mut heard = region.envelope("ML", "CI");
    heard.heads = (1..=40)
        .map(|epoch| {
            let log = journal::LogId {
                region: REGION.to_owned(),
                node: node_id("BF"),
                epoch: kernel::Epoch(epoch + 1),
                partition: 0,
            };
            let root = kernel::Digest([7; 32]);
            journal::Checkpoint { log, size: 9, root }.sign(&log_key("BF")).to_string()
        })
        .collect();
    let answer = region.node("CI").receive(now, Some(&node_id("ML")), &heard).unwrap();
    assert_eq!(answer.outcome, Outcome::Recorded);
    let mut passed_on = std::collections::BTreeSet::new();
    for number in 0..6 {
        let lrn = format!("LRN-8{number}");
        region.present("CI", &Declared { lrn: &lrn, amount: 1, ..TO_BAMAKO });
        let envelope = region.envelope("CI", "ML");
        assert!(envelope.heads.len() <= 32, "{}", envelope.heads.len());
        passed_on.extend(envelope.heads.iter().cloned());
        let body = exchange::write("an envelope", &envelope).unwrap();
        region.carry("CI", &Outgoing { to: node_id("ML"), endpoint: String::new(), body });
    }
    assert!(heard.heads.iter().all(|head| passed_on.contains(head)));
}

#[test]
fn silence_is_broken_by_an_empty_dispatch() {
    let mut journey = journey(57);
    journey.region.settle();
    let dispatched = |region: &Region| -> Vec<i64> {
        let peers = region.reader("BF").peers().unwrap();
        peers.iter().map(|peer| peer.dispatched_ms).collect()
    };
    let before = dispatched(&journey.region);
    journey.region.later(3600);
    journey.region.settle();
    let after = dispatched(&journey.region);
    assert!(
        after.iter().zip(&before).any(|(after, before)| after > before),
        "{before:?} {after:?}"
    );
}
