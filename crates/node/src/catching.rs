//! After a recovery: what peers had told this node before, and it must be told again. Before that it
//! knows of less than it has answered, and places no hold it has not answered already.

use exchange::{Ask, Known, Position};
use guarantee::hold::Conversation;
use journal::LogId;
use kernel::{Decider, NodeId, Timestamp};
use store::ToldRow;

use crate::fault::Fault;
use crate::judging::open_verdicts;
use crate::logs::log_id;
use crate::node::Node;
use crate::recovering::Gathering;

impl Node {
    /// The logs of peers of which this node had recorded more than it has now, or may have; where there
    /// are none, those of what was told again and cannot be judged yet.
    pub(crate) fn catching_up(&self) -> Result<Vec<LogId>, Fault> {
        let Some(gathering) = &self.gathering else { return Ok(Vec::new()) };
        let mut behind: Vec<_> = gathering.doubtful.iter().cloned().collect();
        behind.extend(self.not_recorded()?);
        // What officers have accepted from one is not accepted from another.
        let is_owed = |log: &LogId| !gathering.unanswered.contains(&log.node);
        behind.retain(is_owed);
        if behind.is_empty() && !gathering.owed.is_empty() {
            behind = self.unjudged_since(gathering.told)?;
            behind.retain(is_owed);
        }
        Ok(behind)
    }

    /// The logs of peers of which this node had recorded more than it has now.
    fn not_recorded(&self) -> Result<Vec<LogId>, Fault> {
        let owed = self.gathering.iter().flat_map(|gathering| &gathering.owed);
        let mut behind = Vec::new();
        for (log, through) in owed {
            if self.known(log)?.through < *through && !self.is_superseded(log)? {
                behind.push(log.clone());
            }
        }
        Ok(behind)
    }

    /// The logs of what was told since then about cover and cannot be judged yet: a document is missing
    /// that had been adopted, say.
    fn unjudged_since(&self, mut told: i64) -> Result<Vec<LogId>, Fault> {
        const PAGE: usize = 512;
        let open = open_verdicts()?;
        let mut logs = Vec::new();
        loop {
            let rows = self.store.told_after(told, PAGE)?;
            let Some(last) = rows.last() else { return Ok(logs) };
            told = last.seq;
            for row in rows.iter().filter(|row| row.kind == Conversation::KIND) {
                if open.contains(&row.verdict) && !self.answers_what_is_lost(row)? {
                    logs.push(log_id(&self.settings.region, &row.writer, row.epoch, 0));
                }
            }
        }
    }

    /// Whether something answers a request of this node of which nothing is left: it waits for that, and
    /// nobody for it.
    fn answers_what_is_lost(&self, row: &ToldRow) -> Result<bool, Fault> {
        let own = &self.settings.node;
        let is_home = row.dossier.writer() == *own;
        Ok(is_home && self.store.told_of(&row.dossier)?.iter().all(|told| told.writer != *own))
    }

    /// Where all that was recorded before is recorded again, nothing more is waited for.
    pub(crate) fn caught_up(&mut self) -> Result<bool, Fault> {
        let caught_up = self.catching_up()?.is_empty();
        if let Some(gathering) = self.gathering.as_mut().filter(|_| caught_up) {
            // Asked no more in this process.
            gathering.owed.clear();
        }
        Ok(caught_up)
    }

    /// Whether nothing more can come back of what was lost: everybody has given back what he holds, also
    /// whoever has not told again what he had told.
    pub(crate) fn has_all_back(&mut self) -> Result<bool, Fault> {
        if let Some(gathering) = &self.gathering {
            for peer in &gathering.unanswered {
                if self.ask_back(peer, &gathering.closed)?.is_some() {
                    return Ok(false);
                }
            }
        }
        self.caught_up()
    }

    /// What a peer is asked of that this node may have lost: first to number again what it told in
    /// logs it has closed, then the stream it tells in today.
    pub(crate) fn lost_of(&mut self, now: Timestamp, peer: &NodeId) -> Result<Option<Ask>, Fault> {
        let Some(gathering) = &self.gathering else { return Ok(None) };
        if let Some(log) = gathering.doubtful.iter().find(|log| log.node == *peer) {
            let through = self.known(log)?.through;
            return Ok(Some(Ask::Again { log: log.clone(), through }));
        }
        let behind = self.not_recorded()?.into_iter().find(|log| log.node == *peer);
        let Some(log) = behind else { return Ok(None) };
        let Known { through, dispatch, size, .. } = self.known(&log)?;
        // Where nothing has come since, it is not asked at once again.
        let pause = self.settings.pace.retry_ms_max;
        if !self.asks.asks_lost(now, (&log, through), pause) {
            return Ok(None);
        }
        Ok(Some(Ask::Stream { through, dispatch, verified: Position { log, size } }))
    }

    /// A peer has numbered again what it told in a log, up to a number of the log it tells in today.
    pub(crate) fn told_again_through(
        &mut self,
        now: Timestamp,
        log: &LogId,
        reached: Option<Position>,
    ) -> Result<(), Fault> {
        let Some(mut gathering) = self.gathering.clone() else { return Ok(()) };
        if !gathering.doubtful.remove(log) {
            return Ok(());
        }
        gathering.again.insert(log.clone());
        let owes = gathering.doubtful.iter().any(|other| other.node == log.node);
        if !owes && self.ask_back(&log.node, &gathering.closed)?.is_none() {
            gathering.unanswered.remove(&log.node);
        }
        if let Some(Position { log: today, size }) = reached
            && today.node == log.node
            && self.may_be(&today)?
        {
            let owed = gathering.owed.entry(today).or_default();
            *owed = (*owed).max(size);
        }
        self.begin(now)?;
        self.keep_gathering(gathering)?;
        self.run_tasks()?;
        self.finish()
    }

    /// Whether it is to be looked anew who may know of what came back.
    pub(crate) fn shares_again(&self) -> Result<bool, Fault> {
        let open = |gathering: &Gathering| !gathering.closed.is_empty() && !gathering.shared;
        Ok(self.gathering.as_ref().is_some_and(open) && self.catching_up()?.is_empty())
    }

    /// In a batch: it is looked, once.
    pub(crate) fn share_what_came_back(&mut self) -> Result<(), Fault> {
        let Some(mut gathering) = self.gathering.clone() else { return Ok(()) };
        gathering.shared = true;
        self.share_again()?;
        self.keep_gathering(gathering)
    }
}
