//! Whatever is wrong with a message is answered in kind, with all of it at once.

use kernel::Decides;
use wire::MessageCode;

use crate::post::*;
use crate::region::*;

fn region(random: u64) -> Region {
    let mut region = Region::new(random, Decides::Node);
    region.guarantee("CI", GRN, HOLDER, 1_000);
    region
}

/// Says what the answer in kind to a refusal says: what was rejected, and of each error its place,
/// its code and its reason. The answer fits the official schema.
#[track_caller]
fn answered(posted: &Posted, kind: MessageCode, rejected: &str, errors: &[(&str, &str, &str)]) {
    assert!(posted.outcome.is_err());
    assert_eq!(posted.code(), Some(kind), "{posted:?}");
    assert_eq!(posted.all("businessRejectionType"), [rejected]);
    let places = posted.all("errorPointer");
    let said: Vec<_> = places
        .into_iter()
        .zip(posted.all("errorCode"))
        .zip(posted.all("errorReason"))
        .map(|((place, code), reason)| (place, code, reason))
        .collect();
    assert_eq!(said, errors);
    valid(posted);
}

#[track_caller]
fn valid(posted: &Posted) {
    let (code, text) = posted.answer.clone().unwrap();
    assert_eq!(testkit::judged(&[(code.to_string(), text.into_bytes())]), Vec::<String>::new());
}

#[test]
fn what_the_rules_refuse_is_told_beside_what_is_wrong_with_the_message() {
    let mut region = region(327);
    let events = |region: &Region| region.reader("CI").told_after(0, 99).unwrap().len();
    let before = events(&region);
    let refused_by_rules = sample()
        .replace("<referenceNumber>MLBKO000<", "<referenceNumber>SNXYZ000<")
        .replace("2026-12-03", "2026-11-01");
    let misnumbered = |message: &str| {
        message.replace(
            "<HouseConsignment>\n      <sequenceNumber>1<",
            "<HouseConsignment>\n      <sequenceNumber>2<",
        )
    };
    // A rule of the message is broken too: one answer.
    let wrong = misnumbered(&refused_by_rules);
    let refused = region.post("CI", HOLDER, &wrong);
    let errors = [
        ("/CC015C/Consignment/HouseConsignment/sequenceNumber", "14", "R0987"),
        ("/CC015C/CustomsOfficeOfDestinationDeclared/referenceNumber", "12", "TRA-005"),
        ("/CC015C/TransitOperation/limitDate", "14", "TRA-011"),
    ];
    answered(&refused, MessageCode::Cc056c, "015", &errors);
    // It is not built as it should be: CC917C has all of it.
    let wrong = refused_by_rules
        .replace("    <declarationType>T1</declarationType>\n", "    <declarationKind/>\n");
    let refused = region.post("CI", HOLDER, &wrong);
    assert_eq!(refused.code(), Some(MessageCode::Cc917c), "{refused:?}");
    let outcome = refused.outcome.as_ref().unwrap_err();
    assert_eq!(outcome[outcome.len() - 2..], ["TRA-005", "TRA-011"], "{outcome:?}");
    assert_eq!(refused.all("errorCode").len(), outcome.len());
    valid(&refused);
    // What cannot be read cannot be judged.
    let unreadable = refused_by_rules.replace("<referenceNumber>SNXYZ000<", "<referenceNumber>XX<");
    let refused = region.post("CI", HOLDER, &unreadable);
    let place = "format /CC015C/CustomsOfficeOfDestinationDeclared/referenceNumber";
    assert_eq!(refused.outcome.unwrap_err(), [place]);
    // Where the rules have nothing to say of it, it hides nothing.
    let unreadable: [(&str, &str, &str); 5] = [
        ("<security>0<", "<security>9<", "CL217 /CC015C/TransitOperation/security"),
        ("<currency>XOF<", "<currency>QQQ<", "CL048 /CC015C/Guarantee/GuaranteeReference/currency"),
        ("<LRN>", "<LRN>LRN-OF-THIRTY-CHARACTERS-", "format /CC015C/TransitOperation/LRN"),
        ("<accessCode>", "<accessCode>9", "format /CC015C/Guarantee/GuaranteeReference/accessCode"),
        ("<guaranteeType>1<", "<guaranteeType>7<", "CL251 /CC015C/Guarantee/guaranteeType"),
    ];
    for (right, wrong, place) in unreadable {
        let told = region.post("CI", HOLDER, &refused_by_rules.replace(right, wrong));
        let told = told.outcome.unwrap_err();
        assert!(told.contains(&place.to_owned()), "{wrong}: {told:?}");
        let refused: Vec<_> = told.iter().filter(|told| told.starts_with("TRA-")).collect();
        assert_eq!(refused, ["TRA-005", "TRA-011"], "{wrong}: {told:?}");
    }
    // A step of a movement nobody knows here.
    let wrong = misnumbered(&amending(&by_mrn(&unknown()), 0, "CI-1"));
    let refused = region.post("CI", HOLDER, &wrong);
    let outcome = refused.outcome.as_ref().unwrap_err();
    assert!(outcome.contains(&"NOD-002".to_owned()), "{outcome:?}");
    // Nothing has happened, and the message that is right is taken under the same identification.
    assert_eq!(events(&region), before);
    region.post("CI", HOLDER, &sample()).done();
}

