"""Reductions along axes, softmax and its relatives, positions of extremes, sorting."""

import numpy as np
from maker import Maker

from .arithmetic import FLOATS, numbers

REDUCTIONS = """ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum
ReduceLogSumExp ReduceSumSquare""".split()


def reduce(m: Maker) -> None:
    operator = m.choice(REDUCTIONS)
    # A logarithm that is an integer is not defined.
    kinds = FLOATS if "Log" in operator else [*FLOATS, np.int32, np.int64]
    array = numbers(m, m.choice(kinds), 1, 4)
    if operator in ("ReduceMax", "ReduceMin"):
        # Nor is what onnxruntime does with NaN: it depends on the shape.
        array = np.nan_to_num(array, posinf=3, neginf=-3) if array.dtype.kind == "f" else array
    if operator in ("ReduceLogSum", "ReduceProd"):
        array = abs(array)
    if operator == "ReduceLogSumExp" and m.chance(0.3):
        array = array * np.array(60, array.dtype)
    axes = m.random.sample(range(array.ndim), m.int(1, array.ndim))
    axes = [axis - array.ndim if m.chance(0.4) else axis for axis in axes]
    attributes = m.some(keepdims=m.int(0, 1))
    inputs = [m.input(array)]
    if m.opset >= (13 if operator == "ReduceSum" else 18):
        if m.chance(0.8):
            inputs.append(m.ints(axes))
        elif m.chance(0.5):
            attributes["noop_with_empty_axes"] = 1
    elif m.chance(0.8):
        attributes["axes"] = axes
    m.op(operator, inputs, **attributes)


def softmax(m: Maker) -> None:
    array = numbers(m, m.choice(FLOATS), 1, 4)
    if m.chance(0.3):
        array = array * np.array(40, array.dtype)
    axis = m.int(-array.ndim, array.ndim - 1)
    operator = m.choice(["Softmax", "LogSoftmax", "Hardmax"])
    if operator == "LogSoftmax" and array.dtype == np.float64:
        # It is Log(Softmax(x)), which is NaN if a number of the row is NaN or infinite; onnxruntime
        # gives some of the row numbers in double precision, and NaN in single.
        array = np.nan_to_num(array, posinf=3, neginf=-3)
    if operator == "Hardmax":
        # Where the largest of numbers with NaN is, nobody says.
        array = np.nan_to_num(array)
    m.op(operator, [m.input(array)], **m.some(0.8, axis=axis))


def arg(m: Maker) -> None:
    array = numbers(m, m.choice([*FLOATS, np.int32, np.int8]), 1, 4)
    if m.chance(0.3):
        array = np.round(np.nan_to_num(array)).astype(array.dtype)
    axis = m.int(-array.ndim, array.ndim - 1)
    last = m.int(0, 1) if m.opset >= 12 else None
    attributes = m.some(0.7, axis=axis, keepdims=m.int(0, 1), select_last_index=last)
    m.op(m.choice(["ArgMax", "ArgMin"]), [m.input(array)], **attributes)


def top_k(m: Maker) -> None:
    array = m.array(
        m.shape(1, 3, 7), m.choice([np.float32, np.float32, np.float64, np.int64, np.int32])
    )
    axis = m.int(-array.ndim, array.ndim - 1)
    k = m.int(1, array.shape[axis])
    if m.opset < 10:
        m.ops("TopK", [m.input(array)], 2, axis=axis, k=k)
        return
    largest = m.int(0, 1) if m.opset >= 11 else None
    m.ops("TopK", [m.input(array), m.ints([k])], 2, axis=axis, **m.some(0.6, largest=largest))


def cumulative(m: Maker) -> None:
    array = m.array(m.shape(1, 4), m.choice([np.float32, np.float64, np.int32, np.int64]))
    axis = np.array(m.int(-array.ndim, array.ndim - 1), np.int64)
    m.op(
        "CumSum",
        [m.input(array), m.weight(axis)],
        **m.some(exclusive=m.int(0, 1), reverse=m.int(0, 1)),
    )


def unique(m: Maker) -> None:
    array = np.round(m.array(m.shape(1, 3, 5)))
    axis = m.choice([None, m.int(-array.ndim, array.ndim - 1)])
    m.ops("Unique", [m.input(array)], 4, **m.some(0.8, axis=axis), **m.some(sorted=m.int(0, 1)))


GENERATORS = [reduce, reduce, softmax, arg, top_k, cumulative, unique]
