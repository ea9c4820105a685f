//! What is shown of an address.

use super::without_password;

#[test]
fn no_part_of_a_password_is_shown_with_an_address() {
    let addresses = [
        ("https://hub.example:7443", "https://hub.example:7443"),
        ("https://hub.example/who@where", "https://hub.example/who@where"),
        ("https://awa@hub.example", "https://awa@hub.example"),
        ("https://awa:secret@hub.example:7443/in", "https://awa:****@hub.example:7443/in"),
        ("https://awa:sec@ret@hub.example", "https://awa:****@hub.example"),
        ("https://awa:secret@hub.example/who@where", "https://awa:****@hub.example/who@where"),
        ("https://awa:sec/ret@hub.example", "https://awa:****@hub.example"),
        ("https://awa:sec?r#et@hub.example", "https://awa:****@hub.example"),
    ];
    for (address, shown) in addresses {
        assert_eq!(without_password(address), shown);
    }
}
