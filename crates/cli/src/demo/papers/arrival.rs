//! What a trader at destination tells customs there.

use crate::demo::ways::country;

/// A notification of arrival: a CC007C.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival<'a> {
    /// Who notifies.
    pub(crate) trader: &'a str,
    /// The movement.
    pub(crate) mrn: &'a str,
    /// The office.
    pub(crate) office: &'a str,
    /// The trader's authorisation (C522), where the goods are at his premises.
    pub(crate) authorisation: Option<&'a str>,
    /// When it was prepared, and the goods arrived.
    pub(crate) prepared: &'a str,
    /// What the trader calls the message.
    pub(crate) identification: &'a str,
}

impl Arrival<'_> {
    /// The message.
    pub(crate) fn message(&self) -> String {
        let Self { trader, mrn, office, prepared, identification, .. } = self;
        let (country, simplified) = (country(office), u8::from(self.authorisation.is_some()));
        let authorisation = self.authorisation.map(|number| {
            format!(
                "\n  <Authorisation><sequenceNumber>1</sequenceNumber><type>C522</type>\
                 <referenceNumber>{number}</referenceNumber></Authorisation>"
            )
        });
        let authorisation = authorisation.unwrap_or_default();
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ncts:CC007C xmlns:ncts="http://ncts.dgtaxud.ec" PhaseID="NCTS5.0">
  <messageSender>{trader}</messageSender>
  <messageRecipient>NTA.{country}</messageRecipient>
  <preparationDateAndTime>{prepared}</preparationDateAndTime>
  <messageIdentification>{identification}</messageIdentification>
  <messageType>CC007C</messageType>
  <TransitOperation>
    <MRN>{mrn}</MRN><arrivalNotificationDateAndTime>{prepared}</arrivalNotificationDateAndTime>
    <simplifiedProcedure>{simplified}</simplifiedProcedure><incidentFlag>0</incidentFlag>
  </TransitOperation>{authorisation}
  <CustomsOfficeOfDestinationActual><referenceNumber>{office}</referenceNumber></CustomsOfficeOfDestinationActual>
  <TraderAtDestination><identificationNumber>{trader}</identificationNumber></TraderAtDestination>
  <Consignment>
    <LocationOfGoods>
      <typeOfLocation>A</typeOfLocation><qualifierOfIdentification>V</qualifierOfIdentification>
      <CustomsOffice><referenceNumber>{office}</referenceNumber></CustomsOffice>
    </LocationOfGoods>
  </Consignment>
</ncts:CC007C>
"#
        )
    }
}
