//! Tables with a separator between cells: CSV, TSV, and the files of MovieLens, Book-Crossing and RecBole.

use crate::columns::normalize_name;
use crate::formats::cells_of_line::Splitter;
use crate::formats::dialect::{self, CommentRule, Guess, line_end, separator_name};
use crate::formats::header::{self};
use crate::formats::lines::Lines;
use crate::layout::{By, Header, Layout};
use crate::options::TextOptions;
use crate::table::{NumberedRow, Rows, SAMPLED_ROWS, Table};
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use std::collections::{HashSet, VecDeque};
use std::io::BufRead;
use std::path::Path;

const TSV_EXTENSIONS: &[&str] = &["tsv", "tab"];

/// A table of which `sample` are the first lines. If the first row is not a header, the columns are called
/// `default_header`, and further ones by their numbers.
pub(crate) fn open<'r>(
    text: impl BufRead + 'r,
    sample: &str,
    name: &Path,
    default_header: &[&str],
    options: &TextOptions,
) -> Result<Table<'r>> {
    let is_tsv = extension(name).is_some_and(|extension| TSV_EXTENSIONS.contains(&extension.as_str()));
    let Guess { dialect, told, commented_header, width, comment } =
        dialect::guess(sample, is_tsv, default_header.len() == 1, options)?;
    let lines = Lines::new(text, line_end(sample));
    let mut rows = Delimited { lines, splitter: Splitter::new(dialect), comment, width, skipped_lines: 0 };
    let mut layout = Layout::named("text");
    layout.format = if separator_name(dialect.separator) == "," { "CSV" } else { "text" };
    layout.separator = Some(separator_name(dialect.separator));
    layout.separator_by = if told { By::Option } else { By::Content };
    layout.backslash = dialect.backslash;
    layout.quote = dialect.quote.map(char::from);

    let mut read_ahead = VecDeque::new();
    while read_ahead.len() < SAMPLED_ROWS {
        let mut cells = StringRecord::new();
        let Some(row) = rows.next(&mut cells)? else { break };
        read_ahead.push_back((row, cells));
    }
    let Some((_, first)) = read_ahead.front() else {
        return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
    };
    let mut first: Vec<String> = first.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(names) = commented_header {
        let mut cells = StringRecord::new();
        Splitter::new(dialect).split(&names, &mut || Ok(None), &mut cells)?;
        first = cells.iter().map(|name| name.trim().to_owned()).collect();
        (layout.header, layout.header_by) = (Header::Names, By::Name);
        rows.width = first.len();
        return Ok(Table::new(first, "line", layout, read_ahead, rows));
    }
    let rest: Vec<&StringRecord> = read_ahead.iter().skip(1).map(|(_, cells)| cells).collect();
    let named = |name: &str| {
        let given = |option: &Option<String>| {
            option.as_deref().is_some_and(|option| {
                option.parse::<usize>().is_err() && normalize_name(option) == normalize_name(name)
            })
        };
        !name.is_empty() && options.column_names.iter().any(given)
    };
    let (kind, by) = header::decide(&StringRecord::from(first.clone()), &rest, options.header, named)?;
    (layout.header, layout.header_by) = (kind, by);
    match kind {
        Header::Names | Header::Numbers => {
            // R names the rows, but not the column of their names.
            let wider = rest.iter().filter(|cells| cells.len() == first.len() + 1).count();
            let names: HashSet<&str> = rest.iter().filter_map(|cells| cells.get(0)).collect();
            // With a comma in each title, rows are as wide; but R's names of rows are all different.
            if kind == Header::Names && wider > 0 && wider * 10 >= rest.len() * 9 && names.len() == rest.len() {
                first.insert(0, String::new());
            }
            read_ahead.pop_front();
        }
        Header::None => {
            let names = default_header.iter().map(|&name| name.to_owned());
            first =
                names.chain((default_header.len() + 1..).map(|number| number.to_string())).take(first.len()).collect();
        }
    }
    rows.width = first.len();
    Ok(Table::new(first, "line", layout, read_ahead, rows))
}

/// A file name's extension before that of its packing, in lower case.
fn extension(name: &Path) -> Option<String> {
    let name = name.to_str()?.to_ascii_lowercase();
    let unpacked = [".gz", ".zst", ".zip"].iter().find_map(|packing| name.strip_suffix(packing)).unwrap_or(&name);
    let (_, extension) = unpacked.rsplit_once('.')?;
    Some(extension.to_owned())
}

struct Delimited<R> {
    lines: Lines<R>,
    splitter: Splitter,
    comment: CommentRule,
    /// How many cells rows have.
    width: usize,
    /// Lines that hold no rows.
    skipped_lines: usize,
}

impl<R: BufRead> Rows for Delimited<R> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>> {
        loop {
            let Some((number, line)) = self.lines.next()? else { return Ok(None) };
            let line = line.to_owned();
            let width_of = |line: &str| {
                let mut cells = StringRecord::new();
                // A comment has no open quotes.
                self.splitter.split(line, &mut || Ok(None), &mut cells).map_or(0, |_| cells.len())
            };
            if self.comment.excludes(&line, self.width, width_of) {
                self.skipped_lines += 1;
                continue;
            }
            let lines = &mut self.lines;
            let mut next_line = || Ok(lines.next_or_blank()?.map(|(_, line)| line.to_owned()));
            let joined = self.splitter.split(&line, &mut next_line, cells)?;
            if joined > 0 && cells.len() != self.width {
                // All rows after an open quote would be lost in this one.
                let message = format!(
                    "a quote opened in line {number} is not closed before line {}: close it, or double it if it is \
                     text",
                    number + joined as u64
                );
                return Err(Error::new(ErrorKind::DataFormat, message));
            }
            return Ok(Some((number, Ok(()))));
        }
    }

    fn complete_layout(&self, layout: &mut Layout) {
        layout.comments = self.skipped_lines;
    }
}
