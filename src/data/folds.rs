//! A table of folds in: which users are held out together, and which of their items are hidden; or which ratings.

use crate::columns::{ITEM, USER};
use crate::ratings::Ratings;
use crate::skipped_rows::shown;
use crate::source;
use crate::table::Table;
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::Path;

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

/// Reads folds from a table with the columns fold, user, item and part (`foldin` or `hidden`).
/// Every id must stand in the ratings and in the catalogue.
pub fn read_folds(table: impl Read, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<Fold>> {
    let table = source::stream(table, Path::new(""), &[])?;
    let part = table.require("part", None, &["part"])?;
    let mut folds: BTreeMap<u32, BTreeMap<u32, HeldOut>> = BTreeMap::new();
    read_rows(table, ratings, catalog, |fold, user, item, cells| {
        let users = folds.entry(fold).or_default();
        let of_user = users.entry(user).or_insert_with(|| HeldOut { user, foldin: Vec::new(), hidden: Vec::new() });
        match cells[part].trim() {
            "foldin" => of_user.foldin.push(item),
            "hidden" => of_user.hidden.push(item),
            other => return Err(format!("{} is neither \"foldin\" nor \"hidden\"", shown(other))),
        }
        Ok(())
    })?;
    let folds: Vec<_> = folds.into_values().map(|users| Fold { users: users.into_values().collect() }).collect();
    let held_out: Vec<_> = folds.iter().flat_map(|fold| fold.users.iter().map(|held_out| held_out.user)).collect();
    if folds.len() < 2 || held_out.iter().collect::<HashSet<_>>().len() != held_out.len() {
        let message = "there must be at least two folds, and each user in one of them only";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    Ok(folds)
}

/// Ratings that are held out together: users and items, as [`Ratings::users`] and the catalogue number them.
pub type RatingFold = Vec<(u32, u32)>;

/// Reads folds of ratings from a table with the columns fold, user and item.
/// Every id must stand in the ratings and in the catalogue.
pub fn read_rating_folds(table: impl Read, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<RatingFold>> {
    let mut folds: BTreeMap<u32, RatingFold> = BTreeMap::new();
    read_rows(source::stream(table, Path::new(""), &[])?, ratings, catalog, |fold, user, item, _| {
        folds.entry(fold).or_default().push((user, item));
        Ok(())
    })?;
    if folds.is_empty() {
        return Err(Error::new(ErrorKind::DataFormat, "the table of folds has no rows"));
    }
    Ok(folds.into_values().collect())
}

/// Hands on each row's fold, user and item, and the row for what else it has; refuses the table if `take` does.
fn read_rows(
    table: Table<'_>,
    ratings: &Ratings,
    catalog: &Catalog,
    mut take: impl FnMut(u32, u32, u32, &StringRecord) -> Result<(), String>,
) -> Result<()> {
    let column = |what: &str, names: &[&str]| table.require(what, None, names);
    let (fold, user, item) = (column("fold", &["fold"])?, column("user", USER)?, column("item", ITEM)?);
    let users: HashMap<&str, u32> = ratings.users.iter().map(String::as_str).zip(0..).collect();
    table.read(0, |cells| {
        let ids = || -> Result<(u32, u32, u32), String> {
            let cell = |column: usize| cells[column].trim();
            let fold = cell(fold).parse().map_err(|_| format!("{} is no fold's number", shown(cell(fold))))?;
            let user =
                *users.get(cell(user)).ok_or_else(|| format!("the ratings have no user {}", shown(cell(user))))?;
            Ok((fold, user, catalog.require(cell(item)).map_err(|error| error.to_string())?))
        };
        Ok(ids().and_then(|(fold, user, item)| take(fold, user, item, cells)))
    })?;
    Ok(())
}
