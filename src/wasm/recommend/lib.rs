//! The module `recommend`: packs and histories in, picks out, as plain JavaScript objects.

use js_sys::{Array, Float32Array, JSON, JsString, Uint32Array};
use penchant_base::{Error, ErrorKind};
use penchant_recommend::history::{self, HistoryFile};
use penchant_recommend::pack::IncomingPack;
use penchant_recommend::recommender::{GenreTaste, Move, Shift, TasteProfile, WhatIf};
use penchant_recommend::{
    Cause, Controls, Details, Event, Item, Pick, Prediction, Profile, RecommendOptions, Recommender, TimeDecay,
};
use penchant_wasm_shared::{Result, from_js, to_js};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// As `RecommendOptions`, `Controls` and `TimeDecay`, with ids. The package refuses other names before they come here.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct JsOptions {
    n: Option<usize>,
    filter_already_liked: Option<bool>,
    items: Option<Vec<String>>,
    exclude: Option<Vec<String>>,
    reasons: Option<bool>,
    diversity: Option<f32>,
    calibration: Option<f32>,
    novelty: Option<f32>,
    exploration: Option<f32>,
    seed: Option<u32>,
    now: Option<f64>,
    half_life: Option<f32>,
    short_term: Option<f32>,
}

impl JsOptions {
    fn view(&self) -> View {
        // A date before 1970 or none is a number that the cast brings to 0.
        let now_ms = self.now.unwrap_or_default() as u64;
        let age = TimeDecay { now_ms, half_life_days: self.half_life.unwrap_or_default() };
        View { age, short_term: self.short_term }
    }
}

/// How a history is looked at.
#[derive(Clone, Copy, Default)]
struct View {
    age: TimeDecay,
    short_term: Option<f32>,
}

#[derive(Serialize)]
struct JsItem<'c> {
    item: &'c str,
    title: &'c str,
    year: Option<u16>,
    genres: Vec<&'c str>,
    // An item has the properties that are known of it, so that a catalogue without details costs nothing more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    creators: Vec<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cast: Vec<&'c str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    synopsis: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

#[derive(Serialize)]
struct JsMove<'c> {
    item: &'c str,
    before: Option<usize>,
    after: Option<usize>,
}

#[derive(Serialize)]
struct JsWhatIf<'c> {
    rise: Vec<JsMove<'c>>,
    fall: Vec<JsMove<'c>>,
}

#[derive(Serialize)]
struct JsTaste<'c> {
    genres: Vec<JsGenreTaste<'c>>,
    items: Vec<JsSimilar<'c>>,
}

#[derive(Serialize)]
struct JsGenreTaste<'c> {
    genre: &'c str,
    history: f32,
    recommended: f32,
}

#[derive(Serialize)]
struct JsPrediction<'c> {
    item: &'c str,
    stars: f32,
    usual: f32,
}

#[derive(Serialize)]
struct JsSimilar<'c> {
    item: &'c str,
    score: f32,
}

/// A pack of six items with the models of the shipped blend, to warm up with before the real one arrives: a browser
/// compiles a function when it is first called. The example `sample_pack` of penchant-recommend writes it.
#[wasm_bindgen(js_name = samplePack)]
pub fn sample_pack() -> Vec<u8> {
    include_bytes!("sample.pack").to_vec()
}

/// The bytes of a pack, as they arrive over the network.
#[wasm_bindgen]
pub struct Pieces(IncomingPack);

#[wasm_bindgen]
impl Pieces {
    /// Room for `size` bytes; a wrong size does no harm.
    #[wasm_bindgen(constructor)]
    pub fn new(size: usize) -> Self {
        Self(IncomingPack::with_capacity(size))
    }

    /// Appends bytes.
    pub fn push(&mut self, piece: &[u8]) {
        self.0.push(piece);
    }
}

/// An opened pack.
#[wasm_bindgen(js_name = Recommender)]
pub struct JsRecommender(Recommender);

