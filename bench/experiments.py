"""The networks that are measured, always as `core.Experiment`, so that the lab's whole way is gone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from core.data.sources.image_files import FOLDER_VARIABLE
from core.experiment import Experiment
from core.own_table import open_table

ENDLESS = 1_000_000
"""Epochs: more than any benchmark gets through."""

_TWO_OUTPUTS = "sparse_categorical_crossentropy"
_TABLE_SAMPLES, _TABLE_VALIDATION = 105_264, 0.05
_MNIST_ROWS, _MNIST_SAMPLES, _MNIST_VALIDATION = 12_000, 12_632, 0.05


def playground(optimizer: str = "sgd", layers: tuple[int, ...] = (8, 8, 8), **changes: Any) -> Experiment:
    """2-8-8-8-2 on 250 training rows (63 more for validation), batches of 10."""
    choices: dict[str, Any] = {
        "dataset": {"name": "circle", "samples": 313},
        "loss": _TWO_OUTPUTS,
        "layers": layers,
        "batch_size": 10,
    }
    return _experiment(optimizer, **choices | changes)


def digits(optimizer: str = "sgd") -> Experiment:
    """64-64x5-10 on 1500 of scikit-learn's digits (297 more for validation), batches of 32."""
    return _experiment(optimizer, dataset="digits", validation_split=0.1651, layers=(64,) * 5, batch_size=32)


def mnist(optimizer: str = "sgd") -> Experiment:
    """784-512x3-10 on 12000 rows (632 more for validation), batches of 128; see `mnist_file`."""
    return _experiment(
        optimizer,
        dataset={"name": "mnist", "samples": _MNIST_SAMPLES},
        validation_split=_MNIST_VALIDATION,
        layers=(512,) * 3,
        activation="relu",
        initializer="he_normal",
        batch_size=128,
    )


def convolutional(optimizer: str = "sgd") -> Experiment:
    """28x28-conv 8, 16 of 3x3, each max-pooled-64-10 on 12000 rows in batches of 128; see `mnist_file`."""
    return _experiment(
        optimizer,
        dataset={"name": "mnist", "samples": _MNIST_SAMPLES},
        validation_split=_MNIST_VALIDATION,
        convolutions={"name": "conv2d", "filters": "8, 16"},
        layers=(64,),
        activation="relu",
        initializer="he_normal",
        batch_size=128,
    )


def table(optimizer: str = "sgd") -> Experiment:
    """A table of one's own of 20 columns of numbers, 64-64-1 on 100,000 rows (5,264 more for validation)."""
    import pandas

    rng = np.random.default_rng(0)
    x = rng.normal(size=(_TABLE_SAMPLES, 20)).round(3)
    frame = pandas.DataFrame({f"x{at}": column for at, column in enumerate(x.T)})
    frame["y"] = (x[:, 0] * x[:, 1] + np.sin(x[:, 2]) + rng.normal(0, 0.1, _TABLE_SAMPLES)).round(3)
    return _experiment(
        optimizer,
        dataset=open_table(frame, target="y"),
        validation_split=_TABLE_VALIDATION,
        layers=(64, 64),
        activation="relu",
        initializer="he_normal",
        batch_size=128,
    )


def deep(layers: tuple[int, ...] = (64,) * 30) -> Experiment:
    """30 layers of 64 with batch normalization, on the playground's 250 rows."""
    return playground(layers=layers, batch_size=32, normalization="batch")


def huge() -> Experiment:
    """A very large network, 64 layers of 1024, on the playground's 250 rows."""
    return playground(layers=(1024,) * 64, batch_size=32)


def _experiment(optimizer: str, **choices: Any) -> Experiment:
    rate = 0.01 if optimizer == "sgd" else 0.001
    return Experiment(**{"optimizer": optimizer, "learning_rate": rate, "epochs": ENDLESS, **choices})


@contextmanager
def mnist_file() -> Iterator[None]:
    """Have the lab find an ``mnist.npz`` of the right shape for as long as this lasts.

    Ten random pictures with noise: any network can learn them, and nothing has to be downloaded.
    """
    with tempfile.TemporaryDirectory() as folder:
        _write_mnist(Path(folder) / "mnist.npz", _MNIST_SAMPLES)
        before = os.environ.get(FOLDER_VARIABLE)
        os.environ[FOLDER_VARIABLE] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[FOLDER_VARIABLE]
            else:
                os.environ[FOLDER_VARIABLE] = before


def _write_mnist(path: Path, rows: int) -> None:
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (10, 28, 28))
    y = rng.permutation(np.arange(rows) % 10).astype(np.uint8)
    x = np.clip(pictures[y] * 0.5 + rng.normal(64.0, 40.0, (rows, 28, 28)), 0, 255).astype(np.uint8)
    test = rows // 10
    np.savez(path, x_train=x[test:], y_train=y[test:], x_test=x[:test], y_test=y[:test])
