//! Which messages are spoken here, and where the structure of each is written down.

use std::fmt;

/// Declares the messages of the catalogue: the variant, the name of its root element, its file.
macro_rules! messages {
    ($($(#[$meta:meta])* $variant:ident = $name:literal in $file:literal;)*) => {
        /// A message of a standard, by the name of its root element.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum MessageCode {
            $($(#[$meta])* $variant),*
        }

        impl MessageCode {
            /// Every message of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the root element.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }

            /// The message whose root element has this name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }
        }

        /// The catalogue as it is written, one file after the other.
        pub(crate) const SOURCES: &[(&str, &str)] = &[
            ("standards.msg", include_str!("../catalogue/standards.msg")),
            ("ncts5/formats.msg", include_str!("../catalogue/ncts5/formats.msg")),
            ("ncts5/structures.msg", include_str!("../catalogue/ncts5/structures.msg")),
            $(($file, include_str!(concat!("../catalogue/", $file)))),*
        ];
    };
}

messages! {
    /// IE007, arrival notification: from the trader at destination.
    Cc007c = "CC007C" in "ncts5/CC007C.msg";
    /// IE015, declaration data: from the holder of the transit procedure.
    Cc015c = "CC015C" in "ncts5/CC015C.msg";
    /// IE025, goods release notification: to the trader at destination.
    Cc025c = "CC025C" in "ncts5/CC025C.msg";
    /// IE028, MRN allocated: to the holder.
    Cc028c = "CC028C" in "ncts5/CC028C.msg";
    /// IE029, release for transit: to the holder.
    Cc029c = "CC029C" in "ncts5/CC029C.msg";
    /// IE045, write-off notification: to the holder.
    Cc045c = "CC045C" in "ncts5/CC045C.msg";
    /// IE055, guarantee not valid: to the holder.
    Cc055c = "CC055C" in "ncts5/CC055C.msg";
    /// IE056, rejection from the office of departure: to the holder.
    Cc056c = "CC056C" in "ncts5/CC056C.msg";
    /// IE057, rejection from the office of destination: to the trader at destination.
    Cc057c = "CC057C" in "ncts5/CC057C.msg";
    /// IE060, control decision notification: to the holder.
    Cc060c = "CC060C" in "ncts5/CC060C.msg";
    /// IE917, negative acknowledgement of what is no valid XML: to whoever sent it.
    Cc917c = "CC917C" in "ncts5/CC917C.msg";
    /// IE928, positive acknowledgement: to the holder.
    Cc928c = "CC928C" in "ncts5/CC928C.msg";
    /// The single administrative document of ASYCUDA World.
    Sad = "ASYCUDA" in "asycuda/SAD.msg";
}

impl fmt::Display for MessageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
