"""How a table is split, prepared and balanced, chosen on this page; the Train page goes on with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.choices.fields import Field, Number, Switch, Words
from core.choices.registry import Menu
from core.choices.typed.column_choices import read, written
from core.data.table_words import WEIGHT
from core.experiment import FIELDS, Experiment
from core.message import Invalid
from ui.data.setting import PAGE, is_choice
from ui.distinct import distinct
from ui.language import _, plain, say
from ui.setting import differences, read_experiment

_NONE = ""
"""No column: none is called like that."""
MENU_WIDTH, NUMBER_WIDTH, SWITCH_WIDTH = 250, 165, 280
"""Pixels: menus are as wide as what they say, in both languages."""


def chosen(base: Experiment, choices: Mapping[str, str]) -> Experiment:
    """`base` with the choices of this page, as far as they fit its data."""
    return read_experiment(base, {path: text for path, text in choices.items() if is_choice(path)})[0]


def controls(
    base: Experiment, experiment: Experiment, paths: Sequence[str], columns: Sequence[str] = ()
) -> None:
    """Draw a control for each of `paths` that means something for the data, menus with their parameters.

    Arguments:
        base: the experiment before anything was chosen here.
        experiment: with what was.
        columns: names of the table's columns, for what goes by one.
    """
    found = [(path, field) for each in paths for path, field in _fields(experiment, each)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for path, field in found:
            _control(base, experiment, path, field, columns)


def weight_menu(base: Experiment, experiment: Experiment, columns: Sequence[str]) -> None:
    """Choose the column of one's own table that says how much each row counts.

    Arguments:
        columns: names of those with numbers, without the target.
    """
    said = read(experiment.dataset["columns"])
    key = "data:choice:weight"
    st.session_state[key] = next((name for name, words in said.items() if WEIGHT in words), _NONE)

    def choose() -> None:
        name = st.session_state[key]
        others = {each: tuple(word for word in words if word != WEIGHT) for each, words in said.items()}
        if name != _NONE:
            others[name] = (WEIGHT,)
        _take(base, experiment, "dataset.columns", str, written(others))

    st.selectbox(
        _("Sample weights"),
        [_NONE, *columns],
        format_func=distinct([_NONE, *columns], lambda name: _("none") if name == _NONE else name),
        key=key,
        width=MENU_WIDTH,
        help=_(
            "How much each row counts in training (sample_weight of fit): a column of numbers of 0 and more, "
            "which is no feature then."
        ),
        on_change=choose,
    )


def _fields(experiment: Experiment, path: str) -> list[tuple[str, Field]]:
    """What is drawn at `path`."""
    menu, _dot, parameter = path.partition(".")
    field = FIELDS[menu]
    if parameter:
        entry = experiment.dataset_entry
        return [(path, each) for each in entry.parameters if each.key == parameter]
    if field.tasks is not None and experiment.task not in field.tasks:
        return []
    found: list[tuple[str, Field]] = [(path, field)]
    if isinstance(field, Menu):
        entry = field.registry[getattr(experiment, path).name]
        found += [(f"{path}.{each.key}", each) for each in entry.parameters]
    return found


def _control(
    base: Experiment, experiment: Experiment, path: str, field: Field, columns: Sequence[str]
) -> None:
    menu, _dot, parameter = path.partition(".")
    value = getattr(experiment, menu)
    value = value[parameter] if parameter else value
    key = f"data:choice:{path}"

    def choose() -> None:
        _take(base, experiment, path, field.write, st.session_state[key])

    label, help_ = _(field.label), _(field.help)
    match field:
        case Menu():
            labels = {name: _(entry.label) for name, entry in field.registry.items()}
            if experiment.dataset.name != "table":
                labels = {
                    name: text
                    for name, text in labels.items()
                    if not getattr(field.registry[name], "by_column", False)
                }
            st.session_state[key] = value.name
            entry = field.registry[value.name]
            st.selectbox(
                label,
                list(labels),
                format_func=labels.__getitem__,
                key=key,
                width=MENU_WIDTH,
                help=f"{help_}\n\n**{_(entry.label)}**: {_(entry.help)}",
                on_change=lambda: _take(base, experiment, path, str, st.session_state[key]),
            )
        case Words():
            labels = {name: _(text) for name, text in field.options.items()}
            st.session_state[key] = value
            st.selectbox(
                label,
                list(labels),
                format_func=labels.__getitem__,
                key=key,
                width=MENU_WIDTH,
                help=help_,
                on_change=choose,
            )
        case Switch():
            st.session_state[key] = value
            st.toggle(label, key=key, width=SWITCH_WIDTH, help=help_, on_change=choose)
        case Number():
            whole = field.integer
            low, high = (int(field.low), int(field.high)) if whole else (float(field.low), float(field.high))
            st.session_state[key] = value
            st.number_input(
                label,
                min_value=low,
                max_value=high,
                step=1 if whole else 0.05,
                format=None if whole else "%.2f",
                width=NUMBER_WIDTH,
                key=key,
                help=help_,
                on_change=choose,
            )
        case _:
            st.session_state[key] = value if value in columns else None
            st.selectbox(
                label,
                columns,
                key=key,
                width=MENU_WIDTH,
                help=help_,
                placeholder=_("Choose a column"),
                on_change=choose,
            )


def _take(
    base: Experiment, experiment: Experiment, path: str, write: Callable[[Any], str], value: Any
) -> None:
    """Keep what was chosen in the setting of the page."""
    if value is None:
        return
    try:
        new, refused = read_experiment(experiment, {path: write(value)})
    except Invalid as error:
        st.toast(plain(say(error.message)), icon=":material/info:")
        return
    for message in refused.values():
        st.toast(plain(say(message)), icon=":material/info:")
    setting = PAGE.now().setting
    kept = {name: text for name, text in differences(base, new).items() if is_choice(name)}
    PAGE.open(replace(setting, choices=tuple(sorted(kept.items()))))
