//! What a message says of the movement it names, beside the number it names it by.

use kernel::{OfficeCode, TraderId};
use serde::Deserialize;

use crate::event::Declaration;
use crate::refusal::Refusal;
use crate::state::Destination;

/// The people and places a message says its movement is of. A message that names others than the
/// movement's means another movement, whatever its number. NCTS phase 5, CC014C, CC044C, CC054C and
/// CC170C.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The holder of the procedure.
    #[serde(default)]
    pub holder: Option<TraderId>,
    /// Who acts for the holder.
    #[serde(default)]
    pub representative: Option<TraderId>,
    /// The office of departure.
    #[serde(default)]
    pub departure: Option<OfficeCode>,
    /// The office at which the goods arrived.
    #[serde(default)]
    pub destination: Option<OfficeCode>,
    /// Who notified the arrival.
    #[serde(default)]
    pub trader: Option<TraderId>,
}

impl Named {
    /// In what it names others than a declaration does.
    pub(crate) fn differs_from(&self, declaration: &Declaration) -> Vec<Refusal> {
        let Self { holder, representative, departure, .. } = self;
        let represented = declaration.representative.as_ref();
        [
            other(holder.as_ref(), Some(&declaration.holder), "HolderOfTheTransitProcedure"),
            other(representative.as_ref(), represented, "Representative"),
            other(departure.as_ref(), Some(&declaration.departure), "CustomsOfficeOfDeparture"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// In what it names others than an arrival does.
    pub(crate) fn differs_at(&self, arrived: &Destination) -> Vec<Refusal> {
        let Self { destination, trader, .. } = self;
        [
            other(destination.as_ref(), Some(&arrived.office), "CustomsOfficeOfDestinationActual"),
            other(trader.as_ref(), Some(&arrived.trader), "TraderAtDestination"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn other<T: PartialEq>(
    named: Option<&T>,
    known: Option<&T>,
    field: &'static str,
) -> Option<Refusal> {
    named.filter(|named| known != Some(*named)).map(|_| Refusal::NamesAnother { field })
}
