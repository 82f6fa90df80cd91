//! The module `recommend` in a browser: what goes in and out as JavaScript values, and errors with codes.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

use js_sys::{Array, Float32Array, JSON, Reflect, Uint32Array};
use penchant_recommend_wasm::{JsRecommender, export_history, import_history};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

const PACK: &[u8] = include_bytes!("../../../../build/packs/movies.pack");

fn parse(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn code(error: impl Into<JsValue>) -> String {
    let error = error.into();
    assert!(error.is_instance_of::<js_sys::Error>(), "what is thrown is an Error");
    Reflect::get(&error, &"code".into()).unwrap().as_string().unwrap()
}

fn number(of: &JsValue, key: &str) -> f64 {
    Reflect::get(of, &key.into()).unwrap().as_f64().unwrap()
}

/// How many picks there are, whose reasons each add up to their score.
fn count_of_sound_picks(picks: JsValue) -> usize {
    let columns = Array::from(&picks);
    let scores = Float32Array::from(columns.get(1)).to_vec();
    let ends = Uint32Array::from(columns.get(2)).to_vec();
    let contributions = Float32Array::from(columns.get(4)).to_vec();
    let mut begin = 0;
    for (score, end) in scores.iter().zip(&ends) {
        let sum: f32 = contributions[begin..*end as usize].iter().sum();
        assert!((sum - score).abs() < 1e-5, "{sum} instead of {score}");
        begin = *end as usize;
    }
    assert_eq!(Uint32Array::from(columns.get(0)).length() as usize, scores.len());
    scores.len()
}

#[wasm_bindgen_test]
fn picks_come_with_reasons_that_add_up() {
    let movies = JsRecommender::new(PACK.to_vec()).unwrap();
    let events = parse(r#"[{"item":"1","action":"like","at_ms":1700000000000},{"item":"1721","action":"dislike"}]"#);
    assert_eq!(count_of_sound_picks(movies.recommend(events, parse(r#"{"n":20}"#)).unwrap()), 20);
}

/// Whatever the history and the controls: the reasons of every pick add up to its score.
#[wasm_bindgen_test]
fn reasons_add_up_for_any_history() {
    const ACTIONS: [&str; 6] = ["like", "dislike", "not-interested", "complete", "seen", "skip"];
    let movies = JsRecommender::new(PACK.to_vec()).unwrap();
    let ids: Array = movies.items().unwrap().into();
    let mut random = fastrand::Rng::with_seed(11);
    for round in 0..100u32 {
        let events: Vec<String> = (0..random.u32(0..60))
            .map(|_| {
                let item = Reflect::get(&ids.get(random.u32(..ids.length())), &"item".into()).unwrap();
                let action = ACTIONS[random.u32(..6) as usize];
                format!(r#"{{"item":"{}","action":"{action}","at_ms":5}}"#, item.as_string().unwrap())
            })
            .collect();
        let controls = if round % 2 == 0 { "" } else { r#","diversity":0.3,"calibration":0.2,"novelty":0.1"# };
        let options = parse(&format!(r#"{{"n":20{controls}}}"#));
        let picks = movies.recommend(parse(&format!("[{}]", events.join(","))), options).unwrap();
        assert_eq!(count_of_sound_picks(picks), 20);
    }
}

#[wasm_bindgen_test]
fn without_reasons_the_list_is_the_same() {
    let movies = JsRecommender::new(PACK.to_vec()).unwrap();
    let list = |options: &str| {
        let events = parse(r#"[{"item":"1","action":"like","at_ms":5},{"item":"260","action":"rate","rating":4.5}]"#);
        Array::from(&movies.recommend(events, parse(options)).unwrap())
    };
    for controls in ["", r#","diversity":0.3,"novelty":0.1"#] {
        let explained = list(&format!(r#"{{"n":50{controls}}}"#));
        let bare = list(&format!(r#"{{"n":50,"reasons":false{controls}}}"#));
        for column in [0, 1, 5] {
            let [explained, bare] = [&explained, &bare].map(|list| JSON::stringify(&list.get(column)).unwrap());
            assert_eq!(explained, bare);
        }
        assert_eq!(Float32Array::from(bare.get(4)).length(), 0);
        assert_eq!(Uint32Array::from(bare.get(2)).to_vec(), [0; 50]);
    }
}

#[wasm_bindgen_test]
fn an_item_is_found_by_its_id() {
    let movies = JsRecommender::new(PACK.to_vec()).unwrap();
    let items: Array = movies.items().unwrap().into();
    let first = items.get(0);
    let id = Reflect::get(&first, &"item".into()).unwrap();
    assert_eq!(JSON::stringify(&movies.item(id).unwrap()).unwrap(), JSON::stringify(&first).unwrap());
    assert!(movies.item("no-such-film".into()).unwrap().is_null());
}

/// Numbers in the place of ids must not reach the memory of the module.
#[wasm_bindgen_test]
fn ids_that_are_not_strings_are_refused() {
    let movies = JsRecommender::new(PACK.to_vec()).unwrap();
    for id in [JsValue::from(1), JsValue::NULL, JsValue::UNDEFINED, JsValue::TRUE, js_sys::Object::new().into()] {
        let none = || JsValue::UNDEFINED;
        assert_eq!(code(movies.item(id.clone()).unwrap_err()), "argument");
        assert_eq!(code(movies.similar_items(id.clone(), 5).unwrap_err()), "argument");
        assert_eq!(code(movies.explain(parse("[]"), id.clone(), none()).unwrap_err()), "argument");
        assert_eq!(code(movies.predict(parse("[]"), Array::of1(&id).into()).unwrap_err()), "argument");
        assert_eq!(code(movies.predict(parse("[]"), id.clone()).unwrap_err()), "argument");
        let options = js_sys::Object::new();
        Reflect::set(&options, &"exclude".into(), &Array::of1(&id)).unwrap();
        assert_eq!(code(movies.recommend(parse("[]"), options.into()).unwrap_err()), "argument");
    }
}

#[wasm_bindgen_test]
fn ratings_are_predicted() {
    let movies = JsRecommender::new(PACK.to_vec()).unwrap();
    let events = parse(r#"[{"item":"260","action":"rate","rating":5},{"item":"1196","action":"like"}]"#);
    let predicted: Array = movies.predict(events, parse(r#"["1210","1"]"#)).unwrap().into();
    assert_eq!(predicted.length(), 2);
    let sequel = predicted.get(0);
    assert!(number(&sequel, "stars") > number(&sequel, "usual"));
    assert!(predicted.iter().all(|one| (0.5..=5.0).contains(&number(&one, "stars"))));
    assert_eq!(code(movies.predict(parse("[]"), parse(r#"["no-such-film"]"#)).unwrap_err()), "item.unknown");
}

#[wasm_bindgen_test]
fn a_list_can_be_re_ranked_and_says_how() {
    let movies = JsRecommender::new(PACK.to_vec()).unwrap();
    let events = || parse(r#"[{"item":"1","action":"like","at_ms":5},{"item":"260","action":"rate","rating":4.5}]"#);
    let options =
        r#"{"n":10,"diversity":0.4,"novelty":0.1,"exploration":0.2,"seed":7,"halfLife":30,"now":1700000000000}"#;
    let list = || Array::from(&movies.recommend(events(), parse(options)).unwrap());
    assert_eq!(Float32Array::from(list().get(5)).length(), 60, "six numbers for each of ten picks");
    assert_eq!(JSON::stringify(&list()).unwrap(), JSON::stringify(&list()).unwrap());
    let what_if = movies.what_if(events(), parse("[]"), parse(r#"{"n":5}"#)).unwrap();
    assert!(Array::from(&Reflect::get(&what_if, &"rise".into()).unwrap()).length() > 0);
    let taste = movies.profile(events(), JsValue::UNDEFINED).unwrap();
    assert!(Array::from(&Reflect::get(&taste, &"genres".into()).unwrap()).length() > 0);
}

#[wasm_bindgen_test]
fn errors_have_codes() {
    assert_eq!(code(JsRecommender::new(PACK[..1000].to_vec()).map(|_| ()).unwrap_err()), "pack.format");
    let movies = JsRecommender::new(PACK.to_vec()).unwrap();
    assert_eq!(code(movies.similar_items("no-such-film".into(), 5).unwrap_err()), "item.unknown");
    assert_eq!(code(movies.recommend(parse("[]"), parse(r#"{"n":"twenty"}"#)).unwrap_err()), "argument");
    assert_eq!(
        code(movies.recommend(parse(r#"[{"item":"1","action":"adore"}]"#), JsValue::UNDEFINED).unwrap_err()),
        "argument"
    );
    assert_eq!(code(movies.recommend(parse("[]"), parse(r#"{"diversity":2}"#)).unwrap_err()), "argument");
    assert_eq!(code(movies.recommend(parse("[]"), parse(r#"{"shortTerm":0.5}"#)).unwrap_err()), "argument");
    assert_eq!(code(import_history("[1,").unwrap_err()), "history.format");
    assert_eq!(code(import_history(r#"{"format":"penchant-history","version":9}"#).unwrap_err()), "history.version");
    let no_date = r#"{"format":"penchant-history","version":2,"events":[{"item":"1","action":"like","at_ms":-1}]}"#;
    assert_eq!(code(import_history(no_date).unwrap_err()), "history.format");
}

#[wasm_bindgen_test]
fn a_history_makes_the_round_trip() {
    let events = r#"[{"item":"1","action":"like","at_ms":1700000000000}]"#;
    let text = String::from(export_history(parse(events)).unwrap());
    assert_eq!(JSON::stringify(&import_history(&text).unwrap()).unwrap(), events);
}
