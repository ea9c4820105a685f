//! What the register takes.

use super::*;

#[test]
fn registration_names_every_reason_at_once() {
    let mut asked = registering(GuaranteeType::Comprehensive);
    asked.grn = Some(Grn::parse("01GB0000010000029").unwrap());
    asked.cash_account = Some("CAISSE-12".parse().unwrap());
    asked.guarantor = None;
    asked.reference_amount = xof(0);
    asked.percentage = percentage(0);
    asked.validity.until = Some("2025-12-31".parse().unwrap());
    let kind = GuaranteeType::Comprehensive;
    check(
        &Case::new("CI", "CI"),
        &Facts { decision: None, ..facts() },
        Command::Register(Box::new(asked)),
        Err(vec![
            Refusal::AmountNotPositive,
            Refusal::PercentageNotAllowed { kind, percentage: percentage(0) },
            Refusal::ValidityReversed {
                from: "2026-01-01".parse().unwrap(),
                until: "2025-12-31".parse().unwrap(),
            },
            Refusal::GuarantorMissing { kind },
            Refusal::OnlyCashHasAccount { kind },
            Refusal::ForeignGrn { country: Country::parse("GB").unwrap() },
            Refusal::CheckDigitWrong { expected: 5 },
            Refusal::DecisionMissing,
        ]),
    );
}

#[test]
fn each_type_is_registered_under_its_own_kind_of_reference() {
    let reference =
        |kind| registered(kind).dossier.own_part().unwrap().reference().unwrap().clone();
    for kind in GuaranteeType::ALL {
        match (kind, reference(kind)) {
            (GuaranteeType::Cash, GuaranteeReference::Cash(account)) => {
                assert_eq!(account.as_str(), "CAISSE-12");
            }
            (GuaranteeType::Voucher, GuaranteeReference::Grn(grn)) => {
                assert_eq!(grn.as_str().len(), 24);
            }
            (_, GuaranteeReference::Grn(grn)) => assert_eq!(grn.as_str(), GRN),
            (kind, reference) => panic!("{kind} {reference}"),
        }
    }
}

#[test]
fn a_voucher_number_where_no_voucher_is_meant_is_refused() {
    let mut asked = registering(GuaranteeType::Voucher);
    asked.kind = GuaranteeType::Individual;
    let kind = asked.kind;
    let refused = Err(vec![Refusal::WrongGrnLength { kind }]);
    check(&Case::new("CI", "CI"), &facts(), Command::Register(Box::new(asked)), refused);
}

#[test]
fn a_number_is_minted_where_none_is_brought() {
    let mut asked = registering(GuaranteeType::Comprehensive);
    asked.grn = None;
    let command = Command::Register(Box::new(asked));
    let without = Case::new("CI", "CI").decide(&facts(), command.clone());
    assert_eq!(without, Err(vec![Refusal::NoNumber]));
    let minted = Facts { minted: Some(Grn::parse(GRN).unwrap()), ..facts() };
    let case = Case::new("CI", "CI").did(&minted, command);
    assert_eq!(case.dossier.own_part().unwrap().reference().unwrap().to_string(), GRN);
}
