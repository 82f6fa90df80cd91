//! Operators of ai.onnx.ml: trees, linear models, support vectors, and what prepares their features. Where the
//! specification is vague, they do what onnxruntime 1.32 does (`onnxruntime/core/providers/cpu/ml`).

use super::attributes::{Attribute, flag, float, floats, ignored, int, ints, tensor, text, texts, word};
use super::copying::{doubles, integers, numbers, pick, singles};
use super::entry::{MANY, Operator, refuse, wire};
use super::node::{Node, Value, Wired};
use crate::report::{describe, invalid};
use crate::tensor::Tensor as FileTensor;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;

const ANY: RangeInclusive<i64> = i64::MIN..=i64::MAX;
const COUNT: RangeInclusive<i64> = 0..=1 << 20;
const TRANSFORMS: &[&str] = &["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];
const KERNELS: &[&str] = &["LINEAR", "POLY", "RBF", "SIGMOID"];
const MODES: &[&str] =
    &["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER"];

const MAPS: &str = "maps are not supported: export the model with tensors";
const ZIP: &str = "maps are not supported: export the model without it, so that the probabilities are a tensor with a \
                   column for each class (skl2onnx: options={id(model): {'zipmap': False}})";

/// The attributes of trees of versions 1 to 4, and those that only one operator has.
macro_rules! trees {
    ($($own:expr,)*) => {
        &[
            floats("base_values"),
            tensor("base_values_as_tensor"),
            ints("nodes_falsenodeids", ANY),
            ints("nodes_featureids", ANY),
            ignored("nodes_hitrates"),
            ignored("nodes_hitrates_as_tensor"),
            ints("nodes_missing_value_tracks_true", ANY),
            texts("nodes_modes"),
            ints("nodes_nodeids", ANY),
            ints("nodes_treeids", ANY),
            ints("nodes_truenodeids", ANY),
            floats("nodes_values"),
            tensor("nodes_values_as_tensor"),
            word("post_transform", TRANSFORMS),
            $($own,)*
        ]
    };
}

const REGRESSOR: &[Attribute] = trees![
    word("aggregate_function", &["AVERAGE", "SUM", "MIN", "MAX"]),
    int("n_targets", 1..=1 << 20),
    ints("target_ids", ANY),
    ints("target_nodeids", ANY),
    ints("target_treeids", ANY),
    floats("target_weights"),
    tensor("target_weights_as_tensor"),
];

const CLASSIFIER: &[Attribute] = trees![
    ints("class_ids", ANY),
    ints("class_nodeids", ANY),
    ints("class_treeids", ANY),
    floats("class_weights"),
    tensor("class_weights_as_tensor"),
    ints("classlabels_int64s", ANY),
    texts("classlabels_strings"),
];

pub(super) const OPERATORS: &[Operator] = &[
    wire("ArrayFeatureExtractor", 2..=2, &[], array_feature_extractor).with_strings(1),
    wire("Binarizer", 1..=1, &[float("threshold")], binarizer),
    refuse("CastMap", MAPS),
    wire(
        "CategoryMapper",
        1..=1,
        &[ints("cats_int64s", ANY), texts("cats_strings"), int("default_int64", ANY), text("default_string")],
        category_mapper,
    )
    .with_strings(1),
    refuse("DictVectorizer", MAPS),
    wire("FeatureVectorizer", 1..=MANY, &[ints("inputdimensions", COUNT)], feature_vectorizer),
    wire(
        "Imputer",
        1..=1,
        &[
            floats("imputed_value_floats"),
            ints("imputed_value_int64s", ANY),
            float("replaced_value_float"),
            int("replaced_value_int64", ANY),
        ],
        imputer,
    ),
    wire(
        "LabelEncoder",
        1..=1,
        &[texts("classes_strings"), int("default_int64", ANY), text("default_string")],
        class_encoder,
    )
    .since(1..=1)
    .with_strings(1),
    wire(
        "LabelEncoder",
        1..=1,
        &[
            float("default_float"),
            int("default_int64", ANY),
            text("default_string"),
            tensor("default_tensor"),
            floats("keys_floats"),
            ints("keys_int64s", ANY),
            texts("keys_strings"),
            tensor("keys_tensor"),
            floats("values_floats"),
            ints("values_int64s", ANY),
            texts("values_strings"),
            tensor("values_tensor"),
        ],
        label_encoder,
    )
    .since(2..=i64::MAX)
    .with_strings(1),
    wire(
        "LinearClassifier",
        1..=1,
        &[
            ints("classlabels_ints", ANY),
            texts("classlabels_strings"),
            floats("coefficients"),
            floats("intercepts"),
            ignored("multi_class"),
            word("post_transform", TRANSFORMS),
        ],
        linear_classifier,
    ),
    wire(
        "LinearRegressor",
        1..=1,
        &[
            floats("coefficients"),
            floats("intercepts"),
            word("post_transform", TRANSFORMS),
            int("targets", 1..=1 << 20),
        ],
        linear_regressor,
    ),
    wire("Normalizer", 1..=1, &[word("norm", &["MAX", "L1", "L2"])], normalizer),
    wire("OneHotEncoder", 1..=1, &[ints("cats_int64s", ANY), texts("cats_strings"), flag("zeros")], one_hot_encoder)
        .with_strings(1),
    wire("Scaler", 1..=1, &[floats("offset"), floats("scale")], scaler),
    wire(
        "SVMClassifier",
        1..=1,
        &[
            ints("classlabels_ints", ANY),
            texts("classlabels_strings"),
            floats("coefficients"),
            floats("kernel_params"),
            word("kernel_type", KERNELS),
            word("post_transform", TRANSFORMS),
            floats("prob_a"),
            floats("prob_b"),
            floats("rho"),
            floats("support_vectors"),
            ints("vectors_per_class", COUNT),
        ],
        svm_classifier,
    ),
    wire(
        "SVMRegressor",
        1..=1,
        &[
            floats("coefficients"),
            floats("kernel_params"),
            word("kernel_type", KERNELS),
            int("n_supports", COUNT),
            flag("one_class"),
            word("post_transform", TRANSFORMS),
            floats("rho"),
            floats("support_vectors"),
        ],
        svm_regressor,
    ),
    wire(
        "TreeEnsemble",
        1..=1,
        &[
            int("aggregate_function", 0..=3),
            ints("leaf_targetids", ANY),
            tensor("leaf_weights"),
            tensor("membership_values"),
            int("n_targets", 1..=1 << 20),
            ints("nodes_falseleafs", 0..=1),
            ints("nodes_falsenodeids", ANY),
            ints("nodes_featureids", ANY),
            ignored("nodes_hitrates"),
            ints("nodes_missing_value_tracks_true", ANY),
            tensor("nodes_modes"),
            tensor("nodes_splits"),
            ints("nodes_trueleafs", 0..=1),
            ints("nodes_truenodeids", ANY),
            int("post_transform", 0..=4),
            ints("tree_roots", ANY),
        ],
        tree_ensemble,
    )
    .since(5..=i64::MAX),
    wire("TreeEnsembleClassifier", 1..=1, CLASSIFIER, tree_classifier),
    wire("TreeEnsembleRegressor", 1..=1, REGRESSOR, tree_regressor),
    refuse("ZipMap", ZIP),
];

// Tables of features

/// The rows and columns of the first input, which is a table or one row.
fn table(node: &Node<'_>) -> Wired<(Value, usize, usize)> {
    let x = node.input(0)?;
    match *node.shape(x) {
        [columns] if columns > 0 => Ok((x, 1, columns)),
        [rows, columns] if columns > 0 => Ok((x, rows, columns)),
        ref shape => Err(node.invalid(&format!("has an input of the shape {shape:?}: a table is expected"))),
    }
}

/// Numbers as onnxruntime compares them: those of double precision as they are, all others in single.
fn features(tensor: &Tensor) -> TractResult<Vec<f64>> {
    match tensor.datum_type() {
        DatumType::F64 => doubles(tensor),
        _ => Ok(singles(tensor)?.into_iter().map(f64::from).collect()),
    }
}

/// An attribute that is a tensor.
fn tensor_attribute(node: &Node<'_>, name: &str) -> Wired<Option<Tensor>> {
    let Some(proto) = node.attributes().tensor(name) else { return Ok(None) };
    Ok(Some(FileTensor::of_checked(&mut proto.clone())?.to_tract()?))
}

/// Numbers that are in an attribute, or in another one as a tensor.
fn number_attribute(node: &Node<'_>, name: &str) -> Wired<Vec<f64>> {
    match tensor_attribute(node, &format!("{name}_as_tensor"))? {
        Some(tensor) => Ok(doubles(&tensor)?),
        None => Ok(node.attributes().floats(name).iter().map(|&number| number.into()).collect()),
    }
}

// Scores

/// What is made of scores.
#[derive(Clone, Copy, PartialEq)]
enum Transform {
    None,
    Softmax,
    Logistic,
    SoftmaxZero,
    Probit,
}

impl Transform {
    fn of(node: &Node<'_>) -> Self {
        match node.attributes().text("post_transform", "NONE") {
            "SOFTMAX" => Self::Softmax,
            "LOGISTIC" => Self::Logistic,
            "SOFTMAX_ZERO" => Self::SoftmaxZero,
            "PROBIT" => Self::Probit,
            _ => Self::None,
        }
    }

    /// Of the scores of several classes.
    fn apply(self, scores: &mut [f32]) {
        match self {
            Self::None => {}
            Self::Logistic => scores.iter_mut().for_each(|score| *score = logistic(*score)),
            Self::Probit => scores.iter_mut().for_each(|score| *score = probit(*score)),
            Self::Softmax | Self::SoftmaxZero => {
                let largest = scores.iter().fold(f32::MIN, |largest, &score| largest.max(score));
                let mut sum = 0.0;
                for score in scores.iter_mut() {
                    // Scores of zero stay close to it, and do not count.
                    if self == Self::SoftmaxZero && score.abs() <= 1e-7 {
                        *score *= (-largest).exp();
                    } else {
                        *score = (*score - largest).exp();
                        sum += *score;
                    }
                }
                scores.iter_mut().for_each(|score| *score /= sum);
            }
        }
    }

    /// The scores of two classes from the one score that there is.
    fn pair(self, score: f32, mixed: bool) -> [f32; 2] {
        match (self, mixed) {
            (Self::Logistic, _) => [logistic(-score), logistic(score)],
            (_, true) => [-score, score],
            (_, false) => [1.0 - score, score],
        }
    }
}

fn logistic(number: f32) -> f32 {
    let positive = 1.0 / (1.0 + (-number.abs()).exp());
    if number < 0.0 { 1.0 - positive } else { positive }
}

/// The quantile of the normal distribution, with Winitzki's approximation of the inverse error function.
fn probit(number: f32) -> f32 {
    const A: f32 = 0.147;
    let x = 2.0 * number - 1.0;
    let log = ((1.0 - x) * (1.0 + x)).ln();
    let half = 2.0 / (std::f32::consts::PI * A) + 0.5 * log;
    let root = ((half * half - log / A).sqrt() - half).sqrt();
    std::f32::consts::SQRT_2 * if x < 0.0 { -root } else { root }
}

/// The index of the largest of some numbers, the first of equals.
fn largest<T: PartialOrd + Copy>(scores: &[T]) -> usize {
    scores.iter().enumerate().skip(1).fold(0, |best, (index, score)| if *score > scores[best] { index } else { best })
}

/// An attribute of strings.
fn strings(node: &Node<'_>, name: &str) -> Option<Tensor> {
    let texts = node.attributes().texts(name);
    (!texts.is_empty()).then(|| tensor1(&texts.into_iter().map(str::to_owned).collect::<Vec<_>>()))
}

/// The labels of classes: integers or strings.
fn class_labels(node: &Node<'_>, integers: &str) -> Wired<Tensor> {
    if let Some(labels) = strings(node, "classlabels_strings") {
        return Ok(labels);
    }
    let labels = node.attributes().ints(integers).unwrap_or_default();
    node.ensure(!labels.is_empty(), || format!("lacks the attribute {integers:?}"))?;
    Ok(tensor1(labels))
}

/// Adds a classifier: a function makes the classes, as places among the labels, and the scores of rows of features.
fn classify(
    node: &mut Node<'_>,
    name: &'static str,
    labels: Tensor,
    scores: usize,
    run: impl Fn(&[f64], &mut [usize], &mut [f32]) + Send + Sync + 'static,
) -> Wired<TVec<Value>> {
    let (x, rows, _) = table(node)?;
    let outputs = tvec![(labels.datum_type(), tvec![rows]), (DatumType::F32, tvec![rows, scores])];
    node.compute_all(name, &[x], outputs, move |inputs| {
        let (mut classes, mut all) = (vec![0; rows], vec![0.0; rows * scores]);
        run(&features(&inputs[0])?, &mut classes, &mut all);
        Ok(tvec![pick(&labels, &[rows], classes.into_iter())?, Tensor::from_shape(&[rows, scores], &all)?])
    })
}

/// Adds a classifier: a function makes the class and the scores of each row of features.
fn classify_rows(
    node: &mut Node<'_>,
    name: &'static str,
    labels: Tensor,
    scores: usize,
    run: impl Fn(&[f64], &mut [f32]) -> usize + Send + Sync + 'static,
) -> Wired<TVec<Value>> {
    let (_, _, columns) = table(node)?;
    classify(node, name, labels, scores, move |x, classes, all| {
        let rows = x.chunks_exact(columns).zip(all.chunks_exact_mut(scores.max(1)));
        rows.zip(classes).for_each(|((row, scores), class)| *class = run(row, scores));
    })
}

/// Adds a regression: a function makes the numbers of rows of features.
fn regress(
    node: &mut Node<'_>,
    name: &'static str,
    targets: usize,
    run: impl Fn(&[f64], &mut [f32]) + Send + Sync + 'static,
) -> Wired<Value> {
    let (x, rows, _) = table(node)?;
    node.compute(name, &[x], DatumType::F32, &[rows, targets], move |inputs| {
        let mut all = vec![0.0; rows * targets];
        run(&features(&inputs[0])?, &mut all);
        Tensor::from_shape(&[rows, targets], &all)
    })
}

/// Adds a regression: a function makes the numbers of each row of features.
fn regress_rows(
    node: &mut Node<'_>,
    name: &'static str,
    targets: usize,
    run: impl Fn(&[f64], &mut [f32]) + Send + Sync + 'static,
) -> Wired<Value> {
    let (_, _, columns) = table(node)?;
    regress(node, name, targets, move |x, all| {
        x.chunks_exact(columns).zip(all.chunks_exact_mut(targets)).for_each(|(row, out)| run(row, out));
    })
}

// Trees

/// How many rows go through a tree before the next.
const TOGETHER: usize = 64;

/// Marks the number of a leaf; all others are numbers of branches.
const LEAF: u32 = 1 << 31;

struct Branch {
    threshold: f64,
    feature: u32,
    /// Where to go on if the comparison holds, and if not.
    then: [u32; 2],
    /// A place in `MODES`.
    mode: u8,
    /// Whether a feature that is missing counts as one for which the comparison holds.
    missing: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Aggregate {
    Average,
    Sum,
    Min,
    Max,
}

/// Trees as arrays.
struct Forest {
    branches: Vec<Branch>,
    roots: Vec<u32>,
    /// Where the votes of each leaf begin, and where those of the last end.
    leaves: Vec<u32>,
    /// Targets with their weights.
    votes: Vec<(u32, f64)>,
    /// The sets of numbers that branches look features up in, by their thresholds.
    sets: Vec<Vec<f64>>,
    /// How many features a row has.
    columns: usize,
    targets: usize,
    aggregate: Aggregate,
    /// Whether sums are rounded to single precision, as those of onnxruntime are.
    single: bool,
}

impl Forest {
    /// Whether the comparison of a branch holds.
    #[inline(never)]
    fn holds(&self, branch: &Branch, number: f64) -> bool {
        match branch.mode {
            0 => number <= branch.threshold,
            1 => number < branch.threshold,
            2 => number >= branch.threshold,
            3 => number > branch.threshold,
            4 => number == branch.threshold,
            5 => number != branch.threshold,
            _ => self.sets[branch.threshold as usize].contains(&number),
        }
    }

    /// The votes of a tree for a row of features.
    fn votes(&self, root: u32, row: &[f64]) -> &[(u32, f64)] {
        let mut place = root;
        while place & LEAF == 0 {
            let branch = &self.branches[place as usize];
            let number = row[branch.feature as usize];
            let holds = match branch.mode {
                0 => number <= branch.threshold,
                _ => self.holds(branch, number),
            };
            // Without a jump, which would often go the other way than expected.
            place = branch.then[usize::from(!(holds | (branch.missing & number.is_nan())))];
        }
        let leaf = (place & !LEAF) as usize;
        &self.votes[self.leaves[leaf] as usize..self.leaves[leaf + 1] as usize]
    }

    fn round(&self, number: f64) -> f64 {
        if self.single { f64::from(number as f32) } else { number }
    }

    /// The score of each target for each row, if any tree votes for it.
    fn scores(&self, x: &[f64]) -> Vec<Option<f64>> {
        let targets = self.targets;
        let mut all = vec![None; x.len() / self.columns * targets];
        // A tree stays in the cache for some rows.
        let blocks = x.chunks(TOGETHER * self.columns).zip(all.chunks_mut(TOGETHER * targets));
        for (rows, scores) in blocks {
            for &root in &self.roots {
                for (row, scores) in rows.chunks_exact(self.columns).zip(scores.chunks_exact_mut(targets)) {
                    let votes = self.votes(root, row);
                    // With a single target, the first vote counts.
                    let votes = if targets == 1 { &votes[..votes.len().min(1)] } else { votes };
                    for &(target, weight) in votes {
                        let score = &mut scores[target as usize];
                        *score = Some(match (*score, self.aggregate) {
                            (None, _) => weight,
                            (Some(score), Aggregate::Min) => {
                                if weight < score {
                                    weight
                                } else {
                                    score
                                }
                            }
                            (Some(score), Aggregate::Max) => {
                                if weight > score {
                                    weight
                                } else {
                                    score
                                }
                            }
                            (Some(score), _) => self.round(score + weight),
                        });
                    }
                }
            }
        }
        if self.aggregate == Aggregate::Average {
            let count = self.roots.len() as f64;
            all.iter_mut().flatten().for_each(|score| *score = self.round(*score / count));
        }
        all
    }

    /// Refuses branches that lead back to themselves, and features that the input does not have.
    fn check(mut self, node: &Node<'_>) -> Wired<Self> {
        // Less than a number is at most the one before it: most trees have one of these two comparisons.
        for branch in self.branches.iter_mut().filter(|branch| branch.mode == 1 && branch.threshold.is_finite()) {
            (branch.mode, branch.threshold) = (0, branch.threshold.next_down());
        }
        let columns = self.columns;
        let unknown = self.branches.iter().map(|branch| branch.feature as usize).find(|&feature| feature >= columns);
        node.ensure(unknown.is_none(), || {
            format!("reads the feature {}: its input has {columns}", unknown.unwrap_or(0))
        })?;
        // 0 for branches not seen yet, 1 for those on the way from a root, 2 for those that are done.
        let mut states = vec![0u8; self.branches.len()];
        let mut stack = self.roots.clone();
        while let Some(&place) = stack.last() {
            let state = match place & LEAF {
                0 => &mut states[place as usize],
                _ => {
                    stack.pop();
                    continue;
                }
            };
            *state += 1;
            if *state > 1 {
                *state = 2;
                stack.pop();
                continue;
            }
            for next in self.branches[place as usize].then {
                if next & LEAF == 0 {
                    node.ensure(states[next as usize] != 1, || "has a tree that leads back to itself".into())?;
                    if states[next as usize] == 0 {
                        stack.push(next);
                    }
                }
            }
        }
        Ok(self)
    }

    /// The trees of an ensemble of versions 1 to 4, whose nodes are numbered within their trees.
    fn of_nodes(node: &Node<'_>, votes: &str, ids: &str, targets: usize) -> Wired<Self> {
        let attributes = node.attributes();
        let list = |name: &str| attributes.ints(name).unwrap_or_default();
        let (trees, nodes) = (list("nodes_treeids"), list("nodes_nodeids"));
        let (yes, no) = (list("nodes_truenodeids"), list("nodes_falsenodeids"));
        let (columns, missing) = (list("nodes_featureids"), list("nodes_missing_value_tracks_true"));
        let modes = attributes.texts("nodes_modes");
        let values = number_attribute(node, "nodes_values")?;
        let count = trees.len();
        let alike = [nodes.len(), yes.len(), no.len(), columns.len(), modes.len(), values.len()];
        node.ensure(alike.iter().all(|&length| length == count) && count < LEAF as usize, || {
            format!("has {count} nodes in its trees, and attributes of other lengths: {alike:?}")
        })?;
        let mut places: HashMap<(i64, i64), u32> = HashMap::with_capacity(count);
        let (mut leaves, mut branches) = (0, 0);
        for (index, &mode) in modes.iter().enumerate() {
            let number = if mode == "LEAF" { &mut leaves } else { &mut branches };
            let place = if mode == "LEAF" { *number | LEAF } else { *number };
            *number += 1;
            let before = places.insert((trees[index], nodes[index]), place);
            node.ensure(before.is_none(), || format!("has the node {} twice in a tree", nodes[index]))?;
        }
        let place = |tree: i64, id: i64| {
            let place = places.get(&(tree, id)).copied();
            place.ok_or_else(|| node.invalid(&format!("has a tree {tree} without the node {id} that it refers to")))
        };
        let mut forest = Self {
            branches: Vec::with_capacity(branches as usize),
            roots: Vec::new(),
            leaves: Vec::new(),
            votes: Vec::new(),
            sets: Vec::new(),
            columns: table(node)?.2,
            targets,
            aggregate: match attributes.text("aggregate_function", "SUM") {
                "AVERAGE" => Aggregate::Average,
                "MIN" => Aggregate::Min,
                "MAX" => Aggregate::Max,
                _ => Aggregate::Sum,
            },
            single: node.kind(node.input(0)?) != DatumType::F64,
        };
        for index in 0..count {
            // A tree begins with its root.
            if index == 0 || trees[index] != trees[index - 1] {
                forest.roots.push(place(trees[index], nodes[index])?);
            }
            if modes[index] == "LEAF" {
                continue;
            }
            let mode = MODES[..6].iter().position(|mode| *mode == modes[index]);
            let mode = mode.ok_or_else(|| node.invalid(&format!("has a node of the mode {:?}", modes[index])))?;
            forest.branches.push(Branch {
                threshold: values[index],
                feature: u32::try_from(columns[index]).unwrap_or(u32::MAX),
                then: [place(trees[index], yes[index])?, place(trees[index], no[index])?],
                mode: mode as u8,
                missing: missing.get(index) == Some(&1),
            });
        }
        let prefix = votes;
        let (targeted, of_trees) = (list(ids), list(&format!("{prefix}_treeids")));
        let of_nodes = list(&format!("{prefix}_nodeids"));
        let weights = number_attribute(node, &format!("{prefix}_weights"))?;
        let alike = [of_trees.len(), of_nodes.len(), weights.len()];
        node.ensure(alike.iter().all(|&length| length == targeted.len()), || {
            format!("has {} votes, and attributes of other lengths: {alike:?}", targeted.len())
        })?;
        // In the order of their leaves; those of one leaf stay in their order.
        let mut votes = Vec::with_capacity(weights.len());
        for (index, &weight) in weights.iter().enumerate() {
            let place = place(of_trees[index], of_nodes[index])?;
            let target = usize::try_from(targeted[index]).ok().filter(|&target| target < targets);
            let target = target.ok_or_else(|| {
                node.invalid(&format!("votes for the target {}: there are {targets}", targeted[index]))
            })?;
            if place & LEAF != 0 {
                votes.push((place & !LEAF, target as u32, weight));
            }
        }
        votes.sort_by_key(|vote| vote.0);
        forest.leaves.push(0);
        for leaf in 0..leaves {
            let end = votes.partition_point(|vote| vote.0 <= leaf);
            forest.leaves.push(end as u32);
        }
        forest.votes = votes.into_iter().map(|(_, target, weight)| (target, weight)).collect();
        forest.check(node)
    }

    /// The trees of a `TreeEnsemble`, whose nodes and leaves are numbered through.
    fn of_arrays(node: &Node<'_>) -> Wired<Self> {
        let attributes = node.attributes();
        let list = |name: &str| attributes.ints(name).unwrap_or_default();
        let array = |name: &str| -> Wired<Vec<f64>> {
            Ok(tensor_attribute(node, name)?.map(|tensor| doubles(&tensor)).transpose()?.unwrap_or_default())
        };
        let (columns, missing) = (list("nodes_featureids"), list("nodes_missing_value_tracks_true"));
        let ways = [
            (list("nodes_truenodeids"), list("nodes_trueleafs")),
            (list("nodes_falsenodeids"), list("nodes_falseleafs")),
        ];
        let (modes, splits) = (array("nodes_modes")?, array("nodes_splits")?);
        let (targeted, weights) = (list("leaf_targetids"), array("leaf_weights")?);
        let targets = attributes.int("n_targets", 1) as usize;
        let count = columns.len();
        let lengths = ways.iter().flat_map(|(ids, leaves)| [ids.len(), leaves.len()]);
        let alike: Vec<usize> = lengths.chain([modes.len(), splits.len()]).collect();
        node.ensure(alike.iter().all(|&length| length == count) && count < LEAF as usize, || {
            format!("has {count} nodes in its trees, and attributes of other lengths: {alike:?}")
        })?;
        node.ensure(targeted.len() == weights.len() && weights.len() < LEAF as usize, || {
            format!("has {} leaves with targets and {} with weights", targeted.len(), weights.len())
        })?;
        let index = |id: i64, count: usize| {
            let index = u32::try_from(id).ok().filter(|&id| (id as usize) < count);
            index.ok_or_else(|| node.invalid(&format!("has a tree that refers to the node or leaf {id} of {count}")))
        };
        let members = array("membership_values")?;
        let mut sets = members.split(|member| member.is_nan());
        let mut forest = Self {
            branches: Vec::with_capacity(count),
            roots: list("tree_roots").iter().map(|&root| index(root, count)).collect::<Wired<_>>()?,
            leaves: (0..=weights.len() as u32).collect(),
            votes: Vec::with_capacity(weights.len()),
            sets: Vec::new(),
            columns: table(node)?.2,
            targets,
            aggregate: match attributes.int("aggregate_function", 1) {
                0 => Aggregate::Average,
                2 => Aggregate::Min,
                3 => Aggregate::Max,
                _ => Aggregate::Sum,
            },
            single: node.kind(node.input(0)?) != DatumType::F64,
        };
        for place in 0..count {
            let mode = modes[place] as u8;
            node.ensure(usize::from(mode) < MODES.len(), || format!("has a node of the mode {mode}"))?;
            let mut threshold = splits[place];
            if mode == 6 {
                threshold = forest.sets.len() as f64;
                forest.sets.push(sets.next().unwrap_or_default().to_vec());
            }
            let way = |(ids, leaves): &(&[i64], &[i64])| match leaves[place] {
                0 => index(ids[place], count),
                _ => Ok(index(ids[place], weights.len())? | LEAF),
            };
            forest.branches.push(Branch {
                threshold,
                feature: u32::try_from(columns[place]).unwrap_or(u32::MAX),
                then: [way(&ways[0])?, way(&ways[1])?],
                mode,
                missing: missing.get(place) == Some(&1),
            });
        }
        for (&target, weight) in targeted.iter().zip(weights) {
            let known = u32::try_from(target).ok().filter(|&target| (target as usize) < targets);
            let known = known.ok_or_else(|| node.invalid(&format!("votes for the target {target} of {targets}")))?;
            forest.votes.push((known, weight));
        }
        forest.check(node)
    }
}

fn tree_regressor(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let targets = node.attributes().int("n_targets", 1) as usize;
    let forest = Forest::of_nodes(node, "target", "target_ids", targets)?;
    let base = number_attribute(node, "base_values")?;
    let transform = Transform::of(node);
    Ok(tvec![forest_regressor(node, forest, base, transform)?])
}

fn tree_ensemble(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let forest = Forest::of_arrays(node)?;
    // The specification has SOFTMAX as 1 and LOGISTIC as 2, and onnxruntime has them in the order of its own list.
    let transform = match node.attributes().int("post_transform", 0) {
        1 => Transform::Logistic,
        2 => Transform::Softmax,
        3 => Transform::SoftmaxZero,
        4 => Transform::Probit,
        _ => Transform::None,
    };
    let kind = node.kind(node.input(0)?);
    let y = forest_regressor(node, forest, Vec::new(), transform)?;
    Ok(tvec![node.cast(y, kind)?])
}

fn forest_regressor(node: &mut Node<'_>, forest: Forest, base: Vec<f64>, transform: Transform) -> Wired<Value> {
    let targets = forest.targets;
    let base = if base.len() == targets { base } else { vec![0.0; targets] };
    regress(node, "TreeEnsembleRegressor", targets, move |x, all| {
        for ((out, score), base) in all.iter_mut().zip(forest.scores(x)).zip(base.iter().cycle()) {
            // onnxruntime leaves out the base value of a target that no tree votes for.
            *out = score.map_or(if targets == 1 { *base } else { 0.0 }, |score| score + base) as f32;
        }
        // onnxruntime leaves the score of a single target as it is.
        if targets > 1 || transform == Transform::Probit {
            all.chunks_exact_mut(targets).for_each(|out| transform.apply(out));
        }
    })
}

fn tree_classifier(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let labels = class_labels(node, "classlabels_int64s")?;
    let count = labels.len();
    let forest = Forest::of_nodes(node, "class", "class_ids", count)?;
    let base = number_attribute(node, "base_values")?;
    node.ensure(base.len() <= count, || format!("has {} base values for {count} classes", base.len()))?;
    let transform = Transform::of(node);
    let ids = node.attributes().ints("class_ids").unwrap_or_default();
    // All votes are for one of two classes.
    let one_sided = count == 2 && ids.iter().all(|id| *id == ids[0]) && !ids.is_empty();
    let positive = forest.votes.iter().all(|(_, weight)| *weight >= 0.0);
    let votes = |ends: &[u32]| &forest.votes[ends[0] as usize..ends[1] as usize];
    let lacks = |ends: &[u32]| votes(ends).iter().all(|(class, _)| *class != 1);
    let may_lack = transform == Transform::Probit && count == 2 && base.len() < 2;
    refuse_probit(node, may_lack && forest.leaves.windows(2).any(lacks))?;
    classify(node, "TreeEnsembleClassifier", labels, count, move |x, chosen, all| {
        let scores = forest.scores(x);
        let rows = scores.chunks_exact(count).zip(all.chunks_exact_mut(count)).zip(chosen);
        for ((scores, out), class) in rows {
            *class = match count {
                2 => two_classes(&forest, scores, &base, (one_sided, positive), transform, out),
                _ => several_classes(&forest, scores, &base, transform, out),
            };
        }
    })
}

/// The class and the scores of all classes. One that no tree votes for and that has no base value does not count.
fn several_classes(
    forest: &Forest,
    scores: &[Option<f64>],
    base: &[f64],
    transform: Transform,
    out: &mut [f32],
) -> usize {
    let mut best: Option<(usize, f64)> = None;
    for (class, (out, score)) in out.iter_mut().zip(scores).enumerate() {
        let score = match base.get(class) {
            Some(base) => Some(forest.round(score.unwrap_or(0.0) + base)),
            None => *score,
        };
        *out = score.unwrap_or(0.0) as f32;
        if let Some(score) = score
            && best.is_none_or(|(_, best)| score > best)
        {
            best = Some((class, score));
        }
    }
    if out.len() > 1 || transform == Transform::Probit {
        transform.apply(out);
    }
    best.map_or(0, |(class, _)| class)
}

/// The class and the scores of two classes, whose votes may all be for one of them.
fn two_classes(
    forest: &Forest,
    scores: &[Option<f64>],
    base: &[f64],
    (one_sided, positive): (bool, bool),
    transform: Transform,
    out: &mut [f32],
) -> usize {
    let plus = |score: Option<f64>, base: f64| forest.round(score.unwrap_or(0.0) + base);
    // The two scores, or only one, and the score that decides. onnxruntime takes a score that no tree votes for as
    // zero, whatever its base value.
    let (first, second, decisive) = match (base, scores[0], scores[1]) {
        ([_, base], first, Some(_)) => {
            let score = plus(first, *base);
            (first.map_or(0.0, |_| -score), Some(score), score)
        }
        ([base, _], Some(_), None) => {
            let score = plus(scores[0], *base);
            (score, Some(0.0), score)
        }
        ([_, _], None, None) => (0.0, Some(0.0), 0.0),
        (_, first, second) => {
            let first = first.map_or(0.0, |_| plus(first, base.first().copied().unwrap_or(0.0)));
            (first, second, second.unwrap_or(first))
        }
    };
    match second {
        Some(second) => {
            out.copy_from_slice(&[first as f32, second as f32]);
            transform.apply(out);
        }
        None if transform == Transform::Probit => out.copy_from_slice(&[probit(first as f32), 0.0]),
        None => out.copy_from_slice(&transform.pair(first as f32, !(one_sided && positive))),
    }
    // "Top class for each point", says the text; onnxruntime says 1 for both when trees vote for both classes.
    let wins = match one_sided {
        true => decisive > if positive { 0.5 } else { 0.0 },
        false => second.unwrap_or(0.0) > first,
    };
    usize::from(wins)
}

// Linear models and support vectors

/// Refuses two scores from one with this transform: onnxruntime leaves the second unset.
fn refuse_probit(node: &Node<'_>, is_single: bool) -> Wired<()> {
    match is_single {
        true => Err(node.unsupported("has the post_transform PROBIT for a single score: export the model without it")),
        false => Ok(()),
    }
}

/// The sums of products of a row with the rows of a matrix.
fn dots<'a>(matrix: &'a [f32], row: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    matrix.chunks_exact(row.len().max(1)).map(|other| row.iter().zip(other).map(|(a, &b)| a * f64::from(b)).sum())
}

fn linear_regressor(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let targets = attributes.int("targets", 1) as usize;
    let (_, _, columns) = table(node)?;
    let coefficients = attributes.floats("coefficients").to_vec();
    node.ensure(coefficients.len() == targets.saturating_mul(columns) && columns > 0, || {
        format!("has {} coefficients: {targets} × {columns} are expected", coefficients.len())
    })?;
    let mut intercepts = attributes.floats("intercepts").to_vec();
    node.ensure(intercepts.is_empty() || intercepts.len() == targets, || {
        format!("has {} intercepts for {targets} targets", intercepts.len())
    })?;
    intercepts.resize(targets, 0.0);
    let transform = Transform::of(node);
    let y = regress_rows(node, "LinearRegressor", targets, move |row, out| {
        for ((out, dot), intercept) in out.iter_mut().zip(dots(&coefficients, row)).zip(&intercepts) {
            *out = (dot + f64::from(*intercept)) as f32;
        }
        if targets > 1 || transform == Transform::Probit {
            transform.apply(out);
        }
    })?;
    Ok(tvec![y])
}

fn linear_classifier(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let mut labels = class_labels(node, "classlabels_ints")?;
    let (_, _, columns) = table(node)?;
    let coefficients = attributes.floats("coefficients").to_vec();
    let mut intercepts = attributes.floats("intercepts").to_vec();
    let targets = if intercepts.is_empty() { coefficients.len() / columns.max(1) } else { intercepts.len() };
    node.ensure(coefficients.len() == targets.saturating_mul(columns) && targets > 0 && columns > 0, || {
        format!("has {} coefficients and {} intercepts for {columns} features", coefficients.len(), intercepts.len())
    })?;
    node.ensure(targets == 1 || targets <= labels.len(), || {
        format!("has scores for {targets} classes, and {} labels", labels.len())
    })?;
    intercepts.resize(targets, 0.0);
    let transform = Transform::of(node);
    let two = targets == 1 && labels.len() == 2;
    refuse_probit(node, two && transform == Transform::Probit)?;
    if targets == 1 && !two {
        // As onnxruntime, which knows labels for two classes only.
        labels = tensor1(&[0i64, 1]).cast_to_dt(labels.datum_type())?.into_owned();
    }
    classify_rows(node, "LinearClassifier", labels, if two { 2 } else { targets }, move |row, out| {
        let sums =
            dots(&coefficients, row).zip(&intercepts).map(|(dot, intercept)| (dot + f64::from(*intercept)) as f32);
        out.iter_mut().zip(sums).for_each(|(out, sum)| *out = sum);
        if targets == 1 {
            let score = out[0];
            match two {
                true => out.copy_from_slice(&transform.pair(score, false)),
                false if transform == Transform::Probit => out[0] = probit(score),
                false => {}
            }
            return usize::from(score > 0.0);
        }
        let best = largest(out);
        transform.apply(out);
        best
    })
}

/// How similar a row of features is to other rows.
struct Kernel {
    name: &'static str,
    gamma: f64,
    offset: f64,
    degree: f64,
}

impl Kernel {
    fn of(node: &Node<'_>, linear: bool) -> Wired<Self> {
        let attributes = node.attributes();
        let parameters = attributes.floats("kernel_params");
        let given = attributes.text("kernel_type", "LINEAR");
        let name = KERNELS.iter().find(|name| **name == given && !linear).unwrap_or(&"LINEAR");
        node.ensure(parameters.is_empty() || parameters.len() == 3, || {
            format!("has {} kernel_params: three are expected", parameters.len())
        })?;
        let parameter = |index: usize| f64::from(parameters.get(index).copied().unwrap_or(0.0));
        Ok(Self { name, gamma: parameter(0), offset: parameter(1), degree: parameter(2) })
    }

    fn compare(&self, row: &[f64], others: &[f32]) -> Vec<f64> {
        match self.name {
            "RBF" => {
                let distance = |other: &[f32]| -> f64 {
                    row.iter().zip(other).map(|(a, &b)| (a - f64::from(b)) * (a - f64::from(b))).sum()
                };
                others.chunks_exact(row.len().max(1)).map(|other| (-self.gamma * distance(other)).exp()).collect()
            }
            "POLY" => dots(others, row).map(|dot| (self.gamma * dot + self.offset).powf(self.degree)).collect(),
            "SIGMOID" => dots(others, row).map(|dot| (self.gamma * dot + self.offset).tanh()).collect(),
            _ => dots(others, row).collect(),
        }
    }
}

fn svm_regressor(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (_, _, columns) = table(node)?;
    let count = attributes.int("n_supports", 0) as usize;
    let mut coefficients = attributes.floats("coefficients").to_vec();
    let mut vectors = attributes.floats("support_vectors").to_vec();
    if count == 0 {
        vectors = std::mem::replace(&mut coefficients, vec![1.0]);
    }
    node.ensure(
        vectors.len() == count.max(1).saturating_mul(columns) && coefficients.len() == count.max(1) && columns > 0,
        || format!("has {count} support vectors, whose attributes do not fit {columns} features"),
    )?;
    let rho = attributes.floats("rho").first().copied();
    let rho = f64::from(rho.ok_or_else(|| node.invalid("lacks the attribute \"rho\""))?);
    let kernel = Kernel::of(node, count == 0)?;
    let one_class = attributes.flag("one_class");
    let y = regress_rows(node, "SVMRegressor", 1, move |row, out| {
        let similar = kernel.compare(row, &vectors);
        let sum = similar.iter().zip(&coefficients).map(|(a, &b)| a * f64::from(b)).sum::<f64>() + rho;
        let sign = if sum > 0.0 { 1.0 } else { -1.0 };
        out[0] = if one_class { sign } else { sum as f32 };
    })?;
    Ok(tvec![y])
}

fn svm_classifier(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let labels = class_labels(node, "classlabels_ints")?;
    let classes = labels.len();
    let (_, _, columns) = table(node)?;
    let transform = Transform::of(node);
    let per: Vec<usize> =
        attributes.ints("vectors_per_class").unwrap_or_default().iter().map(|&count| count as usize).collect();
    let count = per.iter().fold(0usize, |sum, &count| sum.saturating_add(count));
    let coefficients = attributes.floats("coefficients").to_vec();
    let rho = attributes.floats("rho").to_vec();
    let positive = coefficients.iter().all(|&coefficient| coefficient >= 0.0);
    node.ensure(!rho.is_empty() && !coefficients.is_empty() && columns > 0, || {
        "lacks features, or the attribute \"rho\" or \"coefficients\"".into()
    })?;
    let kernel = Kernel::of(node, count == 0)?;
    if count == 0 {
        node.ensure(coefficients.len() == classes.saturating_mul(columns), || {
            format!("has {} coefficients: {classes} × {columns} are expected", coefficients.len())
        })?;
        return classify_rows(node, "SVMClassifier", labels, classes, move |row, out| {
            let dots = dots(&coefficients, row).map(|dot| (dot + f64::from(rho[0])) as f32);
            out.iter_mut().zip(dots).for_each(|(out, dot)| *out = dot);
            let best = largest(out);
            let class = match classes {
                2 if if positive { out[best] >= 0.5 } else { out[best] > 0.0 } => 1,
                _ => best,
            };
            transform.apply(out);
            class
        });
    }
    let pairs = classes.saturating_mul(classes - 1) / 2;
    let vectors = attributes.floats("support_vectors").to_vec();
    let (prob_a, prob_b) = (attributes.floats("prob_a").to_vec(), attributes.floats("prob_b").to_vec());
    let fits = vectors.len() == count.saturating_mul(columns)
        && classes > 1
        && classes < 1 << 12
        && per.len() == classes
        && coefficients.len() >= (classes - 1).saturating_mul(count)
        && rho.len() >= pairs
        && prob_a.len() == prob_b.len()
        && (prob_a.is_empty() || prob_a.len() >= pairs);
    node.ensure(fits, || {
        format!("has {count} support vectors for {classes} classes, and attributes whose lengths do not fit them")
    })?;
    let starts: Vec<usize> = per
        .iter()
        .scan(0, |sum, count| {
            *sum += count;
            Some(*sum - count)
        })
        .collect();
    let likely = !prob_a.is_empty();
    refuse_probit(node, pairs == 1 && !likely && transform == Transform::Probit)?;
    classify_rows(node, "SVMClassifier", labels, if likely { classes } else { pairs.max(2) }, move |row, out| {
        let similar = kernel.compare(row, &vectors);
        let mut votes = vec![0u32; classes];
        let mut scores = Vec::with_capacity(pairs);
        for one in 0..classes - 1 {
            for other in one + 1..classes {
                // The coefficients of a class against the others are in as many rows, without one for itself.
                let part = |of: usize, against: usize| -> f64 {
                    let places = starts[of]..starts[of] + per[of];
                    places.map(|place| f64::from(coefficients[against * count + place]) * similar[place]).sum()
                };
                let score = part(one, other - 1) + part(other, one) + f64::from(rho[scores.len()]);
                votes[if score > 0.0 { one } else { other }] += 1;
                scores.push(score as f32);
            }
        }
        let best = largest(&votes);
        if likely {
            let chances = scores
                .iter()
                .enumerate()
                .map(|(index, score)| (1.0 - logistic(score * prob_a[index] + prob_b[index])).clamp(1e-7, 1.0 - 1e-7));
            couple(&chances.collect::<Vec<f32>>(), out);
            transform.apply(out);
        } else if pairs == 1 {
            out.copy_from_slice(&transform.pair(scores[0], transform == Transform::None));
        } else {
            out.copy_from_slice(&scores);
            transform.apply(out);
        }
        best
    })
}

/// The probabilities of classes from those of each against each, of which the first of two is given. As libsvm: the
/// second method of Wu, Lin and Weng, "Probability Estimates for Multi-class Classification by Pairwise Coupling".
fn couple(chances: &[f32], out: &mut [f32]) {
    let count = out.len();
    let mut r = vec![0.0f32; count * count];
    let mut pairs = chances.iter();
    for one in 0..count {
        for other in one + 1..count {
            let chance = pairs.next().copied().unwrap_or(0.5);
            r[one * count + other] = chance;
            r[other * count + one] = 1.0 - chance;
        }
    }
    let mut q = vec![0.0f32; count * count];
    for t in 0..count {
        for j in (0..count).filter(|&j| j != t) {
            q[t * count + t] += r[j * count + t] * r[j * count + t];
            q[t * count + j] = -r[j * count + t] * r[t * count + j];
        }
    }
    let mut products = vec![0.0f32; count];
    out.fill(1.0 / count as f32);
    for _ in 0..100 {
        for (product, line) in products.iter_mut().zip(q.chunks_exact(count)) {
            *product = line.iter().zip(&*out).map(|(a, b)| a * b).sum();
        }
        let mut total: f32 = products.iter().zip(&*out).map(|(a, b)| a * b).sum();
        // As libsvm, which keeps equal chances if they are not numbers.
        if !products.iter().any(|product| (product - total).abs() >= 0.005 / count as f32) {
            break;
        }
        for t in 0..count {
            let diagonal = q[t * count + t];
            let step = (total - products[t]) / diagonal;
            out[t] += step;
            total = (total + step * (step * diagonal + 2.0 * products[t])) / (1.0 + step) / (1.0 + step);
            for j in 0..count {
                products[j] = (products[j] + step * q[t * count + j]) / (1.0 + step);
                out[j] /= 1.0 + step;
            }
        }
    }
}

// What prepares features

/// Adds a computation on each number of the first input, whose column is known.
fn each(
    node: &mut Node<'_>,
    name: &'static str,
    run: impl Fn(f32, usize) -> f32 + Send + Sync + 'static,
) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let columns = columns(&shape);
    let y = node.compute(name, &[x], DatumType::F32, &shape.clone(), move |inputs| {
        let mut numbers = singles(&inputs[0])?;
        numbers.iter_mut().enumerate().for_each(|(place, number)| *number = run(*number, place % columns));
        Tensor::from_shape(&shape, &numbers)
    })?;
    Ok(tvec![y])
}

