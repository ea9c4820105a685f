//! Strings by which systems are broken into: data like any other, wherever they go in and out.

use kernel::{CodeLists, Date, Element, Listed};
use serde_json::{Value, json};

use crate::client::Client;
use crate::papers::{Declared, arrival, basis, grn, guarantee};
use crate::region::{OFFICER, Region, until};

/// How many items a declaration has.
const ITEMS: usize = 900;

/// Texts of one length, one after the other and from the first again.
struct Texts {
    texts: Vec<String>,
    next: usize,
}

impl Texts {
    /// Every string that has something to say, in pieces of a length, each once.
    fn of(payloads: &[String], length: usize) -> Self {
        let pieces = payloads.iter().flat_map(|payload| testkit::pieces(payload, length));
        let texts: std::collections::BTreeSet<String> = pieces.collect();
        Self { texts: texts.into_iter().collect(), next: 0 }
    }

    /// The next as it is written in XML.
    fn next(&mut self) -> String {
        let text = &self.texts[self.next % self.texts.len()];
        self.next += 1;
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    fn all_said(&self, places: usize) -> bool {
        self.next >= self.texts.len() * places
    }
}

/// What is left to be said in texts of each length.
struct Saying {
    long: Texts,
    middle: Texts,
    short: Texts,
}

impl Saying {
    fn address(&mut self) -> String {
        format!(
            "<Address><streetAndNumber>{}</streetAndNumber><city>{}</city>\
             <country>SN</country></Address>",
            self.middle.next(),
            self.short.next(),
        )
    }

    fn item(&mut self, number: usize) -> String {
        format!(
            "<ConsignmentItem><goodsItemNumber>{number}</goodsItemNumber>\
             <declarationGoodsItemNumber>{number}</declarationGoodsItemNumber>\
             <Consignee><name>{}</name>{}</Consignee>\
             <Commodity><descriptionOfGoods>{}</descriptionOfGoods><CommodityCode>\
             <harmonizedSystemSubHeadingCode>100630</harmonizedSystemSubHeadingCode></CommodityCode>\
             </Commodity>\
             <Packaging><sequenceNumber>1</sequenceNumber><typeOfPackages>BG</typeOfPackages>\
             <numberOfPackages>1</numberOfPackages><shippingMarks>{}</shippingMarks></Packaging>\
             <SupportingDocument><sequenceNumber>1</sequenceNumber><type>N380</type>\
             <referenceNumber>{}</referenceNumber>\
             <complementOfInformation>{}</complementOfInformation></SupportingDocument>\
             <TransportDocument><sequenceNumber>1</sequenceNumber><type>N730</type>\
             <referenceNumber>{}</referenceNumber></TransportDocument>\
             <AdditionalInformation><sequenceNumber>1</sequenceNumber><code>20300</code>\
             <text>{}</text></AdditionalInformation></ConsignmentItem>",
            self.middle.next(),
            self.address(),
            self.long.next(),
            self.long.next(),
            self.middle.next(),
            self.short.next(),
            self.middle.next(),
            self.long.next(),
        )
    }

    /// A declaration of many items, all of whose texts say what is next.
    fn message(&mut self, declared: Declared<'_>) -> String {
        let message = declared.message("SN100", declared.lrn);
        let (before, rest) = message.split_once("      <ConsignmentItem>").unwrap();
        let (_, after) = rest.split_once("</ConsignmentItem>").unwrap();
        let items: String = (1..=ITEMS).map(|number| self.item(number)).collect();
        let (header, around) = (self.short.next(), self.middle.next());
        format!("{before}{items}{after}")
            .replace(">Société de transit &amp; fils<", &format!(">{}<", self.middle.next()))
            .replace(">Zone 4, rue 12<", &format!(">{around}<"))
            .replace(">1234 AB 01<", &format!(">{header}<"))
            .replace(">Port autonome<", &format!(">{}<", self.middle.next()))
            .replace(">Comptoir d'Abidjan<", &format!(">{}<", self.middle.next()))
    }
}

/// No list is kept.
struct NoLists;

impl CodeLists for NoLists {
    fn listed(&self, _list: &str, _code: &str, _day: Date) -> Listed {
        Listed::NoSuchList
    }
}

pub(crate) fn read(message: &[u8]) -> Element {
    let reading = wire::read(message, &NoLists, Date::constant(2026, 11, 23));
    assert!(reading.accepted().is_some(), "{:?}", reading.findings);
    reading.tree.unwrap()
}

/// The texts of elements of a name, wherever they stand.
pub(crate) fn texts<'t>(element: &'t Element, name: &str, found: &mut Vec<&'t str>) {
    for child in element.children() {
        if child.name.as_ref() == name {
            found.extend(child.value());
        }
        texts(child, name, found);
    }
}

