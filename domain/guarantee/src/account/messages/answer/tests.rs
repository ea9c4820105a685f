//! What a message has no room for.

use kernel::{Amount, Attempt, Money, NodeId};

use super::*;
use crate::account::state::HoldRef;

fn line(number: u32, released: bool) -> Line {
    let day: Date = "2026-11-23".parse().unwrap();
    let node: NodeId = "CI-1".parse().unwrap();
    let administration = "CI".parse().unwrap();
    let hold = kernel::DossierId::mint(&administration, &node, kernel::Epoch::FIRST, [0; 16]);
    let currency = "XOF".to_owned().try_into().unwrap();
    Line {
        hold: HoldRef { hold, attempt: Attempt(1) },
        mrn: "26CI000000000001J1".parse().unwrap(),
        covered: Money::new(Amount::whole(number), currency),
        locked: day,
        released: released.then_some(day),
    }
}

#[test]
fn an_account_of_forty_thousand_uses_shows_all_that_are_open_and_the_last_of_the_others() {
    // Every hundredth use is still open.
    let uses: Vec<Line> = (0..40_000).map(|number| line(number, number % 100 != 0)).collect();
    let told = most_telling(uses.iter().collect());
    assert_eq!(told.len(), 9_999);
    assert_eq!(told.iter().filter(|line| line.released.is_none()).count(), 400);
    let amounts: Vec<_> = told.iter().map(|line| line.covered.amount).collect();
    assert!(amounts.is_sorted(), "they stay in their order");
    let released = told.iter().find(|line| line.released.is_some()).unwrap();
    // The last 9,599 of the 39,600 that are done.
    assert_eq!(released.covered.amount, Amount::whole(30_305));
    assert_eq!(most_telling(uses.iter().take(9_999).collect()).len(), 9_999);
}
