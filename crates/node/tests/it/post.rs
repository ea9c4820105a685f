//! What a trader posts, and what he is answered: the node's side of `POST /messages`.

use identity::Actor;
use kernel::{CommandId, Finding, Timestamp};
use node::{
    Answering, Asked, Done, Faulty, Intake, Rejected, Rejection, Submission, answer_to,
    read_message, rejected_by_rules,
};
use wire::MessageCode;

use crate::region::Region;

/// The holder of the sample.
pub(crate) const HOLDER: &str = "CI0000001";
/// His guarantee.
pub(crate) const GRN: &str = "26CI0000010000013";

/// The sample of the wire crate: from Abidjan to Bamako.
pub(crate) fn sample() -> String {
    include_str!("../../../wire/testdata/CC015C.xml").to_owned()
}

/// It lodged before its goods are there.
pub(crate) fn prelodged() -> String {
    let early = "<additionalDeclarationType>D<";
    sample().replace("<additionalDeclarationType>A<", early)
}

/// It as an amendment of the movement of this number, an element.
pub(crate) fn amending(number: &str, flag: u8, identification: &str) -> String {
    let itinerary = "<bindingItinerary>0</bindingItinerary>\n";
    let flagged = format!("{itinerary}    <amendmentTypeFlag>{flag}</amendmentTypeFlag>\n");
    sample()
        .replace("CC015C", "CC013C")
        .replace("<LRN>ABJ-2026-0001</LRN>", number)
        .replace(itinerary, &flagged)
        .replace("CI-2026-000001", identification)
}

pub(crate) const BY_LRN: &str = "<LRN>ABJ-2026-0001</LRN>";

pub(crate) fn by_mrn(mrn: &kernel::Mrn) -> String {
    format!("<MRN>{mrn}</MRN>")
}

fn headed(code: &str, sender: &str, identification: &str, country: &str, body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<ncts:{code} xmlns:ncts="http://ncts.dgtaxud.ec" PhaseID="NCTS5.0">
  <messageSender>{sender}</messageSender>
  <messageRecipient>NTA.{country}</messageRecipient>
  <preparationDateAndTime>2026-11-23T08:15:00</preparationDateAndTime>
  <messageIdentification>{identification}</messageIdentification>
  <messageType>{code}</messageType>
{body}
</ncts:{code}>
"#
    )
}

/// A message about a movement to the office of departure: its operation, and what stands between
/// operation and office, and at the end.
pub(crate) fn to_departure(
    code: &str,
    identification: &str,
    operation: &str,
    between: &str,
    end: &str,
) -> String {
    let body = format!(
        "<TransitOperation>{operation}</TransitOperation>{between}
<CustomsOfficeOfDeparture><referenceNumber>CIABJ000</referenceNumber></CustomsOfficeOfDeparture>
<HolderOfTheTransitProcedure><identificationNumber>{HOLDER}</identificationNumber>\
</HolderOfTheTransitProcedure>{end}"
    );
    headed(code, HOLDER, identification, "CI", &body)
}

/// A request for invalidation.
pub(crate) fn invalidating(number: &str, identification: &str) -> String {
    let invalidation = "<Invalidation>\
        <requestDateAndTime>2026-11-23T09:00:00</requestDateAndTime>\
        <initiatedByCustoms>0</initiatedByCustoms>\
        <justification>the sale fell through</justification></Invalidation>";
    to_departure("CC014C", identification, number, invalidation, "")
}

/// A request of release.
pub(crate) fn requesting_release(mrn: &kernel::Mrn, requested: u8, identification: &str) -> String {
    let operation = format!(
        "<MRN>{mrn}</MRN><releaseRequested>{requested}</releaseRequested>\
         <releaseRequestDateAndTime>2026-11-23T09:00:00</releaseRequestDateAndTime>"
    );
    to_departure("CC054C", identification, &operation, "", "")
}

/// A presentation of the goods with another seal.
pub(crate) fn presenting_goods(identification: &str) -> String {
    let consignment = "<Consignment><containerIndicator>1</containerIndicator>\
        <TransportEquipment><sequenceNumber>1</sequenceNumber>\
        <containerIdentificationNumber>CSQU3054383</containerIdentificationNumber>\
        <numberOfSeals>1</numberOfSeals><Seal><sequenceNumber>1</sequenceNumber>\
        <identifier>CI-SEAL-99</identifier></Seal></TransportEquipment>\
        <LocationOfGoods><typeOfLocation>B</typeOfLocation>\
        <qualifierOfIdentification>V</qualifierOfIdentification>\
        <CustomsOffice><referenceNumber>CIABJ000</referenceNumber></CustomsOffice>\
        </LocationOfGoods><PlaceOfLoading><country>CI</country><location>Abidjan</location>\
        </PlaceOfLoading>\
        <HouseConsignment><sequenceNumber>1</sequenceNumber></HouseConsignment></Consignment>";
    to_departure("CC170C", identification, BY_LRN, "", consignment)
}

/// What an authorised consignee at Bamako sends.
pub(crate) fn to_destination(
    code: &str,
    identification: &str,
    operation: &str,
    between: &str,
    end: &str,
) -> String {
    let body = format!(
        "<TransitOperation>{operation}</TransitOperation>{between}
<CustomsOfficeOfDestinationActual><referenceNumber>MLBKO000</referenceNumber>\
</CustomsOfficeOfDestinationActual>
<TraderAtDestination><identificationNumber>ML200</identificationNumber></TraderAtDestination>{end}"
    );
    headed(code, "ML200", identification, "ML", &body)
}

