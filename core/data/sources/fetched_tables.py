"""Auto MPG and California housing: found on this machine, or fetched through Keras into its own folder."""

from __future__ import annotations

import csv
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from core.choices.registry import Picked
from core.data.raw import DataUnavailable, Floats, RawData
from core.data.sources.image_files import FOLDER_VARIABLE
from core.data.sources.images import Availability
from core.data.sources.reach import Reach
from core.data.sources.sampling import sample
from core.message import Message

MOST_BYTES = 20_000_000
"""Of a file that is read: anyone may have put it there."""

Rows = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
_WRONG = (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile)
_ORIGINS = ("usa", "europe", "japan")
"""1, 2 and 3 in the file of UCI."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedTable:
    """A table that comes from somewhere else.

    Arguments:
        name: proper name.
        files: names under which it may lie here; Keras keeps it under the first.
        origin: where Keras fetches that from.
        columns: names of the features.
        read: features and target of a file.
    """

    name: str
    files: tuple[str, ...]
    origin: str
    columns: tuple[str, ...]
    read: Callable[[Path], Rows]


def _auto_mpg(path: Path) -> Rows:
    """As UCI has it (numbers parted by spaces, then the name, ``?`` for what is missing), or as a CSV file.

    Cars whose horsepower is not known are left out, and the origin is one-hot, as in TensorFlow's tutorial.
    """
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            lines = [[line[name] for name in ("mpg", *_CAR, "origin")] for line in csv.DictReader(file)]
        else:
            lines = [line.split(maxsplit=8)[:8] for line in file if line.strip()]
    numbers = [[_number(text) for text in line[:-1]] + _one_hot(line[-1]) for line in lines]
    found = np.array(numbers, np.float64)
    if found.shape[1:] != (10,):
        raise ValueError(f"{found.shape}")
    return found[:, 1:], found[:, 0]


def _number(text: str) -> float:
    return float("nan") if text.strip() in ("", "?", "NA") else float(text)


def _one_hot(text: str) -> list[float]:
    word = text.strip().lower()
    at = _ORIGINS.index(word) if word in _ORIGINS else int(float(word)) - 1
    if not 0 <= at < len(_ORIGINS):
        raise ValueError(f"origin {text!r:.20}")
    return [float(at == each) for each in range(len(_ORIGINS))]


def _california(path: Path) -> Rows:
    """``x`` and ``y`` as Keras keeps them, the longitude first."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            raise ValueError("not a .npz file")
        file.seek(0)
        with np.load(file, allow_pickle=False) as archive:
            x, y = (np.asarray(archive[name], np.float64) for name in ("x", "y"))
    if x.ndim != 2 or x.shape[1] != 8 or y.shape != x.shape[:1] or not (x[:, 0] < 0).all():
        raise ValueError(f"x {x.shape}, y {y.shape}")
    return x, y


_CAR = ("cylinders", "displacement", "horsepower", "weight", "acceleration", "model_year")

FETCHED = {
    "auto_mpg": FetchedTable(
        name="Auto MPG",
        files=("auto-mpg.data", "mpg.csv"),
        origin="https://archive.ics.uci.edu/ml/machine-learning-databases/auto-mpg/auto-mpg.data",
        columns=(*_CAR, *(f"origin_{name}" for name in _ORIGINS)),
        read=_auto_mpg,
    ),
    "california_housing": FetchedTable(
        name="California housing",
        files=("california_housing.npz",),
        origin="https://storage.googleapis.com/tensorflow/tf-keras-datasets/california_housing.npz",
        columns=(
            "longitude",
            "latitude",
            "housing_median_age",
            "total_rooms",
            "total_bedrooms",
            "population",
            "households",
            "median_income",
        ),
        read=_california,
    ),
}
"""Tables by key."""

_reaches = {key: Reach(table.origin) for key, table in FETCHED.items()}
_one_at_a_time = {key: threading.Lock() for key in FETCHED}


def find(key: str) -> Path | None:
    """The first place that has the table `key`."""
    return next((path for path in _places(FETCHED[key]) if path.is_file()), None)


def availability(key: str) -> Availability:
    """Whether the table `key` can be used, as far as is known without waiting (see `images.availability`)."""
    if find(key) is not None:
        return Availability("here", Message("The data are on this machine."))
    if _reaches[key].known() is False:
        return Availability("missing", _how_to_get(key))
    name = FETCHED[key].name
    return Availability("download", Message("{name} is downloaded when it is first used.", name=name))


def loader(key: str) -> Callable[[Picked, int], RawData]:
    """A function that draws the picked number of rows of the table `key` and adds the picked noise.

    Rows in which something is missing are left out. The function raises `DataUnavailable` within seconds
    where the table is neither here nor in reach.
    """

    def load(picked: Picked, seed: int) -> RawData:
        with _one_at_a_time[key]:  # whoever comes during a download waits until it is whole
            x, y = _all(key)
        return sample(x, y, picked, seed)

    return load


def _all(key: str) -> tuple[npt.NDArray[np.float64], Floats]:
    path = find(key)
    if path is None:
        if not _reaches[key].now():  # Keras's own download has no timeout
            raise DataUnavailable(_how_to_get(key))
        try:
            _fetching[0](key)
        except OSError as error:
            raise DataUnavailable(_how_to_get(key)) from error
        path = find(key)
        if path is None:
            raise DataUnavailable(_how_to_get(key))
    return read(key, path)


def read(key: str, path: Path) -> tuple[npt.NDArray[np.float64], Floats]:
    """Features and target of a file, without rows in which something is missing.

    Raises:
        DataUnavailable: the file is broken or holds something else; says what.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"{path.stat().st_size} bytes")
        x, y = FETCHED[key].read(path)
        whole = np.isfinite(x).all(axis=1) & np.isfinite(y)
        if whole.sum() < 2:
            raise ValueError(f"{int(whole.sum())} rows")
    except _WRONG as error:
        raise DataUnavailable(
            Message(
                "{source} cannot be used. Expected the data set {name} with the columns {columns} and its "
                "target, received {got}. Replace or remove the file.",
                source=path,
                name=FETCHED[key].name,
                columns=", ".join(FETCHED[key].columns),
                got=f"{type(error).__name__}: {error}",
            )
        ) from error
    return x[whole], y[whole].astype(np.float32)


def fetch(key: str) -> None:
    """Have Keras download the table `key` into its own folder.

    Raises:
        OSError: it could not.
    """
    from core.data.sources import keras_datasets

    keras_datasets.fetch_file(FETCHED[key].files[0], FETCHED[key].origin)


_fetching: list[Callable[[str], object]] = [fetch]


def fetch_by(fetching: Callable[[str], object]) -> None:
    """Have another process download, where Keras is not to be loaded in this one."""
    _fetching[0] = fetching


def _places(table: FetchedTable) -> Iterator[Path]:
    if folder := os.environ.get(FOLDER_VARIABLE):
        yield from (Path(folder).expanduser() / name for name in table.files)
    yield from (Path("data") / name for name in table.files)
    yield Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser() / "datasets" / table.files[0]


def _how_to_get(key: str) -> Message:
    table = FETCHED[key]
    return Message(
        "{name} is not on this machine and cannot be downloaded. Choose another data set, or open a file "
        "of your own on the page Data. Whoever runs the lab can put {file} from {origin} into the folder "
        "that the environment variable {variable} names.",
        name=table.name,
        file=table.files[0],
        origin=table.origin,
        variable=FOLDER_VARIABLE,
    )
