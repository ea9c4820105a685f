//! What is kept or shown of a text that may hold a secret: messages without the access codes of
//! guarantees, names of databases without their passwords.

mod json;
mod xml;

use api::{ConnectionString, to_keep};

use crate::seed;

/// What the names of elements and members that hold a code have in them.
const WORDS: [&str; 2] = ["accessCode", "masterAccessCode"];
/// What stands in the place of a secret.
const MASK: &str = "****";
/// A secret that stands nowhere else.
const SECRET: &str = "Zq7XhWv2";

pub(crate) fn run(bytes: &[u8]) -> bool {
    let Some((reader, bytes)) = bytes.split_first() else { return false };
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert_eq!(to_keep(bytes), None, "no code is found in what is no UTF-8");
        return false;
    };
    match reader {
        b'm' => message(text),
        b'e' => enclosed(text),
        b's' => shown(text),
        b'p' => pairs(text),
        b'u' => url(text),
        _ => false,
    }
}

/// Whether a name says that what it names holds a code.
fn holds_code(name: &str) -> bool {
    WORDS.iter().any(|word| name.contains(word))
}

fn kept(text: &str) -> Option<String> {
    to_keep(text.as_bytes()).map(|kept| crate::made(String::from_utf8(kept)))
}

/// Of a message no code is kept, and whatever is none is kept as it was.
fn message(text: &str) -> bool {
    let kept = kept(text);
    let begun = text.trim_start_matches('\u{feff}').trim_start();
    if !begun.is_empty() && !begun.starts_with('<') {
        json::compare(text, kept.as_deref());
        return kept.is_some();
    }
    let Some(kept) = kept else {
        assert!(text.contains('\0'), "{text:?}");
        return false;
    };
    if !holds_code(text) {
        assert_eq!(kept, text);
    }
    if let Some(secret) = xml::with_secrets(text) {
        leaks_nothing(&secret);
    }
    true
}

fn leaks_nothing(secret: &str) {
    let kept = kept(secret).unwrap_or_default();
    assert!(!kept.contains(SECRET), "{secret:?} is kept as {kept:?}");
}

/// A code in an element of its own is not kept, whatever stands around the element and however broken
/// that is. A stroke says where the element is, and a number before it which.
fn enclosed(text: &str) -> bool {
    let names = ["accessCode", "n1:accessCodeNew", "masterAccessCode", "é:accessCode"];
    let Some((before, after)) = text.split_once('|') else { return false };
    let number = before.bytes().next().map_or(0, usize::from);
    let name = names.get(number % names.len()).copied().unwrap_or_default();
    if text.contains('\0') || text.contains(SECRET) {
        return false;
    }
    leaks_nothing(&format!("<a>{before}<{name}>{SECRET}</{name}>{after}"));
    true
}

/// What is shown of a name is shown as it is, and a name without a password is shown whole.
fn shown(text: &str) -> bool {
    let shown = ConnectionString::from(text).shown();
    assert_eq!(ConnectionString::from(shown.as_str()).shown(), shown, "{text:?}");
    if !text.contains("password") && !text.contains("://") {
        assert_eq!(shown, text);
    }
    shown != text
}

/// Pairs, each a line: their values are put down so that a database reads them as they are, and those
/// of passwords are the only ones that are not shown.
fn pairs(text: &str) -> bool {
    let (mut open, mut masked) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let Some((name, value)) = line.split_once('=') else { return false };
        let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if name.is_empty() || !name.bytes().all(named) {
            return false;
        }
        let written =
            format!("{name}={}", if value.len() % 2 == 0 { quoted(value) } else { bare(value) });
        let secret = name.contains("password");
        masked.push(if secret { format!("{name}={MASK}") } else { written.clone() });
        open.push(written);
    }
    let named = ConnectionString::from(open.join(" ").as_str());
    assert_eq!(named.shown(), masked.join(" "), "{}", named.open());
    !open.is_empty()
}

fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn bare(value: &str) -> String {
    let mut written = String::new();
    for sign in value.chars() {
        if sign.is_whitespace() || matches!(sign, '\'' | '\\') {
            written.push('\\');
        }
        written.push(sign);
    }
    written
}

/// An URL of three lines: who connects, his password, and where to.
fn url(text: &str) -> bool {
    let mut lines = text.splitn(3, '\n');
    let (Some(user), Some(password), Some(place)) = (lines.next(), lines.next(), lines.next())
    else {
        return false;
    };
    let apart = !user.contains([':', '@', '?']) && !password.contains('@');
    if !apart || place.contains(['@', '%']) || place.contains("password") {
        return false;
    }
    let named = ConnectionString::from(format!("postgresql://{user}:{password}@{place}").as_str());
    assert_eq!(named.shown(), format!("postgresql://{user}:{MASK}@{place}"));
    true
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let messages = [
        "<n:CC015C xmlns:n=\"urn:a\"><a b=\"/>\"><accessCode>AC01</accessCode></a></n:CC015C>",
        "<?xml version=\"1.0\"?><a><n:accessCodeNew a='1'><![CDATA[AC02]]><!-- - --></n:accessCodeNew>\
         <AccessCode><masterAccessCode/>\n<accessCode ><b>1</b>AC03</accessCode ></AccessCode></a>",
        "<accessCode>AC01<accessCode>AC02</accessCode><?a b?></accessCode>",
        r#"{"a": {"accessCode": "AC01", "b": [{"access\u0043ode": ["A\"C", {"c": 1.50}]}, true]}}"#,
        "\u{feff}[{\"masterAccessCode\": null, \"a\": \"accessCode\"}]",
    ];
    let broken = ["<a b='|'/>", "<accessCode a|</accessCode>", "<!-- <accessCodeNew/|", "</b>|<c"];
    let named = [
        "host=db user=p password='ge \\' heim' dbname=n",
        "postgresql://p:ge%40heim@db:5432/n?sslmode=require&password=geheim",
    ];
    let pairs = [
        "host=db\nuser=p\npassword=ge heim\napplication_name=it's",
        "options=password='a\npassword=geheim\\\nsslpassword=",
    ];
    let urls = ["p\nge:he/im?\ndb:5432/n?sslmode=require"];
    let all =
        [(b'm', &messages[..]), (b'e', &broken), (b's', &named), (b'p', &pairs), (b'u', &urls)];
    let seeds = |(reader, texts): (u8, &[&str])| {
        texts.iter().map(|text| seed(reader, text)).collect::<Vec<_>>()
    };
    all.into_iter().flat_map(seeds).collect()
}
