//! Who is told notices at an endpoint of his own: asked for, resumed and taken away by commands that
//! count once, and moved on by whoever carries notices there.
//!
//! The node knows no endpoint; it keeps what was asked for, how far each was told, and the secret by
//! which what is carried is signed. A secret has a key of its own, which goes with the subscription.

use identity::Actor;
use journal::AlarmKind;
use kernel::{CommandId, DossierId, Refusal as _, Refused, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::{CommandRow, KeyId, SubscriptionRow};

use crate::fault::Fault;
use crate::node::{Mode, Node};
use crate::refusal::Refusal;

/// How many subscriptions a node keeps.
const SUBSCRIPTIONS_MAX: usize = 256;
/// How many of them one actor may have.
const SUBSCRIPTIONS_OF_ONE_MAX: usize = 16;
/// How many bytes a secret has.
const SECRET_BYTES: usize = 32;

/// The subscription of the administration's own system, which the operator sets up.
pub const NATIONAL: &str = "national";

/// What somebody wants to be told, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// Where it is to be carried.
    pub endpoint: String,
    /// Only what concerns this kind of dossier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Only what concerns this dossier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierId>,
    /// Whether the answers themselves are carried, in the form the national system reads, and not the
    /// notice of what has happened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answers: bool,
}

/// How telling somebody goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// How often in a row he could not be told.
    #[serde(default)]
    pub failure_count: u32,
    /// Not before this instant is he told again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try: Option<Timestamp>,
    /// What came of the last try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Tried>,
    /// Why he is told no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// Whether he has been silent for so long that somebody should look; he is tried on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tried {
    /// When.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
    /// Which notice was carried.
    pub notice: i64,
    /// The status of the answer; absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// Nobody could be reached, or not as who he should be.
    Unreachable,
    /// He did not answer in time.
    TimedOut,
    /// The operator of the node does not list his host, or no longer.
    NotListed,
}

/// Why somebody is told no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Disabled {
    /// He was tried as often as anybody is.
    GivenUp,
    /// He answered that nobody is there any more.
    Gone,
    /// His right to be told has ended.
    NoRight,
}

/// A subscription. Its secret is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its identifier.
    pub id: String,
    /// Whose it is.
    pub owner: Actor,
    /// Up to which notice he was told.
    pub position: i64,
    /// What he wants.
    pub wish: Wish,
    /// How it goes.
    pub progress: Progress,
}

/// What is asked about subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subscribe {
    /// To be told from now on, or what comes after a notice.
    Begin {
        /// What, and where.
        wish: Wish,
        /// After this notice.
        after: Option<i64>,
    },
    /// To be told again, from where it stopped, or what comes after a notice.
    Resume {
        /// Which subscription.
        id: String,
        /// After this notice.
        after: Option<i64>,
    },
    /// To be told no longer.
    End {
        /// Which subscription.
        id: String,
    },
}

/// The answer: which subscription, and its secret where it has just begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscribed {
    /// Its identifier.
    pub id: String,
    /// What its owner recognises the node by.
    pub secret: Option<Vec<u8>>,
    /// Whether the same command had been answered before.
    pub repeated: bool,
}

/// What is remembered of a command about subscriptions.
#[derive(Serialize, Deserialize)]
struct Remembered {
    id: String,
    begun: bool,
}

impl Subscription {
    /// A row, read.
    pub(crate) fn of(row: &SubscriptionRow) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id.clone(),
            owner: read(&row.owner)?,
            position: row.position,
            wish: read(&row.wanted)?,
            progress: read(&row.progress)?,
        })
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|source| Fault::Kept { what: "a subscription", source })
}

fn write(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|source| Fault::Kept { what: "a subscription", source })
}

/// The key of a subscription's secret: its own, so that it goes with it.
pub(crate) fn secret_key(node: &kernel::NodeId, id: &str) -> KeyId {
    KeyId { dossier: None, author: node.clone(), class: format!("subscription {id}") }
}

type Outcome = Result<Subscribed, Vec<Refused>>;

fn refused(refusal: &Refusal) -> Outcome {
    Err(vec![refusal.refused()])
}

fn unknown(id: &str) -> Outcome {
    refused(&Refusal::DossierUnknown { name: id.to_owned() })
}

