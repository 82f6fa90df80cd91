"""In: small torch files made by hand. Out: they are read by their strides, or refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from penchant_training.errors import DataError
from penchant_training.torch_weights import MAGIC, PROTOCOL, Tensor, read_state_dict


def text(value: str) -> bytes:
    return b"X" + len(value).to_bytes(4, "little") + value.encode()


def torch_file(count: int, rebuild: bytes = b"ctorch._utils\n_rebuild_tensor_v2\n") -> bytes:
    """A state dict of one 2×3 tensor `w` of strides (1, 2): its columns lie one after another."""
    storage = text("storage") + b"ctorch\nFloatStorage\n" + text("0") + text("cpu") + b"K\x06N"
    tensor = rebuild + b"((" + storage + b"tQ" + b"K\x00(K\x02K\x03t(K\x01K\x02t\x89}tR"
    parts = [pickle.dumps(value, 2) for value in (MAGIC, PROTOCOL, {"little_endian": True})]
    parts += [b"\x80\x02}" + text("w") + tensor + b"s.", pickle.dumps(["0"], 2)]
    parts += [(6).to_bytes(8, "little"), np.arange(count, dtype="<f4").tobytes()]
    return b"".join(parts)


def test_a_file_with_a_transposed_tensor_is_read_in_logical_order(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(torch_file(count=6))
    (read,) = read_state_dict(path).values()
    assert read.tolist() == [[0, 2, 4], [1, 3, 5]]
    assert read.flags.c_contiguous


def test_strides_and_offset_are_honoured() -> None:
    flat = np.arange(30, dtype=np.float32)
    # Stored channels-last, as TensorFlow's kernels are: height, width, in, out.
    stored = flat[6:].reshape(2, 2, 3, 2)
    tensor = Tensor("0", flat.dtype, 6, (2, 3, 2, 2), (1, 2, 12, 6))
    np.testing.assert_array_equal(tensor.read({"0": flat}), stored.transpose(3, 2, 0, 1))


def test_a_tensor_outside_its_storage_is_refused() -> None:
    flat = np.zeros(6, np.float32)
    for offset, strides in [(1, (3, 1)), (0, (4, 1)), (-1, (3, 1)), (5, (-1, 1))]:
        with pytest.raises(DataError, match="outside its storage"):
            Tensor("0", flat.dtype, offset, (2, 3), strides).read({"0": flat})


def test_a_pickle_that_asks_for_anything_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(torch_file(count=6, rebuild=b"cos\nsystem\n"))
    with pytest.raises(DataError, match="os.system"):
        read_state_dict(path)


def test_a_file_that_ends_early_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(torch_file(count=5))
    with pytest.raises(DataError, match="middle of a storage"):
        read_state_dict(path)
