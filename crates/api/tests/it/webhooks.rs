//! Webhooks: signed, carried in order until they are taken, and to nobody who may not know.

use serde_json::{Value, json};

use crate::client::Client;
use crate::papers::{Declared, grn, guarantee, registering};
use crate::receiver::{Receiver, once};
use crate::region::{OFFICER, Region, SYSTEM, people, until, write_json};

/// Dakar, which may tell a receiver and tries again soon.
async fn telling(receiver: &Receiver, tries: usize) -> Region {
    let host = receiver.address.clone();
    Region::with(&json!({}), &json!({}), |config| {
        config.webhooks.hosts = vec![host];
        config.webhooks.retry_ms = vec![5; tries - 1];
    })
    .await
}

/// Asks for a webhook: its identifier and its secret.
async fn subscribed(
    client: &Client,
    key: &str,
    receiver: &Receiver,
    more: &Value,
) -> (String, String) {
    let mut asked = more.clone();
    asked["endpoint"] = json!(receiver.endpoint());
    let created = client.done("/webhooks", key, &asked).await;
    let text = |name: &str| created[name].as_str().unwrap().to_owned();
    (text("id"), text("secret"))
}

async fn presented(trader: &Client, lrn: &str) -> String {
    let grn = grn("SN");
    let declared = Declared { lrn, grn: &grn, amount: 1_000 };
    let done = trader.done("/movements", lrn, &declared.command()).await;
    done["dossier"].as_str().unwrap().to_owned()
}

