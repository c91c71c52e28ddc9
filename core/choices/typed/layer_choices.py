"""One entry of a menu for each hidden layer, typed as short as the widths of layers are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.choices.fields import MAX_LAYERS, Field, check_size, shown, unknown
from core.choices.registry import Registry
from core.message import Invalid, Message

_NAME = re.compile("[A-Za-z0-9_]+")
_TIMES = re.compile("[0-9]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerChoices(Field):
    """An entry for each hidden layer, first to last: ``("tanh", "relu", "relu")``, typed ``tanh, relux2``.

    No entry at all leaves it to another field, which counts for every layer. Layers without an entry of their
    own have the last one. Entries beyond the last layer are ignored: the depth can be changed and changed
    back without typing them anew.

    Arguments:
        registry: of the entries, by any of their names; their parameters are at their defaults.
        default: where it starts.
    """

    registry: Registry[Any]
    default: tuple[str, ...] = ()

    def parse(self, value: Any) -> tuple[str, ...]:
        check_size(value)
        names = self._typed(value) if isinstance(value, str) else _listed(value)
        if names is None:
            raise Invalid(
                Message(
                    "Expected a name for each layer such as {example}, or nothing, received {got}.",
                    example="tanh, relux2",
                    got=shown(value),
                )
            )
        keys = [self.registry.key_of(name) for name in names]
        if None in keys:
            raise Invalid(unknown(names[keys.index(None)], self.registry))
        if len(keys) > MAX_LAYERS:
            raise Invalid(
                Message(
                    "Expected at most {limit} names, one per hidden layer, received {got}. Remove some.",
                    limit=MAX_LAYERS,
                    got=len(keys),
                )
            )
        return tuple(key for key in keys if key is not None)

    def write(self, value: Any) -> str:
        """Shortest form: equal neighbours are folded, ``("tanh", "relu", "relu")`` gives ``tanh, relux2``."""
        parts = [(key, len(list(equal))) for key, equal in groupby(value)]
        return ", ".join(f"{key}x{times}" if times > 1 else key for key, times in parts)

    def _typed(self, text: str) -> list[str] | None:
        """Read ``tanh, relux2`` or ``tanh relu relu``; None where a part is no name, repeated or not."""
        # A name may have an x, too: one that says how often comes before a digit.
        folded = "x".join(part.strip() for part in re.split(r"[xX×*](?=\s*[0-9])", text.strip()))
        names: list[str] = []
        for part in filter(None, re.split(r"[\s,;]+", folded)):
            name, _x, times = part.rpartition("x")
            if not _TIMES.fullmatch(times):
                name, times = part, "1"
            if not _NAME.fullmatch(name) or (name[-1].isdecimal() and self.registry.key_of(name) is None):
                return None
            # One more than allowed is enough for the caller to see that there are too many.
            names += [name] * min(int(times), MAX_LAYERS + 1)
            if len(names) > MAX_LAYERS:
                break
        return names


def _listed(value: Any) -> list[Any] | None:
    return list(value) if isinstance(value, list | tuple) else None
