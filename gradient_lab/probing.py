"""Looking into a model on a few fixed rows, without a trace in its training. TensorFlow backend.

The model is called with `training=False` in a `keras.StatelessScope`, so that whatever it assigns (moving
averages, seeds, metrics) is dropped. While that call is traced, the calls of watched layers and of their
activation functions are listened to: this reaches layers of Functional, Sequential, nested and subclassed
models alike. Training's own function was traced before and is not touched.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras
import numpy.typing as npt

from gradient_lab.layers import WatchedLayer

Array = npt.NDArray[Any]

SAMPLE = 16_384
"""Entries of an array that are looked at: of larger ones every k-th."""


@dataclass(frozen=True, slots=True, eq=False)
class Probed:
    """What one layer did, float32 and flat, at most about `SAMPLE` entries; None where it cannot be told.

    Arguments:
        outputs: what the layer gives, a.
        sums: z, what its activation function was given; of layers without one the same as `outputs`.
        sum_gradients: dL/dz.
        weight_gradients: dL/dW.
        weight_gradient_norm: Euclidean norm of all of dL/dW.
        largest: of each unit the largest |a| over all rows and places, shape ``(units,)``.
    """

    outputs: Array | None = None
    sums: Array | None = None
    sum_gradients: Array | None = None
    weight_gradients: Array | None = None
    weight_gradient_norm: float = math.nan
    largest: Array | None = None


class Probe:
    """Looks into one model.

    Arguments:
        model: built, and compiled.
        layers: the ones to look at.
        x, y: the rows: arrays, or structures of them as `fit` takes them. Without y there may be no loss.
    """

    def __init__(self, model: Any, layers: Sequence[WatchedLayer], x: Any, y: Any) -> None:
        import tensorflow as tf  # the backend is TensorFlow: it is loaded

        self._model, self._layers = model, layers
        self._x = keras.tree.map_structure(tf.convert_to_tensor, x)
        self._y = None if y is None else keras.tree.map_structure(tf.convert_to_tensor, y)
        eager = getattr(model, "run_eagerly", False)
        self._pass: Callable[[], list[dict[str, Any]]] = self._look if eager else tf.function(self._look)
        self.without_loss: str | None = None
        """Why there are no gradients, after the first look."""

    def look(self) -> list[Probed]:
        """What each layer does now."""
        return [_probed(found) for found in self._pass()]

    def _look(self) -> list[dict[str, Any]]:
        import tensorflow as tf

        heard: dict[int, _Heard] = {}
        # In a stateless scope penalties are taken of the values that it is given, and of no others.
        penalized = [each for each in self._model.trainable_variables if each.regularizer is not None]
        with (
            tf.GradientTape() as tape,
            keras.StatelessScope([(each, each.value) for each in penalized], collect_losses=True),
        ):
            with _listening(self._layers, heard):
                predicted = self._model(self._x, training=False)
            loss = self._loss(predicted)
        here = None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()
        reached = {at: one for at, one in heard.items() if one.within(here)}
        sources = [one.sums for one in reached.values()] + [each.kernel.value for each in self._layers]
        gradients = [None] * len(sources) if loss is None else tape.gradient(loss, sources)
        of_sums = dict(zip(reached, gradients, strict=False))
        of_kernels = gradients[len(reached) :]
        return [
            _found(reached.get(at), of_sums.get(at), of_kernel) for at, of_kernel in enumerate(of_kernels)
        ]

    def _loss(self, predicted: Any) -> Any | None:
        compute = self._model.compute_loss
        told = {"x": self._x, "y": self._y, "y_pred": predicted, "sample_weight": None, "training": False}
        taken = inspect.signature(compute).parameters.values()
        if not any(each.kind is each.VAR_KEYWORD for each in taken):
            told = {each.name: told[each.name] for each in taken if each.name in told}
        try:
            return compute(**told)
        except Exception as error:  # noqa: BLE001  a loss of the model's own may ask for anything
            self.without_loss = f"{type(error).__name__}: {error}"[:300]
            return None


@dataclass(slots=True)
class _Heard:
    """What was heard of the first call of a layer."""

    outputs: Any = None
    sums: Any = None

    def within(self, graph: Any) -> bool:
        """Whether both are tensors of `graph` itself: those of a loop's body cannot be taken out of it."""
        return all(
            hasattr(each, "dtype") and (graph is None or getattr(each, "graph", None) is graph)
            for each in (self.outputs, self.sums)
        )


