"""In: the commands of Penchant and of the peer written in Rust, MovieLens, and what tables.py made.
Out: Penchant beside the libraries people know: quality, seconds of training, peak memory.

Every measurement is a process of its own, one at a time, Penchant and the peer in turn. Nothing but
the standard library is imported here, because a process starts with the peak memory of its parent.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

HERE = Path(__file__).parent
ALS = {"factors": 128, "regularization": 20, "alpha": 5, "iterations": 15, "random_state": 42}
ITEMS = {"name": "pearson_baseline", "user_based": False}


@dataclass(frozen=True)
class Contest:
    """A model of Penchant and the class that does the same, with the same hyper-parameters."""

    penchant: str
    peer: str
    options: dict[str, Any]

    @property
    def library(self) -> str:
        return self.peer.split(".")[0]

    @property
    def threads(self) -> str:
        """What the peer can use; Penchant gets no more."""
        return "all" if self.library == "implicit" else "1"

    @property
    def called(self) -> str:
        shown = {key: value for key, value in self.options.items() if key not in HIDDEN}
        arguments = ", ".join(f"{key}={value}" for key, value in shown.items())
        return f"{self.peer.split('.')[-1]}({arguments})"


# Not worth their place in a table.
HIDDEN = ("random_state", "verbose", "sim_options", "iterations", "regularization", "alpha")
NEIGHBOURS = "implicit.nearest_neighbours"
RANKINGS = [
    Contest("als(factors=128, solver=cg)", "implicit.als.AlternatingLeastSquares", ALS),
    Contest("als(factors=128)", "implicit.als.AlternatingLeastSquares", ALS | {"use_cg": False}),
    Contest("items(neighbours=50, weighting=none)", f"{NEIGHBOURS}.CosineRecommender", {"K": 50}),
    Contest("items(neighbours=500)", f"{NEIGHBOURS}.TFIDFRecommender", {"K": 500}),
    # Each with the constants of its own: here a cosine with K1 = 100 and B = .8, there an inner
    # product, which is best with a small K1.
    Contest("items(neighbours=500, weighting=bm25)", f"{NEIGHBOURS}.BM25Recommender", {"K": 500}),
]
RATINGS = [
    Contest("knn", "surprise.KNNBaseline", {"k": 40, "sim_options": ITEMS, "verbose": False}),
    Contest(
        "biased-svd",
        "surprise.SVD",
        {"n_factors": 100, "n_epochs": 60, "reg_all": 0.1, "random_state": 42},
    ),
    Contest(
        "biased-svd(epochs=20, regularization=0.02)",
        "surprise.SVD",
        {"n_factors": 100, "n_epochs": 20, "reg_all": 0.02, "random_state": 42},
    ),
    # Each with its own epochs and rate: discorec's falls as it learns, which would not suit ours.
    Contest(
        "biased-svd(factors=20)",
        "discorec.RecommenderBuilder",
        {"factors": 20, "iterations": 20, "regularization": 0.1},
    ),
]
# The peer's own measure of popularity must agree with Penchant's, or its metrics are not the same.
POPULARITY = Contest("popularity", "popularity", {})
# What takes as long as this is not run again.
ENOUGH_S = 60
METRICS = {"rankings": ("ndcg@100", "recall@20"), "ratings": ("rmse", "mae")}


@dataclass(frozen=True)
class Data:
    name: str
    ratings: Path
    liked_above: float
    rating_folds: Path
    # Without these, rankings are timed and not judged.
    user_folds: Path | None = None


class Bench:
    def __init__(self, arguments: argparse.Namespace) -> None:
        self.penchant: Path = arguments.penchant.resolve()
        self.discorec: Path = arguments.discorec.resolve()
        self.repeats = 1 if arguments.quick else arguments.repeats
        tables: Path = arguments.tables
        movielens: Path = arguments.movielens
        self.data = [
            Data(
                "MovieLens ml-latest-small",
                movielens / "ratings.csv",
                3.5,
                tables / "rating-folds.csv",
                movielens / "folds.csv",
            ),
            Data("a million made ratings", tables / "made.csv", 0, tables / "made-folds.csv"),
        ]

    # --- one measurement -------------------------------------------------------------------

    def run_penchant(self, *words: object, threads: str = "all") -> dict[str, Any]:
        return measured([self.penchant, *words, "--json"], threads)

    def run_peer(self, contest: Contest, data: Data, *words: object) -> dict[str, Any]:
        if contest.library == "discorec":
            command = [self.discorec, data.ratings, data.rating_folds, *contest.options.values()]
            return measured(command, contest.threads)
        command = [sys.executable, HERE / "peer.py", contest.peer, json.dumps(contest.options)]
        command += [data.ratings, "--liked-above", data.liked_above, *words]
        return measured(command, contest.threads)

    def ranking_times(self, contest: Contest, data: Data) -> list[dict[str, Any]]:
        with tempfile.TemporaryDirectory() as folder:
            words = ["train", data.ratings, "--model", contest.penchant, "--predict", "none"]
            words += ["--positive-above", data.liked_above, "--output", Path(folder) / "of.pack"]
            ours = self.run_penchant(*words)
        return [ours | {"train_s": [ours["train_s"]]}, self.run_peer(contest, data)]

    def rating_times(self, contest: Contest, data: Data) -> list[dict[str, Any]]:
        words = ["evaluate", data.ratings, "--protocol", "ratings"]
        words += ["--folds", data.rating_folds, "--models", contest.penchant]
        ours = self.run_penchant(*words, threads=contest.threads)
        theirs = self.run_peer(contest, data, "--folds", data.rating_folds)
        return [ours["models"][0] | {"peak_mb": ours["peak_mb"]}, theirs]

    def ranking_quality(self, contest: Contest, data: Data) -> list[dict[str, float]]:
        words = ["evaluate", data.ratings, "--folds", data.user_folds, "--models", contest.penchant]
        ours = self.run_penchant(*words, "--metrics", ",".join(METRICS["rankings"]))
        theirs = self.run_peer(contest, data, "--folds", data.user_folds)
        return [ours["models"][0]["metrics"], theirs["metrics"]]

    # --- all of them -----------------------------------------------------------------------

    def compare(self) -> list[dict[str, Any]]:
        rows = []
        for data in self.data:
            if data.user_folds:
                self.check_metrics(data)
            for kind, contests in (("rankings", RANKINGS), ("ratings", RATINGS)):
                rows += [self.contest(kind, contest, data) for contest in contests]
        return rows

    def check_metrics(self, data: Data) -> None:
        ours, theirs = self.ranking_quality(POPULARITY, data)
        for metric in METRICS["rankings"]:
            if abs(ours[metric] - theirs[metric]) >= 5e-5:
                sys.exit(f"error: {metric} of popularity is {ours[metric]} and {theirs[metric]}")
        say(f"{data.name}: both sides measure popularity alike, {describe(ours)}")

    def contest(self, kind: str, contest: Contest, data: Data) -> dict[str, Any]:
        time = self.ranking_times if kind == "rankings" else self.rating_times
        runs: list[list[dict[str, Any]]] = []
        began = monotonic()
        while not runs or (len(runs) < self.repeats and monotonic() - began < ENOUGH_S):
            runs.append(time(contest, data))
            ours, theirs = (statistics.mean(run["train_s"]) for run in runs[-1])
            say(
                f"{data.name}: {contest.penchant} {ours:.3f} s, "
                f"{contest.library} {contest.called} {theirs:.3f} s"
            )
        metrics: list[dict[str, float] | None] = [run.get("metrics") for run in runs[0]]
        if kind == "rankings" and data.user_folds:
            metrics = [*self.ranking_quality(contest, data)]
        sides = [
            {
                # Folds are averaged; of repeats the median is taken.
                "train_s": statistics.median(statistics.mean(run[side]["train_s"]) for run in runs),
                "peak_mb": statistics.median(run[side]["peak_mb"] for run in runs),
                "metrics": metrics[side],
            }
            for side in range(2)
        ]
        return {
            "data": data.name,
            "kind": kind,
            "threads": contest.threads,
            "runs": len(runs),
            "penchant": {"model": contest.penchant} | sides[0],
            "peer": {"library": contest.library, "model": contest.called} | sides[1],
            "train_ratio": sides[0]["train_s"] / sides[1]["train_s"],
        }


def measured(command: list[object], threads: str) -> dict[str, Any]:
    """What a command printed as JSON, and the peak of its memory."""
    # implicit has threads of its own, and asks that those of the library below be off.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    if threads != "all":
        environment |= {"RAYON_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
    words = [str(word) for word in command]
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=complaints, env=environment, text=True
        )
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            complaints.seek(0)
            sys.exit(f"error: {' '.join(words)} failed\n{complaints.read().strip()}")
    unit = 1 if sys.platform == "darwin" else 1024
    return json.loads(printed) | {"peak_mb": usage.ru_maxrss * unit / 1e6}


# --- what people see ---------------------------------------------------------------------------


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def describe(metrics: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in metrics.items())


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def table(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    # Names to the left, numbers to the right.
    lines = (
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
    return "\n".join(lines)


def report(rows: list[dict[str, Any]], kind: str) -> str:
    header = ["Penchant", "peer", "threads", "runs"]
    header += [f"{metric} {side}" for metric in METRICS[kind] for side in ("ours", "theirs")]
    header += ["seconds ours", "theirs", "ratio", "MB ours", "theirs"]
    cells = [header]
    for row in rows:
        sides = [row["penchant"], row["peer"]]
        cell = [sides[0]["model"], f"{sides[1]['library']}: {sides[1]['model']}"]
        cell += [row["threads"], str(row["runs"])]
        for metric in METRICS[kind]:
            cell += [f"{side['metrics'][metric]:.4f}" if side["metrics"] else "" for side in sides]
        cell += [f"{side['train_s']:.3f}" for side in sides] + [f"{row['train_ratio']:.2f}"]
        cells.append(cell + [f"{side['peak_mb']:.0f}" for side in sides])
    return table(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--penchant", type=Path, required=True)
    parser.add_argument("--discorec", type=Path, required=True)
    parser.add_argument("--movielens", type=Path, required=True)
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument(
        "--repeats", type=int, default=3, help="of each measurement of time at most"
    )
    parser.add_argument("--quick", action="store_true", help="measure once")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    rows = bench.compare()
    versions = {name: version(name) for name in ("implicit", "scikit-surprise", "numpy", "scipy")}
    printed = subprocess.run([arguments.penchant, "--version"], capture_output=True, text=True)
    manifest = tomllib.loads((HERE / "discorec" / "Cargo.toml").read_text(encoding="utf-8"))
    versions["discorec"] = manifest["dependencies"]["discorec"].strip("=")
    versions["penchant"] = printed.stdout.split()[-1]
    about = {
        "repeats": bench.repeats,
        "cores": os.cpu_count(),
        "processor": processor(),
        "versions": versions,
    }
    if arguments.json:
        print(json.dumps(about | {"results": rows}))
        return
    for data in bench.data:
        of_data = [row for row in rows if row["data"] == data.name]
        for kind in METRICS:
            print(f"\n{data.name}, {kind}\n")
            print(report([row for row in of_data if row["kind"] == kind], kind))
    print("\nSeconds of training alone, the median of the runs; ratio: ours / theirs;")
    print("MB at the peak of the whole process. On one thread where the peer has but one.")
    print(f"{about['cores']} cores of {about['processor']}")
    print(", ".join(f"{name} {number}" for name, number in versions.items()))


if __name__ == "__main__":
    main()
