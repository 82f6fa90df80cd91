"""In: the cache of packages. Out: the model freshly exported, its session, and the photographs."""

from __future__ import annotations

from pathlib import Path

import pytest

from penchant_training import efficientnet_lite
from penchant_training.fetch import fetch
from reference import Classifier


@pytest.fixture(scope="session")
def manifest_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return efficientnet_lite.export(tmp_path_factory.mktemp("models"), "lite0")


@pytest.fixture(scope="session")
def classifier(manifest_path: Path) -> Classifier:
    return Classifier(manifest_path)


@pytest.fixture(scope="session")
def photographs() -> dict[str, Path]:
    return fetch("photographs-scikit-image") | fetch("photographs-scikit-learn")
