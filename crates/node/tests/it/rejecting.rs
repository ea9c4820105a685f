//! Answers that say no are kept as they were sent, for their sender, for as long as is set.

use identity::Actor;
use kernel::{CommandId, Decides};
use node::{Letter, Mail, Refers, Rejecting, Rejection};
use store::{KeyId, Keys, ReadNotices};
use wire::MessageCode;

use crate::acts::*;
use crate::region::*;

pub(crate) fn trader(number: &str) -> Actor {
    Actor::Trader(number.parse().unwrap())
}

pub(crate) fn rejecting(sender: &Actor, command: Option<&str>, text: &str) -> Rejecting {
    let lrn = Some(kernel::Lrn::parse("LRN-1").unwrap());
    let refers = Refers { message: Some("M-1".to_owned()), mrn: None, lrn };
    let rejection =
        Rejection { code: MessageCode::Cc056c, bytes: text.as_bytes().to_vec(), refers };
    let command = command.map(|command| CommandId::parse(command).unwrap());
    Rejecting { sender: sender.clone(), command, rejection }
}

impl Region {
    pub(crate) fn reject(&mut self, rejecting: Rejecting) -> Rejection {
        let now = self.now;
        self.node("CI").keep_rejections(now, vec![rejecting]).unwrap().pop().unwrap()
    }

    /// What somebody is told: the texts of rejections, and the codes of other messages.
    pub(crate) fn mail(&self, addressee: Option<&str>) -> Vec<String> {
        let reader = self.reader("CI");
        let letters = reader.letters(addressee, 0, 99).unwrap().letters.into_iter();
        let said = |letter: Letter| match letter.mail {
            Mail::Told { message, .. } => message.code.as_str().to_owned(),
            Mail::Rejected { .. } => {
                let rejection = reader.rejected(letter.notice).unwrap().unwrap();
                String::from_utf8(rejection.bytes).unwrap()
            }
        };
        letters.map(said).collect()
    }
}

#[test]
fn a_no_is_kept_as_it_was_sent_between_what_came_about_before_and_after_it() {
    let mut region = Region::new(130, Decides::Node);
    region.guarantee("CI", TO_BOBO.grn, "CI100", 1_000_000);
    region.present("CI", &TO_BOBO);
    let holder = trader("CI100");
    assert_eq!(region.reject(rejecting(&holder, None, "no")).bytes, b"no");
    region.reject(rejecting(&trader("CI200"), None, "another's"));
    region.restart("CI", 131);
    region.present("CI", &Declared { lrn: "LRN-9", ..TO_BOBO });
    let first = ["CC928C", "CC028C", "CC029C"];
    let own = [&first[..], &["no"], &first[..]].concat();
    assert_eq!(region.mail(Some("CI100")), own);
    assert_eq!(region.mail(None), [&first[..], &["no", "another's"], &first[..]].concat());
    assert_eq!(region.mail(Some("CI200")), ["another's"]);
    let letter = region.reader("CI").letters(Some("CI200"), 0, 9).unwrap().letters.pop().unwrap();
    assert_eq!(region.reader("CI").letter(letter.notice).unwrap(), Some(letter.clone()));
    let Mail::Rejected { sender, refers, .. } = letter.mail else { panic!("{letter:?}") };
    assert_eq!((sender, refers.lrn.unwrap().as_str()), (trader("CI200"), "LRN-1"));
}

#[test]
fn a_command_that_is_refused_again_is_answered_with_what_it_was_answered_then() {
    let mut region = Region::new(132, Decides::Node);
    let holder = trader("CI100");
    let kept = region.reject(rejecting(&holder, Some("c/1"), "first"));
    region.later(60);
    assert_eq!(region.reject(rejecting(&holder, Some("c/1"), "second")), kept);
    assert_eq!(region.reject(rejecting(&holder, Some("c/2"), "third")).bytes, b"third");
    assert_eq!(region.mail(Some("CI100")), ["first", "third"]);
}

