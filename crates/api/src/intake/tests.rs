//! Which refusals a message is answered with in kind.

use std::collections::BTreeMap;

use super::*;

#[test]
fn a_wrong_number_is_told_in_kind_and_what_is_no_fault_of_the_message_is_not() {
    let told = |code: &str| {
        is_answered_in_kind(&Refused { code: code.to_owned(), arguments: BTreeMap::new() })
    };
    for code in ["NOD-002", "NOD-004", "NOD-007", "NOD-029", "TRA-005", "GUA-001"] {
        assert!(told(code), "{code}");
    }
    for code in ["NOD-001", "NOD-003", "NOD-005", "NOD-006", "NOD-013", "NOD-014"] {
        assert!(!told(code), "{code}");
    }
}
