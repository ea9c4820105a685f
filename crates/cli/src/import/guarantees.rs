//! Guarantees: each row a command to the node, which decides about it like about any other.
//!
//! A row is known by the digest of what it says, so a file that is imported again after a power
//! cut, or by mistake, registers nothing twice. Access codes are in no digest: four characters
//! could be found again from it.

use kernel::{Digest, Grn, canonical};
use serde_json::{Map, Value, json};

use super::Report;
use crate::args::ImportOptions;
use crate::door::{Asking, Reply};
use crate::export::registered;
use crate::sheet::{Finding, GUARANTEES, Row, Sheet};

/// Columns that say how a guarantee is registered, and not what it is.
const NOT_KEPT: [&str; 6] =
    ["provision", "national_reference", "officer", "post", "access_codes", "voucher"];

/// Columns that the register of traders or guarantors says where the row does not.
const FROM_REGISTER: [&str; 2] = ["holder_name", "guarantor_name"];

/// A row that may be registered.
struct Lodged {
    row: Row,
    object: Map<String, Value>,
    codes: Option<Value>,
}

/// Registers the rows of a sheet.
pub(super) fn import(
    options: &ImportOptions,
    sheet: Sheet,
    report: &mut Report,
) -> anyhow::Result<()> {
    let (rows, findings) = sheet.parted();
    report.findings.extend(findings);
    let mut good = Vec::new();
    for row in rows {
        match read(row, options) {
            Ok(lodged) => good.push(lodged),
            Err(finding) => report.findings.push(*finding),
        }
    }
    if options.check || !report.may_go_on(options) {
        return Ok(());
    }
    let asking = Asking::open(&options.door)?;
    for lodged in &good {
        match register(&asking, lodged, options.attempt)? {
            Ok(Registered::Now) => {
                report.counts.added += 1;
                report.changed = true;
            }
            Ok(Registered::Before) => report.counts.unchanged += 1,
            Err(findings) => report.findings.extend(findings),
        }
    }
    Ok(())
}

/// A row as the command would have it.
fn read(row: Row, options: &ImportOptions) -> Result<Lodged, Box<Finding>> {
    let mut object = match row.object(GUARANTEES) {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    let codes = object.remove("access_codes");
    if let Ok(grn) = Grn::parse(row.text("grn"))
        && !grn.check_digit_holds()
    {
        let expected = format!("a GRN with the check digit {}", grn.right_check_digit());
        return Err(Box::new(Finding::at(row.spot("grn"), "cell", grn.as_str(), &expected)));
    }
    if row.text("provision").is_empty() {
        let Some(provision) = &options.provision else {
            let spot = row.spot("provision");
            return Err(Box::new(Finding::at(spot, "cell", "", "a provision, or --provision")));
        };
        let basis = object.entry("basis").or_insert_with(|| json!({}));
        if let Value::Object(basis) = basis {
            basis.insert("provision".to_owned(), json!(provision));
        }
    }
    let command = json!({"Register": object});
    match serde_json::from_value::<guarantee::account::Command>(command) {
        Ok(_) => Ok(Lodged { row, object, codes }),
        Err(error) => Err(Box::new(Finding::at(
            row.spot("type"),
            "cell",
            row.text("type"),
            &error.to_string(),
        ))),
    }
}

/// Whether a guarantee was registered now or before.
enum Registered {
    Now,
    Before,
}

type Outcome = Result<Registered, Vec<Finding>>;

fn register(asking: &Asking, lodged: &Lodged, attempt: u8) -> anyhow::Result<Outcome> {
    let grn = lodged.row.text("grn");
    if !grn.is_empty() {
        let known = asking.get(&format!("/guarantees/{grn}"))?;
        if known.status.is_success() {
            return Ok(compared(&lodged.row, &registered(&known.body)));
        }
    }
    let key = format!("import/{}", digest(&lodged.object)?);
    let command = json!({"Register": lodged.object});
    let mut reply = asking.post("/guarantees", &key, &command)?;
    // What was refused is refused again under its key. Another is given only where somebody says
    // that he has put things right, and only after all before it were refused.
    for number in 2..=attempt {
        if !reply.refused() {
            break;
        }
        reply = asking.post("/guarantees", &format!("{key}+{number}"), &command)?;
    }
    if reply.refused() {
        return Ok(Err(refusals(&lodged.row, &reply)));
    }
    let said = |name: &str| reply.body.get(name).cloned().unwrap_or_default();
    let registered =
        if said("repeated") == json!(true) { Registered::Before } else { Registered::Now };
    let Some(codes) = &lodged.codes else { return Ok(Ok(registered)) };
    let dossier = said("dossier");
    let place = format!("/guarantees/{}/commands", dossier.as_str().unwrap_or_default());
    let basis = lodged.object.get("basis");
    let command = json!({"ReplaceAccessCodes": {"codes": codes, "basis": basis}});
    let reply = asking.post(&place, &format!("{key}/codes"), &command)?;
    if reply.refused() {
        return Ok(Err(refusals(&lodged.row, &reply)));
    }
    Ok(Ok(registered))
}

/// What a row says, in one value that is the same wherever and whenever it is taken.
fn digest(object: &Map<String, Value>) -> anyhow::Result<Digest> {
    Ok(Digest::of(&[&canonical(object)?]))
}

/// Where a row and the guarantee of its number differ.
fn compared(row: &Row, known: &Value) -> Outcome {
    let mut findings = Vec::new();
    for column in GUARANTEES.iter().filter(|column| !NOT_KEPT.contains(&column.name)) {
        let (found, kept) = (row.text(column.name), column.cell(known));
        let filled_in = found.is_empty() && FROM_REGISTER.contains(&column.name);
        if !filled_in && !column.same(found, &kept) {
            findings.push(Finding::at(row.spot(column.name), "registered", found, &kept));
        }
    }
    if findings.is_empty() { Ok(Registered::Before) } else { Err(findings) }
}

/// What the node said to a row.
fn refusals(row: &Row, reply: &Reply) -> Vec<Finding> {
    let said = |refusal: &Value, name: &str| {
        refusal.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let refusals = reply.body.get("refusals").and_then(Value::as_array);
    let told = refusals.into_iter().flatten().map(|refusal| {
        let [code, title, next] = ["code", "title", "next"].map(|name| said(refusal, name));
        Finding::refused(row.spot(""), code, title, next)
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() {
        let status = reply.status.to_string();
        return vec![Finding::at(row.spot(""), "other", &status, "")];
    }
    told
}
