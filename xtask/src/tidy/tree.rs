//! The files of the repository, read once, as the rules see them.

use anyhow::Context;

use super::token::{Token, code, tokens};
use crate::repository;

/// Every file that is committed or would be.
#[derive(Debug)]
pub(crate) struct Tree {
    files: Vec<File>,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path from the root, with slashes.
    pub(crate) path: String,
    /// How large it is.
    pub(crate) size_bytes: usize,
    /// What it says; empty where it is no text.
    pub(crate) text: String,
    /// Whether it is text.
    pub(crate) is_text: bool,
}

impl Tree {
    /// Those on disk.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let root = repository::root();
        let mut files = Vec::new();
        for path in repository::files()? {
            let full = root.join(&path);
            // One that is deleted and not yet committed is still listed.
            if full.is_file() {
                let bytes = std::fs::read(&full).with_context(|| format!("cannot read {path}"))?;
                files.push(File::new(path, bytes));
            }
        }
        Ok(Self { files })
    }

    /// Those of a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file =
            |(path, text): &(&str, &str)| File::new((*path).to_owned(), text.as_bytes().to_vec());
        Self { files: files.iter().map(file).collect() }
    }

    /// All of them, by path.
    pub(crate) fn files(&self) -> &[File] {
        &self.files
    }

    /// One, by its path.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether there is a file at this path, or a folder.
    pub(crate) fn has(&self, path: &str) -> bool {
        let within = |file: &File| {
            file.path
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.files.iter().any(within)
    }

    /// Those of one language.
    pub(crate) fn ending(&self, ending: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.path.ends_with(ending))
    }

    /// Rust.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.ending(".rs")
    }

    /// What lies in a folder and its sub-folders, by the path from there.
    pub(crate) fn inside(&self, folder: &str) -> impl Iterator<Item = &str> {
        self.files.iter().filter_map(move |file| file.path.strip_prefix(folder)?.strip_prefix('/'))
    }
}

impl File {
    pub(crate) fn new(path: String, bytes: Vec<u8>) -> Self {
        let size_bytes = bytes.len();
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
        let is_text = text.is_some();
        Self { path, size_bytes, text: text.unwrap_or_default(), is_text }
    }

    /// Its lines, numbered from one.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// Its Rust, with comments.
    pub(crate) fn tokens(&self) -> Vec<Token<'_>> {
        tokens(&self.text)
    }

    /// Its Rust, without comments.
    pub(crate) fn code(&self) -> Vec<Token<'_>> {
        code(&self.text)
    }

    /// Whether it is a test, or helps tests: `tests.rs`, below `tests/`, or in `proof/`.
    pub(crate) fn is_test(&self) -> bool {
        self.path.starts_with("proof/")
            || self.path.ends_with("/tests.rs")
            || self.path.contains("/tests/")
    }
}
