"""In: the ratings of MovieLens, and a folder. Out: what peers.py compares on, each run the same:
rating-folds.csv of MovieLens; made.csv, a million made ratings; made-folds.csv, which names a
tenth of them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

SEED, FOLDS = 42, 5
USERS, ITEMS, RATINGS = 50_000, 10_000, 1_000_000
TASTES, FACTORS = 20, 8


def made(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Users, items and ratings from 1 to 5. How often users rate is lognormal, how often items are
    rated falls with the power .9 of their rank; each item is of one taste, each user has a few."""
    activity = random.lognormal(sigma=1.0, size=USERS)
    # More than are wanted, because pairs that come twice are dropped.
    draws = random.poisson(activity / activity.sum() * 1.5 * RATINGS)
    tastes = random.dirichlet(np.full(TASTES, 0.15), USERS)
    users = np.repeat(np.arange(USERS), draws)
    chosen = random.random(len(users))[:, None] > tastes.cumsum(axis=1)[users, :-1]
    taste = chosen.sum(axis=1)
    popularity = np.arange(1, ITEMS + 1) ** -0.9
    random.shuffle(popularity)
    taste_of = random.integers(TASTES, size=ITEMS)
    items = np.empty(len(users), dtype=np.int64)
    for place in range(TASTES):
        of_taste = np.flatnonzero(taste_of == place)
        shares = popularity[of_taste] / popularity[of_taste].sum()
        items[taste == place] = random.choice(of_taste, (taste == place).sum(), p=shares)
    pairs = np.unique(users * ITEMS + items)
    if len(pairs) < RATINGS:
        raise SystemExit(f"error: only {len(pairs)} pairs were drawn: draw more than {len(users)}")
    pairs = np.sort(random.choice(pairs, RATINGS, replace=False))
    users, items = pairs // ITEMS, pairs % ITEMS
    # Users of like tastes agree on items of one taste.
    of_tastes = random.normal(size=(TASTES, FACTORS))
    p = tastes @ of_tastes + 0.3 * random.normal(size=(USERS, FACTORS))
    q = of_tastes[taste_of] + 0.5 * random.normal(size=(ITEMS, FACTORS))
    ratings = 3.5 + random.normal(0, 0.4, USERS)[users] + random.normal(0, 0.4, ITEMS)[items]
    ratings += 0.15 * np.einsum("rf,rf->r", p[users], q[items]) + random.normal(0, 0.6, RATINGS)
    return users, items, np.clip(np.rint(ratings), 1, 5)


def write(path: Path, header: str, *columns: np.ndarray) -> None:
    # A name of its own until it is whole, so that an interrupted run leaves nothing that looks it.
    partial = path.with_suffix(".part")
    table = np.column_stack(columns).astype(np.int64)
    np.savetxt(partial, table, fmt="%d", delimiter=",", header=header, comments="")
    partial.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the tables that peers.py compares on.")
    parser.add_argument("ratings", type=Path)
    parser.add_argument("out_dir", type=Path)
    arguments = parser.parse_args()
    out: Path = arguments.out_dir
    out.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    ids = np.loadtxt(arguments.ratings, delimiter=",", skiprows=1, usecols=(0, 1), dtype=np.int64)
    folds = random.permutation(len(ids)) % FOLDS
    write(out / "rating-folds.csv", "fold,user,item", folds, *ids.T)
    users, items, ratings = made(random)
    held_out = np.sort(random.choice(RATINGS, RATINGS // 10, replace=False))
    write(out / "made-folds.csv", "fold,user,item", 0 * held_out, users[held_out], items[held_out])
    write(out / "made.csv", "user,item,rating", users, items, ratings)


if __name__ == "__main__":
    main()
