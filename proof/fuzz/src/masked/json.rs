//! A message in JSON beside what is kept of it: the value of each member that holds a code is the mask,
//! and all others are as they were, to the byte.

use std::fmt::{self, Formatter};

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{MASK, holds_code};

/// How deep it is looked.
const DEPTH_MAX: usize = 64;

/// The members of an object in their order, those of one name too.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;

        impl<'de> Visitor<'de> for Reading {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        from.deserialize_map(Reading).map(Members)
    }
}

/// Compares a text with what is kept of it; of what is no JSON nothing is.
pub(super) fn compare(text: &str, kept: Option<&str>) {
    let content = |text: &'_ str| text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    let before = content(text);
    let is_json = serde_json::from_str::<IgnoredAny>(&before).is_ok();
    assert_eq!(kept.is_some(), is_json && !text.contains('\0'), "{text:?}");
    let Some(after) = kept.map(content) else { return };
    let pair = (serde_json::from_str(&before), serde_json::from_str(&after));
    let (Ok(before), Ok(after)) = pair else { panic!("{text:?} is kept as {after:?}") };
    same(before, after, DEPTH_MAX);
}

fn same(before: &RawValue, after: &RawValue, depth: usize) {
    let (one, other) = (before.get(), after.get());
    let kind = one.bytes().next().filter(|_| depth > 0);
    match kind {
        Some(b'{') => {
            // A name that is half a pair of UTF-16 cannot be read by anybody.
            let Ok(Members(members)) = serde_json::from_str(one) else { return };
            let Ok(Members(others)) = serde_json::from_str(other) else {
                panic!("{one:?} is kept as {other:?}")
            };
            assert_eq!(members.len(), others.len());
            for ((name, value), (same_name, kept)) in members.iter().zip(others) {
                assert_eq!(*name, same_name);
                if holds_code(name) {
                    assert_eq!(kept.get(), format!("\"{MASK}\""));
                } else {
                    same(value, kept, depth - 1);
                }
            }
        }
        Some(b'[') => {
            let read = |text| serde_json::from_str::<Vec<&RawValue>>(text);
            let (Ok(values), Ok(kept)) = (read(one), read(other)) else {
                panic!("{one:?} is kept as {other:?}")
            };
            assert_eq!(values.len(), kept.len());
            values.iter().zip(kept).for_each(|(value, kept)| same(value, kept, depth - 1));
        }
        Some(_) => assert_eq!(one, other),
        None => {}
    }
}
