//! What the rules of the conversation need to know beside the dossier.

use kernel::SealedText;

/// The facts of one command.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The access code, sealed to the guarantee's home and bound to this attempt.
    pub access: Option<SealedText>,
}
