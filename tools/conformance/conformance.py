"""In: the engine, natively and as wasm, and the node tests of PyPI's onnx. Out: docs/operators.md.

Each test is a model of one operator with its inputs and outputs. It passes, is refused with a typed
error, or answers wrongly. With `--check` nothing is written: the document must be what comes out.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import onnx

NODE_TESTS = Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "operators.md"

WASM = ["node", str(Path(__file__).with_name("wasm.js"))]

# What the tests expect is not what the operator's text says: it saturates, and these wrap around.
# onnxruntime answers as we do; test_conformance.py checks that.
DISPUTED = {f"test_qlinearmatmul_{rank}D_int8_float{bits}" for rank in (2, 3) for bits in (16, 32)}

# Why tests are refused: a pattern for the operator's name and the error, and the explanation.
EXPLAINED = [
    (
        "FLOAT8|INT4|BFLOAT16",
        "8-bit floats, 4-bit integers and bfloat16: export with f16, f32 or int8",
    ),
    ("type STRING|^String|^Regex|^TfIdf", "strings: tensors hold numbers"),
    (
        "not a tensor|Sequence|^Optional",
        "sequences and optional values: inputs and outputs are tensors",
    ),
    (
        "version 0 of the ONNX operators",
        "models that only have operators of other domains: tree ensembles and training steps",
    ),
    ("version 1 of the ONNX operators", "operator versions before 7"),
    ("^ImageDecoder", "image files: pictures are decoded before the model gets them"),
    ("^Bernoulli|^Dropout", "random numbers: the tests expect those of NumPy's generator"),
    ("[Bb]locked|I16|U16", "quantisation in blocks or to 16 bits"),
    (
        "^AffineGrid|^Range|^Loop",
        "loops, and conditions whose other branch does not fit the given shapes",
    ),
    (
        "^(Unique|DeformConv|RoiAlign|Det) ",
        "operators that tract lacks and that cannot be written with others",
    ),
    ("^Reduce(Max|Min) .*Bool", "maximum and minimum of booleans"),
    ("^Scan ", "Scan in operator version 8"),
]

HEAD = """\
# Supported ONNX operators

PyPI's `onnx` {version} has {tests} node tests: models of one operator each, with inputs and
outputs. These are the results:

|  | passed | refused | wrong | panicked or timed out | disputed |
| :-- | -----: | ------: | ----: | ------------------: | -------: |
| native | {native} |
| wasm | {wasm} |

A test passes if types and shapes are equal, and every number is within a thousandth of its expected
value or a hundred-thousandth of the largest one; quantised numbers may differ by one step. Refused
means that the engine returned a typed error instead of an answer. Four tests of QLinearMatMul are
disputed: they expect a sum to wrap around, but the specification says that it saturates; Penchant
agrees with onnxruntime. Different in wasm: {apart}.

A test named `_expanded` counts for the operator that it expands. The table and the list of reasons
below are those of the native engine. Operators that tract lacks, or supports only in part, are
replaced by operators that it has (`src/infer/check/lower/`).

To write this document again, after `./build.sh build`:

    cargo build --release --package penchant-infer --example conformance
    python tools/conformance/conformance.py {program}

| operator | passed | refused | wrong |
| :------- | -----: | ------: | ----: |
"""


def run(program: list[str]) -> list[dict[str, Any]]:
    command = [*program, str(NODE_TESTS)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    tests = [json.loads(line) for line in result.stdout.splitlines()]
    for test in tests:
        if test["test"] in DISPUTED and test["outcome"] == "wrong":
            test["outcome"] = "disputed"
    return tests


def total(tests: list[dict[str, Any]]) -> str:
    outcomes = Counter(test["outcome"] for test in tests)
    dead = outcomes["panicked"] + outcomes["endless"]
    counts = [*(outcomes[name] for name in ["passed", "refused", "wrong"]), dead]
    return " | ".join(map(str, [*counts, outcomes["disputed"]]))


def apart(tests: list[dict[str, Any]], wasm: list[dict[str, Any]]) -> str:
    native = {test["test"]: test["outcome"] for test in tests}
    others = [test for test in wasm if test["outcome"] != native.get(test["test"])]
    return ", ".join(f"`{test['test']}` is {test['outcome']}" for test in others) or "none"


def document(tests: list[dict[str, Any]], wasm: list[dict[str, Any]]) -> str:
    text = HEAD.format(
        version=onnx.__version__,
        tests=len(tests),
        native=total(tests),
        wasm=total(wasm),
        apart=apart(tests, wasm),
        program="target/release/examples/conformance",
    )
    operators: dict[str, Counter[str]] = defaultdict(Counter)
    for test in tests:
        operators[test["operator"]][test["outcome"]] += 1
    for operator, counts in sorted(operators.items()):
        wrong = counts["wrong"] + counts["panicked"] + counts["endless"] + counts["disputed"]
        text += f"| {operator} | {counts['passed']} | {counts['refused']} | {wrong} |\n"
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for test in tests:
        if test["outcome"] == "refused":
            reasons[explanation(test)][test["operator"]] += 1
    text += "\n## Reasons for refusals\n\n"
    for why, counts in sorted(reasons.items(), key=lambda entry: (-entry[1].total(), entry[0])):
        names = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
        text += f"- {counts.total()} × {why} ({names})\n"
    return text


def explanation(test: dict[str, Any]) -> str:
    """Why a test is refused, for people. A new reason has to be explained first."""
    refusal = f"{test['operator']} {test['why']}"
    for pattern, why in EXPLAINED:
        if re.search(pattern, refusal):
            return why
    sys.exit(f"{test['test']} is refused for a reason that EXPLAINED does not have: {refusal}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="the example `conformance`, built; the wasm is built too")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it differs")
    arguments = parser.parse_args()
    text = document(run([arguments.program]), run(WASM))
    if not arguments.check:
        DOCUMENT.write_text(text, encoding="utf-8")
    elif DOCUMENT.read_text(encoding="utf-8") != text:
        sys.exit(f"{DOCUMENT} is not what the tests say now: run this without --check")


if __name__ == "__main__":
    main()
