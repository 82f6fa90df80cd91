"""Operators that work on each number by itself, or on pairs of numbers."""

import numpy as np
from maker import Array, Maker
from onnx import helper

FLOATS = [np.float32, np.float32, np.float32, np.float64, np.float16]
INTEGERS = [np.int64, np.int32, np.int8, np.uint8, np.int16, np.uint16, np.uint32, np.uint64]
SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 88.0, -88.0, 120.0, -120.0, 1e4, -1e4]

PLAIN = """Abs Neg Exp Log Sqrt Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh Acosh Atanh Ceil
Floor Round Sign Reciprocal Erf Sigmoid Softplus Softsign Relu HardSwish Mish Identity
IsNaN""".split()


def numbers(m: Maker, dtype: object = np.float32, low: int = 0, high: int = 4) -> Array:
    """Numbers of any shape; in some models NaN, infinities and large ones are among them."""
    array = m.array(m.shape(low, high), dtype)
    if array.dtype.kind == "f" and array.size and m.chance(0.3):
        flat = array.reshape(-1)
        for _ in range(m.int(1, 4)):
            flat[m.int(0, flat.size - 1)] = np.array(m.choice(SPECIAL)).astype(array.dtype)
    return array


def unary(m: Maker) -> None:
    dtype = m.choice(FLOATS) if m.chance(0.85) else m.choice(INTEGERS)
    operator = m.choice(PLAIN)
    array = numbers(m, dtype)
    if operator == "Sign":
        # The text says nothing of NaN.
        array = np.nan_to_num(array)
    m.op(operator, [m.input(array)])


def unary_with_attributes(m: Maker) -> None:
    alpha, beta, gamma = (round(m.random.uniform(0.05, 2.0), 3) for _ in range(3))
    operator, attributes = m.choice(
        [
            ("LeakyRelu", m.some(alpha=m.choice([alpha, -alpha, 0.0]))),
            ("Elu", m.some(alpha=alpha)),
            ("Celu", m.some(alpha=alpha)),
            ("Selu", m.some(alpha=alpha, gamma=gamma)),
            ("ThresholdedRelu", m.some(alpha=m.choice([alpha, -alpha, 0.0]))),
            ("HardSigmoid", m.some(alpha=alpha / 2, beta=m.choice([beta, -beta]))),
            ("Gelu", m.some(approximate=m.choice(["none", "tanh"]))),
            ("Swish", m.some(alpha=alpha)),
            ("IsInf", m.some(detect_negative=m.int(0, 1), detect_positive=m.int(0, 1))),
            ("Shrink", m.some(lambd=alpha, bias=beta)),
        ]
    )
    m.op(operator, [m.input(numbers(m, m.choice(FLOATS)))], **attributes)


def clip(m: Maker) -> None:
    dtype = m.choice([*FLOATS, np.int32, np.int64, np.int8, np.uint8])
    array = numbers(m, dtype)
    low, high = (-1, 2) if array.dtype.kind != "u" else (1, 5)
    if m.chance(0.1):
        low, high = high, low
    if m.opset < 11:
        m.op("Clip", [m.input(array)], **m.some(0.7, min=float(low), max=float(high)))
        return
    bounds = [
        m.either(np.array(bound, dtype), 0.7) if m.chance(0.7) else "" for bound in (low, high)
    ]
    m.op("Clip", [m.input(array), *bounds])


def pair(m: Maker, dtype: object) -> list[str]:
    """Two values whose shapes broadcast, one of them perhaps a constant."""
    whole = m.shape(1, 4, 4)
    shapes = [list(whole), list(whole)]
    for shape in shapes:
        for axis in range(len(shape)):
            if m.chance(0.2):
                shape[axis] = 1
        if m.chance(0.3):
            del shape[: m.int(0, len(shape))]
    arrays = [m.array(shape, dtype) for shape in shapes]
    if m.chance(0.2) and arrays[0].size and arrays[0].dtype.kind == "f":
        arrays[0].reshape(-1)[0] = m.choice(SPECIAL[:3])
    values = [m.either(arrays[0], 0.2), m.input(arrays[1])]
    m.random.shuffle(values)
    return values


