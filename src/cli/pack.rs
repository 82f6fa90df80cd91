//! `penchant pack`: item factors or neighbours that were trained elsewhere in, a pack out.

use crate::{files, print};
use clap::Args;
use indexmap::IndexSet;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::external::{Factors, MadeElsewhere, Neighbours, Placed, read_ids};
use penchant_data::{Columns, Options};
use penchant_recommend::Catalog;
use penchant_recommend::Recommender;
use penchant_recommend::families::{self, Model, Parameters};
use penchant_recommend::pack::Manifest;
use penchant_recommend::training::{Spec, Term};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Make a pack of item factors or neighbours that were trained elsewhere: by Spark's ALS, by `implicit`, …
#[derive(Args)]
#[command(after_long_help = WAYS)]
pub struct Arguments {
    /// Item factors: a table, Spark's folder of Parquet files, or safetensors
    #[arg(long, value_name = "FILE", required_unless_present = "neighbours")]
    factors: Option<PathBuf>,
    /// Weights from item to item: a table or safetensors; liking the item adds the weight to its neighbour's score
    #[arg(long, value_name = "FILE")]
    neighbours: Option<PathBuf>,
    /// For safetensors without a tensor of ids: the rows' ids in their order, as a table or one a line
    #[arg(long, value_name = "TABLE")]
    ids: Option<PathBuf>,
    /// The items, as for `train`; without it, their ids are their titles
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// The column of items, in the tables that have one of this name [default: guessed]
    #[arg(long, value_name = "NAME")]
    item_column: Option<String>,
    /// The confidence in a like, as the factors were trained with (see below)
    #[arg(long, default_value_t = 1.0, value_name = "ALPHA", requires = "factors")]
    alpha: f32,
    /// λ, as the factors were trained with (see below)
    #[arg(long, default_value_t = 0.01, value_name = "LAMBDA", requires = "factors")]
    regularization: f32,
    /// How the two are added up, as for `train`: als are the factors, items the neighbours [default: als + items]
    #[arg(long, value_name = "SUM", requires = "factors", requires = "neighbours")]
    model: Option<Spec>,
    #[command(flatten)]
    output: files::Output,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const WAYS: &str = r#"From implicit, with ids in the order of its matrix's columns:

  from safetensors.numpy import save_file
  save_file({"item_factors": model.item_factors, "item_ids": ids}, "films.safetensors")

  penchant pack --factors films.safetensors --alpha 40 --regularization 0.01 -o films.pack

From its models of neighbours, or from any matrix of SciPy's whose rows are items and whose
columns are their neighbours:

  s = model.similarity.tocsr()
  csr = {"data": s.data, "indices": s.indices, "indptr": s.indptr, "item_ids": ids}
  save_file(csr, "films.safetensors")

  penchant pack --neighbours films.safetensors -o films.pack

Ids that are no whole numbers stand in a file of their own: --ids ids.txt. NumPy's .npz is not
read.

From Spark, the folder that model.itemFactors.write.parquet("factors") leaves, or itemFactors
in the folder of model.save:

