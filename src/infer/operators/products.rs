//! Products of matrices and tensors.

use super::arithmetic::{add, mul};
use super::attributes::{flag, float, text};
use super::copying::doubles;
use super::entry::{MANY, Operator, wire};
use super::node::{Node, Value, Wired};
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::einsum::EinSum;

pub(super) const OPERATORS: &[Operator] = &[
    wire("Det", 1..=1, &[], determinant),
    wire("Einsum", 1..=MANY, &[text("equation")], einsum),
    wire("Gemm", 2..=3, &[flag("transA"), flag("transB"), float("alpha"), float("beta"), flag("broadcast")], gemm),
    wire("MatMul", 2..=2, &[], |node| {
        let (a, b) = (node.input(0)?, node.input(1)?);
        Ok(tvec![matmul(node, a, b)?])
    }),
];

/// Adds a product that letters describe, one for each axis.
pub(super) fn product(node: &mut Node<'_>, equation: &str, inputs: &[Value]) -> Wired<Value> {
    let kind = node.kind(inputs[0]);
    node.add(EinSum::new(equation.parse()?, kind), inputs)
}

/// The product of matrices along the last two axes; those before broadcast. A tensor of one axis is a row on the left
/// and a column on the right.
pub(super) fn matmul(node: &mut Node<'_>, a: Value, b: Value) -> Wired<Value> {
    let (mut left, mut right) = (node.shape(a), node.shape(b));
    let kinds = [node.kind(a), node.kind(b)];
    node.ensure(kinds[0] == kinds[1], || format!("multiplies {:?} with {:?}", kinds[0], kinds[1]))?;
    node.ensure(!left.is_empty() && !right.is_empty(), || {
        format!("multiplies tensors of {left:?} and {right:?}: its input has 0 axes: expected at least 1")
    })?;
    let (row, column) = (left.len() == 1, right.len() == 1);
    if row {
        left.insert(0, 1);
    }
    if column {
        right.push(1);
    }
    let fits = left[left.len() - 1] == right[right.len() - 2];
    node.ensure(fits, || format!("multiplies tensors of {left:?} and {right:?}, whose inner lengths differ"))?;
    let (m, k, n) = (left[left.len() - 2], left[left.len() - 1], right[right.len() - 1]);
    let outer = [left[..left.len() - 2].into(), right[..right.len() - 2].into()];
    let Some(outer) = super::node::broadcast(&outer) else {
        return Err(node.invalid(&format!("multiplies tensors of {left:?} and {right:?}, which do not broadcast")));
    };
    let (a, b) = (node.reshape(a, &left)?, node.reshape(b, &right)?);
    let mut shape: TVec<usize> = outer.clone();
    shape.extend([m, n]);
    let value = if m * n * k == 0 || outer.contains(&0) {
        let zero = node.scalar_like(0.0, a)?;
        node.expand(zero, &shape)?
    } else if m == 1 && n == 1 {
        // Not as tract's product: with a result of one number it fails when it takes reshapes into it.
        let depth: TVec<usize> = right[..right.len() - 1].into();
        let (mut of_a, mut of_b): (TVec<usize>, TVec<usize>) =
            (left[..left.len() - 2].into(), depth[..depth.len() - 1].into());
        of_a.push(k);
        of_b.push(k);
        let (a, b) = (node.reshape(a, &of_a)?, node.reshape(b, &of_b)?);
        let products = mul(node, a, b)?;
        let axis = node.rank(products) - 1;
        let sums = super::reductions::sum(node, products, &[axis])?;
        node.reshape(sums, &shape)?
    } else if right[..right.len() - 2].iter().all(|&length| length == 1) {
        // Rows times one matrix, which our kernels multiply fastest.
        let b = node.reshape(b, &[k, n])?;
        let letters: String = ('a'..).filter(|letter| !"kmn".contains(*letter)).take(left.len() - 2).collect();
        let product = product(node, &format!("{letters}mk,kn->{letters}mn"), &[a, b])?;
        node.reshape(product, &shape)?
    } else {
        let rank = outer.len() + 2;
        let (a, b) = (node.with_rank(a, rank)?, node.with_rank(b, rank)?);
        // Axes of length one are repeated by the product itself unless both sides have to be.
        let mut letters = String::new();
        let mut of_left = String::new();
        let mut of_right = String::new();
        let (left, right) = (node.shape(a), node.shape(b));
        let (mut a_axes, mut b_axes) = (tvec![], tvec![]);
        for (axis, letter) in ('a'..).filter(|letter| !"kmn".contains(*letter)).take(outer.len()).enumerate() {
            letters.push(letter);
            if left[axis] == outer[axis] {
                of_left.push(letter);
                a_axes.push(left[axis]);
            }
            if right[axis] == outer[axis] {
                of_right.push(letter);
                b_axes.push(right[axis]);
            }
        }
        a_axes.extend([m, k]);
        b_axes.extend([k, n]);
        let (a, b) = (node.reshape(a, &a_axes)?, node.reshape(b, &b_axes)?);
        product(node, &format!("{of_left}mk,{of_right}kn->{letters}mn"), &[a, b])?
    };
    let mut result = shape;
    if column {
        result.pop();
    }
    if row {
        result.remove(outer.len());
    }
    node.reshape(value, &result)
}