#[test]
fn of_a_message_that_breaks_off_nobody_says_what_it_lacks() {
    let mut region = region(329);
    for before in ["<accessCode>", "<Guarantee>", "<Consignment>"] {
        let whole = sample();
        let (before, _) = whole.split_once(before).unwrap();
        let refused = region.post("CI", HOLDER, before);
        assert_eq!(refused.outcome.unwrap_err().len(), 1);
    }
}

#[test]
fn a_group_that_is_not_there_is_told_once() {
    let mut region = region(330);
    let whole = sample();
    let (before, rest) = whole.split_once("  <Guarantee>").unwrap();
    let (_, after) = rest.split_once("</Guarantee>\n").unwrap();
    let refused = region.post("CI", HOLDER, &format!("{before}{after}"));
    let told = refused.outcome.unwrap_err();
    assert_eq!(told.iter().filter(|told| !told.starts_with("C0")).count(), 1, "{told:?}");
}

#[test]
fn what_is_out_of_sequence_is_told_although_the_root_is_wrong_too() {
    let mut region = region(331);
    let amending = amending(BY_LRN, 0, "CI-1").replace("http://ncts.dgtaxud.ec", "urn:other");
    let told = region.post("CI", HOLDER, &amending).outcome.unwrap_err();
    assert!(told.contains(&"NOD-002".to_owned()), "{told:?}");
}

#[test]
fn what_is_said_of_a_place_already_is_not_said_of_it_once_more() {
    let region = region(328);
    let wrong = sample().replace("2026-12-03", "3 December");
    let (reference, answering) = (region.homes["CI"].reference(), answering(region.now, "CI"));
    let faulty = node::read_message(wrong.as_bytes(), &reference, &answering).unwrap_err();
    let refusal =
        |code: &str| kernel::Refused { code: code.to_owned(), arguments: Default::default() };
    let refusals = [refusal("TRA-011"), refusal("TRA-041")];
    let rejected = faulty.rejected(&answering, &refusals);
    assert_eq!(rejected.refusals, refusals[1..]);
    let answer = String::from_utf8(rejected.answer.unwrap().bytes).unwrap();
    assert_eq!(answer.matches("<XMLError>").count(), 2, "{answer}");
    assert!(answer.contains("TRA-041") && !answer.contains("TRA-011"), "{answer}");
    // Nor of what is around it; what is about the message as a whole is.
    let wrong = sample().replace("      <accessCode>AC01</accessCode>\n", "");
    let faulty = node::read_message(wrong.as_bytes(), &reference, &answering).unwrap_err();
    let refusals = ["TRA-007", "TRA-041", "TRA-013"].map(refusal);
    let rejected = faulty.rejected(&answering, &refusals);
    assert_eq!(rejected.findings.len(), 1);
    assert_eq!(rejected.refusals, refusals[1..]);
}

/// A number nothing carries.
fn unknown() -> kernel::Mrn {
    let digits = (0..10).map(|digit| format!("26CI000000000009J{digit}"));
    let mut numbers = digits.map(|number| number.parse::<kernel::Mrn>().unwrap());
    numbers.find(kernel::Mrn::check_digit_holds).unwrap()
}

#[test]
fn a_declaration() {
    let mut region = region(320);
    let wrong = sample()
        .replace("<referenceNumber>MLBKO000<", "<referenceNumber>SNXYZ000<")
        .replace("2026-12-03", "2026-11-01")
        .replace("CIACR2026001", "CIACR2026009")
        .replace("CI-2026-000001", "CI-2026-000000");
    let refused = region.post("CI", HOLDER, &wrong);
    let errors = [
        ("/CC015C/CustomsOfficeOfDestinationDeclared/referenceNumber", "12", "TRA-005"),
        ("/CC015C/TransitOperation/limitDate", "14", "TRA-011"),
        ("/CC015C/Authorisation/referenceNumber", "14", "TRA-041"),
    ];
    answered(&refused, MessageCode::Cc056c, "015", &errors);
    assert_eq!(refused.all("LRN"), ["ABJ-2026-0001"]);
    // Rules of the standard and of the mapping are told together.
    let wrong = sample()
        .replace("      <accessCode>AC01</accessCode>\n", "")
        .replace("<security>0<", "<security>7<");
    let refused = region.post("CI", HOLDER, &wrong);
    let errors = [
        ("/CC015C/TransitOperation/security", "12", "CL217"),
        ("/CC015C/Guarantee/GuaranteeReference/accessCode", "13", "C0086"),
    ];
    answered(&refused, MessageCode::Cc056c, "015", &errors);
    region.post("CI", HOLDER, &sample()).done();
    let again = sample().replace("CI-2026-000001", "CI-2026-000002");
    let place = "/CC015C/TransitOperation/LRN";
    let taken = [(place, "14", "NOD-004")];
    answered(&region.post("CI", HOLDER, &again), MessageCode::Cc056c, "015", &taken);
}

