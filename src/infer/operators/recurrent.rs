//! RNN, GRU and LSTM: the products of the inputs of many steps with their weights come first, then one step after the
//! other. Weights are transposed, so that inner loops run along the gates. The equations are those of the ONNX
//! operators' texts.

use super::attributes::{flag, float, floats, int, texts, word};
use super::copying::{integers, numbers};
use super::entry::{Operator, wire};
use super::node::{Node, Value, Wired};
use super::numeric;
use crate::report::{describe, invalid};
use crate::tensor::volume;
use std::ops::{Add, Mul, Neg, Sub};
use tract_onnx::tract_core::internal::*;

/// The attributes that all have, and those that only one has.
macro_rules! attributes {
    ($($own:expr),*) => {
        &[
            floats("activation_alpha"),
            floats("activation_beta"),
            texts("activations"),
            float("clip"),
            word("direction", &["forward", "reverse", "bidirectional"]),
            int("hidden_size", 1..=1 << 20),
            flag("layout"),
            $($own,)*
        ]
    };
}

pub(super) const OPERATORS: &[Operator] = &[
    wire("RNN", 3..=6, attributes!(), |node| recurrent(node, Kind::Rnn)),
    wire("GRU", 3..=6, attributes!(flag("linear_before_reset")), |node| recurrent(node, Kind::Gru)),
    wire("LSTM", 3..=8, attributes!(flag("input_forget")), |node| recurrent(node, Kind::Lstm)),
];

/// Numbers of single or double precision.
pub(super) trait Real:
    Datum
    + Copy
    + Default
    + PartialOrd
    + Into<f64>
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
{
    /// The nearest number.
    fn of(number: f64) -> Self;
    /// 1 / (1 + e⁻ˣ).
    fn sigmoid(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
}

impl Real for f32 {
    fn of(number: f64) -> Self {
        number as Self
    }

    #[inline(always)]
    fn sigmoid(self) -> Self {
        numeric::sigmoid(self)
    }

    #[inline(always)]
    fn tanh(self) -> Self {
        numeric::tanh(self)
    }
}

impl Real for f64 {
    fn of(number: f64) -> Self {
        number
    }

    fn sigmoid(self) -> Self {
        1.0 / (1.0 + (-self).exp())
    }

    fn tanh(self) -> Self {
        Self::tanh(self)
    }
}

/// Calls `work` for parts of `out` on all threads, where there are several.
#[cfg(target_arch = "wasm32")]
pub(super) use crate::kernels::in_parts;

/// Calls `work` for all of `out`: natively there is one thread.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn in_parts<T>(out: &mut [T], _unit: usize, _products: usize, work: impl Fn(usize, &mut [T])) {
    work(0, out);
}

/// Where columns are in a matrix: how long its rows are, and the first column.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub stride: usize,
    pub start: usize,
}

/// Rows that share the weights that they read.
const TOGETHER: usize = 8;

/// Adds rows times weights to columns of `out`: `rows` have `depth` numbers each, and as many rows have the weights.
pub(super) fn add_product<T: Real>(
    out: &mut [T],
    out_at: Columns,
    rows: &[T],
    depth: usize,
    weights: &[T],
    weights_at: Columns,
    width: usize,
) {
    if depth == 0 || width == 0 {
        return;
    }
    let Columns { stride, start } = weights_at;
    for (outs, rows) in out.chunks_mut(TOGETHER * out_at.stride).zip(rows.chunks(TOGETHER * depth)) {
        for (first, weights) in (0..depth).step_by(4).zip(weights.chunks(4 * stride)) {
            let weight = |row: usize| &weights[row * stride + start..][..width];
            for (out, row) in outs.chunks_exact_mut(out_at.stride).zip(rows.chunks_exact(depth)) {
                let out = &mut out[out_at.start..][..width];
                match &row[first..depth.min(first + 4)] {
                    &[a, b, c, d] => {
                        let others = weight(1).iter().zip(weight(2)).zip(weight(3));
                        for ((out, &wa), ((&wb, &wc), &wd)) in out.iter_mut().zip(weight(0)).zip(others) {
                            *out = *out + ((a * wa + b * wb) + (c * wc + d * wd));
                        }
                    }
                    few => {
                        for (index, &number) in few.iter().enumerate() {
                            out.iter_mut().zip(weight(index)).for_each(|(out, &w)| *out = *out + number * w);
                        }
                    }
                }
            }
        }
    }
}

