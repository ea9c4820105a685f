//! How a form is recognised.

use crate::Form;

#[test]
fn a_form_is_what_the_media_type_says_or_else_what_the_first_letter_shows() {
    let xml = b" <CC015C/>";
    let json = b"\xef\xbb\xbf\n{}";
    assert_eq!((Form::of(None, xml), Form::of(None, json)), (Form::Xml, Form::Json));
    assert_eq!(Form::of(None, b"[1]"), Form::Json);
    assert_eq!((Form::of(None, b""), Form::of(None, b"text")), (Form::Xml, Form::Xml));
    for said in
        ["application/json", "Application/JSON; charset=utf-8", "application/vnd.x.2.1+json"]
    {
        assert_eq!(Form::of(Some(said), xml), Form::Json, "{said}");
    }
    for said in ["application/xml", "text/xml;charset=utf-8", "application/soap+xml"] {
        assert_eq!(Form::of(Some(said), json), Form::Xml, "{said}");
    }
    for said in ["text/plain", "application/octet-stream", "json", ""] {
        assert_eq!(Form::of(Some(said), json), Form::Json, "{said}");
    }
    for form in [Form::Xml, Form::Json] {
        assert_eq!(Form::named(form.media_type()), Some(form));
    }
}