/// αAB + βC, where A and B may be transposed and C broadcasts.
fn gemm(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (a, b) = (node.input(0)?, node.input(1)?);
    let attributes = node.attributes();
    let (left, right) = (node.shape(a), node.shape(b));
    let both = left.len() == 2 && right.len() == 2;
    node.ensure(both, || format!("multiplies tensors of {left:?} and {right:?}: matrices are expected"))?;
    let kinds = [node.kind(a), node.kind(b)];
    node.ensure(kinds[0] == kinds[1], || format!("multiplies {:?} with {:?}", kinds[0], kinds[1]))?;
    let (turned_a, turned_b) = (attributes.flag("transA"), attributes.flag("transB"));
    let (m, k) = if turned_a { (left[1], left[0]) } else { (left[0], left[1]) };
    let (depth, n) = if turned_b { (right[1], right[0]) } else { (right[0], right[1]) };
    node.ensure(k == depth, || format!("multiplies tensors of {left:?} and {right:?}, whose inner lengths differ"))?;
    let mut value = if m * n * k == 0 {
        let zero = node.scalar_like(0.0, a)?;
        node.expand(zero, &[m, n])?
    } else {
        let (of_a, of_b) = (if turned_a { "km" } else { "mk" }, if turned_b { "nk" } else { "kn" });
        product(node, &format!("{of_a},{of_b}->mn"), &[a, b])?
    };
    let alpha = attributes.float("alpha", 1.0);
    if alpha != 1.0 {
        let alpha = node.scalar_like(f64::from(alpha), value)?;
        value = mul(node, value, alpha)?;
    }
    let beta = attributes.float("beta", 1.0);
    if let Some(c) = node.optional(2).filter(|_| beta != 0.0) {
        let shape = node.shape(c);
        let broadcast = super::node::broadcast(&[shape.clone(), tvec![m, n]]);
        node.ensure(broadcast == Some(tvec![m, n]), || format!("adds a tensor of {shape:?} to one of [{m}, {n}]"))?;
        let c = match beta == 1.0 {
            true => c,
            false => {
                let beta = node.scalar_like(f64::from(beta), c)?;
                mul(node, c, beta)?
            }
        };
        value = add(node, value, c)?;
    }
    Ok(tvec![value])
}