/// Products of inputs with weights that are computed at once.
const MAX_PROJECTED: usize = 1 << 22;

/// A function of a gate.
#[derive(Clone, Copy, PartialEq)]
enum Function {
    Affine,
    Elu,
    HardSigmoid,
    LeakyRelu,
    Relu,
    ScaledTanh,
    Sigmoid,
    Softplus,
    Softsign,
    Tanh,
    ThresholdedRelu,
}

/// The functions by their names in small letters, with their alpha and beta if they have them. Where a model gives
/// none, they are those of onnxruntime.
const FUNCTIONS: [(&str, Function, Option<f32>, Option<f32>); 11] = [
    ("affine", Function::Affine, Some(0.0), Some(0.0)),
    ("elu", Function::Elu, Some(1.0), None),
    ("hardsigmoid", Function::HardSigmoid, Some(0.2), Some(0.5)),
    ("leakyrelu", Function::LeakyRelu, Some(0.01), None),
    ("relu", Function::Relu, None, None),
    ("scaledtanh", Function::ScaledTanh, Some(0.0), Some(0.0)),
    ("sigmoid", Function::Sigmoid, None, None),
    ("softplus", Function::Softplus, None, None),
    ("softsign", Function::Softsign, None, None),
    ("tanh", Function::Tanh, None, None),
    ("thresholdedrelu", Function::ThresholdedRelu, Some(0.0), None),
];

/// A function of a gate with its parameters.
#[derive(Clone, Copy)]
struct Activation {
    function: Function,
    alpha: f64,
    beta: f64,
}

impl Activation {
    /// Limits numbers to ±`clip`, then replaces them by their function. NaN stays NaN, except where the text of the function
    /// says otherwise.
    fn apply<T: Real>(self, numbers: &mut [T], clip: Option<f32>) {
        if let Some(clip) = clip {
            let clip = T::of(clip.into());
            for number in numbers.iter_mut() {
                let lowered = if *number > clip { clip } else { *number };
                *number = if lowered < -clip { -clip } else { lowered };
            }
        }
        match self.function {
            Function::Sigmoid => numbers.iter_mut().for_each(|number| *number = number.sigmoid()),
            Function::Tanh => numbers.iter_mut().for_each(|number| *number = number.tanh()),
            _ => numbers.iter_mut().for_each(|number| *number = T::of(self.of((*number).into()))),
        }
    }

    fn of(self, x: f64) -> f64 {
        let Self { function, alpha, beta } = self;
        match function {
            Function::Affine => alpha * x + beta,
            Function::Elu if x < 0.0 => alpha * x.exp_m1(),
            Function::HardSigmoid => (alpha * x + beta).clamp(0.0, 1.0),
            Function::LeakyRelu if x < 0.0 => alpha * x,
            Function::Relu if x < 0.0 => 0.0,
            // "y = x for x > alpha": NaN is not.
            Function::ThresholdedRelu if x > alpha => x,
            Function::ThresholdedRelu => 0.0,
            Function::Elu | Function::LeakyRelu | Function::Relu => x,
            Function::ScaledTanh => alpha * (beta * x).tanh(),
            Function::Sigmoid => x.sigmoid(),
            // ln(1 + eˣ) without the power, which overflows in onnxruntime.
            Function::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
            Function::Softsign => x / (1.0 + x.abs()),
            Function::Tanh => x.tanh(),
        }
    }
}

/// Which operator it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rnn,
    Gru,
    Lstm,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Rnn => "RNN",
            Self::Gru => "GRU",
            Self::Lstm => "LSTM",
        }
    }

    /// How many gates it has.
    fn gates(self) -> usize {
        match self {
            Self::Rnn => 1,
            Self::Gru => 3,
            Self::Lstm => 4,
        }
    }

    /// The functions of its gates, if a model does not name others.
    fn functions(self) -> &'static [&'static str] {
        match self {
            Self::Rnn => &["tanh"],
            Self::Gru => &["sigmoid", "tanh"],
            Self::Lstm => &["sigmoid", "tanh", "tanh"],
        }
    }
}