@contextmanager
def _listening(layers: Sequence[WatchedLayer], heard: dict[int, _Heard]) -> Iterator[None]:
    """Hear the first call of each layer, and have everything as it was afterwards.

    Attributes are put beside `__setattr__`: Keras tracks what is set, and listening is none of its business.
    """
    changed: list[tuple[dict[str, Any], str, Any]] = []

    def listen(layer: Any, name: str, hear: Callable[..., Any]) -> None:
        attributes = vars(layer)
        changed.append((attributes, name, attributes.get(name, changed)))
        attributes[name] = hear

    try:
        for at, each in enumerate(layers):
            listen(each.layer, "call", _hearing_call(each.layer.call, at, heard))
            function = vars(each.layer).get("activation")
            if callable(function):
                listen(each.layer, "activation", _hearing_activation(function, at, heard))
        yield
    finally:
        for attributes, name, before in reversed(changed):
            if before is changed:
                del attributes[name]
            else:
                attributes[name] = before


def _hearing_call(call: Callable[..., Any], at: int, heard: dict[int, _Heard]) -> Callable[..., Any]:
    def hear(*arguments: Any, **named: Any) -> Any:
        outputs = call(*arguments, **named)
        one = heard.setdefault(at, _Heard())
        if one.outputs is None:
            one.outputs = outputs[0] if isinstance(outputs, list | tuple) and outputs else outputs
            one.sums = one.outputs if one.sums is None else one.sums
        return outputs

    return hear


def _hearing_activation(
    function: Callable[..., Any], at: int, heard: dict[int, _Heard]
) -> Callable[..., Any]:
    def hear(sums: Any, *arguments: Any, **named: Any) -> Any:
        one = heard.setdefault(at, _Heard())
        if one.sums is None:
            one.sums = sums
        return function(sums, *arguments, **named)

    return hear


def _found(heard: _Heard | None, of_sums: Any, of_kernel: Any) -> dict[str, Any]:
    import tensorflow as tf

    found: dict[str, Any] = {}
    if heard is not None:
        found |= {"outputs": _sampled(heard.outputs), "sums": _sampled(heard.sums)}
        rank = heard.outputs.shape.rank
        if rank:
            found["largest"] = tf.reduce_max(tf.abs(heard.outputs), axis=list(range(rank - 1)))
    if of_sums is not None:
        found["sum_gradients"] = _sampled(of_sums)
    if of_kernel is not None:
        dense = tf.convert_to_tensor(of_kernel)  # of embeddings it is slices
        found["weight_gradients"] = _sampled(dense)
        found["weight_gradient_norm"] = tf.norm(tf.cast(dense, tf.float64))
    return found


def _sampled(tensor: Any) -> Any:
    import tensorflow as tf

    flat = tf.reshape(tf.cast(tensor, tf.float32), [-1])
    size = tensor.shape.num_elements()
    return flat if size is None else flat[:: stride(size, int(tensor.shape[-1]) if tensor.shape.rank else 1)]


def stride(size: int, columns: int) -> int:
    """Every how many of `size` entries are looked at: such that all of `columns` take part."""
    step = -(-size // SAMPLE)
    while step > 1 and math.gcd(step, columns) > 1:
        step += 1
    return step


def _probed(found: dict[str, Any]) -> Probed:
    arrays: dict[str, Any] = {name: value.numpy() for name, value in found.items()}
    if "weight_gradient_norm" in arrays:
        arrays["weight_gradient_norm"] = float(arrays["weight_gradient_norm"])
    return Probed(**arrays)
