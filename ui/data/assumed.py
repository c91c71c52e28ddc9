"""What was assumed about a file, in sentences, and beside them how to have it otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.message import N_
from core.tables import Assumptions
from core.tables.assumptions import ENCODINGS, SEPARATORS
from ui.language import _

SEPARATOR_NAMES = {
    ",": N_("comma ,"),
    ";": N_("semicolon ;"),
    "\t": N_("tab"),
    "|": N_("bar |"),
    " ": N_("space"),
}
_MARKS = {"": N_("none"), " ": N_("space"), ".": ".", ",": ",", "'": "'", '"': '"'}
_RAGGED = {"refuse": N_("refuse the file"), "skip": N_("skip those lines")}

_MENUS: dict[str, tuple[str, str, Sequence[str]]] = {
    "encoding": (
        N_("Encoding"),
        N_("How bytes stand for letters. CP949 is what Korean Excel writes."),
        ENCODINGS,
    ),
    "separator": (N_("Separator"), N_("What parts the values of a line."), SEPARATORS),
    "decimal": (N_("Decimal point"), N_("Whether one and a half is 1.5 or 1,5."), (".", ",")),
    "thousands": (
        N_("Thousands"),
        N_("What groups digits by three, as in 1,234,567."),
        ("", ",", ".", " ", "'"),
    ),
    "quote": (N_("Quotation marks"), N_("What texts stand in that may hold separators."), ('"', "'", "")),
    "ragged": (
        N_("Uneven lines"),
        N_("Lines with too many or too few values."),
        ("refuse", "skip"),
    ),
}
_LINES = {
    "heading_line": (N_("Heading in line"), N_("The line with the names of the columns; 0: there is none.")),
    "units_line": (N_("Units in line"), N_("The line with units below the heading; 0: there is none.")),
}
_SWITCHES = {
    "index": (N_("First column numbers the rows"), N_("It is left out then.")),
    "day_first": (N_("Day before month"), N_("1/2/2024 is the first of February.")),
}
_TEXT_FILE = ("encoding", "separator", "decimal", "thousands", "quote", "ragged")


def controls(
    found: Assumptions | None, key: str, members: Sequence[str] = (), sheets: Sequence[str] = ()
) -> Assumptions:
    """Draw what can be changed; returns only what was changed, as `Assumptions` with all else left out.

    Arguments:
        found: how the file was read; None where it could not be: everything is found by itself at first.
        key: of the widgets; another one for another reading.
        members: files in the archive; sheets: of the workbook.
    """
    changed: dict[str, Any] = {}
    known = found or Assumptions()

    def note(name: str, value: Any) -> None:
        if value != getattr(known, name):
            changed[name] = value

    if len(members) > 1:
        note("member", _menu("member", N_("File in the archive"), "", members, known.member, key))
    if len(sheets) > 1:
        note("sheet", _menu("sheet", N_("Sheet"), "", sheets, known.sheet, key))
    left, right = st.columns(2, gap="small")
    for at, (name, (label, help_, options)) in enumerate(_MENUS.items()):
        if found is None or getattr(known, name) is not None:
            with (left, right)[at % 2]:
                note(name, _menu(name, label, help_, options, getattr(known, name), key))
    for at, (name, (label, help_)) in enumerate(_LINES.items()):
        if found is None or getattr(known, name) is not None:
            with (left, right)[at % 2]:
                note(name, _line(name, label, help_, getattr(known, name), key))
    for name, (label, help_) in _SWITCHES.items():
        if getattr(known, name) is not None:
            note(name, st.checkbox(_(label), getattr(known, name), key=f"{key}:{name}", help=_(help_)))
    if known.missing is not None:
        note("missing", _missing(known.missing, key))
    return replace(Assumptions(), **changed)


def _menu(
    name: str, label: str, help_: str, options: Sequence[str], value: str | None, key: str
) -> str | None:
    choices = list(options) if value is None or value in options else [*options, value]
    picked: str | None = st.selectbox(
        _(label),
        choices,
        index=None if value is None else choices.index(value),
        format_func=lambda option: _shown(name, option),
        placeholder=_("auto"),
        key=f"{key}:{name}",
        help=_(help_) if help_ else None,
    )
    return picked


def _shown(name: str, option: str) -> str:
    if name == "separator":
        return _(SEPARATOR_NAMES.get(option, option))
    if name == "ragged":
        return _(_RAGGED[option])
    return _(_MARKS[option]) if name in ("thousands", "quote", "decimal") else option


def _line(name: str, label: str, help_: str, value: int | None, key: str) -> int | None:
    picked = st.number_input(
        _(label),
        min_value=0,
        max_value=1_000_000,
        value=value,
        step=1,
        placeholder=_("auto"),
        key=f"{key}:{name}",
        help=_(help_),
    )
    return None if picked is None else int(picked)


def _missing(words: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Words that count as missing; empty cells always do where they do now."""
    shown = [word for word in words if word]
    picked = st.multiselect(
        _("Words for missing"),
        shown,
        default=shown,
        accept_new_options=True,
        placeholder=_("Type a word"),
        key=f"{key}:missing",
        help=_("Cells that hold one of these have no value. Type a word to add it."),
    )
    return words if picked == shown else tuple(([""] if "" in words else []) + picked)
