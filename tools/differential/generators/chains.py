"""Chains of operators as networks have them: this is where rewrites of the graph lose something."""

import numpy as np
from maker import Maker

UNARY = [
    "Relu",
    "Sigmoid",
    "Tanh",
    "Neg",
    "Abs",
    "Exp",
    "Sqrt",
    "HardSwish",
    "LeakyRelu",
    "Softplus",
    "Identity",
    "Elu",
    "Erf",
    "Floor",
    "Reciprocal",
]


def constant_for(m: Maker, value: str) -> str:
    """A constant that broadcasts with a value without making it larger."""
    shape = list(m.values[value].shape)
    for axis in range(len(shape)):
        if m.chance(0.6):
            shape[axis] = 1
    if m.chance(0.3):
        shape = shape[m.int(0, len(shape)) :]
    return m.weight(m.array(shape))


def binary_with_constant(m: Maker, value: str) -> str:
    operands = [value, constant_for(m, value)]
    m.random.shuffle(operands)
    return m.op(m.choice(["Add", "Sub", "Mul", "Div", "Max", "Min", "Sub"]), operands)


def clip(m: Maker, value: str) -> str:
    if m.opset < 11:
        return m.op("Clip", [value], **m.some(0.7, min=-0.5, max=1.0))
    bounds = [m.weight(np.float32(bound)) if m.chance(0.7) else "" for bound in (-0.5, 1.0)]
    return m.op("Clip", [value, *bounds])


def strided_slice(m: Maker, value: str) -> str:
    array = m.values[value]
    axis = m.int(0, array.ndim - 1)
    start = m.int(0, max(array.shape[axis] - 1, 0))
    step = m.choice([1, 2, 2, 3, -1])
    end = 2**31 - 1 if step > 0 else -(2**31)
    if m.chance(0.3) and step > 0:
        end = m.int(start + 1, array.shape[axis])
    if m.opset < 10:
        return m.op(
            "Slice", [value], starts=[start], ends=[end if step > 0 else 2**31 - 1], axes=[axis]
        )
    start = array.shape[axis] - 1 if step < 0 else start
    return m.op("Slice", [value, *(m.ints([number]) for number in (start, end, axis, step))])


def softmax(m: Maker, value: str) -> str:
    return m.op(
        m.choice(["Softmax", "LogSoftmax"]), [value], axis=m.int(0, m.values[value].ndim - 1)
    )


def transpose(m: Maker, value: str) -> str:
    rank = m.values[value].ndim
    return m.op("Transpose", [value], perm=m.random.sample(range(rank), rank))


