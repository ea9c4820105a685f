//! Before a node writes anything, its peers are asked what they know of its log: the store may have been
//! put back together with all that stood beside it.

use std::time::Duration;

use identity::Directory;
use node::{Asking, Opening};
use tokio::task::JoinSet;

use crate::config::Config;
use crate::fault::Fault;
use crate::keyring::Keyring;
use crate::peers::post;
use crate::tls::client_pinned_to;

/// Asks every peer that can be reached, and lets the node hear what they answer. Whoever does not answer
/// in time is not waited for.
pub(crate) fn compare(
    opening: &mut Opening,
    config: &Config,
    documents: &[String],
) -> Result<(), Fault> {
    let asking = opening.asking(documents)?;
    if asking.is_empty() {
        return Ok(());
    }
    let Some(directory) = opening.directory() else { return Ok(()) };
    let pem = Keyring::at(&config.paths.keys).tls()?;
    let patience = Duration::from_millis(config.serve.compare_ms_max);
    let asked = asking.len();
    // Whoever opens a node may be a task, and a task must not wait for others.
    let answers = std::thread::scope(|scope| {
        let thread = scope.spawn(|| answers(asking, directory, &pem, patience));
        thread.join().map_err(|_| Fault::Thread)
    })??;
    tracing::info!(asked, answered = answers.len(), "peers were asked what they know of this node");
    for answer in &answers {
        opening.told(answer)?;
    }
    Ok(())
}

fn answers(
    asking: Vec<Asking>,
    directory: &Directory,
    pem: &(Vec<u8>, Vec<u8>),
    patience: Duration,
) -> Result<Vec<Vec<u8>>, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| Fault::Thread)?;
    Ok(runtime.block_on(async {
        let mut under_way = JoinSet::new();
        for Asking { to, endpoint, body, .. } in asking {
            let Some((_, entry)) = directory.node(&to) else { continue };
            let Ok(client) = client_pinned_to(entry.tls_key, Some(pem), patience) else { continue };
            under_way.spawn(async move { post(Some(&client), &to, &endpoint, "asks", body).await });
        }
        under_way.join_all().await.into_iter().flatten().collect()
    }))
}
