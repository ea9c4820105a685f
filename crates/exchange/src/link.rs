//! When to send to a peer: at once while it answers, ever more rarely while it does not.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// How fast to retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// The first pause after a failure, in milliseconds.
    pub retry_ms: i64,
    /// The longest pause, in milliseconds.
    pub retry_ms_max: i64,
    /// How long an answer may take, in milliseconds, before the sending counts as failed.
    pub answer_ms_max: i64,
    /// How long after its last answer a peer is left alone, in milliseconds: what comes meanwhile goes
    /// together, which costs both little more than one of it.
    #[serde(default = "usual_rest")]
    pub rest_ms: i64,
}

fn usual_rest() -> i64 {
    15
}

impl Default for Pace {
    fn default() -> Self {
        let rest_ms = usual_rest();
        Self { retry_ms: 200, retry_ms_max: 60_000, answer_ms_max: 30_000, rest_ms }
    }
}

/// The way to one peer. It holds no messages: what is to be sent is read from the journal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    in_flight_since: Option<Timestamp>,
    not_before: Option<Timestamp>,
    failure_count: u32,
    last_answer: Option<Timestamp>,
    behind_count: u32,
    /// Whether what is under way only asks whether the peer is there again.
    probing: bool,
    /// Whether it has said so since it last failed.
    is_back: bool,
    /// Until when it is left the word.
    yields_until: Option<Timestamp>,
}

/// How often in a row a peer may say that it is elsewhere in the stream before that is a failure
/// like any other: an honest one is found at the first or second try.
const BEHIND_MAX: u32 = 4;

impl Link {
    /// Whether something may be sent now. One thing at a time is under way to a peer, so a slow
    /// one holds up nobody else.
    pub fn ready(&self, now: Timestamp, pace: &Pace) -> bool {
        // Where a clock is set back, what it was to wait for may be further off than any pause.
        let ahead = |until: Option<Timestamp>, most: i64| {
            until.is_some_and(|until| now < until && within(now, until, most.saturating_add(1)))
        };
        let longest = pace.retry_ms_max.saturating_add(pace.retry_ms_max / 4);
        let waiting = ahead(self.not_before, longest) || ahead(self.yields_until, pace.retry_ms);
        let in_flight =
            self.in_flight_since.is_some_and(|since| within(since, now, pace.answer_ms_max));
        !waiting && !in_flight
    }

    /// Whether the next thing sent should be small: putting together all that a peer lacks takes
    /// time, and one that is away would have it put together again and again.
    pub fn wants_probe(&self) -> bool {
        self.failure_count > 0 && !self.is_back
    }

    /// Whether it has answered a moment ago, so that what comes now can wait for what comes next. One
    /// that is elsewhere in the stream is not kept waiting.
    pub fn rests(&self, now: Timestamp, pace: &Pace) -> bool {
        let moment = |last| within(last, now, pace.rest_ms);
        self.behind_count == 0 && self.last_answer.is_some_and(moment)
    }

    /// Something was sent.
    pub fn sent(&mut self, now: Timestamp) {
        self.in_flight_since = Some(now);
        self.probing = self.wants_probe();
    }

    /// The peer answered. An answer to a probe ends the waiting, and no more: what made earlier
    /// sendings fail may be in what has not been sent again yet.
    pub fn answered(&mut self, now: Timestamp) {
        let failure_count = if self.probing { self.failure_count } else { 0 };
        let is_back = self.probing;
        let (last_answer, yields_until) = (Some(now), self.yields_until);
        *self = Self { last_answer, failure_count, is_back, yields_until, ..Self::default() };
    }

    /// The peer answered that it is elsewhere in the stream than we thought: what it lacks goes out at
    /// once, but not for ever.
    pub fn behind(&mut self, now: Timestamp, pace: &Pace, jitter: u32) {
        let count = self.behind_count.saturating_add(1);
        if count > BEHIND_MAX {
            self.failed(now, pace, jitter);
        } else {
            self.answered(now);
        }
        self.behind_count = count;
    }

    /// What it sent does not follow what we have of it: it sends that again, and is left the word until
    /// then, for a short while. Each answer of its to something of ours would move what it has to
    /// prove growth from, and two nodes that both have much to tell would miss each other for ever.
    pub fn yields(&mut self, now: Timestamp, pace: &Pace) {
        let pause = jiff::SignedDuration::from_millis(pace.retry_ms);
        self.yields_until = now.checked_add(pause).ok();
    }

    /// What it sent follows.
    pub fn heard(&mut self) {
        self.yields_until = None;
    }

    /// Whether it has last answered that it is elsewhere in the stream than we thought.
    pub fn is_behind(&self) -> bool {
        self.behind_count > 0
    }

    /// It did not: wait, twice as long as the last time, give or take a quarter. `jitter` is any
    /// random number.
    pub fn failed(&mut self, now: Timestamp, pace: &Pace, jitter: u32) {
        let doubled = pace.retry_ms.saturating_mul(1 << self.failure_count.min(20));
        let pause = doubled.min(pace.retry_ms_max);
        let spread = (pause / 2).max(1);
        let pause = pause - pause / 4 + i64::from(jitter) % spread;
        self.failure_count = self.failure_count.saturating_add(1);
        (self.probing, self.is_back) = (false, false);
        self.in_flight_since = None;
        self.not_before = now.checked_add(jiff::SignedDuration::from_millis(pause)).ok();
    }

    /// Somebody knows that the peer is there again: it is tried at once.
    pub fn retry(&mut self) {
        (self.not_before, self.yields_until) = (None, None);
    }

    /// How often it has not answered in a row.
    pub fn failure_count(&self) -> u32 {
        self.failure_count
    }

    /// When it last answered.
    pub fn last_answer(&self) -> Option<Timestamp> {
        self.last_answer
    }

    /// The earliest time something may be sent, if that is later than now.
    pub fn not_before(&self) -> Option<Timestamp> {
        self.not_before
    }
}

/// Whether two times are less than some milliseconds apart, whichever is the later: a clock that ran
/// ahead is set back, and nothing waits until it has come so far again.
pub fn within(one: Timestamp, other: Timestamp, milliseconds: i64) -> bool {
    let apart = other.as_millisecond().saturating_sub(one.as_millisecond());
    apart.saturating_abs() < milliseconds
}
