"""Operators of com.microsoft that optimisers and quantisers of onnxruntime write."""

import numpy as np
from maker import MICROSOFT, Maker, NotRunnable

from .quantised import EIGHT, scale, zero


def activation(m: Maker) -> None:
    numbers = m.array(m.shape(1, 3))
    # Far below zero onnxruntime's tanh is exactly -1, which matters only beside nothing larger.
    numbers.flat[0] = 9
    x = m.input(numbers)
    kind = m.int(0, 3)
    if kind == 0:
        m.op("QuickGelu", [x], domain=MICROSOFT, **m.some(alpha=1.2))
    elif kind == 1:
        m.op("Gelu", [x], domain=MICROSOFT)
    else:
        bias = m.weight(m.array(m.values[x].shape[-1:]))
        inputs = [x, bias] if kind == 2 or m.chance(0.5) else [x]
        m.op("BiasGelu" if kind == 2 else "FastGelu", inputs, domain=MICROSOFT)


def fused_matmul(m: Maker) -> None:
    rows, inner, columns = m.int(1, 4), m.int(1, 5), m.int(1, 5)
    flags = [m.int(0, 1), m.int(0, 1)]
    outer = m.shape(0, 2, 3)
    left = [*outer, inner, rows] if flags[0] else [*outer, rows, inner]
    right = [*outer, columns, inner] if flags[1] else [*outer, inner, columns]
    attributes = {"transA": flags[0], "transB": flags[1], **m.some(alpha=0.5)}
    m.op(
        "FusedMatMul",
        [m.input(m.array(left)), m.either(m.array(right))],
        domain=MICROSOFT,
        **attributes,
    )


def fused_convolution(m: Maker) -> None:
    from .convolutions import window

    kernel, attributes = window(m, 2)
    inner, outer = m.int(1, 3), m.int(1, 3)
    kind = m.choice(["Relu", "Tanh", "Sigmoid", "LeakyRelu", "Clip", "HardSigmoid"])
    parameters = {"LeakyRelu": [0.2], "Clip": [-0.5, 1.0], "HardSigmoid": [0.2, 0.5]}.get(kind)
    extra = {"activation_params": parameters} if parameters else {}
    inputs = [
        m.input(m.array([1, inner, 6, 7])),
        m.weight(m.array([outer, inner, *kernel])),
        m.weight(m.array([outer])),
    ]
    m.op(
        "FusedConv",
        inputs,
        domain=MICROSOFT,
        activation=kind,
        kernel_shape=kernel,
        **attributes,
        **extra,
    )


def skip(m: Maker) -> None:
    size = m.int(1, 6)
    shape = [m.int(1, 2), m.int(1, 4), size]
    inputs = [m.input(m.array(shape)), m.input(m.array(shape)), m.weight(m.array([size]))]
    if m.chance(0.5):
        inputs.append(m.weight(m.array([size])) if m.chance(0.7) else "")
        inputs.append(m.weight(m.array([size])))
    m.op("SkipLayerNormalization", inputs, domain=MICROSOFT, **m.some(epsilon=0.01))


def embedding(m: Maker) -> None:
    batch, length, size = m.int(1, 2), m.int(1, 4), 4
    words = m.input(m.numpy.integers(0, 9, [batch, length]).astype(np.int32))
    segments = m.input(m.numpy.integers(0, 2, [batch, length]).astype(np.int32))
    tables = [m.weight(m.array([rows, size])) for rows in (9, 6, 2)]
    norm = [m.weight(m.array([size])) for _ in range(2)]
    mask = [m.input(np.ones([batch, length], np.int32))] if m.chance(0.5) else []
    m.ops(
        "EmbedLayerNormalization",
        [words, segments, *tables, *norm, *mask],
        2,
        domain=MICROSOFT,
        epsilon=1e-6,
    )


def attention(m: Maker) -> None:
    batch, length, heads, size = m.int(1, 2), m.int(1, 4), m.int(1, 3), m.int(1, 4)
    width, inner = m.int(2, 6), heads * size
    inputs = [
        m.input(m.array([batch, length, width])),
        m.weight(m.array([width, 3 * inner])),
        m.weight(m.array([3 * inner])),
    ]
    if m.chance(0.5):
        mask = np.ones([batch, length], np.int32)
        mask[:, m.int(1, length) :] = 0
        inputs.append(m.input(mask))
    m.op(
        "Attention",
        inputs,
        domain=MICROSOFT,
        num_heads=heads,
        **m.some(0.3, unidirectional=1, scale=0.4),
    )


def many_heads(m: Maker) -> None:
    batch, queries, keys, heads, size = (
        m.int(1, 2),
        m.int(1, 4),
        m.int(1, 4),
        m.int(1, 3),
        m.int(1, 4),
    )
    shapes = [
        [batch, queries, heads * size],
        [batch, keys, heads * size],
        [batch, keys, heads * size],
    ]
    m.op(
        "MultiHeadAttention",
        [m.input(m.array(shape)) for shape in shapes],
        domain=MICROSOFT,
        num_heads=heads,
        **m.some(0.3, scale=0.4),
    )


