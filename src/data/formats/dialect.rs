//! How a text separates its cells, guessed from its first lines: the way in which most rows have as many cells as the
//! others. What is usual is tried first.

use crate::cells::quote;
use crate::columns::{has_recbole_type, is_known};
use crate::formats::cells_of_line::{Dialect, Separator, Splitter};
use crate::options::TextOptions;
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};

/// What is known of a text before its rows are read.
pub(crate) struct Guess {
    pub dialect: Dialect,
    /// Whether the separator was told, by the option or by Excel's `sep=`.
    pub told: bool,
    /// A header that is written as a comment.
    pub commented_header: Option<String>,
    /// How many cells most rows have.
    pub width: usize,
    /// What comments begin with.
    pub comment: CommentRule,
}

/// Which lines hold no row.
#[derive(Debug, Clone)]
pub(crate) enum CommentRule {
    /// Those that begin so; none for an empty text.
    Given(String),
    /// Those that begin with `#` or `%` and are not rows, rulers, and what databases print below a table.
    Guessed,
}

impl CommentRule {
    /// Whether a line holds no row, in a table whose rows have `width` cells. `width_of` counts the line's own.
    pub fn excludes(&self, line: &str, width: usize, width_of: impl FnOnce(&str) -> usize) -> bool {
        match self {
            Self::Given(start) => !start.is_empty() && line.starts_with(start.as_str()),
            Self::Guessed => {
                is_ruler(line)
                    || is_row_count(line)
                    || is_excel_separator(line)
                    || (line.starts_with(['#', '%'])
                        && (line[1..].starts_with([' ', '#', '%']) || line.len() == 1 || width_of(line) != width))
            }
        }
    }
}

/// The name that options give a separator, and that the report gives it.
pub(crate) fn separator_name(separator: Separator) -> String {
    match separator {
        Separator::Byte(b'\t') => "tab".into(),
        Separator::Byte(byte) => char::from(byte).to_string(),
        Separator::Colons => "::".into(),
        Separator::Spaces => "space".into(),
    }
}

