"""Data sets that Keras downloads; beside `core.model` and `core.engine` the only one that imports Keras."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt


class DownloadFailed(OSError):
    """Keras could not fetch a data set; the cause is Keras's own error."""


def load(key: str) -> dict[str, npt.NDArray[Any]]:
    """The data set ``keras.datasets.<key>``, from Keras's cache or from the network.

    Returns:
        ``x_train``, ``y_train``, ``x_test``, ``y_test`` as Keras gives them.

    Raises:
        DownloadFailed: it could not be fetched.
    """
    import keras

    try:
        (x_train, y_train), (x_test, y_test) = getattr(keras.datasets, key).load_data()
    except Exception as error:  # keras.utils.get_file raises nothing more exact than Exception
        raise DownloadFailed(str(error)) from error
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


def fetch_file(name: str, origin: str) -> None:
    """Download the file at `origin` into the folder where Keras keeps data sets, as `name`.

    Raises:
        DownloadFailed: it could not be fetched.
    """
    import keras

    try:
        keras.utils.get_file(name, origin=origin)
    except Exception as error:  # as above
        raise DownloadFailed(str(error)) from error
