//! `passavant post hand-over`: who holds a post, from when.

use serde_json::Value;

use crate::commands::{good, said, text};

#[test]
fn tokens_that_are_made_at_the_same_time_are_all_kept_and_nobody_reads_half_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let region = folder.path().join("corridor");
    good(&["region", "init", text(&region), "--members", "SN,ML", "--hub", "CORRIDOR"]);
    let home = region.join("SN");
    let people = || -> identity::People {
        let text = std::fs::read_to_string(home.join("people.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let before = people().tokens.len();
    let made: Vec<String> = std::thread::scope(|scope| {
        let make = || good(&["token", text(&home), "--trader", "SN0000001"]);
        let making: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
        while making.iter().any(|made| !made.is_finished()) {
            people();
        }
        making.into_iter().map(|made| made.join().unwrap().trim().to_owned()).collect()
    });
    let after = people().tokens;
    assert_eq!(after.len(), before + made.len());
    for token in made {
        let hash = identity::TokenHash::of(&token);
        assert!(after.iter().any(|kept| kept.hash == hash));
    }
}

#[test]
fn a_post_is_handed_over_once_from_now_on_to_somebody_who_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let region = folder.path().join("corridor");
    good(&["region", "init", text(&region), "--members", "SN,ML", "--hub", "CORRIDOR"]);
    let home = region.join("SN");
    let post = "SNDKR000/departure";
    let people = || -> Value {
        let text = std::fs::read_to_string(home.join("people.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let before = people();
    for (post, to, at, why) in [
        ("SNDKR000/nothing", "SN-002", "2999-01-01T00:00:00Z", "SNDKR000/nothing"),
        (post, "SN-999", "2999-01-01T00:00:00Z", "SN-999"),
        (post, "SN-001", "2999-01-01T00:00:00Z", "already"),
        (post, "SN-002", "2020-01-01T00:00:00Z", "never before"),
    ] {
        let arguments = ["post", "hand-over", text(&home), post, "--to", to, "--at", at];
        let (code, complaint) = said(&arguments);
        assert_eq!(code, Some(1));
        assert!(complaint.contains(why), "{complaint}");
    }
    assert_eq!(people(), before, "what is not done changes nothing");
    let at = "2999-01-01T00:00:00Z";
    let told = good(&["post", "hand-over", text(&home), post, "--to", "SN-002", "--at", at]);
    assert!(told.contains("SN-001") && told.contains("SN-002") && told.contains(at), "{told}");
    let after = people();
    let holdings = after["holdings"].as_array().unwrap().iter();
    let of_post: Vec<_> = holdings.filter(|holding| holding["post"] == post).collect();
    let fields = |holding: &Value| ["officer", "from", "until"].map(|name| holding[name].clone());
    assert_eq!((&fields(of_post[0])[0], &fields(of_post[0])[2]), (&"SN-001".into(), &at.into()));
    assert_eq!(fields(of_post[1]), ["SN-002".into(), at.into(), Value::Null]);
    let (code, complaint) = said(&["post", "hand-over", text(&home), post, "--to", "SN-001"]);
    assert_eq!(code, Some(1));
    assert!(complaint.contains(at), "{complaint}");
}
