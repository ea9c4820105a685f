//! How a language is chosen and how a text is filled in.

use std::collections::BTreeMap;

use kernel::{Finding, Refused};

use crate::{Language, ToldFinding, finding, refusal, say, text};

#[test]
fn a_language_is_known_by_the_first_part_of_its_tag() {
    let cases = [
        ("en", Some(Language::English)),
        ("fr-CI", Some(Language::French)),
        ("FR_ci.UTF-8", Some(Language::French)),
        ("pt-PT", Some(Language::Portuguese)),
        (" PT", Some(Language::Portuguese)),
        ("", None),
        ("french", None),
        ("sw", None),
        ("*", None),
    ];
    for (tag, language) in cases {
        assert_eq!(Language::parse(tag), language, "{tag}");
    }
    for language in Language::ALL {
        assert_eq!(Language::parse(language.code()), Some(language));
    }
}

#[test]
fn a_browser_gets_what_it_likes_best_and_english_where_it_likes_nothing_spoken_here() {
    let cases = [
        ("", Language::English),
        ("sw, ha;q=0.9", Language::English),
        ("fr-CI,fr;q=0.9,en;q=0.8", Language::French),
        ("en;q=0.2, pt-MZ;q=0.75, fr;q=0.7", Language::Portuguese),
        ("sw, pt;q=0.1", Language::Portuguese),
        ("fr, pt", Language::French),
        ("fr;q=0, pt;q=0.001", Language::Portuguese),
        ("fr;q=0", Language::English),
        ("*, fr;q=0.5", Language::French),
        ("fr;q=2, pt; q=0.5", Language::Portuguese),
        ("fr;q=x, pt;q=1.0", Language::Portuguese),
        ("fr;q=0.1234", Language::English),
        (";;,,;q=", Language::English),
    ];
    for (header, language) in cases {
        assert_eq!(Language::from_accept_language(header), language, "{header}");
    }
}

fn refused(code: &str, arguments: &[(&str, &str)]) -> Refused {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Refused { code: code.to_owned(), arguments: arguments.iter().map(owned).collect() }
}

#[test]
fn a_refusal_says_what_is_wrong_and_what_to_do_in_each_language() {
    let refused = refused("TRA-017", &[("amount", "400000 XOF"), ("cover", "1")]);
    let told = Language::ALL.map(|language| refusal(language, &refused));
    assert!(told.iter().all(|told| told.code == "TRA-017"));
    assert_eq!(
        told.map(|told| told.title),
        [
            "Guarantee 1 does not hold the 400000 XOF that release for transit needs.",
            "La garantie 1 ne réserve pas les 400000 XOF qu’exige la mainlevée pour le transit.",
            "A garantia 1 não reserva os 400000 XOF que a autorização de saída para trânsito exige.",
        ]
    );
}

#[test]
fn a_text_speaks_of_one_and_of_several() {
    let said = |count: &str| text(Language::English, "NOD-015", &[("count", count)]);
    assert_eq!(said("1"), "One thing is wrong with the message.");
    assert_eq!(said("12"), "12 things are wrong with the message.");
}

#[test]
fn a_code_in_an_argument_is_said_in_words() {
    let said = |kind: &str| text(Language::French, "guarantee-type", &[("kind", kind)]);
    assert_eq!(said("4"), "garantie isolée par titre (4)");
    assert_eq!(said("A"), "type A");
}

#[test]
fn what_looks_like_a_number_comes_out_as_it_went_in() {
    for value in ["0", "00017", "1.50", "1e5", "99999999999999999999", "-3", "+3", "４"] {
        let said = text(Language::English, "GUA-014", &[("held", value)]);
        assert_eq!(
            said,
            format!("Movements hold {value} of this guarantee, more than the new amount.")
        );
    }
}

#[test]
fn what_is_missing_shows_as_the_key_in_angle_brackets() {
    let nothing = BTreeMap::new();
    for key in ["no-such-key", "GUA-001.no-such-attribute", "GUA-013", "GUA-013.next", "", ".next"]
    {
        assert_eq!(say(Language::French, key, &nothing), format!("<{key}>"));
    }
    let told = refusal(Language::French, &refused("XXX-001", &[]));
    assert_eq!((told.title.as_str(), told.next.as_str()), ("<XXX-001>", "<XXX-001.next>"));
}

#[test]
fn no_text_carries_isolating_marks() {
    let said = text(Language::Portuguese, "TRA-004", &[("office", "CIABJ000")]);
    assert_eq!(said, "A estância aduaneira CIABJ000 não pertence a esta administração.");
}

#[test]
fn a_finding_is_said_by_its_rule() {
    let path = "/CC015C/Guarantee[2]/GuaranteeReference/GRN";
    let wrong = Finding::error(path, "C0086", "", "GRN for a guarantee of type 1");
    let told = finding(Language::English, &wrong);
    assert_eq!(
        told,
        ToldFinding {
            path: path.to_owned(),
            rule: "C0086".to_owned(),
            found: String::new(),
            expected: "GRN for a guarantee of type 1".to_owned(),
            severity: kernel::Severity::Error,
            title: "A guarantee of this type needs GRN, and it is missing.".to_owned(),
            next:
                "Give the GRN and the access code for types 0, 1, 2, 4 and 9, and leave them out \
                   for every other type."
                    .to_owned(),
        }
    );
}

#[test]
fn a_finding_without_a_text_of_its_own_is_said_by_the_class_of_its_rule() {
    let title = |rule: &str| {
        finding(Language::English, &Finding::error("/CC015C/LRN", rule, "x", "y")).title
    };
    assert_eq!(title("CL010"), "LRN: code x is not in list CL010 today.");
    assert_eq!(title("C9999"), "Condition C9999 is not met at LRN.");
    assert_eq!(title("R9999"), "Rule R9999 is not met at LRN.");
    assert_eq!(title("CLx"), "LRN does not satisfy CLx.");
    assert_eq!(title("C"), "LRN does not satisfy C.");
    let assumed = Finding::warning("/CC015C/LRN", "CL016", "x", "y");
    let told = finding(Language::English, &assumed);
    assert_eq!(told.next, "Check the code; the message is taken with it.");
}

#[test]
fn a_refusal_that_comes_as_a_finding_is_said_as_the_refusal() {
    let office = refused("TRA-004", &[("office", "CIABJ000")]);
    let found = Finding::error("/CC015C", "TRA-004", "CIABJ000", "TRA-004");
    for language in Language::ALL {
        let (said, told) = (finding(language, &found), refusal(language, &office));
        assert_eq!((said.title, said.next), (told.title, told.next));
    }
}

#[test]
fn a_refusal_whose_values_have_lost_their_names_is_looked_up_by_its_code() {
    let found = Finding::error("/CC015C", "TRA-017", "400000 XOF 1", "TRA-017");
    let told = finding(Language::English, &found);
    assert_eq!(told.title, "The message was read, and what it asks is refused under TRA-017.");
    let unknown = Finding::error("/CC015C", "XXX-001", "", "");
    let told = finding(Language::English, &unknown);
    assert_eq!(told.title, "The message was read, and what it asks is refused under XXX-001.");
}
