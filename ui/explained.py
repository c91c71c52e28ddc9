"""The form in sentences: every choice, entry and parameter with its help and range, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.choices.fields import MAX_LAYERS, MAX_UNITS, Field, Number, Switch, Widths, Words
from core.choices.registry import Entry, Menu, Registry
from core.choices.typed.column_choices import ColumnChoices
from core.choices.typed.formula import NAMES, Formula
from core.choices.typed.layer_choices import LayerChoices
from core.choices.typed.numbers import Numbers
from core.choices.typed.optional_number import OptionalNumber
from core.choices.typed.per_layer import PerLayer
from core.choices.typed.points import MAX_POINTS, Points
from core.choices.typed.several import Several
from core.choices.typed.text import ContentHash, Text
from core.experiment import FIELDS
from core.message import N_, Message, Translate, plain_number, written_out


def pictures(words: Mapping[str, str], _: Translate) -> str:
    """A table of pictures and what to look for in each.

    Arguments:
        words: those of a page: `…_title` and `…_caption` for each of its pictures.
    """
    captions = [key for key in words if key.endswith("_caption")]
    rows = [(words[key.replace("_caption", "_title")], words[key]) for key in captions]
    return table((_("Picture"), _("What to look for")), rows)


def examples(entries: Registry[Any], _: Translate) -> str:
    """A table of examples: `PRESETS` or `COMPARISONS`."""
    return table(
        (_("Example"), _("What to watch")), [(_(one.label), _(one.help)) for one in entries.values()]
    )


def choices(group: str, _: Translate) -> Iterator[tuple[Menu | None, str]]:
    """The fields of a group, as tables: the plain ones together, each menu by itself."""
    fields = [field for field in FIELDS.values() if field.group == group]
    plain = [field for field in fields if not isinstance(field, Menu)]
    if plain:
        rows = [(_(field.label), _(field.help), limits(field, _)) for field in plain]
        yield None, table((_("Choice"), _("What it does"), _("Values")), rows)
    for menu in fields:
        if isinstance(menu, Menu):
            rows = [
                (_(entry.label), _(entry.help), _parameters(entry, _)) for entry in menu.registry.values()
            ]
            yield menu, table((_("Entry"), _("What it is"), _("Parameters")), rows)


def limits(field: Field, _: Translate) -> str:
    """Which values `field` takes, and which it has at first."""
    match field:
        case Number():
            low, high, default = (
                written_out(field.write(value)) for value in (field.low, field.high, field.default)
            )
            message = Message("{low} to {high}; at first {default}", low=low, high=high, default=default)
        case OptionalNumber():
            low, high = plain_number(field.low), plain_number(field.high)
            message = Message("{low} to {high}, or nothing; at first empty", low=low, high=high)
        case Switch():
            message = Message("on or off; at first {default}", default=Message(_on_off(field.default)))
        case Words():
            names = ", ".join(_(label) for label in field.options.values())
            message = Message(
                "{names}; at first {default}", names=names, default=_(field.options[field.default])
            )
        case Widths():
            message = Message(
                "up to {layers} layers of up to {units} units; at first {default}",
                layers=MAX_LAYERS,
                units=MAX_UNITS,
                default=field.write(field.default),
            )
        case PerLayer() if not field.default:
            low, high = plain_number(field.low), plain_number(field.high)
            message = Message("{low} to {high}, for each layer; at first empty", low=low, high=high)
        case PerLayer():
            message = Message(
                "{low} to {high}, for each layer; at first {default}",
                low=field.low,
                high=field.high,
                default=field.write(field.default),
            )
        case Numbers():
            message = Message(
                "one or more numbers from {low} to {high}; at first {default}",
                low=field.low,
                high=field.high,
                default=field.write(field.default),
            )
        case LayerChoices():
            message = Message("up to {layers} names of the menu above; at first empty", layers=MAX_LAYERS)
        case Formula():
            message = Message(
                "numbers, {names} and + - * / ^ ( ); at first {default}",
                names=", ".join(NAMES),
                default=field.default,
            )
        case Several() if not field.default:
            names = ", ".join(_(entry.label) for entry in field.registry.values())
            message = Message("any of {names}; at first none", names=names)
        case Several():
            message = Message(
                "one or more of {names}; at first {default}",
                names=", ".join(_(entry.label) for entry in field.registry.values()),
                default=", ".join(_(field.registry[key].label) for key in field.default),
            )
        case Points():
            message = Message("up to {limit} points; at first none", limit=MAX_POINTS)
        case Text():
            message = Message("up to {limit} characters", limit=field.limit)
        case ContentHash():
            message = Message("the 64 digits by which a table is known; at first none")
        case ColumnChoices():
            message = Message(
                "for columns by name any of {names}; at first none", names=", ".join(field.words)
            )
        case other:
            raise TypeError(type(other).__name__)
    return message.render(_)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; its first column stands out."""
    lines = [head, ("---",) * len(head), *((f"**{row[0]}**", *row[1:]) for row in rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _parameters(entry: Entry, _: Translate) -> str:
    return (
        "<br>".join(f"**{_(item.label)}**: {limits(item, _)}. {_(item.help)}" for item in entry.parameters)
        or "–"
    )


def _on_off(value: bool) -> str:
    return N_("on") if value else N_("off")
