//! Small languages that are read here: conditions on versions, preferences and languages in headers,
//! tables of traders and the like, the notation of the catalogue of messages.

use std::time::Duration;

use api::{Named, preferred_wait};
use cli::sheet::{columns, read, write};
use cli::{Format, Table};
use language::Language;
use serde_json::Value;

use crate::{made, seed};

/// The longest that a read waits.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// How long a catalogue is that is read here. It is ours and not from outside: a structure that is
/// included a thousand times is a thousand times as large.
const CATALOGUE_BYTES_MAX: usize = 4096;
/// What begins a cell that a spreadsheet carries out.
const CARRIED_OUT: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

pub(crate) fn run(bytes: &[u8]) -> bool {
    let Some((reader, bytes)) = bytes.split_first() else { return false };
    if *reader == b't' {
        return table(bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    match reader {
        b'v' => versions(text),
        b'w' => wait(text),
        b'l' => languages(text),
        b'q' => weights(text),
        b'c' => catalogue(text),
        _ => false,
    }
}

/// A list of tags is the same when it is written in the one usual way, and names no version but one that
/// a strong tag begins with, as we write it.
fn versions(text: &str) -> bool {
    let mut named = Named::default();
    if named.add(text).is_none() {
        return false;
    }
    let Some(versions) = named.versions() else {
        assert!(named.any && named.tags.is_empty());
        return true;
    };
    let tag = |(weak, tag): &(bool, String)| {
        let mark = if *weak { "W/" } else { "" };
        format!("{mark}\"{tag}\"")
    };
    let written = named.tags.iter().map(tag).collect::<Vec<_>>().join(", ");
    let mut again = Named::default();
    assert_eq!(again.add(&written), Some(()));
    assert_eq!(again, named);
    for version in versions {
        let says =
            |tag: &str| tag == version.to_string() || tag.starts_with(&format!("{version}-"));
        assert!(named.tags.iter().any(|(weak, tag)| !weak && says(tag)), "{version} in {text:?}");
    }
    true
}

/// Nobody waits longer than a read does, and whoever says how long waits so long.
fn wait(text: &str) -> bool {
    let wait = preferred_wait(text);
    assert!(wait.is_none_or(|wait| wait <= WAIT_MAX), "{wait:?}");
    if let Ok(seconds) = text.parse() {
        let said = preferred_wait(&format!("respond-async, wait={seconds:020}; a=\"b\""));
        assert_eq!(said, Some(Duration::from_secs(seconds).min(WAIT_MAX)));
        return true;
    }
    wait.is_some()
}

/// A language is known whatever its letters, and the one that is liked best is one that was named.
fn languages(text: &str) -> bool {
    let known = Language::parse(text);
    assert_eq!(Language::parse(&text.to_ascii_uppercase()), known);
    let liked = Language::from_accept_language(text);
    let tag = |part: &str| Language::parse(part.split(';').next().unwrap_or_default());
    let named = text.split(',').filter_map(tag).any(|language| language == liked);
    assert!(named || liked == Language::default(), "{liked} in {text:?}");
    named
}

/// Tags with weights in thousandths, each a line: the first of the heaviest is liked best.
fn weights(text: &str) -> bool {
    let (mut header, mut best) = (Vec::new(), (0, Language::default()));
    for line in text.lines() {
        let Some((tag, weight)) = line.rsplit_once(' ') else { return false };
        let Some(weight) = weight.parse::<u32>().ok().filter(|weight| *weight <= 1000) else {
            return false;
        };
        if tag.contains([',', ';']) {
            return false;
        }
        header.push(format!("{tag};q={}.{:03}", weight / 1000, weight % 1000));
        best = match Language::parse(tag) {
            Some(language) if weight > best.0 => (weight, language),
            _ => best,
        };
    }
    assert_eq!(Language::from_accept_language(&header.join(", ")), best.1, "{header:?}");
    !header.is_empty()
}

/// The entries of a table about which nothing is to be said are the same when they are written in any
/// form and read again, and no cell of what is written is carried out by a spreadsheet.
fn table(bytes: &[u8]) -> bool {
    let [table, form, bytes @ ..] = bytes else { return false };
    let table = match table {
        b't' => Table::Traders,
        b'g' => Table::Guarantees,
        b'o' => Table::Offices,
        b'c' => Table::Calendars,
        b'r' => Table::Rates,
        _ => return false,
    };
    let format = if *form == b'j' { Format::Json } else { Format::Csv };
    let (rows, findings) = read(bytes, format, table).parted();
    let objects: Vec<_> = rows.iter().map(|row| row.object(columns(table))).collect();
    for (format, spreadsheet) in [(Format::Csv, false), (Format::Csv, true), (Format::Json, false)]
    {
        // In JSON no cell has a mark, so one that would be carried out is not taken from it.
        if format == Format::Json && objects.iter().any(is_carried_out) {
            continue;
        }
        let written = made(write(&objects, format, columns(table), spreadsheet));
        let (again, wrong) = read(&written, format, table).parted();
        assert_eq!(wrong, [], "{}", String::from_utf8_lossy(&written));
        let again: Vec<_> = again.iter().map(|row| row.object(columns(table))).collect();
        assert_eq!(again, objects);
        if format == Format::Csv {
            carries_out_nothing(&written, if spreadsheet { b';' } else { b',' });
        }
    }
    !objects.is_empty() && findings.is_empty()
}

/// Whether a text of an object begins as a cell that is carried out.
fn is_carried_out(value: &Value) -> bool {
    match value {
        Value::String(text) => text.starts_with(CARRIED_OUT),
        Value::Object(inner) => inner.values().any(is_carried_out),
        Value::Array(inner) => inner.iter().any(is_carried_out),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn carries_out_nothing(written: &[u8], separator: u8) {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(written);
    for record in reader.records() {
        for cell in &made(record) {
            let number = cell.starts_with(['+', '-']) && cell.parse::<i128>().is_ok();
            assert!(number || !cell.starts_with(CARRIED_OUT), "{cell:?}");
        }
    }
}

/// What is not understood of a catalogue is told with its line, wherever that is in the file.
fn catalogue(text: &str) -> bool {
    if text.len() > CATALOGUE_BYTES_MAX {
        return false;
    }
    let problems = told(text);
    let lines = text.lines().count();
    assert!(problems.iter().all(|(line, _)| (1..=lines).contains(line)), "{problems:?}");
    let below: Vec<_> =
        problems.iter().map(|(line, problem)| (line + 2, problem.clone())).collect();
    assert_eq!(told(&format!("# a remark\n\n{text}")), below);
    problems.is_empty() && !text.trim().is_empty()
}

/// What is not understood, each with its line.
fn told(text: &str) -> Vec<(usize, String)> {
    let problems = wire::not_understood(&[("a", text)]);
    let parted = |problem: &String| {
        let (line, what) = problem.strip_prefix("a:")?.split_once(": ")?;
        Some((line.parse().ok()?, what.to_owned()))
    };
    problems.iter().map(|problem| made(parted(problem).ok_or(problem))).collect()
}

const TRADERS: &str = "id,name,street_and_number,city,country,valid_from\n\
    CI0000001,Transit Ivoire,Rue 12,Abidjan,CI,2026-01-01\n\
    CI0000002,\"'=HYPERLINK(1)\",\"Rue \"\"12\"\", Cocody\",Abidjan,CI,\n";
const OFFICES: &str =
    "\u{feff}code;name;roles;marks\r\nCIABJ000;Abidjan;departure destination;\r\n";
const CALENDARS: &str = r#"{"calendars": [{"country": "CI", "weekly": [6, 7],
    "holidays": ["2026-08-07"], "valid": {"from": "2026-01-01"}}]}"#;
const RATES: &str = r#"[{"from": "EUR", "to": "XOF", "factor": "655.957", "day": "2026-11-23"}]"#;
const GUARANTEES: &str = "type,grn,holder,office,amount,currency,percentage,valid_from,\
    not_valid_in,access_codes\n1,26CI0000010000013,CI0000001,CIABJ000,5000000.00,XOF,100,\
    2026-01-01,ML SN,AC01 AC02\n";
const CATALOGUE: &str = "standard s namespace=urn:a any-order\nformat f an..35 loose /[A-Z]{2}/\n\
    structure T\n  a 1 f CL1?\nmessage CC190C s\n  + T\n  G 0..9 R0987\n    b 1 n1 CL158 C0001\n  \
    H 1 = T\n";

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![
        seed(b'v', "\"7-2contested\", W/\"9\" ,, \"a,b\""),
        seed(b'v', "*"),
        seed(b'w', "respond-async; a=b, wait=5"),
        seed(b'w', "300"),
        seed(b'l', "pt_PT.UTF-8;q=0.5, fr-CI, *;q=0"),
        seed(b'q', "fr 500\npt-BR 1000\nde 7\nen 1000"),
        seed(b'c', include_str!("../../../crates/wire/catalogue/standards.msg")),
        seed(b'c', include_str!("../../../crates/wire/catalogue/ncts5/formats.msg")),
        seed(b'c', CATALOGUE),
    ];
    let tables =
        [("tc", TRADERS), ("oc", OFFICES), ("cj", CALENDARS), ("rj", RATES), ("gc", GUARANTEES)];
    seeds.extend(tables.iter().map(|(kind, text)| seed(b't', format!("{kind}{text}"))));
    seeds
}
