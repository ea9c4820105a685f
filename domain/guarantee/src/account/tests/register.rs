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

#[test]
fn a_guarantor_is_in_the_register_and_approved_that_day() {
    let guarantor = || "G-1".parse().unwrap();
    let with = |approval| Facts { approval, ..facts() };
    let refused = |approval, refusal| {
        let command = register(GuaranteeType::Comprehensive);
        check(&Case::new("CI", "CI"), &with(approval), command, Err(vec![refusal]));
    };
    refused(None, Refusal::GuarantorUnknown { guarantor: guarantor() });
    refused(Some(Approval::Unknown), Refusal::GuarantorUnknown { guarantor: guarantor() });
    refused(Some(Approval::NotThatDay), Refusal::GuarantorNotApproved { guarantor: guarantor() });
    let mut waived = registering(GuaranteeType::Waiver);
    waived.guarantor = None;
    let command = Command::Register(Box::new(waived));
    let case = Case::new("CI", "CI").did(&with(None), command);
    assert_eq!(case.dossier.own_part().unwrap().reference().unwrap().to_string(), GRN);
}

#[test]
fn a_guarantor_can_be_reached_in_every_country_whose_law_wants_that() {
    let missing = |country: &str| Refusal::AgentMissing {
        guarantor: "G-1".parse().unwrap(),
        country: country.parse().unwrap(),
    };
    let without = |countries: &[&str]| {
        let without_agent = countries.iter().map(|code| code.parse().unwrap()).collect();
        Facts { approval: Some(Approval::Approved { without_agent }), ..facts() }
    };
    let both = Err(vec![missing("BF"), missing("ML")]);
    let command = register(GuaranteeType::Comprehensive);
    check(&Case::new("CI", "CI"), &without(&["ML", "BF"]), command, both);
    // It may be valid in fewer countries, but not in more than the guarantor can be reached in.
    let valid_in_more = Validity { not_valid_in: [].into(), ..validity() };
    let valid_in_fewer = Validity {
        not_valid_in: ["NE", "ML"].map(|code| code.parse().unwrap()).into(),
        ..validity()
    };
    let change = |validity| Command::ChangeValidity { validity, basis: basis() };
    let case = registered(GuaranteeType::Comprehensive);
    check(&case, &without(&["NE"]), change(valid_in_more), Err(vec![missing("NE")]));
    let changed = case.decide(&without(&["NE"]), change(valid_in_fewer));
    assert!(matches!(changed.unwrap().as_slice(), [Event::ValidityChanged { .. }]));
}

#[test]
fn the_parties_go_by_the_names_the_registers_give_them_unless_others_are_given() {
    let command = register(GuaranteeType::Comprehensive);
    let case =
        Case::new("CI", "CI").did(&Facts { parties: messages::parties(), ..facts() }, command);
    let names = case.told.first().unwrap().details.names.clone().unwrap();
    assert_eq!(names.holder.as_deref(), Some("Transit Ivoire"));
    assert_eq!(names.guarantor.as_deref(), Some("Caution du Golfe"));
}
