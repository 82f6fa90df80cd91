"""In: factors and neighbours made here, and `penchant`, named by PENCHANT_BIN. Out: a pack of them
scores as numpy does by the papers' formulas, and as `implicit` does where that is installed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from scipy import sparse

BINARY = os.environ.get("PENCHANT_BIN")

pytestmark = pytest.mark.skipif(
    not BINARY, reason="PENCHANT_BIN is not set: build the command line and put its path there"
)

ITEMS, FACTORS = 60, 8
LIKED = [3, 17, 20, 41]
IDS = 100 + np.arange(ITEMS, dtype=np.int64)


def penchant(*arguments: object) -> str:
    command = [str(BINARY), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def scores(pack: Path) -> np.ndarray:
    """The scores of all items for a visitor who likes LIKED; NaN for those items."""
    likes = [argument for item in LIKED for argument in ("--like", IDS[item])]
    reported = json.loads(penchant("recommend", pack, *likes, "-n", ITEMS, "--json"))
    by_item = np.full(ITEMS, np.nan)
    for pick in reported["picks"]:
        by_item[int(pick["item"]) - IDS[0]] = pick["score"]
    return by_item


def assert_close(reported: np.ndarray, exact: np.ndarray) -> None:
    """Equal, apart from the rounding to eight bits per factor."""
    others = np.setdiff1d(np.arange(ITEMS), LIKED)
    assert np.isnan(reported[LIKED]).all()
    np.testing.assert_allclose(reported[others], exact[others], rtol=0, atol=0.03 * exact.std())


def fold_in(
    factors: np.ndarray, weights: np.ndarray, preferences: np.ndarray, regularization: float
) -> np.ndarray:
    """All items' scores: (YᵀCY + λI)x = YᵀCp with C = I + diag(weights), of Hu et al. 2008."""
    confidences = 1 + weights
    system = (factors.T * confidences) @ factors + regularization * np.eye(factors.shape[1])
    return factors @ np.linalg.solve(system, factors.T @ (confidences * preferences))


@pytest.fixture
def factors() -> np.ndarray:
    return np.random.default_rng(42).normal(0, 0.3, (ITEMS, FACTORS)).astype(np.float32)


def liked() -> np.ndarray:
    return np.isin(np.arange(ITEMS), LIKED).astype(np.float64)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(("alpha", "regularization"), [(1, 0.01), (40, 0.1), (5, 20)])
def test_factors_fold_in_as_in_the_paper(
    factors: np.ndarray, tmp_path: Path, dtype: type, alpha: float, regularization: float
) -> None:
    tensors = {"item_factors": factors.astype(dtype), "item_ids": IDS}
    save_file(tensors, tmp_path / "factors.safetensors")
    how = ("--alpha", alpha, "--regularization", regularization, "-o", tmp_path / "p.pack")
    penchant("pack", "--factors", tmp_path / "factors.safetensors", *how)
    exact = fold_in(factors.astype(np.float64), (alpha - 1) * liked(), liked(), regularization)
    assert_close(scores(tmp_path / "p.pack"), exact)


def test_sparks_confidence_is_one_more(factors: np.ndarray, tmp_path: Path) -> None:
    # Spark's system: its alpha times the rating is what a like has more than everything else.
    lines = [f"{id},{'|'.join(map(str, row))}\n" for id, row in zip(IDS, factors, strict=True)]
    (tmp_path / "factors.csv").write_text("id,features\n" + "".join(lines), encoding="utf-8")
    regularization = 0.1 * len(LIKED)
    how = ("--alpha", 1 + 1, "--regularization", regularization, "-o", tmp_path / "p.pack")
    penchant("pack", "--factors", tmp_path / "factors.csv", *how)
    exact = fold_in(factors.astype(np.float64), 1.0 * liked(), liked(), regularization)
    assert_close(scores(tmp_path / "p.pack"), exact)


def test_neighbours_of_scipy_add_up(tmp_path: Path) -> None:
    random = np.random.default_rng(42)
    matrix = sparse.random(ITEMS, ITEMS, 0.3, "csr", np.float32, random)
    tensors = {"data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr}
    save_file(tensors, tmp_path / "items.safetensors")
    (tmp_path / "ids.txt").write_text("\n".join(map(str, IDS)), encoding="utf-8")
    how = ("--ids", tmp_path / "ids.txt", "-o", tmp_path / "p.pack")
    penchant("pack", "--neighbours", tmp_path / "items.safetensors", *how)
    # From the item that is liked, a row, to its neighbours, the columns.
    assert_close(scores(tmp_path / "p.pack"), liked() @ matrix)


def plays() -> sparse.csr_matrix:
    random = np.random.default_rng(7)
    return sparse.csr_matrix((random.random((80, ITEMS)) < 0.2).astype(np.float32))


def visitor() -> sparse.csr_matrix:
    return sparse.csr_matrix(liked()[None].astype(np.float32))


@pytest.mark.parametrize(("alpha", "regularization"), [(1, 0.01), (40, 0.1), (5, 20)])
def test_implicit_recalculates_the_same_user(
    tmp_path: Path, alpha: float, regularization: float
) -> None:
    als = pytest.importorskip("implicit.cpu.als")
    how = {"factors": FACTORS, "alpha": alpha, "regularization": regularization}
    model = als.AlternatingLeastSquares(**how, random_state=42)
    model.fit(plays(), show_progress=False)
    tensors = {"item_factors": model.item_factors, "item_ids": IDS}
    save_file(tensors, tmp_path / "factors.safetensors")
    flags = ("--alpha", alpha, "--regularization", regularization, "-o", tmp_path / "p.pack")
    penchant("pack", "--factors", tmp_path / "factors.safetensors", *flags)
    user = model.recalculate_user(0, visitor())
    assert_close(scores(tmp_path / "p.pack"), model.item_factors @ user)


def test_neighbours_of_implicit_score_as_in_implicit(tmp_path: Path) -> None:
    nearest = pytest.importorskip("implicit.nearest_neighbours")
    model = nearest.CosineRecommender(K=20)
    model.fit(plays(), show_progress=False)
    matrix = model.similarity.tocsr()
    tensors = {"data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr}
    save_file(tensors | {"item_ids": IDS}, tmp_path / "items.safetensors")
    penchant("pack", "--neighbours", tmp_path / "items.safetensors", "-o", tmp_path / "p.pack")
    items, theirs = model.recommend(0, visitor(), N=ITEMS, filter_already_liked_items=True)
    exact = np.zeros(ITEMS)
    exact[items[theirs > 0]] = theirs[theirs > 0]
    assert_close(scores(tmp_path / "p.pack"), exact)
