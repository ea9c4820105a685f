//! Several processes of one node on one database: what another has written is taken up before anything
//! rests on it, and what nobody asks for is done by one of them at a time.
//!
//! Who has the duties stands in the store, with a beat that its process counts. Nothing rests on there
//! being one only: whatever is done is done in transactions, and peers take what comes twice once. So
//! clocks of machines need not agree, and whoever waits goes by how long the beat stood still for him.

use jiff::SignedDuration;
use kernel::{Epoch, Timestamp};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::node::{Mode, Node};

/// Under which name the store keeps who has the duties.
const DUTIES: &str = "duties";
/// How often the beat is counted while the time has passed after which it counts as still.
const BEATS: i32 = 5;

/// Who has the duties, as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    /// The process; empty where it has left them.
    process: String,
    /// How often it has said that it is there.
    beat: u64,
}

/// What this process knows about the duties.
#[derive(Debug, Default)]
pub(crate) struct Duty {
    /// Whether it has them.
    own: bool,
    /// Who had them when this was last looked at, and since when the beat stands still.
    seen: Option<(Held, Timestamp)>,
    /// When it was last looked at.
    looked: Option<Timestamp>,
}

impl Node {
    /// At the beginning of a transaction: takes up what another process has written since the last one.
    /// A fault where that process goes by another epoch; this one must then be opened anew.
    pub(crate) fn catch_up(&mut self) -> Result<(), Fault> {
        if !self.store.overtaken()? {
            return Ok(());
        }
        self.cache.clear();
        if self.store.last_epoch()?.unwrap_or(Epoch::FIRST) != self.epoch {
            return Err(Fault::Overtaken);
        }
        for log in &mut self.logs {
            if !log.follow(self.store.as_ref())? {
                return Err(Fault::Overtaken);
            }
        }
        let last = self.logs.iter().filter_map(|log| log.last_at).max();
        self.now = last.map_or(self.now, |last| self.now.max(last));
        self.noticed = self.store.last_notice()?;
        self.recall_erased()?;
        // What is no longer what was adopted was alarmed when a process was started.
        drop(self.recall()?);
        let recovers = self.recall_gathering()?;
        // The process that adopted another key may have ended before it went on under it.
        let rekeys = self.due_key().is_some();
        if self.mode == Mode::Ready && (recovers || rekeys || self.behind()?) {
            return Err(Fault::Overtaken);
        }
        Ok(())
    }

    /// Looks, outside of a transaction, whether another process has told something.
    pub fn look_for_news(&mut self) -> Result<(), Fault> {
        self.noticed = self.noticed.max(self.store.last_notice()?);
        Ok(())
    }

    /// Whether this process has the duties: it tells peers, keeps time limits and carries what is told.
    /// It takes them where nobody has them, or whoever has them was silent for so long.
    pub fn on_duty(
        &mut self,
        now: Timestamp,
        process: &str,
        silent_max: SignedDuration,
    ) -> Result<bool, Fault> {
        let between = silent_max / BEATS;
        if self.duty.looked.is_some_and(|looked| now.duration_since(looked).abs() < between) {
            return Ok(self.duty.own);
        }
        let held = self.held()?;
        let (own, silent) = self.look_at(&held, now, process, silent_max);
        self.duty.looked = Some(now);
        if !own && !silent {
            self.duty.own = false;
            return Ok(false);
        }
        let done = self.take_duties(now, process, &held);
        if done.is_err() {
            self.abandon();
        }
        self.duty.own = done?;
        Ok(self.duty.own)
    }

    /// Leaves the duties to another process, when this one ends.
    pub fn leave_duties(&mut self, now: Timestamp) -> Result<(), Fault> {
        let Some(held) = self.held()?.filter(|_| std::mem::take(&mut self.duty.own)) else {
            return Ok(());
        };
        self.take_duties(now, "", &Some(held)).map(|_| ())
    }

    fn held(&self) -> Result<Option<Held>, Fault> {
        let kept = |source| Fault::Kept { what: "who has the duties", source };
        let text = self.store.text(DUTIES)?;
        text.map(|text| serde_json::from_str(&text).map_err(kept)).transpose()
    }

    /// Whether the duties are this process's, and whether nobody answers for them.
    fn look_at(
        &mut self,
        held: &Option<Held>,
        now: Timestamp,
        process: &str,
        silent_max: SignedDuration,
    ) -> (bool, bool) {
        let Some(held) = held.as_ref().filter(|held| !held.process.is_empty()) else {
            return (false, true);
        };
        let since = match &self.duty.seen {
            Some((seen, since)) if seen == held => *since,
            Some(_) | None => {
                self.duty.seen = Some((held.clone(), now));
                now
            }
        };
        (held.process == process, now.duration_since(since) > silent_max)
    }

    /// Writes down who has the duties, unless somebody else was there since it was looked at.
    fn take_duties(
        &mut self,
        now: Timestamp,
        process: &str,
        before: &Option<Held>,
    ) -> Result<bool, Fault> {
        self.begin(now)?;
        if self.held()? != *before {
            self.store.roll_back()?;
            return Ok(false);
        }
        let beat = before.as_ref().map_or(0, |held| held.beat) + 1;
        let held = serde_json::to_string(&Held { process: process.to_owned(), beat })
            .map_err(|source| Fault::Kept { what: "who has the duties", source })?;
        self.store.put_text(DUTIES, &held)?;
        self.store.commit()?;
        Ok(true)
    }
}