#[wasm_bindgen(js_class = Recommender)]
impl JsRecommender {
    /// Opens the bytes of a pack.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(Recommender::open(bytes)?))
    }

    /// Opens a pack that arrived in pieces.
    pub fn open(pieces: Pieces) -> Result<Self> {
        Ok(Self(Recommender::open(pieces.0)?))
    }

    /// The pack's manifest.
    pub fn manifest(&self) -> Result<JsValue> {
        to_js(self.0.manifest())
    }

    /// Every item of the catalogue.
    pub fn items(&self) -> Result<JsValue> {
        let count = self.0.catalog().len() as u32;
        to_js(&(0..count).map(|index| self.js_item(index)).collect::<Vec<_>>())
    }

    /// The item with this id, or `null`.
    pub fn item(&self, id: JsValue) -> Result<JsValue> {
        let index = self.0.catalog().index_of(&string(id, "id")?);
        to_js(&index.map(|index| self.js_item(index)))
    }

    /// An item's id.
    pub fn id(&self, index: u32) -> Result<String> {
        self.0.check_items([&index])?;
        Ok(self.item_id(index).into())
    }

    /// The best items for a history, in the form of [`pick_columns`].
    pub fn recommend(&self, events: JsValue, options: JsValue) -> Result<JsValue> {
        let (view, options) = self.options(options)?;
        let picks = self.0.recommend(&self.folded(events, view)?, &options)?;
        Ok(pick_columns(&picks))
    }

    /// The items that would rise and fall if the history were another one.
    #[wasm_bindgen(js_name = whatIf)]
    pub fn what_if(&self, now: JsValue, then: JsValue, options: JsValue) -> Result<JsValue> {
        let (view, options) = self.options(options)?;
        let WhatIf { rise, fall } = self.0.what_if(&self.folded(now, view)?, &self.folded(then, view)?, &options)?;
        let moves = |moves: Vec<Move>| {
            let named = |Move { item, before, after }| JsMove { item: self.item_id(item), before, after };
            moves.into_iter().map(named).collect()
        };
        to_js(&JsWhatIf { rise: moves(rise), fall: moves(fall) })
    }

    /// One item's score for a history, and where it comes from, in the form of [`pick_columns`].
    pub fn explain(&self, events: JsValue, item: JsValue, options: JsValue) -> Result<JsValue> {
        let index = self.index(item)?;
        let (view, _) = self.options(options)?;
        Ok(pick_columns(&[self.0.explain(&self.folded(events, view)?, index)?]))
    }

    /// The taste that the models see in a history.
    pub fn profile(&self, events: JsValue, options: JsValue) -> Result<JsValue> {
        let (view, RecommendOptions { n, .. }) = self.options(options)?;
        let TasteProfile { genres, items } = self.0.taste_profile(&self.folded(events, view)?, n);
        let genre = |&GenreTaste { genre, history, recommended }: &GenreTaste| JsGenreTaste {
            genre: self.0.catalog().genre_name(genre),
            history,
            recommended,
        };
        to_js(&JsTaste { genres: genres.iter().map(genre).collect(), items: self.scored(items) })
    }

    /// Predicted ratings of items.
    pub fn predict(&self, events: JsValue, items: JsValue) -> Result<JsValue> {
        let items = self.indices(&from_js::<Vec<String>>(items, "items")?)?;
        let predictions = self.0.predict(&self.folded(events, View::default())?, &items)?;
        let named = |(&item, &Prediction { stars, usual }): (&u32, &Prediction)| JsPrediction {
            item: self.item_id(item),
            stars,
            usual,
        };
        to_js(&items.iter().zip(&predictions).map(named).collect::<Vec<_>>())
    }

    /// The items most similar to one.
    #[wasm_bindgen(js_name = similarItems)]
    pub fn similar_items(&self, item: JsValue, n: usize) -> Result<JsValue> {
        to_js(&self.scored(self.0.similar_items(self.index(item)?, n)?))
    }

    fn folded(&self, events: JsValue, View { age, short_term }: View) -> Result<Profile> {
        let events: Vec<Event> = from_js(events, "events")?;
        events.iter().try_for_each(Event::check)?;
        Ok(Profile { short_term, ..Profile::with_decay(&events, self.0.catalog(), age) })
    }

    fn options(&self, options: JsValue) -> Result<(View, RecommendOptions)> {
        let given: JsOptions = if options.is_undefined() { JsOptions::default() } else { from_js(options, "options")? };
        let (view, default) = (given.view(), RecommendOptions::default());
        let options = RecommendOptions {
            n: given.n.unwrap_or(default.n),
            filter_already_liked: given.filter_already_liked.unwrap_or(default.filter_already_liked),
            items: given.items.map(|ids| self.indices(&ids)).transpose()?,
            exclude: self.indices(&given.exclude.unwrap_or_default())?,
            reasons: given.reasons.unwrap_or(default.reasons),
            controls: Controls {
                diversity: given.diversity.unwrap_or_default(),
                calibration: given.calibration.unwrap_or_default(),
                novelty: given.novelty.unwrap_or_default(),
                exploration: given.exploration.unwrap_or_default(),
                seed: given.seed.unwrap_or_default().into(),
            },
        };
        Ok((view, options))
    }

    fn scored(&self, items: Vec<(u32, f32)>) -> Vec<JsSimilar<'_>> {
        items.into_iter().map(|(item, score)| JsSimilar { item: self.item_id(item), score }).collect()
    }

    fn js_item(&self, index: u32) -> JsItem<'_> {
        let catalog = self.0.catalog();
        let Item { id: item, title, year } = catalog.item(index);
        let Details { creators, cast, synopsis, minutes, link } = catalog.details(index);
        let genres = catalog.genres(index).collect();
        JsItem { item, title, year, genres, creators, cast, synopsis: synopsis.unwrap_or_default(), minutes, link }
    }

    fn index(&self, id: JsValue) -> Result<u32> {
        Ok(self.0.catalog().require(&string(id, "item")?)?)
    }

    fn indices(&self, ids: &[String]) -> Result<Vec<u32>> {
        Ok(ids.iter().map(|id| self.0.catalog().require(id)).collect::<penchant_base::Result<_>>()?)
    }

    fn item_id(&self, item: u32) -> &str {
        self.0.catalog().item(item).id
    }
}