/// How many features a row has, at least one.
fn columns(shape: &[usize]) -> usize {
    shape.get(usize::from(shape.len() > 1)).copied().unwrap_or(1).max(1)
}

/// One number for each column, of which one may be given for all.
fn per_column<T: Copy>(node: &Node<'_>, name: &str, numbers: &[T]) -> Wired<Vec<T>> {
    let columns = columns(&node.shape(node.input(0)?));
    match numbers {
        [one] => Ok(vec![*one; columns]),
        _ if numbers.len() == columns => Ok(numbers.to_vec()),
        _ => Err(node.invalid(&format!("has {} numbers in {name:?} for {columns} features", numbers.len()))),
    }
}

fn scaler(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let offset = per_column(node, "offset", node.attributes().floats("offset"))?;
    let scale = per_column(node, "scale", node.attributes().floats("scale"))?;
    each(node, "Scaler", move |number, column| (number - offset[column]) * scale[column])
}

fn binarizer(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let threshold = node.attributes().float("threshold", 0.0);
    let kind = node.kind(node.input(0)?);
    let y = each(node, "Binarizer", move |number, _| if number > threshold { 1.0 } else { 0.0 })?;
    Ok(tvec![node.cast(y[0], kind)?])
}

fn imputer(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let kind = node.kind(x);
    let attributes = node.attributes();
    if kind.is_integer() {
        let given = attributes.ints("imputed_value_int64s").unwrap_or_default();
        let imputed = per_column(node, "imputed_value_int64s", given)?;
        let replaced = attributes.int("replaced_value_int64", 0);
        let shape = node.shape(x);
        let columns = columns(&shape);
        let y = node.compute("Imputer", &[x], DatumType::I64, &shape.clone(), move |inputs| {
            let mut numbers = integers(&inputs[0])?;
            for (place, number) in numbers.iter_mut().enumerate().filter(|(_, number)| **number == replaced) {
                *number = imputed[place % columns];
            }
            Tensor::from_shape(&shape, &numbers)
        })?;
        return Ok(tvec![node.cast(y, kind)?]);
    }
    let imputed = per_column(node, "imputed_value_floats", attributes.floats("imputed_value_floats"))?;
    let replaced = attributes.float("replaced_value_float", 0.0);
    let y = each(node, "Imputer", move |number, column| {
        if number == replaced || number.is_nan() && replaced.is_nan() { imputed[column] } else { number }
    })?;
    Ok(tvec![node.cast(y[0], kind)?])
}

