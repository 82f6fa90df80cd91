"""In: MovieLens ml-latest-small, a pickled table of one row per rating.
Out: OUT_DIR/ratings.csv, movies.csv and NOTICE.txt, the same bytes on every run.
"""

from __future__ import annotations

import argparse
import lzma
import pickle
from pathlib import Path

import pandas as pd

from errors import DataError, run
from fetch import fetch

RATINGS, USERS, FILMS = 100_004, 671, 9_066

NOTICE = """\
MovieLens ml-latest-small
=========================

The ratings and film titles in this folder come from MovieLens, a film recommender run by GroupLens,
a research group at the University of Minnesota. They are not part of Penchant and are not under its
licence. In our words, GroupLens asks of whoever uses them:

- Say that the data is theirs, and do not suggest that the University of Minnesota or GroupLens
  endorses you or your work.
- Cite the paper below in any publication that rests on the data.
- Pass the data on, transformed or not, only under these same terms. A trained pack is data
  transformed.
- Ask a faculty member of GroupLens for permission before any commercial or revenue-bearing use.
- Expect no warranty: the data may be wrong, and the university is not liable for what follows.

F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context.
ACM Transactions on Interactive Intelligent Systems (TiiS) 5, 4, Article 19 (December 2015),
19 pages. DOI 10.1145/2827872
"""


def read(path: Path) -> pd.DataFrame:
    # Unpickling runs what the file says: fetch() let it through only because its hash is declared.
    table = pickle.loads(lzma.decompress(path.read_bytes()))
    counts = (len(table), table["userId"].nunique(), table["movieId"].nunique())
    if counts != (RATINGS, USERS, FILMS):
        raise DataError(
            f"{path} holds {counts[0]} ratings, {counts[1]} users and {counts[2]} films, where "
            f"{RATINGS}, {USERS} and {FILMS} are expected: use the version that assets.toml pins"
        )
    return table


def ratings(table: pd.DataFrame) -> pd.DataFrame:
    columns = ["userId", "movieId", "rating", "timestamp"]
    return table[columns].sort_values(["userId", "movieId"])


def movies(table: pd.DataFrame) -> pd.DataFrame:
    films = table[["movieId", "title", "year", "genres"]].drop_duplicates("movieId")
    films = films.sort_values("movieId")
    # Five films lost title and year on the way into the package. Their number stands in: an empty
    # title could be neither shown nor searched for.
    films["title"] = films["title"].fillna("MovieLens " + films["movieId"].astype(str)).str.strip()
    films["year"] = films["year"].astype("Int64")
    return films


def main() -> None:
    parser = argparse.ArgumentParser(description="Write MovieLens ml-latest-small as CSV.")
    parser.add_argument("out_dir", type=Path)
    out: Path = parser.parse_args().out_dir
    table = read(fetch("movielens")["movielens.pkl.xz"])
    out.mkdir(parents=True, exist_ok=True)
    ratings(table).to_csv(out / "ratings.csv", index=False, lineterminator="\n")
    movies(table).to_csv(out / "movies.csv", index=False, lineterminator="\n")
    (out / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")
    print(f"wrote {RATINGS} ratings by {USERS} users of {FILMS} films to {out}")


if __name__ == "__main__":
    run(main)
