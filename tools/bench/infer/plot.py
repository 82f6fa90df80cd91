"""In: what infer.js measured, as JSON. Out: an SVG of what one run takes, by model and engine."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402

ENGINES = {
    "penchant": "Penchant",
    "onnxruntime": "onnxruntime-web",
    "tfjs": "TensorFlow.js, wasm",
}
WIDTH = 0.27


def named(case: dict[str, Any]) -> str:
    threads = case["threads"]
    return f"{case['model']}\n{'one thread' if threads == 1 else f'{threads} threads'}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw what one run takes.")
    parser.add_argument("measured", type=Path)
    parser.add_argument("svg", type=Path)
    arguments = parser.parse_args()
    measured = json.loads(arguments.measured.read_text(encoding="utf-8"))
    cases = [case for case in measured["cases"] if "times" in case]
    # The same measurements give the same bytes, and text stays text.
    pyplot.rcParams |= {"svg.hashsalt": "penchant", "svg.fonttype": "none"}
    figure, axes = pyplot.subplots(figsize=(max(4, 1.5 * len(cases)), 5), layout="constrained")
    for place, (engine, label) in enumerate(ENGINES.items()):
        points = [
            (x, case["times"][engine]) for x, case in enumerate(cases) if engine in case["times"]
        ]
        if not points:
            continue
        at = [x + (place - 1) * WIDTH for x, _ in points]
        medians = [times["median_ms"] for _, times in points]
        bars = axes.bar(at, medians, WIDTH, label=label)
        axes.bar_label(bars, [f"{median:.1f}" for median in medians], fontsize=7)
        axes.plot(at, [times["p95_ms"] for _, times in points], "k_", markersize=6)
    axes.plot([], [], "k_", label="95th percentile (bars: median)")
    axes.set_xticks(range(len(cases)), [named(case) for case in cases], fontsize=7)
    axes.set_ylabel("one run, milliseconds")
    axes.set_title(f"Chromium {measured['chromium']}, {measured['processor']}", fontsize=10)
    axes.grid(axis="y", alpha=0.2)
    axes.legend(fontsize=8)
    figure.savefig(arguments.svg, metadata={"Date": None})


if __name__ == "__main__":
    main()