fn normalizer(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, _, columns) = table(node)?;
    let shape = node.shape(x);
    let norm = node.attributes().text("norm", "MAX").to_owned();
    let y = node.compute("Normalizer", &[x], DatumType::F32, &shape.clone(), move |inputs| {
        let mut numbers = singles(&inputs[0])?;
        for row in numbers.chunks_exact_mut(columns.max(1)) {
            let norm = match &*norm {
                "L1" => row.iter().map(|number| number.abs()).sum(),
                "L2" => row.iter().map(|number| number * number).sum::<f32>().sqrt(),
                // The largest, and not the largest absolute one.
                _ => row.iter().fold(f32::MIN, |largest, &number| largest.max(number)),
            };
            if norm != 0.0 {
                row.iter_mut().for_each(|number| *number /= norm);
            }
        }
        Tensor::from_shape(&shape, &numbers)
    })?;
    Ok(tvec![y])
}

fn feature_vectorizer(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let inputs = node.inputs();
    let lengths: Vec<usize> =
        node.attributes().ints("inputdimensions").unwrap_or_default().iter().map(|&length| length as usize).collect();
    node.ensure(lengths.len() == inputs.len(), || {
        format!("has {} inputs, and inputdimensions for {}", inputs.len(), lengths.len())
    })?;
    let rows = |shape: &[usize]| if shape.len() < 2 { 1 } else { shape[0] };
    let count = rows(&node.shape(inputs[0]));
    for &input in &inputs {
        let shape = node.shape(input);
        node.ensure(rows(&shape) == count, || format!("has inputs with {count} rows and with {shape:?}"))?;
    }
    let width: usize = lengths.iter().sum();
    let y = node.compute("FeatureVectorizer", &inputs, DatumType::F32, &[count, width], move |inputs| {
        let mut all = vec![0.0f32; count * width];
        let mut start = 0;
        for (input, &length) in inputs.iter().zip(&lengths) {
            let numbers = singles(input)?;
            let given = numbers.len() / count.max(1);
            // What is too much is left out, and what lacks is zero.
            let kept = given.min(length);
            for row in 0..count {
                all[row * width + start..][..kept].copy_from_slice(&numbers[row * given..][..kept]);
            }
            start += length;
        }
        Tensor::from_shape(&[count, width], &all)
    })?;
    Ok(tvec![y])
}

