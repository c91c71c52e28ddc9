"""The list of lessons, and one of them: a step at a time, or the whole of it on paper."""

from __future__ import annotations

import streamlit as st

from core.lessons.lesson import Lesson
from core.lessons.progress import Progress
from core.lessons.shelf import Shelf
from ui.language import SOURCE, _, language, plain, say
from ui.lessons import blocks
from ui.lessons.component import top
from ui.lessons.progress import keep, progress_of
from ui.lessons.setting import PAGE, WHOLE, LearnSetting

_COLUMNS = 3
_CSS = """<style>
.st-key-lesson { max-width: 58rem; margin: 0 auto; }
.st-key-lesson [data-testid="stMarkdownContainer"] :is(p, li) { line-height: 1.6; }
@media print {
  .stAppHeader, .stSidebar, .st-key-lesson-bar, .st-key-lesson-turn, .stButton, .stPageLink,
  .modebar-container, [data-testid="stExpander"] { display: none !important; }
  .stApp, .stAppViewContainer, .stMain, .stMainBlockContainer, [data-testid="stAppScrollToBottomContainer"] {
    position: static !important; height: auto !important; overflow: visible !important;
    display: block !important;
  }
  .stPlotlyChart, [class*="st-key-learn-"], .st-key-lesson p { break-inside: avoid; }
}
</style>"""

# Korean breaks between words, as it is printed, and Hangul has no italics.
_KOREAN = """<style>
.stMain :is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]) :is(p, li) {
  word-break: keep-all; overflow-wrap: break-word;
}
.stMain [data-testid="stMarkdownContainer"] em { font-style: normal; font-weight: 600; }
</style>"""


def draw(setting: LearnSetting, shelf: Shelf) -> None:
    """What the setting says."""
    st.html(_CSS + (_KOREAN if language() == "ko" else ""))
    lesson = shelf.lesson(setting.lesson, (language(), SOURCE, "")) if setting.lesson else None
    if lesson is None:
        _list(shelf)
        return
    with st.container(key="lesson"):
        _lesson(lesson, setting)


def _open(lesson: str = "", step: int = 1) -> None:
    PAGE.open(LearnSetting(lesson=lesson, step=step))


def _list(shelf: Shelf) -> None:
    st.markdown(
        _(
            "Each lesson asks a question. Predict first, then train real networks and see; explain it, and "
            "try it yourself."
        )
    )
    lessons = shelf.listed((language(), SOURCE, ""))
    for first in range(0, len(lessons), _COLUMNS):
        for column, lesson in zip(st.columns(_COLUMNS), lessons[first : first + _COLUMNS], strict=False):
            with column:
                _card(lesson)
    for broken in shelf.broken:
        st.warning(plain(say(broken.said())), icon=":material/error:")


def _card(lesson: Lesson) -> None:
    progress = progress_of(lesson)
    with st.container(border=True, key=f"card-{lesson.key}", height="stretch"):
        st.markdown(f"**{lesson.number}. {plain(lesson.title)}**\n\n{plain(lesson.question)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            begun, complete = bool(progress.seen), progress.complete(lesson)
            label = _("Again") if complete else _("Go on") if begun else _("Begin")
            step = 1 if complete or not begun else _next(lesson, progress)
            st.button(
                label,
                key=f"begin-{lesson.key}",
                icon=":material/check:" if complete else ":material/arrow_forward:",
                on_click=_open,
                args=(lesson.key, step),
            )
            st.caption(" · ".join(_told(lesson, progress)))


def _told(lesson: Lesson, progress: Progress) -> list[str]:
    told = [_("{count} minutes").format(count=lesson.minutes)]
    if progress.seen:
        told.append(_("{done} of {all} steps").format(done=len(progress.seen), all=len(lesson.steps)))
    if progress.points is not None:
        told.append(_("predictions: {points} of 100").format(points=progress.points))
    return told


def _next(lesson: Lesson, progress: Progress) -> int:
    """The first step that was not seen yet; of one that is seen to its end, the last."""
    unseen = (step for step in range(1, len(lesson.steps) + 1) if step not in progress.seen)
    return next(unseen, len(lesson.steps))


def _lesson(lesson: Lesson, setting: LearnSetting) -> None:
    step = min(setting.step, len(lesson.steps))
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-bar"):
        _link(_("All lessons"), "apps")
        if step == WHOLE:
            _link(_("Step by step"), "arrow_back", lesson.key)
        else:
            _link(_("Whole lesson, to print"), "print", lesson.key, WHOLE)
            _steps(lesson, step)
    top(f"{lesson.key}:{step}", prints=step == WHOLE)
    st.markdown(f"#### {lesson.number}. {plain(lesson.title)}")
    if step == WHOLE:
        st.markdown(f"*{plain(lesson.question)}*")
        for at, part in enumerate(lesson.steps, 1):
            st.markdown(f"##### {at}. {plain(part.title)}")
            blocks.draw(lesson, part, f"learn-{lesson.key}-whole-{at}", paper=True)
        return
    if step == 1:
        st.markdown(f"*{plain(lesson.question)}*")
    st.markdown(f"##### {plain(lesson.steps[step - 1].title)}")
    with st.container(key=f"step-{lesson.key}-{step}"):
        blocks.draw(lesson, lesson.steps[step - 1], f"learn-{lesson.key}-{step}", paper=False)
    keep(lesson, progress_of(lesson).saw(step))
    _turn(lesson, step)


def _link(label: str, icon: str, *opened: str | int) -> None:
    """A button that opens a lesson, a step of it, or the list."""
    key = f"lesson-{icon}"
    st.button(label, icon=f":material/{icon}:", key=key, on_click=_open, args=opened, type="tertiary")


def _steps(lesson: Lesson, step: int) -> None:
    """The row of steps, by number."""
    key = "lesson-step"
    st.session_state[key] = step

    def go() -> None:
        _open(lesson.key, st.session_state[key])

    st.segmented_control(
        _("Step"),
        range(1, len(lesson.steps) + 1),
        key=key,
        on_change=go,
        required=True,
        label_visibility="collapsed",
    )


def _turn(lesson: Lesson, step: int) -> None:
    """To the step before, and to the next one."""
    with st.container(horizontal=True, horizontal_alignment="distribute", key="lesson-turn"):
        st.button(
            _("Back"),
            key="lesson-back",
            icon=":material/arrow_back:",
            disabled=step == 1,
            on_click=_open,
            args=(lesson.key, step - 1),
        )
        last = step == len(lesson.steps)
        st.button(
            _("All lessons") if last else _("Next: {title}").format(title=plain(lesson.steps[step].title)),
            key="lesson-next",
            icon=":material/apps:" if last else ":material/arrow_forward:",
            type="primary",
            on_click=_open,
            args=() if last else (lesson.key, step + 1),
        )