#[test]
fn what_has_been_kept_for_as_long_as_is_set_is_erased_and_what_is_later_stays() {
    let mut region = Region::new(133, Decides::Node);
    let holder = trader("CI100");
    region.reject(rejecting(&holder, Some("c/1"), "early"));
    region.later(24 * 3600);
    region.reject(rejecting(&holder, None, "late"));
    let backup = region.reader("CI").letters(Some("CI100"), 0, 1).unwrap().letters;
    let days = i64::from(region.node("CI").settings().rejections_days);
    region.later((days - 1) * 24 * 3600);
    region.settle();
    assert_eq!(region.mail(Some("CI100")), ["early", "late"]);
    let store = region.homes["CI"].store();
    let early = store.rejection_of("c/1").unwrap().unwrap();
    let sealed = store.rejection_message(early.notice).unwrap().unwrap();
    let in_clear = |text: &str| sealed.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(!in_clear("early"));
    drop(store);
    region.later(24 * 3600);
    region.settle();
    assert_eq!(region.mail(Some("CI100")), ["late"]);
    // Its key has gone too, so that no backup opens it.
    let class = format!("rejections {}", early.day);
    let key = KeyId { dossier: None, author: node_id("CI"), class };
    assert!(region.homes["CI"].keys().destroyed(&key).unwrap());
    assert_eq!(region.reader("CI").letter(backup[0].notice).unwrap(), None);
    // Its place is not given to another, and its command may be refused anew.
    region.reject(rejecting(&holder, Some("c/1"), "anew"));
    assert_eq!(region.mail(Some("CI100")), ["late", "anew"]);
    region.later((days + 2) * 24 * 3600);
    region.settle();
    assert_eq!(region.mail(Some("CI100")), [""; 0]);
}

#[test]
fn a_day_that_a_clock_far_ahead_had_forgotten_keeps_nothing_and_answers_all_the_same() {
    let mut region = Region::new(136, Decides::Node);
    let today = kernel::utc_day(region.now);
    let class = format!("rejections {today}");
    let key = KeyId { dossier: None, author: node_id("CI"), class };
    region.homes["CI"].keys().destroy(&key).unwrap();
    assert_eq!(region.reject(rejecting(&trader("CI100"), None, "no")).bytes, b"no");
    assert_eq!(region.mail(None), [""; 0]);
}

#[test]
fn a_sender_who_sends_nothing_but_mistakes_keeps_the_latest_and_no_more() {
    let mut region = Region::new(137, Decides::Node);
    let (now, holder) = (region.now, trader("CI100"));
    let long = "x".repeat(9 << 20);
    let many = (0..5).map(|number| rejecting(&holder, None, &format!("{number}{long}"))).collect();
    region.node("CI").keep_rejections(now, many).unwrap();
    let kept: Vec<_> = region.mail(Some("CI100")).iter().map(|text| text[..1].to_owned()).collect();
    assert_eq!(kept, ["2", "3", "4"]);
    let many = (0..1_001).map(|_| rejecting(&holder, None, "short")).collect();
    region.node("CI").keep_rejections(now, many).unwrap();
    let mut count = 0;
    let mut after = 0;
    while let Some(through) = {
        let page = region.reader("CI").letters(Some("CI100"), after, 500).unwrap();
        count += page.letters.len();
        page.through
    } {
        after = through;
    }
    assert_eq!(count, 1_000);
}

#[test]
fn an_identification_too_long_for_its_field_is_not_kept() {
    let region = Region::new(138, Decides::Node);
    let long = "M".repeat(36);
    let wrong = crate::post::sample().replace("CI-2026-000001", &long);
    let (codes, answering) =
        (region.homes["CI"].reference(), crate::post::answering(region.now, "CI"));
    let faulty = node::read_message(wrong.as_bytes(), &codes, &answering).unwrap_err();
    let rejection = faulty.rejected(&answering, &[]).answer.unwrap();
    assert_eq!((rejection.code, rejection.refers.message), (MessageCode::Cc917c, None));
}
