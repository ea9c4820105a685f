//! What tables say, in every form that people save them in, and what is told of bad ones.

use serde_json::json;

use super::*;

const CSV: &str = "id,name,street_and_number,postcode,city,country,valid_from,valid_to\n\
    CI0000001,Société ivoirienne de transit,\"Rue 12, bloc \"\"B\"\"\",,Abidjan,CI,2026-01-01,\n";

fn traders(bytes: &[u8]) -> Sheet {
    read(bytes, Format::Csv, Table::Traders)
}

/// Line, column, field, rule and what was found.
type Said = (u64, Option<usize>, String, String, String);

fn said(sheet: &Sheet) -> Vec<Said> {
    let one = |finding: &Finding| {
        let Finding { line, column, field, rule, found, .. } = finding.clone();
        (line, column, field, rule, found)
    };
    sheet.findings.iter().map(one).collect()
}

fn finding(line: u64, column: Option<usize>, field: &str, rule: &str, found: &str) -> Said {
    (line, column, field.to_owned(), rule.to_owned(), found.to_owned())
}

#[test]
fn a_table_is_the_same_however_a_spreadsheet_saves_it() {
    let plain = traders(CSV.as_bytes());
    assert_eq!(said(&plain), []);
    let objects: Vec<_> = plain.rows.iter().map(|row| row.object(TRADERS)).collect();
    let expected = json!([{
        "id": "CI0000001", "name": "Société ivoirienne de transit",
        "address": {"street_and_number": "Rue 12, bloc \"B\"", "city": "Abidjan", "country": "CI"},
        "valid": {"from": "2026-01-01"},
    }]);
    assert_eq!(json!(objects), expected);
    let marked = format!("\u{feff}{CSV}");
    let windows = CSV.replace('\n', "\r\n");
    let semicolons = CSV.replace(',', ";").replace("12;", "12,");
    let spaced = CSV.replace("CI0000001,", " CI0000001 ,") + "\n\n,,,,,,,\n";
    for form in [marked, windows, semicolons, spaced] {
        let sheet = traders(form.as_bytes());
        let again: Vec<_> = sheet.rows.iter().map(|row| row.object(TRADERS)).collect();
        assert_eq!((said(&sheet), &again), (vec![], &objects), "{form:?}");
    }
    let array = serde_json::to_vec(&objects).unwrap();
    let section = serde_json::to_vec(&json!({"traders": objects})).unwrap();
    for bytes in [array, section] {
        let sheet = read(&bytes, Format::Json, Table::Traders);
        let again: Vec<_> = sheet.rows.iter().map(|row| row.object(TRADERS)).collect();
        assert_eq!((said(&sheet), &again), (vec![], &objects));
    }
}

#[test]
fn everything_that_is_wrong_with_a_table_is_told_with_its_line_and_column() {
    let table = "id,name,street_and_number,city,country\n\
        CI0000001,=HYPERLINK(1),Rue 12,Abidjan,Ivory\n\
        \n\
        CI0000002,Two,Rue 12\n\
        ,Three,Rue 12,Abidjan,CI\n\
        CI0000004,\"Four\nfloors\",Rue 12,Abidjan,CI\n\
        CI0000005,Five,Rue 12,Abidjan,CI\n";
    let sheet = traders(table.as_bytes());
    let expected = vec![
        finding(2, Some(2), "name", "cell", "=HYPERLINK(1)"),
        finding(2, Some(5), "country", "cell", "Ivory"),
        finding(4, None, "", "csv", "3"),
        finding(5, Some(1), "id", "cell", ""),
        finding(6, Some(2), "name", "cell", "Four\nfloors"),
    ];
    assert_eq!(said(&sheet), expected);
    let (good, _) = sheet.parted();
    assert_eq!(good.iter().map(|row| row.text("name")).collect::<Vec<_>>(), ["Five"]);
}

