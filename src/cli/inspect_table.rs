//! `penchant inspect` of a table of ratings: what `train` would understand, without learning.

use crate::details::{DetailArguments, sizes_line};
use crate::print;
use crate::tables::{self, ReadArguments};
use clap::Args;
use penchant_base::Result;
use serde_json::json;
use std::path::{Path, PathBuf};

/// How a table of ratings is inspected.
#[derive(Args)]
pub struct TableArguments {
    /// The items, as for `train`, whose ids are compared with those of a table of ratings
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// Ratings above this one are likes, in a table of ratings [default: what fits their scale]
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: Option<f32>,
    #[command(flatten)]
    reading: ReadArguments,
    #[command(flatten)]
    details: DetailArguments,
}

/// Prints what is understood of a table; the line and the warnings go to standard error, as when a model is trained.
pub fn run(file: &Path, arguments: &TableArguments, json: bool) -> Result<()> {
    let TableArguments { items, positive_above, reading, details } = arguments;
    let read = tables::read_tables(file, items.as_ref(), None, (reading, details), *positive_above)?;
    let (ratings, catalog) = (read.ratings, read.catalog);
    let Some(report) = &ratings.report else { return Ok(()) };
    let skipped = json!({ "count": ratings.skipped.count, "examples": ratings.skipped.examples });
    if json {
        return print::print_json(&json!({
            "table": report,
            "warnings": report.all_warnings(),
            "skipped": skipped,
            "catalogue": catalog.len(),
            "details": catalog.detail_sizes(),
        }));
    }
    let header: Vec<String> = report
        .columns
        .iter()
        .map(|column| match column.role {
            Some(role) => format!("{} [{role}]", column.name),
            None => column.name.clone(),
        })
        .collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    println!("{}", print::wide_table(&header, report.preview.iter().cloned()));
    if let Some(details) = sizes_line(&catalog) {
        println!("\n{details}");
    }
    println!("\n{} ratings of {} users and {} items, {} likes", report.rows, report.users, report.items, report.likes);
    Ok(())
}