/// A recurrent operator: all that it is but its numbers.
pub(super) struct Recurrent {
    kind: Kind,
    /// For each direction, whether it starts at the end.
    reverse: TVec<bool>,
    /// The functions of one direction after the other.
    activations: Vec<Activation>,
    clip: Option<f32>,
    /// Whether an LSTM forgets what it does not take in.
    input_forget: bool,
    /// Whether a GRU multiplies the state with the weights before it is reset.
    linear_before_reset: bool,
    length: usize,
    batch: usize,
    features: usize,
    hidden: usize,
}

/// The numbers that a recurrent operator reads. Those of a direction are together.
pub(super) struct Inputs<'i, T> {
    /// Steps × batch × features.
    pub x: &'i [T],
    /// For each direction, features × (gates × hidden).
    pub weights: &'i [T],
    /// For each direction, hidden × (gates × hidden).
    pub recurrence: &'i [T],
    /// For each direction, those of the weights, then those of the recurrence.
    pub bias: Option<&'i [T]>,
    /// The steps of each sequence.
    pub lengths: Option<&'i [usize]>,
    /// For each direction, batch × hidden.
    pub initial_h: Option<&'i [T]>,
    pub initial_c: Option<&'i [T]>,
    /// For each direction, those of the input, output and forget gates of an LSTM.
    pub peepholes: Option<&'i [T]>,
}

/// Where a recurrent operator writes.
pub(super) struct Outputs<'o, T> {
    /// Steps × directions × batch × hidden.
    pub y: &'o mut [T],
    /// Directions × batch × hidden.
    pub y_h: &'o mut [T],
    /// As `y_h`, of an LSTM; empty otherwise.
    pub y_c: &'o mut [T],
}

