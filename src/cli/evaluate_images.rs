//! `penchant evaluate-images`: labelled pictures and a model in, its accuracy, confusions and calibration out.

use crate::{files, pictures, print, reliability_diagram};
use clap::{Args, value_parser};
use penchant_base::{Error, ErrorKind, Result};
use penchant_evaluate::metrics::{
    Confusion, Interval, Outcome, ReliabilityBin, confusions, expected_calibration_error, reliability as bins_of,
    top_k_accuracy,
};
use penchant_vision::{ImageClassifier, softmax};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Measure how well a model recognises what labelled pictures show, and how far its probabilities can be trusted.
#[derive(Args)]
#[command(after_long_help = FORMULAS)]
pub struct Arguments {
    /// PNG, JPEG, WebP, GIF or BMP files in one sub-folder for each label, which has its name, in capitals or
    /// not and with `_` for spaces, or is the index of its class, from 0
    folder: PathBuf,
    /// The model's manifest; the ONNX file it names lies beside it
    #[arg(long, value_name = "JSON")]
    model: PathBuf,
    /// Takes the labels from a table instead: columns file (within the folder) and label
    #[arg(long, value_name = "CSV")]
    labels: Option<PathBuf>,
    /// How many confusions to print, the most frequent ones; JSON has all
    #[arg(long, default_value_t = 10, value_name = "PAIRS")]
    confusions: usize,
    /// Bins of confidence
    #[arg(long, default_value_t = 15, value_name = "BINS", value_parser = value_parser!(u16).range(1..=1000))]
    bins: u16,
    /// Where to draw the reliability curve
    #[arg(long, value_name = "SVG")]
    reliability: Option<PathBuf>,
    /// How many pictures may be unusable before all are refused
    #[arg(long, default_value_t = 100, value_name = "PICTURES")]
    max_bad_images: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const FORMULAS: &str = "\
Top-1 and top-5 are the shares of pictures whose label is the likeliest one, and among the five likeliest, with \
Wilson's 95 % intervals.

Calibration: pictures go by the probability of their likeliest label, the confidence, into bins of equal width. The \
expected calibration error is the mean over the bins, weighted by their pictures, of |accuracy - mean confidence| \
(Guo et al., On Calibration of Modern Neural Networks, ICML 2017). Few pictures make it larger than it is.";

/// A picture, and the index of the class that it shows.
struct Picture {
    path: PathBuf,
    label: usize,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let named = match &arguments.labels {
        Some(labels) => named_by_table(&arguments.folder, labels)?,
        None => named_by_folder(&arguments.folder)?,
    };
    let classifier = pictures::load_classifier(&arguments.model)?;
    let pictures = labelled(named, classifier.labels())?;
    let (outcomes, bad) = classify(&classifier, &pictures, arguments.max_bad_images)?;
    if !bad.is_empty() {
        eprintln!("warning: {} pictures cannot be used and were skipped:", bad.len());
        bad.iter().for_each(|(path, error)| eprintln!("  {}: {error}", path.display()));
    }
    if outcomes.is_empty() {
        let message = format!("{}: none of the pictures can be used", arguments.folder.display());
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    let report = Report::new(&classifier, &outcomes, &bad, arguments.bins.into());
    if let Some(path) = &arguments.reliability {
        let svg = reliability_diagram::svg(&classifier.manifest().name, &report.bins, report.ece);
        files::write(path, svg.as_bytes())?;
    }
    if arguments.json { print::print_json(&report.json()) } else { report.print(arguments.confusions) }
}

/// The pictures of a folder, each with the name of the sub-folder it is in.
fn named_by_folder(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // What systems put beside pictures is hidden.
    let seen = |folder: &Path| -> Result<Vec<PathBuf>> {
        Ok(files::entries(folder)?.into_iter().filter(|path| !name(path).starts_with('.')).collect())
    };
    let mut named = Vec::new();
    for of_label in seen(folder)?.into_iter().filter(|path| path.is_dir()) {
        named.extend(seen(&of_label)?.into_iter().map(|path| (path, name(&of_label))));
    }
    if named.is_empty() {
        let message = format!(
            "{}: there is no picture in a sub-folder: make one for each label, with its name, or give --labels",
            folder.display()
        );
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    Ok(named)
}

/// The pictures and labels of a table.
fn named_by_table(folder: &Path, table: &Path) -> Result<Vec<(PathBuf, String)>> {
    let wrong = |what: String| Error::new(ErrorKind::DataFormat, what).about(table.display());
    files::entries(folder)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(files::open(table)?);
    let header = reader.headers().map_err(|error| wrong(error.to_string()))?.clone();
    let column = |wanted: &str| {
        let is_wanted = |name: &str| name.trim_start_matches('\u{feff}').eq_ignore_ascii_case(wanted);
        header
            .iter()
            .position(is_wanted)
            .ok_or_else(|| wrong(format!("there is no column {wanted:?}: the header is to be file,label")))
    };
    let (file, label) = (column("file")?, column("label")?);
    let mut named = Vec::new();
    for row in reader.into_records() {
        let row = row.map_err(|error| wrong(error.to_string()))?;
        named.push((folder.join(&row[file]), row[label].to_owned()));
    }
    if named.is_empty() {
        return Err(Error::new(ErrorKind::DataEmpty, format!("{}: the table has no pictures", table.display())));
    }
    Ok(named)
}

/// Finds the classes of names among the model's labels.
///
/// Errors: `label.unknown`, with all names that are not, or of several classes.
fn labelled(named: Vec<(PathBuf, String)>, labels: &[String]) -> Result<Vec<Picture>> {
    let plain = |label: &str| label.trim().replace('_', " ").to_lowercase();
    let mut classes: HashMap<String, Vec<usize>> = HashMap::new();
    for (class, label) in labels.iter().enumerate() {
        classes.entry(plain(label)).or_default().push(class);
    }
    // A label that is a number comes before an index.
    let class_of = |name: &str| match classes.get(&plain(name)).map(Vec::as_slice) {
        Some(&[class]) => Ok(class),
        Some(several) => Err(format!("{name:?} (of the classes {several:?}: give an index)")),
        None => name.trim().parse().ok().filter(|&class| class < labels.len()).ok_or_else(|| format!("{name:?}")),
    };
    let mut unknown = BTreeMap::new();
    let mut pictures = Vec::new();
    for (path, name) in named {
        match class_of(&name) {
            Ok(label) => pictures.push(Picture { path, label }),
            Err(what) => *unknown.entry(what).or_insert(0) += 1,
        }
    }
    if unknown.is_empty() {
        return Ok(pictures);
    }
    let names: Vec<_> = unknown.into_keys().collect();
    let message = format!(
        "these are not labels of the model: {}. Take its labels, such as {:?}, or indices from 0 to {}",
        names.join(", "),
        labels[0],
        labels.len() - 1
    );
    Err(Error::new(ErrorKind::LabelUnknown, message))
}

type Bad<'p> = (&'p Path, Error);

/// What the classifier makes of the pictures, and those that are none, of which there may be `at_most` so many.
fn classify<'p>(
    classifier: &ImageClassifier,
    pictures: &'p [Picture],
    at_most: usize,
) -> Result<(Vec<Outcome>, Vec<Bad<'p>>)> {
    let outcome = |picture: &Picture| -> Result<Outcome> {
        let (rgba, size) = pictures::decode(&files::read(&picture.path)?)?;
        Ok(Outcome::new(&softmax(&classifier.logits(&rgba, size, None)?), picture.label))
    };
    let bar = files::progress(pictures.len(), "classifying");
    let bad = AtomicUsize::new(0);
    let results: Vec<Result<Outcome, Bad>> = pictures
        .par_iter()
        .map(|picture| {
            let outcome = outcome(picture);
            bar.inc(1);
            match outcome {
                Ok(outcome) => Ok(Ok(outcome)),
                Err(error) if !is_of_the_picture(error.kind()) => Err(error),
                Err(error) if bad.fetch_add(1, Ordering::Relaxed) < at_most => Ok(Err((picture.path.as_path(), error))),
                Err(error) => {
                    let what =
                        format!("more than {at_most} pictures cannot be used, such as {}", picture.path.display());
                    Err(error.about(what))
                }
            }
        })
        .collect::<Result<_>>()?;
    bar.finish_and_clear();
    let (mut outcomes, mut bad) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(outcome) => outcomes.push(outcome),
            Err(error) => bad.push(error),
        }
    }
    Ok((outcomes, bad))
}

