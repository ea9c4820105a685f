//! What the words promise: formats, check digits, round trips.

use proptest::prelude::*;

use crate::*;

fn serial(country: &str, number: u64) -> Serial {
    let administration = Administration::parse(country).unwrap();
    Serial {
        training: false,
        year: 26,
        country: Country::parse(country).unwrap(),
        node: NodeId::of(&administration, 1).unwrap(),
        epoch: Epoch::FIRST,
        number,
    }
}

#[test]
fn check_digits_agree_with_the_published_vectors() {
    let mrn = |text: &str| Mrn::parse(text).unwrap().check_digit_holds();
    assert!(mrn("23GB000246IF9W5YJ0"));
    assert!(mrn("26CI000000000001J1"));
    assert!(!mrn("24GB012345678901A0"));
    assert!(!mrn("27WF9X1FQ9RCKN0TM3"));
    let grn = |text: &str| Grn::parse(text).unwrap().check_digit_holds();
    assert!(grn("20XI0000010000070"));
    assert!(grn("26CI0000010000013"));
    assert!(!grn("01GB0000010000029"));
    assert_eq!(Grn::parse("01GB0000010000029").unwrap().right_check_digit(), 5);
}

#[test]
fn a_number_for_training_is_seen_to_be_one_and_is_right_all_the_same() {
    let mint = |ordinal: u8, training: bool| {
        let node = NodeId::of(&"CI".parse().unwrap(), ordinal).unwrap();
        let serial = Serial { node, training, ..serial("CI", 7) };
        Mrn::mint(&serial, Security::None).unwrap()
    };
    for ordinal in [1, 35, 36, 99] {
        let [real, training] = [false, true].map(|training| mint(ordinal, training));
        let letter = |mrn: &Mrn| mrn.as_str().chars().nth(4).unwrap();
        assert!(('0'..='2').contains(&letter(&real)), "{real}");
        assert!(('T'..='V').contains(&letter(&training)), "{training}");
        assert!(real.check_digit_holds() && training.check_digit_holds());
    }
}

#[test]
fn the_same_scheme_checks_container_numbers() {
    for container in ["CSQU3054383", "TEXU3070079", "MSKU1234565"] {
        let (body, digit) = container.split_at(10);
        assert_eq!(check_digit(body).unwrap().to_string(), digit, "{container}");
    }
}

#[test]
fn a_minted_mrn_says_its_country_its_security_and_its_check_digit() {
    let mrn = Mrn::mint(&serial("CI", 41), Security::Entry).unwrap();
    assert_eq!(mrn.country().as_str(), "CI");
    assert_eq!(mrn.as_str().chars().nth(16), Some('L'));
    assert!(mrn.check_digit_holds());
}

#[test]
fn a_minted_voucher_is_an24_and_its_digit_covers_the_first_sixteen() {
    let voucher = Voucher::parse("A000123").unwrap();
    let grn = Grn::mint(&serial("ML", 7), Some(&voucher)).unwrap();
    assert_eq!(grn.as_str().len(), 24);
    assert_eq!(grn.voucher(), Some(voucher));
    assert!(grn.check_digit_holds());
}

#[test]
fn a_serial_that_does_not_fit_is_refused_instead_of_cut() {
    assert!(Mrn::mint(&serial("CI", 36_u64.pow(8)), Security::None).is_err());
}

#[test]
fn numbers_minted_by_two_epochs_differ() {
    let mut second = serial("CI", 1);
    second.epoch = Epoch(2);
    let first = Mrn::mint(&serial("CI", 1), Security::None).unwrap();
    assert_ne!(first, Mrn::mint(&second, Security::None).unwrap());
}

#[test]
fn a_dossier_says_its_home_and_its_writer() {
    let home = Administration::parse("CI").unwrap();
    let node = NodeId::of(&home, 12).unwrap();
    let id = DossierId::mint(&home, &node, Epoch(3), [7; 16]);
    assert_eq!(DossierId::parse(id.as_str()).unwrap(), id);
    assert_eq!(id.home(), home);
    assert_eq!(id.writer(), node);
}

#[test]
fn dossiers_that_are_created_one_after_the_other_lie_in_that_order_and_stay_unlike() {
    let home = Administration::parse("CI").unwrap();
    let node = NodeId::of(&home, 1).unwrap();
    let minted = |millisecond, random: u8| {
        let at = Timestamp::from_millisecond(millisecond).unwrap();
        let drawn = DossierId::in_order(at, [random; 16]);
        DossierId::mint(&home, &node, Epoch::FIRST, drawn)
    };
    let first = minted(1_795_420_800_000, 0xff);
    let next = minted(1_795_420_800_001, 0);
    assert!(first < next);
    // Within a millisecond 80 random bits tell them apart, the low ones of which choose a partition.
    assert_ne!(minted(1_795_420_800_000, 1), minted(1_795_420_800_000, 2));
    assert_eq!(first.random() & ((1 << 80) - 1), (1 << 80) - 1);
    assert_eq!(first.random() >> 80, 1_795_420_800_000);
    // A clock before 1970 gives no order, and an identifier all the same.
    assert_eq!(minted(-1, 7).random() >> 80, 0);
}

