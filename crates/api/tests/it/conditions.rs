//! What is meant for a version, what is wanted only if it is another, and what waits for one.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Answer, Client, Request};
use crate::papers::{Declared, basis, grn, guarantee};
use crate::region::{OFFICER, Region};

async fn get(client: &Client, path: &str, headers: &[(&str, &str)]) -> Answer {
    client.send(Request { method: Method::GET, path, headers, body: Vec::new() }).await
}

async fn command(client: &Client, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    let body = serde_json::to_vec(body).unwrap();
    client.send(Request { method: Method::POST, path, headers, body }).await
}

/// A movement that is accepted and has no cover.
async fn movement(region: &Region) -> String {
    let declared = Declared { lrn: "LRN-1", grn: &grn("SN"), amount: 400_000 };
    let done = region.sn.client("SN100").done("/movements", "first", &declared.command()).await;
    done["dossier"].as_str().unwrap().to_owned()
}

fn control() -> Value {
    json!({"OrderControl": {"notification": "0", "basis": basis()}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_the_caller_has_is_not_sent_again_until_it_is_another() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let path = format!("/movements/{}", movement(&region).await);
    let tag = get(&officer, &path, &[]).await.header("etag").to_owned();
    for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let same = get(&officer, &path, &[("if-none-match", &known)]).await;
        assert_eq!((same.status, same.text().as_str()), (304, ""), "{known}");
        assert_eq!(same.header("etag"), tag);
    }
    officer.done(&format!("{path}/commands"), "control", &control()).await;
    let other = get(&officer, &path, &[("if-none-match", &tag)]).await;
    assert_eq!((other.status, other.header("etag") == tag), (200, false));
    // Who may not see it learns nothing by guessing.
    let stranger = region.sn.client("SN200");
    assert_eq!(get(&stranger, &path, &[("if-none-match", "*")]).await.status, 404);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_meant_for_a_version_is_not_done_on_another() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let path = format!("/movements/{}", movement(&region).await);
    let commands = format!("{path}/commands");
    let before = get(&officer, &path, &[]).await.header("etag").to_owned();
    officer.done(&commands, "control", &control()).await;
    let result = json!({"RecordDepartureControl": {"code": "A1", "basis": basis()}});
    let late = [("idempotency-key", "late"), ("if-match", before.as_str())];
    let refused = command(&officer, &commands, &late, &result).await;
    let version = get(&officer, &path, &[]).await.json()["version"].to_string();
    assert_eq!((refused.status, &refused.json()["code"]), (412, &json!("NOD-016")));
    assert_eq!(refused.json()["refusals"][0]["arguments"]["version"], json!(version));
    // The answer is kept like any other; under a new key, for the version read, it is done.
    let again = command(&officer, &commands, &late[..1], &result).await;
    assert_eq!((again.status, &again.json()["code"]), (412, &json!("NOD-016")));
    let tag = format!("\"{version}\"");
    let read = [("idempotency-key", "read"), ("if-match", tag.as_str())];
    assert_eq!(command(&officer, &commands, &read, &result).await.status, 200);
    let unquoted = [("idempotency-key", "unquoted"), ("if-match", "7")];
    assert_eq!(command(&officer, &commands, &unquoted, &result).await.status, 400);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_waits_for_the_next_version_and_a_list_for_what_has_happened() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let dossier = movement(&region).await;
    let followed = get(&officer, "/movements", &[("prefer", "wait=20")]).await;
    assert_eq!(followed.header("preference-applied"), "wait=15");
    assert_eq!(followed.json()["items"][0]["dossier"], json!(dossier));
    let path = format!("/movements/{dossier}");
    let tag = get(&officer, &path, &[]).await.header("etag").to_owned();
    let headers = [("if-none-match", tag.as_str()), ("prefer", "respond-async, wait=15")];
    let (waited, ()) = tokio::join!(get(&officer, &path, &headers), async {
        // The reader is let go first; whoever comes second finds the other version all the same.
        get(&officer, &path, &[]).await;
        officer.done(&format!("{path}/commands"), "control", &control()).await;
    });
    assert_eq!((waited.status, waited.header("etag") == tag), (200, false));
    let in_vain = [("if-none-match", "*"), ("prefer", "wait=0")];
    assert_eq!(get(&officer, &path, &in_vain).await.status, 304);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_about_a_guarantee_is_meant_for_a_version_too() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let path = format!("/guarantees/{}", guarantee(&officer, "SN").await);
    let commands = format!("{path}/commands");
    let before = get(&officer, &path, &[]).await.header("etag").to_owned();
    officer.done(&commands, "suspend", &json!({"Suspend": {"basis": basis()}})).await;
    let lift = json!({"LiftSuspension": {"basis": basis()}});
    let late = [("idempotency-key", "late"), ("if-match", before.as_str())];
    let refused = command(&officer, &commands, &late, &lift).await;
    assert_eq!((refused.status, &refused.json()["code"]), (412, &json!("NOD-016")));
    let after = get(&officer, &path, &[]).await.header("etag").to_owned();
    let read = [("idempotency-key", "read"), ("if-match", after.as_str())];
    assert_eq!(command(&officer, &commands, &read, &lift).await.status, 200);
    region.stop().await;
}
