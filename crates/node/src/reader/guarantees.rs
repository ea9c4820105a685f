//! What customs has told the holder, the guarantor and its agent.

use guarantee::account::Account;
use guarantee::account::messages::{Correspondence, Due};
use kernel::{DossierId, Element, MessageHeader};
use wire::MessageCode;

use super::{Message, Reader};
use crate::fault::Fault;

/// A message before it is written.
struct Letter {
    number: usize,
    due: Due,
    tree: Element,
}

impl Reader {
    /// The messages of customs to the parties of a guarantee, in order; written anew from the events
    /// whenever they are asked for.
    pub fn guarantee_messages(&self, id: &DossierId) -> Result<Vec<Message>, Fault> {
        let letters = self.letters_of(id, |_| true)?.into_iter();
        Ok(letters.filter_map(written).collect())
    }

    /// The answer to the query that a guarantee recorded as this version.
    pub fn query_answer(&self, id: &DossierId, version: i64) -> Result<Option<Element>, Fault> {
        let letters = self.letters_of(id, |seq| seq == version)?.into_iter();
        let mut answers = letters.filter(|letter| letter.due.code == "CC037C");
        Ok(answers.next().map(|letter| letter.tree))
    }

    /// What the holder is told of the event that a guarantee recorded as this version.
    pub fn update_of(&self, id: &DossierId, version: i64) -> Result<Option<Message>, Fault> {
        // The holder comes first among those who are told.
        let mut letters = self.letters_of(id, |seq| seq == version)?.into_iter();
        Ok(letters.next().and_then(written))
    }

    fn letters_of(
        &self,
        id: &DossierId,
        wanted: impl Fn(i64) -> bool,
    ) -> Result<Vec<Letter>, Fault> {
        let history = self.history::<Account>(id)?;
        let mut correspondence = Correspondence::default();
        let (mut letters, mut number) = (Vec::new(), 0);
        for (row, told) in history.rows.iter().zip(&history.told) {
            // A history that cannot have happened ends here: the dossier is set apart.
            let Ok(due) = correspondence.follow(told) else { break };
            for (copy, due) in (1..).zip(due) {
                number += 1;
                if !wanted(row.seq) {
                    continue;
                }
                let place = format!("{}-{}-{}", row.writer, row.epoch, row.index);
                let identification = if copy == 1 { place } else { format!("{place}-{copy}") };
                let header = MessageHeader {
                    sender: self.settings.sender(),
                    recipient: due.recipient.clone(),
                    prepared: told.at,
                    identification,
                    correlation: due.correlation.clone(),
                };
                let tree = correspondence.write(told, &header);
                letters.extend(tree.map(|tree| Letter { number, due, tree }));
            }
        }
        Ok(letters)
    }
}

fn written(letter: Letter) -> Option<Message> {
    let Letter { number, due, tree } = letter;
    let code = MessageCode::parse(due.code)?;
    Some(Message { number, code, recipient: due.recipient, bytes: wire::write(code, &tree).ok() })
}
