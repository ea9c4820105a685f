//! What nobody would notice by itself: checkpoints nobody cosigns, a directory that has run out,
//! and peers that do the same wrong thing again and again.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use journal::{AlarmKind, Header};
use kernel::{Date, Timestamp};

use crate::fault::Fault;
use crate::node::{Mode, Node};

/// How long the same alarm about the same peer is not raised again.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// The same for what goes on until people do something about it.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What has been seen so far. Lost with the process; what goes on is seen again.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// When a node or a setting last caused an alarm, by reason.
    alarmed: BTreeMap<(String, &'static str), Timestamp>,
    /// By partition, the earliest checkpoint that is not cosigned yet, and since when it is there.
    pub(crate) uncosigned: BTreeMap<u16, (u64, Timestamp)>,
    /// On which day no rejection had been kept for too long.
    pub(crate) rejections_seen: Option<Date>,
    /// On which day no dossier had been known for so long that it might have been kept for too long.
    pub(crate) aged_seen: Option<Date>,
}

impl Node {
    /// Raises an alarm about a peer or a setting, unless the same was raised within the hour: what
    /// others can bring about as often as they like must not fill our journal.
    pub(crate) fn alarm_seldom(
        &mut self,
        kind: AlarmKind,
        reason: &'static str,
        about: &str,
        detail: impl FnOnce() -> String,
    ) -> Result<(), Fault> {
        if self.alarmed_within(HOUR, reason, about) {
            return Ok(());
        }
        self.watch.alarmed.insert((about.to_owned(), reason), self.now);
        self.alarm(kind, about, &detail())
    }

    /// Something the node is set to use cannot be used; said within the hour it is no other alarm.
    pub fn misconfigured(
        &mut self,
        now: Timestamp,
        setting: &str,
        detail: &str,
    ) -> Result<(), Fault> {
        if self.mode() == Mode::Recovering {
            return Ok(());
        }
        self.begin(now)?;
        let kind = AlarmKind::Misconfigured;
        let raised = self.alarm_seldom(kind, "misconfigured", setting, || detail.to_owned());
        let raised = raised.and_then(|()| self.finish());
        if raised.is_err() {
            self.abandon();
        }
        raised
    }

    fn alarmed_within(&self, pause: SignedDuration, reason: &'static str, of: &str) -> bool {
        let before = self.watch.alarmed.get(&(of.to_owned(), reason));
        before.is_some_and(|before| self.now.duration_since(*before) < pause)
    }

    /// Whether a peer's clock is as ours, within what is permitted, by an entry of its. It cannot have
    /// been written later than now, nor before what it answers, which was written here at `answers`
    /// (in milliseconds): how long it was on its way does not matter. Nothing else follows from a
    /// clock; its own operator sees the same of ours.
    pub(crate) fn check_clock(
        &mut self,
        header: &Header,
        answers: Option<i64>,
    ) -> Result<(), Fault> {
        let (node, written) = (header.log.node.clone(), header.at.as_millisecond());
        let ahead = written - self.now.as_millisecond();
        let behind = answers.map_or(0, |answers| answers - written);
        let skew_ms = self.settings.skew_ms;
        for (milliseconds, side) in [(ahead, "ahead of"), (behind, "behind")] {
            if milliseconds > skew_ms {
                let seconds = milliseconds / 1000;
                self.alarm_seldom(AlarmKind::ClockSkewed, side, node.as_str(), || {
                    format!("its clock is {seconds} seconds {side} ours")
                })?;
            }
        }
        Ok(())
    }

    /// What must be alarmed now, to be raised in a batch.
    pub(crate) fn watched(&mut self, now: Timestamp) -> Result<Vec<(AlarmKind, String)>, Fault> {
        self.now = self.now.max(now);
        let own = self.settings.node.to_string();
        let Ok(directory) = self.world.directory() else { return Ok(Vec::new()) };
        let expires = directory.expires();
        let mut due = Vec::new();
        if expires < self.now && !self.alarmed_within(DAY, "directory", &own) {
            let detail = format!("the directory in force expired at {expires}");
            self.watch.alarmed.insert((own.clone(), "directory"), self.now);
            due.push((AlarmKind::DirectoryExpired, detail));
        }
        let lag = self.cosigning_lag()?;
        if let Some(detail) = lag.filter(|_| !self.alarmed_within(HOUR, "uncosigned", &own)) {
            self.watch.alarmed.insert((own, "uncosigned"), self.now);
            due.push((AlarmKind::Uncosigned, detail));
        }
        Ok(due)
    }

    /// A checkpoint that has waited for its quorum for longer than it may.
    fn cosigning_lag(&mut self) -> Result<Option<String>, Fault> {
        let directory = self.world.directory()?;
        let quorum = directory.quorum();
        let alone = directory.nodes().all(|(_, entry)| entry.node == self.settings.node);
        if quorum == 0 || alone {
            return Ok(None);
        }
        let streams = self.store.out_streams()?;
        let mut lag = None;
        for log in &self.logs {
            let of_log = streams.iter().filter(|stream| {
                stream.epoch == log.id.epoch && stream.partition == log.id.partition
            });
            let mut sizes: Vec<u64> = of_log.map(|stream| stream.cosigned).collect();
            sizes.sort_unstable_by(|one, other| other.cmp(one));
            let cosigned = sizes.get(quorum - 1).copied().unwrap_or_default();
            let waiting = self.watch.uncosigned.get(&log.id.partition).copied();
            let Some((size, since)) = waiting.filter(|(size, _)| cosigned < *size) else {
                self.watch.uncosigned.remove(&log.id.partition);
                if cosigned < log.substantive {
                    let next = (log.substantive, self.now);
                    self.watch.uncosigned.insert(log.id.partition, next);
                }
                continue;
            };
            let limit = SignedDuration::from_millis(self.settings.witness_alarm_ms);
            if self.now.duration_since(since) > limit {
                lag = Some(format!(
                    "{} of size {size} has fewer than {quorum} cosignatures since {since}",
                    log.id
                ));
            }
        }
        Ok(lag)
    }
}
