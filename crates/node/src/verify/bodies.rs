//! What an entry says, held against its commitments: or that it was erased, and what says so.

use journal::{Group, Header};
use kernel::Digest;

use super::{Bad, Verifier};
use crate::fault::Fault;
use crate::history::key_of;
use crate::vault::open_groups;

impl Verifier<'_> {
    /// The groups of a row, opened and held against their commitments.
    pub(super) fn bodies(
        &mut self,
        header: &Header,
        bytes: &[u8],
        commitments: &[Digest],
        sealed: &[u8],
    ) -> Result<Result<Vec<Group>, String>, Fault> {
        let id = key_of(header);
        let key = self.key(&id)?;
        if key.is_none() {
            let destroyed = self.keys.destroyed(&id)?;
            let erased = self.is_erased(header)?;
            // What is told of a dossier after it was erased is kept without its bodies, and has no key.
            let explained = destroyed || (erased && sealed.is_empty());
            if !explained {
                return Ok(
                    Err("the key of its bodies is missing and was not destroyed".to_owned()),
                );
            }
            self.found.erased += 1;
            if !erased {
                self.unexplained.get_or_insert_with(|| Bad {
                    what: "entry",
                    log: header.log.to_string(),
                    index: header.index,
                    why: "the key of its bodies was destroyed, and no entry says why".to_owned(),
                });
            }
        }
        let groups = match open_groups(key, bytes, commitments, sealed) {
            Ok(groups) => groups,
            Err(_) => return Ok(Err("its bodies do not open".to_owned())),
        };
        let whole = groups
            .iter()
            .zip(commitments)
            .all(|(group, commitment)| group.commitment() == *commitment);
        if !whole {
            return Ok(Err("a body is not what its commitment says".to_owned()));
        }
        // A peer may withhold every group; then what is sealed is empty, but it is there.
        if key.is_some() && sealed.is_empty() {
            let why = match self.is_erased(header)? {
                true => "it was erased, and its key is still there; starting the node destroys it",
                false => "its bodies are missing",
            };
            return Ok(Err(why.to_owned()));
        }
        Ok(Ok(groups))
    }

    /// Whether an entry of the journal says that something of the dossier was erased.
    fn is_erased(&self, header: &Header) -> Result<bool, Fault> {
        match key_of(header).dossier {
            Some(dossier) => Ok(!self.read.erasures_of(&dossier)?.is_empty()),
            None => Ok(false),
        }
    }
}
