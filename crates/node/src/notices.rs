//! What the node tells by itself is written beside the event: a notice, once the event counts, or
//! once it is found that it does not.

use kernel::{Dossier, Timestamp};
use store::{NoticeRow, ToldRow};

use crate::fault::Fault;
use crate::history::{CORE, body};
use crate::kind::Kind;
use crate::node::Node;
use crate::submit::event_name;

impl Node {
    /// An event counts. Besides the administration those traders are told who may see the dossier
    /// with the event in it.
    pub(crate) fn notice<D: Kind>(
        &mut self,
        dossier: &Dossier<D::Part>,
        seq: i64,
        at: Timestamp,
        event: &str,
    ) -> Result<(), Fault> {
        let traders = D::traders(dossier).into_iter();
        self.put_notice(&NoticeRow {
            id: 0,
            seq,
            at: at.as_microsecond(),
            event: event.to_owned(),
            phase: D::phase(&D::standing(dossier)).to_owned(),
            verdict: String::new(),
            addressees: traders.map(String::from).collect(),
        })
    }

    /// An event does not count: the administration alone is told, and the dossier is no further.
    pub(crate) fn notice_aside(&mut self, row: &ToldRow, verdict: &str) -> Result<(), Fault> {
        let entry = self.entry(row.source)?;
        let core = body::<serde_json::Value>(&entry.groups, CORE).unwrap_or_default();
        self.put_notice(&NoticeRow {
            id: 0,
            seq: row.seq,
            at: entry.header.at.as_microsecond(),
            event: event_name(&core),
            phase: String::new(),
            verdict: verdict.to_owned(),
            addressees: Vec::new(),
        })
    }

    pub(crate) fn put_notice(&mut self, notice: &NoticeRow) -> Result<(), Fault> {
        self.noticed = self.store.put_notice(notice)?;
        Ok(())
    }

    /// The number of the last notice: whoever follows them is behind where he has a smaller one.
    pub fn noticed(&self) -> i64 {
        self.noticed
    }
}
