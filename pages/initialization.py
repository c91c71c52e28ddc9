"""Turn the scale of the first weights and see what it does in every layer, before any training."""

import streamlit as st

from ui import address, form
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.initialization import state
from ui.initialization.menus import menus
from ui.initialization.panel import initialization_panel
from ui.initialization.words import initialization_words
from ui.language import _, language
from ui.services import page_is_shown, runs
from ui.watching import owner, tunnel, visitor

heading(_("Initialization"))
opened = state.PAGE.follow(address.arrival())
setting = opened.setting
notes = st.container(gap="xsmall")
maps = runs().sweeps.of(owner()) if setting.view == state.MAP else []
told = initialization_panel(
    {
        "lang": language(),
        "visitor": visitor(),
        "words": initialization_words(_),
        "menus": menus(_),
        "setting": setting.to_json(),
        "opened": opened.number,
        "latest": maps[0].id if maps else None,
        "leave": address.left_for(),
    },
    key="initialization",
    tunnel=tunnel,
)
chosen, wanted, looked_at = (state.PAGE.said(choices) for choices in told)
for choices in (chosen, wanted, looked_at):
    if choices is not None:
        setting = state.PAGE.take(setting.changed(choices)).setting
for message in state.PAGE.now().ignored:
    notes.caption(ignored_note(message))
state.PAGE.keep()
if wanted is not None:
    address.leave_for(form.handed_over(setting.experiment))
if looked_at is not None:
    address.leave_for(form.opening_run(str(looked_at["run"])))
page_is_shown()  # measuring draws weights with Keras
