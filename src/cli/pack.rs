//! `penchant pack`: item factors or neighbours trained elsewhere in, a pack out.

use crate::details::{DetailArguments, sizes_line};
use crate::pack_output::PackOutput;
use crate::{files, print, progress, tables};
use clap::Args;
use indexmap::IndexSet;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::external::{Aligned, Factors, ModelFiles, Neighbours, read_ids};
use penchant_data::{ColumnNames, ReadOptions};
use penchant_recommend::Catalog;
use penchant_recommend::Recommender;
use penchant_recommend::families::{self, Parameters, RankingModel};
use penchant_recommend::pack::PackManifest;
use penchant_recommend::training::{ModelSpec, Term};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Make a pack from item factors or neighbours trained elsewhere, such as by Spark's ALS or by implicit
#[derive(Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Arguments {
    /// Item factors: a table, Spark's folder of Parquet files, or safetensors
    #[arg(long, value_name = "FILE", required_unless_present = "neighbours")]
    factors: Option<PathBuf>,
    /// Weights from item to neighbour: a table or safetensors; a like of the item adds the weight to the neighbour's score
    #[arg(long, value_name = "FILE")]
    neighbours: Option<PathBuf>,
    /// For safetensors without a tensor of ids: the ids of the rows in their order, as a table or one per line
    #[arg(long, value_name = "TABLE")]
    ids: Option<PathBuf>,
    /// The items, as for `train`; without this table, ids are titles
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// The column of items, in tables that have one of this name [default: guessed]
    #[arg(long, value_name = "NAME")]
    item_column: Option<String>,
    /// The confidence in a like that the factors were trained with (see below)
    #[arg(long, default_value_t = 1.0, value_name = "ALPHA", requires = "factors")]
    alpha: f32,
    /// The λ that the factors were trained with (see below)
    #[arg(long, default_value_t = 0.01, value_name = "LAMBDA", requires = "factors")]
    regularization: f32,
    /// How factors (als) and neighbours (items) are added up, as for `train` [default: als + items]
    #[arg(long, value_name = "SUM", requires = "factors", requires = "neighbours")]
    model: Option<ModelSpec>,
    #[command(flatten)]
    output: PackOutput,
    #[command(flatten)]
    details: DetailArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = r#"From implicit, with ids in the order of its matrix's columns:

  from safetensors.numpy import save_file
  save_file({"item_factors": model.item_factors, "item_ids": ids}, "films.safetensors")

  penchant pack --factors films.safetensors --alpha 40 --regularization 0.01 -o films.pack

From implicit's models of neighbours, or from any SciPy matrix whose rows are items and whose
columns are their neighbours:

  s = model.similarity.tocsr()
  csr = {"data": s.data, "indices": s.indices, "indptr": s.indptr, "item_ids": ids}
  save_file(csr, "films.safetensors")

  penchant pack --neighbours films.safetensors -o films.pack

Ids that are not whole numbers belong in a file of their own: --ids ids.txt. NumPy's .npz is not
supported.

From Spark, the folder that model.itemFactors.write.parquet("factors") writes, or itemFactors
in the folder of model.save:

  penchant pack --factors factors --items films.csv --alpha 2 --regularization 0.5 -o films.pack

Tables of factors have a column of ids and one of lists, `features` or `factors`. Tables of
neighbours have the columns item, neighbour and weight (or similarity, or score): a like of the
item adds the weight to the neighbour's score. Every row must be usable.

A visitor's likes are folded in by solving (YᵀY + λI + Σ (α − 1)·y·yᵀ)·x = Σ α·y, where y are the
factors of a liked item: α is the confidence in a like, and 1 is the confidence in all other items.

- implicit 0.5 and later solves the same in recalculate_user, where α is its alpha times the
  matrix's value for a like. Give the model's parameters; the defaults are the same.
- Spark with implicitPrefs has α = 1 + alpha·r for a rating r: 2 with its default and ratings of 1.
  Its λ is regParam times the number of the user's ratings (ALS-WR), but here λ is a constant:
  give regParam times the likes of a typical visitor, such as 0.1 × 5 = 0.5.
"#;

/// The families of models made from factors and from neighbours.
const FACTORS: &str = "als";
const NEIGHBOURS: &str = "items";

