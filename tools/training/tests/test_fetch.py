"""In: a small wheel of our own, which pip finds in a folder. Out: fetched once, or refused."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from penchant_training.errors import ChecksumError, DataError, FetchError
from penchant_training.fetch import cache_folder, fetch

MEMBER = b"six by nine\n"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Declaration:
    folder: Path
    wheel_sha256: str
    member: str = "probe/answer.txt"
    member_sha256: str = sha256(MEMBER)

    def fetch(self) -> dict[str, Path]:
        assets = self.folder / "assets.toml"
        assets.write_text(
            f'[probe]\npackage = "penchant-probe"\nversion = "0.1"\nbytes = 1000\n'
            f'sha256 = "{self.wheel_sha256}"\n[probe.files."answer.txt"]\n'
            f'member = "{self.member}"\nsha256 = "{self.member_sha256}"\n'
        )
        return fetch("probe", assets)


@pytest.fixture
def declaration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Declaration:
    wheel = tmp_path / "wheels" / "penchant_probe-0.1-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        info = "penchant_probe-0.1.dist-info"
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: penchant-probe\nVersion: 0.1\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("probe/answer.txt", MEMBER)
    monkeypatch.setenv("PENCHANT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    return Declaration(tmp_path, sha256(wheel.read_bytes()))


def kept() -> list[str]:
    return [path.name for path in cache_folder().rglob("*") if path.is_file()]


def test_the_second_time_needs_no_pip(
    declaration: Declaration, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert declaration.fetch()["answer.txt"].read_bytes() == MEMBER
    assert capfd.readouterr().out == "fetching penchant-probe 0.1 (1 kB)…\n"
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert declaration.fetch()["answer.txt"].read_bytes() == MEMBER
    assert capfd.readouterr().out == ""
    assert kept() == ["answer.txt"]


def test_another_wheel_is_refused_and_not_kept(declaration: Declaration) -> None:
    with pytest.raises(ChecksumError) as error:
        replace(declaration, wheel_sha256="0" * 64).fetch()
    for part in ("penchant_probe-0.1", "0" * 64, declaration.wheel_sha256, "run again"):
        assert part in str(error.value)
    assert kept() == []


def test_another_member_is_refused_and_not_kept(declaration: Declaration) -> None:
    with pytest.raises(ChecksumError, match="probe/answer.txt"):
        replace(declaration, member_sha256="0" * 64).fetch()
    assert kept() == []


def test_a_file_that_changed_in_the_cache_is_refused(declaration: Declaration) -> None:
    path = declaration.fetch()["answer.txt"]
    path.write_bytes(b"fifty-four\n")
    with pytest.raises(ChecksumError, match="delete it and run again") as error:
        declaration.fetch()
    assert str(path) in str(error.value)
    path.unlink()
    assert declaration.fetch()["answer.txt"].read_bytes() == MEMBER


def test_a_member_that_is_not_there_is_named(declaration: Declaration) -> None:
    with pytest.raises(DataError, match="has no probe/question.txt"):
        replace(declaration, member="probe/question.txt").fetch()


def test_a_package_that_pip_cannot_find_is_named(
    declaration: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    with pytest.raises(FetchError, match="could not fetch penchant-probe 0.1"):
        declaration.fetch()


def test_an_asset_that_is_not_declared_is_named() -> None:
    with pytest.raises(FetchError, match="'nothing'"):
        fetch("nothing")
