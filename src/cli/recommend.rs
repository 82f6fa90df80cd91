//! `penchant recommend`: a pack and a history in, picks with their reasons out, as a page shows them.

use crate::{files, print};
use clap::Args;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::split_year;
use penchant_recommend::history::{self, Action, Event, Profile};
use penchant_recommend::{Catalog, Details};
use penchant_recommend::{Cause, Controls, Pick, RecommendOptions, Recommender};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Recommend items from a pack, with the reasons for each
#[derive(Args)]
pub struct Arguments {
    /// A pack that `train` or `pack` wrote
    pack: PathBuf,
    /// A liked item, by id or title, such as "Toy Story (1995)"; may be repeated, like the next three
    #[arg(long, value_name = "ITEM")]
    like: Vec<String>,
    /// A disliked item
    #[arg(long, value_name = "ITEM")]
    dislike: Vec<String>,
    /// An item already seen
    #[arg(long, value_name = "ITEM")]
    seen: Vec<String>,
    /// An item and its stars, 0.5 to 5, such as "Toy Story (1995)=4.5"
    #[arg(long, value_name = "ITEM=STARS")]
    rate: Vec<String>,
    /// A history that a page exported
    #[arg(long, value_name = "JSON")]
    history: Option<PathBuf>,
    /// The number of picks
    #[arg(short, default_value_t = 10, value_name = "ITEMS")]
    n: usize,
    /// How different the picks are from each other, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", help_heading = "Controls")]
    diversity: f32,
    /// How closely the picks' genres follow the history's, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", help_heading = "Controls")]
    calibration: f32,
    /// How much unpopular items are preferred, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", help_heading = "Controls")]
    novelty: f32,
    /// The probability that a pick is drawn at random from the best hundred, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", help_heading = "Controls")]
    exploration: f32,
    /// The seed of these random draws
    #[arg(long, default_value_t = 0, value_name = "NUMBER", help_heading = "Controls")]
    seed: u64,
    /// The weight of what usually comes next against lasting taste, 0 to 1, in a pack with models of both
    #[arg(long, value_name = "SHARE", help_heading = "Controls")]
    short_term: Option<f32>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn controls(&self) -> Controls {
        let Self { diversity, calibration, novelty, exploration, seed, .. } = *self;
        Controls { diversity, calibration, novelty, exploration, seed }
    }
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let recommender = Recommender::open(files::read(&arguments.pack)?).map_err(files::about(&arguments.pack))?;
    let catalog = recommender.catalog();
    let mut events: Vec<Event> = Vec::new();
    if let Some(path) = &arguments.history {
        events = history::import(&files::read_text(path)?).map_err(files::about(path))?;
    }
    for (names, action) in
        [(&arguments.like, Action::Like), (&arguments.dislike, Action::Dislike), (&arguments.seen, Action::Seen)]
    {
        for name in names {
            events.push(Event::new(catalog.item(find_item(catalog, name)?).id, action));
        }
    }
    for rating in &arguments.rate {
        let stars = rating.rsplit_once('=').and_then(|(name, stars)| Some((name, stars.parse().ok()?)));
        let (name, stars) = stars.ok_or_else(|| {
            Error::new(
                ErrorKind::Argument,
                format!("--rate {rating:?}: expected an item and its stars, such as \"1=4.5\""),
            )
        })?;
        let item = catalog.item(find_item(catalog, name)?).id;
        let event = Event { rating: Some(stars), ..Event::new(item, Action::Rate) };
        event.check()?;
        events.push(event);
    }
    let profile = Profile { short_term: arguments.short_term, ..Profile::new(&events, catalog) };
    if profile.unknown > 0 {
        eprintln!("warning: {} events were ignored, because the pack does not have their items", profile.unknown);
    }
    let options = RecommendOptions { n: arguments.n, controls: arguments.controls(), ..RecommendOptions::default() };
    let picks = recommender.recommend(&profile, &options)?;
    let items: Vec<u32> = picks.iter().map(|pick| pick.item).collect();
    // Some packs do not predict ratings.
    let stars: Vec<Option<f32>> = match recommender.predict(&profile, &items) {
        Ok(predictions) => predictions.iter().map(|prediction| Some(prediction.stars)).collect(),
        Err(_) => vec![None; picks.len()],
    };
    let picks = picks.iter().zip(stars);
    if arguments.json {
        let picks: Vec<_> = picks.map(|(pick, stars)| as_json(catalog, pick, stars)).collect();
        return print::print_json(&json!({ "picks": picks }));
    }
    let row = |(pick, stars): (&Pick, Option<f32>)| {
        let stars = stars.map_or(String::new(), |stars| format!("{stars:.1}"));
        [title(catalog, pick.item), format!("{:.3}", pick.score), stars, reasons(catalog, pick)]
    };
    println!("{}", print::table(["pick", "score", "stars", "because of"], [1, 2], picks.map(row)));
    // The notice's first paragraph names the source of the data; `inspect` shows the rest.
    if let Some(notice) = recommender.manifest().notice.split("\n\n").next().filter(|notice| !notice.is_empty()) {
        println!("\n{notice}");
    }
    Ok(())
}

