//! What customs has told the traders of a movement.

use kernel::{DossierId, MessageHeader, Told};
use store::ToldRow;
use transit::Part;
use transit::messages::Teller;
use wire::MessageCode;

use super::Reader;
use crate::fault::Fault;
use crate::submit::Done;

/// A message of customs to a trader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number within the movement, from 1.
    pub number: usize,
    /// Which message.
    pub code: MessageCode,
    /// For which trader, by his number.
    pub recipient: String,
    /// Its bytes; none where what was declared does not fit the form the catalogue gives it.
    pub bytes: Option<Vec<u8>>,
}

impl Reader {
    /// The messages of customs to the traders of a movement, in order. They are written anew from
    /// the events whenever they are asked for, so none can be lost; one that cannot be written hides
    /// no other.
    pub fn messages(&self, id: &DossierId) -> Result<Vec<Message>, Fault> {
        let written = self.written(id, i64::MAX, |_| true)?.into_iter();
        Ok(written.map(|(_, message)| message).collect())
    }

    /// The message that tells traders of one event.
    pub fn message_of(&self, row: &ToldRow) -> Result<Option<Message>, Fault> {
        let mut written = self.written(&row.dossier, row.seq, |seq| seq == row.seq)?.into_iter();
        Ok(written.next().map(|(_, message)| message))
    }

    /// The message that tells a trader of what a command of his did, or of what followed at once
    /// from it by policy; none where it has not happened.
    pub fn answer_of(&self, done: &Done, code: MessageCode) -> Result<Option<Message>, Fault> {
        let own = i64::try_from(done.events.len()).unwrap_or_default();
        let before = done.version.saturating_sub(own);
        let wanted = |seq, of| own > 0 && seq > before && of == code;
        // Mostly it tells of what the command did itself, and nothing later need be read.
        for through in [done.version, i64::MAX] {
            let written = self.written_as(&done.dossier, through, wanted)?;
            if let Some((_, message)) = written.into_iter().next() {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// The messages of those events up to a version that are wanted, with the numbers they have among
    /// all.
    pub(super) fn written(
        &self,
        id: &DossierId,
        through: i64,
        wanted: impl Fn(i64) -> bool,
    ) -> Result<Vec<(i64, Message)>, Fault> {
        self.written_as(id, through, |seq, _| wanted(seq))
    }

    /// The same, by the kind of message too.
    fn written_as(
        &self,
        id: &DossierId,
        through: i64,
        wanted: impl Fn(i64, MessageCode) -> bool,
    ) -> Result<Vec<(i64, Message)>, Fault> {
        let history = self.history_through::<Part>(id, through)?;
        let mut teller = Teller::new(&history.dossier);
        let (mut messages, mut number) = (Vec::new(), 0);
        for (row, told) in history.rows.iter().zip(&history.told) {
            teller.follow(told);
            // What another administration tells its traders is not ours to repeat.
            if row.writer != self.settings.node {
                continue;
            }
            let Some(letter) = teller.letter(told) else { continue };
            number += 1;
            let code = MessageCode::parse(letter.code).filter(|code| wanted(row.seq, *code));
            let Some(code) = code else { continue };
            let recipient = letter.recipient.to_string();
            let header = MessageHeader {
                sender: self.settings.sender(),
                recipient: recipient.clone(),
                prepared: told.at,
                identification: format!("{}-{}-{}", row.writer, row.epoch, row.index),
                correlation: letter.correlation,
            };
            let bytes = written(&teller, told, &header, code);
            messages.push((row.seq, Message { number, code, recipient, bytes }));
        }
        Ok(messages)
    }
}

/// The bytes of a message, without whatever it has no room for.
fn written(
    teller: &Teller,
    told: &Told<Part>,
    header: &MessageHeader,
    code: MessageCode,
) -> Option<Vec<u8>> {
    wire::write_fitted(code, &teller.tree(told, header)?).ok()
}
