"""In: random rankings, ratings and lists, and the example `metrics`, named by PENCHANT_METRICS_BIN.
Out: its metrics are those of scikit-learn and SciPy, or of their definitions in numpy."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import numpy as np
import pytest
from scipy.spatial.distance import pdist
from scipy.stats import binomtest, bootstrap, entropy
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    average_precision_score,
    confusion_matrix,
    mean_absolute_error,
    mean_squared_error,
    ndcg_score,
    roc_auc_score,
    top_k_accuracy_score,
)

BINARY = os.environ.get("PENCHANT_METRICS_BIN")

pytestmark = pytest.mark.skipif(
    not BINARY,
    reason="PENCHANT_METRICS_BIN is not set: cargo build --example metrics, and put its path there",
)


def measure(questions: list[dict[str, Any]]) -> list[dict[str, float]]:
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    result = subprocess.run([str(BINARY)], input=lines, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def rankings(items: int, hidden_at_most: int) -> list[tuple[np.ndarray, np.ndarray]]:
    random = np.random.default_rng(42)
    of_users = []
    for _ in range(200):
        ranked = random.permutation(items)
        count = random.integers(1, hidden_at_most + 1)
        # The better a rank, the likelier it is hidden: hits at every depth.
        weights = 1 / (1 + np.arange(items))
        hidden = random.choice(ranked, count, replace=False, p=weights / weights.sum())
        of_users.append((ranked, hidden))
    return of_users


@pytest.mark.parametrize(("items", "hidden_at_most"), [(90, 9), (400, 150)])
def test_rankings(items: int, hidden_at_most: int) -> None:
    of_users = rankings(items, hidden_at_most)
    reported = measure(
        [{"ranked": ranked.tolist(), "hidden": hidden.tolist()} for ranked, hidden in of_users]
    )
    checked = set()
    for (ranked, hidden), values in zip(of_users, reported, strict=True):
        relevant = np.isin(ranked, hidden)
        scores = -np.arange(items)
        ranks = np.flatnonzero(relevant) + 1
        for name, value in values.items():
            metric, _, depth = name.partition("@")
            k = int(depth or 0)
            hits, possible = relevant[:k].sum(), min(k, len(hidden))
            match metric:
                case "ndcg":
                    expected = ndcg_score([relevant], [scores], k=k)
                case "auc":
                    expected = roc_auc_score(relevant, scores)
                case "map" if items <= k:
                    expected = average_precision_score(relevant, scores)
                case "map":
                    found = np.cumsum(relevant)[:k] / np.arange(1, k + 1)
                    expected = found[relevant[:k]].sum() / possible
                case "recall":
                    expected = hits / possible
                case "precision":
                    expected = hits / k
                case "mrr":
                    expected = 1 / ranks[0] if ranks[0] <= k else 0
                case "hr":
                    expected = float(ranks[0] <= k)
                case _:
                    pytest.fail(f"{name} is compared with nothing")
            assert value == pytest.approx(expected, abs=1e-9), name
            checked.add(metric)
    assert checked == {"ndcg", "auc", "map", "recall", "precision", "mrr", "hr"}


def test_ratings() -> None:
    random = np.random.default_rng(1)
    actual = random.integers(1, 11, 5_000) / 2
    predicted = (actual + random.normal(0, 1, actual.size)).astype(np.float32)
    (reported,) = measure([{"predicted": predicted.tolist(), "actual": actual.tolist()}])
    assert reported["rmse"] == pytest.approx(mean_squared_error(actual, predicted) ** 0.5, abs=1e-6)
    assert reported["mae"] == pytest.approx(mean_absolute_error(actual, predicted), abs=1e-6)


def test_lists() -> None:
    random = np.random.default_rng(7)
    items, names, users, k = 300, np.array([f"genre {number}" for number in range(12)]), 80, 10
    has_genre = random.random((items, len(names))) < 0.2
    likes = random.zipf(1.5, items).clip(max=users)
    # Items 250 and up cannot be recommended, and some lists are shorter than k.
    candidates = np.arange(250)
    ranked = [random.choice(80, random.integers(3, 25), replace=False) for _ in range(users)]
    history = [random.choice(items, random.integers(1, 30), replace=False) for _ in range(users)]
    (reported,) = measure(
        [
            {
                "lists": [
                    {"ranked": shown.tolist(), "history": before.tolist()}
                    for shown, before in zip(ranked, history, strict=True)
                ],
                "genres": [names[row].tolist() for row in has_genre],
                "likes": likes.tolist(),
                "users": users,
                "candidates": candidates.tolist(),
            }
        ]
    )
    first = [shown[:k] for shown in ranked]
    times = np.bincount(np.concatenate(first), minlength=items)[candidates]
    coverage = np.count_nonzero(times) / len(candidates)
    novelty = np.mean([-np.log2(likes[shown] / users).mean() for shown in first])
    diversity = np.mean([pdist(has_genre[shown], "jaccard").mean() for shown in first])
    # By the other definition: half of the relative mean difference.
    gini = np.abs(times[:, None] - times).mean() / (2 * times.mean())

    def shares(chosen: np.ndarray) -> np.ndarray:
        counts = has_genre[chosen].sum(axis=1, keepdims=True)
        return (has_genre[chosen] / counts.clip(min=1))[counts[:, 0] > 0].mean(axis=0)

    divergences = []
    for shown, before in zip(first, history, strict=True):
        if not has_genre[before].any():
            continue
        p, q = shares(before), shares(shown)
        divergences.append(entropy(p, 0.99 * q + 0.01 * p))
    expected = {
        "coverage@10": coverage,
        "novelty@10": novelty,
        "diversity@10": diversity,
        "gini@10": gini,
        "calibration@10": np.mean(divergences),
    }
    assert reported == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("bins", [1, 10, 15])
def test_classes(bins: int) -> None:
    random = np.random.default_rng(11)
    images, classes = 3_000, 12
    labels = random.integers(0, classes, images)
    logits = random.normal(0, 1.5, (images, classes))
    logits[np.arange(images), labels] += random.exponential(3, images)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    probabilities = probabilities.astype(np.float32).astype(float)
    (reported,) = measure(
        [{"probabilities": probabilities.tolist(), "labels": labels.tolist(), "bins": bins}]
    )

    for name, k in (("top1", 1), ("top5", 5)):
        share = top_k_accuracy_score(labels, probabilities, k=k)
        interval = binomtest(round(share * images), images).proportion_ci(method="wilson")
        assert reported[name] == pytest.approx([share, interval.low, interval.high], abs=1e-9)

    taken_for, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right = taken_for == labels
    # Where calibration_curve has the lower edge of a bin in it, ours has the upper: none is hit.
    accuracies, confidences = calibration_curve(right, confidence, n_bins=bins)
    counts = np.histogram(confidence, bins=bins, range=(0, 1))[0]
    counts = counts[counts > 0]
    expected = np.column_stack([counts, confidences, accuracies])
    np.testing.assert_allclose(reported["bins"], expected, rtol=0, atol=1e-9)
    ece = counts @ np.abs(accuracies - confidences) / images
    assert reported["ece"] == pytest.approx(ece, abs=1e-9)

    matrix = confusion_matrix(labels, taken_for, labels=range(classes))
    np.fill_diagonal(matrix, 0)
    pairs = [[i, j, matrix[i, j]] for i, j in zip(*matrix.nonzero(), strict=True)]
    assert reported["confusions"] == sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def test_bootstrap() -> None:
    random = np.random.default_rng(3)
    first = random.beta(1, 3, 600)
    second = (first + random.normal(0, 0.2, first.size)).clip(0, 1)
    (reported,) = measure(
        [{"first": first.tolist(), "second": second.tolist(), "resamples": 20_000, "seed": 5}]
    )
    interval = bootstrap(
        (first - second,), np.mean, n_resamples=20_000, method="percentile", random_state=random
    ).confidence_interval
    assert reported["mean"] == pytest.approx((first - second).mean(), abs=1e-12)
    # Two draws of 20,000 means differ by little of the interval's width.
    width = interval.high - interval.low
    assert reported["low"] == pytest.approx(interval.low, abs=0.03 * width)
    assert reported["high"] == pytest.approx(interval.high, abs=0.03 * width)
