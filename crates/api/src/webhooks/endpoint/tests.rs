//! Which endpoints may be told.

use super::allowed;

/// Why an endpoint is not told; nothing where it is.
fn reason(endpoint: &str, hosts: &[&str]) -> Option<String> {
    let hosts: Vec<_> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let refusal = allowed(endpoint, &hosts).err()?;
    let node::Refusal::EndpointNotAllowed { reason, .. } = refusal else { panic!("{refusal:?}") };
    Some(reason)
}

#[test]
fn nothing_is_carried_where_the_operator_lists_no_host() {
    for endpoint in ["https://erp.example/told", "https://127.0.0.1/", "http://localhost:80/"] {
        assert_eq!(reason(endpoint, &[]).as_deref(), Some("not-listed"), "{endpoint}");
    }
}

#[test]
fn a_listed_host_is_told_at_its_usual_port_and_at_the_ports_listed_with_it() {
    let hosts = ["erp.example", "other.example:8443", "[2001:db8::1]:443"];
    for told in [
        "https://erp.example/told?by=SN",
        "https://ERP.example:443/",
        "https://other.example:8443/a",
        "https://[2001:db8::1]/",
    ] {
        assert_eq!(reason(told, &hosts), None, "{told}");
    }
    for other in [
        "https://erp.example:8443/",
        "https://other.example/",
        "https://erp.example.evil.example/",
        "https://sub.erp.example/",
        "https://evil.example/?https://erp.example/",
        "https://erp.example@evil.example:443",
    ] {
        assert!(reason(other, &hosts).is_some(), "{other}");
    }
}

#[test]
fn nothing_is_carried_in_clear_but_to_this_machine_itself() {
    let hosts = ["erp.example", "127.0.0.1:8080", "[::1]:8080", "localhost:8080", "10.0.0.1:8080"];
    for told in ["http://127.0.0.1:8080/", "http://[::1]:8080/", "http://localhost:8080/"] {
        assert_eq!(reason(told, &hosts), None, "{told}");
    }
    for clear in ["http://erp.example/", "http://10.0.0.1:8080/", "ftp://erp.example/"] {
        assert_eq!(reason(clear, &hosts).as_deref(), Some("not-https"), "{clear}");
    }
}

#[test]
fn an_address_with_a_name_a_password_or_without_a_host_is_none() {
    let hosts = ["erp.example"];
    for none in [
        "",
        "erp.example",
        "/told",
        "https://",
        "data:text/plain,x",
        "https://awa@erp.example/",
        "https://awa:code@erp.example/",
        "https://erp.example/#told",
    ] {
        assert_eq!(reason(none, &hosts).as_deref(), Some("not-an-address"), "{none}");
    }
}
