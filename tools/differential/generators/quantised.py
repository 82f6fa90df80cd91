"""Quantised operators: to integers and back, and products of integers."""

import ml_dtypes
import numpy as np
from maker import Array, Maker

EIGHT = [np.uint8, np.int8]


def scale(m: Maker, shape: list[int] | None = None, dtype: object = np.float32) -> Array:
    return (
        abs(m.array(shape or [], dtype)) * np.array(0.05, dtype) + np.array(0.01, dtype)
    ).astype(dtype)


def zero(m: Maker, dtype: object, shape: list[int] | None = None) -> Array:
    info = ml_dtypes.iinfo(dtype)
    return m.numpy.integers(max(info.min, -20), min(info.max, 140), shape or []).astype(dtype)


def axis_of(m: Maker, array: Array) -> tuple[dict[str, int], list[int]]:
    if m.opset >= 13 and array.ndim and m.chance(0.5):
        axis = m.int(-array.ndim, array.ndim - 1)
        return {"axis": axis}, [array.shape[axis]]
    return {}, []


def quantize(m: Maker) -> None:
    array = m.array(m.shape(1, 4), spread=3)
    attributes, shape = axis_of(m, array)
    kinds = [*EIGHT, *([np.int16, np.uint16] if m.opset >= 21 else [])]
    kind = m.choice(kinds)
    inputs = [m.input(array), m.either(scale(m, shape), 0.8)]
    if m.chance(0.7):
        inputs.append(m.weight(zero(m, kind, shape)))
    elif m.opset >= 21 and m.chance(0.6):
        from maker import onnx_type

        attributes["output_dtype"] = onnx_type(np.zeros(1, kind))
    quantised = m.op("QuantizeLinear", inputs, **attributes)
    if len(inputs) == 3 and m.chance(0.6):
        inputs = [quantised, *inputs[1:]]
        m.op(
            "DequantizeLinear",
            inputs,
            **{name: value for name, value in attributes.items() if name == "axis"},
        )


def dequantize(m: Maker) -> None:
    kinds = [*EIGHT, np.int32, *([np.int16, np.uint16] if m.opset >= 21 else [])]
    array = m.array(m.shape(1, 4), m.choice(kinds))
    attributes, shape = axis_of(m, array)
    inputs = [m.either(array, 0.3), m.weight(scale(m, shape))]
    if m.chance(0.6) and array.dtype != np.int32:
        inputs.append(m.weight(zero(m, array.dtype, shape)))
    y = m.op("DequantizeLinear", inputs, **attributes)
    if not m.inputs:
        m.op("Add", [y, m.input(m.array([1]))])


def in_blocks(m: Maker) -> None:
    m.opset = max(m.opset, 21)
    block = m.choice([2, 4])
    axis = m.int(0, 1)
    shape = [m.int(2, 4), m.int(2, 4)]
    shape[axis] = block * m.int(1, 3)
    scales = list(shape)
    scales[axis] //= block
    kind = m.choice([*EIGHT, ml_dtypes.int4, ml_dtypes.uint4])
    info = ml_dtypes.iinfo(kind)
    packed = m.numpy.integers(int(info.min), int(info.max) + 1, shape).astype(kind)
    inputs = [m.weight(packed), m.weight(scale(m, scales))]
    if m.chance(0.5):
        inputs.append(
            m.weight(zero(m, kind, scales) if kind in EIGHT else np.full(scales, 1, kind))
        )
    y = m.op("DequantizeLinear", inputs, axis=axis, block_size=block)
    m.op("MatMul", [m.input(m.array([2, shape[0]])), y])


def dynamic(m: Maker) -> None:
    x = m.input(m.array(m.shape(1, 3), spread=3))
    m.ops("DynamicQuantizeLinear", [x], 3)


def dynamic_product(m: Maker) -> None:
    inner, columns = m.int(1, 9), m.int(1, 9)
    x = m.input(m.array([m.int(1, 3), m.int(1, 4), inner], spread=2))
    values, step, offset = m.ops("DynamicQuantizeLinear", [x], 3)
    kind = m.choice(EIGHT)
    weights = m.weight(m.array([inner, columns], kind))
    inputs = [values, weights, offset]
    if m.chance(0.6):
        inputs.append(m.weight(zero(m, kind, m.choice([[], [columns]]))))
    y = m.op("Cast", [m.op("MatMulInteger", inputs)], to=1)
    factor = m.op("Mul", [step, m.weight(scale(m, m.choice([[], [columns]])))])
    y = m.op("Mul", [y, factor])
    if m.chance(0.5):
        m.op("Add", [m.weight(m.array([columns])), y])