/// Elements of declarations whose text is free.
const FREE: [&str; 8] = [
    "name",
    "streetAndNumber",
    "city",
    "descriptionOfGoods",
    "shippingMarks",
    "referenceNumber",
    "complementOfInformation",
    "text",
];

/// Whether everything one tree says in a place another says there too, in the same order.
fn assert_same_texts(said: &Element, told: &Element) {
    for name in FREE {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        texts(said, name, &mut one);
        texts(told, name, &mut other);
        assert_eq!(one, other, "{name}");
        assert!(one.len() >= ITEMS, "{name}: {}", one.len());
    }
}

/// A movement as somebody is shown it: the goods, vehicle and parties that were declared.
async fn assert_shown(client: &Client, movement: &str, message: &Element) {
    let view = client.get(&format!("/movements/{movement}")).await.json();
    let shown = |group: &str| serde_json::from_value::<Element>(view[group].clone()).unwrap();
    let consignment = message.first("Consignment").unwrap();
    let transport = ["TransportEquipment", "DepartureTransportMeans"];
    let goods = transport.iter().fold(consignment.clone(), |goods, name| goods.without(name));
    assert!(shown("goods") == goods, "{movement}: the goods are shown otherwise");
    let vehicle = |tree: &Element, path: &str| tree.text(path).map(str::to_owned);
    let path = "DepartureTransportMeans/identificationNumber";
    assert_eq!(vehicle(&shown("transport"), path), vehicle(consignment, path));
    let (parties, holder) = (shown("parties"), "HolderOfTheTransitProcedure");
    assert_eq!(parties.first(holder), message.first(holder));
}

