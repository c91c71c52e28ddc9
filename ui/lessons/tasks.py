"""Tasks: something to reach by changing an experiment, checked by what its run measures."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.claims.outcomes import Outcome
from core.differing import field_of, value_text
from core.experiment import Experiment
from core.lessons.blocks import Task
from core.lessons.lesson import Lesson
from core.lessons.measures import START
from core.lessons.trials import with_choices
from ui import form
from ui.language import _, plain, say
from ui.lessons.progress import keep, progress_of
from ui.side_by_side import side_by_side

_COLUMNS = 3


def task(lesson: Lesson, block: Task, key: str, *, paper: bool) -> None:
    """What to do, the choices that may be changed, and whether the goal is reached.

    Arguments:
        paper: whether it is drawn to be printed: the choices are listed then.
    """
    base = lesson.trials[block.experiment].experiment
    with st.container(border=True, key=f"{key}-task"):
        done = block.name in progress_of(lesson).done
        mark = ":material/task_alt:" if done else ":material/flag:"
        title = _("Your task")
        st.markdown(f"{mark} **{title}** · {plain(block.says)}")
        names = {block.experiment: _("your network")}
        st.caption(plain(say(block.goal.said(names))))
        if paper:
            _list_choices(block, base)
            return
        changed = _choices(block, base, key)
        if len(changed) > block.most:
            st.warning(
                _("You have changed {count} choices; at most {most} may be changed here.").format(
                    count=len(changed), most=block.most
                ),
                icon=":material/undo:",
            )
        else:
            experiment = with_choices(base, changed, {})
            side_by_side(
                [_as_long_as_needed(experiment, block)],
                lambda outcomes: _checked(lesson, block, outcomes),
                key=f"{key}-run",
                begin=_("Train it and see"),
            )
            query = form.opening(experiment, None)
            st.page_link(
                "train.py", label=_("Open in Train"), icon=":material/play_circle:", query_params=query
            )
        for number, hint in enumerate(block.hints, 1):
            with st.expander(_("Hint {number}").format(number=number)):
                st.markdown(hint)


def _as_long_as_needed(experiment: Experiment, block: Task) -> Experiment:
    """What is measured before training needs one epoch, to have a run."""
    measure = block.goal.measured.measure
    only_start = measure.when == START and not measure.over_when
    return experiment.model_copy(update={"epochs": 1}) if only_start else experiment


def _choices(block: Task, base: Experiment, key: str) -> dict[str, str]:
    """The choices that were changed, by path."""
    now = base.flat()
    changed: dict[str, str] = {}
    paths = list(block.may_change)
    for first in range(0, len(paths), _COLUMNS):
        for column, path in zip(st.columns(_COLUMNS), paths[first : first + _COLUMNS], strict=False):
            options = _options(now.get(path, ""), block.may_change[path], base, path)
            with column:
                picked = _menu(base, path, options, f"{key}-{path.replace('.', '-')}")
            if picked != options[0]:
                changed[path] = picked
    return changed


def _list_choices(block: Task, base: Experiment) -> None:
    for path, options in block.may_change.items():
        label = _(field_of(path, [_with(base, path, options[0])]).label)
        offered = _options(base.flat().get(path, ""), options, base, path)
        said = ", ".join(_said(base, path, text) for text in offered)
        st.markdown(f"- {plain(label)}: {plain(said)}")


def _menu(base: Experiment, path: str, options: list[str], key: str) -> str:
    label = _(field_of(path, [_with(base, path, options[0])]).label)
    said = {text: _said(base, path, text) for text in options}
    return st.selectbox(label, options, format_func=said.__getitem__, key=key) or options[0]


def _options(now: str, offered: Sequence[str], base: Experiment, path: str) -> list[str]:
    """Options as the lab writes them, that of the experiment first."""
    written = [_with(base, path, text).flat()[path] for text in offered]
    return list(dict.fromkeys([now, *written] if now else written))


def _with(base: Experiment, path: str, text: str) -> Experiment:
    return with_choices(base, {path: text}, {})


def _said(base: Experiment, path: str, text: str) -> str:
    return value_text(path, text, [_with(base, path, text)], _)


def _checked(lesson: Lesson, block: Task, outcomes: tuple[Outcome, ...]) -> bool:
    """Say whether the goal is reached; False before there is anything to say."""
    (outcome,) = outcomes
    if not outcome.frames:
        return False
    by_name = {block.experiment: outcome}
    value = say(block.goal.measured.written(block.goal.measured.of(by_name)))
    measured = _("Measured: {number}.").format(number=plain(value))
    if not outcome.over:
        st.info(measured, icon=":material/hourglass_top:")
    elif block.goal.holds(by_name):
        done = _("Done.")
        st.success(f"**{done}** {measured}", icon=":material/check:")
        if block.name not in progress_of(lesson).done:
            keep(lesson, progress_of(lesson).finished(block.name))
            st.rerun()  # the step goes on below
    else:
        missing = _("Not yet.")
        st.warning(f"**{missing}** {measured}", icon=":material/refresh:")
    return True
