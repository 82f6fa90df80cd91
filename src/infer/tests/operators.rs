//! Operators compute what ONNX specifies, in cases that the ONNX project's own tests leave out.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::*;
use penchant_infer::{ElementType, Session, SessionOptions, Tensor};
use std::collections::BTreeMap;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::{AttributeProto, GraphProto, NodeProto, TensorProto};

/// The output of a graph for an input.
fn run_on(graph: GraphProto, x: Tensor) -> Tensor {
    let session = Session::load(file(graph), &SessionOptions::default()).unwrap();
    let mut outputs = session.run(BTreeMap::from([("x".to_owned(), x)])).unwrap();
    outputs.remove(0).1
}

fn run(graph: GraphProto, shape: &[usize], x: &[f32]) -> Tensor {
    run_on(graph, Tensor::of_f32(shape, x).unwrap())
}

/// The numbers from a start to a limit, plus an input of 0.
fn range(start: TensorProto, limit: TensorProto, step: TensorProto) -> Vec<f64> {
    let nodes = vec![
        node("Range", &["start", "limit", "step"], &["range"], vec![]),
        node("Cast", &["range"], &["real"], vec![int("to", i64::from(F32))]),
        node("Add", &["real", "x"], &["y"], vec![]),
    ];
    run(graph(&[1], nodes, vec![start, limit, step]), &[1], &[0.0]).numbers()
}

fn real(name: &str, number: f32) -> TensorProto {
    f32s(name, &[], &[number])
}

fn integer(name: &str, number: i64) -> TensorProto {
    tensor(name, I64, &[], number.to_le_bytes().to_vec())
}

#[test]
fn ranges_have_fractional_and_negative_steps() {
    assert_eq!(range(real("start", 0.0), real("limit", 1.0), real("step", 0.25)), [0.0, 0.25, 0.5, 0.75]);
    assert_eq!(range(real("start", 0.5), real("limit", 3.25), real("step", 1.0)), [0.5, 1.5, 2.5]);
    assert_eq!(range(real("start", 1.0), real("limit", 0.0), real("step", -0.5)), [1.0, 0.5]);
    assert_eq!(range(integer("start", 10), integer("limit", 3), integer("step", -3)), [10.0, 7.0, 4.0]);
    assert_eq!(range(integer("start", 3), integer("limit", 10), integer("step", -3)), [0.0; 0]);
    assert_eq!(range(integer("start", 0), integer("limit", 5), integer("step", 2)), [0.0, 2.0, 4.0]);
    assert_eq!(range(integer("start", 10), integer("limit", 0), integer("step", 1)), [0.0; 0]);
}

/// Tuples of indices, as constants of the file and computed.
#[test]
fn negative_indices_in_tuples_count_from_the_end() {
    let indices =
        tensor("indices", I64, &[2, 2], [-1i64, 0, 0, -2].iter().flat_map(|index| index.to_le_bytes()).collect());
    let numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    for computed in [false, true] {
        let mut nodes = Vec::new();
        if computed {
            nodes = vec![
                node("ReduceSum", &["x"], &["sum"], vec![int("keepdims", 0)]),
                node("Mul", &["sum", "zero"], &["nothing"], vec![]),
                node("CastLike", &["nothing", "indices"], &["whole"], vec![]),
                node("Add", &["indices", "whole"], &["tuples"], vec![]),
            ];
        }
        let tuples = if computed { "tuples" } else { "indices" };
        let gather = node("GatherND", &["x", tuples], &["y"], vec![]);
        let scatter = node("ScatterND", &["x", tuples, "values"], &["y"], vec![]);
        let compute = |last| {
            let weights = vec![indices.clone(), f32s("values", &[2], &[10.0, 20.0]), real("zero", 0.0)];
            run(graph(&[2, 3], [nodes.clone(), vec![last]].concat(), weights), &[2, 3], &numbers).numbers()
        };
        assert_eq!(compute(gather), [4.0, 2.0], "computed: {computed}");
        assert_eq!(compute(scatter), [1.0, 20.0, 3.0, 10.0, 5.0, 6.0], "computed: {computed}");
    }
}

#[test]
fn a_constant_of_a_shape_is_of_single_precision_by_default() {
    let filled = graph(&[1], vec![node("ConstantOfShape", &["s"], &["y"], vec![])], vec![i64s("s", &[2, 3])]);
    let found = run(filled, &[1], &[0.0]);
    assert_eq!((found.element_type(), found.shape()), (ElementType::F32, &[2, 3][..]));
    assert_eq!(found.numbers(), [0.0; 6]);
}