/// The webhook as it is shown, once something is so.
async fn once_shown(client: &Client, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value {
    until(what, || async {
        let shown = client.get(&format!("/webhooks/{id}")).await.json();
        is(&shown).then_some(shown)
    })
    .await
}

fn is_taken(shown: &Value) -> bool {
    shown["pending"] == json!(0)
}

/// What somebody hears who listens from the beginning: as many events as that.
async fn heard(client: &Client, count: usize) -> Vec<Value> {
    let mut ear = client.listen("?after=0", None).await;
    let mut heard = Vec::new();
    for _ in 0..count {
        heard.push(ear.next().await.unwrap().data);
    }
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_signed_so_that_whoever_has_its_secret_can_tell() {
    let receiver = Receiver::start().await;
    let mut region = telling(&receiver, 3).await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let (id, secret) = subscribed(&officer, "hook", &receiver, &json!({})).await;
    guarantee(&officer, "SN").await;
    let movement = presented(&trader, "LRN-1").await;
    let received = receiver.until("nine webhooks", |received| received.len() == 9).await;
    assert!(received.iter().all(|webhook| webhook.is_signed_with(&secret)));
    let other = format!("whsec_{}", "A".repeat(43) + "=");
    assert!(!received.iter().any(|webhook| webhook.is_signed_with(&other)));
    let mut changed = received[8].clone();
    changed.body[20] ^= 1;
    assert!(!changed.is_signed_with(&secret));
    let released = &received[8];
    assert_eq!(released.header("content-type"), "application/json");
    let second: i64 = released.header("webhook-timestamp").parse().unwrap();
    assert!((api::now().as_second() - second).abs() < 60);
    assert!(!released.header("webhook-id").contains('.'));
    let body = released.json();
    assert_eq!(
        (&body["type"], &body["data"]["dossier"]),
        (&json!("movement.Released"), &json!(movement))
    );
    assert_eq!(body["timestamp"], body["data"]["at"]);
    assert_eq!(once(&received), heard(&officer, 9).await);
    let shown = once_shown(&officer, &id, "nothing pending", is_taken).await;
    assert_eq!((&shown["last"]["status"], &shown["failure_count"]), (&json!(204), &json!(0)));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_was_down_gets_everything_in_order_also_over_a_restart() {
    let mut receiver = Receiver::down();
    let mut region = telling(&receiver, 10_000).await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    guarantee(&officer, "SN").await;
    let (id, secret) = subscribed(&trader, "hook", &receiver, &json!({"after": 0})).await;
    presented(&trader, "LRN-1").await;
    let fails = |shown: &Value| shown["failure_count"].as_u64() > Some(1);
    let shown = once_shown(&trader, &id, "failures", fails).await;
    assert_eq!(shown["last"]["failure"], json!("unreachable"));
    assert_eq!((shown["pending"].clone(), shown["disabled"].clone()), (json!(7), json!(null)));
    assert!(shown["next_try"].is_string());
    // The node starts again while nobody is there, and more happens.
    region.sn.stop().await;
    region.sn.start().await;
    let trader = region.sn.client("SN100");
    presented(&trader, "LRN-2").await;
    assert!(receiver.received().is_empty());
    receiver.up().await;
    once_shown(&trader, &id, "nothing pending", is_taken).await;
    let received = receiver.received();
    assert!(received.iter().all(|webhook| webhook.is_signed_with(&secret)));
    assert_eq!(once(&received), heard(&trader, 12).await);
    // It is up: what happens now is told as it happens, and over another restart nothing again.
    presented(&trader, "LRN-3").await;
    once_shown(&trader, &id, "nothing pending", is_taken).await;
    region.sn.stop().await;
    region.sn.start().await;
    let trader = region.sn.client("SN100");
    presented(&trader, "LRN-4").await;
    once_shown(&trader, &id, "nothing pending", is_taken).await;
    assert_eq!(once(&receiver.received()), heard(&trader, 22).await);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_taken_is_carried_again_under_the_same_identifier_before_anything_else() {
    let receiver = Receiver::start().await;
    let mut region = telling(&receiver, 10).await;
    let officer = region.sn.client(OFFICER);
    receiver.answers(&[200, 500, 429, 200, 404, 201]);
    subscribed(&officer, "hook", &receiver, &json!({"kind": "guarantee"})).await;
    guarantee(&officer, "SN").await;
    officer.done("/guarantees", "other", &registering("SN", "SN200")).await;
    let received = receiver.until("six webhooks", |received| received.len() == 6).await;
    let events: Vec<_> = received.iter().map(|webhook| webhook.event()).collect();
    let (registered, codes) = ("guarantee.Registered", "guarantee.AccessCodesReplaced");
    assert_eq!(events, [registered, codes, codes, codes, registered, registered]);
    let ids: Vec<_> = received.iter().map(|webhook| webhook.header("webhook-id")).collect();
    assert!(ids[1] == ids[2] && ids[2] == ids[3] && ids[4] == ids[5]);
    assert!(ids[0] != ids[1] && ids[0] != ids[4] && ids[3] != ids[4]);
    assert_eq!(received[1].body, received[3].body);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_leads_nowhere_else() {
    let receiver = Receiver::start().await;
    let mut region = telling(&receiver, 10).await;
    let officer = region.sn.client(OFFICER);
    for status in [301, 302, 307, 308] {
        receiver.leads(status, &format!("http://{}/elsewhere", receiver.address));
    }
    let (id, _) = subscribed(&officer, "hook", &receiver, &json!({})).await;
    guarantee(&officer, "SN").await;
    once_shown(&officer, &id, "nothing pending", is_taken).await;
    let received = receiver.received();
    assert_eq!(received.len(), 6, "four tries that led elsewhere, and the two notices");
    assert!(received.iter().all(|webhook| webhook.path == "/told"), "{received:?}");
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_is_gone_or_never_takes_anything_is_given_up_with_an_alarm_and_resumed() {
    let receiver = Receiver::start().await;
    let mut region = telling(&receiver, 3).await;
    let officer = region.sn.client(OFFICER);
    let (id, _) = subscribed(&officer, "hook", &receiver, &json!({})).await;
    receiver.answers(&[410]);
    guarantee(&officer, "SN").await;
    let disabled = |shown: &Value| !shown["disabled"].is_null();
    let shown = once_shown(&officer, &id, "the end", disabled).await;
    assert_eq!((&shown["disabled"], &shown["pending"]), (&json!("gone"), &json!(2)));
    assert_eq!((&shown["last"]["status"], &shown["next_try"]), (&json!(410), &json!(null)));
    let alarms = || async {
        let alarms = officer.get("/alarms").await.json();
        let alarms = alarms.as_array().unwrap().iter().map(|alarm| alarm["alarm"].clone());
        alarms.filter(|alarm| alarm["kind"] == "undelivered").collect::<Vec<_>>()
    };
    let gone = json!({"kind": "undelivered", "about": format!("subscription {id}"),
                      "detail": "gone after 1 tries"});
    assert_eq!(alarms().await, [gone]);
    // Resumed, it goes on where it stopped; and is given up after as many tries as are planned.
    receiver.answers(&[500, 503, 500]);
    let commands = format!("/webhooks/{id}/commands");
    let misspelt = officer.post(&commands, "resume-0", &json!({"Resume": {"afer": 0}})).await;
    assert_eq!(misspelt.status, 400, "{}", misspelt.text());
    officer.done(&commands, "resume-1", &json!({"Resume": {}})).await;
    let given_up = |shown: &Value| shown["disabled"] == json!("given-up");
    let shown = once_shown(&officer, &id, "giving up", given_up).await;
    assert_eq!((&shown["failure_count"], &shown["pending"]), (&json!(3), &json!(2)));
    assert_eq!(alarms().await.len(), 2);
    assert_eq!(receiver.received().len(), 4);
    officer.done(&commands, "resume-2", &json!({"Resume": {}})).await;
    let shown = once_shown(&officer, &id, "nothing pending", is_taken).await;
    assert_eq!((&shown["failure_count"], &shown["disabled"]), (&json!(0), &json!(null)));
    let ids: Vec<_> = receiver.received();
    let ids: Vec<_> = ids.iter().map(|webhook| webhook.header("webhook-id")).collect();
    assert!(ids[..5].iter().all(|id| *id == ids[0]) && ids[5] != ids[0] && ids.len() == 6);
    // Resumed after an earlier notice, it is told again what it was told already.
    officer.done(&commands, "resume-3", &json!({"Resume": {"after": 0}})).await;
    let again = receiver.until("both again", |received| received.len() == 8).await;
    assert_eq!(once(&again), heard(&officer, 2).await);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trader_is_told_of_his_own_alone_and_his_webhook_is_nobody_elses() {
    let receiver = Receiver::start().await;
    let mut region = telling(&receiver, 3).await;
    let (officer, owner) = (region.sn.client(OFFICER), region.sn.client("SN200"));
    let stranger = region.sn.client("SN100");
    let (id, secret) = subscribed(&owner, "hook", &receiver, &json!({"after": 0})).await;
    guarantee(&officer, "SN").await;
    presented(&stranger, "LRN-1").await;
    let lodged = officer.done("/guarantees", "other", &registering("SN", "SN200")).await;
    once_shown(&owner, &id, "nothing pending", is_taken).await;
    let received = receiver.until("its own", |received| !received.is_empty()).await;
    let told: Vec<_> =
        received.iter().map(|webhook| webhook.json()["data"]["dossier"].clone()).collect();
    assert_eq!(told, [lodged["dossier"].clone()]);
    // To another trader there is no such webhook; staff sees it, and nobody its secret.
    let path = format!("/webhooks/{id}");
    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(stranger.get("/webhooks").await.json(), json!({"items": []}));
    let commands = format!("{path}/commands");
    let refused = stranger.post(&commands, "remove", &json!({"Remove": {}})).await;
    assert_eq!((refused.status, &refused.json()["code"]), (404, &json!("NOD-002")));
    for client in [&owner, &officer] {
        let listed = client.get("/webhooks").await;
        assert_eq!(listed.json()["items"][0]["owner"], json!({"trader": "SN200"}));
        for answer in [listed, client.get(&path).await] {
            assert!(!answer.text().contains("whsec_") && !answer.text().contains(&secret[6..]));
        }
    }
    for folder in ["store", "keystore"] {
        assert!(!region.holds_in_clear(folder, &secret[6..]));
    }
    // Removed, it is told nothing more.
    owner.done(&commands, "remove", &json!({"Remove": {}})).await;
    assert_eq!(owner.get(&path).await.status, 404);
    officer.done("/guarantees", "third", &registering("SN", "SN200")).await;
    let other = Receiver::start().await;
    assert_eq!((receiver.received().len(), other.received().len()), (1, 0));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_asked_for_once_and_its_secret_shown_to_whoever_did_not_hear_the_answer() {
    let receiver = Receiver::start().await;
    let mut region = telling(&receiver, 3).await;
    let (system, officer) = (region.sn.client(SYSTEM), region.sn.client(OFFICER));
    let asked = json!({"endpoint": receiver.endpoint()});
    let first = system.post("/webhooks", "hook", &asked).await;
    assert_eq!((first.status, &first.json()["repeated"]), (201, &json!(false)));
    assert_eq!(
        first.header("location"),
        format!("/webhooks/{}", first.json()["id"].as_str().unwrap())
    );
    let again = system.post("/webhooks", "hook", &asked).await.json();
    assert_eq!((&again["id"], &again["secret"]), (&first.json()["id"], &first.json()["secret"]));
    assert_eq!(again["repeated"], json!(true));
    // The key of somebody else is another one; other content under the same key is refused.
    let others = officer.post("/webhooks", "hook", &asked).await.json();
    assert!(others["id"] != again["id"] && others["secret"] != again["secret"]);
    let other = json!({"endpoint": receiver.endpoint(), "kind": "hold"});
    let refused = system.post("/webhooks", "hook", &other).await;
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("NOD-001")));
    for (asked, status, code) in [
        (json!({"endpoint": "https://erp.example/"}), 422, "NOD-022"),
        (json!({"endpoint": "ftp://127.0.0.1/"}), 422, "NOD-022"),
        (json!({"endpoint": receiver.endpoint(), "after": 99}), 409, "NOD-023"),
        (json!({"endpoint": receiver.endpoint(), "unknown": 1}), 400, "NOD-008"),
        (
            json!({"endpoint": receiver.endpoint(), "movement": "26SN000000000001J1"}),
            404,
            "NOD-002",
        ),
    ] {
        let refused = system.post("/webhooks", &asked.to_string().replace(' ', ""), &asked).await;
        assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)), "{asked}");
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_told_only_as_whom_an_authority_vouches_for() {
    let (known, certificate) = Receiver::start_with_tls().await;
    let (stranger, _) = Receiver::start_with_tls().await;
    let authorities = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(authorities.path(), certificate).unwrap();
    let hosts = vec![known.address.clone(), stranger.address.clone()];
    let mut region = Region::with(&json!({}), &json!({}), |config| {
        config.webhooks.hosts = hosts;
        config.webhooks.authorities = Some(authorities.path().to_owned());
        config.webhooks.retry_ms = vec![5];
    })
    .await;
    let officer = region.sn.client(OFFICER);
    let asked = |receiver: &Receiver| json!({"endpoint": format!("https://{}/", receiver.address)});
    let believed = officer.done("/webhooks", "known", &asked(&known)).await;
    let other = officer.done("/webhooks", "stranger", &asked(&stranger)).await;
    guarantee(&officer, "SN").await;
    let received = known.until("two webhooks", |received| received.len() == 2).await;
    let secret = believed["secret"].as_str().unwrap();
    assert!(received.iter().all(|webhook| webhook.is_signed_with(secret)));
    let id = other["id"].as_str().unwrap();
    let shown = once_shown(&officer, id, "the end", |shown| !shown["disabled"].is_null()).await;
    assert_eq!(
        (&shown["disabled"], &shown["last"]["failure"], &shown["failure_count"]),
        (&json!("given-up"), &json!("unreachable"), &json!(2))
    );
    assert!(stranger.received().is_empty());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_recognised_no_longer_is_told_no_longer() {
    let receiver = Receiver::start().await;
    let mut region = telling(&receiver, 3).await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let (id, _) = subscribed(&trader, "hook", &receiver, &json!({})).await;
    guarantee(&officer, "SN").await;
    once_shown(&officer, &id, "nothing pending", is_taken).await;
    let received = receiver.received().len();
    region.sn.stop().await;
    let mut people = people("SN");
    people.tokens.retain(|token| !format!("{:?}", token.actor).contains("SN100"));
    write_json(&region.sn.config.paths.people, &people);
    region.sn.start().await;
    let officer = region.sn.client(OFFICER);
    let mut register = registering("SN", "SN100");
    register["Register"]["validity"]["from"] = json!("2026-02-01");
    officer.done("/guarantees", "more", &register).await;
    let shown = once_shown(&officer, &id, "the end", |shown| !shown["disabled"].is_null()).await;
    assert_eq!((&shown["disabled"], &shown["pending"]), (&json!("no-right"), &json!(1)));
    assert_eq!(receiver.received().len(), received);
    region.stop().await;
}
