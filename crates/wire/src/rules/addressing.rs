//! To whom a message is addressed.

use kernel::{Element, Finding};

use crate::code::MessageCode;
use crate::rules::Trail;

/// What an administration is called in the header, before its country.
const ADMINISTRATION: &str = "NTA.";

/// The office that is to answer a message, where it names one.
fn office(message: MessageCode) -> Option<&'static str> {
    match message {
        MessageCode::Cc007c | MessageCode::Cc044c => Some("CustomsOfficeOfDestinationActual"),
        MessageCode::Cc013c
        | MessageCode::Cc014c
        | MessageCode::Cc015c
        | MessageCode::Cc054c
        | MessageCode::Cc170c => Some("CustomsOfficeOfDeparture"),
        MessageCode::Cc026c => Some("CustomsOfficeOfGuarantee"),
        MessageCode::Cc141c => Some("CustomsOfficeOfEnquiryAtDeparture"),
        _ => None,
    }
}

/// A message goes to the administration of the office that is to answer it.
///
/// NCTS phase 5 calls it `NTA` and its country (conditions C0128 and C0812 read it so), and an
/// office by a number that begins with its country. Where both are well-formed and differ, it is the
/// office that is told: the number has more letters to slip in.
pub(super) fn check(
    message: MessageCode,
    tree: &Element,
    trail: &Trail<'_>,
    findings: &mut Vec<Finding>,
) {
    let Some(group) = office(message) else { return };
    let number = tree.first(group).and_then(|office| office.text("referenceNumber"));
    let recipient = tree.text("messageRecipient");
    let (Some(number), Some(recipient)) = (number, recipient) else { return };
    let Some(country) = number.get(..2) else { return };
    let addressed = recipient.strip_prefix(ADMINISTRATION);
    match addressed.filter(|addressed| is_country(addressed)) {
        Some(addressed) if addressed == country => {}
        Some(addressed) => {
            let path = trail.to(group).then("referenceNumber", None);
            let expected = format!("an office of {addressed}, to which the message is addressed");
            findings.push(Finding::error(path, "address", number, &expected));
        }
        None => {
            let expected = format!("{ADMINISTRATION}{country}");
            findings.push(Finding::error(
                trail.to("messageRecipient"),
                "address",
                recipient,
                &expected,
            ));
        }
    }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}
