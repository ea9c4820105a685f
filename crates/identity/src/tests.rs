//! What the directory and the posts promise.

use std::collections::BTreeMap;

use kernel::{
    Administration, Basis, Competence, Function, Made, NodeId, Note, OfficeCode, OfficerId, PostId,
    Provision, SigningKey, Timestamp, TraderId, VerifyingKey,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::*;

const REGION: &str = "corridor";

fn administration(code: &str) -> Administration {
    Administration::parse(code).unwrap()
}

fn member_key(code: &str) -> SigningKey {
    let seed = [code.as_bytes()[0]; 32];
    SigningKey::from_seed(&member_key_name(REGION, &administration(code)), &seed)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn root(codes: &[&str], threshold: usize) -> Root {
    let keys = codes.iter().map(|code| (administration(code), member_key(code).verifying()));
    Root { threshold, keys: keys.collect() }
}

fn member(code: &str) -> Member {
    let node = NodeId::of(&administration(code), 1).unwrap();
    Member {
        v: 1,
        region: REGION.to_owned(),
        administration: administration(code),
        serial: 1,
        nodes: vec![NodeEntry {
            training: false,
            log_key: log_key(&node, code.as_bytes()[1]),
            former_log_keys: Vec::new(),
            node,
            role: NodeRole::Customs,
            endpoint: "https://127.0.0.1:7001".to_owned(),
            tls_key: kernel::Digest([code.as_bytes()[0]; 32]),
            seal_key: UnsealKey::from_seed(&[1; 32]).public(),
            partitions: 1,
        }],
        offices: vec![Office {
            code: OfficeCode::parse(&format!("{code}ABJ000")).unwrap(),
            name: "Abidjan".to_owned(),
            functions: [Function::Departure].into(),
            mark: None,
        }],
    }
}

fn log_key(node: &NodeId, seed: u8) -> VerifyingKey {
    SigningKey::from_seed(node.as_str(), &[seed; 32]).verifying()
}

fn signed(member: &Member) -> Note {
    member.sign(&member_key(member.administration.as_str())).unwrap()
}

fn draft(members: &[Note], previous: Option<&Directory>) -> Note {
    let days = (at("2026-11-23T00:00:00Z"), at("2027-11-23T00:00:00Z"));
    Directory::draft(REGION, root(&["CI", "BF", "ML"], 2), members, previous, 1, days).unwrap()
}

#[test]
fn a_directory_counts_when_enough_members_signed_it() {
    let anchor = root(&["CI", "BF", "ML"], 2);
    let note = draft(&[signed(&member("CI"))], None).signed_by(&member_key("CI"));
    assert_eq!(
        Directory::verify(&note, None, &anchor),
        Err(DirectoryError::Threshold { signed: 1, needed: 2 })
    );
    let note = note.signed_by(&member_key("ML"));
    let directory = Directory::verify(&note, None, &anchor).unwrap();
    assert_eq!(directory.version(), 1);
    assert_eq!(directory.nodes().count(), 1);
    let stranger = draft(&[], None).signed_by(&member_key("SN")).signed_by(&member_key("CI"));
    assert!(Directory::verify(&stranger, None, &anchor).is_err());
}

#[test]
fn versions_of_the_directory_are_chained_and_never_go_back() {
    let anchor = root(&["CI", "BF", "ML"], 2);
    let sign = |note: Note| note.signed_by(&member_key("CI")).signed_by(&member_key("BF"));
    let first = Directory::verify(&sign(draft(&[], None)), None, &anchor).unwrap();
    let second = sign(draft(&[signed(&member("ML"))], Some(&first)));
    let second = Directory::verify(&second, Some(&first), &anchor).unwrap();
    assert_eq!(second.version(), 2);
    let again = Directory::verify(first.note(), Some(&second), &anchor);
    assert_eq!(again, Err(DirectoryError::Chain { known: 2, found: 1 }));
    let elsewhere = sign(draft(&[signed(&member("CI"))], None));
    let elsewhere = Directory::verify(&elsewhere, None, &anchor).unwrap();
    let fork = sign(draft(&[], Some(&elsewhere)));
    assert!(matches!(
        Directory::verify(&fork, Some(&first), &anchor),
        Err(DirectoryError::Chain { .. })
    ));
}

#[test]
fn a_region_is_for_training_as_a_whole_or_not_at_all() {
    let anchor = root(&["CI", "BF", "ML"], 2);
    let verify = |training: [bool; 2]| {
        let members = ["CI", "BF"].iter().zip(training).map(|(code, training)| {
            let mut member = member(code);
            member.nodes[0].training = training;
            signed(&member)
        });
        let note = draft(&members.collect::<Vec<_>>(), None);
        let note = note.signed_by(&member_key("CI")).signed_by(&member_key("BF"));
        Directory::verify(&note, None, &anchor).map(|directory| directory.training())
    };
    assert_eq!(verify([true, true]), Ok(true));
    assert_eq!(verify([false, false]), Ok(false));
    assert_eq!(verify([true, false]), Err(DirectoryError::Mixed));
    assert_eq!(verify([false, true]), Err(DirectoryError::Mixed));
}

#[test]
fn a_statement_that_says_nothing_of_training_is_the_bytes_it_always_was() {
    let text = signed(&member("CI")).text().to_owned();
    assert!(!text.contains("training"), "{text}");
}

#[test]
fn a_member_states_its_own_nodes_and_offices_only() {
    let anchor = root(&["CI", "BF", "ML"], 2);
    let mut greedy = member("CI");
    greedy.offices[0].code = OfficeCode::parse("BFBOY000").unwrap();
    let note = draft(&[signed(&greedy)], None);
    let note = note.signed_by(&member_key("CI")).signed_by(&member_key("BF"));
    assert_eq!(
        Directory::verify(&note, None, &anchor),
        Err(DirectoryError::NotTheirs {
            administration: administration("CI"),
            what: "BFBOY000".to_owned()
        })
    );
    let forged = member("CI").sign(&member_key("BF")).unwrap();
    let note = draft(&[forged], None).signed_by(&member_key("CI")).signed_by(&member_key("BF"));
    assert!(matches!(Directory::verify(&note, None, &anchor), Err(DirectoryError::Note(_))));
}

#[test]
fn an_endpoint_in_clear_is_neither_drafted_nor_signed_and_read_where_it_was() {
    let anchor = root(&["CI", "BF", "ML"], 2);
    let mut plain = member("CI");
    plain.nodes[0].endpoint = "http://127.0.0.1:7001".to_owned();
    let refused = Err(DirectoryError::NotTheirs {
        administration: administration("CI"),
        what: "http://127.0.0.1:7001".to_owned(),
    });
    let days = (at("2026-11-23T00:00:00Z"), at("2027-11-23T00:00:00Z"));
    let draft_of = |members: &[Note]| {
        Directory::draft(REGION, root(&["CI", "BF", "ML"], 2), members, None, 1, days)
    };
    assert_eq!(draft_of(&[signed(&plain)]).map(|_| ()), refused);
    let good = draft_of(&[signed(&member("CI"))]).unwrap();
    assert_eq!(Directory::fit_to_sign(good.text()), Ok(()));
    // As an older program may have drafted it, with the signature of those days.
    let mut body: serde_json::Value = serde_json::from_str(good.text()).unwrap();
    body["members"] = serde_json::json!([signed(&plain).to_string()]);
    let old = Note::unsigned(&String::from_utf8(kernel::canonical(&body).unwrap()).unwrap());
    assert_eq!(Directory::fit_to_sign(old.text()), refused);
    let kept = old.signed_by(&member_key("CI")).signed_by(&member_key("BF"));
    assert!(Directory::verify(&kept, None, &anchor).is_ok());
}

#[test]
fn a_tls_key_of_two_nodes_is_neither_drafted_nor_signed() {
    let (one, mut other) = (member("BF"), member("CI"));
    other.nodes[0].tls_key = one.nodes[0].tls_key;
    let days = (at("2026-11-23T00:00:00Z"), at("2027-11-23T00:00:00Z"));
    let root = root(&["CI", "BF"], 2);
    let draft = Directory::draft(REGION, root, &[signed(&one), signed(&other)], None, 1, days);
    let refused = Err(DirectoryError::NotTheirs {
        administration: administration("CI"),
        what: "the TLS key of BF-1".to_owned(),
    });
    assert_eq!(draft.map(|_| ()), refused);
}

#[test]
fn a_log_key_of_two_nodes_is_neither_drafted_nor_signed() {
    let (one, mut other) = (member("BF"), member("CI"));
    let key = one.nodes[0].log_key.clone();
    other.nodes[0].former_log_keys = vec![FormerKey { key, compromised: None }];
    let days = (at("2026-11-23T00:00:00Z"), at("2027-11-23T00:00:00Z"));
    let root = root(&["CI", "BF"], 2);
    let draft = Directory::draft(REGION, root, &[signed(&one), signed(&other)], None, 1, days);
    let what = "a log key of BF-1".to_owned();
    assert_eq!(draft.map(|_| ()), Err(DirectoryError::not_theirs(&administration("CI"), what)));
}

#[test]
fn a_node_that_changes_its_key_keeps_the_old_one_listed_and_one_that_was_compromised_stays_so() {
    let anchor = root(&["CI", "BF", "ML"], 2);
    let both = |note: Note| note.signed_by(&member_key("CI")).signed_by(&member_key("BF"));
    let first = both(draft(&[signed(&member("CI"))], None));
    let first = Directory::verify(&first, None, &anchor).unwrap();
    let days = (at("2026-11-24T00:00:00Z"), at("2027-11-24T00:00:00Z"));
    let next = |previous: &Directory, member: &Member| {
        let root = previous.root().clone();
        Directory::draft(REGION, root, &[signed(member)], Some(previous), 1, days)
    };
    let mut changed = member("CI");
    let former = changed.nodes[0].log_key.clone();
    changed.nodes[0].log_key = log_key(&changed.nodes[0].node, 77);
    let without = || "CI-1 without its former log keys".to_owned();
    let refused = || Err(DirectoryError::not_theirs(&administration("CI"), without()));
    assert_eq!(next(&first, &changed).map(|_| ()), refused());
    let since = at("2026-11-20T00:00:00Z");
    let compromised = Some(since);
    changed.nodes[0].former_log_keys = vec![FormerKey { key: former.clone(), compromised }];
    let second = both(next(&first, &changed).unwrap());
    let second = Directory::verify(&second, Some(&first), &anchor).unwrap();
    let (_, entry) = second.node(&changed.nodes[0].node).unwrap();
    assert_eq!(
        entry.log_keys(),
        std::slice::from_ref(&entry.log_key),
        "one that others may use is not taken"
    );
    assert_eq!(entry.compromised().collect::<Vec<_>>(), [(&former, since)]);
    changed.nodes[0].former_log_keys[0].compromised = None;
    assert_eq!(next(&second, &changed).map(|_| ()), refused());
    changed.nodes[0].former_log_keys[0].compromised = Some(at("2026-11-21T00:00:00Z"));
    assert_eq!(next(&second, &changed).map(|_| ()), refused(), "nor any later than was said");
}

#[test]
fn what_is_sealed_opens_only_with_the_right_key_for_the_same_purpose() {
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    let home = UnsealKey::from_seed(&[1; 32]);
    let other = UnsealKey::from_seed(&[2; 32]);
    let sealed = home.public().seal(b"attempt 1", b"AC01", &mut rng).unwrap();
    assert!(!serde_json::to_string(&sealed).unwrap().contains("AC01"));
    assert_eq!(home.open(b"attempt 1", &sealed).unwrap(), b"AC01");
    assert_eq!(home.open(b"attempt 2", &sealed), Err(SealError::Closed));
    assert_eq!(other.open(b"attempt 1", &sealed), Err(SealError::Closed));
}

fn people() -> People {
    let post = PostId::parse("CIABJ000/departure").unwrap();
    let holding = |officer: &str, from: &str, until: Option<&str>| Holding {
        officer: OfficerId::parse(officer).unwrap(),
        post: post.clone(),
        from: at(from),
        until: until.map(at),
    };
    People {
        posts: vec![Post {
            post: post.clone(),
            office: OfficeCode::parse("CIABJ000").unwrap(),
            function: Function::Departure,
        }],
        holdings: vec![
            holding("koffi", "2026-01-01T00:00:00Z", Some("2026-07-01T00:00:00Z")),
            holding("awa", "2026-07-01T00:00:00Z", None),
        ],
        standing_orders: vec![StandingOrder {
            post: post.clone(),
            provision: Provision::parse("order 12").unwrap(),
        }],
        traders: BTreeMap::new(),
        officers: Vec::new(),
        tokens: Vec::new(),
    }
}

fn departure(office: &str) -> Competence {
    Competence {
        functions: &[Function::Departure],
        office: Some(OfficeCode::parse(office).unwrap()),
        traders: Vec::new(),
    }
}

fn officer(name: &str) -> Actor {
    Actor::Officer(OfficerId::parse(name).unwrap())
}

#[test]
fn a_right_goes_with_the_post_and_ends_with_it() {
    let (people, now) = (people(), at("2026-11-23T00:00:00Z"));
    let awa = may(&people, &officer("awa"), &departure("CIABJ000"), None, now);
    assert!(matches!(awa, Ok(Authority::Post { made: Made::ByOfficer, .. })));
    let koffi = may(&people, &officer("koffi"), &departure("CIABJ000"), None, now);
    assert_eq!(koffi, Err(Denied::NoPost));
    let elsewhere = may(&people, &officer("awa"), &departure("CIX01000"), None, now);
    assert_eq!(elsewhere, Err(Denied::NoPost));
}

#[test]
fn a_standing_order_acts_in_the_name_of_who_holds_the_post_that_day() {
    let policy = Actor::Policy("release".to_owned());
    let acted = may(&people(), &policy, &departure("CIABJ000"), None, at("2026-03-01T00:00:00Z"));
    let Ok(Authority::Post { officer, made, .. }) = acted else { panic!("{acted:?}") };
    assert_eq!((officer.as_str(), made), ("koffi", Made::ByStandingOrder));
}

#[test]
fn a_national_system_names_an_officer_who_holds_the_post() {
    let asycuda = Actor::NationalSystem("ASYCUDA World".to_owned());
    let basis = |officer: &str| Basis {
        provision: Provision::parse("code des douanes, art. 111").unwrap(),
        national_reference: None,
        officer: Some(OfficerId::parse(officer).unwrap()),
        post: None,
    };
    let now = at("2026-11-23T00:00:00Z");
    let right = may(&people(), &asycuda, &departure("CIABJ000"), Some(&basis("awa")), now);
    let decision = right.unwrap().decision(&basis("awa")).unwrap();
    assert_eq!(decision.made, Made::ByNationalSystem);
    let wrong = may(&people(), &asycuda, &departure("CIABJ000"), Some(&basis("koffi")), now);
    assert_eq!(wrong, Err(Denied::OfficerWithoutPost));
}

#[test]
fn a_trader_acts_for_itself_and_nobody_else() {
    let mine = TraderId::parse("CI100").unwrap();
    let competence = Competence {
        functions: &[Function::Departure, Function::Trader],
        office: None,
        traders: vec![mine.clone()],
    };
    let now = at("2026-11-23T00:00:00Z");
    let own = may(&people(), &Actor::Trader(mine), &competence, None, now);
    assert!(matches!(own, Ok(Authority::Trader(_))));
    let other = Actor::Trader(TraderId::parse("CI200").unwrap());
    assert_eq!(may(&people(), &other, &competence, None, now), Err(Denied::OtherTrader));
}

#[test]
fn a_guarantor_does_what_is_open_to_guarantors_and_nothing_else() {
    let guarantor: kernel::GuarantorId = "CIGUAR01".parse().unwrap();
    let actor = Actor::Guarantor(guarantor.clone());
    let now = at("2026-11-23T08:00:00Z");
    let open = |functions| Competence { functions, office: None, traders: Vec::new() };
    let asked = may(&people(), &actor, &open(&[Function::Trader, Function::Guarantor]), None, now);
    assert_eq!(asked, Ok(Authority::Guarantor(guarantor)));
    let closed = may(&people(), &actor, &open(&[Function::Trader, Function::Guarantee]), None, now);
    assert_eq!(closed, Err(Denied::NotForGuarantors));
    let policy = may(&people(), &actor, &open(&[Function::Policy]), None, now);
    assert_eq!(policy, Err(Denied::NotForPeople));
}

#[test]
fn what_an_event_alone_may_ask_for_is_for_no_person_and_no_system() {
    let only = |functions| Competence { functions, office: None, traders: Vec::new() };
    let actors = [
        officer("awa"),
        Actor::NationalSystem("asycuda".to_owned()),
        Actor::Trader("CI100".parse().unwrap()),
    ];
    for actor in actors {
        for functions in [&[Function::Policy][..], &[Function::Policy, Function::Departure]] {
            let denied = may(&people(), &actor, &only(functions), None, at("2026-05-01T00:00:00Z"));
            assert_eq!(denied, Err(Denied::NotForPeople), "{actor:?}");
        }
    }
}

#[test]
fn an_access_code_is_recognised_only_under_the_secret_and_for_its_guarantee() {
    let (one, two) = (NodeSecret::new([1; 32]), NodeSecret::new([2; 32]));
    let grn = "26CI0000010000013".parse().unwrap();
    let other = "20XI0000010000070".parse().unwrap();
    assert_eq!(one.of_access_code(&grn, "AC01"), one.of_access_code(&grn, "AC01"));
    assert_ne!(one.of_access_code(&grn, "AC01"), two.of_access_code(&grn, "AC01"));
    assert_ne!(one.of_access_code(&grn, "AC01"), one.of_access_code(&other, "AC01"));
}

#[test]
fn a_post_is_handed_over_at_an_instant_and_what_was_recorded_stays() {
    let mut people = people();
    let named = |name: &str| OfficerId::parse(name).unwrap();
    people.officers = ["awa", "koffi"]
        .map(|name| Officer { officer: named(name), name: name.to_owned() })
        .to_vec();
    let post = PostId::parse("CIABJ000/departure").unwrap();
    let noon = at("2026-12-01T12:00:00Z");
    let hand_over = |people: &mut People, to: &str, at| people.hand_over(&post, &named(to), at);
    assert_eq!(hand_over(&mut people, "awa", noon), Err(NotHandedOver::HisAlready));
    assert_eq!(hand_over(&mut people, "nobody", noon), Err(NotHandedOver::NoSuchOfficer));
    let other = PostId::parse("CIABJ000/passage").unwrap();
    let unknown = people.hand_over(&other, &named("koffi"), noon);
    assert_eq!(unknown, Err(NotHandedOver::NoSuchPost));
    assert_eq!(hand_over(&mut people, "koffi", noon), Ok(vec![named("awa")]));
    let before = at("2026-12-01T11:59:59Z");
    assert_eq!(people.holder(&post, before), Some(&named("awa")));
    assert_eq!(people.holder(&post, noon), Some(&named("koffi")));
    assert_eq!(people.held_by(&named("awa"), noon).count(), 0);
    let earlier = hand_over(&mut people, "awa", before);
    assert_eq!(earlier, Err(NotHandedOver::HeldLater { from: noon }));
    assert_eq!(people.holdings.len(), 3);
}
