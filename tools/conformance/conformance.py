"""In: the engine, natively and as wasm, its table of operators, and the node tests of two releases
of PyPI's onnx. Out: docs/operators.md.

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

import node_tests

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "operators.md"

WASM = ["node", str(Path(__file__).with_name("wasm.js"))]
OLDER = "1.17.0"

# What the tests expect is not what the operator's text says. test_conformance.py checks that
# onnxruntime disagrees with them too.
SATURATES = "a sum that does not fit saturates; these wrap around"
WHOLE = "the divisor is what lies within the padded input"
LENGTH = "`length_resized` is the length of the resized tensor; these take a fraction"
DISPUTED = {
    **{
        f"test_qlinearmatmul_{rank}D_int8_float{bits}": SATURATES
        for rank in (2, 3)
        for bits in (16, 32)
    },
    "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True": WHOLE,
    "test_resize_downsample_scales_cubic_align_corners": LENGTH,
    "test_resize_downsample_scales_linear_align_corners": LENGTH,
}
# Random numbers: the tests expect those of NumPy's generator.
RANDOM = re.compile("^test_bernoulli")

# Why tests are refused: a pattern for the operator's name and the error, and the explanation.
EXPLAINED = [
    (
        "FLOAT8|FLOAT4|BFLOAT16|type number 2[4-9]",
        "floats of 8 bits and less, bfloat16, integers of 2 bits",
    ),
    ("INT4", "integers of 4 bits as inputs or outputs: as weights they are read"),
    (
        "STRING|^String|^Regex|strings|^TfIdf|^Image",
        "computing with strings and encoded pictures: strings are only looked up and moved",
    ),
    (
        "not a tensor|[Ss]equence|^Optional|optional",
        "sequences and optional values: inputs and outputs are tensors",
    ),
    ("preview", "operators of training, and previews of operators"),
    ("version [1-6] of the", "operator versions before 7"),
    ("^Dropout|training_mode|for training", "training: models are exported for inference"),
    ("^Scan ", "Scan in operator version 8"),
    ("^ReduceM(ax|in) |no numbers of which", "the largest of no numbers"),
    ("runs no iteration", "loops that collect nothing, whose output has no known shape"),
]

HEAD = """\
# Supported ONNX operators

The engine takes versions 7 to {newest} of the ONNX operators, and those of `ai.onnx.ml` and
`com.microsoft`. It is held against the ONNX project's node tests, which are models of one operator
each, with inputs and outputs, of two releases of PyPI's `onnx`:

| release | engine | tests | passed | refused | wrong | panicked or timed out | disputed | random |
| :-- | :-- | --: | --: | --: | --: | --: | --: | --: |
{totals}
A test passes if types and shapes are equal, and every number is within a thousandth of its expected
value or a hundred-thousandth of the largest one; quantised numbers may differ by one step. Refused
means that the engine returned a typed error instead of an answer. Different in wasm: {apart}.

Disputed tests expect something else than the text of the operator says, and onnxruntime differs
from them too:

{disputed}
Random models, natively and as wasm beside onnxruntime, are made by `tools/differential`.

To write this document again, after `./build.sh build`:

    ./build.sh operators

## The operators

This table is the engine's own (`src/infer/operators/`); a test holds it against the schemas of the
newest release. An attribute that it does not name, or a value that it does not honour, is refused.
Passed and refused are tests of the newest release.

| operator | versions | attributes | passed | refused |
| :-- | :-- | :-- | --: | --: |
"""


def run(program: list[str], folder: Path) -> list[dict[str, Any]]:
    command = [*program, str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    tests = [json.loads(line) for line in result.stdout.splitlines()]
    for test in tests:
        if test["outcome"] == "wrong" and test["test"] in DISPUTED:
            test["outcome"] = "disputed"
        if test["outcome"] == "wrong" and RANDOM.search(test["test"]):
            test["outcome"] = "random"
    return tests


def total(tests: list[dict[str, Any]]) -> str:
    outcomes = Counter(test["outcome"] for test in tests)
    dead = outcomes["panicked"] + outcomes["endless"]
    counts = [len(tests), *(outcomes[name] for name in ["passed", "refused", "wrong"]), dead]
    return " | ".join(map(str, [*counts, outcomes["disputed"], outcomes["random"]]))


def apart(tests: list[dict[str, Any]], wasm: list[dict[str, Any]]) -> str:
    native = {test["test"]: test["outcome"] for test in tests}
    others = [test for test in wasm if test["outcome"] != native.get(test["test"])]
    return ", ".join(f"`{test['test']}` is {test['outcome']}" for test in others) or "none"


Tests = dict[str, list[dict[str, Any]]]


def all_tests(program: str, older: Path) -> dict[str, Tests]:
    """The outcomes by release and by engine."""
    folders = {OLDER: older, onnx.__version__: node_tests.newest()}
    engines = {"native": [program], "wasm": WASM}
    return {
        release: {engine: run(command, folder) for engine, command in engines.items()}
        for release, folder in folders.items()
    }


def versions(row: dict[str, Any]) -> str:
    if row["until"] is None:
        return "all" if row["since"] <= 7 else f"{row['since']} and later"
    return f"{row['since']} to {row['until']}"


def document(tests: dict[str, Tests], table: list[dict[str, Any]]) -> str:
    totals, differences = "", []
    for release, engines in tests.items():
        for engine, outcomes in engines.items():
            totals += f"| {release} | {engine} | {total(outcomes)} |\n"
        differences.append(apart(engines["native"], engines["wasm"]))
    newest = tests[onnx.__version__]["native"]
    disputed = defaultdict(list)
    for name, why in DISPUTED.items():
        disputed[why].append(f"`{name}`")
    text = HEAD.format(
        newest=onnx.defs.onnx_opset_version(),
        totals=totals,
        apart="; ".join(sorted(set(differences))),
        disputed="".join(f"- {', '.join(names)}: {why}.\n" for why, names in disputed.items()),
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for test in newest:
        counts[test["operator"]][test["outcome"]] += 1
    for row in sorted(table, key=lambda row: (row["domain"], row["name"], row["since"])):
        name = f"{row['domain']}.{row['name']}" if row["domain"] else row["name"]
        about = "; ".join(f"`{attribute}`: {values}" for attribute, values in row["attributes"])
        about = f"refused: {row['refused']}" if row["refused"] else about
        passed, refused = counts[name]["passed"], counts[name]["refused"]
        text += f"| {name} | {versions(row)} | {about} | {passed} | {refused} |\n"
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for test in newest:
        if test["outcome"] == "refused":
            reasons[explanation(test)][test["operator"]] += 1
    text += f"\n## Reasons for refusals of tests of {onnx.__version__}\n\n"
    for why, operators in sorted(reasons.items(), key=lambda entry: (-entry[1].total(), entry[0])):
        names = ", ".join(f"{name} {count}" for name, count in sorted(operators.items()))
        text += f"- {operators.total()} × {why} ({names})\n"
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
    parser.add_argument("operators", help="the example `operators`, built")
    parser.add_argument("older", type=Path, help=f"the folder of the node tests of onnx {OLDER}")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it differs")
    arguments = parser.parse_args()
    table = json.loads(
        subprocess.run([arguments.operators], capture_output=True, text=True, check=True).stdout
    )
    text = document(all_tests(arguments.program, arguments.older), table)
    if not arguments.check:
        DOCUMENT.write_text(text, encoding="utf-8")
    elif DOCUMENT.read_text(encoding="utf-8") != text:
        sys.exit(f"{DOCUMENT} is not what the tests say now: run `./build.sh operators`")


if __name__ == "__main__":
    main()