/// Sums of products over the axes whose letters the result does not have. Letters that are in one term several times
/// are its diagonal.
fn einsum(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let inputs = node.inputs();
    let equation: String = node.attributes().text("equation", "").chars().filter(|it| !it.is_whitespace()).collect();
    let legal = equation.chars().all(|it| it.is_ascii_alphabetic() || ",.->".contains(it));
    node.ensure(legal, || "has an equation with characters other than letters, commas, dots and an arrow".into())?;
    let (left, right) = equation.split_once("->").map_or((&*equation, None), |(left, right)| (left, Some(right)));
    let terms: Vec<&str> = left.split(',').collect();
    node.ensure(terms.len() == inputs.len(), || {
        format!("has an equation of {} terms for {} inputs", terms.len(), inputs.len())
    })?;
    // The axes that dots stand for get signs of their own, from the last one on.
    let mut dots = 0;
    let mut labels: Vec<Vec<char>> = Vec::new();
    const DOTS: &str = "0123456789!#$%&*";
    for (term, &input) in terms.iter().zip(&inputs) {
        let rank = node.rank(input);
        let letters = term.replace("...", "");
        let count = match term.contains("...") {
            true => rank.checked_sub(letters.len()),
            false => (rank == letters.len()).then_some(0),
        };
        let Some(count) = count.filter(|_| !letters.contains('.')) else {
            return Err(node.invalid(&format!("has the term {term:?} for an input of {rank} axes")));
        };
        dots = dots.max(count);
        let all: String = DOTS.chars().take(count).collect::<Vec<_>>().into_iter().rev().collect();
        labels.push(term.replacen("...", &all, 1).chars().collect());
    }
    let of_dots: String = DOTS.chars().take(dots).collect::<Vec<_>>().into_iter().rev().collect();
    let result: Vec<char> = match right {
        Some(right) => right.replacen("...", &of_dots, 1).chars().collect(),
        None => {
            let mut once: Vec<char> = labels.concat();
            once.sort_unstable();
            let all = once.clone();
            once.retain(|letter| all.iter().filter(|it| *it == letter).count() == 1 && letter.is_ascii_alphabetic());
            of_dots.chars().chain(once).collect()
        }
    };
    let mut lengths: HashMap<char, usize> = HashMap::new();
    let mut values = Vec::new();
    for (term, &input) in labels.iter_mut().zip(&inputs) {
        let mut value = input;
        // Diagonals first.
        let mut index = 0;
        while index < term.len() {
            match term[..index].iter().position(|letter| *letter == term[index]) {
                Some(first) => {
                    value = diagonal(node, value, first, index)?;
                    term.remove(index);
                }
                None => index += 1,
            }
        }
        for (&letter, &length) in term.iter().zip(&node.shape(value)) {
            let known = lengths.entry(letter).or_insert(length);
            if *known == 1 {
                *known = length;
            }
            let known = *known;
            node.ensure(length == known || length == 1, || {
                format!("has the letter {letter:?} for axes of {known} and {length} elements")
            })?;
        }
        values.push(value);
    }
    let missing =
        result.iter().enumerate().any(|(index, it)| !lengths.contains_key(it) || result[..index].contains(it));
    node.ensure(!missing, || "has a result with a letter that no term has, or with one twice".into())?;
    let mut value = values[0];
    let mut term = labels[0].clone();
    for index in 1..=values.len() {
        let last = index == values.len();
        // What is still needed after this product.
        let needed =
            |letter: &char| result.contains(letter) || labels.iter().skip(index + 1).any(|it| it.contains(letter));
        if last {
            break;
        }
        let other = labels[index].clone();
        let kept: Vec<char> = term.iter().chain(other.iter().filter(|it| !term.contains(it))).copied().collect();
        let kept: Vec<char> = kept.into_iter().filter(|it| needed(it)).collect();
        value = contract(node, value, &term, values[index], &other, &kept)?;
        term = kept;
    }
    // Sums over the letters that are left, and the order of the result.
    let over: TVec<usize> = (0..term.len()).filter(|&axis| !result.contains(&term[axis])).collect();
    if !over.is_empty() {
        value = super::reductions::sum(node, value, &over)?;
        let shape: Vec<usize> =
            node.shape(value).iter().enumerate().filter(|(axis, _)| !over.contains(axis)).map(|it| *it.1).collect();
        value = node.reshape(value, &shape)?;
        term.retain(|letter| result.contains(letter));
    }
    let perm: Vec<usize> = result.iter().filter_map(|letter| term.iter().position(|it| it == letter)).collect();
    let value = node.transpose(value, &perm)?;
    Ok(tvec![value])
}

/// The numbers whose indices along two axes are the same; the second axis is gone.
fn diagonal(node: &mut Node<'_>, value: Value, first: usize, second: usize) -> Wired<Value> {
    let from = node.shape(value);
    node.ensure(from[first] == from[second], || format!("takes a diagonal of a tensor of {from:?}"))?;
    let mut shape = from.clone();
    shape.remove(second);
    let kind = node.kind(value);
    node.compute("Diagonal", &[value], kind, &shape.clone(), move |inputs| {
        let mut each = super::copying::strides(&from);
        each[first] += each[second];
        each.remove(second);
        super::copying::pick(&inputs[0], &shape, super::copying::steps(&each, &shape))
    })
}

