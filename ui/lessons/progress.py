"""How far this visitor is in each lesson: kept in the session, and in the store by its owner."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import streamlit as st

from core.lessons.lesson import Lesson
from core.lessons.progress import Progress
from core.live.protocol.questions import Busy
from core.live.records.run import hash_of
from ui import services
from ui.watching import owner

_KEPT, _OF = "learn:progress", "learn:progress:of"


def progress_of(lesson: Lesson) -> Progress:
    """What is known of this visitor and `lesson`."""
    return Progress.of_json(_known().get(lesson.key), lesson)


def keep(lesson: Lesson, progress: Progress) -> None:
    """Keep it, if it is news. Where the store does not answer it lasts as long as the session."""
    if progress == progress_of(lesson):
        return
    body = progress.to_json()
    _known()[lesson.key] = body
    with suppress(Busy):  # the log says so; the next change is tried again
        services.lesson_progress().keep(hash_of(owner()), lesson.key, body)


def _known() -> dict[str, Any]:
    """By the key of the lesson, of whoever this session belongs to now."""
    if _KEPT not in st.session_state or st.session_state.get(_OF) != owner():
        try:
            st.session_state[_KEPT] = services.lesson_progress().of(hash_of(owner()))
        except Busy:
            st.session_state[_KEPT] = {}
        st.session_state[_OF] = owner()
    kept: dict[str, Any] = st.session_state[_KEPT]
    return kept
