"""The callback that watches a model while its `fit` trains it."""

from __future__ import annotations

import functools
import logging
import math
import os
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, cast

import keras
import numpy as np
import numpy.typing as npt

from gradient_lab.frames import layout_of, norm, pack_frame
from gradient_lab.header import header_of
from gradient_lab.layers import WatchedLayer, watched_layers
from gradient_lab.probing import Probe, Probed
from gradient_lab.recording import Recording
from gradient_lab.rows import ROWS, rows_of_fit, spread
from gradient_lab.sending import Sending

Array = npt.NDArray[Any]
P = ParamSpec("P")

SHARE = 0.08
"""Of the time of training that looking may take: where a look takes long, fewer are taken."""
MOST_MEASURES = 50
TOKEN_VARIABLE = "GRADIENT_LAB_TOKEN"
_HOST = re.compile(r"[\w.-]+:[0-9]{1,5}", re.ASCII)
"""An address without its http://, which no file is called."""
_log = logging.getLogger("gradient_lab")


def _never_raises(method: Callable[Concatenate[Any, P], None]) -> Callable[Concatenate[Any, P], None]:
    """Whatever goes wrong while watching ends the watching, with a line in the log, and not the training."""

    @functools.wraps(method)
    def guarded(self: Any, *arguments: P.args, **named: P.kwargs) -> None:
        if self.stopped is not None:
            return
        try:
            method(self, *arguments, **named)
        except Exception as error:  # noqa: BLE001  nothing that happens here may disturb training
            self._stop(f"{type(error).__name__}: {error}")

    return cast(Callable[Concatenate[Any, P], None], guarded)


