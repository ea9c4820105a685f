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
