"""In: the examples `conformance` and `operators`, named by PENCHANT_CONFORMANCE_BIN and
PENCHANT_OPERATORS_BIN, the older node tests in PENCHANT_NODE_TESTS, and the wasm. Out: nothing is
wrong.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

import conformance
import node_tests

BINARY = os.environ.get("PENCHANT_CONFORMANCE_BIN", "")
OPERATORS = os.environ.get("PENCHANT_OPERATORS_BIN", "")
OLDER = Path(os.environ.get("PENCHANT_NODE_TESTS", ""))

needs_binaries = pytest.mark.skipif(
    not (BINARY and OPERATORS and OLDER.name),
    reason="PENCHANT_CONFORMANCE_BIN, PENCHANT_OPERATORS_BIN or PENCHANT_NODE_TESTS is not set",
)


@needs_binaries
def test_nothing_is_wrong_and_the_document_says_what_is() -> None:
    tests = conformance.all_tests(BINARY, OLDER)
    good = {"passed", "refused", "disputed", "random"}
    for release, count in ((conformance.OLDER, 1288), (onnx.__version__, 1884)):
        for outcomes in tests[release].values():
            assert len(outcomes) == count
            assert [test for test in outcomes if test["outcome"] not in good] == []
    table = json.loads(
        subprocess.run([OPERATORS], capture_output=True, text=True, check=True).stdout
    )
    assert conformance.document(tests, table) == conformance.DOCUMENT.read_text(encoding="utf-8")


def tensor(path: Path) -> np.ndarray:
    proto = onnx.TensorProto()
    proto.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(proto)


@needs_binaries
@pytest.mark.parametrize("name", sorted(conformance.DISPUTED))
def test_onnxruntime_disputes_them_too(name: str) -> None:
    folder = (OLDER if (OLDER / name).exists() else node_tests.newest()) / name
    model = onnx.load(str(folder / "model.onnx"))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    data = folder / "test_data_set_0"
    inputs = {
        given.name: tensor(data / f"input_{place}.pb")
        for place, given in enumerate(session.get_inputs())
    }
    answer = session.run(None, inputs)[0]
    expected = tensor(data / "output_0.pb")
    found, wanted = answer.astype(np.float64), expected.astype(np.float64)
    assert not np.isclose(found, wanted, rtol=1e-3, atol=1e-5).all()
