"""How the page shows a network: a short, closed list that changes nothing about the network itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.choices.fields import Switch, Words
from core.live.protocol.speeds import DEFAULT_SPEED, SPEEDS
from core.message import Invalid, Message

Option = bool | str


# Their labels are the browser's own words.
def _switch(name: str) -> Switch:
    return Switch(key=name, label="", help="", default=False)


def _words(name: str, *names: str, default: str) -> Words:
    return Words(key=name, label="", help="", options=dict.fromkeys(names, ""), default=default)


OPTIONS: dict[str, Switch | Words] = {
    "validation": _switch("validation"),
    "discretize": _switch("discretize"),
    "logLoss": _switch("logLoss"),
    "speed": _words("speed", *SPEEDS, default=DEFAULT_SPEED),
    "flow": _words("flow", "g", "dw", "w", default="g"),
    "matrix": _words("matrix", "training", "validation", default="validation"),
}
"""Name, in an address and in the browser, to what it may be: whether validation points are drawn; whether
only the class that wins is; whether the loss stands on a logarithmic scale; how fast the network trains; what
is seen of the layers (dL/dz, dL/dW or weights); and of which points the confusion matrix is."""

START: dict[str, Option] = {name: option.default for name, option in OPTIONS.items()}


def checked(given: Mapping[str, Any]) -> tuple[dict[str, Option], dict[str, Message]]:
    """All options, those that `given` has right as it says, and what is wrong with the others.

    Names that are no options are left out.
    """
    found, errors = dict(START), {}
    for name, option in OPTIONS.items():
        if name in given:
            try:
                found[name] = option.parse(given[name])
            except Invalid as error:
                errors[name] = error.message
    return found, errors


def written(options: Mapping[str, Option]) -> dict[str, str]:
    """As they stand in an address: what is not as at the start."""
    return {
        name: option.write(options[name])
        for name, option in OPTIONS.items()
        if options[name] != option.default
    }