def integer_product(m: Maker) -> None:
    rows, inner, columns = m.int(1, 4), m.int(1, 9), m.int(1, 5)
    outer = m.shape(0, 2, 3)
    kinds = [m.choice(EIGHT), m.choice(EIGHT)]
    left, right = m.array([*outer, rows, inner], kinds[0]), m.array([inner, columns], kinds[1])
    inputs = [m.input(left), m.either(right)]
    if m.chance(0.5):
        inputs.append(m.weight(zero(m, kinds[0])))
        if m.chance(0.7):
            inputs.append(m.weight(zero(m, kinds[1], m.choice([[], [columns]]))))
    m.op("MatMulInteger", inputs)


def quantised_product(m: Maker) -> None:
    rows, inner, columns = m.int(1, 4), m.int(1, 9), m.int(1, 5)
    kind, other = m.choice(EIGHT), m.choice(EIGHT)
    inputs = [
        m.input(m.array([*m.shape(0, 2, 3), rows, inner], kind)),
        m.weight(scale(m)),
        m.weight(zero(m, kind)),
    ]
    per = m.choice([[], [columns]])
    inputs += [
        m.either(m.array([inner, columns], other)),
        m.weight(scale(m, per)),
        m.weight(zero(m, other, per)),
    ]
    inputs += [m.weight(scale(m) * 9), m.weight(zero(m, kind))]
    m.op("QLinearMatMul", inputs)


def quantised_convolution(m: Maker) -> None:
    from .convolutions import image, window

    sides, groups, inner, outer = m.choice([1, 2, 2]), m.choice([1, 1, 2]), m.int(1, 3), m.int(1, 3)
    kernel, attributes = window(m, sides)
    kind = m.choice(EIGHT)
    other = m.choice([kind, np.int8])
    picture, weights = (
        image(m, sides, groups * inner, kind),
        m.array([groups * outer, inner, *kernel], other),
    )
    if groups > 1:
        attributes["group"] = groups
    if m.chance(0.4):
        inputs = [m.input(picture), m.weight(weights)]
        if m.chance(0.7):
            inputs.append(m.weight(zero(m, kind)))
            if m.chance(0.5):
                inputs.append(m.weight(zero(m, other)))
        m.op("ConvInteger", inputs, **attributes)
        return
    per = m.choice([[], [groups * outer]])
    inputs = [m.input(picture), m.weight(scale(m)), m.weight(zero(m, kind))]
    inputs += [
        m.weight(weights),
        m.weight(scale(m, per)),
        m.weight(np.zeros(per, other) if per else zero(m, other)),
    ]
    inputs += [m.weight(scale(m) * 9), m.weight(zero(m, kind))]
    if m.chance(0.5):
        inputs.append(m.weight(m.array([groups * outer], np.int32)))
    m.op("QLinearConv", inputs, **attributes)


def layer(m: Maker) -> None:
    """A layer between QuantizeLinear and DequantizeLinear, as static quantisation writes it."""
    kind = m.choice(EIGHT)

    def both(value: str, dtype: object) -> str:
        parts = [m.weight(scale(m)), m.weight(zero(m, dtype))]
        return m.op("DequantizeLinear", [m.op("QuantizeLinear", [value, *parts]), *parts])

    channels = m.int(1, 4)
    if m.chance(0.5):
        x = both(m.input(m.array([1, channels, 5, 6])), kind)
        integers, step = m.weight(m.array([3, channels, 3, 3], np.int8)), m.weight(scale(m))
        w = m.op("DequantizeLinear", [integers, step])
        y = m.op("Conv", [x, w], pads=[1, 1, 1, 1])
    else:
        x = both(m.input(m.array([3, channels])), kind)
        integers, step = m.weight(m.array([channels, 4], np.int8)), m.weight(scale(m))
        y = m.op("MatMul", [x, m.op("DequantizeLinear", [integers, step])])
    if m.chance(0.6):
        y = m.op("Relu", [y])
    if m.chance(0.6):
        both(y, kind)


GENERATORS = [
    quantize,
    dequantize,
    in_blocks,
    dynamic,
    dynamic_product,
    integer_product,
    quantised_product,
    quantised_convolution,
    layer,
]
