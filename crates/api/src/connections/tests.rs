//! Who is let in, and who makes room for him.

use futures_util::FutureExt;

use super::*;

fn connections(connections_max: usize, connections_of_one_max: usize) -> Connections {
    let limits =
        LimitsConfig { connections_max, connections_of_one_max, ..LimitsConfig::default() };
    Connections::new(&limits, usize::MAX)
}

fn address(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

/// Whether its connection has been asked to end since this was last asked.
fn is_cut(place: &Place) -> bool {
    place.cut().wanted().now_or_never().is_some()
}

#[test]
fn no_more_come_from_one_address_than_may_until_one_of_them_has_gone() {
    let connections = connections(10, 2);
    let first = connections.admit(address(1)).unwrap();
    let _second = connections.admit(address(1)).unwrap();
    assert_eq!(connections.admit(address(1)).unwrap_err(), Crowded::FromOne);
    let _other = connections.admit(address(2)).unwrap();
    drop(first);
    let _third = connections.admit(address(1)).unwrap();
    assert_eq!(connections.count(), 3);
}

#[test]
fn a_network_of_the_sixth_version_is_one_address_and_a_mapped_one_is_what_it_maps() {
    let connections = connections(10, 1);
    let [one, same, other] = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"]
        .map(|address| address.parse().unwrap());
    let _one = connections.admit(one).unwrap();
    assert_eq!(connections.admit(same).unwrap_err(), Crowded::FromOne);
    let _other = connections.admit(other).unwrap();
    let _mapped = connections.admit("::ffff:192.0.2.1".parse().unwrap()).unwrap();
    assert_eq!(connections.admit(address(1)).unwrap_err(), Crowded::FromOne);
}

#[test]
fn whoever_was_not_recognised_makes_room_first_and_of_these_who_asked_nothing_for_longest() {
    let connections = connections(3, 10);
    let recognised = connections.admit(address(1)).unwrap();
    recognised.is_recognised();
    let first = connections.admit(address(2)).unwrap();
    let second = connections.admit(address(3)).unwrap();
    // The first asks something meanwhile, so that the second has asked nothing for longer.
    first.asks();
    first.is_answered();
    let third = connections.admit(address(4)).unwrap();
    assert!(is_cut(&second) && !is_cut(&first) && !is_cut(&recognised));
    third.is_recognised();
    let fourth = connections.admit(address(5)).unwrap();
    assert!(is_cut(&first) && !is_cut(&third) && !is_cut(&recognised));
    fourth.is_recognised();
    // Where everybody was recognised, the one who asked nothing for longest goes.
    let _fifth = connections.admit(address(6)).unwrap();
    assert!(is_cut(&recognised) && !is_cut(&third) && !is_cut(&fourth));
    assert_eq!(connections.count(), 3);
}

#[test]
fn whoever_is_being_answered_keeps_his_place_and_one_who_finds_all_so_has_none() {
    let connections = connections(1, 10);
    let asking = connections.admit(address(1)).unwrap();
    asking.asks();
    // Recognised while it is being answered: still it does not rest.
    asking.is_recognised();
    assert_eq!(connections.admit(address(2)).unwrap_err(), Crowded::All);
    asking.is_answered();
    let _next = connections.admit(address(2)).unwrap();
    assert!(is_cut(&asking));
    // The one that was cut gives back a place it no longer has.
    drop(asking);
    assert_eq!(connections.count(), 1);
}
