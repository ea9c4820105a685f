//! Whatever happens, the ledger adds up.

use super::*;

fn any_command() -> impl Strategy<Value = Command> {
    let number = 1_u8..6;
    prop_oneof![
        4 => (number.clone(), 1_u32..700_000).prop_map(|(number, amount)| hold(number, amount)),
        2 => number.clone().prop_map(|number| Command::Withdraw { hold: hold_ref(number) }),
        2 => number.clone().prop_map(|number| Command::Credit { hold: hold_ref(number) }),
        1 => number.prop_map(|number| Command::Check { hold: hold_ref(number), usage: usage(1) }),
        1 => Just(Command::Suspend { basis: basis() }),
        1 => Just(Command::LiftSuspension { basis: basis() }),
        1 => (300_000_u32..2_000_000).prop_map(|amount| Command::ChangeReferenceAmount {
            reference_amount: xof(amount),
            percentage: percentage(100),
            basis: basis(),
        }),
    ]
}

proptest! {
    #[test]
    fn the_sum_over_all_accounts_is_zero_after_every_event(
        commands in prop::collection::vec(any_command(), 0..40)
    ) {
        let mut case = registered(GuaranteeType::Comprehensive);
        for command in commands {
            let Ok(happened) = Account::decide(&case.dossier, &facts(), command) else { continue };
            for happened in happened {
                case = case.told("CI", happened);
                let account = case.dossier.own_part().unwrap();
                prop_assert!(account.ledger.sum().is_zero());
                let limit = account.registration.as_ref().unwrap().reference_amount.amount;
                let held = account.ledger.held().amount().unwrap();
                prop_assert_eq!(held.plus(account.free()), Some(limit));
                let live = account.live().try_fold(Amount::ZERO, |sum, (_, covered)| sum.plus(covered.amount));
                prop_assert_eq!(live, Some(held));
            }
        }
    }
}
