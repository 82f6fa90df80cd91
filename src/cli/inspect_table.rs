//! `penchant inspect` of a table of ratings: what `train` would understand, without learning.

use crate::inspect::Arguments;
use crate::{print, tables};
use penchant_base::Result;
use serde_json::json;

pub fn run(arguments: &Arguments) -> Result<()> {
    let Arguments { file, items, positive_above, reading, json, .. } = arguments;
    // The line and the warnings go to standard error, as when a model is trained.
    let read = tables::read_tables(file, items.as_ref(), None, reading, *positive_above)?;
    let (ratings, catalog) = (read.ratings, read.catalog);
    let Some(report) = &ratings.report else { return Ok(()) };
    let skipped = json!({ "count": ratings.skipped.count, "examples": ratings.skipped.examples });
    if *json {
        return print::print_json(&json!({
            "table": report,
            "warnings": report.all_warnings(),
            "skipped": skipped,
            "catalogue": catalog.len(),
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
    println!("\n{} ratings of {} users and {} items, {} likes", report.rows, report.users, report.items, report.likes);
    Ok(())
}
