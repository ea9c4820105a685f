//! `passavant post hand-over`: another officer holds a post from an instant on. Rights go with the post,
//! so that his token needs nothing else, and a running node goes by it within a second.

use anyhow::bail;
use api::Config;
use identity::NotHandedOver;
use serde_json::json;

use crate::args::PostHandOverOptions;
use crate::files::HeldPeople;
use crate::member::CONFIG;
use crate::outcome::{Outcome, print};
use crate::speech::{say, tell};
use crate::training;

/// Hands a post over.
pub(crate) fn hand_over(options: &PostHandOverOptions) -> anyhow::Result<Outcome> {
    let PostHandOverOptions { dir, post, to, at, json } = options;
    let Config { node, paths, .. } = Config::load(&dir.join(CONFIG))?;
    training::tell(node.training);
    let now = api::now();
    let at = at.unwrap_or(now);
    // Who held what when is what later questions are answered by.
    if at < now {
        bail!(say("cli-post-past"));
    }
    let (held, mut people) = HeldPeople::open(&paths.people)?;
    let named = [("post", post.as_str()), ("officer", to.as_str())];
    let before = match people.hand_over(post, to, at) {
        Ok(before) => before,
        Err(NotHandedOver::NoSuchPost) => bail!(tell("cli-post-unknown", &named)),
        Err(NotHandedOver::NoSuchOfficer) => bail!(tell("cli-officer-unknown", &named)),
        Err(NotHandedOver::HisAlready) => bail!(tell("cli-post-his", &named)),
        Err(NotHandedOver::HeldLater { from }) => {
            bail!(tell("cli-post-later", &[("post", post.as_str()), ("from", &from.to_string())]))
        }
    };
    held.replace(&people)?;
    let at = at.to_string();
    let mut said = named.to_vec();
    said.push(("at", &at));
    let object = json!({"post": post, "officer": to, "at": at, "before": before});
    let object = training::marked(object, node.training)?;
    let before = before.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    said.push(("before", &before));
    let key = if before.is_empty() { "cli-post-given" } else { "cli-post-handed-over" };
    print(*json, &object, &tell(key, &said));
    Ok(Outcome::Good)
}
