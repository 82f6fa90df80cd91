//! A window that moves over an image: kernel, strides, dilations and pads of convolutions and pools, one for each
//! spatial axis, and the shape of what it makes.

use super::node::{Node, Wired};
use penchant_base::limits::MAX_KERNEL_SIDE;
use tract_onnx::tract_core::internal::*;

/// One spatial axis of a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    /// How long the input is.
    pub input: usize,
    pub kernel: usize,
    pub stride: usize,
    pub dilation: usize,
    pub before: usize,
    pub after: usize,
    /// How often the window fits.
    pub output: usize,
}

impl Side {
    /// How far the window reaches.
    pub fn reach(&self) -> usize {
        (self.kernel - 1) * self.dilation + 1
    }
}

/// One number for each spatial axis, or `default` for all.
pub(super) fn list(node: &Node<'_>, name: &str, sides: usize, default: usize) -> Wired<TVec<usize>> {
    match node.attributes().ints(name).filter(|numbers| !numbers.is_empty()) {
        Some(numbers) => {
            node.ensure(numbers.len() == sides, || {
                let count = numbers.len();
                format!("has {count} numbers as its {name}, but its input has {sides} spatial dimensions")
            })?;
            Ok(numbers.iter().map(|&number| number as usize).collect())
        }
        None => Ok(tvec![default; sides]),
    }
}

/// The sides of a window over spatial axes of these lengths. Partial windows at the end count with `ceil`.
pub(super) fn sides(node: &Node<'_>, input: &[usize], kernel: &[usize], ceil: bool) -> Wired<Vec<Side>> {
    let count = input.len();
    node.ensure(count > 0 && kernel.len() == count, || {
        format!("has a kernel of {} dimensions, but its input has {count} spatial dimensions", kernel.len())
    })?;
    let (strides, dilations) = (list(node, "strides", count, 1)?, list(node, "dilations", count, 1)?);
    let pads = list(node, "pads", 2 * count, 0)?;
    let auto = node.attributes().text("auto_pad", "NOTSET");
    let mut result = Vec::with_capacity(count);
    for axis in 0..count {
        let mut side = Side {
            input: input[axis],
            kernel: kernel[axis],
            stride: strides[axis],
            dilation: dilations[axis],
            before: 0,
            after: 0,
            output: 0,
        };
        let range = 1..=MAX_KERNEL_SIDE as usize;
        let fits = [side.kernel, side.stride, side.dilation].iter().all(|number| range.contains(number));
        node.ensure(fits, || format!("has a kernel, a stride or a dilation that is not from 1 to {MAX_KERNEL_SIDE}"))?;
        match auto {
            "SAME_UPPER" | "SAME_LOWER" => {
                side.output = side.input.div_ceil(side.stride);
                let needed = side.output.saturating_sub(1) * side.stride + side.reach();
                let total = needed.saturating_sub(side.input);
                (side.before, side.after) = (total / 2, total - total / 2);
                if auto == "SAME_LOWER" {
                    (side.before, side.after) = (side.after, side.before);
                }
            }
            _ => {
                if auto == "NOTSET" {
                    (side.before, side.after) = (pads[axis], pads[count + axis]);
                }
                let padded = side.input + side.before + side.after;
                // A kernel that does not fit makes one partial window, if it is not too far too large.
                let partial = ceil && padded + side.stride > side.reach();
                let room = padded.checked_sub(side.reach()).or(partial.then_some(0));
                let Some(room) = room else {
                    return Err(node.invalid(&format!(
                        "has a kernel that reaches over {} pixels of an input that has {} with its pads",
                        side.reach(),
                        side.input + side.before + side.after
                    )));
                };
                side.output = 1 + if ceil { room.div_ceil(side.stride) } else { room / side.stride };
                // A last window that begins in the padding after the input is left out.
                if ceil && (side.output - 1) * side.stride >= side.input + side.before {
                    side.output -= 1;
                }
            }
        }
        result.push(side);
    }
    Ok(result)
}

/// The positions of windows, and in each those of its taps that lie in the input.
pub(super) struct Walk {
    sides: Vec<Side>,
}

impl Walk {
    pub fn new(sides: &[Side]) -> Self {
        Self { sides: sides.to_vec() }
    }

    /// How many windows there are.
    pub fn windows(&self) -> usize {
        self.sides.iter().map(|side| side.output).product()
    }

    /// Calls `visit` with the place in the input and the index in the kernel of each tap of a window that lies in the
    /// input, in their order.
    pub fn taps(&self, window: usize, mut visit: impl FnMut(usize, usize)) {
        let count = self.sides.len();
        let mut first = [0isize; 16];
        let mut rest = window;
        for axis in (0..count).rev() {
            let side = &self.sides[axis];
            first[axis] = (rest % side.output * side.stride) as isize - side.before as isize;
            rest /= side.output;
        }
        let taps: usize = self.sides.iter().map(|side| side.kernel).product();
        for tap in 0..taps {
            let (mut rest, mut place, mut size, mut inside) = (tap, 0usize, 1usize, true);
            for axis in (0..count).rev() {
                let side = &self.sides[axis];
                let at = first[axis] + (rest % side.kernel * side.dilation) as isize;
                rest /= side.kernel;
                match usize::try_from(at).ok().filter(|&at| at < side.input) {
                    Some(at) => place += at * size,
                    None => inside = false,
                }
                size *= side.input;
            }
            if inside {
                visit(place, tap);
            }
        }
    }

    /// How many taps of a window lie in the input or its padding.
    pub fn padded_taps(&self, window: usize) -> usize {
        let mut rest = window;
        let mut taps = 1;
        for side in self.sides.iter().rev() {
            let first = rest % side.output * side.stride;
            rest /= side.output;
            let end = side.input + side.before + side.after;
            taps *= (0..side.kernel).filter(|tap| first + tap * side.dilation < end).count();
        }
        taps
    }
}
