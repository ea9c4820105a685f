//! Nobody is told what no agreement lets him know.

use kernel::DossierId;
use store::ToldRow;

use super::{Checks, Look, Promise, broken};
use crate::charter::Charter;
use crate::machine::Eyes;

impl Checks {
    /// Whether a machine may have an event that it was told.
    pub(super) fn may_know(
        &self,
        charter: &Charter,
        number: usize,
        _: &Eyes,
        row: &ToldRow,
    ) -> Look {
        if charter.who(number)?.node == row.writer {
            return Ok(Ok(()));
        }
        let dossier = &row.dossier;
        let home = charter.number_of(&dossier.writer());
        let author = charter.number_of(&row.writer);
        let (Some(home), Some(author)) = (home, author) else {
            return broken(Promise::NobodyElseKnows, format!("{dossier} is of nobody here"));
        };
        if Some(author) == charter.liar() {
            return Ok(Ok(()));
        }
        let concerned = match row.kind.as_str() {
            "movement" => self.routes.get(dossier).is_some_and(|route| route.contains(&number)),
            "hold" => self.is_side(dossier, number),
            _ => false,
        };
        let agreed = charter.agree(author, number) && charter.agree(home, number);
        if concerned && agreed {
            return Ok(Ok(()));
        }
        let detail = format!(
            "{} was told entry {} of {} about {} {dossier}",
            charter.who(number)?.code,
            row.index,
            row.writer,
            row.kind
        );
        broken(Promise::NobodyElseKnows, detail)
    }

    fn is_side(&self, hold: &DossierId, number: usize) -> bool {
        self.sides.get(hold).is_some_and(|(asks, keeps)| [*asks, *keeps].contains(&number))
    }
}