class Watch(keras.callbacks.Callback):  # type: ignore[misc]
    """Sends what every layer of a model does, while it is trained, to a lab, or writes it down.

    ``model.fit(x, y, callbacks=[Watch("http://localhost:8501", token="…")])``, with the token that the lab's
    page Runs shows; or ``Watch("run.glab")`` for a file that the page opens. Training is not changed: weights
    are the same to the bit with and without it. Nothing that goes wrong in it reaches `fit`; it ends the
    watching, and `stopped` and the log of ``gradient_lab`` say why. A lab that is away is waited for, by
    nobody but a thread that sends.

    Arguments:
        target: address of a lab, or path of a file; a file is written anew with the first frame.
        token: whose run it is in the lab; the environment variable ``GRADIENT_LAB_TOKEN`` when left out.
        frames_per_second: at most so many looks a second, over 0 to 100.
        probe: x and y of a few rows to look at (at most 64 are taken, evenly spread). Left out: rows of the
            arrays that `fit` is given. With a dataset or a generator give some: none are drawn from it.

    Raises:
        ValueError: an argument that cannot be used, before anything is trained.
    """

    def __init__(
        self,
        target: str | os.PathLike[str],
        *,
        token: str | None = None,
        frames_per_second: float = 10.0,
        probe: tuple[Any, Any] | None = None,
    ) -> None:
        super().__init__()
        if not 0 < frames_per_second <= 100:
            raise ValueError(f"Expected over 0 to 100 frames a second, received {frames_per_second}.")
        rows = None if probe is None else spread((probe[0], probe[1]))
        if probe is not None and rows is None:
            raise ValueError("Expected x and y as arrays of as many rows each as probe, received others.")
        self.stopped: str | None = None
        """Why nothing is watched any more; None while all is well."""
        self._recording = _recording_at(os.fspath(target), token)
        self._interval = 1.0 / frames_per_second
        self._given = rows
        self._model_watched: Any = None
        self._layers: list[WatchedLayer] = []
        self._layout: list[dict[str, Any]] = []
        self._probe: Probe | None = None
        self._metric: str | None = None
        self._steps: int | None = None
        self._step = self._epoch_began_at = self._epochs = 0
        self._seconds, self._resumed = 0.0, 0.0
        self._due = -math.inf
        self._before: list[Array] | None = None
        self._logs: dict[str, float] = {}
        self._validation: dict[str, float] = {}
        self._held: tuple[dict[str, float], list[tuple[Array, float, Probed]]] | None = None
        self._last = -1

    @_never_raises
    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Find the rows to look at."""
        if self._model_watched not in (None, self.model):
            raise ValueError("Expected the model that was watched before: make a Watch for each model.")
        self._model_watched = self.model
        self._recording.alive()
        self._steps = (self.params or {}).get("steps")
        self._resumed = time.monotonic()
        if self._given is None:
            self._given = rows_of_fit(self.model)

    @_never_raises
    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Count steps from here."""
        self._epoch_began_at = self._step

    @_never_raises
    def on_train_batch_begin(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Remember the weights, if what the coming step makes of them will be looked at."""
        if self._layout and time.monotonic() >= self._due:
            self._before = self._kernels()

    @_never_raises
    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Look at the model, if that is due."""
        self._step = self._epoch_began_at + batch + 1
        self._recording.alive()
        before, self._before = self._before, None
        began = time.monotonic()
        if not self._layout:
            self._logs = _numbers(logs)
            self._begin()  # tracing takes its time, once: it does not count
            self._look(None)
            self._due = time.monotonic() + self._interval
        elif before is not None:
            self._logs = _numbers(logs)
            self._look(before)
            now = time.monotonic()
            self._due = max(began + self._interval, now + (now - began) * (1 / SHARE - 1))

    @_never_raises
    def on_test_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Say that there is life, where validation takes long."""
        self._recording.alive()

    @_never_raises
    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Take over what was found on the validation data."""
        if self._steps is None:
            self._steps = self._step - self._epoch_began_at
        self._epochs += 1
        self._epoch_began_at = self._step
        self._logs = _numbers(logs)
        found = {name: value for name, value in self._logs.items() if name.startswith("val_")}
        if found:
            self._validation = found
        self._release()

    @_never_raises
    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Look at what training has ended with."""
        if self._layout and self._step > self._last:
            self._look(None)
        self._release()
        self._seconds += time.monotonic() - self._resumed
        self._recording.end()

    def _begin(self) -> None:
        """Decide what is looked at, and how, and write the header."""
        model = self.model
        self._layers, left_out = watched_layers(model)
        if not self._layers:
            raise ValueError("Expected a model with a layer that has a kernel, received one without.")
        probed, why = self._first_probe()
        self._layout = layout_of(self._layers, self._kernels(), probed)
        names = [name for name in self._logs if name != "loss" and not name.startswith("val_")]
        self._metric = next((name for name in names if "acc" in name), None)
        kind = "error" if self._metric is None else "accuracy"
        if self._metric is None:
            self._metric = next((name for name in names if name in ("mae", "mean_absolute_error")), None)
        reached = [layer.name for layer, one in zip(self._layers, probed, strict=True) if one.outputs is None]
        self._recording.begin(
            {
                **header_of(model),
                "metrics": names,
                "metric": self._metric,
                "epochs": (self.params or {}).get("epochs"),
                "steps_per_epoch": self._steps,
                "steps_per_update": getattr(model, "steps_per_execution", 1),
                "probe": {"rows": 0 if self._probe is None else self._rows(), "why_not": why},
                "left_out": left_out,
                "weights_only": [] if why and self._probe is None else reached,
                "layout": {
                    "layers": self._layout,
                    "steps_per_epoch": self._steps or 1,
                    "metric": kind,
                    "target_std": [],
                },
            }
        )

    def _first_probe(self) -> tuple[list[Probed], str | None]:
        """What the layers do now, and why they are not looked at, or have no gradients."""
        nothing = [Probed() for _ in self._layers]
        if keras.backend.backend() != "tensorflow":
            return nothing, "activations and gradients are looked at with TensorFlow as Keras's backend"
        if self._given is None:
            return nothing, f"fit was given no arrays: give Watch a few rows, probe=(x[:{ROWS}], y[:{ROWS}])"
        try:
            probe = Probe(self.model, self._layers, *self._given)
            probed = probe.look()
        except Exception as error:  # noqa: BLE001  somebody else's layers: weights are watched all the same
            why = f"the model could not be called on the rows ({type(error).__name__}: {error})"[:500]
            _log.warning("Watch looks at weights alone: %s", why)
            return nothing, why
        self._probe = probe
        return probed, probe.without_loss

    def _rows(self) -> int:
        assert self._given is not None
        return len(keras.tree.flatten(self._given[0])[0])

    def _kernels(self) -> list[Array]:
        _ = self.model  # with JAX, asking for it brings the variables up to date
        return [_as_numpy(layer.kernel).astype(np.float32, copy=False) for layer in self._layers]

    def _look(self, before: list[Array] | None) -> None:
        """Make a frame of the model as it is.

        Arguments:
            before: the kernels before the latest step, where they are known.
        """
        kernels = self._kernels()
        probed = [Probed() for _ in self._layers] if self._probe is None else self._probe.look()
        with np.errstate(all="ignore"):
            updates = (
                [math.nan] * len(kernels)
                if before is None
                else [norm(now - then) for now, then in zip(kernels, before, strict=True)]
            )
        self._release()
        self._held = self._run(), list(zip(kernels, updates, probed, strict=True))
        self._last = self._step
        if self._steps is None or self._step - self._epoch_began_at < self._steps:
            self._release()  # else an epoch is over: its validation comes next

    def _run(self) -> dict[str, float]:
        within = min((self._step - self._epoch_began_at) / self._steps, 1.0) if self._steps else 0.0
        return {
            "step": self._step,
            "epoch": float(self._epochs + within),
            "seconds": self._seconds + time.monotonic() - self._resumed,
            "learning_rate": self._rate(),
            "loss": self._logs.get("loss", math.nan),
            "metric": self._logs.get(self._metric or "", math.nan),
        }

    def _rate(self) -> float:
        try:
            return float(_as_numpy(self.model.optimizer.learning_rate))
        except Exception:  # noqa: BLE001  an optimizer of somebody's own, or none
            return math.nan

    def _release(self) -> None:
        """Write the frame that is held, with the newest validation."""
        held, self._held = self._held, None
        if held is None:
            return
        run, arrays = held
        if "val_loss" in self._validation:
            run["val_loss"] = self._validation["val_loss"]
            run["val_metric"] = self._validation.get(f"val_{self._metric}", math.nan)
        shown = {"loss", "val_loss", self._metric, f"val_{self._metric}"}
        rest = {name: value for name, value in (self._logs | self._validation).items() if name not in shown}
        measures = dict(list(rest.items())[:MOST_MEASURES])
        self._recording.add(
            pack_frame(run, list(zip(self._layers, self._layout, strict=True)), arrays, measures)
        )

    def _stop(self, why: str) -> None:
        self.stopped = why
        self._probe = self._held = self._before = None
        _log.warning("Watch has stopped, training goes on: %s", why)


def _recording_at(target: str, token: str | None) -> Recording | Sending:
    """Where frames go."""
    if target.lower().startswith(("http://", "https://")):
        token = token or os.environ.get(TOKEN_VARIABLE)
        if not token:
            raise ValueError(
                f"Expected the token that the lab's page Runs shows, as Watch({target!r}, token=…) or in the "
                f"environment variable {TOKEN_VARIABLE}, received none."
            )
        return Sending(target, token)
    if "://" in target or token is not None or _HOST.fullmatch(target):
        raise ValueError(
            "Expected the address of a lab as http://localhost:8501 and a token, or the path of a file to "
            f"write, such as 'run.glab', and none, received {target!r}."
        )
    return Recording(Path(target))


def _as_numpy(variable: Any) -> Array:
    """What a variable holds now."""
    tensor = keras.ops.convert_to_tensor(variable)
    # NumPy warns of the way in which Keras asks tensors of TensorFlow.
    tensorflow = keras.backend.backend() == "tensorflow"
    found: Array = tensor.numpy() if tensorflow else keras.ops.convert_to_numpy(tensor)
    return found


def _numbers(logs: Mapping[str, Any] | None) -> dict[str, float]:
    """What in `logs` is a number, by a name of bounded length."""
    found = {}
    for name, value in (logs or {}).items():
        try:
            found[str(name)[:100]] = float(value)
        except (TypeError, ValueError):
            continue  # nested or of several numbers: there is no place for it in a frame
    return found
