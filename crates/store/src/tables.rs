//! The tables both engines keep, as plain rows: what one store is copied into another by.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// A whole number, or none.
    Number(&'static str),
    /// Text, or none.
    Text(&'static str),
    /// Bytes.
    Bytes(&'static str),
}

impl Column {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Number(name) | Self::Text(name) | Self::Bytes(name) => name,
        }
    }
}

/// What stands in one column of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Nothing | Self::Number(_) => 8,
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_owned())
    }
}

impl From<&Vec<u8>> for Value {
    fn from(bytes: &Vec<u8>) -> Self {
        Self::Bytes(bytes.clone())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// A row of a table, in the order of its columns.
pub type Values = Vec<Value>;

/// One table. Its key comes first among its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
    /// How many columns make the key.
    pub(crate) key_count: usize,
}

impl Table {
    /// What it is called.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The columns of its key in a row.
    pub fn key(self, row: &[Value]) -> &[Value] {
        row.get(..self.key_count).unwrap_or(row)
    }

    /// The names of its columns, between commas.
    pub(crate) fn column_names(self) -> String {
        names(self.columns)
    }

    /// The names of the columns of its key, between commas.
    pub(crate) fn key_names(self) -> String {
        names(self.columns.get(..self.key_count).unwrap_or(self.columns))
    }
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
}

macro_rules! tables {
    ($($constant:ident = $name:literal ($($key:ident $key_name:literal)+; $($kind:ident $column:literal)*);)*) => {
        $(pub(crate) const $constant: Table = Table {
            name: $name,
            columns: &[$(Column::$key($key_name),)+ $(Column::$kind($column),)*],
            key_count: [$($key_name),+].len(),
        };)*

        impl Table {
            /// All of them.
            pub const ALL: &'static [Self] = &[$($constant),*];
        }
    };
}

// The columns of the key, then the others.
tables! {
    ENTRIES = "entries" (Number "place"; Bytes "header" Bytes "commitments" Bytes "sealed");
    TILES = "tiles" (Number "epoch" Number "partition" Number "level" Number "tile"; Bytes "hashes");
    CHECKPOINTS = "checkpoints" (Number "place"; Text "note");
    LOGS = "logs" (Number "id"; Text "origin");
    FOREIGN_ENTRIES = "foreign_entries" (Number "id"; Number "log" Number "idx" Bytes "header"
        Bytes "commitments" Bytes "sealed" Bytes "proof" Number "size" Number "received");
    FOREIGN_CHECKPOINTS = "foreign_checkpoints" (Number "log" Number "size"; Text "note");
    TOLD = "told" (Number "seq"; Text "dossier" Text "kind" Text "writer" Number "part"
        Number "epoch" Number "idx" Number "own" Number "source" Text "verdict");
    DOSSIERS = "dossiers" (Text "dossier"; Text "kind" Text "flag");
    READERS = "readers" (Text "dossier" Text "administration"; Text "granted");
    NAMES = "names" (Text "kind" Text "value" Text "dossier"; Number "reserved");
    COMMANDS = "commands" (Text "id"; Bytes "mac" Text "dossier" Bytes "answer");
    TASKS = "tasks" (Number "id"; Number "due" Text "policy" Number "seq");
    OUT_STREAMS = "out_streams" (Text "recipient" Number "epoch" Number "partition"; Number "number"
        Number "dispatch" Number "dispatch_count" Number "receipted" Number "receipted_dispatch"
        Number "verified" Number "cosigned");
    DISPATCHES = "dispatches" (Text "recipient" Number "place";);
    ITEMS = "items" (Text "recipient" Number "epoch" Number "partition" Number "number";
        Number "idx" Number "told_as" Number "of_epoch");
    IN_STREAMS = "in_streams" (Number "log"; Number "through" Number "dispatch" Number "dispatched"
        Number "size" Bytes "root" Number "receipt" Text "exceptions");
    HEARD = "heard" (Number "log"; Number "size" Text "note");
    DOCUMENTS = "documents" (Text "what" Number "version"; Text "note");
    BLOCKS = "blocks" (Text "series"; Number "next");
    VIEWS = "views" (Text "dossier"; Text "kind" Text "phase" Number "version" Text "name_kind"
        Text "name" Number "begun" Text "day" Number "name_count" Text "concerns");
    FOUND_BY = "found_by" (Text "kind" Text "name" Number "begun";);
    NOTICES = "notices" (Number "id"; Number "seq" Number "at" Text "event" Text "phase"
        Text "verdict" Text "addressees");
    NOTICE_ADDRESSEES = "notice_addressees" (Text "addressee" Number "notice";);
    SUBSCRIPTIONS = "subscriptions" (Text "id"; Text "owner" Number "position" Text "wanted"
        Bytes "secret" Text "progress");
    REJECTIONS = "rejections" (Number "notice"; Text "command" Text "owner" Text "addressee"
        Text "day" Text "message" Bytes "refers" Bytes "sealed");
    ERASURES = "erasures" (Number "place"; Text "dossier");
    ALARMS = "alarms" (Number "place"; Text "body");
    TEXTS = "texts" (Text "name"; Text "text");
}
