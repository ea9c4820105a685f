//! How much a declaration may hold: 1,999 house consignments, and 1,999 items, in either form.

use kernel::Severity;

use super::DECLARATION;
use crate::tests::{structure, told};
use crate::{Form, MessageCode, Reading, check, write_as};

/// The example with houses that hold so many items each, numbered through.
fn declared(items: &[usize]) -> String {
    let start = DECLARATION.find("    <HouseConsignment>").unwrap();
    let end = DECLARATION.find("  </Consignment>").unwrap();
    let mut number = 0;
    let mut houses = String::new();
    for (house, count) in items.iter().enumerate() {
        let mut inside = String::new();
        for item in 1..=*count {
            number += 1;
            inside.push_str(&format!(
                "<ConsignmentItem><goodsItemNumber>{item}</goodsItemNumber>\
                 <declarationGoodsItemNumber>{number}</declarationGoodsItemNumber>\
                 <Commodity><descriptionOfGoods>Rice</descriptionOfGoods></Commodity>\
                 <Packaging><sequenceNumber>1</sequenceNumber>\
                 <typeOfPackages>BG</typeOfPackages></Packaging></ConsignmentItem>"
            ));
        }
        houses.push_str(&format!(
            "<HouseConsignment><sequenceNumber>{}</sequenceNumber><grossMass>1</grossMass>\
             {inside}</HouseConsignment>\n",
            house + 1
        ));
    }
    format!("{}{houses}{}", &DECLARATION[..start], &DECLARATION[end..])
}

/// Reads a right declaration in both forms and counts what is in it.
fn counted(items: &[usize]) -> (usize, usize) {
    let xml = structure(declared(items).as_bytes());
    assert_eq!(told(&xml), Vec::<String>::new());
    let (message, tree) = xml.accepted().unwrap();
    let errors = check(message, tree);
    assert!(errors.iter().all(|found| found.severity == Severity::Warning), "{errors:?}");
    let json = write_as(Form::Json, MessageCode::Cc015c, tree).unwrap();
    assert_eq!(structure(&json).accepted(), Some((message, tree)));
    let houses = tree.all("Consignment/HouseConsignment").len();
    (houses, tree.all("Consignment/HouseConsignment/ConsignmentItem").len())
}

/// The findings about a declaration that holds too much, which are the same in JSON.
fn refused(items: &[usize]) -> Vec<String> {
    let text = declared(items);
    let without_place = |reading: &Reading| {
        assert_eq!(reading.accepted(), None);
        let lines = told(reading).into_iter();
        lines.map(|line| line.split_once(' ').unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    let xml = without_place(&structure(text.as_bytes()));
    let json = without_place(&structure(as_json(items).as_bytes()));
    assert_eq!(json, xml);
    xml
}

/// The same declaration in JSON, which no writer would write.
fn as_json(items: &[usize]) -> String {
    let tree = structure(declared(&[1]).as_bytes()).tree.unwrap();
    let bytes = write_as(Form::Json, MessageCode::Cc015c, &tree).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (before, _) = text.split_once("\"HouseConsignment\":[").unwrap();
    let mut number = 0;
    let houses = items.iter().enumerate().map(|(house, count)| {
        let inside = (1..=*count).map(|item| {
            number += 1;
            format!(
                "{{\"goodsItemNumber\":{item},\"declarationGoodsItemNumber\":{number},\
                 \"Commodity\":{{\"descriptionOfGoods\":\"Rice\"}},\
                 \"Packaging\":[{{\"sequenceNumber\":1,\"typeOfPackages\":\"BG\"}}]}}"
            )
        });
        let inside = inside.collect::<Vec<_>>().join(",");
        let sequence = house + 1;
        format!("{{\"sequenceNumber\":{sequence},\"grossMass\":1,\"ConsignmentItem\":[{inside}]}}")
    });
    let houses = houses.collect::<Vec<_>>().join(",");
    format!("{before}\"HouseConsignment\":[{houses}]}}}}}}")
}

#[test]
fn a_declaration_of_1999_house_consignments_is_read_and_one_more_is_refused() {
    assert_eq!(counted(&[1; 1999]), (1999, 1999));
    assert_eq!(
        refused(&[1; 2000]),
        [
            "/CC015C/Consignment/HouseConsignment[2000] structure: found \"2000\", expected \"1..1999\""
        ]
    );
}

#[test]
fn a_declaration_of_1999_items_is_read_and_one_more_is_refused() {
    // A house holds 999 items at most, so that they stand in three.
    assert_eq!(counted(&[999, 999, 1]), (3, 1999));
    assert_eq!(
        refused(&[999, 999, 2]),
        [
            "/CC015C/Consignment/HouseConsignment[3]/ConsignmentItem[2]/declarationGoodsItemNumber format: found \"2000\", expected \"integer 1..1999\""
        ]
    );
    assert_eq!(
        refused(&[1000]),
        [
            "/CC015C/Consignment/HouseConsignment/ConsignmentItem[1000] structure: found \"1000\", expected \"1..999\""
        ]
    );
}
