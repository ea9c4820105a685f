//! The papers of a journey from Dakar to Bamako.

use serde_json::{Value, json};

use crate::client::Client;
use crate::region::{OFFICER, day};

/// The access code of every guarantee here.
pub(crate) const CODE: &str = "ZQ7X";

/// A declaration by which `SN100` is the holder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declared<'a> {
    pub(crate) lrn: &'a str,
    pub(crate) grn: &'a str,
    pub(crate) amount: u32,
}

/// An act's basis, where a national system names the officer too.
pub(crate) fn basis() -> Value {
    json!({"provision": "A/P4/5/82", "officer": OFFICER})
}

/// The number of the guarantee of a country, with its check digit.
pub(crate) fn grn(country: &str) -> String {
    let unchecked = format!("26{country}000001000001");
    let grn: kernel::Grn = format!("{unchecked}0").parse().unwrap();
    format!("{unchecked}{}", grn.right_check_digit())
}

/// What registers a comprehensive guarantee of a trader.
pub(crate) fn registering(country: &str, holder: &str) -> Value {
    let office = if country == "SN" { "SNDKR000" } else { "MLBKO000" };
    json!({"Register": {
        "type": "1", "holder": holder, "guarantor": "G-1", "office": office,
        "reference_amount": {"amount": "1000000", "currency": "XOF"},
        "percentage": 100, "validity": {"from": "2026-01-01"}, "basis": basis(),
    }})
}

/// A guarantee of `SN100` at a country's node: its dossier.
pub(crate) async fn guarantee(officer: &Client, country: &str) -> String {
    let mut register = registering(country, "SN100");
    register["Register"]["grn"] = json!(grn(country));
    let done = officer.done("/guarantees", "register", &register).await;
    let dossier = done["dossier"].as_str().unwrap().to_owned();
    let codes = json!({"ReplaceAccessCodes": {"codes": [CODE], "basis": basis()}});
    officer.done(&format!("/guarantees/{dossier}/commands"), "codes", &codes).await;
    dossier
}

impl Declared<'_> {
    /// As JSON.
    pub(crate) fn command(&self) -> Value {
        json!({"Present": {
            "declaration": {
                "lrn": self.lrn, "declaration_type": "T1", "security": "0", "holder": "SN100",
                "departure": "SNDKR000", "destination": "MLBKO000", "transits": ["MLX02000"],
                "countries": ["SN", "ML"], "commodities": ["100630"],
                "guarantees": [{
                    "type": "1", "reference": {"grn": self.grn},
                    "amount": {"amount": self.amount.to_string(), "currency": "XOF"},
                }],
            },
            "access_codes": {"1": CODE},
        }})
    }

    /// As CC015C: the sample of the wire crate on another way.
    pub(crate) fn message(&self, sender: &str, identification: &str) -> String {
        let sample = include_str!("../../../wire/testdata/CC015C.xml");
        let (before, rest) = sample.split_once("  <CustomsOfficeOfTransitDeclared>").unwrap();
        let (_, after) = rest.rsplit_once("</CustomsOfficeOfTransitDeclared>\n").unwrap();
        let transit = "  <CustomsOfficeOfTransitDeclared>\n    \
                       <sequenceNumber>1</sequenceNumber>\n    \
                       <referenceNumber>MLX02000</referenceNumber>\n  \
                       </CustomsOfficeOfTransitDeclared>\n";
        format!("{before}{transit}{after}")
            .replace("<messageSender>CI0000001<", &format!("<messageSender>{sender}<"))
            .replace("CI-2026-000001", identification)
            .replace("NTA.CI", "NTA.SN")
            .replace("ABJ-2026-0001", self.lrn)
            .replace("2026-12-03", &day(10))
            .replace("CIABJ000", "SNDKR000")
            .replace("CI0000001", "SN100")
            .replace("26CI0000010000013", self.grn)
            .replace(">AC01<", &format!(">{CODE}<"))
            .replace(">2500000<", &format!(">{}<", self.amount))
    }
}

