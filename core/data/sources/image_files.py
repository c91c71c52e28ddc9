"""Where files of images may lie on this machine, and reading them with care: anyone may have put them."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from core.data.raw import DataUnavailable
from core.message import Message

FOLDER_VARIABLE = "GRADIENT_LAB_DATA"
"""The environment variable that names a folder with ``<key>.npz`` files."""

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
"""The arrays of a file in the layout of `keras.datasets`."""

# Keras keeps Fashion-MNIST as it was published, in IDX files: a header of 16 or 8 bytes, then the bytes.
_IDX_FOLDER = "fashion-mnist"
_IDX = {
    "x_train": "train-images-idx3-ubyte.gz",
    "y_train": "train-labels-idx1-ubyte.gz",
    "x_test": "t10k-images-idx3-ubyte.gz",
    "y_test": "t10k-labels-idx1-ubyte.gz",
}
_SIDE = 28
_BROKEN = (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error)

Images = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]


def find(key: str) -> Path | None:
    """The first place that has the data set `key`: a ``.npz`` file or Keras's folder of IDX files."""
    return next((path for path in _places(key) if _is_there(path)), None)


def read(path: Path) -> Images:
    """Pixels (uint8, ``(rows, 28, 28)``) and labels (int64, 0 to 9), training and test part together.

    Raises:
        DataUnavailable: the file is broken or holds something else; says what.
    """
    try:
        arrays = _read_idx(path) if path.is_dir() else _read_npz(path)
    except _BROKEN as error:
        raise _unusable(path, f"{type(error).__name__}: {error}") from error
    return together(arrays, path)


def together(arrays: Mapping[str, npt.NDArray[Any]], source: object) -> Images:
    """The four arrays of `keras.datasets`, checked and joined.

    Arguments:
        arrays: ``x_train``, ``y_train``, ``x_test``, ``y_test``.
        source: where they come from, for the message.

    Raises:
        DataUnavailable: an array is missing or not what it should be.
    """
    missing = [name for name in ARRAYS if name not in arrays]
    if missing:
        raise _unusable(source, ", ".join(arrays) or "–")
    for part in ("train", "test"):
        x, y = arrays[f"x_{part}"], arrays[f"y_{part}"]
        if x.dtype != np.uint8 or x.ndim != 3 or x.shape[1:] != (_SIDE, _SIDE):
            raise _unusable(source, f"x_{part}: {x.dtype} {x.shape}")
        if not np.issubdtype(y.dtype, np.integer) or y.shape != x.shape[:1]:
            raise _unusable(source, f"y_{part}: {y.dtype} {y.shape}")
        if len(y) and not 0 <= y.min() <= y.max() <= 9:
            raise _unusable(source, f"y_{part}: {y.min()}…{y.max()}")
    x = np.concatenate([arrays["x_train"], arrays["x_test"]])
    if len(x) < 2:
        raise _unusable(source, f"x_train, x_test: {len(x)}")
    return x, np.concatenate([arrays["y_train"], arrays["y_test"]]).astype(np.int64)


def _places(key: str) -> Iterator[Path]:
    file = f"{key}.npz"
    if folder := os.environ.get(FOLDER_VARIABLE):
        yield Path(folder).expanduser() / file
    yield Path("data") / file
    keras = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser() / "datasets"
    yield keras / _IDX_FOLDER if key == "fashion_mnist" else keras / file


def _is_there(path: Path) -> bool:
    return path.is_file() or all((path / name).is_file() for name in _IDX.values())


def _read_npz(path: Path) -> dict[str, npt.NDArray[Any]]:
    with path.open("rb") as file:
        # A single array (.npy) would also be read by np.load, and has no names.
        if file.read(2) != b"PK":
            raise ValueError("not a .npz file")
        file.seek(0)
        with np.load(file, allow_pickle=False) as archive:
            return {name: np.asarray(archive[name]) for name in archive.files}


def _read_idx(folder: Path) -> dict[str, npt.NDArray[Any]]:
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, file in _IDX.items():
        header = 16 if name.startswith("x") else 8
        values = np.frombuffer(gzip.decompress((folder / file).read_bytes()), np.uint8, offset=header)
        arrays[name] = values.reshape(-1, _SIDE, _SIDE) if header == 16 else values
    return arrays


def _unusable(source: object, got: str) -> DataUnavailable:
    return DataUnavailable(
        Message(
            "{source} cannot be used. Expected {names} as keras.datasets gives them (uint8 pixels of "
            "28 by 28, one whole number from 0 to 9 for each), received {got}. Replace or remove the file.",
            source=source,
            names=", ".join(ARRAYS),
            got=got,
        )
    )
