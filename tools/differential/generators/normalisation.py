"""Normalisation over batches, channels, layers and groups."""

import numpy as np
from maker import Maker

TYPES = [np.float32, np.float32, np.float32, np.float64, np.float16]


def batch(m: Maker) -> None:
    channels, dtype = m.int(1, 4), m.choice(TYPES)
    array = m.array([m.int(1, 3), channels, *m.shape(0, 3)], dtype)
    scale, bias, mean = (m.array([channels], dtype) for _ in range(3))
    variance = abs(m.array([channels], dtype)) + np.array(0.1, dtype)
    rest = [m.either(part, 0.9) for part in (scale, bias, mean, variance)]
    m.op("BatchNormalization", [m.input(array), *rest], **m.some(epsilon=0.01))


def instance(m: Maker) -> None:
    channels, dtype = m.int(1, 4), m.choice(TYPES)
    array = m.array([m.int(1, 3), channels, *m.shape(1, 3)], dtype)
    rest = [m.either(m.array([channels], dtype), 0.8) for _ in range(2)]
    m.op("InstanceNormalization", [m.input(array), *rest], **m.some(epsilon=0.01))


def layer(m: Maker) -> None:
    dtype = m.choice(TYPES)
    array = m.array(m.shape(2, 4), dtype)
    axis = m.int(-array.ndim, array.ndim - 1)
    scale = m.array(array.shape[axis:] if axis >= 0 else array.shape[array.ndim + axis :], dtype)
    inputs = [m.input(array), m.either(scale, 0.8)]
    operator = m.choice(["LayerNormalization", "LayerNormalization", "RMSNormalization"])
    outputs = 1
    if operator == "LayerNormalization":
        if m.chance(0.7):
            inputs.append(m.either(m.array(scale.shape, dtype), 0.8))
        outputs = m.choice([1, 1, 3])
    m.ops(operator, inputs, outputs, **m.some(0.8, axis=axis), **m.some(epsilon=0.01))


def group(m: Maker) -> None:
    groups = m.int(1, 3)
    channels = groups * m.int(1, 3)
    array = m.array([m.int(1, 2), channels, *m.shape(1, 2)])
    sizes = channels if m.opset >= 21 else groups
    rest = [m.weight(m.array([sizes])) for _ in range(2)]
    m.op("GroupNormalization", [m.input(array), *rest], num_groups=groups, **m.some(epsilon=0.01))


def norm(m: Maker) -> None:
    array = m.array(m.shape(1, 4), m.choice([np.float32, np.float64]))
    axis = m.int(-array.ndim, array.ndim - 1)
    m.op("LpNormalization", [m.input(array)], **m.some(axis=axis, p=m.int(1, 2)))


def local(m: Maker) -> None:
    array = m.array([m.int(1, 2), m.int(1, 6), *m.shape(2, 2)])
    m.op(
        "LRN", [m.input(array)], size=m.choice([1, 3, 5]), **m.some(alpha=0.05, beta=0.6, bias=2.0)
    )


def mean_variance(m: Maker) -> None:
    array = m.array([m.int(2, 3) for _ in range(4)])
    m.op(
        "MeanVarianceNormalization",
        [m.input(array)],
        **m.some(axes=m.choice([[0, 2, 3], [1], [0, 1, 2, 3], [2, 3]])),
    )


GENERATORS = [batch, instance, layer, layer, group, norm, local, mean_variance]
