//! What the program says about a node that is there for training, so that nobody takes it for real.

use anyhow::Context;
use serde::Serialize;
use serde_json::Value;

use crate::client::Answer;
use crate::speech::say;

/// Says so, if it is, before anything else is said.
pub(crate) fn tell(training: bool) {
    if training {
        eprintln!("{}", say("cli-training"));
    }
}

/// An answer in JSON as the node gave it, marked where the node is such a one.
pub(crate) fn answered(answer: &Answer) -> String {
    let as_it_is = || String::from_utf8_lossy(&answer.body).trim_end().to_owned();
    if !answer.training {
        return as_it_is();
    }
    let value = serde_json::from_slice::<Value>(&answer.body).ok().filter(Value::is_object);
    let marked = value.and_then(|value| json(&value, true).ok());
    marked.unwrap_or_else(as_it_is)
}

/// The one object that is printed, marked where it is about such a node.
pub(crate) fn json(value: &impl Serialize, training: bool) -> anyhow::Result<String> {
    Ok(serde_json::to_string(&marked(serde_json::to_value(value)?, training)?)?)
}

/// An object, marked where it is about such a node.
pub(crate) fn marked(mut value: Value, training: bool) -> anyhow::Result<Value> {
    if training {
        let object = value.as_object_mut().context("an object is printed")?;
        object.insert("training".to_owned(), Value::Bool(true));
    }
    Ok(value)
}
