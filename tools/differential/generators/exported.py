"""Networks as converters write them: channels last with a transpose around each convolution."""

from maker import Maker


def convolution(m: Maker, value: str) -> str:
    """Of pixels: the channels come first for the convolution, and last again."""
    channels = m.values[value].shape[-1]
    side = m.choice([1, 1, 3])
    weights = m.weight(m.array([m.choice([4, 8, 16, 32]), channels, side, side], spread=0.3))
    inputs = [m.op("Transpose", [value], perm=[0, 3, 1, 2]), weights]
    if m.chance(0.3):
        inputs.append(m.weight(m.array([m.values[weights].shape[0]])))
    attributes = m.some(strides=[m.int(1, 2)] * 2, pads=[side // 2] * 4)
    return m.op("Transpose", [m.op("Conv", inputs, **attributes)], perm=[0, 2, 3, 1])


def scale_or_shift(m: Maker, value: str) -> str:
    """By a constant for each channel, of shape [1, 1, 1, channels]."""
    constant = m.weight(m.array([1, 1, 1, m.values[value].shape[-1]]))
    return m.op(m.choice(["Add", "Add", "Mul", "Sub"]), [value, constant])


def channels_last(m: Maker) -> None:
    height, width = m.int(5, 12), m.int(5, 12)
    y = m.input(m.array([m.choice([1, 1, 1, 2]), height, width, m.int(1, 4)]))
    for _ in range(m.int(2, 4)):
        y = convolution(m, y)
        y = m.choice([scale_or_shift, scale_or_shift, lambda m, y: m.op("Relu", [y])])(m, y)


GENERATORS = [channels_last] * 3
