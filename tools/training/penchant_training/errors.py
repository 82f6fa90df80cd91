"""In: a command's main function. Out: its work done, or one line on stderr and exit code 1.

Every error that a user can act on is a TrainingError whose message says what to do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable


class TrainingError(Exception):
    """The base class of all errors that these commands raise on purpose."""


class FetchError(TrainingError):
    """A package could not be fetched."""


class ChecksumError(TrainingError):
    """Bytes are not the ones that assets.toml declares."""


class DataError(TrainingError):
    """Verified bytes do not contain what the command expects."""


def run(main: Callable[[], None]) -> None:
    try:
        main()
    except TrainingError as error:
        sys.exit(f"error: {error}")
