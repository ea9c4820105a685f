//! What waits at a node: tasks, files in the watched folder, and what an operator must look at.

use std::path::Path;

use anyhow::Context;
use api::{Config, is_whole};
use node::TaskLine;
use serde::Serialize;
use serde_json::Value;

use super::seen::{part, phrase, said, second, text};
use crate::args::QueueOptions;
use crate::member::CONFIG;
use crate::outcome::Outcome;
use crate::speech::say;
use crate::table::Table;
use crate::training;

#[derive(Serialize)]
struct Queue {
    /// How many tasks there are, those whose time has not come among them.
    task_count: u64,
    /// Those that come first.
    tasks: Vec<TaskLine>,
    /// The files that wait in the watched folder; none where there is no folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Vec<Waiting>>,
    /// The latest alarms, as the API shows them.
    alarms: Vec<Value>,
}

#[derive(Serialize)]
struct Waiting {
    name: String,
    size_bytes: u64,
}

/// Shows what waits.
pub(super) fn show(options: &QueueOptions) -> anyhow::Result<Outcome> {
    let config = Config::load(&options.node.join(CONFIG))?;
    training::tell(config.node.training);
    let read = api::snapshot(&config)?;
    let alarms = read.alarms(options.count)?.into_iter().map(|row| {
        let alarm = serde_json::from_str(&row.body).unwrap_or(Value::String(row.body));
        serde_json::json!({"entry": row.place.index, "alarm": alarm})
    });
    let queue = Queue {
        task_count: read.task_count(i64::MAX)?,
        tasks: node::tasks(read.as_ref(), api::now(), options.count)?,
        files: config.folder.as_ref().map(|folder| waiting(&folder.path)).transpose()?,
        alarms: alarms.collect(),
    };
    if options.json {
        println!("{}", training::json(&queue, config.node.training)?);
    } else {
        queue.lines().iter().for_each(|line| println!("{line}"));
    }
    Ok(Outcome::Good)
}

/// The files a node will take from its watched folder, in the order in which it will.
fn waiting(folder: &Path) -> anyhow::Result<Vec<Waiting>> {
    let path = folder.join("in");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&path).with_context(|| path.display().to_string())? {
        let entry = entry?;
        // One that was taken meanwhile does not wait any more.
        let Ok(metadata) = entry.metadata() else { continue };
        let name = entry.file_name().to_string_lossy().into_owned();
        if metadata.is_file() && is_whole(&name) {
            files.push(Waiting { name, size_bytes: metadata.len() });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

impl Queue {
    fn lines(&self) -> Vec<String> {
        let (tasks, files, alarms) = (self.tasks(), self.files(), self.alarms());
        let parts = [("show-tasks", tasks), ("show-files", files), ("show-alarms", alarms)];
        let lines = parts.into_iter().flat_map(|(head, lines)| part(head, lines));
        // The first head needs no empty line above it.
        let lines: Vec<_> = lines.skip(1).collect();
        if lines.is_empty() { vec![say("show-nothing-waits")] } else { lines }
    }

    fn tasks(&self) -> Vec<String> {
        let head = ["show-task", "show-state", "show-at", "show-kind", "show-dossier"];
        let mut table = Table::headed(head.map(say));
        for task in &self.tasks {
            let state = serde_json::to_value(task.state).unwrap_or_default();
            table.row([
                task.policy.clone(),
                phrase("task", &state),
                task.due.map(second).unwrap_or_default(),
                task.kind.clone().map(|kind| phrase("kind", &kind.into())).unwrap_or_default(),
                task.dossier.as_ref().map(ToString::to_string).unwrap_or_default(),
            ]);
        }
        table.lines()
    }

    fn files(&self) -> Vec<String> {
        let mut table = Table::headed(["show-file", "show-bytes"].map(say)).counting(&[1]);
        for file in self.files.iter().flatten() {
            table.row([file.name.clone(), file.size_bytes.to_string()]);
        }
        table.lines()
    }

    fn alarms(&self) -> Vec<String> {
        let head = ["show-number", "show-alarm", "show-alarm-about", "show-detail"];
        let mut table = Table::headed(head.map(say)).counting(&[0]);
        for row in &self.alarms {
            table.row([
                text(row, "/entry"),
                said("alarm", row, "/alarm/kind"),
                text(row, "/alarm/about"),
                text(row, "/alarm/detail"),
            ]);
        }
        table.lines()
    }
}
