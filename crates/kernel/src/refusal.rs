//! Why something was not done: a stable code and what it was about.

use serde::{Deserialize, Serialize};

/// A reason not to do what was asked. Each has a code that never changes, a page under
/// `docs/errors/` and a text in three languages.
pub trait Refusal: std::fmt::Debug + Clone + PartialEq {
    /// The code, for example `GUA-004`.
    fn code(&self) -> &'static str;
    /// What the text needs to be precise.
    fn arguments(&self) -> Vec<(&'static str, String)>;

    /// The form that is stored and sent.
    fn refused(&self) -> Refused {
        Refused {
            code: self.code().to_owned(),
            arguments: self
                .arguments()
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}

/// A refusal as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The code, for example `GUA-004`.
    pub code: String,
    /// What the text needs to be precise, by name.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub arguments: std::collections::BTreeMap<String, String>,
}

/// Declares the refusals of a module: one variant, one stable code, in one place.
#[macro_export]
macro_rules! refusals {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident $({ $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? })?
                    = $code:literal
            ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_meta])* $variant $({ $($(#[$field_meta])* $field: $type),* })?),*
        }

        impl $name {
            /// Every code, in the order of the variants.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }

        impl $crate::Refusal for $name {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => $code),*
                }
            }

            fn arguments(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        vec![$($((stringify!($field), $field.to_string())),*)?]
                    }),*
                }
            }
        }
    };
}