impl Recurrent {
    /// Reads the attributes of a node; `shape` is steps × batch × features.
    pub fn read(node: &Node<'_>, kind: Kind, shape: [usize; 3], hidden: usize) -> Wired<Self> {
        let attributes = node.attributes();
        let given = attributes.optional_int("hidden_size");
        let given = given.unwrap_or(hidden as i64);
        node.ensure(hidden > 0 && given == hidden as i64, || {
            format!("has the hidden_size {given}, and weights for {hidden}")
        })?;
        let reverse: TVec<bool> = match attributes.text("direction", "forward") {
            "bidirectional" => tvec![false, true],
            direction => tvec![direction == "reverse"],
        };
        let functions = kind.functions();
        let mut names = attributes.texts("activations");
        if names.is_empty() {
            names = functions.repeat(reverse.len());
        }
        // The default of RNN names one function more than one direction has.
        if kind == Kind::Rnn && reverse.len() == 1 && names.len() == 2 {
            names.truncate(1);
        }
        let count = functions.len() * reverse.len();
        node.ensure(names.len() == count, || format!("has {} activations instead of {count}", names.len()))?;
        let mut alphas = attributes.floats("activation_alpha").iter();
        let mut betas = attributes.floats("activation_beta").iter();
        let parameter = |default: Option<f32>, given: &mut std::slice::Iter<'_, f32>| {
            default.map_or(0.0, |default| f64::from(given.next().copied().unwrap_or(default)))
        };
        let activation = |name: &&str| -> Wired<Activation> {
            let found = FUNCTIONS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name));
            let &(_, function, alpha, beta) = found.ok_or_else(|| {
                let known: Vec<&str> = FUNCTIONS.iter().map(|&(known, ..)| known).collect();
                node.unsupported(&format!("has the activation {name:?}: export the model with one of {known:?}"))
            })?;
            Ok(Activation { function, alpha: parameter(alpha, &mut alphas), beta: parameter(beta, &mut betas) })
        };
        let activations = names.iter().map(activation).collect::<Wired<Vec<_>>>()?;
        // As in onnxruntime, whose GRU and LSTM have no infinite gates.
        let clip = if kind == Kind::Rnn { f32::INFINITY } else { f32::MAX };
        let clip = Some(attributes.float("clip", clip)).filter(|&clip| clip > 0.0 && clip.is_finite());
        let [length, batch, features] = shape;
        // What it computes for one step.
        volume(&[batch, kind.gates(), hidden])?;
        Ok(Self {
            kind,
            reverse,
            activations,
            clip,
            input_forget: attributes.flag("input_forget"),
            linear_before_reset: attributes.flag("linear_before_reset"),
            length,
            batch,
            features,
            hidden,
        })
    }

    /// How many directions it has.
    pub fn directions(&self) -> usize {
        self.reverse.len()
    }

    /// Computes the outputs.
    ///
    /// Errors: inputs or outputs that do not have as many numbers as they must, and sequences longer than the input.
    pub fn run<T: Real>(&self, inputs: &Inputs<'_, T>, outputs: &mut Outputs<'_, T>) -> TractResult<()> {
        let &Self { kind, length, batch, features, hidden, .. } = self;
        let (directions, columns, state) = (self.directions(), kind.gates() * hidden, batch * hidden);
        let has = |numbers: Option<&[T]>, count: usize| numbers.is_none_or(|numbers| numbers.len() == count);
        let fits = has(Some(inputs.x), length * batch * features)
            && has(Some(inputs.weights), directions * features * columns)
            && has(Some(inputs.recurrence), directions * hidden * columns)
            && has(inputs.bias, directions * 2 * columns)
            && has(inputs.initial_h, directions * state)
            && has(inputs.initial_c, directions * state)
            && has(inputs.peepholes, directions * 3 * hidden)
            && has(Some(outputs.y), length * directions * state)
            && has(Some(outputs.y_h), directions * state)
            && has(Some(outputs.y_c), if kind == Kind::Lstm { directions * state } else { 0 });
        ensure!(fits, "{} has inputs of other sizes than it expects", kind.name());
        let all = vec![length; batch];
        let lengths = inputs.lengths.unwrap_or(&all);
        ensure!(
            lengths.len() == batch && lengths.iter().all(|&steps| steps <= length),
            "{} has sequences that are longer than its input",
            kind.name()
        );
        if batch == 0 {
            return Ok(());
        }
        outputs.y.fill(T::default());
        for index in 0..directions {
            self.run_direction(index, inputs, lengths, outputs);
        }
        Ok(())
    }

    fn run_direction<T: Real>(
        &self,
        index: usize,
        inputs: &Inputs<'_, T>,
        lengths: &[usize],
        outputs: &mut Outputs<'_, T>,
    ) {
        let &Self { kind, batch, features, hidden, .. } = self;
        let (columns, state) = (kind.gates() * hidden, batch * hidden);
        let at = Columns { stride: columns, start: 0 };
        let part = |count: usize| index * count..(index + 1) * count;
        let weights = &inputs.weights[part(features * columns)];
        let recurrence = &inputs.recurrence[part(hidden * columns)];
        let bias = inputs.bias.map(|bias| bias[part(2 * columns)].split_at(columns));
        let fill = |rows: &mut [T], bias: Option<&[T]>| match bias {
            Some(bias) => rows.chunks_exact_mut(columns).for_each(|row| row.copy_from_slice(bias)),
            None => rows.fill(T::default()),
        };

        let initial = |numbers: Option<&[T]>| {
            numbers.map_or_else(|| vec![T::default(); state], |numbers| numbers[part(state)].to_vec())
        };
        let mut h = initial(inputs.initial_h);
        let mut c = initial(inputs.initial_c);
        let mut reset = vec![T::default(); if kind == Kind::Gru { state } else { 0 }];
        let mut gates = vec![T::default(); batch * columns];
        let peepholes = inputs.peepholes.map(|numbers| &numbers[part(3 * hidden)]);
        let functions = &self.activations[part(kind.functions().len())];
        let reset_first = kind == Kind::Gru && !self.linear_before_reset;
        let directions = self.directions();

        let longest = lengths.iter().copied().max().unwrap_or(0);
        let block = (MAX_PROJECTED / (batch * columns)).clamp(1, longest.max(1));
        let (mut reversed, mut projected) = (vec![], vec![]);
        for step in 0..longest {
            // The sequences that have this step, and where in time it is.
            let reverse = self.reverse[index];
            let active_at = move |step: usize| {
                lengths.iter().enumerate().filter_map(move |(sequence, &steps)| {
                    let time = if reverse { steps.checked_sub(step + 1)? } else { step };
                    (step < steps).then_some((sequence, time))
                })
            };
            let in_block = step % block;
            if in_block == 0 {
                // The products of the inputs of the next steps.
                let steps = block.min(longest - step);
                let x = if reverse {
                    reversed.resize(steps * batch * features, T::default());
                    for later in 0..steps {
                        for (sequence, time) in active_at(step + later) {
                            let row = &inputs.x[(time * batch + sequence) * features..][..features];
                            reversed[(later * batch + sequence) * features..][..features].copy_from_slice(row);
                        }
                    }
                    &reversed
                } else {
                    &inputs.x[step * batch * features..][..steps * batch * features]
                };
                projected.resize(steps * batch * columns, T::default());
                fill(&mut projected, bias.map(|(of_weights, _)| of_weights));
                in_parts(&mut projected, columns, features * columns, |row, part| {
                    add_product(part, at, &x[row * features..], features, weights, at, columns);
                });
            }
            let active = active_at(step);
            let rows = |sequence: usize| &projected[(in_block * batch + sequence) * columns..][..columns];
            fill(&mut gates, bias.map(|(_, of_recurrence)| of_recurrence));
            let width = if reset_first { 2 * hidden } else { columns };
            add_product(&mut gates, at, &h, hidden, recurrence, at, width);
            if kind == Kind::Gru {
                for (sequence, _) in active.clone() {
                    let row = &mut gates[sequence * columns..][..columns];
                    let x = rows(sequence);
                    let (early, candidate) = row.split_at_mut(2 * hidden);
                    add(early, x);
                    functions[0].apply(early, self.clip);
                    let r = &early[hidden..];
                    if reset_first {
                        let reset = reset[sequence * hidden..][..hidden].iter_mut();
                        let h = &h[sequence * hidden..][..hidden];
                        reset.zip(r).zip(h).for_each(|((reset, &r), &h)| *reset = r * h);
                    } else {
                        candidate.iter_mut().zip(r).for_each(|(candidate, &r)| *candidate = r * *candidate);
                    }
                }
                if reset_first {
                    let last = Columns { stride: columns, start: 2 * hidden };
                    add_product(&mut gates, last, &reset, hidden, recurrence, last, hidden);
                }
            }
            for (sequence, time) in active {
                let row = &mut gates[sequence * columns..][..columns];
                let x = rows(sequence);
                let h = &mut h[sequence * hidden..][..hidden];
                match kind {
                    Kind::Rnn => {
                        add(row, x);
                        functions[0].apply(row, self.clip);
                        h.copy_from_slice(row);
                    }
                    Kind::Gru => {
                        let (z, candidate) = row.split_at_mut(2 * hidden);
                        add(candidate, &x[2 * hidden..]);
                        functions[1].apply(candidate, self.clip);
                        for ((h, &z), &candidate) in h.iter_mut().zip(&*z).zip(&*candidate) {
                            *h = (T::of(1.0) - z) * candidate + z * *h;
                        }
                    }
                    Kind::Lstm => {
                        add(row, x);
                        self.lstm_step(row, functions, peepholes, h, &mut c[sequence * hidden..][..hidden]);
                    }
                }
                let place = ((time * directions + index) * batch + sequence) * hidden;
                outputs.y[place..][..hidden].copy_from_slice(h);
            }
        }

        // As in onnxruntime, a sequence without steps ends with zeros.
        for (sequence, _) in lengths.iter().enumerate().filter(|(_, steps)| **steps == 0) {
            h[sequence * hidden..][..hidden].fill(T::default());
            c[sequence * hidden..][..hidden].fill(T::default());
        }
        outputs.y_h[part(state)].copy_from_slice(&h);
        if kind == Kind::Lstm {
            outputs.y_c[part(state)].copy_from_slice(&c);
        }
    }

    /// One step of one sequence: `row` has what the input, output, forget and cell gates get.
    fn lstm_step<T: Real>(
        &self,
        row: &mut [T],
        functions: &[Activation],
        peepholes: Option<&[T]>,
        h: &mut [T],
        c: &mut [T],
    ) {
        let hidden = self.hidden;
        let (input, rest) = row.split_at_mut(hidden);
        let (output, rest) = rest.split_at_mut(hidden);
        let (forget, cell) = rest.split_at_mut(hidden);
        let peep = |gate: &mut [T], index: usize, c: &[T]| {
            if let Some(weights) = peepholes {
                let weights = &weights[index * hidden..][..hidden];
                gate.iter_mut().zip(weights).zip(c).for_each(|((gate, &weight), &c)| *gate = *gate + weight * c);
            }
        };
        peep(input, 0, c);
        functions[0].apply(input, self.clip);
        if self.input_forget {
            forget.iter_mut().zip(&*input).for_each(|(forget, &input)| *forget = T::of(1.0) - input);
        } else {
            peep(forget, 2, c);
            functions[0].apply(forget, self.clip);
        }
        functions[1].apply(cell, self.clip);
        for (((c, &forget), &input), &cell) in c.iter_mut().zip(&*forget).zip(&*input).zip(&*cell) {
            *c = forget * *c + input * cell;
        }
        peep(output, 1, c);
        functions[0].apply(output, self.clip);
        h.copy_from_slice(c);
        functions[2].apply(h, None);
        h.iter_mut().zip(&*output).for_each(|(h, &output)| *h = output * *h);
    }
}

