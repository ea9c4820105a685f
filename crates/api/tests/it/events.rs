//! Server-sent events: who hears what, and what happens when a connection breaks.

use serde_json::json;

use crate::client::Client;
use crate::hearing::{Heard, names};
use crate::papers::{Declared, grn, guarantee, registering};
use crate::refreshing::change_file;
use crate::region::{OFFICER, Region, SYSTEM, until};

/// Everything that happens with a guarantee and a movement that it covers.
const ALL: [&str; 9] = [
    "guarantee.Registered",
    "guarantee.AccessCodesReplaced",
    "movement.Presented",
    "movement.Accepted",
    "hold.HoldRequested",
    "guarantee.Held",
    "hold.Held",
    "movement.Covered",
    "movement.Released",
];

/// A movement of the first trader's under its guarantee: its dossier.
async fn presented(trader: &Client, lrn: &str) -> String {
    let grn = grn("SN");
    let declared = Declared { lrn, grn: &grn, amount: 1_000 };
    let done = trader.done("/movements", lrn, &declared.command()).await;
    done["dossier"].as_str().unwrap().to_owned()
}

fn is_release_of(movement: &str) -> impl Fn(&Heard) -> bool {
    move |heard| heard.event == "movement.Released" && heard.data["dossier"] == json!(movement)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_heard_by_those_who_may_know_of_it_and_by_nobody_else() {
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let other = region.sn.client("SN200");
    let mut ears = Vec::new();
    for listener in [&officer, &region.sn.client(SYSTEM), &trader, &other] {
        ears.push(listener.listen("", None).await);
    }
    guarantee(&officer, "SN").await;
    let movement = presented(&trader, "LRN-1").await;
    let released = is_release_of(&movement);
    let by_officer = ears[0].through(&released).await;
    assert_eq!(names(&by_officer), ALL);
    assert_eq!(ears[1].through(&released).await, by_officer);
    let own: Vec<_> = by_officer.iter().filter(|heard| heard.data["kind"] != "hold").collect();
    assert_eq!(ears[2].through(&released).await.iter().collect::<Vec<_>>(), own);
    // The first thing the other trader hears is of its own.
    let lodged = officer.done("/guarantees", "other", &registering("SN", "SN200")).await;
    let first = ears[3].next().await.unwrap();
    assert_eq!(
        (&*first.event, &first.data["dossier"]),
        ("guarantee.Registered", &lodged["dossier"])
    );
    let release = by_officer.last().unwrap();
    let view = trader.get(&format!("/movements/{movement}")).await.json();
    let expected = json!({
        "kind": "movement", "event": "Released", "dossier": movement, "phase": "released",
        "names": {"lrn": ["SN100/LRN-1"], "mrn": [view["mrn"]]},
        "writer": "SN-1", "administration": "SN", "part": 4, "version": view["version"],
        "at": view["steps"][3]["at"],
    });
    assert_eq!(release.data, expected);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_token_is_withdrawn_is_refused_and_hears_no_more_without_a_restart() {
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    guarantee(&officer, "SN").await;
    let (mut ear, mut other) = (trader.listen("", None).await, officer.listen("", None).await);
    let movement = presented(&trader, "LRN-1").await;
    ear.through(is_release_of(&movement)).await;
    change_file(&region.sn.config.paths.people, |people| {
        let tokens = people["tokens"].as_array_mut().unwrap();
        tokens.retain(|token| token["actor"] != json!({"trader": "SN100"}));
    });
    until("the end of the token", || async {
        (trader.get("/movements").await.status == 401).then_some(())
    })
    .await;
    let suspend = json!({"Suspend": {"basis": crate::papers::basis()}});
    officer.done(&format!("/guarantees/{}/commands", grn("SN")), "suspend", &suspend).await;
    assert_eq!(ear.next().await, None);
    let suspended = |heard: &Heard| heard.event == "guarantee.Suspended";
    assert!(!other.through(suspended).await.is_empty());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_after_a_break_or_a_restart_misses_nothing_and_hears_nothing_twice() {
    let mut region = Region::start().await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let trader = region.sn.client("SN100");
    let mut ear = trader.listen("", None).await;
    let first = presented(&trader, "LRN-1").await;
    // The connection breaks in the middle of what one command brings about.
    let mut heard = vec![ear.next().await.unwrap(), ear.next().await.unwrap()];
    drop(ear);
    let second = presented(&trader, "LRN-2").await;
    let mut ear = trader.listen("", Some(heard[1].id)).await;
    heard.extend(ear.through(is_release_of(&second)).await);
    // The node stops while somebody listens: the stream ends as it should.
    region.sn.stop().await;
    assert_eq!(ear.next().await, None);
    region.sn.start().await;
    let trader = region.sn.client("SN100");
    let third = presented(&trader, "LRN-3").await;
    let mut ear = trader.listen("", Some(ear.last_id())).await;
    heard.extend(ear.through(is_release_of(&third)).await);
    // From the beginning on everybody hears the same again.
    let since = heard[0].id - 1;
    let again = trader.listen("?after=0", None).await.through(is_release_of(&third)).await;
    let again: Vec<_> = again.into_iter().filter(|event| event.id > since).collect();
    assert_eq!(heard, again);
    for movement in [first, second, third] {
        let of = heard.iter().filter(|heard| heard.data["dossier"] == json!(movement));
        let phases: Vec<_> = of.map(|heard| heard.data["phase"].as_str().unwrap()).collect();
        assert_eq!(phases, ["presented", "accepted", "accepted", "released"]);
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_one_movement_or_one_kind_hears_of_nothing_else() {
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    guarantee(&officer, "SN").await;
    let movement = presented(&trader, "LRN-1").await;
    let view = trader.movement_in(&movement, "released").await;
    let mrn = view["mrn"].as_str().unwrap();
    let other = presented(&trader, "LRN-2").await;
    let mut of_one = officer.listen(&format!("?after=0&movement={mrn}"), None).await;
    let mut of_holds = officer.listen("?after=0&kind=hold", None).await;

    assert_eq!(
        names(&of_one.through(is_release_of(&movement)).await),
        ["movement.Presented", "movement.Accepted", "movement.Covered", "movement.Released",]
    );
    let mut holds = Vec::new();
    for _ in 0..4 {
        holds.push(of_holds.next().await.unwrap());
    }
    assert_eq!(
        names(&holds),
        ["hold.HoldRequested", "hold.Held", "hold.HoldRequested", "hold.Held"]
    );
    // A movement of somebody else's is none for the other trader.
    let stranger = region.sn.client("SN200");
    let refused = stranger.get(&format!("/events?movement={other}")).await;
    assert_eq!((refused.status, &refused.json()["code"]), (404, &json!("NOD-002")));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_was_never_given_here_is_refused() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    guarantee(&officer, "SN").await;
    let last = officer.listen("", None).await.last_id();
    for (query, status, code) in [
        (format!("after={}", last + 1), 409, "NOD-023"),
        ("after=-1".to_owned(), 409, "NOD-023"),
        ("after=x".to_owned(), 400, "NOD-008"),
        ("kind=voyage".to_owned(), 400, "NOD-008"),
    ] {
        let refused = officer.get(&format!("/events?{query}")).await;
        assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)), "{query}");
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_may_listen_and_a_place_that_is_given_back_is_taken_again() {
    let only_two = |config: &mut api::Config| config.listeners.listeners_max = 2;
    let mut region = Region::with(&json!({}), &json!({}), only_two).await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let (first, second) = (officer.listen("", None).await, trader.listen("", None).await);
    assert_eq!(officer.get("/node").await.json()["listeners"], json!(2));
    let refused = trader.get("/events").await;
    assert_eq!((refused.status, &refused.json()["code"]), (503, &json!("NOD-020")));
    assert_eq!(refused.header("retry-after"), "1");
    drop(first);
    until("a free place", || async {
        (officer.get("/node").await.json()["listeners"] == json!(1)).then_some(())
    })
    .await;
    let third = trader.listen("", None).await;
    drop((second, third));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_broken_by_a_comment_that_says_where_one_is() {
    let often = |config: &mut api::Config| config.listeners.heartbeat_ms = 10;
    let mut region = Region::with(&json!({}), &json!({}), often).await;
    let (officer, stranger) = (region.sn.client(OFFICER), region.sn.client("SN200"));
    let mut ear = stranger.listen("", None).await;
    let before = ear.last_id();
    let first = ear.frame().await;
    assert_eq!((first.comments, first.id, first.data.as_str()), (1, Some(before), ""));
    // What is not for it moves it on all the same.
    guarantee(&officer, "SN").await;
    while ear.frame().await.id != Some(before + 2) {}
    region.stop().await;
}
