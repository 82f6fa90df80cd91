//! Tables of ratings, items and folds in, as CSV; interactions and a catalogue out.
//! Columns are found by name. Bad rows are counted and told with their lines, not taken as they are.

use crate::catalog::{Catalog, CatalogBuilder};
use crate::error::{Error, ErrorKind, Result};
use crate::interactions::Csr;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;

/// Column names, without case, `_` and spaces, in the order of preference.
const USER: &[&str] = &["userid", "user"];
const ITEM: &[&str] = &["itemid", "item", "movieid", "songid", "gameid", "isbn", "id"];
const RATING: &[&str] = &["rating", "score", "bookrating"];
const TITLE: &[&str] = &["title", "name", "booktitle"];
const YEAR: &[&str] = &["year", "yearofpublication"];
const GENRES: &[&str] = &["genres", "genre", "tags"];

/// Rows that could not be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// How many there were.
    pub count: usize,
    /// The first few: the line, from 1, and what is wrong with it.
    pub examples: Vec<(u64, String)>,
}

impl Skipped {
    const EXAMPLES: usize = 5;

    fn add(&mut self, line: u64, what: String, at_most: usize) -> Result<()> {
        self.count += 1;
        if self.examples.len() < Self::EXAMPLES {
            self.examples.push((line, what));
        }
        if self.count <= at_most {
            return Ok(());
        }
        let examples: Vec<_> = self.examples.iter().map(|(line, what)| format!("line {line}: {what}")).collect();
        let message = format!("more than {at_most} rows cannot be used:\n  {}", examples.join("\n  "));
        Err(Error::new(ErrorKind::DataFormat, message))
    }
}

/// One rating of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating {
    /// Index into [`Ratings::users`].
    pub user: u32,
    /// Index into [`Ratings::items`].
    pub item: u32,
    /// As it stands in the table; 1 where there is no such column.
    pub value: f32,
}

/// A table of ratings, with ids as indices in the order they were first met.
#[derive(Debug, Clone, Default)]
pub struct Ratings {
    /// The users' ids.
    pub users: Vec<String>,
    /// The items' ids.
    pub items: Vec<String>,
    /// The rows.
    pub rows: Vec<Rating>,
    /// What was left out.
    pub skipped: Skipped,
}

impl Ratings {
    /// Reads a CSV with a header. Fails once more than `max_bad_rows` rows cannot be used.
    pub fn read(csv: impl Read, max_bad_rows: usize) -> Result<Self> {
        let mut table = Table::open(csv)?;
        let (user, item) = (table.require("user", USER)?, table.require("item", ITEM)?);
        let rating = table.find(RATING);
        let mut ratings = Self::default();
        let (mut users, mut items) = (HashMap::new(), HashMap::new());
        while let Some((line, row)) = table.next()? {
            let cells = row.and_then(|row| {
                let value = match rating {
                    Some(place) => number(&row[place])?,
                    None => 1.0,
                };
                let (user, item) = (row[user].trim().to_owned(), row[item].trim().to_owned());
                if user.is_empty() || item.is_empty() {
                    Err("an id is empty".to_owned())
                } else {
                    Ok((user, item, value))
                }
            });
            match cells {
                Ok((user, item, value)) => {
                    let user = index(user, &mut users, &mut ratings.users);
                    let item = index(item, &mut items, &mut ratings.items);
                    ratings.rows.push(Rating { user, item, value });
                }
                Err(what) => ratings.skipped.add(line, what, max_bad_rows)?,
            }
        }
        if ratings.rows.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "the table has no usable rating"));
        }
        Ok(ratings)
    }

    /// A catalogue of the rated items alone, with their ids as titles.
    pub fn catalog(&self) -> Result<Catalog> {
        let mut builder = CatalogBuilder::new();
        self.items.iter().try_for_each(|id| builder.push(id, id, None, []))?;
        builder.build()
    }

    /// What was rated, users × the catalogue's items.
    pub fn matrix(&self, catalog: &Catalog) -> Csr {
        let places: Vec<Option<u32>> = self.items.iter().map(|id| catalog.index_of(id)).collect();
        let cells = self.rows.iter().filter_map(|row| Some((row.user, places[row.item as usize]?, row.value)));
        Csr::from_triplets(self.users.len(), catalog.len(), cells)
    }

    /// Who likes what: the ratings above `above`, users × the catalogue's items.
    /// Also the number of ratings whose item the catalogue does not have.
    pub fn positives(&self, above: f32, catalog: &Catalog) -> (Csr, usize) {
        let places: Vec<Option<u32>> = self.items.iter().map(|id| catalog.index_of(id)).collect();
        let unknown = self.rows.iter().filter(|row| places[row.item as usize].is_none()).count();
        let likes = self.rows.iter().filter(|row| row.value > above);
        let cells = likes.filter_map(|row| Some((row.user, places[row.item as usize]?, 1.0)));
        (Csr::from_triplets(self.users.len(), catalog.len(), cells), unknown)
    }
}

