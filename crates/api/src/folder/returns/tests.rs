//! When a folder writes down how far it has followed.

use super::*;

#[test]
fn what_was_passed_over_is_written_down_within_a_second() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let since = at("2026-11-28T10:00:00Z");
    for (now, late) in [
        ("2026-11-28T10:00:00Z", false),
        ("2026-11-28T10:00:00.999Z", false),
        ("2026-11-28T10:00:01Z", true),
        // A clock that goes back delays nothing for long.
        ("2026-11-28T09:00:00Z", true),
    ] {
        assert_eq!(is_late(since, at(now)), late, "{now}");
    }
}

#[test]
fn a_position_is_on_the_disk_once_something_was_written_back_or_a_second_has_passed() {
    let files = tempfile::tempdir().unwrap();
    let folder = Folder::at(files.path(), false);
    let kept = || folder.recall::<Memory>().unwrap().after;
    let mut memory = Memory { after: 3, ..Memory::default() };
    write_down(&folder, &mut memory, (false, true)).unwrap();
    assert_eq!((kept(), memory.behind_since.is_some()), (0, true));
    memory.behind_since = Some("2020-01-01T00:00:00Z".parse().unwrap());
    write_down(&folder, &mut memory, (false, false)).unwrap();
    assert_eq!((kept(), memory.behind_since), (3, None));
    memory.after = 4;
    write_down(&folder, &mut memory, (true, true)).unwrap();
    assert_eq!((kept(), memory.behind_since), (4, None));
    memory.after = 5;
    write_down(&folder, &mut memory, (false, false)).unwrap();
    assert_eq!((kept(), memory.behind_since), (4, None));
}
