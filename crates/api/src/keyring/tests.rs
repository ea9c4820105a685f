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
fn a_key_that_was_made_and_not_put_in_use_when_the_process_ended_is_put_in_use_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Keyring::at(folder.path());
    let mut entropy = crate::entropy().unwrap();
    keyring.make(&mut entropy).unwrap();
    let first = keyring.node("CI-1").unwrap().log.verifying();
    let half = folder.path().join("log.next.key");
    std::fs::copy(folder.path().join("seal.key"), &half).unwrap();
    std::fs::copy(folder.path().join("log.key"), folder.path().join("log.1.key")).unwrap();
    keyring.renew(&mut entropy).unwrap();
    let keys = keyring.node("CI-1").unwrap();
    assert!(!half.exists());
    assert!(keys.former_logs.iter().any(|key| key.verifying() == first));
}
