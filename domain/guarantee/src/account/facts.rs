//! What the rules of a guarantee need to know beside the dossier. The node fetches it; the event
//! records what was used.

use std::collections::BTreeSet;

use kernel::{
    Country, Date, Decides, Decision, Grn, GuaranteeReference, GuarantorId, Money, NoCover, Rate,
    TraderId,
};

use super::event::Parties;
use super::state::{AccessMac, GoodsClass, Use};

/// The facts of one command.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The day, at the guarantee's home.
    pub today: Date,
    /// Who decides about guarantees in this administration.
    pub decides: Decides,
    /// Who takes this decision and why, where the command decides.
    pub decision: Option<Decision>,
    /// The country whose numbers this node registers.
    pub country: Country,
    /// A number to give, where the command brings none.
    pub minted: Option<Grn>,
    /// The new access codes, as keyed digests.
    pub new_codes: Vec<AccessMac>,
    /// The access code that is to be withdrawn, as a keyed digest.
    pub withdrawn_code: Option<AccessMac>,
    /// The access code that came with a request.
    pub access: Access,
    /// Who asks, as he was recognised.
    pub asker: Asker,
    /// Whether whoever is named as asking is an agent of the guarantor today.
    pub agent: bool,
    /// What the registers say of the holder and the guarantor today.
    pub parties: Parties,
    /// What the register says of the guarantor named, where one is.
    pub approval: Option<Approval>,
    /// From the currency of the request to that of the guarantee, of the day.
    pub rate: Option<Rate>,
    /// The classes the goods of the request belong to by the lists of this administration.
    pub goods: BTreeSet<GoodsClass>,
    /// What the hold dossier asks in the attempt that a recorded answer names.
    pub request: Option<Requested>,
    /// What this node has answered to the attempt before, by the hold dossier: an answer that was told
    /// stands, even where the guarantee's own record of it was lost.
    pub answered: Option<Result<Money, Vec<NoCover>>>,
    /// Whether this node has told, by the hold dossier, that what was held is free again: that stands
    /// too.
    pub freed: bool,
    /// How many wrong codes in a row close a guarantee to all requests.
    pub wrong_codes_max: u32,
}

/// A request as its hold dossier has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// The guarantee that is asked.
    pub reference: GuaranteeReference,
    /// What needs cover.
    pub usage: Box<Use>,
}

/// The access code that came with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// None came, or what came could not be opened.
    Missing,
    /// It came, and this is its keyed digest.
    Given(AccessMac),
}

/// Who asks, as he was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// Somebody with a post at the office of guarantee, or the node itself.
    Office,
    /// A system of the administration, which passes on what others ask.
    System,
    /// An economic operator.
    Trader(TraderId),
    /// A guarantor.
    Guarantor(GuarantorId),
}

/// What the register of guarantors says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// It is not in the register.
    Unknown,
    /// It is, but not on this day.
    NotThatDay,
    /// It is approved.
    Approved {
        /// Countries the guarantee is to cover, whose law wants somebody there who receives what is
        /// addressed to the guarantor, and where it has nobody.
        without_agent: BTreeSet<Country>,
    },
}