impl Node {
    /// Does what is asked about subscriptions, once for each command. Whether the actor may ask it
    /// of a subscription that is there, whoever asks has found out.
    pub fn subscribe(
        &mut self,
        now: Timestamp,
        id: &CommandId,
        actor: &Actor,
        raw: &[u8],
        asked: Subscribe,
    ) -> Result<Outcome, Fault> {
        let done = self.try_subscribe(now, id, actor, raw, asked);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_subscribe(
        &mut self,
        now: Timestamp,
        id: &CommandId,
        actor: &Actor,
        raw: &[u8],
        asked: Subscribe,
    ) -> Result<Outcome, Fault> {
        if self.mode == Mode::Recovering {
            return Ok(refused(&Refusal::Recovering));
        }
        self.begin(now)?;
        let mac = self.keys.secret.of_command(raw).digest().0;
        let ends = matches!(asked, Subscribe::End { .. });
        let outcome = match self.store.command(id.as_str())? {
            Some(before) => self.subscribed_before(&before, &mac)?,
            None => self.subscribe_once(id, mac, actor, asked)?,
        };
        self.finish()?;
        // Only now, so that no secret is lost to a batch that is taken back.
        if let (Ok(done), true) = (&outcome, ends) {
            let key = secret_key(&self.settings.node, &done.id);
            self.vault.keys().destroy(&key)?;
        }
        Ok(outcome)
    }

    fn subscribe_once(
        &mut self,
        id: &CommandId,
        mac: [u8; 32],
        actor: &Actor,
        asked: Subscribe,
    ) -> Result<Outcome, Fault> {
        let outcome = match asked {
            Subscribe::Begin { wish, after } => self.begin_subscription(actor, &wish, after)?,
            Subscribe::Resume { id, after } => self.resume_subscription(&id, after)?,
            Subscribe::End { id } => self.end_subscription(&id)?,
        };
        // A refusal is not remembered: nothing was done, and what stood in the way may pass.
        let Ok(done) = &outcome else { return Ok(outcome) };
        let remembered = Remembered { id: done.id.clone(), begun: done.secret.is_some() };
        let answer = write(&remembered)?;
        let key = self.answer_key(None);
        let entropy = self.entropy.as_mut();
        let answer =
            self.vault.seal_text(&key, id.as_str().as_bytes(), answer.as_bytes(), entropy)?;
        self.store.put_command(&CommandRow { id: id.to_string(), mac, dossier: None, answer })?;
        Ok(outcome)
    }

    /// The first answer again. Its secret is shown as long as the subscription is there.
    fn subscribed_before(&mut self, before: &CommandRow, mac: &[u8; 32]) -> Result<Outcome, Fault> {
        if let Some(refusal) = self.differs(before, mac)? {
            return Ok(refused(&refusal));
        }
        let key = self.answer_key(None);
        let answer = self.vault.open_text(&key, before.id.as_bytes(), &before.answer)?;
        let Some(answer) = answer else { return Ok(refused(&Refusal::AnswerErased)) };
        let Remembered { id, begun } = serde_json::from_slice(&answer)
            .map_err(|source| Fault::Kept { what: "an answer", source })?;
        let secret = match self.store.subscription(&id)?.filter(|_| begun) {
            Some(row) => {
                let key = secret_key(&self.settings.node, &id);
                self.vault.open_text(&key, id.as_bytes(), &row.secret)?
            }
            None => None,
        };
        if begun && secret.is_none() {
            return Ok(refused(&Refusal::AnswerErased));
        }
        Ok(Ok(Subscribed { id, secret, repeated: true }))
    }

    fn begin_subscription(
        &mut self,
        actor: &Actor,
        wish: &Wish,
        after: Option<i64>,
    ) -> Result<Outcome, Fault> {
        if let Some(refusal) = self.position_unknown(after) {
            return Ok(refused(&refusal));
        }
        let owner = write(actor)?;
        let known = self.store.subscriptions()?;
        let own = known.iter().filter(|row| row.owner == owner).count();
        if known.len() >= SUBSCRIPTIONS_MAX || own >= SUBSCRIPTIONS_OF_ONE_MAX {
            let count = if own >= SUBSCRIPTIONS_OF_ONE_MAX { own } else { known.len() };
            return Ok(refused(&Refusal::SubscriptionsFull { count }));
        }
        let id = format!("{:032x}", u128::from_be_bytes(self.random()));
        let secret: [u8; SECRET_BYTES] = self.random();
        let key = secret_key(&self.settings.node, &id);
        let sealed = self.vault.seal_text(&key, id.as_bytes(), &secret, self.entropy.as_mut())?;
        self.store.put_subscription(&SubscriptionRow {
            id: id.clone(),
            owner,
            position: after.unwrap_or(self.noticed()),
            wanted: write(wish)?,
            secret: sealed,
            progress: write(&Progress::default())?,
        })?;
        Ok(Ok(Subscribed { id, secret: Some(secret.to_vec()), repeated: false }))
    }

    /// A notice that was never given here: the store is older than whoever names it.
    fn position_unknown(&self, after: Option<i64>) -> Option<Refusal> {
        let position = after.filter(|after| *after < 0 || *after > self.noticed())?;
        Some(Refusal::PositionUnknown { position })
    }

    fn resume_subscription(&mut self, id: &str, after: Option<i64>) -> Result<Outcome, Fault> {
        if let Some(refusal) = self.position_unknown(after) {
            return Ok(refused(&refusal));
        }
        let Some(row) = self.store.subscription(id)? else { return Ok(unknown(id)) };
        let (position, progress) = (after.unwrap_or(row.position), write(&Progress::default())?);
        self.store.put_subscription(&SubscriptionRow { position, progress, ..row })?;
        Ok(Ok(Subscribed { id: id.to_owned(), secret: None, repeated: false }))
    }

    fn end_subscription(&mut self, id: &str) -> Result<Outcome, Fault> {
        if self.store.subscription(id)?.is_none() {
            return Ok(unknown(id));
        }
        self.store.drop_subscription(id)?;
        Ok(Ok(Subscribed { id: id.to_owned(), secret: None, repeated: false }))
    }

    /// Notes how far subscribers were told and how it goes. One that is told no longer is an alarm.
    pub fn progressed(
        &mut self,
        now: Timestamp,
        progressed: Vec<(String, i64, Progress)>,
    ) -> Result<(), Fault> {
        let done = self.try_progressed(now, progressed);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_progressed(
        &mut self,
        now: Timestamp,
        progressed: Vec<(String, i64, Progress)>,
    ) -> Result<(), Fault> {
        if self.mode == Mode::Recovering {
            return Ok(());
        }
        self.begin(now)?;
        for (id, position, progress) in progressed {
            // One that has ended meanwhile stays ended.
            let Some(row) = self.store.subscription(&id)? else { continue };
            let before: Progress = read(&row.progress)?;
            if let Some(why) = progress.disabled.filter(|_| before.disabled.is_none()) {
                let detail = format!("{} after {} tries", why.word(), progress.failure_count);
                self.alarm(AlarmKind::Undelivered, &format!("subscription {id}"), &detail)?;
            }
            if progress.silent && !before.silent {
                let detail = format!("silent after {} tries, and tried on", progress.failure_count);
                self.alarm(AlarmKind::Undelivered, &format!("subscription {id}"), &detail)?;
            }
            let progress = write(&progress)?;
            self.store.put_subscription(&SubscriptionRow { position, progress, ..row })?;
        }
        self.finish()
    }

    /// Keeps a subscription for the administration's own system: begun with the first event there
    /// ever was, and gone on with where it stopped, at whatever endpoint it has now.
    pub fn keep_national(
        &mut self,
        now: Timestamp,
        owner: &Actor,
        endpoint: &str,
    ) -> Result<(), Fault> {
        if self.mode == Mode::Recovering {
            return Ok(());
        }
        let (kind, dossier) = (Some("movement".to_owned()), None);
        let wish = Wish { endpoint: endpoint.to_owned(), kind, dossier, answers: true };
        let (owner, wanted) = (write(owner)?, write(&wish)?);
        let row = match self.store.subscription(NATIONAL)? {
            Some(row) if row.owner == owner && row.wanted == wanted => return Ok(()),
            Some(row) => SubscriptionRow { owner, wanted, ..row },
            None => {
                let secret: [u8; SECRET_BYTES] = self.random();
                let key = secret_key(&self.settings.node, NATIONAL);
                let id = NATIONAL.to_owned();
                let secret =
                    self.vault.seal_text(&key, id.as_bytes(), &secret, self.entropy.as_mut())?;
                let progress = write(&Progress::default())?;
                SubscriptionRow { id, owner, position: 0, wanted, secret, progress }
            }
        };
        self.begin(now)?;
        self.store.put_subscription(&row)?;
        self.finish()
    }
}

impl Disabled {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::GivenUp => "given-up",
            Self::Gone => "gone",
            Self::NoRight => "no-right",
        }
    }
}