pub fn run(arguments: &Arguments) -> Result<()> {
    let bar = progress::spinner("reading".into());
    let files = |path: &PathBuf| model_files(arguments, path);
    let factors = arguments.factors.as_ref().map(|path| Factors::open(files(path)?)).transpose()?;
    let neighbours = arguments.neighbours.as_ref().map(|path| Neighbours::open(files(path)?)).transpose()?;
    bar.finish_and_clear();
    let catalog = match &arguments.items {
        Some(path) => {
            let columns = ColumnNames { item: arguments.item_column.clone(), ..ColumnNames::default() };
            let options = ReadOptions { columns, ..ReadOptions::default() };
            tables::read_items(path, &arguments.details.add_to(options))?.0
        }
        None => {
            let ids = factors.iter().flat_map(Factors::ids).chain(neighbours.iter().flat_map(Neighbours::ids));
            Catalog::from_ids(ids.collect::<IndexSet<_>>())?
        }
    };

    let mut models: Vec<(&str, Box<dyn RankingModel>, Value)> = Vec::new();
    if let Some(factors) = &factors {
        let Aligned { values, items_without, unknown_ids } = factors.align_to(&catalog)?;
        warn("factors", items_without, unknown_ids);
        let model = families::from_factors(values, factors.width, arguments.alpha, arguments.regularization)?;
        let summary = json!({ "per_item": factors.width, "items_without": items_without, "unknown_ids": unknown_ids });
        models.push((FACTORS, model, summary));
    }
    if let Some(neighbours) = &neighbours {
        let Aligned { values, items_without, unknown_ids } = neighbours.align_to(&catalog)?;
        warn("neighbours", items_without, unknown_ids);
        if neighbours.self_weights > 0 {
            eprintln!("warning: {} weights from items to themselves were left out", neighbours.self_weights);
        }
        let weights: usize = values.iter().map(Vec::len).sum();
        let summary = json!({ "weights": weights, "items_without": items_without, "unknown_ids": unknown_ids });
        models.push((NEIGHBOURS, families::from_neighbours(values)?, summary));
    }

    let spec = match &arguments.model {
        Some(spec) => spec.clone(),
        None => models.iter().map(|(family, ..)| *family).collect::<Vec<_>>().join(" + ").parse()?,
    };
    let summaries: Vec<(String, Value)> =
        models.iter().map(|(family, _, summary)| ((*family).into(), summary.clone())).collect();
    let models = sort_by_terms(&spec, models)?;
    let manifest = PackManifest { models: spec.model_entries()?, ..PackManifest::default() };
    let mut recommender = Recommender::new(catalog, models, manifest);
    let bytes = arguments.output.write(&mut recommender)?;

    let (path, items) = (arguments.output.path.display(), recommender.catalog().len());
    if arguments.json {
        let models: serde_json::Map<_, _> = summaries.into_iter().collect();
        return print::print_json(
            &json!({ "pack": path.to_string(), "items": items, "bytes": bytes, "details": recommender.catalog().detail_sizes(), "models": models }),
        );
    }
    println!("{path}: {items} items, {} trained elsewhere, {:.2} MB", spec.text, bytes as f64 / 1e6);
    if let Some(details) = sizes_line(recommender.catalog()) {
        println!("  {details}");
    }
    Ok(())
}

/// The models in the order of the sum's terms.
fn sort_by_terms(
    spec: &ModelSpec,
    mut models: Vec<(&str, Box<dyn RankingModel>, Value)>,
) -> Result<Vec<Box<dyn RankingModel>>> {
    let argument_error = |message: String| Error::new(ErrorKind::Argument, message);
    let take = |Term { family, parameters, .. }: &Term| {
        let known = families::find(family).map_or(&[][..], |family| family.parameters);
        if *parameters != Parameters::new(known, &BTreeMap::new())? {
            return Err(argument_error(
                "models trained elsewhere take no parameters in --model: give --alpha and --regularization instead"
                    .into(),
            ));
        }
        let index = models.iter().position(|(name, ..)| name == family);
        let index = index.ok_or_else(|| {
            argument_error(format!("{family:?} is neither {FACTORS} (the factors) nor {NEIGHBOURS} (the neighbours)"))
        })?;
        Ok(models.swap_remove(index).1)
    };
    let ordered = spec.terms.iter().map(take).collect::<Result<_>>()?;
    match models.first() {
        None => Ok(ordered),
        Some((left, ..)) => Err(argument_error(format!(
            "--model {:?} leaves {left:?} out: name both, or give only one of the files",
            spec.text
        ))),
    }
}

fn model_files(arguments: &Arguments, path: &Path) -> Result<ModelFiles> {
    let item_column = arguments.item_column.clone();
    let ids = arguments
        .ids
        .as_ref()
        .map(|path| read_ids(files::open(path)?, path, item_column.as_deref()).map_err(files::about(path)));
    Ok(ModelFiles { parts: files::open_parts(path)?, ids: ids.transpose()?, item_column })
}

fn warn(what: &str, items_without: usize, unknown_ids: usize) {
    if items_without > 0 {
        eprintln!("warning: {items_without} items have no {what} and get a score of 0 from them");
    }
    if unknown_ids > 0 {
        eprintln!("warning: {what} of {unknown_ids} ids were left out, because the table of items does not have them");
    }
}
