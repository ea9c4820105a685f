//! `passavant check FILE...`: reads messages as a node would, without one, and tells everything that
//! is wrong with them.
//!
//! What only a node knows (guarantees, routes, who asks) is not checked: a message that passes here
//! may still be refused there.

use std::collections::BTreeMap;

use kernel::{Finding, Severity};
use language::{Language, ToldFinding};
use reference::Reference;
use serde::Serialize;

use crate::args::CheckOptions;
use crate::outcome::Outcome;
use crate::reach;
use crate::said;
use crate::speech::{spoken, tell};

/// What was found in all messages.
#[derive(Serialize)]
struct Report {
    /// Whether no message has an error.
    ok: bool,
    files: Vec<Checked>,
}

/// What was found in one message.
#[derive(Serialize)]
struct Checked {
    file: String,
    /// Whether it has no error.
    ok: bool,
    /// Which message it is, where its root is known.
    message: Option<&'static str>,
    findings: Vec<Found>,
    /// Why the file could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
}

/// A finding in the language spoken, as the API has it, and its texts in every language.
#[derive(Serialize)]
struct Found {
    #[serde(flatten)]
    told: ToldFinding,
    texts: BTreeMap<&'static str, Texts>,
}

#[derive(Serialize)]
struct Texts {
    title: String,
    next: String,
}

impl Found {
    fn of(finding: &Finding) -> Self {
        let texts = |language: Language| {
            let told = language::finding(language, finding);
            (language.code(), Texts { title: told.title, next: told.next })
        };
        let texts = Language::ALL.into_iter().map(texts).collect();
        Self { told: language::finding(spoken(), finding), texts }
    }
}

impl Checked {
    fn count(&self, severity: Severity) -> String {
        self.findings.iter().filter(|found| found.told.severity == severity).count().to_string()
    }

    fn print(&self) {
        if let Some(why) = &self.fault {
            eprintln!("{}", tell("cli-failed", &[("why", why)]));
            return;
        }
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        let said = [
            ("file", self.file.as_str()),
            ("message", self.message.unwrap_or("?")),
            ("errors", &errors),
            ("warnings", &warnings),
        ];
        println!("{}", tell("cli-checked", &said));
        let lines = self.findings.iter().flat_map(|found| said::finding(&found.told));
        lines.for_each(|line| println!("{line}"));
    }
}

/// Checks messages.
pub(crate) fn run(options: &CheckOptions) -> anyhow::Result<Outcome> {
    let reference = match &options.reference {
        Some(file) => api::reference(file)?,
        None => Reference::new(),
    };
    let day = options.day.unwrap_or_else(|| kernel::utc_day(api::now()));
    let check = |file: &std::path::PathBuf| {
        let name = reach::name(file);
        match reach::bytes(file) {
            Ok(bytes) => {
                let (message, findings) = node::check_message(&bytes, &reference, day);
                let ok = findings.iter().all(|finding| finding.severity != Severity::Error);
                let findings = findings.iter().map(Found::of).collect();
                let message = message.map(|message| message.as_str());
                Checked { file: name, ok, message, findings, fault: None }
            }
            Err(error) => {
                let fault = Some(format!("{error:#}"));
                Checked { file: name, ok: false, message: None, findings: Vec::new(), fault }
            }
        }
    };
    let files: Vec<Checked> = options.files.iter().map(check).collect();
    let report = Report { ok: files.iter().all(|checked| checked.ok), files };
    if options.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        report.files.iter().for_each(Checked::print);
    }
    Ok(if report.ok { Outcome::Good } else { Outcome::Failed })
}
