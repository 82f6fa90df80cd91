"""In: build/packs/movies.pack, if it has been built. Out: anyone's safetensors library opens it."""

from __future__ import annotations

from pathlib import Path

import pytest
from safetensors import safe_open

PACK = Path(__file__).parents[3] / "build" / "packs" / "movies.pack"


@pytest.mark.skipif(
    not PACK.exists(), reason="build/packs/movies.pack is missing: ./build.sh build"
)
def test_the_pack_is_a_safetensors_file_that_says_what_it_is() -> None:
    with safe_open(PACK, framework="numpy") as pack:
        assert pack.metadata()["format"] == "penchant-pack"
        assert "items.id.offsets" in pack.keys()  # noqa: SIM118 (not a dict)
