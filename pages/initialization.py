"""Turn the scale of the first weights and see what it does in every layer, before any training."""

import streamlit as st

from ui import form
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.initialization import state
from ui.initialization.menus import menus
from ui.initialization.panel import initialization_panel
from ui.initialization.words import initialization_words
from ui.language import _, language
from ui.services import page_is_shown, runs
from ui.watching import owner

heading(_("Initialization"))
setting = state.follow()
for message in setting.ignored:
    st.caption(ignored_note(message))
maps = runs().sweeps.of(owner()) if setting.view == state.MAP else []
chosen, wanted, opened = initialization_panel(
    {
        "lang": language(),
        "words": initialization_words(_),
        "menus": menus(_),
        "setting": setting.told(),
        "opened": setting.opened,
        "latest": maps[0].id if maps else None,
    },
    key="initialization",
)
for choices in (chosen, wanted, opened):
    if choices is not None:
        setting = state.take(setting, choices)
if wanted is not None:
    form.fill(setting.experiment)
    st.switch_page("train.py")
if opened is not None:
    st.switch_page("train.py", query_params={"run": str(opened["run"])})
state.keep(setting)
page_is_shown()  # measuring draws weights with Keras
