//! What customs or an authorised consignee found, and what they say of it: codes and lists.

use kernel::{Date, Element, OfficeCode};
use serde::{Deserialize, Serialize};

/// What a declarant is told about a control. NCTS phase 5, IE060, CL385.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum NotificationType {
    /// 0: the goods will be controlled.
    #[serde(rename = "0")]
    Control,
    /// 1: further documents are requested.
    #[serde(rename = "1")]
    Documents,
    /// 2: a control is intended; only told of a prelodged declaration.
    #[serde(rename = "2")]
    Intention,
}

impl NotificationType {
    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Control => "0",
            Self::Documents => "1",
            Self::Intention => "2",
        }
    }
}

/// A sort of control. NCTS phase 5, IE060; its code is one of CL716.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlType {
    /// The code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is controlled, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A document the declarant is asked for. NCTS phase 5, IE060; its type is one of CL215.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestedDocument {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Which one, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A record of goods on their way: they were seen beyond the office of departure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sighting {
    /// Where.
    pub office: OfficeCode,
    /// Doing what.
    pub step: Sighted,
}

/// What goods were recorded to do where they were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sighted {
    /// They left a country.
    Exited,
    /// They entered one.
    Entered,
    /// They arrived.
    Arrived,
}

/// What a control looks at and asks for, as a group; nothing where nothing is said.
pub(crate) fn control_group(
    controls: &[ControlType],
    documents: &[RequestedDocument],
) -> Option<Element> {
    let controls = controls.iter().map(|control| {
        Element::group("TypeOfControls")
            .with("type", &control.kind)
            .with_some("text", control.text.as_ref())
    });
    let documents = documents.iter().map(|document| {
        Element::group("RequestedDocument")
            .with("documentType", &document.kind)
            .with_some("description", document.description.as_ref())
    });
    let group = Element::group("Control").and_all(controls).and_all(documents);
    (!group.children().is_empty()).then_some(group)
}

/// The result of a control. NCTS phase 5, CL047.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum ControlCode {
    /// Satisfactory.
    A1,
    /// Considered satisfactory.
    A2,
    /// Simplified procedure.
    A3,
    /// Minor discrepancies.
    A4,
    /// Discrepancies.
    A5,
    /// Not satisfactory.
    B1,
}

impl ControlCode {
    /// Whether the operation may go on without anything being solved first.
    pub fn satisfactory(self) -> bool {
        match self {
            Self::A1 | Self::A2 | Self::A3 | Self::A4 => true,
            Self::A5 | Self::B1 => false,
        }
    }

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::A3 => "A3",
            Self::A4 => "A4",
            Self::A5 => "A5",
            Self::B1 => "B1",
        }
    }
}

impl std::fmt::Display for ControlCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// What became of the seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SealState {
    /// They are as they were affixed.
    Intact,
    /// At least one is broken or missing.
    Broken,
    /// There were none.
    None,
}

/// What an authorised consignee found. NCTS phase 5, IE044.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unloading {
    /// The day.
    #[schemars(with = "kernel::schema::Day")]
    pub date: Date,
    /// Whether everything is unloaded.
    pub completed: bool,
    /// Whether everything is as declared.
    pub conform: bool,
    /// What became of the seals.
    pub seals: SealState,
}

impl Unloading {
    /// Whether he found goods or seals otherwise than declared.
    pub(crate) fn wrong(&self) -> bool {
        !self.conform || self.seals == SealState::Broken
    }
}

/// What a control at destination found to be otherwise than declared. NCTS phase 5, IE018.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discrepancy {
    /// In what.
    pub kind: DiscrepancyKind,
    /// In which item of the goods, by its number in the declaration; in all of it otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
}

/// What a control at an office of destination found to be otherwise than declared: what a holder is
/// asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The office.
    pub office: OfficeCode,
    /// The result of its control.
    pub code: ControlCode,
    /// The day of the control.
    #[schemars(with = "kernel::schema::Day")]
    pub date: Date,
    /// Each discrepancy, where they were listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discrepancies: Vec<Discrepancy>,
}

/// In what goods differ from their declaration.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DiscrepancyKind {
    /// There is less than declared.
    Missing,
    /// There is more than declared.
    Excess,
    /// The goods are of another kind.
    Nature,
    /// The mass is another one.
    Mass,
    /// The packages are others.
    Packages,
    /// The seals are broken, missing or others.
    Seals,
    /// The documents do not belong to the goods.
    Documents,
    /// The means of transport or the container is another one.
    Transport,
    /// Something else, told in the remarks.
    Other,
}

/// On whose initiative a declaration is invalidated. UCC art. 174; IE009.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvalidationCause {
    /// The holder asked for it.
    Holder,
    /// Customs decided it.
    Customs,
    /// The goods of a prelodged declaration were not presented in time.
    NotPresented,
}

/// Why goods are not released for transit. IE051; the values of CL211 are not public.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum NoRelease {
    /// The control was not satisfactory.
    Control,
    /// No guarantee was found that holds.
    Guarantee,
    /// The holder does not ask for it.
    NotRequested,
    /// Something else, told in the remarks.
    Other,
}

impl NoRelease {
    /// The code that stands in the message: assumed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Control => "C1",
            Self::Guarantee => "G1",
            Self::NotRequested => "N1",
            Self::Other => "Z1",
        }
    }
}
