//! `penchant recommend`: a pack and a history in, picks with their reasons out, as a page would show them.

use crate::{files, print};
use clap::Args;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::split_year;
use penchant_recommend::Catalog;
use penchant_recommend::history::{self, Action, Event, Profile};
use penchant_recommend::{Cause, Controls, Options, Pick, Recommender};
use serde_json::json;
use std::path::PathBuf;

/// Recommend items from a pack, with the reasons for each.
#[derive(Args)]
pub struct Arguments {
    /// A pack that `train` wrote
    pack: PathBuf,
    /// An item that is liked, by id or title: --like "Toy Story (1995)"; may be repeated, as the next three
    #[arg(long, value_name = "ITEM")]
    like: Vec<String>,
    /// An item that is disliked
    #[arg(long, value_name = "ITEM")]
    dislike: Vec<String>,
    /// An item that is known already
    #[arg(long, value_name = "ITEM")]
    seen: Vec<String>,
    /// An item with its stars, 0.5 to 5: --rate "Toy Story (1995)=4.5"
    #[arg(long, value_name = "ITEM=STARS")]
    rate: Vec<String>,
    /// A history that a page exported
    #[arg(long, value_name = "JSON")]
    history: Option<PathBuf>,
    /// How many
    #[arg(short, default_value_t = 10, value_name = "ITEMS")]
    n: usize,
    /// How much unlike each other the picks shall be, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", help_heading = "Controls")]
    diversity: f32,
    /// How closely the picks' genres shall follow the history's, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", help_heading = "Controls")]
    calibration: f32,
    /// How much it shall count for a pick that few like it, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", help_heading = "Controls")]
    novelty: f32,
    /// The chance of each place to go to any of the best hundred, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", help_heading = "Controls")]
    exploration: f32,
    /// Of that chance
    #[arg(long, default_value_t = 0, value_name = "NUMBER", help_heading = "Controls")]
    seed: u64,
    /// How much what comes next shall count beside lasting taste, 0 to 1, in a pack with models of both
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
    let recommender =
        Recommender::open(files::read(&arguments.pack)?).map_err(|error| error.about(arguments.pack.display()))?;
    let catalog = recommender.catalog();
    let mut events: Vec<Event> = Vec::new();
    if let Some(path) = &arguments.history {
        events = history::import(&files::read_text(path)?).map_err(|error| error.about(path.display()))?;
    }
    for (names, action) in
        [(&arguments.like, Action::Like), (&arguments.dislike, Action::Dislike), (&arguments.seen, Action::Seen)]
    {
        for name in names {
            events.push(Event::new(catalog.item(find(catalog, name)?).id, action));
        }
    }
    for given in &arguments.rate {
        let stars = given.rsplit_once('=').and_then(|(name, stars)| Some((name, stars.parse().ok()?)));
        let (name, stars) = stars.ok_or_else(|| {
            Error::new(ErrorKind::Argument, format!("--rate {given:?}: give an item and its stars, such as \"1=4.5\""))
        })?;
        let item = catalog.item(find(catalog, name)?).id;
        let event = Event { rating: Some(stars), ..Event::new(item, Action::Rate) };
        event.check()?;
        events.push(event);
    }
    let profile = Profile { short_term: arguments.short_term, ..Profile::new(&events, catalog) };
    if profile.unknown > 0 {
        eprintln!(
            "warning: {} events are of items that the pack does not have, and count for nothing",
            profile.unknown
        );
    }
    let options = Options { n: arguments.n, controls: arguments.controls(), ..Options::default() };
    let picks = recommender.recommend(&profile, &options)?;
    let items: Vec<u32> = picks.iter().map(|pick| pick.item).collect();
    // A pack need not predict ratings.
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
    // The notice's first paragraph says whose data it is; `inspect` shows the rest.
    if let Some(notice) = recommender.manifest().notice.split("\n\n").next().filter(|notice| !notice.is_empty()) {
        println!("\n{notice}");
    }
    Ok(())
}

/// An item by its id, its title with its year, or its title alone where only one has it.
fn find(catalog: &Catalog, name: &str) -> Result<u32> {
    if let Some(item) = catalog.index_of(name) {
        return Ok(item);
    }
    let (bare, year) = split_year(name);
    let fits = |&item: &u32| {
        let item = catalog.item(item);
        let whole = item.title.to_lowercase() == name.to_lowercase();
        whole || (year.is_some() && item.year == year && item.title.to_lowercase() == bare.to_lowercase())
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
                format!("several items are called {name:?}: name one by its id: {}", titles.join(", ")),
            ))
        }
    }
}

/// An item as people name it.
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
    json!({
        "item": catalog.item(pick.item).id,
        "title": title(catalog, pick.item),
        "score": pick.score,
        "stars": stars,
        "reasons": reasons,
    })
}
