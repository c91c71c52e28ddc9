"""What a teacher wrote in YAML, read strictly: every value has its line, and every key is asked for.

YAML's own guesses (``no`` as false, ``1e-3`` as a text and ``1.0e-3`` as a number) do not count here: what a
text means is decided by who asks for it. Nothing in it can name a Python object, and no anchors are followed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from core.choices.fields import shown, unknown
from core.lessons.problem import Problem
from core.message import Message

MOST_NESTED = 6

_NO_CHARACTERS = Message("This has characters that no text has. Take them out.")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the line of the file that it begins in."""

    line: int
    value: Any

    def text(self) -> str:
        """It, as a text on one line.

        Raises:
            Problem: it is a list or a mapping, or there is nothing.
        """
        if not isinstance(self.value, str) or not self.value.strip():
            raise Problem(self.line, Message("Expected a text here."))
        return " ".join(self.value.split())

    def number(self) -> float:
        """It, as a finite number.

        Raises:
            Problem: it is none.
        """
        try:
            found = float(self.text())
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise Problem(self.line, Message("Expected a number, received {got}.", got=shown(self.value)))
        return found

    def listed(self) -> list[Node]:
        """It, as a list; a text with commas is one too.

        Raises:
            Problem: it is a mapping, or empty.
        """
        if isinstance(self.value, list) and self.value:
            return self.value
        if isinstance(self.value, str):
            return [Node(self.line, part.strip()) for part in self.text().split(",")]
        raise Problem(self.line, Message("Expected a list here."))

    def inside(self, **more: Node) -> Node:
        """The mapping with further keys."""
        return Node(self.line, {**more, **self.mapping()})

    def mapping(self) -> Mapping[str, Node]:
        """It, as keys with values.

        Raises:
            Problem: it is none.
        """
        if not isinstance(self.value, dict):
            raise Problem(self.line, Message("Expected lines of the form “key: value” here."))
        return self.value


@dataclass(slots=True)
class Written:
    """A mapping of which every key is asked for, by name; `done` refuses those that nobody asked for."""

    node: Node
    _asked: set[str] = field(default_factory=set)

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.node.line

    def has(self, key: str) -> bool:
        """Whether `key` is given."""
        return self.get(key) is not None

    def get(self, key: str) -> Node | None:
        """The value of `key`, if it is given."""
        self._asked.add(key)
        return self.node.mapping().get(key)

    def need(self, key: str) -> Node:
        """The value of `key`.

        Raises:
            Problem: it is missing.
        """
        found = self.get(key)
        if found is None:
            raise Problem(self.line, Message("Expected a line “{key}: …” here.", key=key))
        return found

    def text(self, key: str, default: str | None = None) -> str:
        """The text of `key`; one that is not given has to have a default."""
        found = self.get(key) if default is not None else self.need(key)
        return default if found is None and default is not None else self.need(key).text()

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """The whole number of `key`, from `low` to `high`."""
        found = self.get(key) if default is not None else self.need(key)
        if found is None:
            return default  # type: ignore[return-value]
        number = found.number()
        if number != round(number) or not low <= number <= high:
            raise Problem(
                found.line,
                Message(
                    "Expected a whole number from {low} to {high}, received {got}.",
                    low=low,
                    high=high,
                    got=shown(found.value),
                ),
            )
        return int(number)

    def number(self, key: str) -> float | None:
        """The number of `key`, if it is given."""
        found = self.get(key)
        return None if found is None else found.number()

    def one_of(self, key: str, options: Sequence[str] | Mapping[str, Any], default: str | None = None) -> str:
        """The text of `key`, one of `options`."""
        found = self.text(key, default)
        if found not in options:
            raise Problem(self.line_of(key), unknown(found, dict.fromkeys(options)))
        return found

    def line_of(self, key: str) -> int:
        """Where `key` stands; where the mapping begins, if it is not given."""
        found = self.get(key)
        return self.line if found is None else found.line

    def parts(self, key: str) -> list[Written]:
        """The mappings in the list of `key`."""
        return [Written(node) for node in self.need(key).listed()]

    def rest(self) -> dict[str, Node]:
        """What was not asked for yet; it is now."""
        found = {key: node for key, node in self.node.mapping().items() if key not in self._asked}
        self._asked.update(found)
        return found

    def done(self) -> None:
        """See that nothing is left that nobody asked for.

        Raises:
            Problem: a key is unknown.
        """
        for key, node in self.node.mapping().items():
            if key not in self._asked:
                raise Problem(node.line, unknown(key, dict.fromkeys(sorted(self._asked))))


def written(text: str, line: int) -> Written:
    """The mapping that `text` is, which begins at line `line` of a file.

    Raises:
        Problem: it is no YAML, or no mapping, or uses more of YAML than texts, lists and mappings.
    """
    try:
        _check(text, line)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = line + (mark.line if mark else 0)
        raise Problem(
            at,
            Message(
                "This cannot be read as YAML ({problem}). Put texts that have a colon or begin with a "
                "sign in quotes.",
                problem=error.problem or "",
            ),
        ) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # of "\\U00110000", which is no character
        raise Problem(line, _NO_CHARACTERS) from error
    node = Node(line, {}) if root is None else _node(root, line)
    node.mapping()
    return Written(node)


def _check(text: str, line: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        anchored = isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None
        if anchored or depth > MOST_NESTED or getattr(event, "tag", None) is not None:
            raise Problem(
                line + event.start_mark.line,
                Message(
                    "Expected plain texts, lists and keys: no anchors, no tags, nothing nested more than "
                    "{limit} deep.",
                    limit=MOST_NESTED,
                ),
            )


def _node(found: yaml.Node, line: int) -> Node:
    at = line + found.start_mark.line
    if isinstance(found, yaml.SequenceNode):
        return Node(at, [_node(each, line) for each in found.value])
    if isinstance(found, yaml.MappingNode):
        return Node(at, dict(_pairs(found, line)))
    if any("\ud800" <= each <= "\udfff" for each in found.value):  # "\\ud800": half of a character
        raise Problem(at, _NO_CHARACTERS)
    return Node(at, found.value)


def _pairs(found: yaml.MappingNode, line: int) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for key, value in found.value:
        at = line + key.start_mark.line
        name = _node(key, line).text()
        if name in seen:
            raise Problem(at, Message("“{key}” is given twice. Take one away.", key=name))
        seen.add(name)
        node = _node(value, line)
        # A list or mapping below a key is found where its key is.
        yield name, Node(at, node.value)
