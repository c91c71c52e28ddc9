"""A table, the lab's or one's own: how it was read, and how it looks before anything is trained on it."""

import streamlit as st

from core.message import Message
from ui import address, form
from ui.data import looks, opening, sources, training
from ui.data.setting import PAGE, VIEWS
from ui.data.views import Shown, draw
from ui.form.controls import ignored_note
from ui.heading import heading
from ui.language import _, plain, say
from ui.views import view_menu

heading(_("Data"))
opened = PAGE.follow(address.arrival())
setting = opened.setting
for message in opened.ignored:
    st.caption(ignored_note(message))
sources.tell()
mine = opening.mine()
if isinstance(mine, Message):
    st.warning(plain(say(mine)), icon=":material/info:")
    mine = []

with st.container(key="choices-beside-views"):
    choosing, looking = st.columns([2.05, 8.95], gap="medium")
table = opening.opened(setting)
one = next((own for own in mine if own.hash == setting.source), None)
with choosing:
    sources.source_menu(setting, mine)
    target = None
    if not isinstance(table, Message):
        target = sources.target_menu(table, setting)
        sources.further_targets(table, setting, target)
    sources.uploader(setting)
    if one is not None and not isinstance(table, Message):
        sources.how_it_was_read(table, one, setting)
    sources.delete_and_undo(setting, one)
with looking:
    if isinstance(table, Message):
        st.warning(plain(say(table)), icon=":material/search_off:")
    else:
        facts = _("{rows} rows, {columns} columns").format(rows=table.rows, columns=len(table.columns))
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{plain(table.name)}** · {facts}", width="content")
            if (trained := training.chosen_experiment(table, setting, target)) is not None:
                st.page_link(
                    "train.py",
                    label=_("Train on it"),
                    icon=":material/play_circle:",
                    query_params=form.opening(trained, None),
                )
                if setting.own and (leak := training.leaking(table, trained)) is not None:
                    st.markdown(f":orange[:material/water_drop:] {plain(say(leak))}", width="content")
            elif one is not None and target is not None and (why := training.refused(table, target)):
                st.caption(plain(say(why)), width="content")
        view_menu(PAGE, VIEWS, {"warnings": len(looks.noticed(table, target) or ())})
        draw(Shown(table=table, one=one, setting=PAGE.now().setting, target=target))
PAGE.keep()
