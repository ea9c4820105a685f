//! Numbers, codes, names and times, as they stand in messages, bodies, paths and queries.

use std::fmt::{Debug, Display};

use kernel::{
    AccessCode, Administration, Amount, AuthorisationNumber, CashAccount, CommandId, CommodityCode,
    Country, Currency, Date, Digest, DossierId, Element, Epoch, Grn, GuaranteeType, GuarantorId,
    LicenceNumber, Lrn, MandateNumber, Mass, Mrn, Name, NameKind, NationalReference, NodeId,
    OfficeCode, OfficerId, PostId, Provision, Representation, Security, Serial, Timestamp,
    TraderId, UndertakingReference, Voucher, check_digit, parse_date_and_time,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{made, seed};

pub(crate) fn run(bytes: &[u8]) -> bool {
    let Some((reader, bytes)) = bytes.split_first() else { return false };
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    match reader {
        b'i' => identifiers(text),
        b'n' => numbers(text),
        b'q' => quantities(text),
        b't' => times(text),
        b'p' => paths(text),
        _ => false,
    }
}

/// What is read from a text is written as that text, and is the same in JSON.
fn same<T, E>(text: &str, parse: impl Fn(&str) -> Result<T, E>) -> bool
where
    T: Display + Debug + PartialEq + Serialize + DeserializeOwned,
{
    let read = parse(text);
    let json = made(serde_json::to_string(text));
    let in_json: Option<T> = serde_json::from_str(&json).ok();
    let Ok(read) = read else {
        assert!(in_json.is_none(), "{text:?} is taken in JSON only: {in_json:?}");
        return false;
    };
    assert_eq!(read.to_string(), text);
    assert_eq!(in_json.as_ref(), Some(&read));
    assert_eq!(made(serde_json::to_string(&read)), json);
    true
}

fn identifiers(text: &str) -> bool {
    [
        same(text, NodeId::parse),
        same(text, DossierId::parse),
        same(text, CommandId::parse),
        same(text, TraderId::parse),
        same(text, OfficerId::parse),
        same(text, PostId::parse),
        same(text, Provision::parse),
        same(text, GuarantorId::parse),
        same(text, LicenceNumber::parse),
        same(text, MandateNumber::parse),
        same(text, AuthorisationNumber::parse),
        same(text, NationalReference::parse),
        same(text, UndertakingReference::parse),
        same(text, Administration::parse),
        same(text, Country::parse),
        same(text, OfficeCode::parse),
        same(text, CommodityCode::parse),
        same(text, CashAccount::parse),
        same(text, Digest::parse),
    ]
    .contains(&true)
}

fn numbers(text: &str) -> bool {
    let digit = check_digit(text);
    assert!(digit.is_none_or(|digit| digit < 10));
    if let Ok(mrn) = Mrn::parse(text) {
        mrn.check_digit_holds();
        assert_eq!(mrn.country().as_str(), &text[2..4]);
    }
    if let Ok(grn) = Grn::parse(text) {
        assert!(grn.right_check_digit() < 10);
        grn.check_digit_holds();
        grn.country();
        grn.voucher();
    }
    let minted = minted(text);
    assert!(minted.as_ref().is_none_or(Mrn::check_digit_holds), "{minted:?}");
    [
        minted.is_some(),
        same(text, Mrn::parse),
        same(text, Grn::parse),
        same(text, Lrn::parse),
        same(text, Voucher::parse),
        AccessCode::parse(text).is_ok(),
        Security::parse(text).is_ok(),
        GuaranteeType::parse(text).is_ok_and(|kind| {
            assert_eq!(kind.code(), text);
            true
        }),
        Representation::parse(text).is_ok(),
    ]
    .contains(&true)
}

/// A number whose parts are read from a text: node, epoch and running number with dots between them.
fn minted(text: &str) -> Option<Mrn> {
    let mut parts = text.splitn(4, '.');
    let mut next = || parts.next();
    let (node, epoch, number, security) = (next()?, next()?, next()?, next()?);
    let node = NodeId::parse(node).ok()?;
    let serial = Serial {
        year: 26,
        country: Country::parse(node.as_str().get(..2)?).ok()?,
        node,
        epoch: Epoch(epoch.parse().ok()?),
        number: number.parse().ok()?,
        training: false,
    };
    Mrn::mint(&serial, Security::parse(security).ok()?).ok()
}

fn quantities(text: &str) -> bool {
    let amount = Amount::parse(text).ok().map(|amount| {
        let written = amount.to_string();
        assert_eq!(Amount::parse(&written).ok(), Some(amount));
        assert_eq!(amount.minus(amount).map(Amount::is_zero), Some(true));
        assert!(amount.per_cent(0).is_zero());
        amount.plus(amount);
    });
    let mass = Mass::parse(text).ok().map(|mass| {
        assert_eq!(Mass::parse(&mass.to_string()).ok(), Some(mass));
    });
    let currency = Currency::parse(text).ok().map(|currency| {
        assert_eq!(currency.as_str(), text);
    });
    amount.or(mass).or(currency).is_some()
}

fn times(text: &str) -> bool {
    let instant = text.parse::<Timestamp>().ok().map(|instant| {
        assert_eq!(instant.to_string().parse::<Timestamp>().ok(), Some(instant));
        kernel::utc_day(instant);
    });
    let day = text.parse::<Date>().ok().map(|day| {
        assert_eq!(day.to_string().parse::<Date>().ok(), Some(day));
    });
    let told = parse_date_and_time(text).ok().map(|at| {
        // Messages tell whole seconds.
        let again = parse_date_and_time(&kernel::date_and_time(at)).map(Timestamp::as_second);
        assert_eq!(again.ok(), Some(at.as_second()));
    });
    instant.or(day).or(told).is_some()
}

/// A path into a tree finds something or nothing.
fn paths(text: &str) -> bool {
    let leaf = Element::leaf("name", text);
    let tree = Element::group("Root").and(Element::group("Group").and(leaf));
    assert_eq!(tree.text("Group/name"), Some(text));
    let found = tree.text(text).is_some() || tree.first(text).is_some();
    let all = tree.all(text).len() + tree.pointed(text).len();
    assert!(found || all < 4);
    let name = Name::new(NameKind::Reference, text);
    assert_eq!(name.clone(), name);
    true
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let identifiers = [
        "CI-1",
        "CI.CI-1.1.0123456789abcdef0123456789abcdef",
        "release-1",
        "CIABJ000/departure",
        "A/P4/5/82, art. 9",
        "CIABJ000",
        "100630",
        "CIACR2026001",
        "AxP7Z3L2U2OJtKj8UPohA/vejIeNIGoGqLW56KRLW0o=",
    ];
    let numbers = [
        "26CI000000000001J1",
        "26CI0000010000013",
        "26CI0000010000013A000001",
        "AC01",
        "ABJ-1",
        "CI-1.1.77.0",
    ];
    let quantities = ["2500000", "23500.5", "0", "0.01", "XOF", "99999999999999.99"];
    let times = [
        "2026-11-23T08:15:00Z",
        "2026-11-23",
        "2026-11-23T08:15:00",
        "2026-11-23T08:15:00.123456789+01:00",
    ];
    let all = [
        (b'i', &identifiers[..]),
        (b'n', &numbers),
        (b'q', &quantities),
        (b't', &times),
        (b'p', &["Group/name", "Group[1]/name", "/"]),
    ];
    let seeds = |(reader, texts): (u8, &[&str])| {
        texts.iter().map(|text| seed(reader, text)).collect::<Vec<_>>()
    };
    all.into_iter().flat_map(seeds).collect()
}