#[test]
fn casts_to_integers_keep_64_bits() {
    let cast = graph(&[3], vec![node("Cast", &["x"], &["y"], vec![int("to", i64::from(I64))])], vec![]);
    assert_eq!(run(cast, &[3], &[1e10, -5e9, 7.5]).numbers(), [1e10, -5e9, 7.0]);
}

/// Shapes are tensors too: a cast keeps them usable as shapes.
#[test]
fn shapes_can_be_cast() {
    let nodes = vec![
        node("Shape", &["x"], &["shape"], vec![]),
        node("Cast", &["shape"], &["small"], vec![int("to", 6)]),
        node("Cast", &["small"], &["large"], vec![int("to", i64::from(I64))]),
        node("Gather", &["large", "first"], &["rows"], vec![]),
        node("Concat", &["rows", "rest"], &["target"], vec![int("axis", 0)]),
        node("Reshape", &["x", "target"], &["y"], vec![]),
    ];
    let mut free = graph(&[2, 1, 3], nodes, vec![i64s("first", &[0]), i64s("rest", &[-1])]);
    free.input = vec![value("x", F32, &[-1, 1, 3])];
    let found = run(free, &[2, 1, 3], &[1.0; 6]);
    assert_eq!(found.shape(), [2, 3]);
}

#[test]
fn averages_with_ceil_mode_count_the_padding_but_nothing_beyond_it() {
    let attributes = |ceil| {
        vec![
            ints("kernel_shape", &[3]),
            ints("strides", &[2]),
            ints("pads", &[1, 0]),
            int("ceil_mode", ceil),
            int("count_include_pad", 1),
        ]
    };
    let pool = |ceil| graph(&[1, 1, 5], vec![node("AveragePool", &["x"], &["y"], attributes(ceil))], vec![]);
    let x = [3.0, 6.0, 9.0, 12.0, 15.0];
    assert_eq!(run(pool(0), &[1, 1, 5], &x).numbers(), [3.0, 9.0]);
    // The last window has two numbers and one index past the end, which does not count.
    assert_eq!(run(pool(1), &[1, 1, 5], &x).numbers(), [3.0, 9.0, 13.5]);
}