def reshape(m: Maker, value: str) -> str:
    shape = list(m.values[value].shape)
    if len(shape) > 2 and m.chance(0.5):
        shape[1:3] = [shape[1] * shape[2]]
    else:
        split = m.int(0, len(shape) - 1)
        factor = next((f for f in (2, 3, 5) if shape[split] % f == 0), 1)
        shape[split : split + 1] = [shape[split] // factor, factor]
    return m.op("Reshape", [value, m.ints(shape)])


def reduce(m: Maker, value: str) -> str:
    rank = m.values[value].ndim
    axes = m.random.sample(range(rank), m.int(1, rank))
    operator = m.choice(["ReduceMean", "ReduceSum", "ReduceMax"])
    if np.isnan(m.values[value]).any():
        # Whether NaN is the largest number depends on the shape in onnxruntime.
        operator = "ReduceSum"
    if m.opset >= (13 if operator == "ReduceSum" else 18):
        return m.op(operator, [value, m.ints(axes)], keepdims=1)
    return m.op(operator, [value], axes=axes, keepdims=1)


def convolve(m: Maker, value: str) -> str:
    array = m.values[value]
    if array.ndim not in (3, 4):
        raise_shape = m.op("Identity", [value])
        return raise_shape
    channels, sides = array.shape[1], array.ndim - 2
    depthwise = m.chance(0.3)
    outer = channels if depthwise else m.int(1, 4)
    kernel = [min(m.choice([1, 1, 2, 3]), side + 1) for side in array.shape[2:]]
    attributes = m.some(
        strides=[m.int(1, 2)] * sides, auto_pad=m.choice(["SAME_UPPER", "SAME_LOWER"])
    )
    if "auto_pad" not in attributes:
        attributes["pads"] = [m.int(0, 1) if size > 1 else 0 for size in kernel] * 2
    weights = m.weight(m.array([outer, 1 if depthwise else channels, *kernel], spread=0.6))
    inputs = [value, weights] + ([m.weight(m.array([outer]))] if m.chance(0.6) else [])
    return m.op("Conv", inputs, group=channels if depthwise else 1, **attributes)


def pool(m: Maker, value: str) -> str:
    array = m.values[value]
    if array.ndim not in (3, 4) or min(array.shape[2:]) < 2:
        return m.op("Relu", [value])
    if m.chance(0.2):
        return m.op("GlobalAveragePool", [value])
    sides = array.ndim - 2
    # As for ReduceMax.
    operator = "AveragePool" if np.isnan(array).any() else m.choice(["MaxPool", "AveragePool"])
    return m.op(operator, [value], kernel_shape=[2] * sides, strides=[m.int(1, 2)] * sides)


def product(m: Maker, value: str) -> str:
    size = m.values[value].shape[-1]
    weights = m.weight(m.array([size, m.int(1, 6)], spread=0.6))
    if m.chance(0.15):
        return m.op("MatMul", [m.weight(m.array([3, m.values[value].shape[-2]])), value])
    return m.op("MatMul", [value, weights])


def repeat(m: Maker, value: str) -> str:
    shape = list(m.values[value].shape)
    axis = m.int(0, len(shape) - 1)
    repeats = [1] * len(shape)
    repeats[axis] = 2 if shape[axis] > 1 else 3
    if shape[axis] == 1 and m.chance(0.5):
        return m.op(
            "Expand",
            [value, m.ints([3 if place == axis else side for place, side in enumerate(shape)])],
        )
    return m.op("Tile", [value, m.ints(repeats)])


def pad(m: Maker, value: str) -> str:
    rank = m.values[value].ndim
    pads = [0] * (2 * rank)
    pads[m.int(0, 2 * rank - 1)] = m.int(1, 2)
    if m.opset < 11:
        return m.op("Pad", [value], pads=pads)
    return m.op("Pad", [value, m.ints(pads)])


def normalise(m: Maker, value: str) -> str:
    array = m.values[value]
    if array.ndim < 2:
        return m.op("Relu", [value])
    parts = [m.weight(m.array([array.shape[1]])) for _ in range(3)]
    parts.append(m.weight(abs(m.array([array.shape[1]])) + np.float32(0.2)))
    return m.op("BatchNormalization", [value, *parts])


def split_and_join(m: Maker, value: str) -> str:
    array = m.values[value]
    axis = m.int(0, array.ndim - 1)
    half = array.shape[axis] // 2
    if not half:
        return m.op("Neg", [value])
    sizes = [half, array.shape[axis] - half]
    if m.opset >= 13:
        parts = m.ops("Split", [value, m.ints(sizes)], 2, axis=axis)
    else:
        parts = m.ops("Split", [value], 2, axis=axis, split=sizes)
    parts[0] = m.op(m.choice(UNARY[:6]), [parts[0]])
    m.random.shuffle(parts)
    return m.op("Concat", parts, axis=axis)


def squeeze_and_excite(m: Maker, value: str) -> str:
    if m.values[value].ndim != 4:
        return m.op("Sigmoid", [value])
    channels = m.values[value].shape[1]
    y = m.op("GlobalAveragePool", [value])
    y = m.op("Conv", [y, m.weight(m.array([2, channels, 1, 1]))])
    y = m.op("Conv", [m.op("Relu", [y]), m.weight(m.array([channels, 2, 1, 1]))])
    return m.op("Mul", [value, m.op("Sigmoid", [y])])


def gather(m: Maker, value: str) -> str:
    array = m.values[value]
    axis = m.int(0, array.ndim - 1)
    indices = m.numpy.integers(0, array.shape[axis], m.choice([[2], [1], [2, 2]]))
    return m.op("Gather", [value, m.weight(indices.astype(np.int64))], axis=axis)


STEPS = [
    binary_with_constant,
    binary_with_constant,
    clip,
    strided_slice,
    strided_slice,
    softmax,
    transpose,
    reshape,
    reduce,
    convolve,
    convolve,
    convolve,
    pool,
    product,
    product,
    repeat,
    pad,
    normalise,
    split_and_join,
    squeeze_and_excite,
    gather,
]


def chain(m: Maker) -> None:
    rank = m.choice([2, 3, 3, 4, 4, 4])
    shape = [m.int(1, 2), *(m.int(1, 6) for _ in range(rank - 1))]
    values = [m.input(m.array(shape))]
    for _ in range(m.int(2, 7)):
        value = values[-1] if m.chance(0.85) else m.choice(values)
        if m.values[value].size == 0 or m.values[value].ndim == 0:
            break
        if m.chance(0.25):
            values.append(m.op(m.choice(UNARY), [value]))
        elif m.chance(0.2):
            same = [other for other in values if m.values[other].shape == m.values[value].shape]
            values.append(m.op(m.choice(["Add", "Mul", "Sub"]), [m.choice(same), value]))
        else:
            values.append(m.choice(STEPS)(m, value))


GENERATORS = [chain] * 20
