//! A guarantee: what was lodged, what is held and free, and what uses it.

use serde_json::Value;

use super::movement::reference_text;
use super::seen::{instant, list, money, named, part, reasons, said, text};
use crate::speech::{say, tell};
use crate::table::Table;

/// The lines people read of `GET /guarantees/{guarantee}`.
pub(super) fn lines(view: &Value) -> Vec<String> {
    let reference = view.pointer("/registration/reference");
    let currency = text(view, "/registration/reference_amount/currency");
    let amount = |pointer: &str| format!("{} {currency}", text(view, pointer));
    let kind = text(view, "/registration/type");
    let (from, until) = ("/registration/validity/from", "/registration/validity/until");
    let validity = [text(view, from), text(view, until)].join(" - ");
    let mut lines = named([
        (say("show-grn"), reference.map(reference_text).unwrap_or_default()),
        (say("show-dossier"), text(view, "/dossier")),
        (say("show-standing"), said("guarantee", view, "/standing")),
        (say("show-set-apart"), text(view, "/flag")),
        (say("show-type"), tell("guarantee-type", &[("kind", &kind)])),
        (say("show-holder"), text(view, "/registration/holder")),
        (say("show-guarantor"), text(view, "/registration/guarantor")),
        (say("show-office"), text(view, "/registration/office")),
        (say("show-validity"), validity.trim_end().to_owned()),
        (say("show-reference-amount"), money(view, "/registration/reference_amount")),
        (say("show-held"), amount("/held")),
        (say("show-free"), amount("/free")),
        (say("show-wrong-codes"), text(view, "/wrong_codes_count")),
    ]);
    lines.extend(part("show-usage", usage(view)));
    lines
}

fn usage(view: &Value) -> Vec<String> {
    let head = [
        "show-mrn",
        "show-at",
        "show-requester",
        "show-asked",
        "show-held",
        "show-state",
        "show-reasons",
    ];
    let mut table = Table::headed(head.map(say)).counting(&[3, 4]);
    for usage in list(view, "/usage") {
        table.row([
            text(usage, "/mrn"),
            instant(usage, "/at"),
            text(usage, "/requester"),
            money(usage, "/asked"),
            money(usage, "/covered"),
            said("cover", usage, "/state"),
            reasons(usage, "/reasons"),
        ]);
    }
    table.lines()
}
