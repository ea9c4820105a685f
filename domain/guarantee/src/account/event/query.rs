//! Queries: what may be asked, who asks, and what is said of the parties (NCTS phase 5, IE034 and
//! IE037).

use kernel::{Country, TraderId};
use serde::{Deserialize, Serialize};

/// What is to be told (NCTS phase 5, CL054; what 2 stands for follows from C0817).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum QueryKind {
    /// 1: which movements use it.
    #[serde(rename = "1")]
    Usage,
    /// 2: how much of it is bound.
    #[serde(rename = "2")]
    Exposure,
    /// 3: both.
    #[serde(rename = "3")]
    UsageAndExposure,
    /// 4: whose it is.
    #[serde(rename = "4")]
    Owner,
}

impl QueryKind {
    /// Every sort of query.
    pub const ALL: [Self; 4] = [Self::Usage, Self::Exposure, Self::UsageAndExposure, Self::Owner];

    /// The sort with this code.
    pub fn parse(code: &str) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.code() == code).ok_or_else(|| "one of 1, 2, 3, 4".to_owned())
    }

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Usage => "1",
            Self::Exposure => "2",
            Self::UsageAndExposure => "3",
            Self::Owner => "4",
        }
    }

    /// Whether movements are told. C0817.
    pub fn tells_usage(self) -> bool {
        matches!(self, Self::Usage | Self::UsageAndExposure)
    }

    /// Whether the balance is told. C0285.
    pub fn tells_exposure(self) -> bool {
        matches!(self, Self::Exposure | Self::UsageAndExposure)
    }
}

impl std::fmt::Display for QueryKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// As what somebody asks (NCTS phase 5, CL156; its values are not public, 1 follows from C0818).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum Role {
    /// 1: as the holder.
    #[serde(rename = "1")]
    Holder,
    /// 2: as the guarantor, or for it as its agent.
    #[serde(rename = "2")]
    Guarantor,
}

impl Role {
    /// The role with this code.
    pub fn parse(code: &str) -> Result<Self, String> {
        match code {
            "1" => Ok(Self::Holder),
            "2" => Ok(Self::Guarantor),
            _ => Err("1 (the holder) or 2 (the guarantor)".to_owned()),
        }
    }

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Holder => "1",
            Self::Guarantor => "2",
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requester {
    /// The number of the holder, the guarantor or the agent.
    pub number: TraderId,
    /// As what.
    pub role: Role,
}

/// What a wrong access code was given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attempted {
    /// To be told of the guarantee.
    Query,
    /// To change what opens it.
    ChangeOfCodes,
}

/// What the registers said of the parties on the day somebody asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Parties {
    /// The holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Party>,
    /// The guarantor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarantor: Option<Party>,
}

/// Somebody with a name and an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The name.
    pub name: String,
    /// The street and number, or what stands for them.
    pub street_and_number: String,
    /// The postcode, where the country has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// The city.
    pub city: String,
    /// The country.
    pub country: Country,
}
