//! Which refusals let a command be asked anew.

use super::*;

#[test]
fn a_name_or_identifier_that_is_taken_is_no_reason_to_ask_under_another_identifier() {
    let asked = |refusal: Refusal| {
        let problem = Problem::from(refusal).answering("sad/1/present".to_owned());
        problem.to_ask_anew().map(ToOwned::to_owned)
    };
    assert_eq!(asked(Refusal::CommandDiffers { id: "x".to_owned() }), None);
    assert_eq!(asked(Refusal::NameTaken { name: "x".to_owned() }), None);
    let refused = Refusal::NotAllowed { reason: "no-post".to_owned() };
    assert_eq!(asked(refused).as_deref(), Some("sad/1/present"));
}
