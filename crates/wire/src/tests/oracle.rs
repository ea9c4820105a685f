//! The verdicts of libxml2 with the official schemas, one call a schema.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use crate::MessageCode;

const FOLDER: &str = "transit/ncts5-hmrc-validator";

/// A group below a root: its name, its type, and how often it stands at least and at most.
type Group = (&'static str, &'static str, u8, u8);

/// Messages whose schema is not among the official ones, while the types of their groups are.
const ROOTS: &[(MessageCode, &[Group])] = &[
    (
        MessageCode::Cc026c,
        &[
            ("HolderOfTheTransitProcedure", "HolderOfTheTransitProcedureType04", 1, 1),
            ("CustomsOfficeOfGuarantee", "CustomsOfficeOfGuaranteeType02", 1, 1),
            ("GuaranteeReference", "GuaranteeReferenceType05", 1, 1),
        ],
    ),
    (
        MessageCode::Cc034c,
        &[
            ("Requester", "RequesterType01", 1, 1),
            ("GuaranteeReference", "GuaranteeReferenceType06", 1, 99),
        ],
    ),
    (
        MessageCode::Cc037c,
        &[
            ("Requester", "RequesterType02", 1, 1),
            ("CustomsOfficeOfGuarantee", "CustomsOfficeOfGuaranteeType02", 1, 1),
            ("GuaranteeReference", "GuaranteeReferenceType07", 1, 99),
        ],
    ),
    (
        MessageCode::Cc054c,
        &[
            ("TransitOperation", "TransitOperationType19", 1, 1),
            ("CustomsOfficeOfDeparture", "CustomsOfficeOfDepartureType03", 1, 1),
            ("HolderOfTheTransitProcedure", "HolderOfTheTransitProcedureType19", 1, 1),
        ],
    ),
    (
        MessageCode::Cc140c,
        &[
            ("TransitOperation", "TransitOperationType23", 1, 1),
            ("CustomsOfficeOfDeparture", "CustomsOfficeOfDepartureType03", 1, 1),
            ("CustomsOfficeOfEnquiryAtDeparture", "CustomsOfficeOfEnquiryAtDepartureType01", 1, 1),
            ("HolderOfTheTransitProcedure", "HolderOfTheTransitProcedureType20", 1, 1),
        ],
    ),
    (
        MessageCode::Cc141c,
        &[
            ("TransitOperation", "TransitOperationType43", 1, 1),
            ("CustomsOfficeOfDestinationActual", "CustomsOfficeOfDestinationActualType01", 0, 1),
            ("CustomsOfficeOfEnquiryAtDeparture", "CustomsOfficeOfEnquiryAtDepartureType01", 1, 1),
            ("HolderOfTheTransitProcedure", "HolderOfTheTransitProcedureType19", 1, 1),
            ("Enquiry", "EnquiryType01", 0, 1),
            ("Consignment", "ConsignmentType07", 0, 1),
        ],
    ),
    (
        MessageCode::Cc224c,
        &[
            ("HolderOfTheTransitProcedure", "HolderOfTheTransitProcedureType09", 1, 1),
            ("Guarantor", "GuarantorType02", 1, 1),
            ("CustomsOfficeOfGuarantee", "CustomsOfficeOfGuaranteeType02", 1, 1),
            ("GuaranteeReference", "GuaranteeReferenceType02", 1, 99),
        ],
    ),
    (
        MessageCode::Cc225c,
        &[
            ("HolderOfTheTransitProcedure", "HolderOfTheTransitProcedureType01", 1, 1),
            ("GuaranteeReference", "GuaranteeReferenceType09", 1, 99),
        ],
    ),
    (
        MessageCode::Cc229c,
        &[
            ("Guarantor", "GuarantorType04", 1, 1),
            ("GuaranteeReference", "GuaranteeReferenceType11", 1, 1),
        ],
    ),
    (
        MessageCode::Cc231c,
        &[
            ("HolderOfTheTransitProcedure", "HolderOfTheTransitProcedureType01", 1, 1),
            ("GuaranteeReference", "GuaranteeReferenceType12", 1, 1),
        ],
    ),
];

