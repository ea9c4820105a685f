//! What people do in a test, in short: declarations, passages, arrivals, controls.

use kernel::{Basis, Element, Timestamp};

use crate::region::{office, xof};

/// A declaration in short.
pub(crate) struct Declared<'a> {
    pub(crate) lrn: &'a str,
    pub(crate) holder: &'a str,
    pub(crate) departure: &'a str,
    pub(crate) transits: &'a [&'a str],
    pub(crate) destination: &'a str,
    pub(crate) grn: &'a str,
    pub(crate) amount: u32,
    pub(crate) access_code: &'a str,
}

/// Abidjan to Bobo-Dioulasso.
pub(crate) const TO_BOBO: Declared<'static> = Declared {
    lrn: "LRN-1",
    holder: "CI100",
    departure: "CIABJ000",
    transits: &["BFX01000"],
    destination: "BFBOY000",
    grn: "26CI0000010000013",
    amount: 400_000,
    access_code: "AC01",
};

/// On to Bamako.
pub(crate) const TO_BAMAKO: Declared<'static> = Declared {
    lrn: "LRN-2",
    transits: &["BFX01000", "MLX01000"],
    destination: "MLBKO000",
    ..TO_BOBO
};

/// Dakar to Bamako, under a guarantee that is kept in Mali.
pub(crate) const TO_BAMAKO_FROM_DAKAR: Declared<'static> = Declared {
    lrn: "LRN-3",
    holder: "SN100",
    departure: "SNDKR000",
    transits: &["MLX02000"],
    destination: "MLBKO000",
    grn: "26ML0101000000012",
    ..TO_BOBO
};

impl Declared<'_> {
    pub(crate) fn presenting(&self) -> transit::Presenting {
        let mut countries: Vec<kernel::Country> = Vec::new();
        let offices = [self.departure].into_iter().chain(self.transits.iter().copied());
        for code in offices.chain([self.destination]) {
            if !countries.contains(&office(code).country()) {
                countries.push(office(code).country());
            }
        }
        let grn: kernel::Grn = self.grn.parse().unwrap();
        let declaration = transit::Declaration {
            lrn: self.lrn.parse().unwrap(),
            declaration_type: "T1".to_owned(),
            security: kernel::Security::None,
            holder: self.holder.parse().unwrap(),
            representative: None,
            representation: None,
            departure: office(self.departure),
            destination: office(self.destination),
            transits: self.transits.iter().map(|code| office(code)).collect(),
            countries,
            guarantees: vec![transit::DeclaredGuarantee {
                kind: transit::DeclaredKind::parse("1").unwrap(),
                reference: Some(kernel::GuaranteeReference::Grn(grn)),
                amount: Some(xof(self.amount)),
                number: None,
            }],
            commodities: ["090111".parse().unwrap()].into(),
            limit_date: None,
            consignor_authorisation: None,
        };
        let code = kernel::AccessCode::parse(self.access_code).unwrap();
        let goods = Element::group("Consignment").with("grossMass", "60000.204");
        let means =
            Element::group("DepartureTransportMeans").with("identificationNumber", "1234 HA");
        transit::Presenting {
            declaration,
            access_codes: [(kernel::CoverNumber(1), code)].into(),
            contents: transit::Contents {
                goods: Some(goods),
                transport: Some(Element::group("Consignment").and(means)),
                ..transit::Contents::default()
            },
            prelodged: false,
        }
    }
}

pub(crate) fn basis() -> Basis {
    serde_json::from_str(r#"{"provision":"A/P4/5/82"}"#).unwrap()
}

pub(crate) fn exit(code: &str, time: Timestamp) -> transit::Command {
    transit::Command::RecordExit { office: office(code), at: time, basis: basis() }
}

pub(crate) fn entry(code: &str, time: Timestamp) -> transit::Command {
    transit::Command::RecordEntry { office: office(code), at: time, basis: basis() }
}

pub(crate) fn arrival(code: &str, time: Timestamp) -> transit::Command {
    transit::Command::NotifyArrival(Box::new(transit::Arriving {
        office: office(code),
        at: time,
        trader: "BF300".parse().unwrap(),
        authorisation: None,
        basis: Some(basis()),
    }))
}

pub(crate) fn control() -> transit::Command {
    transit::Command::RecordControl {
        code: transit::ControlCode::A1,
        seals: transit::SealState::Intact,
        discrepancies: Vec::new(),
        remarks: None,
        basis: basis(),
    }
}

pub(crate) fn end() -> transit::Command {
    transit::Command::End { basis: basis() }
}
