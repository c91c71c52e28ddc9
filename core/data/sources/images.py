"""MNIST and Fashion-MNIST: found on this machine, or fetched through Keras."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from core.choices.registry import Picked
from core.data.raw import DataUnavailable, RawData
from core.data.sources.image_files import FOLDER_VARIABLE, Images, find, read, together
from core.data.sources.reach import Reach
from core.data.sources.sampling import sample
from core.message import Message

IMAGES = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST"}
"""Keys of the image sets, with their proper names."""

# The file that Keras itself would fetch for MNIST; the other set lies beside it.
_reach = Reach("https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz")
_one_at_a_time = {key: threading.Lock() for key in IMAGES}


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a data set can be used, as far as is known without waiting.

    Arguments:
        state: on this machine, to be downloaded at first use, or out of reach.
        message: the same in a sentence, with the remedy.
    """

    state: Literal["here", "download", "missing"]
    message: Message


def availability(key: str) -> Availability:
    """Whether the data set `key` can be used. Looks for files only, so it returns at once.

    The first time that a set is not here, the download host is asked in the background; until it has
    answered, the set counts as one to be downloaded. Sets that come with the lab are always here.
    """
    if key not in IMAGES or find(key) is not None:
        return Availability("here", Message("The data are on this machine."))
    if _reach.known() is False:
        return Availability("missing", _how_to_get(key))
    return Availability("download", Message("{name} is downloaded when it is first used.", name=IMAGES[key]))


def loader(key: str) -> Callable[[Picked, int], RawData]:
    """A function that draws the picked number of images of the set `key`, the classes in equal shares.

    Pixels are 0 to 255 (scaling is a choice of its own), 28 by 28 as 784 features, row by row. When there
    are fewer images than asked for, all are used.

    The function raises `DataUnavailable` within seconds where the set is neither here nor in reach.
    """

    def load(picked: Picked, seed: int) -> RawData:
        # Keras downloads into the very file that others look for, so they wait until it is whole.
        with _one_at_a_time[key]:
            x, y = _all(key)
        return sample(x, y, picked, seed)

    return load


def _all(key: str) -> Images:
    path = find(key)
    if path is not None:
        return read(path)
    # Keras's own download has no timeout and would hang for minutes on a machine without a network.
    if not _reach.now():
        raise DataUnavailable(_how_to_get(key))
    try:
        arrays = _fetching[0](key)
    except OSError as error:
        raise DataUnavailable(_how_to_get(key)) from error
    if arrays is not None:
        return together(arrays, f"keras.datasets.{key}")
    path = find(key)
    if path is None:
        raise DataUnavailable(_how_to_get(key))
    return read(path)


def fetch(key: str) -> dict[str, Any]:
    """Have Keras download the set `key` into its own folder, and give it as it is there.

    Raises:
        OSError: it could not.
    """
    from core.data.sources import keras_datasets

    return keras_datasets.load(key)


_fetching: list[Callable[[str], dict[str, Any] | None]] = [fetch]


def fetch_by(fetching: Callable[[str], dict[str, Any] | None]) -> None:
    """Have another process download, where Keras is not to be loaded in this one; None: it lies there now."""
    _fetching[0] = fetching


def _how_to_get(key: str) -> Message:
    return Message(
        "{name} is not on this machine and cannot be downloaded. Choose another data set. Whoever runs "
        "the lab can put {file}, in the layout of keras.datasets, into the folder that the environment "
        "variable {variable} names.",
        name=IMAGES[key],
        file=f"{key}.npz",
        variable=FOLDER_VARIABLE,
    )
