//! Tables on a terminal: columns as wide as what is in them, and nothing drawn around.

use comfy_table::{CellAlignment, ContentArrangement, presets::NOTHING};

/// A table.
#[derive(Debug)]
pub(crate) struct Table(comfy_table::Table);

impl Table {
    /// Without a head.
    pub(crate) fn bare() -> Self {
        let mut inner = comfy_table::Table::new();
        inner.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        Self(inner)
    }

    /// With a head.
    pub(crate) fn headed<const N: usize>(head: [String; N]) -> Self {
        let mut table = Self::bare();
        table.0.set_header(head.map(|text| text.to_uppercase()));
        table
    }

    /// The same, with columns of numbers, which end at the right.
    pub(crate) fn counting(mut self, columns: &[usize]) -> Self {
        for index in columns {
            if let Some(column) = self.0.column_mut(*index) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self
    }

    /// One more row.
    pub(crate) fn row<const N: usize>(&mut self, row: [String; N]) {
        self.0.add_row(row);
    }

    /// The lines of it; none where there is no row.
    pub(crate) fn lines(mut self) -> Vec<String> {
        if self.0.is_empty() {
            return Vec::new();
        }
        for column in self.0.column_iter_mut() {
            column.set_padding((0, 2));
        }
        self.0.lines().map(|line| line.trim_end().to_owned()).collect()
    }

    /// Prints it to standard output; what is said in its place where there is no row.
    pub(crate) fn print(self, nothing: &str) {
        let lines = self.lines();
        if lines.is_empty() {
            println!("{nothing}");
        }
        lines.iter().for_each(|line| println!("{line}"));
    }
}

/// The lines of a text, moved to the right; none where it is empty.
pub(crate) fn indented(count: usize, text: &str) -> Vec<String> {
    text.lines().map(|line| format!("{:count$}{line}", "")).collect()
}
