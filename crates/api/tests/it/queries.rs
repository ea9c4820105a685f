//! Queries on guarantees and changes of access codes, as messages.

use serde_json::json;

use crate::client::{Answer, Client};
use crate::papers::{CODE, Declared, basis, grn, guarantee, registering};
use crate::region::{GUARANTOR, OFFICER, Region};

/// Who asks: his number and as what.
#[derive(Clone, Copy)]
struct Asking<'a> {
    number: &'a str,
    role: &'a str,
    identification: &'a str,
}

const HOLDER: Asking<'static> = Asking { number: "SN100", role: "1", identification: "Q-1" };
const UNDERTAKER: Asking<'static> = Asking { number: GUARANTOR, role: "2", identification: "Q-1" };
const AGENT: Asking<'static> = Asking { number: "ML300", role: "2", identification: "Q-1" };

fn head(kind: &str, sender: &str, identification: &str, body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<ncts:{kind} xmlns:ncts="http://ncts.dgtaxud.ec" PhaseID="NCTS5.0">
  <messageSender>{sender}</messageSender>
  <messageRecipient>NTA.SN</messageRecipient>
  <preparationDateAndTime>2026-11-23T08:00:00</preparationDateAndTime>
  <messageIdentification>{identification}</messageIdentification>
  <messageType>{kind}</messageType>
{body}</ncts:{kind}>
"#
    )
}

/// CC034C: one query of some guarantees, with an access code.
fn query(asking: Asking<'_>, kind: &str, grns: &[&str], code: &str) -> String {
    let owner = match asking.role {
        "1" => "",
        _ => "<Owner><identificationNumber>SN100</identificationNumber></Owner>",
    };
    let reference = |(number, grn): (usize, &&str)| {
        format!(
            "<GuaranteeReference><sequenceNumber>{}</sequenceNumber><GRN>{grn}</GRN>\
             <GuaranteeQuery><queryIdentifier>{kind}</queryIdentifier></GuaranteeQuery>{owner}\
             <AccessCode><accessCode>{code}</accessCode></AccessCode></GuaranteeReference>",
            number + 1
        )
    };
    let references: String = grns.iter().enumerate().map(reference).collect();
    let Asking { number, role, identification } = asking;
    let body = format!(
        "<Requester><identificationNumber>{number}</identificationNumber><role>{role}</role>\
         </Requester>{references}"
    );
    head("CC034C", number, identification, &body)
}

/// CC026C.
fn change(identification: &str, master: &str, current: &str, new: &str) -> String {
    let body = format!(
        "<HolderOfTheTransitProcedure><identificationNumber>SN100</identificationNumber>\
         </HolderOfTheTransitProcedure><CustomsOfficeOfGuarantee><referenceNumber>SNDKR000\
         </referenceNumber></CustomsOfficeOfGuarantee><GuaranteeReference><GRN>{}</GRN>\
         <masterAccessCode>{master}</masterAccessCode><AccessCode><accessCodeCurrent>{current}\
         </accessCodeCurrent><accessCodeNew>{new}</accessCodeNew></AccessCode>\
         </GuaranteeReference>",
        grn("SN")
    );
    head("CC026C", "SN100", identification, &body)
}

