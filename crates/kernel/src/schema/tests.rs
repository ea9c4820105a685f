//! A schema is a promise to whoever writes: what it lets through can be read.

use proptest::prelude::*;
use proptest::string::string_regex;
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::*;

/// Texts that the schema of a type lets through.
fn texts<T: JsonSchema>() -> impl Strategy<Value = String> {
    let schema = schema_for!(T);
    let field = |name: &str| schema.get(name).cloned();
    let pattern = field("pattern").unwrap_or_else(|| panic!("{schema:?} has no pattern"));
    let whole = pattern.as_str().unwrap().strip_prefix('^').unwrap().strip_suffix('$').unwrap();
    let length = |name: &str| field(name).as_ref().and_then(Value::as_u64);
    let (least, most) = (length("minLength").unwrap_or(0), length("maxLength").unwrap_or(999));
    string_regex(whole).unwrap().prop_filter("length", move |text| {
        let count = u64::try_from(text.chars().count()).unwrap();
        (least..=most).contains(&count)
    })
}

fn reads<T: DeserializeOwned>(text: &str) -> bool {
    serde_json::from_value::<T>(Value::String(text.to_owned())).is_ok()
}

/// One test for each type, named as the promise.
macro_rules! promises {
    ($($test:ident: $type:ty),* $(,)?) => {
        proptest! {
            $(#[test]
            fn $test(text in texts::<$type>()) {
                prop_assert!(reads::<$type>(&text), "{text:?}");
            })*
        }
    };
}

promises! {
    a_node_as_its_schema_has_it_can_be_read: NodeId,
    a_dossier_as_its_schema_has_it_can_be_read: DossierId,
    a_command_id_as_its_schema_has_it_can_be_read: CommandId,
    a_trader_as_its_schema_has_it_can_be_read: TraderId,
    a_provision_as_its_schema_has_it_can_be_read: Provision,
    an_access_code_as_its_schema_has_it_can_be_read: AccessCode,
    a_country_as_its_schema_has_it_can_be_read: Country,
    an_administration_as_its_schema_has_it_can_be_read: Administration,
    an_office_as_its_schema_has_it_can_be_read: OfficeCode,
    an_mrn_as_its_schema_has_it_can_be_read: Mrn,
    a_grn_as_its_schema_has_it_can_be_read: Grn,
    a_voucher_as_its_schema_has_it_can_be_read: Voucher,
    an_lrn_as_its_schema_has_it_can_be_read: Lrn,
    a_cash_account_as_its_schema_has_it_can_be_read: CashAccount,
    a_commodity_code_as_its_schema_has_it_can_be_read: CommodityCode,
    an_amount_as_its_schema_has_it_can_be_read: Amount,
}

#[test]
fn every_currency_of_the_schema_can_be_read_and_none_is_left_out() {
    let schema = schema_for!(Currency);
    let codes: Vec<String> = serde_json::from_value(schema.get("enum").unwrap().clone()).unwrap();
    assert!(codes.iter().all(|code| reads::<Currency>(code)));
    assert!(codes.len() > 150 && ["XOF", "GBP"].iter().all(|code| codes.iter().any(|c| c == code)));
}
