//! Identifiers: of dossiers, nodes, people and commands.

use serde::{Deserialize, Serialize};

use crate::place::Administration;
use crate::text::{Malformed, capitals, checked_text, printable};
use crate::time::Timestamp;

checked_text!(
    /// A node of an administration, for example `CI-1`: the administration, a dash and its ordinal.
    ///
    /// The ordinal, 1 to 99, also stands in the serial part of the numbers the node mints.
    NodeId,
    "node",
    "an administration and an ordinal from 1 to 99, for example CI-1",
    |text| split_node(text).is_some(),
    "^[A-Z0-9]{2,12}-[1-9][0-9]?$"
);

impl NodeId {
    /// The node with this ordinal of an administration.
    pub fn of(administration: &Administration, ordinal: u8) -> Result<Self, Malformed> {
        Self::parse(&format!("{administration}-{ordinal}"))
    }

    /// The ordinal of the node within its administration, 1 to 99.
    pub fn ordinal(&self) -> u8 {
        split_node(self.as_str()).map_or(0, |(_, ordinal)| ordinal)
    }
}

fn split_node(text: &str) -> Option<(&str, u8)> {
    let (administration, ordinal) = text.rsplit_once('-')?;
    let number = ordinal.parse::<u8>().ok().filter(|number| (1..=99).contains(number))?;
    (capitals(administration, 2, 12) && number.to_string() == ordinal)
        .then_some((administration, number))
}

/// The life of a node's log between two recoveries: 1, 2, 3, ...
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Default,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Epoch(pub u32);

impl Epoch {
    /// The epoch every node begins with.
    pub const FIRST: Self = Self(1);
}

impl std::fmt::Display for Epoch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

checked_text!(
    /// The identifier of a dossier: home, writer, epoch and 128 bits, of which 80 are random, joined by
    /// dots.
    ///
    /// It is minted when the dossier is created and never changes; MRN, GRN and the like are names
    /// reserved to it.
    DossierId,
    "dossier",
    "home.writer.epoch.random, for example CI.CI-1.1.0123456789abcdef0123456789abcdef",
    |text| split_dossier(text).is_some(),
    r"^[A-Z0-9]{2,12}\.[A-Z0-9]{2,12}-[1-9][0-9]?\.(0|[1-9][0-9]{0,8})\.[0-9a-f]{32}$"
);

impl DossierId {
    /// Mints an identifier from 128 bits that nothing else has.
    pub fn mint(home: &Administration, writer: &NodeId, epoch: Epoch, random: [u8; 16]) -> Self {
        Self(format!("{home}.{writer}.{epoch}.{:032x}", u128::from_be_bytes(random)))
    }

    /// Random bits of which the first 48 give way to the millisecond, as in version 7 of RFC 9562:
    /// dossiers that are created beside each other lie beside each other in every index.
    pub fn in_order(at: Timestamp, random: [u8; 16]) -> [u8; 16] {
        const RANDOM_BITS: u32 = 80;
        let drawn = u128::from_be_bytes(random) & ((1 << RANDOM_BITS) - 1);
        let millisecond = u128::try_from(at.as_millisecond()).unwrap_or_default();
        ((millisecond << RANDOM_BITS) | drawn).to_be_bytes()
    }

    /// The administration that created the dossier and keeps it together.
    pub fn home(&self) -> Administration {
        let home = split_dossier(self.as_str()).map_or("", |parts| parts.0);
        Administration::known(home)
    }

    /// The node that created the dossier.
    pub fn writer(&self) -> NodeId {
        NodeId(split_dossier(self.as_str()).map_or("", |parts| parts.1).to_owned())
    }

    /// The random part, for choosing a partition.
    pub fn random(&self) -> u128 {
        split_dossier(self.as_str()).map_or(0, |parts| parts.2)
    }
}

fn split_dossier(text: &str) -> Option<(&str, &str, u128)> {
    let mut parts = text.splitn(4, '.');
    let (home, writer, epoch, random) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let epoch_number = epoch.parse::<u32>().ok()?;
    let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let valid = capitals(home, 2, 12)
        && split_node(writer).is_some()
        && epoch_number.to_string() == epoch
        && random.len() == 32
        && random.bytes().all(lower_hex);
    if !valid {
        return None;
    }
    Some((home, writer, u128::from_str_radix(random, 16).ok()?))
}

checked_text!(
    /// The name a client gives a command so that sending it again counts once.
    CommandId,
    "command id",
    "1 to 100 visible ASCII characters",
    |text| (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()),
    "^[!-~]{1,100}$"
);

checked_text!(
    /// A person acting for an administration or agency, by service number.
    OfficerId,
    "officer",
    "1 to 35 printable characters",
    |text| printable(text, 35)
);

checked_text!(
    /// A function at an office, for example `CIABJ000/departure`. Rights and work belong to it.
    PostId,
    "post",
    "1 to 35 printable characters",
    |text| printable(text, 35)
);

checked_text!(
    /// An economic operator, by the number its administration gave it (EORI, tax number, ...).
    TraderId,
    "trader",
    "1 to 17 printable characters",
    |text| printable(text, 17)
);

checked_text!(
    /// A guarantor, by the number its administration gave it.
    GuarantorId,
    "guarantor",
    "1 to 17 printable characters",
    |text| printable(text, 17)
);

checked_text!(
    /// What a national system calls its own record, for example `CIABJ000 2026 C 4711`.
    NationalReference,
    "national reference",
    "1 to 70 printable characters",
    |text| printable(text, 70)
);

checked_text!(
    /// The rule of law an act rests on, as its citation.
    Provision,
    "provision",
    "1 to 140 printable characters",
    |text| printable(text, 140)
);

checked_text!(
    /// The number of a customs authorisation, for example of an authorised consignee.
    AuthorisationNumber,
    "authorisation",
    "1 to 35 printable characters",
    |text| printable(text, 35)
);

checked_text!(
    /// The number of a mandate, by which one trader lets another act for him.
    MandateNumber,
    "mandate",
    "1 to 35 printable characters",
    |text| printable(text, 35)
);

checked_text!(
    /// The number of a licence to act for others before customs.
    LicenceNumber,
    "licence",
    "1 to 35 printable characters",
    |text| printable(text, 35)
);

checked_text!(
    /// What the office of guarantee calls the paper a guarantor has signed.
    UndertakingReference,
    "undertaking",
    "1 to 35 printable characters",
    |text| printable(text, 35)
);