fn add<T: Real>(to: &mut [T], from: &[T]) {
    to.iter_mut().zip(from).for_each(|(to, &from)| *to = *to + from);
}

/// Wires a recurrent operator: its inputs are X, W, R, B, sequence_lens, initial_h, initial_c and P.
fn recurrent(node: &mut Node<'_>, kind: Kind) -> Wired<TVec<Value>> {
    let batch_first = node.attributes().flag("layout");
    let (mut x, w, r) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let number = node.kind(x);
    let single = f32::datum_type();
    node.ensure(number == single || number == f64::datum_type(), || {
        format!("has an input of {number:?}: f32 or f64 is expected")
    })?;
    let (of_x, of_r) = (node.shape(x), node.shape(r));
    let (&[_, _, features], &[_, _, hidden]) = (&of_x[..], &of_r[..]) else {
        return Err(node.invalid(&format!("has inputs X and R of {of_x:?} and {of_r:?}: three axes are expected")));
    };
    if batch_first {
        x = node.transpose(x, &[1, 0, 2])?;
    }
    let of_x = node.shape(x);
    let (length, batch) = (of_x[0], of_x[1]);
    let operator = Recurrent::read(node, kind, [length, batch, features], hidden)?;
    let (directions, columns) = (operator.directions(), kind.gates() * hidden);
    let of_state = if batch_first { [batch, directions, hidden] } else { [directions, batch, hidden] };
    let expected: [(usize, &[usize]); 7] = [
        (1, &[directions, columns, features]),
        (2, &[directions, columns, hidden]),
        (3, &[directions, 2 * columns]),
        (4, &[batch]),
        (5, &of_state),
        (6, &of_state),
        (7, &[directions, 3 * hidden]),
    ];
    for (index, shape) in expected {
        if let Some(value) = node.optional(index) {
            let found = node.shape(value);
            node.ensure(*found == *shape, || format!("has an input {index} of {found:?}: {shape:?} is expected"))?;
            let found = node.kind(value);
            let fits = if index == 4 { found.is_integer() } else { found == number };
            node.ensure(fits, || format!("has an input {index} of {found:?} beside X of {number:?}"))?;
        }
    }
    let mut inputs = tvec![x, node.transpose(w, &[0, 2, 1])?, node.transpose(r, &[0, 2, 1])?];
    // Where among the inputs the optional ones are.
    let mut places = [None; 5];
    for (place, index) in places.iter_mut().zip(3..) {
        if let Some(mut value) = node.optional(index) {
            if batch_first && (5..=6).contains(&index) {
                value = node.transpose(value, &[1, 0, 2])?;
            }
            *place = Some(inputs.len());
            inputs.push(value);
        }
    }
    let states = if kind == Kind::Lstm { 2 } else { 1 };
    let mut outputs: TVec<(DatumType, TVec<usize>)> = tvec![(number, tvec![length, directions, batch, hidden])];
    outputs.extend((0..states).map(|_| (number, tvec![directions, batch, hidden])));
    let (part, shapes) = (describe(node.proto), outputs.clone());
    let run = move |inputs: &[TValue]| match number == single {
        true => run_on_tensors::<f32>(&operator, &part, inputs, &places, &shapes),
        false => run_on_tensors::<f64>(&operator, &part, inputs, &places, &shapes),
    };
    let mut outputs = node.compute_all(kind.name(), &inputs, outputs, run)?;
    if batch_first {
        for (index, output) in outputs.iter_mut().enumerate() {
            *output = node.transpose(*output, if index == 0 { &[2, 0, 1, 3] } else { &[1, 0, 2] })?;
        }
    }
    Ok(outputs)
}

