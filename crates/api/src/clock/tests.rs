//! A clock is the machine's wherever something counts. Where it is shifted is tested with the program,
//! since all of a process shares one clock.

use super::{ClockConfig, shift, shift_seconds};
use crate::fault::Fault;

#[test]
fn no_clock_is_shifted_in_a_region_that_works() {
    for region in ["corridor", "demonstration", "a-demo-region", ""] {
        let refused = shift(ClockConfig { shift_seconds: 60 }, region);
        let refused = refused.unwrap_err();
        assert!(
            matches!(&refused, Fault::ClockOfRegion { region: named } if named == region),
            "{refused}"
        );
    }
    assert_eq!(shift_seconds(), None);
}
