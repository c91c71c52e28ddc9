"""The choices as JSON: copy, save, paste, and open with any file that was saved.

Wrong parts are left out and told, the rest is used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.choices.registry import Menu
from core.experiment import FIELDS, Experiment
from core.export.enclosed import MAX_LENGTH, enclosed
from core.message import Invalid, Message
from ui import file_names
from ui.file_uploader import file_uploader
from ui.form import state
from ui.form.choices import Choices
from ui.language import _, plain, say

MEGABYTES = 20
"""The largest file: a report holds what draws its curves."""
EXAMPLE = '{"dataset": "digits", "layers": "64x5"}'
_PASTED, _FILE, _ERROR = "json:text", "json:file", "json:error"


def exchange(experiment: Experiment) -> None:
    """Draw the popover."""
    with st.popover("JSON", help=_("The choices as JSON: copy, save or open."), key="json"):
        text = as_json(experiment)
        st.code(text, language="json", height=90)
        st.download_button(
            _("Save as a file"),
            text,
            f"{file_names.of_choices(experiment)}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.text_area(_("Paste JSON"), key=_PASTED, height=70, placeholder=EXAMPLE)
        file_uploader(
            _("Or open a file"),
            ["json", "py", "ipynb", "html", "keras"],
            key=_FILE,
            megabytes=MEGABYTES,
            expected=_("choices, a program, notebook, report or model"),
            remedy=_("Choose a file that was saved here."),
        )
        st.caption(_("Whatever was saved here brings its choices back: .json, .py, .ipynb, .html, .keras."))
        st.button(_("Use these choices"), key="json:use", icon=":material/check:", on_click=_use)
        error: Message | None = state.shown(_ERROR)
        if error is not None:
            st.caption(f":red[:material/error: {plain(say(error))}]")


def as_json(experiment: Experiment) -> str:
    """Every choice, menus with their parameters; `Experiment.model_validate_json` reads it back."""
    return experiment.model_dump_json(indent=1)


def read_json(text: str) -> Mapping[str, Any] | Message:
    """Choices by path from a person's JSON, or what is wrong with the text as a whole."""
    if len(text) > MAX_LENGTH:
        return Message(
            "Expected at most {limit} characters, received {got}. Keep only the choices.",
            limit=MAX_LENGTH,
            got=len(text),
        )
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        return Message("Expected JSON, but line {line} is not. Check quotes, commas and brackets.", line=line)
    if not isinstance(values, dict):
        return Message("Expected an object such as {example}. Put the choices in braces.", example=EXAMPLE)
    return flat(values)


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Menus given as mappings, split into paths, so that one wrong parameter spoils only itself."""
    texts: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(FIELDS.get(key), Menu) and isinstance(value, Mapping) and "name" in value:
            texts[key] = value["name"]
            texts |= {f"{key}.{name}": item for name, item in value.items() if name != "name"}
        else:
            texts[key] = value
    return texts


def _use() -> None:
    uploaded = st.session_state.get(_FILE)
    found: Mapping[str, Any] | Message
    try:
        found = read_json(enclosed(uploaded.getvalue()) if uploaded else st.session_state.get(_PASTED, ""))
    except Invalid as error:
        found = error.message
    st.session_state[_ERROR] = found if isinstance(found, Message) else None
    if not isinstance(found, Message):
        state.replace(Choices.read(found))
