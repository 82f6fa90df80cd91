//! The module `train`: tables of ratings and of items in, and out a pack, as `penchant train` makes it, or what was
//! understood of the tables.

use js_sys::Function;
use penchant_base::limits::MAX_BROWSER_RATINGS;
use penchant_base::{Error, ErrorKind};
use penchant_data::{
    CellQuote, ColumnNames, Feedback, IdForm, Items, ItemsReport, LinkTemplate, Ratings, ReadOptions, Report,
    SkippedRows, TextOptions, TimeUnit, Warning,
};
use penchant_recommend::DetailSize;
use penchant_recommend::training::{Recipe, TrainingSet, is_small};
use penchant_wasm_shared::{Result, from_js, to_js};
use serde::{Deserialize, Serialize};
use std::path::Path;
use wasm_bindgen::prelude::*;

/// As the command line's flags. The package refuses other names before they come here.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct JsOptions {
    name: String,
    notice: String,
    model: Option<String>,
    predict: Option<String>,
    positive_above: Option<f32>,
    columns: ColumnNames,
    max_bad_rows: Option<usize>,
    encoding: Option<String>,
    separator: Option<String>,
    header: Option<bool>,
    quote: Option<String>,
    backslash: Option<bool>,
    decimal_comma: Option<bool>,
    comment: Option<String>,
    genre_separator: Option<String>,
    link: Option<String>,
    time_unit: Option<String>,
    feedback: Option<String>,
    ids: Option<String>,
    /// What the tables' files are called.
    ratings_file: String,
    items_file: String,
}

impl JsOptions {
    fn recipe(&self) -> penchant_base::Result<Recipe> {
        let rating_model = self.predict.as_deref().unwrap_or(Recipe::RATING_MODEL);
        Ok(Recipe {
            model: self.model.as_deref().map(str::parse).transpose()?,
            rating_model: (rating_model != Recipe::NO_RATING_MODEL).then(|| rating_model.parse()).transpose()?,
            // Until the scale of the ratings is known.
            positive_above: self.positive_above.unwrap_or(Recipe::POSITIVE_ABOVE),
        })
    }

    fn reading(&self) -> penchant_base::Result<ReadOptions> {
        let default = ReadOptions::default();
        Ok(ReadOptions {
            columns: self.columns.clone(),
            text: TextOptions {
                encoding: self.encoding.clone(),
                separator: self.separator.clone(),
                header: self.header,
                quote: self.quote.as_deref().map(str::parse::<CellQuote>).transpose()?,
                backslash: self.backslash,
                decimal_comma: self.decimal_comma,
                comment: self.comment.clone(),
                ..TextOptions::default()
            },
            time_unit: self.time_unit.as_deref().map(str::parse::<TimeUnit>).transpose()?,
            feedback: self.feedback.as_deref().map(str::parse::<Feedback>).transpose()?,
            ids: self.ids.as_deref().map(str::parse::<IdForm>).transpose()?,
            genre_separator: self.genre_separator.clone(),
            link: self.link.as_deref().map(str::parse::<LinkTemplate>).transpose()?,
            max_bad_rows: self.max_bad_rows.unwrap_or(default.max_bad_rows),
            max_rows: MAX_BROWSER_RATINGS,
        })
    }
}

/// What was read.
#[derive(Serialize)]
struct JsRead {
    ratings: usize,
    users: usize,
    items: usize,
    likes: usize,
    /// Whether the model is chosen if none is named.
    small: bool,
    /// Ratings left out because a later one has the same user and item.
    duplicates: usize,
    /// Ratings left out because the table of items does not have theirs.
    unknown: usize,
    skipped: Vec<JsSkipped>,
    /// What was understood of the table of ratings.
    table: Option<Report>,
    /// What was understood of the table of items, if there is one.
    #[serde(rename = "itemsTable")]
    items_table: Option<ItemsReport>,
    /// What the details of the items take of the pack.
    details: Vec<DetailSize>,
    /// What looks wrong in them.
    warnings: Vec<Warning>,
}

