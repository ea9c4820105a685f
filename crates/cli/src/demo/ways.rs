//! The ways trucks go: from which office to which, over which borders, for whom.

/// A border: the country left and its office, the country entered and its office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Border {
    /// The country left.
    pub(crate) left: &'static str,
    /// Its office.
    pub(crate) exit: &'static str,
    /// The country entered.
    pub(crate) entered: &'static str,
    /// Its office.
    pub(crate) entry: &'static str,
}

/// Where a journey goes, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    /// How papers of this way are numbered.
    pub(crate) letters: &'static str,
    /// The office of departure.
    pub(crate) departure: &'static str,
    /// The office of destination.
    pub(crate) destination: &'static str,
    /// Who answers for the goods.
    pub(crate) holder: &'static str,
    /// By what name stories know his guarantee.
    pub(crate) guarantee: &'static str,
    /// Who receives them.
    pub(crate) consignee: &'static str,
    /// The borders, in order.
    pub(crate) borders: &'static [Border],
    /// The administrations, in order.
    pub(crate) route: &'static [&'static str],
}

const LALERABA: Border = Border { left: "CI", exit: "CIX01000", entered: "BF", entry: "BFX01000" };
const KOLOKO: Border = Border { left: "BF", exit: "BFX02000", entered: "ML", entry: "MLX01000" };
const KIDIRA: Border = Border { left: "SN", exit: "SNKID000", entered: "ML", entry: "MLX02000" };
/// The same border the other way round.
const HEREMAKONO: Border =
    Border { left: "ML", exit: "MLX01000", entered: "BF", entry: "BFX02000" };
/// By sea.
const LARNE: Border = Border { left: "XI", exit: "XI005220", entered: "GB", entry: "GB000060" };

/// Abidjan to Bobo-Dioulasso.
pub(crate) const ABIDJAN_BOBO: Way = Way {
    letters: "ABJ",
    departure: "CIABJ000",
    destination: "BFBOY000",
    holder: "CI0000001",
    guarantee: "abidjan",
    consignee: "BF0000003",
    borders: &[LALERABA],
    route: &["CI", "BF"],
};

/// Abidjan to Bamako.
pub(crate) const ABIDJAN_BAMAKO: Way = Way {
    destination: "MLBKO000",
    consignee: "ML0000007",
    borders: &[LALERABA, KOLOKO],
    route: &["CI", "BF", "ML"],
    ..ABIDJAN_BOBO
};

/// Dakar to Bamako.
pub(crate) const DAKAR_BAMAKO: Way = Way {
    letters: "DKR",
    departure: "SNDKR000",
    destination: "MLBKO000",
    holder: "ML0000007",
    guarantee: "bamako",
    consignee: "ML0000007",
    borders: &[KIDIRA],
    route: &["SN", "ML"],
};

/// Dakar to Kayes.
pub(crate) const DAKAR_KAYES: Way = Way { destination: "MLKYS000", ..DAKAR_BAMAKO };

/// Dakar to Bobo-Dioulasso: no agreement joins Senegal and Burkina Faso.
pub(crate) const DAKAR_BOBO: Way = Way {
    destination: "BFBOY000",
    consignee: "BF0000003",
    borders: &[KIDIRA, HEREMAKONO],
    route: &["SN", "ML", "BF"],
    ..DAKAR_BAMAKO
};

/// Dakar to an office nobody knows.
pub(crate) const DAKAR_NOWHERE: Way = Way { destination: "MLXXX999", ..DAKAR_BAMAKO };

/// Belfast to England.
pub(crate) const BELFAST: Way = Way {
    letters: "XI",
    departure: "XI000081",
    destination: "GB000120",
    holder: "XI907654321012",
    guarantee: "belfast",
    consignee: "GB876543210000",
    borders: &[LARNE],
    route: &["XI", "GB"],
};

impl Way {
    /// The office of entry of each country after the first: the offices of transit.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'static str> {
        self.borders.iter().map(|border| border.entry)
    }

    /// The country of departure.
    pub(crate) fn from(&self) -> &'static str {
        country(self.departure)
    }

    /// The country of destination.
    pub(crate) fn to(&self) -> &'static str {
        country(self.destination)
    }
}

/// The country of an office.
pub(crate) fn country(office: &str) -> &str {
    office.get(..2).unwrap_or_default()
}
