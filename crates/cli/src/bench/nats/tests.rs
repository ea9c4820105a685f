//! Which NATS server is a peer.

use std::path::Path;

use super::Nats;

#[test]
fn without_a_server_that_syncs_each_message_nothing_is_measured_beside() {
    let folder = tempfile::tempdir().unwrap();
    // One is not here, and the other refuses what it is set to.
    for program in ["/nowhere/nats-server", "false"] {
        assert!(Nats::start(Path::new(program), folder.path()).unwrap().is_none());
    }
}