fn run_on_tensors<T: Real>(
    operator: &Recurrent,
    part: &str,
    inputs: &[TValue],
    places: &[Option<usize>; 5],
    shapes: &[(DatumType, TVec<usize>)],
) -> TractResult<TVec<Tensor>> {
    let optional = |index: usize| places[index].and_then(|place| inputs.get(place));
    let slice = |index: usize| optional(index).map(|tensor| numbers::<T>(tensor)).transpose();
    let longest = operator.length;
    let checked = |steps: i64| {
        usize::try_from(steps).ok().filter(|&steps| steps <= longest).ok_or_else(|| {
            invalid(part, format!("has a sequence_lens that is negative or more than the {longest} steps of its input"))
        })
    };
    let lengths = optional(1).map(|tensor| integers(tensor)).transpose()?;
    let lengths = lengths.map(|all| all.into_iter().map(checked).collect::<penchant_base::Result<Vec<usize>>>());
    let lengths = lengths.transpose()?;
    let mut tensors =
        shapes.iter().map(|(kind, shape)| Tensor::zero_dt(*kind, shape)).collect::<TractResult<TVec<_>>>()?;
    let [y, states @ ..] = &mut tensors[..] else { bail!("no outputs") };
    let [y_h, y_c @ ..] = states else { bail!("no state") };
    let (mut y, mut y_h) = (y.try_as_plain_ram_mut()?, y_h.try_as_plain_ram_mut()?);
    let mut y_c = y_c.first_mut().map(|tensor| tensor.try_as_plain_ram_mut()).transpose()?;
    let inputs = Inputs {
        x: numbers::<T>(&inputs[0])?,
        weights: numbers::<T>(&inputs[1])?,
        recurrence: numbers::<T>(&inputs[2])?,
        bias: slice(0)?,
        lengths: lengths.as_deref(),
        initial_h: slice(2)?,
        initial_c: slice(3)?,
        peepholes: slice(4)?,
    };
    let mut outputs = Outputs {
        y: y.as_slice_mut::<T>()?,
        y_h: y_h.as_slice_mut::<T>()?,
        y_c: y_c.as_mut().map(|view| view.as_slice_mut::<T>()).transpose()?.unwrap_or_default(),
    };
    operator.run(&inputs, &mut outputs)?;
    Ok(tensors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softplus_does_not_overflow() {
        let mut numbers = [1000.0f32, -1000.0];
        Activation { function: Function::Softplus, alpha: 0.0, beta: 0.0 }.apply(&mut numbers, None);
        assert_eq!(numbers, [1000.0, 0.0]);
    }

    #[test]
    fn nan_stays_nan_except_below_a_threshold() {
        for (name, function, ..) in FUNCTIONS {
            let mut numbers = [f32::NAN];
            Activation { function, alpha: 0.5, beta: 0.5 }.apply(&mut numbers, Some(2.0));
            assert_eq!(numbers[0].is_nan(), name != "thresholdedrelu", "{name}: {}", numbers[0]);
        }
    }
}