fn array_feature_extractor(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, indices) = (node.input(0)?, node.input(1)?);
    let mut shape = node.shape(x);
    let count = node.len(indices);
    let columns = shape.last().copied().unwrap_or(0);
    node.ensure(columns > 0 && count > 0, || format!("takes {count} features of a tensor of the shape {shape:?}"))?;
    shape.pop();
    let rows: usize = shape.iter().product();
    if shape.is_empty() {
        shape.push(1);
    }
    shape.push(count);
    let part = describe(node.proto);
    let y = node.compute("ArrayFeatureExtractor", &[x, indices], node.kind(x), &shape.clone(), move |inputs| {
        let indices = integers(&inputs[1])?;
        if let Some(index) = indices.iter().find(|index| !(0..columns as i64).contains(index)) {
            return Err(invalid(&part, format!("takes the feature {index}: its input has {columns}")).into());
        }
        let places = (0..rows).flat_map(|row| indices.iter().map(move |&index| row * columns + index as usize));
        pick(&inputs[0], &shape, places)
    })?;
    Ok(tvec![y])
}

fn one_hot_encoder(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let is_text = node.kind(x) == String::datum_type();
    let attribute = if is_text { "cats_strings" } else { "cats_int64s" };
    let categories = match is_text {
        true => strings(node, attribute),
        false => node.attributes().ints(attribute).map(tensor1),
    };
    let categories = categories.filter(|categories| categories.len() > 0);
    let categories = categories.ok_or_else(|| node.invalid(&format!("lacks the attribute {attribute:?}")))?;
    let count = categories.len();
    let places = places(&categories)?;
    let zeros = node.attributes().int("zeros", 1) != 0;
    let mut shape = node.shape(x);
    shape.push(count);
    let part = describe(node.proto);
    let y = node.compute("OneHotEncoder", &[x], DatumType::F32, &shape.clone(), move |inputs| {
        // Numbers are cut to integers first.
        let keys = if is_text { keys(&inputs[0])? } else { keys(&tensor1(&integers(&inputs[0])?))? };
        let mut all = vec![0.0f32; keys.len() * count];
        for (row, key) in all.chunks_exact_mut(count).zip(&keys) {
            match places.get(key) {
                Some(&place) => row[place] = 1.0,
                None if zeros => {}
                None => return Err(invalid(&part, format!("has an input that is not in its {attribute}")).into()),
            }
        }
        Tensor::from_shape(&shape, &all)
    })?;
    Ok(tvec![y])
}

