//! Each check of a run under kills, broken once.

use std::collections::BTreeMap;

use kernel::Amount;
use node::{Bad, Verification};

use super::judged::{counts, judge};
use super::killing::Kills;
use super::load::Submitted;
use super::seen::{Condition, Cover, Movement, Seen};

/// Two declarations under one guarantee, acknowledged, held and told; and a node that was killed once.
struct Run {
    submitted: Vec<Submitted>,
    contradicted: Vec<String>,
    kills: Kills,
    seen: Seen,
}

impl Run {
    fn whole() -> Self {
        let submitted = [1, 2].map(|number: u32| Submitted {
            lrn: format!("DKR-{number}"),
            grn: "26SN1".to_owned(),
            amount: Amount::whole(100 * number),
            body: Vec::new(),
            place: format!("/movements/D{number}"),
            posts: number,
        });
        let known = |held: bool| {
            let movement = move |number: u32| Movement {
                lrn: format!("DKR-{number}"),
                mrn: format!("M{number}"),
                phase: "released".to_owned(),
                held: held.then(|| Amount::whole(100 * number)).into_iter().collect(),
            };
            [1, 2].map(|number| (format!("D{number}"), movement(number)))
        };
        let movements = [("SN", known(true)), ("ML", known(false))];
        let movements = movements.map(|(who, known)| (who.to_owned(), BTreeMap::from(known)));
        let uses = [1, 2].map(|number| (format!("M{number}"), vec![Amount::whole(100 * number)]));
        let cover = Cover { held: Amount::whole(300), uses: BTreeMap::from(uses) };
        let verified = Verification { ok: true, ..Verification::default() };
        let condition = Condition { verified, ..Condition::default() };
        let seen = Seen {
            movements: movements.into(),
            guarantees: [("26SN1".to_owned(), cover)].into(),
            nodes: [("SN-1".to_owned(), condition)].into(),
        };
        let kills = Kills { of: [("SN-1".to_owned(), 1)].into(), ..Kills::default() };
        Self { submitted: submitted.into(), contradicted: Vec::new(), kills, seen }
    }

    /// The checks that do not hold, and how many things are lost or done twice.
    fn broken(&self) -> (Vec<&'static str>, usize, usize) {
        let Self { submitted, contradicted, kills, seen } = self;
        let checks = judge(submitted, contradicted, kills, seen);
        let (lost, twice) = counts(&checks);
        (checks.iter().filter(|it| !it.ok).map(|it| it.name).collect(), lost, twice)
    }

    fn movement(&mut self, administration: &str, dossier: &str) -> &mut Movement {
        self.seen.movements.get_mut(administration).unwrap().get_mut(dossier).unwrap()
    }

    fn cover(&mut self) -> &mut Cover {
        self.seen.guarantees.get_mut("26SN1").unwrap()
    }

    fn condition(&mut self) -> &mut Condition {
        self.seen.nodes.get_mut("SN-1").unwrap()
    }
}

fn after(breaks: impl FnOnce(&mut Run)) -> (Vec<&'static str>, usize, usize) {
    let mut run = Run::whole();
    breaks(&mut run);
    run.broken()
}

#[test]
fn a_run_in_which_everything_holds_has_no_broken_check() {
    assert_eq!(after(|_| ()), (vec![], 0, 0));
}

#[test]
fn what_is_lost_on_either_side_is_found() {
    let gone = after(|run| {
        run.seen.movements.get_mut("ML").unwrap().remove("D1");
    });
    assert_eq!(gone, (vec!["nothing-acknowledged-lost", "both-sides-agree"], 1, 0));
    let stuck = after(|run| run.movement("SN", "D2").phase = "accepted".to_owned());
    assert_eq!(stuck, (vec!["nothing-acknowledged-lost"], 1, 0));
    let nothing = after(|run| {
        run.submitted.clear();
        run.seen.movements.clear();
        run.seen.guarantees.clear();
    });
    assert_eq!(nothing.0, ["something-acknowledged"]);
}

#[test]
fn what_is_done_twice_is_found() {
    let second = after(|run| {
        let copy = run.movement("SN", "D1").clone();
        run.seen.movements.get_mut("SN").unwrap().insert("D3".to_owned(), copy);
    });
    assert_eq!(second, (vec!["nothing-twice"], 0, 1));
    let otherwise = after(|run| run.contradicted.push("DKR-1".to_owned()));
    assert_eq!(otherwise, (vec!["answers-given-once"], 0, 1));
    let held = after(|run| {
        let cover = run.cover();
        cover.uses.get_mut("M1").unwrap().push(Amount::whole(100));
        cover.held = Amount::whole(400);
    });
    assert_eq!(held, (vec!["held-once", "amounts-add-up"], 0, 1));
    let one = after(|run| run.submitted[1].place = "/movements/D1".to_owned());
    assert!(one.0.contains(&"nothing-twice"), "{one:?}");
}

#[test]
fn amounts_that_differ_between_the_sides_are_found() {
    let sum = after(|run| run.cover().held = Amount::whole(299));
    assert_eq!(sum.0, ["amounts-add-up"]);
    let here = after(|run| run.movement("SN", "D1").held = vec![Amount::whole(99)]);
    assert_eq!(here.0, ["both-sides-agree"]);
    let number = after(|run| run.movement("ML", "D1").mrn = "M9".to_owned());
    assert_eq!(number.0, ["both-sides-agree"]);
}

#[test]
fn a_node_that_needs_somebody_is_found() {
    let bad = Bad { what: "entry", log: String::new(), index: 7, why: "it is missing".to_owned() };
    let damaged = after(|run| {
        run.condition().verified = Verification { first_bad: Some(bad), ..Verification::default() };
    });
    assert_eq!(damaged.0, ["verified"]);
    let recovers = after(|run| run.condition().recovers = true);
    assert_eq!(recovers.0, ["no-operator"]);
    let alarmed = after(|run| run.condition().alarms.push("{}".to_owned()));
    assert_eq!(alarmed.0, ["no-operator"]);
    let ended = after(|run| run.kills.ended.push("SN-1: exit status: 1".to_owned()));
    assert_eq!(ended.0, ["no-operator"]);
}
