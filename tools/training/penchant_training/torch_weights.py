"""In: a state dict that torch saved before version 1.6 (a run of pickles, then raw storages).
Out: its tensors by name, as numpy arrays in their logical order. torch itself is not needed.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from penchant_training.errors import DataError

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
DTYPES = {
    "DoubleStorage": "<f8",
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
}


@dataclass(frozen=True)
class Tensor:
    """A view of a storage; offset and strides count elements, as torch has them."""

    storage: str
    dtype: np.dtype[Any]
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def read(self, storages: dict[str, np.ndarray]) -> np.ndarray:
        flat = storages[self.storage]
        last = self.offset + sum((n - 1) * s for n, s in zip(self.shape, self.strides, strict=True))
        if self.offset < 0 or min(self.strides, default=0) < 0 or last >= len(flat):
            raise DataError(f"a tensor of shape {self.shape} reaches outside its storage")
        # A tensor may be stored transposed or channels-last: reading it flat would give a model
        # that loads, runs and knows nothing.
        bytes_apart = tuple(s * flat.itemsize for s in self.strides)
        view = np.lib.stride_tricks.as_strided(flat[self.offset :], self.shape, bytes_apart)
        return np.ascontiguousarray(view)


class StateDictUnpickler(pickle.Unpickler):
    """Knows the few names that a state dict is made of, so a pickle can run nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return rebuild_tensor
        if module == "torch" and name in DTYPES:
            return np.dtype(DTYPES[name])
        raise DataError(f"the weights ask for {module}.{name}, which no state dict needs")

    def persistent_load(self, pid: Any) -> tuple[str, np.dtype[Any]]:
        match pid:
            case ("storage", np.dtype() as dtype, str(key), _, int(), None):
                return key, dtype
        raise DataError(f"the weights name a storage of an unknown form: {pid!r}")


def rebuild_tensor(
    storage: tuple[str, np.dtype[Any]],
    offset: int,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    *_: Any,
) -> Tensor:
    key, dtype = storage
    return Tensor(key, dtype, offset, shape, strides)


def read_state_dict(path: Path) -> dict[str, np.ndarray]:
    with path.open("rb") as file:
        head = [StateDictUnpickler(file).load() for _ in range(2)]
        if head != [MAGIC, PROTOCOL]:
            raise DataError(
                f"{path} is not a torch file of the legacy format; expected the one "
                "that assets.toml declares"
            )
        StateDictUnpickler(
            file
        ).load()  # the writer's machine: byte order is little wherever torch runs
        tensors = StateDictUnpickler(file).load()
        keys = StateDictUnpickler(file).load()
        dtypes = {tensor.storage: tensor.dtype for tensor in tensors.values()}
        storages = {key: read_storage(file, dtypes[key]) for key in keys}
    return {name: tensor.read(storages) for name, tensor in tensors.items()}


def read_storage(file: BinaryIO, dtype: np.dtype[Any]) -> np.ndarray:
    count = int.from_bytes(file.read(8), "little")
    data = file.read(count * dtype.itemsize)
    if len(data) != count * dtype.itemsize:
        raise DataError("the weights end in the middle of a storage: delete them and fetch again")
    return np.frombuffer(data, dtype)
