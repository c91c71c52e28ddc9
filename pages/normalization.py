"""What normalizations average over, and what is said of them, tested by training with and without."""

import streamlit as st

from ui import address
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.language import _
from ui.normalization.choices import compared_menus
from ui.normalization.setting import PAGE, VIEWS
from ui.normalization.views import draw
from ui.services import page_is_shown
from ui.views import view_menu

heading(_("Normalization"))
opened = PAGE.follow(address.arrival())
for message in opened.ignored:
    st.caption(ignored_note(message))
view_menu(PAGE, VIEWS)
compared_menus(opened.setting)
draw(PAGE.now().setting)
PAGE.keep()
page_is_shown()  # the runs of a claim train with TensorFlow