  penchant pack --factors factors --items films.csv --alpha 2 --regularization 0.5 -o films.pack

Tables of factors have a column of ids and one of lists, `features` or `factors`. Tables of
neighbours have the columns item, neighbour and weight (or similarity, or score): liking the item
adds the weight to the neighbour's score. No row of them may be unusable.

Folding in a visitor's likes solves (YᵀY + λI + Σ (α − 1)·y·yᵀ)·x = Σ α·y, y being the factors of
what is liked: α is the confidence in a like, and 1 that in everything else.

- implicit 0.5 and later solves the same in recalculate_user, α being its alpha times the matrix's
  number for a like. Give what the model was made with; its defaults are those here.
- Spark with implicitPrefs has 1 + alpha·r for a rating r: give that, 2 for its default and
  ratings of 1. Its λ is regParam times the number of the user's ratings (ALS-WR), which is not
  done here: give regParam times the likes of a usual visitor, such as 0.1 × 5 = 0.5.
"#;

/// The families that these numbers are models of.
const FACTORS: &str = "als";
const NEIGHBOURS: &str = "items";

pub fn run(arguments: &Arguments) -> Result<()> {
    let bar = files::spinner("reading".into());
    let source = |path: &PathBuf| source(arguments, path);
    let factors = arguments.factors.as_ref().map(|path| Factors::open(source(path)?)).transpose()?;
    let neighbours = arguments.neighbours.as_ref().map(|path| Neighbours::open(source(path)?)).transpose()?;
    bar.finish_and_clear();
    let catalog = match &arguments.items {
        Some(path) => {
            let columns = Columns { item: arguments.item_column.clone(), ..Columns::default() };
            files::read_items(path, &Options { columns, ..Options::default() })?.0
        }
        None => {
            let ids = factors.iter().flat_map(Factors::ids).chain(neighbours.iter().flat_map(Neighbours::ids));
            Catalog::of_ids(ids.collect::<IndexSet<_>>())?
        }
    };

    let mut models: Vec<(&str, Box<dyn Model>, Value)> = Vec::new();
    if let Some(factors) = &factors {
        let Placed { of_items, missing, unknown } = factors.place(&catalog)?;
        warn("factors", missing, unknown);
        let model = families::from_factors(of_items, factors.width, arguments.alpha, arguments.regularization)?;
        let about = json!({ "per_item": factors.width, "items_without": missing, "unknown_ids": unknown });
        models.push((FACTORS, model, about));
    }
    if let Some(neighbours) = &neighbours {
        let Placed { of_items, missing, unknown } = neighbours.place(&catalog)?;
        warn("neighbours", missing, unknown);
        if neighbours.of_themselves > 0 {
            eprintln!("warning: {} weights of items on themselves were left out", neighbours.of_themselves);
        }
        let weights: usize = of_items.iter().map(Vec::len).sum();
        let about = json!({ "weights": weights, "items_without": missing, "unknown_ids": unknown });
        models.push((NEIGHBOURS, families::from_neighbours(of_items)?, about));
    }

    let spec = match &arguments.model {
        Some(spec) => spec.clone(),
        None => models.iter().map(|(family, ..)| *family).collect::<Vec<_>>().join(" + ").parse()?,
    };
    let abouts: Vec<(String, Value)> =
        models.iter().map(|(family, _, about)| ((*family).into(), about.clone())).collect();
    let models = in_order(&spec, models)?;
    let manifest = Manifest { models: spec.components()?, ..Manifest::default() };
    let mut recommender = Recommender::new(catalog, models, manifest);
    let bytes = arguments.output.write(&mut recommender)?;

    let (path, items) = (arguments.output.path.display(), recommender.catalog().len());
    if arguments.json {
        let models: serde_json::Map<_, _> = abouts.into_iter().collect();
        return print::print_json(
            &json!({ "pack": path.to_string(), "items": items, "bytes": bytes, "models": models }),
        );
    }
    println!("{path}: {items} items, {} made elsewhere, {:.2} MB", spec.text, bytes as f64 / 1e6);
    Ok(())
}

/// The models in the order of the sum's terms.
fn in_order(spec: &Spec, mut models: Vec<(&str, Box<dyn Model>, Value)>) -> Result<Vec<Box<dyn Model>>> {
    let wrong = |message: String| Error::new(ErrorKind::Argument, message);
    let take = |Term { family, parameters, .. }: &Term| {
        let known = families::find(family).map_or(&[][..], |family| family.parameters);
        if *parameters != Parameters::new(known, &BTreeMap::new())? {
            return Err(wrong(
                "what was made elsewhere is not trained: give --alpha and --regularization alone".into(),
            ));
        }
        let place = models.iter().position(|(name, ..)| name == family);
        let place = place.ok_or_else(|| wrong(format!("{family:?} is neither {FACTORS} nor {NEIGHBOURS}")))?;
        Ok(models.swap_remove(place).1)
    };
    let ordered = spec.terms.iter().map(take).collect::<Result<_>>()?;
    match models.first() {
        None => Ok(ordered),
        Some((left, ..)) => Err(wrong(format!("--model {:?} leaves {left:?} out: name both, or give one", spec.text))),
    }
}

fn source(arguments: &Arguments, path: &Path) -> Result<MadeElsewhere> {
    let item_column = arguments.item_column.clone();
    let ids = arguments.ids.as_ref().map(|path| {
        read_ids(files::open(path)?, path, item_column.as_deref()).map_err(|error| error.about(path.display()))
    });
    Ok(MadeElsewhere { parts: files::open_parts(path)?, ids: ids.transpose()?, item_column })
}

fn warn(what: &str, missing: usize, unknown: usize) {
    if missing > 0 {
        eprintln!("warning: {missing} items have no {what} and score 0 by them");
    }
    if unknown > 0 {
        eprintln!("warning: {what} of {unknown} ids were left out, because the table of items does not have them");
    }
}
