//! What is carried by hand: cut, changed and mixed files are seen before anything is opened.

use kernel::SealedText;

use super::*;

fn head() -> Head {
    let node = |text: &str| text.parse().unwrap();
    Head::new("corridor", &node("CI-1"), &node("BF-1"), "2026-11-23T10:00:00Z".parse().unwrap())
}

fn sealed(number: u32) -> SealedText {
    SealedText { key: "a2V5".to_owned(), text: format!("text{number}") }
}

fn pouch(envelopes: u32) -> Vec<String> {
    let (mut packing, head) = Packing::begin(&head()).unwrap();
    let mut lines = vec![head];
    for number in 0..envelopes {
        lines.push(packing.envelope(&sealed(number)).unwrap());
    }
    lines.push(packing.end().unwrap());
    lines
}

fn read(lines: &[String]) -> Result<u64, PouchError> {
    let mut unpacking = Unpacking::default();
    for line in lines {
        unpacking.line(line)?;
    }
    unpacking.end()
}

#[test]
fn a_pouch_is_read_as_it_was_packed() {
    let mut unpacking = Unpacking::default();
    let read: Vec<_> = pouch(2).iter().map(|line| unpacking.line(line).unwrap()).collect();
    let expected =
        vec![Line::Head(head()), Line::Envelope(sealed(0)), Line::Envelope(sealed(1)), Line::End];
    assert_eq!((read, unpacking.end()), (expected, Ok(2)));
}

#[test]
fn the_form_of_a_pouch_stays_as_it_is() {
    expect_test::expect_file!["../../testdata/pouch-1.jsonl"]
        .assert_eq(&(pouch(2).join("\n") + "\n"));
}

#[test]
fn a_pouch_that_was_cut_is_seen_wherever_it_was_cut() {
    let lines = pouch(3);
    assert_eq!(read(&lines[..0]), Err(PouchError::NotOne));
    for count in 1..lines.len() {
        let cut = u64::try_from(count).unwrap();
        assert_eq!(read(&lines[..count]), Err(PouchError::Cut(cut)));
    }
}

#[test]
fn a_pouch_in_which_anything_was_changed_is_seen() {
    let good = pouch(3);
    let changes: [fn(&mut Vec<String>); 6] = [
        |lines| lines[0] = lines[0].replace("BF-1", "ML-1"),
        |lines| lines[2] = lines[2].replace("text1", "text7"),
        |lines| lines.swap(1, 2),
        |lines| drop(lines.remove(2)),
        |lines| lines.push(lines[1].clone()),
        |lines| lines[4] = lines[4].replace('3', "4"),
    ];
    for change in changes {
        let mut lines = good.clone();
        change(&mut lines);
        assert!(matches!(read(&lines), Err(PouchError::Changed(_))), "{lines:?}");
    }
    assert_eq!(read(&good), Ok(3));
}

#[test]
fn another_file_is_no_pouch_and_a_later_form_is_not_guessed_at() {
    assert_eq!(read(&["{}".to_owned()]), Err(PouchError::NotOne));
    let later = pouch(0)[0].replace("\"v\":1", "\"v\":2");
    assert_eq!(read(&[later]), Err(PouchError::Version(2)));
}

#[test]
fn what_is_sealed_for_training_does_not_open_as_real() {
    let real = head();
    let training = Head { training: true, ..head() };
    assert_ne!(real.bound_to(), training.bound_to());
}
