"""What an explorer is: one idea, and what can be chosen about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.choices.fields import Field
from core.choices.registry import MAX_NAME, Menu
from core.message import Invalid, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Explorer:
    """One idea by itself, which the browser computes and draws: a tab of the page "Explore".

    Its choices are told as texts by path, as those of an experiment are: ``activation`` is a key of a menu,
    ``activation.slope`` a parameter of it.

    Arguments:
        key: name in addresses; never shown.
        label: name of the tab (source text of the catalogue).
        help: one sentence that says what is seen there.
        fields: what can be chosen, in the order of the controls. Where one screen is too small, one named
            ``part`` says which part is seen, and each `group` to which part a choice belongs, empty for all.
            What is `elsewhere` is set in the picture; what has `tasks` means something where the choice
            ``task`` is one of these.
    """

    key: str
    label: str
    help: str
    fields: tuple[Field, ...] = field(default_factory=tuple)

    def start(self) -> dict[str, str]:
        """All choices as they are at first."""
        return self.read({})[0]

    def read(self, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Message]]:
        """All choices, of `texts` those that are right, and by path what is wrong with the others."""
        found: dict[str, str] = {}
        errors: dict[str, Message] = {}
        known = set()
        for each in self.fields:
            known.add(each.key)
            value = _read(each, each.key, texts, errors)
            found[each.key] = each.write(value)
            if not isinstance(each, Menu):
                continue
            for parameter in each.registry[value.name].parameters:
                path = f"{each.key}.{parameter.key}"
                known.add(path)
                found[path] = parameter.write(_read(parameter, path, texts, errors))
        for path in texts.keys() - known:
            name = path if len(path) <= MAX_NAME else f"{path[:MAX_NAME]}…"
            errors[name] = Message("There is no choice named {name}.", name=name)
        return found, errors

    def changes(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The fewest of the complete `texts` from which `read` makes all of them again."""
        before = self.read({path: text for path, text in texts.items() if "." not in path})[0]
        start = self.start()
        return {
            path: text
            for path, text in texts.items()
            if text != (before[path] if "." in path else start[path])
        }


def _read(each: Field, path: str, texts: Mapping[str, str], errors: dict[str, Message]) -> Any:
    """The value of one choice: its default where `texts` say none, or none that is right."""
    if path in texts:
        try:
            return each.parse(texts[path])
        except Invalid as error:
            errors[path] = error.message
    return each.parse(getattr(each, "default", None))
