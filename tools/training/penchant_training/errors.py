"""In: a script's main function. Out: its work done, or one line on stderr and exit code 1.

Every error that a person can act on is a TrainingError whose message says what to do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable


class TrainingError(Exception):
    """The base of all that these scripts raise on purpose."""


class FetchError(TrainingError):
    """A package could not be had."""


class ChecksumError(TrainingError):
    """Bytes are not the ones that assets.toml declares."""


class DataError(TrainingError):
    """Verified bytes do not hold what the script expects of them."""


def run(main: Callable[[], None]) -> None:
    try:
        main()
    except TrainingError as error:
        sys.exit(f"error: {error}")
