"""Convolutions, transposed convolutions and pools: one to three dimensions, every attribute."""

import numpy as np
from maker import Maker


def window(m: Maker, sides: int, *, dilated: bool = True) -> tuple[list[int], dict[str, object]]:
    """A kernel's shape, and attributes for it."""
    kernel = [m.int(1, 3) for _ in range(sides)]
    dilations = [m.int(1, 2) for _ in range(sides)] if dilated else [1] * sides
    attributes = m.some(
        strides=[m.int(1, 3) for _ in range(sides)], dilations=dilations if dilated else None
    )
    if m.chance(0.3):
        attributes["auto_pad"] = m.choice(["SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET"])
        if attributes["auto_pad"].startswith("SAME"):
            # With dilations, and with strides past the kernel, onnxruntime makes other shapes than
            # the text says: input / stride, rounded up, or input × stride for ConvTranspose.
            attributes.pop("dilations", None)
            strides = attributes.get("strides", [1] * sides)
            attributes["strides"] = [
                min(stride, size) for stride, size in zip(strides, kernel, strict=True)
            ]
    elif m.chance(0.7):
        attributes["pads"] = [m.int(0, 1) if size > 1 else 0 for size in kernel * 2]
    return kernel, attributes


def image(m: Maker, sides: int, channels: int, dtype: object = np.float32) -> np.ndarray:
    return m.array([m.int(1, 2), channels, *(m.int(4, 9) for _ in range(sides))], dtype)


def convolution(m: Maker) -> None:
    sides = m.choice([1, 2, 2, 2, 3])
    groups = m.choice([1, 1, 1, 2, 3])
    inner, outer = m.int(1, 3), m.int(1, 3)
    if m.chance(0.2):
        groups, inner = m.int(2, 5), 1
    kernel, attributes = window(m, sides)
    dtype = m.choice([np.float32, np.float32, np.float32, np.float64, np.float16])
    weights = m.array([groups * outer, inner, *kernel], dtype)
    inputs = [m.input(image(m, sides, groups * inner, dtype)), m.either(weights, 0.85)]
    if m.chance(0.5):
        inputs.append(m.either(m.array([groups * outer], dtype), 0.85))
    if m.chance(0.7):
        attributes["kernel_shape"] = kernel
    m.op("Conv", inputs, **attributes, **({"group": groups} if groups > 1 else {}))


def transposed(m: Maker) -> None:
    sides = m.choice([1, 2, 2, 3])
    groups = m.choice([1, 1, 2])
    inner, outer = m.int(1, 3), m.int(1, 3)
    kernel, attributes = window(m, sides)
    strides = attributes.get("strides", [1] * sides)
    dilations = attributes.get("dilations", [1] * sides)
    picture = image(m, sides, groups * inner)
    if m.chance(0.3):
        attributes["output_padding"] = [
            m.int(0, max(s, d) - 1) for s, d in zip(strides, dilations, strict=True)
        ]
    if m.chance(0.25):
        attributes.pop("pads", None)
        attributes["output_shape"] = [
            max(1, side * stride + m.int(-1, 1))
            for side, stride in zip(picture.shape[2:], strides, strict=True)
        ]
    weights = m.array([groups * inner, outer, *kernel])
    inputs = [m.input(picture), m.either(weights, 0.85)]
    if m.chance(0.5):
        inputs.append(m.weight(m.array([groups * outer])))
    if m.chance(0.7):
        attributes["kernel_shape"] = kernel
    m.op("ConvTranspose", inputs, **attributes, **({"group": groups} if groups > 1 else {}))


def pool(m: Maker) -> None:
    sides = m.choice([1, 2, 2, 3])
    operator = m.choice(["MaxPool", "AveragePool", "AveragePool", "LpPool"])
    dilated = m.opset >= {"MaxPool": 10, "AveragePool": 19, "LpPool": 18}[operator]
    kernel, attributes = window(m, sides, dilated=dilated)
    if m.opset >= {"MaxPool": 10, "AveragePool": 10, "LpPool": 18}[operator]:
        attributes |= m.some(0.4, ceil_mode=m.int(0, 1))
    dtype = np.float32
    if operator == "AveragePool":
        attributes |= m.some(count_include_pad=m.int(0, 1))
    if operator == "LpPool":
        attributes |= m.some(p=m.int(1, 3))
    if operator == "MaxPool":
        dtype = m.choice(
            [np.float32, np.float64, np.float32, *([np.uint8, np.int8] if m.opset >= 12 else [])]
        )
    picture = image(m, sides, m.int(1, 3), dtype)
    if operator == "MaxPool" and m.chance(0.4):
        order = m.some(0.4, storage_order=m.int(0, 1))
        m.ops("MaxPool", [m.input(picture)], 2, kernel_shape=kernel, **attributes, **order)
    else:
        m.op(operator, [m.input(picture)], kernel_shape=kernel, **attributes)


def pool_globally(m: Maker) -> None:
    operator = m.choice(["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"])
    attributes = m.some(p=m.int(1, 3)) if operator == "GlobalLpPool" else {}
    m.op(operator, [m.input(image(m, m.int(1, 3), m.int(1, 3)))], **attributes)


def unpool(m: Maker) -> None:
    picture = m.array([1, m.int(1, 2), 4, 6])
    values, indices = m.ops("MaxPool", [m.input(picture)], 2, kernel_shape=[2, 2], strides=[2, 2])
    inputs = [values, indices]
    if m.chance(0.4):
        inputs.append(m.ints([1, picture.shape[1], 4, 6]))
    m.op("MaxUnpool", inputs, kernel_shape=[2, 2], strides=[2, 2])


def deformable(m: Maker) -> None:
    groups, offset_groups, kernel = m.choice([1, 2]), m.choice([1, 2]), [m.int(1, 3), m.int(1, 3)]
    channels = 2 * groups
    picture = m.array([m.int(1, 2), channels, 6, 7])
    taps = kernel[0] * kernel[1]
    weights = m.array([groups * 2, channels // groups, *kernel])
    sides = [6 - kernel[0] + 1, 7 - kernel[1] + 1]
    offset = m.array([picture.shape[0], 2 * taps * offset_groups, *sides], spread=0.7)
    inputs = [m.input(picture), m.weight(weights), m.input(offset)]
    if m.chance(0.6):
        inputs.append(m.weight(m.array([groups * 2])) if m.chance(0.5) else "")
        inputs.append(m.input(m.array([picture.shape[0], taps * offset_groups, *sides])))
    m.op("DeformConv", inputs, group=groups, offset_group=offset_groups, kernel_shape=kernel)


GENERATORS = [
    convolution,
    convolution,
    transposed,
    transposed,
    pool,
    pool,
    pool_globally,
    unpool,
    deformable,
]
