//! Messages of holders and guarantors: the query (IE034) and the change of access codes (IE026).

use kernel::{AccessCode, Date, Element, Finding, Grn, OfficeCode, Reading, TraderId};

use crate::account::command::{ChangingCodes, Querying};
use crate::account::event::{QueryKind, Requester, Role};

/// A change of access codes as a command, and the guarantee it is of. NCTS phase 5, CC026C.
pub fn change_of_codes(message: &Element) -> Result<(Grn, ChangingCodes), Vec<Finding>> {
    let mut reading = Reading::new(message);
    let grn = reading.required("GuaranteeReference/GRN", Grn::parse);
    let master = code(&mut reading, "GuaranteeReference/masterAccessCode");
    if message.text("GuaranteeReference/masterAccessCode").is_none_or(str::is_empty) {
        reading.wrong("GuaranteeReference/masterAccessCode", "", "a value");
    }
    let current = code(&mut reading, "GuaranteeReference/AccessCode/accessCodeCurrent");
    let new = code(&mut reading, "GuaranteeReference/AccessCode/accessCodeNew");
    let holder =
        reading.optional("HolderOfTheTransitProcedure/identificationNumber", TraderId::parse);
    let office = reading.optional("CustomsOfficeOfGuarantee/referenceNumber", OfficeCode::parse);
    let (Some(grn), Some(master), true) = (grn, master, reading.findings.is_empty()) else {
        return Err(reading.findings);
    };
    Ok((grn, ChangingCodes { master, current, new, holder, office }))
}

/// A query as commands, one for each guarantee it names. NCTS phase 5, CC034C.
pub fn queries(message: &Element) -> Result<Vec<(Grn, Querying)>, Vec<Finding>> {
    let mut reading = Reading::new(message);
    let number = reading.required("Requester/identificationNumber", TraderId::parse);
    let role = reading.required("Requester/role", Role::parse);
    let requester = number.zip(role).map(|(number, role)| Requester { number, role });
    let name = message.text("messageIdentification").map(ToOwned::to_owned);
    let mut findings = reading.findings;
    let mut asked = Vec::new();
    for (path, reference) in message.pointed("GuaranteeReference") {
        let mut reading = Reading::new(reference);
        asked.extend(one(&mut reading, requester.as_ref(), name.as_ref()));
        findings.extend(reading.findings.into_iter().map(|finding| {
            let inside = finding.path.strip_prefix("/GuaranteeReference").unwrap_or_default();
            Finding { path: format!("{path}{inside}"), ..finding }
        }));
    }
    if findings.is_empty() { Ok(asked) } else { Err(findings) }
}

fn one(
    reading: &mut Reading<'_>,
    requester: Option<&Requester>,
    message: Option<&String>,
) -> Option<(Grn, Querying)> {
    let grn = reading.required("GRN", Grn::parse);
    let query = reading.required("GuaranteeQuery/queryIdentifier", QueryKind::parse);
    let from = reading.optional("GuaranteeQuery/periodFromDate", str::parse::<Date>);
    let until = reading.optional("GuaranteeQuery/periodToDate", str::parse::<Date>);
    let owner = reading.optional("Owner/identificationNumber", TraderId::parse);
    let access_code = code(reading, "AccessCode/accessCode");
    let (query, requester) = (query?, requester?.clone());
    let message = message.cloned();
    Some((grn?, Querying { query, from, until, requester, owner, access_code, message }))
}

/// What was found in place of an access code may be one with a slip of the finger; it is not told.
fn code(reading: &mut Reading<'_>, path: &str) -> Option<AccessCode> {
    let text = reading.message.text(path).filter(|text| !text.is_empty())?;
    AccessCode::parse(text).map_err(|wrong| reading.wrong(path, "", wrong.expected)).ok()
}
