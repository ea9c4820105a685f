//! The network between nodes: what is sent, and when it arrives, if it does.

use std::collections::{BTreeMap, BTreeSet};

use exchange::{Answer, Ask, Envelope};
use jiff::SignedDuration;
use kernel::Timestamp;

use crate::chance::Chance;
use crate::plan::Trouble;

/// After how long nobody waits for an answer any more.
const PATIENCE: SignedDuration = SignedDuration::from_secs(30);

/// Something on its way.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) what: What,
}

/// What is on its way.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// An envelope.
    Envelope(Vec<u8>),
    /// The answer to one.
    Answer(Vec<u8>),
    /// A question.
    Ask { ask: Ask, body: Vec<u8> },
    /// The answer to one.
    Told { ask: Ask, body: Vec<u8> },
    /// Nobody answered an envelope.
    Unanswered,
    /// Nobody answered a question.
    Untold { ask: Ask },
}

impl What {
    fn body(&mut self) -> Option<&mut Vec<u8>> {
        match self {
            Self::Envelope(body)
            | Self::Answer(body)
            | Self::Ask { body, .. }
            | Self::Told { body, .. } => Some(body),
            Self::Unanswered | Self::Untold { .. } => None,
        }
    }

    /// What it is, for the trace.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Envelope(body) => match exchange::read::<Envelope>("an envelope", body) {
                Ok(envelope) => {
                    let (dispatches, entries) = (envelope.dispatches.len(), envelope.entries.len());
                    format!("an envelope of {dispatches} dispatches and {entries} entries")
                }
                Err(_) => "an envelope that cannot be read".to_owned(),
            },
            Self::Answer(body) => match exchange::read::<Answer>("an answer", body) {
                Ok(answer) => format!("an answer: {:?}", answer.outcome),
                Err(_) => "an answer that cannot be read".to_owned(),
            },
            Self::Ask { ask, .. } => format!("a question: {ask:?}"),
            Self::Told { .. } => "an answer to a question".to_owned(),
            Self::Unanswered => "no answer".to_owned(),
            Self::Untold { .. } => "no answer to a question".to_owned(),
        }
    }
}

/// What became of something that was sent.
#[derive(Debug)]
pub(crate) struct Posted {
    /// When it arrives, once for every time it does.
    pub(crate) arrivals: Vec<(Timestamp, Letter)>,
    /// What was done to it.
    pub(crate) troubles: Vec<Trouble>,
}

/// Who cannot reach whom, and until when.
#[derive(Debug, Default)]
pub(crate) struct Network {
    closed: BTreeMap<(usize, usize), Timestamp>,
}

impl Network {
    pub(crate) fn close(&mut self, from: usize, to: usize, until: Timestamp) {
        let known = self.closed.entry((from, to)).or_insert(until);
        *known = (*known).max(until);
    }

    pub(crate) fn open_all(&mut self) {
        self.closed.clear();
    }

    fn is_closed(&self, from: usize, to: usize, now: Timestamp) -> bool {
        self.closed.get(&(from, to)).is_some_and(|until| now < *until)
    }

    /// Whether two reach each other.
    pub(crate) fn joins(&self, one: usize, other: usize, now: Timestamp) -> bool {
        !self.is_closed(one, other, now) && !self.is_closed(other, one, now)
    }

    /// Sends something.
    pub(crate) fn post(
        &self,
        (faults, chance): (&BTreeSet<Trouble>, &mut Chance),
        now: Timestamp,
        mut letter: Letter,
    ) -> Posted {
        let mut posted = Posted { arrivals: Vec::new(), troubles: Vec::new() };
        let mut strikes = |trouble: Trouble, one_in: usize, chance: &mut Chance| {
            let struck = faults.contains(&trouble) && chance.one_in(one_in);
            if struck {
                posted.troubles.push(trouble);
            }
            struck
        };
        let lost = strikes(Trouble::Drop, 25, chance);
        let (from, to) = (letter.from, letter.to);
        if lost || self.is_closed(from, to, now) {
            posted.arrivals.extend(nothing_came(now, letter));
            return posted;
        }
        let mut delay_ms = chance.between(5, 120);
        if strikes(Trouble::Reorder, 10, chance) {
            delay_ms += chance.between(100, 3_000);
        }
        if strikes(Trouble::Delay, 30, chance) {
            delay_ms += chance.between(1_000, 300_000);
        }
        let twice = strikes(Trouble::Double, 15, chance);
        if strikes(Trouble::Corrupt, 60, chance)
            && let Some(body) = letter.what.body()
        {
            let at = chance.below(body.len());
            let mask = u8::try_from(chance.between(1, 255)).unwrap_or(1);
            if let Some(byte) = body.get_mut(at) {
                *byte ^= mask;
            }
        }
        if delay_ms > PATIENCE.as_millis().try_into().unwrap_or(i64::MAX) {
            posted.arrivals.extend(nothing_came(now, letter.clone()));
        }
        if twice {
            let again = delay_ms + chance.between(1, 20_000);
            posted.arrivals.push((after(now, again), letter.clone()));
        }
        posted.arrivals.push((after(now, delay_ms), letter));
        posted
    }
}

/// Whoever waits for an answer waits in vain.
pub(crate) fn nothing_came(now: Timestamp, letter: Letter) -> Option<(Timestamp, Letter)> {
    let Letter { from, to, what } = letter;
    let (waits, for_whom, what) = match what {
        What::Envelope(_) => (from, to, What::Unanswered),
        What::Answer(_) => (to, from, What::Unanswered),
        What::Ask { ask, .. } => (from, to, What::Untold { ask }),
        What::Told { ask, .. } => (to, from, What::Untold { ask }),
        What::Unanswered | What::Untold { .. } => return None,
    };
    let at = now.checked_add(PATIENCE).unwrap_or(now);
    Some((at, Letter { from: for_whom, to: waits, what }))
}

pub(crate) fn after(now: Timestamp, milliseconds: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_millis(milliseconds)).unwrap_or(now)
}