/// Finds an item by its id, by title and year, or by a title that only one item has.
fn find_item(catalog: &Catalog, name: &str) -> Result<u32> {
    if let Some(item) = catalog.index_of(name) {
        return Ok(item);
    }
    let (bare, year) = split_year(name);
    let fits = |&item: &u32| {
        let item = catalog.item(item);
        let same_title = item.title.to_lowercase() == name.to_lowercase();
        same_title || (year.is_some() && item.year == year && item.title.to_lowercase() == bare.to_lowercase())
    };
    let found: Vec<u32> = (0..catalog.len() as u32).filter(fits).collect();
    match found[..] {
        [item] => Ok(item),
        [] => {
            let part = bare.to_lowercase();
            let near: Vec<_> = (0..catalog.len() as u32)
                .filter(|&item| catalog.item(item).title.to_lowercase().contains(&part))
                .take(5)
                .map(|item| title(catalog, item))
                .collect();
            let hint = if near.is_empty() {
                "look it up with `penchant inspect PACK --search TEXT`".into()
            } else {
                format!("did you mean {}?", near.join(" or "))
            };
            Err(Error::new(ErrorKind::ItemUnknown, format!("the pack has no item {name:?}: {hint}")))
        }
        _ => {
            let titles: Vec<_> =
                found.iter().map(|&item| format!("{} = {:?}", catalog.item(item).id, title(catalog, item))).collect();
            Err(Error::new(
                ErrorKind::ItemUnknown,
                format!("several items have the title {name:?}; give the id of one: {}", titles.join(", ")),
            ))
        }
    }
}

/// An item's title, with its year.
pub fn title(catalog: &Catalog, item: u32) -> String {
    let item = catalog.item(item);
    item.year.map_or(item.title.to_owned(), |year| format!("{} ({year})", item.title))
}

fn reasons(catalog: &Catalog, pick: &Pick) -> String {
    let reason = |reason: &penchant_recommend::Reason| {
        let cause = match reason.cause {
            Cause::Item(item) => title(catalog, item),
            Cause::Popularity => "its popularity".into(),
        };
        format!("{cause} {:+.3}", reason.contribution)
    };
    let shown: Vec<_> = pick.reasons.iter().take(3).map(reason).collect();
    let more = pick.reasons.len().saturating_sub(3);
    shown.join(", ") + &if more > 0 { format!(", {more} more") } else { String::new() }
}

fn as_json(catalog: &Catalog, pick: &Pick, stars: Option<f32>) -> serde_json::Value {
    let reasons: Vec<_> = pick
        .reasons
        .iter()
        .map(|reason| {
            let item = match reason.cause {
                Cause::Item(item) => Some(catalog.item(item).id),
                Cause::Popularity => None,
            };
            json!({ "item": item, "contribution": reason.contribution })
        })
        .collect();
    let mut json = json!({
        "item": catalog.item(pick.item).id,
        "title": title(catalog, pick.item),
        "score": pick.score,
        "stars": stars,
        "reasons": reasons,
    });
    // What is known of the item, as a page has it.
    let Details { creators, cast, synopsis, minutes, link } = catalog.details(pick.item);
    let known = [
        ("creators", (!creators.is_empty()).then(|| json!(creators))),
        ("cast", (!cast.is_empty()).then(|| json!(cast))),
        ("synopsis", synopsis.map(Value::from)),
        ("minutes", minutes.map(Value::from)),
        ("link", link.map(Value::from)),
    ];
    known.into_iter().for_each(|(name, value)| {
        if let Some(value) = value {
            json[name] = value
        }
    });
    json
}