/// Whether a picture is at fault, rather than the model.
fn is_of_the_picture(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Io | ErrorKind::ImageFormat | ErrorKind::ImageDamaged | ErrorKind::ImageLimit)
}

/// Everything that is measured.
struct Report<'r> {
    labels: &'r [String],
    bad: &'r [Bad<'r>],
    images: usize,
    top1: Interval,
    top5: Interval,
    ece: f64,
    bins: Vec<ReliabilityBin>,
    confusions: Vec<Confusion>,
}

impl<'r> Report<'r> {
    fn new(classifier: &'r ImageClassifier, outcomes: &[Outcome], bad: &'r [Bad<'r>], bins: usize) -> Self {
        let bins = bins_of(outcomes, bins);
        Self {
            labels: classifier.labels(),
            bad,
            images: outcomes.len(),
            top1: top_k_accuracy(outcomes, 1),
            top5: top_k_accuracy(outcomes, 5),
            ece: expected_calibration_error(&bins),
            bins,
            confusions: confusions(outcomes),
        }
    }

    fn json(&self) -> Value {
        let bounds = |Interval { low, high, .. }: Interval| json!([low, high]);
        let bin = |bin: &ReliabilityBin| {
            let (is_filled, Interval { mean, .. }) = (bin.images > 0, bin.accuracy);
            json!({
                "low": bin.low, "high": bin.high, "images": bin.images,
                "confidence": is_filled.then_some(bin.confidence),
                "accuracy": is_filled.then_some(mean),
                "accuracy_interval": bounds(bin.accuracy),
            })
        };
        let confusion = |&Confusion { label, predicted, images }: &Confusion| {
            json!({
                "label": self.labels[label], "index": label,
                "taken_for": self.labels[predicted], "taken_for_index": predicted, "images": images,
            })
        };
        let bad = |(path, error): &Bad| json!({ "file": path.display().to_string(), "code": error.kind().code(), "message": error.to_string() });
        json!({
            "images": self.images, "skipped": self.bad.len(),
            "top1": self.top1.mean, "top1_interval": bounds(self.top1),
            "top5": self.top5.mean, "top5_interval": bounds(self.top5),
            "ece": self.ece,
            "bins": self.bins.iter().map(bin).collect::<Vec<_>>(),
            "confusions": self.confusions.iter().map(confusion).collect::<Vec<_>>(),
            "bad_images": self.bad.iter().map(bad).collect::<Vec<_>>(),
        })
    }

    fn print(&self, pairs: usize) -> Result<()> {
        let percent = |share: f64| format!("{:.1} %", share * 100.0);
        let between = |Interval { low, high, .. }: Interval| format!("{} to {}", percent(low), percent(high));
        println!("{} pictures, {} skipped\n", self.images, self.bad.len());
        let rows = [
            ["top-1 accuracy".into(), percent(self.top1.mean), between(self.top1)],
            ["top-5 accuracy".into(), percent(self.top5.mean), between(self.top5)],
            ["expected calibration error".into(), format!("{:.4}", self.ece), String::new()],
        ];
        println!("{}\n", print::table(["measure", "value", "95 % interval"], [1, 2], rows));
        let rows = self.bins.iter().filter(|bin| bin.images > 0).map(|bin| {
            let confidence = format!("{:.3} to {:.3}", bin.low, bin.high);
            [confidence, bin.images.to_string(), percent(bin.confidence), percent(bin.accuracy.mean)]
        });
        println!("{}", print::table(["confidence", "pictures", "mean confidence", "accuracy"], [1, 2, 3], rows));
        let rows = self.confusions.iter().take(pairs).map(|&Confusion { label, predicted, images }| {
            [self.labels[label].clone(), self.labels[predicted].clone(), images.to_string()]
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            println!("\n{}", print::table(["label", "taken for", "pictures"], [2], rows));
        }
        let rest = self.confusions.len().saturating_sub(pairs);
        if rest > 0 {
            println!("\n{rest} more pairs of labels are confused: see --confusions");
        }
        Ok(())
    }
}
