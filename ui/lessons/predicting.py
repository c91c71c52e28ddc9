"""Predictions: chosen or sketched first, compared with what was measured afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt
import streamlit as st

from core.claims.outcomes import Outcome
from core.lessons import scoring
from core.lessons.blocks import LAYERS, Choice, Prediction, Sketch
from core.lessons.lesson import Lesson
from core.lessons.measures import said_layer
from core.lessons.progress import Progress
from core.lessons.theory import theory_curve
from core.message import Message, plain_number
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, plain, say
from ui.lessons import pictures
from ui.lessons.component import sketch_plot
from ui.lessons.progress import keep, progress_of
from ui.lessons.training import are_over, found


def predict(lesson: Lesson, block: Prediction, key: str) -> None:
    """Ask for the prediction; what was measured already locks it."""
    with st.container(border=True, key=f"{key}-ask"):
        first = _("Predict first")
        st.markdown(f":material/psychology: **{first}** · {plain(block.question)}")
        if isinstance(block, Choice):
            _choose(lesson, block, key)
        else:
            _sketch(lesson, block, key)


def is_locked(lesson: Lesson, block: Prediction, progress: Progress) -> bool:
    """Whether it was made and what decides is being measured, or known."""
    return block.name in progress.predicted and bool(found(lesson, block.experiments))


def _choose(lesson: Lesson, block: Choice, key: str) -> None:
    progress = progress_of(lesson)
    chosen = progress.predicted.get(block.name)
    kept = chosen if isinstance(chosen, int) and chosen in range(len(block.answers)) else None
    if kept is not None:
        st.session_state[key] = kept

    def take() -> None:
        answer = st.session_state[key]
        if answer is not None:
            keep(lesson, progress_of(lesson).predicts(block.name, int(answer)))

    st.radio(
        plain(block.question),
        range(len(block.answers)),
        index=None,
        format_func=lambda at: plain(block.answers[at].says),
        key=key,
        on_change=take,
        disabled=is_locked(lesson, block, progress) or (kept is not None and not block.experiments),
        label_visibility="collapsed",
    )


def _sketch(lesson: Lesson, block: Sketch, key: str) -> None:
    progress = progress_of(lesson)
    experiment = lesson.trials[block.experiment].experiment
    at = scoring.places(block, layers=len(experiment.layers), epochs=experiment.epochs)
    of_layers = block.over == LAYERS
    marks = [plain_number(float(place), 3) for place in at]
    names = [
        say(said_layer(mark) if of_layers else Message("after epoch {epoch}", epoch=mark)) for mark in marks
    ]
    st.caption(plain(f"{lesson.labels[block.experiment]} – {say(block.measure.said())}"))
    drawn = sketch_plot(
        block,
        key=key,
        names=names,
        marks=marks,
        across=_("Layer") if of_layers else _("Epoch"),
        drawn=progress.predicted.get(block.name),
        locked=is_locked(lesson, block, progress),
    )
    if drawn is not None and drawn != progress.predicted.get(block.name):
        keep(lesson, progress.predicts(block.name, drawn))
        st.rerun()


def is_compared(lesson: Lesson, block: Prediction) -> bool:
    """Whether it was made, and what decides was measured."""
    made = block.name in progress_of(lesson).predicted
    return made and are_over(found(lesson, block.experiments), block.experiments)


def compare(lesson: Lesson, block: Prediction, key: str) -> None:
    """The prediction beside what was measured, with its points; nothing before there are both."""
    if not is_compared(lesson, block):
        return
    progress, outcomes = progress_of(lesson), found(lesson, block.experiments)
    with st.container(border=True, key=f"{key}-compared"):
        both = _("Your prediction and what was measured")
        st.markdown(f":material/balance: **{both}** · {plain(block.question)}")
        if isinstance(block, Choice):
            points = _compare_choice(block, progress, outcomes)
        else:
            points = _compare_sketch(lesson, block, progress, outcomes[block.experiment], key)
    if points is not None:
        keep(lesson, progress_of(lesson).scored(block.name, points))


def _compare_choice(block: Choice, progress: Progress, outcomes: dict[str, Outcome]) -> int | None:
    right, mine = scoring.right_answer(block, outcomes), progress.predicted[block.name]
    measured = ""
    if block.measured is not None and not block.which:
        number = say(block.measured.written(block.measured.of(outcomes)))
        measured = _("Measured: {number}.").format(number=plain(number))
    if right is None:
        none = _("None of the answers fits what was measured here.")
        st.warning(f"{measured} {none}", icon=":material/help:")
        return None
    says = plain(block.answers[right].says)
    if mine == right:
        told = _("As you predicted.")
        st.success(f"**{told}** {says} {measured}", icon=":material/check:")
        return scoring.FULL
    first = _("What happened instead:")
    st.warning(f"**{first}** {says} {measured}", icon=":material/lightbulb:")
    return 0


def _compare_sketch(
    lesson: Lesson, block: Sketch, progress: Progress, outcome: Outcome, key: str
) -> int | None:
    experiment = lesson.trials[block.experiment].experiment
    at = scoring.places(block, layers=len(experiment.layers), epochs=experiment.epochs)
    drawn = progress.predicted[block.name]
    if not isinstance(drawn, tuple):
        return None
    measured, theory = scoring.measured_curve(block, outcome, at), theory_curve(block, experiment)
    curves: dict[str, Sequence[float] | npt.NDArray[Any]] = {_("Your sketch"): drawn, _("Measured"): measured}
    if theory is not None:
        curves[_("Theory")] = theory
    st.plotly_chart(
        pictures.of_sketch(block, at.tolist(), curves, colours(), _), key=f"{key}-picture", config=CONFIG
    )
    points = scoring.score(block, drawn, measured)
    if points is not None:
        told = _("Your sketch: **{points} of 100 points**.").format(points=points)
        if theory is not None and (best := scoring.score(block, theory.tolist(), measured)) is not None:
            told += " " + _("Theory's own curve: {points}.").format(points=best)
        st.markdown(told)
        st.caption(_("100: the same curve. 0: half of the axis apart on average."))
    return points