/// The product of two tensors: a batch of products of matrices.
fn contract(
    node: &mut Node<'_>,
    one: Value,
    left: &[char],
    other: Value,
    right: &[char],
    kept: &[char],
) -> Wired<Value> {
    let length = |shape: &[usize], term: &[char], letter: &char| {
        term.iter().position(|it| it == letter).map_or(1, |axis| shape[axis])
    };
    let (a, b) = (node.shape(one), node.shape(other));
    // The longer one is not meant: an axis of length one is repeated, or not at all for one of length zero.
    let of = |letter: &char| match length(&a, left, letter) {
        1 => length(&b, right, letter),
        length => length,
    };
    let kinds = |in_left: bool, in_right: bool, in_kept: bool| -> Vec<char> {
        let all = left.iter().chain(right.iter().filter(|it| !left.contains(it)));
        let chosen =
            all.filter(|it| (left.contains(it), right.contains(it), kept.contains(it)) == (in_left, in_right, in_kept));
        chosen.copied().collect()
    };
    // Letters of one side that are not kept are summed first.
    let mut sides = [(one, left.to_vec()), (other, right.to_vec())];
    for (value, term) in &mut sides {
        let own = if *value == one { kinds(true, false, false) } else { kinds(false, true, false) };
        let over: TVec<usize> = (0..term.len()).filter(|&axis| own.contains(&term[axis])).collect();
        if !over.is_empty() {
            *value = super::reductions::sum(node, *value, &over)?;
            term.retain(|letter| !own.contains(letter));
            let shape: Vec<usize> = node
                .shape(*value)
                .iter()
                .enumerate()
                .filter(|(axis, _)| !over.contains(axis))
                .map(|it| *it.1)
                .collect();
            *value = node.reshape(*value, &shape)?;
        }
    }
    let (batch, rows, columns, depth) =
        (kinds(true, true, true), kinds(true, false, true), kinds(false, true, true), kinds(true, true, false));
    let mut arranged = Vec::new();
    for ((value, term), order) in sides.into_iter().zip([[&batch, &rows, &depth], [&batch, &depth, &columns]]) {
        let perm: Vec<usize> = order
            .iter()
            .flat_map(|it| it.iter())
            .filter_map(|letter| term.iter().position(|it| it == letter))
            .collect();
        let value = node.transpose(value, &perm)?;
        // Axes of length one that the other side has longer are repeated.
        let full: Vec<usize> = order[0].iter().chain(order[1]).chain(order[2]).map(of).collect();
        let value = node.expand(value, &full)?;
        let sizes = order.map(|letters| letters.iter().map(of).product::<usize>());
        arranged.push(node.reshape(value, &sizes)?);
    }
    let product = matmul(node, arranged[0], arranged[1])?;
    let order: Vec<char> = [batch, rows, columns].concat();
    let shape: Vec<usize> = order.iter().map(of).collect();
    let product = node.reshape(product, &shape)?;
    let perm: Vec<usize> = kept.iter().filter_map(|letter| order.iter().position(|it| it == letter)).collect();
    node.transpose(product, &perm)
}

/// By elimination with the largest pivot of each column.
fn determinant(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let square = shape.len() >= 2 && shape[shape.len() - 1] == shape[shape.len() - 2];
    node.ensure(square, || format!("has a tensor of {shape:?}: square matrices are expected"))?;
    let (outer, side) = (shape[..shape.len() - 2].to_vec(), shape[shape.len() - 1]);
    let kind = node.kind(x);
    let value = node.compute("Det", &[x], kind, &outer.clone(), move |inputs| {
        let mut numbers = doubles(&inputs[0])?;
        let count = outer.iter().product::<usize>();
        let mut results = vec![1f64; count];
        for (result, matrix) in results.iter_mut().zip(numbers.chunks_exact_mut((side * side).max(1))) {
            for column in 0..side {
                let pivot = (column..side)
                    .max_by(|&a, &b| matrix[a * side + column].abs().total_cmp(&matrix[b * side + column].abs()));
                let pivot = pivot.unwrap_or(column);
                let number = matrix[pivot * side + column];
                if pivot != column {
                    (0..side).for_each(|k| matrix.swap(pivot * side + k, column * side + k));
                    *result = -*result;
                }
                *result *= number;
                if number == 0.0 {
                    break;
                }
                for row in column + 1..side {
                    let factor = matrix[row * side + column] / number;
                    (column..side).for_each(|k| matrix[row * side + k] -= factor * matrix[column * side + k]);
                }
            }
        }
        Ok(Tensor::from_shape(&outer, &results)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![value])
}
