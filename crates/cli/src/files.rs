//! Files of JSON and text, with the path in every complaint.

use std::fs;
use std::path::Path;

use anyhow::Context;
use api::HeldFile;
use identity::People;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(path).with_context(|| path.display().to_string())
}

/// Writes a file, and the folder it stands in.
pub(crate) fn write<B: AsRef<[u8]>>(path: &Path, bytes: B) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// Writes a file that only its owner may read.
pub(crate) fn write_secret<B: AsRef<[u8]>>(path: &Path, bytes: B) -> anyhow::Result<()> {
    write(path, bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))
            .with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Writes JSON for people to read.
pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    write(path, text)
}

/// The posts, officers and tokens of a node, held against everybody else who would change them.
pub(crate) struct HeldPeople(HeldFile);

impl HeldPeople {
    /// Waits until nobody else changes them.
    pub(crate) fn open(path: &Path) -> anyhow::Result<(Self, People)> {
        let file = HeldFile::open(path)?;
        let people =
            serde_json::from_str(file.text()).with_context(|| path.display().to_string())?;
        Ok((Self(file), people))
    }

    /// Puts others in their place, whole.
    pub(crate) fn replace(self, people: &People) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(people)?;
        text.push('\n');
        Ok(self.0.replace(&text)?)
    }
}

/// Reads a text.
pub(crate) fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Reads JSON of a shape.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    serde_json::from_str(&read(path)?).with_context(|| path.display().to_string())
}
