"""In: the engine's table of operators. Out: a corpus for fuzzing that has them all: random models
of every generator, the ONNX project's node tests, and for what neither has a node by itself.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onnx
from differential import made
from generators import GENERATORS
from onnx import helper

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tools" / "conformance"))
from node_tests import newest  # noqa: E402

# Larger models are slow to run, and the fuzzer shortens its inputs to this.
MAX_BYTES = 20_000
# How many models each generator makes, and how many more are tried for operators that are missing.
EACH, MORE = 6, 60

Operator = tuple[str, str]


def operators_of(graph: onnx.GraphProto) -> Iterator[Operator]:
    for node in graph.node:
        yield "" if node.domain == "ai.onnx" else node.domain, node.op_type
        for attribute in node.attribute:
            yield from operators_of(attribute.g)


def models() -> Iterator[tuple[str, onnx.ModelProto, bool]]:
    """Names and models, and whether one counts only if it has an operator that was missing."""
    for test in sorted(newest().iterdir()):
        yield test.name, onnx.load(str(test / "model.onnx")), False
    for seed in range(EACH + MORE):
        for name in dict.fromkeys(name for name, _ in GENERATORS):
            if one := made(seed, name):
                yield f"{name}-{seed}", one[1][0], seed >= EACH


def alone(row: dict[str, Any]) -> onnx.ModelProto:
    """A node of an operator on small matrices."""
    names = [f"x{index}" for index in range(max(row["minInputs"], 1))]
    inputs = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [2, 2]) for name in names]
    node = helper.make_node(row["name"], names, ["y"], domain=row["domain"])
    graph = helper.make_graph([node], "g", inputs, [onnx.ValueInfoProto(name="y")])
    opsets = [helper.make_opsetid(domain, row["since"]) for domain in {"", row["domain"]}]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operators", help="the example `operators`, built")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    table = json.loads(
        subprocess.run([arguments.operators], capture_output=True, check=True).stdout
    )
    missing = {(row["domain"], row["name"]): row for row in table if not row["refused"]}
    arguments.folder.mkdir(parents=True, exist_ok=True)
    count, known = 0, len(missing)

    def write(name: str, model: onnx.ModelProto) -> None:
        nonlocal count
        data = model.SerializeToString()
        if len(data) <= MAX_BYTES:
            (arguments.folder / f"{name}.onnx").write_bytes(data)
            count += 1
            for operator in operators_of(model.graph):
                missing.pop(operator, None)

    for name, model, only_missing in models():
        if not missing and only_missing:
            break
        if not only_missing or missing.keys() & set(operators_of(model.graph)):
            write(name, model)
    print(f"{count} models with {known - len(missing)} of the {known} operators of the table")
    for (domain, name), row in list(missing.items()):
        print(f"alone: {domain} {name}")
        write(f"alone-{domain}-{name}", alone(row))


if __name__ == "__main__":
    main()
