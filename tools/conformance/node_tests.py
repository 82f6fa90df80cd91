"""The ONNX project's node tests, of two releases: folders with a model, its inputs and its outputs.

Releases up to 1.17 have them as files. Later ones make them: they are written to build/node-tests.
"""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

ROOT = Path(__file__).parents[2]
MADE = ROOT / "build" / "node-tests" / onnx.__version__


def newest() -> Path:
    """The tests of the installed release."""
    ready = MADE.with_name(f"{onnx.__version__} is complete")
    if not ready.exists():
        shutil.rmtree(MADE, ignore_errors=True)
        make(MADE)
        ready.touch()
    return MADE


def make(folder: Path) -> None:
    with warnings.catch_warnings():
        # Tests with NaN and division by zero warn while they are made.
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        cases = collect_testcases(None)
    for case in cases:
        if case.model is None:
            continue
        data = folder / case.name / "test_data_set_0"
        data.mkdir(parents=True)
        (folder / case.name / "model.onnx").write_bytes(case.model.SerializeToString())
        for kind, values in zip(("input", "output"), case.data_sets[0], strict=True):
            for index, value in enumerate(values):
                (data / f"{kind}_{index}.pb").write_bytes(proto(value).SerializeToString())


def proto(value: object) -> onnx.TensorProto:
    """A value as a tensor; what is none (a sequence, nothing) gets no type."""
    if isinstance(value, onnx.TensorProto):
        return value
    if isinstance(value, list | dict) or value is None:
        return onnx.TensorProto()
    return numpy_helper.from_array(np.asarray(value))
