//! What a trader at destination tells: the notification of arrival (IE007) and, where he is an
//! authorised consignee, what he found on unloading (IE044).

use kernel::{Date, Element, Finding, Mrn, OfficeCode, Reading, TraderId, parse_date_and_time};

use super::declaration::authorisation;
use crate::command::{Arriving, Command, Named};
use crate::event::{SealState, Unloading};

/// A notification of arrival as a command, and the movement it names. NCTS phase 5, CC007C.
pub fn arrival(message: &Element) -> Result<(Mrn, Arriving), Vec<Finding>> {
    let mut reading = Reading::new(message);
    let mrn = reading.required("TransitOperation/MRN", Mrn::parse);
    let at =
        reading.required("TransitOperation/arrivalNotificationDateAndTime", parse_date_and_time);
    let office =
        reading.required("CustomsOfficeOfDestinationActual/referenceNumber", OfficeCode::parse);
    let trader = reading.required("TraderAtDestination/identificationNumber", TraderId::parse);
    let simplified = message.text("TransitOperation/simplifiedProcedure") == Some("1");
    let consignee = authorisation(message, "C522");
    if simplified && consignee.is_none() {
        reading.wrong("Authorisation/type", "", "C522");
    }
    let (Some(mrn), Some(at), Some(office), Some(trader), true) =
        (mrn, at, office, trader, reading.findings.is_empty())
    else {
        return Err(reading.findings);
    };
    let authorisation = consignee.filter(|_| simplified);
    Ok((mrn, Arriving { office, at, trader, authorisation, basis: None }))
}

/// An authorised consignee's unloading remarks as a command, and the movement they are of. NCTS
/// phase 5, CC044C.
///
/// G0360: a group is told where it differs from what was declared or is new, and only then. So what
/// does not conform says in what, and what conforms says nothing.
pub fn unloading(message: &Element) -> Result<(Mrn, Command), Vec<Finding>> {
    let mut reading = Reading::new(message);
    let mrn = reading.required("TransitOperation/MRN", Mrn::parse);
    let date = reading.required("UnloadingRemark/unloadingDate", str::parse::<Date>);
    let destination =
        reading.optional("CustomsOfficeOfDestinationActual/referenceNumber", OfficeCode::parse);
    let trader = reading.optional("TraderAtDestination/identificationNumber", TraderId::parse);
    let said = |path: &str| message.text(path).filter(|text| !text.is_empty());
    let flag = |name: &str| message.text(&format!("UnloadingRemark/{name}")) == Some("1");
    let (conform, completed) = (flag("conform"), flag("unloadingCompletion"));
    let seals = match said("UnloadingRemark/stateOfSeals") {
        Some("1") => SealState::Intact,
        Some(_) => SealState::Broken,
        None => SealState::None,
    };
    let (remark, other) =
        (said("UnloadingRemark/unloadingRemark"), said("TransitOperation/otherThingsToReport"));
    let found = message.first("Consignment").filter(|found| !found.children().is_empty());
    let differs = found.is_some() || seals == SealState::Broken;
    if conform && differs {
        reading.wrong("UnloadingRemark/conform", "1", "0 where something differs");
    }
    if !conform && !differs && remark.is_none() && other.is_none() {
        reading.wrong("UnloadingRemark/conform", "0", "1 where nothing differs");
    }
    let (Some(mrn), Some(date), true) = (mrn, date, reading.findings.is_empty()) else {
        return Err(reading.findings);
    };
    let remarks: Vec<_> = remark.into_iter().chain(other).collect();
    let command = Command::RemarkUnloading {
        unloading: Unloading { date, completed, conform, seals },
        remarks: (!remarks.is_empty()).then(|| remarks.join("\n")),
        found: found.cloned(),
        named: Named { destination, trader, ..Named::default() },
    };
    Ok((mrn, command))
}
