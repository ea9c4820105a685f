//! Who waits for whom.

use std::pin::pin;

use futures_util::FutureExt;

use super::*;

fn turns(at_once_of_one_max: usize, waiting_of_one_max: usize) -> Turns {
    let at_once_alone_max = at_once_of_one_max;
    let limits = LimitsConfig {
        at_once_of_one_max,
        at_once_alone_max,
        waiting_of_one_max,
        ..LimitsConfig::default()
    };
    Turns::new(&limits, 2)
}

#[tokio::test(start_paused = true)]
async fn whoever_is_alone_has_more_at_work_until_somebody_else_asks() {
    let limits = LimitsConfig {
        at_once_of_one_max: 1,
        at_once_alone_max: 3,
        waiting_of_one_max: 0,
        ..LimitsConfig::default()
    };
    let turns = Turns::new(&limits, 2);
    let (busy, quiet) = (trader("SN100"), trader("SN200"));
    let _peer = asked(&turns, &Who::Peer("ML-1".parse().unwrap())).await.unwrap();
    let mut at_work = Vec::new();
    for _ in 0..3 {
        at_work.push(asked(&turns, &busy).await.unwrap());
    }
    assert!(asked(&turns, &busy).await.is_err());
    drop(asked(&turns, &quiet).await.unwrap());
    at_work.clear();
    at_work.push(asked(&turns, &busy).await.unwrap());
    assert!(asked(&turns, &busy).await.is_err(), "somebody else is there");
    tokio::time::advance(THERE).await;
    at_work.push(asked(&turns, &busy).await.unwrap());
    at_work.push(asked(&turns, &busy).await.unwrap());
    assert!(asked(&turns, &busy).await.is_err());
}

fn trader(number: &str) -> Who {
    Who::Actor(Actor::Trader(number.parse().unwrap()))
}

/// A request of somebody's that has its turn until it is dropped.
async fn asked(turns: &Turns, who: &Who) -> Result<Turn, Refusal> {
    let asking = async {
        turns.wait_for(who).await?;
        Ok(Turn::current())
    };
    TURN.scope(Turn::default(), asking).await
}

#[tokio::test]
async fn who_asks_too_much_waits_behind_himself_and_nobody_else_does() {
    let turns = turns(2, 1);
    let (busy, quiet) = (trader("SN100"), trader("SN200"));
    let first = asked(&turns, &busy).await.unwrap();
    let _second = asked(&turns, &busy).await.unwrap();
    let mut third = pin!(asked(&turns, &busy));
    assert!(third.as_mut().now_or_never().is_none());
    assert_eq!(asked(&turns, &busy).await.unwrap_err(), Refusal::TooManyAtOnce { count: 1 });
    let _other = asked(&turns, &quiet).await.unwrap();
    let _peer = asked(&turns, &Who::Peer("ML-1".parse().unwrap())).await.unwrap();
    drop(first);
    let _third = third.await.unwrap();
    // One has gone on, so another may wait.
    let mut fourth = pin!(asked(&turns, &busy));
    assert!(fourth.as_mut().now_or_never().is_none());
}

#[tokio::test]
async fn of_a_peer_one_envelope_or_question_is_worked_on_at_a_time() {
    let turns = turns(8, 0);
    let peer = Who::Peer("ML-1".parse().unwrap());
    let _envelope = asked(&turns, &peer).await.unwrap();
    assert_eq!(asked(&turns, &peer).await.unwrap_err(), Refusal::TooManyAtOnce { count: 0 });
}

#[tokio::test]
async fn a_turn_lasts_as_long_as_anything_of_the_request_is_at_work() {
    let turns = turns(1, 0);
    let who = trader("SN100");
    let request = asked(&turns, &who).await.unwrap();
    let job = request.clone();
    drop(request);
    assert!(asked(&turns, &who).await.is_err());
    drop(job);
    let _next = asked(&turns, &who).await.unwrap();
}

#[tokio::test]
async fn whoever_waits_for_news_lets_another_request_of_his_pass() {
    let turns = turns(1, 0);
    let who = trader("SN100");
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let waits = async {
        turns.wait_for(&who).await.unwrap();
        assert!(turns.line(&who).at_work.try_acquire().is_err());
        Turn::apart(told).await.unwrap();
        assert!(turns.line(&who).at_work.try_acquire().is_err());
    };
    let mut waits = Box::pin(TURN.scope(Turn::default(), waits));
    assert!(waits.as_mut().now_or_never().is_none());
    drop(asked(&turns, &who).await.unwrap());
    tell.send(()).unwrap();
    waits.await;
    assert_eq!(turns.line(&who).at_work.available_permits(), 1);
}

#[tokio::test]
async fn one_caller_never_has_all_readers() {
    let turns = turns(8, 0);
    let who = trader("SN100");
    let (one, other) = (asked(&turns, &who).await.unwrap(), asked(&turns, &who).await.unwrap());
    let reading = one.to_read().await;
    assert!(reading.is_some());
    let mut waits = pin!(other.to_read());
    assert!(waits.as_mut().now_or_never().is_none());
    assert!(asked(&turns, &trader("SN200")).await.unwrap().to_read().await.is_some());
    drop(reading);
    assert!(waits.await.is_some());
}

#[tokio::test]
async fn one_caller_brings_one_large_body_at_a_time_and_all_together_no_more_than_there_is_room_for()
 {
    let turns = turns(8, 0);
    let room = Arc::new(Semaphore::new(20));
    let (busy, quiet, third) = (trader("SN100"), trader("SN200"), trader("SN300"));
    let first = asked(&turns, &busy).await.unwrap();
    first.to_bring(&room, 10).await;
    // There is room for a second, and it is another's.
    let another = asked(&turns, &busy).await.unwrap();
    let mut waits = Box::pin(another.to_bring(&room, 10));
    assert!(waits.as_mut().now_or_never().is_none());
    let of_quiet = asked(&turns, &quiet).await.unwrap();
    of_quiet.to_bring(&room, 10).await;
    let of_third = asked(&turns, &third).await.unwrap();
    let mut full = Box::pin(of_third.to_bring(&room, 10));
    assert!(full.as_mut().now_or_never().is_none());
    drop(of_quiet);
    assert!(full.as_mut().now_or_never().is_some());
    drop((full, first));
    waits.await;
    assert_eq!(room.available_permits(), 0);
    drop((another, of_third));
    assert_eq!(room.available_permits(), 20);
}
