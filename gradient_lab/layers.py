"""Which layers of a model are watched: those with a kernel, wherever they lie in it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras

MOST_LAYERS = 200
"""The first layers of a model that are watched; a file says of the others that they are left out."""


@dataclass(frozen=True, slots=True)
class Flat:
    """Where an activation function is flat, and its range, as in `core.choices.activations` of the lab."""

    low: float = -math.inf
    high: float = math.inf
    saturated_below: float = -math.inf
    saturated_above: float = math.inf
    dead_at: float | None = None


ACTIVATIONS = {
    "sigmoid": Flat(0.0, 1.0, 0.015, 0.985),
    "softmax": Flat(0.0, 1.0, 0.015, 0.985),
    "tanh": Flat(-1.0, 1.0, -0.97, 0.97),
    "relu": Flat(low=0.0, dead_at=0.0),
    "gelu": Flat(low=-0.17, dead_at=1e-3),
    "silu": Flat(low=-0.2785, dead_at=1e-3),
}
"""By Keras's name. Of others nothing is counted as saturated or dead."""


@dataclass(frozen=True, slots=True, eq=False)
class WatchedLayer:
    """A layer that is watched.

    Arguments:
        name: unique in its model.
        layer: whose call is looked at.
        kernel: its weights, a `keras.Variable` of two axes or more.
        flat: of the layer's activation function.
    """

    name: str
    layer: Any
    kernel: Any
    flat: Flat

    @property
    def units(self) -> int:
        """Width: the last axis of the kernel, as in Keras's own layers."""
        return int(self.kernel.shape[-1])


def watched_layers(model: Any) -> tuple[list[WatchedLayer], dict[str, str]]:
    """The layers of `model` that are watched, in order, and why others with weights are not, by name."""
    found: list[WatchedLayer] = []
    left_out: dict[str, str] = {}
    names = _Names()
    for layer in _holders(model):
        own = _own_variables(layer)
        if not own:
            continue
        name = names.unique(layer)
        kernel = _kernel(layer, own)
        if kernel is None:
            left_out[name] = "it has no kernel (no weights of two axes or more)"
        elif len(found) == MOST_LAYERS:
            left_out[name] = f"only the first {MOST_LAYERS} layers are watched"
        else:
            found.append(WatchedLayer(name, layer, kernel, _flat(layer)))
    return found, left_out


def _holders(layer: Any) -> Iterator[Any]:
    """`layer` and all layers in it, depth first; what a recurrent layer repeats is no layer of its own."""
    seen: set[int] = set()
    waiting = [layer]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if not isinstance(one, keras.layers.RNN):
            waiting += reversed(list(one._flatten_layers(include_self=False, recursive=False)))


def _own_variables(layer: Any) -> list[Any]:
    """Trainable variables of the layer itself, frozen ones too, not those of layers in it."""
    if isinstance(layer, keras.layers.RNN):
        return [each for each in layer.weights if len(each.shape) > 1]
    return list(layer._trainable_variables)


def _kernel(layer: Any, own: list[Any]) -> Any | None:
    holder = layer.cell if isinstance(layer, keras.layers.RNN) else layer
    # Of a layer that keeps its weights in another form (LoRA, 8 bits), the property is no variable.
    named = [getattr(holder, name, None) for name in ("_kernel", "kernel", "embeddings")]
    ids = {id(each) for each in own}
    wide = [each for each in own if len(each.shape) > 1]
    for each in named:
        if each is not None and id(each) in ids and len(each.shape) > 1:
            return each
    return max(wide, key=lambda each: math.prod(each.shape), default=None)


def _flat(layer: Any) -> Flat:
    function = getattr(layer, "activation", None)
    return ACTIVATIONS.get(getattr(function, "__name__", ""), Flat())


class _Names:
    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, layer: Any) -> str:
        """The layer's name, its path where another one has that name, and a number where both are taken."""
        name = str(layer.name)[:100]
        if name in self._taken:
            name = str(getattr(layer, "path", None) or name)[-100:]
        base, number = name, 2
        while name in self._taken:
            name, number = f"{base} ({number})", number + 1
        self._taken.add(name)
        return name
