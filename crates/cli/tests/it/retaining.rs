//! What an operator reads when officers order what is kept of a dossier.

use serde_json::json;

use crate::commands::{good, json as printed, passavant, text};
use crate::dakar::Dakar;
use crate::saving::released;

#[tokio::test]
async fn officers_order_what_is_kept_of_a_dossier_by_its_number_and_read_how_far_that_is() {
    let dakar = Dakar::at_work().await;
    let home = dakar.home("SN");
    let mrn = released(&dakar, "LRN-1").await;
    let officers = dakar.officers();
    let order = |what: &'static str, by: usize| {
        let on = ["--provision", "section 17", "--reference", "DPA/2026/18"];
        let at = ["--node", text(&home), "--token", text(&officers[by])];
        [&["retention", what, &mrn][..], &on, &at].concat().into_iter().map(String::from).collect()
    };
    let run = |arguments: Vec<String>| {
        passavant(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let refused = |arguments: Vec<String>| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = |arguments: Vec<String>| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(said(order("preserve", 0)).contains("until two officers end it"));
    assert!(refused(order("erase", 0)).contains("NOD-038"));
    assert!(said(order("end", 0)).contains("A second officer must order the same"));
    assert!(said(order("end", 1)).contains("is kept for its days again"));
    assert!(refused(order("end", 1)).contains("NOD-039"));
    // The goods are on their way.
    assert!(refused(order("erase", 0)).contains("NOD-036"));
    let at = ["--node", text(&home), "--token", text(&officers[0])];
    let shown = good(&[&["show", "erasures"][..], &at].concat());
    assert_eq!(shown.trim(), "Nothing was erased.");
    let (code, all) = printed(&[&["show", "erasures", &mrn, "--json"][..], &at].concat());
    assert_eq!((code, &all["items"]), (Some(0), &json!([])));
}
