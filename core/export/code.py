"""Python code as text: literals that are safe whatever people typed, calls, and sections with comments."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from core.message import Message, Translate

WIDTH = 88
"""Characters of a line."""
INDENT = "    "

Line = str | Message
"""Code of one line or more, or a comment that stands before the code which follows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a program that does one thing.

    Arguments:
        title: what it does, in a word or two.
        text: what it does, in sentences.
        lines: its code.
        imports: lines that import what it uses.
    """

    title: Message
    text: Message
    lines: tuple[Line, ...]
    imports: frozenset[str] = field(default_factory=frozenset)

    def code(self, translate: Translate) -> str:
        """Its code, comments in the language of `translate`."""
        return _spaced("\n".join(_written(self.lines, translate)))


def comment(message: Message, translate: Translate, indent: str = "") -> str:
    """`message` as comment lines. Whatever is in it, none of it is code: line ends become spaces."""
    wrapped = textwrap.wrap(message.render(translate), WIDTH - len(indent) - 2)
    return "\n".join(f"{indent}# {line}" for line in wrapped)


def literal(value: Any) -> str:
    """A number, a text, or a collection of such, as Python reads it back: all of a text is inside its quotes.

    Raises:
        TypeError: anything else.
        ValueError: a number that is not finite.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"expected a finite number, received {value!r}")
        return repr(value)
    if isinstance(value, str):
        # A subclass could write itself in another way.
        found = repr(str.__str__(value))
        return f'"{found[1:-1]}"' if found[0] == "'" and '"' not in found else found
    if isinstance(value, tuple):
        inside = ", ".join(map(literal, value))
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
    raise TypeError(f"expected a number, a text or a collection of such, received {type(value).__name__}")


def call(name: str, /, *arguments: str, **named: str) -> str:
    """``name(…)`` with arguments that are code, on one line where they fit."""
    return call_within(WIDTH, name, *arguments, **named)


def call_within(room: int, name: str, /, *arguments: str, **named: str) -> str:
    """The same, on one line where that has at most `room` characters."""
    given = [*arguments, *(f"{key}={value}" for key, value in named.items())]
    short = f"{name}({', '.join(given)})"
    if len(short) <= room and "\n" not in short:
        return short
    return f"{name}(\n{listed(given)}\n)"


def listed(items: Iterable[str]) -> str:
    """Code of each item on lines of its own, indented, with a comma."""
    return textwrap.indent("\n".join(f"{item}," for item in items), INDENT)


def collection(name: str, values: Iterable[Any]) -> str:
    """``name = […]`` of texts or numbers, on as many lines as that takes."""
    items = [literal(value) for value in values]
    short = f"{name} = [{', '.join(items)}]"
    if len(short) <= WIDTH:
        return short
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) + len(INDENT) + 3 <= WIDTH:
            lines[-1] += f", {item}"
        else:
            lines.append(item)
    return f"{name} = [\n{listed(lines)}\n]"


def literals(values: Mapping[str, Any]) -> dict[str, str]:
    """Arguments by name as code."""
    return {key: literal(value) for key, value in values.items()}


def _written(lines: Iterable[Line], translate: Translate) -> Iterable[str]:
    waiting: list[Message] = []
    for line in lines:
        if isinstance(line, Message):
            waiting.append(line)
            continue
        indent = line[: len(line) - len(line.lstrip(" "))]
        yield from (comment(message, translate, indent) for message in waiting)
        waiting.clear()
        yield line
    yield from (comment(message, translate) for message in waiting)


def _spaced(code: str) -> str:
    """Two empty lines around functions and classes, one at most elsewhere."""
    parts: list[tuple[bool, list[str]]] = [(False, [])]
    for line in code.split("\n"):
        defined, lines = parts[-1]
        if line.startswith(("def ", "class ")):
            head: list[str] = []
            while lines and lines[-1].startswith(("#", "@")):
                head.insert(0, lines.pop())
            parts.append((True, [*head, line]))
        elif defined and line and not line.startswith(" "):
            parts.append((False, [line]))
        elif line or (lines and lines[-1]):
            lines.append(line)
    texts = ["\n".join(lines).strip("\n") for _, lines in parts]
    found = [(defined, text) for (defined, _), text in zip(parts, texts, strict=True) if text]
    whole = found[0][1] if found else ""
    for (before, _), (defined, text) in pairwise(found):
        whole += ("\n\n\n" if before or defined else "\n\n") + text
    return whole