/// A label that can be looked up.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    /// Equal if the numbers are.
    Number(u64),
    Text(String),
}

fn keys(tensor: &Tensor) -> TractResult<Vec<Key>> {
    if tensor.datum_type() == String::datum_type() {
        return Ok(numbers::<String>(tensor)?.iter().cloned().map(Key::Text).collect());
    }
    if tensor.datum_type().is_float() {
        let key = |number: f64| if number.is_nan() { f64::NAN.to_bits() } else { (number + 0.0).to_bits() };
        return Ok(doubles(tensor)?.into_iter().map(key).map(Key::Number).collect());
    }
    Ok(integers(tensor)?.into_iter().map(|number| Key::Number(number as u64)).collect())
}

/// Where each label is first.
fn places(labels: &Tensor) -> TractResult<HashMap<Key, usize>> {
    let mut places = HashMap::new();
    for (place, key) in keys(labels)?.into_iter().enumerate() {
        places.entry(key).or_insert(place);
    }
    Ok(places)
}

/// Adds the values that belong to keys, and the default for what is not among them.
fn look_up(
    node: &mut Node<'_>,
    name: &'static str,
    known: &Tensor,
    values: Tensor,
    default: Tensor,
) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let (shape, kind) = (node.shape(x), values.datum_type());
    node.ensure(known.len() == values.len() && values.rank() == 1, || {
        format!("has {} keys and {} values", known.len(), values.len())
    })?;
    node.ensure(default.len() == 1, || format!("has {} default values", default.len()))?;
    let form = |kind: DatumType| match kind {
        DatumType::String => "strings",
        _ if kind.is_float() => "numbers of floating point",
        _ => "integers",
    };
    let (given, expected) = (form(node.kind(x)), form(known.datum_type()));
    node.ensure(given == expected, || format!("looks up {given} among keys that are {expected}"))?;
    node.ensure(form(default.datum_type()) == form(kind), || {
        format!("has values that are {}, and a default among {}", form(kind), form(default.datum_type()))
    })?;
    let default = default.cast_to_dt(kind)?.into_owned().into_shape(&[1])?;
    let values = Tensor::stack_tensors(0, &[values, default])?;
    let (places, last) = (places(known)?, known.len());
    let y = node.compute(name, &[x], kind, &shape.clone(), move |inputs| {
        let keys = keys(&inputs[0])?;
        pick(&values, &shape, keys.iter().map(|key| places.get(key).copied().unwrap_or(last)))
    })?;
    Ok(tvec![y])
}

