"""Opening a file that `gradient_lab.Watch` wrote: its run comes among the visitor's own."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.live.records.run import hash_of
from core.message import Invalid, Message
from core.store.recorded import read_recording, unreadable
from ui.data.reading_turns import ReadingTurns
from ui.file_uploader import file_uploader, let_go
from ui.language import _, plain, say
from ui.runs.setting import LISTED, PAGE
from ui.services import recording_megabytes, runs
from ui.watching import owner

_FILES, _REFUSED = "runs:files", "runs:refused"
_LARGE = 4 * 2**20
"""Bytes from which on reading takes a while."""
_turns = ReadingTurns()

_EXAMPLE = """from gradient_lab import Watch

model.fit(x, y, epochs=20, validation_data=(x_val, y_val), callbacks=[Watch("run.glab")])"""


def uploader() -> None:
    """Take a file; what is wrong with it stands beside it, and nothing of it is kept then."""
    number = st.session_state.setdefault(_FILES, 0)  # another one when a file was taken: empty, and folded
    with st.expander(
        _("Open a run of your own Keras program"),
        icon=":material/upload_file:",
        key=f"runs:recording:{number}",
    ):
        st.markdown(
            _(
                "Watch writes what every layer does while your program trains. Open its file here, and the "
                "run is shown like any other."
            )
        )
        st.code(_EXAMPLE, language="python")
        _take(number)


def _take(number: int) -> None:
    size = recording_megabytes()
    file = file_uploader(
        _("A file of Watch"),
        "glab",
        key=f"runs:file:{number}",
        megabytes=size,
        expected=_("a file that Watch wrote (.glab)"),
        remedy=_("Record fewer frames a second."),
    )
    st.caption(_("{kinds}; {size} MB at most.").format(kinds=".glab", size=size))
    if file is None:
        return
    refused: dict[str, Message] = st.session_state.setdefault(_REFUSED, {})
    if file.file_id not in refused:
        with st.spinner(_("Reading …")):
            found = taken(file.getvalue(), file.name)
        if isinstance(found, str):
            st.session_state[_FILES] = number + 1
            refused.clear()
            let_go(file.file_id)
            PAGE.open(replace(PAGE.now().setting, view=LISTED, opened=found))
            st.rerun()
        refused[file.file_id] = found
    with st.container(key="received-file"):
        st.error(plain(say(refused[file.file_id])), icon=":material/error:")


def taken(data: bytes, name: str) -> str | Message:
    """The id of the run that a file became, or why it did not."""
    limit = recording_megabytes()
    if len(data) > limit * 2**20:
        return Message(
            "Expected a file of at most {limit} MB, received {size} MB. Record fewer frames a second.",
            limit=limit,
            size=-(-len(data) // 2**20),
        )
    try:
        with _turns.turn(hash_of(owner()), large=len(data) > _LARGE):
            return runs().adopt(read_recording(data), owner(), file=name)
    except Invalid as error:
        return error.message
    except ValueError as error:
        return unreadable(error)
