"""In: what recommend.js measured, as JSON. Out: an SVG of milliseconds against items."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402

CURVES = {
    "penchant": "Penchant in Chromium, all controls on",
    "loop": "a plain JavaScript loop in Chromium, dot products alone",
    "implicit": "implicit's native recommend, one thread",
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw what one call takes.")
    parser.add_argument("measured", type=Path)
    parser.add_argument("svg", type=Path)
    arguments = parser.parse_args()
    measured = json.loads(arguments.measured.read_text(encoding="utf-8"))
    rows = measured["sizes"]
    items = [row["items"] for row in rows]
    # The same measurements give the same bytes, and text stays text.
    pyplot.rcParams |= {"svg.hashsalt": "penchant", "svg.fonttype": "none"}
    figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
    for name, label in CURVES.items():
        (line,) = axes.loglog(items, [row[name]["median_ms"] for row in rows], "o-", label=label)
        p95 = [row[name]["p95_ms"] for row in rows]
        axes.loglog(items, p95, ":", color=line.get_color())
    limits = [
        target for target in measured["targets"] if target["items"] and target["unit"] == "ms"
    ]
    axes.plot(
        [target["items"] for target in limits],
        [target["limit"] for target in limits],
        "k_",
        markersize=24,
        label="what Penchant's 95th percentile may be",
    )
    axes.plot([], [], "k:", label="95th percentile (lines: median)")
    axes.set_xlabel(f"items in the catalogue, of {measured['factors']} factors")
    axes.set_ylabel("one call, milliseconds")
    axes.set_title(
        f"{measured['n']} picks for a history of 50, {measured['processor']}", fontsize=10
    )
    axes.grid(which="both", alpha=0.2)
    axes.legend(fontsize=8)
    figure.savefig(arguments.svg, metadata={"Date": None})


if __name__ == "__main__":
    main()
