"""The visitor's own runs, newest first."""

import streamlit as st

from ui.heading import heading
from ui.language import _, say
from ui.runs_list import runs_list
from ui.services import runs
from ui.watching import owner

REFRESH_SECONDS = 2.0

heading(_("Runs"))
mine = runs().runs_of(owner())


def tell_unreadable() -> None:
    """What is missing below, if anything is."""
    if (left_out := runs().unreadable_of(owner())) is not None:
        st.warning(say(left_out), icon=":material/broken_image:")


def listed() -> None:
    """The list, with the numbers of this moment."""
    notice = st.container()
    runs_list(runs(), runs().runs_of(owner()))
    with notice:
        tell_unreadable()  # of frames it is known when they have been read


if not mine:
    tell_unreadable()
    st.markdown(
        _("No runs yet. Choose an example on the Train page and press Train: the run is listed here.")
    )
    st.page_link("train.py", label=_("Go to Train"), icon=":material/play_circle:")
else:
    under_way = any(not record.status.over for record in mine)
    st.fragment(listed, run_every=REFRESH_SECONDS if under_way else None)()
