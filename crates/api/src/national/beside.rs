//! A SAD beside a declaration that its declarant lodged by message: what both say of the goods and the
//! vehicle, and where they say it otherwise. The message says more and in other groups, so that only
//! the values that both have are compared.

use std::collections::BTreeSet;

use kernel::{CommodityCode, Element, Finding};
use rust_decimal::Decimal;
use transit::View;

use super::amended::finding;

const ITEM: &str = "HouseConsignment/ConsignmentItem";
const MASS: &str = "Valuation/Weight/Gross_weight";
const PACKAGES: &str = "Packages/Number_of_packages";
const SEAL: &str = "Transit/Seals/Identity";
const VEHICLE: &str = "Transport/Means_of_transport/Departure_arrival_information/Identity";

/// What a SAD says otherwise of goods and vehicle than the message did.
pub(super) fn said_otherwise(sad: &Element, view: &View) -> Vec<Finding> {
    let values = |group: &Option<Element>, path: &str| -> Vec<String> {
        let found = group.iter().flat_map(|group| group.all(path));
        found.filter_map(|leaf| leaf.value().map(ToOwned::to_owned)).collect()
    };
    let said = |path: &str| -> Vec<String> {
        sad.all(path).into_iter().filter_map(|leaf| leaf.value().map(ToOwned::to_owned)).collect()
    };
    let declared_packages = || {
        let goods = view.goods.as_ref()?;
        each(&goods.all(&format!("{ITEM}/Packaging")), "numberOfPackages")
    };
    let packages = (declared_packages(), each(&sad.all("Item"), PACKAGES));
    let mass = (total(&values(&view.goods, "grossMass")), total(&said(MASS)));
    let seals = values(&view.transport, "TransportEquipment/Seal/identifier");
    let mut vehicles = values(&view.transport, "DepartureTransportMeans/identificationNumber");
    let house = "HouseConsignment/DepartureTransportMeans/identificationNumber";
    vehicles.extend(values(&view.goods, house));
    let mut found = Vec::new();
    for (path, both) in [(MASS.to_owned(), mass), (format!("Item/{PACKAGES}"), packages)] {
        if let (Some(before), Some(now)) = both
            && before != now
        {
            found.push(finding(sad, &path, &now.to_string(), &before.to_string()));
        }
    }
    // A SAD has room for one of each.
    for (path, declared) in [(SEAL, seals), (VEHICLE, vehicles)] {
        let known: BTreeSet<_> = declared.iter().map(|name| plain(name)).collect();
        let mut now = said(path).into_iter().filter(|name| !plain(name).is_empty());
        if let Some(other) = now.find(|name| !known.is_empty() && !known.contains(&plain(name))) {
            found.push(finding(sad, path, &other, &declared.join(" ")));
        }
    }
    found
}

/// Whether two lists of commodity codes may be of the same goods: of each code in one, the other has
/// it, or as many of its digits as whoever wrote it gave.
pub(super) fn may_be_same_goods(
    one: &BTreeSet<CommodityCode>,
    other: &BTreeSet<CommodityCode>,
) -> bool {
    let agree = |one: &CommodityCode, other: &CommodityCode| {
        let (one, other) = (one.to_string(), other.to_string());
        one.starts_with(&other) || other.starts_with(&one)
    };
    let within = |some: &BTreeSet<CommodityCode>, all: &BTreeSet<CommodityCode>| {
        some.iter().all(|one| all.iter().any(|other| agree(one, other)))
    };
    within(one, other) && within(other, one)
}

/// The sum of numbers; nothing where there are none, or one of them is none.
fn total(numbers: &[String]) -> Option<Decimal> {
    let numbers: Option<Vec<Decimal>> =
        numbers.iter().map(|number| number.trim().parse().ok()).collect();
    let sum = numbers.filter(|numbers| !numbers.is_empty())?.into_iter().sum::<Decimal>();
    Some(sum.normalize())
}

/// The sum of numbers of which every group has some; nothing where one has none, as goods in bulk.
fn each(groups: &[&Element], path: &str) -> Option<Decimal> {
    let mut numbers = Vec::new();
    for group in groups {
        let own = group.all(path).into_iter().filter_map(Element::value).map(ToOwned::to_owned);
        let before = numbers.len();
        numbers.extend(own);
        if numbers.len() == before {
            return None;
        }
    }
    total(&numbers)
}

/// A number plate or seal as people compare it: without spaces and hyphens, in capitals.
fn plain(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>().to_uppercase()
}

#[cfg(test)]
mod tests;
