//! What ASYCUDA World exports of a journey.

use super::Load;
use crate::demo::ways::Way;

/// How far a SAD has come when it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It is registered.
    Registered,
    /// It is released, to be at destination by this day.
    Released(String),
    /// The truck has left the country: by which office, on which day, at what time.
    Gone {
        /// The time limit of the release.
        limit: String,
        /// The office of exit.
        office: String,
        /// The day.
        day: String,
        /// The time of day.
        time: String,
    },
}

impl Load {
    /// What its SAD says that others must see without typing it: each by the element it becomes.
    pub(crate) fn said(&self) -> [(&'static str, String); 4] {
        let Self { plate, seal, bag_count, .. } = self;
        [
            ("transport/DepartureTransportMeans/identificationNumber", plate.clone()),
            ("transport/TransportEquipment/Seal/identifier", seal.clone()),
            (
                "goods/HouseConsignment/ConsignmentItem/Packaging/numberOfPackages",
                bag_count.to_string(),
            ),
            (
                "goods/HouseConsignment/ConsignmentItem/Commodity/GoodsMeasure/grossMass",
                self.gross_mass_kg().to_string(),
            ),
        ]
    }

    /// What ASYCUDA World exports of it.
    pub(crate) fn sad(&self, way: &Way, stage: &Stage) -> String {
        let (exit, transit) = match stage {
            Stage::Registered => (String::new(), String::new()),
            Stage::Released(limit) => (String::new(), released(limit)),
            Stage::Gone { limit, office, day, time } => {
                let exit = format!(
                    "<Export_release><Date_of_exit>{day}</Date_of_exit>\
                     <Time_of_exit>{time}</Time_of_exit>\
                     <Actual_office_of_exit_code>{office}</Actual_office_of_exit_code>\
                     </Export_release>"
                );
                (exit, released(limit))
            }
        };
        let (mass, country, nationality) = (self.gross_mass_kg(), way.to(), way.from());
        let Way { departure, destination, holder, .. } = way;
        let Self { lrn, plate, seal, bag_count, amount, registration } = self;
        format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<ASYCUDA id="1">{exit}
  <Identification>
    <Office_segment><Customs_clearance_office_code>{departure}</Customs_clearance_office_code></Office_segment>
    <Type><Type_of_declaration>TR</Type_of_declaration><Declaration_gen_procedure_code>8</Declaration_gen_procedure_code></Type>
    <Registration><Serial_number>T</Serial_number><Number>{registration}</Number></Registration>
  </Identification>
  <Property><Nbers><Total_number_of_items>1</Total_number_of_items><Total_number_of_packages>{bag_count}</Total_number_of_packages></Nbers></Property>
  <Declarant><Declarant_code>{holder}</Declarant_code><Reference><Number>{lrn}</Number></Reference></Declarant>
  <Transport>
    <Means_of_transport><Departure_arrival_information><Identity>{plate}</Identity><Nationality>{nationality}</Nationality></Departure_arrival_information></Means_of_transport>
    <Container_flag>false</Container_flag>
  </Transport>
  <Financial><Guarantee><Amount>{amount}.0</Amount></Guarantee></Financial>
  <Transit>
    <Principal><Code>{holder}</Code></Principal>
    <Destination><Office>{destination}</Office><Country>{country}</Country></Destination>
    <Seals><Number>1</Number><Identity>{seal}</Identity></Seals>{transit}
  </Transit>
  <Valuation><Weight><Gross_weight>{mass}</Gross_weight></Weight></Valuation>
  <Item>
    <Packages><Number_of_packages>{bag_count}</Number_of_packages><Kind_of_packages_code>BG</Kind_of_packages_code></Packages>
    <Goods_description><Description_of_goods>Rice, semi-milled, in bags of 50 kg</Description_of_goods></Goods_description>
    <Tarification><HScode><Commodity_code>10063090</Commodity_code></HScode></Tarification>
    <Valuation_item><Weight_itm><Gross_weight_itm>{mass}</Gross_weight_itm></Weight_itm></Valuation_item>
  </Item>
</ASYCUDA>
"#
        )
    }
}

fn released(limit: &str) -> String {
    format!("<Result_of_control>A2</Result_of_control><Time_limit>{limit}</Time_limit>")
}
