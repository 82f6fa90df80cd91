//! `penchant evaluate-images`: labelled pictures and a model in; its accuracy, confusions and calibration out.

use crate::{files, pictures, print, progress, reliability_diagram};
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

/// Measure how accurately a model classifies labelled pictures, and how well its probabilities are calibrated
#[derive(Args)]
#[command(after_long_help = FORMULAS)]
pub struct Arguments {
    /// PNG, JPEG, WebP, GIF or BMP files in a sub-folder for each label. The sub-folder's name is the label (case does
    /// not matter, and `_` may replace spaces) or the index of its class, from 0
    folder: PathBuf,
    /// The model's manifest, with the ONNX file it names in the same folder
    #[arg(long, value_name = "JSON")]
    model: PathBuf,
    /// Take the labels from a table instead, with the columns file (within the folder) and label
    #[arg(long, value_name = "CSV")]
    labels: Option<PathBuf>,
    /// The number of confusions to print, most frequent first; JSON has all
    #[arg(long, default_value_t = 10, value_name = "PAIRS")]
    confusions: usize,
    /// The number of bins of confidence
    #[arg(long, default_value_t = 15, value_name = "BINS", value_parser = value_parser!(u16).range(1..=1000))]
    bins: u16,
    /// A reliability diagram to write
    #[arg(long, value_name = "SVG")]
    reliability: Option<PathBuf>,
    /// The number of unusable pictures beyond which the command fails
    #[arg(long, default_value_t = 100, value_name = "PICTURES")]
    max_bad_images: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const FORMULAS: &str = "\
Top-1 and top-5 accuracy are the shares of pictures whose label is the likeliest, and among the five likeliest, with \
Wilson's 95 % intervals.

Calibration: pictures are sorted into bins of equal width by their confidence, which is the probability of the \
likeliest label. The expected calibration error is the mean over the bins, weighted by their pictures, of |accuracy - mean confidence| \
(Guo et al., On Calibration of Modern Neural Networks, ICML 2017). With few pictures it is overestimated.";

/// A picture, and the index of its class.
struct Picture {
    path: PathBuf,
    label: usize,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let labelled = match &arguments.labels {
        Some(labels) => labels_by_table(&arguments.folder, labels)?,
        None => labels_by_folder(&arguments.folder)?,
    };
    let classifier = pictures::load_classifier(&arguments.model)?;
    let pictures = find_classes(labelled, classifier.labels())?;
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

/// The pictures in the sub-folders of a folder, each with the name of its sub-folder.
fn labels_by_folder(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // Files that systems add to folders are hidden.
    let visible = |folder: &Path| -> Result<Vec<PathBuf>> {
        Ok(files::list(folder)?.into_iter().filter(|path| !name(path).starts_with('.')).collect())
    };
    let mut labelled = Vec::new();
    for label_folder in visible(folder)?.into_iter().filter(|path| path.is_dir()) {
        labelled.extend(visible(&label_folder)?.into_iter().map(|path| (path, name(&label_folder))));
    }
    if labelled.is_empty() {
        let message = format!(
            "{}: no sub-folder has pictures: make a sub-folder for each label, named like it, or give --labels",
            folder.display()
        );
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    Ok(labelled)
}

/// The pictures that a table lists, each with its label.
fn labels_by_table(folder: &Path, table: &Path) -> Result<Vec<(PathBuf, String)>> {
    let format_error = |message: String| Error::new(ErrorKind::DataFormat, message).about(table.display());
    files::list(folder)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(files::open(table)?);
    let header = reader.headers().map_err(|error| format_error(error.to_string()))?.clone();
    let column = |wanted: &str| {
        let is_wanted = |name: &str| name.trim_start_matches('\u{feff}').eq_ignore_ascii_case(wanted);
        header.iter().position(is_wanted).ok_or_else(|| {
            format_error(format!("there is no column {wanted:?}: name the columns file and label in the first line"))
        })
    };
    let (file, label) = (column("file")?, column("label")?);
    let mut labelled = Vec::new();
    for row in reader.into_records() {
        let row = row.map_err(|error| format_error(error.to_string()))?;
        labelled.push((folder.join(&row[file]), row[label].to_owned()));
    }
    if labelled.is_empty() {
        return Err(Error::new(ErrorKind::DataEmpty, format!("{}: the table has no pictures", table.display())));
    }
    Ok(labelled)
}

/// Finds the class of each picture's label among the model's labels.
///
/// Errors: `label.unknown`, with all labels that the model does not have, or has for several classes.
fn find_classes(labelled: Vec<(PathBuf, String)>, labels: &[String]) -> Result<Vec<Picture>> {
    let normalize = |label: &str| label.trim().replace('_', " ").to_lowercase();
    let mut classes: HashMap<String, Vec<usize>> = HashMap::new();
    for (class, label) in labels.iter().enumerate() {
        classes.entry(normalize(label)).or_default().push(class);
    }
    // A number is a label if the model has it as one, and otherwise an index.
    let class_of = |name: &str| match classes.get(&normalize(name)).map(Vec::as_slice) {
        Some(&[class]) => Ok(class),
        Some(classes) => Err(format!("{name:?} (the label of the classes {classes:?}: give an index)")),
        None => name.trim().parse().ok().filter(|&class| class < labels.len()).ok_or_else(|| format!("{name:?}")),
    };
    let mut unknown = BTreeMap::new();
    let mut pictures = Vec::new();
    for (path, name) in labelled {
        match class_of(&name) {
            Ok(label) => pictures.push(Picture { path, label }),
            Err(label) => *unknown.entry(label).or_insert(0) += 1,
        }
    }
    if unknown.is_empty() {
        return Ok(pictures);
    }
    let names: Vec<_> = unknown.into_keys().collect();
    let message = format!(
        "the model does not have the labels {}; use its labels, such as {:?}, or indices from 0 to {}",
        names.join(", "),
        labels[0],
        labels.len() - 1
    );
    Err(Error::new(ErrorKind::LabelUnknown, message))
}

/// A picture that cannot be used, and why.
type BadPicture<'p> = (&'p Path, Error);

/// Classifies the pictures. Up to `max_bad_images` may be unusable; they are returned with their errors.
fn classify<'p>(
    classifier: &ImageClassifier,
    pictures: &'p [Picture],
    max_bad_images: usize,
) -> Result<(Vec<Outcome>, Vec<BadPicture<'p>>)> {
    let outcome = |picture: &Picture| -> Result<Outcome> {
        let (rgba, size) = pictures::decode(&files::read(&picture.path)?)?;
        Ok(Outcome::new(&softmax(&classifier.logits(&rgba, size, None)?), picture.label))
    };
    let bar = progress::step_bar(pictures.len(), "classifying");
    let bad = AtomicUsize::new(0);
    let results: Vec<Result<Outcome, BadPicture>> = pictures
        .par_iter()
        .map(|picture| {
            let outcome = outcome(picture);
            bar.inc(1);
            match outcome {
                Ok(outcome) => Ok(Ok(outcome)),
                Err(error) if !is_about_picture(error.kind()) => Err(error),
                Err(error) if bad.fetch_add(1, Ordering::Relaxed) < max_bad_images => {
                    Ok(Err((picture.path.as_path(), error)))
                }
                Err(error) => {
                    let message = format!(
                        "more than {max_bad_images} pictures cannot be used, such as {}",
                        picture.path.display()
                    );
                    Err(error.about(message))
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

/// Whether an error is about a picture rather than the model.
fn is_about_picture(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Io | ErrorKind::ImageFormat | ErrorKind::ImageDamaged | ErrorKind::ImageLimit)
}

/// All results.
struct Report<'r> {
    labels: &'r [String],
    bad: &'r [BadPicture<'r>],
    images: usize,
    top1: Interval,
    top5: Interval,
    ece: f64,
    bins: Vec<ReliabilityBin>,
    confusions: Vec<Confusion>,
}

impl<'r> Report<'r> {
    fn new(classifier: &'r ImageClassifier, outcomes: &[Outcome], bad: &'r [BadPicture<'r>], bins: usize) -> Self {
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
        let bad = |(path, error): &BadPicture| json!({ "file": path.display().to_string(), "code": error.kind().code(), "message": error.to_string() });
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
