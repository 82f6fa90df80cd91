"""In: the engine's table of operators. Out: a corpus for fuzzing with models of all of them: random
models of every generator, and the ONNX project's node tests.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import onnx
from differential import made
from generators import GENERATORS

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tools" / "conformance"))
from node_tests import newest  # noqa: E402

# Larger models are slow to run, and the fuzzer shortens its inputs to this.
MAX_BYTES = 20_000


def models(each: int) -> Iterator[tuple[str, bytes]]:
    for name in dict.fromkeys(name for name, _ in GENERATORS):
        for seed in range(each):
            if one := made(seed, name):
                yield f"{name}-{seed}", one[1][0].SerializeToString()
    for test in sorted(newest().iterdir()):
        yield test.name, (test / "model.onnx").read_bytes()


def operators_of(graph: onnx.GraphProto) -> Iterator[tuple[str, str]]:
    for node in graph.node:
        yield node.domain.removeprefix("ai.onnx") if node.domain == "ai.onnx" else (
            node.domain
        ), node.op_type
        for attribute in node.attribute:
            yield from operators_of(attribute.g)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operators", help="the example `operators`, built")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=6, help="how many models of each generator")
    arguments = parser.parse_args()
    table = json.loads(subprocess.run([arguments.operators], capture_output=True, check=True).stdout)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    count, seen = 0, set()
    for name, model in models(arguments.each):
        if len(model) <= MAX_BYTES:
            (arguments.folder / f"{name}.onnx").write_bytes(model)
            count += 1
            seen |= set(operators_of(onnx.load_model_from_string(model).graph))
    known = {(row["domain"], row["name"]) for row in table if not row["refused"]}
    print(f"{count} models, with {len(known & seen)} of the {len(known)} operators of the table")
    if missing := known - seen:
        print("without " + ", ".join(sorted(f"{domain} {name}".strip() for domain, name in missing)))


if __name__ == "__main__":
    main()