def quantised_sum(m: Maker) -> None:
    kind = m.choice(EIGHT)
    shape = m.shape(1, 3)
    parts = []
    for index in range(2):
        array = m.array([1 if index and m.chance(0.2) else side for side in shape], kind)
        parts += [
            m.either(array, 0.2) if index else m.input(array),
            m.weight(scale(m)),
            m.weight(zero(m, kind)),
        ]
    m.op(
        m.choice(["QLinearAdd", "QLinearMul"]),
        [*parts, m.weight(scale(m)), m.weight(zero(m, kind))],
        domain=MICROSOFT,
    )


def quantised_unary(m: Maker) -> None:
    kind = m.choice(EIGHT)
    picture = m.array([1, m.int(1, 3), m.int(2, 4), m.int(2, 4)], kind)
    steps = [
        m.weight(scale(m)),
        m.weight(zero(m, kind)),
        m.weight(scale(m)),
        m.weight(zero(m, kind)),
    ]
    operator = m.choice(
        ["QLinearSigmoid", "QLinearLeakyRelu", "QLinearGlobalAveragePool", "QLinearSoftmax"]
    )
    attributes = {
        "QLinearLeakyRelu": {"alpha": 0.1},
        "QLinearGlobalAveragePool": {"channels_last": 0},
        "QLinearSoftmax": {"axis": -1, "opset": 13},
    }.get(operator, {})
    m.op(operator, [m.input(picture), *steps], domain=MICROSOFT, **attributes)


def quantised_concat(m: Maker) -> None:
    kind = m.choice(EIGHT)
    shape = m.shape(2, 3)
    axis = m.int(0, len(shape) - 1)
    parts = []
    for _ in range(m.int(1, 3)):
        side = list(shape)
        side[axis] = m.int(1, 3)
        parts += [m.input(m.array(side, kind)), m.weight(scale(m)), m.weight(zero(m, kind))]
    m.op(
        "QLinearConcat",
        [m.weight(scale(m)), m.weight(zero(m, kind)), *parts],
        domain=MICROSOFT,
        axis=axis,
    )


def dynamic_matmul(m: Maker) -> None:
    inner, columns, kind = m.int(1, 6), m.int(1, 6), m.choice(EIGHT)
    left, right = m.input(m.array([m.int(1, 3), inner])), m.weight(m.array([inner, columns], kind))
    if m.chance(0.5):
        inputs = [left, right, m.weight(scale(m))]
        inputs += [m.weight(zero(m, kind))] if m.chance(0.5) else []
        m.op("DynamicQuantizeMatMul", inputs, domain=MICROSOFT)
        return
    x, step, offset = m.ops("DynamicQuantizeLinear", [left], 3)
    inputs = [x, right, step, m.weight(scale(m)), offset, m.weight(zero(m, kind))]
    inputs += [m.weight(m.array([columns]))] if m.chance(0.5) else []
    m.op("MatMulIntegerToFloat", inputs, domain=MICROSOFT)


def dynamic_lstm(m: Maker) -> None:
    length, batch, features, hidden = m.int(1, 4), m.int(1, 2), m.int(1, 4), m.int(1, 4)
    kind = m.choice(EIGHT)
    direction, directions = m.choice([("forward", 1), ("bidirectional", 2), ("reverse", 1)])
    inputs = [
        m.input(m.array([length, batch, features])),
        m.weight(m.array([directions, features, 4 * hidden], kind)),
        m.weight(m.array([directions, hidden, 4 * hidden], kind)),
        m.weight(m.array([directions, 8 * hidden])),
        "",
        "",
        "",
        "",
        m.weight(scale(m, [directions]) * 0.1),
        m.weight(np.zeros([directions], kind)),
        m.weight(scale(m, [directions]) * 0.1),
        m.weight(np.zeros([directions], kind)),
    ]
    made = m.ops(
        "DynamicQuantizeLSTM", inputs, 3, domain=MICROSOFT, hidden_size=hidden, direction=direction
    )
    # Behind a closed gate there is nothing but the rounding of products of 8 bits.
    if any(abs(m.values[name]).max() < 1e-3 for name in made):
        raise NotRunnable("its gates are closed")


def few_bits(m: Maker) -> None:
    inner, columns, block = m.int(1, 4) * 16, m.int(1, 5), m.choice([16, 32])
    count = -(-inner // block)
    weights = m.weight(m.numpy.integers(0, 256, [columns, count, block // 2]).astype(np.uint8))
    inputs = [
        m.input(m.array([m.int(1, 3), inner])),
        weights,
        m.weight(scale(m, [columns * count])),
    ]
    if m.chance(0.5):
        inputs.append(
            m.weight(m.numpy.integers(0, 256, [columns * ((count + 1) // 2)]).astype(np.uint8))
        )
    m.op("MatMulNBits", inputs, domain=MICROSOFT, K=inner, N=columns, bits=4, block_size=block)


GENERATORS = [
    activation,
    fused_matmul,
    fused_convolution,
    skip,
    embedding,
    attention,
    many_heads,
    quantised_sum,
    quantised_unary,
    quantised_concat,
    dynamic_matmul,
    dynamic_lstm,
    few_bits,
]
