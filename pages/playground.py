"""Put a small network together, press play, and see what each of its units learns."""

import streamlit as st

from ui import address
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.language import _, language
from ui.playground import state
from ui.playground.menus import menus
from ui.playground.panel import playground_panel
from ui.playground.words import playground_words
from ui.services import page_is_shown
from ui.take_home import take_home
from ui.watching import tunnel, visitor

NOTES = 4  # lines above the picture about what an address asked for in vain

opened = state.PAGE.follow(address.arrival())
setting = opened.setting
with st.container(gap="xxsmall"):  # the picture needs the room
    if not st.context.is_embedded:
        heading(_("Playground"), small=True)
    for message in state.notes(opened, NOTES):
        st.caption(ignored_note(message))
    chosen, link = playground_panel(
        {
            "lang": language(),
            "visitor": visitor(),
            "words": playground_words(_),
            "menus": menus(_),
            "setting": setting.to_json(),
            "opened": opened.number,
        },
        key="playground",
        tunnel=tunnel,
    )
if (said := state.PAGE.said(chosen)) is not None:
    state.PAGE.take(setting.changed(said))
if link is not None:
    state.open_link(link)
    st.rerun()
if not st.context.is_embedded:
    take_home(state.PAGE.now().setting.experiment, key="code")
state.PAGE.keep()
page_is_shown()  # playing trains with Keras
