//! What a node tells by itself: notices in the order events came to count, and whoever follows them.

use crate::fault::Fault;
use crate::rows::ToldRow;

/// That an event counts, or does not, in the order this node found out. An event that is judged
/// again has another notice, so that whoever follows them misses nothing and hears nothing twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its number in that order, given by the store.
    pub id: i64,
    /// The event, by its number in the order told.
    pub seq: i64,
    /// The writer's time of it, in microseconds since 1970; 0 where it was told before notices were
    /// kept.
    pub at: i64,
    /// The event's name, or empty where it was told before notices were kept.
    pub event: String,
    /// How far the dossier was then; empty where that is not known.
    pub phase: String,
    /// Whether it counts: empty if it does, else the verdict as JSON.
    pub verdict: String,
    /// To whom beside the administration it is told.
    pub addressees: Vec<String>,
}

/// An answer that says no. No event tells of it, so it is kept as it was sent, until its day has
/// passed. Its notice has no event, and nobody is told it but whoever asks for his messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectionRow {
    /// The number of its notice.
    pub notice: i64,
    /// The command it answers; none where the message asked for nothing that was understood.
    pub command: Option<String>,
    /// Whose message it answers, as JSON.
    pub owner: String,
    /// To whom beside the administration its notice is told; empty for nobody.
    pub addressee: String,
    /// The day it was sent, as `2026-03-12`.
    pub day: String,
    /// Which message it is, by its code.
    pub message: String,
    /// What it refers to, encrypted.
    pub refers: Vec<u8>,
}

/// Somebody who is told notices at an endpoint of his.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionRow {
    /// Its identifier.
    pub id: String,
    /// Whose it is, as JSON.
    pub owner: String,
    /// Up to which notice he was told.
    pub position: i64,
    /// What he wants to be told, and where, as JSON.
    pub wanted: String,
    /// What he recognises the teller by, encrypted.
    pub secret: Vec<u8>,
    /// How telling him goes, as JSON.
    pub progress: String,
}

/// Reading notices and subscriptions.
pub trait ReadNotices {
    /// Notices after a number, with the events they are about, at most so many: all of them, or
    /// those for one addressee.
    fn notices(
        &self,
        addressee: Option<&str>,
        after: i64,
        count: usize,
    ) -> Result<Vec<(NoticeRow, ToldRow)>, Fault>;
    /// The same, and those of rejections, which are about no event.
    fn mail(
        &self,
        addressee: Option<&str>,
        after: i64,
        count: usize,
    ) -> Result<Vec<(NoticeRow, Option<ToldRow>)>, Fault>;
    /// A rejection, by its notice.
    fn rejection(&self, notice: i64) -> Result<Option<RejectionRow>, Fault>;
    /// The message of one, encrypted.
    fn rejection_message(&self, notice: i64) -> Result<Option<Vec<u8>>, Fault>;
    /// The rejection that answered a command.
    fn rejection_of(&self, command: &str) -> Result<Option<RejectionRow>, Fault>;
    /// The earliest day of which there are rejections.
    fn first_rejection_day(&self) -> Result<Option<String>, Fault>;
    /// The number of the last one; 0 where there is none.
    fn last_notice(&self) -> Result<i64, Fault>;
    /// Every subscription, in the order of their identifiers.
    fn subscriptions(&self) -> Result<Vec<SubscriptionRow>, Fault>;
    /// One of them.
    fn subscription(&self, id: &str) -> Result<Option<SubscriptionRow>, Fault>;
}

/// Writing notices and subscriptions, in the transaction of the store.
pub trait WriteNotices: ReadNotices {
    /// Adds a notice and gives back its number; the row's own number is ignored.
    fn put_notice(&mut self, notice: &NoticeRow) -> Result<i64, Fault>;
    /// Keeps a rejection and its encrypted message, in the place of any other that answered the same
    /// command.
    fn put_rejection(&mut self, rejection: &RejectionRow, message: &[u8]) -> Result<(), Fault>;
    /// Forgets the rejections of a day, and their notices.
    fn drop_rejections(&mut self, day: &str) -> Result<(), Fault>;
    /// Forgets the earliest rejections of somebody, and their notices, until there are no more than so
    /// many with no more than so many bytes. The last stays.
    fn keep_latest_rejections(
        &mut self,
        owner: &str,
        count: usize,
        bytes: usize,
    ) -> Result<(), Fault>;
    /// Keeps a subscription.
    fn put_subscription(&mut self, subscription: &SubscriptionRow) -> Result<(), Fault>;
    /// Takes one away.
    fn drop_subscription(&mut self, id: &str) -> Result<(), Fault>;
}
