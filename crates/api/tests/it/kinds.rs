//! What nodes write, judged by libxml2 with the official schemas, and by the rules nodes read by.

pub(crate) use testkit::judged;

/// What a node would find wrong with messages, warnings left out.
pub(crate) fn refused_here(messages: &[(String, Vec<u8>)]) -> Vec<String> {
    let today = crate::region::day(0).parse().unwrap();
    let found = messages.iter().flat_map(|(kind, message)| {
        let (_, found) = node::check_message(message, &reference::Reference::new(), today);
        let errors = found.into_iter().filter(|it| it.severity == kernel::Severity::Error);
        errors.map(move |error| format!("{kind} {} {}", error.path, error.rule))
    });
    found.collect()
}

#[test]
fn a_message_that_breaks_the_schema_is_seen() {
    let broken = (String::from("CC928C"), b"<CC928C/>".to_vec());
    let skipped = testkit::data("transit/ncts5-hmrc-validator").is_none();
    assert!(skipped || !testkit::tool("xmllint") || judged(&[broken]).len() == 1);
}
