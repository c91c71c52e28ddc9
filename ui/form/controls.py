"""One control for each kind of field. What is typed is judged by the field, never clamped in silence."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import singledispatch
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.choices.fields import MAX_LAYERS, MAX_UNITS, Field, Number, Switch, Widths, Words
from core.choices.registry import Menu
from core.choices.typed.column_choices import ColumnChoices
from core.choices.typed.formula import Formula
from core.choices.typed.layer_choices import LayerChoices
from core.choices.typed.numbers import Numbers
from core.choices.typed.optional_number import OptionalNumber
from core.choices.typed.points import EXAMPLE, Points, as_lines, count
from core.choices.typed.several import Several
from core.choices.typed.text import ContentHash, Text
from core.data.catalogue import DATASETS, Dataset
from core.diagnosis.remedies import Remedy, as_meant
from core.hyperparameters import DATASET
from core.message import Invalid, Message, written_out
from ui.form import state
from ui.form.chosen_table import chosen_table, own_table_of
from ui.form.steps import draggable, steps, with_value
from ui.language import _, plain, say

DEPTHS = (*range(13), 16, 20, 24, 30, 40, 50, 64, 80, MAX_LAYERS)
TYPED_WIDTH = 84
"""Pixels of the typed half of a number: five digits and a sign."""
UNITS = (*range(1, 11), 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, MAX_UNITS)


def control(field: Field, path: str, error: Message | None) -> None:
    """Draw the control of `field` with its label and help, and below it what is wrong with its value."""
    draw(field, path)
    ignored = state.choices().ignored.get(path)
    if error is not None:
        st.caption(f":red[:material/error: {plain(say(error))}]")
    elif ignored is not None:
        st.caption(ignored_note(ignored))
    wrong = error or ignored
    if wrong is not None and (remedy := as_meant(field, path, wrong)) is not None:
        st.button(plain(say(remedy.label)), key=f"m:{path}", on_click=_mend, args=(remedy,))


def ignored_note(message: Message) -> str:
    """What an address or JSON asked for in vain, as Markdown."""
    ignored = _("Ignored.")
    return f":orange[:material/info: {ignored} {plain(say(message))}]"


@singledispatch
def draw(field: Field, path: str) -> None:
    """The control alone. Its key, ``f:`` and the path, does not depend on the language."""
    raise NotImplementedError(type(field).__name__)


@draw.register
def _menu(field: Menu, path: str) -> None:
    entries = field.registry
    picked = state.choices().texts[path]
    picked = picked if picked in entries else field.default
    labels = {key: _(entry.label) for key, entry in entries.items()}
    if field.key == DATASET.key and (name := own_table_of(state.choices())) is not None:
        labels[picked] = _("Your own table: {name}").format(name=name)
    st.selectbox(
        _(field.label),
        list(entries),
        list(entries).index(state.show(f"f:{path}", picked)),
        format_func=labels.__getitem__,
        key=f"f:{path}",
        help=f"{_(field.help)}\n\n**{_(entries[picked].label)}**: {_(entries[picked].help)}",
        on_change=_take,
        args=(path, f"f:{path}", str),
    )


@draw.register
def _words(field: Words, path: str) -> None:
    text = state.choices().texts[path]
    shown = state.show(f"f:{path}", text if text in field.options else field.default)
    st.selectbox(
        _(field.label),
        list(field.options),
        list(field.options).index(shown),
        format_func={key: _(label) for key, label in field.options.items()}.__getitem__,
        key=f"f:{path}",
        help=_(field.help),
        on_change=_take,
        args=(path, f"f:{path}", str),
    )


@draw.register
def _switch(field: Switch, path: str) -> None:
    st.toggle(
        _(field.label),
        state.show(f"f:{path}", _legal(field, state.choices().texts[path], field.default)),
        key=f"f:{path}",
        help=_(field.help),
        on_change=_take,
        args=(path, f"f:{path}", field.write),
    )


@draw.register
def _number(field: Number, path: str) -> None:
    if not draggable(field):
        return _seed(field, path)
    stops = steps(field)
    before = state.shown(f"s:{path}")
    value = _legal(field, state.choices().texts[path], field.default if before is None else before)
    with _row():
        st.select_slider(
            _(field.label),
            with_value(stops, value),
            state.show(f"s:{path}", value),
            format_func=lambda at: written_out(field.write(at)),
            key=f"s:{path}",
            help=_(field.help),
            on_change=_take,
            args=(path, f"s:{path}", field.write),
        )
        _typed(field, path, width=TYPED_WIDTH)


def _seed(field: Number, path: str) -> None:
    with _row():
        _typed(field, path, label="visible")
        st.button(
            _("New"),
            key=f"d:{path}",
            icon=":material/casino:",
            help=_("Draws another seed at random."),
            on_click=lambda: state.choices().set(path, field.write(secrets.randbelow(int(field.high)))),
        )


@draw.register
def _several(field: Several, path: str) -> None:
    entries, dataset = field.registry, DATASETS.get(state.choices().texts["dataset"])
    fitting = [key for key, entry in entries.items() if _fits(entry, dataset)]
    picked = _legal(field, state.choices().texts[path], ())
    st.pills(
        _(field.label),
        fitting,
        selection_mode="multi",
        default=state.show(f"f:{path}", [key for key in picked if key in fitting]),
        format_func={key: _(entry.label) for key, entry in entries.items()}.__getitem__,
        key=f"f:{path}",
        help=_(field.help),
        on_change=_take,
        args=(path, f"f:{path}", field.write),
    )


def _fits(entry: Any, dataset: Dataset | None) -> bool:
    """Whether an entry means something for data of that kind."""
    tasks = getattr(entry, "tasks", None)
    return tasks is None or (dataset is not None and dataset.task in tasks)


@draw.register
def _points(field: Points, path: str) -> None:
    """Points as lines to read and to paste over; a text that is wrong stays as it is."""
    text = state.choices().texts[path]
    points = _legal(field, text, None)
    st.text_area(
        _(field.label),
        state.show(f"f:{path}", text if points is None else as_lines(points)),
        key=f"f:{path}",
        height=110,
        help=_(field.help),
        placeholder=EXAMPLE,
        on_change=_take,
        args=(path, f"f:{path}", lambda typed: _legal(field, typed, typed)),
    )
    if points is not None:
        st.caption(say(Message("{count} points", count=count(points))))


@draw.register(Formula)
@draw.register(LayerChoices)
@draw.register(Numbers)
@draw.register(Text)
@draw.register(ColumnChoices)
@draw.register(OptionalNumber)
def _text(field: Field, path: str) -> None:
    _typed(field, path, label="visible")


@draw.register
def _table(field: ContentHash, path: str) -> None:
    """Which table it is, in words, and where another one is chosen: nobody types a hash."""
    chosen_table(state.choices())


@draw.register
def _widths(field: Widths, path: str) -> None:
    _typed(field, path, label="visible")
    widths: tuple[int, ...] = _legal(field, state.choices().texts[path], field.default)
    depth, units = st.columns(2, gap="small", wrap=False)
    depth.select_slider(
        _("Depth"),
        with_value(DEPTHS, len(widths)),
        state.show(f"n:{path}", len(widths)),
        key=f"n:{path}",
        help=_("Number of hidden layers."),
        on_change=_set_depth,
        args=(field, path),
    )
    first = state.show(f"u:{path}", widths[0] if widths else UNITS[7])
    units.select_slider(
        _("Units per layer"),
        with_value(UNITS, first),
        first,
        key=f"u:{path}",
        help=_("Gives every hidden layer the same number of units."),
        disabled=not widths,
        on_change=_set_units,
        args=(field, path),
    )


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small", wrap=False)


def _typed(
    field: Field,
    path: str,
    *,
    label: Literal["visible", "collapsed"] = "collapsed",
    width: Literal["stretch"] | int = "stretch",
) -> None:
    st.text_input(
        _(field.label),
        state.show(f"f:{path}", state.choices().texts[path]),
        key=f"f:{path}",
        help=_(field.help),
        label_visibility=label,
        width=width,
        on_change=_take,
        args=(path, f"f:{path}", str.strip),
    )


def _mend(remedy: Remedy) -> None:
    state.choices().put(remedy.change)


def _take(path: str, key: str, write: Callable[[Any], str]) -> None:
    shown = state.shown(key)
    if shown is not None:  # a control that was redrawn in the meantime has nothing to say
        state.choices().set(path, write(shown))


def _set_depth(field: Widths, path: str) -> None:
    """More layers repeat the last one; fewer are taken from the end."""
    widths: tuple[int, ...] = _legal(field, state.choices().texts[path], field.default)
    depth = int(state.shown(f"n:{path}"))
    last = widths[-1] if widths else int(state.shown(f"u:{path}"))
    state.choices().set(path, field.write((*widths, *[last] * depth)[:depth]))


def _set_units(field: Widths, path: str) -> None:
    widths: tuple[int, ...] = _legal(field, state.choices().texts[path], field.default)
    state.choices().set(path, field.write((int(state.shown(f"u:{path}")),) * len(widths)))


def _legal(field: Field, text: str, otherwise: Any) -> Any:
    """The value of `text`, or `otherwise` while it is wrong: what the dragged half shows meanwhile."""
    try:
        return field.parse(text)
    except Invalid:
        return otherwise