def binary(m: Maker) -> None:
    dtype = m.choice([*FLOATS, np.int32, np.int64])
    operator = m.choice(["Add", "Sub", "Mul", "Add", "Sub", "Mul", "Max", "Min", "PRelu"])
    left, right = pair(m, dtype)
    shapes = [m.values[name].shape for name in (left, right)]
    if operator == "PRelu" and np.broadcast_shapes(*shapes) != shapes[0]:
        # The slopes broadcast to the numbers, not the other way round.
        operator = "Add"
    m.op(operator, [left, right])


def divide(m: Maker) -> None:
    dtype = m.choice([*FLOATS, np.int32, np.int64, np.uint8])
    left, right = pair(m, dtype)
    if np.dtype(dtype).kind != "f":
        divisor = m.values[right].copy()
        divisor[divisor == 0] = 3
        right = m.either(divisor)
    if m.chance(0.5):
        m.op("Div", [left, right])
    else:
        m.op("Mod", [left, right], fmod=1 if np.dtype(dtype).kind == "f" else m.int(0, 1))


def power(m: Maker) -> None:
    base, exponent = (
        m.choice([*FLOATS, np.int32, np.int64]),
        m.choice([np.float32, np.int64, np.int32]),
    )
    left, _ = pair(m, base)
    # What does not fit into an integer is not defined.
    power = (
        abs(np.round(m.array(m.choice([[], [1]]), exponent))) % 4
        if np.dtype(base).kind == "i"
        else None
    )
    power = m.array(m.choice([[], [1]]), exponent) % 4 if power is None else power
    m.op("Pow", [left, m.either(power.astype(exponent), 0.6)])


def compare(m: Maker) -> None:
    dtype = m.choice([*FLOATS, np.int32, np.int64, np.bool_])
    names = ["Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual"]
    m.op(m.choice(names), pair(m, dtype))


def logic(m: Maker) -> None:
    if m.chance(0.3):
        m.op("Not", [m.input(m.array(m.shape(0), np.bool_))])
    else:
        m.op(m.choice(["And", "Or", "Xor"]), pair(m, np.bool_))


def bits(m: Maker) -> None:
    dtype = m.choice(INTEGERS)
    kind = m.int(0, 2)
    if kind == 0:
        m.op("BitwiseNot", [m.input(m.array(m.shape(0), dtype))])
    elif kind == 1:
        m.op(m.choice(["BitwiseAnd", "BitwiseOr", "BitwiseXor"]), pair(m, dtype))
    else:
        unsigned = m.choice([np.uint8, np.uint16, np.uint32, np.uint64])
        left, right = m.array([3, 4], unsigned), m.array([3, 4], unsigned) % 8
        m.op("BitShift", [m.input(left), m.either(right)], direction=m.choice(["LEFT", "RIGHT"]))


def variadic(m: Maker) -> None:
    operator = m.choice(["Max", "Min", "Sum", "Mean"])
    dtype = m.choice([*FLOATS, np.int32, np.int64] if operator in ("Max", "Min") else FLOATS)
    shape = m.shape(1, 3, 4)
    arrays = [
        m.array([1 if m.chance(0.2) else side for side in shape], dtype) for _ in range(m.int(1, 4))
    ]
    if arrays[0].dtype.kind == "f" and m.chance(0.3):
        arrays[0].reshape(-1)[0] = m.choice(SPECIAL[:3])
    m.op(
        operator,
        [m.either(array, 0.2) if index else m.input(array) for index, array in enumerate(arrays)],
    )


def where(m: Maker) -> None:
    condition, _ = pair(m, np.bool_)
    shape = list(m.values[condition].shape)
    dtype = m.choice([*FLOATS, np.int64, np.uint8, np.bool_])
    options = [
        m.either(m.array([1 if m.chance(0.3) else side for side in shape], dtype)) for _ in range(2)
    ]
    m.op("Where", [condition, *options])


def cast(m: Maker) -> None:
    source, target = (
        m.choice([*FLOATS, *INTEGERS, np.bool_]),
        m.choice([*FLOATS, *INTEGERS, np.bool_]),
    )
    array = m.array(m.shape(0), source)
    if array.dtype.kind == "f" and np.dtype(target).kind == "u":
        array = abs(array)
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(target))
    if m.chance(0.3):
        m.op("CastLike", [m.input(array), m.weight(np.zeros(1, target))])
    else:
        m.op("Cast", [m.input(array)], to=kind)


GENERATORS = [
    unary,
    unary,
    unary_with_attributes,
    clip,
    binary,
    divide,
    power,
    compare,
    logic,
    bits,
    variadic,
    where,
    cast,
]
