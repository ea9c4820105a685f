//! Whatever happens, the ledger adds up.

use kernel::{Currency, Signed};

use super::*;

const RATES: [(&str, &str, &str); 6] = [
    ("EUR", "XOF", "655.957"),
    ("GBP", "XOF", "763.31"),
    ("GBP", "EUR", "1.16366"),
    ("XOF", "EUR", "0.00152449"),
    ("EUR", "GBP", "0.85936"),
    ("XOF", "GBP", "0.00131008"),
];

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn any_money() -> impl Strategy<Value = Money> {
    let amount = prop_oneof![Just("0.01".to_owned()), (0_u32..700_000).prop_map(|n| n.to_string())];
    (amount, prop::sample::select(vec!["XOF", "EUR", "GBP"]))
        .prop_map(|(amount, code)| Money::new(Amount::parse(&amount).unwrap(), currency(code)))
}

fn used(number: u8, amount: Money) -> Box<Use> {
    let mut usage = usage(1);
    usage.movement = hold_ref(number).hold;
    usage.amount = amount;
    usage
}

fn any_command() -> impl Strategy<Value = Command> {
    let number = 1_u8..6;
    let answer = prop_oneof![
        3 => any_money().prop_map(Ok),
        1 => Just(Err(vec![NoCover::Amount])),
    ];
    // Two in three answers of the national system cover just what was asked.
    let recorded =
        (number.clone(), any_money(), answer, 0..3).prop_map(|(number, asked, other, pick)| {
            let answer = if pick == 0 { other } else { Ok(asked) };
            let (hold, usage) = (hold_ref(number), used(number, asked));
            Command::RecordUse { hold, usage, answer, basis: basis() }
        });
    let held = (number.clone(), any_money()).prop_map(|(number, amount)| Command::Hold {
        hold: hold_ref(number),
        usage: used(number, amount),
    });
    prop_oneof![
        4 => held,
        4 => recorded,
        2 => number.clone().prop_map(|number| Command::Withdraw { hold: hold_ref(number) }),
        2 => number.clone().prop_map(|number| Command::Credit { hold: hold_ref(number) }),
        2 => number.clone().prop_map(record_withdrawal),
        2 => number.clone().prop_map(record_credit),
        1 => number.prop_map(|number| Command::Check { hold: hold_ref(number), usage: usage(1) }),
        1 => Just(Command::Suspend { basis: basis() }),
        1 => Just(Command::LiftSuspension { basis: basis() }),
        1 => any_money().prop_map(|reference_amount| Command::ChangeReferenceAmount {
            reference_amount,
            percentage: percentage(100),
            basis: basis(),
        }),
    ]
}

/// A guarantee of any type, in any currency, decided by the node or by the national system.
fn any_guarantee() -> impl Strategy<Value = Case> {
    let kinds = prop::sample::select(GuaranteeType::ALL.to_vec());
    let worlds = prop::sample::select(vec![Decides::Node, Decides::National]);
    (kinds, worlds, any_money()).prop_map(|(kind, decides, amount)| {
        let mut asked = registering(kind);
        asked.reference_amount = if amount.amount.is_zero() { xof(1_000_000) } else { amount };
        let facts = if decides == Decides::Node { facts() } else { national() };
        let case = Case::new("CI", "CI").did(&facts, Command::Register(Box::new(asked)));
        if kind.has_grn() { case.did(&facts, replace_codes()) } else { case }
    })
}

/// What the node would fetch for a command: the rate of the day and the request it answers.
fn fetched(case: &Case, command: &Command) -> Facts {
    let account = case.dossier.own_part().unwrap();
    let registration = account.registration.as_ref().unwrap();
    let facts = if account.mode == Some(Decides::Node) { facts() } else { national() };
    let (Command::Hold { usage, .. } | Command::RecordUse { usage, .. }) = command else {
        return facts;
    };
    let (from, to) = (usage.amount.currency, registration.reference_amount.currency);
    let known =
        RATES.into_iter().find(|(one, other, _)| (currency(one), currency(other)) == (from, to));
    let rate = known.map(|(_, _, factor)| Rate::new(from, to, factor, facts.today).unwrap());
    let reference = registration.reference.clone();
    let request = Some(Requested { reference, usage: usage.clone() });
    Facts { rate, request, ..facts }
}

/// Nothing is lost or made: what is held and what is free are the limit, and every hold is booked in
/// the currency of the guarantee.
fn adds_up(account: &Account) -> Result<(), TestCaseError> {
    let limit = account.registration.as_ref().unwrap().reference_amount;
    let (ledger, held) = (&account.ledger, account.ledger.held());
    prop_assert!(ledger.sum().is_zero());
    prop_assert_eq!(ledger.currency(), Some(limit.currency));
    let free = ledger.balance(&LedgerAccount::Free);
    prop_assert_eq!(held.plus(free), Signed::credit(limit.amount));
    let mut live = Amount::ZERO;
    for (_, covered) in account.live() {
        prop_assert_eq!(covered.currency, limit.currency);
        live = live.plus(covered.amount).unwrap();
    }
    prop_assert_eq!(Signed::credit(live), held);
    if account.mode == Some(Decides::Node) {
        prop_assert_eq!(free.amount(), Some(account.free()));
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_sum_over_all_accounts_is_zero_after_every_event(
        case in any_guarantee(),
        commands in prop::collection::vec(any_command(), 0..40)
    ) {
        let mut case = case;
        for command in commands {
            let facts = fetched(&case, &command);
            let Ok(happened) = Account::decide(&case.dossier, &facts, command) else { continue };
            for happened in happened {
                case = case.told("CI", happened);
                let account = case.dossier.own_part().unwrap();
                adds_up(account)?;
                if account.registration.as_ref().unwrap().kind.single_use()
                    && account.mode == Some(Decides::Node)
                {
                    let used = |hold: &&Hold| matches!(hold, Hold::Held { .. } | Hold::Credited);
                    prop_assert!(account.holds.values().filter(used).count() <= 1);
                }
            }
        }
    }
}
