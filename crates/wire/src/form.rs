//! The forms a message may be written in.

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// XML, as the standards publish their schemas.
    Xml,
    /// JSON: `{"n1:CC015C": {"@PhaseID": "NCTS5.0", "TransitOperation": {...}, "Guarantee": [...]}}`.
    Json,
}

impl Form {
    /// The form of a body: what its media type says, or else what its first letter shows.
    pub fn of(media_type: Option<&str>, bytes: &[u8]) -> Self {
        media_type.and_then(Self::named).unwrap_or_else(|| Self::shown(bytes))
    }

    /// The form a media type names: `application/json`, `text/xml; charset=utf-8`, or any that ends
    /// in `+json` or `+xml`.
    pub fn named(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (_, subtype) = essence.split_once('/')?;
        match subtype.rsplit('+').next() {
            Some("json") => Some(Self::Json),
            Some("xml") => Some(Self::Xml),
            _ => None,
        }
    }

    /// The form the first letter shows: a bracket begins JSON, and everything else is read as XML.
    pub fn shown(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        match bytes.trim_ascii_start().first() {
            Some(b'{' | b'[') => Self::Json,
            _ => Self::Xml,
        }
    }

    /// The media type this form is sent with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xml => "application/xml",
            Self::Json => "application/json",
        }
    }
}

#[cfg(test)]
mod tests;
