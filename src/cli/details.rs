//! Details of items, which are shown and not learned from: where a table has them, and what a pack says of their size.

use clap::Args;
use penchant_data::{ColumnNames, LinkTemplate, ReadOptions};
use penchant_recommend::Catalog;

/// Where a table of items has its details.
#[derive(Args, Default)]
pub struct DetailArguments {
    /// The column of directors, authors, artists or developers, by name or by number from 1; "" leaves them out [default:
    /// guessed, as in the next four]
    #[arg(long, value_name = "NAME", requires = "items", help_heading = "Details of items")]
    creators_column: Option<String>,
    /// The column of actors and other performers
    #[arg(long, value_name = "NAME", requires = "items", help_heading = "Details of items")]
    cast_column: Option<String>,
    /// The column of texts that say what an item is about; models learn from them also if they are not shown
    #[arg(long, value_name = "NAME", requires = "items", help_heading = "Details of items")]
    synopsis_column: Option<String>,
    /// The column of running times in minutes
    #[arg(long, value_name = "NAME", requires = "items", help_heading = "Details of items")]
    minutes_column: Option<String>,
    /// The column of addresses of pages about the items
    #[arg(long, value_name = "NAME", requires = "items", help_heading = "Details of items")]
    link_column: Option<String>,
    /// What these addresses are made of instead, such as `https://www.imdb.com/title/{imdb}/`: in braces is id, the
    /// item's own, or a column of the table of items
    #[arg(
        long,
        value_name = "TEMPLATE",
        requires = "items",
        conflicts_with = "link_column",
        help_heading = "Details of items"
    )]
    link: Option<LinkTemplate>,
}

impl DetailArguments {
    /// The options for a table of items, with where it has its details.
    pub fn add_to(&self, options: ReadOptions) -> ReadOptions {
        let columns = ColumnNames {
            creators: self.creators_column.clone(),
            cast: self.cast_column.clone(),
            synopsis: self.synopsis_column.clone(),
            minutes: self.minutes_column.clone(),
            link: self.link_column.clone(),
            ..options.columns
        };
        ReadOptions { columns, link: self.link.clone(), ..options }
    }
}

/// The details that a catalogue has, and what they take of its pack, in a line; `None` for a catalogue without any.
pub fn sizes_line(catalog: &Catalog) -> Option<String> {
    let sizes = catalog.detail_sizes();
    let kilobytes = |bytes: usize| format!("{:.1} kB", bytes as f64 / 1e3);
    let words: Vec<_> = sizes
        .iter()
        .map(|size| format!("{} of {} items {}", size.detail.name(), size.items, kilobytes(size.bytes)))
        .collect();
    let total = sizes.iter().map(|size| size.bytes).sum();
    (!words.is_empty()).then(|| format!("details to show take {}: {}", kilobytes(total), words.join(", ")))
}