/// What an evidence bundle says of a group of an event, as it was written.
fn in_evidence(bundle: &Value, group: &str) -> Element {
    let logs = bundle["logs"].as_array().unwrap().iter();
    let entries = logs.flat_map(|log| log["entries"].as_array().unwrap());
    let mut groups = entries.flat_map(|entry| entry["groups"].as_array().unwrap());
    let found = groups.find(|found| found["name"] == group).unwrap();
    serde_json::from_str(found["body"].as_str().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_of_a_declaration_carries_injection_strings_to_wherever_it_goes() {
    let Some(payloads) = testkit::payloads() else { return };
    assert!(payloads.len() > 3000, "{}", payloads.len());
    let mut region = Region::start().await;
    let (dakar, bamako) = (region.sn.client(OFFICER), region.ml.client(OFFICER));
    let (trader, grn) = (region.sn.client("SN100"), grn("SN"));
    guarantee(&dakar, "SN").await;
    let [long, middle, short] = [512, 70, 35].map(|length| Texts::of(&payloads, length));
    let mut saying = Saying { long, middle, short };
    let mut number = 0;
    // Each text of an item comes by as often as there are places for one of its length in it.
    while !(saying.long.all_said(3) && saying.middle.all_said(4) && saying.short.all_said(2)) {
        number += 1;
        let lrn = format!("LRN-{number}");
        let message = saying.message(Declared { lrn: &lrn, grn: &grn, amount: 1 });
        let answered = trader.message(&message).await;
        assert_eq!(answered.status, 200, "{}", answered.text());
        let movement = answered.header("location").rsplit('/').next().unwrap().to_owned();
        let said = read(message.as_bytes());
        let mrn = dakar.movement_in(&movement, "released").await["mrn"].clone();
        for client in [&dakar, &trader] {
            assert_shown(client, &movement, &said).await;
        }
        // Over the wire, and out again as XML on either side.
        bamako.movement_in(&movement, "released").await;
        assert_shown(&bamako, &movement, &said).await;
        let told = dakar.messages(&movement).await;
        let (_, released) = told.iter().find(|(kind, _)| kind == "CC029C").unwrap();
        let told = read(released);
        assert_same_texts(said.first("Consignment").unwrap(), told.first("Consignment").unwrap());
        if number == 1 {
            let bundle = dakar.get(&format!("/movements/{movement}/evidence")).await.json();
            let goods = in_evidence(&bundle, "goods");
            assert_same_texts(said.first("Consignment").unwrap(), &goods);
            let mrn = mrn.as_str().unwrap();
            let notified = region.ml.client("ML300").message(&arrival("ML300", mrn, "A-1")).await;
            assert_eq!(notified.status, 200, "{}", notified.text());
        }
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_injection_string_names_a_movement_and_finds_that_one_alone() {
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    // What a trader may call a declaration: 22 characters, none of them a control character.
    let names: Vec<_> = payloads.iter().filter(|text| kernel::Lrn::parse(text).is_ok()).collect();
    assert!(names.len() > 300, "{}", names.len());
    let mut movements = Vec::new();
    for (number, name) in names.iter().enumerate().step_by(5) {
        let mut command = Declared { lrn: name, grn: "", amount: 1 }.command();
        command["Present"]["declaration"]["guarantees"] = json!([{"type": "B"}]);
        command["Present"]["access_codes"] = json!({});
        let done = trader.done("/movements", &format!("k{number}"), &command).await;
        movements.push((name, done["dossier"].as_str().unwrap().to_owned()));
    }
    until("lists that follow", || async {
        let state = officer.get("/node").await.json();
        (state["lists_behind"] == json!(false)).then_some(())
    })
    .await;
    for (name, movement) in movements {
        for client in [&officer, &trader] {
            let mut query = String::new();
            for byte in name.bytes() {
                query.push_str(&format!("%{byte:02X}"));
            }
            let listed = client.get(&format!("/movements?lrn={query}")).await.json();
            let items = listed["items"].as_array().unwrap();
            assert_eq!(items.len(), 1, "{name}: {listed}");
            assert_eq!(items[0]["dossier"], json!(movement), "{name}");
        }
        let view = officer.get(&format!("/movements/{movement}")).await.json();
        assert_eq!(view["declaration"]["lrn"], json!(name));
    }
    region.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_in_words_are_told_again_letter_by_letter() {
    let Some(payloads) = testkit::payloads() else { return };
    let mut region = Region::start().await;
    let (officer, trader) = (region.sn.client(OFFICER), region.sn.client("SN100"));
    let command = Declared { lrn: "LRN-1", grn: &grn("SN"), amount: 1 }.command();
    let done = trader.done("/movements", "present", &command).await;
    let path = format!("/movements/{}", done["dossier"].as_str().unwrap());
    let remarks = payloads.join("\r\n\t");
    let invalidate = json!({"Invalidate": {"remarks": remarks, "basis": basis()}});
    officer.done(&format!("{path}/commands"), "invalidate", &invalidate).await;
    let view = officer.get(&path).await.json();
    let last = view["steps"].as_array().unwrap().last().unwrap();
    assert!(last["remarks"] == json!(remarks), "{}", last["what"]);
    // What is said of it in XML is XML.
    for (kind, message) in officer.messages(view["dossier"].as_str().unwrap()).await {
        assert_eq!(read(&message).name.as_ref(), kind);
    }
    region.stop().await;
}
