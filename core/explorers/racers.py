"""Parameters of several optimizers at a time, as one line of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.choices.fields import Field, check_size, shown, unknown
from core.choices.optimizers import OPTIMIZERS
from core.message import Invalid, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class RacersParameters(Field):
    """What differs from the defaults of optimizers, such as ``sgd.momentum=0.9 adam.beta_1=0.5``.

    The value is that text, in the order of the registry.
    """

    default: str = ""

    def parse(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Invalid(_not_parameters(value))
        check_size(value)
        chosen: dict[str, dict[str, str]] = {}
        for part in value.split():
            path, _, text = part.partition("=")
            name, _, parameter = path.partition(".")
            if not parameter or not text:
                raise Invalid(_not_parameters(part))
            if name not in OPTIMIZERS:
                raise Invalid(unknown(name, OPTIMIZERS))
            chosen.setdefault(name, {})[parameter] = text
        return " ".join(
            f"{key}.{parameter.key}={parameter.write(picked[parameter.key])}"
            for key, entry in OPTIMIZERS.items()
            if key in chosen
            for picked in [OPTIMIZERS.pick(key, **chosen[key])]
            for parameter in entry.parameters
            if picked[parameter.key] != parameter.default
        )


def _not_parameters(value: Any) -> Message:
    return Message(
        "Expected parameters of optimizers, such as: sgd.momentum=0.9. Received {got}.", got=shown(value)
    )
