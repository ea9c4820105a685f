//! Parties that the national system enters into the register while the node is at work.

use serde_json::{Value, json};

use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Region, SYSTEM, day};

fn address(city: &str) -> Value {
    json!({"street_and_number": "Rue 1", "city": city, "country": "SN"})
}

fn text(parties: &Value) -> String {
    parties.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_that_the_national_system_enters_is_gone_by_from_its_answer_on() {
    let mut region = Region::start().await;
    let (officer, system) = (region.sn.client(OFFICER), region.sn.client(SYSTEM));
    guarantee(&officer, "SN").await;
    let broker = region.sn.client("SN200");
    let declare = async |lrn: &str| {
        let mut command = Declared { lrn, grn: &grn("SN"), amount: 1_000 }.command();
        command["Present"]["declaration"]["representative"] = json!("SN200");
        command["Present"]["declaration"]["representation"] = json!("direct");
        broker.post("/movements", lrn, &command).await
    };
    let refused = declare("LRN-1").await;
    assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("TRA-042")));
    let entered = json!({
        "traders": [{"id": "SN200", "name": "Sahel Négoce", "address": address("Thiès")}],
        "mandates": [{"number": "M-1", "principal": "SN100", "representative": "SN200",
            "kind": "direct", "procedures": ["transit"], "valid": {"from": day(0)}}],
        "licences": [{"number": "L-1", "trader": "SN200", "procedures": ["transit"]}],
    });
    let counts = system.bring("/parties", &text(&entered)).await;
    assert_eq!(
        counts.json(),
        json!({"rows": 3, "added": 3, "follow": 0, "end": 0, "unchanged": 0, "changed": true})
    );
    assert_eq!(declare("LRN-2").await.status, 201);
    let party = officer.get("/parties/SN200").await.json();
    let of_both = (&party["name"], &party["licences"][0]["number"], &party["mandates"][0]["kind"]);
    assert_eq!(of_both, (&json!("Sahel Négoce"), &json!("L-1"), &json!("direct")));
    // Either side of a mandate finds it with itself.
    for (trader, other) in [("SN100", "SN200"), ("SN200", "SN100")] {
        let own = region.sn.client(trader).get(&format!("/parties/{trader}")).await.json();
        let mandate = &own["mandates"][0];
        let sides = [&mandate["principal"], &mandate["representative"]];
        assert!(sides.contains(&&json!(other)), "{own}");
    }
    let again = system.bring("/parties", &text(&entered)).await.json();
    assert_eq!((&again["unchanged"], &again["changed"]), (&json!(3), &json!(false)));
    region.sn.stop().await;
    region.sn.start().await;
    assert_eq!(region.sn.client(OFFICER).get("/parties/SN200").await.status, 200);
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_parties_that_are_wrong_none_is_entered_and_everything_is_told() {
    let mut region = Region::start().await;
    let system = region.sn.client(SYSTEM);
    let before = std::fs::read(&region.sn.config.paths.reference).unwrap();
    let wrong = json!({
        "traders": [{"id": "SN200", "name": "Sahel Négoce", "address": address("Thiès")},
            {"id": "SN100", "name": "Another name", "address": address("Dakar")}],
        "agents": [{"guarantor": "G-9", "name": "Nobody's", "address": address("Dakar")}],
        "routes": [],
    });
    let answer = system.bring("/parties", &text(&wrong)).await;
    assert_eq!((answer.status, &answer.json()["code"]), (422, &json!("NOD-015")));
    let findings = answer.json()["findings"].clone();
    let paths: Vec<_> = findings.as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(paths, ["/traders[2]", "/agents[1]/guarantor", "/routes"]);
    assert_eq!(std::fs::read(&region.sn.config.paths.reference).unwrap(), before);
    assert_eq!(region.sn.client(OFFICER).get("/parties/SN200").await.status, 404);
    for text in ["", "{", "[]"] {
        assert_eq!(system.bring("/parties", text).await.status, 400, "{text}");
    }
    // Nobody else may, whatever post he holds.
    let officer = region.sn.client(OFFICER).bring("/parties", "{}").await;
    assert_eq!((officer.status, &officer.json()["code"]), (403, &json!("NOD-003")));
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_wait_while_somebody_else_changes_the_register() {
    let mut region = Region::start().await;
    let system = region.sn.client(SYSTEM);
    let held = api::ReferenceFile::open(&region.sn.config.paths.reference).unwrap();
    let busy = system.bring("/parties", "{}").await;
    assert_eq!((busy.status, busy.header("retry-after")), (503, "1"));
    drop(held);
    assert_eq!(system.bring("/parties", "{}").await.status, 200);
    region.stop().await;
}
