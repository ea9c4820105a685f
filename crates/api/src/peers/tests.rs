//! How much of an answer is read.

use super::*;

fn answered(text: &str) -> reqwest::Response {
    axum::http::Response::new(text.to_owned()).into()
}

#[tokio::test]
async fn an_answer_is_read_as_far_as_its_limit_and_one_that_is_longer_is_none() {
    let read = async |bytes_max| whole(answered("[\"a\"]"), bytes_max).await.unwrap();
    assert_eq!(read(5).await.as_deref(), Some(&b"[\"a\"]"[..]));
    assert_eq!(read(4).await, None);
}
