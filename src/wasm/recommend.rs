//! The module `recommend`: packs and histories in, picks out, as plain JavaScript objects.

use super::{from_js, to_js};
use crate::history::{self, Action, Event, Profile};
use crate::recommend::{Cause, Options, Pick, Recommender};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// As `Options`, with ids.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct JsOptions {
    n: Option<usize>,
    filter_already_liked: Option<bool>,
    items: Option<Vec<String>>,
    exclude: Option<Vec<String>>,
}

/// The part of an event that recommending looks at.
#[derive(Deserialize)]
struct JsEvent {
    item: String,
    action: Action,
}

#[derive(Serialize)]
struct JsItem<'c> {
    item: &'c str,
    title: &'c str,
    year: Option<u16>,
    genres: Vec<&'c str>,
}

#[derive(Serialize)]
struct JsPick<'c> {
    item: &'c str,
    score: f32,
    reasons: Vec<JsReason<'c>>,
}

#[derive(Serialize)]
struct JsReason<'c> {
    /// `null` for popularity.
    item: Option<&'c str>,
    contribution: f32,
}

#[derive(Serialize)]
struct JsSimilar<'c> {
    item: &'c str,
    score: f32,
}

/// An opened pack.
#[wasm_bindgen(js_name = Recommender)]
pub struct JsRecommender(Recommender);

#[wasm_bindgen(js_class = Recommender)]
impl JsRecommender {
    /// Opens the bytes of a pack.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(Recommender::open(bytes)?))
    }

    /// What the pack says of itself.
    pub fn manifest(&self) -> Result<JsValue, JsValue> {
        to_js(self.0.manifest())
    }

    /// Every item of the catalogue.
    pub fn items(&self) -> Result<JsValue, JsValue> {
        let catalog = self.0.catalog();
        let item = |index| {
            let item = catalog.item(index);
            JsItem { item: item.id, title: item.title, year: item.year, genres: catalog.genres(index).collect() }
        };
        to_js(&(0..catalog.len() as u32).map(item).collect::<Vec<_>>())
    }

    /// The best items for a history.
    pub fn recommend(&self, events: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
        let profile = self.profile(events)?;
        let given: JsOptions = if options.is_undefined() { JsOptions::default() } else { from_js(options, "options")? };
        let default = Options::default();
        let options = Options {
            n: given.n.unwrap_or(default.n),
            filter_already_liked: given.filter_already_liked.unwrap_or(default.filter_already_liked),
            items: given.items.map(|ids| self.indices(&ids)).transpose()?,
            exclude: self.indices(&given.exclude.unwrap_or_default())?,
        };
        let picks = self.0.recommend(&profile, &options)?;
        to_js(&picks.iter().map(|pick| self.pick(pick)).collect::<Vec<_>>())
    }

    /// One item's score for a history, and where it comes from.
    pub fn explain(&self, events: JsValue, item: &str) -> Result<JsValue, JsValue> {
        let index = self.0.catalog().require(item)?;
        to_js(&self.pick(&self.0.explain(&self.profile(events)?, index)))
    }

    /// The items most like one.
    #[wasm_bindgen(js_name = similarItems)]
    pub fn similar_items(&self, item: &str, n: usize) -> Result<JsValue, JsValue> {
        let index = self.0.catalog().require(item)?;
        let similar = self.0.similar_items(index, n).into_iter();
        to_js(&similar.map(|(item, score)| JsSimilar { item: self.id(item), score }).collect::<Vec<_>>())
    }

    /// How many events are of items that this catalogue does not have.
    #[wasm_bindgen(js_name = unknownItems)]
    pub fn unknown_items(&self, events: JsValue) -> Result<usize, JsValue> {
        Ok(self.profile(events)?.unknown)
    }

    fn profile(&self, events: JsValue) -> Result<Profile, JsValue> {
        let events: Vec<JsEvent> = from_js(events, "events")?;
        Ok(Profile::new(events.iter().map(|event| (event.item.as_str(), event.action)), self.0.catalog()))
    }

    fn indices(&self, ids: &[String]) -> Result<Vec<u32>, JsValue> {
        Ok(ids.iter().map(|id| self.0.catalog().require(id)).collect::<Result<_, _>>()?)
    }

    fn id(&self, item: u32) -> &str {
        self.0.catalog().item(item).id
    }

    fn pick(&self, pick: &Pick) -> JsPick<'_> {
        let reason = |reason: &crate::recommend::Reason| JsReason {
            item: match reason.cause {
                Cause::Item(item) => Some(self.id(item)),
                Cause::Popularity => None,
            },
            contribution: reason.contribution,
        };
        JsPick { item: self.id(pick.item), score: pick.score, reasons: pick.reasons.iter().map(reason).collect() }
    }
}

/// The events as the text of a file.
#[wasm_bindgen(js_name = exportHistory)]
pub fn export_history(events: JsValue) -> Result<String, JsValue> {
    let events: Vec<Event> = from_js(events, "events")?;
    Ok(history::export(&events)?)
}

/// The events of a file's text.
#[wasm_bindgen(js_name = importHistory)]
pub fn import_history(text: &str) -> Result<JsValue, JsValue> {
    to_js(&history::import(text)?)
}
