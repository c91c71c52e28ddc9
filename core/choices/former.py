"""Choices as they were written before: links, files and stored runs of then are read, nothing is written so.

Batch and layer normalization were two switches; now one menu has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.choices.fields import Switch
from core.message import Invalid, Message

_SWITCHES = {
    key: Switch(key=key, label="", help="", default=False)
    for key in ("batch_normalization", "layer_normalization")
}
_NORMALIZATIONS = {
    (False, False): "none",
    (True, False): "batch",
    (False, True): "layer",
    (True, True): "batch_layer",
}


def renewed(choices: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Message]]:
    """`choices`, by path, in today's form, and what is wrong with those of a former one.

    What is said in both forms is taken from today's.
    """
    if not any(key in choices for key in _SWITCHES):
        return dict(choices), {}
    found = {key: value for key, value in choices.items() if key not in _SWITCHES}
    errors: dict[str, Message] = {}
    on = dict.fromkeys(_SWITCHES, False)
    for key, switch in _SWITCHES.items():
        try:
            on[key] = switch.parse(choices.get(key, False))
        except Invalid as error:
            errors[key] = error.message
    batch, layer = on.values()
    found.setdefault("normalization", _NORMALIZATIONS[batch, layer])
    return found, errors
