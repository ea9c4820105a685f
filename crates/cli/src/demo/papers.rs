//! The papers of a journey, drawn from a seed: SADs, declarations, access codes.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Draws papers; the same seed gives the same papers.
#[derive(Debug)]
pub(crate) struct Draw {
    seed: u64,
    random: ChaCha20Rng,
    count: u32,
}

/// What one truck carries, and how it is called on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Load {
    /// What the declarant calls the declaration.
    pub(crate) lrn: String,
    /// The registration number of the vehicle.
    pub(crate) plate: String,
    /// The seal.
    pub(crate) seal: String,
    /// How many bags of 50 kg.
    pub(crate) bag_count: u32,
    /// Duties and taxes at stake, in francs.
    pub(crate) amount: u32,
    /// The number under which a national system registers it.
    pub(crate) registration: u32,
}

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

/// Where a journey goes, on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    /// The office of departure.
    pub(crate) departure: &'static str,
    /// The office of destination.
    pub(crate) destination: &'static str,
    /// Who answers for the goods.
    pub(crate) holder: &'static str,
}

impl Draw {
    /// From a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, random: ChaCha20Rng::seed_from_u64(seed), count: 0 }
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.random.next_u32() % limit
    }

    /// An access code.
    pub(crate) fn access_code(&mut self) -> String {
        const SIGNS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        let count = u32::try_from(SIGNS.len()).unwrap_or(1);
        let mut sign = || {
            let at = usize::try_from(self.below(count)).unwrap_or_default();
            SIGNS.get(at).copied().map_or('A', char::from)
        };
        (0..4).map(|_| sign()).collect()
    }

    /// The next load.
    pub(crate) fn load(&mut self, place: &str) -> Load {
        self.count += 1;
        let bag_count = 200 + self.below(400);
        Load {
            lrn: format!("{place}-{}-{:06}", self.seed, self.count),
            plate: format!("{:04} {place} {:02}", self.below(10_000), self.below(100)),
            seal: format!("{place}-SEAL-{:05}", self.below(100_000)),
            bag_count,
            amount: bag_count * 4_000,
            registration: 1000 * self.count + self.below(1000),
        }
    }
}

impl Load {
    /// The mass of the bags and the pallets, in kilograms.
    fn gross_mass_kg(&self) -> u32 {
        self.bag_count * 51
    }

    /// What ASYCUDA World exports of it.
    pub(crate) fn sad(&self, way: Way, stage: &Stage) -> String {
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
        let (mass, country) = (self.gross_mass_kg(), way.destination.get(..2).unwrap_or_default());
        let Way { departure, destination, holder } = way;
        let Self { lrn, plate, seal, bag_count, amount, registration } = self;
        let nationality = departure.get(..2).unwrap_or_default();
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

    /// What a trader lodges by himself: a CC015C of his representative.
    pub(crate) fn declaration(&self, way: Way, lodged: &Lodging<'_>) -> String {
        let (mass, net) = (self.gross_mass_kg(), self.bag_count * 50);
        let Way { departure, destination, holder } = way;
        let Self { lrn, plate, seal, bag_count, amount, .. } = self;
        let Lodging { representative, transit, grn, access_code, prepared } = lodged;
        let (from, to) = (departure.get(..2).unwrap_or_default(), destination.get(..2));
        let to = to.unwrap_or_default();
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ncts:CC015C xmlns:ncts="http://ncts.dgtaxud.ec" PhaseID="NCTS5.0">
  <messageSender>{representative}</messageSender>
  <messageRecipient>NTA.{from}</messageRecipient>
  <preparationDateAndTime>{prepared}</preparationDateAndTime>
  <messageIdentification>{lrn}</messageIdentification>
  <messageType>CC015C</messageType>
  <TransitOperation>
    <LRN>{lrn}</LRN><declarationType>T1</declarationType>
    <additionalDeclarationType>A</additionalDeclarationType><security>0</security>
    <reducedDatasetIndicator>0</reducedDatasetIndicator><bindingItinerary>0</bindingItinerary>
  </TransitOperation>
  <CustomsOfficeOfDeparture><referenceNumber>{departure}</referenceNumber></CustomsOfficeOfDeparture>
  <CustomsOfficeOfDestinationDeclared><referenceNumber>{destination}</referenceNumber></CustomsOfficeOfDestinationDeclared>
  <CustomsOfficeOfTransitDeclared>
    <sequenceNumber>1</sequenceNumber><referenceNumber>{transit}</referenceNumber>
  </CustomsOfficeOfTransitDeclared>
  <HolderOfTheTransitProcedure><identificationNumber>{holder}</identificationNumber></HolderOfTheTransitProcedure>
  <Representative><identificationNumber>{representative}</identificationNumber><status>2</status></Representative>
  <Guarantee>
    <sequenceNumber>1</sequenceNumber><guaranteeType>1</guaranteeType>
    <GuaranteeReference>
      <sequenceNumber>1</sequenceNumber><GRN>{grn}</GRN><accessCode>{access_code}</accessCode>
      <amountToBeCovered>{amount}</amountToBeCovered><currency>XOF</currency>
    </GuaranteeReference>
  </Guarantee>
  <Consignment>
    <countryOfDispatch>{from}</countryOfDispatch><countryOfDestination>{to}</countryOfDestination>
    <containerIndicator>0</containerIndicator><inlandModeOfTransport>3</inlandModeOfTransport>
    <grossMass>{mass}</grossMass>
    <TransportEquipment>
      <sequenceNumber>1</sequenceNumber><numberOfSeals>1</numberOfSeals>
      <Seal><sequenceNumber>1</sequenceNumber><identifier>{seal}</identifier></Seal>
    </TransportEquipment>
    <DepartureTransportMeans>
      <sequenceNumber>1</sequenceNumber><typeOfIdentification>30</typeOfIdentification>
      <identificationNumber>{plate}</identificationNumber><nationality>{from}</nationality>
    </DepartureTransportMeans>
    <HouseConsignment>
      <sequenceNumber>1</sequenceNumber><grossMass>{mass}</grossMass>
      <ConsignmentItem>
        <goodsItemNumber>1</goodsItemNumber><declarationGoodsItemNumber>1</declarationGoodsItemNumber>
        <Commodity>
          <descriptionOfGoods>Rice, semi-milled, in bags of 50 kg</descriptionOfGoods>
          <CommodityCode><harmonizedSystemSubHeadingCode>100630</harmonizedSystemSubHeadingCode></CommodityCode>
          <GoodsMeasure><grossMass>{mass}</grossMass><netMass>{net}</netMass></GoodsMeasure>
        </Commodity>
        <Packaging><sequenceNumber>1</sequenceNumber><typeOfPackages>BG</typeOfPackages><numberOfPackages>{bag_count}</numberOfPackages></Packaging>
      </ConsignmentItem>
    </HouseConsignment>
  </Consignment>
</ncts:CC015C>
"#
        )
    }
}

fn released(limit: &str) -> String {
    format!("<Result_of_control>A2</Result_of_control><Time_limit>{limit}</Time_limit>")
}

/// What a trader's declaration says beside the load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lodging<'a> {
    /// Who lodges it.
    pub(crate) representative: &'a str,
    /// The office of transit.
    pub(crate) transit: &'a str,
    /// The guarantee.
    pub(crate) grn: &'a str,
    /// What opens it.
    pub(crate) access_code: &'a str,
    /// When it was prepared.
    pub(crate) prepared: &'a str,
}