#[test]
fn an_amendment() {
    let mut region = region(321);
    let unlodged = region.post("CI", HOLDER, &amending(BY_LRN, 0, "CI-1"));
    answered(&unlodged, MessageCode::Cc056c, "013", &[("/CC013C", "92", "NOD-002")]);
    assert_eq!(unlodged.all("LRN"), ["ABJ-2026-0001"]);
    let missing = region.post("CI", HOLDER, &amending(&by_mrn(&unknown()), 0, "CI-2"));
    let place = "/CC013C/TransitOperation/MRN";
    answered(&missing, MessageCode::Cc056c, "013", &[(place, "90", "NOD-002")]);
    assert_eq!(missing.all("originalAttributeValue"), [unknown().as_str()]);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    let mrn = region.mrn("CI", &movement);
    // The guarantee was refused: anything but guarantees stays, and the flag says so.
    let wrong = amending(&by_mrn(&mrn), 0, "CI-3")
        .replace("<declarationType>T1<", "<declarationType>T2<")
        .replace("2026-12-03", "2026-11-01");
    let refused = region.post("CI", HOLDER, &wrong);
    let errors = [
        ("/CC013C/TransitOperation/amendmentTypeFlag", "14", "TRA-050"),
        ("/CC013C/TransitOperation/declarationType", "14", "TRA-048"),
        ("/CC013C/TransitOperation/limitDate", "14", "TRA-011"),
    ];
    answered(&refused, MessageCode::Cc056c, "013", &errors);
    assert_eq!(refused.all("MRN"), [mrn.as_str()]);
    assert_eq!(refused.all("originalAttributeValue"), ["0", "T2", "2026-11-01"]);
}

#[test]
fn a_request_for_invalidation() {
    let mut region = Region::new(322, Decides::Node);
    region.guarantee("CI", GRN, HOLDER, 5_000_000);
    let unlodged = region.post("CI", HOLDER, &invalidating(BY_LRN, "CI-1"));
    answered(&unlodged, MessageCode::Cc056c, "014", &[("/CC014C", "92", "NOD-002")]);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    let mrn = region.mrn("CI", &movement);
    // Released: NCTS phase 5 rejects the request as out of its order.
    let late = region.post("CI", HOLDER, &invalidating(&by_mrn(&mrn), "CI-2"));
    answered(&late, MessageCode::Cc056c, "014", &[("/CC014C", "92", "TRA-023")]);
    let by_customs = invalidating(&by_mrn(&mrn), "CI-3")
        .replace("<initiatedByCustoms>0<", "<initiatedByCustoms>1<");
    let refused = region.post("CI", HOLDER, &by_customs);
    let place = "/CC014C/Invalidation/initiatedByCustoms";
    answered(&refused, MessageCode::Cc056c, "014", &[(place, "14", "mapping")]);
}

#[test]
fn a_request_of_release() {
    let mut region = region(323);
    let unlodged = region.post("CI", HOLDER, &requesting_release(&unknown(), 1, "CI-1"));
    let place = "/CC054C/TransitOperation/MRN";
    answered(&unlodged, MessageCode::Cc056c, "054", &[(place, "90", "NOD-002")]);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    let mrn = region.mrn("CI", &movement);
    let early = region.post("CI", HOLDER, &requesting_release(&mrn, 1, "CI-2"));
    answered(&early, MessageCode::Cc056c, "054", &[("/CC054C", "92", "TRA-058")]);
}

#[test]
fn a_presentation() {
    let mut region = region(324);
    let unlodged = region.post("CI", HOLDER, &presenting_goods("CI-1"));
    answered(&unlodged, MessageCode::Cc056c, "170", &[("/CC170C", "92", "NOD-002")]);
    region.post("CI", HOLDER, &prelodged()).done();
    // Too late, and for a day that has passed: both are told. Nobody has watched the limit yet.
    region.later(31 * 24 * 3600);
    let late = presenting_goods("CI-2")
        .replace(BY_LRN, &format!("{BY_LRN}<limitDate>2026-12-01</limitDate>"));
    let refused = region.post("CI", HOLDER, &late);
    let errors =
        [("/CC170C", "92", "TRA-047"), ("/CC170C/TransitOperation/limitDate", "14", "TRA-011")];
    answered(&refused, MessageCode::Cc056c, "170", &errors);
    assert_eq!(refused.all("originalAttributeValue"), ["2026-12-23", "2026-12-01"]);
}

