"""In: the packages that carry photographs whose content is known.
Out: OUT_DIR/coffee.png, flower.jpg and so on, byte for byte as the packages have them, for tests.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from penchant_training.errors import run
from penchant_training.fetch import declared, fetch


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the photographs that tests look at.")
    parser.add_argument("out_dir", type=Path)
    out: Path = parser.parse_args().out_dir
    out.mkdir(parents=True, exist_ok=True)
    credits = []
    for name, asset in declared().items():
        if not name.startswith("photographs-"):
            continue
        for path in fetch(name).values():
            shutil.copyfile(path, out / path.name)
        credits.append(
            f"{', '.join(asset['files'])}\n  {asset['licence']}\n  {asset['attribution']}\n"
        )
    (out / "CREDITS.txt").write_text("\n".join(credits), encoding="utf-8")
    print(f"wrote the photographs and their credits to {out}")


if __name__ == "__main__":
    run(main)
