"""Lessons: ask, predict, measure, explain, try."""

import streamlit as st

from core.lessons.shelf import shelf
from ui import address
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.language import _
from ui.lessons.setting import PAGE
from ui.lessons.views import draw
from ui.services import page_is_shown

heading(_("Learn"))
opened = PAGE.follow(address.arrival())
for message in opened.ignored:
    st.caption(ignored_note(message))
draw(opened.setting, shelf())
PAGE.keep()
page_is_shown()  # runs of lessons train with TensorFlow
