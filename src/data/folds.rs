//! A table of folds in; the users or the ratings that each fold holds out, out.

use crate::cells::quote;
use crate::columns::{ITEM, ITEM_ID, USER};
use crate::open;
use crate::options::TextOptions;
use crate::ratings::Ratings;
use crate::table::Table;
use crate::warning::Warning;
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;
use std::collections::{BTreeMap, HashMap};
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

/// Folds of held-out users, and what was left out of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Folds {
    /// The folds, in the order of their numbers.
    pub folds: Vec<Fold>,
    /// What was left out.
    pub warnings: Vec<Warning>,
}

/// Reads folds of users as [`Folds::read`] does, where any rated item may be hidden; without what was left out.
pub fn read_folds(table: impl Read, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<Fold>> {
    Folds::read(table, ratings, catalog, f32::NEG_INFINITY).map(|folds| folds.folds)
}

impl Folds {
    /// Reads folds of users from a table with the columns fold, user, item and part (`foldin` or `hidden`). One fold
    /// alone is a split into training and test users. Repeated rows and users of whom nothing is hidden are left out,
    /// aloud.
    ///
    /// Errors: `data.format`, with the line, if a user is not in the ratings or an item not in the catalogue, if a user
    /// is in several folds, if an item is folded in and hidden, or if a hidden item was not rated above
    /// `positive_above`; `data.empty` if nobody is held out; `io`.
    pub fn read(table: impl Read, ratings: &Ratings, catalog: &Catalog, positive_above: f32) -> Result<Self> {
        read(table, ratings, catalog, positive_above)
    }
}

fn read(table: impl Read, ratings: &Ratings, catalog: &Catalog, positive_above: f32) -> Result<Folds> {
    let table = open::open_stream(table, Path::new(""), &[], &TextOptions::default())?;
    let part = table.require_column("part", None, &["part", "split"])?;
    let mut folds: BTreeMap<u32, BTreeMap<u32, HeldOut>> = BTreeMap::new();
    // Where each user was first met, and each of their items.
    let mut fold_of: HashMap<u32, (u32, u64)> = HashMap::new();
    let mut seen: HashMap<(u32, u32), (bool, u64)> = HashMap::new();
    let mut repeated: Vec<u64> = Vec::new();
    let rated = RatedPairs::new(ratings, catalog);
    read_rows(table, ratings, catalog, |line, [fold, user, item], cells| {
        let is_hidden = match cells[part].trim() {
            "hidden" | "test" => true,
            "foldin" | "fold-in" | "fold_in" | "train" => false,
            other => return Err(format!("{} is neither \"foldin\" nor \"hidden\"", quote(other))),
        };
        let id = || quote(&ratings.users[user as usize]);
        let (first_fold, first_line) = *fold_of.entry(user).or_insert((fold, line));
        if first_fold != fold {
            return Err(format!(
                "the user {} is in fold {fold} and, in line {first_line}, in fold {first_fold}; expected each user in \
                 only one of them",
                id()
            ));
        }
        match seen.get(&(user, item)) {
            Some(&(before, _)) if before == is_hidden => {
                repeated.push(line);
                return Ok(());
            }
            Some(&(_, before)) => {
                return Err(format!(
                    "the item {} of the user {} is folded in and hidden, here and in line {before}: a model that is \
                     given it need not find it; leave one of the rows out",
                    quote(catalog.item(item).id),
                    id()
                ));
            }
            None => drop(seen.insert((user, item), (is_hidden, line))),
        }
        if is_hidden {
            rated.check_like(user, item, positive_above).map_err(|fault| format!("the user {} {fault}", id()))?;
        }
        let users = folds.entry(fold).or_default();
        let of_user = users.entry(user).or_insert_with(|| HeldOut { user, foldin: Vec::new(), hidden: Vec::new() });
        if is_hidden { &mut of_user.hidden } else { &mut of_user.foldin }.push(item);
        Ok(())
    })?;
    let mut warnings = Vec::new();
    if let Some(line) = repeated.first() {
        let (count, example) = (repeated.len(), format!("line {line}"));
        warnings.push(Warning::LeftOutOfFolds { count, reason: "a row before is the same", example });
    }
    let without: Vec<u32> =
        folds.values().flat_map(BTreeMap::values).filter(|user| user.hidden.is_empty()).map(|user| user.user).collect();
    if let Some(user) = without.first() {
        let count = seen.keys().filter(|(user, _)| without.contains(user)).count();
        let line = fold_of.get(user).map_or(0, |(_, line)| *line);
        let example = format!("the user {} in line {line}", quote(&ratings.users[*user as usize]));
        warnings.push(Warning::LeftOutOfFolds { count, reason: "nothing is hidden of their users", example });
    }
    let users = |users: BTreeMap<u32, HeldOut>| users.into_values().filter(|user| !user.hidden.is_empty()).collect();
    let folds: Vec<Fold> =
        folds.into_values().map(|fold| Fold { users: users(fold) }).filter(|fold| !fold.users.is_empty()).collect();
    if folds.is_empty() {
        return Err(Error::new(
            ErrorKind::DataEmpty,
            "the table of folds hides nothing: expected rows with the part \"hidden\"",
        ));
    }
    Ok(Folds { folds, warnings })
}

/// The ratings of a table by user and item of the catalogue.
struct RatedPairs(HashMap<(u32, u32), f32>);

impl RatedPairs {
    fn new(ratings: &Ratings, catalog: &Catalog) -> Self {
        Self(ratings.in_catalog(catalog).map(|(row, item)| ((row.user, item), row.value)).collect())
    }

    /// Why an item is no like of a user.
    fn check_like(&self, user: u32, item: u32, positive_above: f32) -> Result<(), String> {
        match self.0.get(&(user, item)) {
            None => Err("has not rated the hidden item: give the ratings that the folds were made of".to_owned()),
            Some(&value) if value <= positive_above => Err(format!(
                "has rated the hidden item with {value}, which is no like, because it is not above {positive_above}: \
                 leave the row out, or give the --positive-above that the folds were made with"
            )),
            Some(_) => Ok(()),
        }
    }
}

/// Ratings that are held out together, as pairs of indices: into [`Ratings::users`] and into the catalogue.
pub type RatingFold = Vec<(u32, u32)>;

/// Reads folds of ratings from a table with the columns fold, user and item.
///
/// Errors: `data.format` if a user is not in the ratings, an item not in the catalogue, or there is no fold;
/// `data.empty`; `io`.
pub fn read_rating_folds(table: impl Read, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<RatingFold>> {
    let mut folds: BTreeMap<u32, RatingFold> = BTreeMap::new();
    let table = open::open_stream(table, Path::new(""), &[], &TextOptions::default())?;
    read_rows(table, ratings, catalog, |_, [fold, user, item], _| {
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
    mut add: impl FnMut(u64, [u32; 3], &StringRecord) -> Result<(), String>,
) -> Result<()> {
    let column = |what: &str, names: &[&str]| table.require_column(what, None, names);
    let items = [ITEM_ID, ITEM].concat();
    let (fold, user, item) = (column("fold", &["fold"])?, column("user", USER)?, column("item", &items)?);
    let users: HashMap<&str, u32> = ratings.users.iter().map(String::as_str).zip(0..).collect();
    table.for_each_numbered_row(0, |line, cells| {
        let ids = || -> Result<(u32, u32, u32), String> {
            let cell = |column: usize| cells[column].trim();
            let fold = cell(fold)
                .parse()
                .map_err(|_| format!("{} is not a fold; expected a whole number, such as 0", quote(cell(fold))))?;
            let user =
                *users.get(cell(user)).ok_or_else(|| format!("the ratings have no user {}", quote(cell(user))))?;
            Ok((fold, user, catalog.require(cell(item)).map_err(|error| error.to_string())?))
        };
        Ok(ids().and_then(|(fold, user, item)| add(line, [fold, user, item], cells)))
    })?;
    Ok(())
}
