//! What a trader lodges by himself: a declaration of his representative.

use super::Load;
use crate::demo::ways::Way;

/// What a declaration says beside the load and its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lodging<'a> {
    /// Who lodges it.
    pub(crate) representative: &'a str,
    /// What covers it.
    pub(crate) coverings: &'a [Covering<'a>],
    /// When it was prepared.
    pub(crate) prepared: &'a str,
    /// Whether it is lodged before its goods are there.
    pub(crate) prelodged: bool,
}

/// A guarantee as a declaration names it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Covering<'a> {
    /// Its number.
    pub(crate) grn: &'a str,
    /// What opens it.
    pub(crate) access_code: &'a str,
    /// How much it is to cover, in francs.
    pub(crate) amount: u32,
}

impl Load {
    /// A CC015C.
    pub(crate) fn declaration(&self, way: &Way, lodged: &Lodging<'_>) -> String {
        let Self { lrn, .. } = self;
        let kind = if lodged.prelodged { "D" } else { "A" };
        let operation = format!(
            "<LRN>{lrn}</LRN><declarationType>T1</declarationType>\
             <additionalDeclarationType>{kind}</additionalDeclarationType><security>0</security>\
             <reducedDatasetIndicator>0</reducedDatasetIndicator>\
             <bindingItinerary>0</bindingItinerary>"
        );
        self.message("CC015C", lrn, &operation, way, lodged)
    }

    /// An amendment of it before it has a number: a CC013C.
    pub(crate) fn amendment(
        &self,
        way: &Way,
        lodged: &Lodging<'_>,
        identification: &str,
    ) -> String {
        let Self { lrn, .. } = self;
        let kind = if lodged.prelodged { "D" } else { "A" };
        let operation = format!(
            "<LRN>{lrn}</LRN><declarationType>T1</declarationType>\
             <additionalDeclarationType>{kind}</additionalDeclarationType><security>0</security>\
             <reducedDatasetIndicator>0</reducedDatasetIndicator>\
             <bindingItinerary>0</bindingItinerary><amendmentTypeFlag>0</amendmentTypeFlag>"
        );
        self.message("CC013C", identification, &operation, way, lodged)
    }

    /// The goods of a declaration that was lodged before them are there: a CC170C.
    pub(crate) fn presentation(&self, way: &Way, lodged: &Lodging<'_>) -> String {
        let (Self { lrn, plate, seal, .. }, Way { departure, holder, .. }) = (self, way);
        let (Lodging { representative, prepared, .. }, from) = (lodged, way.from());
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ncts:CC170C xmlns:ncts="http://ncts.dgtaxud.ec" PhaseID="NCTS5.0">
  <messageSender>{representative}</messageSender>
  <messageRecipient>NTA.{from}</messageRecipient>
  <preparationDateAndTime>{prepared}</preparationDateAndTime>
  <messageIdentification>{lrn}-P</messageIdentification>
  <messageType>CC170C</messageType>
  <TransitOperation><LRN>{lrn}</LRN></TransitOperation>
  <CustomsOfficeOfDeparture><referenceNumber>{departure}</referenceNumber></CustomsOfficeOfDeparture>
  <HolderOfTheTransitProcedure><identificationNumber>{holder}</identificationNumber></HolderOfTheTransitProcedure>
  <Representative><identificationNumber>{representative}</identificationNumber><status>2</status></Representative>
  <Consignment>
    <containerIndicator>0</containerIndicator><inlandModeOfTransport>3</inlandModeOfTransport>
    <TransportEquipment>
      <sequenceNumber>1</sequenceNumber><numberOfSeals>1</numberOfSeals>
      <Seal><sequenceNumber>1</sequenceNumber><identifier>{seal}</identifier></Seal>
    </TransportEquipment>
    <LocationOfGoods>
      <typeOfLocation>A</typeOfLocation><qualifierOfIdentification>V</qualifierOfIdentification>
      <CustomsOffice><referenceNumber>{departure}</referenceNumber></CustomsOffice>
    </LocationOfGoods>
    <DepartureTransportMeans>
      <sequenceNumber>1</sequenceNumber><typeOfIdentification>30</typeOfIdentification>
      <identificationNumber>{plate}</identificationNumber><nationality>{from}</nationality>
    </DepartureTransportMeans>
    <HouseConsignment><sequenceNumber>1</sequenceNumber></HouseConsignment>
  </Consignment>
</ncts:CC170C>
"#
        )
    }

    /// A declaration, or an amendment of one, which has the same parts.
    fn message(
        &self,
        name: &str,
        identification: &str,
        operation: &str,
        way: &Way,
        lodged: &Lodging<'_>,
    ) -> String {
        let Way { departure, destination, holder, .. } = way;
        let Lodging { representative, prepared, .. } = lodged;
        let from = way.from();
        let offices = (1..).zip(way.entries()).map(|(number, office)| {
            format!(
                "\n  <CustomsOfficeOfTransitDeclared><sequenceNumber>{number}</sequenceNumber>\
                 <referenceNumber>{office}</referenceNumber></CustomsOfficeOfTransitDeclared>"
            )
        });
        let (offices, references) = (offices.collect::<String>(), references(lodged.coverings));
        let consignment = self.consignment(way);
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ncts:{name} xmlns:ncts="http://ncts.dgtaxud.ec" PhaseID="NCTS5.0">
  <messageSender>{representative}</messageSender>
  <messageRecipient>NTA.{from}</messageRecipient>
  <preparationDateAndTime>{prepared}</preparationDateAndTime>
  <messageIdentification>{identification}</messageIdentification>
  <messageType>{name}</messageType>
  <TransitOperation>{operation}</TransitOperation>
  <CustomsOfficeOfDeparture><referenceNumber>{departure}</referenceNumber></CustomsOfficeOfDeparture>
  <CustomsOfficeOfDestinationDeclared><referenceNumber>{destination}</referenceNumber></CustomsOfficeOfDestinationDeclared>{offices}
  <HolderOfTheTransitProcedure><identificationNumber>{holder}</identificationNumber></HolderOfTheTransitProcedure>
  <Representative><identificationNumber>{representative}</identificationNumber><status>2</status></Representative>
  <Guarantee>
    <sequenceNumber>1</sequenceNumber><guaranteeType>1</guaranteeType>{references}
  </Guarantee>
  {consignment}
</ncts:{name}>
"#
        )
    }

    fn consignment(&self, way: &Way) -> String {
        let (mass, net) = (self.gross_mass_kg(), self.bag_count * 50);
        let Self { plate, seal, bag_count, .. } = self;
        let (from, to) = (way.from(), way.to());
        format!(
            r#"<Consignment>
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
  </Consignment>"#
        )
    }
}

fn references(coverings: &[Covering<'_>]) -> String {
    let reference = |(number, covering): (u32, &Covering<'_>)| {
        let Covering { grn, access_code, amount } = covering;
        format!(
            "\n    <GuaranteeReference><sequenceNumber>{number}</sequenceNumber><GRN>{grn}</GRN>\
             <accessCode>{access_code}</accessCode><amountToBeCovered>{amount}</amountToBeCovered>\
             <currency>XOF</currency></GuaranteeReference>"
        )
    };
    (1..).zip(coverings).map(reference).collect()
}
