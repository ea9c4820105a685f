//! Why something is not said. One stable code a variant, one page a code.

use kernel::{Attempt, refusals};

refusals! {
    /// A reason not to do what was asked.
    pub enum Refusal {
        /// A request is open or holds; it must be withdrawn before another is made.
        RequestOpen { attempt: Attempt } = "HLD-001",
        /// There is no such request.
        NoSuchRequest { attempt: Attempt } = "HLD-002",
        /// The request was answered otherwise before.
        RepliedOtherwise { attempt: Attempt } = "HLD-003",
        /// Nothing is held that could be credited.
        NothingHeld { attempt: Attempt } = "HLD-004",
        /// Another guarantee needs a conversation of its own.
        OtherGuarantee = "HLD-005",
        /// Only the administration that created the dossier asks.
        NotTheAskingSide = "HLD-006",
        /// Only the home of the guarantee answers.
        NotTheGuaranteeHome = "HLD-007",
        /// Nothing was asked here, so nobody need know of the guarantee.
        NothingAsked = "HLD-008",
    }
}
