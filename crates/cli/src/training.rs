//! What the program says about a node that is there for training, so that nobody takes it for real.

use anyhow::Context;
use serde::Serialize;
use serde_json::Value;

use crate::speech::say;

/// Says so, if it is, before anything else is said.
pub(crate) fn tell(training: bool) {
    if training {
        eprintln!("{}", say("cli-training"));
    }
}

/// The one object that is printed, marked where it is about such a node.
pub(crate) fn json(value: &impl Serialize, training: bool) -> anyhow::Result<String> {
    let mut value = serde_json::to_value(value)?;
    if training {
        let object = value.as_object_mut().context("an object is printed")?;
        object.insert("training".to_owned(), Value::Bool(true));
    }
    Ok(serde_json::to_string(&value)?)
}
