//! No access code is kept in clear, however broken the message.

use super::*;

fn text(message: &str) -> String {
    String::from_utf8_lossy(&masked(message.as_bytes())).into_owned()
}

#[test]
fn the_content_of_every_access_code_is_masked_and_nothing_else() {
    let message = "<a><accessCode>AC01</accessCode><b>AC01</b><x:accessCode n='1' >ZZ9\
                   </x:accessCode></a>";
    assert_eq!(
        text(message),
        "<a><accessCode>****</accessCode><b>AC01</b><x:accessCode n='1' >****</x:accessCode></a>"
    );
    assert_eq!(text("<a>accessCode</a>"), "<a>accessCode</a>");
    assert_eq!(text("<accessCode/><b>1</b>"), "<accessCode/><b>1</b>");
}

#[test]
fn all_codes_of_a_change_of_codes_are_masked() {
    let message = "<masterAccessCode>AC01</masterAccessCode><AccessCode><accessCodeCurrent>AC01\
                   </accessCodeCurrent><accessCodeNew>AC02</accessCodeNew></AccessCode>";
    assert_eq!(
        text(message),
        "<masterAccessCode>****</masterAccessCode><AccessCode><accessCodeCurrent>****\
         </accessCodeCurrent><accessCodeNew>****</accessCodeNew></AccessCode>"
    );
}

#[test]
fn a_code_is_masked_however_it_is_wrapped_and_however_broken_the_message_is() {
    for message in [
        "<accessCode><![CDATA[AC01]]></accessCode>",
        "<accessCode><b>AC01</b></accessCode>",
        "<accessCode>AC01</wrong></accessCode>",
        "<accessCode>AC01",
        "<accessCode>A</a>C01</accessCode",
    ] {
        assert!(!text(message).contains("C01"), "{message}");
    }
}

#[test]
fn nothing_is_kept_of_what_is_not_utf_8() {
    let message = "<accessCode>AC01</accessCode>";
    let wide: Vec<u8> = message.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(wide.iter().copied()).collect();
    let latin = [message.as_bytes(), &[0xE9]].concat();
    for bytes in [wide, marked, latin] {
        assert_eq!(to_keep(&bytes), None);
    }
    let kept = to_keep(message.as_bytes());
    assert_eq!(kept.as_deref(), Some(&b"<accessCode>****</accessCode>"[..]));
}
