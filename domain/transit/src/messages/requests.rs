//! What a declarant asks of a movement: to invalidate it (IE014), or to release it although a control
//! found differences (IE054).

use kernel::{Element, Finding, Lrn, Mrn, Name, NameKind, OfficeCode, Reading, TraderId};

use crate::command::{Command, Named};

/// Where a message names the holder of the procedure.
pub(super) const HOLDER: &str = "HolderOfTheTransitProcedure/identificationNumber";

/// The movement a message names: by its MRN, else by the LRN its holder gave it.
pub(super) fn named(reading: &mut Reading<'_>) -> Option<Name> {
    let lrn = reading.message.text("TransitOperation/LRN").is_some();
    if !lrn {
        let mrn = reading.required("TransitOperation/MRN", Mrn::parse)?;
        return Some(Name::new(NameKind::Mrn, mrn));
    }
    let lrn = reading.required("TransitOperation/LRN", Lrn::parse);
    let holder = reading.required(HOLDER, TraderId::parse);
    Some(lrn_name(&holder?, &lrn?))
}

/// The name of a movement by what its holder calls it.
pub(crate) fn lrn_name(holder: &TraderId, lrn: &Lrn) -> Name {
    Name::new(NameKind::Lrn, format!("{holder}/{lrn}"))
}

/// Whose movement a declarant says it is, and where it departs.
pub(super) fn described(reading: &mut Reading<'_>) -> Named {
    Named {
        holder: reading.optional(HOLDER, TraderId::parse),
        representative: reading.optional("Representative/identificationNumber", TraderId::parse),
        departure: reading.optional("CustomsOfficeOfDeparture/referenceNumber", OfficeCode::parse),
        ..Named::default()
    }
}

/// A request for invalidation as a command, and the movement it is of. NCTS phase 5, CC014C.
///
/// The message is also the form of a decision that customs took on their own; they give it as an
/// officer's command, and not under a trader's name.
pub fn invalidation(message: &Element) -> Result<(Name, Command), Vec<Finding>> {
    let mut reading = Reading::new(message);
    let (movement, named) = (named(&mut reading), described(&mut reading));
    let initiated = "Invalidation/initiatedByCustoms";
    if let Some(found) = message.text(initiated).filter(|flag| *flag != "0") {
        reading.wrong(initiated, found, "0");
    }
    let (Some(movement), true) = (movement, reading.findings.is_empty()) else {
        return Err(reading.findings);
    };
    let remarks = message.text("Invalidation/justification").map(ToOwned::to_owned);
    Ok((movement, Command::RequestInvalidation { remarks, named }))
}

/// A request of release as a command, and the movement it is of. NCTS phase 5, CC054C.
pub fn release_request(message: &Element) -> Result<(Name, Command), Vec<Finding>> {
    let mut reading = Reading::new(message);
    let (movement, named) = (named(&mut reading), described(&mut reading));
    let flag = |text: &str| match text {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err("0 or 1"),
    };
    let requested = reading.required("TransitOperation/releaseRequested", flag);
    match (movement, requested, reading.findings.is_empty()) {
        (Some(movement), Some(requested), true) => {
            Ok((movement, Command::RequestRelease { requested, named }))
        }
        _ => Err(reading.findings),
    }
}
