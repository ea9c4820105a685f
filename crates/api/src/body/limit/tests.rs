//! What is taken of a body, and what it waits for.

use std::task::Poll;

use futures_util::{FutureExt, stream};

use super::*;

const KIB: usize = 1024;

fn body(parts: Vec<Vec<u8>>) -> Body {
    Body::from_stream(stream::iter(parts.into_iter().map(Ok::<_, std::io::Error>)))
}

#[tokio::test]
async fn a_body_is_taken_up_to_its_limit_and_refused_above_whether_or_not_it_says_how_long_it_is() {
    let limit = BodyLimit::new(100 * KIB, 100 * KIB);
    let refused = || Problem::from(Refusal::TooLarge { limit_bytes: 100 * KIB });
    let all = vec![7; 100 * KIB];
    assert_eq!(limit.whole(Body::from(all.clone())).await.unwrap(), all);
    let parts = all.chunks(1000).map(<[u8]>::to_vec).collect();
    assert_eq!(limit.whole(body(parts)).await.unwrap(), all);
    assert_eq!(limit.whole(Body::from(vec![7; 100 * KIB + 1])).await, Err(refused()));
    assert_eq!(limit.whole(body(vec![all, vec![7]])).await, Err(refused()));
}

#[tokio::test]
async fn who_brings_too_much_is_heard_out_and_who_would_never_end_is_not() {
    let limit = BodyLimit::new(10, 10);
    let heard = |count: usize| {
        let mut left = count;
        let parts = stream::poll_fn(move |_| {
            left = left.checked_sub(1).expect("more was read than had to be");
            Poll::Ready(Some(Ok::<_, std::io::Error>(vec![7; 4])))
        });
        Body::from_stream(parts)
    };
    let refused = || Problem::from(Refusal::TooLarge { limit_bytes: 10 });
    // It ends by itself a little above the limit.
    assert_eq!(limit.whole(body(vec![vec![7; 8]; 4])).await, Err(refused()));
    // Twelve bytes tell that it is too large; forty more are heard.
    assert_eq!(limit.whole(heard(3 + 11)).await, Err(refused()));
}

#[tokio::test]
async fn large_bodies_wait_for_room_and_small_ones_do_not() {
    let limit = BodyLimit::new(100 * KIB, 250 * KIB);
    let taken = limit.room.clone().acquire_many_owned(200).await.unwrap();
    let large = vec![7; 100 * KIB];
    let mut waits = pin!(limit.whole(Body::from(large.clone())));
    assert!(waits.as_mut().now_or_never().is_none());
    let small = vec![7; SMALL_BYTES_MAX];
    assert_eq!(limit.whole(Body::from(small.clone())).await.unwrap(), small);
    drop(taken);
    assert_eq!(waits.await.unwrap(), large);
}
