"""The groups of the form, folded or not, each with a header that says in short what is chosen in it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.choices.fields import Field, Switch, Words
from core.choices.initializers import INITIALIZERS
from core.choices.registry import Menu
from core.choices.typed.column_choices import ColumnChoices
from core.choices.typed.points import Points
from core.choices.typed.several import Several
from core.choices.typed.text import ContentHash
from core.experiment import FIELDS
from core.hyperparameters import GROUPS, LEARNING_RATE_SCHEDULE, STEPS_PER_EPOCH
from core.message import Invalid, Message, plain_number, written_out
from ui.form import state, timeline
from ui.form.choices import Choices
from ui.form.chosen_table import own_table_of
from ui.form.controls import control
from ui.form.schedule_picture import picture, rates, told
from ui.language import _, plain, say

DIALED = "initialization"
"""The group whose dial stands below its header: the choice that this lab is about. All groups are folded at
first, so that on a small screen learning rate and epochs are in sight, too."""
SHORT = 3
"""How many choices a header tells."""


def group(
    key: str, errors: Mapping[str, Message], *, folded: bool = True, rows: tuple[int, int] | None = None
) -> None:
    """Draw one group: an expander with a control for everything that it shows now.

    Arguments:
        errors: what is wrong, by path.
        folded: draw the controls even while the group is folded.
        rows: of the training and the validation part, where they are known.
    """
    choices = state.choices()
    fields = list(choices.fields(key))
    wrong = any(path in errors for path, _field in fields)
    ignored = any(path in choices.ignored for path, _field in fields)
    unfolded = state.opened(key, wrong or ignored)
    dial = _dial(choices) if key == DIALED else ""
    with st.expander(header(key, choices), expanded=unfolded, key=f"g:{key}", type="compact"):
        for path, field in fields if unfolded or folded else ():
            if path != dial and (path in errors or path in choices.ignored or not field.elsewhere):
                control(field, path, errors.get(path))
            if path == LEARNING_RATE_SCHEDULE.key:
                _draw_schedule(choices)
            if path == STEPS_PER_EPOCH.key and rows is not None:
                _draw_timeline(choices, rows)
    for path, field in fields:
        if path == dial:
            control(field, path, errors.get(path))


def _dial(choices: Choices) -> str:
    """Path of what multiplies all initial weights; "" for an initializer without it."""
    entry = INITIALIZERS.get(choices.texts["initializer"])
    return f"initializer.{entry.dial.key}" if entry is not None and entry.dial is not None else ""


def _draw_schedule(choices: Choices) -> None:
    """How the learning rate will change, below the menu that says so."""
    experiment, _errors = choices.check()
    values = rates(experiment)
    if values is None:
        return
    first, last, top = (plain_number(value, 2) for value in told(values))
    said = Message("{first} at first, {last} at the end, {top} at most", first=first, last=last, top=top)
    st.image(picture(values), alt=say(said))
    st.caption(plain(say(said)))


def _draw_timeline(choices: Choices, rows: tuple[int, int]) -> None:
    """Steps against epochs, below the choices that decide about them."""
    experiment, _errors = choices.check()
    found = timeline.timeline(experiment, *rows)
    told_of = [say(message) for message in timeline.told(found, experiment.validation_freq)]
    st.image(timeline.picture(found), alt=" ".join(told_of))
    for sentence in told_of:
        st.caption(plain(sentence))


def header(key: str, choices: Choices) -> str:
    """The group's name and, small, what is chosen, menus first; what is off, or a default, is left out."""
    fields = sorted(choices.fields(key), key=lambda item: not isinstance(item[1], Menu))
    said = [text for path, field in fields if (text := _short(path, field, choices.texts[path]))]
    if key == "data" and (own := own_table_of(choices)) is not None:
        said[0] = own  # instead of "Your own table"
    summary = " · ".join(said[:SHORT]) or _("off")
    return f"**{_(GROUPS[key])}** :gray[:small[{plain(summary)}]]"


def _short(path: str, field: Field, text: str) -> str:
    if isinstance(field, Menu):
        return _(field.registry[text].label) if text in field.registry and text not in _NO else ""
    try:
        value = field.parse(text)
    except Invalid:
        return "?"
    changed = value != field.default  # type: ignore[attr-defined]
    if isinstance(field, Switch):
        return _(field.label) if value and changed else ""
    if path not in FIELDS and not changed:
        return ""
    if isinstance(field, Words):
        return _(field.options[value])
    if isinstance(field, Several):
        return " ".join(_(field.registry[key].label) for key in value) if changed else ""
    if field.elsewhere or isinstance(field, Points | ContentHash | ColumnChoices):
        return ""
    nothing = (value == 0 and field.group != "seeds") or (not changed and field.group in _OPTIONAL)
    return "" if nothing else written_out(text)


_OPTIONAL = {"regularization", "fit"}
"""Groups whose defaults mean that nothing is done: what they begin with tells nothing."""
_NO = {"off", "none", "auto"}
"""Keys of the menu entries that mean «not used»."""
