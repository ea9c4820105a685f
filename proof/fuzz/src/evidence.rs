//! Evidence bundles: no bytes but those that were written verify.

use std::sync::OnceLock;

use identity::Root;

use crate::made;

const BUNDLE: &[u8] = include_bytes!("../../../crates/node/testdata/evidence-1.json");
const ROOT: &str = include_str!("../../../crates/node/testdata/evidence-1-root.json");

fn root() -> &'static Root {
    static READ: OnceLock<Root> = OnceLock::new();
    READ.get_or_init(|| made(serde_json::from_str(ROOT)))
}

pub(crate) fn run(bytes: &[u8]) -> bool {
    let found = node::evidence::verify(bytes, root());
    assert_eq!(found.ok, found.first_bad.is_none());
    assert_eq!(found.ok, bytes == BUNDLE, "a bundle nobody wrote verifies");
    // Whoever changes a file on purpose takes its digest anew: the form is read further then.
    found.ok
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vec![BUNDLE.to_vec()]
}