/// Rows of one of the tables that cannot be used.
#[derive(Serialize)]
struct JsSkipped {
    table: &'static str,
    count: usize,
    /// The first ones: a line, and what is wrong there.
    examples: Vec<(u64, String)>,
}

/// Two tables as they were read.
struct Tables {
    set: TrainingSet,
    read: JsRead,
    recipe: Recipe,
}

/// Reads tables, and says what was understood of them.
#[wasm_bindgen]
pub fn inspect(ratings: &[u8], items: Option<Vec<u8>>, options: JsValue) -> Result<JsValue> {
    to_js(&read_tables(ratings, items, &from_js(options, "options")?)?.read)
}

/// Trains a recommender, and makes a pack of it. `report` is called with `reading`, then with `training` and what was
/// read, and several times with the part of the training that is done; then with `packing` and the part of that.
#[wasm_bindgen]
pub fn train(ratings: &[u8], items: Option<Vec<u8>>, options: JsValue, report: &Function) -> Result<Vec<u8>> {
    let options: JsOptions = from_js(options, "options")?;
    // Whoever listens cannot stop the work by throwing.
    let say = |word: &str, what: JsValue| drop(report.call2(&JsValue::NULL, &word.into(), &what));
    say("reading", JsValue::NULL);
    let Tables { set, read, recipe } = read_tables(ratings, items, &options)?;
    say("training", to_js(&read)?);
    let mut recommender = recipe.train(&set, &|part| say("training", part.into()))?;
    let manifest = recommender.manifest_mut();
    (manifest.name, manifest.notice) = (options.name, options.notice);
    Ok(recommender.to_pack_with_progress(&|part| say("packing", part.into()))?)
}

fn read_tables(ratings: &[u8], items: Option<Vec<u8>>, options: &JsOptions) -> Result<Tables> {
    let (mut recipe, reading) = (options.recipe()?, options.reading()?);
    let ratings = Ratings::open(ratings, Path::new(&options.ratings_file), &reading);
    let mut ratings = ratings.map_err(|error| error.about("the ratings"))?;
    recipe.positive_above = options.positive_above.unwrap_or(ratings.scale.positive_above);
    let report = ratings.report.take().map(|report| match options.positive_above {
        Some(above) => report.with_threshold(above, ratings.count_likes(above)),
        None => report,
    });
    let mut skipped = skipped_rows("ratings", &ratings.skipped);
    let mut items_table = None;
    let (catalog, texts) = match items {
        Some(table) => {
            let items = Items::open(&table[..], Path::new(&options.items_file), &reading);
            let items = items.map_err(|error| error.about("the items"))?;
            skipped.extend(skipped_rows("items", &items.skipped));
            items_table = Some(items.report);
            (items.catalog, items.texts)
        }
        None if reading.link.is_some() => return Err(link_without_items().into()),
        None => (ratings.catalog()?, Vec::new()),
    };
    let mut warnings: Vec<Warning> = report.iter().flat_map(Report::all_warnings).collect();
    warnings.extend(items_table.iter().flat_map(|report| report.warnings.clone()));
    warnings.extend(ratings.compare_with(&catalog)?);
    let unknown = ratings.count_unknown(&catalog);
    let set = ratings.training_set(catalog, texts, recipe.positive_above);
    let read = JsRead {
        ratings: ratings.rows.len(),
        users: ratings.users.len(),
        items: set.catalog.len(),
        likes: set.interactions.likes.len(),
        small: is_small(&set.interactions.likes),
        duplicates: ratings.duplicates,
        unknown,
        skipped,
        table: report,
        items_table,
        details: set.catalog.detail_sizes(),
        warnings,
    };
    Ok(Tables { set, read, recipe })
}

fn link_without_items() -> Error {
    Error::new(
        ErrorKind::Argument,
        "--link is given without a table of items; expected one, whose columns it is made of",
    )
}

fn skipped_rows(table: &'static str, skipped: &SkippedRows) -> Vec<JsSkipped> {
    let SkippedRows { count, examples, .. } = skipped.clone();
    if count > 0 { vec![JsSkipped { table, count, examples }] } else { Vec::new() }
}