/// Reads a catalogue from a CSV with a header: an id, and whatever there is of title, year and genres.
/// A title that ends in a year in brackets gives the year where no column does.
pub fn read_catalog(csv: impl Read) -> Result<Catalog> {
    let mut table = Table::open(csv)?;
    let id = table.require("item", ITEM)?;
    let (title, year, genres) = (table.find(TITLE), table.find(YEAR), table.find(GENRES));
    let mut builder = CatalogBuilder::new();
    while let Some((line, row)) = table.next()? {
        let row = row.map_err(|what| Error::new(ErrorKind::DataFormat, what).about(format!("line {line}")))?;
        let cell = |place: Option<usize>| place.map(|place| row[place].trim()).unwrap_or("");
        let full_title = if cell(title).is_empty() { row[id].trim() } else { cell(title) };
        let (bare_title, title_year) = split_year(full_title);
        let (title, year) = match cell(year).parse() {
            Ok(year) => (full_title, Some(year)),
            Err(_) => (bare_title, title_year),
        };
        let genres =
            cell(genres).split('|').map(str::trim).filter(|name| !name.is_empty() && *name != "(no genres listed)");
        builder.push(row[id].trim(), title, year, genres).map_err(|error| error.about(format!("line {line}")))?;
    }
    builder.build()
}

/// Which users are held out together, and which of their items are hidden.
#[derive(Debug, Clone, PartialEq)]
pub struct Fold {
    /// The held-out users.
    pub users: Vec<HeldOut>,
}

/// A held-out user.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// Index into [`Ratings::users`].
    pub user: u32,
    /// Items given to the model.
    pub foldin: Vec<u32>,
    /// Items to be found.
    pub hidden: Vec<u32>,
}

/// Reads folds from a CSV with the columns fold, user, item and part (`foldin` or `hidden`).
/// Every id must stand in the ratings and in the catalogue.
pub fn read_folds(csv: impl Read, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<Fold>> {
    let mut table = Table::open(csv)?;
    let (fold, user) = (table.require("fold", &["fold"])?, table.require("user", USER)?);
    let (item, part) = (table.require("item", ITEM)?, table.require("part", &["part"])?);
    let users: HashMap<&str, u32> = ratings.users.iter().map(String::as_str).zip(0..).collect();
    let mut folds: BTreeMap<u32, BTreeMap<u32, HeldOut>> = BTreeMap::new();
    while let Some((line, row)) = table.next()? {
        let read = || -> Result<(u32, u32, u32, bool), String> {
            let row = row?;
            let fold = row[fold].trim().parse().map_err(|_| format!("{:?} is no fold's number", &row[fold]))?;
            let user =
                *users.get(row[user].trim()).ok_or_else(|| format!("the ratings have no user {:?}", &row[user]))?;
            let item = catalog.require(row[item].trim()).map_err(|error| error.to_string())?;
            match row[part].trim() {
                "foldin" => Ok((fold, user, item, false)),
                "hidden" => Ok((fold, user, item, true)),
                other => Err(format!("{other:?} is neither \"foldin\" nor \"hidden\"")),
            }
        };
        let (fold, user, item, hidden) =
            read().map_err(|what| Error::new(ErrorKind::DataFormat, what).about(format!("line {line}")))?;
        let held_out = folds.entry(fold).or_default();
        let held_out = held_out.entry(user).or_insert_with(|| HeldOut { user, foldin: Vec::new(), hidden: Vec::new() });
        if hidden { held_out.hidden.push(item) } else { held_out.foldin.push(item) }
    }
    let folds: Vec<_> = folds.into_values().map(|users| Fold { users: users.into_values().collect() }).collect();
    let held_out: Vec<_> = folds.iter().flat_map(|fold| fold.users.iter().map(|held_out| held_out.user)).collect();
    if folds.len() < 2 || held_out.iter().collect::<HashSet<_>>().len() != held_out.len() {
        let message = "there must be at least two folds, and each user in one of them only";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    Ok(folds)
}

/// A row, or what is wrong with it.
type Row = Result<csv::StringRecord, String>;

/// A CSV whose header was read.
struct Table<R> {
    rows: csv::Reader<R>,
    header: csv::StringRecord,
}

impl<R: Read> Table<R> {
    fn open(csv: R) -> Result<Self> {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
        let header = rows.headers().map_err(unreadable)?.clone();
        if header.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
        }
        Ok(Self { rows, header })
    }

    fn find(&self, names: &[&str]) -> Option<usize> {
        let plain = |name: &str| name.to_lowercase().replace(['_', ' ', '-', '\u{feff}'], "");
        names.iter().find_map(|name| self.header.iter().position(|column| plain(column) == *name))
    }

    fn require(&self, what: &str, names: &[&str]) -> Result<usize> {
        self.find(names).ok_or_else(|| {
            let columns: Vec<_> = self.header.iter().collect();
            let message =
                format!("the table has no column for the {what}: it has {columns:?}, and one of {names:?} is wanted");
            Error::new(ErrorKind::DataFormat, message)
        })
    }

    /// The next row and its line.
    fn next(&mut self) -> Result<Option<(u64, Row)>> {
        let mut row = csv::StringRecord::new();
        let line = self.rows.position().line();
        match self.rows.read_record(&mut row) {
            Ok(false) => Ok(None),
            Ok(true) if row.len() < self.header.len() => {
                let what = format!("it has {} cells instead of {}", row.len(), self.header.len());
                Ok(Some((row.position().map_or(line, csv::Position::line), Err(what))))
            }
            Ok(true) => Ok(Some((row.position().map_or(line, csv::Position::line), Ok(row)))),
            Err(error) if error.is_io_error() => Err(unreadable(error)),
            Err(error) => Ok(Some((line, Err(error.to_string())))),
        }
    }
}

fn unreadable(error: csv::Error) -> Error {
    let kind = if error.is_io_error() { ErrorKind::Io } else { ErrorKind::DataFormat };
    Error::new(kind, format!("the table cannot be read: {error}"))
}

fn number(cell: &str) -> Result<f32, String> {
    let number = cell.trim().parse::<f32>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| format!("{cell:?} is no rating"))
}