#[test]
fn identifiers_that_look_alike_are_not_taken() {
    for wrong in ["CI", "CI-0", "CI-01", "ci-1", "CI-100", "CI 1"] {
        assert!(NodeId::parse(wrong).is_err(), "{wrong}");
    }
    for wrong in ["CIABJ00", "ciabj000", "C1ABJ000", "CIABJ0000"] {
        assert!(OfficeCode::parse(wrong).is_err(), "{wrong}");
    }
    for wrong in ["", " a", "a b", "é"] {
        assert!(CommandId::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn amounts_are_exact_and_written_in_one_way() {
    assert_eq!(Amount::parse("1.00").unwrap(), Amount::parse("1").unwrap());
    assert_eq!(Amount::parse("1.50").unwrap().to_string(), "1.5");
    for wrong in ["-1", "1.001", "1e3", "+1", ".5", "5.", "123456789012345", "", "NaN"] {
        assert!(Amount::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_conversion_rounds_up_to_what_the_currency_can_pay() {
    let day = "2026-11-23".parse().unwrap();
    let (eur, xof) = (Currency::parse("EUR").unwrap(), Currency::parse("XOF").unwrap());
    let rate = Rate::new(eur, xof, "655.957", day).unwrap();
    let converted = Money::new(Amount::whole(10), eur).convert(&rate, Rounding::Up).unwrap();
    assert_eq!(converted, Money::new(Amount::whole(6560), xof));
    assert_eq!(Money::new(Amount::whole(10), xof).convert(&rate, Rounding::Up), None);
}

#[test]
fn a_note_verifies_under_the_key_that_signed_it_and_no_other() {
    let key = SigningKey::from_seed("region/CI-1", &[1; 32]);
    let other = SigningKey::from_seed("region/CI-1", &[2; 32]);
    let note = Note::unsigned("one line\nanother").signed_by(&key);
    let read = Note::parse(&note.to_string()).unwrap();
    assert_eq!(read, note);
    assert_eq!(read.verify(&key.verifying()), Ok(()));
    assert!(matches!(read.verify(&other.verifying()), Err(NoteError::Unsigned(_))));
    let forged = note.to_string().replace("another", "Another");
    let forged = Note::parse(&forged).unwrap();
    assert!(matches!(forged.verify(&key.verifying()), Err(NoteError::Forged(_))));
}

#[test]
fn the_verifier_key_of_the_c2sp_specification_is_read_and_verifies_its_note() {
    // The example of the Go checksum database, which uses the same format.
    let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".to_owned();
    let key = VerifyingKey::try_from(key).unwrap();
    let note = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    assert_eq!(Note::parse(note).unwrap().verify(&key), Ok(()));
}

#[test]
fn a_path_finds_all_its_elements_and_points_at_each() {
    let tree = Element::group("CC015C")
        .and(Element::group("Guarantee").with("guaranteeType", "1"))
        .and(Element::group("Guarantee").with("guaranteeType", "9"));
    let pointed: Vec<_> = tree
        .pointed("Guarantee/guaranteeType")
        .into_iter()
        .map(|(path, element)| (path.to_string(), element.value().unwrap().to_owned()))
        .collect();
    assert_eq!(
        pointed,
        [
            ("/CC015C/Guarantee[1]/guaranteeType".to_owned(), "1".to_owned()),
            ("/CC015C/Guarantee[2]/guaranteeType".to_owned(), "9".to_owned()),
        ]
    );
    assert_eq!(tree.without("Guarantee/guaranteeType").all("Guarantee/guaranteeType").len(), 0);
}

fn element() -> impl Strategy<Value = Element> {
    let leaf = ("[A-Za-z]{1,8}", ".{0,12}").prop_map(|(name, text)| Element::leaf(name, text));
    leaf.prop_recursive(4, 32, 4, |inner| {
        ("[A-Za-z]{1,8}", prop::collection::vec(inner, 1..4))
            .prop_map(|(name, children)| Element::group(name).and_all(children))
    })
}

proptest! {
    #[test]
    fn a_tree_survives_json(tree in element()) {
        let json = canonical(&tree).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Element>(&json).unwrap(), tree);
    }

    #[test]
    fn one_wrong_digit_is_never_taken_for_the_check_digit(number in 0_u64..1_000_000, add in 1_u8..10) {
        let mrn = Mrn::mint(&serial("CI", number), Security::None).unwrap();
        let (body, last) = mrn.as_str().split_at(17);
        let digit = (last.parse::<u8>().unwrap() + add) % 10;
        let changed = Mrn::parse(&format!("{body}{digit}"));
        prop_assert!(!changed.unwrap().check_digit_holds());
    }

    #[test]
    fn adding_and_taking_an_amount_leaves_what_there_was(a in 0_u32.., b in 0_u32..) {
        let (a, b) = (Amount::whole(a), Amount::whole(b));
        prop_assert_eq!(a.plus(b).and_then(|sum| sum.minus(b)), Some(a));
    }
}
