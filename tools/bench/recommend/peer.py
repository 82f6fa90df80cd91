"""In: factors as plain f32, and the history and settings that made_pack printed. Out: a line of
JSON: what each `recommend` of implicit takes, what it picks, and the visitor's factors.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import implicit
import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix

WARM_UP = 50


def main() -> None:
    parser = argparse.ArgumentParser(description="Time implicit's recommend for one visitor.")
    parser.add_argument("factors", type=Path)
    parser.add_argument("history", type=Path)
    parser.add_argument("--width", type=int, required=True, help="factors per item")
    parser.add_argument("--n", type=int, required=True)
    parser.add_argument("--calls", type=int, required=True)
    arguments = parser.parse_args()
    made = json.loads(arguments.history.read_text(encoding="utf-8"))
    factors = np.fromfile(arguments.factors, dtype="<f4").reshape(-1, arguments.width)
    model = AlternatingLeastSquares(
        factors=arguments.width,
        regularization=made["regularization"],
        alpha=made["alpha"],
        num_threads=1,
    )
    model.item_factors = factors
    likes, history = np.ones(len(made["history"]), dtype=np.float32), made["history"]
    user_items = csr_matrix((likes, (np.zeros_like(history), history)), shape=(1, len(factors)))
    taken = []
    for _ in range(WARM_UP + arguments.calls):
        began = time.perf_counter()
        picks, _ = model.recommend(0, user_items, N=arguments.n, recalculate_user=True)
        taken.append(1000 * (time.perf_counter() - began))
    unit = 1 if sys.platform == "darwin" else 1024
    printed = {
        "times_ms": taken[WARM_UP:],
        "picks": picks.tolist(),
        "user": model.recalculate_user(0, user_items).tolist(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6,
        "version": implicit.__version__,
    }
    print(json.dumps(printed))


if __name__ == "__main__":
    main()
