//! Which column of a table of ratings has the users, the items, the ratings and the times: as told, by name, or in a
//! table without names by place. What the columns hold decides whether a guess is sound; an unsound one is refused,
//! with what was taken for what.

use crate::cells::{has_decimal_comma, quote};
use crate::columns::{ITEM, RATING, TIMESTAMP, TITLE, USER, normalize_name};
use crate::formats::header::is_index_name;
use crate::layout::{By, Header};
use crate::options::ColumnNames;
use crate::scale::parse_rating;
use crate::table::Table;
use crate::times::looks_like_time;
use crate::warning::Warning;
use penchant_base::{Error, ErrorKind, Result};

/// A column, and why it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Role {
    pub column: usize,
    pub by: By,
}

/// The columns of a table of ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Roles {
    pub user: Role,
    pub item: Role,
    pub rating: Option<Role>,
    pub time: Option<Role>,
}

impl Roles {
    /// All columns that have a role.
    pub fn columns(&self) -> [Option<usize>; 4] {
        [
            Some(self.user.column),
            Some(self.item.column),
            self.rating.map(|role| role.column),
            self.time.map(|role| role.column),
        ]
    }
}

/// Names that say what a column is even if its cells do not look so: a fault in them is to be shown.
const SURE_RATINGS: usize = 5;
const SURE_TIMES: usize = 4;

/// Finds the columns.
///
/// Errors: `data.format` if a column that was told does not exist, or if there is none for the users or the items.
pub(crate) fn find(table: &Table<'_>, names: &ColumnNames) -> Result<(Roles, Vec<Warning>)> {
    let roles = match table.layout.header {
        Header::Names => Finder { table, names }.by_name()?,
        Header::Numbers | Header::None => Finder { table, names }.by_place()?,
    };
    refuse_lists(table, &roles)?;
    Ok((roles, warnings(table, &roles, names)))
}

