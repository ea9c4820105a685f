//! What goes wrong on the way is a problem like any other.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use serde_json::Value;
use tower::ServiceExt;

use super::*;

async fn mistaken() -> &'static str {
    panic!("a case nobody thought of")
}

/// What a place that only exists here answers, where requests may take no time at all.
async fn answer(path: &str) -> (StatusCode, Value) {
    let routes = Router::new()
        .route("/mistaken", get(mistaken))
        .route("/endless", get(std::future::pending::<()>));
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = guarded(routes, Duration::ZERO, Numbers::new()).oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn a_mistake_of_the_program_is_told_as_a_problem_and_ends_one_request() {
    let (status, problem) = answer("/mistaken").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!((&problem["code"], &problem["status"]), (&"NOD-018".into(), &500.into()));
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_told_as_a_problem() {
    let (status, problem) = answer("/endless").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(problem["code"], "NOD-014");
}