fn index(id: String, places: &mut HashMap<String, u32>, ids: &mut Vec<String>) -> u32 {
    *places.entry(id).or_insert_with_key(|id| {
        ids.push(id.clone());
        ids.len() as u32 - 1
    })
}

/// "Toy Story (1995)" as "Toy Story" and 1995.
pub fn split_year(title: &str) -> (&str, Option<u16>) {
    let year = title.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).filter(|(_, year)| year.len() == 4);
    match year.and_then(|(bare, year)| Some((bare, year.parse().ok()?))) {
        Some((bare, year)) => (bare, Some(year)),
        None => (title, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_in_any_order_and_case() {
        let ratings = Ratings::read("Rating,Movie_ID,user id\n4.5,a,u\n2,b,u\n".as_bytes(), 0).unwrap();
        assert_eq!(ratings.rows[1], Rating { user: 0, item: 1, value: 2.0 });
        let missing = Ratings::read("who,what\n1,2\n".as_bytes(), 0).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::DataFormat);
        assert!(missing.to_string().contains("\"who\""), "{missing}");
    }

    #[test]
    fn bad_rows_are_told_with_their_lines_and_bounded() {
        let csv = "user,item,rating\nu,a,5\nu,b,NaN\nu,c\n,d,3\nu,\"e,\"\"f\",1\n";
        let ratings = Ratings::read(csv.as_bytes(), 3).unwrap();
        assert_eq!(ratings.skipped.examples.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!(ratings.items, ["a", "e,\"f"]);
        let refused = Ratings::read(csv.as_bytes(), 2).unwrap_err();
        assert!(refused.to_string().contains("line 3"), "{refused}");
        assert_eq!(Ratings::read("user,item\n".as_bytes(), 0).unwrap_err().kind(), ErrorKind::DataEmpty);
        assert_eq!(Ratings::read("".as_bytes(), 0).unwrap_err().kind(), ErrorKind::DataEmpty);
    }

    #[test]
    fn years_come_from_their_column_or_from_the_title() {
        let catalog = read_catalog(
            "movieId,title,genres\n1,Toy Story (1995),Animation|Comedy\n2,M,(no genres listed)\n".as_bytes(),
        )
        .unwrap();
        assert_eq!(catalog.item(0).title, "Toy Story");
        assert_eq!(catalog.item(0).year, Some(1995));
        assert_eq!(catalog.genres(1).count(), 0);
    }
}
