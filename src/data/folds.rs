//! A table of folds in; the users or the ratings that each fold holds out, out.

use crate::cells::quote;
use crate::columns::{ITEM, USER};
use crate::ratings::Ratings;
use crate::source;
use crate::table::Table;
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::Path;

/// Users that are held out together.
#[derive(Debug, Clone, PartialEq)]
pub struct Fold {
    /// The held-out users, with their items.
    pub users: Vec<HeldOut>,
}

/// A held-out user.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// Index into [`Ratings::users`].
    pub user: u32,
    /// The items that the model is given.
    pub foldin: Vec<u32>,
    /// The items that it should find.
    pub hidden: Vec<u32>,
}

/// Reads folds of users from a table with the columns fold, user, item and part (`foldin` or `hidden`).
///
/// Errors: `data.format` if a user is not in the ratings or an item not in the catalogue, if a user is in several
/// folds, or if there are fewer than two folds; `data.empty`; `io`.
pub fn read_folds(table: impl Read, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<Fold>> {
    let table = source::open_stream(table, Path::new(""), &[])?;
    let part = table.require_column("part", None, &["part"])?;
    let mut folds: BTreeMap<u32, BTreeMap<u32, HeldOut>> = BTreeMap::new();
    read_rows(table, ratings, catalog, |fold, user, item, cells| {
        let users = folds.entry(fold).or_default();
        let of_user = users.entry(user).or_insert_with(|| HeldOut { user, foldin: Vec::new(), hidden: Vec::new() });
        match cells[part].trim() {
            "foldin" => of_user.foldin.push(item),
            "hidden" => of_user.hidden.push(item),
            other => return Err(format!("{} is neither \"foldin\" nor \"hidden\"", quote(other))),
        }
        Ok(())
    })?;
    let folds: Vec<_> = folds.into_values().map(|users| Fold { users: users.into_values().collect() }).collect();
    let held_out: Vec<_> = folds.iter().flat_map(|fold| fold.users.iter().map(|held_out| held_out.user)).collect();
    if folds.len() < 2 || held_out.iter().collect::<HashSet<_>>().len() != held_out.len() {
        let message = "expected at least two folds, and each user in only one of them";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    Ok(folds)
}

/// Ratings that are held out together, as pairs of indices: into [`Ratings::users`] and into the catalogue.
pub type RatingFold = Vec<(u32, u32)>;

/// Reads folds of ratings from a table with the columns fold, user and item.
///
/// Errors: `data.format` if a user is not in the ratings, an item not in the catalogue, or there is no fold;
/// `data.empty`; `io`.
pub fn read_rating_folds(table: impl Read, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<RatingFold>> {
    let mut folds: BTreeMap<u32, RatingFold> = BTreeMap::new();
    read_rows(source::open_stream(table, Path::new(""), &[])?, ratings, catalog, |fold, user, item, _| {
        folds.entry(fold).or_default().push((user, item));
        Ok(())
    })?;
    if folds.is_empty() {
        return Err(Error::new(ErrorKind::DataFormat, "the table of folds has no rows"));
    }
    Ok(folds.into_values().collect())
}

/// Hands the fold, the user and the item of each row to `add`, with the row's cells. Any fault refuses the table.
fn read_rows(
    table: Table<'_>,
    ratings: &Ratings,
    catalog: &Catalog,
    mut add: impl FnMut(u32, u32, u32, &StringRecord) -> Result<(), String>,
) -> Result<()> {
    let column = |what: &str, names: &[&str]| table.require_column(what, None, names);
    let (fold, user, item) = (column("fold", &["fold"])?, column("user", USER)?, column("item", ITEM)?);
    let users: HashMap<&str, u32> = ratings.users.iter().map(String::as_str).zip(0..).collect();
    table.for_each_row(0, |cells| {
        let ids = || -> Result<(u32, u32, u32), String> {
            let cell = |column: usize| cells[column].trim();
            let fold = cell(fold)
                .parse()
                .map_err(|_| format!("{} is not a fold; expected a whole number, such as 0", quote(cell(fold))))?;
            let user =
                *users.get(cell(user)).ok_or_else(|| format!("the ratings have no user {}", quote(cell(user))))?;
            Ok((fold, user, catalog.require(cell(item)).map_err(|error| error.to_string())?))
        };
        Ok(ids().and_then(|(fold, user, item)| add(fold, user, item, cells)))
    })?;
    Ok(())
}
