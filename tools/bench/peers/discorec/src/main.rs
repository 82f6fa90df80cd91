//! Ratings, folds of ratings and hyper-parameters in, as `peer.py` takes them; a line of JSON out: how close the
//! crate discorec comes to the ratings of each fold, and how many seconds it trained.

use discorec::RecommenderBuilder;
use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::fs;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let [ratings, folds, factors, iterations, regularization] =
        env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "five arguments are wanted")?;
    let mut fold_of = HashMap::new();
    for [fold, user, item] in rows(&fs::read_to_string(folds)?)? {
        fold_of.insert((user as u32, item as u32), fold as u32);
    }
    let rating = |[user, item, rating]: [f32; 3]| (user as u32, item as u32, rating);
    let ratings: Vec<_> = rows(&fs::read_to_string(ratings)?)?.into_iter().map(rating).collect();
    let folds = fold_of.values().max().map_or(0, |last| last + 1);
    let (mut train_s, mut rmse, mut mae) = (Vec::new(), 0.0, 0.0);
    for fold in 0..folds {
        let of_fold = |(user, item, _): &(u32, u32, f32)| fold_of.get(&(*user, *item)) == Some(&fold);
        let (held_out, kept): (Vec<_>, Vec<_>) = ratings.iter().copied().partition(of_fold);
        let mut builder = RecommenderBuilder::new();
        builder
            .factors(factors.parse()?)
            .iterations(iterations.parse()?)
            .regularization(regularization.parse()?)
            .seed(42);
        let began = Instant::now();
        let model = builder.fit_explicit(&kept);
        train_s.push(began.elapsed().as_secs_f64());
        let error = |(user, item, rating): &(u32, u32, f32)| f64::from(model.predict(user, item) - rating);
        let errors: Vec<f64> = held_out.iter().map(error).collect();
        let mean = |of: fn(&f64) -> f64| errors.iter().map(of).sum::<f64>() / errors.len() as f64;
        rmse += mean(|error| error * error).sqrt() / f64::from(folds);
        mae += mean(|error| error.abs()) / f64::from(folds);
    }
    println!(r#"{{"train_s": {train_s:?}, "metrics": {{"rmse": {rmse}, "mae": {mae}}}}}"#);
    Ok(())
}

/// The first three numbers of each line but the header.
fn rows(table: &str) -> Result<Vec<[f32; 3]>, Box<dyn Error>> {
    let row = |line: &str| -> Result<[f32; 3], Box<dyn Error>> {
        let cells = line.split(',').take(3).map(str::parse).collect::<Result<Vec<f32>, _>>()?;
        cells.try_into().map_err(|_| format!("{line:?} has fewer than three cells").into())
    };
    table.lines().skip(1).map(row).collect()
}