/// The public samples, where they are on this machine.
pub(crate) fn samples() -> Option<PathBuf> {
    let path = "samples/test/uk/gov/hmrc/transitmovementsvalidator/versioned/v2_1/data";
    testkit::data(FOLDER).map(|folder| folder.join(path))
}

/// Documents that wait for their verdict.
pub(crate) struct Oracle {
    schemas: PathBuf,
    folder: PathBuf,
    waiting: BTreeMap<MessageCode, Vec<Vec<u8>>>,
}

/// A document and its verdict.
pub(crate) struct Judged {
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) valid: bool,
    /// What libxml2 said about it.
    pub(crate) reasons: String,
}

impl Oracle {
    /// Nobody to ask where the schemas or xmllint are missing; the skip is written down.
    pub(crate) fn new(name: &str) -> Option<Self> {
        // xmllint takes `..` away by the letter, whatever links there are.
        let schemas = testkit::data(FOLDER)?.join("schemas/conf/v2_1/xsd").canonicalize().unwrap();
        if !testkit::tool("xmllint") {
            return None;
        }
        let folder = std::env::temp_dir().join(format!("wire-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { schemas, folder, waiting: BTreeMap::new() })
    }

    pub(crate) fn add(&mut self, message: MessageCode, bytes: Vec<u8>) {
        self.waiting.entry(message).or_default().push(bytes);
    }

    pub(crate) fn judge(mut self) -> Vec<Judged> {
        let mut judged = Vec::new();
        for (message, documents) in std::mem::take(&mut self.waiting) {
            let name = |number: usize| format!("{message}-{number}.xml");
            for (number, bytes) in documents.iter().enumerate() {
                std::fs::write(self.folder.join(name(number)), bytes).unwrap();
            }
            let schema = self.schema(message);
            let output = Command::new("xmllint")
                .current_dir(&self.folder)
                .args(["--noout", "--nowarning", "--schema"])
                .arg(schema)
                .args((0..documents.len()).map(name))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            for (number, bytes) in documents.into_iter().enumerate() {
                let file = name(number);
                let valid = said.lines().any(|line| line == format!("{file} validates"));
                let about = said.lines().filter(|line| line.starts_with(&format!("{file}:")));
                let reasons = about.collect::<Vec<_>>().join("\n");
                judged.push(Judged { file, bytes, valid, reasons });
            }
        }
        std::fs::remove_dir_all(&self.folder).unwrap();
        judged
    }

    /// The official schema of a message, or one around the official types.
    fn schema(&self, message: MessageCode) -> PathBuf {
        let Some((_, groups)) = ROOTS.iter().find(|(code, _)| *code == message) else {
            return self.schemas.join(format!("{}.xsd", message.as_str().to_lowercase()));
        };
        let include = |file: &str| {
            let path = self.schemas.join(file);
            format!("<xs:include schemaLocation=\"{}\"/>", path.display())
        };
        let element = |(name, kind, least, most): &Group| {
            format!(
                "<xs:element name=\"{name}\" type=\"{kind}\" minOccurs=\"{least}\" maxOccurs=\"{most}\"/>"
            )
        };
        let text = format!(
            "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns=\"http://ncts.dgtaxud.ec\" \
             targetNamespace=\"http://ncts.dgtaxud.ec\">{}{}\
             <xs:element name=\"{message}\"><xs:complexType><xs:sequence>\
             <xs:group ref=\"MESSAGE\"/>{}</xs:sequence>\
             <xs:attribute name=\"PhaseID\" type=\"phaseIDtype\"/></xs:complexType></xs:element></xs:schema>",
            include("ctypes.xsd"),
            include("htypes.xsd"),
            groups.iter().map(element).collect::<String>(),
        );
        let path = self.folder.join(format!("{message}.xsd"));
        std::fs::write(&path, text).unwrap();
        path
    }
}
