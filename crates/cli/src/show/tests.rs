//! The tables people read, over answers as the API gives them.

use serde_json::json;

use super::{guarantee, movement, peers, why};

#[test]
fn what_is_open_is_told_in_the_words_of_the_node() {
    let item = json!({
        "dossier": "SN.SN-1.1.00", "name": "26SN010100000000J3", "phase": "released",
        "open": [
            {"concern": "arrive", "since": "2026-11-24T08:00:00.123456Z", "by": "2026-12-04",
             "sentence": "The holder is to present the goods by 2026-12-04."},
            {"concern": "overdue", "sentence": "The office of departure must ask."},
        ],
    });
    let lines = [
        "26SN010100000000J3  SN.SN-1.1.00  released for transit",
        "  The holder is to present the goods by 2026-12-04.",
        "  The office of departure must ask.",
    ];
    assert_eq!(why::told("movement", &item), lines);
    let closed = json!({"dossier": "SN.SN-1.1.01", "phase": "discharged", "open": []});
    assert_eq!(why::told("movement", &json!({"items": [closed, item]})), lines);
    assert_eq!(why::told("movement", &json!({"items": [closed]})), ["Nothing is open."]);
    assert_eq!(why::told("movement", &closed), ["Nothing is open."]);
    let hold = json!({"dossier": "SN.SN-1.1.02", "phase": "requested", "open": [
        {"concern": "answer-cover", "sentence": "The home of the guarantee is to answer."}]});
    assert_eq!(
        why::told("hold", &hold),
        [
            "SN.SN-1.1.02  waiting for the guarantee to answer",
            "  The home of the guarantee is to answer.",
        ]
    );
    // Nothing keeps it open, and two records of it differ.
    let differs = json!({"dossier": "SN.SN-1.1.03", "phase": "invalidated", "open": [],
        "contradictions": [{"refused": "release: TRA-055", "sentence": "It was said to be released."}]});
    assert_eq!(
        why::told("movement", &differs),
        ["SN.SN-1.1.03  invalidated", "  It was said to be released."]
    );
}

#[test]
fn the_backlog_of_a_peer_stands_beside_its_last_dispatch() {
    let peer = |node: &str, sent: u64, receipted: u64, dispatched_ms: i64| {
        json!({"node": node, "sent": sent, "receipted": receipted, "pending": sent - receipted,
               "received": 3, "cosigned": 12, "dispatched_ms": dispatched_ms})
    };
    let node = json!({"peers": [peer("BF-1", 1200, 7, 1_795_538_684_000), peer("ML-1", 0, 0, 0)]});
    assert_eq!(
        peers::lines(&node),
        [
            "PEER  TOLD  RECEIPTED  BACKLOG  RECEIVED  COSIGNED  LAST DISPATCH",
            "BF-1  1200          7     1193         3        12  2026-11-24 16:44:44Z",
            "ML-1     0          0        0         3        12  never",
        ]
    );
    assert_eq!(peers::lines(&json!({"peers": []})), ["No peer has been told anything yet."]);
}

#[test]
fn a_word_of_a_newer_node_is_told_as_it_is() {
    let view = json!({
        "dossier": "SN.SN-1.1.00", "mrn": null, "standing": {"phase": "teleported"},
        "open": [{"concern": {"exit-missing": {"left": "SN", "entered": "ML"}},
                  "resolver": {"country": "SN"}},
                 {"concern": "arrive", "resolver": "holder", "by": "2026-12-04"},
                 {"concern": "dream", "resolver": "moon"}],
        "steps": [{"what": "beamed", "at": "2026-11-24T08:00:00Z"}],
    });
    assert_eq!(
        movement::lines(&view),
        [
            "dossier   SN.SN-1.1.00",
            "standing  teleported",
            "",
            "Who must act",
            "  WHAT                                WHO                                  BY",
            "  SN has not recorded the exit to ML  the customs administration of SN",
            "  present the goods at destination    the holder of the transit procedure  2026-12-04",
            "  dream                               moon",
            "",
            "Steps",
            "  STEP    AT                    ADMINISTRATION  OFFICE  OFFICER",
            "  beamed  2026-11-24 08:00:00Z",
        ]
    );
}

#[test]
fn a_guarantee_that_refused_says_why() {
    let usage =
        json!({"at": "2026-11-24T08:00:00Z", "state": "not-held", "reasons": ["G09", "G99"]});
    let view = json!({
        "dossier": "ML.ML-1.1.00", "standing": "suspended", "held": "5", "free": "95",
        "registration": {
            "type": "1", "reference": {"grn": "26ML0101000000003"}, "holder": "ML0000007",
            "office": "MLBKO000", "validity": {"from": "2026-11-24", "until": "2027-11-23"},
            "reference_amount": {"amount": "100", "currency": "XOF"},
        },
        "usage": [usage],
    });
    let lines = guarantee::lines(&view);
    for said in [
        "standing          suspended",
        "validity          2026-11-24 - 2027-11-23",
        "held              5 XOF",
        "free              95 XOF",
    ] {
        assert!(lines.iter().any(|line| line == said), "{said}: {lines:#?}");
    }
    let last = lines.last().map(String::as_str).unwrap_or_default();
    let g09 = language::text(language::Language::English, "G09", &[]);
    assert!(last.ends_with(&format!("refused  G09 {g09} G99")), "{last}");
}

#[test]
fn what_a_terminal_would_carry_out_is_shown_as_a_sign_that_cannot_be_read() {
    let view = json!({"remarks": "\u{1b}]0;owned\u{7}a\r\u{9b}2Jb\nc", "reasons": ["\u{202e}x"]});
    assert_eq!(
        super::seen::text(&view, "/remarks"),
        "\u{fffd}]0;owned\u{fffd}a\u{fffd}\u{fffd}2Jb\nc"
    );
    assert_eq!(super::seen::texts(&view, "/reasons", ", "), "\u{fffd}x");
}
