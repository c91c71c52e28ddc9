"""What a remedy has changed in the form, told once: the form may be far away, or folded."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.choices.fields import Field, Switch, Words
from core.choices.registry import Menu
from core.experiment import FIELDS
from ui.form.choices import Choices
from ui.language import _, plain

_MENDED = "form:mended"


def mend(choices: Choices, change: Mapping[str, str]) -> None:
    """Put what helps in the form, texts by path; what it does not show is left out."""
    before = dict(choices.texts)
    choices.put(change)
    changed = [path for path in change if choices.has(path) and before.get(path) != choices.texts[path]]
    st.session_state[_MENDED] = [(path, choices.texts[path]) for path in changed]


def tell_mended(choices: Choices) -> None:
    """Say what the last remedy changed, in the run of the page after it: a toast of the one that is cut short
    by it would be gone."""
    changed = st.session_state.pop(_MENDED, [])
    if not changed:
        return
    said = [f"{_(choices.label(path))} = {_text(_field(choices, path), text)}" for path, text in changed]
    told = _("Changed: {changes}. Press Train to try it.").format(changes=", ".join(said))
    st.toast(plain(told), icon=":material/tune:", duration="long")


def _field(choices: Choices, path: str) -> Field:
    menu = path.partition(".")[0]
    return dict(choices.parameters(menu)).get(path, FIELDS[menu])


def _text(field: Field, text: str) -> str:
    """A choice as people read it."""
    if isinstance(field, Menu):
        return _(field.registry[text].label)
    if isinstance(field, Words):
        return _(field.options[text])
    if isinstance(field, Switch):
        return _("on") if text == field.write(True) else _("off")
    return text or "–"
