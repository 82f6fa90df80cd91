"""In: `conformance`, named by PENCHANT_CONFORMANCE_BIN, and the wasm. Out: no operator is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

import conformance

BINARY = os.environ.get("PENCHANT_CONFORMANCE_BIN", "")

needs_binary = pytest.mark.skipif(
    not BINARY, reason="PENCHANT_CONFORMANCE_BIN is not set: build the example and put its path"
)


@needs_binary
def test_nothing_is_wrong_and_the_document_says_what_is() -> None:
    native, wasm = conformance.run([BINARY]), conformance.run(conformance.WASM)
    assert len(native) == len(wasm) == 1288
    good = {"passed", "refused", "disputed"}
    assert [test for test in native + wasm if test["outcome"] not in good] == []
    assert conformance.document(native, wasm) == conformance.DOCUMENT.read_text(encoding="utf-8")


def tensor(path: Path) -> np.ndarray:
    proto = onnx.TensorProto()
    proto.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(proto)


@pytest.mark.parametrize("name", sorted(conformance.DISPUTED))
def test_onnxruntime_disputes_them_too(name: str) -> None:
    folder = conformance.NODE_TESTS / name
    session = onnxruntime.InferenceSession(folder / "model.onnx")
    data = folder / "test_data_set_0"
    inputs = {
        given.name: tensor(data / f"input_{place}.pb")
        for place, given in enumerate(session.get_inputs())
    }
    (answer,) = session.run(None, inputs)
    expected = tensor(data / "output_0.pb")
    differs = answer != expected
    assert differs.any()
    # Where they differ the sum is past the range, and the answer at its end.
    assert set(answer[differs]) <= {-128, 127}
