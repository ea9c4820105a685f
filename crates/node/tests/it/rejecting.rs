//! Answers that say no are kept as they were sent, for their sender, for as long as is set.

use identity::Actor;
use kernel::{CommandId, Decides};
use node::{Mail, Refers, Rejecting, Rejection};
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
        let letters = self.reader("CI").letters(addressee, 0, 99).unwrap().letters.into_iter();
        let said = |mail| match mail {
            Mail::Told { message, .. } => message.code.as_str().to_owned(),
            Mail::Rejected { rejection, .. } => String::from_utf8(rejection.bytes).unwrap(),
        };
        letters.map(|letter| said(letter.mail)).collect()
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
    let Mail::Rejected { sender, rejection } = letter.mail else { panic!("{letter:?}") };
    assert_eq!((sender, rejection.refers.lrn.unwrap().as_str()), (trader("CI200"), "LRN-1"));
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
    region.later(24 * 3600);
    region.settle();
    assert_eq!(region.mail(Some("CI100")), ["late"]);
    assert_eq!(region.reader("CI").letter(backup[0].notice).unwrap(), None);
    // Its place is not given to another, and its command may be refused anew.
    region.reject(rejecting(&holder, Some("c/1"), "anew"));
    assert_eq!(region.mail(Some("CI100")), ["late", "anew"]);
    region.later((days + 2) * 24 * 3600);
    region.settle();
    assert_eq!(region.mail(Some("CI100")), [""; 0]);
}
