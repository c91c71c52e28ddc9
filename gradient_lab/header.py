"""What a recording says of its model once and for all."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from pathlib import PurePath
from typing import Any

import keras
import numpy as np

MOST_LISTED = 1000
"""Layers of the model that a header lists."""


def header_of(model: Any) -> dict[str, Any]:
    """Model, optimizer, loss and versions, as plain JSON values."""
    listed = list(getattr(model, "layers", ()))[:MOST_LISTED]
    return {
        "created": time.time(),
        "name": run_name(model),
        "model": {
            "name": _text(model.name),
            "class": _text(type(model).__name__),
            "parameters": int(model.count_params()),
            "layers": [_layer(layer) for layer in listed],
        },
        "optimizer": _described(getattr(model, "optimizer", None)),
        "loss": _loss(getattr(model, "loss", None)),
        "versions": {
            "keras": keras.__version__,
            "backend": keras.backend.backend(),
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
    }


def run_name(model: Any) -> str:
    """What a run is called: as its model, or as the program where the model has a name of Keras's making.

    Of the program's file the name alone, without folder and ending.
    """
    name = _text(model.name)
    return name if not _automatic(model) else _text(_program()) or name


def _automatic(model: Any) -> bool:
    """Whether Keras named it: its class in snake case, with a number behind it from the second on."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", type(model).__name__))
    own = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
    return re.fullmatch(rf"{re.escape(own)}(_\d+)?", str(model.name)) is not None


def _program() -> str:
    """Name of the file that runs; "" where none is known, as at a prompt. Jupyter tells it."""
    file = getattr(sys.modules.get("__main__"), "__file__", None) or os.environ.get("JPY_SESSION_NAME", "")
    path = PurePath(file)
    return path.parent.name if path.stem == "__main__" else path.stem


def _layer(layer: Any) -> dict[str, Any]:
    return {
        "name": _text(layer.name),
        "class": _text(type(layer).__name__),
        "parameters": int(layer.count_params()) if layer.built else None,
    }


def _described(thing: Any) -> dict[str, Any] | None:
    """Class and configuration, where JSON can say it."""
    if thing is None:
        return None
    try:
        config = json.loads(json.dumps(thing.get_config(), allow_nan=False))
    except Exception:  # noqa: BLE001  somebody else's get_config
        config = {}
    return {"class": _text(type(thing).__name__), "config": config if len(str(config)) < 10_000 else {}}


def _loss(loss: Any) -> str | None:
    """Its name; of several all names."""
    if loss is None or isinstance(loss, str):
        return loss and _text(loss)
    if isinstance(loss, dict):
        return _text(", ".join(f"{name}: {_loss(each)}" for name, each in loss.items()))
    if isinstance(loss, list | tuple):
        return _text(", ".join(str(_loss(each)) for each in loss))
    return _text(getattr(loss, "name", None) or getattr(loss, "__name__", None) or type(loss).__name__)


def _text(value: Any) -> str:
    return str(value)[:200]
