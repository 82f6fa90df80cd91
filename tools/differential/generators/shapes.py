"""Operators that move numbers: shapes, slices, indices, padding, filling."""

import itertools

import numpy as np
from maker import Array, Maker

TYPES = [
    np.float32,
    np.float32,
    np.float32,
    np.int64,
    np.int32,
    np.float16,
    np.float64,
    np.uint8,
    np.bool_,
]


def some_array(m: Maker, low: int = 1, high: int = 4) -> Array:
    return m.array(m.shape(low, high), m.choice(TYPES))


def reshape(m: Maker) -> None:
    array = some_array(m)
    kind = m.int(0, 4)
    if kind == 0:
        m.op(
            "Flatten",
            [m.input(array)],
            **m.some(0.8, axis=m.int(-array.ndim if m.opset >= 11 else 0, array.ndim)),
        )
        return
    target = list(array.shape)
    if kind == 1:
        target = [int(np.prod(target[:-1])), target[-1]]
    elif kind == 2:
        target = [1, *target, 1]
    elif kind == 3:
        target = target[::-1]
    if m.chance(0.4) and target:
        target[m.int(0, len(target) - 1)] = -1
    if m.chance(0.3) and kind in (1, 4) and target[0] == array.shape[0]:
        target[0] = 0
    m.op("Reshape", [m.input(array), m.ints(target)])


def squeeze(m: Maker) -> None:
    array = some_array(m, 1, 3)
    places = sorted(m.random.sample(range(array.ndim + 2), m.int(1, 2)))
    if m.opset >= 13:
        wide = m.op("Unsqueeze", [m.input(array), m.ints(places)])
    else:
        wide = m.op("Unsqueeze", [m.input(array)], axes=places)
    if m.chance(0.4):
        m.op("Squeeze", [wide])
    elif m.opset >= 13:
        m.op("Squeeze", [wide, m.ints(places)])
    else:
        m.op("Squeeze", [wide], axes=places)


def transpose(m: Maker) -> None:
    array = some_array(m)
    perm = m.random.sample(range(array.ndim), array.ndim)
    m.op("Transpose", [m.input(array)], **m.some(0.85, perm=perm))


def concat(m: Maker) -> None:
    array = some_array(m)
    axis = m.int(-array.ndim, array.ndim - 1)
    parts = []
    for index in range(m.int(1, 4)):
        shape = list(array.shape)
        shape[axis] = m.int(1, 3)
        part = m.array(shape, array.dtype)
        parts.append(m.either(part, 0.2) if index else m.input(part))
    m.op("Concat", parts, axis=axis)


def split(m: Maker) -> None:
    array = some_array(m)
    axis = m.int(-array.ndim, array.ndim - 1)
    sizes = [m.int(1, 3) for _ in range(m.int(1, 4))]
    shape = list(array.shape)
    shape[axis] = sum(sizes)
    array = m.array(shape, array.dtype)
    if m.chance(0.3):
        count = m.choice([n for n in range(1, 5) if shape[axis] % n == 0 or m.opset >= 18])
        attributes = {"num_outputs": count} if m.opset >= 18 else {}
        m.ops("Split", [m.input(array)], count, axis=axis, **attributes)
    elif m.opset >= 13:
        m.ops("Split", [m.input(array), m.ints(sizes)], len(sizes), axis=axis)
    else:
        m.ops("Split", [m.input(array)], len(sizes), axis=axis, split=sizes)


def slices(m: Maker) -> None:
    array = m.array(m.shape(1, 4, 8), m.choice(TYPES))
    axes = m.random.sample(range(array.ndim), m.int(1, array.ndim))
    starts = [m.int(-array.shape[axis] - 1, array.shape[axis]) for axis in axes]
    ends = [
        m.choice([m.int(-array.shape[axis] - 1, array.shape[axis] + 1), 2**31 - 1, 2**63 - 1])
        for axis in axes
    ]
    if m.opset < 10:
        m.op("Slice", [m.input(array)], starts=starts, ends=ends, axes=axes)
        return
    steps = [m.choice([1, 1, 2, 3, -1, -2]) for _ in axes]
    # The ends that stand for "all" are the highest going forwards, the lowest going backwards.
    ends = [
        -(2**63) + 1 if step < 0 and end > 2**30 else end
        for end, step in zip(ends, steps, strict=True)
    ]
    axes = [axis - array.ndim if m.chance(0.3) else axis for axis in axes]
    kind = m.choice([np.int64, np.int64, np.int32])
    if kind == np.int32:
        ends = [int(np.clip(end, -(2**31), 2**31 - 1)) for end in ends]
    rest = [m.weight(np.array(numbers, kind)) for numbers in (starts, ends, axes, steps)]
    if axes == list(range(array.ndim)) and m.chance(0.5):
        rest[2] = ""
    m.op("Slice", [m.input(array), *rest])


