//! Why is it open: who must act next, since when, by when and what happens otherwise, in words.

use serde_json::Value;

use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Region, until};

#[tokio::test(flavor = "multi_thread")]
async fn an_open_movement_says_who_must_act_in_three_languages() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let grn = grn("SN");
    guarantee(&officer, "SN").await;
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "WHY-1", grn: &grn, amount: 400_000 };
    let presented = trader.done("/movements", "why", &declared.command()).await;
    let movement = presented["dossier"].as_str().unwrap().to_owned();
    let view = trader.movement_in(&movement, "released").await;
    let path = format!("/movements/{movement}/why");
    for (language, begins) in [
        ("en", "The holder of the transit procedure is to present the goods at destination"),
        ("fr", "Le titulaire du régime de transit doit présenter les marchandises à destination"),
        ("pt", "O titular do regime de trânsito deve apresentar as mercadorias no destino"),
    ] {
        let why = trader.get_in(&path, language).await;
        let open = &why["open"][0];
        assert_eq!(open["concern"], "arrive");
        assert_eq!(open["resolver"], "holder");
        assert_eq!(open["by"], view["limit_date"]);
        assert_eq!(open["then"], "overdue");
        let sentence = open["sentence"].as_str().unwrap();
        assert!(sentence.starts_with(begins), "{sentence}");
        assert!(sentence.contains(view["limit_date"].as_str().unwrap()), "{sentence}");
    }
    let first = async |path: &str| {
        until(path, || async { officer.get_in(path, "en").await["items"].get(0).cloned() }).await
    };
    let headers = [("accept-language", "pt")];
    let (method, body) = (reqwest::Method::GET, Vec::new());
    let asked = crate::client::Request { method, path: &path, headers: &headers, body };
    assert_eq!(officer.send(asked).await.header("content-language"), "pt");
    assert_eq!(first("/why?limit=1").await["dossier"], Value::from(movement));
    let stranger = region.sn.client("SN200");
    assert_eq!(stranger.get_in("/why", "en").await["items"], Value::Array(Vec::new()));
    let hold = first("/why/holds").await;
    assert_eq!(hold["open"][0]["by"], view["limit_date"]);
    let path = format!("/holds/{}/why", hold["dossier"].as_str().unwrap());
    for (language, begins) in [
        ("en", "The office of departure is to discharge the movement"),
        ("fr", "Le bureau de départ doit apurer le mouvement"),
        ("pt", "A estância aduaneira de partida deve apurar o movimento"),
    ] {
        let why = officer.get_in(&path, language).await;
        let sentence = why["open"][0]["sentence"].as_str().unwrap();
        assert!(sentence.starts_with(begins), "{sentence}");
    }
    let unknown = officer.get("/why?after=SN.SN-1.1.00000000000000000000000000000000").await;
    assert_eq!((unknown.status, &unknown.json()["code"]), (404, &Value::from("NOD-002")));
    for limit in ["0", "501", "x"] {
        assert_eq!(officer.get(&format!("/why?limit={limit}")).await.status, 400, "{limit}");
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_guarantee_is_named_with_its_reason() {
    let mut region = Region::start().await;
    let officer = region.sn.client(OFFICER);
    let grn = grn("SN");
    guarantee(&officer, "SN").await;
    let trader = region.sn.client("SN100");
    let declared = Declared { lrn: "WHY-2", grn: &grn, amount: 400_000_000 };
    let presented = trader.done("/movements", "why", &declared.command()).await;
    let movement = presented["dossier"].as_str().unwrap().to_owned();
    let path = format!("/movements/{movement}/why");
    let refused = until("refused", || async {
        let open = trader.get_in(&path, "en").await["open"][0].clone();
        (open["concern"] == "cover-refused").then_some(open)
    });
    let sentence = refused.await["sentence"].as_str().unwrap().to_owned();
    let because = format!("Of guarantee {grn}: The guarantee does not cover the amount");
    assert!(sentence.contains(&because), "{sentence}");
    region.stop().await;
}
