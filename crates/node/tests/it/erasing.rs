//! What has been kept for as long as it may be is erased, and so is what two officers decide. Of what was
//! erased nothing can be read any more, nothing of it counts anew, and everything still verifies.

use std::sync::Mutex;

use journal::Checkpoint;
use kernel::{Decides, DossierId, Name, NameKind, OfficerId, Refusal as _, Refused};
use node::{Decided, Order, Ordered, Reader, Refusal, Verification, verify};
use store::{Fault, KeyId, Keys, Read, ReadErasures, RowKey, Sqlite, SqliteKeys, Vfs};

use crate::acts::*;
use crate::evidence::discharged;
use crate::region::*;

fn days_later(region: &mut Region, days: i64) {
    region.later(days * 86_400);
    region.settle();
}

fn officer(name: &str) -> OfficerId {
    name.parse().unwrap()
}

fn order(movement: &DossierId) -> Order {
    Order {
        dossier: movement.clone(),
        provision: "data protection act, section 17".parse().unwrap(),
        reference: "DPA/2026/18".to_owned(),
    }
}

impl Region {
    fn erase(&mut self, code: &str, by: &str, movement: &DossierId) -> Result<Decided, Refusal> {
        self.order(code, by, Ordered::Erasure, order(movement))
    }

    fn erase_by_two(&mut self, code: &str, dossier: &DossierId) {
        assert!(!self.erase(code, "awa", dossier).unwrap().done);
        assert!(self.erase(code, "moussa", dossier).unwrap().done);
    }

    fn order(
        &mut self,
        code: &str,
        by: &str,
        ordered: Ordered,
        order: Order,
    ) -> Result<Decided, Refusal> {
        let now = self.now;
        self.node(code).give_order(now, &officer(by), ordered, order).unwrap()
    }

    pub(crate) fn verified(&self, code: &str) -> Verification {
        let home = &self.homes[code];
        verify(&home.store(), &home.keys(), &root(), &node_id(code), REGION).unwrap()
    }

    /// A reader that knows the secret of its node, as the program's does.
    fn knowing_reader(&self, code: &str) -> Reader {
        self.reader(code).recognising(identity::NodeSecret::new(seed(code, 4)))
    }

    /// Whether the movement is shown, and whether it is said to be erased.
    fn seen(&self, code: &str, movement: &DossierId) -> (bool, bool) {
        let reader = self.reader(code);
        (reader.movement(movement).unwrap().is_some(), reader.is_erased(movement).unwrap())
    }

    /// All bytes of a node's store, once nobody has it open.
    fn bytes_of(&mut self, code: &'static str) -> Vec<u8> {
        self.nodes.remove(code);
        drop(self.homes[code].store());
        std::fs::read(self.homes[code].folder.path().join("store.db")).unwrap()
    }
}