#[test]
fn sequences_are_reversed_up_to_their_lengths() {
    let attributes = vec![int("time_axis", 1), int("batch_axis", 0)];
    let nodes = vec![node("ReverseSequence", &["x", "lengths"], &["y"], attributes)];
    let found = run(graph(&[2, 3], nodes, vec![i64s("lengths", &[2, 3])]), &[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(found.numbers(), [2.0, 1.0, 3.0, 6.0, 5.0, 4.0]);
}

/// Neighbouring blocks, with two channels and two examples.
#[test]
fn blocks_are_assembled_channel_by_channel() {
    let nodes = vec![node("Col2Im", &["x", "image", "block"], &["y"], vec![ints("strides", &[1, 2])])];
    let weights = vec![i64s("image", &[1, 4]), i64s("block", &[1, 2])];
    let columns: Vec<f32> = (0u8..16).map(f32::from).collect();
    let found = run(graph(&[2, 4, 2], nodes, weights), &[2, 4, 2], &columns);
    assert_eq!(found.shape(), [2, 2, 1, 4]);
    let expected = [[0, 2, 1, 3], [4, 6, 5, 7], [8, 10, 9, 11], [12, 14, 13, 15]].concat();
    assert_eq!(found.numbers(), expected.into_iter().map(f64::from).collect::<Vec<_>>());
}

/// Inner graphs are lowered as the outer graph is.
#[test]
fn inner_graphs_are_lowered_too() {
    let inner = |name: &str, power| {
        let pool = vec![ints("kernel_shape", &[2]), ints("strides", &[2]), int("p", power)];
        let mut inner = graph(&[1, 1, 4], vec![node("LpPool", &["x"], &["y"], pool)], vec![]);
        inner.input = vec![];
        inner.output[0].name = "y".into();
        inner.name = name.into();
        graph_of(name, inner)
    };
    let nodes = vec![node("If", &["yes"], &["y"], vec![inner("then_branch", 1), inner("else_branch", 2)])];
    let branches = graph(&[1, 1, 4], nodes, vec![tensor("yes", 9, &[], vec![1])]);
    let found = run(branches, &[1, 1, 4], &[1.0, 2.0, -3.0, 4.0]).numbers();
    assert!(found.iter().zip([3.0, 7.0]).all(|(found, expected)| (found - expected).abs() < 1e-5), "{found:?}");
}

/// The shape of what `NonZero` gives depends on numbers: what follows is planned for each that occurs.
#[test]
fn shapes_may_depend_on_numbers() {
    let nodes = vec![
        node("NonZero", &["x"], &["places"], vec![]),
        node("Cast", &["places"], &["real"], vec![int("to", i64::from(F32))]),
        node("ReduceSum", &["real"], &["sum"], vec![int("keepdims", 0)]),
        node("Shape", &["places"], &["shape"], vec![]),
        node("Cast", &["shape"], &["count"], vec![int("to", i64::from(F32))]),
        node("Mul", &["count", "sum"], &["y"], vec![]),
    ];
    let session = Session::load(file(graph(&[5], nodes, vec![])), &SessionOptions::default()).unwrap();
    let run = |x: &[f32]| {
        let x = Tensor::of_f32(&[5], x).unwrap();
        session.run(BTreeMap::from([("x".to_owned(), x)])).unwrap()[0].1.numbers()
    };
    for _ in 0..2 {
        assert_eq!(run(&[0.0, 1.0, 0.0, 2.0, 3.0]), [8.0, 24.0]);
        assert_eq!(run(&[1.0, 0.0, 0.0, 0.0, 0.0]), [0.0, 0.0]);
        assert_eq!(run(&[0.0; 5]), [0.0, 0.0]);
    }
}

/// A length that the model computes from its numbers becomes part of the next plan.
#[test]
fn lengths_may_be_computed() {
    let nodes = vec![
        node("Cast", &["x"], &["lengths"], vec![int("to", i64::from(I64))]),
        node("ConstantOfShape", &["lengths"], &["y"], vec![]),
    ];
    let session = Session::load(file(graph(&[2], nodes, vec![])), &SessionOptions::default()).unwrap();
    for shape in [[2, 3], [1, 4], [2, 3]] {
        let x = Tensor::of_f32(&[2], &shape.map(|length| length as f32)).unwrap();
        assert_eq!(session.run(BTreeMap::from([("x".to_owned(), x)])).unwrap()[0].1.shape(), shape);
    }
}

/// The body of a loop reads values from outside, and is planned once for each shape that is carried.
#[test]
fn loops_carry_values_whose_shapes_change() {
    let mut body = graph(&[1], vec![], vec![]);
    body.node = vec![
        node("Concat", &["carried", "x"], &["longer"], vec![int("axis", 0)]),
        node("Identity", &["go"], &["go_on"], vec![]),
        node("ReduceSum", &["longer"], &["sum"], vec![int("keepdims", 0)]),
    ];
    body.input = vec![value("trip", I64, &[]), value("go", 9, &[]), value("carried", F32, &[-1])];
    body.output = ["go_on", "longer", "sum"].map(|name| value(name, F32, &[])).to_vec();
    body.name = "body".into();
    let mut outer = graph(
        &[1],
        vec![node("Loop", &["trips", "", "x"], &["last", "y"], vec![graph_of("body", body)])],
        vec![tensor("trips", I64, &[], 3i64.to_le_bytes().to_vec())],
    );
    outer.output = vec![value("last", F32, &[-1]), value("y", F32, &[-1])];
    let session = Session::load(file(outer), &SessionOptions::default()).unwrap();
    let x = Tensor::of_f32(&[1], &[2.0]).unwrap();
    let outputs = session.run(BTreeMap::from([("x".to_owned(), x)])).unwrap();
    assert_eq!((outputs[0].1.numbers(), outputs[1].1.numbers()), (vec![2.0; 4], vec![4.0, 6.0, 8.0]));
}

/// Trees that vote for the second of two classes where x is positive, with these labels.
fn two_classes(labels: AttributeProto) -> NodeProto {
    let floats = |name: &str, floats: &[f32]| AttributeProto {
        name: name.into(),
        r#type: AttributeType::Floats as i32,
        floats: floats.to_vec(),
        ..AttributeProto::default()
    };
    let attributes = vec![
        labels,
        ints("nodes_treeids", &[0, 0, 0]),
        ints("nodes_nodeids", &[0, 1, 2]),
        ints("nodes_featureids", &[0, 0, 0]),
        floats("nodes_values", &[0.0, 0.0, 0.0]),
        texts("nodes_modes", &["BRANCH_LEQ", "LEAF", "LEAF"]),
        ints("nodes_truenodeids", &[1, 0, 0]),
        ints("nodes_falsenodeids", &[2, 0, 0]),
        ints("class_treeids", &[0, 0, 0, 0]),
        ints("class_nodeids", &[1, 1, 2, 2]),
        ints("class_ids", &[0, 1, 0, 1]),
        floats("class_weights", &[0.9, 0.1, 0.2, 0.8]),
    ];
    let mut trees = node("TreeEnsembleClassifier", &["x"], &["y", "scores"], attributes);
    trees.domain = "ai.onnx.ml".into();
    trees
}

/// The label of two classes is that of the one with more votes, whatever the labels are.
#[test]
fn the_label_of_two_classes_is_the_top_one() {
    let trees = two_classes(ints("classlabels_int64s", &[3, 7]));
    let labels = run(graph(&[2, 1], vec![trees], vec![]), &[2, 1], &[-1.0, 1.0]);
    assert_eq!(labels.numbers(), [3.0, 7.0]);
    let trees = two_classes(texts("classlabels_strings", &["a cat", "狗"]));
    let labels = run(graph(&[3, 1], vec![trees], vec![]), &[3, 1], &[-1.0, 1.0, 2.0]);
    assert_eq!((labels.element_type(), labels.shape()), (ElementType::String, &[3][..]));
    assert_eq!(labels.strings().unwrap(), ["a cat", "狗", "狗"]);
}

/// Strings are inputs and constants too, are moved as they are, and looked up.
#[test]
fn strings_become_numbers_and_numbers_strings() {
    let mut encode = node(
        "LabelEncoder",
        &["pairs"],
        &["y"],
        vec![texts("keys_strings", &["red", "green"]), ints("values_int64s", &[5, 6]), int("default_int64", -3)],
    );
    encode.domain = "ai.onnx.ml".into();
    let nodes = vec![
        node("Concat", &["x", "more"], &["all"], vec![int("axis", 0)]),
        node("Reshape", &["all", "shape"], &["pairs"], vec![]),
        encode,
    ];
    let mut strings_in = graph(&[2], nodes, vec![strings("more", &["red", "blue"]), i64s("shape", &[2, 2])]);
    strings_in.input = vec![value("x", STRING, &[2])];
    let x = Tensor::of_strings(&[2], vec!["green".into(), "".into()]).unwrap();
    let found = run_on(strings_in.clone(), x);
    assert_eq!((found.shape(), found.numbers()), (&[2, 2][..], vec![6.0, -3.0, 5.0, -3.0]));

    let session = Session::load(file(strings_in), &SessionOptions::default()).unwrap();
    session.warm_up().unwrap();
    let error = session.run(BTreeMap::from([("x".to_owned(), Tensor::of_f32(&[2], &[0.0; 2]).unwrap())])).unwrap_err();
    assert!(error.to_string().contains("\"x\": string [2] got a tensor of f32"), "{error}");

    let mut names = node(
        "CategoryMapper",
        &["whole"],
        &["y"],
        vec![texts("cats_strings", &["red", "green"]), ints("cats_int64s", &[5, 6])],
    );
    names.domain = "ai.onnx.ml".into();
    let nodes = vec![node("Cast", &["x"], &["whole"], vec![int("to", i64::from(I64))]), names];
    let found = run(graph(&[3], nodes, vec![]), &[3], &[6.0, 5.0, 4.0]);
    assert_eq!(found.strings().unwrap(), ["green", "red", "_Unused"]);
}

/// An attribute that the table does not have is refused, and so is a value that is not honoured.
#[test]
fn attributes_that_are_not_honoured_are_refused() {
    let error = |attribute| {
        let nodes = vec![node("Gelu", &["x"], &["y"], vec![attribute])];
        Session::load(file(graph(&[1], nodes, vec![])), &SessionOptions::default()).err().unwrap()
    };
    for (attribute, part) in [(int("fast", 1), "\"fast\""), (text("approximate", "erf"), "\"erf\"")] {
        let error = error(attribute);
        assert_eq!(error.kind(), penchant_base::ErrorKind::ModelUnsupported);
        assert!(error.to_string().contains("the_Gelu") && error.to_string().contains(part), "{error}");
    }
}