/// The default of labels of this type.
fn default_label(node: &Node<'_>, kind: DatumType) -> Tensor {
    let attributes = node.attributes();
    match kind {
        DatumType::String => tensor1(&[attributes.text("default_string", "_Unused").to_owned()]),
        _ if kind.is_float() => tensor1(&[attributes.float("default_float", -0.0)]),
        _ => tensor1(&[attributes.int("default_int64", -1)]),
    }
}

fn label_encoder(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let list = |prefix: &str| -> Wired<Tensor> {
        if let Some(tensor) = tensor_attribute(node, &format!("{prefix}_tensor"))? {
            return Ok(tensor);
        }
        if let Some(labels) = strings(node, &format!("{prefix}_strings")) {
            return Ok(labels);
        }
        let attributes = node.attributes();
        match attributes.ints(&format!("{prefix}_int64s")) {
            Some(numbers) => Ok(tensor1(numbers)),
            None => Ok(tensor1(attributes.floats(&format!("{prefix}_floats")))),
        }
    };
    let (known, values) = (list("keys")?, list("values")?);
    let default = tensor_attribute(node, "default_tensor")?.unwrap_or_else(|| default_label(node, values.datum_type()));
    look_up(node, "LabelEncoder", &known, values, default)
}

/// Between classes and their places among some, in the direction that the input asks for.
fn class_encoder(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let classes = strings(node, "classes_strings");
    let classes = classes.ok_or_else(|| node.invalid("lacks the attribute \"classes_strings\""))?;
    let places = tensor1(&(0..classes.len() as i64).collect::<Vec<_>>());
    between(node, "LabelEncoder", classes, places)
}

fn category_mapper(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let texts = strings(node, "cats_strings").unwrap_or_else(|| tensor1::<String>(&[]));
    let integers = tensor1(node.attributes().ints("cats_int64s").unwrap_or_default());
    between(node, "CategoryMapper", texts, integers)
}

/// Adds the integers of strings, or the strings of integers.
fn between(node: &mut Node<'_>, name: &'static str, texts: Tensor, integers: Tensor) -> Wired<TVec<Value>> {
    let is_text = node.kind(node.input(0)?) == String::datum_type();
    let (known, values) = if is_text { (texts, integers) } else { (integers, texts) };
    let default = default_label(node, values.datum_type());
    look_up(node, name, &known, values, default)
}
