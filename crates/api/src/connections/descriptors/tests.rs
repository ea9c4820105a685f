//! What the limit of open files allows.

use super::*;

#[test]
fn as_many_connections_are_taken_as_files_may_be_open_and_the_limit_is_raised_as_far_as_it_may_be()
{
    let is = |connections_max, now, hardest, raised, possible| {
        let found = wanted(connections_max, now, hardest);
        assert_eq!(found, Wanted { needed: connections_max + BESIDE, raised, possible });
    };
    is(10_000, Some(20_000), Some(20_000), None, 10_000);
    is(10_000, None, None, None, 10_000);
    is(10_000, Some(1024), Some(524_288), Some(10_512), 10_000);
    is(10_000, Some(1024), None, Some(10_512), 10_000);
    is(10_000, Some(1024), Some(4096), Some(4096), 4096 - 512);
    is(10_000, Some(1024), Some(1024), None, 1024 - 512);
    is(10_000, Some(256), Some(256), None, 0);
}
