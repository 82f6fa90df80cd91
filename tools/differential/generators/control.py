"""Inner graphs: If, Loop, Scan; dropout; random numbers, of which only the shapes are compared."""

import numpy as np
import onnx
from maker import Maker
from onnx import TensorProto, helper


def graph_of(
    name: str,
    nodes: list[onnx.NodeProto],
    inputs: list[onnx.ValueInfoProto],
    outputs: list[str],
    kinds: list[int] | None = None,
) -> onnx.GraphProto:
    kinds = kinds or [TensorProto.FLOAT] * len(outputs)
    values = [
        helper.make_tensor_value_info(output, kind, None)
        for output, kind in zip(outputs, kinds, strict=True)
    ]
    return helper.make_graph(nodes, name, inputs, values)


def branches(m: Maker) -> None:
    x = m.input(m.array(m.shape(1, 3)))
    one, other = (m.choice(["Relu", "Neg", "Abs", "Tanh"]) for _ in range(2))
    graphs = [
        graph_of(op, [helper.make_node(op, [x], [f"in_{op}_{k}"])], [], [f"in_{op}_{k}"])
        for k, op in enumerate((one, other))
    ]
    condition = m.either(np.array(m.chance(0.5)), 0.6)
    m.op("If", [condition], then_branch=graphs[0], else_branch=graphs[1])


def loop(m: Maker) -> None:
    shape = m.shape(1, 2)
    x, step = m.input(m.array(shape)), m.input(m.array(shape, spread=0.3))
    body = graph_of(
        "body",
        [
            helper.make_node("Add", ["carried", step], ["next"]),
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("Mul", ["next", "next"], ["seen"]),
        ],
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried", TensorProto.FLOAT, shape),
        ],
        ["go_on", "next", "seen"],
        [TensorProto.BOOL, TensorProto.FLOAT, TensorProto.FLOAT],
    )
    m.ops(
        "Loop",
        [m.weight(np.array(m.int(1, 4), np.int64)), m.weight(np.array(True)), x],
        2,
        body=body,
    )


def scan(m: Maker) -> None:
    m.opset = max(m.opset, 9)
    length, size = m.int(1, 4), m.int(1, 3)
    start, items = m.input(m.array([size])), m.input(m.array([length, size]))
    body = graph_of(
        "body",
        [
            helper.make_node("Add", ["sum", "item"], ["total"]),
            helper.make_node("Tanh", ["total"], ["shown"]),
        ],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [size])
            for name in ("sum", "item")
        ],
        ["total", "shown"],
    )
    directions = {"scan_input_directions": [m.int(0, 1)], "scan_output_directions": [m.int(0, 1)]}
    m.ops("Scan", [start, items], 2, body=body, num_scan_inputs=1, **m.some(**directions))


def dropout(m: Maker) -> None:
    x = m.input(m.array(m.shape(1, 3)))
    outputs = m.int(1, 2)
    if m.opset < 12:
        m.ops("Dropout", [x], outputs, **m.some(ratio=0.3))
    else:
        ratio = [m.weight(np.array(0.3, np.float32))] if m.chance(0.5) else []
        m.ops("Dropout", [x, *ratio], outputs)


def random_numbers(m: Maker) -> None:
    """Times zero: no two engines draw the same."""
    shape = m.shape(1, 3)
    x = m.input(m.array(shape))
    kind = m.choice(["RandomNormal", "RandomUniform"])
    extent = {"mean": 2.0, "scale": 3.0} if kind == "RandomNormal" else {"low": -1.0, "high": 4.0}
    attributes = m.some(dtype=TensorProto.FLOAT, seed=7.0, **extent)
    if m.chance(0.6):
        drawn = m.op(f"{kind}Like", [x], **attributes)
    else:
        drawn = m.op(kind, [], shape=shape, **attributes)
    m.op("Add", [x, m.op("Mul", [drawn, m.weight(np.float32(0))])])


GENERATORS = [branches, loop, scan, dropout, random_numbers]