/// A string from JavaScript. Any other value is refused by its name, and not converted.
fn string(value: JsValue, name: &str) -> Result<String> {
    let wrong =
        || Error::new(ErrorKind::Argument, format!("{name} is not a string: give an id as the catalogue has it"));
    Ok(value.as_string().ok_or_else(wrong)?)
}

/// Picks as six typed arrays, which cross in six steps; five hundred reasons as objects would take more than a
/// thousand. They are: items, scores, the end of each pick's reasons, the reasons' items ([`POPULARITY`] for none),
/// their contributions, and six numbers for each pick that was re-ranked.
fn pick_columns(picks: &[Pick]) -> JsValue {
    let items: Vec<u32> = picks.iter().map(|pick| pick.item).collect();
    let scores: Vec<f32> = picks.iter().map(|pick| pick.score).collect();
    let (mut ends, mut causes, mut contributions, mut shifts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pick in picks {
        for reason in &pick.reasons {
            causes.push(match reason.cause {
                Cause::Item(item) => item,
                Cause::Popularity => POPULARITY,
            });
            contributions.push(reason.contribution);
        }
        ends.push(causes.len() as u32);
        if let Some(Shift { from, relevance, novelty, diversity, calibration, explored }) = pick.shift {
            shifts.extend([from as f32, relevance, novelty, diversity, calibration, f32::from(u8::from(explored))]);
        }
    }
    let integers = |numbers: &[u32]| Uint32Array::from(numbers).into();
    let floats = |numbers: &[f32]| Float32Array::from(numbers).into();
    let columns: [JsValue; 6] = [
        integers(&items),
        floats(&scores),
        integers(&ends),
        integers(&causes),
        floats(&contributions),
        floats(&shifts),
    ];
    columns.iter().collect::<Array>().into()
}

/// The item of a reason that is popularity.
const POPULARITY: u32 = u32::MAX;

/// The events as the text of a file, which the browser's own JSON writes: it is no part of the download.
#[wasm_bindgen(js_name = exportHistory)]
pub fn export_history(events: JsValue) -> Result<JsString> {
    let file = HistoryFile::new(from_js(events, "events")?);
    Ok(JSON::stringify_with_replacer_and_space(&to_js(&file)?, &JsValue::NULL, &JsValue::from(2))?)
}

/// The events of a file's text.
#[wasm_bindgen(js_name = importHistory)]
pub fn import_history(text: &str) -> Result<JsValue> {
    to_js(&history::import(text)?)
}
