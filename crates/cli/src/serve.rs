//! `passavant serve`: runs a node until it is told to stop.

use std::io::{IsTerminal, Read};
use std::path::Path;

use api::Config;
use tokio::sync::oneshot;
use tracing_subscriber::filter::LevelFilter;

use crate::args::ServeOptions;
use crate::outcome::{Outcome, print};
use crate::speech::tell;
use crate::training;

/// Runs a node.
pub(crate) fn run(options: &ServeOptions) -> anyhow::Result<Outcome> {
    let config = Config::load(&options.config)?;
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::INFO)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(config, options));
    if served.as_ref().is_err_and(|error| Outcome::of(error) == Outcome::Damaged) {
        let dir = options.config.parent().unwrap_or(Path::new(".")).display().to_string();
        eprintln!("{}", tell("cli-serve-damaged", &[("dir", &dir)]));
    }
    served.map(|()| Outcome::Good)
}

async fn serve(config: Config, options: &ServeOptions) -> anyhow::Result<()> {
    training::tell(config.node.training);
    let node = config.node.node.to_string();
    let running = api::serve(config).await?;
    let address = running.address().to_string();
    let object = serde_json::json!({"node": node, "address": address});
    let said = tell("cli-serving", &[("node", &node), ("address", &address)]);
    print(options.json, &object, &said);
    let closing = options.stop_with_stdin.then(standard_input_closes);
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let told = async {
        tokio::select! {
            () = closed(closing) => {}
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    };
    running.until(told).await?;
    Ok(())
}

/// Tells when standard input has ended, as it does when the parent process ends.
fn standard_input_closes() -> oneshot::Receiver<()> {
    let (closed, closing) = oneshot::channel();
    std::thread::spawn(move || {
        let mut rest = Vec::new();
        if let Err(error) = std::io::stdin().read_to_end(&mut rest) {
            tracing::debug!(%error, "standard input cannot be read");
        }
        if closed.send(()).is_err() {
            tracing::debug!("the node had stopped already");
        }
    });
    closing
}

/// Ends when the channel does; never where there is none.
async fn closed(closing: Option<oneshot::Receiver<()>>) {
    match closing {
        Some(closing) => closing.await.unwrap_or_default(),
        None => std::future::pending().await,
    }
}
