//! What is put together before it can be sent: while a peer records what it was sent, what comes next for
//! it. Two nodes then work at once, where one would wait for the other in turns.

use exchange::Envelope;
use journal::LogId;
use kernel::{Date, NodeId, Timestamp, utc_day};
use store::OutStream;

use crate::fault::Fault;
use crate::node::{Mode, Node};
use crate::outgoing::{DISPATCHES_MAX, Next};

/// An envelope that follows one which is under way.
#[derive(Debug)]
pub(crate) struct Ahead {
    /// Where the peer must be for it to follow.
    from: OutStream,
    as_of: AsOf,
    envelope: Envelope,
}

/// What an envelope is put together from, beside where its peer is. Whatever changes who may see what,
/// or what is left of it, is written down: as long as no log has grown it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AsOf {
    sizes: Vec<(LogId, u64)>,
    day: Date,
}

impl Node {
    /// Puts together what comes next for one peer that was sent less than waits for it, presuming that it
    /// records what it was sent; says whether there was one. What was presumed is looked at again before
    /// it is sent.
    pub fn prepare(&mut self, now: Timestamp) -> Result<bool, Fault> {
        let Some((peer, from)) = self.followed.pop_first() else { return Ok(false) };
        let goes = self.mode == Mode::Ready && utc_day(now) == utc_day(self.now);
        let Some(log) = self.log_of(&from).filter(|_| goes) else { return Ok(false) };
        let envelope = self.envelope(&peer, &log, Some(&from), DISPATCHES_MAX)?;
        let as_of = self.as_of()?;
        self.ahead.insert(peer, Ahead { from, as_of, envelope });
        Ok(true)
    }

    /// What was put together ahead for a peer, if it is what would be put together now.
    pub(crate) fn prepared(&mut self, peer: &NodeId) -> Result<Option<Next>, Fault> {
        self.followed.remove(peer);
        let Some(Ahead { from, as_of, mut envelope }) = self.ahead.remove(peer) else {
            return Ok(None);
        };
        let stream = self.store.out_stream(peer, from.epoch, from.partition)?;
        let (Some(log), Some(stream)) = (self.log_of(&from), stream) else { return Ok(None) };
        let stands =
            |stream: &OutStream| (stream.receipted, stream.receipted_dispatch, stream.verified);
        if stands(&stream) != stands(&from) || self.as_of()? != as_of {
            return Ok(None);
        }
        (envelope.verified, envelope.heads) = (self.verified(peer)?, self.heads_for(peer));
        Ok(Some(Next { log, begins: stands(&stream), envelope, stream: Some(stream) }))
    }

    /// Notes where a peer will be once it has recorded what it is sent, if more waits for it then, and
    /// nothing was written since it was last sent something: by whoever writes all the time nothing that is
    /// put together ahead is ever sent.
    pub(crate) fn note_followed(&mut self, peer: &NodeId, next: &Next) -> Result<(), Fault> {
        let Next { log, envelope, stream: Some(stream), .. } = next else { return Ok(()) };
        let as_of = self.as_of()?;
        if self.told_as_of.insert(peer.clone(), as_of.clone()) != Some(as_of) {
            return Ok(());
        }
        let Some(last) = envelope.dispatches.last() else { return Ok(()) };
        let last = last.header().map_err(|_| Fault::Damaged { what: "a dispatch" })?.index;
        if stream.head.dispatch <= Some(last) {
            return Ok(());
        }
        let size = self.store.last_checkpoint(log.epoch, log.partition)?;
        let count = u64::try_from(envelope.entries.len()).unwrap_or_default();
        let from = OutStream {
            receipted: stream.receipted + count,
            receipted_dispatch: Some(last),
            verified: size.map_or(0, |(size, _)| size),
            ..stream.clone()
        };
        self.followed.insert(peer.clone(), from);
        Ok(())
    }

    fn as_of(&self) -> Result<AsOf, Fault> {
        let mut sizes = Vec::new();
        for log in &self.logs {
            let last = self.store.last_checkpoint(log.id.epoch, log.id.partition)?;
            sizes.push((log.id.clone(), last.map_or(0, |(size, _)| size)));
        }
        Ok(AsOf { sizes, day: utc_day(self.now) })
    }

    /// The log of this epoch that a stream tells.
    fn log_of(&self, stream: &OutStream) -> Option<LogId> {
        let mut logs = self.logs.iter().map(|log| &log.id);
        logs.find(|log| (log.epoch, log.partition) == (stream.epoch, stream.partition)).cloned()
    }
}
