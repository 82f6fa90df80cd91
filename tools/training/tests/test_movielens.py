"""In: the MovieLens table. Out: its CSV keeps every rating and leaves no film without a title."""

from __future__ import annotations

import lzma
import pickle
from pathlib import Path

import pytest

from penchant_training import movielens
from penchant_training.errors import DataError
from penchant_training.fetch import fetch


def test_every_rating_and_film_is_kept_in_order() -> None:
    table = movielens.read(fetch("movielens")["movielens.pkl.xz"])
    ratings, movies = movielens.ratings(table), movielens.movies(table)
    assert (len(ratings), ratings["userId"].nunique(), len(movies)) == (100_004, 671, 9_066)
    assert list(map(tuple, ratings[["userId", "movieId"]].values)) == sorted(
        map(tuple, table[["userId", "movieId"]].values)
    )
    assert movies["movieId"].is_monotonic_increasing and movies["movieId"].is_unique
    assert (movies["title"] != "").all() and movies["title"].notna().all()
    assert movies["year"].isna().sum() == 5
    matrix = movies[movies["movieId"] == 2571].iloc[0]
    assert (matrix["title"], matrix["year"]) == ("Matrix, The", 1999)


def test_a_table_of_another_size_is_refused(tmp_path: Path) -> None:
    table = movielens.read(fetch("movielens")["movielens.pkl.xz"])
    path = tmp_path / "short.pkl.xz"
    path.write_bytes(lzma.compress(pickle.dumps(table.iloc[:-1]), preset=0))
    with pytest.raises(DataError, match="100003 ratings"):
        movielens.read(path)
