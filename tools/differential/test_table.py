"""In: the engine's table of operators, as the example `operators` prints it. Out: it mentions every
operator, attribute and version of the newest ONNX schemas.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import onnx
import pytest
import type_table
from onnx import defs

BINARY = os.environ.get("PENCHANT_OPERATORS_BIN", "")
NEWEST = {"": defs.onnx_opset_version(), "ai.onnx.ml": 5}
OLDEST = {"": 7, "ai.onnx.ml": 1}

needs_binary = pytest.mark.skipif(
    not BINARY, reason="PENCHANT_OPERATORS_BIN is not set: build the example"
)


def table() -> list[dict[str, Any]]:
    result = subprocess.run([BINARY], capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def schemas() -> list[tuple[Any, int]]:
    """Each schema of a version that the engine takes, with the last version that has it."""
    history = [schema for schema in defs.get_all_schemas_with_history() if schema.domain in NEWEST]
    found = []
    for schema in history:
        same = [
            other for other in history if (other.domain, other.name) == (schema.domain, schema.name)
        ]
        later = [
            other.since_version for other in same if other.since_version > schema.since_version
        ]
        last = min(later) - 1 if later else NEWEST[schema.domain]
        if last >= OLDEST[schema.domain] and not schema.deprecated:
            found.append((schema, last))
    return found


@needs_binary
def test_the_table_mentions_every_operator_version_and_attribute() -> None:
    lacking, all_rows = [], table()
    for schema, last in schemas():
        name = f"{schema.domain}.{schema.name} {schema.since_version}"
        valid = [
            row
            for row in all_rows
            if (row["domain"], row["name"]) == (schema.domain, schema.name)
            and row["since"] <= last
            and (row["until"] is None or last <= row["until"])
        ]
        if not valid:
            lacking.append(name)
            continue
        (row,) = valid
        if row["refused"]:
            continue
        known = {attribute for attribute, _ in row["attributes"]}
        lacking += [
            f"{name}: attribute {attribute}"
            for attribute in schema.attributes
            if attribute not in known
        ]
        if schema.min_input < row["minInputs"]:
            lacking.append(f"{name}: {schema.min_input} inputs are enough")
        if row["maxInputs"] is not None and schema.max_input > row["maxInputs"]:
            lacking.append(f"{name}: {schema.max_input} inputs are possible")
    assert lacking == []


def test_the_newest_version_is_that_of_the_pinned_package() -> None:
    assert (onnx.__version__, NEWEST[""]) == ("1.23.2", 28)


def test_the_types_of_inputs_are_those_of_the_schemas() -> None:
    lines = (Path(__file__).parents[2] / "src/infer/operators/types.txt").read_text()
    assert lines == type_table.HEADER + "\n".join(type_table.lines()) + "\n"