/// Refuses a list of items in each row, which would be taken for one item.
fn refuse_lists(table: &Table<'_>, roles: &Roles) -> Result<()> {
    for (what, role) in [("user", roles.user), ("item", roles.item)] {
        let is_list = |cell: &str| cell.starts_with('[') && cell.ends_with(']');
        let in_brackets = || table.sampled(role.column).next().is_some() && table.sampled(role.column).all(is_list);
        if table.lists.contains(&role.column) || in_brackets() {
            let name = &table.header[role.column];
            let example = table.sampled(role.column).next().map(quote).unwrap_or_default();
            let message = format!(
                "the {what} column {} holds lists, such as {example}; expected one {what} in each row: write a row for \
                 each, as with pandas' df.explode({name:?})",
                quote(name)
            );
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
    }
    Ok(())
}

struct Finder<'t, 'r> {
    table: &'t Table<'r>,
    names: &'t ColumnNames,
}

impl Finder<'_, '_> {
    /// The column that was told; the inner `None` if there shall be none.
    fn told(&self, name: &Option<String>) -> Result<Option<Option<Role>>> {
        let Some(name) = name else { return Ok(None) };
        Ok(Some(self.table.find_column(Some(name), &[])?.map(|column| Role { column, by: By::Option })))
    }

    fn by_name(&self) -> Result<Roles> {
        let table = self.table;
        let told = [&self.names.user, &self.names.item, &self.names.rating, &self.names.timestamp];
        let [user, item, rating, time] = told.map(|name| self.told(name));
        let (user, item, rating, time) = (user?.flatten(), item?.flatten(), rating?, time?);
        let mut claimed: Vec<usize> =
            [user, item, rating.flatten(), time.flatten()].into_iter().flatten().map(|role| role.column).collect();
        let mut claim = |found: Option<Role>| {
            claimed.extend(found.map(|role| role.column));
            found
        };
        let user = claim(user.or_else(|| self.named(USER, &[], |_| true)));
        let taken = user.map(|role| vec![role.column]).unwrap_or_default();
        let item =
            claim(item.or_else(|| self.named(ITEM, &taken, |_| true)).or_else(|| self.named(TITLE, &taken, |_| true)));
        let item = match item {
            Some(item) => Some(item),
            None => claim(self.item_called_id()?),
        };
        let free =
            |claimed: &[usize]| (0..table.header.len()).filter(|column| !claimed.contains(column)).collect::<Vec<_>>();
        let user = user.or_else(|| {
            self.partly_named(
                &["user", "customer", "member", "reviewer", "visitor", "用户", "会员", "ユーザ"],
                &free(&claimed),
                |_| true,
            )
        });
        claimed.extend(user.map(|role| role.column));
        let item = item.or_else(|| {
            let words = [
                "item", "movie", "film", "book", "song", "track", "artist", "product", "game", "anime", "business",
                "venue", "recipe", "article", "video", "商品", "物品", "电影", "作品",
            ];
            self.partly_named(&words, &free(&claimed), |column| !self.is_numeric_fraction(column))
        });
        claimed.extend(item.map(|role| role.column));
        let (Some(user), Some(item)) = (user, item) else { return Err(self.missing(user, item)) };
        let rating = rating.unwrap_or_else(|| {
            let exact = self.named_if(RATING, SURE_RATINGS, &claimed, |column| self.are_ratings(column));
            exact.or_else(|| {
                let words = ["rating", "score", "stars", "评分", "打分", "評分", "評価", "평점", "оценк"];
                self.partly_named(&words, &free(&claimed), |column| self.are_ratings(column))
            })
        });
        claimed.extend(rating.map(|role| role.column));
        let time = time.unwrap_or_else(|| {
            let exact = self.named_if(TIMESTAMP, SURE_TIMES, &claimed, |column| self.are_times(column));
            exact.or_else(|| {
                let words = ["time", "date", "时间", "日期", "時間", "日時"];
                self.partly_named(&words, &free(&claimed), |column| self.are_times(column))
            })
        });
        Ok(Roles { user, item, rating, time })
    }

    /// The first column with one of these names that is not among `taken`.
    fn named(&self, candidates: &[&str], taken: &[usize], holds: impl Fn(usize) -> bool) -> Option<Role> {
        let column = candidates
            .iter()
            .filter_map(|name| self.table.by_name(&[name]))
            .find(|column| !taken.contains(column) && holds(*column));
        column.map(|column| Role { column, by: By::Name })
    }

    /// As [`Self::named`]; beyond the first `sure` names, what the column holds must fit too.
    fn named_if(
        &self,
        candidates: &[&str],
        sure: usize,
        taken: &[usize],
        holds: impl Fn(usize) -> bool,
    ) -> Option<Role> {
        let first = self.named(&candidates[..sure], taken, |_| true);
        first.or_else(|| self.named(&candidates[sure..], taken, holds))
    }

    /// The only column whose name has one of these words and which holds what it should.
    fn partly_named(&self, words: &[&str], free: &[usize], holds: impl Fn(usize) -> bool) -> Option<Role> {
        // Columns about an item or a user, and not about the row.
        const OTHERS: &[&str] = &[
            "count",
            "num",
            "avg",
            "average",
            "mean",
            "total",
            "birth",
            "release",
            "runtime",
            "published",
            "max",
            "min",
        ];
        let fits = |&&column: &&usize| {
            let name = normalize_name(&self.table.header[column]);
            words.iter().any(|word| name.contains(word))
                && !OTHERS.iter().any(|other| name.contains(other))
                && holds(column)
        };
        let fitting: Vec<usize> = free.iter().filter(fits).copied().collect();
        let ids: Vec<usize> = fitting
            .iter()
            .copied()
            .filter(|&column| normalize_name(&self.table.header[column]).ends_with("id"))
            .collect();
        match (&fitting[..], &ids[..]) {
            (&[column], _) | (_, &[column]) => Some(Role { column, by: By::PartOfName }),
            _ => None,
        }
    }

    /// A column called `id`, unless it counts the rows, as databases do.
    fn item_called_id(&self) -> Result<Option<Role>> {
        let Some(column) = self.table.by_name(&["id"]) else { return Ok(None) };
        if self.counts_rows(column) {
            return Ok(None);
        }
        Ok(Some(Role { column, by: By::Name }))
    }

    /// Whether a column has another number in each row, each above the one before.
    fn counts_rows(&self, column: usize) -> bool {
        let numbers: Vec<i64> = self.table.sampled(column).filter_map(|cell| cell.parse().ok()).collect();
        numbers.len() > 2
            && numbers.len() == self.table.sample.len()
            && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
    }

    fn share(&self, column: usize, holds: impl Fn(&str) -> bool) -> f64 {
        let cells = self.table.sampled(column);
        let count = cells.clone().count();
        // Of an unknown column anything may be true.
        if count == 0 { 1.0 } else { cells.filter(|cell| holds(cell)).count() as f64 / count as f64 }
    }

    fn are_ratings(&self, column: usize) -> bool {
        let is_rating = |cell: &str| parse_rating(cell, has_decimal_comma(cell)).is_ok();
        self.share(column, is_rating) > 0.9 && !self.counts_rows(column)
    }

    fn are_times(&self, column: usize) -> bool {
        self.share(column, looks_like_time) > 0.9
    }

    /// Whether a column has numbers of which some have a fraction other than 0.
    fn is_numeric_fraction(&self, column: usize) -> bool {
        let fraction = |cell: &str| cell.parse::<f64>().is_ok_and(|number| number.fract() != 0.0);
        self.share(column, |cell| cell.parse::<f64>().is_ok()) > 0.9 && self.share(column, fraction) > 0.5
    }

    /// Why there is no column for the users or the items.
    fn missing(&self, user: Option<Role>, item: Option<Role>) -> Error {
        let table = self.table;
        if let Some(error) = self.refuse_matrix(user.or(item).map(|role| role.column)) {
            return error;
        }
        let taken = user.or(item).map(|role| role.column);
        let columns: Vec<String> = (0..table.header.len())
            .filter(|&column| Some(column) != taken)
            .take(12)
            .map(|column| self.show(column))
            .collect();
        let (what, option) = if user.is_none() { ("user", "--user-column") } else { ("item", "--item-column") };
        let found = match (user, item) {
            (Some(role), _) => format!("; the users are in {}", quote(&table.header[role.column])),
            (_, Some(role)) => format!("; the items are in {}", quote(&table.header[role.column])),
            _ => String::new(),
        };
        let message = format!(
            "the table has no column for the {what}; its columns are {}, and a known name such as {what}_id was \
             expected{found}: give {option} NAME; the columns hold {}",
            table.columns(),
            columns.join(", ")
        );
        Error::new(ErrorKind::DataFormat, message)
    }

    /// A column with its first cells, for messages.
    fn show(&self, column: usize) -> String {
        let name = match self.table.layout.header {
            Header::Names => quote(&self.table.header[column]),
            _ => (column + 1).to_string(),
        };
        let mut cells: Vec<&str> = self.table.sampled(column).take(3).collect();
        cells.dedup();
        let cells: Vec<String> = cells.into_iter().take(2).map(quote).collect();
        if cells.is_empty() { format!("{name} (empty)") } else { format!("{name} ({}, …)", cells.join(", ")) }
    }

    /// The error of a matrix of users × items, if the columns other than `known` all hold numbers of one kind.
    fn refuse_matrix(&self, known: Option<usize>) -> Option<Error> {
        let table = self.table;
        let first = known.unwrap_or(0);
        let others: Vec<usize> = (0..table.header.len())
            .filter(|&column| column != first && !is_index_name(&table.header[column]))
            .collect();
        let numbers =
            |column: usize| self.share(column, |cell| parse_rating(cell, has_decimal_comma(cell)).is_ok()) > 0.95;
        let is_time = |column: usize| table.sampled(column).next().is_some() && self.are_times(column);
        let at_least = if table.layout.header == Header::Names { 3 } else { 6 };
        if others.len() < at_least
            || table.sample.is_empty()
            || !others.iter().all(|&column| numbers(column) && !is_time(column))
        {
            return None;
        }
        // Grades are small; counts and ids of several columns are not all alike.
        let largest = others
            .iter()
            .flat_map(|&column| table.sampled(column))
            .filter_map(|cell| parse_rating(cell, has_decimal_comma(cell)).ok())
            .fold(0.0, f32::max);
        if table.layout.header != Header::Names && largest > 100.0 && others.len() < 12 {
            return None;
        }
        let names: Vec<String> = others.iter().take(3).map(|&column| quote(&table.header[column])).collect();
        let id = if table.layout.header == Header::Names { table.header[first].as_str() } else { "user" };
        let message = format!(
            "this looks like a matrix of users × items: {} columns, such as {}, hold numbers of one kind, and there is \
             no column for the {}; expected a row for each user and item: melt it, as with pandas' df.melt(id_vars={id:?}, \
             var_name=\"item\", value_name=\"rating\").dropna(), and leave out cells that mean no rating",
            others.len(),
            names.join(", "),
            if known.is_some() { "item" } else { "user and the item" },
        );
        Some(Error::new(ErrorKind::DataFormat, message))
    }

    /// The columns of a table without names: user, item, then rating, time, or both.
    fn by_place(&self) -> Result<Roles> {
        let table = self.table;
        let told =
            [&self.names.user, &self.names.item, &self.names.rating, &self.names.timestamp].map(|name| self.told(name));
        let [user, item, rating, time] = told;
        let (user, item, rating, time) = (user?.flatten(), item?.flatten(), rating?, time?);
        let claimed: Vec<usize> =
            [user, item, rating.flatten(), time.flatten()].into_iter().flatten().map(|role| role.column).collect();
        // An index has no name where others are numbers.
        let shift = usize::from(table.layout.header == Header::Numbers && is_index_name(&table.header[0]));
        let width = table.header.len();
        let place = |place: usize| {
            Some(place + shift)
                .filter(|column| *column < width && !claimed.contains(column))
                .map(|column| Role { column, by: By::Place })
        };
        if user.is_none()
            && item.is_none()
            && let Some(error) = self.refuse_matrix(None)
        {
            return Err(error);
        }
        let (Some(user), Some(item)) = (user.or(place(0)), item.or(place(1))) else {
            let what = if user.or(place(0)).is_none() { "user" } else { "item" };
            let columns: Vec<String> = (0..width).map(|column| self.show(column)).collect();
            return Err(Error::new(
                ErrorKind::DataFormat,
                format!("the table has no column for the {what}; its columns are {}", columns.join(", ")),
            ));
        };
        let third = place(2).filter(|_| width > 2);
        let (mut rating, mut time) = (rating, time);
        let third_is_time =
            third.is_some_and(|role| self.are_times(role.column) && table.sampled(role.column).next().is_some());
        if rating.is_none() {
            rating = Some(third.filter(|_| !third_is_time));
        }
        if time.is_none() {
            let fourth = place(3).filter(|role| {
                self.share(role.column, |cell| crate::times::TimeParser::default().parse(cell).is_ok()) > 0.9
            });
            time = Some(if third_is_time && rating != Some(third) { third } else { fourth });
        }
        let roles = Roles { user, item, rating: rating.flatten(), time: time.flatten() };
        self.refuse_unsound(&roles, third_is_time)?;
        Ok(roles)
    }

    /// Refuses what was taken by place and does not look like what it was taken for.
    fn refuse_unsound(&self, roles: &Roles, third_is_time: bool) -> Result<()> {
        let by_place = |role: Role| role.by == By::Place;
        let date =
            |column: usize| self.share(column, |cell| looks_like_time(cell) && cell.parse::<f64>().is_err()) > 0.9;
        let fault = |role: Role, what: &str| {
            let column = role.column;
            let known = self.table.sampled(column).next().is_some() && by_place(role);
            match () {
                () if known && date(column) => Some(format!("the {what} column holds times")),
                () if known && self.is_numeric_fraction(column) => {
                    Some(format!("the {what} column holds numbers with a fraction"))
                }
                () => None,
            }
        };
        let many = self.table.sample.len() > 4;
        let rating_fault = |role: Role| {
            (by_place(role) && !self.are_ratings(role.column))
                .then(|| "the rating column does not hold numbers".to_owned())
        };
        let fourth_may_rate = third_is_time && self.table.header.len() > 3 && !self.names_given();
        let found = fault(roles.user, "user")
            .or_else(|| fault(roles.item, "item"))
            .or_else(|| roles.rating.and_then(rating_fault))
            .or_else(|| {
                (many && by_place(roles.user) && self.counts_rows(roles.user.column))
                    .then(|| "the user column counts the rows".to_owned())
            })
            .or_else(|| {
                fourth_may_rate.then(|| "the third column holds times, and ratings may be in another".to_owned())
            });
        let Some(found) = found else { return Ok(()) };
        let taken =
            |what: &str, role: Option<Role>| role.map(|role| format!("{what} column {}", self.show(role.column)));
        let taken: Vec<String> = [
            taken("user", Some(roles.user)),
            taken("item", Some(roles.item)),
            taken("rating", roles.rating),
            taken("time", roles.time),
        ]
        .into_iter()
        .flatten()
        .collect();
        let message = format!(
            "the table has no names of columns, and by their places they would be: {}; but {found}: say which they are \
             by number, such as --user-column 1 --item-column 3 --rating-column \"\" --timestamp-column 2",
            taken.join(", ")
        );
        Err(Error::new(ErrorKind::DataFormat, message))
    }

    fn names_given(&self) -> bool {
        self.names.rating.is_some() || self.names.timestamp.is_some()
    }
}

/// What looks wrong in the columns.
fn warnings(table: &Table<'_>, roles: &Roles, names: &ColumnNames) -> Vec<Warning> {
    let finder = Finder { table, names };
    let name = |column: usize| match table.layout.header {
        Header::Names => table.header[column].clone(),
        _ => (column + 1).to_string(),
    };
    let mut warnings = Vec::new();
    for (what, role) in [("user", roles.user), ("item", roles.item)] {
        let Some(example) = table.sampled(role.column).next().map(str::to_owned) else { continue };
        let date = |cell: &str| looks_like_time(cell) && cell.parse::<f64>().is_err();
        if finder.share(role.column, date) > 0.9 {
            warnings.push(Warning::IdsAreTimes { role: what, column: name(role.column), example });
        } else if finder.is_numeric_fraction(role.column) {
            warnings.push(Warning::IdsAreFractions { role: what, column: name(role.column), example });
        }
    }
    let claimed = roles.columns();
    let free: Vec<usize> = (0..table.header.len()).filter(|&column| !claimed.contains(&Some(column))).collect();
    let known = |column: usize| table.sampled(column).next().is_some();
    if roles.time.is_none()
        && names.timestamp.is_none()
        && let Some(&column) = free.iter().find(|&&column| known(column) && finder.are_times(column))
    {
        let example = table.sampled(column).next().unwrap_or_default().to_owned();
        warnings.push(Warning::UnusedTimes { column: name(column), example });
    }
    if roles.rating.is_none() && names.rating.is_none() {
        let ratings =
            free.iter().filter(|&&column| known(column) && finder.are_ratings(column) && !finder.are_times(column));
        for &column in ratings {
            let numbers: Vec<f32> =
                table.sampled(column).filter_map(|cell| parse_rating(cell, has_decimal_comma(cell)).ok()).collect();
            let (min, max) = (
                numbers.iter().copied().fold(f32::INFINITY, f32::min),
                numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max),
            );
            if min < max {
                warnings.push(Warning::UnusedRatings { column: name(column), min, max });
            }
        }
    }
    warnings
}
