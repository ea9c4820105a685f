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
    ] {
        assert_eq!(shown(text), expected);
    }
}
