"""In: a library's class with its arguments, ratings, and folds of users or of ratings.
Out: a line of JSON: seconds of training, and the quality on the folds, by `penchant evaluate`'s
definitions.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

LIKED_ABOVE, DEPTH = 3.5, 100
# Given a training matrix of likes and one of the folded-in likes of others, ranks items for these.
Ranker = Callable[[csr_matrix, csr_matrix], np.ndarray]


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Users, items and ratings, with ids as they stand in the table."""
    table = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(0, 1, 2))
    return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2]


def indexed(ids: np.ndarray) -> np.ndarray:
    """Numbers from 0 in the order in which ids are first met, which settles how ties are ranked."""
    _, first, inverse = np.unique(ids, return_index=True, return_inverse=True)
    return first.argsort().argsort()[inverse]


def matrix(users: np.ndarray, items: np.ndarray, width: int) -> csr_matrix:
    """Likes, users × items, with a row for each user there is."""
    rows = indexed(users)
    ones = np.ones(len(rows), dtype=np.float32)
    return csr_matrix((ones, (rows, items)), shape=(rows.max() + 1, width))


# --- rankings ----------------------------------------------------------------------------------


def popularity(training: csr_matrix, foldin: csr_matrix) -> np.ndarray:
    """Our own, to compare the protocol and the metrics with Penchant's."""
    scores = np.tile(training.sum(axis=0).A1, (foldin.shape[0], 1))
    scores[foldin.nonzero()] = -np.inf
    return np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]


def implicit_ranker(make: Callable[[], Any]) -> Ranker:
    def rank(training: csr_matrix, foldin: csr_matrix) -> np.ndarray:
        model = make()
        model.fit(training, show_progress=False)
        users = np.arange(foldin.shape[0])
        return model.recommend(users, foldin, N=DEPTH, recalculate_user=True)[0]

    return rank


def strong(
    rank: Ranker, users: np.ndarray, places: np.ndarray, place_of: dict[int, int], folds: Path
) -> dict[str, float]:
    """Strong generalisation: what is ranked are the items of a fold's training users."""
    text = np.loadtxt(folds, delimiter=",", skiprows=1, dtype=str)
    fold_of = dict(zip(text[:, 1].astype(np.int64).tolist(), text[:, 0].tolist(), strict=True))
    fold_of_row = np.array([fold_of.get(user, "") for user in users.tolist()])
    values: list[tuple[float, float]] = []
    for fold in np.unique(text[:, 0]):
        known = (fold_of_row != fold) & (fold_of_row != "")
        seen = np.unique(places[known])
        training = matrix(users[known], np.searchsorted(seen, places[known]), len(seen))
        rows = text[text[:, 0] == fold]
        held_out = rows[:, 1].astype(np.int64)
        columns = [place_of[item] for item in rows[:, 2].astype(np.int64).tolist()]
        columns = np.searchsorted(seen, columns)
        shown = rows[:, 3] == "foldin"
        foldin = matrix(held_out[shown], columns[shown], len(seen))
        hidden = matrix(held_out[~shown], columns[~shown], len(seen))
        for row, ranked in enumerate(rank(training, foldin)):
            values.append(of_user(ranked, hidden[row].indices))
    recall, ndcg = np.mean(values, axis=0)
    return {"ndcg@100": ndcg, "recall@20": recall}


def of_user(ranked: np.ndarray, hidden: np.ndarray) -> tuple[float, float]:
    """Recall@20 over what 20 places can hold, and NDCG@100 with binary gains."""
    hits = np.isin(ranked, hidden)
    gains = 1 / np.log2(np.arange(2, DEPTH + 2))
    ndcg = gains[: len(hits)][hits].sum() / gains[: len(hidden)].sum()
    return hits[:20].sum() / min(20, len(hidden)), ndcg


def rankings(make: Callable[[], Any] | None, arguments: argparse.Namespace) -> dict[str, Any]:
    users, items, ratings = read(arguments.ratings)
    places, liked = indexed(items), ratings > arguments.liked_above
    place_of = dict(zip(items.tolist(), places.tolist(), strict=True))
    users, places = users[liked], places[liked]
    if arguments.folds:
        rank = implicit_ranker(make) if make else popularity
        return {"metrics": strong(rank, users, places, place_of, arguments.folds)}
    likes = matrix(users, indexed(places), len(np.unique(places)))
    model = make()
    began = time.perf_counter()
    model.fit(likes, show_progress=False)
    return {"train_s": [time.perf_counter() - began]}


# --- ratings -----------------------------------------------------------------------------------


def predictions(make: Callable[[], Any], arguments: argparse.Namespace) -> dict[str, Any]:
    from surprise import Dataset, Reader

    users, items, ratings = (column.tolist() for column in read(arguments.ratings))
    table = np.loadtxt(arguments.folds, delimiter=",", skiprows=1, dtype=np.int64)
    fold_of = {(user, item): fold for fold, user, item in table.tolist()}
    rows = list(zip(users, items, ratings, strict=True))
    data = Dataset(Reader(rating_scale=(min(ratings), max(ratings))))
    train_s, rmse, mae = [], [], []
    for fold in sorted(set(table[:, 0].tolist())):
        of_fold = [fold_of.get((user, item)) == fold for user, item, _ in rows]
        kept = [(*row, None) for row, out in zip(rows, of_fold, strict=True) if not out]
        held_out = [row for row, out in zip(rows, of_fold, strict=True) if out]
        training = data.construct_trainset(kept)
        model = make()
        began = time.perf_counter()
        model.fit(training)
        train_s.append(time.perf_counter() - began)
        errors = np.array([model.predict(u, i).est - rating for u, i, rating in held_out])
        rmse.append(np.sqrt((errors**2).mean()))
        mae.append(np.abs(errors).mean())
    return {"train_s": train_s, "metrics": {"rmse": np.mean(rmse), "mae": np.mean(mae)}}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure one library.")
    parser.add_argument("model", help="a class such as implicit.als.AlternatingLeastSquares")
    parser.add_argument("options", type=json.loads, help="its arguments as JSON")
    parser.add_argument("ratings", type=Path)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--liked-above", type=float, default=LIKED_ABOVE)
    arguments = parser.parse_args()
    module, _, name = arguments.model.rpartition(".")
    make = None
    if module:
        kind = getattr(importlib.import_module(module), name)
        make = lambda: kind(**arguments.options)  # noqa: E731
    measure = predictions if module == "surprise" else rankings
    print(json.dumps(measure(make, arguments)))


if __name__ == "__main__":
    main()
