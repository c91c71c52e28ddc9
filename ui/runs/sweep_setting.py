"""What the view "Sweep" trains, as it stands in an address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.choices.fields import MAX_TEXT, Number, shown, unknown
from core.message import Invalid, Message
from core.sweeps import GRID, METHODS, Varied
from core.sweeps.plan import DRAWS, MOST_VALUES, MOST_VARIED, SEEDS
from ui import address

_NUMBERS = {"draws": DRAWS, "seeds": SEEDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSetting:
    """A plan without the choices that it begins from; see `core.sweeps.SweepPlan`."""

    varied: tuple[Varied, ...] = ()
    method: str = GRID
    draws: int = int(DRAWS.default)
    seeds: int = int(SEEDS.default)


def from_address(texts: Mapping[str, str]) -> tuple[SweepSetting, list[Message]]:
    """What the texts of an address say, and what of them cannot be used."""
    errors: list[Message] = []
    found: dict[str, Any] = {}
    method = texts.get("method", GRID)
    if method in METHODS:
        found["method"] = method
    else:
        errors.append(address.about("method", unknown(method, METHODS)))
    for key, field in _NUMBERS.items():
        try:
            found[key] = int(_number(field, texts.get(key)))
        except Invalid as error:
            errors.append(address.about(key, error.message))
    varied = _varied(texts.get("vary", ""))
    if varied is None:
        said = Message(
            "Expected choices with their values, such as {example}; received {got}.",
            example='{"learning_rate": ["0.01", "0.1"]}',
            got=shown(texts["vary"]),
        )
        errors.append(address.about("vary", said))
    return SweepSetting(varied=varied or (), **found), errors


def _number(field: Number, text: str | None) -> float:
    return field.default if text is None else field.parse(text)


def _varied(text: str) -> tuple[Varied, ...] | None:
    """Choices and values as `to_address` writes them; None where they are not."""
    if not text:
        return ()
    try:
        read = json.loads(text) if len(text) <= MAX_TEXT else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict) or len(read) > MOST_VARIED:
        return None
    lists = list(read.values())
    if not all(isinstance(values, list) and len(values) <= MOST_VALUES for values in lists):
        return None
    if not all(isinstance(value, str) for values in lists for value in values):
        return None
    return tuple(Varied(path, tuple(dict.fromkeys(values))) for path, values in read.items())


def to_address(setting: SweepSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes the setting again."""
    start = SweepSetting()
    found = {"method": setting.method} if setting.method != start.method else {}
    found |= {
        key: field.write(getattr(setting, key))
        for key, field in _NUMBERS.items()
        if getattr(setting, key) != getattr(start, key)
    }
    if setting.varied:
        texts = {each.path: list(each.values) for each in setting.varied}
        found["vary"] = json.dumps(texts, separators=(",", ":"), ensure_ascii=False)
    return found
