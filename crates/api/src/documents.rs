//! Where signed documents come from: the node's own folder, and the hub that keeps them.

use std::path::Path;
use std::time::Duration;

use crate::config::{Config, HubConfig};
use crate::fault::{Fault, chain};
use crate::host::Handle;
use crate::peers::documents;
use crate::readers::Readers;
use crate::tls::{Pins, client_pinned_to};

/// How often the folder is looked at, where no hub says otherwise, in milliseconds.
const REFRESH_MS: u64 = 60_000;
/// How often it is looked for while there is no directory at all, in milliseconds.
const FIRST_MS: u64 = 500;
/// How long the hub may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The documents of a folder, in the order of their names; none where there is no folder.
pub(crate) fn in_folder(folder: &Path) -> Result<Vec<String>, Fault> {
    let fault = |source| Fault::File { path: folder.to_owned(), doing: "read", source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|ending| ending == "note") {
            paths.push(path);
        }
    }
    paths.sort();
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).map_err(fault);
    paths.iter().map(read).collect()
}

/// Looks for new documents again and again, and has the node put them in force. A hub that does not
/// answer holds up nothing: what is in force stays so.
pub(crate) async fn follow(config: Config, handle: Handle, readers: Readers, pins: Pins) {
    let hub = config.hub.as_ref();
    let pause = Duration::from_millis(hub.map_or(REFRESH_MS, |hub| hub.refresh_ms.max(100)));
    let mut hub_is_away = false;
    loop {
        let mut found = match in_folder(&config.paths.documents) {
            Ok(found) => found,
            Err(fault) => {
                tracing::error!("documents: {}", chain(&fault));
                Vec::new()
            }
        };
        if let Some(hub) = hub {
            match ask(hub).await {
                Ok(kept) => {
                    found.extend(kept);
                    if std::mem::take(&mut hub_is_away) {
                        tracing::info!("the hub answers again");
                    }
                }
                Err(fault) => {
                    if !std::mem::replace(&mut hub_is_away, true) {
                        tracing::warn!("{}", chain(&fault));
                    }
                }
            }
        }
        // What the node has in force already changes nothing; what it does not take now, for want of
        // a signature or of a newer directory, it may take later.
        if let Ok(Some(directory)) = handle.adopt(found).await {
            readers.set_directory(directory, &pins);
        }
        let known = readers.directory().is_some();
        let first = Duration::from_millis(FIRST_MS).min(pause);
        tokio::time::sleep(if known { pause } else { first }).await;
    }
}

async fn ask(hub: &HubConfig) -> Result<Vec<String>, Fault> {
    let client = client_pinned_to(hub.tls_key, None, PATIENCE)?;
    documents(&client, &hub.endpoint).await
}
