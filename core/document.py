"""The tables of every choice and every finding, written from the registries.

Run it with ``python -m core.document > docs/choices.md``.

What the registries say is what the form offers, so a table made from them cannot be out of date; a test
compares the file with it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator

from core.choices.fields import Field, Number, Switch, Widths, Words
from core.choices.registry import Entry, Menu
from core.choices.typed.column_choices import ColumnChoices
from core.choices.typed.formula import NAMES, Formula
from core.choices.typed.layer_choices import LayerChoices
from core.choices.typed.numbers import Numbers
from core.choices.typed.optional_number import OptionalNumber
from core.choices.typed.per_layer import PerLayer
from core.choices.typed.points import MAX_POINTS, Points
from core.choices.typed.several import Several
from core.choices.typed.text import ContentHash, Text
from core.comparisons import COMPARISONS
from core.diagnosis.registry import FINDINGS
from core.experiment import FIELDS
from core.hyperparameters import GROUPS
from core.presets import PRESETS

_INTRODUCTION = """\
# Choices

Every choice of an `Experiment`, with the key by which Python, JSON and URLs know it. A menu's own
parameters are written `optimizer.momentum` in a URL and `{"name": "sgd", "momentum": 0.9}` in Python and
JSON. Keras's own spellings (`HeNormal`, `Adam`, `swish`) and the other names that are given here are
understood wherever the key is; what is written is the key.

Written by `python -m core.document > docs/choices.md`: edit the registries in `core/`, not this
file."""


_FINDINGS = """\
What the pages point out about a network, the most pressing first. `{limit}` is the threshold; shares are
those of a layer's units or outputs."""


def document() -> str:
    """The whole page, in Markdown."""
    parts = [_INTRODUCTION]
    for group, label in GROUPS.items():
        fields = [field for field in FIELDS.values() if field.group == group]
        parts += [f"## {label}", _fields(fields)]
        for field in fields:
            if isinstance(field, Menu):
                parts += _menu(field)
            if isinstance(field, Several):
                parts += [f"### {field.label} (`{field.key}`)", _entries(field.registry.values())]
    parts += ["## Examples", "Named experiments to begin with.", _entries(PRESETS.values())]
    parts += ["## Comparisons", "Networks side by side, before training.", _entries(COMPARISONS.values())]
    parts += ["## Findings", _FINDINGS, _findings()]
    return "\n\n".join(parts) + "\n"


def _menu(menu: Menu) -> Iterator[str]:
    yield f"### {menu.label} (`{menu.key}`)"
    yield _entries(menu.registry.values())
    owners: dict[tuple[str, ...], list[str]] = {}
    for entry in menu.registry.values():
        for parameter in entry.parameters:
            owners.setdefault(_row(parameter), []).append(entry.label)
    rows = [(*row, ", ".join(labels)) for row, labels in owners.items()]
    if rows:
        yield _table(("Parameter", "Key", "Values", "Default", "What it does", "Of"), rows)


def _fields(fields: Iterable[Field]) -> str:
    return _table(("Choice", "Key", "Values", "Default", "What it does"), map(_row, fields))


def _row(field: Field) -> tuple[str, ...]:
    return field.label, f"`{field.key}`", _values(field), _default(field), field.help


def _entries(entries: Iterable[Entry]) -> str:
    rows = [(entry.label, f"`{entry.key}`", entry.help + _also(entry)) for entry in entries]
    return _table(("Name", "Key", "What it is"), rows)


def _also(entry: Entry) -> str:
    return f" Also {', '.join(f'`{name}`' for name in entry.aliases)}." if entry.aliases else ""


def _findings() -> str:
    rows = [
        (
            one.label,
            f"`{one.key}`",
            one.text,
            "" if one.threshold is None else f"{one.threshold:g}",
            one.source,
        )
        for one in FINDINGS.values()
    ]
    return _table(("Name", "Key", "What is said", "Threshold", "Source"), rows)


def _values(field: Field) -> str:
    match field:
        case Number():
            return f"{field.low:,.12g} to {field.high:,.12g}{', whole' if field.integer else ''}"
        case Switch():
            return "on, off"
        case Words():
            return ", ".join(f"`{key}`" for key in field.options)
        case OptionalNumber():
            return f"{field.low:,.12g} to {field.high:,.12g}, or none"
        case Widths():
            return "units per layer"
        case PerLayer():
            return f"{field.low:,.12g} to {field.high:,.12g}, for each layer"
        case Numbers():
            return f"one or more, {field.low:,.12g} to {field.high:,.12g}{', whole' if field.integer else ''}"
        case LayerChoices():
            return f"for each layer one of {', '.join(f'`{key}`' for key in field.registry)}"
        case Formula():
            return f"numbers, {', '.join(f'`{name}`' for name in NAMES)} and `+ - * / ^ ( )`"
        case Several():
            return "one or more, see below" if field.default else "any, see below"
        case Points():
            return f"up to {MAX_POINTS:,} points"
        case Text():
            return f"up to {field.limit} characters"
        case ContentHash():
            return "64 hexadecimal digits"
        case ColumnChoices():
            return f"for columns by name one or more of {', '.join(f'`{word}`' for word in field.words)}"
        case _:
            return "see below"


def _default(field: Field) -> str:
    match field:
        case Number():
            return f"{field.default:,.12g}"
        case Switch():
            return "on" if field.default else "off"
        case Menu() | Words():
            return f"`{field.default}`"
        case LayerChoices():
            return f"`{field.write(field.default)}`" if field.default else "none"
        case OptionalNumber():
            return "none"
        case PerLayer() | Several() if not field.default:
            return "none"
        case Widths() | Numbers() | Several():
            return field.write(field.default)
        case Formula():
            return f"`{field.default}`"
        case Points() | Text() | ContentHash() | ColumnChoices():
            return "none"
        case _:
            return ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # the same file on every system
    sys.stdout.write(document())
