//! Why a node does not take what is asked, before any domain is asked.

use kernel::{Administration, DossierId, NodeId, TraderId, refusals};

refusals! {
    /// A reason not to do what was asked.
    pub enum Refusal {
        /// The same identifier came before with something else in it.
        CommandDiffers { id: String } = "NOD-001",
        /// Nothing here is known by that name.
        DossierUnknown { name: String } = "NOD-002",
        /// Whoever asks has no right to this.
        NotAllowed { reason: String } = "NOD-003",
        /// Another dossier carries the name.
        NameTaken { name: String } = "NOD-004",
        /// The node is recovering from an old backup; it reads and does not write.
        Recovering = "NOD-005",
        /// The dossier's history is broken and it is set apart.
        Quarantined { dossier: DossierId } = "NOD-006",
        /// The name belongs to several dossiers.
        NameAmbiguous { name: String } = "NOD-007",
        /// What was asked cannot be read.
        Unreadable { detail: String } = "NOD-008",
        /// The first answer was erased with its dossier.
        AnswerErased = "NOD-009",
        /// No message of this kind is taken here.
        MessageNotTaken { message: String } = "NOD-010",
        /// The body is larger than what is taken.
        TooLarge { limit_bytes: usize } = "NOD-011",
        /// There is no such place.
        NoSuchPlace { path: String } = "NOD-012",
        /// Nobody is recognised by what was shown.
        NotRecognised = "NOD-013",
        /// The node cannot work just now.
        NotWorking = "NOD-014",
        /// The message has findings.
        MessageFaulty { count: usize } = "NOD-015",
        /// The dossier is no longer at the version the command was meant for.
        VersionMoved { version: i64 } = "NOD-016",
        /// The place is there, and nothing of this kind is done at it.
        MethodUnknown { method: String, path: String } = "NOD-017",
        /// The node stumbled over a mistake of its own.
        Mistaken = "NOD-018",
        /// As many as may listen do already.
        ListenersFull { count: usize } = "NOD-020",
        /// As many as may be told at endpoints of their own are.
        SubscriptionsFull { count: usize } = "NOD-021",
        /// The node carries nothing to such an endpoint.
        EndpointNotAllowed { endpoint: String, reason: String } = "NOD-022",
        /// Nothing has been told here as far as that.
        PositionUnknown { position: i64 } = "NOD-023",
        /// Somebody has not signed these bytes who must have.
        DocumentNotSigned { by: String } = "NOD-024",
        /// Fewer have signed the directory than must have.
        SignaturesTooFew { signed: usize, needed: usize } = "NOD-025",
        /// It does not follow the document in force.
        DocumentOutOfOrder { known: u64, found: u64 } = "NOD-026",
        /// Another document of this name and version is in force.
        DocumentDiffers { what: String, version: u64 } = "NOD-027",
        /// The document says what none may say.
        DocumentNotSound { reason: String, what: String } = "NOD-028",
        /// The number is of a guarantee that another administration keeps.
        GuaranteeElsewhere { name: String, administration: Administration, endpoint: String } = "NOD-029",
        /// The directory lists no such node, or it is this one.
        PeerUnknown { node: NodeId } = "NOD-030",
        /// A pouch does not open here.
        PouchClosed { from: NodeId, to: NodeId } = "NOD-031",
        /// The access code this node is set to give for a trader cannot be read.
        AccessCodeUnreadable { trader: TraderId } = "NOD-032",
        /// The node is not recovering.
        NotRecovering = "NOD-033",
        /// The same officer has accepted the gap already.
        SecondOfficer = "NOD-034",
        /// The dossier was erased.
        Erased { dossier: DossierId } = "NOD-035",
        /// Something can still come of the dossier, so that it is not erased.
        NotSettled { dossier: DossierId } = "NOD-036",
        /// Somebody who may know the dossier has not been told all of it yet.
        Untold { dossier: DossierId, node: NodeId } = "NOD-037",
        /// The dossier is preserved, whatever its days.
        Preserved { dossier: DossierId } = "NOD-038",
        /// The dossier is not preserved, so that there is nothing to end.
        NotPreserved { dossier: DossierId } = "NOD-039",
        /// As many requests of one caller wait as may.
        TooManyAtOnce { count: usize } = "NOD-040",
    }
}
