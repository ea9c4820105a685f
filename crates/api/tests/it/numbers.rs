//! How a node is: whether it takes commands, and numbers for Prometheus.

use api::Config;
use serde_json::json;

use crate::client::Client;
use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Place, Region, free_address, until};

/// What is counted under a name and labels.
fn number(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    line.parse().ok()
}

async fn numbers(officer: &Client) -> String {
    let answer = officer.get("/metrics").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("application/openmetrics-text; version=1"));
    assert!(answer.text().ends_with("# EOF\n"), "{}", answer.text());
    answer.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_counts_what_it_holds_what_it_answers_and_what_it_refuses() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    guarantee(&officer, "SN").await;
    let before = numbers(&officer).await;
    assert_eq!(number(&before, "passavant_ready"), Some(1));
    assert_eq!(number(&before, "passavant_movements{phase=\"released\"}"), None);
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "LRN-1", grn: &grn("SN"), amount: 400_000 };
    let presented = trader.done("/movements", "first", &declared.command()).await;
    let movement = presented["dossier"].as_str().unwrap();
    trader.movement_in(movement, "released").await;
    let path = format!("/movements/{movement}");
    for _ in 0..3 {
        assert_eq!(region.sn.client("SN200").get(&path).await.status, 404);
    }
    // Dakar has told Bamako, and the lists follow.
    let after = until("the numbers", || async {
        let text = numbers(&officer).await;
        let released = number(&text, "passavant_movements{phase=\"released\"}");
        let told = number(&text, "passavant_peer_pending{peer=\"ML-1\"}");
        ((released, told) == (Some(1), Some(0))).then_some(text)
    })
    .await;
    let refused = "{method=\"GET\",route=\"/movements/{movement}\",status=\"404\"}";
    assert_eq!(number(&after, &format!("passavant_requests_total{refused}")), Some(3));
    assert_eq!(number(&after, "passavant_refusals_total{code=\"NOD-002\"}"), Some(3));
    let route = "{method=\"POST\",route=\"/movements\"}";
    assert_eq!(
        number(&after, &format!("passavant_request_duration_seconds_count{route}")),
        Some(1)
    );
    let entries = |text| number(text, "passavant_journal_entries").unwrap();
    assert!(entries(&after) > entries(&before), "{after}");
    assert_eq!(number(&after, "passavant_alarms"), Some(0));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_nobody_has_given_a_directory_is_not_ready_and_says_so() {
    let mut region = Region::start().await;
    let home = region.files.path().join("elsewhere");
    std::fs::create_dir_all(home.join("documents")).unwrap();
    let mut config: Config = region.sn.config.clone();
    config.paths.store = home.join("store");
    config.paths.keystore = home.join("keystore");
    config.paths.documents = home.join("documents");
    config.serve.listen = free_address();
    let mut alone = Place { config, running: None };
    alone.start().await;
    let health = alone.client(OFFICER).get("/health").await;
    assert_eq!((health.status, health.text().as_str()), (503, "no directory yet\n"));
    assert_eq!(number(&numbers(&alone.client(OFFICER)).await, "passavant_ready"), Some(0));
    alone.stop().await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_is_counted() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    guarantee(&officer, "SN").await;
    // The same key with another body is a mistake of the sender's that an operator should see.
    let other = crate::papers::registering("SN", "SN200");
    assert_eq!(officer.post("/guarantees", "register", &other).await.status, 409);
    let alarms = officer.get("/alarms").await.json();
    assert_eq!(alarms.as_array().map(Vec::len), Some(1), "{alarms}");
    assert_eq!(number(&numbers(&officer).await, "passavant_alarms"), Some(1));
    assert_eq!(officer.get("/node").await.json()["alarm_count"], json!(1));
    region.stop().await;
}
