"""Menus whose entries know how to build what they name.

An entry is the only place where an activation, an optimizer, a data set… is described. The form, the
menu, validation, JSON, the documentation table and the tests of that entry are derived from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from core.choices.fields import Field, Number, Switch, Words, shown, unknown
from core.choices.typed.column_choices import ColumnChoices
from core.choices.typed.formula import Formula
from core.choices.typed.numbers import Numbers
from core.choices.typed.optional_number import OptionalNumber
from core.choices.typed.points import Points
from core.choices.typed.text import ContentHash, Text
from core.message import Invalid, Message

MAX_NAME = 60
"""Characters of a name that is looked for: no entry has a longer one."""

Parameter = (
    Number | Switch | Words | Numbers | Formula | Points | Text | ContentHash | ColumnChoices | OptionalNumber
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a menu.

    Arguments:
        key: name in Python, JSON and URLs.
        label: name shown (source text of the catalogue; the field's standard term).
        help: one sentence that says what it is and when one would choose it.
        parameters: what can be set about it.
        aliases: other names under which it is known, and understood (see `Registry.key_of`).
    """

    key: str
    label: str
    help: str
    parameters: tuple[Parameter, ...] = ()
    aliases: tuple[str, ...] = ()

    def parameter_key(self, parameter: str) -> str:
        """The key of a parameter that somebody may have named as Keras does; any other name as it is."""
        return parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class KerasEntry(Entry):
    """An entry that Keras builds, described the way Keras serializes it, so no TensorFlow is imported.

    Arguments:
        class_name: Keras class.
        config: constructor arguments that never change.
        renames: parameter key to constructor argument, where the two differ.
    """

    class_name: str
    config: Mapping[str, Any] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)

    def parameter_key(self, parameter: str) -> str:
        """The key of a parameter by the name of Keras's argument; any other name as it is."""
        return next((key for key, theirs in self.renames.items() if theirs == parameter), parameter)

    def keras_config(self, picked: Picked) -> dict[str, Any]:
        """`{"class_name", "config"}` as `keras.*.deserialize` takes it (a fresh dict at every call)."""
        arguments = {self.renames.get(key, key): value for key, value in picked.parameters}
        return {"class_name": self.class_name, "config": {**self.config, **arguments}}

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Picked:
    """What a person chose from a menu: the entry's key and every parameter's value.

    Values read like a mapping: ``picked["momentum"]``.
    """

    name: str
    parameters: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, key: str) -> Any:
        return dict(self.parameters)[key]

    def get(self, key: str, default: Any = None) -> Any:
        return dict(self.parameters).get(key, default)

    def as_dict(self) -> dict[str, Any]:
        """``{"name": "sgd", "momentum": 0.9}``, the JSON form."""
        return {"name": self.name, **dict(self.parameters)}


E_co = TypeVar("E_co", bound=Entry, covariant=True)


class Registry(Mapping[str, E_co], Generic[E_co]):
    """An ordered, closed menu: key to entry."""

    def __init__(self, *entries: E_co) -> None:
        self._entries = MappingProxyType({entry.key: entry for entry in entries})
        names = [(_folded(name), entry.key) for entry in entries for name in (entry.key, *entry.aliases)]
        self._keys = dict(names)
        if len(self._entries) != len(entries) or len(self._keys) != len(names):
            raise ValueError("two entries of one menu share a name")

    def __getitem__(self, key: str) -> E_co:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return id(self)

    def key_of(self, name: Any) -> str | None:
        """The key of the entry that `name` means, as Keras or people spell it; None where it is none.

        Capitals, spaces and the signs ``_ -`` do not count: ``HeNormal`` and ``he-normal`` are ``he_normal``.
        """
        if not isinstance(name, str) or len(name) > MAX_NAME:
            return None
        return name if name in self._entries else self._keys.get(_folded(name))

    def pick(self, name: str, /, **parameters: Any) -> Picked:
        """The entry `name` with `parameters`, the rest at their defaults.

        Arguments:
            name: its key, or another of its names (see `key_of`); what is picked has the key.
            parameters: by their keys, or as Keras calls them.

        Raises:
            Invalid: unknown name or parameter, or a value out of range.
        """
        key = self.key_of(name)
        if key is None:
            raise Invalid(unknown(name, self))
        name = key
        known = {parameter.key: parameter for parameter in self[name].parameters}
        parameters = {self[name].parameter_key(each): value for each, value in parameters.items()}
        stray = next((key for key in parameters if key not in known), None)
        if stray is not None:
            raise Invalid(
                Message(
                    "{entry} has no parameter {got}. It takes: {names}.",
                    entry=Message(self[name].label),
                    got=shown(stray),
                    names=", ".join(known) or "–",
                )
            )
        values = (
            (key, parameter.parse(parameters.get(key, parameter.default))) for key, parameter in known.items()
        )
        return Picked(name, tuple(values))


def _folded(name: str) -> str:
    return "".join(part for part in re.split(r"[\s_-]+", name.casefold()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Field):
    """A choice of one entry of a registry, with that entry's parameters.

    Accepts a key (``"adam"``) or another name of an entry (``"Adam"``, see `Registry.key_of`), a mapping
    (``{"name": "sgd", "momentum": 0.9}``) or a `Picked`.
    """

    registry: Registry[Any]
    default: str

    def parse(self, value: Any) -> Picked:
        if isinstance(value, Picked):
            value = value.as_dict()
        if isinstance(value, str):
            return self.registry.pick(value)
        if isinstance(value, Mapping) and isinstance(value.get("name"), str):
            rest = {str(key): item for key, item in value.items() if key != "name"}
            return self.registry.pick(value["name"], **rest)
        raise Invalid(unknown(value, self.registry))

    def write(self, value: Any) -> str:
        return str(value.name)

    def as_json(self, value: Any) -> Any:
        return value.as_dict()