fn parse_separator(name: &str) -> Result<Separator> {
    match name {
        "tab" | "\\t" | "\t" => Ok(Separator::Byte(b'\t')),
        "space" | "spaces" | " " => Ok(Separator::Spaces),
        "comma" => Ok(Separator::Byte(b',')),
        "semicolon" => Ok(Separator::Byte(b';')),
        "pipe" => Ok(Separator::Byte(b'|')),
        "::" => Ok(Separator::Colons),
        _ => match name.as_bytes() {
            &[byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'"' => Ok(Separator::Byte(byte)),
            _ => Err(Error::new(
                ErrorKind::Argument,
                format!("{} is not a separator; expected a character such as \";\", \"::\", tab or space", quote(name)),
            )),
        },
    }
}

/// Guesses from the first lines of a text, `sample`.
pub(crate) fn guess(sample: &str, is_tsv: bool, one_column: bool, options: &TextOptions) -> Result<Guess> {
    const MAX_LINES: usize = 500;
    let end = line_end(sample);
    let lines: Vec<&str> = sample
        .split(char::from(end))
        .map(|line| line.trim_end_matches(['\r', '\n', '\0']))
        .filter(|line| !line.trim().is_empty())
        .take(MAX_LINES)
        .collect();
    let told = match &options.separator {
        Some(name) => Some(parse_separator(name)?),
        None => excel_separator(lines.first().copied().unwrap_or_default()),
    };
    let comment = options.comment.clone().map_or(CommentRule::Guessed, CommentRule::Given);
    // Comments are told from rows by their number of cells, which is not known yet: here, those that look like one are
    // left out, unless nothing would remain.
    let may_be_row = |line: &&&str| match &comment {
        CommentRule::Given(start) => start.is_empty() || !line.starts_with(start.as_str()),
        CommentRule::Guessed => {
            !line.starts_with(['#', '%']) && !is_ruler(line) && !is_row_count(line) && !is_excel_separator(line)
        }
    };
    let rows: Vec<&str> = lines.iter().filter(may_be_row).copied().collect();
    let rows = if rows.is_empty() { &lines } else { &rows };
    let first = rows.first().copied().unwrap_or_default();

    let framed =
        rows.iter().all(|line| line.trim().len() > 1 && line.trim().starts_with('|') && line.trim().ends_with('|'));
    let separators = match told {
        Some(separator) => vec![separator],
        None => candidates(first, is_tsv, one_column),
    };
    let mut best: Option<(Fit, Dialect)> = None;
    for separator in separators {
        for dialect in dialects(separator, rows, framed, sample, options) {
            let fit = fit(dialect, rows);
            // An earlier candidate is kept unless a later one is clearly better.
            if best.is_none_or(|(best, _)| fit.is_clearly_better_than(best)) {
                best = Some((fit, dialect));
            }
        }
    }
    let Some((fit, dialect)) = best else {
        return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
    };
    if told.is_none() && !one_column {
        refuse_lists(dialect, rows)?;
    }
    let commented_header = commented_header(&lines, first, dialect, fit.width);
    Ok(Guess { dialect, told: told.is_some(), commented_header, width: fit.width, comment })
}

/// The byte that ends lines.
pub(crate) fn line_end(sample: &str) -> u8 {
    if sample.contains('\r') && !sample.contains('\n') { b'\r' } else { b'\n' }
}

/// The separators to try, the likeliest first.
fn candidates(first: &str, is_tsv: bool, one_column: bool) -> Vec<Separator> {
    let outside_quotes: String = first.split('"').step_by(2).collect();
    let count = |separator: char| outside_quotes.matches(separator).count();
    let likeliest = if is_tsv {
        Separator::Byte(b'\t')
    } else if outside_quotes.contains("::") {
        Separator::Colons
    } else if count('\t') > 0 {
        Separator::Byte(b'\t')
    } else if count(';') > count(',') {
        Separator::Byte(b';')
    } else if count('|') > 0 && count(',') == 0 {
        Separator::Byte(b'|')
    } else {
        Separator::Byte(b',')
    };
    let bytes = [b',', b'\t', b';', b'|'].map(Separator::Byte);
    let mut separators = vec![likeliest];
    separators.extend(bytes.into_iter().chain([Separator::Colons]));
    // A list of names has spaces too.
    if !one_column {
        separators.push(Separator::Spaces);
    }
    separators
}

/// The dialects of a separator to try, the likeliest first.
fn dialects(separator: Separator, rows: &[&str], framed: bool, sample: &str, options: &TextOptions) -> Vec<Dialect> {
    let first = rows.first().copied().unwrap_or_default();
    let is_recbole = match separator {
        Separator::Byte(byte) => first.split(char::from(byte)).any(|name| has_recbole_type(name.trim())),
        Separator::Colons | Separator::Spaces => false,
    };
    // RecBole's and MovieLens' files do not quote cells, but have titles that begin with a quote.
    let quotes = separator != Separator::Byte(b'|') && separator != Separator::Colons && !is_recbole;
    let framed = framed && separator == Separator::Byte(b'|');
    let quote = match options.quote {
        Some(quote) => quote.byte(),
        None if !quotes => None,
        None if has_single_quotes(separator, rows) => Some(b'\''),
        None => Some(b'"'),
    };
    let quotes = quote.is_some();
    let plain = Dialect { separator, quote, backslash: false, framed };
    let mut dialects = Vec::new();
    let may_escape = options.backslash.unwrap_or_else(|| quote.is_some_and(|quote| escapes_quotes(sample, quote)));
    if quotes && may_escape {
        dialects.push(Dialect { backslash: true, ..plain });
    }
    if options.backslash != Some(true) || !quotes {
        dialects.push(plain);
    }
    // In CSV an open quote is a fault; elsewhere it may be a part of a title.
    if options.quote.is_none() && quotes && sample.contains('"') && separator == Separator::Byte(b'\t') {
        dialects.push(Dialect { quote: None, ..plain });
    }
    dialects
}

/// Whether nearly all rows have cells that begin and end with `'`, and none that begin with `"`.
fn has_single_quotes(separator: Separator, rows: &[&str]) -> bool {
    let Separator::Byte(separator) = separator else { return false };
    let are_enclosed = |row: &&&str| {
        let cells = || row.split(char::from(separator)).map(str::trim).filter(|cell| cell.len() > 1);
        let begin = cells().filter(|cell| cell.starts_with('\'')).count();
        let end = cells().filter(|cell| cell.ends_with('\'')).count();
        begin > 0 && begin == end && !cells().any(|cell| cell.starts_with('"'))
    };
    // The names of the columns may be written without quotes.
    rows.iter().filter(are_enclosed).count() * 10 >= (rows.len() - rows.len().min(1)).max(1) * 9
}

/// Whether quoted cells have `\"` inside: a backslash that is not doubled, before a quote that does not end the cell.
fn escapes_quotes(sample: &str, quote: u8) -> bool {
    sample.match_indices(&format!("\\{}", char::from(quote))).any(|(place, _)| {
        let before = sample[..place].bytes().rev().take_while(|&byte| byte == b'\\').count();
        let after = sample[place + 2..].chars().next();
        before % 2 == 0 && after.is_some_and(|next| !matches!(next, ',' | ';' | '\t' | '|' | '\n' | '\r'))
    })
}

/// How well a dialect fits.
#[derive(Debug, Clone, Copy)]
struct Fit {
    /// How many cells most rows have.
    width: usize,
    /// The share of rows that have as many.
    share: f64,
}

impl Fit {
    fn is_clearly_better_than(self, other: Self) -> bool {
        const SURE: f64 = 0.9;
        if self.width < 2 {
            return false;
        }
        (other.width < 2 && self.share >= SURE)
            || (other.width >= 2 && other.share < 0.8 && self.share > other.share + 0.1)
    }
}

fn fit(dialect: Dialect, rows: &[&str]) -> Fit {
    let mut splitter = Splitter::new(dialect);
    let mut lines = rows.iter();
    let mut widths: Vec<usize> = Vec::new();
    let mut joined = 0;
    while let Some(line) = lines.next() {
        let mut cells = StringRecord::new();
        let mut next_line = || Ok(lines.next().map(|line| (*line).to_owned()));
        joined += splitter.split(line, &mut next_line, &mut cells).unwrap_or(0);
        widths.push(cells.len());
    }
    let mut sorted = widths.clone();
    sorted.sort_unstable();
    let mut most =
        sorted.chunk_by(|a, b| a == b).max_by_key(|chunk| chunk.len()).map_or((0, 0), |chunk| (chunk[0], chunk.len()));
    // R names the rows, but not the column of their names.
    if widths.first().is_some_and(|first| first + 1 == most.0) {
        most.1 += 1;
    }
    // Lines that an open quote swallowed count against the dialect.
    let swallowed = if joined > rows.len() / 2 { joined } else { 0 };
    Fit { width: most.0, share: most.1 as f64 / (widths.len() + swallowed).max(1) as f64 }
}

/// Refuses lines of which each has a user and a list of items.
fn refuse_lists(dialect: Dialect, rows: &[&str]) -> Result<()> {
    const MIN_ROWS: usize = 4;
    const MIN_WIDTHS: usize = 4;
    for separator in [dialect.separator, Separator::Spaces] {
        let mut splitter = Splitter::new(Dialect { separator, ..dialect });
        let width_of = |row: &&str| {
            let mut cells = StringRecord::new();
            splitter.split(row, &mut || Ok(None), &mut cells).map_or(0, |_| cells.len())
        };
        let widths: Vec<usize> = rows.iter().map(width_of).collect();
        let mut sorted: Vec<usize> = widths.iter().copied().filter(|&width| width > 1).collect();
        sorted.sort_unstable();
        let most = sorted.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0);
        let different = sorted.chunk_by(|a, b| a == b).count();
        // Words are separated by spaces too, in a table of one column; ids are single words, or numbers.
        let are_ids = separator == dialect.separator
            || rows.iter().all(|row| row.split_whitespace().all(|word| word.chars().all(|mark| mark.is_ascii_digit())));
        if rows.len() >= MIN_ROWS
            && sorted.len() * 10 >= rows.len() * 8
            && most * 2 < rows.len()
            && different >= MIN_WIDTHS
            && are_ids
        {
            let some: Vec<String> = widths.iter().take(3).map(ToString::to_string).collect();
            let message = format!(
                "the lines have different numbers of cells, such as {}: this looks like a list of items in each line, \
                 as LightGCN's files have it; expected a row for each user and item: write one, as with \
                 awk '{{for (i = 2; i <= NF; i++) print $1, $i}}'",
                some.join(", ")
            );
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
    }
    Ok(())
}

/// A header that is written as the last comment before the first row.
fn commented_header(lines: &[&str], first: &str, dialect: Dialect, width: usize) -> Option<String> {
    let place = lines.iter().position(|line| *line == first)?;
    let comment = lines[..place].last()?.strip_prefix(['#', '%'])?.trim();
    let mut cells = StringRecord::new();
    Splitter::new(dialect).split(comment, &mut || Ok(None), &mut cells).ok()?;
    let known = cells.iter().filter(|cell| is_known(cell.trim())).count();
    (cells.len() == width && known >= 2).then(|| comment.to_owned())
}

/// A line between a header and its rows, such as `---+---` or `===`.
fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    line.chars().all(|mark| matches!(mark, '-' | '=' | '+' | '|' | ' ' | '\t'))
        && (line.contains("---") || line.contains("==="))
}

/// What databases print below a table: `(840 rows)`, `840 rows affected`, `840 rows in set (0.00 sec)`.
fn is_row_count(line: &str) -> bool {
    let text = line.trim().trim_start_matches('(');
    let rest = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let words = rest.trim_start();
    rest.len() < text.len() && rest.starts_with(' ') && words.starts_with("row") && !words.contains([',', ';', '|'])
}

/// Excel's first line `sep=;`.
fn excel_separator(line: &str) -> Option<Separator> {
    let name = line.trim_matches('"').get(..4).filter(|start| start.eq_ignore_ascii_case("sep="));
    name.and_then(|_| parse_separator(&line.trim_matches('"')[4..]).ok())
}

fn is_excel_separator(line: &str) -> bool {
    line.len() <= 7 && excel_separator(line).is_some()
}