def gather(m: Maker) -> None:
    array = some_array(m)
    axis = m.int(-array.ndim, array.ndim - 1)
    size = array.shape[axis]
    kind = m.choice([np.int64, np.int64, np.int32])
    if m.chance(0.5):
        indices = m.numpy.integers(-size, size, m.shape(0, 3, 3)).astype(kind)
        m.op("Gather", [m.either(array, 0.2), m.either(indices, 0.5)], **m.some(0.9, axis=axis))
    else:
        shape = [m.int(1, side) for side in array.shape]
        shape[axis] = m.int(1, 5)
        indices = m.numpy.integers(-size, size, shape).astype(kind)
        m.op("GatherElements", [m.input(array), m.either(indices, 0.5)], axis=axis)


def gather_nd(m: Maker) -> None:
    array = some_array(m, 2, 4)
    batch = m.int(0, 1) if m.opset >= 12 else 0
    depth = m.int(1, array.ndim - batch)
    outer = [*array.shape[:batch], *m.shape(0, 2, 3)]
    columns = [
        m.numpy.integers(-array.shape[batch + k], array.shape[batch + k], outer)
        for k in range(depth)
    ]
    indices = np.stack(columns, -1).astype(np.int64)
    if indices.ndim <= batch:
        indices = indices.reshape(1, -1)
    m.op(
        "GatherND",
        [m.input(array), m.either(indices, 0.6)],
        **m.some(1.0, batch_dims=batch or None),
    )