/// A notification of arrival in the simplified procedure.
pub(crate) fn arriving(mrn: &kernel::Mrn, identification: &str) -> String {
    let operation = format!(
        "<MRN>{mrn}</MRN>\
         <arrivalNotificationDateAndTime>2026-11-23T08:30:00</arrivalNotificationDateAndTime>\
         <simplifiedProcedure>1</simplifiedProcedure><incidentFlag>0</incidentFlag>"
    );
    let authorisation = "<Authorisation><sequenceNumber>1</sequenceNumber><type>C522</type>\
                         <referenceNumber>MLACE2026001</referenceNumber></Authorisation>";
    let place = "<Consignment><LocationOfGoods><typeOfLocation>B</typeOfLocation>\
        <qualifierOfIdentification>Y</qualifierOfIdentification>\
        <authorisationNumber>MLACE2026001</authorisationNumber></LocationOfGoods></Consignment>";
    to_destination("CC007C", identification, &operation, authorisation, place)
}

/// Unloading remarks, with a consignment where something differs.
pub(crate) fn unloading(
    mrn: &kernel::Mrn,
    identification: &str,
    (conform, completed): (u8, u8),
    found: &str,
) -> String {
    let operation = format!("<MRN>{mrn}</MRN>");
    let remark = format!(
        "<UnloadingRemark><conform>{conform}</conform>\
         <unloadingCompletion>{completed}</unloadingCompletion>\
         <unloadingDate>2026-11-23</unloadingDate><stateOfSeals>1</stateOfSeals></UnloadingRemark>"
    );
    to_destination("CC044C", identification, &operation, "", &format!("{remark}{found}"))
}

/// Who answers at a node of a country.
pub(crate) fn answering(now: Timestamp, country: &str) -> Answering {
    Answering {
        sender: format!("NTA.{country}"),
        recipient: HOLDER.to_owned(),
        now,
        identification: "A-1".to_owned(),
    }
}

/// What came of a message.
#[derive(Debug)]
pub(crate) struct Posted {
    /// What was done, or why not: rules of findings, codes of refusals.
    pub(crate) outcome: Result<Done, Vec<String>>,
    /// The answer in kind.
    pub(crate) answer: Option<(MessageCode, String)>,
}

impl Posted {
    #[track_caller]
    pub(crate) fn done(self) -> Done {
        let Self { outcome, answer } = self;
        outcome.unwrap_or_else(|why| panic!("{why:?} {answer:?}"))
    }

    pub(crate) fn code(&self) -> Option<MessageCode> {
        self.answer.as_ref().map(|(code, _)| *code)
    }

    /// The text of an element of the answer, each time it stands there.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let (_, text) = self.answer.as_ref().expect("an answer");
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let parts = text.split(&open).skip(1);
        parts.filter_map(|part| Some(part.split_once(&close)?.0)).collect()
    }
}

fn rules(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.rule, finding.path)).collect()
}

fn text(answer: Option<(MessageCode, Vec<u8>)>) -> Option<(MessageCode, String)> {
    answer.map(|(code, bytes)| (code, String::from_utf8(bytes).unwrap()))
}

fn no(answer: Option<Rejection>) -> Option<(MessageCode, String)> {
    text(answer.map(|Rejection { code, bytes, .. }| (code, bytes)))
}

impl Region {
    /// A trader posts a message to the node of a country.
    pub(crate) fn post(&mut self, country: &str, trader: &str, message: &str) -> Posted {
        let actor = Actor::Trader(trader.parse().unwrap());
        self.post_as(country, actor, message)
    }

    /// Everything that is wrong with a message, and what the rules would refuse besides.
    fn not_taken(
        &mut self,
        country: &str,
        actor: &Actor,
        mut faulty: Box<Faulty>,
        answering: &Answering,
    ) -> Posted {
        let now = self.now;
        let questioned = faulty.questioned.take();
        let refusals = questioned.map(|asked| self.node(country).would_refuse(now, actor, asked));
        let refusals = refusals.transpose().unwrap().unwrap_or_default();
        let Rejected { findings, refusals, answer } = faulty.rejected(answering, &refusals);
        let said = rules(&findings).into_iter().chain(refusals.into_iter().map(|why| why.code));
        Posted { outcome: Err(said.collect()), answer: no(answer) }
    }

    /// Somebody posts a message to the node of a country.
    pub(crate) fn post_as(&mut self, country: &str, actor: Actor, message: &str) -> Posted {
        let answering = answering(self.now, country);
        let reference = self.homes[country].reference();
        let asked = match read_message(message.as_bytes(), &reference, &answering) {
            Ok((Intake::Asked(asked), _)) => *asked,
            Ok(other) => panic!("{other:?}"),
            Err(faulty) => return self.not_taken(country, &actor, faulty, &answering),
        };
        let Asked { code, message: tree, step, target, command } = asked;
        let id = tree.text("messageIdentification").unwrap();
        let id = CommandId::parse(&format!("{country}/{id}/{step}")).unwrap();
        let raw = message.as_bytes().to_vec();
        let submission = Submission { id, actor, raw, target, command, versions: None };
        match self.submit(country, submission).outcome {
            Ok(done) => {
                let wanted = answer_to(code);
                let reader = self.reader(country);
                let message = wanted.and_then(|code| reader.answer_of(&done, code).unwrap());
                let answer = message.map(|message| (message.code, message.bytes.unwrap()));
                Posted { outcome: Ok(done), answer: text(answer) }
            }
            Err(refusals) => {
                let rejected = rejected_by_rules(code, &tree, &answering, &refusals);
                Posted { outcome: Err(rules(&rejected.findings)), answer: no(rejected.answer) }
            }
        }
    }
}
