//! The keys of a node as files: those before stay, and none is half there.

use super::Keyring;

#[test]
fn what_was_sealed_to_a_key_opens_after_it_was_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Keyring::at(&folder.path().join("keys"));
    let mut entropy = crate::entropy().unwrap();
    keyring.make(&mut entropy).unwrap();
    let first = keyring.node("CI-1").unwrap();
    let sealed = first.seal.public().seal(b"a purpose", b"a code", &mut entropy).unwrap();
    keyring.renew(&mut entropy).unwrap();
    keyring.renew(&mut entropy).unwrap();
    let third = keyring.node("CI-1").unwrap();
    assert_eq!(third.open(b"a purpose", &sealed).as_deref(), Some(&b"a code"[..]));
    assert!(third.seal.open(b"a purpose", &sealed).is_err(), "the last key is another");
    let logs: Vec<_> = third.logs().map(kernel::SigningKey::verifying).collect();
    assert_eq!(
        (logs.len(), logs.last()),
        (3, Some(&first.log.verifying())),
        "the first is the last"
    );
    assert_eq!(third.former_seals.len(), 2);
}

#[test]
fn what_a_process_that_ended_left_half_written_is_no_key_and_hinders_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Keyring::at(folder.path());
    let mut entropy = crate::entropy().unwrap();
    keyring.make(&mut entropy).unwrap();
    let first = keyring.node("CI-1").unwrap().log.verifying();
    let half = folder.path().join("log.next.key");
    std::fs::write(&half, "").unwrap();
    assert_eq!(keyring.node("CI-1").unwrap().log.verifying(), first);
    keyring.renew(&mut entropy).unwrap();
    let keys = keyring.node("CI-1").unwrap();
    assert!(!half.exists());
    assert_ne!(keys.log.verifying(), first);
    assert_eq!(keys.former_logs.len(), 1);
    assert_eq!(keys.former_logs[0].verifying(), first);
}
