//! The watched folder: a national system puts files into `in` and finds answers in `out`.
//!
//! Whoever writes a file gives it another name first (`.name` or `name.part`) and renames it when it
//! is whole. A file is taken again after a restart and counts once. What was done goes to `done`,
//! what was not goes to `refused` with its findings; neither keeps a clear access code.

mod files;
mod returns;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use identity::Actor;
use kernel::Timestamp;
use language::Language;
use node::{Refusal, Rejection};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::config::FolderConfig;
use crate::fault::{Fault, chain};
pub use crate::folder::files::is_whole;
use crate::folder::files::{Folder, Waiting};
use crate::intake::{Taken, take};
use crate::masking::to_keep;
use crate::naming::Naming;
use crate::problem::Problem;
use crate::training::Training;

/// What the folder remembers between restarts, beside its files.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The last event that was written back or passed over.
    after: i64,
    /// Events before it that wait for a verdict.
    waiting: Vec<i64>,
    /// How often each command was refused, so that a file put in again is asked anew.
    refused: BTreeMap<String, u32>,
    /// Since when the disk has a position before `after`, between which nothing was written back.
    #[serde(skip)]
    behind_since: Option<Timestamp>,
}

/// Watches a folder until the process ends. A fault stops nothing: the files stay where they are.
pub(crate) async fn watch(app: App, config: FolderConfig, size_max: u64) {
    let folder = Folder::at(&config.path, app.settings.training);
    let pause = Duration::from_millis(config.poll_ms.max(10));
    let mut complained = false;
    let mut passed_over = BTreeSet::new();
    let mut memory = None;
    let mut duty = app.duty.clone();
    loop {
        // Of several processes of the node one watches; what another has written down is read again.
        if !*duty.borrow() {
            memory = None;
            if duty.wait_for(|on_duty| *on_duty).await.is_err() {
                return;
            }
        }
        match look(&app, &config, &folder, (&mut passed_over, &mut memory), size_max).await {
            // Where more wait, they are taken at once.
            Ok(true) => {
                complained = false;
                continue;
            }
            Ok(false) => complained = false,
            Err(fault) => {
                // What was not written down is found again from what was.
                memory = None;
                if !std::mem::replace(&mut complained, true) {
                    tracing::error!("the watched folder: {}", chain(&fault));
                }
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// How much of the name of a file stands in that of its answer, which is longer.
const STEM_BYTES_MAX: usize = 150;

/// Takes files and writes back what has come about; whether more wait.
async fn look(
    app: &App,
    config: &FolderConfig,
    folder: &Folder,
    (passed_over, memory): (&mut BTreeSet<OsString>, &mut Option<Memory>),
    size_max: u64,
) -> Result<bool, Fault> {
    let memory = match memory {
        Some(memory) => memory,
        None => memory.insert(folder.recall()?),
    };
    let (files, mut more) = folder.waiting(passed_over)?;
    for waiting in files {
        if !file(app, config, folder, &waiting, memory, size_max).await? {
            // The node is busy or stopping; the file is taken next time.
            more = false;
            break;
        }
    }
    returns::write_back(app, folder, memory).await?;
    Ok(more)
}

/// Takes one file; false where the node cannot work just now.
async fn file(
    app: &App,
    config: &FolderConfig,
    folder: &Folder,
    waiting: &Waiting,
    memory: &mut Memory,
    size_max: u64,
) -> Result<bool, Fault> {
    let Some(bytes) = folder.read(waiting, size_max)? else {
        let limit_bytes = usize::try_from(size_max).unwrap_or(usize::MAX);
        let problem = Problem::from(Refusal::TooLarge { limit_bytes });
        set_aside(app, folder, waiting, None, &problem, config.language)?;
        return Ok(true);
    };
    let kept = to_keep(&bytes);
    let kept = kept.as_deref();
    let naming = Naming { key: None, refused: memory.refused.clone() };
    let Some(national) = &app.national else { return Ok(false) };
    let actor = Actor::NationalSystem(national.acts.system.clone());
    match take(app, actor, bytes, &naming).await {
        Ok((Taken::Done { answer, .. }, warnings)) => {
            if let Some((code, bytes)) = answer {
                folder.put_out(&answer_name(&waiting.name, code.as_str()), &bytes)?;
            }
            let told = warnings.iter().map(|finding| language::finding(config.language, finding));
            folder.set_done(waiting, kept, &told.collect::<Vec<_>>())?;
        }
        Ok((Taken::Rejected { problem, answer, told }, _)) => {
            if let Some((what, bytes)) = told {
                folder.put_out(&answer_name(&waiting.name, what), &bytes)?;
            }
            if let Some(Rejection { code, bytes, .. }) = answer {
                folder.put_out(&answer_name(&waiting.name, code.as_str()), &bytes)?;
            }
            if let Some(name) = problem.to_ask_anew() {
                *memory.refused.entry(name.to_owned()).or_default() += 1;
                folder.remember(memory)?;
            }
            set_aside(app, folder, waiting, kept, &problem, config.language)?;
        }
        Err(problem) if problem.is_passing() => return Ok(false),
        Err(problem) => set_aside(app, folder, waiting, kept, &problem, config.language)?,
    }
    Ok(true)
}

fn answer_name(file: &str, code: &str) -> String {
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file);
    let stem = stem.get(..stem.floor_char_boundary(STEM_BYTES_MAX)).unwrap_or(stem);
    format!("{stem}.{code}.xml")
}

/// Puts a file aside, with everything that is wrong with it beside it.
fn set_aside(
    app: &App,
    folder: &Folder,
    waiting: &Waiting,
    kept: Option<&[u8]>,
    problem: &Problem,
    language: Language,
) -> Result<(), Fault> {
    let said = problem.said(language, Training(app.settings.training));
    let mut findings = serde_json::to_vec_pretty(&said).unwrap_or_default();
    findings.push(b'\n');
    folder.set_refused(waiting, kept, &findings)
}
