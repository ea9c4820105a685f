//! Subscriptions, and the secrets by which what is carried to them is signed.

use super::Reader;
use crate::fault::Fault;
use crate::subscriptions::{Subscription, secret_key};
use crate::vault::decrypt;

impl Reader {
    /// Every subscription.
    pub fn subscriptions(&self) -> Result<Vec<Subscription>, Fault> {
        self.read.subscriptions()?.iter().map(Subscription::of).collect()
    }

    /// One of them.
    pub fn subscription(&self, id: &str) -> Result<Option<Subscription>, Fault> {
        self.read.subscription(id)?.as_ref().map(Subscription::of).transpose()
    }

    /// The secret of one; none where it has ended.
    pub fn subscription_secret(&self, id: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(row) = self.read.subscription(id)? else { return Ok(None) };
        let key = self.key(&secret_key(&self.settings.node, id))?;
        key.map(|key| decrypt(&key, id.as_bytes(), &row.secret)).transpose()
    }
}