#[test]
fn of_a_table_whose_columns_are_not_those_that_are_needed_nothing_is_good() {
    let table =
        "id,name,street_and_number,city,city,land\nCI0000001,One,Rue 12,Abidjan,Abidjan,CI\n";
    let sheet = traders(table.as_bytes());
    let expected = vec![
        finding(1, None, "country", "column", ""),
        finding(1, Some(5), "city", "column", "city"),
        finding(1, Some(6), "land", "column", "land"),
    ];
    assert_eq!(said(&sheet), expected);
    assert_eq!(sheet.parted().0, []);
    assert_eq!(said(&traders(b"")).len(), 5);
}

#[test]
fn what_is_not_in_utf_8_is_told_and_not_guessed() {
    let latin = [&CSV.as_bytes()[..90], &[0xe9], b"\n"].concat();
    assert_eq!(said(&traders(&latin)), [finding(2, None, "", "encoding", "byte 0xe9")]);
    let wide: Vec<u8> = "\u{feff}id".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(said(&traders(&wide)), [finding(1, None, "", "encoding", "UTF-16")]);
}

#[test]
fn json_is_told_of_by_line_and_by_the_place_in_the_object() {
    let text = "[\n  {\"country\": \"CI\", \"weekly\": [6, 9], \"valid\": {\"until\": \"2026-12-31\"}},\n  7,\n  {\"country\": \"ML\",\n   \"weekly\": []}\n]";
    let sheet = read(text.as_bytes(), Format::Json, Table::Calendars);
    let expected = vec![
        finding(2, None, "valid/until", "column", "valid/until"),
        finding(2, None, "weekly", "cell", "9"),
        finding(3, None, "", "json", "7"),
        finding(4, None, "weekly", "cell", ""),
    ];
    assert_eq!(said(&sheet), expected);
    let broken = read(b"[\n{\"country\": }]", Format::Json, Table::Calendars);
    assert_eq!((broken.findings[0].line, broken.findings[0].column), (2, Some(13)));
    let other = read(b"{\"offices\": []}", Format::Json, Table::Calendars);
    assert_eq!(said(&other), [finding(1, None, "", "json", "offices")]);
}

#[test]
fn entries_on_one_line_are_told_apart() {
    let text = r#"[{"country":"Mali","weekly":[6]},{"country":"CI","weekly":[6]}]"#;
    let (good, findings) = read(text.as_bytes(), Format::Json, Table::Calendars).parted();
    assert_eq!(good.iter().map(|row| row.text("country")).collect::<Vec<_>>(), ["CI"]);
    assert_eq!(findings.iter().map(|finding| finding.entry).collect::<Vec<_>>(), [Some(1)]);
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let objects = [json!({
        "type": "4", "grn": "26CI0000010000013A000001", "holder": "CI0000001",
        "holder_name": "Two; \"three\", four", "office": "CIABJ000", "percentage": 100,
        "reference_amount": {"amount": "5000000", "currency": "XOF"},
        "validity": {"from": "2026-01-01", "not_valid_in": ["ML", "SN"]},
        "basis": {"provision": "A/SP.1/5/90"},
    })];
    for (format, spreadsheet) in [(Format::Csv, false), (Format::Csv, true), (Format::Json, false)]
    {
        let bytes = write(&objects, format, GUARANTEES, spreadsheet).unwrap();
        let sheet = read(&bytes, format, Table::Guarantees);
        assert_eq!(said(&sheet), []);
        assert_eq!(sheet.rows[0].object(GUARANTEES), objects[0], "{format:?} {spreadsheet}");
    }
}

