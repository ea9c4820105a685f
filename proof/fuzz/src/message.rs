//! Standard messages in XML and JSON, and the SAD of ASYCUDA World: from bytes to what a node would
//! do with them.

use std::sync::OnceLock;

use kernel::{Date, Timestamp};
use node::Answering;
use reference::Reference;
use wire::{Form, Layer, MessageCode};

use crate::made;

/// The code lists that are built in.
fn lists() -> &'static Reference {
    static LISTS: OnceLock<Reference> = OnceLock::new();
    LISTS.get_or_init(Reference::new)
}

const DAY: Date = Date::constant(2026, 11, 23);

pub(crate) fn run(bytes: &[u8]) -> bool {
    let reading = wire::read(bytes, lists(), DAY);
    for found in &reading.findings {
        assert!(found.line > 0 && found.column > 0, "{found:?}");
        found.xml_error();
    }
    let taken = reading.accepted();
    if let Some((code, tree)) = taken {
        wire::check(code, tree);
        for form in [Form::Xml, Form::Json] {
            let written = made(wire::write_as(form, code, tree));
            let again = wire::read_as(form, &written, lists(), DAY);
            let (known, settled) = made(again.accepted().ok_or(&again.findings));
            // A SAD is read in whatever order it comes, and written in its own.
            assert!(known == code && (settled == tree || code == MessageCode::Sad), "{settled:?}");
            assert!(made(wire::write_as(form, code, settled)) == written, "{settled:?}");
        }
        assert!(wire::write_fitted(code, tree).is_ok());
    }
    answered(bytes, reading.errors(Layer::Structure).next().is_some());
    node::check_message(bytes, lists(), DAY);
    taken.is_some()
}

/// A message that is not taken is answered with one that can be read.
fn answered(bytes: &[u8], malformed: bool) {
    let answering = Answering {
        sender: "NTA.CI".to_owned(),
        recipient: "CI0000001".to_owned(),
        now: Timestamp::constant(1_795_420_800, 0),
        identification: "CI-1-1".to_owned(),
    };
    match node::read_message(bytes, lists(), &answering) {
        Ok(_) => assert!(!malformed),
        Err(faulty) => {
            let rejected = faulty.rejected(&answering, &[]);
            assert!(!rejected.findings.is_empty());
            if let Some(answer) = rejected.answer {
                let read = wire::read(&answer.bytes, lists(), DAY);
                assert!(read.accepted().is_some(), "{:?}", read.findings);
            }
        }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let declaration = include_bytes!("../../../crates/wire/testdata/CC015C.xml");
    let sad = include_bytes!("../../../crates/wire/testdata/SAD.xml");
    let mut seeds = vec![declaration.to_vec(), sad.to_vec()];
    for bytes in [&declaration[..], sad] {
        let reading = wire::read(bytes, lists(), DAY);
        let message = reading.accepted();
        seeds.extend(message.and_then(|(code, tree)| wire::write_as(Form::Json, code, tree).ok()));
    }
    // Every other message by its bare root, so that each structure is found.
    seeds.extend(MessageCode::ALL.iter().map(|code| bare(*code)));
    seeds
}

fn bare(code: MessageCode) -> Vec<u8> {
    format!(
        "<n:{code} xmlns:n=\"http://ncts.dgtaxud.ec\" PhaseID=\"NCTS5.0\">\n\
         <messageSender>CI0000001</messageSender><!-- -->\n\
         <messageRecipient><![CDATA[NTA.CI]]></messageRecipient>\n\
         <messageType>{code}</messageType><TransitOperation><MRN>26CI000000000001J1</MRN>\n\
         <LRN>A&amp;&#x41;</LRN></TransitOperation></n:{code}>"
    )
    .into_bytes()
}
