"""The visitor's own runs, newest first."""

import streamlit as st

from ui.heading import heading
from ui.language import _
from ui.runs_list import runs_list
from ui.services import runs
from ui.watching import owner

REFRESH_SECONDS = 2.0

heading(_("Runs"))
mine = runs().runs_of(owner())


def listed() -> None:
    """The list, with the numbers of this moment."""
    runs_list(runs(), runs().runs_of(owner()))


if not mine:
    st.markdown(
        _("No runs yet. Choose an example on the Train page and press Train: the run is listed here.")
    )
    st.page_link("train.py", label=_("Go to Train"), icon=":material/play_circle:")
else:
    under_way = any(not record.status.over for record in mine)
    st.fragment(listed, run_every=REFRESH_SECONDS if under_way else None)()
