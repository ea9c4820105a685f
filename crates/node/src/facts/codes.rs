//! Access codes as keyed digests. The clear text ends here.

use guarantee::account::{Access, AccessMac, Command};
use kernel::{AccessCode, Grn};

use crate::kind::Extras;
use crate::node::Node;

/// The codes that came with a command.
pub(super) struct Codes {
    /// Those that are to open the guarantee.
    pub(super) new: Vec<AccessMac>,
    /// The one that is to open it no longer.
    pub(super) withdrawn: Option<AccessMac>,
    /// The one that somebody comes with.
    pub(super) given: Access,
}

pub(super) fn of(node: &Node, grn: Option<&Grn>, command: &Command, extras: &Extras) -> Codes {
    let given = |code: Option<&AccessCode>| match (code, grn) {
        (Some(code), Some(grn)) => Access::Given(mac(node, grn, code)),
        _ => Access::Missing,
    };
    let digests = |codes: &[AccessCode]| match grn {
        Some(grn) => codes.iter().map(|code| mac(node, grn, code)).collect(),
        None => Vec::new(),
    };
    match command {
        Command::ReplaceAccessCodes { codes, .. } => {
            Codes { new: digests(codes), withdrawn: None, given: Access::Missing }
        }
        Command::ChangeAccessCodes(asked) => Codes {
            new: digests(asked.new.as_slice()),
            withdrawn: grn.zip(asked.current.as_ref()).map(|(grn, code)| mac(node, grn, code)),
            given: given(Some(&asked.master)),
        },
        Command::Query(asked) => {
            Codes { new: Vec::new(), withdrawn: None, given: given(asked.access_code.as_ref()) }
        }
        _ => {
            let opened = opened(node, extras);
            Codes { new: Vec::new(), withdrawn: None, given: given(opened.as_ref()) }
        }
    }
}

fn mac(node: &Node, grn: &Grn, code: &AccessCode) -> AccessMac {
    AccessMac(node.keys.secret.of_access_code(grn, code.reveal()).digest())
}

/// The code that came sealed to this node.
fn opened(node: &Node, extras: &Extras) -> Option<AccessCode> {
    let sealed = extras.access.as_ref()?;
    let clear = node.keys.open(&extras.bound_to, sealed)?;
    AccessCode::parse(std::str::from_utf8(&clear).ok()?).ok()
}