/// A notification of arrival at Bamako, as CC007C.
pub(crate) fn arrival(trader: &str, mrn: &str, identification: &str) -> String {
    let now = api::now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<ncts:CC007C xmlns:ncts="http://ncts.dgtaxud.ec" PhaseID="NCTS5.0">
  <messageSender>{trader}</messageSender>
  <messageRecipient>NTA.ML</messageRecipient>
  <preparationDateAndTime>{now}</preparationDateAndTime>
  <messageIdentification>{identification}</messageIdentification>
  <messageType>CC007C</messageType>
  <TransitOperation>
    <MRN>{mrn}</MRN>
    <arrivalNotificationDateAndTime>{now}</arrivalNotificationDateAndTime>
    <simplifiedProcedure>0</simplifiedProcedure>
    <incidentFlag>0</incidentFlag>
  </TransitOperation>
  <CustomsOfficeOfDestinationActual>
    <referenceNumber>MLBKO000</referenceNumber>
  </CustomsOfficeOfDestinationActual>
  <TraderAtDestination><identificationNumber>{trader}</identificationNumber></TraderAtDestination>
  <Consignment>
    <LocationOfGoods>
      <typeOfLocation>A</typeOfLocation>
      <qualifierOfIdentification>V</qualifierOfIdentification>
      <CustomsOffice><referenceNumber>MLBKO000</referenceNumber></CustomsOffice>
    </LocationOfGoods>
  </Consignment>
</ncts:CC007C>
"#
    )
}

/// A SAD of Dakar's national system, as far as it has come.
#[derive(Debug, Clone)]
pub(crate) struct Sad {
    pub(crate) lrn: &'static str,
    pub(crate) holder: &'static str,
    pub(crate) registration: u32,
    /// What stands in `Property/Status`.
    pub(crate) status: Option<&'static str>,
    /// The number plate of the vehicle.
    pub(crate) vehicle: Option<&'static str>,
    pub(crate) destination: &'static str,
    pub(crate) amount: u32,
    /// The time limit, once it is released.
    pub(crate) released: Option<String>,
    /// The time of exit, once it has left.
    pub(crate) gone: Option<&'static str>,
}

impl Sad {
    /// One that is registered.
    pub(crate) fn registered(lrn: &'static str) -> Self {
        Self {
            lrn,
            holder: "SN100",
            registration: 4711,
            status: None,
            vehicle: None,
            destination: "MLBKO000",
            amount: 400_000,
            released: None,
            gone: None,
        }
    }

    /// What the system exports.
    pub(crate) fn text(&self) -> String {
        let Self { lrn, holder, registration, destination, amount, released, gone, .. } = self;
        let day = day(0);
        let status = self.status.map_or_else(String::new, |status| {
            format!("<Property><Status>{status}</Status></Property>")
        });
        let vehicle = self.vehicle.map_or_else(String::new, |plate| {
            format!(
                "<Means_of_transport><Departure_arrival_information><Identity>{plate}</Identity>\
                 </Departure_arrival_information></Means_of_transport>"
            )
        });
        let exit = gone.map_or_else(String::new, |time| {
            format!(
                "<Export_release><Date_of_exit>{day}</Date_of_exit>\
                 <Time_of_exit>{time}</Time_of_exit>\
                 <Actual_office_of_exit_code>SNKID000</Actual_office_of_exit_code></Export_release>"
            )
        });
        let limit = released.as_ref().map_or_else(String::new, |limit| {
            format!("<Result_of_control>A2</Result_of_control><Time_limit>{limit}</Time_limit>")
        });
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ASYCUDA id="1">{exit}{status}
  <Identification>
    <Office_segment><Customs_clearance_office_code>SNDKR000</Customs_clearance_office_code></Office_segment>
    <Registration><Serial_number>T</Serial_number><Number>{registration}</Number></Registration>
  </Identification>
  <Declarant><Declarant_code>SN100</Declarant_code><Reference><Number>{lrn}</Number></Reference></Declarant>
  <Transport>{vehicle}<Container_flag>false</Container_flag></Transport>
  <Financial><Guarantee><Amount>{amount}.0</Amount></Guarantee></Financial>
  <Transit>
    <Principal><Code>{holder}</Code></Principal>
    <Destination><Office>{destination}</Office><Country>ML</Country></Destination>{limit}
  </Transit>
  <Valuation><Weight><Gross_weight>23500.5</Gross_weight></Weight></Valuation>
  <Item>
    <Packages><Number_of_packages>460</Number_of_packages><Kind_of_packages_code>BG</Kind_of_packages_code></Packages>
    <Goods_description><Description_of_goods>Rice</Description_of_goods></Goods_description>
    <Tarification><HScode><Commodity_code>10063090</Commodity_code></HScode></Tarification>
    <Valuation_item><Weight_itm><Gross_weight_itm>23500.5</Gross_weight_itm></Weight_itm></Valuation_item>
  </Item>
</ASYCUDA>
"#
        )
    }
}
