//! Operators with inner graphs, which the stages of a plan run (`plan/`), and values that may be absent.

use super::attributes::{graph, int, ints};
use super::entry::{MANY, Operator, Way, refuse, row};
use std::ops::RangeInclusive;

const AXES: RangeInclusive<i64> = -16..=16;

const SEQUENCES: &str = "sequences are not supported: export the model with tensors, of which all have their own name";
const OPTIONALS: &str = "optional values are not supported: export the model without them";

pub(super) const OPERATORS: &[Operator] = &[
    row("If", 1..=1, &[graph("then_branch"), graph("else_branch")], Way::Graphs),
    row("Loop", 0..=MANY, &[graph("body")], Way::Graphs),
    row(
        "Scan",
        1..=MANY,
        &[
            graph("body"),
            int("num_scan_inputs", 1..=1 << 12),
            ints("scan_input_axes", AXES),
            ints("scan_input_directions", 0..=1),
            ints("scan_output_axes", AXES),
            ints("scan_output_directions", 0..=1),
        ],
        Way::Graphs,
    )
    .since(9..=i64::MAX),
    refuse("Scan", "export the model with version 9 of the operators or later, where Scan has no batches").since(8..=8),
    refuse("SequenceAt", SEQUENCES),
    refuse("SequenceConstruct", SEQUENCES),
    refuse("SequenceEmpty", SEQUENCES),
    refuse("SequenceErase", SEQUENCES),
    refuse("SequenceInsert", SEQUENCES),
    refuse("SequenceLength", SEQUENCES),
    refuse("SequenceMap", SEQUENCES),
    refuse("SplitToSequence", SEQUENCES),
    refuse("ConcatFromSequence", SEQUENCES),
    refuse("Optional", OPTIONALS),
    refuse("OptionalGetElement", OPTIONALS),
    refuse("OptionalHasElement", OPTIONALS),
];
