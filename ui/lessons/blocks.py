"""The blocks of a lesson, drawn one by one."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from core.claims.outcomes import Outcome
from core.differing import field_of, value_text
from core.lessons.blocks import (
    Block,
    Choice,
    Claim,
    Compare,
    Open,
    Prediction,
    Prose,
    Remember,
    Run,
    Sketch,
    Task,
    Trial,
    Watch,
)
from core.lessons.lesson import Lesson, Step
from ui import address, form
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, address_language, plain, say
from ui.lessons import pictures
from ui.lessons.predicting import compare, is_compared, predict
from ui.lessons.progress import progress_of
from ui.lessons.tasks import task
from ui.lessons.training import experiments_of, found
from ui.lessons.watch import watch
from ui.side_by_side import outcomes_of, run_links, side_by_side

LONGEST_VALUE = 60
"""Characters of a choice on an experiment's card."""


def draw(lesson: Lesson, step: Step, key: str, *, paper: bool) -> None:
    """All blocks of a step, and below them what of its sentences is tested.

    Arguments:
        key: of the step, different for each.
        paper: whether it is drawn to be printed: then nothing trains in it.
    """
    for at, block in enumerate(step.blocks):
        _draw(lesson, block, f"{key}-{at}", paper)
        if not paper and (awaited := _awaited(lesson, block)):
            st.caption(awaited)
            return
    claims = [block for block in step.blocks if isinstance(block, Claim)]
    if claims and not paper:
        with st.expander(_("What is tested here"), icon=":material/verified:"):
            st.caption(
                _("The lab's tests train these networks with several seeds; this has to hold each time.")
            )
            for claim in claims:
                st.markdown(f"- {plain(say(claim.condition.said(lesson.labels)))}")


def _awaited(lesson: Lesson, block: Block) -> str:
    """What has to be done before the step goes on, which would give it away; "" for nothing."""
    if isinstance(block, Compare) and not is_compared(lesson, lesson.predictions[block.prediction]):
        return _("It goes on here once you have predicted and measured.")
    if isinstance(block, Task) and block.name not in progress_of(lesson).done:
        return _("It goes on here once the task is done.")
    return ""


def _draw(lesson: Lesson, block: Block, key: str, paper: bool) -> None:
    match block:
        case Prose():
            st.markdown(block.text)
        case Remember():
            with st.container(border=True, key=f"{key}-remember"):
                st.markdown(block.text)
        case Trial():
            _trial(lesson, block)
        case Run():
            _run(lesson, block, key, paper)
        case Choice() | Sketch():
            predict(lesson, block, key)
        case Compare():
            compare(lesson, lesson.predictions[block.prediction], key)
        case Task():
            task(lesson, block, key, paper=paper)
        case Watch():
            if not paper:
                watch(lesson.trials[block.experiment], key)
        case Open():
            query = address.write(block.query, lang=address_language(), run=None)
            st.page_link(
                f"{block.page}.py",
                label=plain(block.label),
                icon=":material/open_in_new:",
                query_params=query,
            )


def _short(value: str) -> str:
    """`value` as far as a card has room for it: points of one's own take up to 5,000 characters."""
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def _trial(lesson: Lesson, trial: Trial) -> None:
    """An experiment: what it is called, what is chosen, and the way to the Train page."""
    only, texts = [trial.experiment], trial.experiment.flat()
    shown = [
        f"{_(field_of(path, only).label)}: {_short(value_text(path, texts[path], only, _))}"
        for path in trial.changed
    ]
    told = " · ".join(shown)
    if trial.like:
        told = _("Like “{other}”, but {choices}").format(other=lesson.labels[trial.like], choices=told)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f":material/science: **{plain(trial.label)}**", width="content")
            query = form.opening(trial.experiment, None)
            st.page_link(
                "train.py",
                label=_("Open in Train"),
                icon=":material/play_circle:",
                query_params=query,
                width="content",
            )
        st.caption(plain(told))


def _run(lesson: Lesson, block: Run, key: str, paper: bool) -> None:
    """The button that trains, and the pictures; not before what would be given away is predicted."""
    if paper:
        outcomes = outcomes_of(experiments_of(lesson, block))
        if outcomes is not None:
            _pictures(lesson, block, outcomes, key)
        return
    open_questions = [
        each for each in _before(lesson, block) if each.name not in progress_of(lesson).predicted
    ]
    if open_questions:
        st.info(
            _("First predict: {question}").format(question=plain(open_questions[0].question)),
            icon=":material/psychology:",
        )
        return
    experiments = experiments_of(lesson, block)
    side_by_side(experiments, lambda outcomes: _pictures(lesson, block, outcomes, key), key=key)
    run_links(experiments, [lesson.labels[name] for name in block.experiments])


def _pictures(lesson: Lesson, block: Run, outcomes: tuple[Outcome, ...], key: str) -> bool:
    if not any(outcome.frames for outcome in outcomes):
        return False
    by_name = found(lesson, block.beside) | dict(zip(block.experiments, outcomes, strict=True))
    by_name = {name: by_name[name] for name in (*block.beside, *block.experiments) if name in by_name}
    for at, picture in enumerate(block.pictures):
        st.markdown(f"**{plain(say(picture.measure.said()))}**")
        st.plotly_chart(
            pictures.of_picture(picture, by_name, lesson.labels, colours(), _),
            key=f"{key}-picture-{at}",
            config=CONFIG,
        )
    return True


def _before(lesson: Lesson, run: Run) -> Iterator[Prediction]:
    """Predictions that stand above `run` and are about what it trains."""
    for step in lesson.steps:
        for block in step.blocks:
            if block is run:
                return
            if isinstance(block, Choice | Sketch) and {*block.experiments} & {*run.experiments}:
                yield block
