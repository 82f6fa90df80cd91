//! Tables for people and JSON for programs.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;

/// A table of these columns; those in `numbers` are aligned to the right.
pub fn table<const N: usize>(
    header: [&str; N],
    numbers: impl IntoIterator<Item = usize>,
    rows: impl IntoIterator<Item = [String; N]>,
) -> Table {
    let mut table = wide_table(&header, rows.into_iter().map(Vec::from));
    for column in numbers {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A table with as many columns as its header has.
pub fn wide_table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(header.to_vec());
    table.add_rows(rows);
    table
}

/// One line of JSON on standard output.
pub fn print_json(value: &impl Serialize) -> Result<()> {
    let json = serde_json::to_string(value).map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
    println!("{json}");
    Ok(())
}