#[track_caller]
fn is(answer: &Answer, status: u16, kind: &str, within: &[&str]) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    assert!(text.contains(&format!("<messageType>{kind}</messageType>")), "{text}");
    for part in within {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

async fn used(region: &Region) -> (Client, String) {
    let officer = region.sn.client(OFFICER);
    let dossier = guarantee(&officer, "SN").await;
    let trader = region.sn.client("SN100");
    let number = grn("SN");
    let declared = Declared { lrn: "LRN-1", grn: &number, amount: 400_000 };
    let presented = trader.done("/movements", "first", &declared.command()).await;
    trader.movement_in(presented["dossier"].as_str().unwrap(), "released").await;
    (officer, dossier)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_answered_in_kind_to_the_holder_the_guarantor_and_its_agent() {
    let mut region = Region::start().await;
    let (_, dossier) = used(&region).await;
    let number = grn("SN");
    let balance = ["<exposure>400000</exposure>", "<balance>600000</balance>"];
    for asking in [HOLDER, UNDERTAKER, AGENT] {
        let client = region.sn.client(asking.number);
        let message = query(asking, "3", &[&number], CODE);
        let answer = client.message(&message).await;
        is(&answer, 200, "CC037C", &balance);
        is(&answer, 200, "CC037C", &["<correlationIdentifier>Q-1</correlationIdentifier>"]);
        assert_eq!(answer.header("location"), format!("/guarantees/{dossier}"));
        // Sent again it counts once and gets the same answer.
        assert_eq!(client.message(&message).await.text(), answer.text());
        // And it can be fetched again, by whom it was addressed to.
        let place = format!("/guarantees/{number}/messages");
        let lines = client.get(&place).await.json();
        let lines = lines.as_array().unwrap();
        let answers: Vec<_> = lines.iter().filter(|line| line["message"] == "CC037C").collect();
        assert_eq!(answers.len(), 1, "{lines:?}");
        let fetched = client.get(&format!("{place}/{}", answers[0]["number"])).await;
        assert_eq!(fetched.text(), answer.text());
    }
    let owner = query(Asking { identification: "Q-2", ..AGENT }, "4", &[&number], CODE);
    let answer = region.sn.client("ML300").message(&owner).await;
    is(&answer, 200, "CC037C", &["<name>Transit Teranga</name>", "<name>Caution commune</name>"]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_of_several_guarantees_is_one_message_and_so_is_its_answer() {
    let mut region = Region::start().await;
    let (officer, _) = used(&region).await;
    let done = officer.done("/guarantees", "second", &registering("SN", "SN100")).await;
    let place = format!("/guarantees/{}", done["dossier"].as_str().unwrap());
    let codes = json!({"ReplaceAccessCodes": {"codes": [CODE], "basis": basis()}});
    officer.done(&format!("{place}/commands"), "second-codes", &codes).await;
    let view = officer.get(&place).await.json();
    let second = view["registration"]["reference"]["grn"].as_str().unwrap().to_owned();
    let first = grn("SN");
    let trader = region.sn.client("SN100");
    let message = query(HOLDER, "1", &[&first, &second], CODE);
    let answer = trader.message(&message).await;
    let both = [format!("<GRN>{first}</GRN>"), format!("<GRN>{second}</GRN>")];
    is(&answer, 200, "CC037C", &[&both[0], &both[1], "<sequenceNumber>2</sequenceNumber>"]);
    assert_eq!(trader.message(&message).await.text(), answer.text());
    // Where one is unknown, its place is told, and nothing is answered.
    let unknown = query(
        Asking { identification: "Q-2", ..HOLDER },
        "1",
        &[&first, "26SN0101000000990"],
        CODE,
    );
    let answer = trader.message(&unknown).await;
    let place = "<errorPointer>/CC034C/GuaranteeReference[2]</errorPointer>";
    is(&answer, 422, "CC906C", &[place, "NOD-002"]);
    // Where another administration keeps it, who that is and where.
    let elsewhere = Asking { identification: "Q-3", ..HOLDER };
    let answer = trader.message(&query(elsewhere, "1", &[&grn("ML")], CODE)).await;
    is(&answer, 422, "CC906C", &["NOD-029"]);
    let codes = json!({"Query": {"query": "1", "requester": {"number": "SN100", "role": "1"}}});
    let there = trader.post(&format!("/guarantees/{}/commands", grn("ML")), "there", &codes).await;
    let told = there.json()["refusals"][0].clone();
    let endpoint = format!("https://{}", region.ml.address());
    assert_eq!((there.status, &told["code"]), (404, &json!("NOD-029")), "{}", there.text());
    assert_eq!(told["arguments"]["administration"], "ML");
    assert_eq!(told["arguments"]["endpoint"], endpoint);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_access_codes_close_a_guarantee_and_strangers_get_nothing() {
    let mut region = Region::start().await;
    let (officer, dossier) = used(&region).await;
    let number = grn("SN");
    // Whoever is no party is told so, whatever code he gives, and closes nothing.
    let stranger = Asking { number: "SN200", ..HOLDER };
    for attempt in 0..6 {
        let identification = format!("S-{attempt}");
        let asking = Asking { identification: &identification, ..stranger };
        let answer =
            region.sn.client("SN200").message(&query(asking, "3", &[&number], "ZZ99")).await;
        is(&answer, 422, "CC906C", &["GUA-037"]);
    }
    let agent = region.sn.client("ML300");
    let ask = |attempt: usize, code: &'static str| {
        let (agent, number) = (&agent, &number);
        async move {
            let identification = format!("A-{attempt}");
            let asking = Asking { identification: &identification, ..AGENT };
            agent.message(&query(asking, "3", &[number], code)).await
        }
    };
    for attempt in 0..5 {
        let answer = ask(attempt, "ZZ99").await;
        is(&answer, 422, "CC906C", &["GUA-031"]);
        assert!(!answer.text().contains("ZZ99"));
    }
    // Sent again, the same message is the same attempt.
    is(&ask(4, "ZZ99").await, 422, "CC906C", &["GUA-031"]);
    for attempt in 5..8 {
        is(&ask(attempt, CODE).await, 422, "CC906C", &["GUA-032"]);
    }
    let view = officer.get(&format!("/guarantees/{dossier}")).await.json();
    assert_eq!(view["wrong_codes_count"], 5);
    // The holder, known by his token, still asks without a code; the office lets all in again.
    let commands = format!("/guarantees/{dossier}/commands");
    let asked = json!({"Query": {"query": "3", "requester": {"number": "SN100", "role": "1"}}});
    let done = region.sn.client("SN100").done(&commands, "query", &asked).await;
    assert_eq!(done["events"], json!(["Queried"]));
    let codes = json!({"ReplaceAccessCodes": {"codes": [CODE], "basis": basis()}});
    officer.done(&commands, "reopened", &codes).await;
    is(&ask(8, CODE).await, 200, "CC037C", &[]);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_holder_changes_his_access_codes_and_nobody_else_does() {
    let mut region = Region::start().await;
    let (_, dossier) = used(&region).await;
    let trader = region.sn.client("SN100");
    let answer = trader.message(&change("C-1", CODE, CODE, "NEW1")).await;
    is(&answer, 200, "CC225C", &["<messageRecipient>SN100</messageRecipient>"]);
    assert!(!answer.text().contains("NEW1"));
    let wrong = trader.message(&change("C-2", CODE, "NEW1", "NEW2")).await;
    is(&wrong, 422, "CC906C", &["GUA-031"]);
    let agent = region.sn.client("ML300");
    let number = grn("SN");
    let old = agent.message(&query(AGENT, "3", &[&number], CODE)).await;
    is(&old, 422, "CC906C", &["GUA-031"]);
    let with_new = query(Asking { identification: "Q-2", ..AGENT }, "3", &[&number], "NEW1");
    is(&agent.message(&with_new).await, 200, "CC037C", &[]);
    // Another trader, even one who knows a code, is refused as such.
    let body = json!({"ChangeAccessCodes": {"master": "NEW1", "new": "NEW3"}});
    let commands = format!("/guarantees/{dossier}/commands");
    let refused = region.sn.client("SN200").post(&commands, "other", &body).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert_eq!(region.sn.client(GUARANTOR).post(&commands, "g", &body).await.status, 403);
    trader.done(&commands, "added", &body).await;
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_with_a_slip_of_the_finger_is_told_nowhere() {
    let mut region = Region::start().await;
    used(&region).await;
    let answer = region.sn.client("SN100").message(&change("C-1", "SLP", CODE, "NEW1")).await;
    is(&answer, 422, "CC906C", &["masterAccessCode"]);
    assert!(!answer.text().contains("SLP"), "{}", answer.text());
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guarantor_finds_the_rejection_of_its_query_again_and_another_does_not() {
    let mut region = Region::start().await;
    used(&region).await;
    let guarantor = region.sn.client(GUARANTOR);
    let answer = guarantor.message(&query(UNDERTAKER, "3", &[&grn("SN")], "XXXX")).await;
    is(&answer, 422, "CC906C", &[]);
    let items = guarantor.get("/messages").await.json()["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
    let (message, answers) = (&items[0]["message"], &items[0]["answers"]);
    assert_eq!((message, answers), (&json!("CC906C"), &json!("Q-1")));
    let path = format!("/messages/{}", items[0]["id"]);
    assert_eq!(guarantor.get(&path).await.text(), answer.text());
    for other in ["G-2", "SN100"] {
        assert_eq!(region.sn.client(other).get(&path).await.status, 404, "{other}");
    }
    region.stop().await;
}
