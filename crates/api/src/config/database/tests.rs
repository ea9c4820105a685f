//! A password of a database is shown to nobody.

use super::*;

#[test]
fn a_connection_string_is_shown_without_its_password() {
    let shown = |text: &str| format!("{:?}", ConnectionString::from(text));
    for (text, expected) in [
        ("host=db user=p password=geheim dbname=n", "host=db user=p password=**** dbname=n"),
        ("host=db password = 'ge heim\\' x' dbname=n", "host=db password =**** dbname=n"),
        ("host=db password=ge\\ heim", "host=db password=****"),
        ("postgresql://p:ge:heim@db:5432/n", "postgresql://p:****@db:5432/n"),
        ("postgresql://db/n?user=p&password=geheim", "postgresql://db/n?user=p&password=****"),
        ("host=/run/postgresql user=p dbname=n", "host=/run/postgresql user=p dbname=n"),
        ("postgresql://p@db/n?sslmode=require", "postgresql://p@db/n?sslmode=require"),
        // What looks like an URL, a pair or the end of one may stand in a value.
        ("host=db password=ge://heim", "host=db password=****"),
        (
            "application_name='password=' password='ge heim'",
            "application_name='password=' password=****",
        ),
        ("password='ge'host=db", "password=**** host=db"),
        ("postgresql://p:ge/heim@db/n", "postgresql://p:****@db/n"),
        ("postgresql://p:ge@heim@db/n?a=b@c", "postgresql://p:****@db/n?a=b@c"),
        ("postgresql://p:ge?heim@db/n", "postgresql://p:****@db/n"),
        ("postgresql://db/n?pass%77ord=geheim", "postgresql://db/n?pass%77ord=****"),
    ] {
        assert_eq!(shown(text), expected);
    }
}
