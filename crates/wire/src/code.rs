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
            ("ncts5/declaration.msg", include_str!("../catalogue/ncts5/declaration.msg")),
            $(($file, include_str!(concat!("../catalogue/", $file)))),*
        ];
    };
}

messages! {
    /// IE004, amendment acceptance: to the holder.
    Cc004c = "CC004C" in "ncts5/CC004C.msg";
    /// IE007, arrival notification: from the trader at destination.
    Cc007c = "CC007C" in "ncts5/CC007C.msg";
    /// IE009, invalidation decision: to the holder.
    Cc009c = "CC009C" in "ncts5/CC009C.msg";
    /// IE013, declaration amendment: from the holder.
    Cc013c = "CC013C" in "ncts5/CC013C.msg";
    /// IE014, declaration invalidation request: from the holder.
    Cc014c = "CC014C" in "ncts5/CC014C.msg";
    /// IE015, declaration data: from the holder of the transit procedure.
    Cc015c = "CC015C" in "ncts5/CC015C.msg";
    /// IE017, departure control results: between national systems.
    Cc017c = "CC017C" in "ncts5/CC017C.msg";
    /// IE019, discrepancies: to the holder and the guarantor.
    Cc019c = "CC019C" in "ncts5/CC019C.msg";
    /// IE022, notification to amend the declaration: to the holder.
    Cc022c = "CC022C" in "ncts5/CC022C.msg";
    /// IE023, guarantor notification: to the guarantor.
    Cc023c = "CC023C" in "ncts5/CC023C.msg";
    /// IE025, goods release notification: to the trader at destination.
    Cc025c = "CC025C" in "ncts5/CC025C.msg";
    /// IE026, guarantee access codes: from the holder.
    Cc026c = "CC026C" in "ncts5/CC026C.msg";
    /// IE028, MRN allocated: to the holder.
    Cc028c = "CC028C" in "ncts5/CC028C.msg";
    /// IE029, release for transit: to the holder.
    Cc029c = "CC029C" in "ncts5/CC029C.msg";
    /// IE034, query on guarantees: from the holder or the guarantor.
    Cc034c = "CC034C" in "ncts5/CC034C.msg";
    /// IE035, recovery notification: to the holder and the guarantor.
    Cc035c = "CC035C" in "ncts5/CC035C.msg";
    /// IE037, response to a query on guarantees: to whoever asked.
    Cc037c = "CC037C" in "ncts5/CC037C.msg";
    /// IE040, invalidation notification to the export system: between national systems.
    Cc040c = "CC040C" in "ncts5/CC040C.msg";
    /// IE042, destination control results to the export system: between national systems.
    Cc042c = "CC042C" in "ncts5/CC042C.msg";
    /// IE043, unloading permission: to the trader at destination.
    Cc043c = "CC043C" in "ncts5/CC043C.msg";
    /// IE044, unloading remarks: from the trader at destination.
    Cc044c = "CC044C" in "ncts5/CC044C.msg";
    /// IE045, write-off notification: to the holder.
    Cc045c = "CC045C" in "ncts5/CC045C.msg";
    /// IE048, recovery communication to the export system: between national systems.
    Cc048c = "CC048C" in "ncts5/CC048C.msg";
    /// IE051, no release for transit: to the holder.
    Cc051c = "CC051C" in "ncts5/CC051C.msg";
    /// IE054, request of release: from the holder.
    Cc054c = "CC054C" in "ncts5/CC054C.msg";
    /// IE055, guarantee not valid: to the holder.
    Cc055c = "CC055C" in "ncts5/CC055C.msg";
    /// IE056, rejection from the office of departure: to the holder.
    Cc056c = "CC056C" in "ncts5/CC056C.msg";
    /// IE057, rejection from the office of destination: to the trader at destination.
    Cc057c = "CC057C" in "ncts5/CC057C.msg";
    /// IE060, control decision notification: to the holder.
    Cc060c = "CC060C" in "ncts5/CC060C.msg";
    /// IE140, request on a movement that has not arrived: to the holder.
    Cc140c = "CC140C" in "ncts5/CC140C.msg";
    /// IE141, information about a movement that has not arrived: from the holder.
    Cc141c = "CC141C" in "ncts5/CC141C.msg";
    /// IE170, presentation notification for a prelodged declaration: from the holder.
    Cc170c = "CC170C" in "ncts5/CC170C.msg";
    /// IE182, forwarded incident notification: to the holder.
    Cc182c = "CC182C" in "ncts5/CC182C.msg";
    /// IE190, transit presentation notification: between national systems.
    Cc190c = "CC190C" in "ncts5/CC190C.msg";
    /// IE191, response to a transit presentation notification: between national systems.
    Cc191c = "CC191C" in "ncts5/CC191C.msg";
    /// IE224, individual guarantee voucher sold: from the guarantor.
    Cc224c = "CC224C" in "ncts5/CC224C.msg";
    /// IE225, guarantee update notification: to the holder.
    Cc225c = "CC225C" in "ncts5/CC225C.msg";
    /// IE228, liberation from liability of a comprehensive guarantee that is cancelled: to the guarantor.
    Cc228c = "CC228C" in "ncts5/CC228C.msg";
    /// IE229, revocation of individual guarantee vouchers: to the guarantor.
    Cc229c = "CC229C" in "ncts5/CC229C.msg";
    /// IE231, comprehensive guarantee cancellation notification: to the holder.
    Cc231c = "CC231C" in "ncts5/CC231C.msg";
    /// IE906, functional negative acknowledgement: to whoever sent it.
    Cc906c = "CC906C" in "ncts5/CC906C.msg";
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
