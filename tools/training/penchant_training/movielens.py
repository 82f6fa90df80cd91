"""In: MovieLens ml-latest-small, a pickled table of one row per rating.
Out: OUT_DIR/ratings.csv, movies.csv, folds.csv and NOTICE.txt, the same bytes on every run.
"""

from __future__ import annotations

import argparse
import hashlib
import lzma
import pickle
from pathlib import Path

import numpy as np
import pandas as pd

from penchant_training.errors import DataError, run
from penchant_training.fetch import fetch

RATINGS, USERS, FILMS = 100_004, 671, 9_066
FOLDS, SEED = 5, 42
FOLDS_SHA256 = "23f0ab7730dd35545dc8214b1cd433ec18dd28b6fe4d08215b49255515881527"
HIDDEN = Path(__file__).with_name("strong-42.txt")

NOTICE = """\
Ratings and film titles: MovieLens ml-latest-small, GroupLens, University of Minnesota (Harper and
Konstan 2015). No commercial use without permission; passed on only under the same terms.

They come from MovieLens, a film recommender run by GroupLens,
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
            f"{path} has {counts[0]} ratings, {counts[1]} users and {counts[2]} films, expected "
            f"{RATINGS}, {USERS} and {FILMS}: use the version that assets.toml pins"
        )
    return table


def ratings(table: pd.DataFrame) -> pd.DataFrame:
    columns = ["userId", "movieId", "rating", "timestamp"]
    return table[columns].sort_values(["userId", "movieId"])


def movies(table: pd.DataFrame) -> pd.DataFrame:
    films = table[["movieId", "title", "year", "genres"]].drop_duplicates("movieId")
    films = films.sort_values("movieId")
    # Five films lost title and year on the way into the package. They get their number as the
    # title: an empty one could be neither shown nor searched for.
    films["title"] = films["title"].fillna("MovieLens " + films["movieId"].astype(str)).str.strip()
    films["year"] = films["year"].astype("Int64")
    return films


def folds(table: pd.DataFrame) -> pd.DataFrame:
    """Strong generalisation: users with five ratings above 3.5 or more, held out in five folds, a
    fifth of each one's likes hidden; films that no user of the other folds likes are left out.
    HIDDEN says what is hidden: a user a line, then places among that one's likes by film."""
    likes = table[table["rating"] > 3.5].sort_values(["userId", "movieId"])
    likes = likes[likes.groupby("userId")["movieId"].transform("size") >= 5]
    users = likes["userId"].unique()
    np.random.RandomState(SEED).shuffle(users)
    fold_of = {
        user: fold for fold, part in enumerate(np.array_split(users, FOLDS)) for user in part
    }
    likes = likes.assign(fold=likes["userId"].map(fold_of))
    # Liked in one fold only: then none of that fold's training users does.
    likes = likes[likes.groupby("movieId")["fold"].transform("nunique") > 1]
    lines = (line.split() for line in HIDDEN.read_text(encoding="utf-8").splitlines())
    hidden = {(int(user), int(place)) for user, *places in lines for place in places}
    places = zip(likes["userId"], likes.groupby("userId").cumcount(), strict=True)
    likes = likes.assign(part=[("foldin", "hidden")[place in hidden] for place in places])
    likes = likes.rename(columns={"userId": "user", "movieId": "item"})
    return likes[["fold", "user", "item", "part"]].sort_values(["fold", "user", "part", "item"])


def main() -> None:
    parser = argparse.ArgumentParser(description="Write MovieLens ml-latest-small as CSV.")
    parser.add_argument("out_dir", type=Path)
    out: Path = parser.parse_args().out_dir
    table = read(fetch("movielens")["movielens.pkl.xz"])
    out.mkdir(parents=True, exist_ok=True)
    ratings(table).to_csv(out / "ratings.csv", index=False, lineterminator="\n")
    movies(table).to_csv(out / "movies.csv", index=False, lineterminator="\n")
    split = folds(table).to_csv(index=False, lineterminator="\n").encode()
    if hashlib.sha256(split).hexdigest() != FOLDS_SHA256:
        raise DataError(f"the folds do not have the expected hash: restore {HIDDEN.name}")
    (out / "folds.csv").write_bytes(split)
    (out / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")
    print(f"wrote {RATINGS} ratings by {USERS} users of {FILMS} films to {out}")


if __name__ == "__main__":
    run(main)
