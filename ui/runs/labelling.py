"""What a visitor says of a run: its name, tags, a note and the pin, edited where the run is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.live.listed import ListedRun
from core.live.records.labels import MOST_TAGS, Labels
from core.live.records.run import NotOwner, UnknownRun
from core.message import Invalid, Message
from ui.language import _, plain, say
from ui.runs.deleting import tell
from ui.services import runs
from ui.watching import owner

_KEY = "runs:labels"
_SAID, _CHANGED, _REFUSED = f"{_KEY}:said", f"{_KEY}:changed", f"{_KEY}:refused"
_NOTE_PIXELS = 68


def changed() -> bool:
    """Whether something was said of a run since this was asked last: menus outside the table show it too."""
    return bool(st.session_state.pop(_CHANGED, False))


def pin_button(run: ListedRun) -> None:
    """Have a run stand first in the table, or no longer."""
    pinned = run.labels.pinned
    st.button(
        _("Unpin") if pinned else _("Pin"),
        icon=":material/keep_off:" if pinned else ":material/keep:",
        help=_("Pinned runs stand first in the table, and are the last to be forgotten."),
        key=f"{_KEY}:{run.record.id}:pin",
        on_click=_keep,
        args=(run.record.id,),
        kwargs={"pinned": not pinned},
    )


def fields(run: ListedRun, tags: Sequence[str]) -> None:
    """What is said of a run, to be changed in place, and what could not be kept.

    Arguments:
        tags: that the visitor has given to runs.
    """
    labels = run.labels
    name, tagged, note = st.columns((3, 3, 5))
    # Without `max_chars`: with it, a text that is too long is dropped without a word.
    name.text_input(_("Name"), labels.name, placeholder="–", **_keeping(run, "name"))
    tagged.multiselect(
        _("Tags"),
        sorted({*tags, *labels.tags}),
        list(labels.tags),
        accept_new_options=True,
        max_selections=MOST_TAGS,
        placeholder=_("Choose or type"),
        **_keeping(run, "tags"),
    )
    note.text_area(
        _("Note"),
        labels.note,
        height=_NOTE_PIXELS,
        placeholder="–",
        **_keeping(run, "note"),
    )
    said: dict[str, Message] = st.session_state.get(_SAID, {})
    if (problem := said.get(run.record.id)) is not None:
        st.warning(plain(say(problem)))


def tags_of_all(chosen: Sequence[str], tags: Sequence[str]) -> None:
    """Give tags to several runs at once, or take them away.

    Arguments:
        chosen: ids of the runs.
        tags: that the visitor has given to runs.
    """
    with st.popover(_("Tags"), icon=":material/sell:", key=f"{_KEY}:all"):
        buttons = st.container(horizontal=True)  # above: the open menu lies over what is below it
        picked = st.multiselect(
            _("Tags"),
            tags,
            accept_new_options=True,
            max_selections=MOST_TAGS,
            placeholder=_("Choose or type"),
            key=f"{_KEY}:all:tags",
        )
        with buttons:
            for given, label, icon in (
                (True, _("Add to {count} runs"), ":material/add:"),
                (False, _("Take from {count} runs"), ":material/remove:"),
            ):
                st.button(
                    label.format(count=len(chosen)),
                    icon=icon,
                    key=f"{_KEY}:all:{given}",
                    disabled=not picked,
                    on_click=_tag_all,
                    args=(tuple(chosen), tuple(picked)),
                    kwargs={"given": given},
                )


def _tag_all(chosen: Sequence[str], picked: Sequence[str], *, given: bool) -> None:
    """Tag all runs, or none where one would have too many."""
    said, new = runs().labels_of(owner(), chosen), {}
    try:
        for run in chosen:
            now = said.get(run, Labels())
            kept = [tag for tag in now.tags if tag not in picked]
            tags = [*now.tags, *picked] if given else kept
            new[run] = Labels.read(name=now.name, tags=tags, note=now.note, pinned=now.pinned)
    except Invalid as error:
        tell(error.message)
        return
    for run, labels in new.items():
        try:
            runs().label(run, owner(), labels)
        except (NotOwner, UnknownRun):
            tell(Message("This run was deleted meanwhile: nothing of it could be changed."))
        _anew(run)
    st.session_state[_CHANGED] = True


def _anew(run: str) -> None:
    """Have the tags of a run shown as they are kept, whatever stands in their control."""
    _refusals()[run] = _refusals().get(run, 0) + 1


def _keeping(run: ListedRun, part: str) -> dict[str, Any]:
    """How a control keeps its part. What is kept is its default and not its state: state that is set in a run
    of the page that is cut short never reaches the browser.
    """
    again = _refusals().get(run.record.id, 0) if part == "tags" else 0
    key = f"{_KEY}:{run.record.id}:{part}" + (f":{again}" if again else "")
    return {"key": key, "on_change": _take, "args": (run.record.id, part, key)}


def _refusals() -> dict[str, int]:
    """How often tags of a run were refused, or changed for many: each time their control begins anew, with
    those that are kept."""
    found: dict[str, int] = st.session_state.setdefault(_REFUSED, {})
    return found


def _take(run: str, part: str, key: str) -> None:
    _keep(run, **{part: st.session_state[key]})


def _keep(run: str, **part: Any) -> None:
    """Keep a part of what is said of a run."""
    said: dict[str, Message] = st.session_state.setdefault(_SAID, {})
    try:
        now = replace(runs().labels_of(owner(), [run]).get(run, Labels()), **part)
        labels = Labels.read(name=now.name, tags=now.tags, note=now.note, pinned=now.pinned)
        runs().label(run, owner(), labels)
    except (NotOwner, UnknownRun):  # it is in no row, where this could be said
        tell(Message("This run was deleted meanwhile: nothing of it could be changed."))
    except Invalid as error:
        said[run] = error.message
        if "tags" in part:
            _anew(run)
    else:
        said.pop(run, None)
        st.session_state[_CHANGED] = True
