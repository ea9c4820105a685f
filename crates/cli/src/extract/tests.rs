//! What an author may have signed, in the lines of an extract.

use super::rows;

#[test]
fn a_value_is_one_line_whatever_its_author_wrote() {
    let forged = "A1\n   Cosigned by  ML-1, BF-1\r\n\u{1b}[2J\u{202e}";
    let pairs = [("Control", forged), ("Seals", "intact")];
    let lines = rows(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("Control") && lines[0].contains("Cosigned by"), "{lines:?}");
    assert!(
        lines.iter().all(|line| !line.contains(['\n', '\r', '\u{1b}', '\u{202e}'])),
        "{lines:?}"
    );
}

#[test]
fn injection_strings_stay_within_the_line_of_their_value() {
    let Some(payloads) = testkit::payloads() else { return };
    let pairs: Vec<_> =
        payloads.iter().map(|text| ("Provision".to_owned(), format!("{text}\n{text}"))).collect();
    let lines = rows(&pairs);
    assert_eq!(lines.len(), pairs.len());
    for ((name, _), (line, text)) in pairs.iter().zip(lines.iter().zip(&payloads)) {
        let said = crate::show::seen::legible(text).replace('\t', " ");
        assert!(line.starts_with(name) && line.contains(said.trim_end()), "{line}");
    }
}
