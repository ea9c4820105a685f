//! One of each event is kept, so that nobody changes what has been written for ever.

use super::Violation;
use super::dossiers;
use super::tree::Tree;

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for dossier in dossiers::all(tree) {
        let golden = format!("{}/events.jsonl", dossier.testdata);
        let (Some(events), Some(kept)) = (dossier.events(tree), tree.file(&golden)) else {
            continue;
        };
        for (variant, line) in dossiers::variants(events) {
            let forms = [format!("[{{\"{variant}\":"), format!("[\"{variant}\",")];
            let is_kept = |kept: &str| forms.iter().any(|form| kept.starts_with(form));
            if !kept.text.lines().any(is_kept) {
                let remedy = format!("no `{variant}` in {golden}: add one to its test");
                violations.push(Violation::new(&events.path, line, "golden", remedy));
            }
        }
    }
    violations
}
