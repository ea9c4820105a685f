//! Two traders at one node, and the declarations they send.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use identity::{Actor, Token, TokenHash};
use serde_json::Value;

use crate::demo::papers::{Covering, Draw, Lodging};
use crate::demo::scene::{Registered, Scene};
use crate::demo::ways::DAKAR_BAMAKO;
use crate::files::{self, HeldPeople};
use crate::member::secret;
use crate::region::corridor::Lodged;

/// Who is measured, whom the region knows.
pub(super) const QUIET: &str = "SN0000001";
/// Who takes all he can get, with the same rights.
pub(super) const FLOODER: &str = "SN0000002";
/// How large the guarantee is under which both declare.
const AMOUNT: &str = "900000000000";
/// How large a body is that is as large as may be.
const LARGE: usize = 10 << 20;

/// Papers under one guarantee that is large enough for all.
#[derive(Debug)]
pub(super) struct Papers {
    /// The lock is held while one paper is drawn.
    draw: Mutex<Draw>,
    guarantee: Registered,
    prepared: String,
}

impl Papers {
    /// Lodges the guarantee.
    pub(super) async fn lodged(scene: &Scene) -> anyhow::Result<Self> {
        let lodged = Lodged {
            name: "bench".to_owned(),
            grn: None,
            access_code: Some("BNCH".to_owned()),
            holder: DAKAR_BAMAKO.holder.parse()?,
            office: DAKAR_BAMAKO.departure.parse()?,
            amount: serde_json::from_value(Value::from(AMOUNT))?,
        };
        let guarantee = scene.register("SN", &lodged).await?;
        let prepared = scene.now()?.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        Ok(Self { draw: Mutex::new(Draw::new(1)), guarantee, prepared })
    }

    /// The next declaration of a trader, and what he calls it.
    pub(super) fn declaration(&self, trader: &str) -> anyhow::Result<(String, Vec<u8>)> {
        let mut draw = self.draw.lock().unwrap_or_else(PoisonError::into_inner);
        let load = draw.load(DAKAR_BAMAKO.letters);
        drop(draw);
        let Registered { grn, access_code, .. } = &self.guarantee;
        let coverings = [Covering { grn, access_code, amount: load.amount }];
        let lodging = Lodging {
            representative: trader,
            coverings: &coverings,
            prepared: &self.prepared,
            prelodged: false,
        };
        let body = load.declaration(&DAKAR_BAMAKO, &lodging).into_bytes();
        Ok((load.lrn, body))
    }

    /// A declaration as large as may be, with thousands of items: it is read to its end, and refused.
    pub(super) fn large(&self, trader: &str) -> anyhow::Result<Vec<u8>> {
        let (_, declaration) = self.declaration(trader)?;
        let text = String::from_utf8(declaration)?;
        let end = "</ConsignmentItem>";
        let (begin, rest) = text.split_once("<ConsignmentItem>").context("no item")?;
        let (item, rest) = rest.split_once(end).context("no end of an item")?;
        let item = format!("<ConsignmentItem>{item}{end}");
        let count = (LARGE - begin.len() - rest.len()) / item.len();
        Ok(format!("{begin}{}{rest}", item.repeat(count)).into_bytes())
    }
}

/// Makes the other trader known at a node that is not at work, with the mandate and the licence of the
/// first; gives back a token of each.
pub(super) fn both_known(home: &Path) -> anyhow::Result<[String; 2]> {
    let path = home.join("reference.json");
    let mut reference: Value = files::read_json(&path)?;
    for part in ["traders", "mandates", "licences"] {
        let entries = reference.get_mut(part).and_then(Value::as_array_mut).context(part)?;
        let others: Vec<Value> =
            entries.iter().filter(|entry| entry.to_string().contains(QUIET)).map(another).collect();
        entries.extend(others);
    }
    files::write_json(&path, &reference)?;
    let (held, mut people) = HeldPeople::open(&home.join("people.json"))?;
    let mut entropy = api::entropy()?;
    let mut known = |trader: &str| {
        let secret = secret(&mut entropy);
        let actor = Actor::Trader(trader.parse()?);
        people.tokens.push(Token { hash: TokenHash::of(&secret), actor });
        anyhow::Ok(secret)
    };
    let tokens = [known(QUIET)?, known(FLOODER)?];
    held.replace(&people)?;
    Ok(tokens)
}

/// The same of the other trader, under another number.
fn another(entry: &Value) -> Value {
    let mut entry = entry.clone();
    for value in entry.as_object_mut().into_iter().flat_map(|fields| fields.values_mut()) {
        if value == QUIET {
            *value = FLOODER.into();
        }
    }
    if let Some(number) = entry.get_mut("number") {
        *number = format!("{}-B", number.as_str().unwrap_or_default()).into();
    }
    entry
}
