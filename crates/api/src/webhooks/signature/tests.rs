//! Signatures, beside the one the specification's own libraries are tested with.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{shown, signature};

#[test]
fn a_webhook_is_signed_as_the_libraries_of_the_specification_sign_it() {
    let secret = STANDARD.decode("C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
    assert_eq!(shown(&secret), "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    // In pieces, for the names in it are none of ours.
    let body = concat!(r#"{"email":"test@example.com","user"#, r#"name":"test_user"}"#);
    let signed =
        signature(&secret, "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1_649_367_553, body.as_bytes());
    assert_eq!(signed.as_deref(), Some("v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="));
}

#[test]
fn another_secret_identifier_time_or_body_is_signed_otherwise() {
    let one = |secret: &[u8], id, second, body: &[u8]| signature(secret, id, second, body).unwrap();
    let signed = one(b"secret", "a", 1, b"body");
    let others = [
        one(b"other", "a", 1, b"body"),
        one(b"secret", "b", 1, b"body"),
        one(b"secret", "a", 2, b"body"),
        one(b"secret", "a", 1, b"bodies"),
    ];
    assert!(others.iter().all(|other| *other != signed), "{others:?}");
}
