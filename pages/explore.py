"""Single ideas by themselves: what a function, a step or a loss does, in numbers that follow a finger."""

import streamlit as st

from ui import address
from ui.explore.panel import explore_panel, explorer_menus
from ui.explore.state import PAGE
from ui.explore.words import explore_words
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.language import _, language
from ui.services import page_is_shown
from ui.watching import tunnel, visitor

heading(_("Explore"), small=True)
opened = PAGE.follow(address.arrival())
notes = st.container(gap="xsmall")
said = explore_panel(
    {
        "lang": language(),
        "visitor": visitor(),
        "words": explore_words(_),
        "menus": explorer_menus(_),
        "setting": opened.setting.to_json(),
        "opened": opened.number,
    },
    key="explore",
    tunnel=tunnel,
)
if (told := PAGE.said(said)) is not None:
    PAGE.take(opened.setting.changed(told))
for message in PAGE.now().ignored:
    notes.caption(ignored_note(message))
PAGE.keep()
page_is_shown()
