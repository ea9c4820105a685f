//! How large a body may be, and how much room there is for large ones together.

use std::pin::pin;
use std::sync::Arc;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use futures_util::StreamExt;
use node::Refusal;
use tokio::sync::Semaphore;

use crate::problem::Problem;
use crate::turns::Turn;

/// A body up to so many bytes is taken without asking for room: nearly all are, and none of them waits
/// for a large one.
const SMALL_BYTES_MAX: usize = 64 << 10;
/// How many times as much as it may have is read of a body that is too large, so that its sender comes
/// to read why it is not taken.
const HEARD_OUT: usize = 4;

/// Whether a body is one that waits for room, and whose reading is to keep nobody waiting.
pub(crate) fn is_large(body: &[u8]) -> bool {
    body.len() > SMALL_BYTES_MAX
}

/// How large a body may be, and the room that large ones share.
#[derive(Debug, Clone)]
pub(crate) struct BodyLimit {
    bytes_max: usize,
    room: Arc<Semaphore>,
}

fn kibibytes(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)
}

impl BodyLimit {
    /// So many bytes each, and so many in all; one always has room.
    pub(crate) fn new(bytes_max: usize, in_all_max: usize) -> Self {
        let in_all = kibibytes(in_all_max.max(bytes_max));
        let permits = usize::try_from(in_all).unwrap_or(Semaphore::MAX_PERMITS);
        Self { bytes_max, room: Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS))) }
    }

    /// The whole body. What it takes of the room it has until the end of its request's turn.
    pub(crate) async fn whole(&self, body: Body) -> Result<Bytes, Problem> {
        let hint = body.size_hint();
        let least = usize::try_from(hint.lower()).unwrap_or(usize::MAX);
        let most = hint.upper().and_then(|most| usize::try_from(most).ok());
        let most = most.unwrap_or(usize::MAX).min(self.bytes_max);
        let mut parts = pin!(body.into_data_stream());
        if least > self.bytes_max {
            return Err(self.too_large(parts.as_mut().get_mut(), least).await);
        }
        let mut bytes = Vec::with_capacity(least.min(SMALL_BYTES_MAX));
        let mut has_room = false;
        while let Some(part) = parts.next().await {
            let part = part.map_err(Problem::unreadable)?;
            let length = bytes.len().saturating_add(part.len());
            if length > self.bytes_max {
                return Err(self.too_large(parts.as_mut().get_mut(), length).await);
            }
            if length > SMALL_BYTES_MAX && !has_room {
                Turn::current().to_bring(&self.room, kibibytes(most)).await;
                has_room = true;
                bytes.reserve_exact(least.saturating_sub(bytes.len()));
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes.into())
    }

    /// The refusal of a body, once its sender has been heard out, if that is possible at all. Who is
    /// answered before he has ended may find the connection closed and no answer.
    async fn too_large(&self, parts: &mut BodyDataStream, known: usize) -> Problem {
        let heard_out = self.bytes_max.saturating_mul(HEARD_OUT);
        let mut heard = 0;
        while known <= heard_out && heard <= heard_out {
            let Some(Ok(part)) = parts.next().await else { break };
            heard = heard.saturating_add(part.len());
        }
        Refusal::TooLarge { limit_bytes: self.bytes_max }.into()
    }
}

#[cfg(test)]
mod tests;
