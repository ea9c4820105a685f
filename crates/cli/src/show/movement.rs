//! A movement: how far it is, where it goes, what covers it, and every step of it.

use serde_json::Value;

use super::seen::{either, instant, list, money, named, part, phrase, reasons, said, text, texts};
use crate::speech::say;
use crate::table::Table;

/// The lines people read of `GET /movements/{movement}`.
pub(super) fn lines(view: &Value) -> Vec<String> {
    let route: Vec<_> = ["/declaration/departure", "/declaration/destination"]
        .map(|pointer| text(view, pointer))
        .into_iter()
        .filter(|office| !office.is_empty())
        .collect();
    let mut lines = named([
        (say("show-mrn"), text(view, "/mrn")),
        (say("show-dossier"), text(view, "/dossier")),
        (say("show-standing"), said("movement", view, "/standing/phase")),
        (say("show-set-apart"), text(view, "/flag")),
        (say("show-lrn"), text(view, "/declaration/lrn")),
        (say("show-holder"), text(view, "/declaration/holder")),
        (say("show-representative"), text(view, "/declaration/representative")),
        (say("show-route"), route.join(" - ")),
        (say("show-countries"), texts(view, "/declaration/countries", " - ")),
        (say("show-transits"), texts(view, "/declaration/transits", " - ")),
        (say("show-limit-date"), text(view, "/limit_date")),
    ]);
    lines.extend(part("show-open", open(view)));
    lines.extend(part("show-covers", covers(view)));
    lines.extend(part("show-steps", steps(view)));
    lines
}

fn open(view: &Value) -> Vec<String> {
    let mut table = Table::headed(["show-what", "show-who", "show-by"].map(say));
    for open in list(view, "/open") {
        // What keeps it open is a concern, or the next step of a course that is as it should be.
        let what = either(&["concern", "next"], open, "/concern");
        table.row([what, said("resolver", open, "/resolver"), text(open, "/by")]);
    }
    table.lines()
}

fn covers(view: &Value) -> Vec<String> {
    let head = ["show-number", "show-reference", "show-state", "show-amount", "show-reasons"];
    let mut table = Table::headed(head.map(say)).counting(&[0, 3]);
    for cover in list(view, "/covers") {
        let number = text(cover, "/cover");
        let guarantee = cover.get("cover").and_then(|number| declared(view, number.as_u64()?));
        let reference = guarantee.and_then(|guarantee| guarantee.get("reference"));
        table.row([
            number,
            reference.map(reference_text).unwrap_or_default(),
            said("cover", cover, "/state"),
            money(cover, "/amount"),
            reasons(cover, "/reasons"),
        ]);
    }
    table.lines()
}

/// A guarantee of the declaration: by the number an amendment gave it, else by its place.
pub(crate) fn declared(view: &Value, number: u64) -> Option<&Value> {
    let named = view.pointer("/declaration/guarantees")?.as_array()?;
    let numbered = (1..).zip(named).find(|(place, declared)| {
        declared.get("number").and_then(Value::as_u64).unwrap_or(*place) == number
    });
    numbered.map(|(_, declared)| declared)
}

/// A number of a guarantee as it is shown: the text, or the one thing in `{"Grn": "…"}`.
pub(super) fn reference_text(reference: &Value) -> String {
    let inside = reference.as_object().and_then(|object| object.values().next());
    inside.unwrap_or(reference).as_str().unwrap_or_default().to_owned()
}

fn steps(view: &Value) -> Vec<String> {
    let head = ["show-step", "show-at", "show-administration", "show-office", "show-officer"];
    let mut table = Table::headed(head.map(say));
    for step in list(view, "/steps") {
        table.row([
            step.get("what").map(|what| phrase("step", what)).unwrap_or_default(),
            instant(step, "/at"),
            text(step, "/administration"),
            text(step, "/office"),
            text(step, "/decision/officer"),
        ]);
    }
    table.lines()
}
