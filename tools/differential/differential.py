"""In: seeds of random models. Out: where the engine (native and wasm) differs from onnxruntime.

A seed always makes the same model. What differs is reduced to its fewest nodes and saved as a
folder with model.onnx and the inputs and outputs of onnxruntime, as the ONNX project's node tests
have them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from generators import GENERATORS
from maker import Array, Maker, NotRunnable, run
from onnx import numpy_helper

ROOT = Path(__file__).parents[2]
WASM = ["node", str(ROOT / "tools" / "conformance" / "wasm.js")]
NATIVE = [str(ROOT / "target" / "release" / "examples" / "conformance")]
FOUND = ROOT / "build" / "differential"
BATCH = 500
# A seed whose model onnxruntime does not run is tried again with the next of its own seeds.
ATTEMPTS = 40

Model = tuple[onnx.ModelProto, dict[str, Array], list[Array]]


def made(seed: int, only: str = "") -> tuple[str, Model] | None:
    """The model of a seed, with the name of its generator."""
    chosen = [entry for entry in GENERATORS if only in entry[0]]
    for attempt in range(ATTEMPTS):
        m = Maker(seed * ATTEMPTS + attempt)
        name, generator = m.choice(chosen)
        try:
            with np.errstate(all="ignore"):
                generator(m)
                return name, m.finish()
        except NotRunnable:
            continue
    return None


def write(folder: Path, model: Model) -> None:
    proto, inputs, outputs = model
    data = folder / "test_data_set_0"
    data.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(proto.SerializeToString())
    for kind, arrays in (("input", list(inputs.values())), ("output", outputs)):
        for index, array in enumerate(arrays):
            tensor = numpy_helper.from_array(np.ascontiguousarray(array).reshape(array.shape))
            (data / f"{kind}_{index}.pb").write_bytes(tensor.SerializeToString())


def make_and_write(arguments: tuple[int, str, Path]) -> int | None:
    seed, only, folder = arguments
    one = made(seed, only)
    if one is None:
        return seed
    name, model = one
    write(folder / f"{seed:08} {name}", model)
    return None


def outcomes(program: list[str], folder: Path) -> Iterator[dict[str, Any]]:
    result = subprocess.run([*program, str(folder)], capture_output=True, text=True, check=False)
    yield from (json.loads(line) for line in result.stdout.splitlines())
    if result.returncode:
        sys.exit(f"{program[0]} failed: {result.stderr[-2000:]}")


def is_bad(program: list[str], model: Model, kinds: set[str], folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    write(folder / "quantised candidate", model)
    return any(test["outcome"] in kinds for test in outcomes(program, folder))


def reduced(program: list[str], model: Model, kinds: set[str], folder: Path) -> Model:
    """The same failure with as few nodes as possible: an inner value becomes an input or output."""
    smaller = True
    while smaller and len(model[0].graph.node) > 1:
        smaller = False
        for candidate in candidates(model):
            if is_bad(program, candidate, kinds, folder):
                model, smaller = candidate, True
                break
    return model


def candidates(model: Model) -> Iterator[Model]:
    proto, inputs, _ = model
    nodes = list(proto.graph.node)
    names = [name for node in nodes for name in node.output if name]
    probe = onnx.ModelProto()
    probe.CopyFrom(proto)
    del probe.graph.output[:]
    probe.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    try:
        values = dict(zip(names, run(probe, inputs), strict=True))
    except NotRunnable:
        return
    for cut in names:
        # Only what leads to this value, or only what follows it.
        yield from variant(proto, inputs, values, [cut], {})
        yield from variant(
            proto, inputs, values, [it.name for it in proto.graph.output], {cut: values[cut]}
        )


def variant(
    proto: onnx.ModelProto,
    inputs: dict[str, Array],
    values: dict[str, Array],
    outputs: list[str],
    given: dict[str, Array],
) -> Iterator[Model]:
    needed, kept = set(outputs) - set(given), []
    for node in reversed(proto.graph.node):
        if set(node.output) & needed and not set(node.output) & set(given):
            kept.append(node)
            needed |= {name for name in node.input if name not in given}
            needed |= {
                name
                for attribute in node.attribute
                for inner in attribute.g.node
                for name in inner.input
            }
    if not kept or len(kept) >= len(proto.graph.node):
        return
    smaller = onnx.ModelProto()
    smaller.CopyFrom(proto)
    for field in ("node", "input", "initializer", "output"):
        smaller.graph.ClearField(field)
    smaller.graph.node.extend(reversed(kept))
    read = {name for node in kept for name in node.input} | needed
    smaller.graph.initializer.extend(it for it in proto.graph.initializer if it.name in read)
    smaller.graph.input.extend(it for it in proto.graph.input if it.name in read)
    for name, array in given.items():
        kind = onnx.helper.np_dtype_to_tensor_dtype(array.dtype)
        smaller.graph.input.append(onnx.helper.make_tensor_value_info(name, kind, array.shape))
    produced = {name for node in kept for name in node.output}
    smaller.graph.output.extend(
        onnx.ValueInfoProto(name=name) for name in outputs if name in produced
    )
    chosen = {it.name: (inputs | values)[it.name] for it in smaller.graph.input}
    try:
        yield smaller, chosen, run(smaller, chosen)
    except NotRunnable:
        return


def compare(program: list[str], folder: Path) -> tuple[Counter[str], list[dict[str, Any]]]:
    counts: Counter[str] = Counter()
    notable = []
    for test in outcomes(program, folder):
        counts[test["outcome"]] += 1
        if test["outcome"] != "passed":
            notable.append(test)
    return counts, notable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=2000, help="how many models")
    parser.add_argument("--minutes", type=float, help="as many models as take this long")
    parser.add_argument("--only", default="", help="part of a generator's name")
    parser.add_argument("--native", default=NATIVE[0], help="the example `conformance`, built")
    parser.add_argument(
        "--wasm", type=int, default=0, help="run one of so many models as wasm too; 0 for none"
    )
    parser.add_argument("--max-refused", type=float, default=0.02, help="share that may be refused")
    parser.add_argument("--show", action="store_true", help="print every refusal")
    arguments = parser.parse_args()
    native = [arguments.native]
    end = time.monotonic() + 60 * arguments.minutes if arguments.minutes else None
    totals: dict[str, Counter[str]] = {"native": Counter(), "wasm": Counter()}
    refusals: Counter[str] = Counter()
    bad: list[str] = []
    shutil.rmtree(FOUND, ignore_errors=True)
    batch_folder, seed, skipped = FOUND / "batch", arguments.first, 0
    with ProcessPoolExecutor() as pool:
        while (time.monotonic() < end) if end else seed < arguments.first + arguments.count:
            last = seed + BATCH if end else min(seed + BATCH, arguments.first + arguments.count)
            shutil.rmtree(batch_folder, ignore_errors=True)
            batch_folder.mkdir(parents=True)
            jobs = [(one, arguments.only, batch_folder) for one in range(seed, last)]
            skipped += sum(it is not None for it in pool.map(make_and_write, jobs, chunksize=25))
            counts, notable = compare(native, batch_folder)
            totals["native"] += counts
            for test in notable:
                if test["outcome"] == "refused":
                    refusals[
                        f"{test['operator']}: {test['why']}"[:170]
                        if arguments.show
                        else test["operator"]
                    ] += 1
                else:
                    bad.append(report("native", native, test, batch_folder))
            if arguments.wasm:
                part = FOUND / "part"
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                for index, test in enumerate(sorted(batch_folder.iterdir())):
                    if index % arguments.wasm == 0:
                        test.rename(part / test.name)
                counts, notable = compare(WASM, part)
                totals["wasm"] += counts
                known = {line.split()[1] for line in bad}
                for test in notable:
                    if test["outcome"] != "refused" and test["test"].split()[0] not in known:
                        bad.append(report("wasm", WASM, test, part))
            seed = last
            print(f"{seed - arguments.first} models, {len(bad)} bad", file=sys.stderr)
    for name, counts in totals.items():
        if counts:
            print(
                f"{name}: {counts.total()} models: "
                + ", ".join(f"{n} {outcome}" for outcome, n in counts.most_common())
            )
    if skipped:
        print(f"{skipped} seeds made no model that onnxruntime runs")
    for why, count in refusals.most_common(400 if arguments.show else 20):
        print(f"  refused {count} × {why}")
    refused = totals["native"]["refused"] / max(totals["native"].total(), 1)
    if bad or refused > arguments.max_refused:
        sys.exit(f"{len(bad)} bad, {refused:.2%} refused: see {FOUND}")


def report(where: str, program: list[str], test: dict[str, Any], folder: Path) -> str:
    """Reduces and saves a failure; returns a line about it."""
    seed, name = test["test"].split(" ", 1)
    source = folder / test["test"]
    proto = onnx.load(str(source / "model.onnx"))
    data = source / "test_data_set_0"

    def read(kind: str, count: int) -> list[Array]:
        return [
            numpy_helper.to_array(onnx.load_tensor(str(data / f"{kind}_{index}.pb")))
            for index in range(count)
        ]

    inputs = dict(
        zip(
            [it.name for it in proto.graph.input],
            read("input", len(proto.graph.input)),
            strict=True,
        )
    )
    model = (proto, inputs, read("output", len(proto.graph.output)))
    model = reduced(program, model, {test["outcome"]}, FOUND / "candidate")
    target = FOUND / f"{seed}-{name}-{where}"
    shutil.rmtree(target, ignore_errors=True)
    write(target, model)
    operators = " ".join(node.op_type for node in model[0].graph.node)
    line = f"{where} {seed} {name} {test['outcome']}: {operators}: {test['why']}"
    print(line, flush=True)
    return line


if __name__ == "__main__":
    main()