/// The key of what Dakar wrote of its movement.
fn key_of(movement: &DossierId) -> KeyId {
    let (author, class) = (node_id("SN"), "movement".to_owned());
    KeyId { dossier: Some(movement.clone()), author, class }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn codes(outcome: Result<node::Done, Vec<Refused>>) -> Vec<String> {
    outcome.unwrap_err().iter().map(|refused| refused.code.as_str().to_owned()).collect()
}

#[test]
fn copies_go_after_the_days_an_agreement_allows_and_the_home_keeps_what_is_its_own() {
    let (mut region, movement) = discharged(700);
    days_later(&mut region, 399);
    assert_eq!(region.seen("ML", &movement), (true, false));
    days_later(&mut region, 2);
    assert_eq!(region.seen("ML", &movement), (false, true));
    assert_eq!(region.seen("SN", &movement), (true, false));
    // Of the movement at its home the words of its home are left. What is missing of it says nothing.
    let view = region.movement("SN", &movement);
    assert!(view.declaration.is_some());
    assert_eq!((view.standing.phase, view.open.len()), (transit::Phase::Discharged, 0));
    let hold = view.covers[0].hold.clone().unwrap();
    let hold = region.reader("SN").hold(&hold).unwrap().unwrap().view;
    assert_eq!(hold.standing, guarantee::hold::Standing::Credited);
    let erased = region.reader("SN").erasures_of(&movement).unwrap();
    let authors: Vec<_> = erased[0].erasure.erased.iter().map(|of| of.author.as_str()).collect();
    assert_eq!((erased.len(), authors), (1, vec!["ML-1"]));
    for code in ["SN", "ML"] {
        let found = region.verified(code);
        assert!(found.ok && found.erased > 0, "{code}: {found:?}");
    }
    // What was looked at is not looked at again, and nothing is left to be done.
    days_later(&mut region, 60);
    assert_eq!(region.reader("SN").erasures_of(&movement).unwrap().len(), 1);
}

#[test]
fn all_of_a_dossier_goes_after_the_days_its_administration_sets() {
    let (mut region, movement) = discharged(701);
    region.homes.get_mut("SN").unwrap().retention_days =
        [("movement".to_owned(), 500), ("hold".to_owned(), 500)].into();
    region.restart("SN", 7011);
    days_later(&mut region, 402);
    assert_eq!(region.seen("SN", &movement), (true, false));
    days_later(&mut region, 100);
    assert_eq!(region.seen("SN", &movement), (false, true));
    let erased = region.reader("SN").erasures_of(&movement).unwrap();
    let ground = serde_json::to_value(&erased[1].erasure.ground).unwrap();
    assert_eq!(ground, serde_json::json!({"kept": {"days": 500}}));
    let found = region.verified("SN");
    assert!(found.ok, "{found:?}");
}

/// A task that was put down for the day on which all of it was to go finds it gone.
#[test]
fn what_officers_had_erased_is_not_erased_again_on_its_day() {
    let (mut region, movement) = discharged(713);
    region.homes.get_mut("SN").unwrap().retention_days = [("movement".to_owned(), 500)].into();
    region.restart("SN", 7131);
    days_later(&mut region, 402);
    region.erase_by_two("SN", &movement);
    let before = region.reader("SN").erasures_of(&movement).unwrap().len();
    days_later(&mut region, 120);
    assert_eq!(region.reader("SN").erasures_of(&movement).unwrap().len(), before);
}

/// A keystore of which the heads were read a moment before the rest.
struct Meanwhile(SqliteKeys, Mutex<Option<Vec<Checkpoint>>>);

impl Keys for Meanwhile {
    fn make_sure(&mut self) -> Result<(), Fault> {
        self.0.make_sure()
    }

    fn get(&self, id: &KeyId) -> Result<Option<RowKey>, Fault> {
        self.0.get(id)
    }

    fn put_named(&mut self, keys: &[(String, RowKey)]) -> Result<(), Fault> {
        self.0.put_named(keys)
    }

    fn destroy_named(&mut self, ids: &[String]) -> Result<(), Fault> {
        self.0.destroy_named(ids)
    }

    fn named_after(&self, after: &str, count: usize) -> Result<Vec<(String, RowKey)>, Fault> {
        self.0.named_after(after, count)
    }

    fn destroyed_after(&self, after: &str, count: usize) -> Result<Vec<String>, Fault> {
        self.0.destroyed_after(after, count)
    }

    fn destroyed(&self, id: &KeyId) -> Result<bool, Fault> {
        self.0.destroyed(id)
    }

    fn note_head(&mut self, checkpoint: &Checkpoint) -> Result<(), Fault> {
        self.0.note_head(checkpoint)
    }

    fn noted_heads(&self) -> Result<Vec<Checkpoint>, Fault> {
        let before = self.1.lock().unwrap().take();
        before.map_or_else(|| self.0.noted_heads(), Ok)
    }
}

/// Who verifies reads the store as it was when he began, and each key when it is needed.
#[test]
fn what_is_erased_while_somebody_verifies_is_no_finding() {
    let (mut region, movement) = discharged(714);
    let home = &region.homes["SN"];
    let began = Sqlite::snapshot(&home.folder.path().join("store.db"), &Vfs::default()).unwrap();
    let noted = home.keys().noted_heads().unwrap();
    let keys = Meanwhile(home.keys(), Mutex::new(Some(noted)));
    // The moment is that of the first reading.
    assert!(began.dossier(&movement).unwrap().is_some());
    region.erase_by_two("SN", &movement);
    let found = verify(&began, &keys, &root(), &node_id("SN"), REGION).unwrap();
    assert!(found.ok && found.erased > 0, "{found:?}");
}

#[test]
fn a_movement_on_its_way_is_kept_however_long_that_takes() {
    let mut region = Region::new(702, Decides::Node);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    days_later(&mut region, 900);
    assert_eq!(region.seen("ML", &movement), (true, false));
    assert_eq!(region.erase("SN", "awa", &movement).unwrap_err().code(), "NOD-036");
    // Once it has ended, its days begin.
    let now = region.now;
    for command in [arrival("MLBKO000", now), control(), end()] {
        region.officer("ML", &movement, command).outcome.unwrap();
    }
    region.settle();
    days_later(&mut region, 399);
    assert_eq!(region.seen("ML", &movement), (true, false));
    // It was looked at before it was ripe, and is looked at again on the day it is.
    days_later(&mut region, 31);
    assert_eq!(region.seen("ML", &movement), (false, true));
}

#[test]
fn two_officers_decide_an_erasure_and_one_of_them_twice_is_one() {
    let (mut region, movement) = discharged(703);
    assert!(!region.erase("SN", "awa", &movement).unwrap().done);
    assert!(!region.erase("SN", "awa", &movement).unwrap().done);
    // A decision on other grounds is another decision.
    let other = Order { reference: "DPA/2026/19".to_owned(), ..order(&movement) };
    assert!(!region.order("SN", "moussa", Ordered::Erasure, other).unwrap().done);
    assert!(!region.erase("SN", "awa", &movement).unwrap().done);
    region.restart("SN", 7031);
    assert_eq!(region.seen("SN", &movement), (true, false));
    let decided = region.erase("SN", "moussa", &movement).unwrap();
    assert_eq!((decided.done, decided.officers), (true, vec![officer("awa"), officer("moussa")]));
    assert_eq!(region.seen("SN", &movement), (false, true));
    assert_eq!(region.erase("SN", "awa", &movement).unwrap_err().code(), "NOD-035");
    let found = region.verified("SN");
    assert!(found.ok, "{found:?}");
    // The other administration has its copy under its own law and the agreement.
    assert_eq!(region.seen("ML", &movement), (true, false));
}

#[test]
fn what_somebody_was_not_told_yet_is_not_erased() {
    let mut region = Region::new(704, Decides::Node);
    region.guarantee("ML", TO_BAMAKO_FROM_DAKAR.grn, "SN100", 1_000_000);
    let movement = region.present("SN", &TO_BAMAKO_FROM_DAKAR);
    region.settle();
    let invalidate = transit::Command::Invalidate { remarks: None, basis: basis() };
    region.officer("SN", &movement, invalidate).outcome.unwrap();
    // Nothing is owed any more, and Mali has not heard of it.
    assert_eq!(region.erase("SN", "awa", &movement).unwrap_err().code(), "NOD-037");
    region.settle();
    assert!(!region.erase("SN", "awa", &movement).unwrap().done);
}

#[test]
fn nothing_that_was_said_of_an_erased_dossier_is_left_in_the_file_of_its_store() {
    let (mut region, movement) = discharged(705);
    let mrn = region.movement("SN", &movement).mrn.unwrap().to_string();
    let said = ["SN100", "LRN-3", mrn.as_str()];
    let before = region.bytes_of("SN");
    let there: Vec<_> = said.iter().filter(|text| contains(&before, text)).collect();
    assert_eq!(there.len(), said.len(), "the test looks for what was there: {there:?}");
    region.restart("SN", 7051);
    // The conversation about its cover says the same, and goes too.
    let hold = region.movement("SN", &movement).covers[0].hold.clone().unwrap();
    for dossier in [&movement, &hold] {
        region.erase_by_two("SN", dossier);
    }
    let after = region.bytes_of("SN");
    let left: Vec<_> = said.iter().filter(|text| contains(&after, text)).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn whoever_asks_for_an_erased_dossier_is_told_that_it_was_and_nobody_takes_its_names() {
    let (mut region, movement) = discharged(706);
    let mrn = region.movement("SN", &movement).mrn.unwrap();
    let again = region.asked(
        node::Target::New,
        node::Command::Movement(Box::new(transit::Command::Present(Box::new(
            Declared { lrn: "LRN-7", ..TO_BAMAKO_FROM_DAKAR }.presenting(),
        )))),
    );
    let first = region.submit("SN", again.clone()).outcome.unwrap();
    region.settle();
    region.erase_by_two("SN", &movement);
    // By its number, and by its identifier.
    let reader = region.knowing_reader("SN");
    assert_eq!(reader.erased_as(mrn.as_str()).unwrap(), Some(movement.clone()));
    assert_eq!(reader.erased_as(movement.as_str()).unwrap(), Some(movement.clone()));
    assert_eq!(
        region.reader("SN").meant("movement", &Name::new(NameKind::Mrn, &mrn)).unwrap(),
        None
    );
    let now = region.now;
    let asked = region.officer("SN", &movement, exit("SNKID000", now)).outcome;
    assert_eq!(codes(asked), ["NOD-035"]);
    let named = node::Target::Named(Name::new(NameKind::Mrn, &mrn));
    let command = node::Command::Movement(Box::new(exit("SNKID000", now)));
    let asked = region.asked(named, command);
    assert_eq!(codes(region.submit("SN", asked).outcome), ["NOD-035"]);
    // The same local reference number of the same declarant is another movement's for ever.
    let taken = region.asked(
        node::Target::New,
        node::Command::Movement(Box::new(transit::Command::Present(Box::new(
            TO_BAMAKO_FROM_DAKAR.presenting(),
        )))),
    );
    assert_eq!(codes(region.submit("SN", taken).outcome), ["NOD-004"]);
    // What is about another dossier has its first answer.
    let repeated = region.submit("SN", again);
    assert_eq!((repeated.repeated, repeated.outcome.unwrap().dossier), (true, first.dossier));
}

#[test]
fn a_command_that_is_sent_again_after_its_dossier_was_erased_is_not_done_anew() {
    let mut region = Region::new(707, Decides::Node);
    let presented = region.asked(
        node::Target::New,
        node::Command::Movement(Box::new(transit::Command::Present(Box::new(
            TO_BAMAKO_FROM_DAKAR.presenting(),
        )))),
    );
    let movement = region.submit("SN", presented.clone()).outcome.unwrap().dossier;
    region.settle();
    let invalidate = transit::Command::Invalidate { remarks: None, basis: basis() };
    region.officer("SN", &movement, invalidate).outcome.unwrap();
    region.settle();
    region.erase_by_two("SN", &movement);
    for random in [7071, 7072] {
        let again = region.submit("SN", presented.clone());
        assert!(again.repeated);
        assert_eq!(codes(again.outcome), ["NOD-009"]);
        region.restart("SN", random);
    }
    let other = node::Submission { raw: b"something else".to_vec(), ..presented };
    assert_eq!(codes(region.submit("SN", other).outcome), ["NOD-001"]);
}

#[test]
fn an_older_store_that_is_put_back_does_not_show_again_what_was_erased() {
    let (mut region, movement) = discharged(708);
    let copy = region.copied("SN", 7081);
    region.erase_by_two("SN", &movement);
    region.settle();
    region.put_back("SN", &copy, 7082);
    assert_eq!(region.node("SN").mode(), node::Mode::Recovering);
    // It reads only, and nothing of it.
    assert_eq!(region.seen("SN", &movement), (false, true));
    region.ask_back("SN", &[]);
    region.settle();
    assert_eq!(region.node("SN").mode(), node::Mode::Ready);
    assert_eq!(region.seen("SN", &movement), (false, true));
    assert!(!contains(&region.bytes_of("SN"), "LRN-3"));
    let found = region.verified("SN");
    assert!(found.ok, "{found:?}");
}

#[test]
fn peers_that_fill_an_empty_store_do_not_bring_back_what_was_erased() {
    let (mut region, movement) = discharged(709);
    region.erase_by_two("SN", &movement);
    region.settle();
    region.nodes.remove("SN");
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        std::fs::remove_file(region.homes["SN"].folder.path().join(name)).ok();
    }
    region.restart("SN", 7091);
    let notes: Vec<String> = region.homes["ML"]
        .store()
        .documents()
        .unwrap()
        .into_iter()
        .map(|(_, _, note)| note)
        .collect();
    let now = region.now;
    region.node("SN").adopt(now, &notes).unwrap();
    region.ask_back("SN", &[]);
    region.settle();
    region.ask_back("SN", &[]);
    region.settle();
    assert_eq!(region.node("SN").mode(), node::Mode::Ready);
    let kept = region.homes["SN"].store().dossier(&movement).unwrap();
    assert!(kept.is_some(), "its headers come back");
    assert_eq!(region.seen("SN", &movement), (false, true));
    assert!(!contains(&region.bytes_of("SN"), "LRN-3"));
    let found = region.verified("SN");
    assert!(found.ok, "{found:?}");
}

#[test]
fn an_older_keystore_that_is_put_back_has_destroyed_keys_only_until_the_node_starts() {
    let (mut region, movement) = discharged(710);
    region.nodes.remove("SN");
    let path = region.homes["SN"].folder.path().join("keys.db");
    drop(region.homes["SN"].keys());
    let copy = std::fs::read(&path).unwrap();
    region.restart("SN", 7101);
    region.erase_by_two("SN", &movement);
    region.nodes.remove("SN");
    std::fs::write(&path, copy).unwrap();
    let key = key_of(&movement);
    assert!(region.homes["SN"].keys().get(&key).unwrap().is_some());
    assert!(region.verified("SN").first_bad.unwrap().why.contains("its key is still there"));
    region.restart("SN", 7102);
    assert!(region.homes["SN"].keys().destroyed(&key).unwrap());
    let found = region.verified("SN");
    assert!(found.ok, "{found:?}");
}

#[test]
fn a_key_that_somebody_destroyed_by_hand_is_a_finding() {
    let (mut region, movement) = discharged(711);
    region.nodes.remove("SN");
    let key = key_of(&movement);
    region.homes["SN"].keys().destroy(&key).unwrap();
    let bad = region.verified("SN").first_bad.unwrap();
    assert!(bad.why.contains("no entry says why"), "{bad:?}");
    assert_eq!(region.homes["SN"].store().erasures(None, 9).unwrap(), []);
}

#[test]
fn what_is_preserved_is_not_erased_until_two_officers_end_it() {
    let (mut region, movement) = discharged(712);
    let preserve = |region: &mut Region, by: &str, ordered: Ordered| {
        region.order("ML", by, ordered, order(&movement))
    };
    let ended = preserve(&mut region, "awa", Ordered::EndOfPreservation);
    assert_eq!(ended.unwrap_err().code(), "NOD-039");
    assert!(preserve(&mut region, "awa", Ordered::Preservation).unwrap().done);
    region.restart("ML", 7121);
    assert_eq!(region.erase("ML", "awa", &movement).unwrap_err().code(), "NOD-038");
    days_later(&mut region, 500);
    assert_eq!(region.seen("ML", &movement), (true, false));
    assert!(!preserve(&mut region, "awa", Ordered::EndOfPreservation).unwrap().done);
    assert!(!preserve(&mut region, "awa", Ordered::EndOfPreservation).unwrap().done);
    days_later(&mut region, 31);
    assert_eq!(region.seen("ML", &movement), (true, false));
    assert!(preserve(&mut region, "moussa", Ordered::EndOfPreservation).unwrap().done);
    days_later(&mut region, 31);
    assert_eq!(region.seen("ML", &movement), (false, true));
    let preserved = preserve(&mut region, "awa", Ordered::Preservation);
    assert_eq!(preserved.unwrap_err().code(), "NOD-035");
}