def scatter(m: Maker) -> None:
    array = m.array(m.shape(1, 3), m.choice([np.float32, np.int64, np.float64, np.int32]))
    reduction = m.choice([None, "none", "add", "mul", "max", "min"])
    if m.opset < 16 or (reduction in ("max", "min") and m.opset < 18):
        reduction = None
    if m.chance(0.5):
        axis = m.int(-array.ndim, array.ndim - 1)
        shape = [m.int(1, side) for side in array.shape]
        size = array.shape[axis]
        rows = [
            m.random.sample(range(size), shape[axis])
            for _ in range(int(np.prod(shape)) // shape[axis])
        ]
        indices = np.moveaxis(
            np.array(rows).reshape([*np.delete(shape, axis), shape[axis]]), -1, axis
        )
        indices = np.where(m.numpy.random(indices.shape) < 0.2, indices - size, indices)
        if reduction in ("add", "mul", "max", "min"):
            indices = m.numpy.integers(-size, size, shape)
        operator = "Scatter" if m.opset < 11 else "ScatterElements"
        updates = m.array(shape, array.dtype)
        values = [m.either(indices.astype(np.int64), 0.5), m.input(updates)]
        m.op(operator, [m.input(array), *values], axis=axis, **m.some(1.0, reduction=reduction))
    else:
        depth = m.int(1, array.ndim)
        places = list(itertools.product(*(range(side) for side in array.shape[:depth])))
        chosen = np.array(m.random.sample(places, m.int(1, len(places))), np.int64)
        updates = m.array([len(chosen), *array.shape[depth:]], array.dtype)
        values = [m.either(chosen, 0.5), m.input(updates)]
        m.op("ScatterND", [m.input(array), *values], **m.some(1.0, reduction=reduction))


def repeat(m: Maker) -> None:
    array = some_array(m)
    if m.chance(0.5):
        repeats = [m.int(1, 3) for _ in array.shape]
        m.op("Tile", [m.input(array), m.ints(repeats)])
        return
    shape = [1 if m.chance(0.4) else side for side in array.shape]
    target = [m.choice([side, 1]) if side > 1 else m.int(1, 4) for side in shape]
    target = [*m.shape(0, 1, 3), *target]
    m.op("Expand", [m.input(m.array(shape, array.dtype)), m.ints(target)])


def pad(m: Maker) -> None:
    array = m.array(
        [m.int(3, 5) for _ in range(m.int(1, 4))],
        m.choice([np.float32, np.float64, np.int64, np.int32]),
    )
    modes = ["constant", "constant", "edge", "reflect"] + (["wrap"] if m.opset >= 19 else [])
    mode = m.choice(modes)
    pads = [m.int(-1 if m.chance(0.3) else 0, 2) for _ in range(2 * array.ndim)]
    attributes = m.some(0.8, mode=mode)
    if m.opset < 11:
        m.op(
            "Pad", [m.input(array.astype(np.float32))], pads=pads, **attributes, **m.some(value=0.5)
        )
        return
    inputs = [m.input(array), m.ints(pads)]
    if m.chance(0.4):
        inputs.append(m.weight(np.array(3, array.dtype)))
    if m.opset >= 18 and m.chance(0.3):
        axes = m.random.sample(range(array.ndim), m.int(1, array.ndim))
        inputs[1] = m.ints([m.int(0, 2) for _ in range(2 * len(axes))])
        inputs = [*inputs[:2], inputs[2] if len(inputs) > 2 else "", m.ints(axes)]
    m.op("Pad", inputs, **attributes)


def blocks(m: Maker) -> None:
    block = m.int(2, 3)
    if m.chance(0.5):
        array = m.array([m.int(1, 2), block * block * m.int(1, 3), m.int(1, 4), m.int(1, 4)])
        mode = m.choice(["DCR", "CRD"]) if m.opset >= 11 else None
        m.op("DepthToSpace", [m.input(array)], blocksize=block, **m.some(0.7, mode=mode))
    else:
        array = m.array([m.int(1, 2), m.int(1, 3), block * m.int(1, 3), block * m.int(1, 3)])
        m.op("SpaceToDepth", [m.input(array)], blocksize=block)


def triangle(m: Maker) -> None:
    array = some_array(m, 2, 4)
    inputs = [m.input(array)]
    if m.chance(0.6):
        inputs.append(m.weight(np.array(m.int(-4, 4), np.int64)))
    m.op("Trilu", inputs, **m.some(upper=m.int(0, 1)))


def select(m: Maker) -> None:
    array = some_array(m)
    if m.chance(0.4):
        m.op(
            "NonZero", [m.input((array * (m.numpy.random(array.shape) < 0.5)).astype(array.dtype))]
        )
        return
    axis = m.choice([None, m.int(-array.ndim if m.opset >= 11 else 0, array.ndim - 1)])
    size = array.size if axis is None else array.shape[axis]
    condition = m.numpy.random(m.int(1, size)) < 0.6
    m.op("Compress", [m.input(array), m.either(condition, 0.5)], **m.some(1.0, axis=axis))


def one_hot(m: Maker) -> None:
    indices = m.numpy.integers(-4, 4, m.shape(1, 3, 4)).astype(
        m.choice([np.int64, np.int32, np.float32])
    )
    values = np.array(
        [0, 1] if m.chance(0.5) else [-2, 5], m.choice([np.float32, np.int64, np.int32])
    )
    depth = m.weight(np.array(m.choice([4, [5]]), np.int64))
    axis = m.int(-indices.ndim - 1, indices.ndim)
    m.op("OneHot", [m.input(indices), depth, m.weight(values)], **m.some(0.7, axis=axis))


def reverse_sequence(m: Maker) -> None:
    array = m.array([m.int(1, 4), m.int(1, 4), *m.shape(0, 2)], m.choice([np.float32, np.int64]))
    time = m.int(0, 1)
    lengths = np.array(
        [m.int(1, array.shape[time]) for _ in range(array.shape[1 - time])], np.int64
    )
    m.op(
        "ReverseSequence", [m.input(array), m.either(lengths)], time_axis=time, batch_axis=1 - time
    )


def of_shape(m: Maker) -> None:
    array = some_array(m)
    operator = m.choice(["Shape", "Size", "Shape"])
    attributes = {}
    if operator == "Shape" and m.opset >= 15:
        attributes = m.some(start=m.int(-5, 4), end=m.int(-5, 5))
    m.op(operator, [m.input(array)], **attributes)


def fill(m: Maker) -> None:
    kind = m.int(0, 2)
    if kind == 0:
        shape = m.op("Shape", [m.input(some_array(m))])
        value = m.tensor(m.array([1], m.choice([np.float32, np.int64, np.bool_])), "v")
        m.op("ConstantOfShape", [shape], **m.some(0.8, value=value))
    elif kind == 1:
        dtype = m.choice([np.float32, np.int64, np.int32, np.float64])
        start, step = m.int(-5, 5), m.choice([1, 2, 3, -1, -2, 0.5, -0.75])
        step = step if np.dtype(dtype).kind == "f" else round(step) or 1
        limits = [
            np.array(number, dtype)
            for number in (start, start + step * m.int(-1, 5) + step / 3, step)
        ]
        m.op("Range", [m.input(limits[0]), *(m.either(limit, 0.7) for limit in limits[1:])])
    else:
        array = m.array([m.int(1, 5), m.int(1, 5)], m.choice([np.float32, np.int64, np.float64]))
        m.op("EyeLike", [m.input(array)], **m.some(k=m.int(-5, 5), dtype=m.choice([1, 7, 11])))


GENERATORS = [
    reshape,
    squeeze,
    transpose,
    concat,
    split,
    slices,
    slices,
    gather,
    gather_nd,
    scatter,
    repeat,
    pad,
    pad,
    blocks,
    triangle,
    select,
    one_hot,
    reverse_sequence,
    of_shape,
    fill,
]