#[test]
fn no_cell_that_is_written_is_carried_out_by_a_spreadsheet_and_all_are_read_as_they_were() {
    let names = [
        "=HYPERLINK(\"https://elsewhere/\",\"see\")",
        "+225 27 20 25 00 00",
        "-1+cmd|' /C calc'!A0",
        "@SUM(A1:A9)",
        "'=1",
        "''+1",
        "'t Hooft",
        "-5",
        "-5.25",
        "-",
    ];
    let object = |name: &str| {
        json!({"id": "CI0000001", "name": name, "address": {
            "street_and_number": "Rue 12", "city": "Abidjan", "country": "CI",
        }})
    };
    let objects = names.map(object);
    for spreadsheet in [false, true] {
        let bytes = write(&objects, Format::Csv, TRADERS, spreadsheet).unwrap();
        let sheet = traders(&bytes);
        assert_eq!(said(&sheet), []);
        let again: Vec<_> = sheet.rows.iter().map(|row| row.object(TRADERS)).collect();
        assert_eq!(again, objects);
        let separator = if spreadsheet { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(&*bytes);
        let cells = reader.records().map(|record| record.unwrap()[1].to_owned());
        let carried_out = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert_eq!(cells.filter(carried_out).count(), 0);
    }
    // A number below nothing stays one, where a number stands.
    let object = json!({"reference_amount": {"amount": "-5.25"}, "percentage": -5});
    let table = write(&[object], Format::Csv, GUARANTEES, false).unwrap();
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains(",-5.25,") && table.contains(",-5,"), "{table}");
}

#[test]
fn a_mark_lets_a_text_begin_as_it_likes_and_nothing_else() {
    let table = b"from,to,factor,day\nEUR,XOF,655.957,'=2026-11-24\n";
    let expected = [finding(2, Some(4), "day", "cell", "=2026-11-24")];
    assert_eq!(said(&read(table, Format::Csv, Table::Rates)), expected);
}

#[test]
fn injection_strings_in_a_table_are_text_and_stay_as_they_were() {
    let Some(payloads) = testkit::payloads() else { return };
    let named = |(number, name): (usize, &String)| {
        json!({"id": format!("CI{number:07}"), "name": name, "address": {
            "street_and_number": name, "city": name, "country": "CI",
        }})
    };
    // What a register may call somebody: 140 characters, no control character among them and no space
    // at either end.
    let names = payloads.iter().filter(|name| name.trim() == *name && name.chars().count() <= 140);
    let names = names.filter(|name| !name.chars().any(char::is_control));
    let objects: Vec<_> = names.enumerate().map(named).collect();
    assert!(objects.len() > 2500, "{}", objects.len());
    // In JSON no cell has a mark, so one that would be carried out is not taken from it.
    let quiet = |object: &&Value| {
        let name = object["name"].as_str().unwrap();
        !name.trim_start_matches('\'').starts_with(CARRIED_OUT)
    };
    let quiet: Vec<_> = objects.iter().filter(quiet).cloned().collect();
    assert!(quiet.len() > 2000, "{}", quiet.len());
    let forms = [
        (&objects, Format::Csv, false),
        (&objects, Format::Csv, true),
        (&quiet, Format::Json, false),
    ];
    for (objects, format, spreadsheet) in forms {
        let bytes = write(objects, format, TRADERS, spreadsheet).unwrap();
        let sheet = read(&bytes, format, Table::Traders);
        assert_eq!(said(&sheet), []);
        let again: Vec<_> = sheet.rows.iter().map(|row| row.object(TRADERS)).collect();
        assert!(again == *objects, "{format:?} {spreadsheet}");
        if format == Format::Csv {
            let separator = if spreadsheet { b';' } else { b',' };
            let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(&*bytes);
            let cells = reader
                .records()
                .flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
            let carried_out = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert_eq!(cells.filter(carried_out).count(), 0);
        }
    }
}

#[test]
fn an_amount_is_the_same_with_and_without_needless_zeros() {
    let column = GUARANTEES.iter().find(|column| column.name == "amount").unwrap();
    assert!(column.same("5000000.00", "5000000") && !column.same("5000000.01", "5000000"));
    let column = GUARANTEES.iter().find(|column| column.name == "not_valid_in").unwrap();
    assert!(column.same("ML SN", "SN  ML") && !column.same("ML", "ML SN"));
}
