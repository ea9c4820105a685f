//! What is simulated, as a command says it.

use sim::{NoTrouble, Plan, Trouble};

#[test]
fn a_plan_is_the_command_that_runs_it_again() {
    let plan = Plan::of(7);
    assert_eq!(plan.to_string(), "passavant simulate --seed 7 --nodes 4 --days 1");
    let some =
        Plan { faults: [Trouble::OldBackup, Trouble::Drop].into(), nodes: 5, ..plan.clone() };
    let said = "passavant simulate --seed 7 --nodes 5 --days 1 --faults drop,old-backup";
    assert_eq!(some.to_string(), said);
    let none = Plan { faults: [].into(), ..plan };
    assert!(none.to_string().ends_with(" --faults none"));
}

#[test]
fn every_fault_is_known_by_its_word_and_nothing_else_is() {
    for trouble in Trouble::ALL {
        assert_eq!(trouble.word().parse(), Ok(trouble));
    }
    assert_eq!("rain".parse::<Trouble>(), Err(NoTrouble("rain".to_owned())));
}