#[test]
fn a_presentation_of_what_is_there_already() {
    let mut region = region(325);
    region.post("CI", HOLDER, &sample()).done();
    let there = region.post("CI", HOLDER, &presenting_goods("CI-1"));
    answered(&there, MessageCode::Cc056c, "170", &[("/CC170C", "92", "TRA-046")]);
}

#[test]
fn a_notification_of_arrival() {
    let mut region = Region::new(326, Decides::Node);
    region.guarantee("CI", GRN, HOLDER, 5_000_000);
    let missing = region.post("ML", "ML200", &arriving(&unknown(), "ML-1"));
    let place = "/CC007C/TransitOperation/MRN";
    answered(&missing, MessageCode::Cc057c, "007", &[(place, "90", "NOD-002")]);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    region.settle();
    let mrn = region.mrn("ML", &movement);
    let elsewhere = arriving(&mrn, "ML-2").replace(
        "<CustomsOfficeOfDestinationActual><referenceNumber>MLBKO000<",
        "<CustomsOfficeOfDestinationActual><referenceNumber>MLKYS000<",
    );
    let refused = region.post("ML", "ML200", &elsewhere);
    let errors = [
        ("/CC007C/CustomsOfficeOfDestinationActual/referenceNumber", "12", "TRA-004"),
        ("/CC007C/Authorisation/referenceNumber", "14", "TRA-028"),
    ];
    answered(&refused, MessageCode::Cc057c, "007", &errors);
    assert_eq!(refused.all("MRN"), [mrn.as_str()]);
}

#[test]
fn unloading_remarks() {
    let mut region = Region::new(327, Decides::Node);
    region.guarantee("CI", GRN, HOLDER, 5_000_000);
    let missing = region.post("ML", "ML200", &unloading(&unknown(), "ML-1", (1, 1), ""));
    let place = "/CC044C/TransitOperation/MRN";
    answered(&missing, MessageCode::Cc057c, "044", &[(place, "90", "NOD-002")]);
    let movement = region.post("CI", HOLDER, &sample()).done().dossier;
    region.settle();
    let mrn = region.mrn("ML", &movement);
    // Of a movement he has not notified he knows nothing.
    let early = region.post("ML", "ML200", &unloading(&mrn, "ML-2", (1, 1), ""));
    answered(&early, MessageCode::Cc057c, "044", &[(place, "90", "NOD-002")]);
    let normal = arriving(&mrn, "ML-4");
    let (before, rest) = normal.split_once("<Authorisation>").unwrap();
    let (_, after) = rest.split_once("</Authorisation>").unwrap();
    let normal =
        format!("{before}{after}").replace("<simplifiedProcedure>1<", "<simplifiedProcedure>0<");
    region.post("ML", "ML200", &normal).done();
    let surplus = region.post("ML", "ML200", &unloading(&mrn, "ML-5", (1, 1), ""));
    answered(&surplus, MessageCode::Cc057c, "044", &[("/CC044C", "92", "TRA-029")]);
    let same = region.post("ML", "ML200", &unloading(&mrn, "ML-3", (0, 1), ""));
    let place = "/CC044C/UnloadingRemark/conform";
    answered(&same, MessageCode::Cc057c, "044", &[(place, "14", "mapping")]);
}

#[test]
fn what_is_not_built_as_it_should_be_is_told_in_one_form_whatever_it_is() {
    let mut region = region(328);
    let messages = [
        ("CI", sample()),
        ("CI", amending(BY_LRN, 0, "CI-1")),
        ("CI", invalidating(BY_LRN, "CI-2")),
        ("CI", requesting_release(&unknown(), 1, "CI-3")),
        ("CI", presenting_goods("CI-4")),
        ("ML", arriving(&unknown(), "ML-1")),
        ("ML", unloading(&unknown(), "ML-2", (1, 1), "")),
    ];
    for (country, message) in messages {
        let wrong = message.replace("<messageType>", "<messageKind>");
        let wrong = wrong.replace("</messageType>", "</messageKind>");
        let wrong = wrong.replace("referenceNumber>CIABJ000<", "referenceNumber>CIABJ00<");
        let wrong = wrong.replace("referenceNumber>MLBKO000<", "referenceNumber>MLBKO00<");
        let refused = region.post(country, HOLDER, &wrong);
        assert_eq!(refused.code(), Some(MessageCode::Cc917c), "{refused:?}");
        assert!(refused.all("errorCode").len() >= 2, "{refused:?}");
        valid(&refused);
    }
}
