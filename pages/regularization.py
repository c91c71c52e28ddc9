"""What regularization does: weight decay beside L2, smoothed labels, early stopping."""

import streamlit as st

from ui import address
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.language import _
from ui.regularization.setting import PAGE, VIEWS
from ui.regularization.views import draw
from ui.services import page_is_shown
from ui.views import view_menu

heading(_("Regularization"))
opened = PAGE.follow(address.arrival())
for message in opened.ignored:
    st.caption(ignored_note(message))
view_menu(PAGE, VIEWS)
draw(PAGE.now().setting)
PAGE.keep()
page_is_shown()  # its runs train with TensorFlow
